package agenda

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// Rules returns the rules of an office, and the appointments that they have no
// opening for any more.
func (d *Desks) Rules(ctx context.Context, town caterina.TownID, office string) (caterina.OfficeRules, []caterina.BookingConflict, error) {
	if !d.hasOffice(town, office) {
		return caterina.OfficeRules{}, nil, caterina.Errorf(caterina.CodeNotFound, saidNoOffice)
	}
	rules, err := d.cfg.Store.OfficeRules(ctx, town, office, d.today())
	if err != nil {
		return rules, nil, err
	}
	conflicts, err := d.conflicts(ctx, town, office)
	return rules, conflicts, err
}

// conflictsAhead is how many days ahead conflicts are looked for.
const conflictsAhead = 400

func (d *Desks) conflicts(ctx context.Context, town caterina.TownID, office string) ([]caterina.BookingConflict, error) {
	table, bookings, err := d.ahead(ctx, town, office)
	if err != nil {
		return nil, err
	}
	services, _ := d.cfg.Bookable(town)
	return booking.Conflicts(table, services, d.cfg.Now(), bookings), nil
}

// ahead reads the rules and the appointments of the time to come.
func (d *Desks) ahead(ctx context.Context, town caterina.TownID, office string) (caterina.Timetable, []caterina.Booking, error) {
	first, last := d.today(), d.today().AddDays(conflictsAhead)
	table, err := d.table(ctx, town, office, first, last)
	if err != nil {
		return table, nil, err
	}
	bookings, err := d.cfg.Store.Bookings(ctx, town, office, first.Time(caterina.Rome()), last.Time(caterina.Rome()))
	return table, bookings, err
}

// Edit changes the rules of an office. What is the line of the history, in
// Italian. No booking is touched: Rules lists those that have no opening any more.
func (d *Desks) Edit(ctx context.Context, town caterina.TownID, office string, by caterina.OperatorID, what string, edit caterina.RuleEdit) error {
	rules, err := d.cfg.Store.OfficeRules(ctx, town, office, d.today())
	if err != nil {
		return err
	}
	if rule := ruleOf(edit); rule != nil {
		if rule.Desk != 0 && !slices.ContainsFunc(rules.Desks, func(k caterina.DeskRules) bool { return k.ID == rule.Desk }) {
			return caterina.Errorf(caterina.CodeNotFound, saidNoDesk)
		}
		if err := booking.CheckRule(*rule, rules.Openings); err != nil {
			return caterina.Errorf(caterina.CodeInvalid, "%s", err.Error())
		}
	}
	if err := d.cfg.Store.EditRules(ctx, town, office, by, what, edit); err != nil {
		return err
	}
	d.cfg.Changed(town, office)
	return nil
}

// ruleOf is the rule that a change brings, nil when it brings none.
func ruleOf(edit caterina.RuleEdit) *caterina.OpeningRule {
	switch e := edit.(type) {
	case caterina.AddOpening:
		return &e.Rule
	case caterina.ChangeOpening:
		return &e.Rule
	default:
		return nil
	}
}

const saidNoDesk = "questo sportello non c'è: ricarica la pagina"

// CloseDay closes an office for a day: nobody can book it any more, and whoever has
// an appointment is told, with other times. It returns how many were cancelled; a
// second time there are none left.
func (d *Desks) CloseDay(ctx context.Context, town caterina.TownID, office string, off caterina.DayOff, by caterina.OperatorID) (int, error) {
	if !d.hasOffice(town, office) {
		return 0, caterina.Errorf(caterina.CodeNotFound, saidNoOffice)
	}
	what := fmt.Sprintf("Chiuso %s: %s", booking.DayLabel(off.Date, "it"), off.Name)
	if err := d.cfg.Store.EditRules(ctx, town, office, by, what, caterina.AddDayOff{Day: off}); err != nil {
		return 0, err
	}
	defer d.cfg.Changed(town, office)
	bookings, err := d.cfg.Store.Bookings(ctx, town, office, off.Date.Time(caterina.Rome()), off.Date.AddDays(1).Time(caterina.Rome()))
	if err != nil {
		return 0, err
	}
	cancelled := 0
	for _, b := range bookings {
		done, err := d.callOff(ctx, town, b, by, off.Name)
		if err != nil {
			return cancelled, err
		}
		if done {
			cancelled++
		}
	}
	return cancelled, nil
}

// callOff cancels an appointment because of a closure, unless it has ended by now.
func (d *Desks) callOff(ctx context.Context, town caterina.TownID, b caterina.Booking, by caterina.OperatorID, why string) (bool, error) {
	for range 3 {
		if b.Status != caterina.Booked && b.Status != caterina.CheckedIn {
			return false, nil
		}
		_, events, err := d.cfg.Store.CancelBooking(ctx, caterina.BookingCancel{
			Town: town, Booking: b.ID, Revision: b.Revision, By: caterina.OperatorActor(by), Reason: why, Notice: caterina.NoticeClosed, Empty: true,
		})
		if refusal(err) == nil {
			if err == nil {
				d.tell(town, b.Office, events)
			}
			return err == nil, err
		}
		if b, err = d.cfg.Store.Booking(ctx, town, b.ID); err != nil {
			return false, err
		}
	}
	return false, nil
}

