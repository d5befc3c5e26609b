package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// maxPending bounds how many answers that wait for approval are read at once:
// those with the least time come first.
const maxPending = 500

// ApprovingTowns returns the towns whose answers a person approves.
func (s *Store) ApprovingTowns(ctx context.Context) ([]caterina.TownID, error) {
	ids, err := s.q.ApprovingTowns(ctx, s.pool)
	if err != nil {
		return nil, wrapped("read where answers are approved", err)
	}
	towns := make([]caterina.TownID, len(ids))
	for i, id := range ids {
		towns[i] = caterina.TownID(id)
	}
	return towns, nil
}

// SetApproving says whether a town's answers wait for a person's approval.
func (s *Store) SetApproving(ctx context.Context, town caterina.TownID, by caterina.OperatorID, on bool) error {
	if !on {
		return wrapped("let answers go out", s.q.StopApproving(ctx, s.pool, int64(town)))
	}
	return wrapped("have answers approved", s.q.StartApproving(ctx, s.pool, dbq.StartApprovingParams{
		TownID: int64(town), OperatorID: int64(by),
	}))
}

// HoldTurn keeps an answer for approval, in one transaction with the sentence for
// the citizen, who reads it once a turn, and returns the events in order. The
// turn stays open: a newer message joins it and makes the answer void.
// CodeConflict as CompleteTurn's.
func (s *Store) HoldTurn(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply, hold caterina.Hold) ([]caterina.Event, error) {
	params, err := holding(turn, reply, hold)
	if err != nil {
		return nil, err
	}
	row, err := s.q.HoldTurn(ctx, s.pool, params)
	if raised(err, stateStaleEpoch, stateNotThisRun) {
		return s.settle(ctx, turn)
	}
	if err != nil {
		return nil, wrapped("hold an answer", err)
	}
	event := caterina.Event{Conversation: turn.Conversation, Epoch: turn.Epoch}
	said, pending := event, event
	said.Seq, said.N, said.Kind, said.Actor, said.Body, said.At = row.SaidSeq, row.SaidCseq, caterina.KindMessage, caterina.ActorSystem, params.Said, row.SaidAt
	said.ClientID = fmt.Sprintf("%s%d", caterina.CheckingPrefix, turn.Turn)
	pending.Seq, pending.Kind, pending.Actor, pending.Body, pending.At = row.Seq, caterina.KindPending, caterina.ActorBot, params.Body, row.At
	if said.Seq == 0 { // the citizen knows
		return []caterina.Event{pending}, nil
	}
	return []caterina.Event{said, pending}, nil
}

// holding encodes a reply that waits.
func holding(turn caterina.LeasedTurn, reply caterina.Reply, hold caterina.Hold) (dbq.HoldTurnParams, error) {
	params := dbq.HoldTurnParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn,
		Owner: turn.Owner, Attempt: int32(turn.Attempt), Epoch: int32(turn.Epoch), Upto: turn.UpTo, // #nosec G115 -- they came from columns of that size
		Within: hold.For,
	}
	for _, effect := range reply.Effects {
		lang, ok := effect.(caterina.SetLang)
		if !ok {
			return params, fmt.Errorf("hold an answer: it has the effect %T", effect)
		}
		params.Lang = &lang.Lang
	}
	var err error
	if params.Trace, err = json.Marshal(reply.Trace); err != nil {
		return params, fmt.Errorf("encode a trace: %w", err)
	}
	if params.Said, err = json.Marshal(hold.Said); err != nil {
		return params, fmt.Errorf("encode a message: %w", err)
	}
	if params.Body, err = json.Marshal(caterina.PendingBody{MessageBody: reply.Message, Queue: hold.Queue}); err != nil {
		return params, fmt.Errorf("encode a reply: %w", err)
	}
	return params, nil
}

