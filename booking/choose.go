package booking

import (
	"time"

	"example.org/caterina"
)

// Choose returns the three times that are said in a chat: the first that is as
// wished, one on another day, one in the other half of a day. Only times later
// than after count when it is set. When nothing is as wished, the nearest three,
// and Exact is false.
func Choose(free []caterina.Vacancy, when caterina.When, after time.Time) caterina.Times {
	return caterina.Times{}
}

// Offer finds the times that are said in a chat at all offices of a service, and
// why the wished days have none if that is one reason. The timetables must hold
// what is taken from now to the horizon.
func Offer(offices []caterina.Timetable, s caterina.Service, now time.Time, when caterina.When, after time.Time, a Asker) caterina.Times {
	return caterina.Times{}
}
