package booking_test

import (
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// bigOffice has 20 desks that receive mornings and afternoons, half of it taken.
func bigOffice(tb testing.TB) caterina.Timetable {
	tb.Helper()
	tt := familyDesk(tb)
	for d := time.Monday; d <= time.Friday; d++ {
		tt.Openings = append(tt.Openings, rule(tb, d, "14:00", "18:00"))
	}
	tt.DaysOff = booking.DaysOff(nil, date(tb, "2026-11-01"), date(tb, "2027-12-31"))
	desk := tt.Desks[0]
	tt.Desks = nil
	for id := range caterina.DeskID(20) {
		desk.ID = id + 1
		tt.Desks = append(tt.Desks, desk)
	}
	for day := date(tb, "2026-11-23"); day.Before(date(tb, "2027-01-25")); day = day.AddDays(1) {
		for i := range tt.Desks {
			for hour := range 4 {
				from := caterina.Clock(540+120*hour+30*(i%4)).On(day, caterina.Rome())
				tt.Taken = append(tt.Taken, caterina.Taken{Desk: tt.Desks[i].ID, Lane: 1, From: from, To: from.Add(time.Hour), Booking: 1})
			}
		}
	}
	return tt
}

// searchBudget is what a search may take for an office with 20 desks over 60 days.
const searchBudget = 10 * time.Millisecond

func BenchmarkFree(b *testing.B) {
	tt, s, now := bigOffice(b), counselling(), at(b, "2026-11-22 10:00")
	s.Step = 15
	today := date(b, "2026-11-22")
	for b.Loop() {
		if len(booking.Free(tt, s, now, today, today.AddDays(60), booking.Asker{})) < 500 {
			b.Fatal("hardly anything is free")
		}
	}
	if took := b.Elapsed() / time.Duration(b.N); took > searchBudget {
		b.Errorf("a search takes %v, want %v", took, searchBudget)
	}
}

func BenchmarkOffer(b *testing.B) {
	tt, s, now := bigOffice(b), counselling(), at(b, "2026-11-22 10:00")
	sunday := caterina.When{Weekdays: []time.Weekday{time.Sunday}}
	for b.Loop() {
		booking.Offer([]caterina.Timetable{tt}, s, now, sunday, time.Time{}, booking.Asker{})
	}
}

func BenchmarkAt(b *testing.B) {
	tt, s, now := bigOffice(b), counselling(), at(b, "2026-11-22 10:00")
	from := at(b, "2026-12-03 09:30")
	for b.Loop() {
		if _, refused := booking.At(tt, s, now, from, booking.Asker{}); refused != nil {
			b.Fatal(refused)
		}
	}
}
