package console

import "example.org/caterina"

// elsewhereColumn are the appointments of a day that another system keeps: they have no
// lane here. False when there are none.
func elsewhereColumn(day *caterina.AgendaDay, services []caterina.Service) (deskColumn, bool) {
	lane := laneColumn{Online: true}
	for i := range day.Bookings {
		b := &day.Bookings[i]
		if b.External == "" || b.Status == caterina.CancelledCitizen || b.Status == caterina.CancelledOffice {
			continue
		}
		row := stretchRow{LaneStretch: caterina.LaneStretch{Kind: caterina.StretchBooked, From: b.From, To: b.To, Booking: b.ID}, Booked: b}
		row.Service = serviceNamed(services, row.slug())
		lane.Rows = append(lane.Rows, row)
	}
	return deskColumn{Name: "In un altro sistema", Lanes: []laneColumn{lane}}, len(lane.Rows) > 0
}
