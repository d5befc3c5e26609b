package console_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// TestAHeldPlaceIsShownAtItsOwnTime, without the buffers around it, as a booked one
// is.
func TestAHeldPlaceIsShownAtItsOwnTime(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	conv := d.conversation()
	d.exec(`INSERT INTO allocation (town_id, office, service, desk_id, lane, starts_at, ends_at, blocked, state, hold_owner, hold_kind, hold_started_at, hold_expires_at)
		SELECT $1, $2, $3, min(id), 1, $4, $5, tstzrange($4, $5::timestamptz + interval '5 minutes'), 'held', $6::uuid, 'citizen', app_now(), $5 FROM desk WHERE town_id = $1`,
		d.siena.ID, deskOffice, deskService, on(day(0), 10, 0), on(day(0), 10, 30), string(conv))
	clerk := d.clerk()
	page := clerk.get(deskBase + "?office=nord")
	if wants(t, page, http.StatusOK, "10:00–10:30", "tenuto"); strings.Contains(page.Body, "10:00–10:35") {
		t.Error("the buffer is shown as part of the appointment")
	}
	// What is left before the next time that counts is no room for anybody.
	d.must(d.store.EditRules(t.Context(), d.siena.ID, deskOffice, d.staffID(), "riunione", caterina.AddClosure{
		Span: caterina.DeskSpan{From: on(day(0), 11, 15), To: on(day(0), 12, 0), Reason: "riunione"},
	}))
	wants(t, clerk.get(deskBase+"?office=nord"), http.StatusOK, "10:35–11:15", "pausa")
}

// TestTheWeekCountsPlaces that can be booked: six half hours at each of two desks.
func TestTheWeekCountsPlaces(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.book("Maria Rossi", on(day(1), 9, 0))
	page := d.clerk().get(deskBase + "/week?office=nord")
	wants(t, page, http.StatusOK, "6 liberi", "5 liberi", "1 prenotato")
	if strings.Contains(page.Body, " h liberi") || strings.Contains(page.Body, "min liberi") {
		t.Error("it counts hours")
	}
}

// TestAnOverbookedDayShowsItsLaneAndNoOtherDoes: the page says what it is for, and
// the day after there is none.
func TestAnOverbookedDayShowsItsLaneAndNoOtherDoes(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	for _, name := range []string{"Maria Rossi", "Ugo Neri", "Lia Verdi"} {
		d.bookAs(name, on(day(1), 10, 0))
	}
	clerk := d.clerk()
	wants(t, clerk.get(deskBase+"?office=nord&day="+day(1).String()), http.StatusOK, "Posto 2", "fuori agenda", "Lia Verdi")
	if page := clerk.get(deskBase + "?office=nord&day=" + day(2).String()); strings.Contains(page.Body, "Posto 2") || strings.Contains(page.Body, "fuori agenda") {
		t.Error("the lane is there on the day after, too")
	}
}

// TestTheQueueComesBeforeTheForms: on a telephone whoever waits is seen first.
func TestTheQueueComesBeforeTheForms(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	page := d.clerk().get(deskBase + "/line?office=nord").Body
	if queue, form := strings.Index(page, `id="waiting"`), strings.Index(page, `id="walk-in"`); queue < 0 || form < queue {
		t.Errorf("the queue is at %d, the form at %d", queue, form)
	}
}

// TestPaperHasNoEmptyTables: a desk without appointments is a sentence, and numbers
// are as people write them.
func TestPaperHasNoEmptyTables(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	clerk := d.clerk()
	wants(t, clerk.post(deskBase+"/book", "office", deskOffice, "service", deskService, "day", day(0).String(), "name", "Maria Rossi", "phone", "0577 111222",
		"at", "other", "clock", "09:00"), http.StatusSeeOther)
	page := clerk.get(deskBase + "/print?office=nord")
	wants(t, page, http.StatusOK, "Maria Rossi", "0577 111222", "Nessun appuntamento.")
	if n := strings.Count(page.Body, "<table"); n != 1 {
		t.Errorf("there are %d tables", n)
	}
}

// TestTheFirstCalendarReplacesNone, the second does.
func TestTheFirstCalendarReplacesNone(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	sara, desk := d.supervisor(), d.rules().Desks[0].ID
	ask := func() answer {
		return sara.post(deskBase+"/rules/feed", "office", deskOffice, "desk", strconv.FormatInt(int64(desk), 10))
	}
	first := ask()
	if wants(t, first, http.StatusOK, "ha il suo indirizzo"); strings.Contains(first.Body, "quello di prima non vale") {
		t.Error("the first one is said to end another")
	}
	wants(t, ask(), http.StatusOK, "quello di prima non vale più")
}

// TestWhatSpeaksAgainstAnAppointmentIsReadFirst: the warning, and the question before
// a day is closed, have the focus when the page opens.
func TestWhatSpeaksAgainstAnAppointmentIsReadFirst(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.book("Maria Rossi", on(day(1), 9, 0))
	p := d.signedIn(t, d.session(d.operator("Sara Blu", caterina.RoleSupervisor), time.Now()))
	p.Tolerate("409 (Conflict)")
	for screen, size := range screens() {
		size(p)
		p.Go(d.server.URL + deskBase + "/book?office=nord&service=consulenza&day=" + day(1).String())
		p.Eval(`document.querySelector("[name=at][value=other]").click(), document.getElementById("clock").value = "20:00", document.getElementById("name").value = "Ugo Neri", document.querySelector("form[action$='/book'] button").click()`, nil)
		p.WaitText("#warnings", "fuori orario")
		p.Wait(`document.activeElement.id === "warnings"`)
		p.Wait(`document.getElementById("warnings").getBoundingClientRect().top < innerHeight`)
		look(t, p, "agenda-warned-"+screen)
		p.Go(d.server.URL + deskBase + "/rules?office=nord")
		p.Eval(`document.getElementById("close-date").value = "`+day(1).String()+`", document.getElementById("close-name").value = "Sciopero", document.querySelector("form[action$='/close-day'] button").click()`, nil)
		p.WaitText("#confirm", "Riguarda 1 appuntamento")
		p.Wait(`document.activeElement.id === "confirm"`)
		look(t, p, "agenda-confirm-"+screen)
	}
}
