package handoff_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// night is a queue that answers in the small hours, when clocks change.
func night(t *testing.T) caterina.Queue {
	t.Helper()
	h := caterina.Hours{Shifts: []caterina.Shift{{Weekday: caterina.Weekday(time.Sunday), From: 0, To: 6 * 60}}}
	return caterina.Queue{Slug: "notte", Hours: &h, FirstWithin: 200}
}

func queue(t *testing.T, slug string) caterina.Queue {
	t.Helper()
	if slug == "notte" {
		return night(t)
	}
	q, _ := handoff.QueueNamed(siena(t), slug)
	return q
}

func TestTheTimeForAnAnswerIsCountedWhileTheQueueIsOpen(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		name, queue, since, now string
		mark                    int
		until                   string
	}{
		{"just asked", "sociale", "2026-11-23 11:00", "2026-11-23 11:02", 0, "2026-11-23 11:05"},
		{"half of it", "sociale", "2026-11-23 11:00", "2026-11-23 11:03", 50, "2026-11-23 11:05"},
		{"four fifths", "sociale", "2026-11-23 11:00", "2026-11-23 11:04", 80, "2026-11-23 11:05"},
		{"all of it", "sociale", "2026-11-23 11:00", "2026-11-23 11:05", 100, "2026-11-23 11:05"},
		{"long over", "sociale", "2026-11-23 11:00", "2026-11-23 17:00", 100, "2026-11-23 11:05"},
		{"asked at 17:58: the clock stands at night (62)", "sociale", "2026-11-23 17:58", "2026-11-23 23:00", 0, "2026-11-24 09:03"},
		{"and goes on in the morning (62)", "sociale", "2026-11-23 17:58", "2026-11-24 09:01", 50, "2026-11-24 09:03"},
		{"until the mark passes (62)", "sociale", "2026-11-23 17:58", "2026-11-24 09:03", 100, "2026-11-24 09:03"},
		{"80 passes at 18:00 sharp, and stays 80", "sociale", "2026-11-23 17:56", "2026-11-24 08:59", 80, "2026-11-24 09:01"},
		{"asked while closed", "sociale", "2026-11-23 20:00", "2026-11-24 08:59", 0, "2026-11-24 09:05"},
		{"over the weekend", "sociale", "2026-11-20 17:58", "2026-11-22 12:00", 0, "2026-11-23 09:03"},
		{"over the patron's day", "sociale", "2026-11-30 17:58", "2026-12-01 12:00", 0, "2026-12-02 09:03"},
		{"over 4 October 2027, a Monday", "sociale", "2027-10-01 17:59", "2027-10-04 12:00", 0, "2027-10-05 09:04"},
		{"without hours, by the desk's", "famiglia", "2026-11-23 12:58", "2026-11-23 20:00", 0, "2026-11-24 15:03"},
		{"clocks go back: from 1 to 4 are four hours", "notte", "2026-10-25 01:00", "2026-10-25 03:19", 80, "2026-10-25 03:20"},
		{"clocks go forward: from 1 to 4 are two", "notte", "2026-03-29 01:00", "2026-03-29 04:00", 50, "2026-03-29 05:20"},
		{"an ordinary night", "notte", "2026-11-22 01:00", "2026-11-22 04:20", 100, "2026-11-22 04:20"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			w := caterina.PersonWait{State: caterina.StateQueued, Queue: test.queue, QueuedAt: at(t, test.since).UTC(), WaitingSince: at(t, test.since).UTC()}
			target, ok := handoff.AnswerTarget(queue(t, test.queue), calendar(t), w, at(t, test.now).UTC())
			if !ok || target.Kind != caterina.TargetFirst || target.Mark != test.mark || !target.Until.Equal(at(t, test.until)) {
				t.Errorf("got %+v, %t", target, ok)
			}
		})
	}
}

func TestWithoutAnyHoursTheClockNeverStands(t *testing.T) {
	t.Parallel()

	w := caterina.PersonWait{State: caterina.StateQueued, QueuedAt: at(t, "2026-12-25 03:00")}
	target, ok := handoff.AnswerTarget(caterina.Queue{}, handoff.Calendar{}, w, at(t, "2026-12-25 03:04"))
	if !ok || target.Mark != 80 || !target.Until.Equal(at(t, "2026-12-25 03:05")) {
		t.Errorf("got %+v, %t", target, ok)
	}
}

