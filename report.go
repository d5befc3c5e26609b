package caterina

import "time"

// Report is what happened in a town between two days, both included. It counts
// the town's work, never one operator's: a workplace may not be watched like
// that without an agreement (Italian law 300/1970, article 4).
type Report struct {
	From, To      Date
	Conversations int                   // begun, with at least one message of the citizen
	Hours         [24]HourCount         // by the hour of the day, in Rome
	Queues        []QueueCount          // what people were asked for, busiest first
	Topics        []Count               // of the cards that answered, most frequent first; "" for cards without one
	Outcomes      map[Outcome]int       // of the assistant's turns
	Asked         int                   // requests for a person that began to wait
	Taken         int                   // of these and of conversations that an operator stepped into
	GivenUp       int                   // requests that ended without a person
	Refusals      map[Refusal]int       // requests that could not even wait, by the reason that was given
	Waiting       Span                  // from the request to the operator
	FirstAnswer   Span                  // from the operator to their first words
	Handling      Span                  // from the operator to the end of their part
	Callbacks     map[CallbackState]int // of the call-backs promised in the period
	Ratings       Ratings
	InTime        []TargetCount // how many waits were answered within the queues' targets
}

// HourCount is one hour of the day.
type HourCount struct {
	Conversations int // begun
	Asked         int // requests for a person
}

// QueueCount is one queue's share of a report.
type QueueCount struct {
	Queue   string // slug
	Asked   int
	Taken   int
	Waiting Span
}

// Count is a number of something that has a name.
type Count struct {
	Name string
	N    int
}

// Span describes how long something took: half took at most Median, nine in ten
// at most P90. N is how many cases there were; without one there is nothing to
// tell.
type Span struct {
	N           int
	Median, P90 time.Duration
}

// Ratings is what citizens thought.
type Ratings struct {
	N        int
	Stars    [5]int // how many gave 1, 2 … 5
	Answers  []Count
	Comments []RatedComment // newest first, at most 200
}

// Average returns the mean number of stars, 0 when nobody has voted.
func (r *Ratings) Average() float64 {
	if r.N == 0 {
		return 0
	}
	sum := 0
	for i, n := range r.Stars {
		sum += (i + 1) * n
	}
	return float64(sum) / float64(r.N)
}

// RatedComment is what a citizen wrote beside the stars, without who or in which
// conversation.
type RatedComment struct {
	Stars int
	Text  string
	At    time.Time
}

// Board is how a town's conversations with people stand at a moment.
type Board struct {
	At        time.Time // by the database's clock
	Rows      []BoardRow
	Callbacks int // promised and not yet done
	Overdue   int // of these, past their time
}

// BoardRow is one conversation that waits for a person or has one.
type BoardRow struct {
	Conversation ConversationID
	State        State
	Queue        string
	Lang         string
	Crisis       bool
	Alarmed      time.Time // since when there is danger that no person has looked at; zero for none
	Priority     int
	QueuedAt     time.Time // zero when it did not wait
	WaitingSince time.Time // oldest message that no person has answered; zero for none
	Operator     OperatorID
	OperatorName string
}

// QueuePause is a queue that a supervisor has closed until a moment, whatever
// its hours say.
type QueuePause struct {
	Queue  string
	Until  time.Time
	Reason string // for colleagues
	ByName string
}
