package console_test

import (
	"testing"

	"example.org/caterina"
)

// TestTheSupervisorsPagesInABrowser looks at every page with fixed data.
func TestTheSupervisorsPagesInABrowser(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	op := w.operator("Sara Blu", caterina.RoleAdmin)
	f.calls = []caterina.Callback{
		aCall(1, caterina.CallbackTaken, op, 2), aCall(2, caterina.CallbackTaken, 999, 1), aCall(3, caterina.CallbackOpen, 0, 0),
	}
	f.calls[2].DueAt = ago(1)
	token := w.as(op).cookieValue("caterina")
	for screen, size := range screens() {
		p := w.signedIn(t, token)
		size(p)
		for name, path := range map[string]string{
			"board": "/board", "duty": "/board/people/11", "queues": "/queues", "reports": "/reports", "audit": "/audit",
			"callbacks": "/callbacks", "canned": "/canned", "lessons": "/lessons", "taught": "/lessons/taught",
		} {
			p.Go(w.server.URL + "/console/siena" + path)
			p.Wait(`document.readyState === "complete"`)
			look(t, p, name+"-"+screen)
		}
	}
}

// TestTheBoardFollowsWithoutLosingThePlace: it is drawn again when something
// changes, and the keyboard stays on the link it was on.
func TestTheBoardFollowsWithoutLosingThePlace(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	p := w.signedIn(t, w.as(w.operator("Sara Blu", caterina.RoleSupervisor)).cookieValue("caterina"))
	p.Go(w.server.URL + "/console/siena/board")
	p.WaitText("live-part .figures", "2 in attesa")
	p.Eval(`document.getElementById("open-`+convC+`").focus()`, nil)
	f.mu.Lock()
	f.board.Rows = f.board.Rows[2:]
	f.mu.Unlock()
	p.Eval(`window.dispatchEvent(new Event("caterina:changed"))`, nil)
	p.WaitText("live-part .figures", "0 in attesa")
	p.Wait(`document.activeElement.id === "open-` + convC + `"`)
}
