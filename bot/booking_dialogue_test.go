package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"example.org/caterina"
)

// TestBookingDialogues plays scripts, written as those of testdata/dialogues, in a
// town where appointments can be booked. It is Monday 23 November 2026, half past
// ten; offices receive people at 9:00, 9:30, 10:00, 15:00 and 15:30 from Tuesday on.
func TestBookingDialogues(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]string{
		"wish": wishScripts, "middle": middleScripts, "times": timeScripts, "changes": changeScripts, "refused": refusedScripts,
		"people": peopleScripts, "places": placeScripts, "english": englishBookingScripts, "whole": wholeScripts,
		"asked": askedScripts, "told": toldScripts, "citizens": citizenScripts, "known": knownScripts, "media": mediaBookingScripts,
	} {
		for _, section := range txtar.Parse([]byte(scripts)).Files {
			t.Run(name+"/"+section.Name, func(t *testing.T) {
				t.Parallel()
				playDialogue(t, newBookingChat(t), string(section.Data), true)
			})
		}
	}
}

// set arranges what a script needs: "lang en", "proves yes", "others 2026-11-24
// 09:00" (somebody takes a time), "free" (and gives it back), "closed 2026-12-08
// Immacolata", "now 2026-11-24 12:00", "full yes", "booked 2026-11-26 15:00".
func (c *bookingChat) set(what, value string) {
	instant := func() time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", value, caterina.Rome())
		if err != nil {
			panic(err)
		}
		return at
	}
	switch what {
	case "lang":
		c.lang = value
	case "proves":
		c.agenda.proves = value == "yes"
	case "known":
		c.agenda.known = value == "yes"
	case "elsewhere":
		c.agenda.elsewhere = value == "yes"
	case "full":
		c.agenda.full = value == "yes"
	case "codes":
		if c.agenda.codes = (time.Time{}); value != "any" {
			c.agenda.codes = instant()
		}
	case "others":
		c.agenda.others[instant()] = true
	case "free":
		delete(c.agenda.others, instant())
	case "now":
		c.agenda.now = instant()
	case "closed":
		day, why, _ := strings.Cut(value, " ")
		c.agenda.closed[day] = why
	case "offered":
		c.agenda.waits = []caterina.Waitlist{{Service: "iscrizioni-scolastiche", State: caterina.WaitlistOffered, OfferedFrom: instant(), UID: "u1"}}
	case "desk": // the desk has "moved" or "cancelled" the first appointment
		b := &c.agenda.bookings[0]
		b.Revision++
		if b.Card = "mensa-scolastica"; value == "cancelled" {
			b.Status = caterina.CancelledOffice
		}
		c.history = append(c.history, caterina.Message{Actor: caterina.ActorSystem, Body: caterina.MessageBody{
			Text: "L'ufficio ha cambiato l'appuntamento.", Booking: &caterina.BookingCard{Code: b.Code, Status: b.Status, From: b.From},
		}})
	case "booked":
		n := len(c.agenda.bookings)
		c.agenda.bookings = append(c.agenda.bookings, caterina.Booking{
			ID: caterina.BookingID(n + 1), Code: []string{"B2B2B2B", "C3C3C3C"}[n], Service: "iscrizioni-scolastiche", Office: "ufficio-scuola",
			From: instant(), To: instant().Add(30 * time.Minute), Status: caterina.Booked, Conversation: "c1",
			Person: caterina.Person{Name: "Maria Rossi", Email: "maria@esempio.it", Verified: true},
		})
	default:
		panic("a script sets " + what)
	}
}
