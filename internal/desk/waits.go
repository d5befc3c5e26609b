package desk

import (
	"context"
	"errors"
	"strconv"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

const (
	waitsEvery  = 5 * time.Second  // waits are looked at by the minute: not with every look
	closingSoon = 15 * time.Minute // before closing time those who wait are told
	patience    = 30 * time.Minute // after closing time, until the assistant has them again
	toldFor     = 24 * time.Hour   // how long this process remembers what it has told
)

// lookAfterWaiting sees to it that nobody waits in silence, or for ever: who waits
// too long is offered a call, who waits when the desk closes is told before and
// after, and whom nobody comes for goes back to the assistant.
func (s *Service) lookAfterWaiting(ctx context.Context) error {
	if !s.dueWaits() {
		return nil
	}
	waiting, err := s.cfg.Store.LongWaiting(ctx)
	errs := []error{err}
	open := make(map[[2]string]caterina.Availability)
	for _, h := range waiting {
		town, ok := s.cfg.Towns(h.Conversation.Town)
		if !ok {
			continue
		}
		c := handoff.Case{Held: h, Town: town}
		q, _ := handoff.QueueNamed(town, h.Queue)
		key := [2]string{town.Slug, q.Slug}
		a, known := open[key]
		if !known {
			if a, err = s.availability(ctx, town, q); err != nil {
				errs = append(errs, err)
				continue
			}
			open[key] = a
		}
		errs = append(errs, s.lookAfter(ctx, c, a))
	}
	return errors.Join(errs...)
}

// dueWaits says whether it is time to look at the waits, and forgets what was
// told long ago.
func (s *Service) dueWaits() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	if now.Sub(s.checked) < waitsEvery && !now.Before(s.checked) {
		return false
	}
	s.checked = now
	for key, at := range s.told {
		if now.Sub(at) > toldFor {
			delete(s.told, key)
		}
	}
	return true
}

// lookAfter sees to one who waits. Whose turn has not come by the end of the
// wait goes back to the assistant, with the ways on, also when people are there:
// they have not come. Only who may be in danger stays where people see it,
// whatever the hour.
func (s *Service) lookAfter(ctx context.Context, c handoff.Case, a caterina.Availability) error {
	now := s.now()
	waited := now.Sub(c.Held.EnteredAt)
	urgent := c.Held.Priority >= handoff.PriorityCrisis
	closed := a.Refusal == caterina.RefusedClosed || a.Refusal == caterina.RefusedHoliday
	switch {
	case closed && !urgent && waited >= patience && s.wasClosed(c.Town, a.Queue, now.Add(-patience)):
		return s.giveUp(ctx, c, caterina.ReasonClosingTime)
	case !urgent && waited >= handoff.EndOfWait(a.Queue):
		return s.giveUp(ctx, c, caterina.ReasonWaitedEnough)
	case closed:
		return s.tell(ctx, c, "closed:"+stretch(c), c.NowClosed(a.Until, now))
	}
	if closes, ok := handoff.ClosesAt(a.Queue, s.calendar(c.Town), now); ok && closes.Sub(now) <= closingSoon {
		return s.tell(ctx, c, "closing:"+strconv.FormatInt(closes.Unix(), 10), c.ClosingSoon(closes))
	}
	if waited >= handoff.MaxWait(a.Queue) {
		return s.tell(ctx, c, "waited:"+stretch(c), c.WaitedLong())
	}
	return nil
}

// wasClosed says whether a queue was closed by the calendar at an instant.
func (s *Service) wasClosed(town caterina.Town, q caterina.Queue, at time.Time) bool {
	a := handoff.Availability(q, s.calendar(town), at, nil, 0)
	return a.Refusal == caterina.RefusedClosed || a.Refusal == caterina.RefusedHoliday
}

// giveUp ends a wait for which nobody has come.
func (s *Service) giveUp(ctx context.Context, c handoff.Case, reason string) error {
	desk := s.calendar(c.Town).Desk
	return s.each(ctx, []caterina.Held{c.Held}, nil, func(c handoff.Case) caterina.Transition { return c.GiveUp(reason, &desk) })
}

// stretch names one wait of a conversation: offers and their end do not begin a
// new one.
func stretch(c handoff.Case) string { return strconv.FormatInt(c.Held.EnteredAt.Unix(), 10) }

// tell says something to a citizen, once, unless the conversation has changed
// hands meanwhile: then it may be wrong, and is looked at again.
func (s *Service) tell(ctx context.Context, c handoff.Case, id string, body caterina.MessageBody) error {
	key := string(c.Held.Conversation.ID) + " " + id
	s.mu.Lock()
	_, told := s.told[key]
	s.mu.Unlock()
	if told {
		return nil
	}
	event, err := s.cfg.Store.TellAt(ctx, c.Town.ID, c.Held.Conversation.ID, c.Held.Conversation.Epoch, id, body)
	if late(err) {
		return nil
	}
	if err != nil {
		return err //nolint:wrapcheck // the store says what it was doing
	}
	s.mu.Lock()
	s.told[key] = s.cfg.Now()
	s.mu.Unlock()
	s.cfg.Committed(event)
	return nil
}
