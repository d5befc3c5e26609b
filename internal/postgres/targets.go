package postgres

import (
	"context"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// PersonWaits returns since when people wait in conversations of a town, and
// whether a person has spoken there. Those that do not exist are missing.
func (s *Store) PersonWaits(ctx context.Context, town caterina.TownID, convs []caterina.ConversationID) ([]caterina.PersonWait, error) {
	ids := make([]string, len(convs))
	for i, c := range convs {
		ids[i] = string(c)
	}
	rows, err := s.q.PersonWaits(ctx, s.pool, dbq.PersonWaitsParams{TownID: int64(town), Ids: ids})
	if err != nil {
		return nil, wrapped("read since when people wait", err)
	}
	waits := make([]caterina.PersonWait, len(rows))
	for i, r := range rows {
		waits[i] = caterina.PersonWait{
			Conversation: caterina.ConversationID(r.ID), State: caterina.State(r.State), Queue: r.Queue,
			QueuedAt: instant(r.QueuedAt), EnteredAt: instant(r.EnteredAt), WaitingSince: instant(r.WaitingSince), AnsweredAt: instant(r.AnsweredAt), Promised: r.Promised,
		}
	}
	return waits, nil
}

// Answers returns the waits for a person that began in a town from one day to
// another, both included, in Rome's time, and how they ended.
func (s *Store) Answers(ctx context.Context, town caterina.TownID, from, to caterina.Date) ([]caterina.Answer, error) {
	const doing = "read how soon people answered"
	since, before := from.Time(caterina.Rome()), to.AddDays(1).Time(caterina.Rome())
	first, err := s.q.FirstAnswers(ctx, s.pool, dbq.FirstAnswersParams{TownID: int64(town), Since: since, Before: before})
	if err != nil {
		return nil, wrapped(doing, err)
	}
	next, err := s.q.NextAnswers(ctx, s.pool, dbq.NextAnswersParams{TownID: int64(town), Since: since, Before: before})
	if err != nil {
		return nil, wrapped(doing, err)
	}
	calls, err := s.q.CallAnswers(ctx, s.pool, dbq.CallAnswersParams{TownID: int64(town), Since: since, Before: before})
	if err != nil {
		return nil, wrapped(doing, err)
	}
	answers := make([]caterina.Answer, 0, len(first)+len(next)+len(calls))
	for _, r := range first {
		answers = append(answers, caterina.Answer{Queue: r.Queue, Kind: caterina.TargetFirst, Since: r.Since, At: r.AnsweredAt, Ended: r.EndedAt})
	}
	for _, r := range next {
		answers = append(answers, caterina.Answer{Queue: r.Queue, Kind: caterina.TargetNext, Since: r.Since, At: r.AnsweredAt})
	}
	for _, r := range calls {
		answers = append(answers, caterina.Answer{
			Queue: r.Queue, Kind: caterina.TargetCall, Since: r.DueAt, At: instant(r.EndedAt), When: caterina.CallbackWhen(r.Preferred),
		})
	}
	return answers, nil
}

// saidLimited is for staff: it says nothing of what the citizen wrote.
const saidLimited = "Messaggi limitati: il cittadino ha inviato troppi messaggi in poco tempo e alcuni non sono arrivati. Sa che può riprovare tra poco."

// NoteLimited leaves a line for staff that messages of a citizen were refused
// because there were too many: where people have to do with the conversation, and
// once a minute at most. ok is false when none was left.
func (s *Store) NoteLimited(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (event caterina.Event, ok bool, err error) {
	body, err := noteBody(saidLimited, nil)
	if err != nil {
		return event, false, err
	}
	row, err := s.q.NoteLimited(ctx, s.pool, dbq.NoteLimitedParams{TownID: int64(town), ConversationID: string(conv), Body: body})
	if err != nil || row.Seq == 0 {
		return event, false, wrapped("note that messages are refused", err)
	}
	return caterina.Event{
		Conversation: conv, Seq: row.Seq, Kind: caterina.KindNote, Actor: caterina.ActorSystem, Epoch: int(row.Epoch),
		Body: body, At: row.At.In(time.UTC),
	}, true, nil
}

// saidUnreachable is for staff.
const saidUnreachable = "Il cittadino non riceve più i messaggi: su Telegram ha bloccato Caterina o ha chiuso il suo account. " +
	"Se ha lasciato un altro recapito, chiamalo; se no, la conversazione si può chiudere."

// NoteUnreachable leaves a line for staff that a citizen cannot be written to, once
// for each reason and for each time that their chat was lost; ok is false when it was there.
func (s *Store) NoteUnreachable(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, reason string) (event caterina.Event, ok bool, err error) {
	body, err := noteBody(saidUnreachable, nil)
	if err != nil {
		return event, false, err
	}
	row, err := s.q.NoteUnreachable(ctx, s.pool, dbq.NoteUnreachableParams{TownID: int64(town), ConversationID: string(conv), Name: "unreachable:" + reason, Body: body})
	if err != nil || row.Dup {
		return event, false, wrapped("note that a citizen cannot be reached", err)
	}
	return caterina.Event{
		Conversation: conv, Seq: row.Seq, Kind: caterina.KindNote, Actor: caterina.ActorSystem, Epoch: int(row.Epoch),
		Body: body, At: row.At.In(time.UTC),
	}, true, nil
}
