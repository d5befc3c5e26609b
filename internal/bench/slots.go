package main

import (
	"context"
	"errors"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// The office whose free places are searched.
const (
	slotDesks = 20
	slotDays  = 60
)

// benchSlots measures the search for free places: every time that is offered in a
// chat is computed from the rules, so this is a part of each such answer.
func benchSlots(_ context.Context, b *bench) error {
	now := time.Date(2026, time.November, 22, 10, 0, 0, 0, caterina.Rome())
	office, service := slotOffice(caterina.DateOf(now)), caterina.Service{Slug: "s", Duration: 30, Step: 15, LeadMinutes: 60}
	today := caterina.DateOf(now)
	var took []time.Duration
	for range 20 * b.size.rounds {
		start := time.Now()
		free := booking.Free(office, service, now, today, today.AddDays(slotDays), booking.Asker{})
		took = append(took, time.Since(start))
		if len(free) == 0 {
			return errors.New("nothing is free in an office that is half empty")
		}
	}
	b.table.add(row{
		what:   "free places of an office: 20 desks, 60 days, half of it taken",
		figure: millis(median(took)), reference: "p95 " + millis(quantile(took, 0.95)), goal: "≤ 10 ms",
	})
	return nil
}

// slotOffice is an office of which about half is taken.
func slotOffice(first caterina.Date) caterina.Timetable {
	t := caterina.Timetable{DaysOff: booking.DaysOff(nil, first, first.AddDays(2*slotDays))}
	for d := time.Monday; d <= time.Friday; d++ {
		t.Openings = append(t.Openings,
			caterina.OpeningRule{Weekday: caterina.Weekday(d), From: 9 * 60, To: 13 * 60, EveryWeeks: 1},
			caterina.OpeningRule{Weekday: caterina.Weekday(d), From: 14 * 60, To: 18 * 60, EveryWeeks: 1})
	}
	for id := range caterina.DeskID(slotDesks) {
		desk := caterina.Desk{ID: id + 1, Active: true, Services: []string{"s"}, Lanes: []caterina.Lane{{Number: 1, Online: true}}}
		t.Desks = append(t.Desks, desk)
		for n := range slotDays {
			for hour := range 4 {
				from := caterina.Clock(9*60+120*hour+30*(int(id)%4)).On(first.AddDays(n), caterina.Rome())
				t.Taken = append(t.Taken, caterina.Taken{Desk: desk.ID, Lane: 1, From: from, To: from.Add(time.Hour), Booking: 1})
			}
		}
	}
	return t
}
