package console_test

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/channels/webchat"
	"example.org/caterina/internal/desk"
	"example.org/caterina/internal/markdown"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/web"
)

// office is a console with its live part: the database, the desk and the sockets
// of citizens and staff, as a server wires them.
type office struct {
	*world
	service *desk.Service
	staff   *webchat.StaffHub
	hub     *webchat.Hub
	ahead   atomic.Int64 // nanoseconds by which the clock of desk and console is
}

func (o *office) now() time.Time { return time.Now().Add(time.Duration(o.ahead.Load())) }

// newOffice opens one. The desk's dispatcher runs only when a test asks for it.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{}
	o.world = newWorld(t, o.wire)
	o.serve(t)
	return o
}

// wire gives a console what its live part needs.
func (o *office) wire(w *world) {
	o.service = desk.New(desk.Config{
		Store: w.store, Towns: w.towns.TownByID, Desk: deskOf, Logger: slog.New(slog.DiscardHandler), Now: o.now,
		Process: "test", Committed: func(ev caterina.Event) { o.committed(ev) },
	})
	w.cfg.Now = o.now
	w.cfg.Inbox.Lists, w.cfg.Inbox.Log, w.cfg.Inbox.Drafts = w.store, w.store, w.store
	w.cfg.Inbox.People, w.cfg.Inbox.Canned, w.cfg.Inbox.Desk = w.store, w.store, o.service
	w.cfg.Inbox.Cards, w.cfg.Inbox.Offices, w.cfg.Inbox.Markdown = shelf{}, deskOf, markdown.HTML
	w.cfg.Inbox.Approvals, w.cfg.Inbox.Files, w.cfg.Inbox.Deliveries = w.store, w.store, w.store
	w.cfg.Inbox.Targets, w.cfg.Inbox.Visits = o.service, w.store
	w.cfg.Supervisor.Store, w.cfg.Supervisor.Desk = w.store, o.service
	w.cfg.Wished = func(town caterina.TownID, op caterina.OperatorID, wants caterina.Wish, by string) {
		o.staff.Wished(town, op, wants, by)
	}
}

// serve starts both hubs behind the world's server.
func (o *office) serve(t *testing.T) {
	t.Helper()
	o.staff = webchat.NewStaff(webchat.StaffConfig{
		Staff: door{o.world}, Desk: o.service, Log: o.store, Towns: o.allTowns(), Logger: slog.New(slog.DiscardHandler), Now: time.Now,
		Typing:    func(conv caterina.ConversationID, on bool) { o.hub.Typing(conv, on) },
		Connected: func(conv caterina.ConversationID) bool { return o.hub.Connected(conv) },
	})
	o.hub = webchat.New(webchat.Config{
		Store: o.store, Towns: o.allTowns(), Turns: turns{o}, Greeting: greeting, Markdown: markdown.HTML,
		Staff: o.staff, Logger: slog.New(slog.DiscardHandler), Now: time.Now,
		OnLimited: func(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) {
			o.must(o.service.Limited(ctx, town, conv))
		},
	})
	files, err := web.Load()
	o.must(err)
	mux := http.NewServeMux()
	o.hub.Routes(mux)
	o.desk.Routes(mux)
	mux.Handle("/assets/", files)
	o.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Security-Policy", policy)
		mux.ServeHTTP(rw, r)
	}))
	ctx, cancel := context.WithCancel(context.Background())
	ended, server := make(chan error, 2), o.server
	go func() { ended <- o.staff.Run(ctx) }()
	go func() { ended <- o.hub.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Errorf("a hub ended with %v", err)
			}
		}
		shut(server)
	})
}

// committed tells everybody, as the server does.
func (o *office) committed(ev caterina.Event) {
	o.hub.Push(ev)
	o.staff.Push(ev)
}

func deskOf(caterina.Town) (caterina.Office, bool) {
	return caterina.Office{Name: "Sportello famiglia", Phones: []string{"0577 292111"}}, true
}

