package caterina

import (
	"slices"
	"strings"
	"time"
)

// DeskID is the number of a desk.
type DeskID int64

// BookingID is the number of a booking.
type BookingID int64

// Desk is where citizens are received in an office: one after the other on each
// of its lanes. A group session is one desk with many lanes.
type Desk struct {
	ID       DeskID
	Office   string // slug
	Name     string
	Lanes    []Lane
	Services []string // slugs of what can be booked here
	Active   bool
}

// Lane is one of the places that can be occupied at the same time.
type Lane struct {
	Number int  // from 1
	Online bool // false: kept for staff and for people who walk in
	Extra  bool // there only for appointments beyond what there is room for: never free
}

// OpeningRule is a rule: every week, or every n weeks, on a weekday, from one time on
// the clock to another, between 05:00 and 23:00.
type OpeningRule struct {
	ID         int64
	Desk       DeskID // 0: every desk of the office that has no rules of its own
	Weekday    Weekday
	From, To   Clock
	Since      *Date // first day, nil: always was
	Until      *Date // last day, nil: for good
	EveryWeeks int   // 1 to 8; counted from Anchor
	Anchor     Date  // a Monday of a week in which the rule holds
}

// DayOff is a day without appointments.
type DayOff struct {
	Date Date
	Kind DayOffKind
	Name string // "San Francesco", as citizens are told
}

// DayOffKind says why a day is off.
type DayOffKind string

// The kinds of day off. Only a staff member makes the last four.
const (
	OffNational  DayOffKind = "national"
	OffPatron    DayOffKind = "patron"
	OffMunicipal DayOffKind = "municipal"
	OffStrike    DayOffKind = "strike"
	OffTraining  DayOffKind = "training"
	OffEmergency DayOffKind = "emergency"
)

// DeskSpan is a stretch of time with a reason: a closure of a desk, or an opening
// beyond the rules. Desk 0 is the whole office.
type DeskSpan struct {
	ID       int64
	Desk     DeskID
	From, To time.Time
	Reason   string
}

// Taken is a stretch of a lane that is held or booked, with its buffers.
type Taken struct {
	Desk      DeskID
	Lane      int
	From, To  time.Time
	Held      bool
	Owner     ConversationID // who holds it; "" for a booking
	Booking   BookingID      // whose it is; 0 for a hold
	Proved    bool           // who holds it has proved their contact, or waits for an operator
	HeldUntil time.Time      // a hold that has run out is free for others, and still its owner's until then
}

// Timetable is everything that decides when an office receives people.
type Timetable struct {
	Town     TownID
	Office   Office
	Version  int64 // raised by every change of the rules: who takes a place names the one they saw
	Desks    []Desk
	Openings []OpeningRule
	DaysOff  []DayOff
	Closures []DeskSpan
	Extras   []DeskSpan
	Taken    []Taken // of the days that were asked for
}

// Spot is one lane of one desk.
type Spot struct {
	Desk DeskID
	Lane int
}

// Vacancy is a time at an office that can be held: what the store needs to do so.
type Vacancy struct {
	Service, Office string // slugs
	From, To        time.Time
	Before, After   time.Duration // buffers
	Spots           []Spot        // to be tried in this order, the least busy first
	Version         int64         // of the Timetable it was computed from
	Crowd           Crowd         // how much people who have not said who they are may hold
}

// Crowd limits the places of an office that are held, before a time, by people who
// have not proved their contact. The zero Crowd is no limit.
type Crowd struct {
	Most  int
	Until time.Time
}

// When is a wish for a time, as understood from a citizen's words. The zero When
// is any time.
type When struct {
	Days     []DateRange    // any of these; none: any day
	Weekdays []time.Weekday // any of these; none: any
	NotDays  []DateRange    // none of these
	NotOn    []time.Weekday // none of these
	From, To Clock          // part of the day, From <= time < To; To 0: until the evening
	Around   *Clock         // as near to this as can be
	Parts    []DayPart      // the part of the day on some of the days, in place of From, To and Around
	First    bool           // the first free place was asked for in so many words
	Problem  WhenProblem    // why the words name no time that can be had; "" when they do
}

