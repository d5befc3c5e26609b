package console_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"example.org/caterina"
)

const deskBase = "/console/siena/agenda"

// supervisor and operator are browsers of two of the staff.
func (d *desks) supervisor() *browser { return d.as(d.operator("Sara Blu", caterina.RoleSupervisor)) }

func (d *desks) clerk() *browser { return d.as(d.operator("Ada Neri", caterina.RoleOperator)) }

// count reads one number of the database.
func (d *desks) count(sql string, args ...any) int {
	d.t.Helper()
	var n int
	d.must(d.db.QueryRow(d.t.Context(), sql, args...).Scan(&n))
	return n
}

func (d *desks) exec(sql string, args ...any) {
	d.t.Helper()
	_, err := d.db.Exec(d.t.Context(), sql, args...)
	d.must(err)
}

// deed does something about a booking as the page would send it.
func deed(b *browser, deed string, booked caterina.Booking) answer {
	b.w.t.Helper()
	return b.post(deskBase+"/line/deed", "office", deskOffice, "deed", deed, "booking", fmt.Sprint(booked.ID), "seen", string(booked.Status), "calls", strconv.Itoa(booked.Calls))
}

// TestCase26ADayThatStaffRemoveIsBookableAgain, and the next making of the days off
// does not bring it back.
func TestCase26ADayThatStaffRemoveIsBookableAgain(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	off := caterina.DayOff{Date: day(14), Kind: caterina.OffPatron, Name: "Sant'Ansano"}
	plan := caterina.DayPlan{Within: caterina.DateRange{First: day(0), Last: day(400)}, Days: []caterina.DayOff{off}}
	_, err := d.store.PlanDaysOff(t.Context(), d.siena.ID, plan)
	d.must(err)
	sara := d.supervisor()
	form := deskBase + "/book?office=nord&service=consulenza&day=" + off.Date.String()
	wants(t, sara.get(form), http.StatusOK, "non ci sono ore libere")
	wants(t, sara.get(deskBase+"/rules"), http.StatusOK, "martedì 8 dicembre 2026: Sant&#39;Ansano")
	said := sara.said(sara.post(deskBase+"/rules/day-remove", "office", deskOffice, "date", off.Date.String()))
	if !strings.Contains(said, "Si lavora martedì 8 dicembre 2026") {
		t.Errorf("it said %q", said)
	}
	_, err = d.store.PlanDaysOff(t.Context(), d.siena.ID, plan)
	d.must(err)
	wants(t, sara.get(form), http.StatusOK, `type="radio" name="at"`, "9:00")
	wants(t, sara.get(deskBase+"/rules"), http.StatusOK, "si lavora", "Sara Blu", "Rimetti")
	d.book("Maria Rossi", on(off.Date, 9, 0))
	wants(t, sara.post(deskBase+"/rules/day-remove", "office", deskOffice, "date", off.Date.String()), http.StatusNotFound, "già cambiato")
}

