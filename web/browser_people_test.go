package web

import (
	"fmt"
	"strings"
	"testing"

	"example.org/caterina/internal/browsertest"
)

// Where people are in the page.
const (
	floor     = "caterina-chat >>> .floor"
	place     = "caterina-chat >>> .place"
	askPerson = "caterina-chat >>> .floor .ask"
	goBack    = "caterina-chat >>> .floor .back"
	sheet     = "caterina-chat >>> .sheet[open]"
)

// queued is what a citizen reads when a person is being looked for.
func queued() map[string]any {
	return map[string]any{
		"text": "Ho chiamato una persona dello sportello Servizi sociali. Resta qui: appena si libera ti risponde.", "queue": "sociale",
		"queue_name": "Servizi sociali", "reason": "asked", "options": []map[string]any{{"id": "assistant", "label": "Annulla e continua con l'assistente"}},
	}
}

func taken() map[string]any {
	return map[string]any{"text": "Ora ti risponde Anna Bianchi, Servizi sociali.", "operator": "Anna Bianchi", "queue_name": "Servizi sociali", "reason": "taken"}
}

// refused is what a citizen reads when nobody is there.
func refused() map[string]any {
	return map[string]any{
		"text": "Adesso lo sportello è chiuso: riapre lunedì 23 novembre alle 9:00. Puoi farti richiamare, telefonare allo 0577 292353 o continuare con me.", "outcome": "handoff",
		"options": []map[string]any{{"id": "callback", "label": "Fatti richiamare"}, {"id": "assistant", "label": "Continua con l'assistente"}},
	}
}

// TestAPersonTakesOver is the whole way there and back: ask, wait, talk, end, rate.
func TestAPersonTakesOver(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.WaitText(floor, "Ti risponde l'assistente automatico")
	f.set(func() { f.mute = true })
	p.Click(askPerson)
	p.Wait(mine(1))
	if sent := f.frames("send"); sent[0]["choice"] != "person" {
		t.Errorf("the button sent %v", sent[0])
	}
	p.Wait(`q("caterina-chat >>> .ask").getAttribute("aria-disabled") === "true"`)
	p.Click(askPerson)
	f.turn("queued", queued())
	p.WaitText(floor, "Stiamo cercando una persona per te")
	f.tell(map[string]any{"type": "queue", "place": 3, "waiting_min": 5})
	p.WaitText(place, "Sei il numero 3 in coda, circa 5 minuti.")
	p.Wait(`!q("caterina-chat >>> .typing").textContent`)
	p.Screenshot("queued")
	p.Accessible()
	f.turn("assigned", taken())
	p.WaitText(floor, "Ti risponde Anna Bianchi, Servizi sociali")
	p.Wait(`!q("caterina-chat >>> .place").textContent`)
	if header := p.String(`q("caterina-chat >>> .header").textContent`); strings.Contains(header, "automatico") {
		t.Errorf("while a person answers the header says %q", header)
	}
	f.operator("Anna Bianchi", "Buongiorno, mi dica pure.")
	p.WaitText("caterina-chat >>> .theirs:last-child .who", "Anna Bianchi · operatore")
	p.Wait(`!q("caterina-chat >>> .turn [data-option=assistant]")`)
	f.tell(map[string]any{"type": "typing", "on": true})
	p.WaitText("caterina-chat >>> .typing", "Anna Bianchi sta scrivendo…")
	p.Screenshot("person")
	p.Accessible()
	p.Click(field)
	p.Type("Vorrei sapere del bonus")
	p.Press(browsertest.Enter())
	p.Wait(mine(2))
	var typing []any
	for _, frame := range f.frames("typing") {
		typing = append(typing, frame["on"])
		if len(frame) != 2 {
			t.Errorf("a typing frame says more than that: %v", frame)
		}
	}
	if fmt.Sprint(typing) != "[true false]" {
		t.Errorf("the citizen's typing was told as %v", typing)
	}
	end := map[string]any{"text": "La conversazione è chiusa. Grazie per averci scritto.", "reason": "closed", "rate": true}
	f.turn("closed", end)
	p.WaitText(floor, "Conversazione chiusa")
	p.Screenshot("closed")
	if n := len(f.frames("send")); n != 2 {
		t.Errorf("%d messages were sent, one of them twice?", n)
	}
}

