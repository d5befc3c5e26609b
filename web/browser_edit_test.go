package web

import (
	"fmt"
	"testing"
)

// edit appends that a person has put a message right, to every conversation.
func (f *fake) edit(body map[string]any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sessions {
		f.appendEvent(s, "edit", "operator", body)
	}
}

// last is the number of the last event of the only conversation.
func (f *fake) last() (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sessions {
		n = len(s.log)
	}
	return n
}

// TestAPersonPutsAMessageRight: the new words stand where the old ones were, it is
// said beside them and told aloud, also after a reload.
func TestAPersonPutsAMessageRight(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	f.turn("assigned", taken())
	f.operator("Ugo Neri", "Siamo aperti lunedi.")
	const bubbles = `[...q("caterina-chat >>> .log").querySelectorAll(".bubble")]`
	p.Wait(bubbles + `.some((b) => b.textContent === "Siamo aperti lunedi.")`)
	n := f.last()
	before := p.String(`String(q("caterina-chat >>> .log").children.length)`)
	p.Eval(`void (window.told = [], new MutationObserver((all) => all.forEach((m) => m.addedNodes.forEach((a) => window.told.push(a.textContent)))).observe(q("caterina-chat >>> .log"), { childList: true }))`, nil)
	for i, text := range []string{"Siamo aperti **martedì**.", "Siamo aperti **mercoledì**."} {
		f.edit(map[string]any{"text": text, "name": "Ugo Neri", "n": n})
		p.Wait(fmt.Sprintf(`window.told.length === %d`, i+1))
	}
	f.edit(map[string]any{"text": "di una che non c'è", "name": "Ugo Neri", "n": 1000})
	f.operator("Ugo Neri", "A presto.")
	right := func() {
		t.Helper()
		p.Wait(bubbles + `.at(-1)?.textContent === "A presto."`)
		if got := p.String(bubbles + `.at(-2).textContent`); got != "Siamo aperti mercoledì." {
			t.Errorf("the message is now %q", got)
		}
		if got := p.String(`[...q("caterina-chat >>> .log").querySelectorAll(".edited")].map((e) => e.parentElement.textContent.replace(/\d+[:.]\d+/, "ORA")).join()`); got != "Ugo Neri · operatore ORA · messaggio modificato" {
			t.Errorf("beside it stands %q", got)
		}
	}
	right()
	if got := p.String(`String(q("caterina-chat >>> .log").children.length - ` + before + `)`); got != "1" {
		t.Errorf("%s nodes more than before, want the last message alone", got)
	}
	if got := p.String(`window.told[1].includes("messaggio modificato") && window.told[1].includes("mercoledì") ? "yes" : window.told.join()`); got != "yes" {
		t.Errorf("told aloud: %s", got)
	}
	p.Screenshot("edited")
	p.Accessible()
	p.Reload()
	right()
}