// TestCase49AStrikeCallsEveryAppointmentOffOnce: thirty-seven people are told once,
// however often the button is pressed, at the same time or later.
func TestCase49AStrikeCallsEveryAppointmentOffOnce(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	op := d.staffID()
	d.must(d.store.EditRules(t.Context(), d.siena.ID, deskOffice, op, "aperto a lungo", caterina.AddExtra{Span: caterina.DeskSpan{From: on(day(1), 6, 0), To: on(day(1), 22, 0)}}))
	for i := range 37 {
		_, warnings, err := d.service.Book(t.Context(), d.siena.ID, caterina.StaffBooking{
			Office: deskOffice, Service: deskService, From: on(day(1), 6, 30*(i/2)), By: op,
			Person: caterina.Person{Name: caterina.Secret(fmt.Sprintf("Persona %d", i)), Email: caterina.Secret(fmt.Sprintf("p%d@example.org", i))},
		})
		if err != nil || len(warnings) > 0 {
			t.Fatalf("%d: %v, %+v", i, err, warnings)
		}
	}
	kept := d.book("Domani", on(day(2), 9, 0))
	sara := d.supervisor()
	press := func() answer {
		return sara.post(deskBase+"/rules/close-day", "office", deskOffice, "date", day(1).String(), "kind", "strike", "name", "Sciopero", "sure", "1")
	}
	wants(t, sara.post(deskBase+"/rules/close-day", "office", deskOffice, "date", day(1).String(), "kind", "strike", "name", "Sciopero"), http.StatusOK, "Chiudere mercoledì 25 novembre 2026?", "Riguarda 37 appuntamenti: vengono annullati", `name="sure" value="1"`)
	if n := d.count("SELECT count(*) FROM booking WHERE status = 'cancelled_office'"); n != 0 {
		t.Errorf("%d are called off before anybody has read how many", n)
	}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() { press() })
	}
	both.Wait()
	if said := sara.said(press()); !strings.Contains(said, "Non c&#39;erano appuntamenti da annullare") {
		t.Errorf("pressed again it said %q", said)
	}
	if n := d.count("SELECT count(*) FROM booking WHERE status = 'cancelled_office'"); n != 37 {
		t.Errorf("%d are called off", n)
	}
	if n := d.count("SELECT count(*) FROM notice WHERE kind = 'office_closed' AND channel = 'mail'"); n != 37 {
		t.Errorf("%d notices by mail", n)
	}
	if n := d.count("SELECT count(DISTINCT booking_id) FROM notice WHERE kind = 'office_closed'"); n != 37 {
		t.Errorf("%d people are told", n)
	}
	if n := d.count("SELECT count(*) FROM booking_event WHERE what = 'cancelled_office'"); n != 37 {
		t.Errorf("%d lines of history", n)
	}
	if d.stands(kept).Status != caterina.Booked {
		t.Error("another day was called off too")
	}
	wants(t, sara.get(deskBase+"/book?office=nord&service=consulenza&day="+day(1).String()), http.StatusOK, "non ci sono ore libere")
	wants(t, sara.get(deskBase+"?office=nord&day="+day(1).String()), http.StatusOK, "Sciopero", "Annullati")
	flaws, err := d.store.CheckBookings(t.Context())
	if err != nil || len(flaws) > 0 {
		t.Errorf("the check says %+v, %v", flaws, err)
	}
}

// TestCase50HoursThatAreShortenedDeleteNothing: what stands outside is listed, and
// nothing new is offered there.
func TestCase50HoursThatAreShortenedDeleteNothing(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	late, early := d.book("Lia Verdi", on(day(7), 11, 30)), d.book("Ugo Neri", on(day(7), 9, 0))
	sara := d.supervisor()
	page := sara.get(deskBase + "/rules").Body
	if strings.Contains(page, "fuori orario (") {
		t.Error("there are conflicts before anything changed")
	}
	tuesday := regexp.MustCompile(`name="id" value="(\d+)"><input type="hidden" name="label" value="martedì`).FindStringSubmatch(page)
	if tuesday == nil {
		t.Fatalf("no rule for Tuesday on %s", page)
	}
	drop := []string{"office", deskOffice, "id", tuesday[1], "label", "martedì 09:00–12:00"}
	wants(t, sara.post(deskBase+"/rules/opening-drop", drop...), http.StatusOK, "Togliere l&#39;orario «martedì 09:00–12:00»?", "Riguarda 2 appuntamenti già presi: restano validi", "Sì, togli l&#39;orario")
	if !strings.Contains(sara.get(deskBase+"/rules").Body, `value="`+tuesday[1]+`"><input type="hidden" name="label" value="martedì`) {
		t.Error("the rule is gone before anybody has read what it is about")
	}
	said := sara.said(sara.post(deskBase+"/rules/opening-drop", append(drop, "sure", "1")...))
	if !strings.Contains(said, "Nessun appuntamento è stato toccato") {
		t.Errorf("it said %q", said)
	}
	add := []string{"office", deskOffice, "desk", "0", "weekday", "2", "from", "09:00", "to", "11:00", "every", "1"}
	wants(t, sara.post(deskBase+"/rules/opening", add...), http.StatusSeeOther)
	a := sara.get(deskBase + "/rules")
	wants(t, a, http.StatusOK, "Appuntamenti fuori orario (1)", "Lia Verdi", "fuori orario")
	if strings.Contains(a.Body, "Ugo Neri") {
		t.Error("who still fits is listed too")
	}
	if d.stands(late).Status != caterina.Booked || d.stands(late).Revision != late.Revision || d.stands(early).Status != caterina.Booked {
		t.Error("an appointment has changed")
	}
	free := sara.get(deskBase + "/book?office=nord&service=consulenza&day=" + day(7).String()).Body
	if strings.Contains(free, "> 11:00<") || !strings.Contains(free, "> 10:30<") {
		t.Errorf("the free times are %s", free)
	}
	wants(t, sara.get(deskBase+"?office=nord&day="+day(7).String()), http.StatusOK, "fuori orario")
}

