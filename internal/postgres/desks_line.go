package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const (
	saidDeedLate   = "nel frattempo qualcosa è cambiato: guarda come sta adesso"
	saidDeedNot    = "questo adesso non si può fare: guarda come sta"
	saidDeedEarly  = "l'ora dell'appuntamento non è ancora arrivata: prima non si può segnare assente"
	saidDeedPerson = "la stessa persona ha già un altro appuntamento a quell'ora: non si può annullare"
)

// bookingDeed is the status to which a deed leads from another one; false when it
// leads nowhere from there.
func bookingDeed(deed caterina.DeskDeed, seen caterina.BookingStatus, calls int, arrived bool) (caterina.BookingStatus, bool) {
	waits := seen == caterina.Booked || seen == caterina.CheckedIn
	switch deed {
	case caterina.DeedArrive:
		return caterina.CheckedIn, seen == caterina.Booked
	case caterina.DeedCall:
		if calls+1 >= caterina.MaxCalls {
			return caterina.NoShow, waits
		}
		return seen, waits
	case caterina.DeedServe:
		return caterina.Serving, waits
	case caterina.DeedDone:
		return caterina.Done, seen == caterina.Serving
	case caterina.DeedNoShow:
		return caterina.NoShow, waits
	case caterina.DeedUndo:
		return undone(seen, arrived)
	default:
		return "", false
	}
}

// undone is the status before the last deed.
func undone(seen caterina.BookingStatus, arrived bool) (caterina.BookingStatus, bool) {
	switch seen {
	case caterina.NoShow:
		if arrived {
			return caterina.CheckedIn, true
		}
		return caterina.Booked, true
	case caterina.Done:
		return caterina.Serving, true
	case caterina.Serving:
		return caterina.CheckedIn, true
	case caterina.CheckedIn:
		return caterina.Booked, true
	default:
		return "", false
	}
}

// DeskBooking carries a deed about a booking of the given day out, if it still is
// as its operator saw it, and returns its status. Nobody misses an appointment before
// its hour: calls do not count until then. CodeConflict when somebody was
// faster, or it leads nowhere from there.
func (s *Store) DeskBooking(ctx context.Context, act caterina.DeskAct, day caterina.Date, arrived bool) (caterina.BookingStatus, error) {
	seen := caterina.BookingStatus(act.Seen)
	status, ok := bookingDeed(act.Deed, seen, act.Calls, arrived)
	if !ok {
		return "", caterina.Errorf(caterina.CodeConflict, saidDeedNot)
	}
	deed := string(act.Deed)
	switch {
	case act.Early && act.Deed == caterina.DeedCall:
		status, deed = seen, "early" // it is noted, and does not count
	case act.Early && status == caterina.NoShow:
		return "", caterina.Errorf(caterina.CodeConflict, saidDeedEarly)
	}
	err := s.inTx(ctx, "note what was done at a desk", func(tx pgx.Tx) error {
		row, err := s.q.MoveBookingOn(ctx, tx, dbq.MoveBookingOnParams{
			TownID: int64(act.Town), ID: int64(act.Booking), Deed: deed, Seen: string(seen), Status: string(status),
			Calls: small(act.Calls), Since: day.Time(caterina.Rome()), Before: day.AddDays(1).Time(caterina.Rome()),
		})
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return caterina.Errorf(caterina.CodeConflict, saidDeedLate)
		case raised(err, "23P01"):
			return &caterina.Error{Code: caterina.CodeConflict, Message: saidDeedPerson, Err: err}
		case err != nil:
			return err
		}
		what, detail := string(status), map[string]any{}
		if status == seen {
			what = string(act.Deed)
		}
		if act.Deed == caterina.DeedCall {
			detail["calls"] = row.Calls
		}
		if act.Deed == caterina.DeedUndo {
			detail["undo"] = act.Seen
		}
		data, err := json.Marshal(detail)
		if err != nil {
			return fmt.Errorf("encode a booking's history: %w", err)
		}
		return s.q.NoteBookingDeed(ctx, tx, dbq.NoteBookingDeedParams{
			TownID: int64(act.Town), BookingID: int64(act.Booking), Actor: operatorActor(act.Operator), What: what, Revision: row.Revision, Detail: data,
		})
	})
	return status, err
}

