package console

import (
	"testing"

	"example.org/caterina"
)

// TestTheDayShowsWhatAnotherSystemKeeps, in a column of its own and without what was
// cancelled.
func TestTheDayShowsWhatAnotherSystemKeeps(t *testing.T) {
	t.Parallel()
	day := &caterina.AgendaDay{Bookings: []caterina.Booking{
		{ID: 1, Service: "consulenza", Status: caterina.Booked},
		{ID: 2, Service: "consulenza", Status: caterina.CancelledOffice, External: "T2"},
	}}
	services := []caterina.Service{{Slug: "consulenza", Name: "Consulenza"}}
	if c, some := elsewhereColumn(day, services); some {
		t.Errorf("nothing is kept there: %+v", c)
	}
	day.Bookings = append(day.Bookings, caterina.Booking{ID: 3, Service: "consulenza", Status: caterina.CheckedIn, External: "T3"})
	c, some := elsewhereColumn(day, services)
	if rows := c.Bookings(); !some || len(rows) != 1 || rows[0].Booked.ID != 3 || rows[0].Service != "Consulenza" {
		t.Errorf("%+v", c)
	}
}
