// Package booking says when people can be received: it computes free places from
// an office's rules, chooses the few that are said in a chat, and words what else
// appointments need (days off, codes, calendar files, refusals).
//
// Everything here is pure: a Timetable, a Service and an instant go in, values
// come out. Free places are never stored, so a change of the rules is true at
// once. What is computed here is an offer: that nothing is booked twice is the
// database's to guarantee.
//
// Civil days and times are Rome's. Rules live between 05:00 and 23:00, so that
// no rule ever meets the hour that is missing or double when the clocks change;
// an extra opening is a pair of instants, and its places are counted in elapsed
// time.
package booking

import (
	"time"

	"example.org/caterina"
)

// Asker is who wants a place. The zero Asker is a citizen who has none yet.
type Asker struct {
	Conversation caterina.ConversationID // whose hold counts as free
	Moving       caterina.BookingID      // whose place counts as free, because it is left
	Staff        bool                    // may use the lanes kept for staff, and needs neither notice nor horizon
	beyond       bool                    // asks for the lanes beyond what there is room for, and for no others
}

// The limits of the day for rules, in minutes.
const (
	dayOpens  = 5 * 60
	dayCloses = 23 * 60
)

// What a service is when its file does not say.
const (
	defaultDuration = 30
	defaultStep     = 15
	defaultHorizon  = 60
	defaultRelease  = caterina.Clock(8 * 60)
	defaultActive   = 1
	defaultMoves    = 3
	defaultLeadDays = 1
)

// Defaults fills in what a service leaves out. Every rule of this package does so
// itself; it is for who shows the rules to people or checks them elsewhere.
func Defaults(s caterina.Service) caterina.Service {
	s.Duration = orElse(s.Duration, defaultDuration)
	s.Step = orElse(s.Step, defaultStep)
	s.HorizonDays = orElse(s.HorizonDays, defaultHorizon)
	s.MaxActive = orElse(s.MaxActive, defaultActive)
	s.MaxMoves = orElse(s.MaxMoves, defaultMoves)
	if s.ReleaseAt == nil {
		at := defaultRelease
		s.ReleaseAt = &at
	}
	if s.LeadMinutes <= 0 && s.LeadDays <= 0 {
		s.LeadDays = defaultLeadDays
	}
	s.BufferBefore, s.BufferAfter, s.CancelBefore = max(0, s.BufferBefore), max(0, s.BufferAfter), max(0, s.CancelBefore)
	return s
}

func orElse(n, standard int) int {
	if n <= 0 {
		return standard
	}
	return n
}

// Instants returns the instants at which a clock on the wall of an office shows c
// on a day: one, none in the hour that spring skips, two in the hour that autumn
// repeats, the earlier first.
func Instants(day caterina.Date, c caterina.Clock) []time.Time {
	at := c.On(day, caterina.Rome())
	if shown := clockOf(at); shown != c%(24*60) {
		return nil
	}
	if before := at.Add(-time.Hour); sameWall(at, before) {
		return []time.Time{before, at}
	}
	if after := at.Add(time.Hour); sameWall(at, after) {
		return []time.Time{at, after}
	}
	return []time.Time{at}
}

// sameWall says whether clocks on the wall show the same at both.
func sameWall(a, b time.Time) bool {
	return caterina.DateOf(a) == caterina.DateOf(b) && clockOf(a) == clockOf(b)
}

// clockOf returns what a clock on the wall shows.
func clockOf(t time.Time) caterina.Clock { return caterina.Clock(t.Hour()*60 + t.Minute()) }

// romeDay returns the civil day of an instant at the offices.
func romeDay(t time.Time) caterina.Date { return caterina.DateOf(t.In(caterina.Rome())) }

// midnight returns the first instant of a day at the offices.
func midnight(d caterina.Date) time.Time { return d.Time(caterina.Rome()) }

// daysBetween returns how many days b is after a.
func daysBetween(a, b caterina.Date) int {
	return int(b.Time(time.UTC).Sub(a.Time(time.UTC)) / (24 * time.Hour))
}
