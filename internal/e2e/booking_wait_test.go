package e2e

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/browsertest"
	"example.org/caterina/internal/mailtest"
)

// TestAFreedPlaceGoesToWhoWaits: the only place of the office is taken; somebody
// waits, the place is given up, they are offered it by mail and in the chat, and take
// it by keyboard from the page behind the link. Nobody waits whose address is not proved.
func TestAFreedPlaceGoesToWhoWaits(t *testing.T) {
	t.Parallel()
	o, post := bookingTowns(t)
	maria := talk(t, o.server, "siena", "")
	_, page := bookedBy(maria, post, 50*time.Hour)
	o.sql(`WITH kept AS (SELECT town_id, office, starts_at, ends_at FROM booking)
		INSERT INTO desk_closure (town_id, office, during, reason)
		SELECT town_id, office, tstzrange(now() - interval '1 day', starts_at), 'lavori' FROM kept UNION ALL
		SELECT town_id, office, tstzrange(ends_at, now() + interval '200 days'), 'lavori' FROM kept`)
	o.sql(`UPDATE booking_office SET version = version + 1`)
	luca := talk(t, o.server, "siena", "")
	reaches(t, "the office still has other times", func() bool {
		luca.says(familyDesk)
		return luca.offers("wait/join")
	})
	luca.chooses("wait/join")
	luca.says("Luca Bianchi, 333 1234567")
	if n := ask[int](o, `SELECT count(*) FROM waitlist`); n != 0 {
		t.Fatal("who has no address waits for a mail")
	}
	luca.says("Luca Bianchi, luca@posta.example")
	if n := ask[int](o, `SELECT count(*) FROM waitlist`); n != 0 {
		t.Fatal("who has proved nothing waits")
	}
	luca.says(digitsIn(nextTo(post, "luca@posta.example")))
	luca.hears("Se si libera un posto ti avviso qui in chat e a luca@posta.example")
	if status, _ := fetch(t, "POST", "http://"+o.addr+page+"/disdici", map[string][]string{"revisione": {"0"}}); status != 200 {
		t.Fatalf("the cancellation: %d", status)
	}
	// At night nobody is written to before eight.
	reaches(t, "nobody is offered the place", func() bool {
		return ask[int](o, `SELECT count(*) FROM river_job WHERE kind = 'waitlist_notice'`) > 0
	})
	o.sql(`UPDATE river_job SET scheduled_at = now(), state = 'available' WHERE kind = 'waitlist_notice' AND state = 'scheduled'`)
	offer := nextTo(post, "luca@posta.example")
	luca.waitsFor("Si è liberato un posto")
	if !strings.Contains(luca.last.Text, "/posti/") {
		t.Errorf("the chat says %q", luca.last.Text)
	}
	link := regexp.MustCompile(`http\S+(/posti/\S+)`).FindStringSubmatch(offer.Text)
	if link == nil {
		t.Fatalf("no link in the offer:\n%s", offer.Text)
	}
	p := patient(t)
	p.Size(320, 640)
	p.Go("http://" + o.addr + link[1])
	p.WaitText("h1", "Si è liberato un posto")
	p.Accessible()
	p.Screenshot("offer")
	tabs(t, p, "Sì, prendo questo posto")
	p.WaitText("[role=status]", "il posto è tuo")
	p.WaitText("main", "L'appuntamento è confermato.")
	p.Accessible()
	p.Screenshot("taken")
	luca.waitsFor("prenotato")
	if luca.kind != "booking" || luca.last.Booking == nil {
		t.Errorf("the chat says %q in an event of the kind %s", luca.last.Text, luca.kind)
	}
	if m := nextTo(post, "luca@posta.example"); !strings.Contains(m.Subject, "prenotato") {
		t.Errorf("the mail is about %q", m.Subject)
	}
	if who := ask[string](o, `SELECT email FROM booking WHERE status = 'booked' AND verified`); who != "luca@posta.example" {
		t.Errorf("the place is %s's", who)
	}
	p.Go("http://" + o.addr + link[1])
	p.WaitText("main", "Hai già preso un posto")
	p.Press(browsertest.Tab())
}

// nextTo is the next mail to an address.
func nextTo(post *mailtest.Server, address string) mailtest.Mail {
	for {
		if m := post.Next(); m.To == address {
			return m
		}
	}
}