// DayPart is a part of the day on some of the days of a wish: "lunedì mattina o
// martedì pomeriggio" has two.
type DayPart struct {
	Days     []DateRange
	Weekdays []time.Weekday
	From, To Clock
	Around   *Clock
}

// On is the wish as it is for a day, with the part of the day that is meant for it.
func (w When) On(day Date) When {
	for _, p := range w.Parts {
		if slices.Contains(p.Weekdays, day.Weekday()) || slices.ContainsFunc(p.Days, func(r DateRange) bool { return r.Contains(day) }) {
			w.From, w.To, w.Around = p.From, p.To, p.Around
		}
	}
	return w
}

// WhenProblem says why words name no time that can be had.
type WhenProblem string

// The problems.
const (
	WhenNoSuchDay WhenProblem = "no_such_day" // 30 febbraio
	WhenPast      WhenProblem = "past"
)

// DateRange is from its first day to its last, both included.
type DateRange struct{ First, Last Date }

// Contains says whether a day is in the range.
func (r DateRange) Contains(d Date) bool { return !d.Before(r.First) && !r.Last.Before(d) }

// TimesQuery asks for free times.
type TimesQuery struct {
	Town         Town
	Service      string
	Office       string         // slug; "": any office of the service
	Conversation ConversationID // whose own hold counts as free
	When         When
	After        time.Time // only times later than this; zero: from now on
	List         bool      // all the times of the wish in order, some at once, in place of three to choose from
	Before       time.Time // of the list: the last ones before this; zero: the first ones
	Moving       BookingID // whose own place counts as free; 0: none
}

// VacancyQuery names one time at one office.
type VacancyQuery struct {
	Town         Town
	Service      string // slug
	Office       string // slug
	From         time.Time
	Conversation ConversationID // whose own hold counts as free
	Moving       BookingID      // whose own place counts as free; 0: none
}

// Times is what is free, as it is said in a chat: three, or a part of a list. When nothing is
// as wished, Slots holds what is nearest and Exact is false.
type Times struct {
	Slots  []Slot
	Exact  bool
	More   bool           // there are later ones
	Before bool           // there are earlier ones, of a list
	Why    BookingProblem // why the wished days have none, when that is one reason: past, day_off, closed, outside, too_soon, too_far, taken
	Reason string         // the name of the day off, or of the closure
	Off    DayOffKind     // of the day off: a strike is no holiday
	Opens  time.Time      // when the wished day can first be booked, for too_far
}

// Slot is a free time.
type Slot struct {
	Service, Office string
	From, To        time.Time
}

// BookingStatus says how far an appointment has come.
type BookingStatus string

// The states of a booking. The first three are live.
const (
	Booked           BookingStatus = "booked"
	CheckedIn        BookingStatus = "checked_in"
	Serving          BookingStatus = "serving"
	Done             BookingStatus = "done"
	NoShow           BookingStatus = "no_show"
	CancelledCitizen BookingStatus = "cancelled_citizen"
	CancelledOffice  BookingStatus = "cancelled_office"
)

// Live says whether the appointment stands.
func (s BookingStatus) Live() bool { return s == Booked || s == CheckedIn || s == Serving }

// Booking is an appointment.
type Booking struct {
	ID           BookingID
	Town         TownID
	UID          string // a UUID, for calendars: it never changes
	Code         string // seven characters: a name, not a key
	Service      string // slug
	Office       string // slug
	Card         string // slug of the card from which it was wished for, and which says what to bring; "" for none
	Desk         DeskID
	Lane         int
	From, To     time.Time
	Status       BookingStatus
	Revision     int // raised by every change; notices and buttons name the one they were made for
	Moves        int // how often the citizen moved it
	Person       Person
	Note         string         // what the citizen wrote for the desk, or the desk for itself
	Conversation ConversationID // "" when it was made at the desk
	Lang         string
	Calls        int    // how often the desk has called the person in
	External     string // what another system calls it that keeps it; "" for ours
	Unreachable  bool
	Reason       string // why the office had to close, where that is told of; else ""
	CreatedAt    time.Time
	ArrivedAt    *time.Time
}