// TestCase32ARuleThatOverlapsIsRefused with a sentence that names the other one, and
// what was typed stays.
func TestCase32ARuleThatOverlapsIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	sara := d.supervisor()
	a := sara.post(deskBase+"/rules/opening", "office", deskOffice, "desk", "0", "weekday", "1", "from", "11:00", "to", "13:00", "every", "1")
	wants(t, a, http.StatusUnprocessableEntity, "lunedì 9:00-12:00", "Non è cambiato niente", `value="13:00"`)
	wants(t, sara.post(deskBase+"/rules/opening", "office", deskOffice, "weekday", "6", "from", "02:00", "to", "03:00"), http.StatusUnprocessableEntity)
	wants(t, sara.post(deskBase+"/rules/opening", "office", deskOffice, "weekday", "6", "from", "9", "to", "11:00"), http.StatusUnprocessableEntity, "per esempio 9:00")
	wants(t, sara.post(deskBase+"/rules/opening", "office", deskOffice, "weekday", "6", "from", "09:00", "to", "11:00", "since", "2027-02-30"), http.StatusUnprocessableEntity, "30 febbraio")
	wants(t, sara.post(deskBase+"/rules/opening", "office", deskOffice, "weekday", "6", "from", "09:00", "to", "11:00", "every", "2"), http.StatusUnprocessableEntity, "contano da quella")
	wants(t, sara.post(deskBase+"/rules/opening", "office", "altrove", "weekday", "6", "from", "09:00", "to", "11:00"), http.StatusNotFound)
	wants(t, sara.post(deskBase+"/rules/nonsense", "office", deskOffice), http.StatusNotFound)
	if n := len(d.rules().Openings); n != 5 {
		t.Errorf("there are %d rules now", n)
	}
	wants(t, sara.post(deskBase+"/rules/opening", "office", deskOffice, "weekday", "6", "from", "09:00", "to", "11:00", "every", "2", "anchor", "2026-11-28"), http.StatusSeeOther)
	if rule := d.rules().Openings[5]; rule.EveryWeeks != 2 || rule.Anchor != (caterina.Date{Year: 2026, Month: 11, Day: 23}) {
		t.Errorf("the rule is %+v", rule)
	}
}

// TestCase51AClosedDeskMovesItsAppointmentsSilently to free lanes at the same time;
// those that do not fit are listed, and stand.
func TestCase51AClosedDeskMovesItsAppointmentsSilently(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	first, second := d.book("Prima", on(day(1), 9, 0)), d.book("Seconda", on(day(1), 9, 0))
	if first.Desk == second.Desk {
		t.Fatal("two at the same desk at the same time")
	}
	ill, conv := first.Desk, d.conversation()
	alone := d.bookIn(conv, ill, 1, on(day(1), 10, 0)) // who would be told in a chat and by mail
	tomorrow := d.bookIn("", ill, 1, on(day(2), 10, 0))
	told := func() int {
		return d.count("SELECT (SELECT count(*) FROM notice) + (SELECT count(*) FROM event WHERE conversation_id = $1) + (SELECT count(*) FROM river_job)", string(conv))
	}
	before := told()
	sara := d.supervisor()
	said := sara.said(sara.post(deskBase+"/rules/close-desk", "office", deskOffice, "desk", fmt.Sprint(ill), "from-day", day(1).String(), "from", "08:00",
		"to-day", day(1).String(), "to", "18:00", "reason", "malattia"))
	if !strings.Contains(said, "alla stessa ora: 1") || !strings.Contains(said, "Senza posto altrove: 1") {
		t.Errorf("it said %q", said)
	}
	moved, left := d.stands(alone), d.stands(first)
	if moved.Desk == ill || !moved.From.Equal(alone.From) || moved.Code != alone.Code || moved.Revision != alone.Revision {
		t.Errorf("who had room elsewhere: %+v, before %+v", moved, alone)
	}
	if left.Desk != ill || left.Status != caterina.Booked {
		t.Errorf("who had none: %+v", left)
	}
	if n := told(); n != before {
		t.Errorf("%d notices, events or jobs were written", n-before)
	}
	if now := d.stands(tomorrow); now.Desk != ill || now.Lane != 1 {
		t.Errorf("who comes when the desk is open again: %+v", now)
	}
	flaws, err := d.store.CheckBookings(t.Context())
	if err != nil || len(flaws) > 0 {
		t.Errorf("the check says %+v, %v", flaws, err)
	}
	a := sara.get(deskBase + "/rules")
	wants(t, a, http.StatusOK, "Appuntamenti fuori orario (1)", "Prima", "malattia")
	wants(t, sara.get(fmt.Sprintf("%s/bookings/%d", deskBase, alone.ID)), http.StatusOK, "passato a un altro sportello, alla stessa ora")
}

