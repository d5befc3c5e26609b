package caterina

import "time"

// OfficeRules is when an office receives people, as its supervisors see and change
// it: also what was taken away, and who changed what.
type OfficeRules struct {
	Office   string // slug
	Version  int64
	Own      bool // staff have changed the rules: an import leaves them alone
	Desks    []DeskRules
	Openings []OpeningRule
	Days     []DayRule // from today on
	Closures []DeskSpan
	Extras   []DeskSpan
	Changes  []RuleChange // the newest first
}

// DeskRules is a desk as supervisors keep it.
type DeskRules struct {
	Desk
	Imported bool // made from a service of the town's files
	Feed     bool // its calendar has an address
}

// LaneCount is how many people a desk receives at a time, without the lanes that are
// there for appointments beyond what there is room for.
type LaneCount struct {
	Online int // whom citizens may book
	Kept   int // for staff and for who walks in
}

// LaneCount counts a desk's.
func (d DeskRules) LaneCount() LaneCount {
	var n LaneCount
	for _, l := range d.Lanes {
		switch {
		case l.Extra:
		case l.Online:
			n.Online++
		default:
			n.Kept++
		}
	}
	return n
}

// DayRule is a day off, or one on which staff work after all: it was taken from
// the list, and what makes the list anew leaves it alone.
type DayRule struct {
	DayOff
	Removed bool
}

// RuleChange is a line of the history of an office's rules.
type RuleChange struct {
	At   time.Time
	By   string // name of the operator; "" for an import of the town's files
	What string // in Italian: what has changed
}

// RuleEdit is one change of an office's rules. Said is how the history tells it.
type RuleEdit interface{ ruleEdit() }

// The changes. Desk 0 is the whole office.
type (
	// AddOpening adds a rule.
	AddOpening struct{ Rule OpeningRule }
	// ChangeOpening puts a rule where the one of its ID is, if that still is what it
	// was. No booking changes with it.
	ChangeOpening struct{ Rule, Was OpeningRule }
	// DropOpening takes one away. No booking goes with it.
	DropOpening struct{ ID int64 }
	// AddDayOff adds a day off, or brings back one that was taken away.
	AddDayOff struct{ Day DayOff }
	// RemoveDayOff has staff work on a day off, for good: it is not made anew.
	RemoveDayOff struct{ Date Date }
	// AddClosure closes for a while.
	AddClosure struct{ Span DeskSpan }
	// DropClosure opens again.
	DropClosure struct{ ID int64 }
	// AddExtra opens beyond the rules.
	AddExtra struct{ Span DeskSpan }
	// DropExtra takes an extra opening away.
	DropExtra struct{ ID int64 }
	// AddDesk adds a desk that is no service's own.
	AddDesk struct{ Desk Desk }
	// AddLane gives a desk one more lane for appointments beyond what there is room
	// for. It counts only for those that stand on it: nobody is offered it.
	AddLane struct{ Desk DeskID }
	// SetLanes has a desk receive so many people at a time: those whom citizens may
	// book, and those kept for staff and for who walks in. What it had is named, so
	// that two who change it do not undo each other's work. A lane to which somebody
	// still comes does not go.
	SetLanes struct {
		Desk     DeskID
		Now, Was LaneCount
	}
	// SetFeed gives a desk's calendar an address, of which this is the hash; nil
	// takes it away.
	SetFeed struct {
		Desk DeskID
		Hash []byte
	}
)

func (AddOpening) ruleEdit()    {}
func (ChangeOpening) ruleEdit() {}
func (DropOpening) ruleEdit()   {}
func (AddDayOff) ruleEdit()     {}
func (RemoveDayOff) ruleEdit()  {}
func (AddClosure) ruleEdit()    {}
func (DropClosure) ruleEdit()   {}
func (AddExtra) ruleEdit()      {}
func (DropExtra) ruleEdit()     {}
func (AddDesk) ruleEdit()       {}
func (AddLane) ruleEdit()       {}
func (SetLanes) ruleEdit()      {}
func (SetFeed) ruleEdit()       {}

// DeskDeed is what somebody at a desk does with a person who has come, or has not.
type DeskDeed string

