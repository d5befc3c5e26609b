package console_test

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/booking"
)

// agreed makes an appointment in a conversation.
func (d *desks) agreed(conv caterina.ConversationID, at time.Time) caterina.Booking {
	d.t.Helper()
	code, err := booking.NewCode(rand.Reader)
	d.must(err)
	b := d.bookOn(d.rules().Desks[0].ID, 1, at)
	d.exec("UPDATE booking SET conversation_id = $1::uuid, note = $2 WHERE id = $3", string(conv), "nota "+code, int64(b.ID))
	return b
}

// left is what the database still says of the person of a booking.
func (d *desks) left(b caterina.Booking) string {
	d.t.Helper()
	var text string
	d.must(d.db.QueryRow(d.t.Context(), "SELECT name || email || phone || note || coalesce(conversation_id::text, '') FROM booking WHERE id = $1", int64(b.ID)).Scan(&text))
	return text
}

// TestAnErasureTakesTheAppointmentsWithItWhenAsked: the page says how many there
// are and which are to come; without the tick they stay.
func TestAnErasureTakesTheAppointmentsWithItWhenAsked(t *testing.T) {
	t.Parallel()
	o := &office{}
	d := newDesks(t, o.wire, func(w *world) { o.world, w.cfg.Agenda.Mails = w, true })
	o.world = d.world
	o.serve(t)
	o.ahead.Store(int64(time.Until(opening())))
	sara := d.as(d.operator("Sara Blu", caterina.RoleAdmin))
	c := o.arrives("sono Lucia")
	page := sara.get(c.path() + "/erase")
	if wants(t, page, http.StatusOK, "Cancella il contenuto"); strings.Contains(page.Body, "appuntament") {
		t.Error("appointments are spoken of where there are none")
	}
	live, over := d.agreed(c.conv, on(day(1), 9, 0)), d.agreed(c.conv, on(day(1), 10, 0))
	_, err := d.service.Cancel(t.Context(), d.siena.ID, over.ID, over.Revision, d.staffID(), "chiuso")
	d.must(err)
	page = sara.get(c.path() + "/erase")
	wants(t, page, http.StatusOK, "sono stati presi 2 appuntamenti", "Ancora da fare:", "mercoledì 25 novembre 2026, ore 9:00", "Cancella anche i dati degli appuntamenti", "la persona non riceve nessun avviso")
	if strings.Contains(page.Body, `name="bookings" value="yes" checked`) || strings.Contains(page.Body, "ore 10:00") {
		t.Error("it is on by default, or names one that is over")
	}
	got := sara.post(c.path()+"/erase", "bookings", "yes", "reason", "Lo ha chiesto il cittadino")
	wants(t, got, http.StatusUnprocessableEntity, `name="bookings" value="yes" checked`)
	wants(t, sara.post(c.path()+"/erase", sure()...), http.StatusSeeOther)
	if d.stands(live).Status != caterina.Booked || !strings.Contains(d.left(live), "Una Persona") {
		t.Fatal("the appointment went though nobody had asked for it")
	}
	due := d.count("SELECT count(*) FROM notice WHERE state = 'due'")
	wants(t, sara.post(c.path()+"/erase", sure("bookings", "yes")...), http.StatusSeeOther)
	if text := d.left(live) + d.left(over); text != "" {
		t.Errorf("of the person is left: %s", text)
	}
	if n := d.count("SELECT count(*) FROM booking WHERE status = 'cancelled_citizen' OR status = 'cancelled_office'"); n != 2 {
		t.Errorf("%d are called off", n)
	}
	if due == 0 || d.count("SELECT count(*) FROM notice WHERE state = 'due'") != 0 {
		t.Error("somebody is still to be told")
	}
	wants(t, sara.get(c.path()+"/erase"), http.StatusOK, "Cancella il contenuto")
}

// TestASupervisorErasesWhoAnAppointmentWasFor, and says why; an operator cannot.
func TestASupervisorErasesWhoAnAppointmentWasFor(t *testing.T) {
	t.Parallel()
	d := newDesks(t, func(w *world) { w.cfg.Supervisor.Store = w.store })
	b := d.bookOn(d.rules().Desks[0].ID, 1, on(day(1), 9, 0))
	path := fmt.Sprintf("%s/bookings/%d", deskBase, b.ID)
	clerk, sara := d.clerk(), d.as(d.operator("Sara Blu", caterina.RoleAdmin))
	if page := clerk.get(path); page.Code != http.StatusOK || strings.Contains(page.Body, "/erase") {
		t.Error("an operator is offered to erase")
	}
	wants(t, clerk.post(path+"/erase", sure()...), http.StatusForbidden)
	wants(t, sara.get(path), http.StatusOK, "Cancella i dati di chi ha prenotato", "la persona non riceve nessun avviso")
	wants(t, sara.post(path+"/erase", "reason", "Lo ha chiesto il cittadino"), http.StatusUnprocessableEntity, "Conferma che il contenuto va cancellato", " open>")
	wants(t, sara.post(path+"/erase", "sure", "yes", "reason", "perché sì"), http.StatusUnprocessableEntity, "Scegli il motivo")
	if d.stands(b).Person.Name != "Una Persona" {
		t.Fatal("it was erased")
	}
	heard := d.heard()
	said := sara.said(sara.post(path+"/erase", sure("reference", "PG 7/2026")...))
	if !strings.Contains(said, "Dati dell&#39;appuntamento cancellati. L&#39;appuntamento è annullato: nessuno viene avvisato.") || d.heard() != heard+1 {
		t.Errorf("it said %q, desks heard %d times", said, d.heard()-heard)
	}
	if d.left(b) != "" || d.count("SELECT count(*) FROM allocation WHERE state = 'booked'") != 0 || d.count("SELECT count(*) FROM notice WHERE state = 'due'") != 0 {
		t.Error("something is left")
	}
	wants(t, sara.get(path), http.StatusNotFound)
	wants(t, sara.post(path+"/erase", sure()...), http.StatusNotFound)
	wants(t, sara.get("/console/siena/audit"), http.StatusOK, "ha cancellato i dati di un appuntamento", "Lo ha chiesto il cittadino, protocollo PG 7/2026", "Sara Blu")
}

// TestTheDeskKnowsThatNoMailLeaves: whoever calls somebody off knows whether to
// telephone.
func TestTheDeskKnowsThatNoMailLeaves(t *testing.T) {
	t.Parallel()
	const none = "nessuna email: il server di posta non è configurato"
	for _, mails := range []bool{false, true} {
		d := newDesks(t, func(w *world) { w.cfg.Agenda.Mails = mails })
		b := d.bookOn(d.rules().Desks[0].ID, 1, on(day(1), 9, 0))
		path, clerk := fmt.Sprintf("%s/bookings/%d", deskBase, b.ID), d.clerk()
		if page := clerk.get(path); strings.Contains(page.Body, none) == mails {
			t.Errorf("with a mail server %t the page is wrong", mails)
		}
		said := clerk.said(clerk.post(path+"/cancel", "revision", strconv.Itoa(b.Revision), "reason", "guasto"))
		if strings.Contains(said, "Il cittadino viene avvisato") != mails || strings.Contains(said, "chiama tu") == mails {
			t.Errorf("with a mail server %t it said %q", mails, said)
		}
	}
}
