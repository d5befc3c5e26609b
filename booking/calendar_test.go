package booking_test

import (
	"slices"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

func TestCase19NoRuleMeetsTheHourThatSpringSkips(t *testing.T) {
	t.Parallel()
	if got := booking.Instants(date(t, "2027-03-28"), clock(t, "02:30")); got != nil {
		t.Errorf("half past two is at %v", got)
	}
	if err := booking.CheckRule(rule(t, time.Sunday, "02:30", "04:00"), nil); err == nil {
		t.Error("a rule at half past two is let in")
	}
	tt, s := familyDesk(t), counselling()
	tt.Openings = []caterina.OpeningRule{rule(t, time.Sunday, "02:30", "04:00")} // whatever wrote it
	wantWalls(t, freeOn(t, tt, s, "2027-03-20 08:00", "2027-03-28"))

	tt.Openings = nil
	tt.DaysOff = booking.DaysOff(nil, date(t, "2027-01-01"), date(t, "2027-12-31")) // it is Easter, too
	tt.Extras = []caterina.DeskSpan{{From: at(t, "2027-03-28 01:00"), To: at(t, "2027-03-28 05:00")}}
	free := freeOn(t, tt, s, "2027-03-20 08:00", "2027-03-28")
	wantWalls(t, free, "01:00", "01:30", "03:00", "03:30", "04:00", "04:30")
	if !free[2].From.Equal(utc(t, "2027-03-28T01:00:00Z")) || free[2].From.Sub(free[1].From) != 30*time.Minute {
		t.Errorf("three o'clock is %v", free[2].From)
	}
}

func TestCase20BothHalvesOfTheDoubleHourExist(t *testing.T) {
	t.Parallel()
	tt, s := familyDesk(t), counselling()
	tt.Openings = nil
	tt.Extras = []caterina.DeskSpan{{From: at(t, "2027-10-31 01:00"), To: at(t, "2027-10-31 04:00")}}
	free := freeOn(t, tt, s, "2027-10-20 08:00", "2027-10-31")
	wantWalls(t, free, "01:00", "01:30", "02:00", "02:30", "02:00", "02:30", "03:00", "03:30")
	var labels []string
	for _, v := range free {
		labels = append(labels, booking.Clock(v.From, "it"))
		wantGiven(t, tt, s, at(t, "2027-10-20 08:00"), v.From)
	}
	want := []string{
		"1:00", "1:30", "2:00 (ora legale)", "2:30 (ora legale)", "2:00 (ora solare)", "2:30 (ora solare)", "3:00", "3:30",
	}
	if !slices.Equal(labels, want) {
		t.Errorf("labels are %v, want %v", labels, want)
	}
	if got := booking.Label(free[5].From, "en"); got != "Sunday 31 October 2027, at 2:30 (winter time)" {
		t.Errorf("in English it is %q", got)
	}
	twice := booking.Instants(date(t, "2027-10-31"), clock(t, "02:30"))
	if len(twice) != 2 || !twice[0].Equal(free[3].From) || !twice[1].Equal(free[5].From) {
		t.Errorf("half past two is at %v", twice)
	}
}

func TestCase21NineOClockIsNineOClockOnBothSidesOfTheChange(t *testing.T) {
	t.Parallel()
	tt, s := familyDesk(t), counselling()
	for day, want := range map[string]string{"2027-03-26": "2027-03-26T08:00:00Z", "2027-03-30": "2027-03-30T07:00:00Z"} {
		free := freeOn(t, tt, s, "2027-03-20 08:00", day)
		if len(free) == 0 || walls(free)[0] != "09:00" || !free[0].From.Equal(utc(t, want)) {
			t.Errorf("%s begins with %v, want %s", day, free, want)
		}
		b := caterina.Booking{UID: "u", From: free[0].From, To: free[0].To}
		stamp := utc(t, want).Format("20060102T150405Z")
		if ics := string(booking.ICS(booking.MethodRequest, "", booking.Entry(booking.Invitation{Booking: b, Service: s}))); !contains(ics, "DTSTART:"+stamp) {
			t.Errorf("the file of %s does not begin at %s:\n%s", day, stamp, ics)
		}
	}
}

func TestCase22EverythingSaysTheSameLocalTime(t *testing.T) {
	t.Parallel()
	s := counselling()
	s.HorizonDays = 300
	v := wantGiven(t, familyDesk(t), s, at(t, "2026-12-10 10:00"), at(t, "2027-06-10 09:30"))
	stored := v.From.UTC() // as the database gives it back
	if got := booking.Label(stored, "it"); got != "giovedì 10 giugno 2027, ore 9:30" {
		t.Errorf("the label is %q", got)
	}
	if got := booking.ShortLabel(stored, "en"); got != "Thursday 10 June, at 9:30" {
		t.Errorf("the short label is %q", got)
	}
	b := caterina.Booking{UID: "u", From: stored, To: v.To}
	if ics := string(booking.ICS(booking.MethodRequest, "", booking.Entry(booking.Invitation{Booking: b, Service: s}))); !contains(ics, "DTSTART:20270610T073000Z") {
		t.Errorf("the file says something else:\n%s", ics)
	}
}

func TestCase23SanFrancescoIsNamed(t *testing.T) {
	t.Parallel()
	tt := familyDesk(t)
	tt.DaysOff = booking.DaysOff(nil, date(t, "2027-01-01"), date(t, "2027-12-31"))
	for _, now := range []string{"2027-09-20 10:00", "2026-11-22 10:00"} { // also when the day is far beyond the horizon
		if r := wantRefused(t, tt, counselling(), at(t, now), at(t, "2027-10-04 09:00"), caterina.ProblemDayOff); r.Reason != "San Francesco" {
			t.Errorf("the day is called %q", r.Reason)
		}
	}
	day := date(t, "2027-10-04")
	wish := caterina.When{Days: []caterina.DateRange{{First: day, Last: day}}}
	times := booking.Offer([]caterina.Timetable{tt}, counselling(), at(t, "2027-09-20 10:00"), wish, time.Time{}, booking.Asker{})
	if times.Exact || times.Why != caterina.ProblemDayOff || times.Reason != "San Francesco" || len(times.Slots) != 3 {
		t.Errorf("the offer is %+v", times)
	}
	wantGiven(t, tt, counselling(), at(t, "2026-09-20 10:00"), at(t, "2026-10-05 09:00"))
}

func TestCase24ThePatronClosesItsOwnTownOnly(t *testing.T) {
	t.Parallel()
	first, last := date(t, "2026-11-01"), date(t, "2027-12-31")
	siena, bari := familyDesk(t), familyDesk(t)
	siena.DaysOff = booking.DaysOff(&caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}, Name: "Sant'Ansano"}, first, last)
	bari.DaysOff = booking.DaysOff(&caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 6}}, first, last)
	now, day := at(t, "2026-11-22 10:00"), at(t, "2026-12-01 09:00")
	if r := wantRefused(t, siena, counselling(), now, day, caterina.ProblemDayOff); r.Reason != "Sant'Ansano" {
		t.Errorf("the day is called %q", r.Reason)
	}
	wantGiven(t, bari, counselling(), now, day)
}

