package e2e

import (
	"strings"
	"testing"
	"time"

	"example.org/caterina/internal/browsertest"
)

// Of the chat's page while an answer is written.
const chatDraft = "caterina-chat >>> .draft"

// listens notes what the chat's live regions say from now on, as a screen reader does.
const listens = `(() => {
	window.said = [];
	const root = q("caterina-chat").shadowRoot;
	new MutationObserver((changes) => {
		for (const { target, addedNodes } of changes) {
			const node = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
			const region = node?.closest("[aria-live=polite], [aria-live=assertive], [role=status], [role=alert]");
			if (region && !region.closest("[aria-hidden=true]")) for (const added of addedNodes) window.said.push(added.textContent);
		}
	}).observe(root, { subtree: true, childList: true, characterData: true });
})()`

// onATelephone opens the chat on the narrowest screen.
func onATelephone(t *testing.T, addr string) *browsertest.Page {
	t.Helper()
	p := patient(t)
	p.Phone(320, 640)
	p.Go("http://" + addr + "/towns/siena")
	openChat(p)
	p.Eval(listens, nil)
	return p
}

// fits says whether nothing of the conversation sticks out of the screen.
func fits(t *testing.T, p *browsertest.Page) {
	t.Helper()
	var wide []string
	p.Eval(`[...q("caterina-chat >>> .scroll").querySelectorAll("*")].filter((node) => !node.closest(".sr") && node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.localName + "." + node.className)`, &wide)
	if len(wide) > 0 {
		t.Errorf("these stick out: %v", wide)
	}
}

// saidAloud counts how often a text was read aloud.
func saidAloud(p *browsertest.Page, text string) int {
	return strings.Count(p.String(`window.said.join("\n")`), text)
}

// TestTheWidgetShowsAnAnswerWhileItIsWritten on the narrowest screen: the draft is to be
// seen and not to be heard; the event takes its place, says that a model has worded it,
// names its source and is read aloud once.
func TestTheWidgetShowsAnAnswerWhileItIsWritten(t *testing.T) {
	t.Parallel()
	o := newWritingOffice(t, writes(int(12*time.Second/piecePace)))
	o.server = o.starts()
	p := onATelephone(t, o.addr)
	askInBrowser(p, aboutMeals)
	p.WaitText(chatDraft, mealsFirst)
	p.Screenshot("while")
	p.Accessible()
	fits(t, p)
	if got := p.String(`(() => { const d = q("caterina-chat >>> .draft"); return [d.getAttribute("aria-hidden"), d.inert, d.hidden, Boolean(d.closest("[aria-live]")), q("caterina-chat >>> .log").textContent.includes("Paghi una tariffa")].join() })()`); got != "true,true,false,false,false" {
		t.Errorf("the draft is to be heard, or the event is there already: %s", got)
	}
	if n := saidAloud(p, mealsFirst); n != 0 {
		t.Errorf("the draft was read aloud %d times", n)
	}
	p.Wait(answers(2))
	p.Wait(`q("caterina-chat >>> .draft").hidden && q("caterina-chat >>> .draft").textContent === ""`)
	p.WaitText("caterina-chat >>> .log .msg:last-child .generated", "")
	p.Wait(`q("caterina-chat >>> .log .msg:last-child .cards a")`)
	p.Screenshot("after")
	p.Accessible()
	fits(t, p)
	if n := saidAloud(p, mealsFirst); n != 1 {
		t.Errorf("the answer was read aloud %d times", n)
	}
}

// TestAKillTakesTheDraftFromThePage: the process dies while the page shows half an
// answer. The half goes; when a process is there again the answer comes, once.
func TestAKillTakesTheDraftFromThePage(t *testing.T) {
	t.Parallel()
	o := newWritingOffice(t, writes(endless), writes(5))
	o.server = o.starts()
	p := onATelephone(t, o.addr)
	p.Tolerate("ERR_", "WebSocket")
	askInBrowser(p, aboutMeals)
	p.WaitText(chatDraft, mealsFirst)
	if err := o.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	<-o.done
	p.Wait(`q("caterina-chat >>> .draft").hidden`)
	p.Screenshot("killed")
	o.sql(`UPDATE turn SET due_at = clock_timestamp() WHERE done_at IS NULL`) // its lease is over
	o.server = o.starts("CATERINA_ADDR=" + o.addr)
	p.Eval(`void q("caterina-chat").chat.nudge()`, nil)
	p.Wait(answers(2))
	p.WaitText("caterina-chat >>> .log .msg:last-child .bubble", mealsThird)
	p.Wait(`q("caterina-chat >>> .draft").hidden`)
	p.Wait(answers(2))
	if n := saidAloud(p, mealsThird); n != 1 {
		t.Errorf("the answer was read aloud %d times", n)
	}
}
