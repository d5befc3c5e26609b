package desk

import (
	"context"
	"fmt"

	"example.org/caterina"
)

// Alarms knows of conversations in which somebody may be in danger and no person
// has looked. Of two who look one is noted.
type Alarms interface {
	SeeAlarm(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, op caterina.OperatorID, said string) (event caterina.Event, seen bool, err error)
}

// Seen notes that an operator has looked at a conversation in which somebody may
// be in danger: it rings no more. It does nothing where nothing rings.
func (s *Service) Seen(ctx context.Context, act caterina.Act) error {
	event, seen, err := s.cfg.Store.SeeAlarm(ctx, act.Town, act.Conversation, act.Operator, saidSeen)
	if err != nil {
		return fmt.Errorf("see an alarm: %w", err)
	}
	if seen {
		s.cfg.Committed(event)
		s.audit(ctx, act.Town, act.Operator, "seen", act.Conversation, "")
	}
	return nil
}
