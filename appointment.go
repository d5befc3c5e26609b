package caterina

// Appointment is a booking as the page behind its link shows it: who holds the
// link sees nothing of the conversation it was made in.
type Appointment struct {
	Town     Town
	Booking  Booking
	Card     BookingCard
	Phone    string         // of the office, for what cannot be done on the page; "" when it has none
	Calendar []byte         // the appointment as an .ics file, as it stands
	NoMove   BookingProblem // why the citizen cannot move it alone: cutoff, moves, past; "" when they can
	NoCancel BookingProblem // why the citizen cannot cancel it alone: cutoff, past; "" when they can
}

// WaitOffer is a wish of the waiting list as the page behind its link shows it.
type WaitOffer struct {
	Town  Town
	Wait  Waitlist
	Card  BookingCard // the place that is offered, when there is one: without a code
	Phone string
}