func TestAQueueThatOpensOnlyInAYearTellsNoTime(t *testing.T) {
	t.Parallel()

	closed := caterina.Office{Hours: hours(t, "lunedì 9-13"), Closures: []caterina.Closure{{Date: caterina.Date{Year: 2026, Month: time.January, Day: 1}, Until: &caterina.Date{Year: 2027, Month: time.December, Day: 31}}}}
	w := caterina.PersonWait{State: caterina.StateQueued, QueuedAt: at(t, "2026-11-23 10:00")}
	target, ok := handoff.AnswerTarget(caterina.Queue{}, handoff.Calendar{Desk: closed}, w, at(t, "2026-11-30 10:00"))
	if !ok || target.Mark != 0 || !target.Until.IsZero() {
		t.Errorf("got %+v, %t", target, ok)
	}
}

func TestWhoWaitsForWhat(t *testing.T) {
	t.Parallel()

	asked, wrote, now := at(t, "2026-11-23 10:00"), at(t, "2026-11-23 10:30"), at(t, "2026-11-23 10:36")
	for _, test := range []struct {
		name string
		wait caterina.PersonWait
		kind caterina.TargetKind // "" for nobody waits
		mark int
	}{
		{"in the queue", caterina.PersonWait{State: caterina.StateQueued, QueuedAt: asked, WaitingSince: asked}, caterina.TargetFirst, 100},
		{"it rings", caterina.PersonWait{State: caterina.StateOffered, QueuedAt: wrote, WaitingSince: asked}, caterina.TargetFirst, 100},
		{"taken, nothing said", caterina.PersonWait{State: caterina.StateAssigned, QueuedAt: asked, WaitingSince: asked}, caterina.TargetFirst, 100},
		{"answered", caterina.PersonWait{State: caterina.StateAssigned, QueuedAt: asked, AnsweredAt: wrote}, "", 0},
		{"wrote again", caterina.PersonWait{State: caterina.StateAssigned, QueuedAt: asked, AnsweredAt: asked, WaitingSince: wrote}, caterina.TargetNext, 50},
		{"an operator stepped in", caterina.PersonWait{State: caterina.StateAssigned, WaitingSince: wrote}, caterina.TargetNext, 50},
		{"an operator stepped in, and nobody asks", caterina.PersonWait{State: caterina.StateAssigned}, "", 0},
		{"passed on after an answer", caterina.PersonWait{State: caterina.StateQueued, QueuedAt: asked, AnsweredAt: asked, WaitingSince: wrote}, caterina.TargetNext, 50},
		{"passed on after an answer, and says nothing", caterina.PersonWait{State: caterina.StateOffered, QueuedAt: asked, AnsweredAt: asked, EnteredAt: wrote}, caterina.TargetNext, 50},
		{"put aside, and told until when", caterina.PersonWait{State: caterina.StateSnoozed, QueuedAt: asked, AnsweredAt: asked, WaitingSince: wrote}, "", 0},
		{"a call is promised", caterina.PersonWait{State: caterina.StateAssigned, QueuedAt: asked, WaitingSince: asked, Promised: true}, "", 0},
		{"waits for a call", caterina.PersonWait{State: caterina.StateCallback, QueuedAt: asked, WaitingSince: asked}, "", 0},
		{"with the assistant", caterina.PersonWait{State: caterina.StateBot, QueuedAt: asked}, "", 0},
		{"closed", caterina.PersonWait{State: caterina.StateClosed, QueuedAt: asked}, "", 0},
	} {
		target, ok := handoff.AnswerTarget(queue(t, "sociale"), calendar(t), test.wait, now)
		if ok != (test.kind != "") || target.Kind != test.kind || target.Mark != test.mark {
			t.Errorf("%s: got %+v, %t", test.name, target, ok)
		}
	}
}

