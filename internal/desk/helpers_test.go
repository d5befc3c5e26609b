package desk_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/desk"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// shop is a town with its desk, on a real database.
type shop struct {
	*desk.Service
	t     *testing.T
	store *bent
	town  caterina.Town
	clock *clock
	log   *bytes.Buffer

	config desk.Config // what a test wants beside the usual

	mu     sync.Mutex
	events []caterina.Event
}

// clock is what the desk takes for now; the database has its own.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

func (c *clock) pass(d time.Duration) { c.set(c.Now().Add(d)) }

// bent is the real store, but for what a test cannot wait for.
type bent struct {
	*postgres.Store
	quick    bool                                 // offers are over at once
	lost     bool                                 // who has no lease has had none for long
	queuedAt time.Time                            // when not zero, since when everybody waits
	fail     func(doing string) error             // when not nil
	before   func(ctx context.Context, do string) // when not nil, called before a deed
	idleNow  bool                                 // who says nothing has said nothing for long
	waits    map[caterina.ConversationID]time.Duration
}

// waited has a conversation have waited that long, by the database's clock.
func (b *bent) waited(conv caterina.ConversationID, d time.Duration) {
	if b.waits == nil {
		b.waits = make(map[caterina.ConversationID]time.Duration)
	}
	b.waits[conv] = d
}

func (b *bent) CloseIdle(ctx context.Context, channel caterina.Channel, idle time.Duration, event caterina.StateBody, limit int) (int, error) {
	if b.idleNow {
		idle = 0
	}
	return b.Store.CloseIdle(ctx, channel, idle, event, limit)
}

func (b *bent) broken(doing string) error {
	if b.fail == nil {
		return nil
	}
	return b.fail(doing)
}

func (b *bent) Move(ctx context.Context, t caterina.Transition) (caterina.Event, error) {
	if b.before != nil {
		b.before(ctx, string(t.To))
	}
	return b.Store.Move(ctx, t)
}

func (b *bent) Dispatch(ctx context.Context, town caterina.TownID, plan func([]caterina.Waiting, []caterina.Presence) []caterina.Transition) ([]caterina.Event, error) {
	if err := b.broken("dispatch"); err != nil {
		return nil, err
	}
	return b.Store.Dispatch(ctx, town, func(w []caterina.Waiting, p []caterina.Presence) []caterina.Transition {
		for i := range w {
			if d, bent := b.waits[w[i].Conversation]; bent {
				w[i].QueuedAt = time.Now().Add(-d) // the database of a test runs on the same machine
			}
		}
		offers := plan(w, p)
		for i := range offers {
			if b.quick {
				offers[i].OfferFor = time.Microsecond
			}
		}
		return offers
	})
}

func (b *bent) LostHeld(ctx context.Context, silent time.Duration) ([]caterina.Lost, error) {
	if err := b.broken("lost"); err != nil {
		return nil, err
	}
	if silent > 0 && !b.lost {
		return nil, nil
	}
	return b.Store.LostHeld(ctx, 0)
}

func (b *bent) LongWaiting(ctx context.Context) ([]caterina.Held, error) {
	held, err := b.Store.LongWaiting(ctx)
	for i := range held {
		if !b.queuedAt.IsZero() {
			held[i].EnteredAt = b.queuedAt
		}
		if d, bent := b.waits[held[i].Conversation.ID]; bent {
			held[i].EnteredAt = time.Now().Add(-d)
		}
	}
	return held, err
}

func hours(t *testing.T, sentence string) *caterina.Hours {
	t.Helper()
	h, err := caterina.ParseHours(sentence)
	if err != nil {
		t.Fatal(err)
	}
	return &h
}

// newShop opens a town with two queues: families, whenever somebody is there, and
// social services, from Monday to Friday, 9 to 18.
func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{t: t, store: &bent{Store: pgtest.Store(t)}, clock: &clock{}, log: &bytes.Buffer{}}
	s.clock.set(time.Now())
	s.town = caterina.Town{Slug: "siena", Name: "Siena", Queues: []caterina.Queue{
		{Slug: "famiglia", Name: "Sportello Famiglia", Topics: []string{"bonus"}},
		{Slug: "sociale", Name: "Servizio sociale", Topics: []string{"anziani"}, Hours: hours(t, "dal lunedì al venerdì dalle 9 alle 18")},
	}}
	id, _, err := s.store.SaveTown(t.Context(), s.town, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.town.ID = id
	s.Service = s.another("p1")
	return s
}

// another is the desk of a second process.
func (s *shop) another(process string) *desk.Service {
	return desk.New(desk.Config{
		Store: s.store, Process: process, Now: s.clock.Now, Logger: slog.New(slog.NewTextHandler(s.log, nil)),
		Clock: s.config.Clock, Topic: s.config.Topic,
		Towns: func(id caterina.TownID) (caterina.Town, bool) { return s.town, id == s.town.ID },
		Desk: func(caterina.Town) (caterina.Office, bool) {
			return caterina.Office{Phones: []string{"0577 292353"}}, true
		},
		Committed: func(e caterina.Event) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.events = append(s.events, e)
		},
	})
}

