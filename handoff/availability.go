package handoff

import (
	"slices"
	"time"

	"example.org/caterina"
)

// Calendar is what says when a town's people are at work: the office that helps
// with everything, with its closures, the patron's day, and whether somebody has
// closed the queue by hand.
type Calendar struct {
	Desk        caterina.Office // the zero Office when the town has none
	Patron      *caterina.PatronDay
	PausedUntil time.Time // zero when the queue is not closed by hand
}

// status returns when a queue's people are there: by the queue's own hours, or,
// when it has none, by the desk's. Own says which.
func (c Calendar) status(q caterina.Queue, now time.Time) (s caterina.OfficeStatus, own bool) {
	now = now.In(caterina.Rome())
	if q.Hours != nil {
		if s = q.Hours.Status(now, c.Patron); s.Known {
			return s, true
		}
	}
	return c.Desk.Status(now, c.Patron), false
}

// Present says whether an operator would answer a citizen now or soon: they want
// to, a socket of theirs is alive, and they take conversations at all.
func Present(p *caterina.Presence) bool {
	return p.Wants == caterina.WantsWork && p.Live && p.Capacity > 0
}

// OnDuty says whether an operator is at work, if only for a pause: what is theirs
// may wait for them.
func OnDuty(p *caterina.Presence) bool { return p.Live && p.Wants != caterina.WantsNothing }

// Availability says whether a queue takes one more person. Hours that the queue
// states hold whoever is there; without them somebody's presence is enough, in
// whatever queue, because those who wait too long spill over. With nobody there
// it is the desk's calendar that tells the citizen when to come back.
func Availability(q caterina.Queue, cal Calendar, now time.Time, staff []caterina.Presence, waiting int) caterina.Availability {
	a := caterina.Availability{Queue: q, Waiting: waiting}
	status, own := cal.status(q, now)
	closed := status.Known && !status.Open
	anybody := slices.ContainsFunc(staff, func(p caterina.Presence) bool { return Present(&p) })
	switch {
	case cal.PausedUntil.After(now):
		a.Refusal, a.Until = caterina.RefusedClosed, cal.PausedUntil
	case closed && (own || !anybody):
		a.Refusal, a.Holiday = caterina.RefusedClosed, status.Holiday
		if status.Holiday != "" {
			a.Refusal = caterina.RefusedHoliday
		}
		if status.Next != nil {
			a.Until = status.Next.From
		}
	case !anybody:
		a.Refusal = caterina.RefusedNobody
	case waiting >= MaxWaiting(q):
		a.Refusal = caterina.RefusedFull
	}
	return a
}

// ClosesAt returns when a queue with hours of its own closes today, false when it
// is closed, never closes or has none.
func ClosesAt(q caterina.Queue, cal Calendar, now time.Time) (time.Time, bool) {
	status, own := cal.status(q, now)
	if !own || !status.Open || status.Always {
		return time.Time{}, false
	}
	return status.Until, true
}
