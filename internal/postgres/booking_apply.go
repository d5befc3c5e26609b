package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"example.org/caterina"
	"example.org/caterina/internal/postgres/dbq"
)

// How long places are kept, and what an address may be tried.
const (
	holdTTL      = 10 * time.Minute
	holdMax      = 120 * time.Minute // ten times an extension, as who types slowly may need
	codeTTL      = 10 * time.Minute
	codesMost    = 3 // of one draft
	codesHour    = 5 // to one address
	codesDay     = 10
	codesTalk    = 6  // in an hour of one conversation
	triesMost    = 5  // of one code
	placeTries   = 3  // of a transaction that the database undid
	codeAttempts = 12 // of a mail, in five minutes or so: later the code has aged
)

// stateRefused is raised by what takes places; its detail is the BookingProblem.
const stateRefused = "CAT10"

// Appointments is what the store needs for appointments: the keys of what it only
// stores hashed, and whether an address has to be proved before a booking stands.
type Appointments struct {
	Keys  caterina.BookingKeys
	Prove bool
}

// errNoKeys is a mistake in wiring.
var errNoKeys = errors.New("the store was opened without the keys of appointments")

// ApplyBooking makes effects about appointments true outside a turn, together or
// not at all. A *caterina.BookingRefused says why not.
func (s *Store) ApplyBooking(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, effects []caterina.Effect) error {
	a, err := s.applier(ctx, town, conv, effects)
	if err != nil {
		return err
	}
	const doing = "change an appointment"
	if hold, ok := a.onlyHold(); ok { // one statement needs no transaction of its own
		return s.placeTry(doing, func() error { return a.hold(ctx, s.pool, hold) })
	}
	return s.placeTx(ctx, doing, func(tx pgx.Tx) error { return a.all(ctx, tx) })
}

// completeBooking is CompleteTurn for replies about appointments: what they want
// becomes true in the transaction that stores the reply, or nothing does.
func (s *Store) completeBooking(ctx context.Context, turn caterina.LeasedTurn, params dbq.CompleteTurnParams,
	reply caterina.Reply, move *caterina.Transition,
) ([]caterina.Event, error) {
	const doing = "complete a turn about an appointment"
	a, err := s.applier(ctx, turn.Town, turn.Conversation, reply.Effects)
	var events []caterina.Event
	if err == nil {
		err = s.placeTx(ctx, doing, func(tx pgx.Tx) error {
			events = nil // the function may run again
			if err := a.all(ctx, tx); err != nil {
				return err
			}
			event, err := s.completeAs(ctx, tx, turn, params, a.tells)
			if err != nil {
				return err
			}
			events = append(events, event...)
			if move == nil {
				return nil
			}
			moved, err := s.moveTurn(ctx, tx, turn, *move)
			events = append(events, moved)
			return err
		})
	}
	_, refused := errors.AsType[*caterina.BookingRefused](err)
	if refused && !s.answered(ctx, turn) {
		return nil, err
	}
	if refused || raised(err, stateStaleEpoch, stateNotThisRun) || caterina.CodeOf(err) == caterina.CodeConflict {
		return s.settle(ctx, turn)
	}
	if err != nil {
		return nil, wrapped(doing, err)
	}
	return events, nil
}

// answered says whether a turn has stored something before: then what is refused
// now was done the first time.
func (s *Store) answered(ctx context.Context, turn caterina.LeasedTurn) bool {
	rows, err := s.q.TurnEvents(ctx, s.pool, dbq.TurnEventsParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Turn: turn.Turn,
		ClientIds: []string{turnID(turn), turnID(turn) + moveSuffix},
	})
	return err == nil && len(rows) > 0
}

