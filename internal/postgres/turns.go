package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// maxHistory is how many messages before the inputs a turn is given at most: the
// bot's last two, and the newest that others wrote since the first of these.
const maxHistory = 8

// What CompleteTurn says when the answer was not stored.
const (
	saidNewer = "a newer message has arrived: the turn is to be run again with it"
	saidLost  = "another run has the turn, or has answered it"
)

// LeaseTurn takes the conversation's open turn, with the messages it answers and
// up to 6 before them. False when there is no turn, somebody else is running it,
// it waits for its next try, or the conversation is closed.
func (s *Store) LeaseTurn(ctx context.Context, conv caterina.ConversationID, lease caterina.Lease) (caterina.LeasedTurn, bool, error) {
	row, err := s.q.LeaseTurn(ctx, s.pool, dbq.LeaseTurnParams{
		ConversationID: string(conv), Owner: lease.Owner, Ttl: lease.TTL, MaxHistory: maxHistory,
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return caterina.LeasedTurn{}, false, nil
	}
	if err != nil {
		return caterina.LeasedTurn{}, false, wrapped("lease a turn", err)
	}
	turn := caterina.LeasedTurn{
		Owner: lease.Owner, Town: caterina.TownID(row.TownID), Conversation: conv, Epoch: int(row.Epoch),
		Turn: row.Turn, Attempt: int(row.Attempts), State: caterina.State(row.State), Queue: row.Queue, Lang: row.Lang,
	}
	if err := fillTurn(&turn, row.InputSeqs, row.Inputs, row.Actors, row.History); err != nil {
		return caterina.LeasedTurn{}, false, err
	}
	return turn, true, s.fillEdits(ctx, &turn)
}

// fillEdits reads what messages said before they were put right.
func (s *Store) fillEdits(ctx context.Context, turn *caterina.LeasedTurn) error {
	for i := range turn.Inputs {
		in := &turn.Inputs[i]
		if in.Edits == 0 {
			continue
		}
		var err error
		in.Was, err = s.q.SaidBefore(ctx, s.pool, dbq.SaidBeforeParams{
			TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Seq: in.Seq, Edits: in.Edits,
		})
		if err != nil {
			return wrapped("read what a message said before", err)
		}
	}
	return nil
}

// fillTurn reads the messages. UpTo is the last one that was really read: the
// turn's row may know of a later one already, and then the answer is refused.
func fillTurn(turn *caterina.LeasedTurn, seqs []int64, inputs [][]byte, actors []string, history [][]byte) error {
	turn.Inputs = make([]caterina.Input, len(inputs))
	for i, raw := range inputs {
		var body caterina.MessageBody
		if err := json.Unmarshal(raw, &body); err != nil {
			return fmt.Errorf("decode a turn's message: %w", err)
		}
		turn.Inputs[i] = caterina.Input{
			Seq: seqs[i], Text: body.Text, Choice: body.Choice, Media: body.Media, Files: body.Files, Edits: body.Edits,
		}
		turn.UpTo = seqs[i]
	}
	turn.History = make([]caterina.Message, len(history))
	for i, raw := range history {
		turn.History[i].Actor = caterina.Actor(actors[i])
		if err := json.Unmarshal(raw, &turn.History[i].Body); err != nil {
			return fmt.Errorf("decode a turn's history: %w", err)
		}
	}
	return nil
}

// refusal explains a status of settle_turn, "" for done.
func refusal(status string) string {
	switch status {
	case "done":
		return ""
	case "newer":
		return saidNewer
	case "stale":
		return saidStale
	default:
		return saidLost
	}
}

// FailTurn gives a leased turn back, to be tried again after retryIn.
// CodeConflict when another run has the turn.
func (s *Store) FailTurn(ctx context.Context, turn caterina.LeasedTurn, retryIn time.Duration) error {
	n, err := s.q.FailTurn(ctx, s.pool, dbq.FailTurnParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn,
		Owner: turn.Owner, Attempt: int32(turn.Attempt), RetryIn: retryIn, // #nosec G115 -- it came from a column of that size
	})
	if err != nil {
		return wrapped("give a turn back", err)
	}
	if n == 0 {
		return caterina.Errorf(caterina.CodeConflict, saidLost)
	}
	return nil
}

// DueTurns returns conversations whose turn waits for somebody to run it: it was
// left to whoever looks for it, its lease ran out, or its next try has
// come. The longest waiting come first.
func (s *Store) DueTurns(ctx context.Context, limit int) ([]caterina.ConversationID, error) {
	ids, err := s.q.DueTurns(ctx, s.pool, int32(limit)) // #nosec G115 -- a page
	if err != nil {
		return nil, wrapped("list due turns", err)
	}
	convs := make([]caterina.ConversationID, len(ids))
	for i, id := range ids {
		convs[i] = caterina.ConversationID(id)
	}
	return convs, nil
}
