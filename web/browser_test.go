package web

import (
	"fmt"
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

// Where things are in the page.
const (
	launcher = "caterina-chat >>> .launcher"
	panel    = "caterina-chat >>> .panel"
	field    = "caterina-chat >>> textarea"
	log      = "caterina-chat >>> .log"
	line     = "caterina-chat >>> .line"
)

// live is true once the widget is up to date with the server.
const live = `q("caterina-chat").chat.connection.status === "live"`

// opened opens the host page and the chat on it.
func opened(t *testing.T, f *fake) *browsertest.Page {
	t.Helper()
	p := chromium.Open(t)
	p.Go(f.URL + "/")
	open(p)
	return p
}

func open(p *browsertest.Page) {
	p.Click(launcher)
	p.WaitText(log, "Sono Caterina")
	p.Wait(live)
}

func ask(p *browsertest.Page, text string) {
	p.Click(field)
	p.Type(text)
	p.Press(browsertest.Enter())
}

// mine and theirs count the messages of the citizen's in the log, and the others'.
func mine(n int) string {
	return fmt.Sprintf(`q("caterina-chat >>> .log").querySelectorAll(".mine").length === %d`, n)
}

func theirs(n int) string {
	return fmt.Sprintf(`q("caterina-chat >>> .log").querySelectorAll(".theirs").length === %d`, n)
}

func TestAskAndFollowUp(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.Screenshot("greeting")
	ask(p, "che documenti servono per il bonus utenze?")
	p.WaitText(log, "attestazione ISEE")
	p.Screenshot("answer")
	if got := p.String(`q("caterina-chat >>> .cards a").href + " " + q("caterina-chat >>> .cards a").target`); got != f.URL+"/towns/siena/cards/bonus-utenze _blank" {
		t.Errorf("the citation opens %s", got)
	}
	if got := p.String(`q("caterina-chat >>> .cards .checked").textContent`); got != "verificata il 1 novembre 2026" {
		t.Errorf("the citation says %q", got)
	}
	if got := p.String(`q("caterina-chat >>> .bubble a[href^='tel:']").href`); got != "tel:0577292353" {
		t.Errorf("the phone number calls %q", got)
	}
	p.Click("caterina-chat >>> [data-option='card/bonus-utenze/cost']")
	p.Wait(theirs(3))
	// The choice carries an id; the citizen reads the words on the button.
	p.WaitText("caterina-chat >>> .log .mine:nth-last-child(2)", "Quanto costa?")
	p.Wait(`q("caterina-chat >>> [data-option='card/bonus-utenze/cost']").classList.contains("chosen")`)
	p.Screenshot("follow-up")
	// Only the messages scroll: who speaks stays in sight above them.
	if got := p.String(`String(q("caterina-chat >>> .panel").scrollHeight - q("caterina-chat >>> .panel").clientHeight)`); got != "0" {
		t.Errorf("the panel can be scrolled by %s px, and its header with it", got)
	}
	p.Accessible()
	if got := strings.Join(f.texts(), "|"); got != "che documenti servono per il bonus utenze?|card/bonus-utenze/cost" {
		t.Errorf("the server holds %q", got)
	}
}

// TestWhatIsSaidFirst: that it is a program and what happens to the data is on
// the screen before the first message, and stays in reach.
func TestWhatIsSaidFirst(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.WaitText("caterina-chat >>> .notice", "un programma e non una persona")
	p.WaitText("caterina-chat >>> .notice", "I am a computer program")
	if got := p.String(`String(q("caterina-chat >>> .scroll").scrollTop) + q("caterina-chat >>> .panel").getAttribute("aria-describedby") + q("caterina-chat >>> .notice").id`); got != "0noticenotice" {
		t.Errorf("the notice is scrolled away, or no part of what a screen reader says of the dialog: %s", got)
	}
	if got := p.String(`q("caterina-chat >>> .notice a").href`); got != f.URL+"/towns/siena/privacy" {
		t.Errorf("the privacy notice is at %s", got)
	}
	p.WaitText("caterina-chat >>> .header", "Assistente automatico") //nolint:misspell // Italian
	ask(p, "ciao")
	p.Wait(theirs(2))
	var roles []string
	p.Eval(`[...q("caterina-chat >>> .log").querySelectorAll(".theirs .who")].map((who) => who.textContent)`, &roles)
	for _, who := range roles {
		if !strings.Contains(who, "Caterina · assistente automatico") { //nolint:misspell // Italian
			t.Errorf("a message of the bot's is headed %q", who)
		}
	}
}

// TestNothingIsSaidTwice: a greeting that holds the disclosure stands for it.
func TestNothingIsSaidTwice(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.set(func() { f.greeting = disclosure + "\n\nCiao! Sono Caterina." })
	p := opened(t, f)
	p.Wait(`q("caterina-chat >>> .disclosure").hidden`)
	p.WaitText("caterina-chat >>> .notice", "Come trattiamo i tuoi dati")
}

func TestNothingIsSentBeforeTheChatIsOpened(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := chromium.Open(t)
	p.Go(f.URL + "/")
	p.Wait(`q("caterina-chat >>> .launcher")`)
	if n := len(f.frames("hello")); n != 0 {
		t.Errorf("the page said hello %d times before anybody opened the chat", n)
	}
	if stored := p.String(`JSON.stringify({ ...sessionStorage, ...localStorage })`); stored != "{}" {
		t.Errorf("the page stored %s", stored)
	}
	if cookies := p.String(`document.cookie`); cookies != "" {
		t.Errorf("the page set cookies: %s", cookies)
	}
	p.Accessible()
}

func TestReloadInTheMiddleOfAnAnswer(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	f.set(func() { f.mute = true })
	ask(p, "quanto spetta?")
	p.Wait(mine(1))
	p.WaitText("caterina-chat >>> .typing", "sta scrivendo")
	p.Click(field)
	p.Type("una bozza")
	p.Reload()
	p.Wait(`q("caterina-chat >>> .panel")?.open`)
	p.Wait(live)
	p.Wait(mine(1))
	if got := p.String(`q("caterina-chat >>> textarea").value`); got != "una bozza" {
		t.Errorf("the draft is %q after the reload", got)
	}
	p.WaitText("caterina-chat >>> .typing", "sta scrivendo")
	f.say(echo("quanto spetta"))
	p.Wait(theirs(2))
	p.Wait(`!q("caterina-chat >>> .typing").textContent`)
	hellos := f.frames("hello")
	if last := hellos[len(hellos)-1]; last["token"] != "token-1" || last["after"] != 2.0 {
		t.Errorf("the hello after the reload is %v", last)
	}
}

// TestUnsentMessagesSurvive: written without a network, kept over a reload,
// delivered once and in order.
func TestUnsentMessagesSurvive(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.Tolerate("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "WebSocket")
	p.Offline(true)
	f.cut()
	ask(p, "prima")
	ask(p, "seconda")
	p.WaitText(line, "Connessione persa. I tuoi messaggi partiranno appena torna.")
	p.WaitText("caterina-chat >>> .pendings", "in attesa di collegamento")
	p.Screenshot("offline")
	p.Accessible()
	p.Offline(false)
	p.Wait(live)
	p.Wait(mine(2) + " && " + theirs(3))
	p.Wait(`q("caterina-chat >>> .line").textContent === ""`)
	p.WaitText("caterina-chat >>> p.sr[role=status]", "Connessione tornata")
	f.set(func() { f.noSocket, f.holdAcks = true, true })
	f.cut()
	ask(p, "terza")
	p.Wait(`q("caterina-chat").chat.saved.outbox.length === 1`)
	f.set(func() { f.noSocket, f.holdAcks = false, false })
	p.Reload()
	p.Wait(live)
	p.Wait(mine(3) + " && " + theirs(4))
	if got := strings.Join(f.texts(), "|"); got != "prima|seconda|terza" {
		t.Errorf("the server holds %q", got)
	}
}

// TestLostAckDoesNotDouble: the server stored the message, the answer to it got lost.
func TestLostAckDoesNotDouble(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.Tolerate("WebSocket")
	f.set(func() { f.holdAcks, f.mute = true, true })
	ask(p, "una volta sola")
	p.Wait(mine(1))
	p.Wait(`q("caterina-chat").chat.saved.outbox.length === 1`)
	f.set(func() { f.holdAcks = false })
	f.cut()
	p.Wait(`q("caterina-chat").chat.saved.outbox.length === 0 && ` + live)
	p.Wait(mine(1) + ` && !q("caterina-chat >>> .pending")`)
	sends := f.frames("send")
	if len(sends) < 2 || sends[0]["id"] != sends[1]["id"] {
		t.Errorf("the message was sent as %v", sends)
	}
	if got := f.texts(); len(got) != 1 {
		t.Errorf("the server holds %q", got)
	}
}

func TestRefusedMessagesSayWhy(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	f.set(func() {
		f.nak = map[string]any{"code": "bad", "message": "Il messaggio contiene caratteri che non si leggono."}
	})
	ask(p, "prova")
	p.WaitText("caterina-chat >>> .failed", "caratteri che non si leggono")
	p.Screenshot("refused")
	p.Accessible()
	f.set(func() { f.nak = map[string]any{"code": "later", "retry_ms": 50, "message": "Riprova tra poco."} })
	p.Click("caterina-chat >>> .retry")
	p.Wait(`!q("caterina-chat >>> .failed")`)
	f.set(func() { f.nak = nil })
	p.Wait(mine(1) + " && " + theirs(2))
	f.set(func() { f.nak = map[string]any{"code": "too_long"} })
	ask(p, "lungo")
	p.WaitText("caterina-chat >>> .failed", "Il messaggio è troppo lungo")
	p.Click("caterina-chat >>> .discard")
	p.Wait(`!q("caterina-chat >>> .failed") && q("caterina-chat >>> textarea").value === "lungo"`)
}

func TestLongMessagesAreCounted(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.Click(field)
	p.Type(strings.Repeat("è", 3600))
	p.WaitText("caterina-chat >>> .counter", "400 caratteri rimasti")
	p.Type(strings.Repeat("🙂", 401))
	p.WaitText("caterina-chat >>> .counter", "togli 1 carattere (il massimo è 4000)")
	p.Press(browsertest.Enter())
	p.WaitText("caterina-chat >>> p.sr[role=status]", "troppo lungo")
	p.Screenshot("too-long")
	if n := len(f.frames("send")); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	p.Accessible()
}

func TestNewConversation(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	ask(p, "ciao")
	p.Wait(theirs(2))
	p.Click("caterina-chat >>> .round.menu")
	p.Click("caterina-chat >>> .entry.fresh")
	p.WaitText("caterina-chat >>> .confirm", "Vuoi iniziare una nuova conversazione?")
	p.Screenshot("confirm")
	p.Accessible()
	p.Press(browsertest.Escape())
	p.Wait(`!q("caterina-chat >>> .confirm").open && q("caterina-chat >>> .panel").open`)
	p.Wait(theirs(2))
	p.Click("caterina-chat >>> .round.menu")
	p.Click("caterina-chat >>> .entry.fresh")
	p.Click("caterina-chat >>> .confirm .yes")
	p.Wait(theirs(1) + " && " + mine(0))
	p.Wait(live)
	hellos := f.frames("hello")
	if last := hellos[len(hellos)-1]; last["token"] != nil {
		t.Errorf("the new conversation began with %v", last)
	}
	p.Wait(`q("caterina-chat").chat.saved.token === "token-2"`)
}

func TestQuickExit(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"button", "shift"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			p := chromium.Open(t)
			p.Go(f.URL + "/weather")
			p.Go(f.URL + "/")
			open(p)
			ask(p, "ho paura a casa")
			p.Wait(theirs(2))
			var before int
			p.Eval(`history.length`, &before)
			if way == "button" {
				p.Click("caterina-chat >>> .exit")
			} else {
				p.Press(browsertest.Shift(), browsertest.Shift(), browsertest.Shift())
			}
			p.Wait(`location.pathname === "/weather"`)
			var after int
			p.Eval(`history.length`, &after)
			if after != before {
				t.Errorf("the page of the chat can be gone back to: %d entries before, %d after", before, after)
			}
			if stored := p.String(`JSON.stringify({ ...sessionStorage, ...localStorage })`); stored != "{}" {
				t.Errorf("this stays behind: %s", stored)
			}
		})
	}
}

