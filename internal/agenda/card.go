package agenda

import (
	"cmp"
	"fmt"
	"net/url"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// calendarName is what the file of an appointment is called.
const calendarName = "appuntamento.ics"

// BookingCard is how an appointment is shown to the citizen it is for. One of a
// discreet service names neither the service nor the office: somebody else may look
// at the screen. What to bring stands on the card, "" for that from which it was
// wished for.
func (s *Service) BookingCard(town caterina.Town, b caterina.Booking, card string) caterina.BookingCard {
	p, _ := s.place(town, b.Service, b.Office)
	out := caterina.BookingCard{
		Code: b.Code, Status: b.Status, Revision: b.Revision, Title: booking.Title(p.service, b.Lang),
		Office: p.shown(), Address: p.office.Address, From: b.From, To: b.To, Map: mapLink(p.office),
	}
	if !p.service.Discreet && s.cfg.Documents != nil {
		out.Bring = s.cfg.Documents(town.ID, b.Service, cmp.Or(card, b.Card), b.Lang)
	}
	if b.UID != "" {
		out.Manage = s.ManageLink(b.UID)
		out.ICS = out.Manage + "/" + calendarName
	}
	return out
}

// shown is the name of the office as anybody may read it.
func (p *place) shown() string {
	if p.service.Discreet {
		return p.town.Name
	}
	return cmp.Or(p.office.Name, p.town.Name)
}

// ManageLink is the address of the page where a booking is moved and cancelled.
func (s *Service) ManageLink(uid string) string {
	return s.cfg.PublicURL + "/appuntamenti/" + s.cfg.Keys.ManageToken(uid)
}

// WaitLink is the address where an offer of the waiting list is taken.
func (s *Service) WaitLink(uid string) string {
	return s.cfg.PublicURL + "/posti/" + s.cfg.Keys.WaitToken(uid)
}

// mapLink is where the office is on a map, "" when nobody knows.
func mapLink(o caterina.Office) string {
	const maps = "https://www.openstreetmap.org/"
	switch {
	case o.Lat != 0 || o.Lon != 0:
		return fmt.Sprintf(maps+"?mlat=%[1]g&mlon=%[2]g#map=18/%[1]g/%[2]g", o.Lat, o.Lon)
	case o.Address != "":
		return maps + "search?query=" + url.QueryEscape(o.Address)
	default:
		return ""
	}
}

// calendar is the file of an appointment as it stands. invite has the citizen in it
// as a guest: for a file that goes to their own address.
func (s *Service) calendar(town caterina.Town, b *caterina.Booking, invite bool) *caterina.CalendarFile {
	p, _ := s.place(town, b.Service, b.Office)
	card := s.BookingCard(town, *b, "")
	if !b.Status.Live() {
		card.Manage = "" // there is nothing to move any more
	}
	entry := booking.Entry(booking.Invitation{
		Booking: *b, Service: p.service, Office: p.office, Bring: card.Bring, Manage: card.Manage, Domain: s.domain,
		Sender: booking.Party{Name: town.Name, Mail: s.cfg.From}, Written: s.cfg.Now(), Invite: invite,
	})
	method := booking.MethodRequest
	if entry.Cancelled {
		method = booking.MethodCancel
	}
	return &caterina.CalendarFile{Name: calendarName, Method: string(method), Data: booking.ICS(method, "", entry)}
}

// phone is the office's number, "" when it has none.
func phone(o caterina.Office) string {
	if len(o.Phones) == 0 {
		return ""
	}
	return o.Phones[0]
}

// label is a time in words, with the weekday.
func label(t time.Time, lang string) string { return booking.Label(t, lang) }
