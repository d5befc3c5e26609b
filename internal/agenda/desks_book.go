package agenda

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// refusal is why the store did not do it, nil when that is not what an error says.
func refusal(err error) *caterina.BookingRefused {
	if r, ok := errors.AsType[*caterina.BookingRefused](err); ok {
		return r
	}
	return nil
}

// order begins an order of staff.
func (d *Desks) order(town caterina.TownID, v caterina.Vacancy, by caterina.OperatorID) (caterina.BookingOrder, error) {
	code, err := booking.NewCode(d.cfg.Random)
	return caterina.BookingOrder{Town: town, Vacancy: v, Code: code, RequestID: newUUID(), Lang: "it", By: caterina.OperatorActor(by)}, err
}

// newUUID names a form, so that sent twice it is one booking.
func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// Times returns the places of a day, lanes that citizens cannot book included. What
// is asked for is what would be booked: the place of a booking that is being moved
// counts as free, and the one that is kept for its conversation.
func (d *Desks) Times(ctx context.Context, town caterina.TownID, day caterina.Date, in caterina.StaffBooking) ([]caterina.Vacancy, error) {
	s, err := d.service(town, in.Office, in.Service)
	if err != nil {
		return nil, err
	}
	table, err := d.table(ctx, town, in.Office, day, day)
	if err != nil {
		return nil, err
	}
	return booking.Free(table, s, d.cfg.Now(), day, day, askerOf(&in)), nil
}

// askerOf is for whom staff look for a place.
func askerOf(in *caterina.StaffBooking) booking.Asker {
	return booking.Asker{Staff: true, Moving: in.Moving, Conversation: in.Conversation}
}

// Book makes or moves an appointment for somebody. When something speaks against it
// that the operator has not read, nothing is done and it is returned. What others
// do meanwhile is looked at again: a warning that was read is not one for what has
// changed since.
func (d *Desks) Book(ctx context.Context, town caterina.TownID, in caterina.StaffBooking) (caterina.Booking, []caterina.BookingWarning, error) {
	s, err := d.service(town, in.Office, in.Service)
	if err != nil {
		return caterina.Booking{}, nil, err
	}
	for range 3 {
		b, warnings, err := d.book(ctx, town, &in, s)
		if r := refusal(err); r != nil && (r.Why == caterina.ProblemTaken || r.Why == caterina.ProblemChanged) {
			continue // look again
		}
		return b, warnings, err
	}
	return caterina.Booking{}, []caterina.BookingWarning{{Why: caterina.ProblemTaken}}, nil
}

func (d *Desks) book(ctx context.Context, town caterina.TownID, in *caterina.StaffBooking, s caterina.Service) (caterina.Booking, []caterina.BookingWarning, error) {
	vacancy, full, warnings, err := d.weigh(ctx, town, in, s)
	if err != nil {
		return caterina.Booking{}, nil, err
	}
	if len(warnings) > 0 && caterina.WarningsKey(warnings) != in.Read {
		return caterina.Booking{}, warnings, nil
	}
	if full {
		if vacancy, err = d.widen(ctx, town, in, s); err != nil {
			return caterina.Booking{}, nil, err
		}
	}
	if in.Moving != 0 {
		b, events, err := d.cfg.Store.MoveBooking(ctx, caterina.BookingMove{
			Town: town, Booking: in.Moving, Revision: in.Revision, Vacancy: vacancy, By: caterina.OperatorActor(in.By), Reason: in.Reason,
		})
		d.tell(town, in.Office, events)
		return b, nil, err
	}
	order, err := d.order(town, vacancy, in.By)
	if err != nil {
		return caterina.Booking{}, nil, err
	}
	order.Person, order.Note, order.Reason, order.Conversation = in.Person, in.Note, in.Reason, in.Conversation
	if in.RequestID != "" {
		order.RequestID = in.RequestID
	}
	if in.Lang != "" {
		order.Lang = in.Lang
	}
	b, err := d.cfg.Store.BookFor(ctx, order)
	if err == nil {
		d.cfg.Changed(town, in.Office)
	}
	return b, nil, err
}