// door tells the sockets who is signed in.
type door struct{ w *world }

func (d door) Authenticate(r *http.Request, town string) (caterina.Act, error) {
	staff, err := d.w.desk.Authenticate(r, town)
	return staff.Act(), err
}

// allTowns are the towns with a list of them.
func (o *office) allTowns() listed { return listed{o.towns} }

type listed struct{ towns }

func (l listed) Towns() []caterina.Town {
	var all []caterina.Town
	for _, town := range l.towns {
		all = append(all, town)
	}
	return all
}

// turns stores citizens' messages; no bot answers.
type turns struct{ o *office }

func (tn turns) Receive(ctx context.Context, in caterina.Inbound) (caterina.Receipt, error) {
	return tn.o.store.Receive(ctx, in, caterina.Lease{})
}

func (turns) Due(caterina.LeasedTurn) {}

func greeting(caterina.Town, string) caterina.MessageBody {
	return caterina.MessageBody{Text: "Ciao! Sono **Caterina**.", Outcome: caterina.OutcomeSmalltalk}
}

// shelf holds one card.
type shelf struct{}

func (shelf) Search(_ context.Context, q caterina.Query) (caterina.Ranking, error) {
	if !strings.Contains(strings.ToLower(q.Text), "nido") {
		return caterina.Ranking{}, nil
	}
	verified := caterina.Date{Year: 2026, Month: time.November, Day: 1}
	return caterina.Ranking{Hits: []caterina.Hit{{Town: "siena", Score: 0.9, Card: &caterina.Card{
		Slug: "bonus-nido", Kind: caterina.KindBonus, Title: "Bonus asilo nido", Summary: "Un contributo per la retta del nido.",
		Amount: "Fino a 3.600 euro all'anno.", Documents: []string{"ISEE", "ricevute della retta"}, VerifiedOn: &verified,
	}}}}, nil
}

// citizen is a conversation that a citizen has begun.
type citizen struct {
	o    *office
	conv caterina.ConversationID
	sent int
}

// arrives opens a conversation with a question and the bot's answer, whose trace
// is stored as the runner stores it.
func (o *office) arrives(question string) *citizen {
	o.t.Helper()
	session, err := o.store.OpenSession(o.t.Context(), caterina.Opening{
		Town: o.siena.ID, Channel: caterina.ChannelWeb, Lang: "it", Greeting: greeting(o.siena, "it"),
	})
	o.must(err)
	c := &citizen{o: o, conv: session.Conversation.ID}
	receipt := c.says(question, caterina.Lease{Owner: "test", TTL: time.Minute})
	_, err = o.store.CompleteTurn(o.t.Context(), *receipt.Turn, caterina.Reply{
		Message: caterina.MessageBody{
			Text: "Per il **nido** si fa domanda in linea.", Outcome: caterina.OutcomeAnswer,
			Options:   []caterina.Option{{ID: "card/bonus-nido/cost", Label: "Quanto costa?"}, {ID: "person", Label: "Parla con una persona"}},
			Citations: []caterina.Citation{{Card: "bonus-nido", Title: "Bonus asilo nido", Field: caterina.FieldAccess}},
		},
		Trace: caterina.Trace{
			Outcome: caterina.OutcomeAnswer, Rule: "answer", Confidence: 0.82, Reject: 0.04, TookMS: 1.7,
			Model: []caterina.ModelTrace{{Step: caterina.StepChoose, Version: "choose.2", Tool: "hours/urp", Became: caterina.ToolDone}},
			Ranking: []caterina.HitTrace{
				{Card: "bonus-nido", Town: "siena", Score: 0.91, Legs: caterina.Legs{Lexical: 0.8, Classifier: 0.9, Dense: 0.7}},
				{Card: "mensa", Town: "siena", Score: 0.22, Legs: caterina.Legs{Lexical: 0.1, Classifier: 0.2, Dense: 0.3}},
			},
		},
	}, nil)
	o.must(err)
	return c
}