func TestCase25EasterMondayIsClosedButNotForAServiceThatWorks(t *testing.T) {
	t.Parallel()
	tt, s, now := familyDesk(t), counselling(), at(t, "2027-03-20 10:00")
	tt.DaysOff = booking.DaysOff(nil, date(t, "2027-01-01"), date(t, "2027-12-31"))
	wantRefused(t, tt, s, now, at(t, "2027-03-29 09:00"), caterina.ProblemDayOff)
	s.OnHolidays = true
	wantGiven(t, tt, s, now, at(t, "2027-03-29 09:00"))
	for i := range tt.DaysOff { // a strike closes it all the same
		tt.DaysOff[i].Kind = caterina.OffStrike
	}
	wantRefused(t, tt, s, now, at(t, "2027-03-29 09:00"), caterina.ProblemDayOff)
}

func TestCase26GenerationLeavesRemovedDaysAlone(t *testing.T) {
	t.Parallel()
	first, last := date(t, "2026-11-01"), date(t, "2027-12-31")
	patron := &caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}, Name: "Sant'Ansano"}
	removed := date(t, "2026-12-01")
	for range 2 { // this year, and when the days are made again
		days := booking.NewDaysOff(booking.DaysOff(patron, first, last), []caterina.Date{removed})
		if slices.ContainsFunc(days, func(d caterina.DayOff) bool { return d.Date == removed }) {
			t.Error("a removed day comes back")
		}
		tt := familyDesk(t)
		tt.DaysOff = days
		wantGiven(t, tt, counselling(), at(t, "2026-11-22 10:00"), at(t, "2026-12-01 09:00"))
		last = date(t, "2028-12-31")
	}
}

