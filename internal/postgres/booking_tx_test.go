package postgres_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// statements is what a store has asked since it was last looked at.
type statements struct {
	mu  sync.Mutex
	all []string
}

func (s *statements) add(sql string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, sql)
}

// take returns the statements by their names, and forgets them.
func (s *statements) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for _, sql := range s.all {
		name := sql
		if rest, ok := strings.CutPrefix(sql, "-- name: "); ok {
			name, _, _ = strings.Cut(rest, " ")
		}
		names = append(names, name)
	}
	s.all = nil
	return names
}

// listeningOffice is an office whose statements are listened to.
func listeningOffice(t *testing.T) (*office, *statements) {
	t.Helper()
	heard := &statements{}
	store := openedStore(t, pgtest.URL(t), false, nil, postgres.Traced(tracer{heard.add}))
	return officeOn(t, store, 1, caterina.Service{MaxActive: 9}), heard
}

// TestATurnAboutSomethingElsePaysNothingForAppointments: it is one statement, as
// it was before there were any.
func TestATurnAboutSomethingElsePaysNothingForAppointments(t *testing.T) {
	t.Parallel()
	o, heard := listeningOffice(t)
	o.say("quanto costa la mensa?")
	turn := o.lease("p", leaseTime)
	heard.take()
	if _, err := o.CompleteTurn(t.Context(), turn, answer("niente"), nil); err != nil {
		t.Fatal(err)
	}
	if got := heard.take(); len(got) != 1 || got[0] != "CompleteTurn" {
		t.Errorf("%v, want CompleteTurn alone", got)
	}
}

// TestADayIsLockedForOneStatement: whatever a booking asks and writes comes before
// the statement that locks the day, and only what closes the turn after it.
func TestADayIsLockedForOneStatement(t *testing.T) {
	t.Parallel()
	o, heard := listeningOffice(t)
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Fatal(err)
	}
	if got := heard.take(); got[len(got)-1] != "HoldPlace" {
		t.Errorf("a hold is %v, want it to end with one statement and no transaction around it", got)
	}
	o.say("sì")
	turn := o.lease("p", leaseTime)
	heard.take()
	reply := bookingReply("fatto", caterina.ConfirmBooking{Vacancy: o.at(0), Draft: o.draft(1, o.at(0))})
	if _, err := o.CompleteTurn(t.Context(), turn, reply, nil); err != nil {
		t.Fatal(err)
	}
	got := strings.Join(heard.take(), " ")
	if !strings.HasSuffix(got, "SwapPlace CompleteTurn AppendBooking commit") {
		t.Errorf("a confirmation is %s", got)
	}
}

// TestWhoWaitsForADayHoldsUpNoOther: the days of an office are apart.
func TestWhoWaitsForADayHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{MaxActive: 9})
	tx, err := o.Pool().Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "SELECT lock_places($1, '{centro}', ARRAY[$2::timestamptz])", o.town, o.day); err != nil {
		t.Fatal(err)
	}
	waits := make(chan error, 1)
	go func() { waits <- o.confirm(o.conv, 1, o.at(0)) }()
	later := o.at(0)
	later.From, later.To = later.From.AddDate(0, 0, 1), later.To.AddDate(0, 0, 1)
	o.booked(o.somebody(), 2, later)
	select {
	case err := <-waits:
		t.Errorf("the first did not wait for its day: %v", err)
	default:
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-waits; err != nil {
		t.Error(err)
	}
	o.sound()
}

// TestATransactionThatTheDatabaseUndidIsRunAgain up to three times, and then is no
// fault of the citizen's.
func TestATransactionThatTheDatabaseUndidIsRunAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{MaxActive: 9})
	o.exec("CREATE SEQUENCE undone")
	o.exec(`CREATE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS
		$$ BEGIN IF nextval('undone') <= 2 THEN RAISE EXCEPTION 'undone' USING ERRCODE = '40P01'; END IF; RETURN NEW; END $$`)
	o.exec("CREATE TRIGGER undo BEFORE INSERT ON allocation FOR EACH ROW EXECUTE FUNCTION undo()")
	if err := o.hold(o.conv, 1, o.at(0)); err != nil {
		t.Errorf("the third time: %v", err)
	}
	o.exec("ALTER SEQUENCE undone RESTART")
	o.booked(o.somebody(), 2, o.at(60))
	o.exec(`CREATE OR REPLACE FUNCTION undo() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'undone' USING ERRCODE = '40001'; END $$`)
	wantCode(t, "undone each time", o.hold(o.somebody(), 3, o.at(120)), caterina.CodeUnavailable)
	o.sound()
}

