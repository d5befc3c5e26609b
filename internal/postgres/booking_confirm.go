package postgres

import (
	"context"
	"encoding/json"
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
		who := booker{prove: order.By == caterina.ActorCitizen && s.proves()}
		if order.By != caterina.ActorCitizen && order.Conversation != "" {
			who.owner, who.draft = string(order.Conversation), true // what its citizen had chosen is settled with it
		}
		id, err = s.book(ctx, tx, &order, who)
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
	draft bool   // it is what the owner's draft was for
}

// proves says whether addresses have to be proved here.
func (s *Store) proves() bool { return s.appointments != nil && s.appointments.Prove }

// confirm makes the draft a booking, or moves the one that it is about. Whatever
// becomes of the draft's place, the citizen has it or is refused.
func (a *applier) confirm(ctx context.Context, tx pgx.Tx, effect caterina.ConfirmBooking) error {
	draft := effect.Draft
	who := booker{owner: string(a.conv), told: true, draft: true, prove: a.s.proves()}
	if draft.Moving != 0 {
		_, err := a.s.moveBooking(ctx, tx, &caterina.BookingMove{
			Town: a.town, Booking: draft.Moving, Revision: draft.Revision, Vacancy: effect.Vacancy, By: caterina.ActorCitizen,
		}, who)
		return err
	}
	proved, err := a.s.proved(ctx, tx, a.town, a.conv, draft.Person)
	if err != nil {
		return err
	}
	order := caterina.BookingOrder{
		Town: a.town, Vacancy: effect.Vacancy, Person: draft.Person, Note: draft.Note, Card: draft.Card, Code: draft.Code, RequestID: draft.RequestID,
		Conversation: a.conv, By: caterina.ActorCitizen,
	}
	order.Person.Verified = proved
	_, err = a.s.book(ctx, tx, &order, who)
	return err
}

// book makes a booking. Its day is locked last.
func (s *Store) book(ctx context.Context, tx pgx.Tx, order *caterina.BookingOrder, who booker) (caterina.BookingID, error) {
	if s.appointments == nil {
		return 0, errNoKeys
	}
	chat, err := s.known(ctx, tx, order.Town, order.Conversation)
	if err != nil {
		return 0, err
	}
	if chat != "" {
		order.Person.Chat, order.Person.Verified, who.prove = chat, true, false
	}
	identity, v := s.appointments.Keys.Identity(order.Person), order.Vacancy
	has, err := s.q.MayBook(ctx, tx, dbq.MayBookParams{
		TownID: int64(order.Town), Owner: who.owner, RequestID: order.RequestID, ContactKey: identity.Contact, PersonKey: identity.Person,
		Service: v.Service, StartsAt: v.From, EndsAt: v.To,
	})
	if err != nil || has.Earlier != 0 {
		return caterina.BookingID(has.Earlier), err
	}
	if err := checkOrder(order, has.Now, who.prove); err != nil {
		return 0, err
	}
	if err := s.mayHave(ctx, tx, order, has); err != nil {
		return 0, err
	}
	n := noticesOf{
		town: order.Town, kind: caterina.NoticeConfirmed, from: v.From, now: has.Now,
		mail: order.Person.Email != "", chat: order.Conversation != "", told: who.told,
	}
	params, err := insertion(order, identity, s.appointments.Keys.ManageToken(order.RequestID))
	if err != nil {
		return 0, err
	}
	params.Kinds, params.Channels, params.Dues = n.columns()
	rows, err := s.q.NewBooking(ctx, tx, params)
	if err != nil {
		return 0, s.overlapped(ctx, order.Town, err, dbq.OverlappingBookingParams{
			TownID: int64(order.Town), ContactKey: identity.Contact, StartsAt: v.From, EndsAt: v.To,
		})
	}
	n.booking = caterina.BookingID(rows[0].ID)
	if err := s.orderNotices(ctx, tx, n, toldRows(rows)); err != nil {
		return 0, err
	}
	return n.booking, s.swapPlace(ctx, tx, swap{
		town: order.Town, booking: n.booking, vacancy: &v, person: identity.Person, now: has.Now,
	}, who)
}

// swap is the change of place at the end of what changes a booking.
type swap struct {
	town    caterina.TownID
	booking caterina.BookingID
	vacancy *caterina.Vacancy // the new place; nil for none
	why     string            // the old one is let go
	person  []byte            // whose wishes for the service are fulfilled
	empty   bool              // nobody is offered the old place
	now     time.Time
}

