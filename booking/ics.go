package booking

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"
)

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
	UID         string    // the same for life, so that a change finds the entry it changes
	Sequence    int       // the booking's revision: calendars ignore what is older than what they have
	Stamp       time.Time // when the file was written
	From, To    time.Time
	Cancelled   bool
	Summary     string
	Location    string
	Description string
	URL         string
	Lat, Lon    float64 // 0, 0: unknown
	Organizer   Party
	Attendee    Party // no address: none
	Alarm       bool  // reminds a day before
}

// Party is who takes part in an appointment.
type Party struct{ Name, Mail string }

const (
	foldAt    = 75 // octets of a line, without its end
	icsUTC    = "20060102T150405Z"
	icsReload = "PT15M"
)

// ICS writes a calendar file (RFC 5545); name is the calendar's, for a feed, which may
// have no events. It is
// written here and not by a library because those at hand do not fold, or break
// quoted names. Times are in UTC: no calendar needs to know our zone's rules to get
// the hour right.
func ICS(method Method, name string, events ...Event) []byte {
	w := icsWriter{}
	w.line("BEGIN:VCALENDAR")
	w.line("VERSION:2.0")
	w.line("PRODID:-//Caterina//Appuntamenti//IT")
	w.line("CALSCALE:GREGORIAN")
	if len(events) > 0 {
		w.line("METHOD:" + string(method)) // which asks for an event (RFC 5546)
	}
	if method == MethodPublish {
		w.text("X-WR-CALNAME", name)
		w.line("REFRESH-INTERVAL;VALUE=DURATION:" + icsReload)
		w.line("X-PUBLISHED-TTL:" + icsReload)
	}
	if len(events) == 0 {
		w.zone()
	}
	for i := range events {
		w.event(method, &events[i])
	}
	w.line("END:VCALENDAR")
	return []byte(w.String())
}

// zone is the one component of a calendar in which nothing stands: RFC 5545 wants one
// at least, and some readers refuse a file without.
func (w *icsWriter) zone() {
	w.line("BEGIN:VTIMEZONE")
	w.line("TZID:Europe/Rome")
	for _, half := range []struct{ name, start, from, to, month, abbreviation string }{
		{"DAYLIGHT", "19810329T020000", "+0100", "+0200", "3", "CEST"},
		{"STANDARD", "19961027T030000", "+0200", "+0100", "10", "CET"},
	} {
		w.line("BEGIN:" + half.name)
		w.line("DTSTART:" + half.start)
		w.line("TZOFFSETFROM:" + half.from)
		w.line("TZOFFSETTO:" + half.to)
		w.line("TZNAME:" + half.abbreviation)
		w.line("RRULE:FREQ=YEARLY;BYMONTH=" + half.month + ";BYDAY=-1SU")
		w.line("END:" + half.name)
	}
	w.line("END:VTIMEZONE")
}

type icsWriter struct{ strings.Builder }

func (w *icsWriter) event(method Method, e *Event) {
	w.line("BEGIN:VEVENT")
	w.line("UID:" + plain(e.UID))
	w.line(fmt.Sprintf("SEQUENCE:%d", e.Sequence))
	w.instant("DTSTAMP", e.Stamp)
	w.instant("DTSTART", e.From)
	w.instant("DTEND", e.To)
	cancelled := e.Cancelled || method == MethodCancel
	if cancelled {
		w.line("STATUS:CANCELLED")
	} else {
		w.line("STATUS:CONFIRMED")
	}
	w.text("SUMMARY", e.Summary)
	w.text("LOCATION", e.Location)
	w.text("DESCRIPTION", e.Description)
	if e.URL != "" {
		w.line("URL:" + plain(e.URL))
	}
	if e.Lat != 0 || e.Lon != 0 {
		w.line(fmt.Sprintf("GEO:%.6f;%.6f", e.Lat, e.Lon))
	}
	w.party("ORGANIZER", "", e.Organizer)
	w.party("ATTENDEE", ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE", e.Attendee)
	w.line("TRANSP:OPAQUE")
	if e.Alarm && !cancelled {
		w.line("BEGIN:VALARM")
		w.line("ACTION:DISPLAY")
		w.text("DESCRIPTION", e.Summary)
		w.line("TRIGGER:-P1D")
		w.line("END:VALARM")
	}
	w.line("END:VEVENT")
}

func (w *icsWriter) instant(name string, t time.Time) {
	w.line(name + ":" + t.UTC().Format(icsUTC))
}

// text writes a value of people's words, nothing when there are none.
func (w *icsWriter) text(name, value string) {
	if value != "" {
		w.line(name + ":" + escape(value))
	}
}

// party writes who takes part, nothing when there is no address.
func (w *icsWriter) party(name, params string, p Party) {
	mail := plain(p.Mail)
	if mail == "" {
		return
	}
	if cn := quotable(p.Name); cn != "" {
		params = `;CN="` + cn + `"` + params
	}
	w.line(name + params + ":mailto:" + mail)
}

// line writes one line, folded so that no part of it is longer than 75 octets and
// no letter is cut in two.
func (w *icsWriter) line(s string) {
	room := foldAt
	for len(s) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		if cut == 0 { // not UTF-8: cut anywhere
			cut = room
		}
		_, _ = w.WriteString(s[:cut] + "\r\n ") // never fails
		s, room = s[cut:], foldAt-1             // the blank counts
	}
	_, _ = w.WriteString(s + "\r\n")
}

// escape writes text as the value of a property.
func escape(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(s, ""))
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// plain keeps control characters out of a value that is not escaped: a line feed
// would begin a property of somebody else's choice.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// quotable makes a name fit between quotation marks, in which nothing can be
// escaped.
func quotable(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '\''
		case r < ' ' || r == 0x7f || r == '\\': // some read the latter as the beginning of something
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}
