package booking_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// oracle answers the same questions as the package, minute by minute: it asks of
// each minute what the clock on the wall shows, and whether it is open, closed and
// taken. It shares no code with what it checks.
type oracle struct {
	t     caterina.Timetable
	s     caterina.Service // all set
	now   time.Time
	first time.Time // of the minutes
	wall  []wall
	open  map[caterina.DeskID][]bool // as if nothing were ever closed
	shut  map[caterina.DeskID][]bool
}

// wall is what a clock on the wall shows.
type wall struct {
	day    caterina.Date
	minute int
}

func newOracle(t caterina.Timetable, s caterina.Service, now, first time.Time, minutes int) *oracle {
	o := &oracle{t: t, s: s, now: now, first: first, open: map[caterina.DeskID][]bool{}, shut: map[caterina.DeskID][]bool{}}
	for m := range minutes {
		at := o.minute(m).In(caterina.Rome())
		o.wall = append(o.wall, wall{caterina.DateOf(at), at.Hour()*60 + at.Minute()})
	}
	for _, d := range t.Desks {
		for m := range minutes {
			o.open[d.ID] = append(o.open[d.ID], o.isOpen(d.ID, m))
			o.shut[d.ID] = append(o.shut[d.ID], o.isShut(d.ID, m))
		}
	}
	return o
}

func (o *oracle) minute(m int) time.Time { return o.first.Add(time.Duration(m) * time.Minute) }

// off returns the day off that holds for the service.
func (o *oracle) off(day caterina.Date) (holiday, byStaff bool) {
	for _, d := range o.t.DaysOff {
		if d.Date != day {
			continue
		}
		switch d.Kind {
		case caterina.OffNational, caterina.OffPatron:
			holiday = !o.s.OnHolidays
		default:
			byStaff = true
		}
	}
	return holiday, byStaff
}

func (o *oracle) isOpen(desk caterina.DeskID, m int) bool {
	at := o.minute(m)
	for _, e := range o.t.Extras {
		if (e.Desk == 0 || e.Desk == desk) && !at.Before(e.From) && at.Before(e.To) {
			return true
		}
	}
	if holiday, byStaff := o.off(o.wall[m].day); holiday || byStaff {
		return false
	}
	own := slices.ContainsFunc(o.t.Openings, func(r caterina.OpeningRule) bool { return r.Desk == desk })
	return slices.ContainsFunc(o.t.Openings, func(r caterina.OpeningRule) bool {
		return (r.Desk == desk || r.Desk == 0 && !own) && o.ruleHolds(r, m)
	})
}

func (o *oracle) ruleHolds(r caterina.OpeningRule, m int) bool {
	w := o.wall[m]
	if int(w.day.Weekday()) != int(r.Weekday) || w.minute < int(r.From) || w.minute >= int(r.To) {
		return false
	}
	if r.Since != nil && w.day.Before(*r.Since) || r.Until != nil && r.Until.Before(w.day) {
		return false
	}
	if r.EveryWeeks <= 1 {
		return true
	}
	weeks, day := 0, w.day
	for day.Weekday() != time.Monday {
		day = day.AddDays(-1)
	}
	for day.Before(r.Anchor) {
		day, weeks = day.AddDays(7), weeks+1
	}
	for r.Anchor.Before(day) {
		day, weeks = day.AddDays(-7), weeks+1
	}
	return weeks%r.EveryWeeks == 0
}

func (o *oracle) isShut(desk caterina.DeskID, m int) bool {
	at := o.minute(m)
	if _, byStaff := o.off(o.wall[m].day); byStaff {
		return true
	}
	return slices.ContainsFunc(o.t.Closures, func(c caterina.DeskSpan) bool {
		return (c.Desk == 0 || c.Desk == desk) && at.Before(c.To) && at.Add(time.Minute).After(c.From)
	})
}

// busy says whether a lane is taken in a minute.
func (o *oracle) busy(spot caterina.Spot, m int) bool {
	at := o.minute(m)
	return slices.ContainsFunc(o.t.Taken, func(t caterina.Taken) bool {
		return t.Desk == spot.Desk && t.Lane == spot.Lane && !at.Before(t.From) && at.Before(t.To) && (!t.Held || t.HeldUntil.After(o.now))
	})
}

