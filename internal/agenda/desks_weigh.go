package agenda

import (
	"context"
	"slices"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// Concerned says which appointments a change of the rules is about, before it is
// made: those that a day off would call off, or those that would be left without an
// opening, and why.
func (d *Desks) Concerned(ctx context.Context, town caterina.TownID, office string, edit caterina.RuleEdit) ([]caterina.BookingConflict, error) {
	if off, ok := edit.(caterina.AddDayOff); ok {
		return d.onDay(ctx, town, office, off.Day)
	}
	table, bookings, err := d.ahead(ctx, town, office)
	if err != nil {
		return nil, err
	}
	services, _ := d.cfg.Bookable(town)
	before := booking.Conflicts(table, services, d.cfg.Now(), bookings)
	switch e := edit.(type) {
	case caterina.ChangeOpening:
		table.Openings = slices.Clone(table.Openings)
		for i := range table.Openings {
			if table.Openings[i].ID == e.Rule.ID {
				table.Openings[i] = e.Rule
			}
		}
	case caterina.DropOpening:
		table.Openings = slices.DeleteFunc(slices.Clone(table.Openings), func(r caterina.OpeningRule) bool { return r.ID == e.ID })
	case caterina.DropExtra:
		table.Extras = slices.DeleteFunc(slices.Clone(table.Extras), func(s caterina.DeskSpan) bool { return s.ID == e.ID })
	default:
		return nil, nil
	}
	after := booking.Conflicts(table, services, d.cfg.Now(), bookings)
	return slices.DeleteFunc(after, func(c caterina.BookingConflict) bool {
		return slices.ContainsFunc(before, func(was caterina.BookingConflict) bool { return was.Booking.ID == c.Booking.ID })
	}), nil
}

// onDay finds the appointments that closing a day calls off.
func (d *Desks) onDay(ctx context.Context, town caterina.TownID, office string, off caterina.DayOff) ([]caterina.BookingConflict, error) {
	if !d.hasOffice(town, office) {
		return nil, caterina.Errorf(caterina.CodeNotFound, saidNoOffice)
	}
	bookings, err := d.cfg.Store.Bookings(ctx, town, office, off.Date.Time(caterina.Rome()), off.Date.AddDays(1).Time(caterina.Rome()))
	var all []caterina.BookingConflict
	for _, b := range bookings {
		if b.Status == caterina.Booked || b.Status == caterina.CheckedIn {
			all = append(all, caterina.BookingConflict{Booking: b, Why: caterina.ProblemDayOff, Reason: off.Name})
		}
	}
	return all, err
}
