package handoff_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

func TestAvailability(t *testing.T) {
	t.Parallel()

	pause, gone, none := there(1), there(1), there(1)
	pause.Wants, gone.Live, none.Capacity = caterina.WantsPause, false, 0
	busy := there(1)
	busy.Load = 3
	for _, test := range []struct {
		name, queue, now string
		staff            []caterina.Presence
		waiting          int
		refusal          caterina.Refusal
		holiday, until   string
	}{
		{name: "somebody is there", queue: "famiglia", now: "2026-11-23 11:00", staff: []caterina.Presence{there(1)}},
		{name: "somebody of another queue is there: spill-over", queue: "famiglia", now: "2026-11-23 11:00", staff: []caterina.Presence{there(1, "sociale")}},
		{name: "all are busy but there", queue: "famiglia", now: "2026-11-23 11:00", staff: []caterina.Presence{busy}, waiting: 3},
		{name: "without hours a presence is enough, at night too", queue: "famiglia", now: "2026-11-23 22:00", staff: []caterina.Presence{there(1)}},
		{name: "nobody, and the desk is open", queue: "famiglia", now: "2026-11-23 11:00", refusal: caterina.RefusedNobody},
		{name: "nobody, and the desk is closed", queue: "famiglia", now: "2026-11-22 11:00", refusal: caterina.RefusedClosed, until: "2026-11-23 10:00"},
		{name: "on a pause", queue: "famiglia", now: "2026-11-23 11:00", staff: []caterina.Presence{pause}, refusal: caterina.RefusedNobody},
		{name: "a dead line", queue: "famiglia", now: "2026-11-23 11:00", staff: []caterina.Presence{gone}, refusal: caterina.RefusedNobody},
		{name: "takes none", queue: "famiglia", now: "2026-11-23 11:00", staff: []caterina.Presence{none}, refusal: caterina.RefusedNobody},
		{name: "the queue's hours hold whoever is there", queue: "sociale", now: "2026-11-23 18:00", staff: []caterina.Presence{there(1)}, refusal: caterina.RefusedClosed, until: "2026-11-24 09:00"},
		{name: "a minute before closing", queue: "sociale", now: "2026-11-23 17:59", staff: []caterina.Presence{there(1)}},
		{name: "open by its hours, with nobody", queue: "sociale", now: "2026-11-23 17:00", refusal: caterina.RefusedNobody},
		{name: "19 wait", queue: "famiglia", now: "2026-11-23 11:00", staff: []caterina.Presence{there(1)}, waiting: 19},
		{name: "20 wait (58)", queue: "famiglia", now: "2026-11-23 11:00", staff: []caterina.Presence{there(1)}, waiting: 20, refusal: caterina.RefusedFull},
		{name: "two wait, and that is its limit", queue: "sociale", now: "2026-11-23 11:00", staff: []caterina.Presence{there(1)}, waiting: 2, refusal: caterina.RefusedFull},
		{name: "4 October 2027 (57)", queue: "sociale", now: "2027-10-04 10:00", staff: []caterina.Presence{there(1)}, refusal: caterina.RefusedHoliday, holiday: "San Francesco", until: "2027-10-05 09:00"},
		{name: "4 October 2027 by the desk's calendar", queue: "famiglia", now: "2027-10-04 10:00", refusal: caterina.RefusedHoliday, holiday: "San Francesco", until: "2027-10-05 15:00"},
		{name: "the patron's day", queue: "sociale", now: "2026-12-01 10:00", staff: []caterina.Presence{there(1)}, refusal: caterina.RefusedHoliday, holiday: "Sant'Ansano", until: "2026-12-02 09:00"},
		{name: "somebody works on the patron's day", queue: "famiglia", now: "2026-12-01 10:00", staff: []caterina.Presence{there(1)}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			q, _ := handoff.QueueNamed(siena(t), test.queue)
			a := handoff.Availability(q, calendar(t), at(t, test.now).UTC(), test.staff, test.waiting)
			var until time.Time
			if test.until != "" {
				until = at(t, test.until)
			}
			if a.Refusal != test.refusal || a.Holiday != test.holiday || !a.Until.Equal(until) {
				t.Errorf("got %q %q until %v", a.Refusal, a.Holiday, a.Until)
			}
			if a.Queue.Slug != test.queue || a.Waiting != test.waiting {
				t.Errorf("of queue %q with %d waiting", a.Queue.Slug, a.Waiting)
			}
		})
	}
}

func TestAvailabilityWithoutAnyCalendar(t *testing.T) {
	t.Parallel()

	q := handoff.QueueFor(caterina.Town{}, "qualunque")
	if q.Slug != "generale" {
		t.Fatalf("the queue of a town without any is %q", q.Slug)
	}
	if a := handoff.Availability(q, handoff.Calendar{}, at(t, "2026-11-22 03:00"), nil, 0); a.Refusal != caterina.RefusedNobody || !a.Until.IsZero() {
		t.Errorf("got %q until %v", a.Refusal, a.Until)
	}
}

func TestAQueueThatIsClosedByHandTakesNobody(t *testing.T) {
	t.Parallel()

	cal, now := calendar(t), at(t, "2026-11-23 11:00")
	cal.PausedUntil = now.Add(time.Hour)
	if a := handoff.Availability(siena(t).Queues[0], cal, now, []caterina.Presence{there(1)}, 0); a.Refusal != caterina.RefusedClosed || !a.Until.Equal(cal.PausedUntil) {
		t.Errorf("got %q until %v", a.Refusal, a.Until)
	}
	cal.PausedUntil = now
	if a := handoff.Availability(siena(t).Queues[0], cal, now, []caterina.Presence{there(1)}, 0); a.Refusal != "" {
		t.Errorf("when it is over it says %q", a.Refusal)
	}
}

