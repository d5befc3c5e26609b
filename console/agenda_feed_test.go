package console_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/console"
)

// TestADesksCalendarHasASecretAddress: a supervisor makes it, it is shown once, the
// next one ends it, and it tells initials and the service.
func TestADesksCalendarHasASecretAddress(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	b := d.book("Maria Grazia Rossi", on(day(1), 9, 0))
	other := d.book("Ugo Neri", on(day(1), 9, 0))
	sara := d.supervisor()
	fresh := func() string {
		t.Helper()
		a := sara.post(deskBase+"/rules/feed", "office", deskOffice, "desk", fmt.Sprint(b.Desk))
		m := regexp.MustCompile(`http://localhost(/calendari/[\w-]{22}\.ics)`).FindStringSubmatch(a.Body)
		if m == nil {
			t.Fatalf("no address on %s", a)
		}
		return m[1]
	}
	first := fresh()
	if strings.Contains(sara.get(deskBase+"/rules").Body, first) {
		t.Error("the address can be read again")
	}
	nobody := d.browser()
	a := nobody.get(first)
	wants(t, a, http.StatusOK, "BEGIN:VCALENDAR", "M. G. R. Consulenza", "DTSTART:20261125T080000Z", b.UID)
	for _, secret := range []string{"Maria", "Rossi", b.Code, other.UID, "U. N."} {
		if strings.Contains(a.Body, secret) {
			t.Errorf("it tells %q", secret)
		}
	}
	if got := a.Header.Get("Content-Type"); got != "text/calendar; charset=utf-8" {
		t.Errorf("its type is %s", got)
	}
	if got := a.Header.Get("Cache-Control"); !strings.Contains(got, "no-store") {
		t.Errorf("it may be kept: %s", got)
	}
	second := fresh()
	wants(t, nobody.get(first), http.StatusNotFound, "nuovo indirizzo")
	wants(t, nobody.get(second), http.StatusOK, "BEGIN:VCALENDAR")
	for _, path := range []string{"/calendari/x.ics", "/calendari/.ics", strings.TrimSuffix(second, ".ics"), "/calendari/" + strings.Repeat("A", 4000) + ".ics"} {
		wants(t, nobody.get(path), http.StatusNotFound)
	}
	if n := d.count("SELECT count(*) FROM desk WHERE feed_sha256 IS NOT NULL"); n != 1 {
		t.Errorf("%d desks have an address", n)
	}
	wants(t, d.clerk().post(deskBase+"/rules/feed", "office", deskOffice, "desk", fmt.Sprint(b.Desk)), http.StatusForbidden)
	wants(t, sara.post(deskBase+"/rules/feed", "office", deskOffice, "desk", "99"), http.StatusNotFound)
}

// TestReportsCountAppointments on the page and for a spreadsheet.
func TestReportsCountAppointments(t *testing.T) {
	t.Parallel()
	d := newDesks(t, func(w *world) { w.cfg.Supervisor = console.SupervisorConfig{Store: w.store, Mask: maskNumbers} })
	for i, status := range []string{"done", "done", "done", "no_show", "cancelled_citizen", "cancelled_office", "booked"} {
		b := d.bookAs(fmt.Sprintf("Persona Numero%d", i), on(day(0), 9+i/2, 30*(i%2)))
		d.exec("UPDATE booking SET status = $1, created_at = starts_at - interval '36 hours' WHERE id = $2", status, b.ID)
	}
	sara := d.supervisor()
	period := "?from=2026-11-24&to=2026-11-24"
	wants(t, sara.get("/console/siena/reports"+period), http.StatusOK, "Appuntamenti", "Consulenza, Sportello Nord", "25,0%", "1,5")
	a := sara.get("/console/siena/reports/csv/appuntamenti" + period)
	want := "Consulenza, Sportello Nord;7;3;1;25,0;1;1;1,5\r\n"
	if !strings.HasSuffix(a.Body, want) || !strings.HasPrefix(a.Body, "\ufeffServizio e sede;Tutti;Usati") {
		t.Errorf("the table is %q", a.Body)
	}
	if strings.Contains(sara.get("/console/siena/reports?from=2026-11-23&to=2026-11-23").Body, "Sportello Nord") {
		t.Error("another day counts them too")
	}
}

