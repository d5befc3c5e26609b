package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/caterina/internal/browsertest"
	"example.org/caterina/internal/pgtest"
)

// chromium is the browser that the tests of this package share. TestMain closes it.
var chromium browsertest.Browser

const (
	chatLog   = "caterina-chat >>> .log"
	chatField = "caterina-chat >>> textarea"
	chatLive  = `q("caterina-chat").chat.connection.status === "live"`
)

// patient opens a page whose server may say "later": on a machine that runs other tests a
// session may take longer to open than the widget waits, which then asks again, by the
// other way.
func patient(t *testing.T) *browsertest.Page {
	t.Helper()
	p := chromium.Open(t)
	p.Tolerate("503")
	return p
}

// answers is true once the bot has said n things, the greeting included.
func answers(n int) string {
	return fmt.Sprintf(`q("caterina-chat >>> .log").querySelectorAll(".theirs").length === %d`, n)
}

// demoServer starts the program with the demo towns loaded.
func demoServer(t *testing.T) *server {
	t.Helper()
	url := pgtest.URL(t)
	caterina(t, url, "import", demo("italia"), demo("siena"), demo("bari"))
	return startServer(t, url)
}

func openChat(p *browsertest.Page) {
	p.Click("caterina-chat >>> .launcher")
	p.Wait(chatLive)
	p.Wait(answers(1))
}

func askInBrowser(p *browsertest.Page, question string) {
	p.Click(chatField)
	p.Type(question)
	p.Press(browsertest.Enter())
}

// TestACitizenAsksOnTheWebsite is the story the product is for: a question in
// one's own words on the town's website, an answer from national and town cards
// with their sources, a next step by a button, and the card itself.
func TestACitizenAsksOnTheWebsite(t *testing.T) {
	t.Parallel()
	s := demoServer(t)
	p := patient(t)
	p.Go("http://" + s.addr + "/")
	p.Screenshot("website")
	p.Accessible()
	openChat(p)
	p.Screenshot("greeting")
	p.Accessible()
	askInBrowser(p, "ciao, ho avuto un bambino a marzo, che aiuti ci sono?")
	p.Wait(answers(2))
	p.Wait(`q("caterina-chat >>> .log .cards a")`)
	p.Screenshot("answer")
	p.Accessible()
	p.Click("caterina-chat >>> .log .msg:last-child .option")
	p.Wait(answers(3))
	p.Screenshot("next-step")
	card := p.String(`q("caterina-chat >>> .log .cards a").href`)
	p.Go(card)
	p.WaitText("h1", "")
	p.Screenshot("card")
	p.Accessible()
}

// TestReloadInTheMiddleOfAnAnswerOnTheRealServer: the question was sent, the
// page is loaded anew at once, and the answer is there, once.
func TestReloadInTheMiddleOfAnAnswerOnTheRealServer(t *testing.T) {
	t.Parallel()
	s := demoServer(t)
	p := patient(t)
	p.Go("http://" + s.addr + "/towns/siena")
	openChat(p)
	askInBrowser(p, "che documenti servono per il bonus utenze?")
	p.Reload()
	p.Wait(chatLive)
	p.Wait(answers(2))
	if got := p.String(`String(q("caterina-chat >>> .log").querySelectorAll(".mine").length)`); got != "1" {
		t.Errorf("the question is there %s times", got)
	}
}

// TestOfflineAndBackOnTheRealServer: what is written without a network leaves
// when it returns, once and in order.
func TestOfflineAndBackOnTheRealServer(t *testing.T) {
	t.Parallel()
	s := demoServer(t)
	p := patient(t)
	p.Tolerate("ERR_INTERNET_DISCONNECTED", "WebSocket", "ERR_")
	p.Go("http://" + s.addr + "/towns/bari")
	openChat(p)
	p.Offline(true)
	// An open socket may outlive the emulated loss: cut it as a tunnel would.
	p.Eval(`void q("caterina-chat").chat.stop(), void q("caterina-chat").chat.start()`, nil)
	askInBrowser(p, "che documenti servono per l'asilo nido?")
	askInBrowser(p, "e quanto costa?")
	p.WaitText("caterina-chat >>> .line", "Connessione persa")
	p.Screenshot("offline")
	p.Offline(false)
	p.Wait(chatLive)
	p.Wait(`q("caterina-chat >>> .log").querySelectorAll(".mine").length === 2 && !q("caterina-chat >>> .pending")`)
	p.Wait(`q("caterina-chat >>> .log .msg:last-child").classList.contains("theirs")`)
	p.Screenshot("back")
}

// TestKeyboardOnlyOnTheRealServer asks, follows up and closes without a mouse.
func TestKeyboardOnlyOnTheRealServer(t *testing.T) {
	t.Parallel()
	s := demoServer(t)
	p := patient(t)
	p.Go("http://" + s.addr + "/towns/siena")
	p.Wait(`q("caterina-chat >>> .launcher")`)
	for range 80 {
		if strings.Contains(p.Focused(), "button.launcher") {
			break
		}
		p.Press(browsertest.Tab())
	}
	p.Press(browsertest.Enter())
	p.Wait(chatLive)
	p.Type("quanto costa l'asilo nido?")
	p.Press(browsertest.Enter())
	p.Wait(answers(2))
	for range 20 {
		p.PressShift(browsertest.Tab())
		if strings.Contains(p.Focused(), "button.option") {
			break
		}
	}
	p.Press(browsertest.Enter())
	p.Wait(answers(3))
	p.Press(browsertest.Escape())
	if got := p.Focused(); !strings.Contains(got, "button.launcher") {
		t.Errorf("closing led to %q", got)
	}
}

// TestTheChatWithoutJavaScript: a form, the same answers, as accessible.
func TestTheChatWithoutJavaScript(t *testing.T) {
	t.Parallel()
	s := demoServer(t)
	p := patient(t)
	p.Phone(390, 844)
	p.Go("http://" + s.addr + "/chat/siena")
	if got := p.String(`String(document.querySelectorAll("script").length)`); got != "0" {
		t.Errorf("the page has %s scripts", got)
	}
	p.Screenshot("empty")
	p.Accessible()
	p.Click("textarea")
	p.Type("che documenti servono per il bonus utenze?")
	p.Click(".chat-send")
	p.Wait(`document.querySelectorAll(".chat-message").length >= 3`)
	p.FullScreenshot("answer")
	p.Accessible()
	var wide []string
	p.Eval(`[...document.querySelectorAll("body *")].filter((node) => node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.localName + "." + node.className)`, &wide)
	if len(wide) != 0 {
		t.Errorf("these stick out of a phone's screen: %v", wide)
	}
}

// TestAnotherWebsiteEmbedsTheWidget: only a site that the town allows may.
func TestAnotherWebsiteEmbedsTheWidget(t *testing.T) {
	t.Parallel()
	s := demoServer(t)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; script-src http://%[1]s; connect-src http://%[1]s ws://%[1]s", s.addr))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="it"><title>Un sito</title><h1>Un sito</h1><script type="module" src="http://%s/widget.js" data-town="siena"></script></html>`, s.addr)
	}))
	t.Cleanup(site.Close)
	p := patient(t)
	p.Tolerate("403", "favicon")
	p.Go(site.URL)
	p.Click("caterina-chat >>> .launcher")
	p.WaitText("caterina-chat >>> .line", "La chat non è attiva su questo sito.")
}
