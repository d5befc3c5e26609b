package booking

import (
	"cmp"
	"slices"
	"time"

	"example.org/caterina"
)

const (
	shown      = 3         // times that are said at once
	afternoon  = 13 * 60   // where the second half of a day begins
	aroundNear = 60        // minutes that are still "around" a time
	apart      = time.Hour // between two times of one half-day, when there is a choice
	wishReach  = 400       // days within which a wished day is looked for
	eveningEnd = caterina.Clock(24 * 60)
)

// Choose returns the three times that are said in a chat, in order: the first that
// is as wished, one on another day, one in the other half of a day. Only times
// later than after count when it is set. When nothing is as wished, the nearest
// three, and Exact is false.
func Choose(free []caterina.Vacancy, when caterina.When, after time.Time) caterina.Times {
	var later, wished []caterina.Vacancy
	for _, v := range distinct(free) {
		if !v.From.After(after) {
			continue
		}
		later = append(later, v)
		if when.Problem == "" && Matches(when, v.From) {
			wished = append(wished, v)
		}
	}
	if len(wished) == 0 {
		return timesOf(nearest(later, when), later, false)
	}
	return timesOf(varied(wished, when), wished, true)
}

// distinct puts places in order of time and keeps one of each time at each office.
func distinct(free []caterina.Vacancy) []caterina.Vacancy {
	free = slices.Clone(free)
	slices.SortStableFunc(free, func(a, b caterina.Vacancy) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Office, b.Office))
	})
	return slices.CompactFunc(free, func(a, b caterina.Vacancy) bool { return a.From.Equal(b.From) && a.Office == b.Office })
}

func timesOf(chosen, among []caterina.Vacancy, exact bool) caterina.Times {
	slices.SortStableFunc(chosen, func(a, b caterina.Vacancy) int { return a.From.Compare(b.From) })
	times := caterina.Times{Exact: exact}
	for _, v := range chosen {
		times.Slots = append(times.Slots, caterina.Slot{Service: v.Service, Office: v.Office, From: v.From, To: v.To})
	}
	if n := len(chosen); n > 0 {
		times.More = len(among) > n
	}
	return times
}

// Matches says whether a time is as wished.
func Matches(when caterina.When, t time.Time) bool {
	t = t.In(caterina.Rome())
	day := caterina.DateOf(t)
	return wishedDay(when, day) && !excluded(when, day) && clockGap(when.On(day), clockOf(t)) == 0
}

// wishedDay says whether a day is one of those that are asked for.
func wishedDay(when caterina.When, d caterina.Date) bool {
	inDays := func(r caterina.DateRange) bool { return r.Contains(d) }
	return (len(when.Days) == 0 || slices.ContainsFunc(when.Days, inDays)) &&
		(len(when.Weekdays) == 0 || slices.Contains(when.Weekdays, d.Weekday()))
}

// excluded says whether a day is one of those that are not wanted.
func excluded(when caterina.When, d caterina.Date) bool {
	return slices.Contains(when.NotOn, d.Weekday()) ||
		slices.ContainsFunc(when.NotDays, func(r caterina.DateRange) bool { return r.Contains(d) })
}

// clockGap returns by how many minutes a time of day misses what is wished.
func clockGap(when caterina.When, c caterina.Clock) int {
	end := when.To
	if end == 0 {
		end = eveningEnd
	}
	gap := max(0, int(when.From-c), int(c-end)+1)
	if when.Around != nil {
		gap = max(gap, distance(c, *when.Around)-aroundNear)
	}
	return gap
}

func distance(a, b caterina.Clock) int { return max(int(a-b), int(b-a)) }

// varied chooses three of the places that are as wished, so that people have a real
// choice: the first, one of another day, one of the other half of a day; a third day
// when the second is of the other half already.
func varied(wished []caterina.Vacancy, when caterina.When) []caterina.Vacancy {
	if when.Around != nil || len(when.Parts) > 0 {
		wished = byDayThenAround(wished, when)
	}
	first := wished[0]
	chosen := []caterina.Vacancy{first}
	add := func(good func(v caterina.Vacancy) bool) {
		for _, v := range wished {
			if len(chosen) < shown && good(v) && !slices.ContainsFunc(chosen, func(c caterina.Vacancy) bool { return c.From.Equal(v.From) }) {
				chosen = append(chosen, v)
				return
			}
		}
	}
	add(func(v caterina.Vacancy) bool { return dayOf(v) != dayOf(first) })
	if otherHalf := func(v caterina.Vacancy) bool { return halfOf(v) != halfOf(first) }; !slices.ContainsFunc(chosen, otherHalf) {
		add(otherHalf)
	}
	add(func(v caterina.Vacancy) bool { return !slices.ContainsFunc(chosen, sameDay(v)) })
	if when.Around == nil {
		for range shown {
			add(func(v caterina.Vacancy) bool { return isApart(v, chosen) })
		}
	}
	for range shown {
		add(func(caterina.Vacancy) bool { return true })
	}
	return chosen
}

