package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/draft"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/channels/webchat"
	"example.org/caterina/console"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/desk"
	"example.org/caterina/internal/httpserver"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/markdown"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/web"
)

// answering is what turns citizens' messages into answers and, where people
// answer, into conversations of theirs.
type answering struct {
	desk   *desk.Service
	agenda *agenda.Service
	runner *jobs.Runner
}

// newAnswering wires bot, desk and runner. committed is told of every event that
// they cause, at once, changed of every other change at an office's desks; nil for
// nobody. serving: citizens write, and not whoever is at the command line, so that
// answers may have to wait for somebody's approval.
func (a *app) newAnswering(committed func(caterina.Event), changed func(caterina.TownID, string), observer jobs.Observer, written func(caterina.Piece), serving bool) (answering, error) {
	process := processName()
	book, err := a.newAgenda(committed, changed)
	if err != nil {
		return answering{}, err
	}
	people := desk.New(desk.Config{
		Store: a.db.store, Towns: a.library.TownByID, Desk: a.deskOffice, Committed: committed,
		Logger: a.logger, Now: a.now, Clock: a.clock(), Process: process, Topic: a.topicOf,
	})
	engine := bot.New(a.library, bot.Config{PublicURL: a.cfg.PublicURL, Desk: people, Agenda: book})
	var approval jobs.Approval
	var policy draft.Policy = modelPolicy{a.db.store}
	if serving {
		approval, policy = people, people
	}
	runner := jobs.New(jobs.Config{
		Store: turnStore{a.db.store, book}, Bot: a.writer(engine, policy), Rejects: a.db.store, Draft: written, Town: a.library.TownByID, Desk: people, Approval: approval, Apology: engine.Apologise, Choice: engine.WithoutPlace,
		Done: committed, Observer: observer, Logger: a.logger, Now: a.now, Process: process, Waiting: a.modelTurns(),
	})
	return answering{desk: people, agenda: book, runner: runner}, nil
}

// clock is the database's, unless a fixed one was asked for.
func (a *app) clock() func(context.Context) (time.Time, error) {
	if a.cfg.Now != "" {
		return nil
	}
	return a.db.store.Clock
}

// topicOf is the topic of one of a town's cards, "" when there is none.
func (a *app) topicOf(town caterina.TownID, slug string) string {
	card, _, _ := a.library.Card(town, slug)
	return card.Topic
}

// deskOffice is the office of a town that helps with everything.
func (a *app) deskOffice(town caterina.Town) (caterina.Office, bool) {
	offices := a.library.Offices(town.ID)
	for i := range offices {
		if offices[i].Slug == town.Desk {
			return offices[i], true
		}
	}
	if len(offices) == 0 {
		return caterina.Office{}, false
	}
	return offices[0], true
}

// floor is the part of the server where citizens and people meet: the sockets of
// both, what answers them, and the news of every event.
type floor struct {
	answering
	citizens *webchat.Hub
	staff    *webchat.StaffHub
	telegram *telegram.Channel // nil where no bot is configured
	bus      *postgres.Bus
	logger   *slog.Logger
}

// carry receives and sends what goes over Telegram.
func (f *floor) carry(ctx context.Context) error {
	if f.telegram == nil {
		<-ctx.Done()
		return nil
	}
	return f.telegram.Run(ctx) //nolint:wrapcheck // it says what it was doing
}

// toSend has what is to be sent looked for.
func (f *floor) toSend() {
	if f.telegram != nil {
		f.telegram.Wake()
	}
}

