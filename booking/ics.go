package booking

import "time"

// Method says what a calendar file asks of a calendar.
type Method string

// The methods.
const (
	MethodRequest Method = "REQUEST" // note this appointment, or its new time
	MethodCancel  Method = "CANCEL"  // take it out
	MethodPublish Method = "PUBLISH" // a feed: look, and come again
)

// Event is an appointment as a calendar shows it.
type Event struct {
	UID         string // the same for life, so that a change finds the entry it changes
	Sequence    int    // the booking's revision
	Stamp       time.Time
	From, To    time.Time
	Cancelled   bool
	Summary     string
	Location    string
	Description string
	URL         string
	Lat, Lon    float64
	Organizer   Party
	Attendee    Party // no address: none
	Alarm       bool  // reminds a day before
}

// Party is who takes part in an appointment.
type Party struct{ Name, Mail string }

// ICS writes a calendar file. name is the calendar's, for a feed.
func ICS(method Method, name string, events ...Event) []byte { return nil }
