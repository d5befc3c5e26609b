package agenda_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
	"example.org/caterina/internal/agenda"
)

func (b *bench) keep() {
	b.t.Helper()
	if err := b.Keep(b.t.Context()); err != nil {
		b.t.Fatal(err)
	}
}

func TestFilesAreCarriedOverWhenTheyChangeAndOnceADay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.keep()
	b.keep()
	if b.store.planned != 1 || len(b.store.filled) != 1 || b.store.forgot != 1 {
		t.Errorf("planned %d times, filled %d, forgot %d", b.store.planned, len(b.store.filled), b.store.forgot)
	}
	b.now = time.Date(2026, 11, 24, 4, 29, 0, 0, caterina.Rome())
	b.keep()
	if b.store.planned != 1 {
		t.Error("the daily work is done at night, when clocks change")
	}
	b.now = b.now.Add(time.Minute)
	b.keep()
	if b.store.planned != 2 || len(b.store.filled) != 2 || b.store.forgot != 2 {
		t.Errorf("at half past four: planned %d times, filled %d, forgot %d", b.store.planned, len(b.store.filled), b.store.forgot)
	}
}

func TestWhatFailedIsDoneAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.store.fail = errors.New("the database has gone")
	if err := b.Keep(t.Context()); err == nil {
		t.Fatal("no error")
	}
	b.store.fail = nil
	b.keep()
	if len(b.store.filled) != 1 || b.store.planned != 2 || b.store.forgot != 2 {
		t.Errorf("planned %d, filled %d, forgot %d", b.store.planned, len(b.store.filled), b.store.forgot)
	}
}

// TestOneTownThatFailsHoldsUpNoOther: its files cannot be carried over, and still
// offers end and the daily work is done.
func TestOneTownThatFailsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.store.failPlans = errors.New("a desk with more lanes than any has")
	for want := 1; want <= 2; want++ {
		if err := b.Keep(t.Context()); err == nil || b.store.expired != want || b.store.forgot != 1 {
			t.Errorf("error %v, offers ended %d times, people forgotten %d times", err, b.store.expired, b.store.forgot)
		}
	}
}

func TestWhatMustNeverBeIsLookedForEveryNight(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.store.flaws = []caterina.BookingFlaw{{Rule: "I2", Town: 7, Booking: 12, What: "booked without a place"}}
	b.keep()
	b.keep()
	if n := strings.Count(b.logs.String(), "level=ERROR"); n != 1 || !strings.Contains(b.logs.String(), "rule=I2") {
		t.Errorf("%d errors are logged: %s", n, &b.logs)
	}
}

// TestAHolidayThatIsNotKnownIsNoticed: every night, and told in one line.
func TestAHolidayThatIsNotKnownIsNoticed(t *testing.T) {
	t.Parallel()
	day := func(year int, month time.Month, day int) caterina.Date {
		return caterina.Date{Year: year, Month: month, Day: day}
	}
	for _, row := range []struct {
		known caterina.Date
		said  string
	}{
		{caterina.Date{}, "2027-01-06"},
		{day(2026, 12, 26), "2027-01-06"},
		{day(2027, 1, 1), "2027-01-06"},
		{day(2027, 1, 6), ""}, // the next holiday is after what can be booked
		{day(2027, 12, 26), ""},
	} {
		b := newBench(t)
		b.store.offices, b.store.known = []string{"nord"}, row.known
		b.keep()
		b.keep()
		logged := b.logs.String()
		if n := strings.Count(logged, "level=ERROR"); row.said == "" && n != 0 || row.said != "" && (n != 1 || !strings.Contains(logged, row.said) || !strings.Contains(logged, "days off")) {
			t.Errorf("known until %s: logged %s", row.known, logged)
		}
		b.store.offices = nil
		if flaws, err := agenda.MissingDays(t.Context(), b.store, siena(), nil, day(2026, 11, 23)); err != nil || flaws != nil {
			t.Errorf("where nobody can book: %+v, %v", flaws, err)
		}
		b.store.fail = errors.New("broken")
		if _, err := agenda.MissingDays(t.Context(), b.store, siena(), nil, day(2026, 11, 23)); err == nil {
			t.Error("a broken database knows all holidays")
		}
	}
}

func TestACitizenKeepsAPlaceWithOnePress(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.keep()
	for i, want := range []string{"altro tempo?", "more time?"} {
		if asked := b.store.asked[i]; !strings.Contains(asked.Text, want) || len(asked.Options) != 1 || asked.Options[0].ID != "book/keep" || asked.Flow != caterina.FlowBooking {
			t.Errorf("asked %+v", asked)
		}
	}
	if len(b.events) != 1 {
		t.Errorf("%d events reach the chat", len(b.events))
	}
}

// TestDaysOffAreFilledFarEnough guards against the list of holidays that ends: every
// day that can be booked in the next two months is known.
func TestDaysOffAreFilledFarEnough(t *testing.T) {
	t.Parallel()
	services, _ := shelf{}.Bookable(7)
	services[0].HorizonDays = 365
	for day := (caterina.Date{Year: 2026, Month: 11, Day: 22}); day.Year < 2031; day = day.AddDays(17) {
		plan := agenda.DaysFor(siena(), services, day)
		if need := booking.FilledUntil(services, day); plan.Within.Last.Before(need) || need.Before(day.AddDays(365+60)) {
			t.Fatalf("on %s the calendar is filled until %s, %s is needed", day, plan.Within.Last, need)
		}
		if plan.Within.First != day {
			t.Errorf("on %s days are changed from %s on", day, plan.Within.First)
		}
	}
	plan := agenda.DaysFor(siena(), services, caterina.Date{Year: 2026, Month: 11, Day: 22})
	want := map[string]bool{"2026-12-01": false, "2027-03-29": false, "2027-10-04": false}
	for _, off := range plan.Days {
		if _, ok := want[off.Date.String()]; ok {
			want[off.Date.String()] = true
		}
	}
	for day, there := range want {
		if !there {
			t.Errorf("%s is missing", day)
		}
	}
}

func TestRunLooksAfterAppointmentsUntilItIsStopped(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- b.Run(ctx) }()
		time.Sleep(61 * time.Second) // of the test's own clock
		synctest.Wait()
		b.store.mu.Lock()
		expired := b.store.expired
		b.store.mu.Unlock()
		if expired < 11 || b.store.swept != 1 {
			t.Errorf("offers were looked at %d times, places %d", expired, b.store.swept)
		}
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}
