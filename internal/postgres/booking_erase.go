package postgres

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// EraseBooking forgets whom a booking was for: name, contact, note, and what its
// code and its page open. One that is to come is cancelled first, and nobody is
// told: there is nobody to tell any more. What the statistics count stays.
// CodeNotFound when there is none, or it was erased before.
func (s *Store) EraseBooking(ctx context.Context, town caterina.TownID, id caterina.BookingID, by caterina.Actor) error {
	return s.placeTx(ctx, "erase a booking", func(tx pgx.Tx) error {
		erased, err := s.eraseBooking(ctx, tx, town, int64(id), by)
		if err == nil && !erased {
			return caterina.Errorf(caterina.CodeNotFound, saidNoBooking)
		}
		return err
	})
}

func (s *Store) eraseBooking(ctx context.Context, tx pgx.Tx, town caterina.TownID, id int64, by caterina.Actor) (bool, error) {
	row, err := s.q.LockBooking(ctx, tx, dbq.LockBookingParams{TownID: int64(town), ID: id})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if status := caterina.BookingStatus(row.Status); (status == caterina.Booked || status == caterina.CheckedIn) && row.EndsAt.After(row.Now) {
		cancel := &caterina.BookingCancel{Town: town, Booking: caterina.BookingID(id), Revision: int(row.Revision), By: caterina.ActorSystem, Reason: "erased"}
		if _, err := s.cancelBooking(ctx, tx, cancel, true); err != nil {
			return false, err
		}
		row.Revision++
	}
	if _, err := s.q.EraseBookingData(ctx, tx, dbq.EraseBookingDataParams{TownID: int64(town), ID: id}); err != nil {
		return false, err
	}
	if err := s.q.EraseBookingDetails(ctx, tx, dbq.EraseBookingDetailsParams{TownID: int64(town), BookingID: id}); err != nil {
		return false, err
	}
	if err := s.q.VoidAllNotices(ctx, tx, dbq.VoidAllNoticesParams{TownID: int64(town), BookingID: id}); err != nil {
		return false, err
	}
	return true, s.q.NoteBooking(ctx, tx, dbq.NoteBookingParams{
		TownID: int64(town), BookingID: id, Actor: historyActor(by), What: "erased", Revision: row.Revision, Detail: []byte("{}"),
	})
}

// eraseAgreed forgets what a conversation has on its way, waits for and, when that
// is asked for, has agreed. It comes before the conversation is locked, as all
// that is about places does.
func (s *Store) eraseAgreed(ctx context.Context, tx pgx.Tx, e *caterina.Erasure) error {
	town, conv := int64(e.Town), string(e.Conversation)
	if e.Bookings {
		ids, err := s.q.BookingsToErase(ctx, tx, dbq.BookingsToEraseParams{TownID: town, ConversationID: conv})
		if err != nil {
			return err
		}
		for _, id := range ids {
			if _, err := s.eraseBooking(ctx, tx, e.Town, id, caterina.OperatorActor(e.By)); err != nil {
				return err
			}
		}
	}
	if err := s.q.LetPlaceGo(ctx, tx, dbq.LetPlaceGoParams{TownID: town, Owner: conv, Why: "erased"}); err != nil {
		return err
	}
	if err := s.q.EndBookingDraft(ctx, tx, dbq.EndBookingDraftParams{TownID: town, ConversationID: conv}); err != nil {
		return err
	}
	return s.q.EraseWaits(ctx, tx, dbq.EraseWaitsParams{TownID: town, ConversationID: conv})
}

// ForgetBookings forgets whom the bookings were for that ended so long ago, and
// the drafts and wishes that nobody has touched for so long, and the names on
// numbers that old; it returns how many bookings.
func (s *Store) ForgetBookings(ctx context.Context, ended, idle time.Duration) (int, error) {
	const doing = "forget old bookings"
	rows, err := s.q.OldBookings(ctx, s.pool, ended)
	if err != nil {
		return 0, wrapped(doing, err)
	}
	for _, row := range rows {
		err := s.placeTx(ctx, doing, func(tx pgx.Tx) error {
			_, err := s.eraseBooking(ctx, tx, caterina.TownID(row.TownID), row.ID, caterina.ActorSystem)
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	if err := s.q.ForgetDrafts(ctx, s.pool, idle); err != nil {
		return 0, wrapped("forget old drafts", err)
	}
	if err := s.q.ForgetCodes(ctx, s.pool); err != nil {
		return 0, wrapped("forget old codes", err)
	}
	if err := s.q.ForgetTickets(ctx, s.pool, idle); err != nil {
		return 0, wrapped("forget who had old numbers", err)
	}
	return len(rows), wrapped("forget old wishes", s.q.ForgetWaits(ctx, s.pool, idle))
}

// SweepPlaces hands holds to operators whose conversation has gone to people, marks
// those that ran out long ago, and forgets places that nobody has any more. It
// returns the offices whose holds it has changed, each once.
func (s *Store) SweepPlaces(ctx context.Context) ([]caterina.AgendaOffice, error) {
	const doing = "sweep places"
	var changed []caterina.AgendaOffice
	note := func(town int64, office string) {
		if at := (caterina.AgendaOffice{Town: caterina.TownID(town), Office: office}); !slices.Contains(changed, at) {
			changed = append(changed, at)
		}
	}
	escalated, err := s.q.SweepEscalated(ctx, s.pool)
	if err != nil {
		return nil, wrapped(doing, err)
	}
	for _, row := range escalated {
		note(row.TownID, row.Office)
	}
	ended, err := s.q.SweepHolds(ctx, s.pool)
	for _, row := range ended {
		note(row.TownID, row.Office)
	}
	if err != nil {
		return changed, wrapped(doing, err)
	}
	return changed, wrapped(doing, s.q.SweepPlaces(ctx, s.pool))
}

// AgreedIn lists the appointments that were made in a conversation and not erased
// since, also those that are over, in order of time.
func (s *Store) AgreedIn(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) ([]caterina.Booking, error) {
	rows, err := s.q.AgreedInConversation(ctx, s.pool, dbq.AgreedInConversationParams{TownID: int64(town), ConversationID: string(conv)})
	return bookingsOf(rows), wrapped("list what was agreed in a conversation", err)
}

// CheckBookings looks for what must never be, in every town. The rules are those of
// the design: I1 and I3 are constraints, and looked at all the same.
func (s *Store) CheckBookings(ctx context.Context) ([]caterina.BookingFlaw, error) {
	rows, err := s.q.BookingFlaws(ctx, s.pool)
	flaws := make([]caterina.BookingFlaw, len(rows))
	for i, row := range rows {
		flaws[i] = caterina.BookingFlaw{Rule: row.Rule, Town: caterina.TownID(row.TownID), Booking: caterina.BookingID(row.BookingID), What: row.What}
	}
	return flaws, wrapped("check appointments", err)
}
