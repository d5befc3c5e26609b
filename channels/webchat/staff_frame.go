package webchat

import (
	"encoding/json"
	"regexp"
	"time"
	"unicode/utf8"

	"example.org/caterina"
)

// Limits of what a console may send.
const (
	maxStaffFrame   = 64 << 10 // bytes that are looked at
	maxStaffMessage = 1 << 20  // beyond which the socket is closed
)

// The types of frame that only a console sends.
const (
	typeSub      = "sub"
	typeUnsub    = "unsub"
	typeNote     = "note"
	typeTake     = "take"
	typeAccept   = "accept"
	typeDecline  = "decline"
	typeTransfer = "transfer"
	typeHandBack = "handback"
	typeSnooze   = "snooze"
	typeClose    = "close"
	typeWish     = "wish"
	typePing     = "ping" // a page cannot see the protocol's own
)

// staffFrame is any frame of a console. Fields it does not name are ignored.
type staffFrame struct {
	Type      string                  `json:"type"`
	V         int                     `json:"v"`
	Town      string                  `json:"town"`
	Tab       string                  `json:"tab"`
	ID        string                  `json:"id"`
	Conv      caterina.ConversationID `json:"conv"`
	After     int64                   `json:"after"`
	Epoch     int                     `json:"epoch"`
	Text      string                  `json:"text"`
	Citations []caterina.Citation     `json:"citations"`
	Mentions  []caterina.OperatorID   `json:"mentions"`
	To        caterina.OperatorID     `json:"to"`
	Queue     string                  `json:"queue"`
	Note      string                  `json:"note"`
	Until     time.Time               `json:"until"`
	Reason    string                  `json:"reason"`
	Wants     caterina.Wish           `json:"wants"`
	On        bool                    `json:"on"`
}

// decodeStaffFrame reads one frame of a console.
func decodeStaffFrame(b []byte) (staffFrame, error) {
	var f staffFrame
	switch {
	case !utf8.Valid(b):
		return f, errNotUTF8
	case tooDeep(b):
		return f, errTooDeep
	case json.Unmarshal(b, &f) != nil:
		return staffFrame{}, errBrokenJSON // the decoder's own error quotes the frame
	case f.After < 0:
		return staffFrame{}, errBadNumber
	}
	return f, nil
}

// frameID finds the id in a frame that is too long to be decoded, so that its
// sender learns which one it was.
func frameID(b []byte) string {
	m := regexp.MustCompile(`"id"\s*:\s*"([!#-\[\]-~]{1,64})"`).FindSubmatch(b)
	if m == nil {
		return ""
	}
	return string(m[1])
}

type staffPerson struct {
	ID   caterina.OperatorID `json:"id"`
	Name string              `json:"name"`
}

type staffMe struct {
	staffPerson
	Role  caterina.Role `json:"role"`
	Wants caterina.Wish `json:"wants"`
}

type staffWelcome struct {
	Type   string    `json:"type"`
	Conn   string    `json:"conn"`
	Now    time.Time `json:"now"`
	Me     staffMe   `json:"me"`
	Limits limits    `json:"limits"`
}

// staffEvent is one line of the log. N is its number among all of them.
type staffEvent struct {
	Type  string                  `json:"type"`
	Conv  caterina.ConversationID `json:"conv"`
	N     int64                   `json:"n"`
	Kind  caterina.EventKind      `json:"kind"`
	Actor caterina.Actor          `json:"actor"`
	At    time.Time               `json:"at"`
	Epoch int                     `json:"epoch"`
	Seen  bool                    `json:"seen"`         // by the citizen too
	ID    string                  `json:"id,omitempty"` // the sender's own, so that a console knows its messages again
	Body  json.RawMessage         `json:"body"`
}

func newStaffEvent(ev *caterina.Event) staffEvent {
	f := staffEvent{
		Type: "ev", Conv: ev.Conversation, N: ev.Seq, Kind: ev.Kind, Actor: ev.Actor,
		At: ev.At.UTC().Truncate(time.Millisecond), Epoch: ev.Epoch, Seen: ev.N > 0, ID: ev.ClientID, Body: ev.Body,
	}
	if len(f.Body) == 0 {
		f.Body = json.RawMessage("{}")
	}
	return f
}

// staffLive says that the console is up to date with a conversation, or with
// reset that it must forget what it holds of it.
type staffLive struct {
	Type string                  `json:"type"`
	Conv caterina.ConversationID `json:"conv"`
	N    int64                   `json:"n"`
}

type staffChanged struct {
	Type  string                  `json:"type"`
	Conv  caterina.ConversationID `json:"conv"`
	N     int64                   `json:"n"`
	State caterina.State          `json:"state"`
	Epoch int                     `json:"epoch"`
	Owner *staffPerson            `json:"owner,omitempty"`
	Mine  bool                    `json:"mine"`
	Queue string                  `json:"queue"`

	Pending int64 `json:"pending,omitempty"` // seq of an answer that waits for approval
	Said    bool  `json:"said,omitempty"`    // the citizen has written
}

type staffOffer struct {
	Type  string                  `json:"type"`
	Conv  caterina.ConversationID `json:"conv"`
	Epoch int                     `json:"epoch"`
	Until time.Time               `json:"until"`
	Queue string                  `json:"queue"`
	Topic string                  `json:"topic"`
}

// staffReader is one colleague who has a conversation open.
type staffReader struct {
	staffPerson
	Typing bool `json:"typing"`
}

type staffReaders struct {
	Type string                  `json:"type"`
	Conv caterina.ConversationID `json:"conv"`
	Who  []staffReader           `json:"who"`
}

// staffMention says that a colleague has named the reader in a note.
type staffMention struct {
	Type string                  `json:"type"`
	Conv caterina.ConversationID `json:"conv"`
	By   string                  `json:"by"`
}

// staffTyping says that the citizen writes.
type staffTyping struct {
	Type string                  `json:"type"`
	Conv caterina.ConversationID `json:"conv"`
	On   bool                    `json:"on"`
}

// staffCitizen says whether the citizen has a page of the chat open anywhere.
type staffCitizen struct {
	Type string                  `json:"type"`
	Conv caterina.ConversationID `json:"conv"`
	Here bool                    `json:"here"`
}

// staffAgenda says that something has changed at the desks. Office is the slug of
// whose; "" when it is not known: then every open agenda of the town looks again.
type staffAgenda struct {
	Type   string `json:"type"`
	Office string `json:"office,omitempty"`
}

type staffAck struct {
	Type string                  `json:"type"`
	ID   string                  `json:"id"`
	Conv caterina.ConversationID `json:"conv,omitempty"`
	N    int64                   `json:"n,omitempty"`
	Dup  bool                    `json:"dup"`
}

type staffNak struct {
	Type    string                  `json:"type"`
	ID      string                  `json:"id,omitempty"`
	Conv    caterina.ConversationID `json:"conv,omitempty"`
	Code    staffCode               `json:"code"`
	Message string                  `json:"message"`
	RetryMS int64                   `json:"retry_ms,omitempty"`
	State   caterina.State          `json:"state,omitempty"`
	Epoch   *int                    `json:"epoch,omitempty"`
	Owner   *staffPerson            `json:"owner,omitempty"`
}
