package caterina

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// hoursGroup is one part of a sentence: some days and their times, in either order.
type hoursGroup struct {
	days    []Weekday
	ranges  []Shift // without the weekday
	appt    bool    // "su appuntamento" stands between the days and the times
	closed  bool    // "chiuso": the days have no times
	holiday bool    // names the holidays, which only a closed group may
}

// hoursParser turns the tokens of a sentence into shifts.
type hoursParser struct {
	tokens     []hoursToken
	i          int
	timesFirst bool // "dalle 9 alle 13 dal lunedì al venerdì"
	cur        hoursGroup
	groups     int // how many were completed
	allAppt    bool
	parens     int
	shifts     []Shift
}

func (p *hoursParser) run() error {
	first := slices.IndexFunc(p.tokens, func(t hoursToken) bool {
		return t.kind == hoursDay || t.kind == hoursAllDays || t.kind == hoursTime || t.kind == hoursAllDay
	})
	if first < 0 {
		return errors.New("non trovo né giorni né orari")
	}
	p.timesFirst = p.tokens[first].kind == hoursTime || p.tokens[first].kind == hoursAllDay
	for p.i < len(p.tokens) {
		if err := p.step(); err != nil {
			return err
		}
	}
	if err := p.flush(); err != nil {
		return err
	}
	if p.parens != 0 {
		return errors.New("manca una parentesi")
	}
	if len(p.shifts) == 0 {
		return errors.New("non trovo nessun orario di apertura")
	}
	return nil
}

// step reads one token, or the few that belong to it.
func (p *hoursParser) step() error {
	t := p.tokens[p.i]
	p.i++
	switch t.kind {
	case hoursDay, hoursAllDays:
		return p.readDays(t)
	case hoursTime:
		return p.readRange(t.clock)
	case hoursAllDay:
		return p.addRange(Shift{From: 0, To: dayMinutes})
	case hoursAppt:
		return p.readAppointment()
	case hoursShut:
		return p.readClosed()
	case hoursExcept:
		return p.readExcept()
	case hoursHoliday:
		return p.readHoliday()
	case hoursOpen:
		p.parens++
	case hoursClose:
		p.parens--
	case hoursTo:
		if !p.mereDash() {
			return errors.New("trovo la fine di un orario o di un periodo senza il suo inizio")
		}
	case hoursSlash, hoursSep, hoursFiller:
	}
	return nil
}

// mereDash says whether the hoursTo just read only separates what stands beside
// it: "lunedì - 9-13 - martedì 15-17", "al mattino 9-13".
func (p *hoursParser) mereDash() bool {
	whole := p.at(0, hoursTime) && (p.at(1, hoursTo) || p.at(1, hoursSlash)) && p.at(2, hoursTime)
	return whole || (len(p.cur.ranges) > 0 && p.at(0, hoursDay))
}

// at says whether the token k places ahead is of a kind.
func (p *hoursParser) at(k int, kind hoursKind) bool {
	return p.i+k < len(p.tokens) && p.tokens[p.i+k].kind == kind
}

// daysFrom returns the days that begin with t, the last token read: one day, a
// range of days, or all.
func (p *hoursParser) daysFrom(t hoursToken) ([]Weekday, error) {
	if t.kind == hoursAllDays {
		return weekdaysBetween(time.Monday, time.Sunday), nil
	}
	if !p.at(0, hoursTo) || !p.at(1, hoursDay) {
		return []Weekday{Weekday(t.day)}, nil
	}
	days := weekdaysBetween(t.day, p.tokens[p.i+1].day)
	p.i += 2
	if p.at(0, hoursTo) && p.at(1, hoursDay) {
		return nil, errors.New("non capisco se i giorni sono un elenco o un periodo: separali con una virgola")
	}
	return days, nil
}

func (p *hoursParser) readDays(t hoursToken) error {
	if !p.timesFirst && len(p.cur.ranges) > 0 {
		if err := p.flush(); err != nil {
			return err
		}
	}
	days, err := p.daysFrom(t)
	p.cur.days = append(p.cur.days, days...)
	return err
}

// readRange reads the rest of a range that begins at from.
func (p *hoursParser) readRange(from Clock) error {
	if (!p.at(0, hoursTo) && !p.at(0, hoursSlash)) || !p.at(1, hoursTime) {
		return fmt.Errorf("non trovo la fine dell'orario che comincia alle %s", from)
	}
	to := p.tokens[p.i+1].clock
	p.i += 2
	if to == 0 {
		to = dayMinutes
	}
	return p.addRange(Shift{From: from, To: to})
}

