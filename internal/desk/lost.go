package desk

import (
	"context"
	"errors"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// findLost tells the citizens of operators whose line is dead, and 15 seconds
// later puts them back into the queue, in front.
func (s *Service) findLost(ctx context.Context) error {
	if !s.trusts() {
		return nil
	}
	lost, err := s.cfg.Store.LostHeld(ctx, lostAfter)
	held := make([]caterina.Held, len(lost))
	for i := range lost {
		held[i] = lost[i].Held
	}
	errs := []error{s.each(ctx, held, err, handoff.Case.Requeue)}
	silent, err := s.cfg.Store.LostHeld(ctx, 0)
	if len(silent) > 0 {
		s.mu.Lock()
		s.dead = s.cfg.Now()
		s.mu.Unlock()
	}
	return errors.Join(append(errs, err, s.tellOf(ctx, silent, "lost:", handoff.Case.Lost))...)
}

// findBack tells the citizens who were told that the operator's line is dead, and
// whose operator came back before the conversation went to the queue. Nothing is
// looked for when no line was dead lately.
func (s *Service) findBack(ctx context.Context) error {
	if !s.lately() {
		return nil
	}
	found, err := s.cfg.Store.FoundHeld(ctx)
	return errors.Join(err, s.tellOf(ctx, found, "found:", handoff.Case.Found))
}

// lately says whether a line may have been dead a moment ago: one was seen, or
// this process has not been looking for long.
func (s *Service) lately() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	return !s.dead.IsZero() && now.Sub(s.dead) < backWithin || !s.healthy.IsZero() && now.Sub(s.healthy) < backWithin
}

// tellOf tells the citizens something of a line's end, once of each.
func (s *Service) tellOf(ctx context.Context, lost []caterina.Lost, id string, say func(handoff.Case) caterina.MessageBody) error {
	var errs []error
	for _, l := range lost {
		if town, ok := s.cfg.Towns(l.Held.Conversation.Town); ok {
			c := handoff.Case{Held: l.Held, Town: town}
			errs = append(errs, s.tell(ctx, c, id+l.Mark, say(c)))
		}
	}
	return errors.Join(errs...)
}
