package console_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.org/caterina"
	"example.org/caterina/booking"
	"example.org/caterina/console"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// The database and the agenda are what these pages are made for.
var (
	_ agenda.DeskStore    = (*postgres.Store)(nil)
	_ console.AgendaDesks = (*agenda.Desks)(nil)
)

// desks is a console with an office that receives people, on a real database: two
// desks that do the same, on Mondays to Fridays from 9 to 12, the second lane of the
// first kept for whoever walks in.
type desks struct {
	*world
	db      *pgxpool.Pool
	service *agenda.Desks
	clock   atomic.Int64 // of the pages, in seconds
	mu      sync.Mutex
	changes []string // offices of which somebody heard that something changed
	tell    func(caterina.TownID, string)
}

const (
	deskOffice  = "nord"
	deskService = "consulenza"
)

func (d *desks) now() time.Time { return time.Unix(d.clock.Load(), 0) }

// at sets the pages' clock. The database's stands at opening.
func (d *desks) at(t time.Time) { d.clock.Store(t.Unix()) }

// opening is when the tests begin: a Tuesday in November, before the desks open.
func opening() time.Time { return time.Date(2026, time.November, 24, 8, 0, 0, 0, caterina.Rome()) }

// day is so many days after the first.
func day(n int) caterina.Date { return caterina.DateOf(opening()).AddDays(n) }

// frozen opens a store whose clock stands at opening, and a pool of connections
// for what a test looks at by itself.
func frozen(t *testing.T) (*postgres.Store, *pgxpool.Pool) {
	t.Helper()
	url := pgtest.URL(t)
	mark := "?"
	if strings.Contains(url, "?") {
		mark = "&"
	}
	url += mark + "caterina.now=" + opening().UTC().Format("2006-01-02T15:04:05Z")
	store, err := postgres.Open(t.Context(), url, postgres.WithAppointments(postgres.Appointments{Keys: caterina.NewBookingKeys(pgtest.Secret)}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return store, pool
}

func (d *desks) heard() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.changes)
}

// consulting is the service of the tests.
func consulting() caterina.Service {
	return caterina.Service{Slug: deskService, Name: "Consulenza", Offices: []string{deskOffice}, Duration: 30, Step: 30, LeadMinutes: 1, HorizonDays: 60, MaxActive: 1}
}

func newDesks(t *testing.T, change ...func(*world)) *desks {
	t.Helper()
	d := &desks{}
	d.at(opening())
	store, pool := frozen(t)
	d.db = pool
	d.world = worldOn(t, store, append([]func(*world){func(w *world) {
		d.service = agenda.NewDesks(agenda.DesksConfig{
			Store: w.store, Bookable: d.bookable, Keys: caterina.NewBookingKeys(pgtest.Secret),
			Committed: func(caterina.Event) {}, Domain: "caterina.example", Random: rand.Reader, Now: d.now,
			Changed: func(town caterina.TownID, office string) {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.changes = append(d.changes, office)
				if d.tell != nil {
					d.tell(town, office)
				}
			},
		})
		w.cfg.Now = d.now
		w.cfg.Agenda = console.AgendaConfig{Desks: d.service, Report: w.store.BookingReport}
	}}, change...)...)
	d.open()
	return d
}

func (d *desks) bookable(town caterina.TownID) ([]caterina.Service, []caterina.Office) {
	if town != d.siena.ID {
		return nil, nil
	}
	return []caterina.Service{consulting()}, []caterina.Office{{Slug: deskOffice, Name: "Sportello Nord"}}
}