// reachable says whether a place that begins in a minute is neither too soon nor
// too far.
func (o *oracle) reachable(m int) bool {
	if !o.minute(m).After(o.now) || o.minute(m).Before(o.now.Add(time.Duration(o.s.LeadMinutes)*time.Minute)) {
		return false
	}
	today, day := caterina.DateOf(o.now.In(caterina.Rome())), o.wall[m].day
	working := 0
	for d := today.AddDays(1); d.Before(day); d = d.AddDays(1) {
		weekend := d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
		if !weekend && !slices.ContainsFunc(o.t.DaysOff, func(x caterina.DayOff) bool { return x.Date == d }) {
			working++
		}
	}
	if o.s.LeadDays > 0 && (working < o.s.LeadDays || !today.Before(day)) {
		return false
	}
	ahead := 0
	for d := today; d.Before(day); d = d.AddDays(1) {
		ahead++
	}
	local := o.now.In(caterina.Rome())
	released := local.Hour()*60+local.Minute() >= int(*o.s.ReleaseAt)
	return ahead < o.s.HorizonDays || ahead == o.s.HorizonDays && released
}

// spots returns the lanes that are free in a minute, for a place that begins there.
func (o *oracle) spots(m int) []caterina.Spot {
	if !o.reachable(m) {
		return nil
	}
	var list []caterina.Spot
	for _, d := range o.t.Desks {
		begin, end := m-o.s.BufferBefore, m+o.s.Duration+o.s.BufferAfter
		if !d.Active || !slices.Contains(d.Services, o.s.Slug) || begin < 0 || end > len(o.wall) || !o.receives(d.ID, begin, end, m) {
			continue
		}
		for _, l := range d.Lanes {
			spot := caterina.Spot{Desk: d.ID, Lane: l.Number}
			taken := false
			for i := begin; i < end && l.Online; i++ {
				taken = taken || o.busy(spot, i)
			}
			if l.Online && !taken {
				list = append(list, spot)
			}
		}
	}
	return list
}

// receives says whether a desk is open from one minute to another, and whether a
// place may begin in m: a whole number of steps after the desk has opened.
func (o *oracle) receives(desk caterina.DeskID, begin, end, m int) bool {
	for i := begin; i < end; i++ {
		if !o.open[desk][i] || o.shut[desk][i] {
			return false
		}
	}
	opened := m
	for opened > 0 && o.open[desk][opened-1] {
		opened--
	}
	return (m-opened)%o.s.Step == 0
}

// world is a random office.
func world(r *rand.Rand) (caterina.Timetable, caterina.Service) {
	release := caterina.Clock(r.IntN(24) * 60)
	s := caterina.Service{
		Slug: "s", Duration: []int{5, 15, 20, 30, 45, 50, 90}[r.IntN(7)], Step: []int{5, 10, 15, 20, 30, 60}[r.IntN(6)],
		BufferBefore: []int{0, 0, 5, 10}[r.IntN(4)], BufferAfter: []int{0, 0, 5, 10}[r.IntN(4)],
		LeadMinutes: 1 + r.IntN(300), LeadDays: []int{0, 0, 0, 0, 1, 2}[r.IntN(6)], HorizonDays: 2 + r.IntN(16), ReleaseAt: &release, OnHolidays: r.IntN(4) == 0,
	}
	t := caterina.Timetable{Office: caterina.Office{Slug: "o"}, Version: r.Int64N(100)}
	for id := range caterina.DeskID(1 + r.IntN(3)) {
		d := caterina.Desk{ID: id + 1, Active: r.IntN(8) > 0, Services: []string{"s"}}
		for lane := range 1 + r.IntN(3) {
			d.Lanes = append(d.Lanes, caterina.Lane{Number: lane + 1, Online: r.IntN(5) > 0})
		}
		t.Desks = append(t.Desks, d)
	}
	return t, s
}

