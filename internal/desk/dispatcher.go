package desk

import (
	"context"
	"errors"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

const (
	lookEvery = 2 * time.Second
	lookLimit = 20 * time.Second // for one look, however slow the store is

	// The lease of an operator's tab ends 45 s after its last sign of life. Then the
	// citizen is told, and later the conversation goes back to the queue.
	lostAfter = 15 * time.Second

	// backWithin is for how long after a line was dead one looks for it to be back:
	// by then it is, or the conversation has gone to the queue.
	backWithin = 2 * time.Minute

	// settled is how long the store must have answered before operators are taken
	// for lost: after it was down, or this program, every lease is old.
	settled = 20 * time.Second
)

// Run dispatches until ctx is done: every two seconds, and at once when woken.
func (s *Service) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		s.Once(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-s.wake:
		}
	}
}

// Once looks once for everything that is due. What fails is logged and tried
// again at the next look; the rest goes on.
func (s *Service) Once(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, lookLimit)
	defer cancel()
	healthy := true
	for _, step := range []struct {
		doing string
		do    func(context.Context) error
	}{
		{"compare clocks", s.compareClocks},
		{"end waits for approval", s.endApprovals},
		{"end offers", s.endOffers},
		{"end transfers", s.endTransfers},
		{"end snoozes", s.endSnoozes},
		{"look for lost operators", s.findLost},
		{"look for those who are back", s.findBack},
		{"look after the waiting", s.lookAfterWaiting},
		{"dispatch", s.dispatch},
		{"close what has fallen silent", s.closeIdle},
	} {
		if err := step.do(ctx); err != nil && ctx.Err() == nil {
			healthy = false
			s.warn(ctx, step.doing, err)
		} else if err != nil {
			healthy = false
		}
	}
	s.look(healthy)
}

// look notes whether the store answered this time.
func (s *Service) look(healthy bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !healthy:
		s.healthy = time.Time{}
	case s.healthy.IsZero():
		s.healthy = s.cfg.Now()
	}
}

// trusts says whether the store has answered for long enough to believe that a
// lease which ran out was not simply impossible to renew.
func (s *Service) trusts() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !s.healthy.IsZero() && s.cfg.Now().Sub(s.healthy) >= settled
}

// each carries out one transition for each conversation. That somebody was
// faster is no failure.
func (s *Service) each(ctx context.Context, held []caterina.Held, err error, decide func(handoff.Case) caterina.Transition) error {
	errs := []error{err}
	for _, h := range held {
		town, ok := s.cfg.Towns(h.Conversation.Town)
		if !ok {
			continue
		}
		event, err := s.cfg.Store.Move(ctx, decide(handoff.Case{Held: h, Town: town}))
		if late(err) {
			continue
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s.cfg.Committed(event)
	}
	return errors.Join(errs...)
}

// late says whether a deed failed only because somebody else was faster, or the
// one it was about is not there any more.
func late(err error) bool {
	code := caterina.CodeOf(err)
	return code == caterina.CodeConflict || code == caterina.CodeForbidden || code == caterina.CodeNotFound
}

// endOffers gives what nobody answered to the next operator.
func (s *Service) endOffers(ctx context.Context) error {
	held, err := s.cfg.Store.DueOffers(ctx)
	return s.each(ctx, held, err, handoff.Case.Expire)
}

// endTransfers leaves what a colleague did not answer with who has it.
func (s *Service) endTransfers(ctx context.Context) error {
	held, err := s.cfg.Store.DueTransfers(ctx)
	return s.each(ctx, held, err, handoff.Case.ExpireInvitation)
}

// endSnoozes gives what slept to its operator when they are on duty, else to the
// front of the queue: an open tab alone answers nobody.
func (s *Service) endSnoozes(ctx context.Context) error {
	held, err := s.cfg.Store.DueSnoozes(ctx)
	if err != nil || len(held) == 0 {
		return err //nolint:wrapcheck // the store says what it was doing
	}
	live := make(map[caterina.TownID]map[caterina.OperatorID]bool)
	for _, h := range held {
		town := h.Conversation.Town
		if live[town] != nil {
			continue
		}
		staff, err := s.cfg.Store.Presences(ctx, town)
		if err != nil {
			return err //nolint:wrapcheck // the store says what it was doing
		}
		live[town] = make(map[caterina.OperatorID]bool)
		for _, p := range staff {
			live[town][p.Operator] = handoff.OnDuty(&p)
		}
	}
	return s.each(ctx, held, nil, func(c handoff.Case) caterina.Transition {
		if live[c.Town.ID][c.Held.Owner] {
			return c.WakeUp()
		}
		return c.WakeInQueue()
	})
}

// dispatch offers those who wait to those who are free.
func (s *Service) dispatch(ctx context.Context) error {
	towns, err := s.cfg.Store.WaitingTowns(ctx)
	errs := []error{err}
	for _, id := range towns {
		town, ok := s.cfg.Towns(id)
		if !ok {
			continue
		}
		events, err := s.cfg.Store.Dispatch(ctx, id, func(waiting []caterina.Waiting, staff []caterina.Presence) []caterina.Transition {
			return handoff.Offers(town, s.now(), waiting, staff)
		})
		errs = append(errs, err)
		for _, event := range events {
			s.cfg.Committed(event)
		}
	}
	return errors.Join(errs...)
}
