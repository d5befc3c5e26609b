package webchat

import (
	"encoding/json"
	"strconv"
	"time"

	"example.org/caterina"
	"example.org/caterina/channels"
)

// nakCode says in a nak why a message was not taken.
type nakCode string

const (
	nakTooLong nakCode = "too_long"
	nakRate    nakCode = "rate"
	nakClosed  nakCode = "closed"
	nakLater   nakCode = "later"
	nakBad     nakCode = "bad"
	nakWork    nakCode = "work"
)

// The close codes of the protocol.
const (
	closeRestart  = 1012
	closeProtocol = 4000
	closeSession  = 4001
	closeOrigin   = 4003
	closeSlow     = 4008
	closeTabs     = 4009
	closeVersion  = 4010
	closeRate     = 4029
)

type limits struct {
	Text int `json:"text"` // characters
}

type welcomeFrame struct {
	Type       string                  `json:"type"`
	Token      string                  `json:"token"`
	Conv       caterina.ConversationID `json:"conv"`
	Last       int64                   `json:"last"`
	State      caterina.State          `json:"state"`
	Limits     limits                  `json:"limits"`
	Disclosure string                  `json:"disclosure"`
	Copy       bool                    `json:"copy,omitempty"` // the conversation can be had by mail
	Link       bool                    `json:"link,omitempty"` // it can go on at Telegram
}

type ackFrame struct {
	Type  string                  `json:"type"`
	ID    string                  `json:"id"`
	Conv  caterina.ConversationID `json:"conv"`
	N     int64                   `json:"n"`
	Dup   bool                    `json:"dup"`
	Token string                  `json:"token,omitempty"`   // over HTTP, when the message opened the session
	Words string                  `json:"message,omitempty"` // of a form of which no event tells
}

type nakFrame struct {
	Type    string  `json:"type"`
	ID      string  `json:"id,omitempty"`
	Code    nakCode `json:"code"`
	RetryMS int64   `json:"retry_ms,omitempty"`
	Message string  `json:"message"`
	Field   string  `json:"field,omitempty"` // of a form: the one that is wrong
	proofAsked
}

// proofAsked is the work that a client is asked for.
type proofAsked struct {
	Challenge string `json:"challenge,omitempty"`
	Bits      int    `json:"bits,omitempty"`
}

type numberFrame struct {
	Type string `json:"type"` // live or more
	N    int64  `json:"n"`
}

type resetFrame struct {
	Type string `json:"type"`
	From int64  `json:"from"`
}

type typingFrame struct {
	Type string `json:"type"`
	On   bool   `json:"on"`
}

// pieceFrame is part of an answer while it is written, or its end.
type pieceFrame struct {
	Type    string `json:"type"` // delta or delta_end
	Turn    int64  `json:"turn"`
	I       int    `json:"i"`
	Text    string `json:"text,omitempty"`
	N       int64  `json:"n,omitempty"`
	Aborted bool   `json:"aborted,omitempty"`
}

type queueFrame struct {
	Type       string `json:"type"`
	Place      int    `json:"place"` // 1 is next
	WaitingMin int    `json:"waiting_min,omitempty"`
}

type byeFrame struct {
	Type        string `json:"type"`
	Code        int    `json:"code"`
	ReconnectMS int64  `json:"reconnect_ms"`
}

func (h *Hub) newWelcome(s caterina.Session, token string, disclosure string) welcomeFrame {
	return welcomeFrame{
		Type: "welcome", Token: token, Conv: s.Conversation.ID, Last: s.Conversation.LastN,
		State: citizenState(s.Conversation.State), Limits: limits{Text: channels.MaxText}, Disclosure: disclosure,
		Copy: h.cfg.Copies != nil, Link: h.offersLink(s.Conversation.Town),
	}
}

