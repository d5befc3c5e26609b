package desk

import (
	"context"
	"fmt"
	"time"

	"example.org/caterina"
)

// An open tab's lease, and what is left of it when its line ends: enough for a
// reload, for a deploy's spread of reconnections, and for a lift.
const (
	leaseTTL  = 45 * time.Second
	goneAfter = 20 * time.Second
)

// Alive says that an operator's tab has just answered.
func (s *Service) Alive(ctx context.Context, town caterina.TownID, op caterina.OperatorID, tab string) error {
	if err := s.cfg.Store.RenewLease(ctx, town, op, tab, s.cfg.Process, leaseTTL); err != nil {
		return fmt.Errorf("alive: %w", err)
	}
	return nil
}

// Gone says that a tab's line has ended. It may be a reload: nobody is to notice
// that, so the lease runs out a little later.
func (s *Service) Gone(ctx context.Context, town caterina.TownID, op caterina.OperatorID, tab string) error {
	err := s.cfg.Store.RenewLease(ctx, town, op, tab, s.cfg.Process, goneAfter)
	if err != nil && caterina.CodeOf(err) != caterina.CodeForbidden { // an account that was closed has nothing left
		return fmt.Errorf("gone: %w", err)
	}
	return nil
}

// SetWish records whether an operator wants work.
func (s *Service) SetWish(ctx context.Context, town caterina.TownID, op caterina.OperatorID, wish caterina.Wish) error {
	if err := s.cfg.Store.SetWish(ctx, town, op, wish); err != nil {
		return fmt.Errorf("wish: %w", err)
	}
	s.audit(ctx, town, op, "wish", "", string(wish))
	s.Wake()
	return nil
}
