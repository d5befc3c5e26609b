package booking_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

func contains(s, part string) bool { return strings.Contains(s, part) }

// twoShifts is the family desk with afternoons.
func twoShifts(tb testing.TB) caterina.Timetable {
	tb.Helper()
	tt := familyDesk(tb)
	for d := time.Monday; d <= time.Friday; d++ {
		tt.Openings = append(tt.Openings, rule(tb, d, "15:00", "17:00"))
	}
	return tt
}

// offer asks one office for times, on Monday 23 November 2026 at 8.
func offer(tb testing.TB, tt caterina.Timetable, when caterina.When) caterina.Times {
	tb.Helper()
	return booking.Offer([]caterina.Timetable{tt}, counselling(), at(tb, "2026-11-23 08:00"), when, time.Time{}, booking.Asker{})
}

func wantSlots(tb testing.TB, times caterina.Times, want ...string) {
	tb.Helper()
	var got []string
	for _, s := range times.Slots {
		got = append(got, s.From.In(caterina.Rome()).Format("Mon 02 15:04"))
	}
	if !slices.Equal(got, want) {
		tb.Errorf("offered are %q, want %q", got, want)
	}
}

func onDay(tb testing.TB, s string) caterina.When {
	tb.Helper()
	return caterina.When{Days: []caterina.DateRange{{First: date(tb, s), Last: date(tb, s)}}}
}

func clockPtr(tb testing.TB, s string) *caterina.Clock {
	tb.Helper()
	c := clock(tb, s)
	return &c
}

func TestTheThreeTimesAreARealChoice(t *testing.T) {
	t.Parallel()
	times := offer(t, twoShifts(t), caterina.When{})
	wantSlots(t, times, "Mon 23 09:00", "Mon 23 15:00", "Tue 24 09:00")
	if !times.Exact || !times.More || times.Why != "" {
		t.Errorf("they are %+v", times)
	}
	if s := times.Slots[0]; s.Service != "consulenza" || s.Office != "sportello-famiglia" || s.To.Sub(s.From) != 30*time.Minute {
		t.Errorf("the first is %+v", s)
	}
}

// TestTheThirdTimeIsAnotherDayWhenTheSecondIsTheOtherHalf: two times of one
// afternoon, a quarter of an hour apart, are no choice.
func TestTheThirdTimeIsAnotherDayWhenTheSecondIsTheOtherHalf(t *testing.T) {
	t.Parallel()
	tt := familyDesk(t)
	tt.Openings = []caterina.OpeningRule{
		rule(t, time.Monday, "10:00", "13:00"), rule(t, time.Tuesday, "15:00", "17:00"), rule(t, time.Wednesday, "10:00", "13:00"),
	}
	wantSlots(t, offer(t, tt, caterina.When{}), "Mon 23 10:00", "Tue 24 15:00", "Wed 25 10:00")
}

func TestOtherTimesAreLaterOnes(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-11-23 08:00")
	times := booking.Offer([]caterina.Timetable{twoShifts(t)}, counselling(), now, caterina.When{}, at(t, "2026-11-24 09:00"), booking.Asker{})
	wantSlots(t, times, "Tue 24 09:30", "Tue 24 15:00", "Wed 25 09:00")
	last := at(t, "2026-11-26 16:30")
	times = booking.Offer([]caterina.Timetable{twoShifts(t)}, counselling(), now, onDay(t, "2026-11-26"), last, booking.Asker{})
	if times.Exact || times.Why != "" || len(times.Slots) != 3 {
		t.Errorf("after the last of the day they are %+v", times)
	}
	times = booking.Offer([]caterina.Timetable{twoShifts(t)}, counselling(), now, caterina.When{}, at(t, "2028-01-01 00:00"), booking.Asker{})
	if len(times.Slots) != 0 || times.More {
		t.Errorf("beyond the horizon they are %+v", times)
	}
}

