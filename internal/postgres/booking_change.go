package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// MoveBooking moves an appointment to another time or place, or leaves it as it
// is: then a *caterina.BookingRefused says why. It returns the booking as it
// stands, and the event that tells of it, if one was asked for.
func (s *Store) MoveBooking(ctx context.Context, move caterina.BookingMove) (caterina.Booking, []caterina.Event, error) {
	var events []caterina.Event
	err := s.placeTx(ctx, "move an appointment", func(tx pgx.Tx) error {
		revision, err := s.moveBooking(ctx, tx, &move, booker{})
		if err != nil {
			return err
		}
		events, err = s.sayChange(ctx, tx, move.Town, move.Booking, revision, move.Event)
		return err
	})
	if err != nil {
		return caterina.Booking{}, nil, err
	}
	booking, err := s.Booking(ctx, move.Town, move.Booking)
	return booking, events, err
}

// moveBooking moves an appointment.
func (s *Store) moveBooking(ctx context.Context, tx pgx.Tx, move *caterina.BookingMove, who booker) (revision int, err error) {
	row, err := s.lockBooking(ctx, tx, move.Town, move.Booking)
	if err != nil {
		return 0, err
	}
	v := move.Vacancy
	if _, err := s.lockPlaces(ctx, tx, move.Town, []string{v.Office, row.Office}, []time.Time{v.From, row.StartsAt}, who.owner); err != nil {
		return 0, err
	}
	if err := s.mayMove(ctx, tx, move, row); err != nil {
		return 0, err
	}
	if row.ContactKey != nil {
		town := int64(move.Town)
		if err := s.q.LockPersons(ctx, tx, dbq.LockPersonsParams{TownID: town, Keys: [][]byte{row.ContactKey}}); err != nil {
			return 0, err
		}
		if err := s.freeThen(ctx, tx, move.Town, dbq.OverlappingBookingParams{
			TownID: town, ContactKey: row.ContactKey, StartsAt: v.From, EndsAt: v.To, NotID: int64(move.Booking),
		}); err != nil {
			return 0, err
		}
	}
	return s.swap(ctx, tx, move, row, who)
}

// lockBooking locks a booking, before any day: while a notice of it is being sent
// only who wants to change it waits, and not the whole day of the office.
func (s *Store) lockBooking(ctx context.Context, tx pgx.Tx, town caterina.TownID, id caterina.BookingID) (dbq.LockBookingRow, error) {
	row, err := s.q.LockBooking(ctx, tx, dbq.LockBookingParams{TownID: int64(town), ID: int64(id)})
	if errors.Is(err, pgx.ErrNoRows) {
		return row, &caterina.BookingRefused{Why: caterina.ProblemUnknown}
	}
	return row, err
}

// mayMove refuses a move of what has changed since, and citizens what they may not
// do by themselves.
func (s *Store) mayMove(ctx context.Context, tx pgx.Tx, move *caterina.BookingMove, row dbq.LockBookingRow) error {
	status := caterina.BookingStatus(row.Status)
	if !status.Live() || status == caterina.Serving || int(row.Revision) != move.Revision {
		return s.refusedFor(ctx, tx, move.Town, caterina.ProblemStale, int64(move.Booking))
	}
	if !move.Vacancy.To.After(row.Now) {
		return &caterina.BookingRefused{Why: caterina.ProblemPast}
	}
	if move.By != caterina.ActorCitizen {
		return nil
	}
	service, err := s.service(ctx, tx, move.Town, row.Service)
	if err != nil {
		return err
	}
	most := service.MaxMoves
	if most == 0 {
		most = 3
	}
	switch {
	case !move.Vacancy.From.After(row.Now):
		return &caterina.BookingRefused{Why: caterina.ProblemPast}
	case tooLate(service, row):
		return s.refusedFor(ctx, tx, move.Town, caterina.ProblemCutoff, int64(move.Booking))
	case int(row.Moves) >= most:
		return s.refusedFor(ctx, tx, move.Town, caterina.ProblemMoves, int64(move.Booking))
	}
	return nil
}