// PendingAnswers returns the answers that wait for approval in a town, or with 0
// in all of them, those with the least time first.
func (s *Store) PendingAnswers(ctx context.Context, town caterina.TownID) ([]caterina.PendingAnswer, error) {
	rows, err := s.q.PendingAnswers(ctx, s.pool, dbq.PendingAnswersParams{TownID: int64(town), MaxRows: maxPending})
	if err != nil {
		return nil, wrapped("read what waits for approval", err)
	}
	answers := make([]caterina.PendingAnswer, len(rows))
	for i := range rows {
		r := &rows[i]
		answers[i] = caterina.PendingAnswer{
			Town: caterina.TownID(r.TownID), Conversation: caterina.ConversationID(r.ConversationID), Epoch: int(r.Epoch),
			Lang: r.Lang, Turn: r.Turn, Seq: r.Seq, At: r.At, Until: r.Until, Due: r.Due,
		}
		if err := json.Unmarshal(r.Body, &answers[i].Body); err != nil {
			return nil, fmt.Errorf("decode an answer that waits: %w", err)
		}
	}
	return answers, nil
}

// Approve lets the citizen read a pending answer: as the bot's own, with a note
// that says who let it pass, or, with another text, as the operator's. Without
// an operator it is released as it is. The same client id again is the same deed.
// CodeConflict, with an Overtaken in the chain, when the answer does not wait any
// more; of two approvals one wins.
func (s *Store) Approve(ctx context.Context, a caterina.Approval) (caterina.Event, error) {
	if err := checkText(a.Text); err != nil {
		return caterina.Event{}, err
	}
	raw, err := s.q.PendingBody(ctx, s.pool, dbq.PendingBodyParams{TownID: int64(a.Town), ConversationID: string(a.Conversation), Seq: a.Seq})
	if err != nil {
		return caterina.Event{}, wrapped("read the answer to approve", err)
	}
	var body caterina.MessageBody
	if err := json.Unmarshal(raw, &body); err != nil {
		return caterina.Event{}, fmt.Errorf("decode an answer that waits: %w", err)
	}
	params := dbq.AnswerPendingParams{
		TownID: int64(a.Town), ConversationID: string(a.Conversation), Operator: int64(a.Operator),
		Epoch: int32(a.Epoch), Pending: a.Seq, ClientID: a.ClientID, Outcome: string(body.Outcome), // #nosec G115 -- a column of that size
		Changed: a.Operator != 0 && a.Text != "" && a.Text != body.Text,
	}
	if params.Changed {
		body.Text, body.Name, body.Generated = a.Text, a.Name, false
	}
	if params.Body, err = json.Marshal(body); err != nil {
		return caterina.Event{}, fmt.Errorf("encode an approved answer: %w", err)
	}
	if params.Note, err = noteBody("Ho approvato la risposta dell'assistente: è partita così com'era.", nil); err != nil {
		return caterina.Event{}, err
	}
	row, err := s.q.AnswerPending(ctx, s.pool, params)
	if err != nil {
		return caterina.Event{}, wrapped("approve an answer", err)
	}
	return caterina.Event{
		Conversation: a.Conversation, Seq: row.Seq, N: row.Cseq, Kind: caterina.EventKind(row.Kind), Actor: caterina.Actor(row.Actor),
		Epoch: int(row.Epoch), Body: row.Body, At: row.At,
	}, nil
}

// QueuePending gives a conversation whose answer nobody has approved in time to
// people, in one transaction with the end of the wait. The answer stays in the
// log for whoever takes it. Errors as Approve's.
func (s *Store) QueuePending(ctx context.Context, p caterina.PendingAnswer, t caterina.Transition) (event caterina.Event, err error) {
	err = s.inTx(ctx, "give up waiting for approval", func(tx pgx.Tx) error {
		_, err := s.q.EndPending(ctx, tx, dbq.EndPendingParams{
			TownID: int64(p.Town), ConversationID: string(p.Conversation), Epoch: int32(p.Epoch), // #nosec G115 -- a column of that size
			Pending: p.Seq, Outcome: string(caterina.OutcomeHandoff),
		})
		if err != nil {
			return wrapped("end a wait for approval", err)
		}
		event, err = s.move(ctx, tx, &t)
		return err
	})
	return event, err
}
