package web

import (
	"strings"
	"testing"

	"example.org/caterina/internal/browsertest"
)

// The button and the line below it.
const (
	nearButton = "caterina-chat >>> [data-option='book/colloquio/near']"
	nearNote   = "caterina-chat >>> .options .generated"
)

// whichOffice is the message that asks for the office.
func whichOffice() map[string]any {
	option := func(id, label string) map[string]any { return map[string]any{"id": id, "label": label} }
	return map[string]any{
		"text": "**Colloquio**: in quale sede vuoi andare? Puoi scrivere anche la zona o la via.", "outcome": "flow", "flow": "booking",
		"options": []map[string]any{
			option("book/colloquio/municipio-1", "Scegli: Municipio I (centro e Japigia)"), option("book/colloquio/municipio-4", "Scegli: Municipio IV (Carbonara)"),
			option("book/colloquio/-", "Cerca in tutte le sedi"), option("book/colloquio/near", "Usa la mia posizione"), option("flow/end", "Lascia stare"),
		},
	}
}

// askedWhere opens the chat and gets as far as the office.
func askedWhere(t *testing.T, p *browsertest.Page, f *fake) {
	t.Helper()
	f.set(func() { f.answer = func(string) map[string]any { return whichOffice() } })
	p.Go(f.URL + "/")
	p.Click(launcher)
	p.Wait(live)
	ask(p, "vorrei un appuntamento")
	p.Wait(theirs(2))
}

// TestAPositionIsSharedRounded: by keyboard, to three decimals, with a line that says
// what for; the server's word for it stands in the log, once.
func TestAPositionIsSharedRounded(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := chromium.Open(t)
	p.Place(41.1234567, 16.8765432)
	askedWhere(t, p, f)
	p.WaitText(nearNote, "circa 100 metri e non la conserviamo")
	if got := p.String(`q("caterina-chat >>> #" + q("` + nearButton + `").getAttribute("aria-describedby")).textContent`); !strings.Contains(got, "La posizione serve solo") {
		t.Errorf("the button is described by %q", got)
	}
	p.Accessible("caterina-chat")
	p.Screenshot("asked")
	for range 6 {
		if strings.Contains(p.Focused(), "Usa la mia posizione") {
			break
		}
		p.PressShift(browsertest.Tab())
	}
	p.Press(browsertest.Enter())
	p.Wait(mine(2))
	p.WaitText(log, "La mia posizione")
	sent := f.frames("send")
	if got := sent[len(sent)-1]["choice"]; got != "book/colloquio/near:41.123,16.877" {
		t.Errorf("the browser sent %v", got)
	}
	if got := p.Focused(); !strings.Contains(got, "Usa la mia posizione") {
		t.Errorf("the focus is on %q", got)
	}
}

// TestThePressedButtonIsMarked although the log holds another choice, and what was on
// its way is shown once.
func TestThePressedButtonIsMarked(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := chromium.Open(t)
	p.Place(41.12, 16.87)
	askedWhere(t, p, f)
	f.set(func() { f.stored = "book/colloquio/near/municipio-1/600" })
	p.Click(nearButton)
	p.WaitText(nearButton, "scelta")
	p.Wait(mine(2))
	p.Wait(`!q("caterina-chat >>> .pending")`)
	if got := f.texts(); !strings.HasSuffix(got[len(got)-1], "near/municipio-1/600") {
		t.Errorf("the server holds %q", got)
	}
	p.Reload()
	p.WaitText(nearButton, "scelta")
}

// TestWhoDoesNotShareTheirPositionReadsWhatElseToDo: a refusal and a failure are said
// in a sentence in the log, the focus stays, and nothing is sent.
func TestWhoDoesNotShareTheirPositionReadsWhatElseToDo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		prepare func(p *browsertest.Page)
		want    string
	}{
		"refused":   {func(p *browsertest.Page) { p.NoPlace() }, "Il browser non mi dà la tua posizione. Scegli la sede qui sopra"},
		"not found": {func(p *browsertest.Page) { p.Place(0, 0) }, "Non riesco a trovare la tua posizione. Scegli la sede qui sopra"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			p := chromium.Open(t)
			p.Size(320, 640)
			tc.prepare(p)
			askedWhere(t, p, f)
			p.Click(nearButton)
			p.WaitText(nearNote, tc.want)
			if got := p.String(`q("` + nearNote + `").closest("[aria-live]").getAttribute("aria-live")`); got != "polite" {
				t.Errorf("the sentence is announced %q", got)
			}
			if got := p.Focused(); !strings.Contains(got, "Usa la mia posizione") {
				t.Errorf("the focus is on %q", got)
			}
			if sent := f.frames("send"); len(sent) != 1 {
				t.Errorf("sent %v", sent)
			}
			p.Screenshot("refused")
			checkReflow(t, p)
			p.Accessible("caterina-chat")
			p.Place(41.12, 16.87) // thought better of it
			p.Click(nearButton)
			p.Wait(mine(2))
		})
	}
}

// TestWhereNoPositionCanBeHadNoneIsAskedFor.
func TestWhereNoPositionCanBeHadNoneIsAskedFor(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := chromium.Open(t)
	p.BeforeLoad(`Object.defineProperty(Navigator.prototype, "geolocation", { get: () => undefined })`)
	askedWhere(t, p, f)
	p.Wait(`q("caterina-chat >>> [data-option='book/colloquio/municipio-1']")`)
	if p.String(`String(q("`+nearButton+`"))`) != "null" || p.String(`String(q("`+nearNote+`"))`) != "null" {
		t.Error("a position is asked for")
	}
}
