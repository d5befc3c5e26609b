package agenda

import (
	"context"
	"slices"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// Concerned says how many appointments a change of the rules is about, before it is
// made: those that a day off would call off, or those that would be left without an
// opening.
func (d *Desks) Concerned(ctx context.Context, town caterina.TownID, office string, edit caterina.RuleEdit) (int, error) {
	if off, ok := edit.(caterina.AddDayOff); ok {
		return d.onDay(ctx, town, office, off.Day.Date)
	}
	table, bookings, err := d.ahead(ctx, town, office)
	if err != nil {
		return 0, err
	}
	services, _ := d.cfg.Bookable(town)
	before := booking.Conflicts(table, services, d.cfg.Now(), bookings)
	switch e := edit.(type) {
	case caterina.DropOpening:
		table.Openings = slices.DeleteFunc(slices.Clone(table.Openings), func(r caterina.OpeningRule) bool { return r.ID == e.ID })
	case caterina.DropExtra:
		table.Extras = slices.DeleteFunc(slices.Clone(table.Extras), func(s caterina.DeskSpan) bool { return s.ID == e.ID })
	default:
		return 0, nil
	}
	n := 0
	for _, c := range booking.Conflicts(table, services, d.cfg.Now(), bookings) {
		if !slices.ContainsFunc(before, func(was caterina.BookingConflict) bool { return was.Booking.ID == c.Booking.ID }) {
			n++
		}
	}
	return n, nil
}

// onDay counts the appointments that closing a day calls off.
func (d *Desks) onDay(ctx context.Context, town caterina.TownID, office string, day caterina.Date) (int, error) {
	if !d.hasOffice(town, office) {
		return 0, caterina.Errorf(caterina.CodeNotFound, saidNoOffice)
	}
	bookings, err := d.cfg.Store.Bookings(ctx, town, office, day.Time(caterina.Rome()), day.AddDays(1).Time(caterina.Rome()))
	n := 0
	for _, b := range bookings {
		if b.Status == caterina.Booked || b.Status == caterina.CheckedIn {
			n++
		}
	}
	return n, err
}
