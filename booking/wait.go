package booking

import (
	"slices"
	"time"

	"example.org/caterina"
)

// WaitingSince returns from when on somebody who has an appointment waits: from its
// time when they came early, from their arrival when they came late.
func WaitingSince(appointment, arrived time.Time) time.Time {
	if arrived.After(appointment) {
		return arrived
	}
	return appointment
}

// NextGap returns the next time today at which somebody who is there can be
// received: who came late, or without an appointment. It keeps to the openings but
// not to the times that count, and the lanes kept for staff come first.
func NextGap(t caterina.Timetable, s caterina.Service, now time.Time, a Asker) (caterina.Vacancy, bool) {
	day := romeDay(now)
	a.Staff = true
	f := newSearch(&t, s, now, day, day, a)
	if f.within.from >= f.within.to {
		return caterina.Vacancy{}, false
	}
	soonest := (now.Unix()/60 + 1) * 60
	var starts []int64
	for _, l := range f.lanes {
		for _, o := range l.opens {
			starts = append(starts, max(soonest, o.from+f.before))
		}
		for _, busy := range l.taken {
			starts = append(starts, max(soonest, busy.to+f.before))
		}
	}
	slices.Sort(starts)
	for _, start := range slices.Compact(starts) {
		if v, ok := f.at(start); ok {
			return v, true
		}
	}
	return caterina.Vacancy{}, false
}

// at returns the lanes that are free at a time within the openings.
func (f *search) at(start int64) (caterina.Vacancy, bool) {
	f.found = nil
	f.within = span{start, start + 1}
	for _, l := range f.lanes {
		for i := range l.opens {
			l.opens = slices.Clone(l.opens)
			l.opens[i].begins = start
		}
		f.look(l)
	}
	list := f.vacancies()
	if len(list) == 0 {
		return caterina.Vacancy{}, false
	}
	return list[0], true
}
