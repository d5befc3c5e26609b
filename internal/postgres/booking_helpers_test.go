package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// crowd is how many real connections meet in each race.
const crowd = 64

// office is a fixture with an office that takes appointments: one desk for one
// service, from where times are counted.
type office struct {
	*fixture
	desk  caterina.DeskID
	lanes int
	day   time.Time // 09:00 in Rome of a day a week ahead
	keys  caterina.BookingKeys
	url   string // of the database, where others open it
}

// newOffice makes an office whose desk has some lanes.
func newOffice(t *testing.T, lanes int, service caterina.Service) *office {
	t.Helper()
	return officeOn(t, pgtest.Store(t), lanes, service)
}

// raceOffice is an office with a connection for each of a crowd.
func raceOffice(t *testing.T, lanes int, service caterina.Service) *office {
	t.Helper()
	return officeOn(t, openedStore(t, pgtest.URL(t), false, map[string]string{"pool_max_conns": "64"}), lanes, service)
}

// officeAt is a race's office at a fixed time.
func officeAt(t *testing.T, now string, lanes int, service caterina.Service) *office {
	t.Helper()
	return officeOn(t, openedStore(t, pgtest.URL(t), false, map[string]string{"pool_max_conns": "64", "caterina.now": now}), lanes, service)
}

// openedStore opens a store that is closed with the test.
func openedStore(t *testing.T, url string, prove bool, settings map[string]string, options ...postgres.Option) *postgres.Store {
	t.Helper()
	query := make([]string, 0, len(settings))
	for key, value := range settings {
		query = append(query, key+"="+value)
	}
	if sep := "?"; len(query) > 0 {
		if strings.Contains(url, "?") {
			sep = "&"
		}
		url += sep + strings.Join(query, "&")
	}
	options = append(options, postgres.WithAppointments(postgres.Appointments{Keys: caterina.NewBookingKeys(pgtest.Secret), Prove: prove}))
	store, err := postgres.Open(t.Context(), url, options...)
	if err != nil {
		t.Fatalf("open a store: %v", err)
	}
	t.Cleanup(store.Close)
	return store
}

func officeOn(t *testing.T, store *postgres.Store, lanes int, service caterina.Service) *office {
	t.Helper()
	f := &fixture{Store: store, t: t}
	f.town = f.saveTown("siena")
	o := &office{fixture: f, lanes: lanes, keys: caterina.NewBookingKeys(pgtest.Secret)}
	session := f.open()
	f.conv, f.token = session.Conversation.ID, session.Token.Reveal()
	service.Slug, service.Name = "bonus", "Bonus"
	_, err := store.SaveItems(t.Context(), f.town, caterina.Items{
		Offices: []caterina.Office{{Slug: "centro", Name: "Centro"}}, Services: []caterina.Service{service},
	})
	if err != nil {
		t.Fatalf("save the office: %v", err)
	}
	f.exec(`INSERT INTO booking_office (town_id, office) VALUES ($1, 'centro')`, f.town)
	o.desk = o.addDesk("Sportello 1", lanes)
	f.exec(`INSERT INTO opening_rule (town_id, office, weekday, opens, closes) SELECT $1, 'centro', d, 480, 1080 FROM generate_series(0, 6) d`, f.town)
	day := caterina.DateOf(value[time.Time](f, "SELECT app_now()").In(caterina.Rome())).AddDays(7)
	o.day = day.Time(caterina.Rome()).Add(9 * time.Hour)
	return o
}

// addDesk adds a desk of the office.
func (o *office) addDesk(name string, lanes int) caterina.DeskID {
	o.t.Helper()
	id := value[int64](o.fixture, "INSERT INTO desk (town_id, office, name) VALUES ($1, 'centro', $2) RETURNING id", o.town, name)
	o.exec("INSERT INTO desk_lane (town_id, desk_id, lane) SELECT $1, $2, generate_series(1, $3::int)", o.town, id, lanes)
	o.exec("INSERT INTO desk_service (town_id, desk_id, service) VALUES ($1, $2, 'bonus')", o.town, id)
	return caterina.DeskID(id)
}

// at is the vacancy of half an hour that begins so many minutes after nine.
func (o *office) at(minutes int) caterina.Vacancy {
	from := o.day.Add(time.Duration(minutes) * time.Minute)
	v := caterina.Vacancy{Service: "bonus", Office: "centro", From: from, To: from.Add(30 * time.Minute), Version: 1}
	for lane := range o.lanes {
		v.Spots = append(v.Spots, caterina.Spot{Desk: o.desk, Lane: lane + 1})
	}
	return v
}

// somebody opens a conversation.
func (o *office) somebody() caterina.ConversationID {
	o.t.Helper()
	return o.open().Conversation.ID
}

// crowdOf opens a conversation for each of a crowd.
func (o *office) crowdOf(n int) []caterina.ConversationID {
	o.t.Helper()
	convs := make([]caterina.ConversationID, n)
	for i := range convs {
		convs[i] = o.somebody()
	}
	return convs
}

