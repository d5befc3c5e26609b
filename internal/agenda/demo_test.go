package agenda_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/knowledge/source"
)

// TestEverythingInTheDemoTownsCanBeBooked reads the demo as an import does: each
// service has free times at each of its offices, and rules that the database takes.
func TestEverythingInTheDemoTownsCanBeBooked(t *testing.T) {
	t.Parallel()
	for _, town := range []string{"siena", "bari"} {
		batch, err := source.Read(t.Context(), "../../demo/"+town)
		if err != nil {
			t.Fatal(err)
		}
		content := batch.Content
		if len(content.Services) == 0 {
			t.Errorf("nothing can be booked in %s", town)
		}
		today := caterina.DateOf(monday())
		days := agenda.DaysFor(content.Town, content.Services, today)
		for _, plan := range agenda.Plans(content.Offices, content.Services) {
			for i, rule := range plan.Openings {
				rule.ID = int64(i + 1)
				if err := booking.CheckRule(rule, plan.Openings[:i]); err != nil {
					t.Errorf("%s, %s: %v", town, plan.Office, err)
				}
			}
			for i, desk := range plan.Desks {
				for _, service := range content.Services {
					if service.Slug != desk.Service {
						continue
					}
					table := caterina.Timetable{
						Openings: plan.Openings, Closures: plan.Closures, DaysOff: days.Days,
						Desks: []caterina.Desk{{ID: caterina.DeskID(i + 1), Active: true, Services: []string{service.Slug}, Lanes: []caterina.Lane{{Number: 1, Online: true}}}},
					}
					horizon := today.AddDays(booking.Defaults(service).HorizonDays)
					free := booking.Free(table, service, monday().Add(time.Minute), today, horizon, booking.Asker{})
					if len(free) < 5 {
						t.Errorf("%s: %d free times for %s at %s", town, len(free), service.Slug, plan.Office)
					}
				}
			}
		}
	}
}
