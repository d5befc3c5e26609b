package desk

import (
	"context"
	"fmt"
	"time"
)

// now is what time it is by the database's clock, as far as it was compared.
func (s *Service) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cfg.Now().Add(-s.ahead)
}

// compareClocks finds out how far this process's clock is from the database's. A
// server whose clock is two minutes wrong would end waits too early, and send
// people away before the desk closes.
func (s *Service) compareClocks(ctx context.Context) error {
	if s.cfg.Clock == nil {
		return nil
	}
	before := s.cfg.Now()
	there, err := s.cfg.Clock(ctx)
	if err != nil {
		return fmt.Errorf("compare clocks: %w", err)
	}
	here := before.Add(s.cfg.Now().Sub(before) / 2) // it was asked for and it came back
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead = here.Sub(there)
	return nil
}