func TestOtherLanguage(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.Click("caterina-chat >>> .round.menu")
	p.Screenshot("menu")
	p.Accessible()
	p.Click("caterina-chat >>> .choice[lang=en]")
	p.WaitText(log, "Hello! I am Caterina")
	p.WaitText("caterina-chat >>> .header", "Automated assistant")
	if got := p.String(`q("caterina-chat >>> .panel").lang`); got != "en" {
		t.Errorf("the panel's language is %q", got)
	}
	ask(p, "which documents?")
	p.Wait(theirs(2))
	if got := p.String(`q("caterina-chat >>> .cards a").href`); !strings.HasSuffix(got, "/cards/bonus-utenze?lang=en") {
		t.Errorf("the citation opens %s", got)
	}
	p.Screenshot("english")
	hellos := f.frames("hello")
	if last := hellos[len(hellos)-1]; last["lang"] != "en" {
		t.Errorf("the last hello is %v", last)
	}
}

func TestTextSize(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	size := func() (px float64) {
		p.Eval(`parseFloat(getComputedStyle(q("caterina-chat >>> .bubble")).fontSize)`, &px)
		return px
	}
	normal := size()
	p.Click("caterina-chat >>> .round.menu")
	for range 3 {
		p.Click("caterina-chat >>> .choices .choice:last-child")
	}
	if got := size(); got != normal*1.5 {
		t.Errorf("three times larger is %v px, from %v", got, normal)
	}
	p.Screenshot("largest")
	p.Reload()
	p.Wait(live)
	if got := size(); got != normal*1.5 {
		t.Errorf("after a reload it is %v px", got)
	}
	p.Accessible()
}

