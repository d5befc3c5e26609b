package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/caterina/internal/browsertest"
)

// TestTownColours: a site's colour reaches the widget through one CSS property.
func TestTownColours(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.set(func() {
		f.pages["/"] = strings.Replace(f.pages["/"], "</head>", `<style>:root { --caterina-primary: #7a2e1d; font-size: 10px }</style></head>`, 1)
	})
	p := opened(t, f)
	if got := p.String(`getComputedStyle(q("caterina-chat >>> .header")).backgroundColor`); got != "rgb(122, 46, 29)" {
		t.Errorf("the header is %s", got)
	}
	// The page's own text size in rem is not ours.
	if got := p.String(`getComputedStyle(q("caterina-chat >>> textarea")).fontSize`); got != "16px" {
		t.Errorf("the field's text is %s", got)
	}
	p.Accessible()
}

// TestStrictPolicyOnAnotherOrigin puts the widget where it lives: on a website
// that is not ours, whose Content-Security-Policy allows our files and our
// server and nothing else, in a browser that gives third parties no storage.
func TestStrictPolicyOnAnotherOrigin(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	ws := strings.Replace(f.URL, "http", "ws", 1)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", fmt.Sprintf(
			"default-src 'none'; script-src 'self' %[1]s; style-src 'self'; connect-src %[1]s %[2]s; img-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'", f.URL, ws))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(hostPage(`<script type="module" src="` + f.URL + `/widget.js" data-town="siena" data-lang="it" data-name="Comune di Siena"></script>`)))
	}))
	t.Cleanup(site.Close)
	p := chromium.Open(t)
	p.BeforeLoad(`for (const name of ["sessionStorage", "localStorage", "indexedDB"]) {
		Object.defineProperty(window, name, { get() { throw new DOMException("blocked", "SecurityError"); } });
	}`)
	p.Go(site.URL + "/")
	open(p)
	p.WaitText("caterina-chat >>> .header", "Comune di Siena")
	ask(p, "che documenti servono?")
	p.Wait(theirs(2))
	if got := p.String(`getComputedStyle(q("caterina-chat >>> .panel")).display`); got != "flex" {
		t.Errorf("the panel has no style: display is %s", got)
	}
	p.Screenshot("open")
	f.cut()
	p.Wait(`q("caterina-chat").chat.connection.status !== "live"`)
	p.Wait(live)
	ask(p, "e quanto costa?")
	p.Wait(theirs(3))
	p.Tolerate("WebSocket")
	// Printing builds a style sheet and an element in the page itself.
	p.Eval(`(() => { window.print = () => { window.printed = getComputedStyle(document.querySelector("caterina-print")).display; }; })()`, nil)
	p.Click("caterina-chat >>> .round.menu")
	p.Click("caterina-chat >>> .entry.print")
	p.Wait(`window.printed === "none"`) // on the screen; paper is for TestPrint
}

// TestWithoutWebsockets goes through the fallback where a proxy lets no
// websocket pass.
func TestWithoutWebsockets(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.set(func() { f.noSocket = true })
	p := chromium.Open(t)
	p.Tolerate("WebSocket")
	p.Go(f.URL + "/")
	open(p)
	ask(p, "che documenti servono?")
	p.Wait(theirs(2) + " && " + mine(1))
	p.Wait(`q("caterina-chat").chat.saved.outbox.length === 0`)
	for _, frame := range f.frames("send") {
		if frame["over"] != "http" {
			t.Errorf("a message went over a websocket: %v", frame)
		}
	}
	for _, frame := range f.frames("events") {
		if url := fmt.Sprint(frame["url"]); strings.Contains(url, "token") {
			t.Errorf("the session's token is in an address: %s", url)
		}
	}
	p.Reload()
	p.Wait(live)
	p.Wait(theirs(2) + " && " + mine(1))
}

// TestCloseCodes says what the citizen sees and can do for each.
func TestCloseCodes(t *testing.T) {
	t.Parallel()
	t.Run("too many tabs", func(t *testing.T) {
		t.Parallel()
		f := newFake(t)
		p := opened(t, f)
		f.shut(4009)
		p.WaitText(line, "Stai usando questa chat in un'altra scheda.")
		p.Screenshot("elsewhere")
		p.Accessible()
		p.Click("caterina-chat >>> .line .option")
		p.Wait(live)
		p.Wait(`q("caterina-chat >>> .line").textContent === ""`)
	})
	t.Run("newer version", func(t *testing.T) {
		t.Parallel()
		f := newFake(t)
		p := opened(t, f)
		f.shut(4010)
		p.WaitText(line, "Ricarica la pagina per continuare") //nolint:misspell // Italian
		p.Click("caterina-chat >>> .line .option")
		p.Wait(`performance.getEntriesByType("navigation")[0].type === "reload"`)
		p.Wait(live)
	})
	t.Run("site not allowed", func(t *testing.T) {
		t.Parallel()
		f := newFake(t)
		f.set(func() { f.closing = 4003 })
		p := chromium.Open(t)
		p.Go(f.URL + "/")
		p.Click(launcher)
		p.WaitText(line, "La chat non è attiva su questo sito.")
	})
	t.Run("session unknown", func(t *testing.T) {
		t.Parallel()
		f := newFake(t)
		p := opened(t, f)
		ask(p, "ciao")
		p.Wait(theirs(2))
		f.set(func() { clear(f.sessions) })
		f.shut(1012)
		// A new conversation, by itself, with its own greeting.
		p.Wait(live)
		p.Wait(theirs(1) + " && " + mine(0))
	})
}