func TestWishesAreKept(t *testing.T) {
	t.Parallel()
	week := caterina.DateRange{First: date(t, "2026-11-30"), Last: date(t, "2026-12-06")}
	for name, c := range map[string]struct {
		when caterina.When
		want []string
	}{
		"a day":         {onDay(t, "2026-11-26"), []string{"Thu 26 09:00", "Thu 26 10:00", "Thu 26 15:00"}},
		"afternoons":    {caterina.When{From: clock(t, "13:00")}, []string{"Mon 23 15:00", "Tue 24 15:00", "Wed 25 15:00"}},
		"before ten":    {caterina.When{To: clock(t, "10:00")}, []string{"Mon 23 09:00", "Tue 24 09:00", "Wed 25 09:00"}},
		"a weekday":     {caterina.When{Weekdays: []time.Weekday{time.Thursday}}, []string{"Thu 26 09:00", "Thu 26 15:00", "Thu 03 09:00"}},
		"not a weekday": {caterina.When{Days: []caterina.DateRange{week}, NotOn: []time.Weekday{time.Monday, time.Tuesday}}, []string{"Wed 02 09:00", "Wed 02 15:00", "Thu 03 09:00"}},
		"not a day": {caterina.When{
			Days:    []caterina.DateRange{week},
			NotDays: []caterina.DateRange{{First: date(t, "2026-11-30"), Last: date(t, "2026-12-02")}},
		}, []string{"Thu 03 09:00", "Thu 03 15:00", "Fri 04 09:00"}},
		"around": {
			caterina.When{Days: onDay(t, "2026-11-26").Days, Around: clockPtr(t, "10:30")},
			[]string{"Thu 26 10:00", "Thu 26 10:30", "Thu 26 11:00"},
		},
		"around, any day": {caterina.When{Around: clockPtr(t, "10:30")}, []string{"Mon 23 10:30", "Tue 24 10:30", "Wed 25 10:30"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			times := offer(t, twoShifts(t), c.when)
			wantSlots(t, times, c.want...)
			if !times.Exact {
				t.Error("they are said not to be as wished")
			}
		})
	}
}

func TestTheNearestAreOfferedWhenNothingIsAsWished(t *testing.T) {
	t.Parallel()
	thursday := onDay(t, "2026-11-26")
	thursday.From, thursday.To = clock(t, "13:00"), clock(t, "19:00")
	tt := twoShifts(t)
	tt.Taken = []caterina.Taken{taken(t, "2026-11-26 15:00", "2026-11-26 17:00")}
	times := offer(t, tt, thursday)
	wantSlots(t, times, "Wed 25 15:00", "Thu 26 11:30", "Fri 27 15:00")
	if times.Exact || times.Why != caterina.ProblemTaken {
		t.Errorf("they are %+v", times)
	}
	excluding := caterina.When{Weekdays: []time.Weekday{time.Saturday}, NotOn: []time.Weekday{time.Friday}}
	for _, s := range offer(t, tt, excluding).Slots {
		if s.From.In(caterina.Rome()).Weekday() == time.Friday {
			t.Errorf("the day that was not wanted is offered: %v", s.From)
		}
	}
}

