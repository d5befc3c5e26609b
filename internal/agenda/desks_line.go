package agenda

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// Line returns who is at an office now, and who is still expected today.
func (d *Desks) Line(ctx context.Context, town caterina.TownID, office string) (caterina.AgendaLine, error) {
	now, today := d.cfg.Now(), d.today()
	line := caterina.AgendaLine{At: now, Late: map[caterina.BookingID]time.Time{}}
	table, err := d.table(ctx, town, office, today, today)
	if err != nil {
		return line, err
	}
	bookings, err := d.cfg.Store.Bookings(ctx, town, office, today.Time(caterina.Rome()), today.AddDays(1).Time(caterina.Rome()))
	if err != nil {
		return line, err
	}
	tickets, err := d.cfg.Store.Tickets(ctx, town, office, today)
	if err != nil {
		return line, err
	}
	line.Waiting = booking.Line(bookings, tickets, now)
	sortLine(&line, bookings, tickets)
	for _, s := range d.Services(town, office) {
		wait := caterina.ServiceWait{Service: s.Slug, Name: s.Name}
		wait.From, wait.Room = booking.Wait(table, s, tickets, now)
		line.Wait = append(line.Wait, wait)
	}
	d.offerGaps(&line, town, &table)
	return line, nil
}

// sortLine puts those who do not wait where they belong.
func sortLine(line *caterina.AgendaLine, bookings []caterina.Booking, tickets []caterina.Ticket) {
	for i := range bookings {
		b := &bookings[i]
		switch b.Status {
		case caterina.Booked:
			line.Expected = append(line.Expected, *b)
		case caterina.Serving:
			line.Serving = append(line.Serving, caterina.LineEntry{Booking: b, Since: b.From})
		case caterina.Done, caterina.NoShow:
			line.Over = append(line.Over, caterina.LineEntry{Booking: b, Since: b.From})
		default:
		}
	}
	for i := range tickets {
		t := &tickets[i]
		switch t.Status {
		case caterina.TicketServing:
			line.Serving = append(line.Serving, caterina.LineEntry{Ticket: t, Since: t.ServingAt})
		case caterina.TicketDone, caterina.TicketGone:
			line.Over = append(line.Over, caterina.LineEntry{Ticket: t, Since: t.ArrivedAt})
		default:
		}
	}
}

// offerGaps finds the next gap for everybody who came too late for their hour.
func (d *Desks) offerGaps(line *caterina.AgendaLine, town caterina.TownID, table *caterina.Timetable) {
	for _, e := range line.Waiting {
		if !e.Late || e.Booking == nil {
			continue
		}
		s, err := d.service(town, table.Office.Slug, e.Booking.Service)
		if err != nil {
			continue // no longer booked here: whoever receives them decides
		}
		if gap, ok := booking.NextGap(*table, s, line.At, booking.Asker{Staff: true, Moving: e.Booking.ID}); ok {
			line.Late[e.Booking.ID] = gap.From
		}
	}
}

// Deed carries out what is done at a desk about somebody of today. Before the hour
// of an appointment nobody has missed it. CodeConflict
// when somebody else was faster.
func (d *Desks) Deed(ctx context.Context, act caterina.DeskAct, office string) error {
	var err error
	if act.Booking != 0 {
		var b caterina.Booking
		if b, err = d.cfg.Store.Booking(ctx, act.Town, act.Booking); err != nil {
			return err
		}
		office, act.Early = b.Office, b.From.After(d.cfg.Now())
		_, err = d.cfg.Store.DeskBooking(ctx, act, d.today(), b.ArrivedAt != nil)
	} else {
		_, err = d.cfg.Store.DeskTicket(ctx, act, d.today())
	}
	if err != nil {
		return err
	}
	d.cfg.Changed(act.Town, office)
	return nil
}

