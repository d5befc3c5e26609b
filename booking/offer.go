package booking

import (
	"time"

	"example.org/caterina"
)

// wishDays is how many of the wished days are looked at to say why they have no
// place.
const wishDays = 62

// Offer finds the times that are said in a chat at all offices of a service, and
// why the wished days have none, if that is one reason. The timetables must hold
// the rules, and what is taken, from now to the horizon.
func Offer(offices []caterina.Timetable, s caterina.Service, now time.Time, when caterina.When, after time.Time, a Asker) caterina.Times {
	times := Choose(everywhere(offices, s, now, a), when, after)
	if times.Exact || !after.IsZero() || when.Problem != "" {
		return times
	}
	if r := whyNone(offices, s, now, when, a); r != nil {
		times.Why, times.Reason, times.Off, times.Opens = r.Why, r.Reason, r.Off, r.Opens
	}
	return times
}

// OfferList is List for all offices of a service.
func OfferList(offices []caterina.Timetable, s caterina.Service, now time.Time, q caterina.TimesQuery, a Asker) caterina.Times {
	return List(everywhere(offices, s, now, a), q.When, q.After, q.Before)
}

// everywhere finds what is free at all offices up to the horizon.
func everywhere(offices []caterina.Timetable, s caterina.Service, now time.Time, a Asker) []caterina.Vacancy {
	today := romeDay(now)
	var free []caterina.Vacancy
	for _, t := range offices {
		free = append(free, Free(t, s, now, today, today.AddDays(Defaults(s).HorizonDays), a)...)
	}
	return free
}

// whyNone returns the one reason why the wished days have no place, nil when there
// are several. That nobody is received at all on a day counts only when no day has
// another reason: who asks for "next week" knows that Sunday is in it.
func whyNone(offices []caterina.Timetable, s caterina.Service, now time.Time, when caterina.When, a Asker) *caterina.BookingRefused {
	var one, outside *caterina.BookingRefused
	for _, day := range wishedDays(when, romeDay(now), Defaults(s).HorizonDays) {
		for i := range offices {
			r := whyDay(&offices[i], s, now, day, when, a)
			switch {
			case r.Why == caterina.ProblemOutside, anyDay(when) && (r.Why == caterina.ProblemDayOff || r.Why == caterina.ProblemClosed):
				outside = refused(caterina.ProblemOutside)
			case one == nil:
				one = r
			case one.Why != r.Why || one.Reason != r.Reason:
				return nil
			}
		}
	}
	if one == nil {
		return outside
	}
	return one
}

// anyDay says whether a wish names no day: then that some day is a holiday is no reason.
func anyDay(when caterina.When) bool { return len(when.Days)+len(when.Weekdays) == 0 }

// wishedDays returns the first of the days that are asked for. Without a day in the
// wish these are the days up to the horizon.
func wishedDays(when caterina.When, today caterina.Date, horizon int) []caterina.Date {
	ranges := when.Days
	if len(ranges) == 0 {
		ranges = []caterina.DateRange{{First: today, Last: today.AddDays(horizon)}}
	}
	var days []caterina.Date
	for _, r := range ranges {
		for d := r.First; !r.Last.Before(d) && len(days) < wishDays; d = d.AddDays(1) {
			if wishedDay(when, d) && !excluded(when, d) {
				days = append(days, d)
			}
		}
	}
	return days
}

// whyDay returns why an office has no place on a day at the hours that are wished:
// the best of the reasons of its times, since a time that is only taken says more
// than one at which the office is closed.
func whyDay(t *caterina.Timetable, s caterina.Service, now time.Time, day caterina.Date, when caterina.When, a Asker) *caterina.BookingRefused {
	if day.Before(romeDay(now)) {
		return refused(caterina.ProblemPast)
	}
	p := newPlan(t, s, day, day)
	best := refused(caterina.ProblemOutside)
	if off, is := p.off[day]; is {
		best = &caterina.BookingRefused{Why: caterina.ProblemDayOff, Reason: off.Name, Off: off.Kind}
	}
	for _, start := range p.starts(day) {
		if !Matches(when, start) {
			continue
		}
		if r := p.why(now, start, a); weight(r.Why) > weight(best.Why) {
			best = r
		}
		if best.Why == caterina.ProblemTaken {
			break
		}
	}
	return best
}

// starts returns the times of a day that count at some desk, closed or not.
func (p *plan) starts(day caterina.Date) []time.Time {
	var list []time.Time
	step, last := int64(p.s.Step)*60, midnight(day.AddDays(1)).Unix()
	for _, d := range p.desk {
		for _, w := range d.whole {
			first := max(w.from+int64(p.s.BufferBefore)*60, midnight(day).Unix())
			for at := w.from + (first-w.from+step-1)/step*step; at < min(w.to, last); at += step {
				if p.has(opening{w, w.from}, at) {
					list = append(list, time.Unix(at, 0).In(caterina.Rome()))
				}
			}
		}
	}
	return list
}

// weight puts the reasons in the order in which one says more than another.
func weight(p caterina.BookingProblem) int {
	switch p {
	case caterina.ProblemTaken:
		return 7
	case caterina.ProblemFar:
		return 6
	case caterina.ProblemSoon:
		return 5
	case caterina.ProblemPast:
		return 4
	case caterina.ProblemClosed:
		return 3
	case caterina.ProblemDayOff:
		return 2
	default:
		return 1
	}
}
