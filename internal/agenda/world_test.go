package agenda_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/mail"
	"example.org/caterina/internal/mailtest"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// world is a database with the town of the fakes, and a mail server.
type world struct {
	t      *testing.T
	url    string
	keys   caterina.BookingKeys
	server *mailtest.Server

	said []string // the offers of the waiting list, as they were read

	mu     sync.Mutex
	events []caterina.Event
}

// moment is the town at an instant: a store whose clock shows it, and the service
// over it.
type moment struct {
	*agenda.Service
	*world

	store *postgres.Store
	now   time.Time
}

func newWorld(t *testing.T, config mailtest.Config) *world {
	t.Helper()
	w := &world{t: t, url: pgtest.URL(t), keys: caterina.NewBookingKeys(pgtest.Secret), server: mailtest.Start(t, config)}
	services, offices := shelf{}.Bookable(7)
	m := w.at(monday())
	for id := caterina.TownID(0); id < 7; { // the town's number is that of the fakes
		var err error
		if id, _, err = m.store.SaveTown(t.Context(), caterina.Town{Slug: "town-" + string('a'+rune(id)), Name: "x"}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.store.SaveItems(t.Context(), 7, caterina.Items{Services: services, Offices: offices}); err != nil {
		t.Fatal(err)
	}
	if err := m.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	return w
}

// at opens the world at an instant.
func (w *world) at(now time.Time) *moment {
	w.t.Helper()
	u, err := url.Parse(w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	query := u.Query()
	query.Set("caterina.now", now.Format(time.RFC3339Nano))
	u.RawQuery = query.Encode()
	store, err := postgres.Open(w.t.Context(), u.String(), postgres.WithAppointments(postgres.Appointments{Keys: w.keys, Prove: true}))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(store.Close)
	return &moment{world: w, store: store, now: now, Service: agenda.New(w.config(store, now))}
}

func (w *world) config(store agenda.Store, now time.Time) agenda.Config {
	server, err := mail.Parse(caterina.Secret(w.server.URL()), "caterina@comune.example")
	if err != nil {
		w.t.Fatal(err)
	}
	return agenda.Config{
		Store: store, Content: shelf{}, Keys: w.keys, PublicURL: "https://famiglia.example.it", Send: server.SendSure, From: server.From(),
		Committed: func(ev caterina.Event) { w.mu.Lock(); w.events = append(w.events, ev); w.mu.Unlock() },
		Now:       func() time.Time { return now }, Logger: slog.New(slog.DiscardHandler),
	}
}

// open begins a conversation.
func (m *moment) open() caterina.ConversationID {
	m.t.Helper()
	session, err := m.store.OpenSession(m.t.Context(), caterina.Opening{
		Town: 7, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return session.Conversation.ID
}

func (m *moment) apply(conv caterina.ConversationID, effects ...caterina.Effect) error {
	return m.store.ApplyBooking(m.t.Context(), 7, conv, effects)
}

// vacancy is a free place at the office "nord".
func (m *moment) vacancy(from time.Time) caterina.Vacancy { return m.vacancyFor("", from) }

// vacancyFor is one for somebody who may hold it.
func (m *moment) vacancyFor(conv caterina.ConversationID, from time.Time) caterina.Vacancy {
	m.t.Helper()
	v, err := m.Vacancy(m.t.Context(), caterina.VacancyQuery{Town: siena(), Service: "consulenza", Office: "nord", From: from, Conversation: conv})
	if err != nil {
		m.t.Fatalf("no place at %s: %v", from, err)
	}
	return v
}

func person(name string) caterina.Person {
	return caterina.Person{Name: caterina.Secret(name), Email: caterina.Secret(strings.ToLower(name) + "@example.it")}
}

// draft is a person's wish for a place.
func (m *moment) draft(conv caterina.ConversationID, v caterina.Vacancy, who string) caterina.BookingDraft {
	m.t.Helper()
	standing, err := m.Standing(m.t.Context(), siena(), conv)
	if err != nil {
		m.t.Fatal(err)
	}
	d := standing.Fresh
	d.Service, d.Office, d.From, d.Person, d.Step = v.Service, v.Office, v.From, person(who), caterina.StepCode
	return d
}

// digits are those of the mail that comes next.
func (m *moment) digits(conv caterina.ConversationID, try int) string {
	m.t.Helper()
	if err := m.Code(m.t.Context(), caterina.CodeMail{Town: 7, Conversation: conv, Try: try}); err != nil {
		m.t.Fatal(err)
	}
	_, text, _ := strings.Cut(m.server.Next().Text, "il tuo codice è ")
	return text[:caterina.DigitsLength]
}

// book has somebody book in a conversation of their own, proved by mail.
func (m *moment) book(who string, from time.Time) caterina.Booking {
	m.t.Helper()
	conv, v := m.open(), m.vacancy(from)
	d := m.draft(conv, v, who)
	if err := m.apply(conv, caterina.HoldPlace{Vacancy: v, Draft: d}); err != nil {
		m.t.Fatal(err)
	}
	if err := m.apply(conv, caterina.KeepDraft{Draft: d}, caterina.SendCode{}); err != nil {
		m.t.Fatal(err)
	}
	if err := m.apply(conv, caterina.ConfirmBooking{Vacancy: v, Draft: d, Digits: m.digits(conv, 1)}); err != nil {
		m.t.Fatal(err)
	}
	b, err := m.store.BookingByCode(m.t.Context(), 7, d.Code)
	if err != nil {
		m.t.Fatal(err)
	}
	return b
}

// wait has somebody wait for a place at any office in the next two months.
func (m *moment) wait(who string) caterina.ConversationID {
	m.t.Helper()
	conv := m.open()
	d := m.draft(conv, caterina.Vacancy{Service: "consulenza"}, who)
	if err := m.apply(conv, caterina.KeepDraft{Draft: d}, caterina.SendCode{}); err != nil {
		m.t.Fatal(err)
	}
	err := m.apply(conv, caterina.JoinWaitlist{
		Draft: d, Digits: m.digits(conv, 1),
		Wait: caterina.Waitlist{
			Service: "consulenza", From: m.now, To: m.now.AddDate(0, 2, 0), Conversation: conv, Lang: "it",
		},
	}, caterina.EndDraft{})
	if err != nil {
		m.t.Fatal(err)
	}
	return conv
}

// read reads one column as text.
func (w *world) read(query string, args ...any) []string {
	w.t.Helper()
	conn, err := pgx.Connect(context.WithoutCancel(w.t.Context()), w.url)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(w.t.Context())) }()
	rows, err := conn.Query(w.t.Context(), query, args...)
	if err != nil {
		w.t.Fatal(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// notices are what a booking's citizen is still to be told, in order.
func (w *world) notices(b caterina.Booking) []string {
	w.t.Helper()
	return w.read("SELECT kind || ' ' || channel FROM notice WHERE booking_id = $1 AND state = 'due' ORDER BY due_at, kind, channel", int64(b.ID))
}

// offers are the offers that wait to be sent, as the jobs have them.
func (w *world) offers() []caterina.WaitlistNotice {
	w.t.Helper()
	var list []caterina.WaitlistNotice
	for _, raw := range w.read("SELECT args::text FROM river_job WHERE kind = 'waitlist_notice' ORDER BY id") {
		var n caterina.WaitlistNotice
		if err := json.Unmarshal([]byte(raw), &n); err != nil {
			w.t.Fatal(err)
		}
		list = append(list, n)
	}
	return list
}

// sound fails the test when the appointments break a rule.
func (m *moment) sound() {
	m.t.Helper()
	flaws, err := m.store.CheckBookings(m.t.Context())
	if err != nil || len(flaws) != 0 {
		m.t.Errorf("flaws %+v, %v", flaws, err)
	}
}
