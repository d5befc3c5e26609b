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
	v.Service = row.Service
	if err := s.mayMove(ctx, tx, move, row); err != nil {
		return 0, err
	}
	has, err := s.q.MayBook(ctx, tx, dbq.MayBookParams{
		TownID: int64(move.Town), Owner: who.owner, ContactKey: row.ContactKey, Service: row.Service, StartsAt: v.From, EndsAt: v.To, But: int64(move.Booking),
	})
	if err != nil {
		return 0, err
	}
	if has.Overlaps != 0 {
		return 0, s.refusedFor(ctx, tx, move.Town, caterina.ProblemOverlap, has.Overlaps)
	}
	params := dbq.ChangeBookingParams{Status: row.Status, Office: v.Office, StartsAt: v.From, EndsAt: v.To, Actor: historyActor(move.By), What: "lane"}
	if !move.Quiet || !row.StartsAt.Equal(v.From) || row.Office != v.Office {
		params.Step, params.What = 1, "moved"
	}
	if move.By == caterina.ActorCitizen {
		params.Moved = 1
	}
	n := noticesOf{
		town: move.Town, booking: move.Booking, kind: caterina.NoticeMoved, from: v.From, now: row.Now,
		mail: row.Mails, chat: row.ConversationID != "", told: who.told || move.Event != nil,
	}
	detail := map[string]any{"from": v.From, "was": row.StartsAt, "office": v.Office, "reason": move.Reason}
	if revision, err = s.changeBooking(ctx, tx, n, params, detail); err != nil {
		return 0, s.overlapped(ctx, move.Town, err, dbq.OverlappingBookingParams{
			TownID: int64(move.Town), ContactKey: row.ContactKey, StartsAt: v.From, EndsAt: v.To, NotID: int64(move.Booking),
		})
	}
	return revision, s.swapPlace(ctx, tx, swap{
		town: move.Town, booking: move.Booking, vacancy: &v, why: "moved", empty: params.Step == 0, now: row.Now,
	}, who)
}

// changeBooking writes the new time or status of a locked booking, and has it told
// where its revision is a new one.
func (s *Store) changeBooking(ctx context.Context, tx pgx.Tx, n noticesOf, params dbq.ChangeBookingParams, detail map[string]any) (int, error) {
	var err error
	params.TownID, params.ID = int64(n.town), int64(n.booking)
	if params.Step > 0 {
		params.Kinds, params.Channels, params.Dues = n.columns()
	}
	if params.Detail, err = detailOf(detail); err != nil {
		return 0, err
	}
	rows, err := s.q.ChangeBooking(ctx, tx, params)
	if err != nil {
		return 0, err
	}
	n.revision = int(rows[0].Revision)
	return n.revision, s.orderNotices(ctx, tx, n, rows)
}

// lockBooking locks a booking, before any day: while somebody looks at it only who
// wants to change it waits, and not the whole day of the office.
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
	if row.External != "" {
		return s.refusedFor(ctx, tx, move.Town, caterina.ProblemElsewhere, int64(move.Booking))
	}
	if !status.Live() || status == caterina.Serving || int(row.Revision) != move.Revision {
		return s.refusedFor(ctx, tx, move.Town, caterina.ProblemStale, int64(move.Booking))
	}
	if !move.Vacancy.To.After(row.Now) {
		return &caterina.BookingRefused{Why: caterina.ProblemPast}
	}
	if move.By != caterina.ActorCitizen {
		return nil
	}
	service, err := decodeService(row.Rules)
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
	status, err := s.mayCancel(ctx, tx, end, row)
	if err != nil {
		return 0, err
	}
	n := noticesOf{
		town: end.Town, booking: end.Booking, kind: end.Notice, now: row.Now,
		mail: row.Mails, chat: row.ConversationID != "", told: told || end.Event != nil,
	}
	if n.kind == "" {
		n.kind = caterina.NoticeCancelled
	}
	revision, err := s.changeBooking(ctx, tx, n, dbq.ChangeBookingParams{
		Status: string(status), Office: row.Office, StartsAt: row.StartsAt, EndsAt: row.EndsAt, Step: 1,
		Actor: historyActor(end.By), What: string(status),
	}, map[string]any{"reason": end.Reason})
	if err != nil {
		return 0, err
	}
	return revision, s.swapPlace(ctx, tx, swap{town: end.Town, booking: end.Booking, why: "cancelled", empty: end.Empty, now: row.Now}, booker{})
}

// mayCancel refuses the end of what has changed since, and citizens what they may
// not do by themselves. It returns what the booking comes to.
func (s *Store) mayCancel(ctx context.Context, tx pgx.Tx, end *caterina.BookingCancel, row dbq.LockBookingRow) (caterina.BookingStatus, error) {
	status := caterina.BookingStatus(row.Status)
	if row.External != "" {
		return "", s.refusedFor(ctx, tx, end.Town, caterina.ProblemElsewhere, int64(end.Booking))
	}
	if !status.Live() || status == caterina.Serving || int(row.Revision) != end.Revision {
		return "", s.refusedFor(ctx, tx, end.Town, caterina.ProblemStale, int64(end.Booking))
	}
	if end.By != caterina.ActorCitizen {
		return caterina.CancelledOffice, nil
	}
	service, err := decodeService(row.Rules)
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
	event, err := s.reach(ctx, tx, town, booking.Conversation, fmt.Sprintf("booking:%d:%d", id, revision), body)
	return []caterina.Event{event}, err
}
