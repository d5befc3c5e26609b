package web

import (
	"strings"
	"testing"
)

// erase blanks every conversation and has every client begin anew, as the server
// does.
func (f *fake) erase() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.sessions {
		for _, ev := range s.log {
			ev["body"] = map[string]any{"text": "", "erased": true}
		}
	}
	for sock := range f.sockets {
		sock.send(map[string]any{"type": "reset", "from": 1})
		f.catchUp(sock, 0)
	}
	for _, s := range f.sessions {
		f.appendEvent(s, "state", "operator", map[string]any{
			"text": "Contenuto cancellato: quello che era scritto in questa conversazione non c'è più.", "state": "bot", "owner": "bot", "reason": "erased",
		})
	}
}

// TestAnErasedConversationIsForgotten: nothing of it stays on the screen, in the
// browser's store or in the file to keep, and nobody is said to be writing.
func TestAnErasedConversationIsForgotten(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	p := opened(t, f)
	ask(p, "sono Lucia, che documenti servono?")
	p.Wait(theirs(2))
	f.set(func() { f.mute = true })
	ask(p, "e quanto costa a Lucia?") // the answer is still owed
	p.Wait(mine(2))
	f.erase()
	forgotten := mine(0) + " && " + theirs(0) + ` && q("caterina-chat >>> .log").querySelectorAll(".turn").length === 1`
	p.WaitText(log, "Contenuto cancellato")
	p.Wait(forgotten)
	p.Wait(`q("caterina-chat >>> .typing").textContent === ""`)
	p.Wait(live)
	for what, text := range map[string]string{
		"screen": p.String(`q("caterina-chat >>> .panel").textContent`),
		"store":  p.String(`JSON.stringify({ ...sessionStorage, ...localStorage })`),
	} {
		if strings.Contains(text, "Lucia") || strings.Contains(text, "ISEE") {
			t.Errorf("on the %s stays %s", what, text)
		}
	}
	p.Accessible()
	p.Screenshot("erased")
	p.Reload()
	p.WaitText(log, "Contenuto cancellato")
	p.Wait(forgotten)
	f.set(func() { f.mute = false })
	ask(p, "posso ancora scrivere?")
	p.Wait(mine(1) + " && " + theirs(1))
}
