package e2e

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/browsertest"
)

// taken brings a citizen and an operator together.
func (o *office) taken(g *colleague) *browsertest.Page {
	o.t.Helper()
	g.wants("available")
	c := o.visits()
	c.Click(chatPerson)
	g.WaitText(ringing, "per te")
	g.Click(ringing + " [data-deed=accept] button")
	g.owns()
	c.WaitText(chatFloor, "Ti risponde Giulia B.")
	return c
}

// silence lets every lease of an operator have run out so many seconds ago. It is
// the clock of the test: what the minute of acceptance case 27 waits for.
func (o *office) silence(email string, seconds int) {
	o.t.Helper()
	o.sql(`UPDATE presence p SET lease_until = clock_timestamp() - make_interval(secs => $2)
	         FROM operator o WHERE o.id = p.operator_id AND o.email = $1`, email, seconds)
}

// TestAnOperatorsBrowserDies is acceptance case 27: the citizen is told, then is
// in front of the queue, and the next operator sees the whole log.
func TestAnOperatorsBrowserDies(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	g, m := o.giulia(), o.marco()
	c := o.taken(g)
	g.writes("Un momento, guardo la sua pratica.")
	reads(c, "guardo la sua pratica")
	g.Die()
	askInBrowser(c, "va bene, aspetto")
	// Her line is dead; a lease that was renewed meanwhile is moved again.
	o.silent(c, "giulia@example.org", 1, "Il collegamento con l'operatore si è interrotto")
	c.WaitText(chatFloor, "Ti risponde Giulia B.") // not yet in the queue
	o.silent(c, "giulia@example.org", 20, "L'operatore non è tornato")
	c.WaitText(chatFloor, "Stiamo cercando una persona")
	c.Screenshot("requeued")
	if got := ask[int](o, `SELECT max(priority)::int FROM conversation WHERE state IN ('queued', 'offered')`); got == 0 {
		t.Error("the conversation is not in front")
	}
	m.wants("available")
	m.WaitText(ringing, "per te")
	m.Click(ringing + " [data-deed=accept] button")
	m.owns()
	m.logs("guardo la sua pratica")
	m.logs("va bene, aspetto")
	c.WaitText(chatFloor, "Ti risponde Marco C.")
}

// silent moves the leases until the citizen reads a sentence.
func (o *office) silent(c *browsertest.Page, email string, seconds int, sentence string) {
	o.t.Helper()
	for range 60 {
		o.silence(email, seconds)
		if c.String(fmt.Sprintf(`(async () => {
			for (let i = 0; i < 20 && !q("caterina-chat >>> .log").textContent.includes(%[1]q); i++) await new Promise((done) => setTimeout(done, 50));
			return String(q("caterina-chat >>> .log").textContent.includes(%[1]q));
		})()`, sentence)) == "true" {
			return
		}
	}
	o.t.Fatalf("the citizen never read %q", sentence)
}

// TestAReloadIsNoticedByNobody is acceptance case 28: the citizen receives nothing,
// the conversation stays, the text is there again.
func TestAReloadIsNoticedByNobody(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	g := o.giulia()
	c := o.taken(g)
	g.Click("#text")
	g.Type("Stavo scrivendo questa risp")
	c.WaitText(chatTyping, "sta scrivendo")
	c.Wait(`!q("` + chatTyping + `").textContent`) // its six seconds are over
	before := c.String(`String(window.heard.filter((f) => !/"type":"(pong|queue)"/.test(f)).length)`)
	epoch := ask[int](o, `SELECT epoch FROM conversation WHERE state = 'assigned'`)
	g.Reload()
	g.owns()
	g.Wait(`q("#text").value === "Stavo scrivendo questa risp"`)
	g.Click("#text")
	g.Press(browsertest.Enter())
	reads(c, "Stavo scrivendo questa risp")
	news := c.String(`window.heard.filter((f) => !/"type":"(pong|queue)"/.test(f)).slice(` + before + `).join("\n")`)
	if strings.Contains(news, `"kind":"state"`) || strings.Count(news, `"type":"ev"`) != 1 {
		t.Errorf("the citizen noticed something:\n%s", news)
	}
	if got := ask[int](o, `SELECT epoch FROM conversation WHERE state = 'assigned'`); got != epoch {
		t.Errorf("the epoch went from %d to %d", epoch, got)
	}
}

