package booking

import (
	"cmp"
	"slices"
	"time"

	"example.org/caterina"
)

// lateAfter is how long after its hour an appointment still keeps its turn.
const lateAfter = 15 * time.Minute

// Line puts those who are here and wait in the order in which they are received:
// first whose appointment is due, by its hour; then those who came without one, or
// much too late, by their arrival; last those who are early. Who comes early waits
// from the hour of the appointment on, not from their arrival.
func Line(bookings []caterina.Booking, tickets []caterina.Ticket, now time.Time) []caterina.LineEntry {
	var line []caterina.LineEntry
	for i := range bookings {
		b := &bookings[i]
		if b.Status != caterina.CheckedIn || b.ArrivedAt == nil {
			continue
		}
		line = append(line, caterina.LineEntry{
			Booking: b, Since: WaitingSince(b.From, *b.ArrivedAt), Early: b.From.After(now), Late: b.ArrivedAt.After(b.From.Add(lateAfter)),
		})
	}
	for i := range tickets {
		if t := &tickets[i]; t.Status == caterina.TicketWaiting {
			line = append(line, caterina.LineEntry{Ticket: t, Since: t.ArrivedAt})
		}
	}
	slices.SortStableFunc(line, func(a, b caterina.LineEntry) int {
		return cmp.Or(cmp.Compare(turn(&a), turn(&b)), hour(&a).Compare(hour(&b)))
	})
	return line
}

// turn groups the line.
func turn(e *caterina.LineEntry) int {
	switch {
	case e.Early:
		return 2
	case e.Booking != nil && !e.Late:
		return 0
	default:
		return 1
	}
}

// hour is by what a group is put in order.
func hour(e *caterina.LineEntry) time.Time {
	if e.Booking != nil && !e.Late {
		return e.Booking.From
	}
	return e.Since
}

// Wait says when somebody without an appointment who takes a number now is likely
// to be received: after those of the numbers before theirs, in what the
// appointments of the day leave free. False when the day has no room for it. A
// desk is expected to need a service's whole time.
func Wait(t caterina.Timetable, s caterina.Service, tickets []caterina.Ticket, now time.Time) (time.Time, bool) {
	day := romeDay(now)
	p := newPlan(&t, s, day, day)
	length := int64(p.s.Duration) * 60
	var gaps []span
	for _, d := range t.Desks {
		if !d.Active || s.Slug != "" && !slices.Contains(d.Services, s.Slug) {
			continue
		}
		for _, l := range d.Lanes {
			if l.Extra {
				continue // nobody is received there but those whose appointment it is for
			}
			gaps = append(gaps, p.gaps(caterina.Spot{Desk: d.ID, Lane: l.Number}, ceil(now))...)
		}
	}
	for range before(tickets, s.Slug) {
		if _, ok := take(gaps, length); !ok {
			return time.Time{}, false
		}
	}
	from, ok := take(gaps, length)
	return romeTime(from), ok
}

// gaps returns when a lane is open and nobody has a place on it, from an instant on.
func (p *plan) gaps(spot caterina.Spot, from int64) []span {
	var busy []span
	for _, t := range p.t.Taken {
		if t.Desk == spot.Desk && t.Lane == spot.Lane && (!t.Held || t.HeldUntil.Unix() > from) {
			busy = append(busy, span{t.From.Unix(), ceil(t.To)})
		}
	}
	busy = union(busy)
	var list []span
	for _, o := range p.open(spot.Desk) {
		if o.from = max(o.from, from); o.from < o.to {
			list = append(list, minus(o, busy)...)
		}
	}
	return list
}

// before counts the numbers that are waited for: those who wait, and those who are
// being received, for the same service or for one that they did not say.
func before(tickets []caterina.Ticket, service string) int {
	n := 0
	for _, t := range tickets {
		if (t.Status == caterina.TicketWaiting || t.Status == caterina.TicketServing) && (t.Service == service || t.Service == "" || service == "") {
			n++
		}
	}
	return n
}

// take cuts the earliest stretch of a length out of the gaps.
func take(gaps []span, length int64) (int64, bool) {
	first := -1
	for i, g := range gaps {
		if g.to-g.from >= length && (first < 0 || g.from < gaps[first].from) {
			first = i
		}
	}
	if first < 0 {
		return 0, false
	}
	from := gaps[first].from
	gaps[first].from += length
	return from, true
}
