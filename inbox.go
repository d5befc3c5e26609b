package caterina

import (
	"encoding/json"
	"time"
)

// Head is how a conversation stands for staff: who has it and how far its log
// goes, notes included.
type Head struct {
	Held
	LastSeq   int64
	CitizenAt time.Time // when the citizen last wrote to people; zero when they have not
	Alarmed   time.Time // since when somebody may be in danger and no person has looked; zero for no
	Pending   int64     // seq of an answer of the bot's that waits for approval, 0 for none; not known in lists
}

// InboxRow is one line of the list of conversations that staff choose from.
type InboxRow struct {
	Head
	Preview      string    // the citizen's last message, cut short
	WaitingSince time.Time // oldest message that no person has answered; zero when none waits
	Crisis       string    // kind of danger, "" for none
	CreatedAt    time.Time
	ClosedAt     time.Time // zero while open
	CloseReason  string
	Page         string // where the citizen opened the chat
	FormerName   string
	TransferName string // who is asked to take it
}

// InboxView names one list of conversations.
type InboxView string

// The lists.
const (
	InboxMine    InboxView = "mine"
	InboxWaiting InboxView = "waiting"
	InboxAll     InboxView = "all" // all that are not closed
	InboxClosed  InboxView = "closed"
	InboxPending InboxView = "pending" // an answer of the bot's waits for approval
	InboxAlarmed InboxView = "alarmed" // somebody may be in danger, and no person has looked
)

// InboxQuery asks for one page of a list. Text finds words of messages, the
// name of an operator who had it, or the beginning of the conversation's id.
type InboxQuery struct {
	Town     TownID
	Operator OperatorID // whose list, for InboxMine
	View     InboxView
	Channel  Channel // "" for all; what is alarming is shown whatever its channel
	Text     string
	Offset   int
	Limit    int // one more tells whether there are more
}

// InboxCounts says how much there is to do.
type InboxCounts struct {
	Mine    int // conversations the operator has or is asked to take
	Held    int // of these the ones that count against their capacity: not what sleeps
	Waiting int // for anybody
	Ringing int // at the operator
}

// TurnTrace is why the bot said what it said in one turn. Trace is the
// caterina.Trace as it was stored.
type TurnTrace struct {
	Turn  int64 // seq of the first message it answered
	UpTo  int64 // seq of the last one
	Seq   int64 // of the answer; 0 when there was none
	Trace json.RawMessage
}

// Draft is what an operator has begun to write in a conversation and not sent.
type Draft struct {
	Text string
	Note bool // for colleagues: it must never come back as a reply
}