// CloseDesk closes a desk for a while. Its appointments go to free lanes of other
// desks at the same time, of which nobody need be told; those that fit nowhere are
// returned, and stay as they are.
func (d *Desks) CloseDesk(ctx context.Context, town caterina.TownID, office string, span caterina.DeskSpan, by caterina.OperatorID) (caterina.ClosedDesk, error) {
	var closed caterina.ClosedDesk
	rules, err := d.cfg.Store.OfficeRules(ctx, town, office, d.today())
	if err != nil {
		return closed, err
	}
	i := slices.IndexFunc(rules.Desks, func(k caterina.DeskRules) bool { return k.ID == span.Desk })
	if i < 0 {
		return closed, caterina.Errorf(caterina.CodeNotFound, saidNoDesk)
	}
	what := fmt.Sprintf("Sportello %s chiuso %s: %s", rules.Desks[i].Name, booking.SpanLabel(span.From, span.To), span.Reason)
	if err := d.cfg.Store.EditRules(ctx, town, office, by, what, caterina.AddClosure{Span: span}); err != nil {
		return closed, err
	}
	defer d.cfg.Changed(town, office)
	bookings, err := d.cfg.Store.Bookings(ctx, town, office, span.From.Add(-longest), span.To)
	if err != nil {
		return closed, err
	}
	for _, b := range bookings {
		if b.Desk != span.Desk || !b.To.After(span.From) || b.Status != caterina.Booked && b.Status != caterina.CheckedIn {
			continue
		}
		moved, err := d.toOpenDesk(ctx, town, b, by, span.Reason)
		switch {
		case err != nil:
			return closed, err
		case moved:
			closed.Moved++
		default:
			closed.Left = append(closed.Left, b)
		}
	}
	return closed, nil
}

// longest is longer than any appointment.
const longest = 24 * time.Hour

// toOpenDesk moves an appointment to another desk that receives for its service at
// that time.
func (d *Desks) toOpenDesk(ctx context.Context, town caterina.TownID, b caterina.Booking, by caterina.OperatorID, why string) (bool, error) {
	days, err := d.Days(ctx, town, b.Office, dayOf(b.From), 1)
	if err != nil {
		return false, err
	}
	before, after := time.Duration(0), time.Duration(0)
	if s, err := d.service(town, b.Office, b.Service); err == nil {
		before, after = time.Duration(s.BufferBefore)*time.Minute, time.Duration(s.BufferAfter)*time.Minute
	}
	from, to := b.From.Add(-before), b.To.Add(after)
	var open []caterina.DeskID
	for _, k := range days[0].Desks {
		if k.Desk.ID != b.Desk && slices.Contains(k.Desk.Services, b.Service) && slices.ContainsFunc(k.Lanes, func(l caterina.LaneDay) bool {
			return slices.ContainsFunc(l.Stretches, func(s caterina.LaneStretch) bool {
				return (s.Kind == caterina.StretchFree || s.Kind == caterina.StretchPause) && !s.From.After(from) && !s.To.Before(to)
			})
		}) {
			open = append(open, k.Desk.ID)
		}
	}
	if len(open) == 0 {
		return false, nil
	}
	return d.relane(ctx, town, b, by, why, false, open...)
}

// feedBytes is the length of the secret in a calendar's address: 128 bits.
const feedBytes = 16

// NewFeed gives the calendar of a desk a new address; the old one ends. It returns
// the secret in it, which is stored nowhere.
func (d *Desks) NewFeed(ctx context.Context, town caterina.TownID, office string, desk caterina.DeskID, by caterina.OperatorID) (caterina.Secret, error) {
	secret := make([]byte, feedBytes)
	if _, err := io.ReadFull(d.cfg.Random, secret); err != nil {
		return "", fmt.Errorf("make a secret: %w", err)
	}
	text := base64.RawURLEncoding.EncodeToString(secret)
	err := d.Edit(ctx, town, office, by, "Nuovo indirizzo per il calendario di uno sportello", caterina.SetFeed{Desk: desk, Hash: caterina.TokenHash(text)})
	return caterina.Secret(text), err
}

// Days that a desk's calendar shows.
const (
	feedBack  = 7
	feedAhead = 120
)

// Feed is the calendar of a desk, for whoever has its address: initials and the
// service, and of a discreet one not even that.
func (d *Desks) Feed(ctx context.Context, secret caterina.Secret) ([]byte, error) {
	town, desk, err := d.cfg.Store.FeedDesk(ctx, caterina.TokenHash(secret.Reveal()))
	if err != nil {
		return nil, err
	}
	from, to := d.today().AddDays(-feedBack), d.today().AddDays(feedAhead)
	bookings, err := d.cfg.Store.Bookings(ctx, town, desk.Office, from.Time(caterina.Rome()), to.Time(caterina.Rome()))
	if err != nil {
		return nil, err
	}
	services, _ := d.cfg.Bookable(town)
	var events []booking.Event
	for _, b := range bookings {
		if b.Desk != desk.ID || !b.Status.Live() && b.Status != caterina.Done {
			continue
		}
		s := caterina.Service{Slug: b.Service, Discreet: true} // of one that is gone nothing is known
		if i := slices.IndexFunc(services, func(s caterina.Service) bool { return s.Slug == b.Service }); i >= 0 {
			s = services[i]
		}
		events = append(events, booking.FeedEntry(b, s, d.cfg.Domain, d.cfg.Now()))
	}
	return booking.ICS(booking.MethodPublish, desk.Name, events...), nil
}