// Person is who an appointment is for. Everything here is personal data.
type Person struct {
	Name     Secret
	Email    Secret // "" when there is none
	Phone    Secret // in E.164; "" when there is none
	TaxCode  Secret // only when it was given
	Verified bool   // the e-mail address was proved with a code, or the channel knows the person
	Chat     Secret // the chat that knows the person, "" for none; it is found with the conversation and not stored with a person
}

// Identity is what tells persons apart: Contact whose appointments must not
// overlap, Person whose appointments for one service are counted. Both are keyed
// hashes: who reads the table learns nothing.
type Identity struct {
	Contact []byte
	Person  []byte
}

// CodeAlphabet is what codes are made of: no vowels, so that they spell nothing,
// and nothing that is heard or read as something else (I and 1, O and 0).
const CodeAlphabet = "23456789BCDFGHJKLMNPQRSTVWXYZ"

// CodeLength is how many characters a code has.
const CodeLength = 7

// NormalCode makes a code comparable that somebody typed or dictated: "k7m 2xqr".
// "" when it cannot be one.
func NormalCode(text string) string {
	var b strings.Builder
	for _, r := range strings.ToUpper(text) {
		switch {
		case strings.ContainsRune(CodeAlphabet, r):
			b.WriteRune(r)
		case strings.ContainsRune(" -.·\u00a0", r):
		default:
			return ""
		}
	}
	if b.Len() != CodeLength {
		return ""
	}
	return b.String()
}

// BookingProblem says why something cannot be had.
type BookingProblem string

// The problems. Each has a sentence and a way on, wherever it is met.
const (
	ProblemTaken     BookingProblem = "taken"      // somebody else was faster
	ProblemPast      BookingProblem = "past"       // it has begun
	ProblemSoon      BookingProblem = "too_soon"   // the office needs more notice
	ProblemFar       BookingProblem = "too_far"    // not yet released
	ProblemDayOff    BookingProblem = "day_off"    // with the name of the day
	ProblemClosed    BookingProblem = "closed"     // with the reason of the closure
	ProblemOutside   BookingProblem = "outside"    // no opening has room for it
	ProblemUnknown   BookingProblem = "unknown"    // no such service, office or booking here
	ProblemLimit     BookingProblem = "limit"      // the person has as many as they may; Other is one of them
	ProblemOverlap   BookingProblem = "overlap"    // the person has Other at that time
	ProblemCutoff    BookingProblem = "cutoff"     // too late to cancel or move by oneself
	ProblemMoves     BookingProblem = "moves"      // moved as often as may be
	ProblemCode      BookingProblem = "wrong_code" // Left tries remain
	ProblemExpired   BookingProblem = "code_gone"  // the six digits ran out, or were tried too often
	ProblemCodes     BookingProblem = "codes"      // no more codes are mailed before Opens
	ProblemStale     BookingProblem = "stale"      // the booking has changed since; Other is how it stands
	ProblemCrowded   BookingProblem = "crowded"    // too much of the office is held by people who have not said who they are
	ProblemUnproved  BookingProblem = "unproved"   // the address has not been proved
	ProblemHoldEnded BookingProblem = "hold_ended" // the place was kept for as long as can be
	ProblemDown      BookingProblem = "down"       // the other system that keeps the appointments does not answer: whether it has done it is not known
	ProblemElsewhere BookingProblem = "elsewhere"  // it is kept in another system, and has to be changed there
	ProblemChanged   BookingProblem = "changed"    // the office's hours have changed since the time was looked up: look again
)

// BookingRefused is why something about an appointment was not done. Nothing was
// changed, except that a wrong code was counted.
type BookingRefused struct {
	Why    BookingProblem
	Reason string     // of a day off or a closure
	Off    DayOffKind // of a day off: a strike is no holiday
	Other  *Booking   // see the problems
	Left   int
	Opens  time.Time // for too_far and codes
}

// Error says it in one word, for the log.
func (r *BookingRefused) Error() string { return "booking refused: " + string(r.Why) }
