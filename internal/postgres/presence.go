package postgres

import (
	"context"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// Presences returns how a town's staff stands at this moment, closed accounts
// left out.
func (s *Store) Presences(ctx context.Context, town caterina.TownID) ([]caterina.Presence, error) {
	return s.presences(ctx, s.pool, town)
}

func (s *Store) presences(ctx context.Context, db dbq.DBTX, town caterina.TownID) ([]caterina.Presence, error) {
	rows, err := s.q.Presences(ctx, db, int64(town))
	if err != nil {
		return nil, wrapped("read who is there", err)
	}
	staff := make([]caterina.Presence, len(rows))
	for i, row := range rows {
		staff[i] = caterina.Presence{
			Operator: caterina.OperatorID(row.OperatorID), Name: row.Name, Role: caterina.Role(row.Role), Skills: row.Skills,
			Capacity: int(row.Capacity), Wants: caterina.Wish(row.Wants), Live: row.Live, LiveUntil: row.LiveUntil,
			Load: row.Load, LastAssigned: row.LastAssignedAt,
		}
	}
	return staff, nil
}

// SetWish records what an operator wants of the queue. CodeForbidden when they
// are not of the town's staff.
func (s *Store) SetWish(ctx context.Context, town caterina.TownID, op caterina.OperatorID, wish caterina.Wish) error {
	n, err := s.q.SetWish(ctx, s.pool, dbq.SetWishParams{TownID: int64(town), Operator: int64(op), Wants: string(wish)})
	if err != nil {
		return wrapped("record a wish", err)
	}
	return staffOnly(n)
}

// RenewLease says that an open tab of an operator is alive, for so long.
// CodeForbidden when they are not of the town's staff any more: the tab's
// connection is to be closed.
func (s *Store) RenewLease(ctx context.Context, town caterina.TownID, op caterina.OperatorID, tab, process string, ttl time.Duration) error {
	n, err := s.q.RenewLease(ctx, s.pool, dbq.RenewLeaseParams{
		TownID: int64(town), Operator: int64(op), Tab: tab, Process: process, Ttl: ttl,
	})
	if err != nil {
		return wrapped("renew a lease", err)
	}
	return staffOnly(n)
}

// DropLease says that a tab was closed. When it was the operator's last, they are
// away from now on. Tabs of other days are forgotten.
func (s *Store) DropLease(ctx context.Context, town caterina.TownID, op caterina.OperatorID, tab string) error {
	if err := s.q.DropLease(ctx, s.pool, dbq.DropLeaseParams{TownID: int64(town), Operator: int64(op), Tab: tab}); err != nil {
		return wrapped("end a lease", err)
	}
	return wrapped("forget old leases", s.q.ForgetTabs(ctx, s.pool, dbq.ForgetTabsParams{TownID: int64(town), Operator: int64(op)}))
}

// staffOnly is the refusal when a statement about a staff member found none.
func staffOnly(rows int64) error {
	if rows == 0 {
		return caterina.Errorf(caterina.CodeForbidden, saidNotStaff)
	}
	return nil
}
