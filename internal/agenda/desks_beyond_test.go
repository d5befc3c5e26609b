package agenda_test

import (
	"slices"
	"testing"

	"example.org/caterina"
)

// overbooked is an office whose first desk has a lane for appointments beyond what
// there is room for.
func overbooked() *counter {
	c := newCounter()
	c.table.Desks[0].Lanes = append(slices.Clone(c.table.Desks[0].Lanes), caterina.Lane{Number: 2, Extra: true})
	return c
}

// ordinary takes the ordinary lanes for half an hour.
func (c *counter) ordinary(hour int) {
	for desk := range caterina.DeskID(2) {
		c.table.Taken = append(c.table.Taken, caterina.Taken{Desk: desk + 1, Lane: 1, From: tuesdayAt(hour, 0), To: tuesdayAt(hour, 30), Booking: 90})
	}
}

// TestOverbookingsShareOneLane: at another time the one that is there is used, and
// one more is added only when that is taken, too.
func TestOverbookingsShareOneLane(t *testing.T) {
	t.Parallel()
	c := overbooked()
	c.ordinary(10)
	in := wish()
	in.Read = "taken:"
	if _, warnings, err := c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, in); err != nil || len(warnings) > 0 {
		t.Fatalf("%+v, %v", warnings, err)
	}
	if len(c.edits) != 0 || !slices.Equal(c.orders[0].Vacancy.Spots, []caterina.Spot{{Desk: 1, Lane: 2}}) {
		t.Errorf("edits %+v, spots %+v", c.edits, c.orders[0].Vacancy.Spots)
	}
	c.table.Taken = append(c.table.Taken, caterina.Taken{Desk: 1, Lane: 2, From: tuesdayAt(10, 0), To: tuesdayAt(10, 30), Booking: 9})
	if _, _, err := c.at(tuesdayAt(8, 0)).Book(t.Context(), aTown, in); err != nil {
		t.Fatal(err)
	}
	if len(c.edits) != 1 || !slices.Equal(c.orders[1].Vacancy.Spots, []caterina.Spot{{Desk: 1, Lane: 3}}) {
		t.Errorf("edits %+v, spots %+v", c.edits, c.orders[1].Vacancy.Spots)
	}
}

// TestNobodyIsGivenTheLaneOfAnOverbooking: not who walks in, nor who has to leave a
// desk that closes; it is not among the times of the day.
func TestNobodyIsGivenTheLaneOfAnOverbooking(t *testing.T) {
	t.Parallel()
	c := overbooked()
	b := caterina.Booking{ID: 1, Office: "nord", Service: "consulenza", Desk: 2, Lane: 1, From: tuesdayAt(9, 0), To: tuesdayAt(9, 30), Status: caterina.Booked}
	c.bookings = []caterina.Booking{b}
	c.ordinary(9)
	ill := caterina.DeskSpan{Desk: 2, From: tuesdayAt(8, 0), To: tuesdayAt(18, 0), Reason: "malattia"}
	if closed, err := c.at(tuesdayAt(8, 0)).CloseDesk(t.Context(), aTown, "nord", ill, 3); err != nil || closed.Moved != 0 || len(closed.Left) != 1 {
		t.Errorf("a desk closes: %+v, %v", closed, err)
	}
	times, err := c.at(tuesdayAt(8, 0)).Times(t.Context(), aTown, caterina.DateOf(tuesdayAt(0, 0)), caterina.StaffBooking{Office: "nord", Service: "consulenza"})
	if err != nil || len(times) != 5 || times[0].From.Equal(tuesdayAt(9, 0)) {
		t.Errorf("the times are %+v, %v", times, err)
	}
	got, err := c.at(tuesdayAt(9, 10)).WalkIn(t.Context(), aTown, caterina.WalkIn{Office: "nord", Service: "consulenza", By: 3})
	if err != nil || got.Booking != nil || got.Ticket == nil {
		t.Errorf("who walks in has %+v, %v", got, err)
	}
}
