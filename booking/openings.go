package booking

import (
	"cmp"
	"slices"
	"time"

	"example.org/caterina"
)

// span is a stretch of time in seconds of the Unix clock. The search works on
// numbers, because it looks at tens of thousands of times.
type span struct{ from, to int64 }

// opening is what closures leave of a stretch during which a desk is open.
type opening struct {
	span
	begins int64 // when the whole stretch begins: places are counted from there, whatever is closed
}

// plan is a timetable, prepared for one service and a few days.
type plan struct {
	t    *caterina.Timetable
	s    caterina.Service // with its defaults
	days []caterina.Date  // in order, without holes
	noon []int64          // of each day: no clock changes between 05:00 and 23:00
	off  map[caterina.Date]caterina.DayOff
	desk []deskPlan // those that serve
}

// deskPlan is when a desk is open.
type deskPlan struct {
	*caterina.Desk
	whole []span    // as if nothing were ever closed
	opens []opening // what closures leave of it
}

// newPlan prepares the days from one to another, and those before and after that
// an extra opening joins to them: where an opening begins decides at which times
// people are received.
func newPlan(t *caterina.Timetable, s caterina.Service, from, to caterina.Date) *plan {
	p := &plan{t: t, s: Defaults(s), off: map[caterina.Date]caterina.DayOff{}}
	for _, o := range t.DaysOff {
		if !p.s.OnHolidays || made(o.Kind) {
			p.off[o.Date] = o
		}
	}
	from, to = joined(t.Extras, from, to)
	for d := from; !to.Before(d); d = d.AddDays(1) {
		p.days = append(p.days, d)
		p.noon = append(p.noon, time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, caterina.Rome()).Unix())
	}
	for i := range t.Desks {
		if d := &t.Desks[i]; d.Active && slices.Contains(d.Services, s.Slug) {
			p.desk = append(p.desk, p.deskPlan(d))
		}
	}
	return p
}

func (p *plan) deskPlan(desk *caterina.Desk) deskPlan {
	d := deskPlan{Desk: desk, whole: p.whole(desk.ID)}
	d.opens = p.left(d.whole, desk.ID)
	return d
}

// left returns what closures leave of the stretches during which a desk is open.
func (p *plan) left(whole []span, desk caterina.DeskID) []opening {
	closed := p.closed(desk)
	var list []opening
	for _, w := range whole {
		for _, part := range minus(w, closed) {
			list = append(list, opening{part, w.from})
		}
	}
	return list
}

// made says whether staff made a day off. Such a day closes everything. A holiday
// gives way to what was opened on purpose: a service marked so, an extra opening.
func made(kind caterina.DayOffKind) bool {
	return kind != caterina.OffNational && kind != caterina.OffPatron
}

// joined widens a stretch of days by the extra openings that reach over its ends.
func joined(extras []caterina.DeskSpan, from, to caterina.Date) (first, last caterina.Date) {
	for again := true; again; {
		again = false
		for _, e := range extras {
			starts, ends := romeDay(e.From), romeDay(e.To)
			if starts.Before(from) && !ends.Before(from) {
				from, again = starts, true
			}
			if to.Before(ends) && !to.Before(starts) {
				to, again = ends, true
			}
		}
	}
	return from, to
}

// whole returns the stretches during which a desk is open, as if nothing were ever
// closed, in order and apart from one another.
func (p *plan) whole(desk caterina.DeskID) []span {
	var list []span
	rules := rulesOf(p.t.Openings, desk)
	for i, day := range p.days {
		if _, off := p.off[day]; off {
			continue
		}
		for _, r := range rules {
			if holdsOn(r, day) {
				from, to := max(int(r.From), dayOpens), min(int(r.To), dayCloses)
				list = append(list, span{p.noon[i] + int64(from-12*60)*60, p.noon[i] + int64(to-12*60)*60})
			}
		}
	}
	for _, e := range p.t.Extras {
		if e.Desk == 0 || e.Desk == desk {
			list = append(list, span{ceil(e.From), e.To.Unix()})
		}
	}
	return union(list)
}

// closed returns when a desk is closed out of the usual, in order.
func (p *plan) closed(desk caterina.DeskID) []span {
	var list []span
	for _, c := range p.t.Closures {
		if c.Desk == 0 || c.Desk == desk {
			list = append(list, span{c.From.Unix(), ceil(c.To)})
		}
	}
	for day, o := range p.off {
		if made(o.Kind) {
			list = append(list, span{midnight(day).Unix(), midnight(day.AddDays(1)).Unix()})
		}
	}
	return union(list)
}

// rulesOf returns the rules of a desk: its own, or, when it has none, those of the
// office.
func rulesOf(rules []caterina.OpeningRule, desk caterina.DeskID) []caterina.OpeningRule {
	var own, general []caterina.OpeningRule
	for _, r := range rules {
		switch r.Desk {
		case desk:
			own = append(own, r)
		case 0:
			general = append(general, r)
		}
	}
	if len(own) > 0 {
		return own
	}
	return general
}

// holdsOn says whether a rule holds on a day. Weeks are counted from the rule's
// Monday and not by their number in the year, because some years have 53.
func holdsOn(r caterina.OpeningRule, day caterina.Date) bool {
	if day.Weekday() != time.Weekday(r.Weekday) || r.Since != nil && day.Before(*r.Since) || r.Until != nil && r.Until.Before(day) {
		return false
	}
	return r.EveryWeeks <= 1 || daysBetween(monday(r.Anchor), monday(day))/7%r.EveryWeeks == 0
}

// monday returns the Monday of a day's week.
func monday(d caterina.Date) caterina.Date { return d.AddDays(-(int(d.Weekday()) + 6) % 7) }

// union puts stretches in order and joins those that overlap or touch.
func union(list []span) []span {
	list = slices.DeleteFunc(list, func(s span) bool { return s.from >= s.to })
	slices.SortFunc(list, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	var joined []span
	for _, s := range list {
		if n := len(joined); n > 0 && s.from <= joined[n-1].to {
			joined[n-1].to = max(joined[n-1].to, s.to)
			continue
		}
		joined = append(joined, s)
	}
	return joined
}

// minus returns what the stretches of a list, which is in order, leave of one.
func minus(s span, list []span) []span {
	var left []span
	for _, c := range list {
		if c.to <= s.from || s.to <= c.from {
			continue
		}
		if s.from < c.from {
			left = append(left, span{s.from, c.from})
		}
		s.from = c.to
	}
	if s.from < s.to {
		left = append(left, s)
	}
	return left
}

// ceil returns the first whole second that is not before t.
func ceil(t time.Time) int64 {
	if t.Nanosecond() > 0 {
		return t.Unix() + 1
	}
	return t.Unix()
}
