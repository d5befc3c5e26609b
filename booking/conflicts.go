package booking

import (
	"cmp"
	"slices"
	"time"

	"example.org/caterina"
)

// Conflicts returns the appointments to come that no opening of their desk has room
// for any more, such as after hours were shortened, in order of time. Nothing is
// done about them: they stand until people have decided. Buffers may reach into
// what is closed. The timetable must hold the rules of the bookings' days.
func Conflicts(t caterina.Timetable, services []caterina.Service, now time.Time, bookings []caterina.Booking) []caterina.BookingConflict {
	var list []caterina.BookingConflict
	for _, b := range bookings {
		if !b.Status.Live() || !b.To.After(now) {
			continue
		}
		if why, reason := standsOutside(&t, services, &b); why != "" {
			list = append(list, caterina.BookingConflict{Booking: b, Why: why, Reason: reason})
		}
	}
	slices.SortFunc(list, func(a, b caterina.BookingConflict) int {
		return cmp.Or(a.Booking.From.Compare(b.Booking.From), cmp.Compare(a.Booking.ID, b.Booking.ID))
	})
	return list
}

// standsOutside says why the desk of an appointment does not receive it any more;
// "" when it does.
func standsOutside(t *caterina.Timetable, services []caterina.Service, b *caterina.Booking) (caterina.BookingProblem, string) {
	i := slices.IndexFunc(t.Desks, func(d caterina.Desk) bool { return d.ID == b.Desk })
	if i < 0 || !t.Desks[i].Active || !slices.Contains(t.Desks[i].Services, b.Service) {
		return caterina.ProblemUnknown, ""
	}
	s := caterina.Service{}
	if j := slices.IndexFunc(services, func(s caterina.Service) bool { return s.Slug == b.Service }); j >= 0 {
		s = services[j]
	}
	p := newPlan(t, s, romeDay(b.From), romeDay(b.To))
	whole := span{b.From.Unix(), ceil(b.To)}
	covers := func(o span) bool { return o.from <= whole.from && whole.to <= o.to }
	if slices.ContainsFunc(p.open(b.Desk), covers) {
		return "", ""
	}
	off, isOff := p.off[romeDay(b.From)]
	switch {
	case isOff:
		return caterina.ProblemDayOff, off.Name
	case slices.ContainsFunc(p.whole(b.Desk), covers):
		return caterina.ProblemClosed, p.whyShut(b)
	default:
		return caterina.ProblemOutside, ""
	}
}

// whyShut is the reason of the closure that meets an appointment.
func (p *plan) whyShut(b *caterina.Booking) string {
	for _, c := range p.t.Closures {
		if (c.Desk == 0 || c.Desk == b.Desk) && c.From.Before(b.To) && b.From.Before(c.To) {
			return c.Reason
		}
	}
	return ""
}
