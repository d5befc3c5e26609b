package postgres_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"example.org/caterina"
)

// hire makes an operator who is a member of the fixture's town, at work, with one
// live tab.
func (f *fixture) hire(name string, capacity int) caterina.OperatorID {
	f.t.Helper()
	id := value[int64](f, `INSERT INTO operator (email, name, password_hash) VALUES (lower($1) || '@example.org', $1, '') RETURNING id`, name)
	f.exec(`INSERT INTO member (town_id, operator_id, role, capacity, wants) VALUES ($1, $2, 'operator', $3, 'available')`, f.town, id, capacity)
	op := caterina.OperatorID(id)
	f.renew(op, time.Hour)
	return op
}

// renew keeps the operator's first tab alive for a while; 0 ends it now.
func (f *fixture) renew(op caterina.OperatorID, ttl time.Duration) {
	f.t.Helper()
	if err := f.RenewLease(f.t.Context(), f.town, op, tab(int(op)), "p1", ttl); err != nil {
		f.t.Fatalf("renew a lease: %v", err)
	}
}

// tab is the name of a browser's tab.
func tab(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// move is a transition of the fixture's conversation.
func (f *fixture) move(to caterina.State, owner caterina.OperatorID) caterina.Transition {
	return caterina.Transition{
		Town: f.town, Conversation: f.conv, To: to, Owner: owner, By: caterina.ActorSystem,
		Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: "→ " + string(to)}},
	}
}

// must carries a transition out.
func (f *fixture) must(t caterina.Transition) caterina.Event {
	f.t.Helper()
	event, err := f.Move(f.t.Context(), t)
	if err != nil {
		f.t.Fatalf("move to %s: %v", t.To, err)
	}
	return event
}

// queued opens a conversation that waits.
func (f *fixture) queued() caterina.ConversationID {
	f.t.Helper()
	f.conv = f.open().Conversation.ID
	f.must(f.move(caterina.StateQueued, 0))
	return f.conv
}

// held is how the fixture's conversation stands.
func (f *fixture) held() caterina.Held {
	f.t.Helper()
	held, err := f.Held(f.t.Context(), f.town, f.conv)
	if err != nil {
		f.t.Fatal(err)
	}
	return held
}

// wantState checks who has the fixture's conversation.
func (f *fixture) wantState(state caterina.State, owner caterina.OperatorID) {
	f.t.Helper()
	if held := f.held(); held.Conversation.State != state || held.Owner != owner {
		f.t.Errorf("the conversation is %s of operator %d, want %s of %d", held.Conversation.State, held.Owner, state, owner)
	}
}

// log is the whole log, and it has no holes: neither staff's numbers nor the
// citizen's.
func (f *fixture) log() []caterina.Event {
	f.t.Helper()
	events, err := f.StaffEvents(f.t.Context(), f.town, f.conv, 0, 100_000)
	if err != nil {
		f.t.Fatal(err)
	}
	var n int64
	for i, e := range events {
		if e.Seq != int64(i+1) {
			f.t.Fatalf("event %d has seq %d", i+1, e.Seq)
		}
		if e.N == 0 {
			continue
		}
		if n++; e.N != n {
			f.t.Fatalf("the citizen's event %d has number %d", n, e.N)
		}
	}
	if seen := f.events(); int64(len(seen)) != n {
		f.t.Fatalf("the citizen sees %d events, want %d", len(seen), n)
	}
	return events
}

// count is how many events of the log are of a kind by an actor.
func count(events []caterina.Event, kind caterina.EventKind, actor caterina.Actor) int {
	n := 0
	for _, e := range events {
		if e.Kind == kind && e.Actor == actor {
			n++
		}
	}
	return n
}

// stateOf decodes a state event.
func stateOf(t *testing.T, e caterina.Event) caterina.StateBody {
	t.Helper()
	var body caterina.StateBody
	if err := json.Unmarshal(e.Body, &body); err != nil {
		t.Fatal(err)
	}
	return body
}

// wantLate checks a refusal: its code, why, and who has the conversation now.
func wantLate(t *testing.T, doing string, err error, why caterina.Lateness, owner string) {
	t.Helper()
	want := caterina.CodeConflict
	if why == caterina.NotStaff {
		want = caterina.CodeForbidden
	}
	wantCode(t, doing, err, want)
	now, ok := errors.AsType[*caterina.Overtaken](err)
	if !ok || now.Why != why || now.Name != owner {
		t.Errorf("%s: %+v, want %s, of %q", doing, now, why, owner)
	}
}
