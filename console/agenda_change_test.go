package console_test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// opening is the rule of the office for a day of the week.
func (d *desks) opening(weekday caterina.Weekday) caterina.OpeningRule {
	d.t.Helper()
	for _, r := range d.rules().Openings {
		if r.Weekday == weekday {
			return r
		}
	}
	d.t.Fatalf("nothing is open on day %d", weekday)
	return caterina.OpeningRule{}
}

// vacancy is a place as somebody sees it who looks now.
func (d *desks) vacancy(at time.Time) caterina.Vacancy {
	d.t.Helper()
	rules := d.rules()
	return caterina.Vacancy{
		Service: deskService, Office: deskOffice, From: at, To: at.Add(30 * time.Minute), Version: rules.Version,
		Spots: []caterina.Spot{{Desk: rules.Desks[0].ID, Lane: 1}},
	}
}

func (d *desks) take(order caterina.BookingOrder) error {
	_, err := d.store.BookFor(d.t.Context(), order)
	return err
}

// changing is what the form of a rule sends that was not touched.
func changing(a answer, rule *caterina.OpeningRule, more ...string) []string {
	_, rest, _ := strings.Cut(a.Body, `name="seen" value="`)
	seen, _, _ := strings.Cut(rest, `"`)
	return append(more, "office", deskOffice, "id", strconv.FormatInt(rule.ID, 10), "seen", seen, "desk", "0",
		"weekday", strconv.Itoa(int(rule.Weekday)), "from", rule.From.String(), "to", rule.To.String(), "every", "1")
}

// TestCase50AnOpeningIsChangedInPlaceAndDeletesNothing: before it is saved the page
// lists who will stand outside; then they do, and nothing new is offered there.
func TestCase50AnOpeningIsChangedInPlaceAndDeletesNothing(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	late, early := d.book("Lia Verdi", on(day(7), 11, 30)), d.book("Ugo Neri", on(day(7), 9, 0))
	sara, tuesday := d.supervisor(), d.opening(2)
	seen := d.vacancy(on(day(7), 11, 0)) // by a citizen, before
	page := sara.get(fmt.Sprintf("%s/rules?change=%d", deskBase, tuesday.ID))
	wants(t, page, http.StatusOK, "Adesso: <b>martedì 09:00–12:00</b>", `id="change-to" name="to" type="time" required min="05:00" max="23:00" value="12:00"`)
	form := changing(page, &tuesday, "to", "11:00")
	asked := sara.post(deskBase+"/rules/opening-change", form...)
	wants(t, asked, http.StatusOK, "Cambiare l&#39;orario «martedì 09:00–12:00» in «martedì 09:00–11:00»?", "Riguarda 1 appuntamento già preso: resta valido", "Lia Verdi", "Sì, cambia l&#39;orario")
	if strings.Contains(asked.Body, "Ugo Neri") || d.opening(2) != tuesday {
		t.Error("who still fits is listed, or it is changed before anybody has read what it is about")
	}
	said := sara.said(sara.post(deskBase+"/rules/opening-change", append(form, "sure", "1")...))
	if !strings.Contains(said, "Cambiato un orario: da martedì 09:00–12:00 a martedì 09:00–11:00. Nessun appuntamento è stato toccato") {
		t.Errorf("it said %q", said)
	}
	if got := d.opening(2); got.ID != tuesday.ID || got.To != 11*60 {
		t.Errorf("the rule is %+v", got)
	}
	wants(t, sara.get(deskBase+"/rules"), http.StatusOK, "Appuntamenti fuori orario (1)", "Lia Verdi", "Questi orari sono vostri", "da martedì 09:00–12:00 a martedì 09:00–11:00")
	for _, b := range []caterina.Booking{late, early} {
		if now := d.stands(b); now.Status != caterina.Booked || now.Revision != b.Revision || !now.From.Equal(b.From) {
			t.Errorf("an appointment has changed: %+v", now)
		}
	}
	order := caterina.BookingOrder{
		Town: d.siena.ID, Code: "2222222", RequestID: uuid(), Lang: "it", By: caterina.ActorCitizen, Vacancy: seen,
		Person: caterina.Person{Name: "Pia", Email: "pia@example.org", Verified: true},
	}
	refused, ok := errors.AsType[*caterina.BookingRefused](d.take(order))
	if !ok || refused.Why != caterina.ProblemChanged {
		t.Errorf("who saw 11:00 before gets it: %+v", refused)
	}
	free := sara.get(deskBase + "/book?office=nord&service=consulenza&day=" + day(7).String()).Body
	if strings.Contains(free, "> 11:00<") || !strings.Contains(free, "> 10:30<") {
		t.Errorf("the free times are %s", free)
	}
}

