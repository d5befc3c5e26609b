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
	patience    = 30 * time.Minute // after closing time, or with nobody on duty, until the assistant has them again
	toldFor     = 24 * time.Hour   // how long this process remembers what it has told
)

// lookAfterWaiting sees to it that nobody waits in silence: who waits too long is
// offered a call, who waits when the desk closes is told before and after, and
// whom nobody will come for goes back to the assistant.
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

// lookAfter sees to one who waits.
func (s *Service) lookAfter(ctx context.Context, c handoff.Case, a caterina.Availability) error {
	now := s.cfg.Now()
	waited := now.Sub(c.Held.QueuedAt)
	urgent := c.Held.Priority >= handoff.PriorityCrisis // stays where people see it, whatever the hour
	tooLong := handoff.MaxWait(a.Queue)
	switch a.Refusal {
	case caterina.RefusedClosed, caterina.RefusedHoliday:
		if !urgent && waited >= patience && s.wasClosed(c.Town, a.Queue, now.Add(-patience)) {
			return s.giveUp(ctx, c, caterina.ReasonClosingTime)
		}
		return s.tell(ctx, c, "closed:"+stretch(c), c.NowClosed(a.Until, now))
	case caterina.RefusedNobody:
		if !urgent && waited >= tooLong+patience {
			return s.giveUp(ctx, c, caterina.ReasonWaitedEnough)
		}
	case caterina.RefusedFull, "":
	}
	if closes, ok := handoff.ClosesAt(a.Queue, s.calendar(c.Town), now); ok && closes.Sub(now) <= closingSoon {
		return s.tell(ctx, c, "closing:"+strconv.FormatInt(closes.Unix(), 10), c.ClosingSoon(closes))
	}
	if waited >= tooLong {
		return s.tell(ctx, c, "waited:"+stretch(c), c.WaitedLong())
	}
	return nil
}

// wasClosed says whether a queue was closed by the calendar at an instant.
func (s *Service) wasClosed(town caterina.Town, q caterina.Queue, at time.Time) bool {
	a := handoff.Availability(q, s.calendar(town), at, nil, 0)
	return a.Refusal == caterina.RefusedClosed || a.Refusal == caterina.RefusedHoliday
}

// giveUp ends a wait for which nobody will come.
func (s *Service) giveUp(ctx context.Context, c handoff.Case, reason string) error {
	return s.each(ctx, []caterina.Held{c.Held}, nil, func(c handoff.Case) caterina.Transition { return c.GiveUp(reason) })
}

// stretch names one wait of a conversation: offers and their end do not begin a
// new one.
func stretch(c handoff.Case) string { return strconv.FormatInt(c.Held.QueuedAt.Unix(), 10) }

// tell says something to a citizen, once.
func (s *Service) tell(ctx context.Context, c handoff.Case, id string, body caterina.MessageBody) error {
	key := string(c.Held.Conversation.ID) + " " + id
	s.mu.Lock()
	_, told := s.told[key]
	s.mu.Unlock()
	if told {
		return nil
	}
	event, err := s.cfg.Store.Tell(ctx, c.Town.ID, c.Held.Conversation.ID, id, body)
	if err != nil {
		return err //nolint:wrapcheck // the store says what it was doing
	}
	s.mu.Lock()
	s.told[key] = s.cfg.Now()
	s.mu.Unlock()
	s.cfg.Committed(event)
	return nil
}
