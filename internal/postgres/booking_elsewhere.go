package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// Prove tries the digits of a draft whose appointment another system is going to
// keep, and refuses who has not proved the address: what we write to it is ours to
// answer for. Where nothing is proved it does nothing.
func (s *Store) Prove(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, digits string, draft caterina.BookingDraft) error {
	if !s.proves() {
		return nil
	}
	if chat, err := s.known(ctx, s.pool, town, conv); chat != "" || err != nil {
		return wrapped("look whether a chat knows somebody", err)
	}
	if err := s.tryDigits(ctx, town, conv, digits, draft); err != nil {
		return err
	}
	_, err := s.q.BookingByRequest(ctx, s.pool, dbq.BookingByRequestParams{TownID: int64(town), RequestID: draft.RequestID})
	if !errors.Is(err, pgx.ErrNoRows) {
		return wrapped("find what was booked before", err)
	}
	if proved, err := s.proved(ctx, s.pool, town, conv, draft.Person); proved || err != nil {
		return wrapped("look whether an address is proved", err)
	}
	return &caterina.BookingRefused{Why: caterina.ProblemUnproved}
}

// NoteElsewhere is the effect NoteBooking by itself. It returns the booking as it stands,
// and the event that tells of it, if one was asked for. What the system itself has
// found is told in the chat by a notice; what somebody did is told where they did it.
func (s *Store) NoteElsewhere(ctx context.Context, note caterina.NoteBooking, told *caterina.MessageBody) (caterina.Booking, []caterina.Event, error) {
	var (
		id     caterina.BookingID
		events []caterina.Event
	)
	err := s.placeTx(ctx, "note an appointment that is kept elsewhere", func(tx pgx.Tx) error {
		events = nil
		noted, revision, changed, err := s.noteBooking(ctx, tx, &note, told != nil || note.By != caterina.ActorSystem)
		if id = noted; err != nil || !changed {
			return err
		}
		events, err = s.sayChange(ctx, tx, note.Booking.Town, noted, revision, told)
		return err
	})
	if err != nil {
		return caterina.Booking{}, nil, err
	}
	booking, err := s.Booking(ctx, note.Booking.Town, id)
	return booking, events, err
}

// note makes a reply tell of what was noted, and ends the draft it came from.
func (a *applier) note(ctx context.Context, tx pgx.Tx, effect caterina.NoteBooking) error {
	effect.Booking.Town = a.town
	if _, _, _, err := a.s.noteBooking(ctx, tx, &effect, true); err != nil {
		return err
	}
	return a.end(ctx, tx)
}

// noteBooking writes down how an appointment stands that has no place here. told says
// that the conversation is told already. changed is false when it was known.
func (s *Store) noteBooking(ctx context.Context, tx pgx.Tx, note *caterina.NoteBooking, told bool) (id caterina.BookingID, revision int, changed bool, err error) {
	b := &note.Booking
	if b.External == "" {
		return 0, 0, false, errors.New("an appointment that no other system keeps cannot be noted")
	}
	if note.What == caterina.NoticeConfirmed {
		id, changed, err = s.noteNew(ctx, tx, note, told)
		return id, 0, changed, err
	}
	row, err := s.lockBooking(ctx, tx, b.Town, b.ID)
	if err != nil {
		return 0, 0, false, err
	}
	same := row.Status == string(b.Status) && row.StartsAt.Equal(b.From) && row.EndsAt.Equal(b.To) && row.Office == b.Office
	if same || !caterina.BookingStatus(row.Status).Live() {
		return b.ID, int(row.Revision), false, nil
	}
	n := noticesOf{
		town: b.Town, booking: b.ID, kind: note.What, now: row.Now, mail: row.Mails, chat: row.ConversationID != "", told: told,
	}
	params := dbq.ChangeBookingParams{
		Status: string(b.Status), Office: b.Office, StartsAt: b.From, EndsAt: b.To, Step: 1, Actor: historyActor(note.By), What: string(b.Status),
	}
	if note.What == caterina.NoticeMoved {
		n.from, params.What = b.From, "moved"
		if historyActor(note.By) == actorCitizen {
			params.Moved = 1
		}
	}
	revision, err = s.changeBooking(ctx, tx, n, params, map[string]any{"from": b.From, "was": row.StartsAt, "reason": b.Reason})
	return b.ID, revision, err == nil, err
}

// noteNew writes a new one down. Who it is for is told apart by the other system.
func (s *Store) noteNew(ctx context.Context, tx pgx.Tx, note *caterina.NoteBooking, told bool) (caterina.BookingID, bool, error) {
	if s.appointments == nil {
		return 0, false, errNoKeys
	}
	b := &note.Booking
	has, err := s.q.MayBook(ctx, tx, dbq.MayBookParams{
		TownID: int64(b.Town), Owner: string(b.Conversation), RequestID: b.UID, Service: b.Service, StartsAt: b.From, EndsAt: b.To,
	})
	if err != nil || has.Earlier != 0 {
		return caterina.BookingID(has.Earlier), false, err
	}
	order := caterina.BookingOrder{
		Town: b.Town, Person: b.Person, Note: b.Note, Card: b.Card, Lang: b.Lang, Code: b.Code, RequestID: b.UID, Conversation: b.Conversation,
		By: note.By, Vacancy: caterina.Vacancy{Service: b.Service, Office: b.Office, From: b.From, To: b.To},
	}
	if err := checkOrder(&order, has.Now, false); err != nil {
		return 0, false, err
	}
	n := noticesOf{
		town: b.Town, kind: caterina.NoticeConfirmed, from: b.From, now: has.Now, mail: b.Person.Email != "", chat: b.Conversation != "", told: told,
	}
	params, err := insertion(&order, caterina.Identity{}, s.appointments.Keys.ManageToken(b.UID))
	if err != nil {
		return 0, false, err
	}
	params.External = b.External
	params.Kinds, params.Channels, params.Dues = n.columns()
	rows, err := s.q.NewBooking(ctx, tx, params)
	if err != nil {
		return 0, false, err
	}
	n.booking = caterina.BookingID(rows[0].ID)
	return n.booking, true, s.orderNotices(ctx, tx, n, toldRows(rows))
}
