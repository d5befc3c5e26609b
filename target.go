package caterina

import "time"

// TargetKind says what somebody waits for.
type TargetKind string

// What somebody may wait for.
const (
	TargetFirst TargetKind = "first" // the first words of a person
	TargetNext  TargetKind = "next"  // a person's answer, once they talk
	TargetCall  TargetKind = "call"  // the call that was promised
)

// Target is how soon somebody who waits is to hear from a person, and how much
// of that time has gone. Time is counted while the queue is open.
type Target struct {
	Kind  TargetKind
	Mark  int       // the last mark that was passed: 0, 50, 80 or 100 hundredths
	Until time.Time // when all of it will have gone; zero when no opening is known that late
}

// PersonWait is what is known of one who has to do with people: since when they
// wait, and whether a person has spoken already. Times are zero where there is
// none.
type PersonWait struct {
	Conversation ConversationID
	State        State
	Queue        string
	QueuedAt     time.Time // when they asked for a person
	EnteredAt    time.Time // when this wait in a queue began: it may not be the first
	WaitingSince time.Time // oldest message that no person has answered
	AnsweredAt   time.Time // the first words of a person
	Promised     bool      // a call is promised: they wait for that
}

// Answer is one wait that a report counts.
type Answer struct {
	Queue string
	Kind  TargetKind
	Since time.Time    // of a call: when it became due
	At    time.Time    // zero when there was none yet
	Ended time.Time    // when the wait ended without one; zero when it did not
	When  CallbackWhen // of a call
}

// TargetCount is how many answers of a queue came in time.
type TargetCount struct {
	Queue  string // slug
	Kind   TargetKind
	Limit  time.Duration // how soon; 0 for a call within the time that was promised
	Cases  int
	Within int
}
