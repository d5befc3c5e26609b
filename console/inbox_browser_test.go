package console_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/browsertest"
)

// at opens a page of the console as a signed-in member.
func (o *office) at(t *testing.T, op caterina.OperatorID, path string) *browsertest.Page {
	t.Helper()
	p := chromium.Open(t)
	p.Go(o.server.URL + "/console/sign-in")
	p.Eval(`void (document.cookie = "caterina=`+o.token(op)+`; path=/")`, nil)
	p.Go(o.server.URL + path)
	p.Wait(connected)
	return p
}

// connected is true once the page is on the line.
const connected = `q("caterina-shift").dataset.status === "live"`

// logged is true once the log holds a text, and not only what is on its way.
func logged(text string) string {
	return fmt.Sprintf(`[...document.querySelectorAll(".entries .entry")].some((e) => e.textContent.includes(%q))`, text)
}

// TestTheInboxInTheBrowser looks at the lists, and sees them change by themselves.
func TestTheInboxInTheBrowser(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	p := o.at(t, ada, "/console/siena/inbox?view=waiting")
	p.WaitText("caterina-list", "Nessuno sta aspettando")
	urgent := o.arrives("ho paura di tornare a casa stasera")
	urgent.asks(9)
	o.arrives("vorrei sapere a che punto è la domanda per l'asilo nido che ho fatto a maggio").asks(0)
	p.Wait(`document.querySelectorAll("caterina-list .line").length === 2`)
	p.WaitText("[data-count=waiting]", "2")
	for name, size := range screens() {
		size(p)
		look(t, p, "waiting-"+name)
	}
	screens()["desktop"](p)
	p.Click("caterina-list .line:first-child form button")
	p.WaitText(".conv-side h2", "Stai rispondendo tu")
	if got := urgent.held().Owner; got != ada {
		t.Errorf("the conversation is %d's", got)
	}
}

// TestAConversationInTheBrowser is an operator's whole work in one conversation,
// with the citizen writing meanwhile.
func TestAConversationInTheBrowser(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	o.operator("Bea Blu", caterina.RoleOperator)
	c := o.arrives("a che punto è la mia domanda per il nido?")
	c.asks(0)
	p := o.at(t, ada, c.path())
	p.Eval(`void (q(".why").open = true)`, nil)
	for name, size := range screens() {
		size(p)
		look(t, p, "before-"+name)
	}
	screens()["desktop"](p)
	p.Click("[data-deed=take] button")
	p.WaitText(".conv-side h2", "Stai rispondendo tu")
	p.WaitText(".conv-log", "Ada Neri")
	p.Click("#text")
	p.Type("Buongiorno, guardo subito.")
	p.Press(browsertest.Enter())
	p.Wait(logged("Buongiorno, guardo subito."))
	p.Wait(`q("#text").value === "" && q(".pending").hidden`)
	c.says("grazie mille")
	p.WaitText(".conv-log", "grazie mille")
	o.staff.CitizenTyping(c.conv, true)
	p.WaitText(".conv-typing", "sta scrivendo")
	// A card's part, with its source.
	p.Click(".finder-cards summary")
	p.Click("#cards-q")
	p.Type("nido")
	p.WaitText(".cards-found", "Importo")
	p.Click(".parts button:nth-child(2)")
	p.WaitText(".composer-sources", "Fonte: Bonus asilo nido · Importo")
	p.Screenshot("cited")
	p.Click(".composer-send")
	p.Wait(`[...document.querySelectorAll(".entry-operator .entry-sources")].some((e) => e.textContent.includes("Bonus asilo nido"))`)
	// A note with a mention, for staff only.
	p.Click("[name=mode][value=note]")
	p.Click("[data-colleague]")
	p.Type("puoi guardare la graduatoria?")
	p.Click(".composer-note")
	p.WaitText(".conv-log", "puoi guardare la graduatoria?")
	p.Click("[name=mode][value=reply]")
	p.Click(".deed-transfer summary")
	for name, size := range screens() {
		size(p)
		look(t, p, "mine-"+name)
	}
	screens()["desktop"](p)
	p.Eval(`void (q("#close-reason").closest("details").open = true)`, nil)
	p.Click(".deed-close button")
	p.WaitText("h1", "Posta in arrivo")
	if got := c.held().Conversation.State; got != caterina.StateClosed {
		t.Errorf("the conversation is %s", got)
	}
	var mentions struct {
		Text     string  `json:"text"`
		Mentions []int64 `json:"mentions"`
	}
	for _, ev := range c.log() {
		if ev.Kind == caterina.KindNote {
			decode(t, ev.Body, &mentions)
		}
	}
	if len(mentions.Mentions) != 1 || !strings.HasPrefix(mentions.Text, "@Bea Blu ") {
		t.Errorf("the note is %+v", mentions)
	}
}

