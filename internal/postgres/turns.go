package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// fillEdits reads what messages said before they were put right, and puts those of the
// history right.
func (s *Store) fillEdits(ctx context.Context, turn *caterina.LeasedTurn) error {
	if err := s.fillCorrected(ctx, turn); err != nil {
		return err
	}
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

// maxCorrected is how many messages are read where some may have been put right.
const maxCorrected = 100

// fillCorrected has the history say what its messages say now: the log keeps the old
// words, and an answer must not be made of them. It asks the database only where there
// may be a correction: of words of an operator, or of a citizen who has made one.
func (s *Store) fillCorrected(ctx context.Context, turn *caterina.LeasedTurn) error {
	corrects := func(in caterina.Input) bool { return in.Edits != 0 }
	correctable := func(m caterina.Message) bool { return m.Body.Edits != 0 || isOperator(m.Actor) }
	if !slices.ContainsFunc(turn.Inputs, corrects) && !slices.ContainsFunc(turn.History, correctable) {
		return nil
	}
	rows, err := s.q.CorrectedHistory(ctx, s.pool, dbq.CorrectedHistoryParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn, MaxRows: maxCorrected,
	})
	if err != nil {
		return wrapped("read the history of a turn", err)
	}
	slices.SortFunc(rows, func(a, b dbq.CorrectedHistoryRow) int { return cmp.Compare(a.Seq, b.Seq) })
	history, place := make([]caterina.Message, 0, len(rows)), make(map[int64]int, len(rows))
	for _, row := range rows {
		body, of, err := correctedBody(row.Body)
		if err != nil {
			return err
		}
		if i, ok := place[of]; ok && history[i].Actor == caterina.Actor(row.Actor) {
			history[i].Body.Text = body.Text
			continue
		}
		if row.Later {
			continue // it is no history yet
		}
		place[row.Seq] = len(history)
		history = append(history, caterina.Message{Actor: caterina.Actor(row.Actor), Body: body})
	}
	turn.History = newest(history)
	return nil
}

// correctedBody reads a message, or what puts one right, and which.
func correctedBody(raw []byte) (body caterina.MessageBody, of int64, err error) {
	var edit caterina.EditBody
	if err = json.Unmarshal(raw, &body); err == nil {
		err = json.Unmarshal(raw, &edit)
	}
	if err != nil {
		return body, 0, fmt.Errorf("decode a turn's history: %w", err)
	}
	return body, max(body.Edits, edit.Of), nil
}

// newest is the part of a history that a turn is given: what the bot said, and the
// newest of all else.
func newest(history []caterina.Message) []caterina.Message {
	over := len(history) - maxHistory
	return slices.DeleteFunc(history, func(m caterina.Message) bool {
		if over <= 0 || m.Actor == caterina.ActorBot {
			return false
		}
		over--
		return true
	})
}

func isOperator(actor caterina.Actor) bool {
	return strings.HasPrefix(string(actor), string(caterina.ActorOperator)+":")
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
			Seq: seqs[i], Text: body.Text, Choice: body.Choice, Media: body.Media, Heard: body.Heard, Files: body.Files, Edits: body.Edits,
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

// RenewTurn keeps a leased turn for a while longer. CodeConflict when its answer
// could not be stored any more: another run has it, a newer message has come, or
// somebody else has the conversation.
func (s *Store) RenewTurn(ctx context.Context, turn caterina.LeasedTurn, ttl time.Duration) error {
	n, err := s.q.RenewTurn(ctx, s.pool, dbq.RenewTurnParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn,
		Owner: turn.Owner, Attempt: int32(turn.Attempt), Upto: turn.UpTo, Epoch: int32(turn.Epoch), Ttl: ttl, // #nosec G115 -- it came from a column of that size
	})
	if err != nil {
		return wrapped("keep a turn", err)
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
