package bot

import (
	"context"

	"example.org/caterina"
)

// Agenda is when the town's offices receive people, and what somebody has agreed
// with them. The engine reads it only where somebody wants an appointment or is on
// the way to one.
type Agenda interface {
	// Bookable lists the services that can be booked in a town, its parent's with
	// them, in the order in which they are offered. It does no I/O.
	Bookable(town caterina.Town) []caterina.Bookable
	// Times finds free times for a wish: three, as the chat offers them.
	Times(ctx context.Context, q caterina.TimesQuery) (caterina.Times, error)
	// Vacancy is the place at a time that a citizen chose. A *caterina.BookingRefused
	// says why there is none.
	Vacancy(ctx context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error)
	// Standing is how a conversation stands with appointments.
	Standing(ctx context.Context, town caterina.Town, conv caterina.ConversationID) (caterina.Standing, error)
}

// Bookings finds appointments that were made elsewhere: at the desk, or in another
// conversation. An Agenda that knows them has this too.
type Bookings interface {
	// FindBooking finds a live appointment by its code (caterina.NormalCode) and the
	// contact it was made with: an e-mail address in small letters, or a telephone
	// number in E.164. Wrong answers are counted for the conversation, so that codes
	// cannot be guessed. A *caterina.BookingRefused with ProblemUnknown says that
	// there is none of both, whichever of them was wrong.
	FindBooking(ctx context.Context, town caterina.Town, conv caterina.ConversationID, code string, contact caterina.Secret) (caterina.Booking, error)
}

// Cards shows appointments with the links that only whoever has the keys can make:
// the page where it is moved and cancelled, the calendar file. An Agenda that can
// has this too.
type Cards interface {
	// BookingCard is how an appointment is shown to the citizen it is for, in their
	// language (Booking.Lang). What to bring stands in the card that it was wished from;
	// card "" is what the service's only card says. A booking that is only about to be
	// made has its draft's RequestID as UID.
	BookingCard(town caterina.Town, b caterina.Booking, card string) caterina.BookingCard
}