func TestAPromisedCallIsInTimeUntilTheEndOfWhatWasPromised(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		name       string
		when       caterina.CallbackWhen
		within     int
		due, now   string
		mark       int
		until      string
		inTime     bool // when called now
		countsOpen bool // when still to be made
	}{
		{"before it is due", caterina.CallMorning, 0, "2026-11-24 09:00", "2026-11-23 17:00", 0, "2026-11-24 13:00", true, false},
		{"in the morning", caterina.CallMorning, 0, "2026-11-24 09:00", "2026-11-24 11:00", 50, "2026-11-24 13:00", true, false},
		{"towards its end", caterina.CallMorning, 0, "2026-11-24 09:00", "2026-11-24 12:30", 80, "2026-11-24 13:00", true, false},
		{"at its end", caterina.CallMorning, 0, "2026-11-24 09:00", "2026-11-24 13:00", 100, "2026-11-24 13:00", true, false},
		{"in the afternoon", caterina.CallMorning, 0, "2026-11-24 09:00", "2026-11-24 14:00", 100, "2026-11-24 13:00", false, true},
		{"within an hour", caterina.CallAnytime, 60, "2026-11-24 09:00", "2026-11-24 09:48", 80, "2026-11-24 10:00", true, false},
		{"within an hour of opening time", caterina.CallAnytime, 60, "2026-11-23 17:30", "2026-11-23 22:00", 50, "2026-11-24 09:30", true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			q, now := queue(t, "sociale"), at(t, test.now).UTC()
			q.CallWithin = test.within
			call := caterina.Callback{DueAt: at(t, test.due).UTC(), Form: caterina.CallbackForm{When: test.when}}
			if target := handoff.CallTarget(q, calendar(t), call, now); target.Kind != caterina.TargetCall || target.Mark != test.mark || !target.Until.Equal(at(t, test.until)) {
				t.Errorf("got %+v", target)
			}
			made := caterina.Answer{Kind: caterina.TargetCall, Since: call.DueAt, When: test.when, At: now}
			if within, counts := handoff.InTime(q, calendar(t), made, now); within != test.inTime || !counts {
				t.Errorf("called now: in time %t, counts %t", within, counts)
			}
			made.At = time.Time{}
			if within, counts := handoff.InTime(q, calendar(t), made, now); within || counts != test.countsOpen {
				t.Errorf("not called yet: in time %t, counts %t", within, counts)
			}
		})
	}
}

func TestWhatAReportCountsAsInTime(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		name           string
		kind           caterina.TargetKind
		since, at, end string
		now            string
		within, counts bool
	}{
		{"answered in time", caterina.TargetFirst, "2026-11-23 10:00", "2026-11-23 10:05", "", "2026-11-24 10:00", true, true},
		{"answered late", caterina.TargetFirst, "2026-11-23 10:00", "2026-11-23 10:06", "", "2026-11-24 10:00", false, true},
		{"over night, in time (62)", caterina.TargetFirst, "2026-11-23 17:58", "2026-11-24 09:02", "", "2026-11-24 10:00", true, true},
		{"the next answer has longer", caterina.TargetNext, "2026-11-23 10:00", "2026-11-23 10:10", "", "2026-11-24 10:00", true, true},
		{"the next answer late", caterina.TargetNext, "2026-11-23 10:00", "2026-11-23 10:11", "", "2026-11-24 10:00", false, true},
		{"gave up soon", caterina.TargetFirst, "2026-11-23 10:00", "", "2026-11-23 10:03", "2026-11-24 10:00", false, false},
		{"gave up after too long", caterina.TargetFirst, "2026-11-23 10:00", "", "2026-11-23 10:30", "2026-11-24 10:00", false, true},
		{"waits, not for long", caterina.TargetFirst, "2026-11-23 10:00", "", "", "2026-11-23 10:03", false, false},
		{"waits, too long", caterina.TargetFirst, "2026-11-23 10:00", "", "", "2026-11-23 10:06", false, true},
	} {
		a := caterina.Answer{Kind: test.kind, Since: at(t, test.since)}
		if test.at != "" {
			a.At = at(t, test.at)
		}
		if test.end != "" {
			a.Ended = at(t, test.end)
		}
		if within, counts := handoff.InTime(queue(t, "sociale"), calendar(t), a, at(t, test.now)); within != test.within || counts != test.counts {
			t.Errorf("%s: in time %t, counts %t", test.name, within, counts)
		}
	}
}

func TestTargetsHaveDefaults(t *testing.T) {
	t.Parallel()

	if handoff.FirstWithin(caterina.Queue{}) != 5*time.Minute || handoff.NextWithin(caterina.Queue{}) != 10*time.Minute {
		t.Error("the defaults are not those of the documentation")
	}
	q := caterina.Queue{FirstWithin: 2, NextWithin: 3}
	if handoff.FirstWithin(q) != 2*time.Minute || handoff.NextWithin(q) != 3*time.Minute {
		t.Error("what town.yaml says does not hold")
	}
}
