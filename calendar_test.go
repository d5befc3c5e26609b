package caterina_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

func day(y int, m time.Month, d int) caterina.Date { return caterina.Date{Year: y, Month: m, Day: d} }

func TestEasterMatchesThePublishedDates(t *testing.T) {
	t.Parallel()

	for _, want := range []caterina.Date{
		day(1818, time.March, 22), day(1943, time.April, 25), day(2000, time.April, 23), day(2008, time.March, 23),
		day(2011, time.April, 24), day(2024, time.March, 31), day(2025, time.April, 20), day(2026, time.April, 5),
		day(2027, time.March, 28), day(2028, time.April, 16), day(2029, time.April, 1), day(2030, time.April, 21), day(2038, time.April, 25),
	} {
		if got := caterina.Easter(want.Year); got != want {
			t.Errorf("Easter %d is %s, want %s", want.Year, got, want)
		}
	}
}

func TestEasterIsASundayBetween22MarchAnd25April(t *testing.T) {
	t.Parallel()

	for year := 1583; year < 4100; year++ {
		easter := caterina.Easter(year)
		if easter.Weekday() != time.Sunday || easter.Before(day(year, time.March, 22)) || day(year, time.April, 25).Before(easter) {
			t.Errorf("Easter %d falls on %s, %s", year, easter.Weekday(), easter)
		}
	}
}

func TestHolidaysOf2026(t *testing.T) {
	t.Parallel()

	patron := &caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}, Name: "Sant'Ansano"}
	want := []string{
		"2026-01-01 Capodanno", "2026-01-06 Epifania", "2026-04-05 Pasqua", "2026-04-06 Lunedì dell'Angelo",
		"2026-04-25 Festa della Liberazione", "2026-05-01 Festa dei lavoratori", "2026-06-02 Festa della Repubblica",
		"2026-08-15 Ferragosto", "2026-10-04 San Francesco", "2026-11-01 Ognissanti", "2026-12-01 Sant'Ansano (local)",
		"2026-12-08 Immacolata Concezione", "2026-12-25 Natale", "2026-12-26 Santo Stefano",
	}
	var got []string
	for _, h := range caterina.Holidays(2026, patron) {
		line := h.Date.String() + " " + h.Name
		if h.Local {
			line += " (local)"
		}
		got = append(got, line)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestHolidaysChangeWithTheYearAndTheTown(t *testing.T) {
	t.Parallel()

	leap := &caterina.PatronDay{Date: caterina.MonthDay{Month: time.February, Day: 29}}
	for _, test := range []struct {
		name   string
		date   caterina.Date
		patron *caterina.PatronDay
		want   bool
	}{
		{"San Francesco before 2026 is no holiday", day(2025, time.October, 4), nil, false},
		{"San Francesco in 2027", day(2027, time.October, 4), nil, true},
		{"Easter Monday 2027", day(2027, time.March, 29), nil, true},
		{"Easter Monday 2028", day(2028, time.April, 17), nil, true},
		{"Easter Monday 2029", day(2029, time.April, 2), nil, true},
		{"Easter Monday 2030", day(2030, time.April, 22), nil, true},
		{"a patron on 29 February in a leap year", day(2028, time.February, 29), leap, true},
		{"but not on 1 March of the others", day(2027, time.March, 1), leap, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			got := false
			for _, h := range caterina.Holidays(test.date.Year, test.patron) {
				got = got || h.Date == test.date
			}
			if got != test.want {
				t.Errorf("%s is a holiday: %v", test.date, got)
			}
		})
	}
}

// desk is open Mon/Wed/Fri 10-13 and Tue/Thu 15-17, by appointment to 18.
func desk(t *testing.T) caterina.Office {
	t.Helper()
	h, err := caterina.ParseHours("lunedì, mercoledì e venerdì dalle 10 alle 13, martedì e giovedì dalle 15 alle 17 (solo su appuntamento fino alle 18)")
	if err != nil {
		t.Fatal(err)
	}
	return caterina.Office{Slug: "sportello", Name: "Sportello", Hours: h}
}

