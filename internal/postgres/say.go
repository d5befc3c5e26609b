package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// What a text may be at most, in characters.
const (
	maxStaffText  = 10_000 // of a staff member's message or note
	maxRatingText = 200
)

// Say stores what an operator writes. A message goes to the citizen, and only if
// the conversation is the operator's and has been since the epoch they name; a
// note is for staff, and any member may leave one at any time. The same client id
// again is the same message. Errors as Move's: the sentence says who has it now.
func (s *Store) Say(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error) {
	if m.ClientID == "" || m.Text == "" {
		return caterina.Event{}, caterina.Errorf(caterina.CodeInvalid,
			"Il messaggio è vuoto: scrivi qualcosa. / The message is empty: write something.")
	}
	if err := checkText(m.Text); err != nil {
		return caterina.Event{}, err
	}
	var body []byte
	var err error
	if m.Note {
		body, err = noteBody(m.Text, m.Mentions)
	} else {
		body, err = json.Marshal(caterina.MessageBody{Text: m.Text, Citations: m.Citations, Name: m.Name})
	}
	if err != nil {
		return caterina.Event{}, fmt.Errorf("encode a staff message: %w", err)
	}
	params := dbq.StaffMessageParams{
		TownID: int64(m.Town), ConversationID: string(m.Conversation), Operator: int64(m.Operator),
		Epoch: int32(m.Epoch), ClientID: m.ClientID, Body: body, Note: m.Note, // #nosec G115 -- a column of that size
	}
	var row dbq.StaffMessageRow
	if m.Note && len(m.Mentions) > 0 {
		row, err = s.sayNaming(ctx, params, m.Mentions)
	} else {
		row, err = s.q.StaffMessage(ctx, s.pool, params)
	}
	if err != nil {
		return caterina.Event{}, wrapped("store a staff message", err)
	}
	if row.Dup {
		body = row.Body
	}
	return caterina.Event{
		Conversation: m.Conversation, Seq: row.Seq, N: row.Cseq, Kind: caterina.EventKind(row.Kind),
		Actor: caterina.OperatorActor(m.Operator), Epoch: int(row.Epoch), ClientID: m.ClientID, Body: body, At: row.At,
	}, nil
}

// Edit stores the new words of a message that the operator has written in the last
// quarter of an hour, for the citizen to see in place of the old ones; the log keeps
// both. Errors as Say's, and CodeInvalid for a message that is not theirs, or older.
func (s *Store) Edit(ctx context.Context, m caterina.StaffMessage) (caterina.Event, error) {
	if m.ClientID == "" || m.Text == "" {
		return caterina.Event{}, caterina.Errorf(caterina.CodeInvalid,
			"Il messaggio è vuoto: scrivi qualcosa. / The message is empty: write something.")
	}
	if err := checkText(m.Text); err != nil {
		return caterina.Event{}, err
	}
	body, err := json.Marshal(caterina.EditBody{Text: m.Text, Name: m.Name})
	if err != nil {
		return caterina.Event{}, fmt.Errorf("encode an edit: %w", err)
	}
	row, err := s.q.EditMessage(ctx, s.pool, dbq.EditMessageParams{
		TownID: int64(m.Town), ConversationID: string(m.Conversation), Operator: int64(m.Operator),
		Epoch: int32(m.Epoch), ClientID: m.ClientID, Seq: m.Edits, Body: body, // #nosec G115 -- a column of that size
	})
	if err != nil {
		return caterina.Event{}, wrapped("store an edit", err)
	}
	return caterina.Event{
		Conversation: m.Conversation, Seq: row.Seq, N: row.Cseq, Kind: caterina.KindEdit,
		Actor: caterina.OperatorActor(m.Operator), Epoch: int(row.Epoch), ClientID: m.ClientID, Body: row.Body, At: row.At,
	}, nil
}

// Tell says something to the citizen in the program's own name, whoever has the
// conversation. The same client id again is the same message.
func (s *Store) Tell(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, clientID string, body caterina.MessageBody) (caterina.Event, error) {
	event, _, err := s.tell(ctx, s.pool, town, conv, nil, clientID, body)
	return event, err
}

// TellAt is Tell as long as the conversation is of this epoch: what is said of
// who has it would be wrong after a change of hands. CodeConflict when it is not.
func (s *Store) TellAt(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, epoch int, clientID string, body caterina.MessageBody) (caterina.Event, error) {
	event, _, err := s.tell(ctx, s.pool, town, conv, &epoch, clientID, body)
	return event, err
}

// tell is Tell on a connection of the caller's; dup says that it was told before.
func (s *Store) tell(ctx context.Context, db dbq.DBTX, town caterina.TownID, conv caterina.ConversationID, epoch *int, clientID string, body caterina.MessageBody) (event caterina.Event, dup bool, err error) {
	if clientID == "" {
		return event, false, caterina.Errorf(caterina.CodeInvalid, "a message needs the sender's id")
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return event, false, fmt.Errorf("encode a message: %w", err)
	}
	row, err := s.q.AppendSystem(ctx, db, dbq.AppendSystemParams{
		TownID: int64(town), ConversationID: string(conv), Epoch: int32Pointer(epoch), ClientID: clientID, Body: raw,
	})
	if err != nil {
		return event, false, wrapped("tell the citizen", err)
	}
	if row.Dup {
		raw = row.Body
	}
	return caterina.Event{
		Conversation: conv, Seq: row.Seq, N: row.Cseq, Kind: caterina.KindMessage, Actor: caterina.ActorSystem,
		Epoch: int(row.Epoch), ClientID: clientID, Body: raw, At: row.At,
	}, row.Dup, nil
}