// TestStreamedDraft: what is being written shows at once, is not read out word
// by word, and gives way to the stored message.
func TestStreamedDraft(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	f.set(func() { f.mute, f.stream = true, []string{"Per il bonus ", "servono **due"} })
	ask(p, "documenti?")
	p.WaitText("caterina-chat >>> .draft", "Per il bonus servono")
	p.Screenshot("draft")
	if got := p.String(`q("caterina-chat >>> .draft").getAttribute("aria-hidden") + q("caterina-chat >>> .log").contains(q("caterina-chat >>> .draft"))`); got != "truefalse" {
		t.Errorf("the draft is part of what screen readers announce: %s", got)
	}
	f.say(echo("bonus"))
	p.Wait(`q("caterina-chat >>> .draft").hidden`)
	p.Wait(theirs(2))
}

// TestEachMessageIsAnnouncedOnce watches the live region as a screen reader does.
func TestEachMessageIsAnnouncedOnce(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.Tolerate("WebSocket")
	p.Eval(`(() => {
		window.said = [];
		const log = q("caterina-chat >>> .log");
		new MutationObserver((changes) => {
			if (log.getAttribute("aria-live") !== "polite") return;
			for (const change of changes) for (const node of change.addedNodes) {
				if (node.nodeType === 1 && change.target === log) window.said.push(node.querySelector(".bubble")?.textContent ?? "");
				else if (log.contains(node) && !node.closest?.(".option")) window.said.push("change");
			}
		}).observe(log, { childList: true, subtree: true, characterData: true });
	})()`, nil)
	ask(p, "uno")
	p.Wait(theirs(2))
	f.cut()
	p.Wait(`q("caterina-chat").chat.connection.status !== "live"`)
	p.Wait(live)
	ask(p, "due")
	p.Wait(theirs(3))
	var said []string
	p.Eval(`window.said`, &said)
	if len(said) != 4 || said[0] != "uno" || said[2] != "due" {
		t.Errorf("a screen reader heard %d things: %q", len(said), said)
	}
	if got := p.String(`q("caterina-chat >>> .log").getAttribute("role") + " " + q("caterina-chat >>> .log").getAttribute("aria-live")`); got != "log polite" {
		t.Errorf("the log is %q", got)
	}
}

