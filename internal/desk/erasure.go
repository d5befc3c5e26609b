package desk

import (
	"context"
	"fmt"

	"example.org/caterina"
)

const saidNotYours = "Il contenuto di una conversazione lo cancella chi coordina o amministra. / " +
	"Only supervisors and administrators may erase a conversation's content."

// Erase blanks what was said in a conversation and tells every socket to forget
// it, and with bookings forgets whom the appointments were for that were made in it.
// The store notes the deed with it, so that none goes unnoted. why is for the audit
// log.
func (s *Service) Erase(ctx context.Context, act caterina.Act, bookings bool, why string) error {
	if !act.Role.Includes(caterina.RoleSupervisor) {
		return caterina.Errorf(caterina.CodeForbidden, saidNotYours)
	}
	c, err := s.about(ctx, act.Town, act.Conversation)
	if err != nil {
		return err
	}
	erasure := c.Erase(act, why)
	erasure.Bookings = bookings
	return s.erase(ctx, &erasure)
}

// EraseOwn blanks what was said in a conversation because its citizen asks for it.
// Appointments stay. CodeConflict while a person has the conversation or is being
// asked to take it.
func (s *Service) EraseOwn(ctx context.Context, town caterina.Town, conv caterina.ConversationID, _ string) error {
	c, err := s.about(ctx, town.ID, conv)
	if err != nil {
		return err
	}
	erasure := c.EraseOwn()
	return s.erase(ctx, &erasure)
}

func (s *Service) erase(ctx context.Context, erasure *caterina.Erasure) error {
	events, err := s.cfg.Store.Erase(ctx, erasure)
	if err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	for _, event := range events {
		s.committed(event)
	}
	return nil
}