// fill gives a random office rules, and exceptions around a day.
func fill(r *rand.Rand, t *caterina.Timetable, day caterina.Date) {
	desk := func() caterina.DeskID { return caterina.DeskID(r.IntN(len(t.Desks) + 1)) }
	around := func() time.Time {
		return day.AddDays(r.IntN(14) - 2).Time(caterina.Rome()).Add(time.Duration(r.IntN(24*60)) * time.Minute)
	}
	for range 10 + r.IntN(15) {
		from := 300 + 5*r.IntN(200)
		rule := caterina.OpeningRule{
			Desk: desk() * caterina.DeskID(r.IntN(2)), Weekday: caterina.Weekday(r.IntN(7)), From: caterina.Clock(from),
			To: caterina.Clock(min(1380, from+5+5*r.IntN(100))), EveryWeeks: 1,
		}
		if r.IntN(3) == 0 {
			rule.EveryWeeks, rule.Anchor = 2+r.IntN(3), caterina.Date{Year: 2026, Month: time.December, Day: 28}
		}
		if r.IntN(6) == 0 {
			since := day.AddDays(r.IntN(8))
			rule.Since = &since
		}
		if r.IntN(6) == 0 {
			until := day.AddDays(r.IntN(8))
			rule.Until = &until
		}
		t.Openings = append(t.Openings, rule)
	}
	t.DaysOff = booking.DaysOff(&caterina.PatronDay{Date: caterina.MonthDay{Month: time.December, Day: 1}}, day.AddDays(-30), day.AddDays(60))
	if r.IntN(3) == 0 {
		extra := caterina.DayOff{Date: day.AddDays(r.IntN(8)), Kind: caterina.OffStrike, Name: "sciopero"}
		if !slices.ContainsFunc(t.DaysOff, func(d caterina.DayOff) bool { return d.Date == extra.Date }) {
			t.DaysOff = append(t.DaysOff, extra)
		}
	}
	for range r.IntN(6) {
		from := around()
		t.Extras = append(t.Extras, caterina.DeskSpan{Desk: desk(), From: from, To: from.Add(time.Duration(5+r.IntN(600)) * time.Minute)})
	}
	for range r.IntN(6) {
		from := around()
		t.Closures = append(t.Closures, caterina.DeskSpan{Desk: desk(), From: from, To: from.Add(time.Duration(5+r.IntN(600)) * time.Minute)})
	}
	for range r.IntN(30) {
		from := around()
		t.Taken = append(t.Taken, caterina.Taken{
			Desk: caterina.DeskID(1 + r.IntN(len(t.Desks))), Lane: 1 + r.IntN(3), From: from, To: from.Add(time.Duration(5+r.IntN(120)) * time.Minute),
			Held: r.IntN(2) == 0, HeldUntil: day.Time(caterina.Rome()).Add(time.Duration(r.IntN(24)) * time.Hour),
		})
	}
}

// TestFreePlacesAreThoseOfTheOracle compares with the oracle on random offices, over
// a year with both changes of the clock; the weeks of the changes come often.
func TestFreePlacesAreThoseOfTheOracle(t *testing.T) {
	t.Parallel()
	first := caterina.Date{Year: 2026, Month: time.November, Day: 22}
	days := make([]caterina.Date, 0, 200)
	for n := 0; n < 365; n += 3 {
		days = append(days, first.AddDays(n))
	}
	for n := range 7 { // a window that meets the change at each of its places
		days = append(days, caterina.Date{Year: 2027, Month: time.March, Day: 28}.AddDays(-n), caterina.Date{Year: 2027, Month: time.October, Day: 31}.AddDays(-n))
	}
	var places atomic.Int64
	t.Cleanup(func() {
		if places.Load() < 6000 {
			t.Errorf("only %d free places were compared", places.Load())
		}
	})
	for seed, day := range days {
		t.Run(fmt.Sprintf("%s seed %d", day, seed), func(t *testing.T) {
			t.Parallel()
			places.Add(int64(compare(t, rand.New(rand.NewPCG(uint64(seed), 11)), day)))
		})
	}
}

// compare looks at a week of a random office at a random instant of its first day,
// and returns how many places are free.
func compare(t *testing.T, r *rand.Rand, day caterina.Date) int {
	t.Helper()
	tt, s := world(r)
	fill(r, &tt, day)
	now := day.Time(caterina.Rome()).Add(time.Duration(r.IntN(24*3600)) * time.Second)
	begin := day.AddDays(-4).Time(caterina.Rome()).UTC()
	o := newOracle(tt, s, now, begin, 13*24*60)
	last := day.AddDays(6)
	free := map[time.Time][]caterina.Spot{}
	for _, v := range booking.Free(tt, s, now, day, last, booking.Asker{}) {
		free[v.From.UTC()] = v.Spots
	}
	for m := range o.wall {
		if o.wall[m].day.Before(day) || last.Before(o.wall[m].day) {
			continue
		}
		want, got := o.spots(m), slices.Clone(free[o.minute(m)])
		slices.SortFunc(got, func(a, b caterina.Spot) int { return int(a.Desk-b.Desk)*100 + a.Lane - b.Lane })
		if !slices.Equal(got, want) {
			t.Fatalf("%s, now %v: %v, want %v\n%+v\n%+v", booking.Label(o.minute(m), "it"), now, got, want, s, tt)
		}
		if len(want) > 0 || m%59 == 0 {
			agrees(t, o, m, len(want) > 0)
		}
	}
	return len(free)
}

// agrees says that what is asked for by its instant is given exactly when it is
// free.
func agrees(t *testing.T, o *oracle, m int, isFree bool) {
	t.Helper()
	v, refused := booking.At(o.t, o.s, o.now, o.minute(m), booking.Asker{})
	if (refused == nil) != isFree {
		t.Fatalf("%s asked for is %+v, %v; free is %v", booking.Label(o.minute(m), "it"), v, refused, isFree)
	}
	if refused != nil && refused.Why == "" {
		t.Fatalf("%s is refused without a reason", booking.Label(o.minute(m), "it"))
	}
}