func TestADayOffOfStaffClosesExtraOpeningsToo(t *testing.T) {
	t.Parallel()
	tt, now := familyDesk(t), at(t, "2026-11-20 10:00")
	tt.Extras = []caterina.DeskSpan{{From: at(t, "2026-11-28 09:00"), To: at(t, "2026-11-28 10:00")}}
	wantGiven(t, tt, counselling(), now, at(t, "2026-11-28 09:00"))
	tt.DaysOff = []caterina.DayOff{{Date: date(t, "2026-11-28"), Kind: caterina.OffEmergency, Name: "allerta meteo"}}
	if r := wantRefused(t, tt, counselling(), now, at(t, "2026-11-28 09:00"), caterina.ProblemDayOff); r.Reason != "allerta meteo" || r.Off != caterina.OffEmergency {
		t.Errorf("the reason is %q, %s", r.Reason, r.Off)
	}
	when := caterina.When{Days: []caterina.DateRange{{First: date(t, "2026-11-28"), Last: date(t, "2026-11-28")}}}
	if times := booking.Offer([]caterina.Timetable{tt}, counselling(), now, when, time.Time{}, booking.Asker{}); times.Why != caterina.ProblemDayOff || times.Off != caterina.OffEmergency {
		t.Errorf("who asks for that day is told %s %s", times.Why, times.Off)
	}
}

func TestCase27EverySecondWeekIsCountedFromItsMonday(t *testing.T) {
	t.Parallel()
	tt, s := familyDesk(t), counselling()
	r := rule(t, time.Wednesday, "09:00", "09:30")
	r.EveryWeeks, r.Anchor = 2, date(t, "2026-11-30") // 2026 has 53 weeks
	tt.Openings = []caterina.OpeningRule{r}
	s.HorizonDays = 400
	var days []string
	for _, v := range booking.Free(tt, s, at(t, "2026-11-22 10:00"), date(t, "2026-11-22"), date(t, "2027-02-28"), booking.Asker{}) {
		days = append(days, v.From.Format(time.DateOnly))
	}
	want := []string{"2026-12-02", "2026-12-16", "2026-12-30", "2027-01-13", "2027-01-27", "2027-02-10", "2027-02-24"}
	if !slices.Equal(days, want) {
		t.Errorf("it holds on %v, want %v", days, want)
	}
	early := freeOn(t, tt, s, "2026-11-01 10:00", "2026-11-18") // weeks count backwards as well
	wantWalls(t, early, "09:00")
}

func TestCase28AWorkingDayOfNoticeIsAWholeOne(t *testing.T) {
	t.Parallel()
	tt, s := familyDesk(t), counselling()
	s.LeadMinutes, s.LeadDays = 0, 1
	for _, c := range []struct{ now, refused, given string }{
		{"2026-11-20 18:00", "2026-11-23 11:30", "2026-11-24 09:00"}, // Friday after the close
		{"2026-11-20 09:30", "2026-11-23 11:30", "2026-11-24 09:00"}, // Friday morning
		{"2026-11-21 10:00", "2026-11-23 09:00", "2026-11-24 09:00"}, // Saturday
		{"2026-11-24 10:00", "2026-11-25 09:00", "2026-11-26 09:00"}, // Tuesday
		{"2026-12-04 18:00", "2026-12-07 09:00", "2026-12-09 09:00"}, // Friday; Tuesday is the Immacolata
		{"2026-12-07 10:00", "2026-12-09 09:00", "2026-12-10 09:00"}, // Monday before it
	} {
		tt.DaysOff = booking.DaysOff(nil, date(t, "2026-11-01"), date(t, "2027-12-31"))
		wantRefused(t, tt, s, at(t, c.now), at(t, c.refused), caterina.ProblemSoon)
		wantGiven(t, tt, s, at(t, c.now), at(t, c.given))
	}
}

