package caterina

import "time"

// Account is an operator with what signing in needs to know.
type Account struct {
	Operator
	PasswordHash Secret // argon2id
	MustChange   bool   // the password was given to them: it is good for one sign-in
	SecondFactor Secret // the sealed secret of the codes; "" until enrolled
}

// NeedsSecondFactor says whether one of the operator's roles may only be used
// after a second factor.
func (o *Operator) NeedsSecondFactor() bool {
	for _, m := range o.Members {
		if m.Role.NeedsSecondFactor() {
			return true
		}
	}
	return false
}

// SessionHash is the SHA-256 of the token that a signed-in browser holds. The
// token itself is stored nowhere.
type SessionHash [32]byte

// StaffSession is one signed-in browser.
type StaffSession struct {
	Hash           SessionHash
	Operator       OperatorID
	SecondFactorAt time.Time // zero until a code was given
	Agent          string    // the browser, so that its owner knows it again
	CreatedAt      time.Time
	SeenAt         time.Time
	ExpiresAt      time.Time
}

// StaffMember is a staff account as the people page lists it.
type StaffMember struct {
	Operator
	HasSecondFactor bool
	MustChange      bool
	SeenAt          time.Time // the last time one of their browsers was seen; zero for never
}

// SignInLimits says how many wrong attempts to sign in are free, and how long
// the next one waits after those: ten seconds, doubled with every failure, at most Longest.
type SignInLimits struct {
	Free    int
	Longest time.Duration
}
