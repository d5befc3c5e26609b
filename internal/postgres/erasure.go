package postgres

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// Erase blanks what was said in a conversation, ends its wait for people if it
// waits, and notes who did it, all in one transaction. It returns the events that
// tell of it. Erased again, with nothing said since, it returns the event of the
// first time and notes nothing. CodeConflict while a person has the conversation
// or is being asked to take it.
func (s *Store) Erase(ctx context.Context, e *caterina.Erasure) ([]caterina.Event, error) {
	body, err := json.Marshal(caterina.StateBody{MessageBody: e.Event, Reason: caterina.ReasonErased})
	if err != nil {
		return nil, fmt.Errorf("encode an erasure: %w", err)
	}
	var events []caterina.Event
	err = s.placeTx(ctx, "erase a conversation", func(tx pgx.Tx) error {
		events = nil // the function may run again
		if err := s.eraseAgreed(ctx, tx, e); err != nil {
			return err
		}
		if err := s.q.LockConversation(ctx, tx, dbq.LockConversationParams{TownID: int64(e.Town), ConversationID: string(e.Conversation)}); err != nil {
			return err
		}
		held, err := s.held(ctx, tx, e.Town, e.Conversation)
		if err != nil {
			return err
		}
		if state := held.Conversation.State; state == caterina.StateQueued || state == caterina.StateCallback {
			if _, err := s.move(ctx, tx, &e.End); err != nil {
				return err
			}
		}
		event, dup, err := s.erase(ctx, tx, e, body)
		if err != nil {
			return err
		}
		events = []caterina.Event{event}
		if dup {
			return nil
		}
		return s.q.Audit(ctx, tx, dbq.AuditParams{
			TownID: int64(e.Town), OperatorID: operatorOrNone(e.By), Action: "conversation.erase",
			Target: string(e.Conversation), Detail: e.Why,
		})
	})
	return events, err
}

// erase does it to a conversation that nobody holds and that does not wait.
func (s *Store) erase(ctx context.Context, tx pgx.Tx, e *caterina.Erasure, body []byte) (event caterina.Event, dup bool, err error) {
	by := caterina.OperatorActor(e.By)
	if e.By == 0 {
		by = caterina.ActorSystem // the citizen is told of it
	}
	row, err := s.q.EraseConversation(ctx, tx, dbq.EraseConversationParams{
		TownID: int64(e.Town), ConversationID: string(e.Conversation), Actor: string(by), Body: body,
	})
	return caterina.Event{
		Conversation: e.Conversation, Seq: row.Seq, N: row.Cseq, Kind: caterina.KindState, Actor: by,
		Epoch: int(row.Epoch), Body: row.Body, At: row.At,
	}, row.Dup, err
}
