package appointments

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/browsertest"
	"example.org/caterina/web"
)

var chromium browsertest.Browser

func TestMain(m *testing.M) {
	code := m.Run()
	chromium.Close()
	os.Exit(code)
}

// serve puts the pages beside the site's style sheet, as the program does.
func serve(t *testing.T, a *agenda) string {
	t.Helper()
	c := visit(t, a)
	bundle, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	c.mux.Handle("/assets/", bundle)
	c.mux.HandleFunc("/favicon.ico", func(http.ResponseWriter, *http.Request) {})
	c.mux.HandleFunc("/towns/siena/theme.css", func(http.ResponseWriter, *http.Request) {})
	server := httptest.NewServer(c.mux)
	t.Cleanup(server.Close)
	return server.URL
}

// fits checks that nothing is cut off or has to be scrolled sideways.
func fits(t *testing.T, p *browsertest.Page) {
	t.Helper()
	p.Wait(`document.readyState === "complete"`)
	wide := p.String(`document.documentElement.scrollWidth === document.documentElement.clientWidth ? "" :
		location.pathname + ": " + [...document.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > innerWidth).map((node) => node.outerHTML.slice(0, 200)).join("; ")`)
	if wide != "" {
		t.Errorf("the page has to be scrolled sideways: %s", wide)
	}
}

// tabTo goes on with the Tab key until the focus is on something that is called so.
func tabTo(t *testing.T, p *browsertest.Page, name string) {
	t.Helper()
	for range 40 {
		if strings.Contains(p.Focused(), name) {
			return
		}
		p.Press(browsertest.Tab())
	}
	t.Fatalf("the Tab key never reaches %q", name)
}

// TestTheWholePageByKeyboard: looked at, moved, cancelled, on a small screen, with
// nothing that axe would complain about.
func TestTheWholePageByKeyboard(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	url := serve(t, a)
	p := chromium.Open(t)
	p.Size(320, 640)
	look := func(name string) {
		t.Helper()
		fits(t, p)
		p.Accessible()
		p.Screenshot(name)
	}
	p.Go(url + page)
	look("appointment")
	tabTo(t, p, "Sposta l'appuntamento")
	p.Press(browsertest.Enter())
	p.WaitText("h1", "Scegli un altro orario")
	look("days")
	tabTo(t, p, "giovedì 26 novembre 2026, ore 10:30")
	p.Press(browsertest.Enter())
	p.WaitText("h1", "Vuoi spostare l'appuntamento?")
	look("ask")
	tabTo(t, p, "Sì, sposta")
	p.Press(browsertest.Enter())
	p.WaitText("[role=status]", "l'appuntamento è spostato")
	p.WaitText("dl", "giovedì 26 novembre 2026, ore 10:30")
	look("moved")
	p.Reload()
	tabTo(t, p, "Disdici l'appuntamento")
	p.Press(browsertest.Enter())
	p.WaitText("h1", "Vuoi disdire l'appuntamento?")
	look("cancel")
	tabTo(t, p, "Sì, disdici")
	p.Press(browsertest.Enter())
	p.WaitText("[role=status]", "l'appuntamento è disdetto")
	look("cancelled")
	if a.writes() != 2 {
		t.Errorf("%d changes", a.writes())
	}
}

// TestPagesLookRight on a large screen, in the dark and with a sentence of refusal.
func TestPagesLookRight(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	url := serve(t, a)
	p := chromium.Open(t)
	p.Go(url + page + "?lang=en")
	p.Accessible()
	p.Screenshot("english")
	p.Media("prefers-color-scheme", "dark")
	p.Go(url + page + "/sposta")
	p.Accessible()
	p.Screenshot("dark")
	a.mu.Lock()
	a.refuse = &caterina.BookingRefused{Why: caterina.ProblemTaken}
	a.mu.Unlock()
	p.Go(url + page + "/sposta?a=" + unix(a.free[0].From))
	p.Tolerate("409")
	p.Click(".agenda-yes")
	p.WaitText("[role=alert]", "appena stato preso")
	p.Accessible()
	p.Screenshot("taken")
}

// TestTheWaitingListByKeyboard: the place that is offered is taken.
func TestTheWaitingListByKeyboard(t *testing.T) {
	t.Parallel()
	a := newAgenda()
	url := serve(t, a)
	p := chromium.Open(t)
	p.Tolerate("404")
	p.Size(320, 640)
	p.Go(url + list)
	fits(t, p)
	p.Accessible()
	p.Screenshot("offer")
	tabTo(t, p, "Sì, prendo questo posto")
	p.Press(browsertest.Enter())
	p.WaitText("[role=status]", "il posto è tuo")
	p.Go(url + "/appuntamenti/" + strings.Repeat("0", 32))
	p.WaitText("[role=alert]", "non apre nessun appuntamento")
	fits(t, p)
	p.Accessible()
	p.Screenshot("unknown")
}
