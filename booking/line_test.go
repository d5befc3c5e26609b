package booking_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// desk is an office with one desk of so many lanes, the last one kept for staff,
// open on Tuesdays from 9 to 12.
func aDesk(lanes int) caterina.Timetable {
	d := caterina.Desk{ID: 1, Office: "nord", Name: "Consulenza", Services: []string{"consulenza"}, Active: true}
	for n := range lanes {
		d.Lanes = append(d.Lanes, caterina.Lane{Number: n + 1, Online: n+1 < lanes || lanes == 1})
	}
	return caterina.Timetable{
		Office: caterina.Office{Slug: "nord"}, Version: 1, Desks: []caterina.Desk{d},
		Openings: []caterina.OpeningRule{{Weekday: caterina.Weekday(time.Tuesday), From: 9 * 60, To: 12 * 60, EveryWeeks: 1}},
	}
}

var halfHour = caterina.Service{Slug: "consulenza", Name: "Consulenza", Duration: 30}

// tuesday is 24 November 2026 at a time.
func tuesday(hour, minute int) time.Time {
	return time.Date(2026, time.November, 24, hour, minute, 0, 0, caterina.Rome())
}

func here(id caterina.BookingID, from, arrived time.Time) caterina.Booking {
	return caterina.Booking{ID: id, From: from, To: from.Add(30 * time.Minute), Status: caterina.CheckedIn, ArrivedAt: &arrived}
}

// order writes a line down: "b7 9:30" for a booking, "t3 9:05" for a number, with
// since when they wait.
func order(line []caterina.LineEntry) string {
	var words []string
	for _, e := range line {
		var name string
		if e.Booking != nil {
			name = fmt.Sprintf("b%d", e.Booking.ID)
		} else {
			name = fmt.Sprintf("t%d", e.Ticket.Number)
		}
		if e.Late {
			name += "!"
		}
		words = append(words, name+" "+e.Since.In(caterina.Rome()).Format("15:04"))
	}
	return strings.Join(words, ", ")
}

func TestTheBookedComeFirstAndTheEarlyLast(t *testing.T) {
	t.Parallel()
	bookings := []caterina.Booking{
		here(1, tuesday(9, 30), tuesday(9, 28)),
		here(2, tuesday(9, 0), tuesday(9, 10)), // a little late: keeps the turn
		here(3, tuesday(10, 30), tuesday(9, 0)),
		here(4, tuesday(9, 0), tuesday(9, 20)), // much too late: as somebody who came then
		{ID: 5, From: tuesday(9, 0), Status: caterina.Booked},
	}
	tickets := []caterina.Ticket{
		{Number: 2, Status: caterina.TicketWaiting, ArrivedAt: tuesday(9, 25)},
		{Number: 1, Status: caterina.TicketWaiting, ArrivedAt: tuesday(8, 50)},
		{Number: 3, Status: caterina.TicketDone, ArrivedAt: tuesday(8, 50)},
	}
	got := order(booking.Line(bookings, tickets, tuesday(9, 35)))
	if want := "b2 09:10, b1 09:30, t1 08:50, b4! 09:20, t2 09:25, b3 10:30"; got != want {
		t.Errorf("the line is %s\nwant        %s", got, want)
	}
}

// TestCase54WhoIsEarlyWaitsFromTheAppointmentOn, and who is twenty minutes late is
// offered the next gap.
func TestCase54WhoIsEarlyWaitsFromTheAppointmentOn(t *testing.T) {
	t.Parallel()
	line := booking.Line([]caterina.Booking{here(1, tuesday(10, 0), tuesday(9, 20))}, nil, tuesday(9, 20))
	if !line[0].Early || !line[0].Since.Equal(tuesday(10, 0)) {
		t.Errorf("forty minutes early: waits since %s, early %v", line[0].Since, line[0].Early)
	}
	line = booking.Line([]caterina.Booking{here(1, tuesday(10, 0), tuesday(10, 20))}, nil, tuesday(10, 20))
	if !line[0].Late || !line[0].Since.Equal(tuesday(10, 20)) {
		t.Errorf("twenty minutes late: waits since %s, late %v", line[0].Since, line[0].Late)
	}
}

func TestTheWaitIsThatOfThoseBeforeAndOfTheAppointments(t *testing.T) {
	t.Parallel()
	table := aDesk(1)
	table.Taken = []caterina.Taken{{Desk: 1, Lane: 1, From: tuesday(10, 0), To: tuesday(11, 0), Booking: 1}}
	waiting := func(n int) []caterina.Ticket {
		var tickets []caterina.Ticket
		for i := range n {
			tickets = append(tickets, caterina.Ticket{Number: i + 1, Service: "consulenza", Status: caterina.TicketWaiting})
		}
		return append(tickets, caterina.Ticket{Status: caterina.TicketGone}, caterina.Ticket{Status: caterina.TicketWaiting, Service: "altro"})
	}
	for _, tc := range []struct {
		before int
		now    time.Time
		want   string
	}{
		{0, tuesday(8, 0), "09:00"},
		{0, tuesday(9, 10), "09:10"},
		{1, tuesday(9, 0), "09:30"},
		{1, tuesday(9, 10), "11:00"},
		{2, tuesday(9, 0), "11:00"},
		{4, tuesday(9, 0), ""},
		{0, tuesday(11, 40), ""},
	} {
		at, ok := booking.Wait(table, halfHour, waiting(tc.before), tc.now)
		got := ""
		if ok {
			got = at.Format("15:04")
		}
		if got != tc.want {
			t.Errorf("at %s after %d: %q, want %q", tc.now.Format("15:04"), tc.before, got, tc.want)
		}
	}
	if _, ok := booking.Wait(aDesk(1), caterina.Service{Slug: "altro"}, nil, tuesday(9, 0)); ok {
		t.Error("a service of no desk has a wait")
	}
}

func TestALostHoldDoesNotKeepAnybodyWaiting(t *testing.T) {
	t.Parallel()
	table := aDesk(1)
	table.Taken = []caterina.Taken{{Desk: 1, Lane: 1, From: tuesday(9, 0), To: tuesday(12, 0), Held: true, HeldUntil: tuesday(9, 5)}}
	if at, ok := booking.Wait(table, halfHour, nil, tuesday(9, 6)); !ok || !at.Equal(tuesday(9, 6)) {
		t.Errorf("after it ran out: %v, %v", at, ok)
	}
	if _, ok := booking.Wait(table, halfHour, nil, tuesday(9, 4)); ok {
		t.Error("while it is kept there is a place")
	}
}
