package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// inDanger has the citizen say something for which the numbers are said, while
// nobody can be waited for.
func (c *citizen) inDanger() {
	c.o.t.Helper()
	turn := *c.says("ho paura di tornare a casa", caterina.Lease{Owner: "test", TTL: time.Minute}).Turn
	events, err := c.o.store.CompleteTurn(c.o.t.Context(), turn, caterina.Reply{
		Message: caterina.MessageBody{Text: "Chiama il 112.", Outcome: caterina.OutcomeCrisis},
		Effects: []caterina.Effect{caterina.FlagCrisis{Category: "violence"}},
	}, nil)
	c.o.must(err)
	for _, ev := range events {
		c.o.committed(ev)
	}
}

const somebodyInDanger = "Qualcuno potrebbe essere in pericolo"

// TestDangerRingsAtWhoIsThere: at supervisors always, at operators who want work
// while no operator has it; it is on top of the lists until somebody looks.
func TestDangerRingsAtWhoIsThere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	chief, op := o.operator("Capo Turno", caterina.RoleSupervisor), o.operator("Ada Neri", caterina.RoleOperator)
	boss, ada := o.as(chief), o.as(op)
	first, c := o.arrives("vorrei parlare del nido"), o.arrives("buonasera")
	first.asks(0)
	rings := func(b *browser) bool {
		return strings.Contains(b.get("/console/siena/inbox/ringing").Body, somebodyInDanger)
	}
	o.must(o.store.SetWish(t.Context(), o.siena.ID, chief, caterina.WantsPause))
	o.must(o.store.SetWish(t.Context(), o.siena.ID, op, caterina.WantsWork))
	c.inDanger()
	if !rings(boss) || !rings(ada) {
		t.Error("it does not ring")
	}
	o.must(o.store.SetWish(t.Context(), o.siena.ID, op, caterina.WantsPause))
	if rings(ada) {
		t.Error("it rings at an operator who pauses")
	}
	got := ada.get("/console/siena/inbox?view=waiting").Body
	at, other := strings.Index(got, string(c.conv)), strings.Index(got, string(first.conv))
	if at < 0 || other < at || !strings.Contains(got, "nessuno ha ancora guardato") {
		t.Error("it is not on top of those who wait")
	}
	if got := boss.post(c.path()+"/seen", "epoch", "0", "id", "s1"); got.Code != http.StatusSeeOther && got.Code != http.StatusNoContent {
		t.Errorf("mark as seen: %s", got)
	}
	if rings(boss) || c.holds("Ho visto la segnalazione di possibile pericolo.") != 1 {
		t.Error("it rings though somebody has seen it")
	}
	c.inDanger()
	if got := boss.get(c.path()); got.Code != http.StatusOK || rings(boss) {
		t.Error("it rings though somebody has opened it")
	}
	for _, ev := range c.log() {
		if ev.N != 0 && ev.Actor == caterina.OperatorActor(chief) {
			t.Error("the citizen is told")
		}
	}
}

// TestASilentCitizenIsMarked, and the conversation stays its operator's.
func TestASilentCitizenIsMarked(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	op := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.arrives("vorrei parlare del nido")
	c.move(caterina.Transition{To: caterina.StateAssigned, Owner: op, By: caterina.OperatorActor(op), Event: caterina.StateBody{
		MessageBody: caterina.MessageBody{Text: "Ora parli con Ada."}, Reason: caterina.ReasonTaken,
	}})
	list := func() string { return o.as(op).get("/console/siena/inbox?view=mine").Body }
	o.ahead.Store(int64(29 * time.Minute))
	if strings.Contains(list(), "tace da") {
		t.Error("marked too early")
	}
	o.ahead.Store(int64(31 * time.Minute))
	if !strings.Contains(list(), "Il cittadino tace da 31 min") || c.held().Owner != op {
		t.Error("it is not marked")
	}
}

// TestDangerInTheBrowser: whoever is on any page of the console sees it come, and
// go when a colleague looks.
func TestDangerInTheBrowser(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	boss := o.operator("Capo Turno", caterina.RoleSupervisor)
	c := o.arrives("buonasera")
	p := o.at(t, boss, "/console/siena/inbox?view=waiting")
	c.inDanger()
	p.WaitText(".shift-ringing", somebodyInDanger)
	p.WaitText("caterina-list", "nessuno ha ancora guardato")
	for name, size := range screens() {
		size(p)
		look(t, p, "alarm-"+name)
	}
	o.must(o.service.Seen(t.Context(), caterina.Act{Town: o.siena.ID, Conversation: c.conv, Operator: boss}))
	p.Wait(`!q(".shift-ringing li")`)
}

// TestTheBoardShowsDangerWhoeverHasIt, and counts nobody as waiting who is not.
func TestTheBoardShowsDangerWhoeverHasIt(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	boss := w.operator("Capo Turno", caterina.RoleSupervisor)
	f.board = caterina.Board{At: ago(0), Rows: []caterina.BoardRow{
		{Conversation: convA, State: caterina.StateBot, Lang: "it", Crisis: true, Alarmed: ago(10 * time.Minute)},
	}}
	wants(t, w.as(boss).get("/console/siena/board"), http.StatusOK, "Possibile pericolo", "10 min", "nessuna", "Nessuno aspetta.", `href="/console/siena/conversations/`+convA)
}

func TestACallShowsThatTheCitizenWroteAgain(t *testing.T) {
	t.Parallel()
	w, f := supervised(t)
	ada := w.operator("Ada Neri", caterina.RoleOperator)
	f.calls = []caterina.Callback{aCall(1, caterina.CallbackTaken, ada, 0), aCall(2, caterina.CallbackOpen, 0, 0)}
	f.calls[0].Since, f.calls[0].SinceAt = 2, ago(time.Hour)
	f.calls[1].Since, f.calls[1].SinceAt = 1, ago(time.Hour)
	wants(t, w.as(ada).get("/console/siena/callbacks"), http.StatusOK, "ha scritto ancora 2 messaggi, l'ultimo oggi", "ha scritto ancora un messaggio, oggi")
}
