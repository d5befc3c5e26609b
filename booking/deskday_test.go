package booking_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// laid writes a lane's day down.
func laid(l *caterina.LaneDay) string {
	var words []string
	for _, s := range l.Stretches {
		text := fmt.Sprintf("%s %s-%s", s.Kind, s.From.In(caterina.Rome()).Format("15:04"), s.To.In(caterina.Rome()).Format("15:04"))
		if s.Reason != "" {
			text += " " + s.Reason
		}
		if s.Outside {
			text += " !"
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}

func TestADayIsLaidOutLaneByLane(t *testing.T) {
	t.Parallel()
	table := aDesk(2)
	table.Taken = []caterina.Taken{
		{Desk: 1, Lane: 1, From: tuesday(9, 30), To: tuesday(10, 0), Booking: 7},
		{Desk: 1, Lane: 1, From: tuesday(10, 0), To: tuesday(10, 30), Held: true, HeldUntil: tuesday(9, 5)},
		{Desk: 1, Lane: 1, From: tuesday(11, 0), To: tuesday(11, 30), Held: true, HeldUntil: tuesday(8, 59)}, // ran out
		{Desk: 1, Lane: 2, From: tuesday(11, 45), To: tuesday(12, 15), Booking: 8},
		{Desk: 1, Lane: 2, From: tuesday(9, 0).AddDate(0, 0, 1), To: tuesday(9, 30).AddDate(0, 0, 1), Booking: 9},
	}
	table.Closures = []caterina.DeskSpan{{Desk: 1, From: tuesday(11, 0), To: tuesday(13, 0), Reason: "riunione"}}
	days := booking.DayOf(table, []caterina.Service{halfHour}, caterina.DateOf(tuesday(0, 0)), tuesday(8, 59))
	if len(days) != 1 || len(days[0].Lanes) != 2 {
		t.Fatalf("the desks are %+v", days)
	}
	for i, want := range []string{
		"free 09:00-09:30, booked 09:30-10:00, held 10:00-10:30, free 10:30-11:00, closed 11:00-12:00 riunione",
		"free 09:00-11:00, closed 11:00-11:45 riunione, booked 11:45-12:15 !",
	} {
		if got := laid(&days[0].Lanes[i]); got != want {
			t.Errorf("lane %d is %s\nwant      %s", i+1, got, want)
		}
	}
}

func TestADayOffShowsWhatIsBookedAllTheSame(t *testing.T) {
	t.Parallel()
	table := aDesk(1)
	day := caterina.DateOf(tuesday(0, 0))
	table.DaysOff = []caterina.DayOff{{Date: day, Kind: caterina.OffStrike, Name: "Sciopero"}}
	table.Taken = []caterina.Taken{{Desk: 1, Lane: 1, From: tuesday(9, 30), To: tuesday(10, 0), Booking: 7}}
	got := booking.DayOf(table, []caterina.Service{halfHour}, day, tuesday(8, 0))
	if want := "booked 09:30-10:00 !"; laid(&got[0].Lanes[0]) != want {
		t.Errorf("on a strike: %s, want %s", laid(&got[0].Lanes[0]), want)
	}
	table.DaysOff[0] = caterina.DayOff{Date: day, Kind: caterina.OffNational, Name: "Festa"}
	open := halfHour
	open.OnHolidays = true
	got = booking.DayOf(table, []caterina.Service{open}, day, tuesday(8, 0))
	if want := "free 09:00-09:30, booked 09:30-10:00, free 10:00-12:00"; laid(&got[0].Lanes[0]) != want {
		t.Errorf("on a holiday: %s, want %s", laid(&got[0].Lanes[0]), want)
	}
}

func TestADeskOutOfUseIsShownWhileSomebodyHasAPlaceThere(t *testing.T) {
	t.Parallel()
	table := aDesk(1)
	table.Desks[0].Active = false
	day := caterina.DateOf(tuesday(0, 0))
	if got := booking.DayOf(table, nil, day, tuesday(8, 0)); len(got) != 0 {
		t.Errorf("empty: %+v", got)
	}
	table.Taken = []caterina.Taken{{Desk: 1, Lane: 1, From: tuesday(9, 30), To: tuesday(10, 0), Booking: 7}}
	got := booking.DayOf(table, nil, day, tuesday(8, 0))
	if len(got) != 1 || laid(&got[0].Lanes[0]) != "booked 09:30-10:00 !" {
		t.Errorf("with a booking: %+v", got)
	}
}

func TestAnExtraOpeningOverMidnightIsOnBothDays(t *testing.T) {
	t.Parallel()
	table := aDesk(1)
	table.Openings = nil
	table.Extras = []caterina.DeskSpan{{From: tuesday(22, 0), To: tuesday(22, 0).Add(4 * time.Hour)}}
	day := caterina.DateOf(tuesday(0, 0))
	for i, want := range []string{"free 22:00-00:00", "free 00:00-02:00"} {
		got := booking.DayOf(table, []caterina.Service{halfHour}, day.AddDays(i), tuesday(8, 0))
		if laid(&got[0].Lanes[0]) != want {
			t.Errorf("day %d: %s, want %s", i, laid(&got[0].Lanes[0]), want)
		}
	}
}
