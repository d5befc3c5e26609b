package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// theirs is a town's own system of appointments, which keeps no places: an hour at
// ten for each of the next days.
type theirs struct {
	mu   sync.Mutex
	has  map[string]caterina.Booking // by its own name
	fail error
	lost error // it does what it is asked, and its answer is lost
}

func (e *theirs) Capabilities() agenda.Capabilities { return agenda.Capabilities{} }

func (e *theirs) set(fail, lost error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fail, e.lost = fail, lost
}

func (e *theirs) live() []caterina.Booking {
	e.mu.Lock()
	defer e.mu.Unlock()
	var live []caterina.Booking
	for _, b := range e.has {
		if b.Status.Live() {
			live = append(live, b)
		}
	}
	return live
}

func (e *theirs) Free(_ context.Context, q caterina.TimesQuery) ([]caterina.Slot, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var free []caterina.Slot
	for day := range 5 {
		from := time.Date(2026, 11, 24+day, 10, 0, 0, 0, caterina.Rome())
		if !slices.ContainsFunc(values(e.has), func(b caterina.Booking) bool { return b.Status.Live() && b.From.Equal(from) }) {
			free = append(free, caterina.Slot{Service: q.Service, Office: "nord", From: from, To: from.Add(time.Hour)})
		}
	}
	return free, e.fail
}

func values(m map[string]caterina.Booking) []caterina.Booking {
	all := make([]caterina.Booking, 0, len(m))
	for _, b := range m {
		all = append(all, b)
	}
	return all
}

func (e *theirs) Times(ctx context.Context, q caterina.TimesQuery) (caterina.Times, error) {
	free, err := e.Free(ctx, q)
	free = slices.DeleteFunc(free, func(s caterina.Slot) bool { return !s.From.After(q.After) })
	return caterina.Times{Slots: free[:min(3, len(free))], Exact: true, More: len(free) > 3}, err
}

func (e *theirs) Vacancy(ctx context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error) {
	free, err := e.Free(ctx, caterina.TimesQuery{Service: q.Service})
	for _, s := range free {
		if s.From.Equal(q.From) {
			return caterina.Vacancy{Service: s.Service, Office: s.Office, From: s.From, To: s.To}, err
		}
	}
	if err == nil {
		err = &caterina.BookingRefused{Why: caterina.ProblemTaken}
	}
	return caterina.Vacancy{}, err
}

func (e *theirs) Confirm(_ context.Context, o caterina.BookingOrder) (caterina.Booking, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.fail != nil {
		return caterina.Booking{}, e.fail
	}
	b, known := e.has["T-"+o.RequestID]
	if !known {
		b = caterina.Booking{External: "T-" + o.RequestID, From: o.Vacancy.From, To: o.Vacancy.To, Status: caterina.Booked, Person: o.Person}
		e.has[b.External] = b
	}
	return b, e.lost
}

// change changes one.
func (e *theirs) change(name string, f func(*caterina.Booking)) (caterina.Booking, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	b, known := e.has[name]
	if e.fail != nil || !known {
		return b, errors.Join(e.fail, errors.New("asked of "+name))
	}
	f(&b)
	e.has[name] = b
	return b, e.lost
}

func (e *theirs) Move(_ context.Context, m caterina.BookingMove) (caterina.Booking, error) {
	return e.change(m.External, func(b *caterina.Booking) { b.From, b.To = m.Vacancy.From, m.Vacancy.To })
}

func (e *theirs) Cancel(_ context.Context, c caterina.BookingCancel) (caterina.Booking, error) {
	return e.change(c.External, func(b *caterina.Booking) { b.Status = caterina.CancelledCitizen })
}

func (e *theirs) Get(_ context.Context, b caterina.Booking) (caterina.Booking, error) {
	return e.change(b.External, func(*caterina.Booking) {})
}

// attachedTown is a conversation in a town that keeps its appointments elsewhere.
type attachedTown struct {
	*terminal

	t     *testing.T
	other *theirs
}

