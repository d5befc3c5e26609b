package booking

import (
	"time"

	"example.org/caterina"
)

// WaitingSince returns from when on somebody who has an appointment waits: from its
// time when they came early, from their arrival when they came late.
func WaitingSince(appointment, arrived time.Time) time.Time {
	if arrived.After(appointment) {
		return arrived
	}
	return appointment
}

// NextGap returns the next time today at which somebody who is there can be
// received: who came late, or without an appointment. It does not keep to the
// times that count, and uses the lanes kept for staff first.
func NextGap(t caterina.Timetable, s caterina.Service, now time.Time, a Asker) (caterina.Vacancy, bool) {
	return caterina.Vacancy{}, false
}
