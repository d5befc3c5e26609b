package console_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

func TestTheInboxListsWhoWaits(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	first, second, danger := o.arrives("vorrei parlare del nido"), o.arrives("la mensa & <script>"), o.arrives("ho paura")
	first.asks(0)
	second.asks(0)
	danger.asks(9)
	got := ada.get("/console/siena/inbox?view=waiting")
	order := regexp.MustCompile(`data-conv="([^"]+)"`).FindAllStringSubmatch(got.Body, -1)
	if len(order) != 3 || order[0][1] != string(danger.conv) || order[1][1] != string(first.conv) {
		t.Errorf("the order is %v", order)
	}
	for _, want := range []string{"Urgente", "Servizi sociali", "In attesa da", "la mensa &amp; &lt;script&gt;", `data-count="waiting">3<`} {
		if !strings.Contains(got.Body, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	if got := ada.get("/console/siena/inbox/list?view=mine"); !strings.Contains(got.Body, "Non hai conversazioni") || strings.Contains(got.Body, "<html") {
		t.Errorf("mine: %s", got)
	}
	if got := ada.get("/console/siena/inbox?view=closed&from=zzz"); got.Code != http.StatusOK {
		t.Errorf("closed: %s", got)
	}
}

func TestSearching(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	op := o.operator("Ada Neri", caterina.RoleOperator)
	ada := o.as(op)
	nido, mensa := o.arrives("il nido comunale apre alle 100% otto_e"), o.arrives("la mensa scolastica")
	nido.asks(0)
	ada.post(nido.path()+"/take", "epoch", "1", "id", "t1")
	for query, want := range map[string]*citizen{
		"nido comunale": nido, "SCOLASTICA": mensa, "100%": nido, "otto_": nido, "ada neri": nido,
		string(mensa.conv)[:12]: mensa, "nessuno dice questo": nil, "otto%e": nil,
	} {
		got := ada.get("/console/siena/inbox?q=" + strings.NewReplacer(" ", "+", "%", "%25").Replace(query))
		found := regexp.MustCompile(`data-conv="([^"]+)"`).FindAllStringSubmatch(got.Body, -1)
		switch {
		case want == nil && len(found) != 0, want != nil && (len(found) != 1 || found[0][1] != string(want.conv)):
			t.Errorf("%q finds %v", query, found)
		}
	}
}

// TestAConversationWithoutJavaScript takes, answers, notes, passes and closes
// with plain forms.
func TestAConversationWithoutJavaScript(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	c := o.arrives("vorrei parlare del nido")
	c.asks(0)
	page := ada.get(c.path())
	for _, want := range []string{
		"Per il <strong>nido</strong> si fa domanda", "Quanto costa?", "Bonus asilo nido", "Perché", "sicurezza 82%", "0,91",
		"Il modello linguistico ha chiesto gli orari di un ufficio (<code>urp</code>): fatto.",
		"La metto in contatto", "Prendi la conversazione per scrivere", ">Prendi<",
	} {
		if !strings.Contains(page.Body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	deed := func(name, want string, pairs ...string) {
		t.Helper()
		epoch := strconv.Itoa(c.held().Conversation.Epoch)
		got := ada.post(c.path()+"/"+name, append([]string{"epoch", epoch, "id", name + "-1"}, pairs...)...)
		if got.Code != http.StatusSeeOther || got.Location != want {
			t.Fatalf("%s: %s", name, got)
		}
	}
	deed("take", c.path())
	deed("reply", c.path(), "text", "Buongiorno, sono Ada.")
	deed("reply", c.path(), "text", "Buongiorno, sono Ada.") // the same form sent twice
	deed("note", c.path(), "text", "chiede del secondo figlio")
	if n := c.holds("Buongiorno, sono Ada."); n != 1 {
		t.Errorf("the reply is %d times in the log", n)
	}
	if got := ada.get(c.path()); !strings.Contains(got.Body, "nota interna") || !strings.Contains(got.Body, "Ada Neri (tu)") || !strings.Contains(got.Body, "Stai rispondendo tu") {
		t.Errorf("after the reply: %s", got)
	}
	deed("snooze", c.path(), "for", "1h")
	deed("take", c.path(), "id", "wake") // the same id as the first: already done
	if got := ada.post(c.path()+"/take", "epoch", "3", "id", "wake-1"); got.Code != http.StatusSeeOther || c.held().Conversation.State != caterina.StateAssigned {
		t.Errorf("wake: %s, %s", got, c.held().Conversation.State)
	}
	deed("close", "/console/siena/inbox", "reason", "risolta")
	if got := ada.get("/console/siena/inbox?view=closed"); !strings.Contains(got.Body, "Risolta · chiusa oggi") {
		t.Errorf("closed: %s", got)
	}
}

// TestWhatWasWrittenIsNeverLost: every refusal shows the page with the text in
// its box and a sentence.
func TestWhatWasWrittenIsNeverLost(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	adaID, bea := o.operator("Ada Neri", caterina.RoleOperator), o.as(o.operator("Bea Blu", caterina.RoleSupervisor))
	ada := o.as(adaID)
	c := o.arrives("vorrei parlare del nido")
	c.asks(0)
	ada.post(c.path()+"/take", "epoch", "1", "id", "t")
	bea.post(c.path()+"/take", "epoch", "2", "id", "t") // case 11: a supervisor takes over
	for name, tc := range map[string]struct {
		deed  string
		pairs []string
		code  int
		says  string
	}{
		"stale epoch":          {"reply", []string{"epoch", "2", "text", "testo prezioso"}, http.StatusConflict, "Bea Blu"},
		"not the owner":        {"reply", []string{"epoch", "3", "text", "testo prezioso"}, http.StatusConflict, "Bea Blu"},
		"a long note":          {"note", []string{"epoch", "3", "text", "testo prezioso" + strings.Repeat(" x", 50_000)}, http.StatusUnprocessableEntity, "4000 caratteri"},
		"nothing":              {"reply", []string{"epoch", "3", "text", " "}, http.StatusUnprocessableEntity, "vuoto"},
		"no epoch":             {"reply", []string{"text", "testo prezioso"}, http.StatusUnprocessableEntity, "non è completa"},
		"a bad id":             {"reply", []string{"epoch", "3", "id", "a b", "text", "testo prezioso"}, http.StatusUnprocessableEntity, "non è completa"},
		"transfer to oneself":  {"transfer", []string{"epoch", "3", "to", fmt.Sprintf("operator:%d", adaID)}, http.StatusUnprocessableEntity, "già tua"},
		"transfer to nobody":   {"transfer", []string{"epoch", "3", "to", ""}, http.StatusUnprocessableEntity, "Scegli a chi"},
		"transfer to no queue": {"transfer", []string{"epoch", "3", "to", "queue:x"}, http.StatusUnprocessableEntity, ""},
		"a snooze in the past": {"snooze", []string{"epoch", "3", "until", "2020-01-01T10:00"}, http.StatusUnprocessableEntity, "futura"},
	} {
		pairs := append([]string{"id", strings.ReplaceAll(name, " ", "-")}, tc.pairs...)
		if len(tc.pairs) > 2 && tc.pairs[2] == "id" {
			pairs = tc.pairs
		}
		got := ada.post(c.path()+"/"+tc.deed, pairs...)
		if got.Code != tc.code || !strings.Contains(got.Body, tc.says) || strings.Contains(got.Body, " / ") && strings.Contains(got.Body, "take it") {
			t.Errorf("%s: %s", name, got)
		}
		if strings.Contains(strings.Join(tc.pairs, " "), "prezioso") && !strings.Contains(got.Body, ">testo prezioso") {
			t.Errorf("%s: the text is gone", name)
		}
	}
	if got := ada.post(c.path()+"/dance", "epoch", "3", "id", "x"); got.Code != http.StatusNotFound {
		t.Errorf("a deed that is none: %s", got)
	}
	if got := ada.send(http.MethodPost, c.path()+"/reply", nil, "Accept", "application/json"); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body, `"message"`) {
		t.Errorf("for a program: %s", got)
	}
}

func TestDraftsStayWithTheirOperator(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ada, bea := o.as(o.operator("Ada Neri", caterina.RoleOperator)), o.as(o.operator("Bea Blu", caterina.RoleOperator))
	c := o.arrives("vorrei parlare del nido")
	if got := ada.post(c.path()+"/draft", "text", "a metà <b>frase"); got.Code != http.StatusNoContent {
		t.Fatalf("draft: %s", got)
	}
	if got := ada.get(c.path()); !strings.Contains(got.Body, ">a metà &lt;b&gt;frase</textarea>") {
		t.Error("the draft is not in its box")
	}
	if got := bea.get(c.path()); strings.Contains(got.Body, "a metà") {
		t.Error("a colleague reads the draft")
	}
	ada.post(c.path()+"/draft", "text", "")
	if got := ada.get(c.path()); strings.Contains(got.Body, "a metà") {
		t.Error("the draft was not forgotten")
	}
}

// TestPartsOfPages: what the live pages fetch is a part of the page and no more.
func TestPartsOfPages(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	adaID := o.operator("Ada Neri", caterina.RoleOperator)
	ada := o.as(adaID)
	c := o.arrives("vorrei parlare del nido")
	c.asks(0)
	c.offer(adaID, time.Minute)
	if got := ada.get("/console/siena/inbox/ringing"); !strings.Contains(got.Body, "Una conversazione per te") || !strings.Contains(got.Body, "Accetta") {
		t.Errorf("ringing: %s", got)
	}
	got := ada.get(c.path() + "/log?after=3")
	if strings.Contains(got.Body, "<html") || strings.Contains(got.Body, "Sono <strong>Caterina") || !strings.Contains(got.Body, "La metto in contatto") || !strings.Contains(got.Body, "solo per il personale") {
		t.Errorf("log: %s", got)
	}
	if got := ada.get(c.path() + "/log?after=x"); got.Code != http.StatusUnprocessableEntity {
		t.Errorf("a log after nothing: %s", got)
	}
	if got := ada.get(c.path() + "/side"); !strings.Contains(got.Body, `data-epoch="2"`) || !strings.Contains(got.Body, "Rifiuta") {
		t.Errorf("side: %s", got)
	}
	if got := ada.get("/console/siena/cards/search?q=nido"); !strings.Contains(got.Body, `"Fino a 3.600 euro all'anno."`) || !strings.Contains(got.Body, `"verified_on":"2026-11-01"`) {
		t.Errorf("cards: %s", got)
	}
	if got := ada.get("/console/siena/cards/search?q=zzz"); strings.TrimSpace(got.Body) != "[]" {
		t.Errorf("no cards: %s", got)
	}
	none := "/console/siena/conversations/00000000-0000-4000-8000-000000000000"
	for _, path := range []string{none, none + "/log?after=0", none + "/side", "/console/siena/conversations/x"} {
		if got := ada.get(path); got.Code != http.StatusNotFound && got.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// TestTownsAreApart: a member of one town reads nothing of another's, whatever
// address they make up.
func TestTownsAreApart(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	op := o.operator("Ada Neri", "")
	o.must(o.store.SetMember(t.Context(), op, caterina.Membership{Town: o.bari.ID, Role: caterina.RoleOperator, Capacity: 3}))
	ada := o.as(op)
	c := o.arrives("cosa che riguarda Siena")
	c.asks(0)
	bari := strings.Replace(c.path(), "/siena/", "/bari/", 1)
	for _, path := range []string{bari, bari + "/log?after=0", bari + "/side", c.path(), "/console/bari/inbox?view=all", "/console/bari/inbox?q=riguarda"} {
		if got := ada.get(path); strings.Contains(got.Body, "riguarda Siena") {
			t.Errorf("%s shows another town's conversation", path)
		}
	}
	if got := ada.post(bari+"/take", "epoch", "1", "id", "t"); got.Code != http.StatusNotFound || c.held().Owner != 0 {
		t.Errorf("take: %s", got)
	}
	if got := ada.post(bari+"/draft", "text", "x"); got.Code != http.StatusNotFound {
		t.Errorf("draft: %s", got)
	}
}

// TestListsByChannel: each line names its channel, and one can be chosen, in every
// list and in a search; the tabs keep it.
func TestListsByChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	o.arrives("la mensa dal sito").asks(0)
	o.chats(1, "la mensa da Telegram").asks(0)
	for _, tc := range []struct {
		address   string
		web, chat bool
	}{
		{"?view=waiting", true, true},
		{"?view=waiting&channel=telegram", false, true},
		{"?view=waiting&channel=web", true, false},
		{"?view=waiting&channel=nothing", true, true},
		{"?view=all&channel=telegram", false, true},
		{"?view=closed&channel=telegram", false, false},
		{"?view=mine&channel=telegram", false, false},
		{"?view=pending&channel=telegram", false, false},
		{"?q=mensa", true, true},
		{"?q=mensa&channel=telegram", false, true},
		{"?q=mensa&channel=web", true, false},
	} {
		got := b.get("/console/siena/inbox" + tc.address).Body
		if strings.Contains(got, "la mensa dal sito") != tc.web || strings.Contains(got, "la mensa da Telegram") != tc.chat {
			t.Errorf("%s: %s", tc.address, got)
		}
		if tc.web != strings.Contains(got, "</svg>Sito</span>") || tc.chat != strings.Contains(got, "</svg>Telegram</span>") {
			t.Errorf("%s: which channel it is: %s", tc.address, got)
		}
	}
	got := b.get("/console/siena/inbox?view=waiting&channel=telegram").Body
	for _, want := range []string{
		`<option value="telegram" selected>Telegram</option>`, `href="/console/siena/inbox?view=all&amp;channel=telegram"`,
		`data-source="/console/siena/inbox/list?channel=telegram&amp;view=waiting"`, "Solo le conversazioni del canale Telegram.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %s: %s", want, got)
		}
	}
}

// TestDangerIsOfEveryChannel: a filter hides nobody who may be in danger.
func TestDangerIsOfEveryChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	b := o.as(o.operator("Ada Neri", caterina.RoleOperator))
	o.arrives("buonasera").inDanger()
	if got := b.get("/console/siena/inbox?view=waiting&channel=telegram").Body; !strings.Contains(got, "ho paura di tornare a casa") {
		t.Errorf("the list: %s", got)
	}
}