// BookingHistory returns what happened to a booking, the oldest first.
func (s *Store) BookingHistory(ctx context.Context, town caterina.TownID, id caterina.BookingID) ([]caterina.BookingChange, error) {
	rows, err := s.q.BookingHistory(ctx, s.pool, dbq.BookingHistoryParams{TownID: int64(town), BookingID: int64(id)})
	if err != nil {
		return nil, wrapped("read a booking's history", err)
	}
	changes := make([]caterina.BookingChange, len(rows))
	for i, row := range rows {
		var detail struct {
			Reason string    `json:"reason"`
			From   time.Time `json:"from"`
			Undo   string    `json:"undo"`
		}
		if err := json.Unmarshal(row.Detail, &detail); err != nil {
			return nil, fmt.Errorf("decode a booking's history: %w", err)
		}
		what := row.What
		if detail.Undo != "" {
			what = string(caterina.DeedUndo)
		}
		changes[i] = caterina.BookingChange{At: row.At, Actor: cmp.Or(row.ByName, row.Actor), What: what, Why: detail.Reason, From: detail.From}
	}
	return changes, nil
}

// FindBookings returns the bookings whose person's name holds the words, between
// two days.
func (s *Store) FindBookings(ctx context.Context, town caterina.TownID, words string, from, to caterina.Date) ([]caterina.BookingID, error) {
	ids, err := s.q.FindBookings(ctx, s.pool, dbq.FindBookingsParams{
		TownID: int64(town), Words: strings.Join(strings.Fields(words), " "), Since: from.Time(caterina.Rome()), Before: to.AddDays(1).Time(caterina.Rome()),
	})
	if err != nil {
		return nil, wrapped("find bookings by name", err)
	}
	found := make([]caterina.BookingID, len(ids))
	for i, id := range ids {
		found[i] = caterina.BookingID(id)
	}
	return found, nil
}

// LiveBookings returns what a person has still to come: by their contact, whose
// times must not overlap, and marked by name, which is counted.
func (s *Store) LiveBookings(ctx context.Context, town caterina.TownID, id caterina.Identity) (all []caterina.Booking, theirs map[caterina.BookingID]bool, err error) {
	rows, err := s.q.LiveBookingsOf(ctx, s.pool, dbq.LiveBookingsOfParams{TownID: int64(town), PersonKey: id.Person, ContactKey: id.Contact})
	if err != nil {
		return nil, nil, wrapped("find a person's bookings", err)
	}
	theirs = map[caterina.BookingID]bool{}
	for _, row := range rows {
		b := caterina.Booking{
			ID: caterina.BookingID(row.ID), Town: town, Code: row.Code, Service: row.Service, Office: row.Office,
			From: row.StartsAt, To: row.EndsAt, Status: caterina.Booked,
		}
		all = append(all, b)
		theirs[b.ID] = row.SamePerson
	}
	return all, theirs, nil
}

// AddTicket gives somebody who came without an appointment the next number of the
// day.
func (s *Store) AddTicket(ctx context.Context, town caterina.TownID, t caterina.Ticket) (caterina.Ticket, error) {
	err := s.inTx(ctx, "give a number", func(tx pgx.Tx) error {
		if err := s.q.LockTickets(ctx, tx, dbq.LockTicketsParams{TownID: fmt.Sprint(town), Office: t.Office}); err != nil {
			return err
		}
		row, err := s.q.InsertTicket(ctx, tx, dbq.InsertTicketParams{
			TownID: int64(town), Office: t.Office, Day: dateValue(t.Day), Service: t.Service, Note: t.Note,
		})
		t.ID, t.Number, t.ArrivedAt, t.Status = row.ID, int(row.Number), row.ArrivedAt, caterina.TicketWaiting
		return err
	})
	return t, err
}