// TestOnlyTheKeyboard is acceptance case 69: take, answer, pass and close without
// a pointer.
func TestOnlyTheKeyboard(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.arrives("a che punto è la mia domanda per il nido?")
	c.asks(0)
	p := o.at(t, ada, c.path())
	p.PressAlt("p")
	p.WaitText(".conv-side h2", "Stai rispondendo tu")
	p.PressAlt("r")
	p.Type("Eccomi.")
	p.Press(browsertest.Enter())
	p.Wait(logged("Eccomi."))
	p.PressAlt("h")
	p.Wait(`q(".keys").open`)
	p.Screenshot("keys")
	p.Accessible(".keys")
	p.Press(browsertest.Escape())
	p.PressAlt("t")
	if got := p.Focused(); !strings.HasPrefix(got, "select") {
		t.Errorf("the focus is on %s", got)
	}
	p.Eval(`void (q("#transfer-to").value = "queue:nidi")`, nil)
	p.Press(browsertest.Tab())
	p.Type("chiede della graduatoria")
	p.Press(browsertest.Tab(), browsertest.Enter())
	p.WaitText(".conv-side h2", "in attesa")
	p.WaitText(".conv-log", "chiede della graduatoria")
	p.PressAlt("p")
	p.WaitText(".conv-side h2", "Stai rispondendo tu")
	p.PressAlt("c")
	p.Press(browsertest.Tab(), browsertest.Enter())
	p.WaitText("h1", "Posta in arrivo")
	if held := c.held(); held.Conversation.State != caterina.StateClosed || held.Queue != "nidi" {
		t.Errorf("the conversation is %s in %s", held.Conversation.State, held.Queue)
	}
}

// TestWhoIsFreeIsShownWhileChoosing: the list of colleagues follows what they do
// while it is open, and keeps what is chosen.
func TestWhoIsFreeIsShownWhileChoosing(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, bruno := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Bruno Verdi", caterina.RoleOperator)
	c := o.arrives("a che punto è la mia domanda per il nido?")
	c.asks(0)
	p := o.at(t, ada, c.path())
	p.PressAlt("p")
	p.WaitText(".conv-side h2", "Stai rispondendo tu")
	p.WaitText("#transfer-to", "Bruno Verdi (non collegato)")
	p.PressAlt("t")
	p.Eval(`void (q("#transfer-to").value = "queue:nidi")`, nil)
	o.must(o.store.RenewLease(t.Context(), o.siena.ID, bruno, "00000000-0000-4000-8000-000000000001", "p", time.Hour))
	o.must(o.store.SetWish(t.Context(), o.siena.ID, bruno, caterina.WantsWork))
	p.WaitText("#transfer-to", "Bruno Verdi (libero)")
	o.must(o.store.SetWish(t.Context(), o.siena.ID, bruno, caterina.WantsPause))
	o.operator("Carla Bianchi", caterina.RoleOperator)
	p.WaitText("#transfer-to", "Bruno Verdi (non disponibile)")
	p.WaitText("#transfer-to optgroup", "Carla Bianchi (non collegato)")
	p.Wait(`q("#transfer-to").value === "queue:nidi"`)
}