// TestTheFloorSurvivesAReload: who speaks is known again before anything is said.
func TestTheFloorSurvivesAReload(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	ask(p, "ciao")
	p.Wait(theirs(2))
	f.turn("queued", queued())
	f.turn("assigned", taken())
	p.WaitText(floor, "Anna Bianchi")
	p.Reload()
	p.Wait(live)
	p.WaitText(floor, "Ti risponde Anna Bianchi, Servizi sociali")
	f.turn("bot", map[string]any{"text": "Ora ti risponde di nuovo l'assistente automatico.", "reason": "handed_back"})
	p.WaitText(floor, "Ti risponde l'assistente automatico")
	p.Wait(`!q("caterina-chat >>> .typing").textContent`)
}

// TestThePlaceIsSaidWhenItChanges: a screen reader hears each place once.
func TestThePlaceIsSaidWhenItChanges(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	f.turn("queued", queued())
	p.WaitText(floor, "Stiamo cercando")
	p.Eval(`(() => {
		window.said = [];
		new MutationObserver(() => window.said.push(q("caterina-chat >>> .place").textContent))
			.observe(q("caterina-chat >>> .place"), { childList: true, characterData: true, subtree: true });
	})()`, nil)
	for _, at := range []int{4, 4, 2, 1, 1} {
		f.tell(map[string]any{"type": "queue", "place": at})
	}
	p.WaitText(place, "Il prossimo posto è il tuo, alcuni minuti.")
	var said []string
	p.Eval(`window.said`, &said)
	if len(said) != 3 {
		t.Errorf("a screen reader heard %q", said)
	}
	if got := p.String(`q("caterina-chat >>> .place").getAttribute("role")`); got != "status" {
		t.Errorf("the place has the role %q", got)
	}
}

// TestGoingBackToTheAssistant: by keyboard, and a second Enter does no harm.
func TestGoingBackToTheAssistant(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	f.set(func() { f.mute = true })
	f.turn("queued", queued())
	p.WaitText(goBack, "Annulla e continua con l'assistente")
	p.Eval(`q("caterina-chat >>> .back").focus()`, nil)
	p.Press(browsertest.Enter(), browsertest.Enter())
	p.Wait(mine(1))
	f.turn("bot", map[string]any{"text": "Va bene, ti rispondo di nuovo io, l'assistente automatico.", "reason": "cancelled"})
	p.WaitText(floor, "Ti risponde l'assistente automatico")
	if got := p.Focused(); strings.Contains(got, "body") || strings.Contains(got, "ask") {
		t.Errorf("the focus went to %q", got)
	}
	p.Press(browsertest.Enter())
	if sends := f.frames("send"); len(sends) != 1 || sends[0]["choice"] != "assistant" {
		t.Errorf("sent were %v", sends)
	}
}