// sentence writes a status in one line for comparison.
func sentence(s caterina.OfficeStatus) string {
	const layout = "Mon 2 Jan 15:04"
	switch line := "closed"; {
	case !s.Known:
		return "unknown"
	default:
		if s.Open {
			line = "open"
			if s.ByAppointment {
				line += " by appointment"
			}
			if !s.Until.IsZero() {
				line += " until " + s.Until.Format(layout)
			}
		}
		if s.Always {
			line += ", always"
		}
		if s.Next != nil {
			line += ", next " + s.Next.From.Format(layout) + "-" + s.Next.To.Format("15:04")
			if s.Next.ByAppointment {
				line += " by appointment"
			}
		}
		if s.Holiday != "" {
			line += ", holiday " + s.Holiday
		}
		if s.Closure != "" {
			line += ", closure " + s.Closure
		}
		return line
	}
}

func TestStatusOfADesk(t *testing.T) {
	t.Parallel()

	at := func(d caterina.Date, clock caterina.Clock) time.Time { return clock.On(d, caterina.Rome()) }
	patron := &caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}, Name: "Sant'Ansano"}
	nine, noon := caterina.Clock(9*60), caterina.Clock(12*60)
	until := day(2026, time.November, 27)
	forever := day(2027, time.November, 27)
	tests := []struct {
		name     string
		now      time.Time
		closures []caterina.Closure
		want     string
	}{
		{"before opening", at(day(2026, time.November, 23), 9*60), nil, "closed, next Mon 23 Nov 10:00-13:00"},
		{"the first instant", at(day(2026, time.November, 23), 10*60), nil, "open until Mon 23 Nov 13:00, next Tue 24 Nov 15:00-17:00"},
		{"the last instant is outside", at(day(2026, time.November, 23), 13*60), nil, "closed, next Tue 24 Nov 15:00-17:00"},
		{"with appointments to come", at(day(2026, time.November, 24), 16*60), nil, "open until Tue 24 Nov 17:00, next Tue 24 Nov 17:00-18:00 by appointment"},
		{"by appointment only", at(day(2026, time.November, 24), 17*60+30), nil, "open by appointment until Tue 24 Nov 18:00, next Wed 25 Nov 10:00-13:00"},
		{"Saturday", at(day(2026, time.November, 28), 11*60), nil, "closed, next Mon 30 Nov 10:00-13:00"},
		{"the patron's day", at(day(2026, time.December, 1), 16*60), nil, "closed, next Wed 2 Dec 10:00-13:00, holiday Sant'Ansano"},
		{"Christmas to Monday", at(day(2026, time.December, 25), 11*60), nil, "closed, next Mon 28 Dec 10:00-13:00, holiday Natale"},
		{"new year's eve to the day after Epiphany's eve", at(day(2026, time.December, 31), 20*60), nil, "closed, next Mon 4 Jan 10:00-13:00"},
		{
			"closed all day", at(day(2026, time.November, 23), 11*60),
			[]caterina.Closure{{Date: day(2026, time.November, 23), Reason: "trasloco"}},
			"closed, next Tue 24 Nov 15:00-17:00, closure trasloco",
		},
		{
			"closed in the morning, by the hour", at(day(2026, time.November, 23), 11*60),
			[]caterina.Closure{{Date: day(2026, time.November, 23), From: &nine, To: &noon}},
			"closed, next Mon 23 Nov 12:00-13:00, closure chiusura straordinaria",
		},
		{
			"closed from noon", at(day(2026, time.November, 23), 11*60),
			[]caterina.Closure{{Date: day(2026, time.November, 23), From: &noon, Reason: "assemblea"}},
			"open until Mon 23 Nov 12:00, next Tue 24 Nov 15:00-17:00, closure assemblea",
		},
		{
			"closed for a week", at(day(2026, time.November, 23), 11*60),
			[]caterina.Closure{{Date: day(2026, time.November, 23), Until: &until}},
			"closed, next Mon 30 Nov 10:00-13:00, closure chiusura straordinaria",
		},
		{
			"closed for longer than we look ahead", at(day(2026, time.November, 23), 11*60),
			[]caterina.Closure{{Date: day(2026, time.November, 23), Until: &forever, Reason: "lavori"}},
			"closed, closure lavori",
		},
		{
			"a closure of another day does not matter", at(day(2026, time.November, 23), 11*60),
			[]caterina.Closure{{Date: day(2026, time.November, 20)}},
			"open until Mon 23 Nov 13:00, next Tue 24 Nov 15:00-17:00",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			office := desk(t)
			office.Closures = test.closures
			if got := sentence(office.Status(test.now, patron)); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestStatusListsTheDay(t *testing.T) {
	t.Parallel()

	office := desk(t)
	rome := caterina.Rome()
	tuesday := day(2026, time.November, 24)
	at := func(c caterina.Clock) time.Time { return c.On(tuesday, rome) }
	want := []caterina.Stretch{{From: at(15 * 60), To: at(17 * 60)}, {From: at(17 * 60), To: at(18 * 60), ByAppointment: true}}
	if diff := cmp.Diff(want, office.Status(at(20*60), nil).Today); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestStatusOfAnOfficeByAppointmentOnly(t *testing.T) {
	t.Parallel()

	office := desk(t)
	office.ByAppointment = true
	now := time.Date(2026, time.November, 23, 11, 0, 0, 0, caterina.Rome())
	want := "open by appointment until Mon 23 Nov 13:00, next Tue 24 Nov 15:00-18:00 by appointment"
	if got := sentence(office.Status(now, nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestStatusWithoutHoursIsUnknown(t *testing.T) {
	t.Parallel()

	office := caterina.Office{Hours: caterina.Hours{Text: "chiedere in portineria"}, ByAppointment: true}
	if got := sentence(office.Status(time.Date(2026, 12, 25, 11, 0, 0, 0, caterina.Rome()), nil)); got != "unknown" {
		t.Errorf("got %s", got)
	}
}

func TestHoursOfTheirOwnFollowTheCalendar(t *testing.T) {
	t.Parallel()

	h, err := caterina.ParseHours("dal lunedì al venerdì dalle 9 alle 18")
	if err != nil {
		t.Fatal(err)
	}
	patron := &caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}, Name: "Sant'Ansano"}
	if s := h.Status(time.Date(2026, time.December, 1, 10, 0, 0, 0, caterina.Rome()), patron); s.Open || s.Holiday != "Sant'Ansano" || s.Next == nil || s.Next.From.Day() != 2 {
		t.Errorf("on the patron's day: %+v", s)
	}
	if s := h.Status(time.Date(2026, time.December, 2, 17, 59, 0, 0, caterina.Rome()), patron); !s.Open || s.Until.Hour() != 18 {
		t.Errorf("a minute before closing: %+v", s)
	}
	var none caterina.Hours
	if s := none.Status(time.Date(2026, time.December, 2, 12, 0, 0, 0, caterina.Rome()), nil); s.Known {
		t.Errorf("hours that nobody states: %+v", s)
	}
}

func TestALineThatNeverClosesIsOpenAtChristmas(t *testing.T) {
	t.Parallel()

	h, err := caterina.ParseHours("tutti i giorni, 24 ore su 24")
	if err != nil {
		t.Fatal(err)
	}
	line := caterina.Office{Hours: h}
	for _, now := range []time.Time{
		time.Date(2026, 12, 25, 0, 0, 0, 0, caterina.Rome()), time.Date(2026, 3, 29, 2, 30, 0, 0, caterina.Rome()),
		time.Date(2026, 10, 25, 2, 30, 0, 0, caterina.Rome()),
	} {
		if got := sentence(line.Status(now, nil)); got != "open, always" {
			t.Errorf("%s: got %s", now, got)
		}
	}
	line.Closures = []caterina.Closure{{Date: day(2026, time.December, 25), Reason: "guasto"}}
	want := "closed, next Sat 26 Dec 00:00-00:00, closure guasto"
	if got := sentence(line.Status(time.Date(2026, 12, 25, 9, 0, 0, 0, caterina.Rome()), nil)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestStatusAcrossClockChanges: opening hours are wall-clock times, so the day
// with 23 hours and the one with 25 open and close at the same figures.
func TestStatusAcrossClockChanges(t *testing.T) {
	t.Parallel()

	rome := caterina.Rome()
	h, err := caterina.ParseHours("domenica 1-5, domenica 9-13")
	if err != nil {
		t.Fatal(err)
	}
	office := caterina.Office{Hours: h}
	for _, test := range []struct {
		name  string
		now   time.Time
		hours time.Duration // how long the night shift lasts
	}{
		{"spring loses an hour", time.Date(2026, time.March, 29, 1, 30, 0, 0, rome), 3 * time.Hour},
		{"autumn gains one", time.Date(2026, time.October, 25, 1, 30, 0, 0, rome), 5 * time.Hour},
		{"other Sundays do neither", time.Date(2026, time.November, 22, 1, 30, 0, 0, rome), 4 * time.Hour},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			s := office.Status(test.now, nil)
			if !s.Open || s.Until.Format("15:04") != "05:00" || s.Next == nil || s.Next.From.Format("15:04") != "09:00" {
				t.Fatalf("got %s", sentence(s))
			}
			if got := s.Today[0].To.Sub(s.Today[0].From); got != test.hours {
				t.Errorf("the night shift lasts %s, want %s", got, test.hours)
			}
		})
	}
}

// TestAShiftInsideTheMissingHourNeverOpens: on the spring day there is no time
// between 2 and 3.
func TestAShiftInsideTheMissingHourNeverOpens(t *testing.T) {
	t.Parallel()

	h, err := caterina.ParseHours("domenica 2-3")
	if err != nil {
		t.Fatal(err)
	}
	office := caterina.Office{Hours: h}
	s := office.Status(time.Date(2026, time.March, 29, 0, 0, 0, 0, caterina.Rome()), nil)
	if want := "closed, next Sun 12 Apr 02:00-03:00"; sentence(s) != want || len(s.Today) > 0 { // 5 April is Easter
		t.Errorf("got %s, today %v, want %s", sentence(s), s.Today, want)
	}
}

// TestStatusIsConsistent asks at every half hour of five weeks around Christmas
// and the clock change: what is open ends after now, what comes next begins
// after now and is open when asked then.
func TestStatusIsConsistent(t *testing.T) {
	t.Parallel()

	office := desk(t)
	patron := &caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}}
	for _, start := range []caterina.Date{day(2026, time.December, 1), day(2026, time.October, 1), day(2027, time.March, 10)} {
		for now := start.Time(caterina.Rome()); now.Before(start.AddDays(35).Time(caterina.Rome())); now = now.Add(30 * time.Minute) {
			s := office.Status(now, patron)
			if s.Open && !now.Before(s.Until) {
				t.Fatalf("%s: open until %s", now, s.Until)
			}
			if s.Open && s.Holiday != "" {
				t.Fatalf("%s: open on %s", now, s.Holiday)
			}
			if s.Next == nil {
				t.Fatalf("%s: nothing next", now)
			}
			if next := office.Status(s.Next.From, patron); !next.Open || !next.Until.Equal(s.Next.To) || next.ByAppointment != s.Next.ByAppointment {
				t.Fatalf("%s: next says %v, but then it is %s", now, *s.Next, sentence(next))
			}
		}
	}
}
