package postgres_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// fixture is a store with a town and an open conversation.
type fixture struct {
	*postgres.Store
	t     *testing.T
	town  caterina.TownID
	conv  caterina.ConversationID
	token string
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{Store: pgtest.Store(t), t: t}
	f.town = f.saveTown("siena")
	session := f.open()
	f.conv, f.token = session.Conversation.ID, session.Token.Reveal()
	return f
}

func (f *fixture) saveTown(slug string) caterina.TownID {
	f.t.Helper()
	id, _, err := f.SaveTown(f.t.Context(), caterina.Town{Slug: slug, Name: slug}, nil)
	if err != nil {
		f.t.Fatalf("save a town: %v", err)
	}
	return id
}

func (f *fixture) open() caterina.Session {
	f.t.Helper()
	session, err := f.OpenSession(f.t.Context(), caterina.Opening{
		Town: f.town, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	if err != nil {
		f.t.Fatalf("open a session: %v", err)
	}
	return session
}

// inbound is a message with the id as its text.
func (f *fixture) inbound(id string) caterina.Inbound {
	return caterina.Inbound{Town: f.town, Conversation: f.conv, ClientID: id, Body: caterina.MessageBody{Text: id}}
}

// say stores a message that must be accepted, and leaves its turn to whoever
// looks for it.
func (f *fixture) say(id string) caterina.Receipt {
	f.t.Helper()
	return f.sayTo(id, caterina.Lease{})
}

// sayTo stores a message whose turn its receiver wants to run.
func (f *fixture) sayTo(id string, lease caterina.Lease) caterina.Receipt {
	f.t.Helper()
	receipt, err := f.Receive(f.t.Context(), f.inbound(id), lease)
	if err != nil {
		f.t.Fatalf("receive %s: %v", id, err)
	}
	return receipt
}

// lease takes the conversation's turn, which must be free.
func (f *fixture) lease(owner string, ttl time.Duration) caterina.LeasedTurn {
	f.t.Helper()
	turn, ok, err := f.LeaseTurn(f.t.Context(), f.conv, caterina.Lease{Owner: owner, TTL: ttl})
	if err != nil || !ok {
		f.t.Fatalf("lease for %s: %v, %v; want the turn", owner, ok, err)
	}
	return turn
}

// events returns the whole of what the citizen may see.
func (f *fixture) events() []caterina.Event {
	f.t.Helper()
	events, err := f.Events(f.t.Context(), f.town, f.conv, 0, 100_000)
	if err != nil {
		f.t.Fatalf("read the log: %v", err)
	}
	return events
}

// exec runs SQL that stands for what a later part of the product does.
func (f *fixture) exec(sql string, args ...any) {
	f.t.Helper()
	if _, err := f.Pool().Exec(f.t.Context(), sql, args...); err != nil {
		f.t.Fatalf("%s: %v", sql, err)
	}
}

// value reads one value.
func value[T any](f *fixture, sql string, args ...any) T {
	f.t.Helper()
	var v T
	if err := f.Pool().QueryRow(f.t.Context(), sql, args...).Scan(&v); err != nil {
		f.t.Fatalf("%s: %v", sql, err)
	}
	return v
}

// answer is a reply that says something.
func answer(text string) caterina.Reply {
	return caterina.Reply{
		Message: caterina.MessageBody{Text: text, Outcome: caterina.OutcomeAnswer},
		Trace:   caterina.Trace{Outcome: caterina.OutcomeAnswer, Rule: "test"},
	}
}

// wantCode checks the code of an error.
func wantCode(t *testing.T, doing string, err error, want caterina.Code) {
	t.Helper()
	if got := caterina.CodeOf(err); got != want {
		t.Errorf("%s: code %q (%v), want %q", doing, got, err, want)
	}
}

// eventually waits until f is true, for things another process does.
func eventually(ctx context.Context, what string, f func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !f() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%s: did not happen in time", what)
		case <-tick.C:
		}
	}
	return nil
}

// takeOver gives the conversation to a person.
const takeOver = `WITH o AS (INSERT INTO operator (email, name, password_hash) VALUES ('a@example.org', 'Ada', '') RETURNING id)
UPDATE conversation SET state = 'assigned', epoch = epoch + 1, owner_id = (SELECT id FROM o)`

// leaseTime is longer than any test.
const leaseTime = time.Minute

// textOf is the text of a message event.
func textOf(t *testing.T, e caterina.Event) string {
	t.Helper()
	var body caterina.MessageBody
	if err := json.Unmarshal(e.Body, &body); err != nil {
		t.Fatal(err)
	}
	return body.Text
}
