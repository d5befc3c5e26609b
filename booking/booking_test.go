package booking_test

import (
	"slices"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// at reads a time on the wall in Rome.
func at(tb testing.TB, wall string) time.Time {
	tb.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", wall, caterina.Rome())
	if err != nil {
		tb.Fatal(err)
	}
	return when
}

// utc reads an instant.
func utc(tb testing.TB, s string) time.Time {
	tb.Helper()
	when, err := time.Parse(time.RFC3339, s)
	if err != nil {
		tb.Fatal(err)
	}
	return when
}

func date(tb testing.TB, s string) caterina.Date {
	tb.Helper()
	d, err := caterina.ParseDate(s)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

func clock(tb testing.TB, s string) caterina.Clock {
	tb.Helper()
	var c caterina.Clock
	if err := c.UnmarshalText([]byte(s)); err != nil {
		tb.Fatal(err)
	}
	return c
}

// rule is a rule of the whole office.
func rule(tb testing.TB, day time.Weekday, from, to string) caterina.OpeningRule {
	tb.Helper()
	return caterina.OpeningRule{Weekday: caterina.Weekday(day), From: clock(tb, from), To: clock(tb, to), EveryWeeks: 1}
}

// counselling is a service of half an hour that needs a minute of notice.
func counselling() caterina.Service {
	return caterina.Service{Slug: "consulenza", Name: "Consulenza famiglia", Duration: 30, Step: 30, LeadMinutes: 1}
}

// familyDesk is an office with one desk of one lane, open from Monday to Friday, 9
// to 12.
func familyDesk(tb testing.TB) caterina.Timetable {
	tb.Helper()
	tt := caterina.Timetable{
		Office:  caterina.Office{Slug: "sportello-famiglia", Name: "Sportello Famiglia"},
		Version: 7,
		Desks: []caterina.Desk{{
			ID: 1, Office: "sportello-famiglia", Name: "Consulenza", Active: true,
			Lanes: []caterina.Lane{{Number: 1, Online: true}}, Services: []string{"consulenza"},
		}},
	}
	for d := time.Monday; d <= time.Friday; d++ {
		tt.Openings = append(tt.Openings, rule(tb, d, "09:00", "12:00"))
	}
	return tt
}

// taken is a booked stretch of the first lane of the first desk.
func taken(tb testing.TB, from, to string) caterina.Taken {
	tb.Helper()
	return caterina.Taken{Desk: 1, Lane: 1, From: at(tb, from), To: at(tb, to), Booking: 1}
}

// walls writes places as times on the wall.
func walls(free []caterina.Vacancy) []string {
	var list []string
	for _, v := range free {
		list = append(list, v.From.In(caterina.Rome()).Format("15:04"))
	}
	return list
}

// freeOn is what a citizen can take on a day.
func freeOn(tb testing.TB, tt caterina.Timetable, s caterina.Service, now, day string) []caterina.Vacancy {
	tb.Helper()
	return booking.Free(tt, s, at(tb, now), date(tb, day), date(tb, day), booking.Asker{})
}

func wantWalls(tb testing.TB, free []caterina.Vacancy, want ...string) {
	tb.Helper()
	if got := walls(free); !slices.Equal(got, want) {
		tb.Errorf("free at %v, want %v", got, want)
	}
}

// wantRefused says that a time is refused for a reason, and is not offered either.
func wantRefused(tb testing.TB, tt caterina.Timetable, s caterina.Service, now, from time.Time, why caterina.BookingProblem) caterina.BookingRefused {
	tb.Helper()
	v, refused := booking.At(tt, s, now, from, booking.Asker{})
	if refused == nil {
		tb.Fatalf("%v is given: %+v, want %s", from, v, why)
	}
	if refused.Why != why {
		tb.Errorf("%v is refused as %s, want %s", from, refused.Why, why)
	}
	day := caterina.DateOf(from.In(caterina.Rome()))
	for _, v := range booking.Free(tt, s, now, day, day, booking.Asker{}) {
		if v.From.Equal(from) {
			tb.Errorf("%v is offered and refused", from)
		}
	}
	return *refused
}

func wantGiven(tb testing.TB, tt caterina.Timetable, s caterina.Service, now, from time.Time) caterina.Vacancy {
	tb.Helper()
	v, refused := booking.At(tt, s, now, from, booking.Asker{})
	if refused != nil {
		tb.Fatalf("%v is refused: %v %s", from, refused, refused.Reason)
	}
	return v
}

func TestAVacancyHoldsWhatTheStoreNeeds(t *testing.T) {
	t.Parallel()
	s := counselling()
	s.BufferBefore, s.BufferAfter = 5, 10
	v := wantGiven(t, familyDesk(t), s, at(t, "2026-11-23 08:00"), at(t, "2026-11-24 09:30"))
	if v.Service != "consulenza" || v.Office != "sportello-famiglia" || v.Version != 7 ||
		v.Before != 5*time.Minute || v.After != 10*time.Minute || !v.To.Equal(at(t, "2026-11-24 10:00")) ||
		!slices.Equal(v.Spots, []caterina.Spot{{Desk: 1, Lane: 1}}) {
		t.Errorf("vacancy is %+v", v)
	}
}

func TestDefaultsAreThoseOfTheDesign(t *testing.T) {
	t.Parallel()
	s := booking.Defaults(caterina.Service{})
	if s.Duration != 30 || s.Step != 15 || s.HorizonDays != 60 || *s.ReleaseAt != 480 || s.MaxActive != 1 || s.MaxMoves != 3 || s.LeadDays != 1 {
		t.Errorf("defaults are %+v", s)
	}
	if s := booking.Defaults(caterina.Service{LeadMinutes: 60}); s.LeadDays != 0 {
		t.Error("a service that says how much notice it needs is given a working day on top")
	}
}

func TestCase05ABufferKeepsTheNextTimeAway(t *testing.T) {
	t.Parallel()
	s := counselling()
	s.Step, s.BufferAfter = 10, 10
	tt := familyDesk(t)
	tt.Taken = []caterina.Taken{taken(t, "2026-11-24 10:00", "2026-11-24 10:40")} // half an hour and its buffer
	free := freeOn(t, tt, s, "2026-11-23 08:00", "2026-11-24")
	wantWalls(t, free, "09:00", "09:10", "09:20", "10:40", "10:50", "11:00", "11:10", "11:20")
	wantRefused(t, tt, s, at(t, "2026-11-23 08:00"), at(t, "2026-11-24 10:30"), caterina.ProblemTaken)
	wantGiven(t, tt, s, at(t, "2026-11-23 08:00"), at(t, "2026-11-24 10:40"))
}

func TestCase08TheOwnPlaceIsStillShownAndCanBeChosen(t *testing.T) {
	t.Parallel()
	tt, now := familyDesk(t), at(t, "2026-11-23 08:00")
	held := taken(t, "2026-11-24 09:30", "2026-11-24 10:00")
	held.Held, held.Owner, held.HeldUntil, held.Booking = true, "me", now.Add(10*time.Minute), 0
	tt.Taken = []caterina.Taken{held}
	day := date(t, "2026-11-24")
	mine := booking.Free(tt, counselling(), now, day, day, booking.Asker{Conversation: "me"})
	wantWalls(t, mine, "09:00", "09:30", "10:00", "10:30", "11:00", "11:30")
	if _, refused := booking.At(tt, counselling(), now, at(t, "2026-11-24 09:30"), booking.Asker{Conversation: "me"}); refused != nil {
		t.Errorf("the own place is refused: %v", refused)
	}
	for _, other := range []booking.Asker{{}, {Conversation: "somebody"}} {
		wantWalls(t, booking.Free(tt, counselling(), now, day, day, other), "09:00", "10:00", "10:30", "11:00", "11:30")
	}
}

func TestAHoldThatHasRunOutIsFreeForOthers(t *testing.T) {
	t.Parallel()
	tt, now := familyDesk(t), at(t, "2026-11-23 08:00")
	held := taken(t, "2026-11-24 09:30", "2026-11-24 10:00")
	held.Held, held.Owner, held.HeldUntil = true, "somebody", now
	tt.Taken = []caterina.Taken{held}
	wantGiven(t, tt, counselling(), now, at(t, "2026-11-24 09:30"))
	wantRefused(t, tt, counselling(), now.Add(-time.Second), at(t, "2026-11-24 09:30"), caterina.ProblemTaken)
}

func TestWhoMovesMayUseThePlaceTheyLeave(t *testing.T) {
	t.Parallel()
	s, tt, now := counselling(), familyDesk(t), at(t, "2026-11-23 08:00")
	s.Step = 15
	tt.Taken = []caterina.Taken{taken(t, "2026-11-24 10:00", "2026-11-24 10:30")}
	_, refused := booking.At(tt, s, now, at(t, "2026-11-24 10:15"), booking.Asker{Moving: 1})
	if refused != nil {
		t.Errorf("a quarter of an hour later is refused: %v", refused)
	}
	if _, refused := booking.At(tt, s, now, at(t, "2026-11-24 10:15"), booking.Asker{Moving: 2}); refused == nil {
		t.Error("somebody else's place is given")
	}
}

func TestEqualTimesOfSeveralDesksAreOnePlaceLeastBusyFirst(t *testing.T) {
	t.Parallel()
	tt := familyDesk(t)
	second := tt.Desks[0]
	second.ID, second.Lanes = 2, []caterina.Lane{{Number: 1, Online: true}, {Number: 2, Online: false}}
	tt.Desks = append(tt.Desks, second)
	tt.Taken = []caterina.Taken{taken(t, "2026-11-24 11:00", "2026-11-24 12:00")}
	free := freeOn(t, tt, counselling(), "2026-11-23 08:00", "2026-11-24")
	wantWalls(t, free, "09:00", "09:30", "10:00", "10:30", "11:00", "11:30")
	if want := []caterina.Spot{{Desk: 2, Lane: 1}, {Desk: 1, Lane: 1}}; !slices.Equal(free[0].Spots, want) {
		t.Errorf("spots of 9:00 are %v, want %v", free[0].Spots, want)
	}
	if want := []caterina.Spot{{Desk: 2, Lane: 1}}; !slices.Equal(free[4].Spots, want) {
		t.Errorf("spots of 11:00 are %v, want %v", free[4].Spots, want)
	}
}

func TestStaffUseTheLanesKeptForThemFirst(t *testing.T) {
	t.Parallel()
	tt, day := familyDesk(t), date(t, "2026-11-24")
	tt.Desks[0].Lanes = append(tt.Desks[0].Lanes, caterina.Lane{Number: 2})
	free := booking.Free(tt, counselling(), at(t, "2026-11-24 08:59"), day, day, booking.Asker{Staff: true})
	if want := []caterina.Spot{{Desk: 1, Lane: 2}, {Desk: 1, Lane: 1}}; len(free) == 0 || !slices.Equal(free[0].Spots, want) {
		t.Errorf("free is %+v, want spots %v", free, want)
	}
}

func TestStaffNeedNeitherNoticeNorHorizon(t *testing.T) {
	t.Parallel()
	s, tt, now := counselling(), familyDesk(t), at(t, "2026-11-23 08:00")
	s.LeadMinutes, s.LeadDays, s.HorizonDays = 0, 3, 10
	for _, from := range []string{"2026-11-23 09:00", "2027-03-01 09:00"} {
		if _, refused := booking.At(tt, s, now, at(t, from), booking.Asker{Staff: true}); refused != nil {
			t.Errorf("%s is refused to staff: %v", from, refused)
		}
	}
	wantRefused(t, tt, s, now, at(t, "2026-11-23 09:00"), caterina.ProblemSoon)
}

func TestBeyondTheRulesThereAreOnlyEmptyLanes(t *testing.T) {
	t.Parallel()
	tt, now := familyDesk(t), at(t, "2026-11-23 08:00")
	tt.Taken = []caterina.Taken{taken(t, "2026-11-24 18:00", "2026-11-24 18:30")}
	sunday := at(t, "2026-11-29 03:07")
	if v, refused := booking.Beyond(tt, counselling(), now, sunday, booking.Asker{}); refused != nil || !v.From.Equal(sunday) {
		t.Errorf("a Sunday night is %+v, %v", v, refused)
	}
	for from, why := range map[string]caterina.BookingProblem{
		"2026-11-24 17:45": caterina.ProblemTaken, "2026-11-24 18:29": caterina.ProblemTaken, "2026-11-23 07:00": caterina.ProblemPast,
	} {
		if _, refused := booking.Beyond(tt, counselling(), now, at(t, from), booking.Asker{}); refused == nil || refused.Why != why {
			t.Errorf("%s is %v, want %s", from, refused, why)
		}
	}
	if _, refused := booking.Beyond(tt, caterina.Service{Slug: "altro"}, now, sunday, booking.Asker{}); refused == nil || refused.Why != caterina.ProblemUnknown {
		t.Errorf("a service that is not served is %v", refused)
	}
}

func TestATimeOutsideTheRulesIsRefusedToADirectRequest(t *testing.T) {
	t.Parallel()
	tt, now := familyDesk(t), at(t, "2026-11-23 08:00")
	for _, from := range []string{"2026-11-24 09:07", "2026-11-24 08:30", "2026-11-24 12:00", "2026-11-28 09:00"} {
		wantRefused(t, tt, counselling(), now, at(t, from), caterina.ProblemOutside)
	}
	wantRefused(t, tt, counselling(), now, at(t, "2026-11-24 09:00").Add(time.Millisecond), caterina.ProblemOutside)
	wantRefused(t, tt, caterina.Service{Slug: "altro"}, now, at(t, "2026-11-24 09:00"), caterina.ProblemUnknown)
	tt.Desks[0].Active = false
	wantRefused(t, tt, counselling(), now, at(t, "2026-11-24 09:00"), caterina.ProblemUnknown)
}

// TestStaffNeedNotKeepToTheTimesThatAreOffered: 9:07 is within the opening, and only
// citizens are told that it is no time of the office's.
func TestStaffNeedNotKeepToTheTimesThatAreOffered(t *testing.T) {
	t.Parallel()
	tt, now, staff := familyDesk(t), at(t, "2026-11-23 08:00"), booking.Asker{Staff: true}
	if v, refused := booking.At(tt, counselling(), now, at(t, "2026-11-24 09:07"), staff); refused != nil || !v.From.Equal(at(t, "2026-11-24 09:07")) || len(v.Spots) != 1 {
		t.Errorf("it is %+v, %v", v, refused)
	}
	tt.Taken = []caterina.Taken{{Desk: tt.Desks[0].ID, Lane: 1, From: at(t, "2026-11-24 09:30"), To: at(t, "2026-11-24 10:00")}}
	for from, why := range map[string]caterina.BookingProblem{
		"2026-11-24 09:07": caterina.ProblemTaken, "2026-11-24 11:31": caterina.ProblemOutside, "2026-11-24 08:59": caterina.ProblemOutside, "2026-11-28 09:07": caterina.ProblemOutside,
	} {
		if v, refused := booking.At(tt, counselling(), now, at(t, from), staff); refused == nil || refused.Why != why {
			t.Errorf("%s is %+v, %v, want %s", from, v, refused, why)
		}
	}
	tt.DaysOff = []caterina.DayOff{{Date: caterina.Date{Year: 2026, Month: 11, Day: 24}, Kind: caterina.OffMunicipal, Name: "Assemblea"}}
	if _, refused := booking.At(tt, counselling(), now, at(t, "2026-11-24 10:07"), staff); refused == nil || refused.Why != caterina.ProblemDayOff {
		t.Errorf("on a day off it is %v", refused)
	}
}

func TestCase30TheLastPlaceFitsExactlyToTheClose(t *testing.T) {
	t.Parallel()
	tt, s, now := familyDesk(t), counselling(), at(t, "2026-11-23 08:00")
	wantGiven(t, tt, s, now, at(t, "2026-11-24 11:30"))
	s.Duration = 31
	wantRefused(t, tt, s, now, at(t, "2026-11-24 11:30"), caterina.ProblemOutside)
	s.Duration, s.BufferAfter = 30, 1
	wantRefused(t, tt, s, now, at(t, "2026-11-24 11:30"), caterina.ProblemOutside)
}

func TestCase31ATimeThatHasPassedIsGone(t *testing.T) {
	t.Parallel()
	tt, s := familyDesk(t), counselling()
	s.LeadMinutes = 1
	start := at(t, "2026-11-24 09:30")
	wantRefused(t, tt, s, start, start, caterina.ProblemPast)
	wantRefused(t, tt, s, start.Add(time.Second), start, caterina.ProblemPast)
	if _, refused := booking.At(tt, s, start.Add(time.Second), start, booking.Asker{Staff: true}); refused == nil || refused.Why != caterina.ProblemPast {
		t.Errorf("staff get a time that has passed: %v", refused)
	}
	// The second half of an appointment that has begun stays taken.
	tt.Taken = []caterina.Taken{taken(t, "2026-11-24 09:00", "2026-11-24 10:30")}
	now := at(t, "2026-11-24 09:10")
	wantWalls(t, booking.Free(tt, s, now, date(t, "2026-11-24"), date(t, "2026-11-24"), booking.Asker{}), "10:30", "11:00", "11:30")
	wantRefused(t, tt, s, now, at(t, "2026-11-24 10:00"), caterina.ProblemTaken)
}

func TestAClosureIsSaidWithItsReason(t *testing.T) {
	t.Parallel()
	tt, now := familyDesk(t), at(t, "2026-11-23 08:00")
	tt.Closures = []caterina.DeskSpan{{From: at(t, "2026-11-24 09:00"), To: at(t, "2026-11-24 10:15"), Reason: "assemblea del personale"}}
	wantWalls(t, freeOn(t, tt, counselling(), "2026-11-23 08:00", "2026-11-24"), "10:30", "11:00", "11:30")
	for _, from := range []string{"2026-11-24 09:00", "2026-11-24 10:00"} {
		if r := wantRefused(t, tt, counselling(), now, at(t, from), caterina.ProblemClosed); r.Reason != "assemblea del personale" {
			t.Errorf("the reason is %q", r.Reason)
		}
	}
	tt.Closures[0].Desk = 99
	wantGiven(t, tt, counselling(), now, at(t, "2026-11-24 09:00"))
}

func TestADeskWithRulesOfItsOwnDoesNotFollowTheOffice(t *testing.T) {
	t.Parallel()
	tt := familyDesk(t)
	own := rule(t, time.Tuesday, "15:00", "16:00")
	own.Desk = 1
	tt.Openings = append(tt.Openings, own)
	wantWalls(t, freeOn(t, tt, counselling(), "2026-11-23 08:00", "2026-11-24"), "15:00", "15:30")
	wantWalls(t, freeOn(t, tt, counselling(), "2026-11-23 08:00", "2026-11-25"))
}

func TestTimesAreCountedFromTheBeginningOfTheOpening(t *testing.T) {
	t.Parallel()
	tt := familyDesk(t)
	tt.Extras = []caterina.DeskSpan{
		{From: at(t, "2026-11-24 12:00"), To: at(t, "2026-11-24 12:40")}, // continues the morning
		{From: at(t, "2026-11-24 15:10"), To: at(t, "2026-11-24 16:10")},
	}
	s := counselling()
	s.Duration, s.Step = 40, 20
	wantWalls(t, freeOn(t, tt, s, "2026-11-23 08:00", "2026-11-24"),
		"09:00", "09:20", "09:40", "10:00", "10:20", "10:40", "11:00", "11:20", "11:40", "12:00", "15:10", "15:30")
}
