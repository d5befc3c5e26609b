package postgres

import (
	"context"
	"math"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// Audit notes what a staff member did in a town; op is 0 for the command line.
// The log can only grow. detail must hold nothing of a citizen.
func (s *Store) Audit(ctx context.Context, town caterina.TownID, op caterina.OperatorID, action, target, detail string) error {
	return wrapped("note a deed", s.q.Audit(ctx, s.pool, dbq.AuditParams{
		TownID: int64(town), OperatorID: operatorOrNone(op), Action: action, Target: target, Detail: detail,
	}))
}

// AuditEntries returns what was done in a town, the newest first: entries with a
// number below before (0: from the newest on), of one operator (0: of all), whose
// action begins with prefix ("": all).
func (s *Store) AuditEntries(ctx context.Context, town caterina.TownID, before int64, op caterina.OperatorID, prefix string, limit int) ([]caterina.AuditEntry, error) {
	if before <= 0 {
		before = math.MaxInt64
	}
	rows, err := s.q.AuditEntries(ctx, s.pool, dbq.AuditEntriesParams{
		TownID: int64(town), Before: before, OperatorID: int64(op), Action: prefix, MaxRows: int32(min(limit, math.MaxInt32)), // #nosec G115 -- bounded
	})
	if err != nil {
		return nil, wrapped("read the audit log", err)
	}
	entries := make([]caterina.AuditEntry, len(rows))
	for i, r := range rows {
		entries[i] = caterina.AuditEntry{
			ID: r.ID, At: r.At, Operator: caterina.OperatorID(r.OperatorID), Name: r.Name, Action: r.Action, Target: r.Target, Detail: r.Detail,
		}
	}
	return entries, nil
}

// operatorOrNone is NULL for no operator.
func operatorOrNone(op caterina.OperatorID) *int64 {
	if op == 0 {
		return nil
	}
	id := int64(op)
	return &id
}
