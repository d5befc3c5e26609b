package agenda_test

import (
	"bytes"
	"cmp"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/agenda"
)

// monday is when the tests are: Monday 23 November 2026, nine in the morning.
func monday() time.Time { return time.Date(2026, 11, 23, 9, 0, 0, 0, caterina.Rome()) }

// shelf is two towns, of which Siena can be booked at.
type shelf struct{}

func siena() caterina.Town {
	return caterina.Town{
		ID: 7, Slug: "siena", Name: "Comune di Siena",
		PatronDay: &caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}, Name: "Sant'Ansano"},
	}
}

func (shelf) Towns() []caterina.Town { return []caterina.Town{siena()} }

func (shelf) TownByID(id caterina.TownID) (caterina.Town, bool) { return siena(), id == 7 }

func (shelf) Bookable(id caterina.TownID) ([]caterina.Service, []caterina.Office) {
	if id != 7 {
		return nil, nil
	}
	services := []caterina.Service{
		{Slug: "consulenza", Name: "Consulenza per famiglie", Offices: []string{"nord", "sud"}, LeadMinutes: 60, CancelBefore: 120},
		{Slug: "ascolto", Name: "Centro antiviolenza", Offices: []string{"rosa"}, LeadMinutes: 60, Discreet: true},
		{Slug: "altrove", Name: "Altrove", Offices: []string{"nessuno"}},
	}
	return services, []caterina.Office{
		{Slug: "nord", Name: "Sportello Nord", Address: "Via Roma 1, 53100 Siena", Phones: []string{"0577 123456"}, Lat: 43.3, Lon: 11.3},
		{Slug: "sud", Name: "Sportello Sud", Address: "Via Lecce 2, 53100 Siena"},
		{Slug: "rosa", Name: "Casa rosa antiviolenza", Address: "Via Bari 3, 53100 Siena"},
	}
}

// store is a fake of the database: what a test does not set panics when it is used.
type store struct {
	agenda.Store

	mu        sync.Mutex
	tables    map[string]caterina.Timetable // by office
	bookings  map[string]caterina.Booking   // by code
	tokens    map[string]caterina.Booking
	waits     map[string]caterina.Waitlist // by uid
	standing  caterina.Standing
	moved     []caterina.BookingMove
	ended     []caterina.BookingCancel
	accepted  []caterina.WaitAccept
	left      []int64
	planned   int
	filled    []caterina.DayPlan
	forgot    int
	expired   int
	swept     int
	flaws     []caterina.BookingFlaw
	asked     []caterina.MessageBody
	offices   []string                // that can be booked
	known     caterina.Date           // until when they know their days off
	freed     []caterina.AgendaOffice // by what is done in the background
	fail      error
	byID      map[caterina.BookingID]caterina.Booking
	noted     []caterina.NoteBooking
	noteErr   error
	failPlans error // of carrying over files, alone
}

func (s *store) Timetable(_ context.Context, _ caterina.TownID, office string, _, _ time.Time) (caterina.Timetable, error) {
	t, ok := s.tables[office]
	if !ok {
		return t, caterina.Errorf(caterina.CodeNotFound, "no such office")
	}
	return t, s.fail
}

func (s *store) Standing(context.Context, caterina.TownID, caterina.ConversationID) (caterina.Standing, error) {
	return s.standing, s.fail
}

func (s *store) BookingByCode(_ context.Context, _ caterina.TownID, code string) (caterina.Booking, error) {
	return found(s.bookings, code, s.fail)
}

func (s *store) BookingByToken(_ context.Context, token caterina.Secret) (caterina.Booking, error) {
	return found(s.tokens, token.Reveal(), s.fail)
}

func (s *store) WaitByUID(_ context.Context, uid string) (caterina.Waitlist, error) {
	return found(s.waits, uid, s.fail)
}

func found[T any](m map[string]T, key string, fail error) (T, error) {
	v, ok := m[key]
	if !ok && fail == nil {
		fail = caterina.Errorf(caterina.CodeNotFound, "none")
	}
	return v, fail
}

func (s *store) MoveBooking(_ context.Context, m caterina.BookingMove) (caterina.Booking, []caterina.Event, error) {
	s.moved = append(s.moved, m)
	return caterina.Booking{}, []caterina.Event{{Kind: caterina.KindBooking}}, s.fail
}

func (s *store) Booking(_ context.Context, _ caterina.TownID, id caterina.BookingID) (caterina.Booking, error) {
	b, ok := s.byID[id]
	if !ok {
		return b, caterina.Errorf(caterina.CodeNotFound, "none")
	}
	return b, nil
}

func (s *store) NoteElsewhere(_ context.Context, n caterina.NoteBooking, told *caterina.MessageBody) (caterina.Booking, []caterina.Event, error) {
	if s.noteErr != nil {
		return n.Booking, nil, s.noteErr
	}
	s.noted = append(s.noted, n)
	if told == nil {
		return n.Booking, nil, nil
	}
	return n.Booking, []caterina.Event{{Kind: caterina.KindBooking}}, nil
}

func (s *store) CancelBooking(_ context.Context, c caterina.BookingCancel) (caterina.Booking, []caterina.Event, error) {
	s.ended = append(s.ended, c)
	return caterina.Booking{}, []caterina.Event{{Kind: caterina.KindBooking}}, s.fail
}