// TestCallbackForm: what is wrong stands beside its field and has the focus;
// nothing of the form is stored on the device or becomes a message.
func TestCallbackForm(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	f.set(func() { f.answer = func(string) map[string]any { return refused() } })
	ask(p, "vorrei una persona")
	p.Wait(theirs(2))
	p.Screenshot("offer")
	p.Click("caterina-chat >>> [data-option=callback]")
	p.Wait(`q("caterina-chat >>> .sheet[open]")`)
	if got := p.String(`q("caterina-chat").shadowRoot.activeElement.id`); got != "form-name" {
		t.Errorf("opening the form put the focus on %q", got)
	}
	p.Screenshot("empty")
	p.Accessible()
	p.Press(browsertest.Enter())
	p.WaitText("caterina-chat >>> #form-name-problem", "Scrivi il tuo nome")
	p.WaitText("caterina-chat >>> #form-contact-problem", "Scrivi un numero di telefono")
	p.WaitText("caterina-chat >>> #form-privacy-problem", "devi confermare")
	p.Screenshot("problems")
	p.Accessible()
	p.Type("Lucia Neri")
	p.Press(browsertest.Tab())
	p.Type("0577 29 23")
	p.Press(browsertest.Tab(), browsertest.Tab())
	p.Type("Il contributo per l'affitto")
	p.Press(browsertest.Tab(), browsertest.Tab(), browsertest.Space())
	f.set(func() {
		f.nak = map[string]any{"code": "bad", "field": "contact", "message": "Questo numero non esiste."}
	})
	p.Press(browsertest.Enter())
	p.WaitText("caterina-chat >>> #form-contact-problem", "Questo numero non esiste.")
	p.Wait(`q("caterina-chat").shadowRoot.activeElement.id === "form-contact"`)
	if stored := p.String(`JSON.stringify({ ...sessionStorage, ...localStorage })`); strings.Contains(stored, "Lucia") {
		t.Errorf("the form is kept on the device: %s", stored)
	}
	// Escape puts it away and opening it again finds it as it was.
	p.Press(browsertest.Escape())
	p.Wait(`!q("caterina-chat >>> .sheet[open]") && q("caterina-chat >>> .panel").open`)
	if got := p.Focused(); !strings.Contains(got, "Fatti richiamare") {
		t.Errorf("closing the form put the focus on %q", got)
	}
	p.Press(browsertest.Enter())
	p.Wait(`q("caterina-chat >>> .sheet[open]")`)
	f.set(func() { f.nak = nil })
	p.Press(browsertest.Enter())
	p.Wait(`!q("caterina-chat >>> .sheet[open]")`)
	sends := f.frames("send")
	form, _ := sends[len(sends)-1]["form"].(map[string]any)
	if got := fmt.Sprint(form); got != "map[contact:0577 29 23 name:Lucia Neri privacy:true text:Il contributo per l'affitto when:any]" {
		t.Errorf("the form was sent as %s", got)
	}
	f.turn("callback", map[string]any{"text": "Grazie: una persona ti richiamerà lunedì 23 novembre.", "reason": "callback"})
	p.WaitText(floor, "Ti richiameremo noi")
	p.Wait(`!q("caterina-chat >>> .log [data-option=callback]")`) // once is enough
	p.WaitText(goBack, "Annulla e continua con l'assistente")
	p.Screenshot("promised")
	if got := f.texts(); len(got) != 1 {
		t.Errorf("the log holds %q", got)
	}
}

// TestAFormSurvivesALostLine: sent once the line is back, with the same id.
func TestAFormSurvivesALostLine(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.Tolerate("WebSocket")
	f.turn("closed", map[string]any{"text": "Chiusa.", "rate": true})
	p.Click("caterina-chat >>> .rate")
	p.Wait(`q("caterina-chat >>> .sheet[open]")`)
	p.Press(browsertest.Space())
	f.set(func() { f.holdAcks = true })
	p.Click(sheet + " .yes")
	p.WaitText(sheet, "Invio in corso")
	p.Wait(`q("caterina-chat").chat.submission.sent`)
	f.set(func() { f.holdAcks = false })
	f.cut()
	p.Wait(`!q("caterina-chat >>> .sheet[open]")`)
	sends := f.frames("send")
	if len(sends) < 2 || sends[0]["id"] != sends[1]["id"] {
		t.Errorf("the form was sent as %v", sends)
	}
}

