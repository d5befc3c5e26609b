package agenda_test

import (
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/mailtest"
)

// TestAPlaceThatIsTakenTwiceByOneButtonIsTakenOnce: whoever presses again, or at the same
// moment, is shown the appointment and no refusal.
func TestAPlaceThatIsTakenTwiceByOneButtonIsTakenOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, mailtest.Config{})
	m := w.at(time.Date(2026, 11, 23, 9, 10, 0, 0, caterina.Rome()))
	friday := thursday().AddDate(0, 0, 1)
	for name, earlier := range map[string]bool{"Anna": false, "Luca": true} {
		place := thursday()
		if earlier {
			place = thursday().Add(time.Hour)
		}
		freed := m.book("Carla"+name, place)
		var conv caterina.ConversationID
		if earlier {
			b := m.book(name, friday)
			conv = b.Conversation
			d := m.draft(conv, caterina.Vacancy{Service: "consulenza"}, name)
			d.Moving = b.ID
			err := m.apply(conv, caterina.KeepDraft{Draft: d}, caterina.SendCode{})
			if err == nil {
				err = m.apply(conv, caterina.JoinWaitlist{Draft: d, Digits: m.digits(conv, 1), Wait: caterina.Waitlist{
					Service: "consulenza", From: m.now, To: b.From, Conversation: conv, Lang: "it", Booking: b.ID,
				}}, caterina.EndDraft{})
			}
			if err != nil {
				t.Fatal(err)
			}
		} else {
			conv = m.wait(name)
		}
		m.cancel(freed)
		token := m.token(conv)
		pages := make(chan string, 3)
		press := func() {
			page, err := m.AcceptOffer(t.Context(), token, place)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			pages <- page
		}
		var both sync.WaitGroup
		both.Go(press)
		both.Go(press)
		both.Wait()
		press()
		if one := <-pages; one == "" || one != <-pages || one != <-pages {
			t.Errorf("%s is shown different appointments", name)
		}
		if n := len(w.read("SELECT code FROM booking WHERE name = $1 AND status = 'booked' AND starts_at = $2", name, place)); n != 1 {
			t.Errorf("%s has %d", name, n)
		}
	}
	m.sound()
}