// completeAs ends a turn, and stores its message as what tells of an appointment
// where it does.
func (s *Store) completeAs(ctx context.Context, tx pgx.Tx, turn caterina.LeasedTurn, params dbq.CompleteTurnParams, tells bool) ([]caterina.Event, error) {
	body := params.Body
	if tells {
		params.Body = nil
	}
	rows, err := s.completeAll(ctx, tx, []dbq.CompleteTurnParams{params})
	if err != nil || !tells || body == nil {
		if err != nil {
			return nil, err
		}
		return said(turn, params, rows[0]), nil
	}
	event, err := s.appendBooking(ctx, tx, dbq.AppendBookingParams{
		TownID: int64(turn.Town), ConversationID: string(turn.Conversation), Actor: params.Actor, ClientID: turnID(turn), Body: body,
	})
	return []caterina.Event{event}, err
}

// appendBooking stores an event that tells of an appointment.
func (s *Store) appendBooking(ctx context.Context, tx pgx.Tx, params dbq.AppendBookingParams) (caterina.Event, error) {
	open := params.Body
	params.Body = s.sealed(open)
	row, err := s.q.AppendBooking(ctx, tx, params)
	if row.Dup {
		open = s.opened(params.Actor, row.Body)
	}
	return caterina.Event{
		Conversation: caterina.ConversationID(params.ConversationID), Seq: row.Seq, N: row.Cseq, Kind: caterina.KindBooking,
		Actor: caterina.Actor(params.Actor), Epoch: int(row.Epoch), ClientID: params.ClientID, Body: open, At: row.At,
	}, err
}

// placeTx runs a transaction about places, again when the database has undone it
// for another's sake, and tells refusals.
func (s *Store) placeTx(ctx context.Context, doing string, f func(pgx.Tx) error) error {
	return s.placeTry(doing, func() error { return pgx.BeginFunc(ctx, s.pool, f) })
}

// placeTry is placeTx for what is a transaction by itself.
func (s *Store) placeTry(doing string, f func() error) error {
	var err error
	for range placeTries {
		if err = f(); !raised(err, "40P01", "40001") {
			break
		}
	}
	if server, ok := errors.AsType[*pgconn.PgError](err); ok && server.Code == stateRefused {
		return &caterina.BookingRefused{Why: caterina.BookingProblem(server.Detail)}
	}
	if refused, ok := errors.AsType[*caterina.BookingRefused](err); ok {
		return refused
	}
	if raised(err, stateStaleEpoch, stateNotThisRun) {
		return err
	}
	return wrapped(doing, err)
}

// aboutBooking says whether an effect is about appointments.
func aboutBooking(effect caterina.Effect) bool {
	switch effect.(type) {
	case caterina.HoldPlace, caterina.KeepDraft, caterina.EndDraft, caterina.SendCode, caterina.ConfirmBooking,
		caterina.CancelBooking, caterina.SendBooking, caterina.JoinWaitlist, caterina.LeaveWaitlist, caterina.NoteBooking:
		return true
	default:
		return false
	}
}

// applier carries the effects of one conversation out.
type applier struct {
	s       *Store
	town    caterina.TownID
	conv    caterina.ConversationID
	effects []caterina.Effect // those that lock days first
	tells   bool              // the reply is an event about an appointment, and no mere message
}

// applier prepares effects. A try of digits is counted here, whatever becomes of
// the transaction: who could try without being counted would have no limit.
func (s *Store) applier(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, effects []caterina.Effect) (*applier, error) {
	a := &applier{s: s, town: town, conv: conv}
	var later []caterina.Effect
	for _, effect := range effects {
		switch effect := effect.(type) {
		case caterina.ConfirmBooking:
			if err := s.tryDigits(ctx, town, conv, effect.Digits, effect.Draft); err != nil {
				return nil, err
			}
			a.effects, a.tells = append(a.effects, effect), true
		case caterina.CancelBooking, caterina.NoteBooking:
			a.effects, a.tells = append(a.effects, effect), true
		case caterina.HoldPlace:
			a.effects = append(a.effects, effect)
		case caterina.JoinWaitlist:
			if err := s.tryDigits(ctx, town, conv, effect.Digits, effect.Draft); err != nil {
				return nil, err
			}
			later = append(later, effect)
		default:
			if aboutBooking(effect) {
				later = append(later, effect)
			}
		}
	}
	a.effects = append(a.effects, later...)
	return a, nil
}

