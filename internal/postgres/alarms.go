package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// Clock returns what time it is here: the same for every process, whatever their
// own clocks say.
func (s *Store) Clock(ctx context.Context) (time.Time, error) {
	now, err := s.q.Clock(ctx, s.pool)
	return now, wrapped("ask for the time", err)
}

// SeeAlarm notes that an operator has looked at a conversation in which somebody
// may be in danger, with a line for the staff. It returns no event when there is
// nothing to be seen, or somebody has been faster.
func (s *Store) SeeAlarm(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, op caterina.OperatorID, said string) (caterina.Event, bool, error) {
	body, err := noteBody(said, nil)
	if err != nil {
		return caterina.Event{}, false, err
	}
	row, err := s.q.SeeAlarm(ctx, s.pool, dbq.SeeAlarmParams{TownID: int64(town), ConversationID: string(conv), Operator: int64(op), Body: body})
	if err != nil || row.Seq == 0 {
		return caterina.Event{}, false, wrapped("note that an alarm was seen", err)
	}
	return caterina.Event{
		Conversation: conv, Seq: row.Seq, Kind: caterina.KindNote, Actor: caterina.OperatorActor(op),
		Epoch: int(row.Epoch), Body: body, At: row.At,
	}, true, nil
}

// CloseIdle closes conversations of a channel which the bot has and in which
// nothing was said for that long, and returns how many: at most so many, the
// oldest first. The event is for staff: no citizen's telephone lights up for it.
// Who writes at the last moment keeps the conversation.
func (s *Store) CloseIdle(ctx context.Context, channel caterina.Channel, idle time.Duration, event caterina.StateBody, limit int) (int, error) {
	event.State, event.Owner = caterina.StateClosed, caterina.OwnerClosed
	body, err := json.Marshal(event)
	if err != nil {
		return 0, fmt.Errorf("encode the end of a conversation: %w", err)
	}
	closed, err := s.q.CloseIdle(ctx, s.pool, dbq.CloseIdleParams{
		Channel: string(channel), Idle: idle, Body: body, Reason: event.Reason, MaxRows: int32(limit), // #nosec G115 -- a batch
	})
	return int(closed), wrapped("close idle conversations", err)
}
