package handoff

import (
	"slices"
	"time"

	"example.org/caterina"
)

// The hours in which people are called, and where the morning ends.
const (
	callsFrom = caterina.Clock(8 * 60)
	callsNoon = caterina.Clock(13 * 60)
	callsTo   = caterina.Clock(20 * 60)

	shortestWindow = 30 * time.Minute
	daysAhead      = 30
)

// Window is when a call is promised. From is when it becomes due.
type Window struct {
	From, To time.Time
	Now      bool // it has begun
}

// text writes the window as people say it: "domani tra le 9:00 e le 13:00",
// "oggi entro le 13:00".
func (p Window) text(w *words, now time.Time) string {
	from := clock(p.From)
	if p.Now {
		from = ""
	}
	return w.window(w.day(p.From.In(caterina.Rome()), now.In(caterina.Rome())), from, clock(p.To))
}

// CallbackWindow finds the first stretch of work in which the citizen can be
// called: in the queue's hours, else the desk's, else on working days from 9 to
// 17. A part of the day in which nobody ever works is not waited for.
func CallbackWindow(q caterina.Queue, cal Calendar, when caterina.CallbackWhen, now time.Time) Window {
	now = now.In(caterina.Rome())
	usual := caterina.Office{Hours: workingDays()}
	for _, office := range []caterina.Office{cal.office(q), usual} {
		for _, part := range []caterina.CallbackWhen{when, caterina.CallAnytime} {
			if w, ok := firstWindow(office, cal.Patron, part, now); ok {
				return w
			}
		}
	}
	return Window{From: now, To: now.AddDate(0, 0, 1), Now: true} // only if a month were all holidays
}

// office returns whose hours hold for a queue.
func (c Calendar) office(q caterina.Queue) caterina.Office {
	if q.Hours != nil && len(q.Hours.Shifts) > 0 {
		return caterina.Office{Hours: *q.Hours}
	}
	return c.Desk
}

func firstWindow(office caterina.Office, patron *caterina.PatronDay, part caterina.CallbackWhen, now time.Time) (Window, bool) {
	from, to := callsFrom, callsTo
	switch part {
	case caterina.CallMorning:
		to = callsNoon
	case caterina.CallAfternoon:
		from = callsNoon
	case caterina.CallAnytime:
	}
	for i := range daysAhead {
		day := caterina.DateOf(now).AddDays(i)
		for _, s := range office.Status(day.Time(now.Location()), patron).Today {
			w := Window{From: latest(s.From, from.On(day, now.Location()), now), To: earliest(s.To, to.On(day, now.Location()))}
			w.Now = !w.From.After(now)
			if w.To.Sub(w.From) >= shortestWindow {
				return w, true
			}
		}
	}
	return Window{}, false
}

func latest(t time.Time, others ...time.Time) time.Time {
	return slices.MaxFunc(append(others, t), time.Time.Compare)
}

func earliest(t time.Time, others ...time.Time) time.Time {
	return slices.MinFunc(append(others, t), time.Time.Compare)
}

// workingDays is the week of a town that states no hours.
func workingDays() caterina.Hours {
	var h caterina.Hours
	for day := time.Monday; day <= time.Friday; day++ {
		h.Shifts = append(h.Shifts, caterina.Shift{Weekday: caterina.Weekday(day), From: 9 * 60, To: 17 * 60})
	}
	return h
}

// NextAttempt returns when a call in vain is made again: in another half-day,
// unless the citizen named the only one that suits them; then on the next day.
func NextAttempt(q caterina.Queue, cal Calendar, when caterina.CallbackWhen, now time.Time) time.Time {
	now = now.In(caterina.Rome())
	day := caterina.DateOf(now)
	after := callsNoon.On(day, now.Location())
	if !now.Before(after) || when != caterina.CallAnytime {
		after = day.AddDays(1).Time(now.Location())
	}
	return CallbackWindow(q, cal, when, after).From
}
