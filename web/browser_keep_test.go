package web

import (
	"strings"
	"testing"
)

// kept is what the device holds beyond the tab, of whatever conversation.
const kept = `JSON.stringify({ ...localStorage })`

// TestAnAnswerIsFoundAgainByWhoWantsIt is case 33: while people are at it the
// citizen may have this device keep the key to the conversation for a day, and
// nothing of what was said; a new conversation and quick exit forget it.
func TestAnAnswerIsFoundAgainByWhoWantsIt(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	const tick, shown = "caterina-chat >>> .keep input", `q("caterina-chat >>> .keep")?.hidden === false`
	p.Wait(`!q("caterina-chat >>> .keep")`)
	f.turn("callback", map[string]any{"text": "Ti richiamiamo domani.", "reason": "callback"})
	p.Wait(shown)
	if got := p.String(kept); got != "{}" {
		t.Errorf("the device holds %s before anything was ticked", got)
	}
	p.Click(tick)
	p.Wait(`localStorage.length === 1`)
	p.Screenshot("ticked")
	p.Accessible("caterina-chat")
	held := p.String(kept)
	if !strings.Contains(held, `token`) || strings.Contains(held, "richiamiamo") || strings.Contains(held, "Caterina,") {
		t.Errorf("the device holds %s, want the token alone", held)
	}
	p.Eval(`void sessionStorage.clear()`, nil) // another tab, or tomorrow
	p.Go(f.URL + "/")
	p.Wait(`!q("caterina-chat >>> .badge").hidden`) // it says so before it is opened
	p.Click(launcher)
	p.WaitText(log, "Ti richiamiamo domani.")
	p.Wait(`q("` + tick + `").checked`)
	p.Click(tick)
	p.Wait(`localStorage.length === 0`)
	p.Click(tick)
	p.Wait(`localStorage.length === 1`)
	p.Eval(`q("caterina-chat").fresh()`, nil)
	p.Wait(`localStorage.length === 0 && q("caterina-chat").must().saved.token !== ""`) // the new conversation is there
	f.turn("callback", map[string]any{"text": "Ti richiamiamo domani.", "reason": "callback"})
	p.Wait(shown)
	p.Click(tick)
	p.Wait(`localStorage.length === 1`)
	p.Eval(`q("caterina-chat").must().leave()`, nil)
	p.Wait(`localStorage.length === 0 && !sessionStorage.length`)
}

// TestAfterADayTheDeviceForgets: nobody finds a conversation that is older.
func TestAfterADayTheDeviceForgets(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	f.turn("assigned", taken())
	p.Click("caterina-chat >>> .keep input")
	p.Wait(`localStorage.length === 1`)
	p.Eval(`void (() => { const k = Object.keys(localStorage)[0]; localStorage[k] = JSON.stringify({ ...JSON.parse(localStorage[k]), keep: 1 }); sessionStorage.clear(); })()`, nil)
	p.Go(f.URL + "/")
	p.Wait(`q("caterina-chat >>> .launcher") && localStorage.length === 0`)
}
