package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

const (
	saidNoBooking = "Questo appuntamento non esiste più, o il codice non è giusto. / " +
		"This appointment does not exist any more, or the code is not right."
	saidNoWait = "Questa richiesta non è più in lista d'attesa. / This request is not on the waiting list any more."
)

// Timetable is how an office receives people, with what is taken between two
// times. The version is read first: rules that change meanwhile have a higher one,
// and whoever takes a place by the older is sent back. CodeNotFound when the
// office takes no appointments.
func (s *Store) Timetable(ctx context.Context, town caterina.TownID, office string, from, to time.Time) (caterina.Timetable, error) {
	t := caterina.Timetable{Town: town}
	err := s.inTx(ctx, "read when an office receives people", func(tx pgx.Tx) error {
		version, err := s.q.OfficeVersion(ctx, tx, dbq.OfficeVersionParams{TownID: int64(town), Office: office})
		if errors.Is(err, pgx.ErrNoRows) {
			return caterina.Errorf(caterina.CodeNotFound, saidNoDeskOffice)
		}
		if err != nil {
			return err
		}
		t.Version = version.Version
		data, err := s.q.OfficeData(ctx, tx, dbq.OfficeDataParams{TownID: int64(town), Office: office})
		if err != nil {
			return err
		}
		if err := json.Unmarshal(data, &t.Office); err != nil {
			return fmt.Errorf("decode an office: %w", err)
		}
		if err := s.readRules(ctx, tx, office, from, &t); err != nil {
			return err
		}
		return s.readTaken(ctx, tx, office, from, to, &t)
	})
	return t, err
}

// readRules reads the rules that stand. They are those that supervisors see, but
// for the days off on which staff work after all.
func (s *Store) readRules(ctx context.Context, tx pgx.Tx, office string, from time.Time, t *caterina.Timetable) error {
	rules := caterina.OfficeRules{Office: office}
	since := caterina.DateOf(from.In(caterina.Rome()))
	for _, part := range []func(context.Context, pgx.Tx, int64, caterina.Date, *caterina.OfficeRules) error{
		s.readDesks, s.readOpenings, s.readDays, s.readSpans,
	} {
		if err := part(ctx, tx, int64(t.Town), since, &rules); err != nil {
			return err
		}
	}
	for _, desk := range rules.Desks {
		t.Desks = append(t.Desks, desk.Desk)
	}
	for _, day := range rules.Days {
		if !day.Removed {
			t.DaysOff = append(t.DaysOff, day.DayOff)
		}
	}
	t.Openings, t.Closures, t.Extras = rules.Openings, rules.Closures, rules.Extras
	return nil
}

func (s *Store) readTaken(ctx context.Context, tx pgx.Tx, office string, from, to time.Time, t *caterina.Timetable) error {
	rows, err := s.q.TakenPlaces(ctx, tx, dbq.TakenPlacesParams{TownID: int64(t.Town), Office: office, Since: from, Before: to})
	t.Taken = make([]caterina.Taken, len(rows))
	for i, row := range rows {
		t.Taken[i] = caterina.Taken{
			Desk: caterina.DeskID(row.DeskID), Lane: int(row.Lane), From: row.Since, To: row.Before, Held: row.Held,
			Owner: caterina.ConversationID(row.Owner), Booking: caterina.BookingID(row.BookingID), Proved: row.Proved,
		}
		if row.Held {
			t.Taken[i].HeldUntil = row.Until
		}
	}
	return err
}

// Standing is how a conversation stands with appointments, but for Fresh and
// Proves, which are not stored.
func (s *Store) Standing(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Standing, error) {
	const doing = "read how a conversation stands with appointments"
	var st caterina.Standing
	draft, err := s.draft(ctx, s.pool, town, conv)
	if err != nil {
		return st, wrapped(doing, err)
	}
	st.Draft = draft
	held, err := s.q.HeldPlace(ctx, s.pool, dbq.HeldPlaceParams{TownID: int64(town), Owner: string(conv)})
	switch {
	case err == nil:
		st.Held = held.Live && draft != nil && held.StartsAt.Equal(draft.From) && held.Office == draft.Office
		st.Until = held.Until
	case !errors.Is(err, pgx.ErrNoRows):
		return st, wrapped(doing, err)
	}
	rows, err := s.q.BookingsOfConversation(ctx, s.pool, dbq.BookingsOfConversationParams{TownID: int64(town), ConversationID: string(conv)})
	if err != nil {
		return st, wrapped(doing, err)
	}
	for _, b := range bookingsOf(rows) {
		if b.Status.Live() {
			st.Bookings = append(st.Bookings, b)
		} else {
			st.Ended = append(st.Ended, b)
		}
	}
	chat, err := s.known(ctx, s.pool, town, conv)
	if err != nil {
		return st, wrapped(doing, err)
	}
	st.Known = chat != ""
	waits, err := s.q.WaitsOfConversation(ctx, s.pool, dbq.WaitsOfConversationParams{TownID: int64(town), ConversationID: string(conv)})
	for _, id := range waits {
		wait, failed := s.wait(ctx, s.pool, town, id)
		st.Waits, err = append(st.Waits, wait), errors.Join(err, failed)
	}
	return st, wrapped(doing, err)
}

// Booking returns one booking; CodeNotFound when there is none, or it was erased.
func (s *Store) Booking(ctx context.Context, town caterina.TownID, id caterina.BookingID) (caterina.Booking, error) {
	return s.booking(ctx, s.pool, town, id)
}

// booking is Booking on a connection of the caller's.
func (s *Store) booking(ctx context.Context, db dbq.DBTX, town caterina.TownID, id caterina.BookingID) (caterina.Booking, error) {
	row, err := s.q.BookingByID(ctx, db, dbq.BookingByIDParams{TownID: int64(town), ID: int64(id)})
	return bookingOf(row), noBooking("read a booking", err)
}

