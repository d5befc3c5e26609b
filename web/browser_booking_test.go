package web

import (
	"strconv"
	"strings"
	"testing"

	"example.org/caterina/internal/browsertest"
)

// freeTimes is a message with three times on two days, two of them at one office.
func freeTimes() map[string]any {
	slot := func(id, at, office, label string) map[string]any {
		return map[string]any{"id": "slot/" + id, "from": at, "to": at, "office": office, "label": label}
	}
	option := func(id, label string) map[string]any { return map[string]any{"id": id, "label": label} }
	return map[string]any{
		"text": "Questi sono i primi orari liberi. Quale va bene?", "outcome": "flow", "flow": "booking",
		"slots": []map[string]any{
			slot("1", "2026-11-24T08:30:00Z", "Sportello Famiglia", "martedì 24 novembre, ore 9:30"),
			slot("2", "2026-11-24T14:00:00Z", "Sportello Carbonara", "martedì 24 novembre, ore 15:00"),
			slot("3", "2026-11-26T09:00:00Z", "Sportello Famiglia", "giovedì 26 novembre, ore 10:00"),
		},
		"options": []map[string]any{
			option("slot/1", "martedì 24 novembre, ore 9:30"), option("slot/2", "martedì 24 novembre, ore 15:00"), option("slot/3", "giovedì 26 novembre, ore 10:00"),
			option("book/more", "Altri orari"),
		},
	}
}

// made is the event of an appointment.
func made(status string, revision int) map[string]any {
	return map[string]any{
		"text": "Appuntamento confermato.\n\n**Consulenza**\n\n- Martedì\n- Codice: **K7M 2XQR**\n\nChe cosa portare:\n\n- Un documento\n\n" +
			"- [Aggiungi al calendario](https://siena.example/appuntamenti/abc/appuntamento.ics)\n- [La tua pagina](https://siena.example/appuntamenti/abc)\n\nA presto.",
		"outcome": "flow",
		"booking": map[string]any{
			"code": "K7M2XQR", "status": status, "revision": revision, "title": "Consulenza", "office": "Sportello Famiglia", "address": "Via Roma 1",
			"from": "2026-11-24T08:30:00Z", "to": "2026-11-24T09:00:00Z",
			"bring": []string{"**Un documento** valido"},
			"ics":   "/appuntamenti/abc/appuntamento.ics", "map": "javascript:alert(1)", "manage": "https://siena.example/appuntamenti/abc",
		},
		"options": []map[string]any{{"id": "booking/K7M2XQR/0/move", "label": "Sposta"}, {"id": "booking/K7M2XQR/0/cancel", "label": "Disdici"}},
	}
}

// booked appends an event about an appointment to every conversation.
func (f *fake) booked(actor string, body map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sessions {
		f.appendEvent(s, "booking", actor, body)
	}
}

// TestFreeTimesAreChosenUnderTheirDays: by keyboard, each time once, heard with its
// day and office.
func TestFreeTimesAreChosenUnderTheirDays(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.set(func() { f.answer = func(string) map[string]any { return freeTimes() } })
	p := opened(t, f)
	ask(p, "vorrei un appuntamento")
	p.Wait(theirs(2))
	if got := p.String(`[...q("caterina-chat >>> .slots").querySelectorAll(".slot-day")].map((node) => node.textContent).join("; ")`); got != "martedì 24 novembre; giovedì 26 novembre" {
		t.Errorf("the days are %q", got)
	}
	if got := p.String(`q("caterina-chat >>> .slots").getAttribute("role") + " " + q("caterina-chat >>> .slots").getAttribute("aria-label")`); got != "group Orari liberi" {
		t.Errorf("the group is %q", got)
	}
	if got := p.String(`q("caterina-chat >>> .log").querySelectorAll("[data-option='slot/1']").length + " " + q("caterina-chat >>> .log").querySelectorAll("[data-option='book/more']").length`); got != "1 1" {
		t.Errorf("the buttons of a time and of other times: %s", got)
	}
	if got := p.String(`q("caterina-chat >>> [data-option='slot/2'] .sr").textContent`); got != "martedì 24 novembre, ore 15:00, Sportello Carbonara" {
		t.Errorf("a time is heard as %q", got)
	}
	p.Accessible()
	p.Screenshot("times")
	for range 12 {
		if strings.Contains(p.Focused(), "ore 15:00") {
			break
		}
		p.PressShift(browsertest.Tab())
	}
	if got := p.Focused(); !strings.Contains(got, "15:00") {
		t.Fatalf("Shift and Tab led to %q", got)
	}
	p.Press(browsertest.Space())
	p.Wait(theirs(3))
	if got := f.texts(); len(got) != 2 || got[1] != "slot/2" {
		t.Errorf("the server holds %q", got)
	}
	p.WaitText("caterina-chat >>> [data-option='slot/2']", "scelta")
	p.WaitText(log, "martedì 24 novembre, ore 15:00")
}