// TestCase52AWarningIsWeighedAgainOnSubmit: an operator confirms that a person may
// have one more, and meanwhile a citizen takes the last place.
func TestCase52AWarningIsWeighedAgainOnSubmit(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	clerk := d.clerk()
	form := []string{"office", deskOffice, "service", deskService, "day", day(1).String(), "name", "Maria Rossi", "email", "maria@example.org", "reason", "urgente"}
	book := func(more ...string) answer { return clerk.post(deskBase+"/book", append(more, form...)...) }
	at := func(hour, minute int) string { return strconv.FormatInt(on(day(1), hour, minute).Unix(), 10) }
	first := book("at", at(9, 0), "request", "11111111-1111-4111-8111-111111111111")
	wants(t, first, http.StatusSeeOther)
	again := book("at", at(9, 0), "request", "11111111-1111-4111-8111-111111111111")
	if again.Code != http.StatusSeeOther && again.Code != http.StatusConflict || d.count("SELECT count(*) FROM booking") != 1 {
		t.Errorf("sent twice: %s, %d bookings", again, d.count("SELECT count(*) FROM booking"))
	}
	desks := d.rules().Desks
	d.bookOn(desks[0].ID, 1, on(day(1), 10, 0))
	warned := book("at", at(10, 0), "request", "22222222-2222-4222-8222-222222222222")
	wants(t, warned, http.StatusConflict, "numero massimo di appuntamenti", "Conferma lo stesso")
	if strings.Contains(warned.Body, "fuori agenda") {
		t.Error("it warns of what is not so yet")
	}
	read := readOf(t, warned)
	d.bookOn(desks[1].ID, 1, on(day(1), 10, 0)) // a citizen takes the last place
	more := book("at", at(10, 0), "read", read, "request", "22222222-2222-4222-8222-222222222222")
	wants(t, more, http.StatusConflict, "numero massimo di appuntamenti", "si aggiunge un posto fuori agenda")
	if n := d.count("SELECT count(*) FROM booking"); n != 3 {
		t.Fatalf("%d bookings after a warning that was skipped", n)
	}
	wants(t, book("at", at(10, 0), "read", readOf(t, more), "request", "22222222-2222-4222-8222-222222222222"), http.StatusSeeOther)
	if n := d.count("SELECT count(*) FROM booking WHERE starts_at = $1", on(day(1), 10, 0)); n != 3 {
		t.Errorf("%d have the place", n)
	}
	flaws, err := d.store.CheckBookings(t.Context())
	if err != nil || len(flaws) > 0 {
		t.Errorf("the check says %+v, %v", flaws, err)
	}
}

// readOf is what a form says was read.
func readOf(t *testing.T, a answer) string {
	t.Helper()
	m := regexp.MustCompile(`name="read" value="([^"]*)"`).FindStringSubmatch(a.Body)
	if m == nil {
		t.Fatalf("no warning on %s", a)
	}
	return strings.NewReplacer("&#39;", "'", "&amp;", "&", "&#34;", `"`, "&#43;", "+").Replace(m[1])
}