// tooLate says whether a citizen may not change an appointment by themselves any
// more.
func tooLate(service caterina.Service, row dbq.LockBookingRow) bool {
	return !row.StartsAt.Add(-time.Duration(service.CancelBefore) * time.Minute).After(row.Now)
}

// swap gives a locked booking its new place for the old one.
func (s *Store) swap(ctx context.Context, tx pgx.Tx, move *caterina.BookingMove, row dbq.LockBookingRow, who booker) (int, error) {
	town, id, v := int64(move.Town), int64(move.Booking), move.Vacancy
	v.Service = row.Service
	freed, err := s.q.ReleasePlace(ctx, tx, dbq.ReleasePlaceParams{TownID: town, BookingID: id, Why: "moved"})
	if err != nil {
		return 0, err
	}
	if err := s.takePlace(ctx, tx, move.Town, id, who.owner, v); err != nil {
		return 0, err
	}
	params := dbq.MoveBookingParams{TownID: town, ID: id, Office: v.Office, StartsAt: v.From, EndsAt: v.To}
	what := "lane"
	if !move.Quiet || !row.StartsAt.Equal(v.From) || row.Office != v.Office {
		params.Step, what = 1, "moved"
	}
	if move.By == caterina.ActorCitizen {
		params.Moved = 1
	}
	revision, err := s.q.MoveBooking(ctx, tx, params)
	if err != nil {
		return 0, s.overlapped(ctx, move.Town, err, dbq.OverlappingBookingParams{
			TownID: town, ContactKey: row.ContactKey, StartsAt: v.From, EndsAt: v.To, NotID: id,
		})
	}
	detail := map[string]any{"from": v.From, "was": row.StartsAt, "office": v.Office, "reason": move.Reason}
	if err := s.noteBooking(ctx, tx, move.Town, id, move.By, what, int(revision), detail); err != nil {
		return 0, err
	}
	if params.Step == 0 {
		return int(revision), nil
	}
	if err := s.notify(ctx, tx, noticesOf{
		town: move.Town, booking: move.Booking, revision: int(revision), kind: caterina.NoticeMoved, from: v.From, now: row.Now,
		mail: row.Mails, chat: row.ConversationID != "", told: who.told || move.Event != nil,
	}); err != nil {
		return 0, err
	}
	if err := s.endWaitsFor(ctx, tx, move.Town, id, v.From); err != nil {
		return 0, err
	}
	return int(revision), s.offerFreed(ctx, tx, move.Town, dbq.ReleaseOfferRow(freed), row.Now)
}

// endWaitsFor ends wishes for something earlier than an appointment, of which
// nothing is left from a time on; the zero time is always.
func (s *Store) endWaitsFor(ctx context.Context, tx pgx.Tx, town caterina.TownID, id int64, from time.Time) error {
	if from.IsZero() {
		from = time.Unix(0, 0)
	}
	_, err := s.q.EndWaitsFor(ctx, tx, dbq.EndWaitsForParams{TownID: int64(town), BookingID: id, StartsAt: from})
	return err
}

// CancelBooking cancels an appointment, or leaves it as it is: then a
// *caterina.BookingRefused says why. It returns the booking as it stands, and the
// event that tells of it, if one was asked for.
func (s *Store) CancelBooking(ctx context.Context, end caterina.BookingCancel) (caterina.Booking, []caterina.Event, error) {
	var events []caterina.Event
	err := s.placeTx(ctx, "cancel an appointment", func(tx pgx.Tx) error {
		revision, err := s.cancelBooking(ctx, tx, &end, false)
		if err != nil {
			return err
		}
		events, err = s.sayChange(ctx, tx, end.Town, end.Booking, revision, end.Event)
		return err
	})
	if err != nil {
		return caterina.Booking{}, nil, err
	}
	booking, err := s.Booking(ctx, end.Town, end.Booking)
	return booking, events, err
}

func (a *applier) cancel(ctx context.Context, tx pgx.Tx, effect caterina.CancelBooking) error {
	_, err := a.s.cancelBooking(ctx, tx, &caterina.BookingCancel{
		Town: a.town, Booking: effect.Booking, Revision: effect.Revision, By: caterina.ActorCitizen,
	}, true)
	return err
}

