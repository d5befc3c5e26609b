package caterina

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Holiday is a day on which offices are closed.
type Holiday struct {
	Date  Date
	Name  string // in Italian
	Local bool   // the town's patron, not a national day
}

// firstFrancis is the first year in which 4 October is a national holiday again
// (law 151 of 2025).
const firstFrancis = 2026

// Holidays returns the holidays of a year in order: the national ones, Easter
// and its Monday, and the town's patron when there is one. Two feasts on one
// day are two entries.
func Holidays(year int, patron *PatronDay) []Holiday {
	easter := Easter(year)
	days := []Holiday{
		{Date: Date{year, time.January, 1}, Name: "Capodanno"},
		{Date: Date{year, time.January, 6}, Name: "Epifania"},
		{Date: easter, Name: "Pasqua"},
		{Date: easter.AddDays(1), Name: "Lunedì dell'Angelo"},
		{Date: Date{year, time.April, 25}, Name: "Festa della Liberazione"},
		{Date: Date{year, time.May, 1}, Name: "Festa dei lavoratori"},
		{Date: Date{year, time.June, 2}, Name: "Festa della Repubblica"},
		{Date: Date{year, time.August, 15}, Name: "Ferragosto"},
		{Date: Date{year, time.November, 1}, Name: "Ognissanti"},
		{Date: Date{year, time.December, 8}, Name: "Immacolata Concezione"},
		{Date: Date{year, time.December, 25}, Name: "Natale"},
		{Date: Date{year, time.December, 26}, Name: "Santo Stefano"},
	}
	if year >= firstFrancis {
		days = append(days, Holiday{Date: Date{year, time.October, 4}, Name: "San Francesco"})
	}
	if patron != nil {
		day := Date{year, patron.Date.Month, patron.Date.Day}
		if day.AddDays(0) == day { // 29 February is not in every year
			days = append(days, Holiday{Date: day, Name: cmp.Or(patron.Name, "festa patronale"), Local: true})
		}
	}
	slices.SortStableFunc(days, func(a, b Holiday) int { return a.Date.Compare(b.Date) })
	return days
}

// Easter returns Easter Sunday of a year of the Gregorian calendar, by the
// computus of Meeus, Jones and Butcher.
func Easter(year int) Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (8*b + 13) / 25
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Date{year, time.Month(n / 31), n%31 + 1}
}

// Compare returns -1, 0 or +1 as d is before, on or after e.
func (d Date) Compare(e Date) int {
	return cmp.Or(cmp.Compare(d.Year, e.Year), cmp.Compare(d.Month, e.Month), cmp.Compare(d.Day, e.Day))
}

// statusDays is how many days ahead the next opening is looked for.
const statusDays = 14

// Stretch is one stretch of time during which an office receives people.
type Stretch struct {
	From, To      time.Time
	ByAppointment bool
}

// OfficeStatus says whether an office receives people at an instant.
type OfficeStatus struct {
	Known         bool      // false: the office states no hours, and nothing else here is set
	Always        bool      // open around the clock, every day
	Open          bool      // somebody receives now, perhaps by appointment only
	ByAppointment bool      // what is open now is for those who have an appointment
	Until         time.Time // when the present stretch ends; zero unless Open, and when Always
	Today         []Stretch // all of today's stretches, past ones too
	Next          *Stretch  // the first stretch that begins after now, within 14 days; nil when there is none
	Holiday       string    // today's holiday, which closes the office
	Closure       string    // why the office is out of the usual closed now or at some time today
}

// Status says whether the office receives people at now, until when, and when
// next. Wall-clock times are those of now's location. Holidays close every
// office except one that is always open; patron is the town's, or nil.
func (o Office) Status(now time.Time, patron *PatronDay) OfficeStatus {
	s := OfficeStatus{Known: len(o.Hours.Shifts) > 0}
	if !s.Known {
		return s
	}
	today := DateOf(now)
	s.Always = o.Hours.Always() && len(o.Closures) == 0 && !o.ByAppointment
	s.Closure = o.closureOn(today)
	if !o.Hours.Always() {
		s.Holiday = holidayOn(today, patron)
	}
	s.Today = o.stretches(today, now.Location(), patron)
	all := slices.Clone(s.Today)
	for i := range statusDays {
		all = append(all, o.stretches(today.AddDays(i+1), now.Location(), patron)...)
	}
	for _, stretch := range mergeStretches(all) {
		if stretch.From.After(now) {
			s.Next = &stretch
			break
		}
		if now.Before(stretch.To) {
			s.Open, s.ByAppointment, s.Until = true, stretch.ByAppointment, stretch.To
		}
	}
	if s.Always {
		s.Until, s.Next = time.Time{}, nil
	}
	return s
}

