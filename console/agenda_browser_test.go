package console_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/browsertest"
)

// TestTheDesksPagesInABrowser looks at every page of a busy day, on a wide screen
// and on a telephone.
func TestTheDesksPagesInABrowser(t *testing.T) {
	t.Parallel()
	o := &office{}
	var d *desks
	d = newDesks(t, o.wire, func(w *world) {
		w.cfg.Now = func() time.Time { return d.now() }
		w.cfg.Supervisor = console.SupervisorConfig{Store: w.store, Mask: maskNumbers, Desk: o.service}
	})
	o.world = d.world
	o.serve(t)
	d.busyDay()
	op := d.operator("Sara Blu", caterina.RoleSupervisor)
	token := d.session(op, time.Now())
	first := d.count("SELECT min(id) FROM booking WHERE status = 'booked'")
	sizes := screens()
	sizes["small"] = func(p *browsertest.Page) { p.Phone(320, 640) }
	tuesday := d.opening(2)
	for screen, size := range sizes {
		t.Run(screen, func(t *testing.T) {
			t.Parallel()
			p := d.signedIn(t, token)
			size(p)
			for _, page := range []struct{ name, path string }{
				{"agenda-day", "?office=nord"},
				{"agenda-week", "/week?office=nord"},
				{"agenda-line", "/line?office=nord"},
				{"agenda-rules", "/rules?office=nord"},
				{"agenda-opening", fmt.Sprintf("/rules?office=nord&change=%d", tuesday.ID)},
				{"agenda-lanes", fmt.Sprintf("/rules?office=nord&lanes=%d", d.rules().Desks[0].ID)},
				{"agenda-empty", "?office=nord&day=" + day(4).String()},
				{"agenda-booking", fmt.Sprintf("/bookings/%d", first)},
				{"agenda-book", "/book?office=nord&service=consulenza&day=" + day(1).String()},
				{"agenda-print", "/print?office=nord"},
			} {
				p.Go(d.server.URL + deskBase + page.path)
				p.Wait(`document.querySelector(".shift").dataset.status === "live"`)
				look(t, p, page.name+"-"+screen)
				if screen == "desktop" {
					guide(t, p, page.name)
				}
			}
		})
	}
}

// guide makes docs/images/guida-agenda-*.png anew when CATERINA_GUIDE is 1, for the
// guide of the staff. Look at them before you commit them.
func guide(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	if os.Getenv("CATERINA_GUIDE") != "1" || name != "agenda-day" && name != "agenda-line" && name != "agenda-rules" && name != "telegram" {
		return
	}
	slim, err := browsertest.Slim(p.Picture())
	if err == nil {
		err = os.WriteFile(filepath.Join("..", "docs", "images", "guida-"+name+".png"), slim, 0o644)
	}
	if err != nil {
		t.Errorf("the picture %s: %v", name, err)
	}
}

