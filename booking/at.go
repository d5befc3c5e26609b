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
	return caterina.Vacancy{}, why(&t, s, now, from, a)
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

// serves says whether a service can be booked at any desk of an office.
func serves(t *caterina.Timetable, service string) bool {
	return slices.ContainsFunc(t.Desks, func(d caterina.Desk) bool {
		return d.Active && slices.Contains(d.Services, service)
	})
}

func refused(why caterina.BookingProblem) *caterina.BookingRefused {
	return &caterina.BookingRefused{Why: why}
}

// why returns the reason why a time that has not begun cannot be had.
func why(t *caterina.Timetable, s caterina.Service, now, from time.Time, a Asker) *caterina.BookingRefused {
	day := romeDay(from)
	p := newPlan(t, s, day, day)
	off, isOff := p.off[day]
	switch fits := p.fits(from); {
	case isOff && (made(off.Kind) || fits == fitsNowhere):
		return &caterina.BookingRefused{Why: caterina.ProblemDayOff, Reason: off.Name}
	case fits == fitsNowhere:
		return refused(caterina.ProblemOutside)
	case fits == fitsClosed:
		return &caterina.BookingRefused{Why: caterina.ProblemClosed, Reason: p.reason(from)}
	case !a.Staff && from.Before(Soonest(*t, s, now)):
		return refused(caterina.ProblemSoon)
	case !a.Staff && !day.Before(unreleased(s, now)):
		return &caterina.BookingRefused{Why: caterina.ProblemFar, Opens: Opens(s, day)}
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
	for _, d := range p.t.Desks {
		if !d.Active || !slices.Contains(d.Services, p.s.Slug) {
			continue
		}
		for _, w := range p.whole(d.ID) {
			if p.has(opening{w, w.from}, from.Unix()) {
				best = max(best, fitsClosed)
			}
		}
		for _, o := range p.openings(d.ID) {
			if p.has(o, from.Unix()) {
				best = fitsOpen
			}
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

// reason returns why a time is closed: the first closure that meets it.
func (p *plan) reason(from time.Time) string {
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
	return desk == 0 || slices.ContainsFunc(p.t.Desks, func(d caterina.Desk) bool {
		return d.ID == desk && d.Active && slices.Contains(d.Services, p.s.Slug)
	})
}
