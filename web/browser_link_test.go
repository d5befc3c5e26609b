package web

import (
	"testing"

	"example.org/caterina/internal/browsertest"
)

const telegramEntry = "caterina-chat >>> .entry.telegram"

// linked is a fake of a town with a bot.
func linked(t *testing.T, answer map[string]any) *fake {
	t.Helper()
	f := newFake(t)
	f.link = answer
	return f
}

// watchTabs keeps what the page opens instead of opening it; allowed says whether the
// browser lets it.
func watchTabs(p *browsertest.Page, allowed bool) {
	p.Eval(`(window.tabs = [], window.open = (url, target, features) => { tabs.push([url, target, features ?? ""].join(" ")); return `+
		map[bool]string{true: "{ opener: window }", false: "null"}[allowed]+`; }, 0)`, nil)
}

func pressTelegram(p *browsertest.Page) {
	p.Click("caterina-chat >>> .round.menu")
	p.Wait(`q("` + telegramEntry + `").checkVisibility()`)
	p.Click(telegramEntry)
}

// TestTheConversationGoesOnAtTelegram: from the menu, in a tab of its own.
func TestTheConversationGoesOnAtTelegram(t *testing.T) {
	t.Parallel()
	const way = "https://t.me/caterina_test_bot?start=c_siena_word"
	f := linked(t, map[string]any{"type": "link", "url": way})
	p := opened(t, f)
	p.Click("caterina-chat >>> .round.menu")
	p.WaitText(telegramEntry, "Continua su Telegram (si apre in un'altra scheda)")
	p.Accessible()
	p.Screenshot("menu")
	p.Click("caterina-chat >>> .round.menu")
	watchTabs(p, true)
	pressTelegram(p)
	p.Wait(`tabs.length === 1 && tabs[0].startsWith("` + way + ` _blank")`)
	if n := len(f.frames("link")); n != 1 {
		t.Errorf("%d links were asked for", n)
	}
	p.Wait(`q("caterina-chat >>> .panel").open && !q("caterina-chat >>> .line").textContent`)
	watchTabs(p, false) // a browser that opens nothing by itself
	pressTelegram(p)
	p.WaitText("caterina-chat >>> .line", "Il collegamento è pronto.")
	p.Accessible()
	p.Screenshot("ready")
	p.Click("caterina-chat >>> .line button")
	p.Wait(`tabs.at(-1) === "` + way + ` _blank noopener" && !q("caterina-chat >>> .line").textContent`)
	f.turn("closed", map[string]any{"text": "Conversazione chiusa."})
	p.Wait(`q("` + telegramEntry + `").hidden`)
}

// TestWhereNoBotIsTheMenuDoesNotNameOne, and a refusal is told in its words.
func TestWhereNoBotIsTheMenuDoesNotNameOne(t *testing.T) {
	t.Parallel()
	p := opened(t, newFake(t))
	p.Click("caterina-chat >>> .round.menu")
	p.Wait(`q("caterina-chat >>> .entry.mail").checkVisibility() && q("` + telegramEntry + `").hidden`)
}

func TestALinkThatIsRefusedSaysWhy(t *testing.T) {
	t.Parallel()
	f := linked(t, map[string]any{"type": "nak", "code": "later", "message": "In questo momento non puoi continuare su Telegram."})
	p := opened(t, f)
	watchTabs(p, true)
	pressTelegram(p)
	p.WaitText("caterina-chat >>> .line", "In questo momento non puoi continuare su Telegram.")
	if got := p.String(`String(tabs.length)`); got != "0" {
		t.Errorf("%s tabs were opened", got)
	}
	p.Accessible()
}

// TestTheWayToTelegramWorksWithoutWebsockets.
func TestTheWayToTelegramWorksWithoutWebsockets(t *testing.T) {
	t.Parallel()
	f := linked(t, map[string]any{"type": "link", "url": "https://t.me/caterina_test_bot?start=c_siena_word"})
	f.noSocket = true
	p := chromium.Open(t)
	p.Tolerate("WebSocket")
	p.Go(f.URL + "/")
	open(p)
	watchTabs(p, true)
	pressTelegram(p)
	p.Wait(`tabs.length === 1`)
	if got := f.frames("link"); len(got) != 1 || got[0]["over"] != "http" {
		t.Errorf("asked with %v", got)
	}
}