// busyDay fills a morning with people in every state, some of whose names are long.
func (d *desks) busyDay() {
	d.t.Helper()
	d.at(on(day(0), 9, 50))
	clerk := d.clerk()
	for i, name := range []string{"Maria Rossi", "Ugo Neri", "Mohammed Abdel Rahman Al-Khatib Ferrari della Torre", "Ada Conti", "Piero Gialli"} {
		b := d.bookAs(name, on(day(0), 9+i/2, 30*(i%2)))
		if i < 3 {
			deed(clerk, "arrive", b)
		}
		if i == 0 {
			deed(clerk, "serve", d.stands(b))
		}
	}
	d.exec("UPDATE booking SET note = 'Porta la figlia piccola: serve la stanza al piano terra, e un interprete di lingua araba se si trova' WHERE name LIKE 'Mohammed%'")
	d.exec("UPDATE booking SET unreachable = true, phone = '+393331234567' WHERE name = 'Piero Gialli'")
	clerk.post(deskBase+"/line/walk-in", "office", deskOffice, "service", deskService, "name", "Rita", "note", "con passeggino", "number", "1")
	clerk.post(deskBase+"/line/walk-in", "office", deskOffice, "service", deskService, "name", "Signora Bartolomei Castagnoli", "note", "non sente bene, chiamarla a voce alta", "number", "1")
	gone := d.bookAs("Elena Viola", on(day(0), 11, 0))
	_, err := d.service.Cancel(d.t.Context(), d.siena.ID, gone.ID, gone.Revision, d.staffID(), "lo ha chiesto lei")
	d.must(err)
	desks := d.rules().Desks
	d.must(d.store.EditRules(d.t.Context(), d.siena.ID, deskOffice, d.staffID(), "Posti di Sportello 2: 1 da prenotare, 1 solo allo sportello", caterina.SetLanes{
		Desk: desks[1].ID, Was: desks[1].LaneCount(), Now: caterina.LaneCount{Online: 1, Kept: 1},
	}))
	d.must(d.store.EditRules(d.t.Context(), d.siena.ID, deskOffice, d.staffID(), "Chiuso martedì 1 dicembre 2026: assemblea", caterina.AddClosure{
		Span: caterina.DeskSpan{From: on(day(0), 10, 30), To: on(day(0), 11, 0), Reason: "assemblea", Desk: desks[1].ID},
	}))
	d.must(d.store.EditRules(d.t.Context(), d.siena.ID, deskOffice, d.staffID(), "Giorno senza appuntamenti", caterina.AddDayOff{
		Day: caterina.DayOff{Date: day(2), Kind: caterina.OffMunicipal, Name: "Assemblea generale"},
	}))
	d.book("Domani Mattina", on(day(1), 9, 0))
	d.bookAs("Fuori Orario", on(day(2), 9, 0))
	d.keeps(d.conversation(), on(day(0), 11, 30))
}

// bookAs makes an appointment whatever speaks against it.
func (d *desks) bookAs(name string, at time.Time) caterina.Booking {
	d.t.Helper()
	in := caterina.StaffBooking{
		Office: deskOffice, Service: deskService, From: at, By: d.staffID(), Reason: "per la prova",
		Person: caterina.Person{Name: caterina.Secret(name), Email: caterina.Secret(strings.ReplaceAll(strings.ToLower(name), " ", ".") + "@example.org")},
	}
	now := d.now()
	if !at.After(now) {
		d.at(at.Add(-time.Minute))
		defer d.at(now)
	}
	_, warnings, err := d.service.Book(d.t.Context(), d.siena.ID, in)
	d.must(err)
	in.Read = caterina.WarningsKey(warnings)
	if len(warnings) == 0 {
		found, err := d.service.Find(d.t.Context(), d.siena.ID, name)
		d.must(err)
		return found[0]
	}
	b, _, err := d.service.Book(d.t.Context(), d.siena.ID, in)
	d.must(err)
	return b
}

