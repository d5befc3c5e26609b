package web

import (
	"strings"
	"testing"

	"example.org/caterina/internal/browsertest"
)

// TestKeyboardOnly: everything can be reached and used without a mouse, and the
// focus is never lost.
func TestKeyboardOnly(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := chromium.Open(t)
	p.Go(f.URL + "/")
	p.Wait(`q("caterina-chat >>> .launcher")`)
	p.Press(browsertest.Tab(), browsertest.Tab())
	if got := p.Focused(); got != "button.launcher Chiedi a Caterina" {
		t.Fatalf("the second stop of the Tab key is %q", got)
	}
	p.Press(browsertest.Enter())
	p.Wait(live)
	if got := p.Focused(); !strings.HasPrefix(got, "textarea") {
		t.Fatalf("opening put the focus on %q", got)
	}
	p.Type("documenti")
	p.PressShift(browsertest.Enter())
	p.Type("bonus")
	p.Press(browsertest.Enter())
	p.Wait(theirs(2))
	if got := f.texts(); len(got) != 1 || got[0] != "documenti\nbonus" {
		t.Errorf("the server holds %q", got)
	}
	// Backwards from the field: tools, options and citation of the answer.
	p.PressShift(browsertest.Tab())
	for range 12 {
		if strings.Contains(p.Focused(), "Quanto costa?") {
			break
		}
		p.PressShift(browsertest.Tab())
	}
	if got := p.Focused(); got != "button.option Quanto costa?" {
		t.Fatalf("Shift and Tab led to %q", got)
	}
	p.Press(browsertest.Space())
	p.Wait(theirs(3))
	if got := p.Focused(); !strings.Contains(got, "Quanto costa?") {
		t.Errorf("after the choice the focus is on %q", got)
	}
	tour := map[string]bool{}
	for range 60 {
		p.Press(browsertest.Tab())
		tour[p.Focused()] = true
	}
	for _, want := range []string{"button.exit Esci subito", "button.round.menu Altre funzioni", "button.round.close Chiudi la chat", "button.round.send Invia", "a Un link", "div.scroll Conversazione con Caterina"} {
		if !tour[want] {
			t.Errorf("the Tab key never reaches %q: it reached %v", want, tour)
		}
	}
}

// TestEscape closes what is on top and gives the focus back.
func TestEscape(t *testing.T) {
	t.Parallel()
	for _, screen := range []string{"wide", "narrow"} {
		t.Run(screen, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			p := chromium.Open(t)
			if screen == "narrow" {
				p.Size(360, 640)
			}
			p.Go(f.URL + "/")
			open(p)
			p.Click("caterina-chat >>> .round.menu")
			p.Wait(`!q("caterina-chat >>> .drawer").hidden`)
			p.Press(browsertest.Escape())
			p.Wait(`q("caterina-chat >>> .drawer").hidden`)
			if got := p.Focused(); got != "button.round.menu Altre funzioni" {
				t.Errorf("after the menu the focus is on %q", got)
			}
			if got := p.String(`String(q("caterina-chat >>> .panel").open)`); got != "true" {
				t.Error("closing the menu closed the chat")
			}
			p.Press(browsertest.Escape())
			p.Wait(`!q("caterina-chat >>> .panel").open`)
			if got := p.Focused(); got != "button.launcher Chiedi a Caterina" {
				t.Errorf("after the chat the focus is on %q", got)
			}
		})
	}
}

// TestPageStaysUsable: beside the page the panel traps nobody; instead of the
// page it lets nothing behind it be reached.
func TestPageStaysUsable(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	modal := `q("caterina-chat >>> .panel").matches(":modal")`
	if got := p.String(`String(` + modal + `)`); got != "false" {
		t.Error("on a wide screen the panel is modal")
	}
	p.Size(400, 700)
	p.Wait(modal)
	p.Size(1280, 800)
	p.Wait(`!` + modal + ` && q("caterina-chat >>> .panel").open`)
	p.Click("main a")
	p.Wait(`location.pathname === "/weather"`)
}

// TestSmallScreensAndZoom: nothing is cut off, nothing scrolls sideways, and
// what a finger has to hit is large enough.
func TestSmallScreensAndZoom(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		set  func(p *browsertest.Page)
	}{
		{"320x640", func(p *browsertest.Page) { p.Size(320, 640) }},
		{"320x256", func(p *browsertest.Page) { p.Size(320, 256) }},
		{"zoom200", func(p *browsertest.Page) { p.Zoom(2) }},
		{"zoom400", func(p *browsertest.Page) { p.Zoom(4) }},
		{"phone", func(p *browsertest.Page) { p.Phone(390, 844) }},
		{"desktop", func(p *browsertest.Page) { p.Size(1280, 800) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			p := chromium.Open(t)
			tt.set(p)
			p.Go(f.URL + "/")
			p.Screenshot("closed")
			open(p)
			p.Screenshot("open")
			ask(p, "che documenti servono?")
			p.Wait(theirs(2))
			p.Screenshot("answer")
			checkReflow(t, p)
			p.Accessible()
			p.Click("caterina-chat >>> .round.menu")
			p.Screenshot("menu")
			checkReflow(t, p)
		})
	}
}

// checkReflow fails when something sticks out sideways or is too small to hit.
func checkReflow(t *testing.T, p *browsertest.Page) {
	t.Helper()
	var wrong []string
	p.Eval(`(() => {
		const root = q("caterina-chat").shadowRoot, wrong = [];
		for (const node of root.querySelectorAll(".panel, .panel *")) {
			const r = node.getBoundingClientRect();
			if (!r.width || node.closest("svg, .sr")) continue;
			const name = node.localName + "." + node.className;
			if (r.right > innerWidth + 1 || r.left < -1) wrong.push(name + " sticks out: " + Math.round(r.left) + " to " + Math.round(r.right));
			if (node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX === "auto") wrong.push(name + " scrolls sideways");
			if (node.matches("button, .cards a") && Math.min(r.width, r.height) < 43.5) wrong.push(name + " is " + Math.round(r.width) + " × " + Math.round(r.height));
			if (node.matches("textarea") && parseFloat(getComputedStyle(node).fontSize) < 16) wrong.push("the field's text is so small that iOS zooms in");
		}
		if (document.scrollingElement.scrollWidth > innerWidth) wrong.push("the page scrolls sideways");
		return wrong;
	})()`, &wrong)
	for _, w := range wrong {
		t.Error(w)
	}
}

// TestAppearances keeps contrast and orientation where the reader changes the
// colours, and stillness where motion is unwelcome.
func TestAppearances(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, feature, value string }{
		{"dark", "prefers-color-scheme", "dark"},
		{"forced", "forced-colors", "active"},
		{"still", "prefers-reduced-motion", "reduce"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			f.set(func() {
				f.pages["/"] = strings.Replace(f.pages["/"], "</head>", `<meta name="color-scheme" content="light dark"></head>`, 1)
			})
			p := chromium.Open(t)
			p.Media(tt.feature, tt.value)
			p.Go(f.URL + "/")
			p.Screenshot("closed")
			open(p)
			ask(p, "che documenti servono?")
			p.Wait(theirs(2))
			f.set(func() { f.mute = true })
			ask(p, "e poi?")
			p.Wait(`q("caterina-chat >>> .dots")`)
			p.Screenshot("open")
			p.Accessible("caterina-chat")
			if tt.name == "still" {
				var moving int
				p.Eval(`q("caterina-chat").shadowRoot.getAnimations().length`, &moving)
				if moving != 0 {
					t.Errorf("%d things move", moving)
				}
			}
		})
	}
}