// TestTwoClerksDoNotOverwriteEachOther: who saw the hours as they were before a
// colleague changed them is told so, keeps what they typed, and may go on from there.
func TestTwoClerksDoNotOverwriteEachOther(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	sara, tuesday := d.supervisor(), d.opening(2)
	path := fmt.Sprintf("%s/rules?change=%d", deskBase, tuesday.ID)
	form := changing(sara.get(path), &tuesday, "to", "13:00")
	colleague := tuesday
	colleague.To = 14 * 60
	d.must(d.store.EditRules(t.Context(), d.siena.ID, deskOffice, d.staffID(), "cambiato", caterina.ChangeOpening{Rule: colleague, Was: tuesday}))
	late := sara.post(deskBase+"/rules/opening-change", form...)
	wants(t, late, http.StatusUnprocessableEntity, "nel frattempo un collega ha cambiato", "Adesso: <b>martedì 09:00–14:00</b>", `value="13:00"`)
	if d.opening(2).To != 14*60 {
		t.Error("the colleague's work is undone")
	}
	wants(t, sara.post(deskBase+"/rules/opening-change", changing(late, &tuesday, "to", "13:00")...), http.StatusSeeOther)
	if d.opening(2).To != 13*60 {
		t.Error("having looked, they cannot go on")
	}
	d.must(d.store.EditRules(t.Context(), d.siena.ID, deskOffice, d.staffID(), "tolto", caterina.DropOpening{ID: tuesday.ID}))
	wants(t, sara.post(deskBase+"/rules/opening-change", form...), http.StatusUnprocessableEntity, "ha cambiato o tolto questo orario")
	monday := d.opening(1)
	form = changing(sara.get(fmt.Sprintf("%s/rules?change=%d", deskBase, monday.ID)), &monday)
	wants(t, sara.post(deskBase+"/rules/opening-change", form...), http.StatusUnprocessableEntity, "era già così")
	wants(t, sara.post(deskBase+"/rules/opening-change", append([]string{"to", "08:00"}, form...)...), http.StatusUnprocessableEntity, "finisce prima di cominciare", `id="change-to"`, `value="08:00"`)
	wants(t, sara.post(deskBase+"/rules/opening-change", append([]string{"desk", "99", "to", "10:00"}, form...)...), http.StatusNotFound, "questo sportello non c&#39;è")
	wants(t, sara.post(deskBase+"/rules/opening-change", append([]string{"weekday", "3", "to", "10:00", "sure", "1"}, form...)...), http.StatusUnprocessableEntity, "mercoledì 9:00-12:00")
	wants(t, d.clerk().post(deskBase+"/rules/opening-change", form...), http.StatusForbidden)
}

