package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const (
	saidNoAccount = "Non c'è un account con questo indirizzo. / No account has this address."
	saidHolds     = "Ha ancora conversazioni o richiamate in questo Comune: falle prima passare a colleghi o alla coda. / There are conversations or call-backs left: hand them over first."
)

// AccountByEmail returns the account of an address in lower case, with its
// places in the towns; CodeNotFound when there is none.
func (s *Store) AccountByEmail(ctx context.Context, email string) (caterina.Account, error) {
	row, err := s.q.AccountByEmail(ctx, s.pool, email)
	if err != nil {
		return caterina.Account{}, noAccount("find an account", err)
	}
	return s.withPlaces(ctx, dbq.AccountByIDRow(row))
}

// Account returns the account of a number; CodeNotFound when there is none.
func (s *Store) Account(ctx context.Context, op caterina.OperatorID) (caterina.Account, error) {
	row, err := s.q.AccountByID(ctx, s.pool, int64(op))
	if err != nil {
		return caterina.Account{}, noAccount("find an account", err)
	}
	return s.withPlaces(ctx, row)
}

func (s *Store) withPlaces(ctx context.Context, row dbq.AccountByIDRow) (caterina.Account, error) {
	places, err := s.q.Memberships(ctx, s.pool, row.ID)
	if err != nil {
		return caterina.Account{}, wrapped("read an account's places", err)
	}
	account := caterina.Account{
		Operator:     caterina.Operator{ID: caterina.OperatorID(row.ID), Email: row.Email, Name: row.Name, Disabled: row.Disabled},
		PasswordHash: caterina.Secret(row.PasswordHash), MustChange: row.MustChange,
	}
	if row.TotpSecret != nil {
		account.SecondFactor = caterina.Secret(*row.TotpSecret)
	}
	for _, p := range places {
		account.Members = append(account.Members, caterina.Membership{
			Town: caterina.TownID(p.TownID), Role: caterina.Role(p.Role), Skills: p.Skills, Capacity: int(p.Capacity), Wants: caterina.Wish(p.Wants),
		})
	}
	return account, nil
}

func noAccount(doing string, err error) error {
	if err = wrapped(doing, err); caterina.CodeOf(err) == caterina.CodeNotFound {
		return &caterina.Error{Code: caterina.CodeNotFound, Message: saidNoAccount, Err: err}
	}
	return err
}

// Staff lists a town's members by name, those with a disabled account last.
func (s *Store) Staff(ctx context.Context, town caterina.TownID) ([]caterina.StaffMember, error) {
	rows, err := s.q.Staff(ctx, s.pool, int64(town))
	if err != nil {
		return nil, wrapped("list the staff", err)
	}
	staff := make([]caterina.StaffMember, len(rows))
	for i, r := range rows {
		staff[i] = caterina.StaffMember{
			Operator: caterina.Operator{
				ID: caterina.OperatorID(r.ID), Email: r.Email, Name: r.Name, Disabled: r.Disabled,
				Members: []caterina.Membership{{
					Town: town, Role: caterina.Role(r.Role), Skills: r.Skills, Capacity: int(r.Capacity), Wants: caterina.Wish(r.Wants),
				}},
			},
			HasSecondFactor: r.SecondFactor, MustChange: r.MustChange,
		}
		if r.SeenAt.Unix() != 0 {
			staff[i].SeenAt = r.SeenAt
		}
	}
	return staff, nil
}

// AnyOperator says whether there is any account at all.
func (s *Store) AnyOperator(ctx context.Context) (bool, error) {
	found, err := s.q.AnyOperator(ctx, s.pool)
	return found, wrapped("look for accounts", err)
}

// AddOperator makes an account with a password that was given to it, and returns
// its number; CodeConflict when the address has one.
func (s *Store) AddOperator(ctx context.Context, email, name string, hash caterina.Secret) (caterina.OperatorID, error) {
	id, err := s.q.AddOperator(ctx, s.pool, dbq.AddOperatorParams{Email: email, Name: name, PasswordHash: hash.Reveal()})
	return caterina.OperatorID(id), wrapped("add an account", err)
}

// RenameOperator changes the name that citizens read.
func (s *Store) RenameOperator(ctx context.Context, op caterina.OperatorID, name string) error {
	n, err := s.q.RenameOperator(ctx, s.pool, dbq.RenameOperatorParams{ID: int64(op), Name: name})
	return oneAccount("rename an account", n, err)
}

// EnableOperator lets a disabled account sign in again.
func (s *Store) EnableOperator(ctx context.Context, op caterina.OperatorID) error {
	n, err := s.q.EnableOperator(ctx, s.pool, int64(op))
	return oneAccount("enable an account", n, err)
}

// SetMember gives an account a place in a town, or changes it. What the member
// wants of the queue stays as it is.
func (s *Store) SetMember(ctx context.Context, op caterina.OperatorID, m caterina.Membership) error {
	return s.inTx(ctx, "set a member", func(tx pgx.Tx) error {
		err := s.q.SetMember(ctx, tx, dbq.SetMemberParams{
			TownID: int64(m.Town), OperatorID: int64(op), Role: string(m.Role), Capacity: int16(min(max(m.Capacity, -1), 100)), // #nosec G115 -- bounded
		})
		if err != nil {
			return err
		}
		queues := m.Skills
		if queues == nil {
			queues = []string{}
		}
		return s.q.SetSkills(ctx, tx, dbq.SetSkillsParams{TownID: int64(m.Town), OperatorID: int64(op), Queues: queues})
	})
}