// WalkIn receives somebody without an appointment: the next place of today that is
// kept for such people, or else a number, with the time at which their turn is
// likely to come.
func (d *Desks) WalkIn(ctx context.Context, town caterina.TownID, in caterina.WalkIn) (caterina.WalkedIn, error) {
	today := d.today()
	table, err := d.table(ctx, town, in.Office, today, today)
	if err != nil {
		return caterina.WalkedIn{}, err
	}
	s, err := d.service(town, in.Office, in.Service)
	if err != nil {
		return caterina.WalkedIn{}, err
	}
	if !in.Number {
		b, err := d.walkedToPlace(ctx, town, &in, &table, s)
		if b != nil || err != nil {
			return caterina.WalkedIn{Booking: b, From: from(b), Room: true}, err
		}
	}
	tickets, err := d.cfg.Store.Tickets(ctx, town, in.Office, today)
	if err != nil {
		return caterina.WalkedIn{}, err
	}
	got := caterina.WalkedIn{}
	got.From, got.Room = booking.Wait(table, s, tickets, d.cfg.Now())
	ticket, err := d.cfg.Store.AddTicket(ctx, town, caterina.Ticket{
		Office: in.Office, Day: today, Service: in.Service, Note: strings.Trim(in.Name.Reveal()+", "+in.Note, ", "),
	})
	if err != nil {
		return caterina.WalkedIn{}, err
	}
	got.Ticket = &ticket
	d.cfg.Changed(town, in.Office)
	return got, nil
}

func from(b *caterina.Booking) time.Time {
	if b == nil {
		return time.Time{}
	}
	return b.From
}

// walkedToPlace takes the next place of today on a lane that citizens cannot book,
// and notes that its person is here. Nil when there is none.
func (d *Desks) walkedToPlace(ctx context.Context, town caterina.TownID, in *caterina.WalkIn, table *caterina.Timetable, s caterina.Service) (*caterina.Booking, error) {
	kept := *table
	kept.Desks = slices.Clone(table.Desks)
	for i := range kept.Desks {
		kept.Desks[i].Lanes = slices.DeleteFunc(slices.Clone(kept.Desks[i].Lanes), func(l caterina.Lane) bool { return l.Online })
	}
	gap, ok := booking.NextGap(kept, s, d.cfg.Now(), booking.Asker{Staff: true})
	if !ok {
		return nil, nil
	}
	order, err := d.order(town, gap, in.By)
	if err != nil {
		return nil, err
	}
	order.Person, order.Note, order.Reason = caterina.Person{Name: cmp.Or(in.Name, "Senza appuntamento")}, in.Note, "senza appuntamento"
	b, err := d.cfg.Store.BookFor(ctx, order)
	switch {
	case refusal(err) != nil:
		return nil, nil //nolint:nilerr // somebody was faster: then a number
	case err != nil:
		return nil, err
	}
	act := caterina.DeskAct{Town: town, Operator: in.By, Booking: b.ID, Deed: caterina.DeedArrive, Seen: string(b.Status), Calls: b.Calls}
	if _, err := d.cfg.Store.DeskBooking(ctx, act, d.today(), false); err != nil {
		return nil, err
	}
	d.cfg.Changed(town, in.Office)
	return &b, nil
}

// Squeeze moves somebody who came too late for their hour to the next gap of today.
// A refusal when there is none left.
func (d *Desks) Squeeze(ctx context.Context, town caterina.TownID, id caterina.BookingID, by caterina.OperatorID) (time.Time, error) {
	b, err := d.cfg.Store.Booking(ctx, town, id)
	if err != nil {
		return time.Time{}, err
	}
	s, err := d.service(town, b.Office, b.Service)
	if err != nil {
		return time.Time{}, err
	}
	for range 3 {
		table, err := d.table(ctx, town, b.Office, d.today(), d.today())
		if err != nil {
			return time.Time{}, err
		}
		gap, ok := booking.NextGap(table, s, d.cfg.Now(), booking.Asker{Staff: true, Moving: id})
		if !ok {
			break
		}
		_, events, err := d.cfg.Store.MoveBooking(ctx, caterina.BookingMove{
			Town: town, Booking: id, Revision: b.Revision, Vacancy: gap, By: caterina.OperatorActor(by), Reason: "in ritardo",
		})
		if r := refusal(err); r != nil && (r.Why == caterina.ProblemTaken || r.Why == caterina.ProblemChanged) {
			continue // somebody was faster
		}
		if err == nil {
			d.tell(town, b.Office, events)
		}
		return gap.From, err
	}
	return time.Time{}, &caterina.BookingRefused{Why: caterina.ProblemTaken}
}
