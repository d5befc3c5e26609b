package when

import (
	"slices"
	"time"

	"example.org/caterina"
)

// far is how many days ahead "from then on" reaches.
const far = 365

// wish is what has been understood so far.
type wish struct {
	today caterina.Date
	now   caterina.Clock

	days     []value // days and weeks, any of them
	weekdays []time.Weekday
	lo, hi   *caterina.Date
	notDays  []caterina.DateRange
	notOn    []time.Weekday

	parts    []value
	notParts []value
	times    []value
	least    []value // the time of day is not before these
	most     []value // and before these

	soonest, any, said bool
	problem            caterina.WhenProblem

	mentions []mention // days and times in the order in which they were said
}

// add takes what is wished for.
func (w *wish) add(v value) {
	w.said = true
	w.mention(v, func(s *wish) { s.add(v) })
	switch v.sort {
	case someDays:
		w.days = append(w.days, v)
	case someWeekday:
		w.weekdays = append(w.weekdays, v.weekday)
	case someTime:
		w.times = append(w.times, v)
	case somePart:
		w.parts = append(w.parts, v)
	case theFirst:
		w.soonest = true
	case anyTime:
		w.any = true
	case noTime:
		w.fail(v.problem)
	}
}

// exclude takes what will not do.
func (w *wish) exclude(v value) {
	switch {
	case v.sort == someDays && v.near && v.days.First == v.days.Last:
		w.notOn = append(w.notOn, v.weekday)
	case v.sort == someDays:
		if v.days.First.Before(w.today) {
			v.days.First = w.today
		}
		w.notDays = append(w.notDays, v.days)
	case v.sort == someWeekday:
		w.notOn = append(w.notOn, v.weekday)
	case v.sort == somePart:
		w.notParts = append(w.notParts, v)
	default:
		return
	}
	w.said = true
}

// from, until, before and after take the limits of a wish.
func (w *wish) from(v value) {
	w.limit(v, func(d caterina.DateRange) { w.notBefore(d.First) }, leastOf)
}

func (w *wish) until(v value) {
	w.limit(v, func(d caterina.DateRange) { w.notAfter(d.Last) }, mostOf)
}

func (w *wish) before(v value) {
	w.limit(v, func(d caterina.DateRange) { w.notAfter(d.First.AddDays(-1)) }, mostOf)
}

func (w *wish) after(v value) {
	w.limit(v, func(d caterina.DateRange) { w.notBefore(d.Last.AddDays(1)) }, leastOf)
}

// dayAfter takes "il giorno dopo Natale".
func (w *wish) dayAfter(v value) {
	if v.dated() {
		v = oneDay(v.days.Last.AddDays(1))
	}
	w.add(v)
}

func leastOf(w *wish) *[]value { return &w.least }

func mostOf(w *wish) *[]value { return &w.most }

func (w *wish) limit(v value, days func(caterina.DateRange), times func(*wish) *[]value) {
	w.said = true
	switch {
	case v.dated():
		days(v.days)
	case v.sort == someTime:
		w.mention(v, func(s *wish) { *times(s) = append(*times(s), v) })
		*times(w) = append(*times(w), v)
	default:
		w.add(v)
	}
}

func (w *wish) notBefore(d caterina.Date) {
	if w.lo == nil || w.lo.Before(d) {
		w.lo = &d
	}
}

func (w *wish) notAfter(d caterina.Date) {
	if w.hi == nil || d.Before(*w.hi) {
		w.hi = &d
	}
}

// fail keeps why words name no time: the first reason.
func (w *wish) fail(p caterina.WhenProblem) {
	if w.problem == "" {
		w.problem = p
	}
}

// settle adds up what was understood.
func (w *wish) settle() (caterina.When, bool) {
	if !w.said {
		return caterina.When{}, false
	}
	out := caterina.When{First: w.soonest, NotDays: w.notDays}
	w.narrow(&out)
	slices.Sort(w.weekdays)
	slices.Sort(w.notOn)
	out.Weekdays = append(slices.Compact(w.weekdays), out.Weekdays...)
	out.NotOn = slices.Compact(w.notOn)
	w.clocks(&out)
	w.halves(&out)
	if w.gone(out) {
		out.Problem = caterina.WhenPast
	}
	if len(out.Days) == 0 && len(out.Weekdays) == 0 && w.problem != "" {
		out.Problem = w.problem
	}
	return out, true
}