// RemoveMember takes an account's place in a town away. While it has
// conversations or call-backs there, or is asked to take one, it is CodeConflict.
func (s *Store) RemoveMember(ctx context.Context, town caterina.TownID, op caterina.OperatorID) error {
	return s.inTx(ctx, "remove a member", func(tx pgx.Tx) error {
		if _, err := s.q.LockMember(ctx, tx, dbq.LockMemberParams{TownID: int64(town), OperatorID: int64(op)}); err != nil {
			return noAccount("find a member", err)
		}
		holds, err := s.q.HoldsConversations(ctx, tx, dbq.HoldsConversationsParams{TownID: int64(town), OperatorID: int64(op)})
		if err != nil {
			return err
		}
		if holds {
			return caterina.Errorf(caterina.CodeConflict, saidHolds)
		}
		return s.q.RemoveMember(ctx, tx, dbq.RemoveMemberParams{TownID: int64(town), OperatorID: int64(op)})
	})
}

// SetPassword replaces a password's hash and ends every session but keep.
func (s *Store) SetPassword(ctx context.Context, op caterina.OperatorID, hash caterina.Secret, mustChange bool, keep caterina.SessionHash) error {
	return s.inTx(ctx, "set a password", func(tx pgx.Tx) error {
		n, err := s.q.SetPassword(ctx, tx, dbq.SetPasswordParams{ID: int64(op), PasswordHash: hash.Reveal(), MustChange: mustChange})
		if err = oneAccount("set a password", n, err); err != nil {
			return err
		}
		return s.q.EndStaffSessions(ctx, tx, dbq.EndStaffSessionsParams{OperatorID: int64(op), Keep: keep[:]})
	})
}

// SetSecondFactor stores the sealed secret of an account's codes, or takes it
// away when it is "", and ends every session but keep. step is that of the code
// which proved the secret: it is spent.
func (s *Store) SetSecondFactor(ctx context.Context, op caterina.OperatorID, sealed caterina.Secret, step int64, keep caterina.SessionHash) error {
	arg := dbq.SetSecondFactorParams{ID: int64(op), Step: step}
	if text := sealed.Reveal(); text != "" {
		arg.TotpSecret = &text
	}
	return s.inTx(ctx, "set a second factor", func(tx pgx.Tx) error {
		n, err := s.q.SetSecondFactor(ctx, tx, arg)
		if err = oneAccount("set a second factor", n, err); err != nil {
			return err
		}
		return s.q.EndStaffSessions(ctx, tx, dbq.EndStaffSessionsParams{OperatorID: int64(op), Keep: keep[:]})
	})
}

// UseCode says whether a code of this step is still good, and spends it.
func (s *Store) UseCode(ctx context.Context, op caterina.OperatorID, step int64) (bool, error) {
	n, err := s.q.UseCode(ctx, s.pool, dbq.UseCodeParams{ID: int64(op), Step: step})
	return n == 1, wrapped("spend a code", err)
}

// oneAccount turns a change that found no account into CodeNotFound.
func oneAccount(doing string, changed int64, err error) error {
	if err == nil && changed == 0 {
		return caterina.Errorf(caterina.CodeNotFound, saidNoAccount)
	}
	return wrapped(doing, err)
}

// TrySignIn counts an attempt to sign in, before it is looked at. When too many
// came before, it counts nothing and returns until when none is looked at.
func (s *Store) TrySignIn(ctx context.Context, email, device string, limits caterina.SignInLimits) (time.Time, error) {
	_, err := s.q.TrySignIn(ctx, s.pool, dbq.TrySignInParams{
		Email: email, Device: device, Free: int32(limits.Free), Longest: limits.Longest, // #nosec G115 -- a small constant
	})
	if !isNoRows(err) {
		return time.Time{}, wrapped("count an attempt", err)
	}
	until, err := s.q.SignInBlockedUntil(ctx, s.pool, dbq.SignInBlockedUntilParams{Email: email, Device: device})
	if isNoRows(err) { // a success has just wiped the count
		return time.Time{}, nil
	}
	return until, wrapped("look how long attempts wait", err)
}

// SignedIn forgets the failed attempts of an account's device, and what nobody
// needs any more.
func (s *Store) SignedIn(ctx context.Context, email, device string) error {
	if err := s.q.SignedIn(ctx, s.pool, dbq.SignedInParams{Email: email, Device: device}); err != nil {
		return wrapped("forget failed attempts", err)
	}
	if err := s.q.SweepAttempts(ctx, s.pool); err != nil {
		return wrapped("forget failed attempts", err)
	}
	return wrapped("forget old sessions", s.q.SweepStaffSessions(ctx, s.pool))
}

// ForgetAttempts forgets all failed attempts on an account.
func (s *Store) ForgetAttempts(ctx context.Context, email string) error {
	return wrapped("forget failed attempts", s.q.ForgetAttempts(ctx, s.pool, email))
}
