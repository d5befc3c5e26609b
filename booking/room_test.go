package booking_test

import (
	"fmt"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// TestWhatNobodyCanBookIsNotFree: a stretch too short for every service, or past
// every time that counts, is a pause; a shorter service makes it free again.
func TestWhatNobodyCanBookIsNotFree(t *testing.T) {
	t.Parallel()
	buffered := caterina.Service{Slug: "consulenza", Duration: 30, Step: 15, BufferAfter: 5}
	short := caterina.Service{Slug: "ritiro", Duration: 10, Step: 5}
	table := aDesk(1)
	table.Desks[0].Services = []string{"consulenza", "ritiro"}
	table.Taken = []caterina.Taken{
		{Desk: 1, Lane: 1, From: tuesday(10, 0), To: tuesday(10, 35), Booking: 7},
		{Desk: 1, Lane: 1, From: tuesday(10, 45), To: tuesday(11, 35), Booking: 8},
	}
	day := caterina.DateOf(tuesday(0, 0))
	for _, tc := range []struct {
		services []caterina.Service
		now      time.Time
		want     string
		places   string
	}{
		{
			[]caterina.Service{buffered},
			tuesday(8, 0),
			"free 09:00-10:00, booked 10:00-10:35, pause 10:35-10:45, booked 10:45-11:35, pause 11:35-12:00", "[1 consulenza 0  0  0  0 ]",
		},
		{
			[]caterina.Service{buffered, short},
			tuesday(8, 0),
			"free 09:00-10:00, booked 10:00-10:35, free 10:35-10:45, booked 10:45-11:35, free 11:35-12:00", "[6 ritiro 0  1 ritiro 0  2 ritiro]",
		},
		{ // the last time has begun
			[]caterina.Service{buffered},
			tuesday(9, 20),
			"pause 09:00-10:00, booked 10:00-10:35, pause 10:35-10:45, booked 10:45-11:35, pause 11:35-12:00", "[0  0  0  0  0 ]",
		},
		{ // what was free yesterday still says so, and nobody can book it
			[]caterina.Service{buffered},
			tuesday(9, 0).AddDate(0, 0, 1),
			"free 09:00-10:00, booked 10:00-10:35, pause 10:35-10:45, booked 10:45-11:35, pause 11:35-12:00", "[0  0  0  0  0 ]",
		},
	} {
		got := booking.DayOf(table, tc.services, day, tc.now)[0].Lanes[0]
		var places []any
		for _, s := range got.Stretches {
			places = append(places, s.Places, s.Service)
		}
		if laid(&got) != tc.want || fmt.Sprint(places) != tc.places {
			t.Errorf("at %s with %d services:\n%s %v\nwant\n%s %s", tc.now, len(tc.services), laid(&got), places, tc.want, tc.places)
		}
	}
}

// TestThePlacesOfADayAreThoseThatStaffCanBook: none is counted that the form does
// not offer, whatever is taken.
func TestThePlacesOfADayAreThoseThatStaffCanBook(t *testing.T) {
	t.Parallel()
	day := caterina.DateOf(tuesday(0, 0))
	for minute := range 40 {
		table := aDesk(2)
		table.Taken = []caterina.Taken{
			{Desk: 1, Lane: 1, From: tuesday(9, minute), To: tuesday(11, 2*minute%60), Booking: 7},
			{Desk: 1, Lane: 2, From: tuesday(9, 10), To: tuesday(12, 0).Add(-time.Duration(minute) * time.Minute), Held: true, HeldUntil: tuesday(8, minute)},
		}
		now := tuesday(8, 20)
		places := 0
		for _, l := range booking.DayOf(table, []caterina.Service{halfHour}, day, now)[0].Lanes {
			for _, s := range l.Stretches {
				places += s.Places
				if (s.Kind == caterina.StretchFree) != (s.Places > 0) && s.Kind != caterina.StretchBooked && s.Kind != caterina.StretchHeld {
					t.Errorf("%d: %+v", minute, s)
				}
			}
		}
		free := booking.Free(table, halfHour, now, day, day, booking.Asker{Staff: true})
		if (places > 0) != (len(free) > 0) || places > 2*len(free) {
			t.Errorf("%d: %d places, and the form offers %d times", minute, places, len(free))
		}
	}
}

// TestWholeDaysAreToldWithoutTheHours in the history of the rules.
func TestWholeDaysAreToldWithoutTheHours(t *testing.T) {
	t.Parallel()
	day := tuesday(0, 0)
	for want, to := range map[string]time.Time{
		"martedì 24 novembre 2026, tutto il giorno":                                  day.AddDate(0, 0, 1),
		"da martedì 24 novembre 2026 a giovedì 26 novembre 2026, tutto il giorno":    day.AddDate(0, 0, 3),
		"da martedì 24 novembre 2026, ore 0:00 a martedì 24 novembre 2026, ore 9:30": tuesday(9, 30),
	} {
		if got := booking.SpanLabel(day, to); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
