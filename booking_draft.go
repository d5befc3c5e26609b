package caterina

import (
	"encoding/json"
	"time"
)

// BookingDraft is an appointment on its way: what a citizen has chosen so far. There is
// at most one a conversation.
type BookingDraft struct {
	Service   string
	Office    string
	Card      string    // slug of the card from which it was wished for: what to bring stands there; "" for none
	From      time.Time // the chosen time; zero: none yet
	Step      DraftStep
	Moving    BookingID // the booking that is being moved; 0: a new one
	Revision  int       // of that booking
	Person    Person
	Note      string
	Code      string    // the new booking's, chosen beforehand so that it can be said
	RequestID string    // a UUID: the same one twice is the same booking
	Asked     time.Time // when the citizen was last asked whether they need more time
	First     time.Time // the first and the last of the times that were shown; zero: none
	Last      time.Time
	Listed    bool      // they are a part of the list of all times, which goes on from there
	When      When      // the wish they were found for
	Waits     bool      // it is to be told of a place that becomes free
	WaitFrom  time.Time // the time in which such a place would suit, once that is settled; zero before
	WaitTo    time.Time
}

// DraftStep says what the citizen is asked for.
type DraftStep string

// The steps, in order.
const (
	StepService DraftStep = "service"
	StepOffice  DraftStep = "office"
	StepTime    DraftStep = "time"
	StepPerson  DraftStep = "person"  // name and contact
	StepCode    DraftStep = "code"    // the six digits, where the contact has to be proved
	StepConfirm DraftStep = "confirm" // a yes, where it is known or cannot be proved
	StepCancel  DraftStep = "cancel"  // a yes to cancelling
	StepFind    DraftStep = "find"    // code and contact of a booking made elsewhere
	StepWait    DraftStep = "wait"    // name and contact of somebody who waits for a place
)

// Standing is how a conversation stands with appointments.
type Standing struct {
	Draft    *BookingDraft // nil: none on its way
	Held     bool          // the draft's place is still kept for the citizen
	Until    time.Time     // until when
	Bookings []Booking     // live and to come, made in this conversation or proved in it, the soonest first
	Ended    []Booking     // the same that were cancelled before their time
	Waits    []Waitlist    // what the citizen waits for
	Fresh    BookingDraft  // Code and RequestID for a new draft
	Proves   bool          // the contact has to be proved by a code before a booking stands
	Known    bool          // the channel knows the person and reaches them: a name is all that is needed
	Mails    bool          // mails can be sent
	Unkept   bool          // places are not kept for who has not confirmed: the town has another system, which cannot
	// Elsewhere says that the town's appointments are kept in another system. There is
	// no waiting list then: nobody tells us what becomes free.
	Elsewhere bool
}

// Bookable is a service that can be booked and where.
type Bookable struct {
	Service Service
	Offices []Office
}

// Waitlist is a wish for a place that may become free.
type Waitlist struct {
	ID           int64
	Town         TownID
	Service      string
	Office       string // "": any
	From, To     time.Time
	HourFrom     Clock          // on each day a place suits that begins from here on
	HourTo       Clock          // and before this; 0: until the evening
	Weekdays     []time.Weekday // on these; none: on any
	Conversation ConversationID
	Booking      BookingID // set: something earlier than this one is wished for
	State        WaitlistState
	Lang         string
	OfferedFrom  time.Time // the place that is offered to them, when there is one
	OfferedUntil time.Time // until when
	UID          string    // a UUID, which the link in its notices is made of
	Person       Person
	Offer        int     // how many places they have been offered
	Offered      Vacancy // the place, as it was when it became free; the zero one when none is offered
	Kept         bool    // the place is kept for them alone
}

// WaitlistState says how far a wish has come.
type WaitlistState string

// The states.
const (
	WaitlistWaiting WaitlistState = "waiting"
	WaitlistOffered WaitlistState = "offered"
	WaitlistTaken   WaitlistState = "taken"
	WaitlistGone    WaitlistState = "gone"
)

// The effects of a reply that concern appointments. Each becomes true in the
// transaction that stores the reply, or is refused with a *BookingRefused: then
// nothing of the reply is stored, and the bot is asked again with the refusal in
// Turn.Refused.
type (
	// HoldPlace keeps a place for the conversation, instead of the one it had, and
	// stores the draft. The same place again only lasts longer. Keep says that nothing
	// was chosen: a place that was kept for as long as can be is not kept anew then.
	HoldPlace struct {
		Vacancy Vacancy
		Draft   BookingDraft
		Keep    bool
	}

	// KeepDraft stores the draft. A place that is held lasts longer.
	KeepDraft struct{ Draft BookingDraft }

	// EndDraft forgets the draft and lets its place go.
	EndDraft struct{}

	// SendCode has six digits sent to the address in the draft that is kept with it.
	SendCode struct{}

	// ConfirmBooking makes the draft a booking, or moves the booking that it is
	// about. Digits are what the citizen typed, "" where nothing has to be proved; of
	// several with spaces between, from as many messages, one has to be right.
	ConfirmBooking struct {
		Vacancy Vacancy // of the draft, to be taken again when the hold was lost
		Draft   BookingDraft
		Digits  string
	}

	// CancelBooking cancels, if the booking is still of this revision.
	CancelBooking struct {
		Booking  BookingID
		Revision int
	}

	// SendBooking has code, time and what to bring sent to the booking's address again.
	SendBooking struct{ Booking BookingID }

	// JoinWaitlist waits for a place that may become free. Its person is the draft's,
	// whose address has to be proved as for a booking: Digits as in ConfirmBooking.
	JoinWaitlist struct {
		Draft  BookingDraft
		Wait   Waitlist
		Digits string
	}

	// NoteBooking stores how an appointment stands that another system keeps and has
	// made, moved or cancelled already, so that it is seen and told of as ours are.
	// Noted again it changes nothing. It ends the draft.
	NoteBooking struct {
		Booking Booking    // with External; of a new one UID is the request id
		What    NoticeKind // NoticeConfirmed, NoticeMoved or NoticeCancelled
		By      Actor
	}

	// LeaveWaitlist ends every wait of the conversation.
	LeaveWaitlist struct{}
)

