package booking_test

import (
	"slices"
	"testing"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// beyond is a desk with one lane, and another for appointments beyond what there is
// room for.
func beyond() caterina.Timetable {
	table := aDesk(1)
	table.Desks[0].Lanes = append(table.Desks[0].Lanes, caterina.Lane{Number: 2, Extra: true})
	return table
}

// TestALaneBeyondWhatThereIsRoomForIsNeverFree: not for citizens, not for staff, not
// for who walks in or comes late, and nobody waits less because of it.
func TestALaneBeyondWhatThereIsRoomForIsNeverFree(t *testing.T) {
	t.Parallel()
	table, now, day := beyond(), tuesday(8, 0), caterina.DateOf(tuesday(0, 0))
	for _, a := range []booking.Asker{{}, {Staff: true}} {
		for _, v := range booking.Free(table, halfHour, now.AddDate(0, 0, -7), day, day, a) {
			if !slices.Equal(v.Spots, []caterina.Spot{{Desk: 1, Lane: 1}}) {
				t.Errorf("%+v is offered %+v", a, v.Spots)
			}
		}
	}
	table.Taken = []caterina.Taken{{Desk: 1, Lane: 1, From: tuesday(9, 0), To: tuesday(12, 0), Booking: 7}}
	if v, ok := booking.NextGap(table, halfHour, now, booking.Asker{Staff: true}); ok {
		t.Errorf("who walks in gets %+v", v)
	}
	if from, ok := booking.Wait(table, halfHour, nil, now); ok {
		t.Errorf("a number is told %s", from)
	}
	if _, refused := booking.Beyond(table, halfHour, now, tuesday(9, 30), booking.Asker{Staff: true}); refused == nil || refused.Why != caterina.ProblemTaken {
		t.Errorf("it counts as room: %+v", refused)
	}
}

// TestOnlyAnOverbookingFindsTheLaneBeyond, and finds no other one.
func TestOnlyAnOverbookingFindsTheLaneBeyond(t *testing.T) {
	t.Parallel()
	table, now := beyond(), tuesday(8, 0)
	v, refused := booking.Overbook(table, halfHour, now, tuesday(9, 30), booking.Asker{})
	if refused != nil || !slices.Equal(v.Spots, []caterina.Spot{{Desk: 1, Lane: 2}}) || !v.From.Equal(tuesday(9, 30)) {
		t.Fatalf("%+v, %+v", v, refused)
	}
	table.Taken = []caterina.Taken{{Desk: 1, Lane: 2, From: tuesday(9, 15), To: tuesday(9, 45), Booking: 7}}
	if v, refused = booking.Overbook(table, halfHour, now, tuesday(9, 30), booking.Asker{}); refused == nil || refused.Why != caterina.ProblemTaken {
		t.Errorf("two people have it: %+v", v)
	}
	if v, refused = booking.Overbook(table, halfHour, now, tuesday(9, 30), booking.Asker{Moving: 7}); refused != nil || len(v.Spots) != 1 {
		t.Errorf("whoever leaves it cannot stay: %+v", refused)
	}
}

// TestALaneBeyondIsOnThePageOnTheDaysOfItsAppointments alone.
func TestALaneBeyondIsOnThePageOnTheDaysOfItsAppointments(t *testing.T) {
	t.Parallel()
	table, day := beyond(), caterina.DateOf(tuesday(0, 0))
	table.Taken = []caterina.Taken{{Desk: 1, Lane: 2, From: tuesday(9, 30), To: tuesday(10, 0), Booking: 7}}
	got := booking.DayOf(table, []caterina.Service{halfHour}, day, tuesday(8, 0))
	if len(got[0].Lanes) != 2 || !got[0].Lanes[1].Lane.Extra || laid(&got[0].Lanes[1]) != "booked 09:30-10:00" {
		t.Errorf("on its day: %+v", got[0].Lanes)
	}
	if got = booking.DayOf(table, []caterina.Service{halfHour}, day.AddDays(7), tuesday(8, 0)); len(got[0].Lanes) != 1 || laid(&got[0].Lanes[0]) != "free 09:00-12:00" {
		t.Errorf("a week later: %+v", got[0].Lanes)
	}
}