// Rate keeps what a citizen thinks of the conversation, and thanks for it. There
// is one rating a conversation: a second one is a CodeConflict.
func (s *Store) Rate(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, clientID string, r caterina.Rating) (caterina.Event, error) {
	if r.Stars < 1 || r.Stars > 5 || utf8.RuneCountInString(r.Text) > maxRatingText {
		return caterina.Event{}, caterina.Errorf(caterina.CodeInvalid, "La valutazione va da 1 a 5 stelle, con al massimo %[1]d caratteri. / "+
			"A rating has 1 to 5 stars and at most %[1]d characters.", maxRatingText)
	}
	if err := checkText(r.Text, r.Answer); err != nil {
		return caterina.Event{}, err
	}
	held, err := s.Held(ctx, town, conv)
	if err != nil {
		return caterina.Event{}, err
	}
	var event caterina.Event
	err = s.inTx(ctx, "store a rating", func(tx pgx.Tx) error {
		var dup bool
		event, dup, err = s.tell(ctx, tx, town, conv, nil, "rating:"+clientID, thanksWords().in(held.Conversation.Lang))
		if err != nil || dup {
			return err
		}
		n, err := s.q.InsertRating(ctx, tx, dbq.InsertRatingParams{
			TownID: int64(town), ConversationID: string(conv), Stars: int16(r.Stars), // #nosec G115 -- 1 to 5
			Answer: r.Answer, Text: r.Text,
		})
		if err == nil && n == 0 {
			return caterina.Errorf(caterina.CodeConflict, "Hai già lasciato una valutazione: grazie. / You have left a rating already: thank you.")
		}
		return err
	})
	if err != nil {
		return caterina.Event{}, err
	}
	return event, nil
}

// StaffEvents returns the whole log after a seq, notes and what the citizen is
// not told included, at most limit events.
func (s *Store) StaffEvents(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, afterSeq int64, limit int) ([]caterina.Event, error) {
	rows, err := s.q.StaffEvents(ctx, s.pool, dbq.StaffEventsParams{
		TownID: int64(town), ConversationID: string(conv), After: afterSeq, MaxRows: int32(limit), // #nosec G115 -- a page
	})
	if err != nil {
		return nil, wrapped("read the log", err)
	}
	events := make([]caterina.Event, len(rows))
	for i, row := range rows {
		events[i] = s.staffEvent(conv, row)
	}
	return events, nil
}

// resume opens a conversation again that was closed less than a day ago, because
// its citizen writes. It is no failure when somebody else did it first.
func (s *Store) resume(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Event, error) {
	held, err := s.Held(ctx, town, conv)
	if err != nil {
		return caterina.Event{}, err
	}
	event, err := s.Move(ctx, caterina.Transition{
		Town: town, Conversation: conv, From: []caterina.State{caterina.StateClosed}, To: caterina.StateBot, By: caterina.ActorSystem,
		Event: caterina.StateBody{MessageBody: resumedWords().in(held.Conversation.Lang), Reason: caterina.ReasonResumed},
	})
	if now, ok := errors.AsType[*caterina.Overtaken](err); ok && now.Why == caterina.LateState {
		return caterina.Event{}, nil
	}
	return event, err
}

// wake gives a snoozed conversation, whose citizen has just written, to its owner
// or, when they are not there, to the front of the queue. False when that came to
// nothing: then the conversation is due, and the dispatcher finds it.
func (s *Store) wake(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Event, caterina.State, bool) {
	held, err := s.Held(ctx, town, conv)
	if err != nil || held.Conversation.State != caterina.StateSnoozed {
		return caterina.Event{}, "", false
	}
	live, err := s.q.OnDuty(ctx, s.pool, dbq.OnDutyParams{TownID: int64(town), Operator: int64(held.Owner)})
	if err != nil {
		return caterina.Event{}, "", false
	}
	t := caterina.Transition{
		Town: town, Conversation: conv, Epoch: &held.Conversation.Epoch, From: []caterina.State{caterina.StateSnoozed},
		To: caterina.StateAssigned, Owner: held.Owner, By: caterina.ActorSystem, Hidden: true,
		Event: caterina.StateBody{
			MessageBody: caterina.MessageBody{Text: "Il cittadino ha scritto: non è più rimandata."}, // for colleagues
			Operator:    held.OwnerName, Queue: held.Queue, Reason: caterina.ReasonWoken,
		},
	}
	if !live {
		toFront(&t, held)
	}
	event, err := s.Move(ctx, t)
	return event, t.To, err == nil
}

// toFront makes a transition one to the front of the queue, of which the citizen
// is told because their operator has gone.
func toFront(t *caterina.Transition, held caterina.Held) {
	priority := max(held.Priority, priorityFront)
	t.To, t.Owner, t.KeepPlace, t.Priority, t.Hidden = caterina.StateQueued, 0, true, &priority, false
	t.Event.MessageBody, t.Event.Operator = requeuedWords().in(held.Conversation.Lang), ""
}