func TestQueuesAreFoundByTopicAndName(t *testing.T) {
	t.Parallel()

	town := siena(t)
	for topic, want := range map[string]string{"anziani": "sociale", "bonus": "famiglia", "altro": "famiglia", "": "famiglia"} {
		if q := handoff.QueueFor(town, topic); q.Slug != want {
			t.Errorf("topic %q leads to %q, want %q", topic, q.Slug, want)
		}
	}
	if q, ok := handoff.QueueNamed(town, "chiusa"); ok || q.Slug != "famiglia" {
		t.Errorf("a queue that is gone is %q, %t", q.Slug, ok)
	}
	q := handoff.QueueFor(town, "famiglia")
	if handoff.SpillAfter(q) != 2*time.Minute || handoff.AcceptWithin(q) != time.Minute || handoff.MaxWaiting(q) != 20 || handoff.MaxWait(q) != 15*time.Minute {
		t.Error("the defaults are not those of the documentation")
	}
}

func TestClosingTimeIsThatOfTheQueuesOwnHours(t *testing.T) {
	t.Parallel()

	town := siena(t)
	q, _ := handoff.QueueNamed(town, "sociale")
	if closes, ok := handoff.ClosesAt(q, calendar(t), at(t, "2026-11-23 17:50")); !ok || !closes.Equal(at(t, "2026-11-23 18:00")) {
		t.Errorf("got %v, %t", closes, ok)
	}
	if _, ok := handoff.ClosesAt(q, calendar(t), at(t, "2026-11-23 18:30")); ok {
		t.Error("a closed queue has a closing time")
	}
	if _, ok := handoff.ClosesAt(town.Queues[0], calendar(t), at(t, "2026-11-23 12:50")); ok {
		t.Error("a queue without hours closes with the desk")
	}
}

func TestCallbackWindows(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		name, queue, now string
		when             caterina.CallbackWhen
		from, to         string
	}{
		{"at once while open", "sociale", "2026-11-23 10:00", caterina.CallAnytime, "2026-11-23 10:00", "2026-11-23 18:00"},
		{"in the afternoon", "sociale", "2026-11-23 10:00", caterina.CallAfternoon, "2026-11-23 13:00", "2026-11-23 18:00"},
		{"too late for the morning", "sociale", "2026-11-23 12:45", caterina.CallMorning, "2026-11-24 09:00", "2026-11-24 13:00"},
		{"too late for today (56)", "sociale", "2026-11-23 17:45", caterina.CallAnytime, "2026-11-24 09:00", "2026-11-24 18:00"},
		{"over the weekend", "sociale", "2026-11-20 19:00", caterina.CallMorning, "2026-11-23 09:00", "2026-11-23 13:00"},
		{"4 October 2027 is due on the 5th (57)", "sociale", "2027-10-04 10:00", caterina.CallAnytime, "2027-10-05 09:00", "2027-10-05 18:00"},
		{"over the patron's day", "sociale", "2026-11-30 19:00", caterina.CallAnytime, "2026-12-02 09:00", "2026-12-02 18:00"},
		{"by the desk's hours", "famiglia", "2026-11-23 14:00", caterina.CallAnytime, "2026-11-24 15:00", "2026-11-24 17:00"},
		{"by the desk's mornings", "famiglia", "2026-11-23 14:00", caterina.CallMorning, "2026-11-25 10:00", "2026-11-25 13:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			q, _ := handoff.QueueNamed(siena(t), test.queue)
			w := handoff.CallbackWindow(q, calendar(t), test.when, at(t, test.now))
			if !w.From.Equal(at(t, test.from)) || !w.To.Equal(at(t, test.to)) || w.Now != (test.from == test.now) {
				t.Errorf("got %v to %v, now %t", w.From, w.To, w.Now)
			}
		})
	}
	mornings := hours(t, "dal lunedì al venerdì dalle 9 alle 12")
	w := handoff.CallbackWindow(caterina.Queue{Hours: &mornings}, handoff.Calendar{}, caterina.CallAfternoon, at(t, "2026-11-23 13:00"))
	if !w.From.Equal(at(t, "2026-11-24 09:00")) {
		t.Errorf("an afternoon that nobody works gives %v", w.From)
	}
	w = handoff.CallbackWindow(caterina.Queue{}, handoff.Calendar{}, caterina.CallAnytime, at(t, "2026-11-22 13:00"))
	if !w.From.Equal(at(t, "2026-11-23 09:00")) || !w.To.Equal(at(t, "2026-11-23 17:00")) {
		t.Errorf("without any hours the window is %v to %v", w.From, w.To)
	}
}

func TestTheNextAttemptIsInAnotherHalfDay(t *testing.T) {
	t.Parallel()

	q, _ := handoff.QueueNamed(siena(t), "sociale")
	for now, want := range map[string]string{
		"2026-11-23 10:00": "2026-11-23 13:00", // morning, then afternoon
		"2026-11-23 15:00": "2026-11-24 09:00", // afternoon, then the next morning
		"2026-11-20 15:00": "2026-11-23 09:00", // Friday, then Monday
	} {
		if got := handoff.NextAttempt(q, calendar(t), caterina.CallAnytime, at(t, now)); !got.Equal(at(t, want)) {
			t.Errorf("after %s comes %v, want %s", now, got, want)
		}
	}
	if got := handoff.NextAttempt(q, calendar(t), caterina.CallMorning, at(t, "2026-11-23 10:00")); !got.Equal(at(t, "2026-11-24 09:00")) {
		t.Errorf("who can be reached in the morning is called at %v", got)
	}
}