// conversation opens one.
func (d *desks) conversation() caterina.ConversationID {
	d.t.Helper()
	session, err := d.store.OpenSession(d.t.Context(), caterina.Opening{Town: d.siena.ID, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"}})
	d.must(err)
	return session.Conversation.ID
}

// TestTheDeskByKeyboard receives somebody without a mouse: the code is typed, the
// buttons are reached with Tab and pressed with Enter.
func TestTheDeskByKeyboard(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	b := d.book("Maria Rossi", on(day(0), 9, 0))
	d.at(on(day(0), 8, 50))
	p := d.signedIn(t, d.session(d.operator("Ada Neri", caterina.RoleOperator), time.Now()))
	p.Go(d.server.URL + deskBase + "/line?office=nord")
	press := func(label string) {
		t.Helper()
		for range 60 {
			p.Press(browsertest.Tab())
			if strings.Contains(p.Focused(), label) {
				p.Press(browsertest.Enter())
				return
			}
		}
		t.Fatalf("the keyboard never comes to %q", label)
	}
	p.Eval(`document.getElementById("who").focus()`, nil)
	p.Type(strings.ToLower(b.Code[:3]) + " " + strings.ToLower(b.Code[3:]))
	p.Press(browsertest.Enter())
	p.WaitText("h1", "Maria Rossi: martedì 24 novembre 2026, ore 9:00")
	press("È qui")
	p.WaitText(".alert-success", "è qui")
	press("Fai passare")
	p.WaitText(".alert-success", "al banco")
	press("Finito")
	p.WaitText("#what", "ricevuto")
	p.Accessible()
	if got := d.stands(b).Status; got != caterina.Done {
		t.Errorf("it is %s", got)
	}
}

// TestAnAgendaFollowsWithoutLosingThePlace: a place is taken elsewhere, the page
// shows it when the line says so, and the keyboard stays where it was.
func TestAnAgendaFollowsWithoutLosingThePlace(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	b := d.book("Maria Rossi", on(day(0), 9, 0))
	p := d.signedIn(t, d.session(d.operator("Ada Neri", caterina.RoleOperator), time.Now()))
	p.Go(d.server.URL + deskBase + "?office=nord")
	p.WaitText("live-part", "Maria Rossi")
	p.Eval(fmt.Sprintf(`document.getElementById("b-%d").focus()`, b.ID), nil)
	d.book("Ugo Neri", on(day(0), 10, 0))
	p.Eval(`window.dispatchEvent(new Event("caterina:changed"))`, nil)
	p.WaitText("live-part", "Ugo Neri")
	p.Wait(fmt.Sprintf(`document.activeElement.id === "b-%d"`, b.ID))
}

// TestADeskSaysWhatItIsAskedTo covers what people type wrongly, and other towns.
func TestADeskSaysWhatItIsAskedTo(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	clerk := d.clerk()
	for path, want := range map[string]int{
		"?office=altrove": http.StatusNotFound, "?office=nord&day=2027-02-30": http.StatusUnprocessableEntity, "/bookings/999": http.StatusNotFound, "/bookings/x": http.StatusNotFound,
		"/book?office=nord&service=altro&day=2026-11-25": http.StatusOK, "/rules": http.StatusForbidden, "/week?office=nord&day=2026-12-25": http.StatusOK, "/print": http.StatusOK,
		"/live": http.StatusOK, "/week/live": http.StatusOK, "/line/live": http.StatusOK,
	} {
		if got := clerk.get(deskBase + path); got.Code != want {
			t.Errorf("%s: %s", path, got)
		}
	}
	bare := []string{"office", deskOffice, "service", deskService, "day", day(1).String(), "reason", "prova"}
	book := func(more ...string) answer { return clerk.post(deskBase+"/book", append(more, bare...)...) }
	wants(t, book("name", "Maria"), http.StatusUnprocessableEntity, "Scegli un&#39;ora")
	wants(t, book("at", "other", "clock", "09:00"), http.StatusUnprocessableEntity, "Scrivi il nome")
	wants(t, book("name", "Maria", "at", strconv.FormatInt(on(day(1), 9, 0).Unix(), 10), "clock", "10:15"), http.StatusUnprocessableEntity, "ne hai scritta anche un&#39;altra")
	wants(t, book("name", "Maria", "email", "maria", "at", "other", "clock", "09:00"), http.StatusUnprocessableEntity, "e-mail non è completo")
	wants(t, book("name", "Maria", "phone", "12", "at", "other", "clock", "09:00"), http.StatusUnprocessableEntity, "telefono non è completo")
	wants(t, book("name", "Maria", "at", strconv.FormatInt(on(day(-1), 9, 0).Unix(), 10)), http.StatusConflict, "già passata")
	wants(t, book("name", "Maria", "at", "other", "clock", "20:00"), http.StatusConflict, "fuori orario", "Conferma lo stesso")
	wants(t, clerk.post(deskBase+"/find", "office", deskOffice, "who", "nessuno"), http.StatusOK, "Nessun appuntamento per «nessuno»")
	wants(t, clerk.post(deskBase+"/find", "office", deskOffice, "who", " "), http.StatusUnprocessableEntity, "Scrivi il codice")
	d.book("Maria Rossi", on(day(1), 9, 0))
	d.book("Mario Rossini", on(day(2), 9, 0))
	wants(t, clerk.post(deskBase+"/find", "office", deskOffice, "who", "ROSSI"), http.StatusOK, "Maria Rossi", "Mario Rossini")
	if got := clerk.post(deskBase+"/find", "office", deskOffice, "who", "rossini"); got.Code != http.StatusSeeOther || strings.Contains(got.Location, "ossini") {
		t.Errorf("one alone: %s", got)
	}
}

// TestStaffMoveCancelAndSendForACitizen, with what the history says of it.
func TestStaffMoveCancelAndSendForACitizen(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	clerk := d.clerk()
	b := d.book("Maria Rossi", on(day(1), 9, 0))
	page := fmt.Sprintf("%s/bookings/%d", deskBase, b.ID)
	wants(t, clerk.get(fmt.Sprintf("%s/book?office=nord&service=consulenza&moving=%d&day=%s", deskBase, b.ID, day(1))), http.StatusOK, "Sposta l'appuntamento di Maria Rossi", "> 09:30<")
	said := clerk.said(clerk.post(deskBase+"/book", "office", deskOffice, "service", deskService, "day", day(1).String(), "moving", fmt.Sprint(b.ID), "revision", strconv.Itoa(b.Revision),
		"at", strconv.FormatInt(on(day(1), 10, 0).Unix(), 10), "reason", "ha telefonato"))
	moved := d.stands(b)
	if !strings.Contains(said, "mercoledì 25 novembre 2026, ore 10:00") || !moved.From.Equal(on(day(1), 10, 0)) || moved.Code != b.Code || moved.Revision != b.Revision+1 {
		t.Errorf("it said %q, and it is %+v", said, moved)
	}
	wants(t, clerk.post(deskBase+"/book", "office", deskOffice, "service", deskService, "day", day(1).String(), "moving", fmt.Sprint(b.ID), "revision", strconv.Itoa(b.Revision),
		"at", strconv.FormatInt(on(day(1), 11, 0).Unix(), 10)), http.StatusConflict, "è cambiato")
	other := caterina.DeskID(0)
	for _, k := range d.rules().Desks {
		if k.ID != moved.Desk {
			other = k.ID
		}
	}
	clerk.said(clerk.post(page+"/send", "desk", fmt.Sprint(other)))
	if now := d.stands(b); now.Desk != other || now.Revision != moved.Revision {
		t.Errorf("sent to desk %d it is %+v", other, now)
	}
	wants(t, clerk.post(page+"/cancel", "revision", strconv.Itoa(moved.Revision)), http.StatusUnprocessableEntity, "Scrivi perché")
	wants(t, clerk.post(page+"/cancel", "revision", "0", "reason", "x"), http.StatusConflict, "è cambiato", "spostato")
	clerk.said(clerk.post(page+"/cancel", "revision", strconv.Itoa(moved.Revision), "reason", "lo ha chiesto lei"))
	if got := d.stands(b).Status; got != caterina.CancelledOffice {
		t.Errorf("cancelled it is %s", got)
	}
	wants(t, clerk.get(page), http.StatusOK, "annullato dall&#39;ufficio", "Motivo: lo ha chiesto lei", "Motivo: ha telefonato", "Ada Neri", "passato a un altro sportello")
	if d.heard() == 0 {
		t.Error("no open page was told")
	}
}

// TestTheKeyboardStaysAfterADeed: the button that was pressed keeps the focus while it
// is there, and else the title of its list has it.
func TestTheKeyboardStaysAfterADeed(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	b := d.book("Maria Rossi", on(day(0), 9, 0))
	d.at(on(day(0), 9, 5))
	wants(t, deed(d.clerk(), "arrive", b), http.StatusSeeOther)
	p := d.signedIn(t, d.session(d.operator("Ugo Neri", caterina.RoleOperator), time.Now()))
	p.Go(d.server.URL + deskBase + "/line?office=nord")
	call := fmt.Sprintf("call-booking-%d", b.ID)
	p.Eval(`document.getElementById("`+call+`").focus()`, nil)
	for _, said := range []string{"Chiamata 1 di 3", "Chiamata 2 di 3"} {
		p.Press(browsertest.Enter())
		p.WaitText(".alert-success", said)
		p.Wait(`document.activeElement?.id === "` + call + `"`)
	}
	p.Press(browsertest.Enter())
	p.WaitText(".alert-success", "terza volta")
	p.Wait(`document.activeElement?.id === "waiting"`)
	p.Accessible()
}
