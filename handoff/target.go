package handoff

import (
	"cmp"
	"time"

	"example.org/caterina"
)

// How soon people mean to answer when town.yaml does not say, in minutes.
const (
	defaultFirst = 5
	defaultNext  = 10
)

// targetDays is how far ahead the end of a target is looked for: beyond a long
// closure nobody is told a time.
const targetDays = 60

// FirstWithin is how soon a person means to speak first.
func FirstWithin(q caterina.Queue) time.Duration {
	return time.Duration(cmp.Or(q.FirstWithin, defaultFirst)) * time.Minute
}

// NextWithin is how soon they mean to answer after that.
func NextWithin(q caterina.Queue) time.Duration {
	return time.Duration(cmp.Or(q.NextWithin, defaultNext)) * time.Minute
}

// Within is how soon something is meant to come; 0 for a call until the end of
// what was promised.
func Within(q caterina.Queue, kind caterina.TargetKind) time.Duration {
	switch kind {
	case caterina.TargetFirst:
		return FirstWithin(q)
	case caterina.TargetNext:
		return NextWithin(q)
	default:
		return time.Duration(q.CallWithin) * time.Minute
	}
}

// opening is whose hours the time of a queue is counted in: those in which its
// calls are made too, the queue's or the desk's. A queue closed by hand takes
// nobody new, and its time goes on: those who wait are to be served.
type opening struct {
	office caterina.Office
	patron *caterina.PatronDay
}

func (c Calendar) opening(q caterina.Queue) opening { return opening{c.office(q), c.Patron} }

func (o opening) between(from, to time.Time) time.Duration {
	return o.office.OpenBetween(from.In(caterina.Rome()), to, o.patron)
}

// after returns when so much opening time will have gone, the zero time when
// that is too far away.
func (o opening) after(from time.Time, d time.Duration) time.Time {
	until, ok := o.office.OpenFor(from.In(caterina.Rome()), d, targetDays, o.patron)
	if !ok {
		return time.Time{}
	}
	return until
}

// AnswerTarget says how a wait for a person's words stands, false when nobody
// waits for any: a person had the last word, has put the conversation aside and
// said until when, or a call is promised instead.
func AnswerTarget(q caterina.Queue, cal Calendar, w caterina.PersonWait, now time.Time) (caterina.Target, bool) {
	kind, since, within := caterina.TargetNext, w.WaitingSince, NextWithin(q)
	if w.AnsweredAt.IsZero() && !w.QueuedAt.IsZero() {
		kind, since, within = caterina.TargetFirst, w.QueuedAt, FirstWithin(q)
	}
	inQueue := w.State == caterina.StateQueued || w.State == caterina.StateOffered
	if inQueue && since.IsZero() {
		since = w.EnteredAt // passed on after an answer: they wait for the next person
	}
	waits := inQueue || w.State == caterina.StateAssigned
	if !waits || w.Promised || since.IsZero() {
		return caterina.Target{}, false
	}
	open := cal.opening(q)
	return caterina.Target{Kind: kind, Mark: mark(open.between(since, now), within), Until: open.after(since, within)}, true
}

// CallTarget says how the time for a promised call stands. It begins when the
// call is due: before, the citizen does not expect it.
func CallTarget(q caterina.Queue, cal Calendar, call caterina.Callback, now time.Time) caterina.Target {
	until, open := callUntil(q, cal, call.Form.When, call.DueAt), cal.opening(q)
	t := caterina.Target{Kind: caterina.TargetCall, Until: until}
	if !now.Before(until) {
		t.Mark = 100
	} else if all := open.between(call.DueAt, until); all > 0 {
		t.Mark = mark(open.between(call.DueAt, now), all)
	}
	return t
}

// callUntil is the end of a promise: of the stretch of work in which the citizen
// was told to expect the call, unless the queue says how soon it is to be made.
func callUntil(q caterina.Queue, cal Calendar, when caterina.CallbackWhen, due time.Time) time.Time {
	end := CallbackWindow(q, cal, when, due).To
	if q.CallWithin > 0 {
		if until := cal.opening(q).after(due, Within(q, caterina.TargetCall)); !until.IsZero() {
			return until
		}
	}
	return end
}

// InTime says whether an answer came within its target, and whether it counts at
// all: a wait that ended or still lasts without one counts once it is too long.
func InTime(q caterina.Queue, cal Calendar, a caterina.Answer, now time.Time) (within, counts bool) {
	end := a.At
	if end.IsZero() {
		end = a.Ended
	}
	if end.IsZero() {
		end = now
	}
	switch a.Kind {
	case caterina.TargetCall:
		within = !end.After(callUntil(q, cal, a.When, a.Since))
	default:
		within = cal.opening(q).between(a.Since, end) <= Within(q, a.Kind)
	}
	answered := !a.At.IsZero()
	return within && answered, answered || !within
}

// mark is the last mark that was passed.
func mark(gone, all time.Duration) int {
	for _, percent := range []int{100, 80, 50} {
		if gone >= all/100*time.Duration(percent) {
			return percent
		}
	}
	return 0
}
