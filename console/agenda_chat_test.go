package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// keeps has a citizen's conversation hold a place, for eight minutes more.
func (d *desks) keeps(conv caterina.ConversationID, at time.Time) {
	d.t.Helper()
	d.exec(`INSERT INTO allocation (town_id, office, service, desk_id, lane, starts_at, ends_at, blocked, state, hold_owner, hold_kind, hold_started_at, hold_expires_at)
		SELECT $1, $2, $3, min(id), 1, $4, $5, tstzrange($4, $5), 'held', $6::uuid, 'citizen', app_now(), $7 FROM desk WHERE town_id = $1 AND office = $2`,
		d.siena.ID, deskOffice, deskService, at, at.Add(30*time.Minute), string(conv), d.now().Add(8*time.Minute))
}

// TestAChatShowsItsAppointments: the place that is kept, what was made, and what was
// called off, beside the log; from there the operator makes it an appointment, of
// which the conversation is told.
func TestAChatShowsItsAppointments(t *testing.T) {
	t.Parallel()
	o := &office{}
	d := newDesks(t, o.wire, func(w *world) { w.cfg.Agenda.Mails = true })
	o.world = d.world
	o.serve(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.arrives("vorrei un appuntamento")
	c.asks(0)
	clerk := o.as(ada)
	wants(t, clerk.get(c.path()), http.StatusOK, "In questa conversazione non c'è nessun appuntamento.", "L'agenda di oggi")
	if strings.Contains(clerk.get(c.path()).Body, "Fissa un appuntamento") {
		t.Error("who does not answer the citizen books for them")
	}
	c.taken(ada)
	wants(t, clerk.get(c.path()), http.StatusOK, "Fissa un appuntamento")
	d.keeps(c.conv, on(day(1), 9, 30))
	side := clerk.get(c.path() + "/side")
	wants(t, side, http.StatusOK, "posto tenuto", "mercoledì 25 novembre 2026, ore 9:30", "Consulenza, Sportello Nord", "fino alle 08:08", "Fissa questo appuntamento")
	form := fmt.Sprintf("%s/book?conv=%s&office=nord&service=consulenza&day=%s&at=%d", deskBase, c.conv, day(1), on(day(1), 9, 30).Unix())
	if !strings.Contains(side.Body, strings.ReplaceAll(form, "&", "&amp;")) {
		t.Errorf("the link is not %s: %s", form, side.Body)
	}
	page := clerk.get(form)
	wants(t, page, http.StatusOK, "questa conversazione", fmt.Sprintf(`name="at" value="%d" checked`, on(day(1), 9, 30).Unix()))
	if got := clerk.get(strings.Replace(form, string(c.conv), uuid(), 1)); got.Code != http.StatusNotFound {
		t.Errorf("a conversation that is not there: %s", got)
	}
	clerk.said(clerk.post(deskBase+"/book", "conv", string(c.conv), "office", deskOffice, "service", deskService, "day", day(1).String(),
		"at", strconv.FormatInt(on(day(1), 9, 30).Unix(), 10), "name", "Maria Rossi", "phone", "333 1234567"))
	found, err := d.service.Agreed(t.Context(), d.siena.ID, c.conv)
	d.must(err)
	if len(found) != 1 || !found[0].From.Equal(on(day(1), 9, 30)) || found[0].Lang != "it" {
		t.Fatalf("it has %+v", found)
	}
	if n := d.count("SELECT count(*) FROM allocation WHERE state = 'held'"); n != 0 {
		t.Errorf("%d places are still kept", n)
	}
	if n := d.count("SELECT count(*) FROM notice WHERE kind = 'confirmed' AND channel = 'chat'"); n != 1 {
		t.Errorf("the conversation is told %d times", n)
	}
	after := clerk.get(c.path() + "/side")
	wants(t, after, http.StatusOK, "prenotato", fmt.Sprintf("/agenda/bookings/%d", found[0].ID))
	if strings.Contains(after.Body, "posto tenuto") {
		t.Error("the place is still said to be kept")
	}
	_, err = d.service.Cancel(t.Context(), d.siena.ID, found[0].ID, found[0].Revision, ada, "guasto")
	d.must(err)
	wants(t, clerk.get(c.path()+"/side"), http.StatusOK, "annullato dall&#39;ufficio")
}

// TestAnOpenChatShowsWhatIsBooked without its being loaded again, and the keyboard
// stays where it was.
func TestAnOpenChatShowsWhatIsBooked(t *testing.T) {
	t.Parallel()
	o := &office{}
	d := newDesks(t, o.wire)
	o.world = d.world
	o.serve(t)
	d.mu.Lock()
	d.tell = o.staff.AgendaChanged
	d.mu.Unlock()
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.arrives("vorrei un appuntamento")
	c.asks(0)
	c.taken(ada)
	p := d.signedIn(t, d.session(ada, time.Now()))
	p.Go(d.server.URL + c.path())
	p.Wait(`document.querySelector(".shift").dataset.status === "live"`)
	p.Eval(`document.getElementById("side-agenda").focus()`, nil)
	d.keeps(c.conv, on(day(1), 9, 30))
	o.staff.AgendaChanged(d.siena.ID, deskOffice)
	p.WaitText(".side-bookings", "posto tenuto")
	p.Wait(`document.activeElement?.id === "side-agenda"`)
	p.Click("#side-book")
	p.WaitText("h1", "Nuovo appuntamento")
	p.Wait(`document.querySelector("[name=at]:checked") !== null`)
	p.Click("#name")
	p.Type("Maria Rossi")
	p.Eval(`document.querySelector("form[method=post].console-card").requestSubmit()`, nil)
	p.WaitText(".alert-success", "Appuntamento fissato")
	p.Go(d.server.URL + c.path())
	p.WaitText(".side-bookings", "prenotato")
	look(t, p, "chat-appointments")
	p.Phone(320, 640)
	look(t, p, "chat-appointments-320")
	if at, err := url.Parse(p.String(`document.getElementById("side-agenda").href`)); err != nil || at.Path != deskBase {
		t.Errorf("the agenda is at %v, %v", at, err)
	}
}
