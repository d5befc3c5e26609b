package desk

import (
	"context"
	"time"

	"example.org/caterina/handoff"
)

const (
	idleEvery = 30 * time.Second // one looks for silence: nobody waits for its end
	idleBatch = 200              // closed at once; the rest at the next look
)

// closeIdle closes the conversations with the assistant in which nobody has said
// anything for long. Nobody is told: whoever comes back within a day goes on in
// the same one. Consoles see it when they read their lists again.
func (s *Service) closeIdle(ctx context.Context) error {
	now := s.cfg.Now()
	s.mu.Lock()
	due := now.Sub(s.swept) >= idleEvery || now.Before(s.swept)
	if due {
		s.swept = now
	}
	s.mu.Unlock()
	if !due {
		return nil
	}
	more := false
	for channel, after := range handoff.IdleAfter() {
		closed, err := s.cfg.Store.CloseIdle(ctx, channel, after, handoff.Idle(), idleBatch)
		if err != nil {
			return err //nolint:wrapcheck // the store says what it was doing
		}
		more = more || closed == idleBatch
	}
	if more {
		s.mu.Lock()
		s.swept = time.Time{}
		s.mu.Unlock()
	}
	return nil
}
