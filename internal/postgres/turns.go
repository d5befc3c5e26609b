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

// maxHistory is how many messages before the inputs a turn is given.
const maxHistory = 6

// What CompleteTurn says when the answer was not stored.
const (
	saidNewer = "a newer message has arrived: the turn is to be run again with it"
	saidLost  = "another run has the turn, or has answered it"
)

// LeaseTurn takes the conversation's open turn, with the messages it answers and
// up to 6 before them. False when there is no
// turn, somebody else is running it, it waits for its next try, or the bot does
// not own the conversation.
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
		Turn: row.Turn, Attempt: int(row.Attempts), Lang: row.Lang,
	}
	if err := fillTurn(&turn, row.InputSeqs, row.Inputs, row.Actors, row.History); err != nil {
		return caterina.LeasedTurn{}, false, err
	}
	return turn, true, nil
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
		turn.Inputs[i] = caterina.Input{Text: body.Text, Choice: body.Choice}
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

// CompleteTurn commits the whole reply, message, effects and the end of the
// turn, and returns the event. Called again after it had succeeded, by the same
// lease, it returns the same event. CodeConflict when nothing was stored: a
// newer message has arrived or the conversation changed owner and came back (the
// turn is free at once, lease it again), the bot does not own it any more, or
// another run has the turn.
func (s *Store) CompleteTurn(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply) (caterina.Event, error) {
	const doing = "complete a turn"
	body, err := json.Marshal(reply.Message)
	if err != nil {
		return caterina.Event{}, fmt.Errorf("encode a reply: %w", err)
	}
	trace, err := json.Marshal(reply.Trace)
	if err != nil {
		return caterina.Event{}, fmt.Errorf("encode a trace: %w", err)
	}
	params := dbq.CompleteTurnParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn,
		Owner: turn.Owner, Attempt: int32(turn.Attempt), Epoch: int32(turn.Epoch), Upto: turn.UpTo, // #nosec G115 -- they came from columns of that size
		Body: body, Outcome: string(reply.Message.Outcome), Trace: trace,
	}
	for _, effect := range reply.Effects {
		switch effect := effect.(type) {
		case caterina.FlagCrisis:
			params.Crisis = &effect.Category
		case caterina.SetLang:
			params.Lang = &effect.Lang
		default:
			return caterina.Event{}, fmt.Errorf("%s: unknown effect %T", doing, effect)
		}
	}
	row, err := s.q.CompleteTurn(ctx, s.pool, params)
	if raised(err, stateStaleEpoch, stateNotThisRun) {
		return s.settle(ctx, turn)
	}
	if err != nil {
		return caterina.Event{}, wrapped(doing, err)
	}
	return botEvent(turn, row.Seq, row.Cseq, turn.Epoch, row.At, body), nil
}

// settle finds out why an answer was not stored, and frees the turn where it is
// to be run again.
func (s *Store) settle(ctx context.Context, turn caterina.LeasedTurn) (caterina.Event, error) {
	row, err := s.q.SettleTurn(ctx, s.pool, dbq.SettleTurnParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn,
		Owner: turn.Owner, Attempt: int32(turn.Attempt), Epoch: int32(turn.Epoch), // #nosec G115 -- they came from columns of that size
	})
	if err != nil {
		return caterina.Event{}, wrapped("settle a turn", err)
	}
	if said := refusal(row.Status); said != "" {
		return caterina.Event{}, caterina.Errorf(caterina.CodeConflict, "%s", said)
	}
	return botEvent(turn, row.Seq, row.Cseq, int(row.Epoch), row.At, row.Body), nil
}

// botEvent is the event of a turn's answer.
func botEvent(turn caterina.LeasedTurn, seq, n int64, epoch int, at time.Time, body []byte) caterina.Event {
	return caterina.Event{
		Conversation: turn.Conversation, Seq: seq, N: n, Kind: caterina.KindMessage, Actor: caterina.ActorBot,
		Epoch: epoch, ClientID: fmt.Sprintf("turn:%d", turn.Turn), Body: body, At: at,
	}
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
