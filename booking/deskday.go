package booking

import (
	"slices"
	"time"

	"example.org/caterina"
)

// DayOf lays a day of an office out, desk by desk and lane by lane: what is free,
// held, booked and closed, and the pauses in which nothing fits. Desks out of use are shown while somebody has a place
// there. Services are the town's: one that holidays do not close keeps its desk
// open.
func DayOf(t caterina.Timetable, services []caterina.Service, day caterina.Date, now time.Time) []caterina.DeskDay {
	var desks []caterina.DeskDay
	room := roomOn(t, services, day, now)
	for _, d := range t.Desks {
		p := newPlan(&t, caterina.Service{OnHolidays: worksOnHolidays(&d, services)}, day, day)
		lanes := p.lanes(&d, day, now, room)
		used := slices.ContainsFunc(lanes, func(l caterina.LaneDay) bool {
			return slices.ContainsFunc(l.Stretches, func(s caterina.LaneStretch) bool {
				return s.Kind == caterina.StretchBooked || s.Kind == caterina.StretchHeld
			})
		})
		if d.Active || used {
			desks = append(desks, caterina.DeskDay{Desk: d, Lanes: lanes})
		}
	}
	return desks
}

// worksOnHolidays says whether something that holidays do not close can be booked
// at a desk.
func worksOnHolidays(d *caterina.Desk, services []caterina.Service) bool {
	return slices.ContainsFunc(services, func(s caterina.Service) bool {
		return s.OnHolidays && slices.Contains(d.Services, s.Slug)
	})
}

// lanes lays the day of a desk out.
func (p *plan) lanes(d *caterina.Desk, day caterina.Date, now time.Time, room *room) []caterina.LaneDay {
	date := []span{{midnight(day).Unix(), midnight(day.AddDays(1)).Unix()}}
	var open, shut []span
	if d.Active {
		for _, o := range p.open(d.ID) {
			open = append(open, within(o, date)...)
		}
		for _, w := range p.whole(d.ID) {
			for _, part := range within(w, date) {
				shut = append(shut, minus(part, open)...)
			}
		}
	}
	var lanes []caterina.LaneDay
	for _, l := range d.Lanes {
		spot := caterina.Spot{Desk: d.ID, Lane: l.Number}
		stretches := p.taken(spot, date[0], open, now)
		switch {
		case !l.Extra:
			stretches = p.layOut(d.ID, open, shut, stretches)
		case len(stretches) == 0:
			continue // it is there only on the days of its appointments
		}
		for i := range stretches {
			if s := &stretches[i]; s.Kind == caterina.StretchFree {
				room.weigh(spot, s)
			}
		}
		lanes = append(lanes, caterina.LaneDay{Lane: l, Stretches: stretches})
	}
	return lanes
}

// taken returns what is held and booked on a lane.
func (p *plan) taken(spot caterina.Spot, day span, open []span, now time.Time) []caterina.LaneStretch {
	var list []caterina.LaneStretch
	for _, t := range p.t.Taken {
		if t.Desk != spot.Desk || t.Lane != spot.Lane || t.From.Unix() >= day.to || t.To.Unix() <= day.from || t.Held && !t.HeldUntil.After(now) {
			continue
		}
		s := caterina.LaneStretch{
			Kind: caterina.StretchBooked, From: t.From, To: t.To, Booking: t.Booking,
			Outside: len(minus(span{t.From.Unix(), ceil(t.To)}, open)) > 0,
		}
		if t.Held {
			s.Kind, s.Until = caterina.StretchHeld, t.HeldUntil
		}
		list = append(list, s)
	}
	return list
}

// layOut puts a lane's stretches in order: first what is taken, then what that
// leaves of the openings and of the closures.
func (p *plan) layOut(desk caterina.DeskID, open, shut []span, taken []caterina.LaneStretch) []caterina.LaneStretch {
	busy := make([]span, len(taken))
	for i, t := range taken {
		busy[i] = span{t.From.Unix(), ceil(t.To)}
	}
	busy = union(busy)
	for _, o := range open {
		for _, part := range minus(o, busy) {
			taken = append(taken, caterina.LaneStretch{Kind: caterina.StretchFree, From: romeTime(part.from), To: romeTime(part.to)})
		}
	}
	for _, c := range shut {
		for _, part := range minus(c, busy) {
			s := caterina.LaneStretch{Kind: caterina.StretchClosed, From: romeTime(part.from), To: romeTime(part.to)}
			s.Reason = p.closedBecause(desk, part)
			taken = append(taken, s)
		}
	}
	slices.SortStableFunc(taken, func(a, b caterina.LaneStretch) int { return a.From.Compare(b.From) })
	return taken
}

// closedBecause says why a desk is closed at a time.
func (p *plan) closedBecause(desk caterina.DeskID, s span) string {
	for _, c := range p.t.Closures {
		if (c.Desk == 0 || c.Desk == desk) && c.From.Unix() <= s.from && s.from < c.To.Unix() {
			return c.Reason
		}
	}
	if off, ok := p.off[romeDay(romeTime(s.from))]; ok {
		return off.Name
	}
	return ""
}

// open returns when a desk receives people, in order.
func (p *plan) open(desk caterina.DeskID) []span {
	closed := p.closed(desk)
	var list []span
	for _, w := range p.whole(desk) {
		list = append(list, minus(w, closed)...)
	}
	return list
}

// within returns what of a stretch lies in others.
func within(s span, others []span) []span {
	var list []span
	for _, o := range others {
		if part := (span{max(s.from, o.from), min(s.to, o.to)}); part.from < part.to {
			list = append(list, part)
		}
	}
	return list
}

// romeTime is an instant at the offices.
func romeTime(seconds int64) time.Time { return time.Unix(seconds, 0).In(caterina.Rome()) }