// BookingByCode returns the booking with a code (see caterina.NormalCode).
func (s *Store) BookingByCode(ctx context.Context, town caterina.TownID, code string) (caterina.Booking, error) {
	row, err := s.q.BookingByCode(ctx, s.pool, dbq.BookingByCodeParams{TownID: int64(town), Code: code})
	return bookingOf(row), noBooking("find a booking by its code", err)
}

// BookingByToken returns the booking whose page has this secret in its address, of
// whichever town.
func (s *Store) BookingByToken(ctx context.Context, token caterina.Secret) (caterina.Booking, error) {
	row, err := s.q.BookingByToken(ctx, s.pool, caterina.TokenHash(token.Reveal()))
	return bookingOf(row), noBooking("find a booking by its page", err)
}

// Bookings returns the bookings of an office that begin between two times, also
// those that were cancelled, by time. Office "" is every office.
func (s *Store) Bookings(ctx context.Context, town caterina.TownID, office string, from, to time.Time) ([]caterina.Booking, error) {
	rows, err := s.q.BookingsOfDay(ctx, s.pool, dbq.BookingsOfDayParams{TownID: int64(town), Office: office, Since: from, Before: to})
	return bookingsOf(rows), wrapped("list bookings", err)
}

func bookingsOf(rows []dbq.BookingNow) []caterina.Booking {
	bookings := make([]caterina.Booking, len(rows))
	for i, row := range rows {
		bookings[i] = bookingOf(row)
	}
	return bookings
}

func bookingOf(row dbq.BookingNow) caterina.Booking {
	return caterina.Booking{
		ID: caterina.BookingID(row.ID), Town: caterina.TownID(row.TownID), UID: row.Uid, Code: row.Code, Service: row.Service, Office: row.Office,
		Desk: caterina.DeskID(row.DeskID), Lane: int(row.Lane), From: row.StartsAt, To: row.EndsAt,
		Status: caterina.BookingStatus(row.Status), Revision: int(row.Revision), Moves: int(row.Moves),
		Person: caterina.Person{
			Name: caterina.Secret(row.Name), Email: caterina.Secret(row.Email), Phone: caterina.Secret(row.Phone),
			TaxCode: caterina.Secret(row.TaxCode), Verified: row.Verified,
		},
		Card: row.Card, Note: row.Note, Conversation: caterina.ConversationID(row.ConversationID), Lang: row.Lang, Calls: int(row.Calls), External: row.External,
		Unreachable: row.Unreachable, CreatedAt: row.CreatedAt, ArrivedAt: row.ArrivedAt,
	}
}

// noBooking is wrapped for statements about one booking.
func noBooking(doing string, err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return &caterina.Error{Code: caterina.CodeNotFound, Message: saidNoBooking, Err: fmt.Errorf("%s: %w", doing, err)}
	}
	return wrapped(doing, err)
}

// storedPerson is a person as it is kept: encoders hide what a Secret holds.
type storedPerson struct {
	Name     string `json:"name"`
	Email    string `json:"email,omitempty"`
	Phone    string `json:"phone,omitempty"`
	TaxCode  string `json:"tax_code,omitempty"`
	Verified bool   `json:"verified,omitempty"`
}

func storedPersonOf(p caterina.Person) storedPerson {
	return storedPerson{p.Name.Reveal(), p.Email.Reveal(), p.Phone.Reveal(), p.TaxCode.Reveal(), p.Verified}
}

func (p storedPerson) person() caterina.Person {
	return caterina.Person{
		Name: caterina.Secret(p.Name), Email: caterina.Secret(p.Email), Phone: caterina.Secret(p.Phone),
		TaxCode: caterina.Secret(p.TaxCode), Verified: p.Verified,
	}
}

// storedDraft is a draft as it is kept.
type storedDraft struct {
	Draft  caterina.BookingDraft `json:"draft"`
	Person storedPerson          `json:"person"`
}

func encodeDraft(d caterina.BookingDraft) ([]byte, error) {
	data, err := json.Marshal(storedDraft{Draft: d, Person: storedPersonOf(d.Person)})
	if err != nil {
		return nil, fmt.Errorf("encode a draft: %w", err)
	}
	return data, nil
}

func decodeDraft(data []byte) (caterina.BookingDraft, error) {
	var stored storedDraft
	if err := json.Unmarshal(data, &stored); err != nil {
		return caterina.BookingDraft{}, fmt.Errorf("decode a draft: %w", err)
	}
	stored.Draft.Person = stored.Person.person()
	return stored.Draft, nil
}

// draft returns a conversation's draft, nil for none.
func (s *Store) draft(ctx context.Context, db dbq.DBTX, town caterina.TownID, conv caterina.ConversationID) (*caterina.BookingDraft, error) {
	row, err := s.q.BookingDraftOf(ctx, db, dbq.BookingDraftOfParams{TownID: int64(town), ConversationID: string(conv)})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil //nolint:nilnil // that there is none is what was asked
	}
	if err != nil {
		return nil, err
	}
	d, err := decodeDraft(row.Data)
	d.Person.Verified = row.Proved != "" && row.Proved == caterina.NormalContact(d.Person.Email)
	return &d, err
}

// vacancyColumns are the lanes of a vacancy as a statement takes them.
func vacancyColumns(v caterina.Vacancy) (desks []int64, lanes []int16) {
	for _, spot := range v.Spots {
		desks, lanes = append(desks, int64(spot.Desk)), append(lanes, int16(spot.Lane)) // #nosec G115 -- at most 200 lanes
	}
	return slices.Clip(desks), slices.Clip(lanes)
}
