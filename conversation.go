package caterina

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"time"
)

// ConversationID is a random UUID in its text form.
type ConversationID string

// Channel is how a citizen reaches the assistant.
type Channel string

// The channels.
const (
	ChannelWeb      Channel = "web"
	ChannelTelegram Channel = "telegram"
	ChannelTerminal Channel = "terminal" // the ask and chat commands
)

// State says who holds a conversation.
type State string

// The states of a conversation without people; the others are in handoff.go.
const (
	StateBot    State = "bot"
	StateClosed State = "closed"
)

// Conversation is one citizen's talk with a town on one channel.
type Conversation struct {
	ID      ConversationID
	Town    TownID
	Channel Channel
	State   State
	Lang    string
	Epoch   int   // raised by every change of owner; writers name the one they mean
	LastN   int64 // the last number the citizen may see
}

// Mark is how far a conversation goes, or is known: N is the last number that
// the citizen may see.
type Mark struct {
	Conversation ConversationID
	N            int64
}

// Actor is who wrote an event.
type Actor string

// The actors.
const (
	ActorCitizen  Actor = "citizen"
	ActorBot      Actor = "bot"
	ActorOperator Actor = "operator"
	ActorSystem   Actor = "system"
)

// OperatorActor is the actor of one operator, as the log and staff know them:
// "operator:3". Citizens are told ActorOperator.
func OperatorActor(id OperatorID) Actor {
	return ActorOperator + Actor(":"+strconv.FormatInt(int64(id), 10))
}

// EventKind says what an event is.
type EventKind string

// The kinds of event. A note is for staff only.
const (
	KindMessage EventKind = "message"
	KindState   EventKind = "state"
	KindNote    EventKind = "note"
	KindEdit    EventKind = "edit"    // an operator puts a message of theirs right: EditBody
	KindBooking EventKind = "booking" // an appointment was made, moved, cancelled or is near: MessageBody with Booking
)

// Event is one line of a conversation's append-only log.
type Event struct {
	Conversation ConversationID
	Seq          int64 // counts everything, for staff
	N            int64 // counts what the citizen may see; 0 for the rest
	Kind         EventKind
	Actor        Actor
	Epoch        int
	ClientID     string
	Body         json.RawMessage
	At           time.Time
}

// LogValue describes the event without its text.
func (e Event) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("conversation", string(e.Conversation)), slog.Int64("seq", e.Seq),
		slog.String("kind", string(e.Kind)), slog.Int("bytes", len(e.Body)))
}

// Inbound is one message of a citizen as a channel hands it over.
type Inbound struct {
	Town         TownID
	Conversation ConversationID
	ClientID     string // chosen by the sender; the same one twice is the same message
	Body         MessageBody
}

// MessageBody is what a message event holds. Text is the Markdown subset of
// cards for the bot, plain text for the citizen.
type MessageBody struct {
	Text      string       `json:"text"`
	Choice    string       `json:"choice,omitempty"` // the option the citizen pressed
	Lang      string       `json:"lang,omitempty"`
	Outcome   Outcome      `json:"outcome,omitempty"`
	Options   []Option     `json:"options,omitempty"`
	Citations []Citation   `json:"citations,omitempty"`
	Slots     []SlotView   `json:"slots,omitempty"` // free times to choose from; each is an option too
	Booking   *BookingCard `json:"booking,omitempty"`
	Flow      string       `json:"flow,omitempty"` // FlowBooking: the message belongs to a dialogue that goes on; FlowBooked: to what that led to
	Card      string       `json:"card,omitempty"` // slug of the card being talked about
	Field     Field        `json:"field,omitempty"`
	Generated bool         `json:"generated,omitempty"`
	Media     string       `json:"media,omitempty"`  // what came besides words: photo, document, voice, video, sticker, poll, venue, contact, other
	Heard     bool         `json:"heard,omitempty"`  // Text is what a program heard in a voice message
	Files     []File       `json:"files,omitempty"`  // what a citizen sent: for staff
	Edits     int64        `json:"edits,omitempty"`  // seq of the citizen's message that this one puts right
	Name      string       `json:"name,omitempty"`   // the operator who wrote it, as citizens know them
	Erased    bool         `json:"erased,omitempty"` // there were words here, and they are gone for good
}

// EditBody is what an edit event holds: the words that stand in place of those of an
// earlier message. Both stay in the log.
type EditBody struct {
	Text string `json:"text"`
	Name string `json:"name,omitempty"` // the operator who wrote it
	Of   int64  `json:"of,omitempty"`   // seq of the message; citizens do not see it
	N    int64  `json:"n,omitempty"`    // its number, as citizens count
}

// Option is a next step offered as a button. ID is what comes back as a choice:
// "card/SLUG", "card/SLUG/FIELD", or a word of the engine's own.
type Option struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Citation says which card an answer rests on and when it was last checked.
type Citation struct {
	Card       string `json:"card"`
	Town       string `json:"town,omitempty"` // slug of the town that owns the card
	Title      string `json:"title"`
	Field      Field  `json:"field,omitempty"`
	URL        string `json:"url,omitempty"`
	VerifiedOn *Date  `json:"verified_on,omitempty"`
}

// Session is a citizen's place on the web: who holds its token may read and
// write its conversation.
type Session struct {
	Token        Secret // set only when the session was just opened
	Conversation Conversation
}

// Opening asks for a new session and its conversation. Greeting becomes event
// number 1.
type Opening struct {
	Town     TownID
	Channel  Channel
	Lang     string
	Page     string // address of the page on which the chat was opened, for staff; "" when unknown
	Greeting MessageBody
	Again    *MessageBody // greets whoever had a conversation in the chat not long ago; nil: Greeting does
}

// Receipt says what became of an Inbound once it was committed.
type Receipt struct {
	Event   Event       // as stored; of the first time when Dup
	Dup     bool        // the same client id was stored before
	TurnDue bool        // the bot owes an answer
	Turn    *LeasedTurn // that answer, when it is for the receiver to give; nil when somebody is at it already
	Others  []Event     // changes of hands that came with it, to be told like it: a conversation was resumed (before it) or woken (after it)
}

// Lease lets one run of a turn work alone for a while. Owner is unique to the
// run. The zero Lease leaves the turn to whoever looks for it.
type Lease struct {
	Owner string
	TTL   time.Duration
}

// LeasedTurn is a turn that its owner alone may run until the lease ends.
type LeasedTurn struct {
	Owner        string
	Town         TownID
	Conversation ConversationID
	Epoch        int
	Turn         int64 // the turn's number in the conversation
	UpTo         int64 // seq of the last input below; newer messages void the reply
	Attempt      int   // 1 for the first run
	State        State // bot, or that of people while the bot may only speak aside
	Queue        string
	Lang         string
	History      []Message
	Inputs       []Input
}