// TestCase53WhoWalksInGetsTheKeptLaneOrANumber with an honest waiting time.
func TestCase53WhoWalksInGetsTheKeptLaneOrANumber(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	op := d.staffID()
	rules := d.rules()
	d.must(d.store.EditRules(t.Context(), d.siena.ID, deskOffice, op, "posto per chi arriva", caterina.AddLane{Desk: rules.Desks[0].ID}))
	d.exec("UPDATE desk_lane SET extra = false")
	for _, k := range rules.Desks { // both online lanes, the whole morning
		for half := range 6 {
			d.bookOn(k.ID, 1, on(day(0), 9, 30*half))
		}
	}
	clerk := d.clerk()
	walk := func(name string) string {
		return clerk.said(clerk.post(deskBase+"/line/walk-in", "office", deskOffice, "service", deskService, "name", name))
	}
	d.at(on(day(0), 9, 5))
	if said := walk("Rita"); !strings.Contains(said, "C&#39;era un posto: Rita alle 09:06") {
		t.Errorf("the first is told %q", said)
	}
	number := clerk.said(clerk.post(deskBase+"/line/walk-in", "office", deskOffice, "service", deskService, "name", "Nora", "number", "1"))
	if !strings.Contains(number, "Numero 1. Attesa prevista: circa 30 min, verso le 09:36") {
		t.Errorf("who wants a number is told %q", number)
	}
	for range 4 {
		if said := walk(""); !strings.Contains(said, "C&#39;era un posto") {
			t.Errorf("while there is room: %q", said)
		}
	}
	if kept := d.count("SELECT count(*) FROM allocation a JOIN desk_lane l USING (town_id, desk_id, lane) WHERE NOT l.online AND a.state = 'booked'"); kept != 5 {
		t.Errorf("%d have a place on the lane that is kept for them", kept)
	}
	if here := d.count("SELECT count(*) FROM booking WHERE status = 'checked_in'"); here != 5 {
		t.Errorf("%d are noted as here", here)
	}
	if said := walk("Ultima"); !strings.Contains(said, "Numero 2. Oggi però") || !strings.Contains(said, "proponi un appuntamento") {
		t.Errorf("when the day is full it said %q", said)
	}
	wants(t, clerk.get(deskBase+"/line"), http.StatusOK, "Numero 1", "senza appuntamento", "oggi non c'è più tempo")
	wants(t, clerk.post(deskBase+"/line/walk-in", "office", deskOffice, "service", "", "name", "Rita <b>"), http.StatusUnprocessableEntity, "Scegli il servizio", `value="Rita &lt;b&gt;"`)
}

// TestCase54EarlyWaitsFromItsHourAndLateIsOfferedTheNextGap on the page.
func TestCase54EarlyWaitsFromItsHourAndLateIsOfferedTheNextGap(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	clerk := d.clerk()
	early, late := d.book("Presto", on(day(0), 9, 0)), d.book("Tardi", on(day(0), 9, 30))
	for hour, minute := range map[int]int{10: 0} { // what is taken right after
		d.book("Altri 1", on(day(0), hour, minute))
		d.book("Altri 2", on(day(0), hour, minute))
	}
	d.at(on(day(0), 8, 20))
	wants(t, deed(clerk, "arrive", early), http.StatusSeeOther)
	wants(t, clerk.get(deskBase+"/line"), http.StatusOK, "in anticipo", "il suo turno è alle 09:00")
	d.at(on(day(0), 9, 50))
	wants(t, clerk.get(deskBase+"/line"), http.StatusOK, "in ritardo di 20 min", ">50 min<")
	wants(t, deed(clerk, "arrive", late), http.StatusSeeOther)
	d.exec("UPDATE booking SET arrived_at = $1 WHERE id = $2", d.now(), late.ID)
	a := clerk.get(deskBase + "/line")
	wants(t, a, http.StatusOK, "in ritardo", "Sposta alle")
	said := clerk.said(deed(clerk, "gap", d.stands(late)))
	moved := d.stands(late)
	if !strings.Contains(said, "adesso il posto è alle") || !moved.From.After(d.now()) || moved.Status != caterina.CheckedIn || moved.Code != late.Code {
		t.Errorf("it said %q, and it is %+v", said, moved)
	}
}

