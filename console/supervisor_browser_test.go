package console_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/markdown"
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

// TestAnOperatorTeachesWithoutLeavingTheConversation is the way from an answer
// that was none to the curators' list and into the town's questions, on a real
// database.
func TestAnOperatorTeachesWithoutLeavingTheConversation(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(w *world) {
		w.cfg.Inbox = console.InboxConfig{
			Lists: w.store, Log: w.store, Drafts: w.store, Visits: w.store, People: w.store, Canned: w.store, Cards: shelf{}, Offices: deskOf, Markdown: markdown.HTML, Approvals: w.store,
			Targets: marks{},
		}
		w.cfg.Supervisor = console.SupervisorConfig{
			Store: w.store, Mask: maskNumbers,
			Cards: func(caterina.TownID) []console.CardName {
				return []console.CardName{{Slug: "nido", Title: "Asilo nido"}}
			},
		}
	})
	_, err := w.store.SaveItems(t.Context(), w.siena.ID, caterina.Items{Cards: []caterina.Card{
		{Slug: "nido", Kind: caterina.KindService, Title: "Asilo nido", Summary: "Da 3 a 36 mesi."},
	}})
	w.must(err)
	conv := w.declined("dove lascio il pupo? chiamatemi al 333 1234567")
	ada := w.as(w.operator("Ada Neri", caterina.RoleOperator))
	p := w.signedIn(t, ada.cookieValue("caterina"))
	p.Go(w.server.URL + "/console/siena/conversations/" + string(conv))
	p.Type("una bozza")
	p.Click(".teach summary")
	p.WaitText(".teach", "Asilo nido")
	p.Accessible(".teach")
	p.FullScreenshot("teach")
	p.Click(`.teach button[value="nido"]`)
	p.WaitText(".entries", "Proposta inviata ai redattori")

	wants(t, ada.get("/console/siena/lessons/propose?conversation="+string(conv)+"&seq=3"), http.StatusOK, "«dove lascio il pupo? chiamatemi al [telefono]»")
	wants(t, ada.get("/console/siena/lessons/propose?conversation="+string(conv)+"&seq=x"), http.StatusNotFound)
	carla := w.as(w.operator("Carla Bianchi", caterina.RoleCurator))
	wants(t, carla.get("/console/siena/lessons"), http.StatusOK, "Per una scheda (1)", "«dove lascio il pupo? chiamatemi al [telefono]»")
	lessons, err := w.store.OpenLessons(t.Context(), w.siena.ID)
	if err != nil || len(lessons) != 1 {
		t.Fatalf("%v, %v", lessons, err)
	}
	accept := fmt.Sprintf("/console/siena/lessons/%d/accept", lessons[0].ID)
	if said := carla.said(carla.post(accept, "question", "dove lascio il pupo?", "card", "nido")); !strings.Contains(said, "Asilo nido") {
		t.Errorf("it said %q", said)
	}
	wants(t, carla.post(accept, "question", "dove lascio il pupo?", "card", "nido"), http.StatusConflict, "già stata decisa")
	variants, err := w.store.Variants(t.Context(), w.siena.ID)
	if err != nil || len(variants) != 1 || variants[0].Question != "dove lascio il pupo?" {
		t.Errorf("the variants are %v, %v", variants, err)
	}
}

// declined opens a conversation in which the assistant had no answer.
func (w *world) declined(question string) caterina.ConversationID {
	w.t.Helper()
	ctx := w.t.Context()
	session, err := w.store.OpenSession(ctx, caterina.Opening{Town: w.siena.ID, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"}})
	w.must(err)
	receipt, err := w.store.Receive(ctx, caterina.Inbound{
		Town: w.siena.ID, Conversation: session.Conversation.ID, ClientID: "1", Body: caterina.MessageBody{Text: question},
	}, caterina.Lease{Owner: "test", TTL: time.Minute})
	w.must(err)
	_, err = w.store.CompleteTurn(ctx, *receipt.Turn, caterina.Reply{
		Message: caterina.MessageBody{Text: "Questo non lo so.", Outcome: caterina.OutcomeDecline},
		Trace:   caterina.Trace{Outcome: caterina.OutcomeDecline, Rule: "test", Ranking: []caterina.HitTrace{{Card: "nido", Score: 0.4}, {Card: "gone", Score: 0.1}}},
	}, nil)
	w.must(err)
	return session.Conversation.ID
}