// open gives the office its desks and hours.
func (d *desks) open() {
	d.t.Helper()
	ctx := d.t.Context()
	_, err := d.store.SaveItems(ctx, d.siena.ID, caterina.Items{
		Offices: []caterina.Office{{Slug: deskOffice, Name: "Sportello Nord"}}, Services: []caterina.Service{consulting()},
	})
	d.must(err)
	var week []caterina.OpeningRule
	for day := time.Monday; day <= time.Friday; day++ {
		week = append(week, caterina.OpeningRule{Weekday: caterina.Weekday(day), From: 9 * 60, To: 12 * 60, EveryWeeks: 1, Anchor: caterina.Date{Year: 2024, Month: 1, Day: 1}})
	}
	_, err = d.store.PlanOffices(ctx, d.siena.ID, []caterina.OfficePlan{{
		Office: deskOffice, Desks: []caterina.DeskPlan{{Service: deskService, Name: "Sportello 1", Lanes: 1}}, Openings: week,
	}})
	d.must(err)
	d.must(d.store.EditRules(ctx, d.siena.ID, deskOffice, d.staffID(), "secondo sportello", caterina.AddDesk{Desk: caterina.Desk{
		Name: "Sportello 2", Services: []string{deskService}, Lanes: []caterina.Lane{{Number: 1, Online: true}},
	}}))
}

// staffID is an operator for what needs one.
func (d *desks) staffID() caterina.OperatorID {
	d.t.Helper()
	op, err := d.store.AddOperator(d.t.Context(), strings.ToLower(rand.Text())+"@example.org", "Sara Blu", "no password")
	d.must(err)
	return op
}

// rules reads the office's.
func (d *desks) rules() caterina.OfficeRules {
	d.t.Helper()
	rules, err := d.store.OfficeRules(d.t.Context(), d.siena.ID, deskOffice, caterina.DateOf(d.now().In(caterina.Rome())))
	d.must(err)
	return rules
}

// on is a time of a day.
func on(day caterina.Date, hour, minute int) time.Time {
	return time.Date(day.Year, day.Month, day.Day, hour, minute, 0, 0, caterina.Rome())
}

// book makes an appointment as staff do, and fails the test when it is not had.
func (d *desks) book(name string, at time.Time) caterina.Booking {
	d.t.Helper()
	b, warnings, err := d.service.Book(d.t.Context(), d.siena.ID, caterina.StaffBooking{
		Office: deskOffice, Service: deskService, From: at, Person: caterina.Person{Name: caterina.Secret(name)}, By: d.staffID(),
	})
	if err != nil || len(warnings) > 0 {
		d.t.Fatalf("book %s: %v, %+v", at, err, warnings)
	}
	return b
}

// bookOn makes an appointment on a lane, as the citizen's dialogue does.
func (d *desks) bookOn(desk caterina.DeskID, lane int, at time.Time) caterina.Booking {
	d.t.Helper()
	return d.bookIn("", desk, lane, at)
}

// bookIn does so in a conversation.
func (d *desks) bookIn(conv caterina.ConversationID, desk caterina.DeskID, lane int, at time.Time) caterina.Booking {
	d.t.Helper()
	code, err := booking.NewCode(rand.Reader)
	d.must(err)
	version := d.rules().Version
	b, err := d.store.BookFor(d.t.Context(), caterina.BookingOrder{
		Town: d.siena.ID, Code: code, RequestID: uuid(), Lang: "it", By: caterina.ActorCitizen, Conversation: conv,
		Person: caterina.Person{Name: "Una Persona", Email: caterina.Secret(strings.ToLower(code) + "@example.org"), Verified: true},
		Vacancy: caterina.Vacancy{
			Service: deskService, Office: deskOffice, From: at, To: at.Add(30 * time.Minute), Version: version, Spots: []caterina.Spot{{Desk: desk, Lane: lane}},
		},
	})
	d.must(err)
	return b
}

// uuid is a new one.
func uuid() string {
	var b [16]byte
	_, _ = rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// stands reads a booking as it is now.
func (d *desks) stands(b caterina.Booking) caterina.Booking {
	d.t.Helper()
	now, err := d.store.Booking(d.t.Context(), d.siena.ID, b.ID)
	d.must(err)
	return now
}

// TestADeploymentWithoutAppointmentsHasNoAgenda: no link, no page.
func TestADeploymentWithoutAppointmentsHasNoAgenda(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.as(w.operator("Ada Neri", caterina.RoleSupervisor))
	wants(t, b.get("/console/siena/agenda"), http.StatusNotFound)
	if strings.Contains(b.get("/console/account").Body, "/agenda") {
		t.Error("there is a link to no agenda")
	}
	if got := b.get("/calendari/x.ics"); got.Code != http.StatusNotFound {
		t.Errorf("a calendar of nothing: %s", got)
	}
}