// TestCase55ThreeCallsInVainAndBack: three calls make a no-show, five minutes later
// staff take it back, with the same code.
func TestCase55ThreeCallsInVainAndBack(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	clerk := d.clerk()
	b := d.book("Maria Rossi", on(day(0), 9, 0))
	d.at(on(day(0), 9, 5))
	wants(t, deed(clerk, "arrive", b), http.StatusSeeOther)
	b = d.stands(b)
	stale := b
	for i := 1; i <= 3; i++ {
		if said := clerk.said(deed(clerk, "call", b)); i < 3 && said != fmt.Sprintf("Chiamata %d di 3.", i) {
			t.Errorf("call %d said %q", i, said)
		}
		b = d.stands(b)
	}
	if b.Status != caterina.NoShow || b.Calls != 3 {
		t.Fatalf("after three calls: %s, %d", b.Status, b.Calls)
	}
	wants(t, deed(clerk, "call", stale), http.StatusConflict, "guarda come sta adesso")
	d.at(on(day(0), 9, 10))
	wants(t, clerk.get(deskBase+"/line"), http.StatusOK, "Conclusi oggi (1)", "non si è presentato")
	wants(t, deed(clerk, "undo", b), http.StatusSeeOther)
	back := d.stands(b)
	if back.Status != caterina.CheckedIn || back.Code != b.Code || back.Calls != 0 {
		t.Errorf("taken back it is %+v", back)
	}
	wants(t, deed(clerk, "serve", back), http.StatusSeeOther)
	wants(t, deed(clerk, "done", d.stands(back)), http.StatusSeeOther)
	wants(t, clerk.get(fmt.Sprintf("%s/bookings/%d", deskBase, b.ID)), http.StatusOK, "ricevuto", "chiamato", "tornato indietro di un passo", "Ada Neri")
	d.at(on(day(1), 9, 0))
	wants(t, deed(clerk, "undo", d.stands(back)), http.StatusConflict)
}

// TestNobodyMissesAnAppointmentBeforeItsHour: calls before it do not count, and
// nothing says that the person is absent.
func TestNobodyMissesAnAppointmentBeforeItsHour(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	clerk := d.clerk()
	b := d.book("Maria Rossi", on(day(0), 9, 0))
	d.at(on(day(0), 8, 40))
	page := clerk.get(deskBase + "/line")
	if wants(t, page, http.StatusOK, "È qui"); strings.Contains(page.Body, "Non si è presentato") {
		t.Error("who is not expected yet can be noted as absent")
	}
	wants(t, deed(clerk, "no_show", b), http.StatusConflict, "prima non si può segnare assente")
	wants(t, deed(clerk, "arrive", b), http.StatusSeeOther)
	for range 4 {
		wants(t, deed(clerk, "call", d.stands(b)), http.StatusSeeOther)
	}
	if now := d.stands(b); now.Status != caterina.CheckedIn || now.Calls != 0 || now.ArrivedAt == nil {
		t.Errorf("after four calls before the hour it is %+v", now)
	}
	d.at(on(day(0), 9, 0))
	for range 3 {
		wants(t, deed(clerk, "call", d.stands(b)), http.StatusSeeOther)
	}
	if now := d.stands(b); now.Status != caterina.NoShow {
		t.Errorf("after three at the hour it is %s", now.Status)
	}
}

// TestTwoAtTheSameDeskDoNotCallTwice: of many who press at once, one calls.
func TestTwoAtTheSameDeskDoNotCallTwice(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	clerk := d.clerk()
	b := d.book("Maria Rossi", on(day(0), 9, 0))
	d.at(on(day(0), 9, 5))
	wants(t, deed(clerk, "arrive", b), http.StatusSeeOther)
	b = d.stands(b)
	var mu sync.Mutex
	codes := map[int]int{}
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			code := deed(clerk, "call", b).Code
			mu.Lock()
			defer mu.Unlock()
			codes[code]++
		})
	}
	all.Wait()
	if codes[http.StatusSeeOther] != 1 || codes[http.StatusConflict] != 15 || d.stands(b).Calls != 1 {
		t.Errorf("the answers are %v, and it was called %d times", codes, d.stands(b).Calls)
	}
}