// TestGreetingIsAnnouncedAndHistoryIsNot: who opens the chat hears who is
// speaking; who comes back does not hear everything again.
func TestGreetingIsAnnouncedAndHistoryIsNot(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := chromium.Open(t)
	p.BeforeLoad(`
		window.said = 0;
		const attach = Element.prototype.attachShadow;
		Element.prototype.attachShadow = function (init) {
			const root = attach.call(this, init);
			new MutationObserver((changes) => {
				for (const change of changes) {
					if (change.target.getAttribute?.("aria-live") !== "polite") continue;
					window.said += [...change.addedNodes].filter((node) => node.classList?.contains("msg")).length;
				}
			}).observe(root, { childList: true, subtree: true });
			return root;
		};`)
	p.Go(f.URL + "/")
	open(p)
	p.Wait(`window.said === 1`)
	ask(p, "uno")
	p.Wait(theirs(2))
	p.Wait(`window.said === 3`)
	p.Reload()
	p.Wait(live)
	p.Wait(theirs(2))
	var said int
	p.Eval(`window.said`, &said)
	if said != 0 {
		t.Errorf("%d old messages were announced again", said)
	}
	f.say(map[string]any{"text": "nuovo"})
	p.Wait(`window.said === 1`)
}

func TestAnswerBehindAClosedPanelIsMarked(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	p.Press(browsertest.Escape())
	p.Wait(`!q("caterina-chat >>> .panel").open`)
	f.say(map[string]any{"text": "Eccomi"})
	p.Wait(`!q("caterina-chat >>> .badge").hidden`)
	if got := p.Focused(); !strings.Contains(got, "c'è un messaggio nuovo") {
		t.Errorf("the launcher is called %q", got)
	}
	p.Screenshot("unread")
	p.Click(launcher)
	p.Wait(`q("caterina-chat >>> .badge").hidden`)
}
