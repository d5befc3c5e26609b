package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const saidNoStaffSession = "La sessione è finita. / The session has ended."

// OpenStaffSession stores a signed-in browser. Of its token there is only a hash.
func (s *Store) OpenStaffSession(ctx context.Context, session caterina.StaffSession) error {
	arg := dbq.OpenStaffSessionParams{
		TokenSha256: session.Hash[:], OperatorID: int64(session.Operator), Agent: session.Agent, ExpiresAt: session.ExpiresAt,
	}
	if !session.SecondFactorAt.IsZero() {
		arg.SecondFactorAt = &session.SecondFactorAt
	}
	return wrapped("open a session of staff", s.q.OpenStaffSession(ctx, s.pool, arg))
}

// StaffSession returns a session that has not run out, that was seen within idle
// and whose account is not disabled, and notes that it was seen; CodeNotFound
// when there is none.
func (s *Store) StaffSession(ctx context.Context, hash caterina.SessionHash, idle time.Duration) (caterina.StaffSession, error) {
	row, err := s.q.StaffSession(ctx, s.pool, dbq.StaffSessionParams{TokenSha256: hash[:], Idle: idle})
	if isNoRows(err) {
		return caterina.StaffSession{}, caterina.Errorf(caterina.CodeNotFound, saidNoStaffSession)
	}
	if err != nil {
		return caterina.StaffSession{}, wrapped("find a session of staff", err)
	}
	return caterina.StaffSession{
		Hash: hash, Operator: caterina.OperatorID(row.OperatorID), SecondFactorAt: instant(row.SecondFactorAt),
		Agent: row.Agent, CreatedAt: row.CreatedAt, SeenAt: row.SeenAt, ExpiresAt: row.ExpiresAt,
	}, nil
}

// StaffSessions lists an account's sessions, the last seen first.
func (s *Store) StaffSessions(ctx context.Context, op caterina.OperatorID, idle time.Duration) ([]caterina.StaffSession, error) {
	rows, err := s.q.StaffSessions(ctx, s.pool, dbq.StaffSessionsParams{OperatorID: int64(op), Idle: idle})
	if err != nil {
		return nil, wrapped("list the sessions of staff", err)
	}
	sessions := make([]caterina.StaffSession, len(rows))
	for i, r := range rows {
		sessions[i] = caterina.StaffSession{
			Hash: caterina.SessionHash(r.TokenSha256), Operator: op, SecondFactorAt: instant(r.SecondFactorAt),
			Agent: r.Agent, CreatedAt: r.CreatedAt, SeenAt: r.SeenAt, ExpiresAt: r.ExpiresAt,
		}
	}
	return sessions, nil
}

// PromoteStaffSession gives a session another token and notes that its owner has
// given a code; CodeNotFound when the session is gone.
func (s *Store) PromoteStaffSession(ctx context.Context, old, renewed caterina.SessionHash) error {
	n, err := s.q.PromoteStaffSession(ctx, s.pool, dbq.PromoteStaffSessionParams{TokenSha256: old[:], Renewed: renewed[:]})
	if err == nil && n == 0 {
		return caterina.Errorf(caterina.CodeNotFound, saidNoStaffSession)
	}
	return wrapped("renew a session of staff", err)
}

// EndStaffSession ends one session of an account.
func (s *Store) EndStaffSession(ctx context.Context, op caterina.OperatorID, hash caterina.SessionHash) error {
	return wrapped("end a session of staff", s.q.EndStaffSession(ctx, s.pool, dbq.EndStaffSessionParams{OperatorID: int64(op), TokenSha256: hash[:]}))
}

// EndStaffSessions ends all sessions of an account but keep.
func (s *Store) EndStaffSessions(ctx context.Context, op caterina.OperatorID, keep caterina.SessionHash) error {
	return wrapped("end the sessions of staff", s.q.EndStaffSessions(ctx, s.pool, dbq.EndStaffSessionsParams{OperatorID: int64(op), Keep: keep[:]}))
}

// instant is the zero time for NULL.
func instant(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

func isNoRows(err error) bool { return errors.Is(err, pgx.ErrNoRows) }
