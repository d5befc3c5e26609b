package caterina

import "time"

// OperatorID is the number of a staff account.
type OperatorID int64

// Role is what a staff member may do in one town. Each may do what the ones
// before it may.
type Role string

// The roles.
const (
	RoleOperator   Role = "operator"   // answers citizens
	RoleCurator    Role = "curator"    // also keeps the cards and closes gaps
	RoleSupervisor Role = "supervisor" // also sees the board and the reports, takes over, changes skills and hours
	RoleAdmin      Role = "admin"      // also keeps the accounts and reads the audit log
)

// Roles returns every role, the least first.
func Roles() []Role { return []Role{RoleOperator, RoleCurator, RoleSupervisor, RoleAdmin} }

// Includes says whether r may do what the other role may.
func (r Role) Includes(other Role) bool { return r.rank() > 0 && r.rank() >= other.rank() }

func (r Role) rank() int {
	for i, role := range Roles() {
		if role == r {
			return i + 1
		}
	}
	return 0
}

// NeedsSecondFactor says whether the role may only be used after a second factor.
func (r Role) NeedsSecondFactor() bool { return r.Includes(RoleSupervisor) }

// Operator is a staff account. It works in every town it is a member of.
type Operator struct {
	ID       OperatorID
	Email    string // lower case; what they sign in with
	Name     string // what citizens read
	Disabled bool
	Members  []Membership
}

// Member returns the operator's place in a town, false when there is none.
func (o *Operator) Member(town TownID) (Membership, bool) {
	for _, m := range o.Members {
		if m.Town == town {
			return m, true
		}
	}
	return Membership{}, false
}

// Membership is a staff account's place in one town.
type Membership struct {
	Town     TownID
	Role     Role
	Skills   []string // slugs of the queues they answer; none means all
	Capacity int      // conversations at the same time, 0 to 20
	Wants    Wish
}

// Wish is what an operator wants of the queue, whatever their sockets do.
type Wish string

// The wishes.
const (
	WantsWork    Wish = "available"
	WantsPause   Wish = "busy"
	WantsNothing Wish = "offline"
)

// Presence is how the staff of one town stands at a moment.
type Presence struct {
	Operator     OperatorID
	Name         string
	Role         Role
	Skills       []string // none means all queues
	Capacity     int
	Wants        Wish
	Live         bool      // a socket's lease has not run out
	LiveUntil    time.Time // the last lease's end; zero when there never was one
	Load         float64   // offered and assigned conversations; one whose citizen has been silent for 10 minutes counts half
	LastAssigned time.Time
}

// Free says whether a conversation may be offered to them.
func (p *Presence) Free() bool { return p.Wants == WantsWork && p.Live && p.Load < float64(p.Capacity) }

// AuditEntry is one thing a staff member did.
type AuditEntry struct {
	ID       int64
	At       time.Time
	Operator OperatorID // 0 for the command line
	Name     string
	Action   string // "conversation.take", "operator.add": verb in English, for programs
	Target   string // what it was done to: a conversation's id, an account's address
	Detail   string // in words, without a citizen's text or data
}