func attach(t *testing.T) *attachedTown {
	t.Helper()
	t.Setenv("CATERINA_DATABASE_URL", pgtest.URL(t))
	t.Setenv("CATERINA_SECRET_KEY", pgtest.Secret.Reveal())
	t.Setenv("CATERINA_DATA_DIR", t.TempDir())
	t.Setenv("CATERINA_TEST", "1")
	t.Setenv("CATERINA_NOW", "2026-11-23T09:00:00+01:00")
	a, err := openTool(t.Context(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.close(context.WithoutCancel(t.Context())) })
	town, _, err := a.db.store.SaveTown(t.Context(), caterina.Town{Slug: "siena", Name: "Comune di Siena"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	items := caterina.Items{
		Services: []caterina.Service{{Slug: "consulenza", Name: "Consulenza per famiglie", Offices: []string{"nord"}, CancelBefore: 60}},
		Offices:  []caterina.Office{{Slug: "nord", Name: "Sportello Nord", Address: "Via Roma 1", Phones: []string{"0577 123456"}}},
	}
	if _, err := a.db.store.SaveItems(t.Context(), town, items); err != nil {
		t.Fatal(err)
	}
	if err := a.library.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := &attachedTown{terminal: &terminal{app: a}, t: t, other: &theirs{has: map[string]caterina.Booking{}}}
	a.booker = func(caterina.TownID) agenda.Booker { return c.other }
	answers, err := a.newAnswering(func(caterina.Event) {}, nil, noMetrics{}, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := answers.agenda.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.runner = answers.runner
	c.town, _ = a.library.Town("siena")
	session, err := a.db.store.OpenSession(t.Context(), caterina.Opening{Town: town, Channel: caterina.ChannelTerminal, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"}})
	if err != nil {
		t.Fatal(err)
	}
	c.conv = session.Conversation.ID
	return c
}

// asks says something, or presses a button (">" before it), and wants some words.
func (c *attachedTown) asks(text string, want ...string) caterina.MessageBody {
	c.t.Helper()
	body := caterina.MessageBody{Text: text}
	if choice, pressed := strings.CutPrefix(text, ">"); pressed {
		body = caterina.MessageBody{Text: "…", Choice: choice}
	}
	reply, err := c.say(c.t.Context(), body)
	if err != nil {
		c.t.Fatalf("%s: %v", text, err)
	}
	for _, w := range want {
		if !strings.Contains(reply.Message.Text, w) {
			c.t.Errorf("to %q the chat says, without %q:\n%s", text, w, reply.Message.Text)
		}
	}
	return reply.Message
}

// ours are the appointments that we show.
func (c *attachedTown) ours() []caterina.Booking {
	c.t.Helper()
	all, err := c.app.db.store.Bookings(c.t.Context(), c.town.ID, "", time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		c.t.Fatal(err)
	}
	return all
}

// TestAnAppointmentKeptElsewhereIsMadeMovedAndCancelledInTheChat: the whole dialogue
// with a town's own system, which keeps no places.
func TestAnAppointmentKeptElsewhereIsMadeMovedAndCancelledInTheChat(t *testing.T) {
	c := attach(t)
	offered := c.asks("vorrei un appuntamento per la consulenza per famiglie", "liberi")
	if len(offered.Slots) != 3 {
		t.Fatalf("%d times: %s", len(offered.Slots), offered.Text)
	}
	c.asks(">"+offered.Slots[0].ID, "non è ancora tenuto", "sarà tuo quando confermi")
	c.asks("Maria Rossi, 333 1234567", "Maria Rossi")
	made := c.asks("sì", "confermato", "Martedì 24 novembre 2026, ore 10:00")
	have := c.ours()
	if len(have) != 1 || len(c.other.live()) != 1 || have[0].External == "" || made.Booking == nil || made.Booking.Code != have[0].Code {
		t.Fatalf("there %+v, here %+v", c.other.live(), have)
	}
	c.asks("quando ho l'appuntamento?", "artedì 24 novembre 2026, ore 10:00")
	c.asks("avvisami se si libera un posto prima", "non c'è una lista d'attesa")
	c.asks("lascia stare")
	moves := c.asks("sposta l'appuntamento", "resta così finché non confermi")
	c.asks(">"+moves.Slots[len(moves.Slots)-1].ID, "non è ancora tenuto")
	c.asks("sì", "ho spostato")
	if now := c.ours(); len(now) != 1 || now[0].ID != have[0].ID || now[0].Revision != 1 || now[0].From.Equal(have[0].From) || !c.other.live()[0].From.Equal(now[0].From) {
		t.Fatalf("moved there to %+v, here to %+v", c.other.live(), now)
	}
	ics := appointmentOf(t, c)
	if ics.Booking.ID != have[0].ID || !strings.Contains(string(ics.Calendar), "SEQUENCE:1") {
		t.Errorf("the page shows %+v", ics.Booking)
	}
	c.asks("disdici l'appuntamento", "Confermi?")
	c.asks("sì", "è disdetto")
	if now := c.ours(); len(c.other.live()) != 0 || now[0].Status != caterina.CancelledCitizen {
		t.Errorf("there %+v, here %+v", c.other.live(), now)
	}
	if flaws, err := c.app.db.store.CheckBookings(t.Context()); err != nil || len(flaws) != 0 {
		t.Errorf("flaws %+v, %v", flaws, err)
	}
}

// appointmentOf is what the page behind the link shows.
func appointmentOf(t *testing.T, c *attachedTown) caterina.Appointment {
	t.Helper()
	service, err := c.app.newAgenda(func(caterina.Event) {}, nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := service.Appointment(t.Context(), c.app.keys.ManageToken(c.ours()[0].UID))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// TestWhereTheirSystemFailsNothingIsHalfStored: a refusal offers other times, a system
// that is down is said to be, and an answer that was lost is found again.
func TestWhereTheirSystemFailsNothingIsHalfStored(t *testing.T) {
	c := attach(t)
	down := errors.New("no route to host")
	c.other.set(down, nil)
	first := c.asks("vorrei un appuntamento per la consulenza per famiglie", "non risponde", "0577")
	c.other.set(nil, nil)
	offered := c.asks(">"+first.Options[0].ID, "liberi")
	if len(offered.Slots) == 0 {
		t.Fatalf("trying again offers nothing: %s", offered.Text)
	}
	c.asks(">"+offered.Slots[0].ID, "non è ancora tenuto")
	c.asks("Maria Rossi, 333 1234567", "Maria Rossi")
	c.other.set(&caterina.BookingRefused{Why: caterina.ProblemTaken}, nil)
	c.asks("sì")
	c.other.set(down, nil)
	if len(c.ours())+len(c.other.live()) != 0 {
		t.Fatalf("there %+v, here %+v", c.other.live(), c.ours())
	}
	c.other.set(nil, nil)
	again := c.asks("altri orari")
	if len(again.Slots) == 0 {
		again = c.asks("vorrei un appuntamento per la consulenza per famiglie")
	}
	c.asks(">"+again.Slots[0].ID, "Maria Rossi")
	c.other.set(nil, down)
	lost := c.asks("sì", "non so se ha fatto", "niente viene fatto due volte")
	if len(c.ours()) != 0 || len(c.other.live()) != 1 {
		t.Fatalf("there %+v, here %+v", c.other.live(), c.ours())
	}
	c.other.set(nil, nil)
	c.asks(">"+lost.Options[0].ID, "confermato")
	if len(c.ours()) != 1 || len(c.other.live()) != 1 {
		t.Fatalf("there %+v, here %+v", c.other.live(), c.ours())
	}
	// Their own office cancels it: the citizen hears of it the next time they ask.
	if _, err := c.other.change(c.ours()[0].External, func(b *caterina.Booking) { b.Status = caterina.CancelledOffice }); err != nil {
		t.Fatal(err)
	}
	c.asks("quando ho l'appuntamento?", "è già disdetto")
	if now := c.ours(); now[0].Status != caterina.CancelledOffice {
		t.Errorf("here it is %s", now[0].Status)
	}
	var _ agenda.Booker = c.other
	var _ agenda.Completer = (*postgres.Store)(nil)
}
