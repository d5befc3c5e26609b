package handoff

import (
	"time"

	"example.org/caterina"
)

// IdleAfter is how long a conversation on the web is silent before it ends: one
// with the assistant by itself, one with a person when that person says so.
const IdleAfter = 30 * time.Minute

// Idle is the event of a conversation with the assistant that has fallen silent.
// Staff alone see it: the citizen has left, and a sentence would call them back
// for nothing.
func Idle() caterina.StateBody {
	return caterina.StateBody{
		MessageBody: caterina.MessageBody{Text: "Chiusa: nessuno scriveva più da 30 minuti.", Lang: "it"},
		Owner:       caterina.OwnerClosed, State: caterina.StateClosed, Reason: caterina.ReasonIdle,
	}
}