// weigh finds the place, and what speaks against it. Full says that no lane is
// empty at that time.
func (d *Desks) weigh(ctx context.Context, town caterina.TownID, in *caterina.StaffBooking, s caterina.Service) (v caterina.Vacancy, full bool, warnings []caterina.BookingWarning, err error) {
	day := dayOf(in.From)
	table, err := d.table(ctx, town, in.Office, day, day)
	if err != nil {
		return v, false, nil, err
	}
	if warnings, err = d.ofPerson(ctx, town, in, s); err != nil {
		return v, false, nil, err
	}
	asker := askerOf(in)
	v, refused := booking.At(table, s, d.cfg.Now(), in.From, asker)
	if refused == nil {
		return v, false, warnings, nil
	}
	if refused.Why == caterina.ProblemPast || refused.Why == caterina.ProblemUnknown {
		return v, false, nil, refused // nobody can do that
	}
	warnings = append(warnings, caterina.BookingWarning{Why: refused.Why, Reason: refused.Reason})
	v, beyond := booking.Beyond(table, s, d.cfg.Now(), in.From, asker)
	if beyond != nil && refused.Why != caterina.ProblemTaken {
		warnings = append(warnings, caterina.BookingWarning{Why: caterina.ProblemTaken})
	}
	return v, beyond != nil, warnings, nil
}

// ofPerson finds what a person has already.
func (d *Desks) ofPerson(ctx context.Context, town caterina.TownID, in *caterina.StaffBooking, s caterina.Service) ([]caterina.BookingWarning, error) {
	person, conv := in.Person, in.Conversation
	if in.Moving != 0 {
		b, err := d.cfg.Store.Booking(ctx, town, in.Moving)
		if err != nil {
			return nil, err
		}
		person, conv = b.Person, b.Conversation
	}
	var err error
	if person.Chat, err = d.cfg.Store.ChatOf(ctx, town, conv); err != nil { // it tells who they are, whatever address they give
		return nil, err
	}
	identity := d.cfg.Keys.Identity(person)
	if identity.Contact == nil && identity.Person == nil {
		return nil, nil
	}
	all, theirs, err := d.cfg.Store.LiveBookings(ctx, town, identity)
	if err != nil {
		return nil, err
	}
	s = booking.Defaults(s)
	ends := in.From.Add(time.Duration(s.Duration) * time.Minute)
	var warnings []caterina.BookingWarning
	same := 0
	for i := range all {
		other := &all[i]
		if other.ID == in.Moving {
			continue
		}
		if other.From.Before(ends) && in.From.Before(other.To) {
			return nil, &caterina.BookingRefused{Why: caterina.ProblemOverlap, Other: other} // nobody is at two desks
		}
		if theirs[other.ID] && other.Service == s.Slug {
			if same++; same >= s.MaxActive && in.Moving == 0 {
				warnings = []caterina.BookingWarning{{Why: caterina.ProblemLimit, Other: other}}
			}
		}
	}
	return warnings, nil
}

// widen finds a lane for an appointment beyond what there is room for: one of those
// that are there for such appointments, or else one more at the first desk of the
// service. It stands for these alone: nobody else is offered it, then or later. The
// constraint that no lane has two people is never switched off.
func (d *Desks) widen(ctx context.Context, town caterina.TownID, in *caterina.StaffBooking, s caterina.Service) (caterina.Vacancy, error) {
	day := dayOf(in.From)
	table, err := d.table(ctx, town, in.Office, day, day)
	if err != nil {
		return caterina.Vacancy{}, err
	}
	asker := askerOf(in)
	if v, refused := booking.Overbook(table, s, d.cfg.Now(), in.From, asker); refused == nil {
		return v, nil
	}
	i := slices.IndexFunc(table.Desks, func(k caterina.Desk) bool { return k.Active && slices.Contains(k.Services, s.Slug) })
	if i < 0 {
		return caterina.Vacancy{}, caterina.Errorf(caterina.CodeNotFound, saidNoService)
	}
	what := "Aggiunto un posto fuori agenda allo sportello " + table.Desks[i].Name
	if err := d.cfg.Store.EditRules(ctx, town, in.Office, in.By, what, caterina.AddLane{Desk: table.Desks[i].ID}); err != nil {
		return caterina.Vacancy{}, err
	}
	if table, err = d.table(ctx, town, in.Office, day, day); err != nil {
		return caterina.Vacancy{}, err
	}
	v, refused := booking.Overbook(table, s, d.cfg.Now(), in.From, asker)
	if refused != nil {
		return v, refused
	}
	return v, nil
}

// tell tells conversations and desks of a change.
func (d *Desks) tell(town caterina.TownID, office string, events []caterina.Event) {
	for _, ev := range events {
		d.cfg.Committed(ev)
	}
	d.cfg.Changed(town, office)
}

