package postgres

import (
	"context"
	"errors"
	"time"

	"example.org/caterina"
)

var errSoon = errors.New("not yet")

// Timetable is how an office receives people, with what is taken between two
// times. The version is read first: rules that change meanwhile have a higher one,
// and whoever takes a place by the older is sent back.
func (s *Store) Timetable(ctx context.Context, town caterina.TownID, office string, from, to time.Time) (caterina.Timetable, error) {
	return caterina.Timetable{}, errSoon
}

// Standing is how a conversation stands with appointments, but for Fresh and
// Proves, which are not stored.
func (s *Store) Standing(ctx context.Context, town caterina.TownID, conv caterina.ConversationID) (caterina.Standing, error) {
	return caterina.Standing{}, errSoon
}

// Booking returns one booking, CodeNotFound when there is none or it was erased.
func (s *Store) Booking(ctx context.Context, town caterina.TownID, id caterina.BookingID) (caterina.Booking, error) {
	return caterina.Booking{}, errSoon
}

// BookingByCode returns the booking with a code (see caterina.NormalCode).
func (s *Store) BookingByCode(ctx context.Context, town caterina.TownID, code string) (caterina.Booking, error) {
	return caterina.Booking{}, errSoon
}

// BookingByToken returns the booking whose page has this secret in its address.
func (s *Store) BookingByToken(ctx context.Context, token caterina.Secret) (caterina.Booking, error) {
	return caterina.Booking{}, errSoon
}

// Bookings returns the bookings of an office that begin between two times, also
// those that were cancelled, by time. Office "" is every office.
func (s *Store) Bookings(ctx context.Context, town caterina.TownID, office string, from, to time.Time) ([]caterina.Booking, error) {
	return nil, errSoon
}

// ApplyBooking makes effects about appointments true outside a turn.
func (s *Store) ApplyBooking(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, effects []caterina.Effect) error {
	return errSoon
}

// BookFor makes an appointment without a draft.
func (s *Store) BookFor(ctx context.Context, order caterina.BookingOrder) (caterina.Booking, error) {
	return caterina.Booking{}, errSoon
}

// MoveBooking moves an appointment to another time or place.
func (s *Store) MoveBooking(ctx context.Context, move caterina.BookingMove) (caterina.Booking, []caterina.Event, error) {
	return caterina.Booking{}, nil, errSoon
}

// CancelBooking cancels an appointment.
func (s *Store) CancelBooking(ctx context.Context, end caterina.BookingCancel) (caterina.Booking, []caterina.Event, error) {
	return caterina.Booking{}, nil, errSoon
}

// CodeLetter returns what the mail with six digits says; CodeNotFound when a newer
// code was asked for, or the draft has ended.
func (s *Store) CodeLetter(ctx context.Context, mail caterina.CodeMail) (caterina.CodeLetter, error) {
	return caterina.CodeLetter{}, errSoon
}

// SendNotice has send tell of a booking, which stays as it is for as long as that
// takes. A notice of an older revision, or of a booking that does not stand any
// more, is dropped: then send is not called. What send returns is said in the
// conversation in the same transaction, and returned as an event.
func (s *Store) SendNotice(ctx context.Context, notice caterina.BookingNotice,
	send func(context.Context, caterina.Booking) (*caterina.MessageBody, error),
) (*caterina.Event, error) {
	return nil, errSoon
}

// FailNotice notes that a notice could not be delivered: the desk sees that the
// person is not to be reached.
func (s *Store) FailNotice(ctx context.Context, notice caterina.BookingNotice) error { return errSoon }

// WaitByUID returns a wish of the waiting list.
func (s *Store) WaitByUID(ctx context.Context, uid string) (caterina.Waitlist, error) {
	return caterina.Waitlist{}, errSoon
}

// SendOffer has send tell somebody of the place that is offered to them, or that
// somebody else has taken it: then the wish is waiting again. Dropped as a notice
// is.
func (s *Store) SendOffer(ctx context.Context, notice caterina.WaitlistNotice,
	send func(context.Context, caterina.Waitlist) (*caterina.MessageBody, error),
) (*caterina.Event, error) {
	return nil, errSoon
}

// AcceptOffer makes the offered place an appointment.
func (s *Store) AcceptOffer(ctx context.Context, accept caterina.WaitAccept) (caterina.Booking, error) {
	return caterina.Booking{}, errSoon
}

// DeclineOffer lets an offered place go to the next, and waits on.
func (s *Store) DeclineOffer(ctx context.Context, town caterina.TownID, wait int64) error {
	return errSoon
}

// LeaveWait ends a wish.
func (s *Store) LeaveWait(ctx context.Context, town caterina.TownID, wait int64) error {
	return errSoon
}

// ExpireOffers lets places go that were offered in vain, to the next who waits,
// and returns how many.
func (s *Store) ExpireOffers(ctx context.Context) (int, error) { return 0, errSoon }

// SweepPlaces marks holds that ran out long ago, hands holds to operators whose
// conversation has gone to people, and forgets places that nobody has any more.
func (s *Store) SweepPlaces(ctx context.Context) error { return errSoon }

// EraseBooking forgets whom a booking was for; one that is to come is cancelled
// first.
func (s *Store) EraseBooking(ctx context.Context, town caterina.TownID, id caterina.BookingID, by caterina.Actor) error {
	return errSoon
}

// ForgetBookings forgets whom the bookings were for that ended so long ago, and
// the drafts and wishes that nobody has touched for so long; it returns how many
// bookings.
func (s *Store) ForgetBookings(ctx context.Context, ended, idle time.Duration) (int, error) {
	return 0, errSoon
}

// CheckBookings looks for what must never be.
func (s *Store) CheckBookings(ctx context.Context) ([]caterina.BookingFlaw, error) {
	return nil, errSoon
}