func (HoldPlace) effect()      {}
func (KeepDraft) effect()      {}
func (EndDraft) effect()       {}
func (SendCode) effect()       {}
func (ConfirmBooking) effect() {}
func (CancelBooking) effect()  {}
func (SendBooking) effect()    {}
func (JoinWaitlist) effect()   {}
func (NoteBooking) effect()    {}
func (LeaveWaitlist) effect()  {}

// BookingCard is what an event about an appointment shows. For a discreet service
// it names neither the service nor its office's kind.
type BookingCard struct {
	Code     string        `json:"code"`
	Status   BookingStatus `json:"status"`
	Revision int           `json:"revision"`
	Title    string        `json:"title"` // "Consulenza allo Sportello Famiglia"; "Appuntamento in Comune" when discreet
	Office   string        `json:"office"`
	Address  string        `json:"address,omitempty"`
	From     time.Time     `json:"from"`
	To       time.Time     `json:"to"`
	Bring    []string      `json:"bring,omitempty"` // Markdown
	ICS      string        `json:"ics,omitempty"`   // address of the calendar file
	Map      string        `json:"map,omitempty"`
	Manage   string        `json:"manage,omitempty"` // address of the page where it can be moved and cancelled
}

// MarshalJSON writes the times in UTC, whatever clock they were reckoned by: who reads
// them shows Rome's.
func (c BookingCard) MarshalJSON() ([]byte, error) {
	type card BookingCard
	c.From, c.To = c.From.UTC(), c.To.UTC()
	return json.Marshal(card(c)) //nolint:wrapcheck // as of a plain struct
}

// SlotView is a free time as a message shows it. ID comes back as a choice.
type SlotView struct {
	ID     string    `json:"id"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Office string    `json:"office"` // its name
	Label  string    `json:"label"`  // "martedì 24 novembre, ore 9:30"
}

// MarshalJSON writes the times in UTC, as those of a BookingCard.
func (s SlotView) MarshalJSON() ([]byte, error) {
	type slot SlotView
	s.From, s.To = s.From.UTC(), s.To.UTC()
	return json.Marshal(slot(s)) //nolint:wrapcheck // as of a plain struct
}

// What a message says that belongs to appointments: FlowBooking within the dialogue
// about one, FlowBooked after it, as long as nothing else is spoken of.
const (
	FlowBooking = "booking"
	FlowBooked  = "booked"
)

// NoticeKind says what a notice about a booking tells.
type NoticeKind string

// The kinds of notice.
const (
	NoticeConfirmed NoticeKind = "confirmed"
	NoticeMoved     NoticeKind = "moved"
	NoticeCancelled NoticeKind = "cancelled"
	NoticeReminder2 NoticeKind = "reminder_2d"
	NoticeReminder0 NoticeKind = "reminder_2h"
	NoticeClosed    NoticeKind = "office_closed" // cancelled by the office, with three new times
	NoticeAgain     NoticeKind = "again"         // the citizen asked for it
)

// How a notice reaches the citizen.
const (
	NoticeByMail = "mail"
	NoticeByChat = "chat"
)

// BookingNotice is the job of telling of a booking, by one channel. The booking is
// read again when it is sent, and a notice of an older revision is dropped.
type BookingNotice struct {
	Town     TownID     `json:"town"`
	Booking  BookingID  `json:"booking"`
	Revision int        `json:"revision"`
	What     NoticeKind `json:"what"`
	Channel  string     `json:"channel"` // mail, chat
}

// Kind names the job in the queue.
func (BookingNotice) Kind() string { return "booking_notice" }

// CodeMail is the job of sending six digits to a draft's address.
type CodeMail struct {
	Town         TownID         `json:"town"`
	Conversation ConversationID `json:"conversation"`
	Try          int            `json:"try"` // number of the code within the draft
}

// Kind names the job in the queue.
func (CodeMail) Kind() string { return "code_mail" }

// WaitlistNotice is the job of offering a place that has become free.
type WaitlistNotice struct {
	Town  TownID `json:"town"`
	Wait  int64  `json:"wait"`
	Offer int    `json:"offer"`          // its number
	Gone  bool   `json:"gone,omitempty"` // tells that somebody else has taken it
}

// Kind names the job in the queue.
func (WaitlistNotice) Kind() string { return "waitlist_notice" }
