package booking

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// Invitation is what the calendar entry of an appointment is made of.
type Invitation struct {
	Booking caterina.Booking
	Service caterina.Service
	Office  caterina.Office
	Bring   []string  // Markdown
	Manage  string    // address of the page where it can be moved and cancelled; "" for none
	Domain  string    // of the installation: part of the entry's name for life
	Sender  Party     // who invites; its name is left out for a discreet service
	Written time.Time // when the file is written
	Invite  bool      // the citizen is written into it as a guest: for a file sent to their address
}

// Title is how an appointment is called wherever somebody else may read it, such as
// on a telephone that lies on the table. A discreet service is never named.
func Title(s caterina.Service, lang string) string {
	if s.Discreet || s.Name == "" {
		return wordsOf(lang).discreet
	}
	return s.Called(lang)
}

// Where says where an appointment is. That of a discreet service is the address
// alone, because the office's name would say what it is about.
func Where(s caterina.Service, o caterina.Office) string {
	switch {
	case s.Discreet || o.Name == "":
		return o.Address
	case o.Address == "":
		return o.Name
	}
	return o.Name + ", " + o.Address
}

// Entry makes the calendar entry of an appointment. That of a discreet service
// names neither the service nor the office, nor what to bring.
func Entry(i Invitation) Event {
	b, w := &i.Booking, wordsOf(i.Booking.Lang)
	e := bare(b, i.Domain, i.Written)
	e.Summary, e.Location, e.URL = Title(i.Service, b.Lang), Where(i.Service, i.Office), i.Manage
	e.Lat, e.Lon = i.Office.Lat, i.Office.Lon
	e.Alarm, e.Organizer = true, i.Sender
	if i.Service.Discreet {
		e.Organizer.Name = w.town
	}
	if i.Invite {
		e.Attendee = Party{Name: b.Person.Name.Reveal(), Mail: b.Person.Email.Reveal()}
	}
	lines := []string{w.code + ": " + ShowCode(b.Code)}
	if len(i.Bring) > 0 && !i.Service.Discreet {
		lines = append(lines, "", w.bring+":")
		for _, item := range i.Bring {
			lines = append(lines, "- "+plainText(item))
		}
	}
	if i.Manage != "" {
		lines = append(lines, "", w.manage+": "+i.Manage)
	}
	e.Description = strings.Join(lines, "\n")
	return e
}

// FeedEntry makes the entry of an appointment in the feed of a desk, whose address
// may get into other hands: initials and the service, of a discreet one nothing.
func FeedEntry(b caterina.Booking, s caterina.Service, domain string, written time.Time) Event {
	e := bare(&b, domain, written)
	e.Summary = Title(s, "it")
	if initials := Initials(b.Person.Name); initials != "" && !s.Discreet {
		e.Summary = initials + " " + e.Summary
	}
	return e
}

func bare(b *caterina.Booking, domain string, written time.Time) Event {
	return Event{
		UID: b.UID + "@" + domain, Sequence: b.Revision, Stamp: written, From: b.From, To: b.To,
		Cancelled: b.Status == caterina.CancelledCitizen || b.Status == caterina.CancelledOffice,
	}
}

// Initials returns the initials of a name: "M. R.".
func Initials(name caterina.Secret) string {
	var list []string
	for part := range strings.FieldsSeq(name.Reveal()) {
		if at := strings.IndexFunc(part, unicode.IsLetter); at >= 0 {
			r, _ := utf8.DecodeRuneInString(part[at:])
			list = append(list, string(unicode.ToUpper(r))+".")
		}
	}
	return strings.Join(list, " ")
}

// plainText makes a line of text of a card's Markdown: calendars show it as it is.
func plainText(md string) string {
	md = markdownLink().ReplaceAllString(md, "$1 ($2)")
	md = strings.NewReplacer("**", "", "__", "", "*", "").Replace(md)
	return strings.Join(strings.Fields(md), " ")
}

func markdownLink() *regexp.Regexp { return regexp.MustCompile(`\[([^\]]*)\]\(([^)\s]*)[^)]*\)`) }