// draft is what somebody with a number has chosen.
func (o *office) draft(n int, v caterina.Vacancy) caterina.BookingDraft {
	return caterina.BookingDraft{
		Service: v.Service, Office: v.Office, From: v.From, Step: caterina.StepConfirm, Code: codeOf(n), RequestID: requestOf(n),
		Person: caterina.Person{Name: caterina.Secret(fmt.Sprintf("Persona %d", n)), Email: caterina.Secret(fmt.Sprintf("p%d@example.org", n))},
	}
}

// codeOf and requestOf are those of the booking with a number.
func codeOf(n int) string {
	code := []byte("2222222")
	for i := len(code) - 1; n > 0; i-- {
		code[i] = caterina.CodeAlphabet[n%len(caterina.CodeAlphabet)]
		n /= len(caterina.CodeAlphabet)
	}
	return string(code)
}

func requestOf(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", n) }

func (o *office) hold(conv caterina.ConversationID, n int, v caterina.Vacancy) error {
	return o.ApplyBooking(o.t.Context(), o.town, conv, []caterina.Effect{caterina.HoldPlace{Vacancy: v, Draft: o.draft(n, v)}})
}

func (o *office) confirm(conv caterina.ConversationID, n int, v caterina.Vacancy) error {
	return o.ApplyBooking(o.t.Context(), o.town, conv, []caterina.Effect{caterina.ConfirmBooking{Vacancy: v, Draft: o.draft(n, v)}})
}

// booked makes a booking that must succeed.
func (o *office) booked(conv caterina.ConversationID, n int, v caterina.Vacancy) caterina.Booking {
	o.t.Helper()
	if err := o.confirm(conv, n, v); err != nil {
		o.t.Fatalf("confirm %d: %v", n, err)
	}
	b, err := o.BookingByCode(o.t.Context(), o.town, codeOf(n))
	if err != nil {
		o.t.Fatalf("find booking %d: %v", n, err)
	}
	return b
}

// places counts places in a state.
func (o *office) places(state string) int {
	o.t.Helper()
	return value[int](o.fixture, "SELECT count(*) FROM allocation WHERE state = $1", state)
}

// runOut has every hold run out a minute ago.
func (o *office) runOut() {
	o.t.Helper()
	o.exec("UPDATE allocation SET hold_expires_at = app_now() - interval '1 minute' WHERE state = 'held'")
}

// sound fails the test when the appointments break a rule.
func (o *office) sound() {
	o.t.Helper()
	flaws, err := o.CheckBookings(context.WithoutCancel(o.t.Context()))
	if err != nil {
		o.t.Fatalf("check the appointments: %v", err)
	}
	for _, flaw := range flaws {
		o.t.Errorf("%s, booking %d: %s", flaw.Rule, flaw.Booking, flaw.What)
	}
}

// why is the reason of a refusal, "" for none, and "?" with a failed test for any
// other error.
func why(t *testing.T, err error) caterina.BookingProblem {
	t.Helper()
	if err == nil {
		return ""
	}
	if refused, ok := errors.AsType[*caterina.BookingRefused](err); ok {
		return refused.Why
	}
	t.Errorf("neither done nor refused: %v", err)
	return "?"
}

// atOnce lets everybody begin at the same moment, and counts how it ended.
func atOnce(t *testing.T, n int, f func(i int) error) map[caterina.BookingProblem]int {
	t.Helper()
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	ended := make([]error, n)
	ready.Add(n)
	for i := range n {
		done.Go(func() {
			ready.Done()
			<-start
			ended[i] = f(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	count := make(map[caterina.BookingProblem]int)
	for _, err := range ended {
		count[why(t, err)]++
	}
	return count
}

// want compares how a race ended.
func want(t *testing.T, got map[caterina.BookingProblem]int, done int, refused caterina.BookingProblem, others int) {
	t.Helper()
	if got[""] != done || got[refused] != others || done+others != sum(got) {
		t.Errorf("it ended %v; want %d done and %d %s", got, done, others, refused)
	}
}

func sum(counts map[caterina.BookingProblem]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

// tracer kills, counts or records statements.
type tracer struct{ after func(sql string) }

func (tracer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	return context.WithValue(ctx, sqlKey{}, data.SQL)
}

func (t tracer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	sql, _ := ctx.Value(sqlKey{}).(string)
	t.after(sql)
}

type sqlKey struct{}

// refusal is the refusal that an error must be.
func refusal(t *testing.T, err error) *caterina.BookingRefused {
	t.Helper()
	refused, ok := errors.AsType[*caterina.BookingRefused](err)
	if !ok {
		t.Fatalf("not refused: %v", err)
	}
	return refused
}

// join has somebody wait for a place.
func (o *office) join(conv caterina.ConversationID, n int, from, to time.Time) {
	o.t.Helper()
	err := o.ApplyBooking(o.t.Context(), o.town, conv, []caterina.Effect{caterina.JoinWaitlist{
		Draft: o.draft(n, caterina.Vacancy{}), Wait: caterina.Waitlist{Service: "bonus", From: from, To: to, Lang: "it"},
	}})
	if err != nil {
		o.t.Fatalf("join the waiting list: %v", err)
	}
}

// TraceBatchStart, TraceBatchQuery and TraceBatchEnd have it see what goes
// together, too.
func (tracer) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

func (t tracer) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	t.after(data.SQL)
}

func (tracer) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}