// byDayThenAround puts the places of each day in order of their distance to the time
// of day that is wished for.
func byDayThenAround(list []caterina.Vacancy, when caterina.When) []caterina.Vacancy {
	list = slices.Clone(list)
	off := func(v caterina.Vacancy) int {
		around := when.On(dayOf(v)).Around
		if around == nil {
			return 0
		}
		return distance(clockOf(v.From), *around)
	}
	slices.SortStableFunc(list, func(a, b caterina.Vacancy) int {
		return cmp.Or(dayOf(a).Compare(dayOf(b)), cmp.Compare(off(a), off(b)))
	})
	return list
}

func sameDay(v caterina.Vacancy) func(caterina.Vacancy) bool {
	return func(c caterina.Vacancy) bool { return dayOf(c) == dayOf(v) }
}

func isApart(v caterina.Vacancy, chosen []caterina.Vacancy) bool {
	return !slices.ContainsFunc(chosen, func(c caterina.Vacancy) bool { return v.From.Sub(c.From).Abs() < apart })
}

func dayOf(v caterina.Vacancy) caterina.Date { return romeDay(v.From) }

// halfOf returns which half of which part of a day a place is in: the morning or
// the afternoon.
func halfOf(v caterina.Vacancy) bool { return clockOf(v.From.In(caterina.Rome())) >= afternoon }

// near is a place and by how much it misses a wish.
type near struct {
	v            caterina.Vacancy
	days, clocks int
}

// nearest chooses three places when none is as wished: on the wished day at another
// time, and at the wished time on two other days; else what is nearest.
func nearest(free []caterina.Vacancy, when caterina.When) []caterina.Vacancy {
	list := rated(free, when)
	var chosen []caterina.Vacancy
	add := func(order func(a, b near) int, good func(n near) bool) {
		slices.SortStableFunc(list, order)
		for _, n := range list {
			same := func(c caterina.Vacancy) bool { return c.From.Equal(n.v.From) }
			if len(chosen) < shown && good(n) && !slices.ContainsFunc(chosen, same) {
				chosen = append(chosen, n.v)
				return
			}
		}
	}
	both := func(a, b near) int { return cmp.Compare(a.days*12*60+a.clocks, b.days*12*60+b.clocks) }
	add(func(a, b near) int { return cmp.Compare(a.clocks, b.clocks) }, func(n near) bool { return n.days == 0 })
	add(func(a, b near) int { return cmp.Compare(a.days, b.days) }, func(n near) bool { return n.clocks == 0 })
	add(func(a, b near) int { return cmp.Compare(a.days, b.days) }, func(n near) bool {
		return n.clocks == 0 && !slices.ContainsFunc(chosen, func(c caterina.Vacancy) bool { return dayOf(c) == dayOf(n.v) })
	})
	for range shown {
		add(both, func(n near) bool { return isApart(n.v, chosen) })
	}
	for range shown {
		add(both, func(near) bool { return true })
	}
	return chosen
}

// rated measures places against a wish. Days that are not wanted are left out
// unless nothing else is free.
func rated(free []caterina.Vacancy, when caterina.When) []near {
	if when.Problem != "" {
		when = caterina.When{}
	}
	var list, unwanted []near
	gaps := map[caterina.Date]int{}
	for _, v := range free {
		day := dayOf(v)
		gap, known := gaps[day]
		if !known {
			gap = dayGap(when, day)
			gaps[day] = gap
		}
		n := near{v, gap, clockGap(when.On(day), clockOf(v.From.In(caterina.Rome())))}
		if excluded(when, day) {
			unwanted = append(unwanted, n)
			continue
		}
		list = append(list, n)
	}
	if len(list) == 0 {
		return unwanted
	}
	return list
}

// dayGap returns how many days a day is from the nearest wished one.
func dayGap(when caterina.When, d caterina.Date) int {
	for n := range wishReach {
		for _, day := range []caterina.Date{d.AddDays(n), d.AddDays(-n)} {
			if wishedDay(when, day) && !excluded(when, day) {
				return n
			}
		}
	}
	return wishReach
}
