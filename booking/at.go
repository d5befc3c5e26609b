package booking

import (
	"slices"
	"time"

	"example.org/caterina"
)

// At returns the place that begins at an instant, or why there is none. The first
// reason of these is given: it is over, the day is off, the office is closed, the
// rules have no such time, the office needs more notice, it is not released yet,
// it is taken. What will never change is said before what will.
func At(t caterina.Timetable, s caterina.Service, now, from time.Time, a Asker) (caterina.Vacancy, *caterina.BookingRefused) {
	if !serves(&t, s.Slug) {
		return caterina.Vacancy{}, refused(caterina.ProblemUnknown)
	}
	if !from.After(now) {
		return caterina.Vacancy{}, refused(caterina.ProblemPast)
	}
	day := romeDay(from)
	for _, v := range Free(t, s, now, day, day, a) {
		if v.From.Equal(from) {
			return v, nil
		}
	}
	if a.Staff {
		if v, open := between(&t, s, now, from, a); len(v.Spots) > 0 {
			return v, nil
		} else if open {
			return caterina.Vacancy{}, refused(caterina.ProblemTaken)
		}
	}
	return caterina.Vacancy{}, newPlan(&t, s, day, day).why(now, from, a)
}

// between returns the lanes that are empty at an instant of an opening, also between
// the times that citizens are offered: staff need not keep to these. Open says whether
// there is such an opening.
func between(t *caterina.Timetable, s caterina.Service, now, from time.Time, a Asker) (v caterina.Vacancy, open bool) {
	day := romeDay(from)
	f := newSearch(t, s, now, day, day, a)
	if f.within.from >= f.within.to || from.Nanosecond() > 0 {
		return v, false
	}
	wanted := opening{span{from.Unix() - f.before, from.Unix() + f.length + f.after}, from.Unix()}
	f.within = span{from.Unix(), from.Unix() + 1}
	for _, l := range f.lanes {
		if !slices.ContainsFunc(l.opens, func(o opening) bool { return o.from <= wanted.from && wanted.to <= o.to }) {
			continue
		}
		open = true
		l.opens = []opening{wanted}
		f.look(l)
	}
	if list := f.vacancies(); len(list) > 0 {
		v = list[0]
	}
	return v, open
}

// Beyond returns the lanes that are empty at an instant, whatever the rules say:
// for staff who have read why At refuses and want it all the same. The lanes kept
// for staff come first.
func Beyond(t caterina.Timetable, s caterina.Service, now, from time.Time, a Asker) (caterina.Vacancy, *caterina.BookingRefused) {
	if !serves(&t, s.Slug) {
		return caterina.Vacancy{}, refused(caterina.ProblemUnknown)
	}
	if !from.After(now) {
		return caterina.Vacancy{}, refused(caterina.ProblemPast)
	}
	day := romeDay(from)
	a.Staff = true
	f := newSearch(&t, s, now, day, day, a)
	wanted := opening{span{from.Unix() - f.before, from.Unix() + f.length + f.after}, from.Unix()}
	f.within = span{from.Unix(), from.Unix() + 1}
	for _, l := range f.lanes {
		l.opens = []opening{wanted}
		f.look(l)
	}
	if list := f.vacancies(); len(list) > 0 {
		return list[0], nil
	}
	return caterina.Vacancy{}, refused(caterina.ProblemTaken)
}

// Overbook returns the lanes for appointments beyond what there is room for that
// are empty at an instant, whatever the rules say. No other search finds these.
func Overbook(t caterina.Timetable, s caterina.Service, now, from time.Time, a Asker) (caterina.Vacancy, *caterina.BookingRefused) {
	a.beyond = true
	return Beyond(t, s, now, from, a)
}

// serves says whether a service can be booked at any desk of an office.
func serves(t *caterina.Timetable, service string) bool {
	return slices.ContainsFunc(t.Desks, func(d caterina.Desk) bool {
		return d.Active && slices.Contains(d.Services, service)
	})
}

func refused(why caterina.BookingProblem) *caterina.BookingRefused {
	return &caterina.BookingRefused{Why: why}
}

// why returns the reason why a time that is not free cannot be had.
func (p *plan) why(now, from time.Time, a Asker) *caterina.BookingRefused {
	day := romeDay(from)
	off, isOff := p.off[day]
	switch fits := p.fits(from); {
	case !from.After(now):
		return refused(caterina.ProblemPast)
	case isOff && (made(off.Kind) || fits == fitsNowhere):
		return &caterina.BookingRefused{Why: caterina.ProblemDayOff, Reason: off.Name, Off: off.Kind}
	case fits == fitsNowhere:
		return refused(caterina.ProblemOutside)
	case fits == fitsClosed:
		return &caterina.BookingRefused{Why: caterina.ProblemClosed, Reason: p.reasonAt(from)}
	case !a.Staff && from.Before(Soonest(*p.t, p.s, now)):
		return refused(caterina.ProblemSoon)
	case !a.Staff && !day.Before(unreleased(p.s, now)):
		return &caterina.BookingRefused{Why: caterina.ProblemFar, Opens: Opens(p.s, day)}
	}
	return refused(caterina.ProblemTaken)
}

// fit says how a time fits into the openings of the desks that serve.
type fit int

const (
	fitsNowhere fit = iota // no rule has it
	fitsClosed             // a rule has it, and something closes it
	fitsOpen
)

// fits returns how a time fits at the desk where it fits best.
func (p *plan) fits(from time.Time) fit {
	best := fitsNowhere
	if from.Nanosecond() > 0 {
		return best
	}
	for _, d := range p.desk {
		if best == fitsNowhere && slices.ContainsFunc(d.whole, func(w span) bool { return p.has(opening{w, w.from}, from.Unix()) }) {
			best = fitsClosed
		}
		if slices.ContainsFunc(d.opens, func(o opening) bool { return p.has(o, from.Unix()) }) {
			return fitsOpen
		}
	}
	return best
}

// has says whether a time counts in an opening and has room there with its
// buffers.
func (p *plan) has(o opening, start int64) bool {
	from, to := start-int64(p.s.BufferBefore)*60, start+int64(p.s.Duration+p.s.BufferAfter)*60
	return o.from <= from && to <= o.to && (start-o.begins)%(int64(p.s.Step)*60) == 0
}

// reasonAt returns why a time is closed: the first closure that meets it.
func (p *plan) reasonAt(from time.Time) string {
	begins := from.Add(-time.Duration(p.s.BufferBefore) * time.Minute)
	ends := from.Add(time.Duration(p.s.Duration+p.s.BufferAfter) * time.Minute)
	for _, c := range p.t.Closures {
		if c.From.Before(ends) && begins.Before(c.To) && p.concerns(c.Desk) {
			return c.Reason
		}
	}
	for day, o := range p.off { // a place that reaches into the day after
		if made(o.Kind) && midnight(day).Before(ends) && begins.Before(midnight(day.AddDays(1))) {
			return o.Name
		}
	}
	return ""
}

// concerns says whether a closure of a desk, or of the office, can close the
// service.
func (p *plan) concerns(desk caterina.DeskID) bool {
	return desk == 0 || slices.ContainsFunc(p.desk, func(d deskPlan) bool { return d.ID == desk })
}
