package caterina

import (
	"strings"
	"time"
)

// AgendaLine is who is at an office now, and who is still expected today.
type AgendaLine struct {
	At       time.Time
	Waiting  []LineEntry // in the order in which they are received
	Serving  []LineEntry
	Expected []Booking // of today, not here yet
	Over     []LineEntry
	Wait     []ServiceWait // what somebody who comes in now is told
	Late     map[BookingID]time.Time
}

// AgendaOffice is an office whose places have changed. Office is a slug, "" when it
// is not known which.
type AgendaOffice struct {
	Town   TownID
	Office string
}

// ServiceWait is when somebody who comes in now without an appointment is likely to
// be received.
type ServiceWait struct {
	Service string // slug
	Name    string
	From    time.Time
	Room    bool // false: today there is no time left
}

// WalkIn is somebody who comes in without an appointment.
type WalkIn struct {
	Office, Service string // slugs
	Name            Secret // "" when they need not say it
	Note            string
	By              OperatorID
	Number          bool // wants a number even where a place is free
}

// WalkedIn is what they get: a place of today, or a number.
type WalkedIn struct {
	Booking *Booking
	Ticket  *Ticket
	From    time.Time // when they are likely to be received
	Room    bool      // false: today there is likely no time left
}

// StaffBooking is an appointment that staff make, or move, for somebody. Beyond the
// rules they may, when they have read what speaks against it: Read is the warnings
// they saw, and when others hold by now, those are shown first.
type StaffBooking struct {
	Office, Service string // slugs
	From            time.Time
	Moving          BookingID      // 0: a new one
	Revision        int            // of that one
	Person          Person         // of a new one
	Conversation    ConversationID // in which a new one was asked for, and whose kept place counts as free; "" for none
	Note, Lang      string
	Reason          string
	RequestID       string // a UUID of the form: sent twice it is one booking
	By              OperatorID
	Read            string
}

// BookingWarning is what speaks against an appointment, and does not forbid it to
// staff.
type BookingWarning struct {
	Why    BookingProblem
	Reason string   // name of the day off, reason of the closure
	Other  *Booking // the one that the person has
}

// WarningsKey is the same for the same warnings: a form carries what was read.
func WarningsKey(warnings []BookingWarning) string {
	var keys []string
	for _, w := range warnings {
		key := string(w.Why) + ":" + w.Reason
		if w.Other != nil {
			key += ":" + w.Other.Code
		}
		keys = append(keys, key)
	}
	return strings.Join(keys, "|")
}

// BookingConflict is an appointment that stands where the rules have no opening any
// more. Nothing is done about it but by people.
type BookingConflict struct {
	Booking Booking
	Why     BookingProblem
	Reason  string
}

// ClosedDesk is what became of the appointments of a desk that was closed.
type ClosedDesk struct {
	Moved int       // to other lanes at the same time: nobody need be told
	Left  []Booking // that fit nowhere
}