// TestHostileText: what a server or a citizen writes never becomes script.
func TestHostileText(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	hostile := `<img src=x onerror="window.hacked=1"> <script>window.hacked=1</script>
[clicca](javascript:window.hacked=1) [dati](data:text/html,<script>window.hacked=1</script>) [a](JaVaScRiPt:window.hacked=1)
[b]( vbscript:x) [c](https://example.org/"onclick="window.hacked=1) **<b onclick=window.hacked=1>x</b>**
- <svg onload=window.hacked=1>
<https://example.org/<script>> [x](<javascript:window.hacked=1>)`
	f.set(func() {
		f.answer = func(string) map[string]any {
			return map[string]any{
				"text":      hostile,
				"options":   []map[string]any{{"id": `"><img src=x onerror=window.hacked=1>`, "label": `<img src=x onerror=window.hacked=1>`}},
				"citations": []map[string]any{{"card": `../../"><script>`, "title": `<script>window.hacked=1</script>`, "url": "javascript:window.hacked=1"}},
			}
		}
	})
	p := opened(t, f)
	ask(p, hostile)
	p.Wait(theirs(2))
	var links []string
	p.Eval(`[...q("caterina-chat >>> .log").querySelectorAll("a")].map((a) => a.href)`, &links)
	for _, link := range links {
		if !strings.HasPrefix(link, "https://example.org/") && !strings.HasPrefix(link, f.URL+"/towns/siena/cards/") {
			t.Errorf("a link leads to %s", link)
		}
	}
	for i := range links {
		p.Eval(fmt.Sprintf(`(() => {
			const link = q("caterina-chat >>> .log").querySelectorAll("a")[%d];
			link.addEventListener("click", (event) => event.preventDefault());
			link.click();
		})()`, i), nil)
	}
	var state struct {
		Hacked  bool
		Strange int
	}
	p.Eval(`({ Hacked: "hacked" in window, Strange: q("caterina-chat >>> .log").querySelectorAll("img, script, svg[onload], [onclick], [onerror], iframe, b").length })`, &state)
	if state.Hacked || state.Strange != 0 {
		t.Errorf("script ran: %v; elements that must not be there: %d", state.Hacked, state.Strange)
	}
	p.Screenshot("hostile")
}

func TestPrint(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	ask(p, "che documenti servono?")
	p.Wait(theirs(2))
	p.Eval(`(() => { window.print = () => {}; })()`, nil)
	p.Click("caterina-chat >>> .round.menu")
	p.Click("caterina-chat >>> .entry.print")
	p.Wait(`document.querySelector("caterina-print")`)
	p.PrintMedia()
	p.Screenshot("paper")
	var seen []string
	p.Eval(`[...document.body.children].filter((node) => getComputedStyle(node).display !== "none").map((node) => node.localName)`, &seen)
	if len(seen) != 1 || seen[0] != "caterina-print" {
		t.Errorf("on paper there would be %v", seen)
	}
	p.WaitText("caterina-print", "attestazione ISEE")
	p.Eval(`void window.dispatchEvent(new Event("afterprint"))`, nil)
	p.Wait(`!document.querySelector("caterina-print") && document.adoptedStyleSheets.length === 0`)
}

func TestDownload(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	ask(p, "che documenti servono?")
	p.Wait(theirs(2))
	p.Eval(`(() => {
		const make = URL.createObjectURL;
		URL.createObjectURL = (blob) => { blob.text().then((text) => (window.saved = text)); return make(blob); };
		HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };
	})()`, nil)
	p.Click("caterina-chat >>> .round.menu")
	p.Click("caterina-chat >>> .entry.save")
	p.Wait(`window.saved`)
	text := p.String(`window.saved`)
	for _, want := range []string{"domenica 22 novembre 2026", "Tu, 10:41\nche documenti servono?", "- attestazione ISEE", "Bonus Utenze, verificata il 1 novembre 2026", "/towns/siena/cards/bonus-utenze"} {
		if !strings.Contains(text, want) {
			t.Errorf("the file lacks %q:\n%s", want, text)
		}
	}
	if got := p.String(`window.savedAs`); got != "conversazione-caterina.txt" {
		t.Errorf("it is saved as %q", got)
	}
}