func rome(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, caterina.Rome())
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// hire makes somebody who is at work, with one tab.
func (s *shop) hire(name string, role caterina.Role, skills ...string) caterina.Act {
	s.t.Helper()
	ctx := s.t.Context()
	id, err := s.store.AddOperator(ctx, strings.ToLower(name)+"@example.org", name, "x")
	if err == nil {
		err = s.store.SetMember(ctx, id, caterina.Membership{Town: s.town.ID, Role: role, Skills: skills, Capacity: 3, Wants: caterina.WantsWork})
	}
	if err == nil {
		err = s.SetWish(ctx, s.town.ID, id, caterina.WantsWork)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.alive(id, time.Hour)
	return caterina.Act{Town: s.town.ID, Operator: id, Name: name, Role: role}
}

// alive gives somebody's tab a lease; it has ended when negative.
func (s *shop) alive(op caterina.OperatorID, ttl time.Duration) {
	s.t.Helper()
	if err := s.store.RenewLease(s.t.Context(), s.town.ID, op, tab(op), "p1", ttl); err != nil {
		s.t.Fatal(err)
	}
}

func tab(op caterina.OperatorID) string {
	n := strconv.FormatInt(int64(op), 10)
	return "00000000-0000-4000-8000-000000000000"[:36-len(n)] + n
}

// visit is a new citizen.
func (s *shop) visit() caterina.ConversationID {
	s.t.Helper()
	session, err := s.store.OpenSession(s.t.Context(), caterina.Opening{
		Town: s.town.ID, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return session.Conversation.ID
}

// write is what a citizen says; its turn is leased to the test.
func (s *shop) write(conv caterina.ConversationID, id, text string) *caterina.LeasedTurn {
	s.t.Helper()
	receipt, err := s.store.Receive(s.t.Context(), caterina.Inbound{
		Town: s.town.ID, Conversation: conv, ClientID: id, Body: caterina.MessageBody{Text: text},
	}, caterina.Lease{Owner: "test/" + id, TTL: time.Minute})
	if err != nil {
		s.t.Fatal(err)
	}
	return receipt.Turn
}

// answer completes a turn as the jobs do.
func (s *shop) answer(turn *caterina.LeasedTurn, reply caterina.Reply) []caterina.Event {
	s.t.Helper()
	if turn == nil {
		s.t.Fatal("there is no turn")
	}
	move, err := s.Plan(s.t.Context(), *turn, s.town, reply)
	if err != nil {
		s.t.Fatal(err)
	}
	events, err := s.store.CompleteTurn(s.t.Context(), *turn, reply, move)
	if err != nil {
		s.t.Fatal(err)
	}
	return events
}

// asks is a new citizen who waits for a person.
func (s *shop) asks(queue string) caterina.ConversationID {
	s.t.Helper()
	conv := s.visit()
	s.answer(s.write(conv, "ask", "voglio una persona"), caterina.Reply{Effects: []caterina.Effect{caterina.RequestPerson{Queue: queue, Reason: caterina.ReasonAsked}}})
	s.stands(conv, caterina.StateQueued, 0)
	return conv
}

func (s *shop) held(conv caterina.ConversationID) caterina.Held {
	s.t.Helper()
	held, err := s.store.Held(s.t.Context(), s.town.ID, conv)
	if err != nil {
		s.t.Fatal(err)
	}
	return held
}

// stands checks who has a conversation.
func (s *shop) stands(conv caterina.ConversationID, state caterina.State, owner caterina.OperatorID) {
	s.t.Helper()
	if h := s.held(conv); h.Conversation.State != state || h.Owner != owner {
		s.t.Fatalf("the conversation is %s of %d, want %s of %d", h.Conversation.State, h.Owner, state, owner)
	}
}

// on is a deed of somebody on a conversation as it stands now.
func (s *shop) on(act caterina.Act, conv caterina.ConversationID, id string) caterina.Act {
	s.t.Helper()
	act.Conversation, act.Epoch, act.ClientID = conv, s.held(conv).Conversation.Epoch, id
	return act
}

// must fails the test on an error.
func (s *shop) must(e caterina.Event, err error) caterina.Event {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	return e
}

// read is what the citizen has read, from the beginning.
func (s *shop) read(conv caterina.ConversationID) []caterina.MessageBody {
	s.t.Helper()
	events, err := s.store.Events(s.t.Context(), s.town.ID, conv, 0, 1000)
	if err != nil {
		s.t.Fatal(err)
	}
	var bodies []caterina.MessageBody
	for _, e := range events {
		bodies = append(bodies, body(s.t, e).MessageBody)
	}
	return bodies
}

// said counts how often the citizen has read something.
func (s *shop) said(conv caterina.ConversationID, text string) int {
	s.t.Helper()
	n := 0
	for _, b := range s.read(conv) {
		if bytes.Contains([]byte(b.Text), []byte(text)) {
			n++
		}
	}
	return n
}

func body(t *testing.T, e caterina.Event) caterina.StateBody {
	t.Helper()
	var b caterina.StateBody
	if err := json.Unmarshal(e.Body, &b); err != nil {
		t.Fatal(err)
	}
	return b
}

// told says whether the sockets were told of an event.
func (s *shop) told(e caterina.Event) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.ContainsFunc(s.events, func(c caterina.Event) bool { return c.Conversation == e.Conversation && c.Seq == e.Seq })
}

// wantLate checks a refusal that says who has it now.
func wantLate(t *testing.T, err error, why caterina.Lateness, name string) {
	t.Helper()
	late, ok := errors.AsType[*caterina.Overtaken](err)
	if !ok || late.Why != why || late.Name != name {
		t.Errorf("got %v (%+v), want %s, of %q", err, late, why, name)
	}
}

func wantCode(t *testing.T, err error, code caterina.Code) {
	t.Helper()
	if caterina.CodeOf(err) != code {
		t.Errorf("got %v, want %s", err, code)
	}
}