// Cancel ends an appointment in the office's name. The revision is the one that was
// seen.
func (d *Desks) Cancel(ctx context.Context, town caterina.TownID, id caterina.BookingID, revision int, by caterina.OperatorID, reason string) (caterina.Booking, error) {
	b, events, err := d.cfg.Store.CancelBooking(ctx, caterina.BookingCancel{
		Town: town, Booking: id, Revision: revision, By: caterina.OperatorActor(by), Reason: reason, Notice: caterina.NoticeCancelled,
	})
	if err == nil {
		d.tell(town, b.Office, events)
	}
	return b, err
}

// Send has another desk of the office receive somebody, at the same time: on a
// free lane, or else on one that is there for this alone.
func (d *Desks) Send(ctx context.Context, town caterina.TownID, id caterina.BookingID, desk caterina.DeskID, by caterina.OperatorID) error {
	b, err := d.cfg.Store.Booking(ctx, town, id)
	if err != nil {
		return err
	}
	for _, beyond := range []bool{false, true} {
		moved, err := d.relane(ctx, town, b, by, sentOn, beyond, desk)
		if err != nil || moved {
			return err
		}
	}
	if err := d.cfg.Store.EditRules(ctx, town, b.Office, by, "Aggiunto un posto fuori agenda per chi è mandato da un altro sportello", caterina.AddLane{Desk: desk}); err != nil {
		return err
	}
	moved, err := d.relane(ctx, town, b, by, sentOn, true, desk)
	if err == nil && !moved {
		err = &caterina.BookingRefused{Why: caterina.ProblemTaken}
	}
	return err
}

// sentOn is why somebody is received at another desk.
const sentOn = "mandato a un altro sportello"

// relane moves a booking to a free lane of one of some desks at the same time;
// beyond, to one of those that are there for this alone. Its citizen is not told:
// nothing changes for them. False when there is no room.
func (d *Desks) relane(ctx context.Context, town caterina.TownID, b caterina.Booking, by caterina.OperatorID, why string, beyond bool, desks ...caterina.DeskID) (bool, error) {
	for range 3 {
		v, ok, err := d.elsewhere(ctx, town, &b, beyond, desks)
		if err != nil || !ok {
			return false, err
		}
		_, events, err := d.cfg.Store.MoveBooking(ctx, caterina.BookingMove{
			Town: town, Booking: b.ID, Revision: b.Revision, Vacancy: v, By: caterina.OperatorActor(by), Reason: why, Quiet: true,
		})
		if refusal(err) != nil {
			if b, err = d.cfg.Store.Booking(ctx, town, b.ID); err != nil {
				return false, err
			}
			continue // somebody took the lane: look again
		}
		if err == nil {
			d.tell(town, b.Office, events)
		}
		return err == nil, err
	}
	return false, nil
}

// elsewhere finds empty lanes of some desks at the time of a booking.
func (d *Desks) elsewhere(ctx context.Context, town caterina.TownID, b *caterina.Booking, beyond bool, desks []caterina.DeskID) (caterina.Vacancy, bool, error) {
	table, err := d.table(ctx, town, b.Office, dayOf(b.From), dayOf(b.To))
	if err != nil {
		return caterina.Vacancy{}, false, err
	}
	v := caterina.Vacancy{Service: b.Service, Office: b.Office, From: b.From, To: b.To, Version: table.Version}
	if s, err := d.service(town, b.Office, b.Service); err == nil {
		v.Before, v.After = time.Duration(s.BufferBefore)*time.Minute, time.Duration(s.BufferAfter)*time.Minute
	}
	for _, id := range desks {
		i := slices.IndexFunc(table.Desks, func(k caterina.Desk) bool { return k.ID == id && k.Active })
		if i < 0 {
			continue
		}
		for _, l := range table.Desks[i].Lanes {
			spot := caterina.Spot{Desk: id, Lane: l.Number}
			if l.Extra == beyond && !taken(&table, spot, v.From.Add(-v.Before), v.To.Add(v.After), d.cfg.Now()) {
				v.Spots = append(v.Spots, spot)
			}
		}
	}
	return v, len(v.Spots) > 0, nil
}

// taken says whether somebody has a lane between two moments.
func taken(t *caterina.Timetable, spot caterina.Spot, from, to, now time.Time) bool {
	return slices.ContainsFunc(t.Taken, func(k caterina.Taken) bool {
		return k.Desk == spot.Desk && k.Lane == spot.Lane && k.From.Before(to) && from.Before(k.To) && (!k.Held || k.HeldUntil.After(now))
	})
}
