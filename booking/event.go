package booking

import (
	"time"

	"example.org/caterina"
)

// Invitation is what the calendar entry of an appointment is made of.
type Invitation struct {
	Booking  caterina.Booking
	Service  caterina.Service
	Office   caterina.Office
	Town     string   // its name
	Bring    []string // Markdown
	Manage   string   // address of the page where it can be moved and cancelled
	Domain   string   // of the installation, for the entry's name
	From     string   // address that mail comes from
	Changed  time.Time
	Attendee bool // whether the citizen's address is written: in a file sent to it, not in a feed
}

// Title is how an appointment is called wherever somebody else may read it. A
// discreet service is never named.
func Title(s caterina.Service, lang string) string { return "" }

// Entry makes the calendar entry of an appointment. That of a discreet service
// names neither the service nor the office nor what to bring.
func Entry(i Invitation) Event { return Event{} }
