package agenda

import (
	"context"
	"fmt"

	"example.org/caterina"
)

// Booker is a system of appointments. The one of this program is the default; a town
// that has another attaches it with Config.Booker, and its services and offices stand
// in the town's files as ever. What cannot be had is a *caterina.BookingRefused; any
// other error, or no answer in time, is told to the citizen as such.
type Booker interface {
	Capabilities() Capabilities
	Finder
	Deeds
}

// Capabilities says what a system of appointments can do.
type Capabilities struct {
	Hold bool // it keeps a place while the citizen says who they are: then it is a Holder
}

// Finder finds free times.
type Finder interface {
	// Times are three, as they are said in a chat.
	Times(ctx context.Context, q caterina.TimesQuery) (caterina.Times, error)
	// Free are all of them, as a page shows them; the wish does not count.
	Free(ctx context.Context, q caterina.TimesQuery) ([]caterina.Slot, error)
	Vacancy(ctx context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error)
}

// Deeds makes, moves and cancels. An order is made under the code it brings, and the
// same request id twice is the same booking: an answer may be lost on the way. So is a
// move to where the booking is already, and the end of one that has ended. What comes
// back says how the booking stands, with the name it has there (Booking.External).
type Deeds interface {
	Confirm(ctx context.Context, order caterina.BookingOrder) (caterina.Booking, error)
	Move(ctx context.Context, move caterina.BookingMove) (caterina.Booking, error)
	Cancel(ctx context.Context, end caterina.BookingCancel) (caterina.Booking, error)
	Get(ctx context.Context, b caterina.Booking) (caterina.Booking, error)
}

// Holder keeps a place for a conversation, instead of the one it had, for ten minutes;
// the same again lasts longer.
type Holder interface {
	Hold(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, v caterina.Vacancy) error
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
func (o own) Get(ctx context.Context, b caterina.Booking) (caterina.Booking, error) {
	b, err := o.cfg.Store.Booking(ctx, b.Town, b.ID)
	if err != nil {
		return b, fmt.Errorf("read a booking: %w", err)
	}
	return b, nil
}

// Free is Service.free for a town without another system.
func (o own) Free(ctx context.Context, q caterina.TimesQuery) ([]caterina.Slot, error) {
	return o.free(ctx, q)
}

// Booker is the system of a town's appointments.
func (s *Service) Booker(town caterina.TownID) Booker {
	if other, ok := s.other(town); ok {
		return other
	}
	return own{s}
}
