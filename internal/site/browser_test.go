package site

import (
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"example.org/caterina/internal/browsertest"
)

var chromium browsertest.Browser

func TestMain(m *testing.M) {
	code := m.Run()
	chromium.Close()
	os.Exit(code)
}

// TestPagesInTheBrowser looks at every kind of page on a desktop, on a phone and
// on a phone at night: accessible, nothing sticking out, no error reported.
func TestPagesInTheBrowser(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newSite(t, demo(t), monday()))
	t.Cleanup(server.Close)
	pages := []struct{ name, url string }{
		{"home", "/towns/siena"},
		{"bari", "/towns/bari"},
		{"search", "/towns/siena?q=bonus"},
		{"search-none", "/towns/siena?q=xyzzy"},
		{"section", "/towns/siena/sections/nascita"},
		{"card", "/towns/siena/cards/bonus-utenze"},
		{"card-expired", "/towns/siena/cards/bonus-spesa-2021"},
		{"card-english", "/towns/siena/cards/nido-comunale?lang=en"},
		{"privacy", "/towns/siena/privacy"},
		{"missing", "/towns/siena/cards/nothing"},
	}
	screens := []struct {
		name string
		set  func(p *browsertest.Page)
	}{
		{"desktop", func(p *browsertest.Page) { p.Size(1280, 900) }},
		{"phone", func(p *browsertest.Page) { p.Phone(390, 844) }},
		{"night", func(p *browsertest.Page) { p.Phone(360, 740); p.Media("prefers-color-scheme", "dark") }},
		{"narrow", func(p *browsertest.Page) { p.Size(320, 640) }},
	}
	for _, screen := range screens {
		t.Run(screen.name, func(t *testing.T) {
			t.Parallel()
			p := chromium.Open(t)
			p.Tolerate("404 (Not Found)") // the missing page is one
			screen.set(p)
			for _, page := range pages {
				p.Go(server.URL + page.url)
				p.Wait(`q("caterina-chat >>> .launcher")`)
				p.Eval(`document.fonts.ready.then(() => true)`, nil)
				p.Screenshot(page.name)
				if screen.name != "narrow" {
					p.FullScreenshot(page.name + "-full")
				}
				p.Accessible()
				if got := p.String(`String(document.scrollingElement.scrollWidth <= innerWidth)`); got != "true" {
					t.Errorf("%s scrolls sideways", page.url)
				}
			}
		})
	}
}

// TestSiteAndWidget: links to the chat open the widget, in the town's colours
// and typeface, with what was searched for.
func TestSiteAndWidget(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newSite(t, demo(t), monday()))
	t.Cleanup(server.Close)
	p := chromium.Open(t)
	p.Tolerate("/v1/ws", "404 (Not Found)", "WebSocket") // there is no chat behind this test
	p.Go(server.URL + "/")
	p.Press(browsertest.Tab())
	if got := p.Focused(); got != "a.skip Vai al contenuto" {
		t.Errorf("the first stop of the Tab key is %q", got)
	}
	p.Screenshot("skip")
	p.Press(browsertest.Enter())
	if got := p.Focused(); !strings.HasPrefix(got, "main") {
		t.Errorf("skipping led to %q", got)
	}
	p.Click("#q")
	p.Type("bonus asilo")
	p.Press(browsertest.Enter())
	p.Wait(`location.search === "?q=bonus+asilo"`)
	p.Wait(`customElements.get("caterina-chat") && q("caterina-chat >>> .launcher")`)
	p.Click(".ask .button")
	p.Wait(`q("caterina-chat >>> .panel").open`)
	if got := p.String(`q("caterina-chat >>> textarea").value`); got != "bonus asilo" {
		t.Errorf("the chat begins with %q", got)
	}
	if got := p.String(`getComputedStyle(q("caterina-chat >>> .header")).backgroundColor + " " + getComputedStyle(q("caterina-chat >>> .panel")).fontFamily`); !strings.HasPrefix(got, `rgb(122, 46, 29) "Titillium Web"`) {
		t.Errorf("the chat looks like %s", got)
	}
	p.WaitText("caterina-chat >>> .header", "Siena")
	p.Screenshot("chat")
	p.Accessible()
}
