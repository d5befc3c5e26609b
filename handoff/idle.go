package handoff

import (
	"time"

	"example.org/caterina"
)

// IdleAfter is how long a conversation is silent before it ends, by its channel: one
// with the assistant by itself, one with a person when that person says so. A chat on
// a telephone is left and found again; a web page is closed.
func IdleAfter() map[caterina.Channel]time.Duration {
	return map[caterina.Channel]time.Duration{
		caterina.ChannelWeb: 30 * time.Minute, caterina.ChannelTelegram: 24 * time.Hour,
	}
}

// Idle is the event of a conversation with the assistant that has fallen silent.
// Staff alone see it: the citizen has left, and a sentence would call them back
// for nothing.
func Idle() caterina.StateBody {
	return caterina.StateBody{
		MessageBody: caterina.MessageBody{Text: "Chiusa: da tempo nessuno scriveva più.", Lang: "it"},
		Owner:       caterina.OwnerClosed, State: caterina.StateClosed, Reason: caterina.ReasonIdle,
	}
}