// TestAnAppointmentIsACard with its day in words, a code that can be heard letter by
// letter, its files, and what can be done about it.
func TestAnAppointmentIsACard(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.set(func() { f.mute = true })
	p := opened(t, f)
	ask(p, "sì, confermo")
	p.WaitText("caterina-chat >>> .typing", "sta scrivendo")
	f.booked("bot", made("booked", 0))
	const card = "caterina-chat >>> .booked"
	p.WaitText(card, "martedì 24 novembre 2026, ore 9:30")
	p.WaitText(card, "Consulenza, Sportello Famiglia, Via Roma 1")
	p.WaitText(card, "K 7 M 2 X Q R")
	p.Wait(`q("caterina-chat >>> .typing").textContent === ""`) // it is the answer
	p.WaitText(log, "Caterina · assistente automatico")
	if got := p.String(`q("caterina-chat >>> .booked b").textContent`); got != "K7M 2XQR" {
		t.Errorf("the code is seen as %q", got)
	}
	if got := p.String(`q("caterina-chat >>> .booked").previousElementSibling.textContent`); got != "Appuntamento confermato.A presto." {
		t.Errorf("beside the card stands %q", got)
	}
	p.WaitText(card, "Che cosa portare:")
	p.WaitText(card, "Un documento valido")
	links := p.String(`[...q("caterina-chat >>> .booked").querySelectorAll("a")].map((a) => a.href + "|" + a.rel).join(" ")`)
	if want := f.URL + "/appuntamenti/abc/appuntamento.ics|noopener noreferrer https://siena.example/appuntamenti/abc|noopener noreferrer"; links != want {
		t.Errorf("the links are %s", links)
	}
	p.Accessible()
	p.Screenshot("made")
	p.Click("caterina-chat >>> [data-option='booking/K7M2XQR/0/cancel']")
	p.Wait(mine(2))
	if got := f.texts(); got[len(got)-1] != "booking/K7M2XQR/0/cancel" {
		t.Errorf("the server holds %q", got)
	}
	f.booked("system", made("cancelled_office", 1))
	p.WaitText("caterina-chat >>> .booked.off", "Annullato: martedì 24 novembre 2026")
	if strings.Contains(p.String(`q("caterina-chat >>> .booked.off").textContent`), "calendario") {
		t.Error("a cancelled appointment can be saved into a calendar")
	}
	p.Accessible()
	p.Screenshot("cancelled")
	p.Reload()
	p.WaitText("caterina-chat >>> .booked", "K7M 2XQR")
}

// TestAppointmentsFitEverywhere: small screens, large text, English.
func TestAppointmentsFitEverywhere(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{320, 390} {
		t.Run(strconv.FormatInt(size, 10), func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			f.set(func() {
				f.pages["/"] = strings.Replace(f.pages["/"], `data-town`, `data-lang="en" data-town`, 1)
				f.answer = func(string) map[string]any { return freeTimes() }
			})
			p := chromium.Open(t)
			p.Size(size, 640)
			p.Go(f.URL + "/")
			p.Click(launcher)
			p.Wait(live)
			ask(p, "an appointment")
			p.Wait(theirs(2))
			p.Screenshot("times")
			checkReflow(t, p)
			f.booked("bot", made("booked", 0))
			p.WaitText("caterina-chat >>> .booked", "Tuesday")
			p.WaitText("caterina-chat >>> .booked", "Save to your calendar")
			p.Screenshot("made")
			checkReflow(t, p)
			p.Accessible("caterina-chat")
		})
	}
}