func TestADayOnWhichAllIsClosedIsNoNotice(t *testing.T) {
	t.Parallel()
	tt, s, now := familyDesk(t), counselling(), at(t, "2026-11-20 18:00")
	s.LeadMinutes, s.LeadDays = 0, 1
	tt.Closures = []caterina.DeskSpan{{From: at(t, "2026-11-23 00:00"), To: at(t, "2026-11-24 00:00"), Reason: "trasloco"}}
	wantRefused(t, tt, s, now, at(t, "2026-11-24 09:00"), caterina.ProblemSoon)
	wantGiven(t, tt, s, now, at(t, "2026-11-25 09:00"))
}

func TestMinutesOfNotice(t *testing.T) {
	t.Parallel()
	s := counselling()
	s.LeadMinutes = 120
	tt := familyDesk(t)
	wantRefused(t, tt, s, at(t, "2026-11-24 07:00").Add(time.Second), at(t, "2026-11-24 09:00"), caterina.ProblemSoon)
	wantGiven(t, tt, s, at(t, "2026-11-24 07:00"), at(t, "2026-11-24 09:00"))
}

func TestCase29TheSixtiethDayAppearsAtEight(t *testing.T) {
	t.Parallel()
	tt, s := familyDesk(t), counselling()
	far := at(t, "2027-01-25 09:00") // a Monday, 60 days after 26 November
	eight := at(t, "2026-11-26 08:00")
	if r := wantRefused(t, tt, s, eight.Add(-time.Second), far, caterina.ProblemFar); !r.Opens.Equal(eight) {
		t.Errorf("it opens at %v, want %v", r.Opens, eight)
	}
	wantRefused(t, tt, s, at(t, "2026-11-26 00:00"), far, caterina.ProblemFar)
	wantGiven(t, tt, s, eight, far)
	wantRefused(t, tt, s, eight, far.AddDate(0, 0, 1), caterina.ProblemFar)
	noon := caterina.Clock(12 * 60)
	s.ReleaseAt, s.HorizonDays = &noon, 61
	wantRefused(t, tt, s, at(t, "2026-11-25 11:59"), far, caterina.ProblemFar)
	wantGiven(t, tt, s, at(t, "2026-11-25 12:00"), far)
}

func TestDaysOffAreFilledFarEnough(t *testing.T) {
	t.Parallel()
	today := date(t, "2026-11-22")
	if got := booking.FilledUntil([]caterina.Service{{}, {HorizonDays: 90}}, today); got != today.AddDays(150) {
		t.Errorf("filled until %v", got)
	}
	if got := booking.FilledUntil(nil, today); got != today.AddDays(120) {
		t.Errorf("without services filled until %v", got)
	}
}

func TestTwoFeastsOnOneDayAreOneDayOff(t *testing.T) {
	t.Parallel()
	patron := &caterina.PatronDay{Date: caterina.MonthDay{Month: time.April, Day: 25}, Name: "San Marco"}
	for _, d := range booking.DaysOff(patron, date(t, "2027-04-01"), date(t, "2027-04-30")) {
		want := caterina.DayOff{Date: date(t, "2027-04-25"), Kind: caterina.OffNational, Name: "Festa della Liberazione e San Marco"}
		if d != want {
			t.Errorf("the day is %+v, want %+v", d, want)
		}
	}
	if days := booking.DaysOff(patron, date(t, "2026-12-26"), date(t, "2027-01-01")); len(days) != 2 || days[1].Name != "Capodanno" {
		t.Errorf("over New Year they are %+v", days)
	}
}