// Status says whether whoever keeps these hours is there at now, as
// Office.Status does for an office without closures.
func (h Hours) Status(now time.Time, patron *PatronDay) OfficeStatus {
	return Office{Hours: h}.Status(now, patron)
}

// OpenBetween returns for how long the office receives people between two
// instants. Wall-clock times are those of from's location. An office that states
// no hours counts as never closed.
func (o Office) OpenBetween(from, to time.Time, patron *PatronDay) time.Duration {
	if len(o.Hours.Shifts) == 0 {
		return max(0, to.Sub(from))
	}
	var open time.Duration
	for day, last := DateOf(from), DateOf(to.In(from.Location())); !last.Before(day); day = day.AddDays(1) {
		for _, s := range o.stretches(day, from.Location(), patron) {
			open += max(0, earlier(s.To, to).Sub(later(s.From, from)))
		}
	}
	return open
}

// OpenFor returns the instant at which the office will have received people for
// so long since from, false when that is not within days days.
func (o Office) OpenFor(from time.Time, d time.Duration, days int, patron *PatronDay) (time.Time, bool) {
	if len(o.Hours.Shifts) == 0 {
		return from.Add(d), true
	}
	for i := range days {
		for _, s := range o.stretches(DateOf(from).AddDays(i), from.Location(), patron) {
			begin := later(s.From, from)
			open := max(0, s.To.Sub(begin))
			if open >= d && open > 0 {
				return begin.Add(d), true
			}
			d -= open
		}
	}
	return time.Time{}, false
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// stretches returns the stretches of one day in order, without those that a
// holiday or a closure takes away.
func (o *Office) stretches(day Date, loc *time.Location, patron *PatronDay) []Stretch {
	if !o.Hours.Always() && holidayOn(day, patron) != "" {
		return nil
	}
	var list []Stretch
	for _, s := range o.Hours.Shifts {
		if time.Weekday(s.Weekday) != day.Weekday() {
			continue
		}
		for _, rest := range o.withoutClosures(day, s) {
			from, to := rest.From.On(day, loc), rest.To.On(day, loc)
			if from.Before(to) { // a shift can fall into the hour that spring skips
				list = append(list, Stretch{From: from, To: to, ByAppointment: s.ByAppointment || o.ByAppointment})
			}
		}
	}
	slices.SortFunc(list, func(a, b Stretch) int { return a.From.Compare(b.From) })
	return list
}

// withoutClosures returns what the closures of a day leave of a shift.
func (o *Office) withoutClosures(day Date, s Shift) []Shift {
	left := []Shift{s}
	for _, c := range o.Closures {
		if !c.covers(day) {
			continue
		}
		from, to := Clock(0), Clock(dayMinutes)
		if c.From != nil {
			from = *c.From
		}
		if c.To != nil {
			to = *c.To
		}
		var next []Shift
		for _, part := range left {
			if before := min(part.To, from); part.From < before {
				next = append(next, Shift{From: part.From, To: before})
			}
			if after := max(part.From, to); after < part.To {
				next = append(next, Shift{From: after, To: part.To})
			}
		}
		left = next
	}
	return left
}

// closureOn returns the reasons of the closures that touch a day.
func (o *Office) closureOn(day Date) string {
	var reasons []string
	for _, c := range o.Closures {
		if c.covers(day) {
			reasons = append(reasons, cmp.Or(c.Reason, "chiusura straordinaria"))
		}
	}
	return strings.Join(reasons, ", ")
}

// covers says whether the closure touches a day.
func (c *Closure) covers(day Date) bool {
	last := c.Date
	if c.Until != nil {
		last = *c.Until
	}
	return !day.Before(c.Date) && !last.Before(day)
}

// On returns the instant at which a clock on the wall shows c on a day; 24:00 is
// the first instant of the next day.
func (c Clock) On(day Date, loc *time.Location) time.Time {
	return time.Date(day.Year, day.Month, day.Day, int(c)/60, int(c)%60, 0, 0, loc)
}

// mergeStretches joins stretches that follow one another without a gap and are of
// the same kind, such as those on both sides of midnight.
func mergeStretches(list []Stretch) []Stretch {
	var merged []Stretch
	for _, o := range list {
		if n := len(merged); n > 0 && merged[n-1].To.Equal(o.From) && merged[n-1].ByAppointment == o.ByAppointment {
			merged[n-1].To = o.To
			continue
		}
		merged = append(merged, o)
	}
	return merged
}

// holidayOn returns the name of the holiday on a day, "" when it is none.
func holidayOn(day Date, patron *PatronDay) string {
	var names []string
	for _, h := range Holidays(day.Year, patron) {
		if h.Date == day {
			names = append(names, h.Name)
		}
	}
	return strings.Join(names, ", ")
}
