package console

import (
	"context"
	"time"

	"example.org/caterina"
)

// Store is what the console's accounts need of the database.
type Store interface {
	SignIns
	Members
	Disabler
	Auditor
}

// SignIns is what signing in needs.
type SignIns interface {
	Accounts
	Passwords
	Sessions
	Attempts
}

// Accounts are the staff's accounts as signing in sees them.
type Accounts interface {
	// AccountByEmail returns the account of an address in lower case; CodeNotFound.
	AccountByEmail(ctx context.Context, email string) (caterina.Account, error)
	// Account returns the account of a number, with its places in the towns; CodeNotFound.
	Account(ctx context.Context, op caterina.OperatorID) (caterina.Account, error)
}

// Passwords changes what an account signs in with.
type Passwords interface {
	// SetPassword replaces the hash and ends every session but keep.
	SetPassword(ctx context.Context, op caterina.OperatorID, hash caterina.Secret, mustChange bool, keep caterina.SessionHash) error
	// SetSecondFactor stores the sealed secret of the codes, "" to have it enrolled
	// anew, and ends every session but keep. step is that of the code which proved it.
	SetSecondFactor(ctx context.Context, op caterina.OperatorID, sealed caterina.Secret, step int64, keep caterina.SessionHash) error
	// UseCode says whether a code of this step is still good, and spends it.
	UseCode(ctx context.Context, op caterina.OperatorID, step int64) (bool, error)
}

// Sessions are the signed-in browsers.
type Sessions interface {
	// OpenStaffSession stores a session.
	OpenStaffSession(ctx context.Context, session caterina.StaffSession) error
	// StaffSession returns a session that has not run out and whose account is not
	// disabled, and notes that it was seen; CodeNotFound.
	StaffSession(ctx context.Context, hash caterina.SessionHash, idle time.Duration) (caterina.StaffSession, error)
	// StaffSessions lists an account's sessions, the last seen first.
	StaffSessions(ctx context.Context, op caterina.OperatorID, idle time.Duration) ([]caterina.StaffSession, error)
	// PromoteStaffSession gives a session another token and notes that its owner
	// has given a code; CodeNotFound when the session is gone.
	PromoteStaffSession(ctx context.Context, old, renewed caterina.SessionHash) error
	// EndStaffSession ends one session of an account.
	EndStaffSession(ctx context.Context, op caterina.OperatorID, hash caterina.SessionHash) error
	// EndStaffSessions ends all sessions of an account but keep.
	EndStaffSessions(ctx context.Context, op caterina.OperatorID, keep caterina.SessionHash) error
}

// Attempts counts who tries to sign in. An attempt is counted before it is
// looked at, so that many at once are not more than one after the other.
type Attempts interface {
	// TrySignIn counts an attempt; when too many came before, it counts nothing
	// and returns until when none is looked at.
	TrySignIn(ctx context.Context, email, device string, limits caterina.SignInLimits) (blockedUntil time.Time, err error)
	// SignedIn forgets the attempts of an account's device.
	SignedIn(ctx context.Context, email, device string) error
	// ForgetAttempts forgets all attempts on an account.
	ForgetAttempts(ctx context.Context, email string) error
}

// Members are the staff of a town, as its admins keep them.
type Members interface {
	// Staff lists a town's members by name.
	Staff(ctx context.Context, town caterina.TownID) ([]caterina.StaffMember, error)
	// AddOperator makes an account and returns its number; CodeConflict when the
	// address has one.
	AddOperator(ctx context.Context, email, name string, hash caterina.Secret) (caterina.OperatorID, error)
	// SetMember gives an account a place in a town, or changes it. What the member
	// wants of the queue stays as it is.
	SetMember(ctx context.Context, op caterina.OperatorID, m caterina.Membership) error
	// RenameOperator changes the name that citizens read.
	RenameOperator(ctx context.Context, op caterina.OperatorID, name string) error
	// RemoveMember takes an account's place in a town away; CodeConflict while it
	// has conversations there.
	RemoveMember(ctx context.Context, town caterina.TownID, op caterina.OperatorID) error
	// EnableOperator lets a disabled account sign in again.
	EnableOperator(ctx context.Context, op caterina.OperatorID) error
}

// Disabler closes an account and gives its conversations back to the queues.
type Disabler interface {
	// DisableOperator returns the events of the conversations that went back.
	DisableOperator(ctx context.Context, op, by caterina.OperatorID) ([]caterina.Event, error)
}

// Auditor keeps what staff did.
type Auditor interface {
	// Audit notes a deed; op is 0 for the command line.
	Audit(ctx context.Context, town caterina.TownID, op caterina.OperatorID, action, target, detail string) error
}