// TestVoices reads aloud and takes dictation with a browser that pretends to.
func TestVoices(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := chromium.Open(t)
	p.BeforeLoad(`
		window.spoken = [];
		window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
		const synthesis = { speak: (u) => { window.spoken.push(u.lang + " " + u.text); window.utterance = u; }, cancel: () => window.spoken.push("cancel") };
		Object.defineProperty(window, "speechSynthesis", { get: () => synthesis });
		window.SpeechRecognition = class {
			start() { window.ear = this; }
			stop() { this.onend(); }
		};`)
	p.Go(f.URL + "/")
	open(p)
	ask(p, "documenti")
	p.Wait(theirs(2))
	last := "caterina-chat >>> .log .msg:last-child .tool"
	p.Click(last)
	p.Wait(`window.spoken.length === 1`)
	if got := p.String(`window.spoken[0]`); !strings.HasPrefix(got, "it-IT Per documenti servono:") || strings.Contains(got, "*") || strings.Contains(got, "](") {
		t.Errorf("it read %q", got)
	}
	p.WaitText(last, "Ferma")
	p.Eval(`void window.utterance.onend()`, nil)
	p.WaitText(last, "Ascolta")
	p.Click(last)
	p.Click(last)
	p.Wait(`window.spoken.at(-1) === "cancel"`)
	p.WaitText(last, "Ascolta")

	p.Click("caterina-chat >>> .dictate")
	p.WaitText("caterina-chat >>> p.sr[role=status]", "viene trasformata in testo dal tuo browser")
	p.Eval(`void window.ear.onresult({ resultIndex: 0, results: [[{ transcript: " quanto costa " }]] })`, nil)
	p.Wait(`q("caterina-chat >>> textarea").value === "quanto costa"`)
	p.Click("caterina-chat >>> .dictate")
	p.Wait(`q("caterina-chat >>> .dictate").getAttribute("aria-pressed") === "false"`)
}

func TestWithoutVoices(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := chromium.Open(t)
	p.BeforeLoad(`delete window.webkitSpeechRecognition; delete window.SpeechRecognition; delete window.speechSynthesis; delete window.SpeechSynthesisUtterance;`)
	p.Go(f.URL + "/")
	open(p)
	if got := p.String(`String([".tool", ".dictate"].map((s) => Boolean(q("caterina-chat >>> " + s))))`); got != "false,false" {
		t.Errorf("buttons that cannot work are there: %s", got)
	}
}

// TestOldTelephones: without style sheets built by script, as in Safari before
// 2023, the widget still has its looks where the page allows style elements.
func TestOldTelephones(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := chromium.Open(t)
	p.BeforeLoad(`delete Document.prototype.adoptedStyleSheets; delete ShadowRoot.prototype.adoptedStyleSheets;`)
	p.Go(f.URL + "/")
	open(p)
	if got := p.String(`getComputedStyle(q("caterina-chat >>> .panel")).display`); got != "flex" {
		t.Errorf("the panel has no style: display is %s", got)
	}
	p.Click("caterina-chat >>> .round.menu")
	p.Click("caterina-chat >>> .choice[lang=en]")
	p.WaitText(log, "Hello!")
	if got := p.String(`getComputedStyle(q("caterina-chat >>> .panel")).display`); got != "flex" {
		t.Errorf("after the change of language the panel has no style: display is %s", got)
	}
}

// TestWakingUp: a page that hears of the network, or is looked at again, does
// not wait for its next attempt.
func TestWakingUp(t *testing.T) {
	t.Parallel()
	for _, event := range []string{`window.dispatchEvent(new Event("online"))`, `document.dispatchEvent(new Event("visibilitychange"))`} {
		f := newFake(t)
		p := chromium.Open(t)
		p.Tolerate("WebSocket", "502")
		p.BeforeLoad(`Math.random = () => 0.999;`)
		p.Go(f.URL + "/")
		open(p)
		f.set(func() { f.noSocket, f.noEvents = true, true })
		f.cut()
		p.Wait(`q("caterina-chat").chat.connection.attempt >= 4 && q("caterina-chat").chat.connection.status === "waiting"`)
		f.set(func() { f.noSocket, f.noEvents = false, false })
		if got := p.String(`(` + event + `, q("caterina-chat").chat.connection.status)`); got != "connecting" {
			t.Errorf("after %s the connection is %s", event, got)
		}
		p.Wait(live)
	}
}

// TestPlacedByHand: inside the page, without a launcher; and the script beside it
// adds no second one.
func TestPlacedByHand(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.set(func() {
		f.pages["/"] = hostPage(`<caterina-chat town="siena" inline></caterina-chat><script type="module" src="/widget.js" data-town="siena"></script>`)
	})
	p := chromium.Open(t)
	p.Go(f.URL + "/")
	p.WaitText(log, "Sono Caterina")
	p.Wait(live)
	if got := p.String(`document.querySelectorAll("caterina-chat").length + " " + Boolean(q("caterina-chat >>> .launcher")) + " " + document.activeElement.localName`); got != "1 false body" {
		t.Errorf("widgets, launcher, focus: %s", got)
	}
	ask(p, "ciao")
	p.Wait(theirs(2))
	p.Screenshot("inline")
	p.Accessible()
	p.Press(browsertest.Escape())
	p.Wait(`q("caterina-chat >>> .panel").getBoundingClientRect().height > 0`)
	p.Eval(`q("caterina-chat").remove()`, nil)
	f.set(func() {
		f.pages["/"] = hostPage(`<caterina-chat town="siena"></caterina-chat><script type="module" src="/widget.js"></script>`)
	})
	p.Reload()
	open(p)
}