// cancelBooking ends an appointment and lets its place go, to whoever waits for
// one. told says that a conversation's reply tells of it.
func (s *Store) cancelBooking(ctx context.Context, tx pgx.Tx, end *caterina.BookingCancel, told bool) (int, error) {
	row, err := s.lockBooking(ctx, tx, end.Town, end.Booking)
	if err != nil {
		return 0, err
	}
	if _, err := s.lockPlaces(ctx, tx, end.Town, []string{row.Office}, []time.Time{row.StartsAt}, ""); err != nil {
		return 0, err
	}
	status, err := s.mayCancel(ctx, tx, end, row)
	if err != nil {
		return 0, err
	}
	town, id := int64(end.Town), int64(end.Booking)
	revision, err := s.q.CancelBooking(ctx, tx, dbq.CancelBookingParams{
		TownID: town, ID: id, Status: string(status), Seen: int32(end.Revision), // #nosec G115 -- counts changes
	})
	if err != nil {
		return 0, err
	}
	freed, err := s.q.ReleasePlace(ctx, tx, dbq.ReleasePlaceParams{TownID: town, BookingID: id, Why: "cancelled"})
	if err != nil {
		return 0, err
	}
	if err := s.noteBooking(ctx, tx, end.Town, id, end.By, string(status), int(revision), map[string]any{"reason": end.Reason}); err != nil {
		return 0, err
	}
	kind := end.Notice
	if kind == "" {
		kind = caterina.NoticeCancelled
	}
	if err := s.notify(ctx, tx, noticesOf{
		town: end.Town, booking: end.Booking, revision: int(revision), kind: kind, now: row.Now,
		mail: row.Mails, chat: row.ConversationID != "", told: told || end.Event != nil,
	}); err != nil {
		return 0, err
	}
	if err := s.endWaitsFor(ctx, tx, end.Town, id, time.Time{}); err != nil || end.Empty {
		return int(revision), err
	}
	return int(revision), s.offerFreed(ctx, tx, end.Town, dbq.ReleaseOfferRow(freed), row.Now)
}

// mayCancel refuses the end of what has changed since, and citizens what they may
// not do by themselves. It returns what the booking comes to.
func (s *Store) mayCancel(ctx context.Context, tx pgx.Tx, end *caterina.BookingCancel, row dbq.LockBookingRow) (caterina.BookingStatus, error) {
	status := caterina.BookingStatus(row.Status)
	if !status.Live() || status == caterina.Serving || int(row.Revision) != end.Revision {
		return "", s.refusedFor(ctx, tx, end.Town, caterina.ProblemStale, int64(end.Booking))
	}
	if end.By != caterina.ActorCitizen {
		return caterina.CancelledOffice, nil
	}
	service, err := s.service(ctx, tx, end.Town, row.Service)
	if err != nil {
		return "", err
	}
	if tooLate(service, row) {
		return "", s.refusedFor(ctx, tx, end.Town, caterina.ProblemCutoff, int64(end.Booking))
	}
	return caterina.CancelledCitizen, nil
}

// sayChange says in a booking's conversation what became of it, where it is asked
// for and there is one.
func (s *Store) sayChange(ctx context.Context, tx pgx.Tx, town caterina.TownID, id caterina.BookingID, revision int, said *caterina.MessageBody) ([]caterina.Event, error) {
	if said == nil {
		return nil, nil
	}
	booking, err := s.booking(ctx, tx, town, id)
	if err != nil || booking.Conversation == "" {
		return nil, err
	}
	body, err := json.Marshal(said)
	if err != nil {
		return nil, fmt.Errorf("encode what tells of an appointment: %w", err)
	}
	event, err := s.appendBooking(ctx, tx, dbq.AppendBookingParams{
		TownID: int64(town), ConversationID: string(booking.Conversation), Actor: string(caterina.ActorSystem),
		ClientID: fmt.Sprintf("booking:%d:%d", id, revision), Body: body,
	})
	return []caterina.Event{event}, err
}
