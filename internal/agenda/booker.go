package agenda

import (
	"context"
	"errors"
	"fmt"

	"example.org/caterina"
)

// Booker is a system of appointments. The one of this program is the default; a town
// that has another attaches it with Config.Booker. What cannot be had is a
// *caterina.BookingRefused.
type Booker interface {
	Capabilities() Capabilities
	Finder
	Deeds
}

// Capabilities says what a system of appointments can do.
type Capabilities struct {
	Hold bool // it keeps a place while the citizen says who they are
}

// Finder finds free times. What can be booked, and where, stands in the town's files.
type Finder interface {
	Times(ctx context.Context, q caterina.TimesQuery) (caterina.Times, error)
	Vacancy(ctx context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error)
}

// Deeds makes, moves and cancels. An order is made under the code it brings, and the
// same request id twice is the same booking: an answer may be lost on the way.
type Deeds interface {
	Confirm(ctx context.Context, order caterina.BookingOrder) (caterina.Booking, error)
	Move(ctx context.Context, move caterina.BookingMove) (caterina.Booking, error)
	Cancel(ctx context.Context, end caterina.BookingCancel) (caterina.Booking, error)
	Get(ctx context.Context, town caterina.TownID, id caterina.BookingID) (caterina.Booking, error)
}

// own is the system of this program.
type own struct{ *Service }

// Capabilities says that places are kept.
func (own) Capabilities() Capabilities { return Capabilities{Hold: true} }

// Times is Service.Times for a town without another system.
func (o own) Times(ctx context.Context, q caterina.TimesQuery) (caterina.Times, error) {
	return o.times(ctx, q)
}

// Vacancy is the same for one time.
func (o own) Vacancy(ctx context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error) {
	return o.ownVacancy(ctx, q)
}

// Confirm makes a booking.
func (o own) Confirm(ctx context.Context, order caterina.BookingOrder) (caterina.Booking, error) {
	b, err := o.cfg.Store.BookFor(ctx, order)
	if err != nil {
		return b, fmt.Errorf("book: %w", err)
	}
	return b, nil
}

// Move moves one.
func (o own) Move(ctx context.Context, move caterina.BookingMove) (caterina.Booking, error) {
	b, events, err := o.cfg.Store.MoveBooking(ctx, move)
	o.committed(events...)
	if err != nil {
		return b, fmt.Errorf("move a booking: %w", err)
	}
	return b, nil
}

// Cancel cancels one.
func (o own) Cancel(ctx context.Context, end caterina.BookingCancel) (caterina.Booking, error) {
	b, events, err := o.cfg.Store.CancelBooking(ctx, end)
	o.committed(events...)
	if err != nil {
		return b, fmt.Errorf("cancel a booking: %w", err)
	}
	return b, nil
}

// Get returns one.
func (o own) Get(ctx context.Context, town caterina.TownID, id caterina.BookingID) (caterina.Booking, error) {
	b, err := o.cfg.Store.Booking(ctx, town, id)
	if err != nil {
		return b, fmt.Errorf("read a booking: %w", err)
	}
	return b, nil
}

// Booker is the system of a town's appointments.
func (s *Service) Booker(town caterina.TownID) Booker {
	if other, ok := s.other(town); ok {
		return other
	}
	return own{s}
}

// other is the system that a town has attached.
func (s *Service) other(town caterina.TownID) (Booker, bool) {
	if s.cfg.Booker == nil {
		return nil, false
	}
	other := s.cfg.Booker(town)
	return other, other != nil
}

// Completer stores the reply of a turn with its effects.
type Completer interface {
	CompleteTurn(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply, move *caterina.Transition) ([]caterina.Event, error)
}

// Complete is CompleteTurn for towns that may have another system: what the reply
// wants of it is done first, and what it refuses is told to the bot as of our own.
// When the reply cannot be stored after that the turn is run again, and the system
// finds the same request id.
func (s *Service) Complete(ctx context.Context, store Completer, turn caterina.LeasedTurn, reply caterina.Reply, move *caterina.Transition) ([]caterina.Event, error) {
	if other, ok := s.other(turn.Town); ok {
		effects := make([]caterina.Effect, len(reply.Effects))
		for i, effect := range reply.Effects {
			var err error
			if effects[i], err = outside(ctx, other, &turn, effect, reply.Message.Lang); err != nil {
				return nil, err
			}
		}
		reply.Effects = effects
	}
	return store.CompleteTurn(ctx, turn, reply, move) //nolint:wrapcheck // as the store says it
}

// outside does in another system what an effect wants of it, and returns what is left
// for our store.
func outside(ctx context.Context, other Booker, turn *caterina.LeasedTurn, effect caterina.Effect, lang string) (caterina.Effect, error) {
	switch effect := effect.(type) {
	case caterina.HoldPlace:
		if other.Capabilities().Hold {
			return nil, errors.New("hold a place: no system but ours keeps places yet")
		}
		return caterina.KeepDraft{Draft: effect.Draft}, nil
	case caterina.ConfirmBooking:
		_, err := other.Confirm(ctx, caterina.BookingOrder{
			Town: turn.Town, Vacancy: effect.Vacancy, Person: effect.Draft.Person, Note: effect.Draft.Note, Lang: lang,
			Code: effect.Draft.Code, RequestID: effect.Draft.RequestID, Conversation: turn.Conversation, By: caterina.ActorCitizen,
		})
		if err != nil {
			return nil, fmt.Errorf("book elsewhere: %w", err)
		}
		return caterina.EndDraft{}, nil
	case caterina.CancelBooking:
		_, err := other.Cancel(ctx, caterina.BookingCancel{Town: turn.Town, Booking: effect.Booking, Revision: effect.Revision, By: caterina.ActorCitizen})
		if err != nil {
			return nil, fmt.Errorf("cancel elsewhere: %w", err)
		}
		return caterina.EndDraft{}, nil
	default:
		return effect, nil
	}
}