// TestCase01InTurns is the race for the last place as the runner sees it: whoever
// loses has stored nothing, and answers again with other times.
func TestCase01InTurns(t *testing.T) {
	o := raceOffice(t, 1, caterina.Service{})
	turns := make([]caterina.LeasedTurn, crowd)
	for i, conv := range o.crowdOf(crowd) {
		o.conv = conv
		o.say("sì")
		turns[i] = o.lease("p", leaseTime)
	}
	reply := func(i, minutes int) caterina.Reply {
		return bookingReply("fatto", caterina.ConfirmBooking{Vacancy: o.at(minutes), Draft: o.draft(i, o.at(minutes))})
	}
	lost := make([]bool, crowd)
	want(t, atOnce(t, crowd, func(i int) error {
		_, err := o.CompleteTurn(t.Context(), turns[i], reply(i, 0), nil)
		lost[i] = err != nil
		return err
	}), 1, caterina.ProblemTaken, crowd-1)
	if n := value[int](o.fixture, "SELECT count(*) FROM event WHERE kind = 'booking'"); n != 1 {
		t.Errorf("%d citizens were told that they have it", n)
	}
	again := 0
	for i := range turns {
		if !lost[i] || again == 8 {
			continue
		}
		again++
		if _, err := o.CompleteTurn(t.Context(), turns[i], reply(i, 30*again), nil); err != nil {
			t.Errorf("another time in the same turn: %v", err)
		}
	}
	o.sound()
}

// TestACodeOfAnotherTownOpensNothing, and a code is no key to a page.
func TestACodeOfAnotherTownOpensNothing(t *testing.T) {
	t.Parallel()
	o := newOffice(t, 1, caterina.Service{})
	b := o.booked(o.conv, 1, o.at(0))
	other := o.saveTown("bari")
	for what, f := range map[string]func() (caterina.Booking, error){
		"code":   func() (caterina.Booking, error) { return o.BookingByCode(t.Context(), other, b.Code) },
		"number": func() (caterina.Booking, error) { return o.Booking(t.Context(), other, b.ID) },
		"page":   func() (caterina.Booking, error) { return o.BookingByToken(t.Context(), caterina.Secret(b.Code)) },
		"uid":    func() (caterina.Booking, error) { return o.BookingByToken(t.Context(), caterina.Secret(b.UID)) },
	} {
		if got, err := f(); caterina.CodeOf(err) != caterina.CodeNotFound {
			t.Errorf("by its %s: %+v, %v", what, got, err)
		}
	}
	_, _, err := o.CancelBooking(t.Context(), caterina.BookingCancel{Town: other, Booking: b.ID, By: caterina.ActorCitizen})
	if why(t, err) != caterina.ProblemUnknown {
		t.Errorf("cancelled from another town: %v", err)
	}
	if list, err := o.Bookings(t.Context(), other, "", o.day, o.day.Add(time.Hour)); err != nil || len(list) != 0 {
		t.Errorf("the other town's day: %+v, %v", list, err)
	}
	if list, err := o.Bookings(t.Context(), o.town, "", o.day, o.day.Add(time.Hour)); err != nil || len(list) != 1 || list[0].ID != b.ID {
		t.Errorf("its own town's day: %+v, %v", list, err)
	}
}

// TestWithoutKeysNothingIsBooked: a store that was opened for something else must
// not make appointments that anybody could open.
func TestWithoutKeysNothingIsBooked(t *testing.T) {
	t.Parallel()
	url := pgtest.URL(t)
	o := officeOn(t, openedStore(t, url, false, nil), 1, caterina.Service{})
	bare, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(bare.Close)
	apply := func(effect caterina.Effect) error {
		return bare.ApplyBooking(context.WithoutCancel(t.Context()), o.town, o.conv, []caterina.Effect{effect})
	}
	for _, effect := range []caterina.Effect{
		caterina.ConfirmBooking{Vacancy: o.at(0), Draft: o.draft(1, o.at(0))},
		caterina.ConfirmBooking{Vacancy: o.at(0), Draft: o.draft(1, o.at(0)), Digits: "123456"},
		caterina.JoinWaitlist{Draft: o.draft(1, o.at(0))},
	} {
		wantCode(t, "without keys", apply(effect), caterina.CodeInternal)
	}
	if n := o.places("booked"); n != 0 {
		t.Errorf("%d places", n)
	}
}
