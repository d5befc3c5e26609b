package postgres

import (
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

// The longest of what is kept about a person, in characters.
const (
	maxPersonName = 120
	maxNote       = 600
)

// actorCitizen is who did something, as histories keep it: the assistant acts for
// the citizen.
const actorCitizen = string(caterina.ActorCitizen)

// BookFor makes an appointment without a draft. The same request id again is the
// same booking. A *caterina.BookingRefused says why there is none.
func (s *Store) BookFor(ctx context.Context, order caterina.BookingOrder) (caterina.Booking, error) {
	var id caterina.BookingID
	err := s.placeTx(ctx, "make an appointment", func(tx pgx.Tx) (err error) {
		id, err = s.book(ctx, tx, &order, booker{prove: order.By == caterina.ActorCitizen && s.proves()})
		return err
	})
	if err != nil {
		return caterina.Booking{}, err
	}
	return s.Booking(ctx, order.Town, id)
}

// booker is in whose name something is booked or moved.
type booker struct {
	owner string // who may have kept the place: a conversation, or a wish of the waiting list
	told  bool   // the conversation's reply says what became of it
	prove bool   // the address has to be proved
}

// proves says whether addresses have to be proved here.
func (s *Store) proves() bool { return s.appointments != nil && s.appointments.Prove }

// confirm makes the draft a booking, or moves the one that it is about. Whatever
// becomes of the draft's place, the citizen has it or is refused.
func (a *applier) confirm(ctx context.Context, tx pgx.Tx, effect caterina.ConfirmBooking) error {
	draft := effect.Draft
	if draft.Moving != 0 {
		_, err := a.s.moveBooking(ctx, tx, &caterina.BookingMove{
			Town: a.town, Booking: draft.Moving, Revision: draft.Revision, Vacancy: effect.Vacancy, By: caterina.ActorCitizen,
		}, booker{owner: string(a.conv), told: true})
		if err != nil {
			return err
		}
		return a.end(ctx, tx)
	}
	proved := ""
	switch row, err := a.s.q.BookingDraftOf(ctx, tx, dbq.BookingDraftOfParams{TownID: int64(a.town), ConversationID: string(a.conv)}); {
	case err == nil:
		proved = row.Proved
	case !errors.Is(err, pgx.ErrNoRows):
		return err
	}
	order := caterina.BookingOrder{
		Town: a.town, Vacancy: effect.Vacancy, Person: draft.Person, Note: draft.Note, Code: draft.Code, RequestID: draft.RequestID,
		Conversation: a.conv, By: caterina.ActorCitizen,
	}
	order.Person.Verified = proved != "" && proved == caterina.NormalContact(draft.Person.Email)
	if _, err := a.s.book(ctx, tx, &order, booker{owner: string(a.conv), told: true, prove: a.s.proves()}); err != nil {
		return err
	}
	return a.end(ctx, tx)
}

// book makes a booking.
func (s *Store) book(ctx context.Context, tx pgx.Tx, order *caterina.BookingOrder, who booker) (caterina.BookingID, error) {
	if s.appointments == nil {
		return 0, errNoKeys
	}
	town, v := int64(order.Town), order.Vacancy
	now, err := s.lockPlaces(ctx, tx, order.Town, []string{v.Office}, []time.Time{v.From}, who.owner)
	if err != nil {
		return 0, err
	}
	earlier, err := s.q.BookingByRequest(ctx, tx, dbq.BookingByRequestParams{TownID: town, RequestID: order.RequestID})
	if !errors.Is(err, pgx.ErrNoRows) {
		return caterina.BookingID(earlier.ID), err
	}
	if err := checkOrder(order, now, who.prove); err != nil {
		return 0, err
	}
	identity := s.appointments.Keys.Identity(order.Person)
	if err := s.mayHave(ctx, tx, order, identity); err != nil {
		return 0, err
	}
	id, err := s.q.InsertBooking(ctx, tx, insertion(order, identity, s.appointments.Keys.ManageToken(order.RequestID)))
	if err != nil {
		return 0, s.overlapped(ctx, order.Town, err, dbq.OverlappingBookingParams{
			TownID: town, ContactKey: identity.Contact, StartsAt: v.From, EndsAt: v.To,
		})
	}
	if err := s.takePlace(ctx, tx, order.Town, id, who.owner, v); err != nil {
		return 0, err
	}
	if err := s.noteBooking(ctx, tx, order.Town, id, order.By, string(caterina.Booked), 0, map[string]any{"from": v.From, "reason": order.Reason}); err != nil {
		return 0, err
	}
	n := noticesOf{
		town: order.Town, booking: caterina.BookingID(id), kind: caterina.NoticeConfirmed, from: v.From, now: now,
		mail: order.Person.Email != "", chat: order.Conversation != "", told: who.told,
	}
	if err := s.notify(ctx, tx, n); err != nil {
		return 0, err
	}
	if identity.Person != nil {
		_, err = s.q.EndWaitsOf(ctx, tx, dbq.EndWaitsOfParams{
			TownID: town, PersonKey: identity.Person, Service: v.Service, State: string(caterina.WaitlistGone),
		})
	}
	return caterina.BookingID(id), err
}

// lockPlaces locks the days of places, and that of the one that owner holds, before
// any row, and says what time it is then.
func (s *Store) lockPlaces(ctx context.Context, tx pgx.Tx, town caterina.TownID, offices []string, times []time.Time, owner string) (time.Time, error) {
	if owner != "" {
		if err := s.q.LockOwner(ctx, tx, owner); err != nil {
			return time.Time{}, err
		}
		held, err := s.q.HeldPlace(ctx, tx, dbq.HeldPlaceParams{TownID: int64(town), Owner: owner})
		switch {
		case err == nil:
			offices, times = append(offices, held.Office), append(times, held.StartsAt)
		case !errors.Is(err, pgx.ErrNoRows):
			return time.Time{}, err
		}
	}
	return s.q.LockPlaces(ctx, tx, dbq.LockPlacesParams{TownID: int64(town), Offices: offices, Times: times})
}

// checkOrder refuses what needs no look at other bookings.
func checkOrder(order *caterina.BookingOrder, now time.Time, prove bool) error {
	p := order.Person
	byCitizen := order.By == caterina.ActorCitizen
	switch {
	case caterina.NormalCode(order.Code) != order.Code:
		return fmt.Errorf("make an appointment: %d characters are no code", len(order.Code))
	case byCitizen && !order.Vacancy.From.After(now), !order.Vacancy.To.After(now):
		return &caterina.BookingRefused{Why: caterina.ProblemPast}
	case prove && (!p.Verified || p.Email == ""):
		return &caterina.BookingRefused{Why: caterina.ProblemUnproved}
	case strings.TrimSpace(p.Name.Reveal()) == "" || len([]rune(p.Name.Reveal())) > maxPersonName || len([]rune(order.Note)) > maxNote:
		return caterina.Errorf(caterina.CodeInvalid, "Serve un nome di al massimo %[1]d caratteri, e una nota di al massimo %[2]d. / "+
			"We need a name of at most %[1]d characters, and a note of at most %[2]d.", maxPersonName, maxNote)
	}
	return checkText(p.Name.Reveal(), p.Email.Reveal(), p.Phone.Reveal(), p.TaxCode.Reveal(), order.Note)
}

// mayHave refuses a person who has an appointment at that time, or as many as a
// citizen may have. Whoever is the same person waits here.
func (s *Store) mayHave(ctx context.Context, tx pgx.Tx, order *caterina.BookingOrder, identity caterina.Identity) error {
	var keys [][]byte
	for _, key := range [][]byte{identity.Contact, identity.Person} {
		if key != nil {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	town, v := int64(order.Town), order.Vacancy
	if err := s.q.LockPersons(ctx, tx, dbq.LockPersonsParams{TownID: town, Keys: keys}); err != nil {
		return err
	}
	if order.By == caterina.ActorCitizen && identity.Person != nil {
		service, err := s.service(ctx, tx, order.Town, v.Service)
		if err != nil {
			return err
		}
		ids, err := s.q.LimitingBookings(ctx, tx, dbq.LimitingBookingsParams{TownID: town, PersonKey: identity.Person, Service: v.Service})
		if err != nil {
			return err
		}
		if len(ids) >= max(service.MaxActive, 1) {
			return s.refusedFor(ctx, tx, order.Town, caterina.ProblemLimit, ids[0])
		}
	}
	if identity.Contact == nil {
		return nil
	}
	return s.freeThen(ctx, tx, order.Town, dbq.OverlappingBookingParams{TownID: town, ContactKey: identity.Contact, StartsAt: v.From, EndsAt: v.To})
}

// freeThen refuses whoever has something else at that time.
func (s *Store) freeThen(ctx context.Context, tx pgx.Tx, town caterina.TownID, params dbq.OverlappingBookingParams) error {
	id, err := s.q.OverlappingBooking(ctx, tx, params)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.refusedFor(ctx, tx, town, caterina.ProblemOverlap, id)
}

// refusedFor is a refusal that names another booking, or the same as it stands.
func (s *Store) refusedFor(ctx context.Context, db dbq.DBTX, town caterina.TownID, why caterina.BookingProblem, id int64) error {
	other, err := s.booking(ctx, db, town, caterina.BookingID(id))
	if err != nil {
		return err
	}
	return &caterina.BookingRefused{Why: why, Other: &other}
}

// overlapped is the refusal for what the constraint has stopped.
func (s *Store) overlapped(ctx context.Context, town caterina.TownID, err error, params dbq.OverlappingBookingParams) error {
	if !raised(err, "23P01") {
		return err
	}
	id, failed := s.q.OverlappingBooking(ctx, s.pool, params)
	if failed != nil {
		return err
	}
	return s.refusedFor(ctx, s.pool, town, caterina.ProblemOverlap, id)
}

func insertion(order *caterina.BookingOrder, identity caterina.Identity, token string) dbq.InsertBookingParams {
	p, lang := order.Person, order.Lang
	if lang == "" {
		lang = "it"
	}
	return dbq.InsertBookingParams{
		TownID: int64(order.Town), RequestID: order.RequestID, Code: order.Code, Office: order.Vacancy.Office, Service: order.Vacancy.Service,
		ContactKey: identity.Contact, PersonKey: identity.Person, Name: p.Name.Reveal(), Email: p.Email.Reveal(), Phone: p.Phone.Reveal(),
		TaxCode: caterina.NormalTaxCode(p.TaxCode), Verified: p.Verified, Note: order.Note, ConversationID: string(order.Conversation), Lang: lang,
		StartsAt: order.Vacancy.From, EndsAt: order.Vacancy.To, ManageSha256: caterina.TokenHash(token), MadeBy: historyActor(order.By),
	}
}

// historyActor is who did something, as a booking's history keeps it.
func historyActor(by caterina.Actor) string {
	if by == caterina.ActorBot || by == "" {
		return actorCitizen
	}
	return string(by)
}

// takePlace puts a booking on its place.
func (s *Store) takePlace(ctx context.Context, tx pgx.Tx, town caterina.TownID, id int64, owner string, v caterina.Vacancy) error {
	params := dbq.TakePlaceParams{
		TownID: int64(town), BookingID: id, Owner: owner, Office: v.Office, Service: v.Service, StartsAt: v.From, EndsAt: v.To,
		Before: v.Before, After: v.After, Version: v.Version,
	}
	params.Desks, params.Lanes = vacancyColumns(v)
	_, err := s.q.TakePlace(ctx, tx, params)
	return err
}

// noteBooking writes a line of a booking's history.
func (s *Store) noteBooking(ctx context.Context, tx pgx.Tx, town caterina.TownID, id int64, by caterina.Actor, what string, revision int, detail map[string]any) error {
	if detail["reason"] == "" {
		delete(detail, "reason")
	}
	data, err := json.Marshal(detail)
	if err != nil {
		return fmt.Errorf("encode a line of history: %w", err)
	}
	return s.q.NoteBooking(ctx, tx, dbq.NoteBookingParams{
		TownID: int64(town), BookingID: id, Actor: historyActor(by), What: what, Revision: int32(revision), Detail: data, // #nosec G115 -- counts changes
	})
}