func (p *hoursParser) addRange(s Shift) error {
	if p.cur.closed {
		return errors.New("trovo un orario per giorni di chiusura")
	}
	if p.timesFirst && len(p.cur.days) > 0 {
		if err := p.flush(); err != nil {
			return err
		}
	}
	s.ByAppointment = p.cur.appt
	p.cur.ranges = append(p.cur.ranges, s)
	return nil
}

// readAppointment reads what "su appuntamento" says: that the last range goes on
// by appointment until a time, or that a range, or all of them, are by
// appointment.
func (p *hoursParser) readAppointment() error {
	n := len(p.cur.ranges)
	switch {
	case p.at(0, hoursTo) && p.at(1, hoursTime):
		if n == 0 {
			return errors.New("non capisco da che ora si riceve su appuntamento")
		}
		p.cur.ranges = append(p.cur.ranges, Shift{From: p.cur.ranges[n-1].To, To: p.tokens[p.i+1].clock, ByAppointment: true})
		p.i += 2
	case n == 0 && len(p.cur.days) == 0 && p.groups == 0:
		p.allAppt = true
	case n == 0:
		p.cur.appt = true
	case n == 1 && p.apptIsLast():
		p.cur.ranges[0].ByAppointment = true
	default:
		return errors.New("non capisco quali orari sono su appuntamento: scrivilo fra parentesi accanto a ciascun orario")
	}
	return nil
}

// apptIsLast says whether the "appuntamento" just read can only mean the current
// group: no comma parts them, or there is nothing else in the sentence.
func (p *hoursParser) apptIsLast() bool {
	return p.parens > 0 || p.tokens[p.i-2].kind != hoursSep || (p.groups == 0 && p.i == len(p.tokens))
}

// readHoliday reads "festivi", with the "esclusi" that may follow it.
func (p *hoursParser) readHoliday() error {
	if p.at(0, hoursExcept) && !p.at(1, hoursDay) && !p.at(1, hoursHoliday) {
		p.i++
		return nil
	}
	if !p.timesFirst && len(p.cur.ranges) > 0 {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.cur.holiday = true
	return nil
}

// readClosed reads "chiuso", which stands after its days or before them.
func (p *hoursParser) readClosed() error {
	if len(p.cur.ranges) == 0 && (len(p.cur.days) > 0 || p.cur.holiday) {
		p.cur.closed = true
		return p.flush()
	}
	if len(p.cur.ranges) > 0 {
		if err := p.flush(); err != nil {
			return err
		}
	}
	p.cur.closed = true
	return nil
}

// readExcept takes the days named after "escluso" out of the current ones.
// Holidays need no word: offices are closed then.
func (p *hoursParser) readExcept() error {
	var out []Weekday
	for p.at(0, hoursHoliday) || p.at(0, hoursDay) {
		t := p.tokens[p.i]
		p.i++
		if t.kind == hoursHoliday {
			continue
		}
		days, err := p.daysFrom(t)
		if err != nil {
			return err
		}
		out = append(out, days...)
	}
	for _, d := range out {
		if !slices.Contains(p.cur.days, d) {
			return errors.New("non capisco quali giorni sono esclusi")
		}
	}
	p.cur.days = slices.DeleteFunc(p.cur.days, func(d Weekday) bool { return slices.Contains(out, d) })
	return nil
}

// flush completes the current group.
func (p *hoursParser) flush() error {
	g := p.cur
	p.cur = hoursGroup{}
	if g.closed {
		return nil
	}
	if len(g.days) == 0 && len(g.ranges) == 1 && g.ranges[0].To-g.ranges[0].From == dayMinutes {
		g.days = weekdaysBetween(time.Monday, time.Sunday) // "24 ore su 24" alone
	}
	switch {
	case g.holiday:
		return errors.New("le aperture nei giorni festivi non si possono ancora scrivere")
	case len(g.days) == 0 && len(g.ranges) == 0:
		return nil
	case len(g.days) == 0:
		return errors.New("non capisco di quali giorni è un orario")
	case len(g.ranges) == 0:
		return errors.New("trovo dei giorni senza orario")
	}
	p.groups++
	for _, d := range g.days {
		for _, s := range g.ranges {
			s.Weekday, s.ByAppointment = d, s.ByAppointment || p.allAppt
			p.shifts = append(p.shifts, s)
		}
	}
	return nil
}