// says stores a message and tells everybody.
func (c *citizen) says(text string, lease ...caterina.Lease) caterina.Receipt {
	c.o.t.Helper()
	c.sent++
	lease = append(lease, caterina.Lease{})
	receipt, err := c.o.store.Receive(c.o.t.Context(), caterina.Inbound{
		Town: c.o.siena.ID, Conversation: c.conv, ClientID: fmt.Sprintf("m%d", c.sent), Body: caterina.MessageBody{Text: text},
	}, lease[0])
	c.o.must(err)
	for _, ev := range receipt.Others {
		c.o.committed(ev)
	}
	c.o.committed(receipt.Event)
	return receipt
}

// asks has the citizen wait for a person.
func (c *citizen) asks(priority int) {
	c.o.t.Helper()
	c.move(caterina.Transition{
		From: []caterina.State{caterina.StateBot}, To: caterina.StateQueued, Queue: "sociale", Priority: &priority, By: caterina.ActorBot,
		Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: "La metto in contatto con una persona."}, Queue: "sociale", Reason: caterina.ReasonAsked},
	})
}

// offer makes it ring at an operator.
func (c *citizen) offer(op caterina.OperatorID, within time.Duration) {
	c.o.t.Helper()
	c.move(caterina.Transition{
		From: []caterina.State{caterina.StateQueued}, To: caterina.StateOffered, Owner: op, OfferFor: within, By: caterina.ActorSystem, Hidden: true,
		Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Si chiede a un operatore."}, Reason: caterina.ReasonOffered},
	})
}

func (c *citizen) move(t caterina.Transition) {
	c.o.t.Helper()
	t.Town, t.Conversation, t.ClientID = c.o.siena.ID, c.conv, rand.Text()
	t.Event.State, t.Event.Owner = t.To, t.To.Owner()
	ev, err := c.o.store.Move(c.o.t.Context(), t)
	c.o.must(err)
	c.o.committed(ev)
}

// taken makes it an operator's.
func (c *citizen) taken(op caterina.OperatorID) {
	c.o.t.Helper()
	c.move(caterina.Transition{
		From: []caterina.State{caterina.StateBot, caterina.StateQueued}, To: caterina.StateAssigned, Owner: op, By: caterina.OperatorActor(op),
		Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: "Ora risponde una persona."}, Reason: caterina.ReasonTaken},
	})
}

// log is every event of the conversation.
func (c *citizen) log() []caterina.Event {
	c.o.t.Helper()
	events, err := c.o.store.StaffEvents(c.o.t.Context(), c.o.siena.ID, c.conv, 0, 1000)
	c.o.must(err)
	return events
}

// holds waits until the log holds a text, and returns how often.
func (c *citizen) holds(text string) int {
	c.o.t.Helper()
	n := 0
	for _, ev := range c.log() {
		var body caterina.MessageBody
		if json.Unmarshal(ev.Body, &body) == nil && body.Text == text {
			n++
		}
	}
	return n
}

func (c *citizen) held() caterina.Held {
	c.o.t.Helper()
	held, err := c.o.store.Held(c.o.t.Context(), c.o.siena.ID, c.conv)
	c.o.must(err)
	return held
}

func (c *citizen) path() string { return "/console/siena/conversations/" + string(c.conv) }

// token signs an account in and returns what its cookie holds.
func (o *office) token(op caterina.OperatorID) string {
	o.t.Helper()
	token := rand.Text()
	o.must(o.store.OpenStaffSession(o.t.Context(), caterina.StaffSession{
		Hash: sha256.Sum256([]byte(token)), Operator: op, Agent: "test", SecondFactorAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour),
	}))
	return token
}

// The database and the desk are what these pages and sockets are made for.
var (
	_ webchat.StaffLog  = (*postgres.Store)(nil)
	_ webchat.StaffDesk = (*desk.Service)(nil)
)