// newAck says that a message, or a form, was taken.
func newAck(f *clientFrame, conv caterina.ConversationID, receipt caterina.Receipt, lang string) ackFrame {
	ack := ackFrame{Type: "ack", ID: f.ID, Conv: conv, N: receipt.Event.N, Dup: receipt.Dup}
	if f.isForm() && f.Choice == choiceCopy {
		ack.Words = formWordsIn(lang).CopySent
	}
	return ack
}

func newNak(id string, r *refusal, lang string) nakFrame {
	nak := nakFrame{
		Type: "nak", ID: id, Code: r.code, RetryMS: r.retry.Milliseconds(),
		Message: r.sentence(lang), Field: r.first().field,
	}
	if r.challenge != "" {
		nak.proofAsked = proofAsked{Challenge: r.challenge, Bits: workBits}
	}
	return nak
}

// newReset tells the client to forget its log: it is sent anew from event 1.
func newReset() resetFrame { return resetFrame{Type: "reset", From: 1} }

func newBye(reconnect time.Duration) byeFrame {
	return byeFrame{Type: "bye", Code: closeRestart, ReconnectMS: reconnect.Milliseconds()}
}

// encode returns a frame as JSON. The types above hold strings, numbers and
// booleans only and always encode; the nil of any other is never sent.
func encode(frame any) []byte {
	b, err := json.Marshal(frame)
	if err != nil {
		return nil
	}
	return b
}

// encodeEvent returns the ev frame of an event. It is written by hand because
// the body is JSON already: encoding/json would check and copy it once more,
// for every event that is delivered.
func encodeEvent(ev *caterina.Event) []byte {
	b := make([]byte, 0, len(ev.Body)+192)
	b = append(b, `{"type":"ev","conv":`...)
	b = appendString(b, string(ev.Conversation))
	b = append(b, `,"n":`...)
	b = strconv.AppendInt(b, ev.N, 10)
	b = append(b, `,"kind":`...)
	b = appendString(b, string(ev.Kind))
	b = append(b, `,"actor":`...)
	b = appendString(b, string(citizenActor(ev.Actor)))
	b = append(b, `,"at":"`...)
	b = ev.At.UTC().Truncate(time.Millisecond).AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","body":`...)
	body := citizenBody(ev)
	if len(body) == 0 {
		b = append(b, "{}"...)
	}
	b = append(b, body...)
	return append(b, '}')
}

// citizenBody is an event's body without what only staff may read: the reason an
// operator gave for the end is in words of their own, and the number of an edited
// message in the whole log tells how much of it is hidden.
func citizenBody(ev *caterina.Event) []byte {
	if ev.Kind == caterina.KindEdit {
		var body struct {
			caterina.EditBody
			Erased bool `json:"erased,omitempty"`
		}
		_ = json.Unmarshal(ev.Body, &body) // one that is none reads as empty
		body.Of = 0
		return encode(body)
	}
	if ev.Kind != caterina.KindState {
		return ev.Body
	}
	var body caterina.StateBody
	if json.Unmarshal(ev.Body, &body) != nil {
		return nil
	}
	if body.State != caterina.StateClosed || body.Reason == caterina.ReasonClosed || body.Reason == caterina.ReasonErased {
		return ev.Body
	}
	body.Reason = caterina.ReasonClosed
	return encode(body)
}

// appendString appends s as a JSON string.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= 0x7f {
			quoted, err := json.Marshal(s)
			if err != nil {
				return append(b, `""`...)
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// optionsOf returns what a message offered to choose from.
func optionsOf(ev *caterina.Event) []caterina.Option {
	switch {
	case ev.Kind == caterina.KindState, ev.Kind == caterina.KindBooking, ev.Kind == caterina.KindMessage && ev.Actor != caterina.ActorCitizen:
		return bodyOf(ev).Options
	default:
		return nil
	}
}

// bodyOf decodes a message. A body that is none reads as empty.
func bodyOf(ev *caterina.Event) caterina.MessageBody {
	var body caterina.MessageBody
	if json.Unmarshal(ev.Body, &body) != nil {
		return caterina.MessageBody{}
	}
	return body
}