// TestWhatRingsIsHeard: an offer shows on every page, counts down, and goes when
// somebody else has it.
func TestWhatRingsIsHeard(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	p := o.at(t, ada, "/console/siena/inbox")
	c := o.arrives("a che punto è la mia domanda per il nido?")
	c.asks(0)
	c.offer(ada, time.Minute)
	p.WaitText(".shift-ringing", "Una conversazione per te")
	p.Wait(`/\d+ secondi/.test(q(".ringing .left").textContent)`)
	p.Wait(`document.title.startsWith("(1) ")`)
	p.WaitText(".shift-muted", "Prova il suono") // nobody has pressed anything yet: case 67
	for name, size := range screens() {
		size(p)
		look(t, p, "ringing-"+name)
	}
	screens()["desktop"](p)
	p.Click(".shift-sound")
	p.Wait(`!q(".shift-muted")`)
	p.Click(".ringing [data-deed=decline] button")
	p.Wait(`!q(".ringing")`)
	p.Wait(`!document.title.startsWith("(")`)
	c.offer(ada, time.Minute)
	p.WaitText(".shift-ringing", "Accetta")
	p.Click(".ringing [data-deed=accept] button")
	p.WaitText(".conv-side h2", "Stai rispondendo tu")
}

// TestAnotherWasFaster is acceptance cases 1 and 11 in two browsers: the text
// stays, and the reason is read.
func TestAnotherWasFaster(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, bea := o.operator("Ada Neri", caterina.RoleOperator), o.operator("Bea Blu", caterina.RoleSupervisor)
	c := o.arrives("a che punto è la mia domanda per il nido?")
	c.asks(0)
	one, two := o.at(t, ada, c.path()), o.at(t, bea, c.path())
	one.WaitText(".conv-readers", "Bea Blu sta leggendo")
	two.Click("#text")
	two.Type("b")
	one.WaitText(".conv-readers", "Bea Blu") // she may not write to the citizen yet
	one.Click("[data-deed=take] button")
	one.WaitText(".conv-side h2", "Stai rispondendo tu")
	two.WaitText(".conv-side h2", "Risponde Ada Neri")
	one.Click("#text")
	one.Type("Stavo per dirle che")
	two.Click("[data-deed=take] button")
	two.WaitText(".conv-side h2", "Stai rispondendo tu")
	one.WaitText(".conv-side h2", "Risponde Bea Blu")
	one.Press(browsertest.Enter())
	one.WaitText(".conv-notices", "La conversazione non è tua")
	if got := one.String(`q("#text").value`); got != "Stavo per dirle che" {
		t.Errorf("the box holds %q", got)
	}
	// The server says the same to a page that has not heard of it yet.
	one.Eval(`void (q(".side").dataset.owner = "")`, nil)
	one.Press(browsertest.Enter())
	one.WaitText(".conv-notices", "Presa da Bea Blu")
	one.Wait(`q("#text").value === "Stavo per dirle che"`)
	one.Screenshot("too-late")
	if n := c.holds("Stavo per dirle che"); n != 0 {
		t.Errorf("it was sent %d times", n)
	}
}

