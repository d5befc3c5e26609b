package console_test

import (
	"fmt"
	"testing"
	"time"

	"example.org/caterina"
)

// playing is true once the page's sound would be heard.
const playing = `window.sounds?.some((s) => s.state === "running")`

// listen keeps hold of every sound that pages make, and counts what they play.
const listen = `{
	const Real = AudioContext;
	window.sounds = [];
	window.played = 0;
	window.AudioContext = class extends Real {
		constructor(...a) { super(...a); window.sounds.push(this); }
		createOscillator() { window.played++; return super.createOscillator(); }
	};
}`

// choose picks what an operator wants in the bar.
func choose(wants string) string {
	return fmt.Sprintf(`(() => { const s = q("#shift-wants"); s.value = %q; s.dispatchEvent(new Event("change")); })()`, wants)
}

// TestTheSoundLastsBeyondThePage: tried once, it is heard on the next page, where
// nobody has pressed anything; and a page that cannot be heard says so before
// anything rings (case 67).
func TestTheSoundLastsBeyondThePage(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	o.must(o.store.SetWish(t.Context(), o.siena.ID, ada, caterina.WantsWork))
	p := o.at(t, ada, "/console/siena/inbox")
	p.WaitText(".shift-muted", "Prova il suono")
	p.BeforeLoad(listen)
	p.Reload()
	p.Wait(connected)
	p.WaitText(".shift-muted", "Prova il suono")
	p.Click("h1") // anything that is pressed will do
	p.Wait(playing)
	p.Wait(`!q(".shift-muted")`)
	p.Click(`.tabs [data-view="all"]`)
	p.Wait(`location.search === "?view=all" && ` + connected)
	p.Wait(playing)
	c := o.arrives("a che punto è la mia domanda per il nido?")
	c.asks(0)
	c.offer(ada, 50*time.Second)
	p.WaitText(".shift-ringing", "Una conversazione per te")
	p.Wait(`window.played >= 4`)
	if got := p.String(`String(q(".shift-muted"))`); got != "null" {
		t.Error("the page says that it is mute")
	}
}

// TestTheBarShowsWhatTheDatabaseHolds: a supervisor sends an operator to pause,
// who reads why, on the page of the account too, and is available again at once.
func TestTheBarShowsWhatTheDatabaseHolds(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, bea := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Bea Blu", caterina.RoleSupervisor)
	p := o.at(t, ada, "/console/account")
	p.Eval(`void `+choose("available"), nil)
	waitForWish(t, o, ada, caterina.WantsWork)
	if got := o.as(bea).post(fmt.Sprintf("/console/siena/board/people/%d", ada), "wish", "busy", "capacity", "3"); got.Code != 303 {
		t.Fatalf("the supervisor: %s", got)
	}
	p.Wait(`q("#shift-wants").value === "busy"`)
	p.WaitText(".notices", "Bea Blu ha cambiato il tuo stato: adesso è «In pausa».")
	p.Eval(`void `+choose("available"), nil)
	waitForWish(t, o, ada, caterina.WantsWork)
}

// TestAMessageInAnotherConversationIsHeard: while one is open, another of one's
// own is written in.
func TestAMessageInAnotherConversationIsHeard(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	open, other := o.arrives("quanto costa il nido?"), o.arrives("a chi mando la domanda?")
	for _, c := range []*citizen{open, other} {
		c.asks(0)
		c.taken(ada)
	}
	p := o.at(t, ada, open.path())
	p.BeforeLoad(listen)
	p.Reload()
	p.Wait(connected)
	p.Click("h1")
	p.Wait(playing)
	open.says("mi sente?")
	p.Wait(logged("mi sente?"))
	other.says("ci siete?")
	p.WaitText(".shift-news", "Nuovo messaggio in un'altra tua conversazione")
	p.Wait(`document.title.startsWith("(1) ") && window.played === 1`)
	for name, size := range screens() {
		size(p)
		look(t, p, "news-"+name)
	}
	screens()["desktop"](p)
	p.Click(".shift-news a")
	p.WaitText(".conv-log", "ci siete?")
	p.Wait(`q(".shift-news").children.length === 0 && !document.title.startsWith("(")`)
}

// TestUrgencyShowsWithoutReload: somebody is in danger in a conversation that is
// open and one's own, and nothing that is begun beside it is lost.
func TestUrgencyShowsWithoutReload(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.arrives("quanto costa il nido?")
	c.asks(0)
	c.taken(ada)
	p := o.at(t, ada, c.path())
	p.PressAlt("c")
	p.Wait(`q(".deed-close").open`)
	receipt := c.says("ho paura di mio marito", caterina.Lease{Owner: "test", TTL: time.Minute})
	events, err := o.store.CompleteTurn(t.Context(), *receipt.Turn, caterina.Reply{
		Message: caterina.MessageBody{Text: "Chiami il 1522.", Outcome: caterina.OutcomeCrisis},
		Effects: []caterina.Effect{caterina.FlagCrisis{Category: "violence"}},
	}, nil)
	o.must(err)
	for _, ev := range events {
		o.committed(ev)
	}
	p.WaitText(".conv-side .facts", "Urgente")
	p.Wait(`q(".deed-close").open`)
}
