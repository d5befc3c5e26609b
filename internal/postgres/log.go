package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// Receive stores a citizen's message and leases the turn that answers it, in one
// round trip. The same client id again is the same message: nothing is stored or
// leased, the receipt is of the first time and says whether an answer is still
// owed. A conversation that was closed less than a day ago is resumed first, and
// a snoozed one is woken: the receipt brings those events too. CodeConflict when
// the conversation was closed earlier, CodeNotFound when there is none.
func (s *Store) Receive(ctx context.Context, in caterina.Inbound, lease caterina.Lease) (caterina.Receipt, error) {
	receipt, err := s.receive(ctx, in, lease)
	if !raised(err, stateClosed) {
		return receipt, err
	}
	resumed, failed := s.resume(ctx, in.Town, in.Conversation)
	if failed != nil {
		return caterina.Receipt{}, failed
	}
	receipt, err = s.receive(ctx, in, lease)
	if resumed.Seq != 0 {
		receipt.Others = append([]caterina.Event{resumed}, receipt.Others...)
	}
	return receipt, err
}

// receive is Receive for a conversation that is not closed.
func (s *Store) receive(ctx context.Context, in caterina.Inbound, lease caterina.Lease) (caterina.Receipt, error) {
	if in.ClientID == "" {
		return caterina.Receipt{}, caterina.Errorf(caterina.CodeInvalid, "a message needs the sender's id")
	}
	// The column would keep it, but no query could read it as text.
	if strings.Contains(in.Body.Text, "\x00") || strings.Contains(in.Body.Choice, "\x00") {
		return caterina.Receipt{}, caterina.Errorf(caterina.CodeInvalid, "a message holds a NUL character")
	}
	body, err := json.Marshal(in.Body)
	if err != nil {
		return caterina.Receipt{}, fmt.Errorf("encode a message: %w", err)
	}
	row, err := s.receives.do(ctx, dbq.ReceiveMessageParams{
		TownID: int64(in.Town), ConversationID: string(in.Conversation),
		ClientID: in.ClientID, Body: body, Owner: pointer(lease.Owner), Ttl: lease.TTL, MaxHistory: maxHistory,
	})
	if err != nil {
		return caterina.Receipt{}, wrapped("receive a message", err)
	}
	if row.Body != nil { // of the first time
		body = row.Body
	}
	receipt := caterina.Receipt{
		Event: caterina.Event{
			Conversation: in.Conversation, Seq: row.Seq, N: row.Cseq, Kind: caterina.KindMessage,
			Actor: caterina.ActorCitizen, Epoch: int(row.Epoch), ClientID: in.ClientID, Body: body, At: row.At,
		},
		Dup: row.Dup, TurnDue: row.TurnDue,
	}
	if row.Turn != 0 {
		receipt.Turn = &caterina.LeasedTurn{
			Owner: lease.Owner, Town: in.Town, Conversation: in.Conversation, Epoch: int(row.Epoch),
			Turn: row.Turn, Attempt: int(row.Attempt), State: caterina.State(row.State), Queue: row.Queue, Lang: row.Lang,
		}
		if err := fillTurn(receipt.Turn, row.InputSeqs, row.Inputs, row.Actors, row.History); err != nil {
			return receipt, err
		}
		if err := s.fillEdits(ctx, receipt.Turn); err != nil {
			return receipt, err
		}
	}
	if row.State == string(caterina.StateSnoozed) && !row.Dup {
		s.wakeFor(ctx, in, &receipt)
	}
	return receipt, nil
}

// receiveAll stores messages in one transaction.
func (s *Store) receiveAll(ctx context.Context, params []dbq.ReceiveMessageParams) ([]dbq.ReceiveMessageRow, error) {
	var rows []dbq.ReceiveMessageRow
	err := s.pool.AcquireFunc(ctx, func(conn *pgxpool.Conn) (err error) {
		results := s.q.ReceiveMessage(ctx, conn, params)
		rows, err = batch(len(params), results.QueryRow, results.Close)
		return err
	})
	return rows, err
}

// wakeFor wakes the conversation that a message came to, and has the message's
// turn be of the state that it is in then.
func (s *Store) wakeFor(ctx context.Context, in caterina.Inbound, receipt *caterina.Receipt) {
	woken, state, ok := s.wake(ctx, in.Town, in.Conversation)
	if !ok {
		return
	}
	receipt.Others = append(receipt.Others, woken)
	if receipt.Turn != nil {
		receipt.Turn.Epoch, receipt.Turn.State = woken.Epoch, state
	}
}

// Events returns what the citizen may see after a number, in order, at most
// limit events.
func (s *Store) Events(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, after int64, limit int) ([]caterina.Event, error) {
	rows, err := s.q.Events(ctx, s.pool, dbq.EventsParams{
		TownID: int64(town), ConversationID: string(conv), After: after, MaxRows: int32(limit), // #nosec G115 -- a page
	})
	if err != nil {
		return nil, wrapped("read events", err)
	}
	events := make([]caterina.Event, len(rows))
	for i, row := range rows {
		events[i] = caterina.Event{
			Conversation: conv, Seq: row.Seq, N: row.Cseq, Kind: caterina.EventKind(row.Kind),
			Actor: caterina.Actor(row.Actor), Epoch: int(row.Epoch), ClientID: row.ClientID, Body: s.opened(row.Actor, row.Body), At: row.At,
		}
	}
	return events, nil
}

// Moved returns the last number the citizen may see, of the conversations where
// it is not the one given. Conversations that do not exist are left out.
func (s *Store) Moved(ctx context.Context, known []caterina.Mark) ([]caterina.Mark, error) {
	ids, numbers := make([]string, len(known)), make([]int64, len(known))
	for i, mark := range known {
		ids[i], numbers[i] = string(mark.Conversation), mark.N
	}
	rows, err := s.q.Moved(ctx, s.pool, dbq.MovedParams{Ids: ids, Numbers: numbers})
	if err != nil {
		return nil, wrapped("read the numbers that moved", err)
	}
	moved := make([]caterina.Mark, len(rows))
	for i, row := range rows {
		moved[i] = caterina.Mark{Conversation: caterina.ConversationID(row.ID), N: row.LastCseq}
	}
	return moved, nil
}

// pointer is nil for "", which stands for NULL.
func pointer(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