// swapPlace lets the old place of a booking go and takes the new one, with their
// days locked, and offers the old one to who waits for one like it.
func (s *Store) swapPlace(ctx context.Context, tx pgx.Tx, w swap, who booker) error {
	params := dbq.SwapPlaceParams{
		TownID: int64(w.town), BookingID: int64(w.booking), Owner: who.owner, Why: w.why, PersonKey: w.person, Draft: who.draft,
	}
	if v := w.vacancy; v != nil {
		params.Office, params.Service, params.StartsAt, params.EndsAt = v.Office, v.Service, &v.From, &v.To
		params.Before, params.After, params.Version = v.Before, v.After, v.Version
		params.Desks, params.Lanes = vacancyColumns(*v)
	}
	freed, err := s.q.SwapPlace(ctx, tx, params)
	if err != nil || w.empty || !freed.Waited {
		return err
	}
	return s.offerFreed(ctx, tx, w.town, dbq.ReleaseOfferRow{
		Office: freed.Office, Service: freed.Service, DeskID: freed.DeskID, Lane: freed.Lane, StartsAt: freed.StartsAt, EndsAt: freed.EndsAt,
		Before: freed.Before, After: freed.After,
	}, w.now)
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
// citizen may have.
func (s *Store) mayHave(ctx context.Context, tx pgx.Tx, order *caterina.BookingOrder, has dbq.MayBookRow) error {
	if !has.Known {
		return &caterina.BookingRefused{Why: caterina.ProblemUnknown}
	}
	service, err := decodeService(has.Rules)
	if err != nil {
		return err
	}
	if order.By == caterina.ActorCitizen && len(has.Has) >= max(service.MaxActive, 1) {
		return s.refusedFor(ctx, tx, order.Town, caterina.ProblemLimit, has.Has[0])
	}
	if has.Overlaps != 0 {
		return s.refusedFor(ctx, tx, order.Town, caterina.ProblemOverlap, has.Overlaps)
	}
	return nil
}

func decodeService(data []byte) (caterina.Service, error) {
	var service caterina.Service
	if err := json.Unmarshal(data, &service); err != nil {
		return service, fmt.Errorf("decode a service: %w", err)
	}
	return service, nil
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

func insertion(order *caterina.BookingOrder, identity caterina.Identity, token string) (dbq.NewBookingParams, error) {
	p, lang := order.Person, order.Lang
	if lang == "" {
		lang = "it"
	}
	detail, err := detailOf(map[string]any{"from": order.Vacancy.From, "reason": order.Reason})
	return dbq.NewBookingParams{
		TownID: int64(order.Town), RequestID: order.RequestID, Code: order.Code, Office: order.Vacancy.Office, Service: order.Vacancy.Service,
		Card: order.Card, ContactKey: identity.Contact, PersonKey: identity.Person, Name: p.Name.Reveal(), Email: p.Email.Reveal(), Phone: p.Phone.Reveal(),
		TaxCode: caterina.NormalTaxCode(p.TaxCode), Verified: p.Verified, Note: order.Note, ConversationID: string(order.Conversation), Lang: lang,
		StartsAt: order.Vacancy.From, EndsAt: order.Vacancy.To, ManageSha256: caterina.TokenHash(token), MadeBy: historyActor(order.By), Detail: detail,
	}, err
}

// toldRows are the notices that are to be told of a new booking.
func toldRows(rows []dbq.NewBookingRow) []dbq.ChangeBookingRow {
	told := make([]dbq.ChangeBookingRow, len(rows))
	for i, row := range rows {
		told[i] = dbq.ChangeBookingRow(row)
	}
	return told
}

// historyActor is who did something, as a booking's history keeps it.
func historyActor(by caterina.Actor) string {
	if by == caterina.ActorBot || by == "" {
		return actorCitizen
	}
	return string(by)
}

// detailOf is what a line of a booking's history says beside what happened.
func detailOf(detail map[string]any) ([]byte, error) {
	if detail["reason"] == "" {
		delete(detail, "reason")
	}
	data, err := json.Marshal(detail)
	if err != nil {
		return nil, fmt.Errorf("encode a line of history: %w", err)
	}
	return data, nil
}
