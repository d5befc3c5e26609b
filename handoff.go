package caterina

import (
	"time"
)

// The states of a conversation in which people take part (handoff.md, section 4).
const (
	StateQueued   State = "queued"   // waits for a person
	StateOffered  State = "offered"  // rings at one operator
	StateAssigned State = "assigned" // an operator has the floor
	StateSnoozed  State = "snoozed"  // is its operator's, who waits for something
	StateCallback State = "callback" // somebody will call back
)

// Owner says in one word who holds a conversation, as the citizen is told.
type Owner string

// The owners.
const (
	OwnerBot    Owner = "bot"
	OwnerQueue  Owner = "queue"
	OwnerPerson Owner = "person"
	OwnerClosed Owner = "closed"
)

// Owner returns who holds a conversation in this state.
func (s State) Owner() Owner {
	switch s {
	case StateQueued, StateOffered, StateCallback:
		return OwnerQueue
	case StateAssigned, StateSnoozed:
		return OwnerPerson
	case StateClosed:
		return OwnerClosed
	default:
		return OwnerBot
	}
}

// Reasons why a conversation changes hands; they stand in events and reports.
const (
	ReasonAsked        = "asked"         // the citizen asked for a person
	ReasonCrisis       = "crisis"        // somebody may be in danger
	ReasonFailed       = "failed"        // the bot failed three times
	ReasonTaken        = "taken"         // an operator stepped in
	ReasonOffered      = "offered"       // the dispatcher chose an operator
	ReasonDeclined     = "declined"      // the operator did not want it
	ReasonExpired      = "expired"       // the operator did not answer in time
	ReasonTransferred  = "transferred"   // to a colleague or another queue
	ReasonLost         = "operator_lost" // the operator's line is dead
	ReasonDisabled     = "disabled"      // the operator's account was closed
	ReasonSnoozed      = "snoozed"
	ReasonWoken        = "woken"
	ReasonHandedBack   = "handed_back"
	ReasonCancelled    = "cancelled" // the citizen went back to the assistant
	ReasonWaitedEnough = "waited_too_long"
	ReasonClosingTime  = "closing_time"
	ReasonCallback     = "callback" // the citizen asked to be called back
	ReasonClosed       = "closed"
	ReasonIdle         = "idle"    // nobody said anything any more
	ReasonCarried      = "carried" // the citizen goes on in this chat with another conversation
	ReasonResumed      = "resumed" // the citizen wrote again after the end
)

// Transition asks for one change of who holds a conversation. The store carries
// it out whole or not at all: the conditional update, the raised epoch, the
// event that tells of it and the note.
type Transition struct {
	Town         TownID
	Conversation ConversationID
	Epoch        *int       // the one the caller saw; nil: any
	From         []State    // the states it may start from
	OwnedBy      OperatorID // when not 0, it must be this operator's
	To           State
	Owner        OperatorID    // of offered, assigned and snoozed
	Queue        string        // of queued; "" keeps the one it has
	KeepPlace    bool          // of queued: wait from the first arrival, not from now
	Priority     *int          // nil keeps it
	OfferFor     time.Duration // of offered, and how long TransferTo is asked
	TransferTo   OperatorID    // of assigned: a colleague who is asked to take it while Owner keeps it; 0 ends such a request
	Capacity     int           // when not 0, refused if Owner's load has reached it
	SnoozeUntil  time.Time     // of snoozed
	By           Actor         // who did it: citizen, bot, system or OperatorActor
	ClientID     string        // the same one by the same actor twice is the same transition
	Event        StateBody
	Hidden       bool   // the citizen is not told
	Note         string // for staff, stored beside the event when not empty
}

