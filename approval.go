package caterina

import "time"

// KindPending is the kind of an event that holds an answer which waits for
// approval, or waited: staff see it, citizens never.
const KindPending EventKind = "pending"

// CheckingPrefix begins the client id of the sentence that tells a citizen that
// their answer is being checked.
const CheckingPrefix = "check:"

// ReasonUnapproved is the reason of a hand-over to people because nobody has
// approved the answer in time.
const ReasonUnapproved = "unapproved"

// NotPending is the way of being late for an answer that does not wait any more.
const NotPending Lateness = "not_pending"

// Hold says how an answer waits for a person's approval.
type Hold struct {
	Queue string        // slug of the queue it goes to when nobody approves it
	For   time.Duration // how long it waits
	Said  MessageBody   // what the citizen reads meanwhile
}

// PendingBody is what the event of a pending answer holds.
type PendingBody struct {
	MessageBody
	Queue string `json:"queue,omitempty"`
}

// PendingAnswer is an answer of the bot's that waits for a person's approval.
type PendingAnswer struct {
	Town         TownID
	Conversation ConversationID
	Epoch        int
	Lang         string
	Turn         int64
	Seq          int64 // of its event; whoever decides names it, and so decides on what they have read
	Body         PendingBody
	At           time.Time
	Until        time.Time
	Due          bool // its time is over
}

// Approval lets the citizen read a pending answer. Without a Text it goes out as
// the bot wrote it; with another one it goes out as the operator's own.
type Approval struct {
	Act
	Seq  int64
	Text string
}