// TestAReloadAndALostLine is acceptance cases 28 and 35: nothing is lost, nothing
// comes twice.
func TestAReloadAndALostLine(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.arrives("a che punto è la mia domanda per il nido?")
	c.asks(0)
	p := o.at(t, ada, c.path())
	p.Tolerate("WebSocket connection", "ws://127.0.0.1:1/") // the line that is cut
	p.BeforeLoad(`{
		const Real = WebSocket;
		window.sockets = [];
		window.WebSocket = class extends Real {
			constructor(url, protocol) {
				super(window.cut ? "ws://127.0.0.1:1/" : url, protocol);
				window.sockets.push(this);
			}
		};
	}`)
	p.Click("[data-deed=take] button")
	p.WaitText(".conv-side h2", "Stai rispondendo tu")
	p.Click("#text")
	p.Type("una frase a metà")
	p.Reload()
	p.Wait(connected)
	p.Wait(`q("#text").value === "una frase a metà"`)
	p.PressAlt("n") // what was meant for colleagues must not come back as a reply
	p.Reload()
	p.Wait(connected)
	p.Wait(`q("#text").value === "una frase a metà" && q("[name=mode]:checked").value === "note"`)
	p.Wait(`fetch(location.href).then((a) => a.text()).then((html) => /value="note" checked/.test(html))`)
	p.PressAlt("r")
	p.Eval(`void (window.cut = true, window.sockets.forEach((s) => s.close()))`, nil)
	p.Wait(`q("caterina-shift").dataset.status === "waiting"`)
	p.Click("#text")
	p.Press(browsertest.Enter())
	p.WaitText(".pending", "una frase a metà")
	p.WaitText(".shift-state", "Connessione persa")
	p.Screenshot("offline")
	c.says("è ancora lì?")
	p.Eval(`void (window.cut = false, window.dispatchEvent(new Event("online")))`, nil)
	p.Wait(connected)
	p.Wait(logged("una frase a metà"))
	p.WaitText(".conv-log", "è ancora lì?")
	p.Wait(`q(".pending").hidden`)
	if n := c.holds("una frase a metà"); n != 1 {
		t.Errorf("the sentence is %d times in the log", n)
	}
	if got := p.String(`String([...document.querySelectorAll(".entry[data-seq]")].map((e) => Number(e.dataset.seq)).every((n, i) => n === i + 1))`); got != "true" {
		t.Error("the page's log has holes or doubles")
	}
	p.Reload()
	p.Wait(connected)
	if got := p.String(`q("#text").value`); got != "" {
		t.Errorf("what was sent is a draft again: %q", got)
	}
}

// TestStillThere asks whoever has touched nothing for long, and pauses them.
func TestStillThere(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.operator("Ada Neri", caterina.RoleOperator)
	p := o.at(t, ada, "/console/siena/inbox")
	p.Eval(`(() => { const s = q("#shift-wants"); s.value = "available"; s.dispatchEvent(new Event("change")); })()`, nil)
	waitForWish(t, o, ada, caterina.WantsWork)
	// In a tab out of sight nobody is asked: three ticks go by, and the time stands.
	p.Eval(`void Object.defineProperty(document, "hidden", { configurable: true, get: () => true })`, nil)
	p.Eval(`void Object.assign(q("caterina-shift"), { idleFor: 50, answerIn: 1500, ticks: 0 })`, nil)
	p.Eval(`void (() => { const s = q("caterina-shift"), tick = s.stillThere; s.stillThere = function () { tick.call(this); this.ticks++; }; })()`, nil)
	p.Wait(`q("caterina-shift").ticks > 2`)
	if p.String(`String(Boolean(q(".still-there")?.open))`) != "false" {
		t.Error("whoever works in another window is asked whether they are there")
	}
	p.Eval(`void delete document.hidden`, nil)
	p.Wait(`q(".still-there")?.open`)
	p.Screenshot("still-there")
	p.Accessible(".still-there")
	p.Click(".still-there button")
	p.Wait(`q(".still-there")?.open`) // and asks again
	p.Wait(`q("#shift-wants").value === "busy"`)
	waitForWish(t, o, ada, caterina.WantsPause)
}

func waitForWish(t *testing.T, o *office, op caterina.OperatorID, want caterina.Wish) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range tick.C {
		got, err := o.store.Wants(t.Context(), o.siena.ID, op)
		o.must(err)
		if got == want {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the wish is %q, want %q", got, want)
		}
	}
}

func decode(t *testing.T, b []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(b, into); err != nil {
		t.Fatal(err)
	}
}
