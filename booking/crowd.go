package booking

import (
	"time"

	"example.org/caterina"
)

// Crowd is how much of what is free soon is held by people who have not said who
// they are. It is measured in time and not in places, because services differ in
// length.
type Crowd struct {
	From, To time.Time     // the first three working days that can be booked
	Free     time.Duration // what is free for citizens there, held or not
	Held     time.Duration // of it, by people who have not proved their contact, the asker left out
	Limit    time.Duration // what they may hold together
}

// CrowdOf measures the desks of a service.
func CrowdOf(t caterina.Timetable, s caterina.Service, now time.Time, a Asker) Crowd { return Crowd{} }

// Crowded says whether one more place of that kind would be too much. The first
// place is always given: in an office with few places one is more than the share.
func (c Crowd) Crowded(v caterina.Vacancy) bool { return false }
