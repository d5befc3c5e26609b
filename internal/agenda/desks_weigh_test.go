package agenda_test

import (
	"testing"

	"example.org/caterina"
)

// TestAChangeIsWeighedBeforeItIsMade: how many appointments it leaves without an
// opening, or calls off. What stands outside already is not counted, and nothing is
// changed.
func TestAChangeIsWeighedBeforeItIsMade(t *testing.T) {
	t.Parallel()
	c := newCounter()
	day := caterina.DateOf(tuesdayAt(0, 0))
	c.table.Openings[0].ID = 5
	c.table.Extras = []caterina.DeskSpan{{ID: 6, From: tuesdayAt(15, 0), To: tuesdayAt(17, 0)}}
	for i, hour := range []int{9, 10, 15, 20} {
		c.bookings = append(c.bookings, caterina.Booking{
			ID: caterina.BookingID(i + 1), Office: "nord", Service: "consulenza", Desk: 1, Lane: 1,
			From: tuesdayAt(hour, 0), To: tuesdayAt(hour, 30), Status: caterina.Booked,
		})
	}
	c.bookings = append(c.bookings, caterina.Booking{ID: 9, Service: "consulenza", Desk: 1, From: tuesdayAt(11, 0), To: tuesdayAt(11, 30), Status: caterina.CancelledCitizen})
	desks := c.at(tuesdayAt(8, 0))
	later := c.table.Openings[0]
	later.From = 10 * 60
	for name, tc := range map[string]struct {
		edit caterina.RuleEdit
		want int
	}{
		"an opening": {caterina.DropOpening{ID: 5}, 2},
		"later":      {caterina.ChangeOpening{Rule: later}, 1},
		"the same":   {caterina.ChangeOpening{Rule: c.table.Openings[0]}, 0},
		"no such":    {caterina.DropOpening{ID: 77}, 0},
		"an extra":   {caterina.DropExtra{ID: 6}, 1},
		"a day off":  {caterina.AddDayOff{Day: caterina.DayOff{Date: day}}, 4},
		"something":  {caterina.AddDesk{}, 0},
	} {
		if all, err := desks.Concerned(t.Context(), aTown, "nord", tc.edit); err != nil || len(all) != tc.want {
			t.Errorf("%s: %+v, %v; want %d", name, all, err, tc.want)
		}
	}
	if len(c.edits)+len(c.cancels) != 0 || len(c.table.Openings) != 1 || len(c.table.Extras) != 1 {
		t.Errorf("something was changed: %+v, %+v", c.edits, c.cancels)
	}
	for _, edit := range []caterina.RuleEdit{caterina.DropOpening{ID: 5}, caterina.AddDayOff{Day: caterina.DayOff{Date: day}}} {
		if _, err := desks.Concerned(t.Context(), aTown, "archivio", edit); caterina.CodeOf(err) != caterina.CodeNotFound {
			t.Errorf("an office without desks: %v", err)
		}
	}
}
