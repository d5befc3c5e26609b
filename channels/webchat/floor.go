package webchat

import (
	"encoding/json"
	"strings"

	"example.org/caterina"
)

// floor is who has a connection's conversation, as far as the connection needs
// it: while the citizen waits for a person, their place in the queue is told.
type floor struct {
	since int64 // state events up to this number were history when the connection began
	state caterina.State
	wait  *waiter // while the conversation waits
}

// stands notes who has the conversation now. wait makes the one who is told.
func (f *floor) stands(q *queueWatch, state caterina.State, wait func() *waiter) {
	f.state = state
	waits := state == caterina.StateQueued || state == caterina.StateOffered
	switch {
	case waits && f.wait == nil:
		f.wait = wait()
		q.add(f.wait)
	case !waits:
		f.ends(q)
	}
}

// ends tells nobody any more.
func (f *floor) ends(q *queueWatch) {
	if f.wait != nil {
		q.remove(f.wait)
		f.wait = nil
	}
}

// news returns the state that an event changes the conversation to, "" when it
// changes none or the change was known from the beginning.
func (f *floor) news(ev *caterina.Event) caterina.State {
	if ev.Kind != caterina.KindState || ev.N <= f.since {
		return ""
	}
	return stateOf(ev).State
}

// stateOf decodes a state event. A body that is none reads as empty.
func stateOf(ev *caterina.Event) caterina.StateBody {
	var body caterina.StateBody
	if json.Unmarshal(ev.Body, &body) != nil {
		return caterina.StateBody{}
	}
	return body
}

// citizenState is what a citizen is told of a state: at whom it rings and who
// has put it aside for a while is the staff's business.
func citizenState(state caterina.State) caterina.State {
	switch state {
	case caterina.StateOffered:
		return caterina.StateQueued
	case caterina.StateSnoozed:
		return caterina.StateAssigned
	default:
		return state
	}
}

// citizenActor is what a citizen is told of an actor: which operator it is has a
// name, and no number.
func citizenActor(actor caterina.Actor) caterina.Actor {
	kind, _, _ := strings.Cut(string(actor), ":")
	return caterina.Actor(kind)
}

// saidByCitizen says whether an event is a citizen's message. A change of hands
// that a citizen asked for is theirs too, but nothing they said.
func saidByCitizen(ev *caterina.Event) bool {
	return ev.Kind == caterina.KindMessage && ev.Actor == caterina.ActorCitizen
}