// StateBody is what a state event holds: a sentence that says who speaks now.
type StateBody struct {
	MessageBody
	Owner     Owner  `json:"owner"`
	State     State  `json:"state"`
	Operator  string `json:"operator,omitempty"` // the shown name
	Queue     string `json:"queue,omitempty"`    // slug
	QueueName string `json:"queue_name,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Rate      bool   `json:"rate,omitempty"` // the citizen is asked for a rating
}

// Held is how a conversation stands with people.
type Held struct {
	Conversation  Conversation
	Owner         OperatorID // 0 for nobody
	OwnerName     string
	Former        OperatorID
	Queue         string
	Priority      int
	QueuedAt      time.Time // its place: the first arrival
	EnteredAt     time.Time // of queued and offered: since when it waits this time
	OfferedUntil  time.Time
	TransferTo    OperatorID // a colleague who is asked to take it
	TransferUntil time.Time
	SnoozedUntil  time.Time
}

// Lost is a conversation of an operator whose line is dead, or was until a moment
// ago. Mark names that end of the line, the same in every process.
type Lost struct {
	Held Held
	Mark string
}

// Act is what every deed of a staff member on a conversation says of itself.
type Act struct {
	Town         TownID
	Conversation ConversationID
	Operator     OperatorID
	Name         string // shown to the citizen
	Role         Role
	Epoch        int    // the one they saw
	ClientID     string // the same one twice is the same deed
}

// Availability says whether a queue takes people now, and why not.
type Availability struct {
	Queue       Queue
	Refusal     Refusal   // "" when it does
	Holiday     string    // name, when Refusal is RefusedHoliday
	Until       time.Time // the next opening, when Refusal is about the calendar; zero when unknown
	Waiting     int       // people waiting in the queue
	WaitMinutes int       // median of the last hour; 0 when fewer than five cases tell
}

// Refusal says why nobody can be waited for.
type Refusal string

// The refusals.
const (
	RefusedClosed  Refusal = "closed_hours"
	RefusedHoliday Refusal = "holiday"
	RefusedNobody  Refusal = "nobody_on_duty"
	RefusedFull    Refusal = "full"
)

// Waiting is one conversation that waits for a person.
type Waiting struct {
	Town         TownID
	Conversation ConversationID
	Epoch        int
	Queue        string
	Priority     int
	QueuedAt     time.Time
	Lang         string
	Former       OperatorID   // who had it before, 0 for nobody
	Refused      []OperatorID // to whom it was offered in vain in the last two minutes
}

// Place is a waiting citizen's place in the queue.
type Place struct {
	Place       int // 1 is next
	WaitMinutes int // 0 when not known
}

// CallbackForm is what a citizen leaves to be called back.
type CallbackForm struct {
	Name    string       `json:"name"`
	Contact string       `json:"contact"` // a telephone number or an e-mail address
	When    CallbackWhen `json:"when"`
	Text    string       `json:"text"` // at most 600 characters
	Privacy bool         `json:"privacy"`
}

// CallbackWhen is the part of the day in which the citizen can be reached.
type CallbackWhen string

// The parts of the day.
const (
	CallAnytime   CallbackWhen = "any"
	CallMorning   CallbackWhen = "morning"
	CallAfternoon CallbackWhen = "afternoon"
)

// Callback is a promise to call back: a dated task with an owner.
type Callback struct {
	ID           int64
	Town         TownID
	Conversation ConversationID
	Queue        string
	Reason       string
	Form         CallbackForm
	State        CallbackState
	Owner        OperatorID // 0 when nobody has taken it
	OwnerName    string
	DueAt        time.Time
	Attempts     int
	CreatedAt    time.Time
	Since        int       // messages that the citizen has written since; they belong to the call's note
	SinceAt      time.Time // when the last of them came
}

// CallbackState says how far a promise has come.
type CallbackState string

// The states of a promise.
const (
	CallbackOpen        CallbackState = "open"
	CallbackTaken       CallbackState = "taken"
	CallbackDone        CallbackState = "done"
	CallbackUnreachable CallbackState = "unreachable" // after three attempts
	CallbackVoid        CallbackState = "void"        // the citizen came back first
)

// Rating is what a citizen thinks of a conversation (Designers Italia's two
// questions).
type Rating struct {
	Stars  int    `json:"stars"`            // 1 to 5
	Answer string `json:"answer,omitempty"` // one of the answers to the second question
	Text   string `json:"text,omitempty"`   // at most 200 characters
}

// StaffMessage is what an operator writes to a citizen, or for colleagues.
type StaffMessage struct {
	Town         TownID
	Conversation ConversationID
	Operator     OperatorID
	Name         string // shown to the citizen
	Epoch        int
	ClientID     string
	Text         string
	Citations    []Citation
	Note         bool         // for staff only
	Mentions     []OperatorID // of a note
	Edits        int64        // of an edit: seq of the message that it puts right
}

// Overtaken is the cause of a conflict about who holds a conversation: it says
// how the conversation stands now. Whoever was too late finds it in the error's
// chain.
type Overtaken struct {
	Why   Lateness
	State State
	Owner OperatorID // 0 for nobody
	Name  string     // the owner's
	Epoch int
}

// Error says it in one word, for the log.
func (o *Overtaken) Error() string { return string(o.Why) }

// Lateness says in what way a deed on a conversation came too late.
type Lateness string

// The ways of being late.
const (
	LateEpoch  Lateness = "stale_epoch" // it changed hands since
	LateOwner  Lateness = "not_owner"   // it is somebody else's
	LateState  Lateness = "wrong_state" // it is no longer in a state from which this can be done
	LateClosed Lateness = "closed"      // it is over
	LateFull   Lateness = "full"        // the operator has as many as they can take
	LateHeld   Lateness = "held"        // a person has it, or is being asked to
	NotStaff   Lateness = "not_staff"   // the account is closed, or not of this town
)