// TestALaptopIsOpenedAgain is acceptance case 29: meanwhile the conversation is
// somebody else's; the list is right without a reload and what was written late
// does not slip through, nor is it lost.
func TestALaptopIsOpenedAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	g, m := o.giulia(), o.marco()
	g.Tolerate("WebSocket", "ERR_", "Failed to fetch")
	g.BeforeLoad(`{
		const Real = WebSocket;
		window.sockets = [];
		window.WebSocket = class extends Real { constructor(...args) { super(...args); window.sockets.push(this); } };
	}`)
	c := o.taken(g)
	g.Offline(true)
	// An open socket may outlive the emulated loss, and a closing one waits for an
	// answer that cannot come: the page has to see both.
	g.Eval(`void window.sockets.forEach((s) => s.close()), void window.dispatchEvent(new Event("offline"))`, nil)
	g.Wait(`q("caterina-shift").dataset.status !== "live"`)
	g.Click("#text")
	g.Type("Arrivo tardi")
	g.Press(browsertest.Enter())
	g.WaitText(".pending", "Arrivo tardi")
	o.silent(c, "giulia@example.org", 20, "L'operatore non è tornato")
	m.wants("available")
	m.WaitText(ringing, "per te")
	m.Click(ringing + " [data-deed=accept] button")
	m.owns()
	g.Offline(false)
	g.Eval(`void window.dispatchEvent(new Event("online"))`, nil)
	g.Wait(onTheLine)
	g.WaitText(stands, "Risponde Marco C.")
	g.Wait(`q("#text").value === "Arrivo tardi" || q(".entry-failed")?.textContent.includes("Arrivo tardi")`)
	g.Screenshot("too-late")
	m.writes("Sono qui io.")
	reads(c, "Sono qui io.")
	if strings.Contains(everythingOf(c), "Arrivo tardi") {
		t.Error("the citizen read what came too late")
	}
	if n := ask[int](o, `SELECT count(*)::int FROM event WHERE body ->> 'text' = 'Arrivo tardi'`); n != 0 {
		t.Errorf("it was stored %d times", n)
	}
}

// background does to a page what browsers do to one that has been behind others
// for long: it is hidden, its timers run late, its intervals once a minute. A
// browser without a screen has no background of its own.
const background = `{
	window.hide = (on) => { window.behind = on; document.dispatchEvent(new Event("visibilitychange")); };
	Object.defineProperty(document, "visibilityState", { get: () => (window.behind ? "hidden" : "visible") });
	Object.defineProperty(document, "hidden", { get: () => Boolean(window.behind) });
	const later = window.setTimeout, again = window.setInterval;
	window.setTimeout = (f, ms, ...rest) => later(f, window.behind ? Math.max(ms ?? 0, 1000) : ms, ...rest);
	window.setInterval = (f, ms, ...rest) => {
		let last = 0;
		return again(() => { if (!window.behind || Date.now() - last > 60000) { last = Date.now(); f(...rest); } }, ms);
	};
}`

// TestATabInTheBackgroundIsPresent is acceptance case 30: its lease lives by the
// browser's own answers to pings and not by the page's timers; it rings, and the
// list is right as soon as it is looked at.
func TestATabInTheBackgroundIsPresent(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	g := o.giulia()
	g.wants("available")
	g.BeforeLoad(background)
	g.Go(g.base + "/inbox?view=waiting")
	g.Wait(onTheLine)
	g.Eval(`window.hide(true)`, nil)
	const lease = `SELECT extract(epoch FROM max(lease_until))::float8 FROM presence`
	for first, tries := ask[float64](o, lease), 0; ask[float64](o, lease) < first+25; tries++ { // two pings later
		if tries > 1200 {
			t.Fatal("the lease of a tab in the background is not renewed")
		}
		pause(t.Context(), 50*time.Millisecond) // the next look; what is awaited is the lease
	}
	c := o.visits()
	c.Click(chatPerson)
	c.WaitText(chatFloor, "Stiamo cercando una persona")
	g.Wait(`document.title.startsWith("(1) ")`)
	g.Eval(`window.hide(false)`, nil)
	g.Wait(`document.querySelectorAll("caterina-list .line").length === 1`)
	g.WaitText(ringing, "per te")
}

// TestThePersonAtTheKeyboard is acceptance case 69 on the real server: take,
// answer, pass on and close without a pointer.
func TestThePersonAtTheKeyboard(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	g := o.giulia()
	g.Eval(`void document.activeElement?.blur()`, nil)
	g.tabTo("select")
	g.wants("available")
	c := o.visits()
	c.Click(chatPerson)
	g.WaitText(ringing, "per te")
	g.tabTo("Accetta")
	g.Press(browsertest.Enter())
	g.owns()
	g.PressAlt("r")
	g.Type("Buongiorno, eccomi.")
	g.Press(browsertest.Enter())
	reads(c, "Buongiorno, eccomi.")
	g.PressAlt("t")
	if got := g.Focused(); !strings.HasPrefix(got, "select") {
		t.Fatalf("Alt+T leads to %q", got)
	}
	g.Eval(`void (q("#transfer-to").value = "queue:casa")`, nil) // the list's own keys are the browser's
	g.tabTo("button.btn.btn-primary Passa")
	g.Press(browsertest.Enter())
	c.WaitText(chatFloor, "Stiamo cercando una persona")
	g.Wait(`q(".side").dataset.owner === undefined`)
	g.Wait(`q(".conv-side [data-deed=take]")`) // it does not ring for her again, but she may take it back
	g.PressAlt("p")
	g.owns()
	g.PressAlt("c")
	g.tabTo("Chiudi la conversazione")
	g.Press(browsertest.Enter())
	c.WaitText(chatFloor, "Conversazione chiusa")
	g.WaitText("h1", "Posta in arrivo")
}

// tabTo presses Tab until what has the focus is named so.
func (c *colleague) tabTo(name string) {
	for range 80 {
		c.Press(browsertest.Tab())
		if strings.Contains(c.Focused(), name) {
			return
		}
	}
	c.Wait(fmt.Sprintf(`%q === "reached by Tab"`, name))
}