func TestTheOneReasonIsSaid(t *testing.T) {
	t.Parallel()
	tt := familyDesk(t)
	tt.DaysOff = booking.DaysOff(nil, date(t, "2026-11-01"), date(t, "2027-12-31"))
	tt.Closures = []caterina.DeskSpan{{From: at(t, "2026-11-25 00:00"), To: at(t, "2026-11-26 00:00"), Reason: "corso del personale"}}
	tt.Taken = []caterina.Taken{taken(t, "2026-11-26 09:00", "2026-11-26 12:00")}
	early := onDay(t, "2026-11-27")
	early.To = clock(t, "08:00")
	soon := caterina.When{Days: []caterina.DateRange{{First: date(t, "2026-11-23"), Last: date(t, "2026-11-23")}}, To: clock(t, "09:00")}
	for name, c := range map[string]struct {
		when   caterina.When
		why    caterina.BookingProblem
		reason string
	}{
		"a holiday":            {onDay(t, "2026-12-08"), caterina.ProblemDayOff, "Immacolata Concezione"},
		"closed":               {onDay(t, "2026-11-25"), caterina.ProblemClosed, "corso del personale"},
		"all taken":            {onDay(t, "2026-11-26"), caterina.ProblemTaken, ""},
		"a Sunday":             {onDay(t, "2026-11-29"), caterina.ProblemOutside, ""},
		"Sundays":              {caterina.When{Weekdays: []time.Weekday{time.Sunday}}, caterina.ProblemOutside, ""},
		"before the office is": {early, caterina.ProblemOutside, ""},
		"this morning early":   {soon, caterina.ProblemOutside, ""},
		"yesterday":            {onDay(t, "2026-11-20"), caterina.ProblemPast, ""},
		"too far":              {onDay(t, "2027-03-01"), caterina.ProblemFar, ""},
		"two reasons":          {caterina.When{Days: []caterina.DateRange{{First: date(t, "2026-11-25"), Last: date(t, "2026-11-26")}}}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			times := offer(t, tt, c.when)
			if times.Exact || times.Why != c.why || times.Reason != c.reason || len(times.Slots) != 3 {
				t.Errorf("they are %+v, want %q %q", times, c.why, c.reason)
			}
			if (times.Why == caterina.ProblemFar) != !times.Opens.IsZero() {
				t.Errorf("opens %v", times.Opens)
			}
		})
	}
}

func TestTooSoonIsSaid(t *testing.T) {
	t.Parallel()
	s := counselling()
	s.LeadMinutes, s.LeadDays = 0, 1
	times := booking.Offer([]caterina.Timetable{familyDesk(t)}, s, at(t, "2026-11-23 10:00"), onDay(t, "2026-11-24"), time.Time{}, booking.Asker{})
	wantSlots(t, times, "Wed 25 09:00", "Wed 25 10:00", "Thu 26 09:00")
	if times.Why != caterina.ProblemSoon {
		t.Errorf("they are %+v", times)
	}
}

func TestTheTimesOfAllOfficesAreOffered(t *testing.T) {
	t.Parallel()
	near, far := familyDesk(t), familyDesk(t)
	far.Office.Slug = "carbonara"
	near.Taken = []caterina.Taken{taken(t, "2026-11-26 09:00", "2026-11-26 12:00")}
	times := booking.Offer([]caterina.Timetable{near, far}, counselling(), at(t, "2026-11-23 08:00"), onDay(t, "2026-11-26"), time.Time{}, booking.Asker{})
	if !times.Exact || len(times.Slots) != 3 || times.Slots[0].Office != "carbonara" {
		t.Errorf("they are %+v", times)
	}
	times = booking.Offer([]caterina.Timetable{near, near}, counselling(), at(t, "2026-11-23 08:00"), onDay(t, "2026-11-26"), time.Time{}, booking.Asker{})
	if times.Why != caterina.ProblemTaken {
		t.Errorf("with both full they are %+v", times)
	}
}

func TestAProblemOfWordsLeavesTheFirstTimes(t *testing.T) {
	t.Parallel()
	when := caterina.When{Problem: caterina.WhenNoSuchDay}
	times := offer(t, familyDesk(t), when)
	if times.Exact || times.Why != "" || len(times.Slots) != 3 {
		t.Errorf("they are %+v", times)
	}
}

func TestNothingFreeIsNoTimes(t *testing.T) {
	t.Parallel()
	tt := familyDesk(t)
	tt.Openings = nil
	times := offer(t, tt, caterina.When{})
	if len(times.Slots) != 0 || times.Exact || times.More || times.Why != caterina.ProblemOutside {
		t.Errorf("they are %+v", times)
	}
	if got := booking.Choose(nil, caterina.When{}, time.Time{}); len(got.Slots) != 0 {
		t.Errorf("of nothing they are %+v", got)
	}
}
