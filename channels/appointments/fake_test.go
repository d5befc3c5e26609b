package appointments

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
)

// token opens the appointment of a test, wish the wish of one.
const (
	token = "0123456789abcdef0123456789abcdef"
	wish  = "fedcba9876543210fedcba9876543210"
)

// agenda is one appointment, one wish and the free times of an office.
type agenda struct {
	mu      sync.Mutex
	shown   caterina.Appointment
	offer   caterina.WaitOffer
	free    []caterina.Slot
	refuse  *caterina.BookingRefused // meets every move, cancellation and acceptance
	down    bool                     // the database cannot be had
	asked   int                      // how often anything was looked up
	written int                      // how often anything was changed
}

func (a *agenda) look(tok, want string) error {
	a.asked++
	switch {
	case a.down:
		return caterina.Errorf(caterina.CodeUnavailable, "the database is away")
	case tok != want:
		return caterina.Errorf(caterina.CodeNotFound, "no such appointment")
	}
	return nil
}

func (a *agenda) Appointment(_ context.Context, tok string) (caterina.Appointment, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.shown, a.look(tok, token)
}

func (a *agenda) FreeTimes(_ context.Context, tok string) ([]caterina.Slot, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.free, a.look(tok, token)
}

func (a *agenda) change(tok string, revision int) error {
	b := &a.shown.Booking
	switch err := a.look(tok, token); {
	case err != nil:
		return err
	case b.Revision != revision || b.Status != caterina.Booked:
		other := *b
		return &caterina.BookingRefused{Why: caterina.ProblemStale, Other: &other}
	case a.refuse != nil:
		return a.refuse
	}
	a.written++
	b.Revision++
	return nil
}

func (a *agenda) MoveAppointment(_ context.Context, tok string, revision int, to caterina.Slot) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range a.free {
		if s.From.Equal(to.From) && s.Office == to.Office {
			if err := a.change(tok, revision); err != nil {
				return err
			}
			a.shown.Booking.From, a.shown.Booking.To, a.shown.Card.From, a.shown.Card.To = to.From, to.To, to.From, to.To
			return nil
		}
	}
	return &caterina.BookingRefused{Why: caterina.ProblemOutside}
}

func (a *agenda) CancelAppointment(_ context.Context, tok string, revision int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := a.change(tok, revision)
	if err == nil {
		a.shown.Booking.Status = caterina.CancelledCitizen
	}
	return err
}

func (a *agenda) WaitOffer(_ context.Context, tok string) (caterina.WaitOffer, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.offer, a.look(tok, wish)
}

func (a *agenda) AcceptOffer(_ context.Context, tok string, from time.Time) (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.look(tok, wish); err != nil {
		return "", err
	}
	if a.refuse != nil || !from.Equal(a.offer.Wait.OfferedFrom) {
		return "", &caterina.BookingRefused{Why: caterina.ProblemTaken}
	}
	a.written++
	a.offer.Wait.State = caterina.WaitlistTaken
	return token, nil
}

func (a *agenda) LeaveWait(_ context.Context, tok string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	err := a.look(tok, wish)
	if err == nil && a.offer.Wait.State != caterina.WaitlistGone {
		a.written++
		a.offer.Wait.State = caterina.WaitlistGone
	}
	return err
}

func (a *agenda) writes() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.written
}

// now is a Sunday evening in winter.
func now() time.Time { return time.Date(2026, 11, 22, 18, 0, 0, 0, caterina.Rome()) }

func rome(year int, month time.Month, day, hour, minute int) time.Time {
	return time.Date(year, month, day, hour, minute, 0, 0, caterina.Rome())
}

// newAgenda has an appointment on Tuesday morning, free times on the following days,
// and a place that is offered until tonight.
func newAgenda() *agenda {
	from := rome(2026, 11, 24, 9, 30)
	town := caterina.Town{ID: 1, Slug: "siena", Name: "Comune di Siena"}
	card := caterina.BookingCard{
		Code: "K7M2XQR", Status: caterina.Booked, Revision: 3, Title: "Consulenza <famiglia>", Office: "Sportello Famiglia", Address: "Via Roma 1",
		From: from, To: from.Add(30 * time.Minute), Bring: []string{"**Carta d'identità**"}, Map: "https://maps.example/?q=43.3,11.3",
	}
	a := &agenda{shown: caterina.Appointment{
		Town: town, Card: card, Phone: "0577 292353", Calendar: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
		Booking: caterina.Booking{
			ID: 7, Town: 1, Code: card.Code, Service: "consulenza", Office: "sportello", From: card.From, To: card.To,
			Status: caterina.Booked, Revision: 3, Lang: "it",
		},
	}}
	for day := 25; day <= 31; day++ {
		for _, minute := range []int{0, 30} {
			at := rome(2026, 11, day, 10, minute)
			a.free = append(a.free, caterina.Slot{Service: "consulenza", Office: "sportello", From: at, To: at.Add(30 * time.Minute)})
		}
	}
	offered := card
	offered.Code, offered.From, offered.To = "", rome(2026, 11, 25, 9, 0), rome(2026, 11, 25, 9, 30)
	a.offer = caterina.WaitOffer{Town: town, Card: offered, Phone: "0577 292353", Wait: caterina.Waitlist{
		ID: 4, Town: 1, Service: "consulenza", State: caterina.WaitlistOffered, Kept: true, Lang: "it", OfferedFrom: offered.From, OfferedUntil: now().Add(time.Hour),
	}}
	return a
}

// citizen is somebody with a browser that runs no scripts.
type citizen struct {
	t    *testing.T
	mux  *http.ServeMux
	log  strings.Builder
	last *httptest.ResponseRecorder
}

func visit(t *testing.T, a *agenda) *citizen {
	t.Helper()
	c := &citizen{t: t, mux: http.NewServeMux()}
	New(Config{
		Agenda: a, Waits: a, Now: now, Logger: slog.New(slog.NewTextHandler(&c.log, nil)),
		Address: func(*http.Request) netip.Addr { return netip.MustParseAddr("192.0.2.1") },
	}).Routes(c.mux)
	return c
}

func (c *citizen) do(method, target string, form url.Values) *httptest.ResponseRecorder {
	c.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, target, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	c.last = httptest.NewRecorder()
	c.mux.ServeHTTP(c.last, r)
	return c.last
}

func (c *citizen) get(target string) *httptest.ResponseRecorder {
	c.t.Helper()
	return c.do(http.MethodGet, target, nil)
}

// post sends a form and follows where it leads.
func (c *citizen) post(target string, form url.Values) {
	c.t.Helper()
	if w := c.do(http.MethodPost, target, form); w.Code == http.StatusSeeOther {
		c.get(w.Header().Get("Location"))
	}
}

// shows checks the status and words of the page that is open.
func (c *citizen) shows(status int, words ...string) {
	c.t.Helper()
	if c.last.Code != status {
		c.t.Errorf("status %d, want %d", c.last.Code, status)
	}
	for _, w := range words {
		if !strings.Contains(c.last.Body.String(), w) {
			c.t.Errorf("the page does not say %q:\n%s", w, c.last.Body)
		}
	}
}

// hides checks that the page does not say something.
func (c *citizen) hides(words ...string) {
	c.t.Helper()
	for _, w := range words {
		if strings.Contains(c.last.Body.String(), w) {
			c.t.Errorf("the page says %q", w)
		}
	}
}