// Tickets returns the numbers of an office's day.
func (s *Store) Tickets(ctx context.Context, town caterina.TownID, office string, day caterina.Date) ([]caterina.Ticket, error) {
	rows, err := s.q.Tickets(ctx, s.pool, dbq.TicketsParams{TownID: int64(town), Office: office, Day: dateValue(day)})
	if err != nil {
		return nil, wrapped("read the numbers of a day", err)
	}
	tickets := make([]caterina.Ticket, len(rows))
	for i, row := range rows {
		tickets[i] = caterina.Ticket{
			ID: row.ID, Office: office, Day: day, Number: int(row.Number), Service: row.Service, Note: row.Note,
			Status: caterina.TicketStatus(row.Status), Desk: caterina.DeskID(row.DeskID), Calls: int(row.Calls),
			ArrivedAt: row.ArrivedAt, ServingAt: orZero(row.ServingAt),
		}
	}
	return tickets, nil
}

// ticketDeed is the status to which a deed leads from another one.
func ticketDeed(deed caterina.DeskDeed, seen caterina.TicketStatus, calls int) (caterina.TicketStatus, bool) {
	waits := seen == caterina.TicketWaiting
	switch deed {
	case caterina.DeedCall:
		if calls+1 >= caterina.MaxCalls {
			return caterina.TicketGone, waits
		}
		return seen, waits
	case caterina.DeedServe:
		return caterina.TicketServing, waits
	case caterina.DeedDone:
		return caterina.TicketDone, seen == caterina.TicketServing
	case caterina.DeedNoShow:
		return caterina.TicketGone, waits
	case caterina.DeedUndo:
		if seen == caterina.TicketDone {
			return caterina.TicketServing, true
		}
		return caterina.TicketWaiting, seen == caterina.TicketServing || seen == caterina.TicketGone
	default:
		return "", false
	}
}

// DeskTicket carries a deed about a number of the given day out, as DeskBooking.
func (s *Store) DeskTicket(ctx context.Context, act caterina.DeskAct, day caterina.Date) (caterina.TicketStatus, error) {
	seen := caterina.TicketStatus(act.Seen)
	status, ok := ticketDeed(act.Deed, seen, act.Calls)
	if !ok {
		return "", caterina.Errorf(caterina.CodeConflict, saidDeedNot)
	}
	_, err := s.q.MoveTicketOn(ctx, s.pool, dbq.MoveTicketOnParams{
		TownID: int64(act.Town), ID: act.Ticket, Deed: string(act.Deed), Seen: string(seen), Status: string(status),
		Calls: small(act.Calls), DeskID: int64(act.Desk), Day: dateValue(day),
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return "", caterina.Errorf(caterina.CodeConflict, saidDeedLate)
	}
	return status, wrapped("note what was done with a number", err)
}

// BookingReport counts what became of a town's appointments from one day to
// another, both included.
func (s *Store) BookingReport(ctx context.Context, town caterina.TownID, from, to caterina.Date) (caterina.BookingReport, error) {
	rows, err := s.q.BookingOutcomes(ctx, s.pool, dbq.BookingOutcomesParams{
		TownID: int64(town), Since: from.Time(caterina.Rome()), Before: to.AddDays(1).Time(caterina.Rome()),
	})
	if err != nil {
		return caterina.BookingReport{}, wrapped("count appointments", err)
	}
	var report caterina.BookingReport
	var all []float64
	leads := map[[2]string][]float64{}
	for _, row := range rows {
		key := [2]string{row.Service, row.Office}
		if n := len(report.Services); n == 0 || report.Services[n-1].Service != row.Service || report.Services[n-1].Office != row.Office {
			report.Services = append(report.Services, caterina.BookingCount{Service: row.Service, Office: row.Office})
		}
		countBooking(&report.Services[len(report.Services)-1], caterina.BookingStatus(row.Status))
		all, leads[key] = append(all, max(row.Lead, 0)), append(leads[key], max(row.Lead, 0))
	}
	for i := range report.Services {
		c := &report.Services[i]
		c.Lead = spanOf(leads[[2]string{c.Service, c.Office}])
	}
	report.Lead = spanOf(all)
	return report, nil
}

func countBooking(c *caterina.BookingCount, status caterina.BookingStatus) {
	switch status {
	case caterina.Done:
		c.Done++
	case caterina.NoShow:
		c.NoShow++
	case caterina.CancelledCitizen:
		c.ByCitizen++
	case caterina.CancelledOffice:
		c.ByOffice++
	default:
		c.Due++
	}
}