// all makes the effects true.
func (a *applier) all(ctx context.Context, tx pgx.Tx) error {
	for _, effect := range a.effects {
		if err := a.one(ctx, tx, effect); err != nil {
			return err
		}
	}
	return nil
}

func (a *applier) one(ctx context.Context, tx pgx.Tx, effect caterina.Effect) error {
	switch effect := effect.(type) {
	case caterina.HoldPlace:
		return a.hold(ctx, tx, effect)
	case caterina.KeepDraft:
		return a.keep(ctx, tx, effect.Draft)
	case caterina.EndDraft:
		return a.end(ctx, tx)
	case caterina.SendCode:
		return a.sendCode(ctx, tx)
	case caterina.ConfirmBooking:
		return a.confirm(ctx, tx, effect)
	case caterina.CancelBooking:
		return a.cancel(ctx, tx, effect)
	case caterina.NoteBooking:
		return a.note(ctx, tx, effect)
	case caterina.SendBooking:
		return a.sendAgain(ctx, tx, effect.Booking)
	case caterina.JoinWaitlist:
		return a.join(ctx, tx, effect)
	case caterina.LeaveWaitlist:
		_, err := a.s.q.EndWaitsOfConversation(ctx, tx, dbq.EndWaitsOfConversationParams{TownID: int64(a.town), ConversationID: string(a.conv)})
		return err
	default:
		return fmt.Errorf("change an appointment: unknown effect %T", effect)
	}
}

// onlyHold is the hold that is all there is to do.
func (a *applier) onlyHold() (caterina.HoldPlace, bool) {
	if len(a.effects) != 1 {
		return caterina.HoldPlace{}, false
	}
	hold, ok := a.effects[0].(caterina.HoldPlace)
	return hold, ok
}

func (a *applier) hold(ctx context.Context, db dbq.DBTX, effect caterina.HoldPlace) error {
	v := effect.Vacancy
	data, err := encodeDraft(effect.Draft)
	if err != nil {
		return err
	}
	params := dbq.HoldPlaceParams{
		TownID: int64(a.town), Owner: string(a.conv), Kind: "citizen", Office: v.Office, Service: v.Service, StartsAt: v.From, EndsAt: v.To,
		Before: v.Before, After: v.After, Version: v.Version, Ttl: holdTTL, Longest: holdMax, Moving: int64(effect.Draft.Moving),
		Crowd: int32(v.Crowd.Most), CrowdUntil: v.Crowd.Until, Keep: effect.Keep, Draft: data, // #nosec G115 -- places of three days
	}
	params.Desks, params.Lanes = vacancyColumns(v)
	_, err = a.s.q.HoldPlace(ctx, db, params)
	return err
}

func (a *applier) keep(ctx context.Context, tx pgx.Tx, draft caterina.BookingDraft) error {
	var err error
	if draft.From.IsZero() {
		err = a.letGo(ctx, tx)
	} else {
		err = a.s.q.KeepPlace(ctx, tx, dbq.KeepPlaceParams{TownID: int64(a.town), Owner: string(a.conv), Ttl: holdTTL, Longest: holdMax})
	}
	if err != nil {
		return err
	}
	return a.save(ctx, tx, draft)
}

func (a *applier) save(ctx context.Context, tx pgx.Tx, draft caterina.BookingDraft) error {
	data, err := encodeDraft(draft)
	if err != nil {
		return err
	}
	return a.s.q.SaveBookingDraft(ctx, tx, dbq.SaveBookingDraftParams{TownID: int64(a.town), ConversationID: string(a.conv), Data: data})
}

func (a *applier) end(ctx context.Context, tx pgx.Tx) error {
	if err := a.letGo(ctx, tx); err != nil {
		return err
	}
	return a.s.q.EndBookingDraft(ctx, tx, dbq.EndBookingDraftParams{TownID: int64(a.town), ConversationID: string(a.conv)})
}

func (a *applier) letGo(ctx context.Context, tx pgx.Tx) error {
	return a.s.q.LetPlaceGo(ctx, tx, dbq.LetPlaceGoParams{TownID: int64(a.town), Owner: string(a.conv), Why: "left"})
}