// TestPrintingIsNoted: who takes personal data away on paper stands in the log.
func TestPrintingIsNoted(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	d.book("Maria Rossi", on(day(0), 9, 0))
	wants(t, d.clerk().get(deskBase+"/print?office=nord"), http.StatusOK, "Maria Rossi", "09:00–09:30", "Contiene dati personali")
	if n := d.count("SELECT count(*) FROM audit WHERE action = 'agenda.print'"); n != 1 {
		t.Errorf("%d lines in the log", n)
	}
}

// TestRulesAreChangedInEveryWay: extra openings, closures, days, desks, and the
// history of it.
func TestRulesAreChangedInEveryWay(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	sara := d.supervisor()
	post := func(what string, pairs ...string) answer {
		return sara.post(deskBase+"/rules/"+what, append([]string{"office", deskOffice}, pairs...)...)
	}
	span := []string{"from-day", "2026-11-28", "from", "09:00", "to-day", "2026-11-28", "to", "12:00"}
	sara.said(post("extra", append(span, "desk", "0")...))
	d.book("Di Sabato", on(caterina.Date{Year: 2026, Month: 11, Day: 28}, 9, 0))
	sara.said(post("close-desk", append(span, "desk", "0", "reason", "trasloco")...))
	wants(t, sara.get(deskBase+"/rules"), http.StatusOK, "Appuntamenti fuori orario (1)", "trasloco", "Di Sabato")
	rules := d.rules()
	sara.said(post("closure-drop", "id", strconv.FormatInt(rules.Closures[0].ID, 10), "label", "trasloco"))
	wants(t, post("closure-drop", "id", strconv.FormatInt(rules.Closures[0].ID, 10), "label", "trasloco"), http.StatusNotFound, "già cambiato")
	wants(t, post("extra-drop", "id", strconv.FormatInt(rules.Extras[0].ID, 10), "label", "sabato"), http.StatusOK, "Togliere l&#39;apertura in più «sabato»?", "Riguarda 1 appuntamento già preso")
	sara.said(post("extra-drop", "id", strconv.FormatInt(rules.Extras[0].ID, 10), "label", "sabato", "sure", "1"))
	sara.said(post("day", "date", "2026-12-24", "name", "Vigilia", "kind", "municipal"))
	sara.said(post("desk", "name", "Sportello 3", "services", deskService, "online", "2", "kept", "1"))
	wants(t, post("desk", "name", "Sportello 3", "services", deskService, "online", "1"), http.StatusConflict, "già uno sportello")
	for what, pairs := range map[string][]string{
		"extra": {"from-day", "2026-11-28", "from", "12:00", "to-day", "2026-11-28", "to", "09:00"}, "close-desk": append(span, "desk", "0"),
		"day": {"date", "2027-02-30", "name", "x"}, "desk": {"name", "x"}, "day-remove": {"date", "x"}, "close-day": {"date", "2026-11-20", "name", "x", "sure", "1"},
	} {
		wants(t, post(what, pairs...), http.StatusUnprocessableEntity)
	}
	rules = d.rules()
	if len(rules.Closures) != 0 || len(rules.Extras) != 0 || len(rules.Desks) != 3 || len(rules.Desks[2].Lanes) != 3 || rules.Desks[2].Lanes[2].Online {
		t.Errorf("the rules are %+v", rules)
	}
	if rules.Own {
		t.Error("the hours count as changed, though nobody changed them")
	}
	for i, want := range []string{"Nuovo sportello: Sportello 3", "Giorno senza appuntamenti: giovedì 24 dicembre 2026, Vigilia", "Tolta un'apertura in più: sabato", "Tolta una chiusura: trasloco"} {
		if got := rules.Changes[i]; got.What != want || got.By != "Sara Blu" {
			t.Errorf("history %d: %+v, want %q", i, got, want)
		}
	}
}