// openFloor builds the sockets and the staff's pages around what answers.
func (a *app) openFloor(bus *postgres.Bus, files *web.Bundle, metrics *httpserver.Metrics, address func(*http.Request) netip.Addr) (*floor, *console.Console, error) {
	f := &floor{bus: bus, logger: a.logger}
	var err error
	if f.answering, err = a.newAnswering(f.committed, f.deskChanged, metrics, f.written, true); err != nil {
		return nil, nil, err
	}
	metrics.TurnsWaiting(f.runner.Waiting)
	wished := func(town caterina.TownID, op caterina.OperatorID, wants caterina.Wish, by string) {
		f.staff.Wished(town, op, wants, by)
	}
	pages, err := a.openConsole(files, f.desk, a.newDesks(f.committed, f.deskChanged), f.committed, wished)
	if err != nil {
		return nil, nil, err
	}
	f.staff = webchat.NewStaff(webchat.StaffConfig{
		Staff: staffDoor{pages}, Desk: f.desk, Log: a.db.store, Towns: a.library, Logger: a.logger, Now: time.Now,
		Typing:  func(conv caterina.ConversationID, on bool) { f.citizens.Typing(conv, on) },
		Whisper: bus.Whisper, Whispers: bus.Whispers(),
		Connected: func(conv caterina.ConversationID) bool { return f.citizens.Connected(conv) },
	})
	var copies webchat.Copies // nil, and not a nil store: nothing offers mail that nobody sends
	if a.cfg.SMTPURL != "" {
		copies = a.db.store
	}
	f.citizens = webchat.New(webchat.Config{
		Store: a.db.store, Towns: a.library, Turns: f.runner, Greeting: bot.Greeting, Markdown: markdown.HTML,
		Publish: f.received, Address: address, Observer: metrics, Desk: f.desk, OnTyping: f.staff.CitizenTyping, Copies: copies,
		OnLimited: f.limited, NamesTime: namesTime(a.now), Links: f.links(a.db.store),
		Staff: f.staff, Logger: a.logger, PublicURL: a.cfg.PublicURL, Now: time.Now,
	})
	a.booked = f.citizens.Booked
	return f, pages, nil
}

// committed tells everybody of an event of this process.
func (f *floor) committed(ev caterina.Event) {
	f.runner.Interrupt(ev)
	f.citizens.Push(ev)
	f.staff.Push(ev)
	f.bus.Publish(ev.Conversation, ev.N)
	if f.telegram != nil {
		f.telegram.Committed(ev)
	}
	if ev.Kind == caterina.KindState {
		f.desk.Wake()
	}
}

// written shows an answer while it is written.
func (f *floor) written(p caterina.Piece) { f.citizens.Written(p) }

// deskChanged tells the staff's pages of a change at a desk of which no conversation
// tells: they ask again.
func (f *floor) deskChanged(town caterina.TownID, office string) {
	f.staff.AgendaChanged(town, office)
}

// limited has the staff read that messages of a citizen are being refused.
func (f *floor) limited(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) {
	if err := f.desk.Limited(ctx, town, conv); err != nil {
		f.logger.WarnContext(ctx, "staff were not told of a flood", slog.String("error", err.Error()))
	}
}

// received tells the others of a citizen's message, which its own sockets have
// already.
func (f *floor) received(conv caterina.ConversationID, n int64) {
	f.staff.Wake(conv)
	f.runner.Recheck(conv)
	f.bus.Publish(conv, n)
}

// woken brings on what another process has committed.
func (f *floor) woken(conv caterina.ConversationID, n int64) {
	f.citizens.Wake(conv, n)
	f.staff.Wake(conv)
	f.runner.Recheck(conv)
	f.toSend()
}

// recheck compares everything with the log: notifications may have been lost.
func (f *floor) recheck() {
	f.citizens.Recheck()
	f.staff.Recheck()
}

// staffDoor lets those in who are signed in to the console.
type staffDoor struct{ console *console.Console }

// Authenticate returns who acts for a town in this request.
func (d staffDoor) Authenticate(r *http.Request, town string) (caterina.Act, error) {
	staff, err := d.console.Authenticate(r, town)
	if err != nil {
		return caterina.Act{}, fmt.Errorf("authenticate a console: %w", err)
	}
	return staff.Act(), nil
}

// cardNames lists a town's cards and its parent's by title, for the console.
func (a *app) cardNames(town caterina.TownID) []console.CardName {
	entries := a.library.Cards(town)
	names := make([]console.CardName, len(entries))
	for i, e := range entries {
		names[i] = console.CardName{Slug: e.Card.Slug, Title: e.Card.Title}
	}
	return names
}
