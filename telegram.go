package caterina

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"time"
)

// BotID is a bot's number at Telegram: the part of its token before the colon. It
// is public.
type BotID int64

// ChatID is a chat's number at Telegram: positive for a person, negative for groups
// and channels.
type ChatID int64

// ChatKey is what the log calls a chat: conversations are one open for each.
func ChatKey(bot BotID, chat ChatID) string {
	return strconv.FormatInt(int64(bot), 10) + "/" + strconv.FormatInt(int64(chat), 10)
}

// ChatUpdate is something that Telegram reports, as it came.
type ChatUpdate struct {
	ID       int64 // rises; the same number is the same update
	Chat     ChatID
	Raw      json.RawMessage
	Wait     time.Duration // nothing of the chat is worked before: parts of an album come one by one
	Attempts int           // how often it was tried, this time included
	Troubles int           // how often that was in vain for no fault of its own
	At       time.Time     // when it was stored
}

// LogValue describes the update without what was said in it.
func (u ChatUpdate) LogValue() slog.Value {
	return slog.GroupValue(slog.Int64("update", u.ID), slog.Int("bytes", len(u.Raw)))
}

// UpdateEnd says what became of an update: done, tried again after Retry, or set
// aside for a reason.
type UpdateEnd struct {
	ID      int64
	Retry   time.Duration // 0: it is done
	Trouble bool          // what made it fail is no fault of its own
	Failure string        // a word of ours, never a citizen's; "" when it went well
}

// ChatState is how a chat stands with the bot.
type ChatState string

// The states of a chat.
const (
	ChatOpen    ChatState = "open"
	ChatBlocked ChatState = "blocked" // nothing can be sent there
	ChatRefused ChatState = "refused" // a group or channel, told once that we do not talk there
)

// Chat is a citizen's chat with a bot.
type Chat struct {
	Bot   BotID
	ID    ChatID
	Town  TownID // 0: none chosen yet
	Lang  string // "" when unknown
	State ChatState

	Waiting Secret // what was written before a town was chosen
}

// Delivery is something on its way to a chat. It is an event of a conversation or,
// with Event.Seq 0, something said outside of one, with a body only.
type Delivery struct {
	ID       int64
	Chat     ChatID
	Town     TownID
	Event    Event
	Part     int  // how many parts have arrived
	Plain    bool // Telegram refused its look
	Claim    int  // which taking of it this is: the last one alone may say how it ended
	Attempts int  // failures of this part before
	Doubts   int  // how many of them may have been none
	Own      bool // an edit that is sent as a message of its own
	Lang     string
}

// EditTarget is what a chat shows of a message that is put right.
type EditTarget struct {
	Delivery int64   // of which the messages are; 0 when there is nothing to put right
	Messages []int64 // Telegram's numbers, in order
	Own      bool    // they are an edit of before, that was sent as a message of its own
	Original Event   // the message in the log
}

// EditStep is a part of an edit that is done: a message that came to those that
// stand, or one that is gone from them, or neither.
type EditStep struct {
	Delivery    int64 // of EditTarget
	Parts       int   // how many parts of the new text stand now that did not before
	Added, Gone int64
	Last        bool
}

// DeliveryRetry has a delivery sent again.
type DeliveryRetry struct {
	Wait   time.Duration
	Reason string // a word of ours
	Unsure bool   // it may have arrived
	Counts bool   // it is a failure of this delivery, and not of the bot as a whole
	Plain  bool   // without its look
	Own    bool   // an edit: from the beginning, as a message of its own
}

// DeliveryState is what became of a delivery.
type DeliveryState string

// The states of a delivery.
const (
	DeliveryDue     DeliveryState = "due"
	DeliverySending DeliveryState = "sending" // the call was made, or is about to be
	DeliverySent    DeliveryState = "sent"
	DeliveryFailed  DeliveryState = "failed" // it cannot be sent
	DeliveryVoid    DeliveryState = "void"   // it need not be sent any more
)

// DeliveryFlaw is what staff are told of a message that has not simply arrived.
type DeliveryFlaw struct {
	Seq    int64
	State  DeliveryState
	Unsure bool // it may have arrived twice, or not at all
	Error  string
	At     time.Time // when it was written
}

// File is something that a citizen has sent, as the log knows it: staff read its
// bytes on a page of theirs.
type File struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	MIME string `json:"mime"` // as found in its bytes
	Size int    `json:"size"` // in bytes
}

// Attachment is a file with its bytes.
type Attachment struct {
	File
	Town         TownID
	Conversation ConversationID
	ClientID     string // the message it came with, and its place there: the same one twice is one file
	Bytes        []byte
}

// MaxAttachment is the size of the largest file that is kept, in bytes.
const MaxAttachment = 10 << 20