// TestTheLanesOfADeskAreChangedOnTheRulesPage: kept for who walks in, and back.
func TestTheLanesOfADeskAreChangedOnTheRulesPage(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	sara := d.supervisor()
	desk := d.rules().Desks[0].ID
	lanes := func(online, kept, wasOnline, wasKept string) answer {
		return sara.post(deskBase+"/rules/lanes", "office", deskOffice, "desk", fmt.Sprint(desk), "online", online, "kept", kept, "was-online", wasOnline, "was-kept", wasKept)
	}
	wants(t, sara.get(deskBase+"/rules"), http.StatusOK, "1 da prenotare")
	wants(t, sara.get(fmt.Sprintf("%s/rules?lanes=%d", deskBase, desk)), http.StatusOK, `name="was-online" value="1"`, `id="lanes-kept" name="kept" type="number" required min="0" max="50" value="0"`)
	if said := sara.said(lanes("1", "1", "1", "0")); !strings.Contains(said, "Posti di Sportello 1: 1 da prenotare, 1 solo allo sportello") {
		t.Errorf("it said %q", said)
	}
	wants(t, lanes("3", "0", "1", "0"), http.StatusConflict, "i posti di questo sportello sono cambiati", `value="3"`, `name="was-kept" value="1"`)
	wants(t, lanes("0", "0", "1", "1"), http.StatusUnprocessableEntity, "almeno un posto")
	wants(t, lanes("51", "0", "1", "1"), http.StatusUnprocessableEntity, "al massimo 50")
	wants(t, lanes("1", "1", "1", "1"), http.StatusUnprocessableEntity, "erano già così")
	wants(t, sara.post(deskBase+"/rules/lanes", "office", deskOffice, "desk", "99", "online", "1"), http.StatusUnprocessableEntity, "non c&#39;è più")
	d.bookOn(desk, 1, on(day(1), 9, 0))
	d.bookOn(desk, 2, on(day(1), 9, 0))
	wants(t, lanes("1", "0", "1", "1"), http.StatusConflict, "al minimo 2")
	clerk := d.clerk()
	d.at(on(day(0), 9, 5))
	if said := clerk.said(clerk.post(deskBase+"/line/walk-in", "office", deskOffice, "service", deskService, "name", "Rita")); !strings.Contains(said, "C&#39;era un posto: Rita") {
		t.Errorf("who walks in is told %q", said)
	}
	d.must(d.store.EditRules(t.Context(), d.siena.ID, deskOffice, d.staffID(), "fuori agenda", caterina.AddLane{Desk: desk}))
	if page := sara.get(deskBase + "/rules").Body; !strings.Contains(page, "1 da prenotare, 1 solo allo sportello") || !strings.Contains(page, "Posti di Sportello 1") {
		t.Error("a place outside the agenda is counted, or the history is silent")
	}
}

// TestThePageSaysWhereTheHoursComeFrom, and what the next import does.
func TestThePageSaysWhereTheHoursComeFrom(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	sara := d.supervisor()
	wants(t, sara.get(deskBase+"/rules"), http.StatusOK, "Questi orari vengono dai file del Comune", "Il file non dice quando apre questa sede", "Aggiungi uno sportello")
	wants(t, sara.post(deskBase+"/rules/opening", "office", deskOffice, "desk", "0", "weekday", "6", "from", "09:00", "to", "10:00"), http.StatusSeeOther)
	wants(t, sara.get(deskBase+"/rules"), http.StatusOK, "i file del Comune non li toccano più", "I posti che cambi qui restano")
	_, err := d.store.PlanOffices(t.Context(), d.siena.ID, []caterina.OfficePlan{{
		Office: deskOffice, Desks: []caterina.DeskPlan{{Service: deskService, Name: "Sportello 1", Lanes: 4}}, Openings: []caterina.OpeningRule{{Weekday: 1, From: 600, To: 660}},
	}})
	d.must(err)
	if rules := d.rules(); len(rules.Openings) != 6 || rules.Desks[0].LaneCount().Online != 4 {
		t.Errorf("after an import: %d rules, %+v", len(rules.Openings), rules.Desks[0].LaneCount())
	}
}

// TestFeastsFarAwayAreFolded: the next ones are in sight, all are there.
func TestFeastsFarAwayAreFolded(t *testing.T) {
	t.Parallel()
	d := newDesks(t)
	var off []caterina.DayOff
	for i := range 9 {
		off = append(off, caterina.DayOff{Date: day(7 * (i + 1)), Kind: caterina.OffNational, Name: fmt.Sprintf("Festa %d", i)})
	}
	_, err := d.store.PlanDaysOff(t.Context(), d.siena.ID, caterina.DayPlan{Within: caterina.DateRange{First: day(0), Last: day(400)}, Days: off})
	d.must(err)
	page := d.supervisor().get(deskBase + "/rules")
	wants(t, page, http.StatusOK, "3 più avanti", "Festa 0", "Festa 8")
	if at := strings.Index(page.Body, "più avanti"); strings.Index(page.Body, ": Festa 5") > at || strings.Index(page.Body, ": Festa 6") < at {
		t.Error("others are folded")
	}
}