// narrow finds the days: weekdays within a named week, within the limits, from
// today on.
func (w *wish) narrow(out *caterina.When) {
	days := w.within(out)
	lo, hi := w.today, w.today.AddDays(far)
	if w.lo != nil && w.today.Before(*w.lo) {
		lo = *w.lo
		hi = w.today.AddDays(max(far, daysBetween(w.today, lo)+far))
	}
	if w.hi != nil {
		hi = *w.hi
	}
	if len(days) == 0 && (w.lo != nil || w.hi != nil) {
		days = []caterina.DateRange{{First: lo, Last: hi}}
	}
	clip := func(lo, hi caterina.Date) []caterina.DateRange {
		var kept []caterina.DateRange
		for _, d := range days {
			if d.First.Before(lo) {
				d.First = lo
			}
			if hi.Before(d.Last) {
				d.Last = hi
			}
			if !d.Last.Before(d.First) {
				kept = append(kept, d)
			}
		}
		return kept
	}
	kept := clip(lo, hi)
	if len(kept) == 0 { // the limits leave nothing of the days: the days were the clearer word
		kept = clip(w.today, w.today.AddDays(100*far))
	}
	if len(kept) == 0 && len(days) > 0 {
		w.fail(caterina.WhenPast)
	}
	slices.SortFunc(kept, func(a, b caterina.DateRange) int { return a.First.Compare(b.First) })
	out.Days = slices.Compact(kept)
}

func daysBetween(a, b caterina.Date) int {
	return int(b.Time(time.UTC).Sub(a.Time(time.UTC)).Hours() / 24)
}

// within lists the days that were named. A weekday said with a week or a month is
// that week's or month's, unless "o" stands between them.
func (w *wish) within(out *caterina.When) []caterina.DateRange {
	wides := slices.DeleteFunc(slices.Clone(w.days), func(v value) bool { return !v.wide || v.or })
	var days []caterina.DateRange
	used := map[caterina.Date]bool{}
	for _, v := range w.days {
		if v.wide && !v.or {
			continue
		}
		if wide := slices.IndexFunc(wides, func(wide value) bool { return v.fits(wide) }); wide >= 0 && !v.wide && (!v.or || v.near) {
			used[wides[wide].days.First] = true
			if v.near && v.days.First == v.days.Last && wides[wide].long() {
				out.Weekdays = append(out.Weekdays, v.weekday)
				days = append(days, wides[wide].days)
				continue
			}
			v = v.moved(wides[wide])
		}
		days = append(days, v.days)
	}
	for _, wide := range wides {
		if used[wide.days.First] {
			continue
		}
		days = append(days, wide.days)
	}
	return w.habits(days)
}

// habits are weekdays said with a single week: "di lunedì la settimana prossima" is
// that Monday, a choice among others stays a choice. Beside another day of that week
// they are days too: "fra due settimane, di lunedì o mercoledì".
func (w *wish) habits(days []caterina.DateRange) []caterina.DateRange {
	wide := slices.IndexFunc(w.days, func(v value) bool { return v.wide && !v.or && daysBetween(v.days.First, v.days.Last) == 6 })
	if len(w.weekdays) == 0 || wide < 0 {
		return days
	}
	week := w.days[wide].days
	var single []caterina.DateRange
	for _, d := range days {
		switch {
		case d == week:
		case d.First == d.Last && week.Contains(d.First):
			single = append(single, d)
		default:
			return days
		}
	}
	for n := range 7 {
		if d := week.First.AddDays(n); slices.Contains(w.weekdays, d.Weekday()) {
			single = append(single, caterina.DateRange{First: d, Last: d})
		}
	}
	w.weekdays = nil
	return single
}

// long says whether a stretch is more than a week.
func (v value) long() bool { return daysBetween(v.days.First, v.days.Last) > 7 }

// fits says whether a day lies in a week or month, or can be moved there by weeks.
func (v value) fits(wide value) bool {
	m := v.moved(wide)
	return wide.days.Contains(m.days.First) && wide.days.Contains(m.days.Last)
}

// moved is a weekday in the week or month that was named with it.
func (v value) moved(wide value) value {
	if !v.near || !wide.wide {
		return v
	}
	weeks := 0
	switch ahead, over := daysBetween(v.days.First, wide.days.First), daysBetween(wide.days.Last, v.days.Last); {
	case ahead > 0:
		weeks = (ahead + 6) / 7
	case over > 0:
		weeks = -min((over+6)/7, -ahead/7)
	}
	v.days = caterina.DateRange{First: v.days.First.AddDays(7 * weeks), Last: v.days.Last.AddDays(7 * weeks)}
	return v
}

// gone says whether all that is left is earlier today.
func (w *wish) gone(out caterina.When) bool {
	if len(out.Days) != 1 || out.Days[0].First != w.today || out.Days[0].Last != w.today {
		return false
	}
	return out.To > 0 && out.To <= w.now || out.Around != nil && *out.Around <= w.now
}
