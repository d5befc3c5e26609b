package booking

import (
	"time"

	"example.org/caterina"
)

// CheckRule says, in Italian and for the person who wrote it, what is wrong with a
// rule: by itself, or beside the other rules of the office. A rule with the same ID
// is the one it replaces.
func CheckRule(rule caterina.OpeningRule, others []caterina.OpeningRule) error {
	return nil
}

// Conflict is an appointment that stands where nobody would be received any more.
// Nothing is done about it: it is for people to decide.
type Conflict struct {
	Booking caterina.Booking
	Why     caterina.BookingProblem // day_off, closed, outside, unknown (the desk is gone or serves something else)
	Reason  string
}

// Conflicts returns the appointments to come that the rules have no opening for.
func Conflicts(t caterina.Timetable, services []caterina.Service, now time.Time, bookings []caterina.Booking) []Conflict {
	return nil
}

// MayChange says why a citizen cannot cancel an appointment alone, or move it; nil
// when they can.
func MayChange(b caterina.Booking, s caterina.Service, now time.Time, moving bool) *caterina.BookingRefused {
	return nil
}
