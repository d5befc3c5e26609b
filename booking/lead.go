package booking

import (
	"slices"
	"time"

	"example.org/caterina"
)

// leadSearch is how many days ahead working days are looked for: an office that is
// never at work gives no place anyway.
const leadSearch = 400

// Soonest returns from when on a place can be taken. A working day of notice is a
// whole one: who asks on a Friday, at whatever hour, may come on Tuesday, because
// Monday is the office's to prepare. The timetable must hold the days off from now
// on.
func Soonest(t caterina.Timetable, s caterina.Service, now time.Time) time.Time {
	s = Defaults(s)
	soonest := now.Add(time.Duration(max(0, s.LeadMinutes)) * time.Minute)
	if s.LeadDays <= 0 {
		return soonest
	}
	day, left := romeDay(now), s.LeadDays
	for range leadSearch {
		day = day.AddDays(1)
		if left == 0 {
			break
		}
		if worksOn(&t, day) {
			left--
		}
	}
	if first := midnight(day); first.After(soonest) {
		return first
	}
	return soonest
}

// worksOn says whether a day is a working day of the office: Monday to Friday, not
// a day off, and not a day on which all of it is closed.
func worksOn(t *caterina.Timetable, day caterina.Date) bool {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	if slices.ContainsFunc(t.DaysOff, func(o caterina.DayOff) bool { return o.Date == day }) {
		return false
	}
	from, to := midnight(day), midnight(day.AddDays(1))
	return !slices.ContainsFunc(t.Closures, func(c caterina.DeskSpan) bool {
		return c.Desk == 0 && !c.From.After(from) && !c.To.Before(to)
	})
}

// Opens returns when the places of a day can first be taken: at the service's hour
// of release, so many days before, and never at midnight, when only programs are
// awake.
func Opens(s caterina.Service, day caterina.Date) time.Time {
	s = Defaults(s)
	first := day.AddDays(-s.HorizonDays)
	if at := Instants(first, *s.ReleaseAt); len(at) > 0 {
		return at[0]
	}
	return s.ReleaseAt.On(first, caterina.Rome())
}

// unreleased returns the first day whose places cannot be taken yet.
func unreleased(s caterina.Service, now time.Time) caterina.Date {
	last := romeDay(now).AddDays(Defaults(s).HorizonDays)
	if Opens(s, last).After(now) {
		return last
	}
	return last.AddDays(1)
}