// TestRating asks the two questions, the second by the answer to the first, and
// not again after they were answered.
func TestRating(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	ask(p, "ciao")
	p.Wait(theirs(2))
	f.turn("closed", map[string]any{"text": "La conversazione è chiusa.", "rate": true})
	p.Click("caterina-chat >>> .rate")
	p.Wait(`q("caterina-chat >>> .sheet[open]")`)
	p.Click(sheet + " .yes")
	p.WaitText("caterina-chat >>> #form-stars-problem", "Scegli un voto")
	p.Click(sheet + " [for=form-stars-2]")
	p.WaitText(sheet, "Dove hai incontrato le maggiori difficoltà?")
	p.Screenshot("low")
	p.Click(sheet + " [for=form-stars-5]")
	p.Click(sheet + " [for=form-high-guided]")
	p.Screenshot("high")
	p.Accessible()
	p.Click(sheet + " .yes")
	p.Wait(`!q("caterina-chat >>> .sheet[open]") && !q("caterina-chat >>> .rate")`)
	sends := f.frames("send")
	last := sends[len(sends)-1]
	if got := fmt.Sprint(last["choice"], " ", last["form"]); got != "rating map[answer:guided stars:5 text:]" {
		t.Errorf("the rating was sent as %s", got)
	}
	p.Reload()
	p.Wait(live)
	p.Wait(theirs(2) + ` && !q("caterina-chat >>> .rate")`)
}

// TestPeopleFitEverywhere: the line that says who speaks, its buttons and the
// forms on the smallest screens, in both languages.
func TestPeopleFitEverywhere(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(p *browsertest.Page){
		"320x640": func(p *browsertest.Page) { p.Size(320, 640) },
		"320x256": func(p *browsertest.Page) { p.Size(320, 256) },
		"phone":   func(p *browsertest.Page) { p.Phone(390, 844) },
		"english": func(p *browsertest.Page) { p.Size(1280, 800) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			if name == "english" {
				f.set(func() {
					f.pages["/"] = strings.Replace(f.pages["/"], `data-town`, `data-lang="en" data-town`, 1)
				})
			}
			p := chromium.Open(t)
			set(p)
			p.Go(f.URL + "/")
			p.Click(launcher)
			p.Wait(live)
			f.turn("queued", queued())
			f.tell(map[string]any{"type": "queue", "place": 12, "waiting_min": 25})
			p.WaitText(place, "12")
			p.Screenshot("queued")
			checkReflow(t, p)
			p.Accessible("caterina-chat")
			f.turn("assigned", taken())
			f.operator("Anna Bianchi", "Buongiorno, come posso aiutarla?\nMi dica pure.")
			p.WaitText(log, "Mi dica pure")
			p.Screenshot("person")
			checkReflow(t, p)
			f.turn("bot", refused())
			p.Wait(`q("caterina-chat >>> .floor").dataset.state === "bot"`)
			p.Click("caterina-chat >>> [data-option=callback]")
			p.Wait(`q("caterina-chat >>> .sheet[open]")`)
			p.Click(sheet + " .yes")
			p.Screenshot("form")
			checkSheet(t, p)
			p.Accessible("caterina-chat")
			p.Press(browsertest.Escape())
			f.turn("closed", map[string]any{"text": "Chiusa.", "rate": true})
			p.Wait(`q("caterina-chat >>> .floor").dataset.state === "closed"`)
			p.Click("caterina-chat >>> .rate")
			p.Click(sheet + " [for=form-stars-1]")
			p.Screenshot("rating")
			checkSheet(t, p)
			p.Accessible("caterina-chat")
		})
	}
}

// checkSheet fails when an open form sticks out sideways or has small targets.
func checkSheet(t *testing.T, p *browsertest.Page) {
	t.Helper()
	var wrong []string
	p.Eval(`(() => {
		const wrong = [], sheet = q("caterina-chat >>> .sheet[open]");
		for (const node of [sheet, ...sheet.querySelectorAll("*")]) {
			const r = node.getBoundingClientRect();
			if (!r.width || node.closest("svg, .sr")) continue;
			const name = node.localName + "." + node.className;
			if (r.right > innerWidth + 1 || r.left < -1) wrong.push(name + " sticks out: " + Math.round(r.left) + " to " + Math.round(r.right));
			if (node.matches("button, .answer, input[type=text], textarea") && Math.min(r.width, r.height) < 43.5) wrong.push(name + " is " + Math.round(r.width) + " × " + Math.round(r.height));
		}
		if (sheet.getBoundingClientRect().bottom > innerHeight + 1) wrong.push("the form's end cannot be reached");
		return wrong;
	})()`, &wrong)
	for _, w := range wrong {
		t.Error(w)
	}
}
