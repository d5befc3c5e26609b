package booking_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// TestCase50WhatHoursNoLongerCoverIsListed: hours are shortened under existing
// bookings. They are listed with the reason, and nothing else happens to them.
func TestCase50WhatHoursNoLongerCoverIsListed(t *testing.T) {
	t.Parallel()
	day := caterina.DateOf(tuesday(0, 0))
	until := day.AddDays(-1)
	at := func(id caterina.BookingID, from time.Time) caterina.Booking {
		return caterina.Booking{ID: id, Desk: 1, Service: "consulenza", From: from, To: from.Add(30 * time.Minute), Status: caterina.Booked}
	}
	inside, late, early := at(1, tuesday(9, 0)), at(2, tuesday(11, 30)), at(3, tuesday(8, 30))
	cancelled, over := at(4, tuesday(11, 30)), at(5, tuesday(8, 30).AddDate(0, 0, -7))
	cancelled.Status = caterina.CancelledCitizen
	elsewhere := at(6, tuesday(9, 0))
	elsewhere.Desk = 2
	all := []caterina.Booking{late, inside, early, cancelled, over, elsewhere}
	type row struct {
		id     caterina.BookingID
		why    caterina.BookingProblem
		reason string
	}
	for name, tc := range map[string]struct {
		change func(*caterina.Timetable)
		want   []row
	}{
		"as they were": {func(*caterina.Timetable) {}, []row{{3, caterina.ProblemOutside, ""}, {6, caterina.ProblemUnknown, ""}}},
		"shortened": {func(t *caterina.Timetable) { t.Openings[0].To = 11 * 60 }, []row{
			{3, caterina.ProblemOutside, ""}, {6, caterina.ProblemUnknown, ""}, {2, caterina.ProblemOutside, ""},
		}},
		"ended": {func(t *caterina.Timetable) { t.Openings[0].Until = &until }, []row{
			{3, caterina.ProblemOutside, ""}, {1, caterina.ProblemOutside, ""}, {6, caterina.ProblemUnknown, ""}, {2, caterina.ProblemOutside, ""},
		}},
		"closed": {func(t *caterina.Timetable) {
			t.Closures = []caterina.DeskSpan{{From: tuesday(11, 45), To: tuesday(13, 0), Reason: "assemblea"}}
		}, []row{{3, caterina.ProblemOutside, ""}, {6, caterina.ProblemUnknown, ""}, {2, caterina.ProblemClosed, "assemblea"}}},
		"day off": {func(t *caterina.Timetable) {
			t.DaysOff = []caterina.DayOff{{Date: day, Kind: caterina.OffStrike, Name: "Sciopero"}}
		}, []row{{3, caterina.ProblemDayOff, "Sciopero"}, {1, caterina.ProblemDayOff, "Sciopero"}, {6, caterina.ProblemUnknown, ""}, {2, caterina.ProblemDayOff, "Sciopero"}}},
		"desk out of use": {func(t *caterina.Timetable) { t.Desks[0].Active = false }, []row{
			{3, caterina.ProblemUnknown, ""}, {1, caterina.ProblemUnknown, ""}, {6, caterina.ProblemUnknown, ""}, {2, caterina.ProblemUnknown, ""},
		}},
	} {
		table := aDesk(1)
		tc.change(&table)
		got := booking.Conflicts(table, []caterina.Service{halfHour}, tuesday(7, 0), all)
		if len(got) != len(tc.want) {
			t.Errorf("%s: %d conflicts, want %d: %+v", name, len(got), len(tc.want), got)
			continue
		}
		for i, w := range tc.want {
			if got[i].Booking.ID != w.id || got[i].Why != w.why || got[i].Reason != w.reason {
				t.Errorf("%s, %d: %d %s %q, want %+v", name, i, got[i].Booking.ID, got[i].Why, got[i].Reason, w)
			}
		}
	}
}