func (s *store) AcceptOffer(_ context.Context, a caterina.WaitAccept) (caterina.Booking, error) {
	s.accepted = append(s.accepted, a)
	return caterina.Booking{UID: a.RequestID, Office: "nord"}, s.fail
}

func (s *store) LeaveWait(_ context.Context, _ caterina.TownID, wait int64) error {
	s.left = append(s.left, wait)
	return s.fail
}

func (s *store) PlanOffices(context.Context, caterina.TownID, []caterina.OfficePlan) (int, error) {
	s.planned++
	return 1, cmp.Or(s.failPlans, s.fail)
}

func (s *store) PlanDaysOff(_ context.Context, _ caterina.TownID, p caterina.DayPlan) (int, error) {
	s.filled = append(s.filled, p)
	return len(p.Days), s.fail
}

func (s *store) BookingOffices(context.Context, caterina.TownID) ([]string, error) {
	return s.offices, s.fail
}

func (s *store) DaysOffUntil(context.Context, caterina.TownID) (caterina.Date, error) {
	return s.known, s.fail
}

func (s *store) ForgetBookings(context.Context, time.Duration, time.Duration) (int, error) {
	s.forgot++
	return 0, s.fail
}

func (s *store) CheckBookings(context.Context) ([]caterina.BookingFlaw, error) {
	return s.flaws, s.fail
}

func (s *store) AskForTime(_ context.Context, words func(string, time.Time) caterina.MessageBody) ([]caterina.Event, error) {
	s.asked = append(s.asked, words("it", monday()), words("en", monday()))
	return []caterina.Event{{Kind: caterina.KindMessage}}, s.fail
}

func (s *store) ExpireOffers(context.Context) ([]caterina.AgendaOffice, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expired++
	return s.freed, s.fail
}

func (s *store) SweepPlaces(context.Context) ([]caterina.AgendaOffice, error) {
	s.swept++
	return s.freed, s.fail
}

// bench is a Service over a fake store.
type bench struct {
	*agenda.Service

	t      *testing.T
	store  *store
	keys   caterina.BookingKeys
	mails  []caterina.Mail
	refuse error // what the mail server says
	events []caterina.Event
	heard  []string // at which offices desks heard of a change
	now    time.Time
	logs   bytes.Buffer
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, store: &store{}, keys: caterina.NewBookingKeys("a key of thirty-two characters, or more"), now: monday()}
	b.Service = agenda.New(b.config())
	return b
}

func (b *bench) config() agenda.Config {
	return agenda.Config{
		Store: b.store, Content: shelf{}, Keys: b.keys, PublicURL: "https://famiglia.example.it", From: "caterina@example.it",
		Documents: func(_ caterina.TownID, service, card, lang string) []string {
			return []string{"**carta d'identità** " + service + " " + card + lang}
		},
		Send: func(ctx context.Context, m caterina.Mail, sure func(context.Context) error) error {
			if err := asked(ctx, sure); err != nil {
				return err
			}
			b.mails = append(b.mails, m)
			return b.refuse
		},
		Committed: func(ev caterina.Event) { b.events = append(b.events, ev) },
		Changed:   func(_ caterina.TownID, office string) { b.heard = append(b.heard, office) },
		Now:       func() time.Time { return b.now },
		Logger:    slog.New(slog.NewTextHandler(&b.logs, nil)),
	}
}

// asked asks at the last moment whether a mail may leave.
func asked(ctx context.Context, sure func(context.Context) error) error {
	if sure == nil {
		return nil
	}
	return sure(ctx)
}

// table is a desk that is open on weekdays from nine to twelve, with one lane.
func table(desk caterina.DeskID, services ...string) caterina.Timetable {
	t := caterina.Timetable{
		Version: 3, Desks: []caterina.Desk{{ID: desk, Active: true, Services: services, Lanes: []caterina.Lane{{Number: 1, Online: true}}}},
	}
	for day := time.Monday; day <= time.Friday; day++ {
		t.Openings = append(t.Openings, caterina.OpeningRule{
			Weekday: caterina.Weekday(day), From: 540, To: 720, EveryWeeks: 1, Anchor: caterina.Date{Year: 2024, Month: 1, Day: 1},
		})
	}
	return t
}

// tuesday is an appointment of tomorrow at ten.
func tuesday() caterina.Booking {
	from := monday().Add(25 * time.Hour)
	return caterina.Booking{
		ID: 5, Town: 7, UID: "6f0c3c2e-1234-4abc-8def-0123456789ab", Code: "K7M2XQR", Service: "consulenza", Office: "nord",
		From: from, To: from.Add(30 * time.Minute), Status: caterina.Booked, Revision: 2, Lang: "it",
		Person: caterina.Person{Name: "Anna Bianchi", Email: "anna@example.it", Phone: "+393331234567"}, Conversation: "c1",
	}
}

// refusing changes nothing.
type refusing struct {
	*store

	err error
}

func (r *refusing) MoveBooking(context.Context, caterina.BookingMove) (caterina.Booking, []caterina.Event, error) {
	return caterina.Booking{}, nil, r.err
}

func (r *refusing) CancelBooking(context.Context, caterina.BookingCancel) (caterina.Booking, []caterina.Event, error) {
	return caterina.Booking{}, nil, r.err
}

func newService(cfg agenda.Config) *agenda.Service { return agenda.New(cfg) }