// The deeds.
const (
	DeedArrive DeskDeed = "arrive" // the person is here
	DeedCall   DeskDeed = "call"   // is called in; the third time in vain nobody came
	DeedServe  DeskDeed = "serve"  // is being received
	DeedDone   DeskDeed = "done"
	DeedNoShow DeskDeed = "no_show" // of a ticket: has gone
	DeedUndo   DeskDeed = "undo"    // of the last deed, on the same day
)

// MaxCalls is how often a person is called before they are taken not to be there.
const MaxCalls = 3

// DeskAct is a deed about one person. Seen and Calls are what whoever does it saw:
// when that is over, nothing is done.
type DeskAct struct {
	Town     TownID
	Operator OperatorID
	Booking  BookingID // or Ticket
	Ticket   int64
	Deed     DeskDeed
	Desk     DeskID // who receives a ticket; 0: not said
	Seen     string // the status
	Calls    int
	Early    bool // the hour of the appointment has not come yet: nobody can miss it
}

// Ticket is the number of somebody who came without an appointment and for whom
// there was no place.
type Ticket struct {
	ID        int64
	Office    string
	Day       Date
	Number    int
	Service   string // slug; "" when it was not said
	Note      string
	Status    TicketStatus
	Desk      DeskID // where they are received, or were sent; 0: any
	Calls     int
	ArrivedAt time.Time
	ServingAt time.Time // zero: not yet
}

// TicketStatus says how far a ticket has come.
type TicketStatus string

// The states.
const (
	TicketWaiting TicketStatus = "waiting"
	TicketServing TicketStatus = "serving"
	TicketDone    TicketStatus = "done"
	TicketGone    TicketStatus = "gone" // called in vain, or left
)

// BookingChange is a line of a booking's history.
type BookingChange struct {
	At    time.Time
	Actor string // citizen, system, or the name of an operator
	What  string
	Why   string // the reason that was given
	From  time.Time
}

// DeskHold is a place that is kept for somebody who has not confirmed it yet: when,
// and until when, but not for whom.
type DeskHold struct {
	Office   string // slug
	Desk     DeskID
	Lane     int
	From, To time.Time
	Until    time.Time
	Kind     string // citizen, waitlist, operator
	Service  string
}

// BookingReport counts the appointments of a period.
type BookingReport struct {
	Services []BookingCount
	Lead     Span // from booking to appointment
}

// BookingCount is what became of the appointments for one service at one office.
type BookingCount struct {
	Service, Office string // slugs
	Due             int    // still to come, or going on
	Done            int
	NoShow          int
	ByCitizen       int // cancelled by them
	ByOffice        int // cancelled by the office
	Lead            Span
}

// AgendaDay is a day of an office as its desks see it.
type AgendaDay struct {
	Date     Date
	Off      *DayOff // nil: an ordinary day
	Desks    []DeskDay
	Bookings []Booking // of the day, cancelled ones too, in order of time
	Holds    []DeskHold
}

// DeskDay is the day of a desk.
type DeskDay struct {
	Desk  Desk
	Lanes []LaneDay
}

// LaneDay is the day of one lane, in order of time and without overlaps. Between
// two stretches the desk does not receive anybody.
type LaneDay struct {
	Lane      Lane
	Stretches []LaneStretch
}

// LaneStretch is part of a lane's day. Buffers belong to the appointment they are for.
type LaneStretch struct {
	Kind     LaneStretchKind
	From, To time.Time
	Booking  BookingID // whose it is, when it is booked
	Until    time.Time // until when it is held
	Reason   string    // why it is closed
	Outside  bool      // booked or held where the desk is closed: a conflict
	Places   int       // how many appointments can still be made there, one after the other
	Service  string    // slug of what they can be made for
}

// LaneStretchKind says what a stretch of a lane is.
type LaneStretchKind string

// The kinds.
const (
	StretchFree   LaneStretchKind = "free"
	StretchPause  LaneStretchKind = "pause" // open and empty, and too short for what is done there
	StretchHeld   LaneStretchKind = "held"
	StretchBooked LaneStretchKind = "booked"
	StretchClosed LaneStretchKind = "closed"
)

// LineEntry is somebody who is here and waits to be received, with an appointment
// or a number.
type LineEntry struct {
	Booking *Booking // or
	Ticket  *Ticket
	Since   time.Time // since when they wait: never before the hour of the appointment
	Early   bool      // the hour of the appointment has not come yet
	Late    bool      // came so late that the hour is over: their turn is that of their arrival
}
