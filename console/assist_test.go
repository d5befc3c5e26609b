package console_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/console"
	"example.org/caterina/internal/assist"
	"example.org/caterina/internal/openai"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

// The database keeps what curators accept.
var _ console.DirectTeaching = (*postgres.Store)(nil)

// helpedOffice is an office with a language model, over real HTTP, and the engine over the
// cards of the database.
type helpedOffice struct {
	*office

	model *openaitest.Server
	mu    sync.Mutex
	chats []openaitest.Chat
	next  openaitest.Behaviour
}

func newHelpedOffice(t *testing.T) *helpedOffice {
	t.Helper()
	h := &helpedOffice{office: &office{}, next: openaitest.Extractive()}
	h.model = openaitest.Start(t, openaitest.Options{Behaviour: func(c openaitest.Chat) openaitest.Answer {
		h.mu.Lock()
		h.chats = append(h.chats, c)
		next := h.next
		h.mu.Unlock()
		return next(c)
	}})
	h.world = newWorld(t, h.wire, h.help)
	h.serve(t)
	return h
}

// help wires the model and what it needs.
func (h *helpedOffice) help(w *world) {
	_, err := w.store.SaveItems(w.t.Context(), w.siena.ID, caterina.Items{Cards: []caterina.Card{
		{
			Slug: "bonus-utenze", Kind: caterina.KindBonus, Title: "Bonus Utenze", Summary: "Un contributo per pagare le bollette di luce, gas e acqua.",
			Amount: "Il contributo è di 300 euro per le famiglie con ISEE fino a 8.000 euro.", Deadlines: "Le domande si fanno entro il 31 dicembre 2030.",
			Questions: []string{"come funziona il bonus bollette?", "quanto vale il bonus utenze?"},
		},
		{Slug: "mensa", Kind: caterina.KindService, Title: "Mensa scolastica", Summary: "I pasti a scuola.", Questions: []string{"come iscrivo mio figlio alla mensa?"}},
	}})
	w.must(err)
	library := knowledge.NewLibrary(knowledge.LibraryConfig{Store: w.store, Logger: w.cfg.Logger})
	w.must(library.Refresh(w.t.Context()))
	client, err := openai.New(openai.Config{BaseURL: h.model.URL(), Key: caterina.Secret(h.model.Key()), ChatModel: openaitest.DefaultChat, Retries: -1})
	w.must(err)
	helper := assist.New(assist.Config{Model: client, Engine: bot.New(library, bot.Config{}), Shelf: library, Rejects: w.store, Now: h.now})
	w.cfg.Supervisor.Mask = func(text string) string { return bot.Mask(text) }
	w.cfg.Supervisor.Cards = func(caterina.TownID) []console.CardName {
		return []console.CardName{{Slug: "bonus-utenze", Title: "Bonus Utenze"}, {Slug: "mensa", Title: "Mensa scolastica"}}
	}
	w.cfg.Assist = console.AssistConfig{
		Talks: helper, Cards: helper, Card: library.Card, Teach: w.store,
		Questions: func(caterina.TownID) []string { return []string{"come iscrivo mio figlio alla mensa?"} },
	}
}

// says scripts the model.
func (h *helpedOffice) says(answers ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.next, h.chats = openaitest.Scripted(answers...), nil
}

// asked is how often the model was asked since says.
func (h *helpedOffice) asked() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.chats)
}

// begins opens a conversation with one message and nothing else.
func (h *helpedOffice) begins(text string) *citizen {
	h.t.Helper()
	session, err := h.store.OpenSession(h.t.Context(), caterina.Opening{Town: h.siena.ID, Channel: caterina.ChannelWeb, Lang: "it", Greeting: greeting(h.siena, "it")})
	h.must(err)
	c := &citizen{o: h.office, conv: session.Conversation.ID}
	c.says(text)
	return c
}

const asJSON = "application/json"

// TestASummaryIsForStaffAlone: it is shown to whoever opens the conversation, stored
// nowhere, and not made while the assistant has the citizen.
func TestASummaryIsForStaffAlone(t *testing.T) {
	t.Parallel()
	h := newHelpedOffice(t)
	ada := h.as(h.operator("Ada Neri", caterina.RoleOperator))
	c := h.begins("il bonus utenze con 8.000 euro di ISEE, chiamatemi allo 0577 123456")
	if got := ada.post(c.path() + "/summary"); got.Code != http.StatusNoContent || h.asked() != 0 {
		t.Errorf("with the assistant: %s", got)
	}
	c.asks(0)
	before := len(c.log())
	h.says("- Vuole il bonus utenze con 8.000 euro di ISEE.\n- Ha 9 figli.\n- Chiede di chiamare TELEFONO_1.\n- <b>Ciao</b>")
	got := ada.post(c.path() + "/summary")
	wants(t, got, http.StatusOK, "Riassunto fatto da un modello: controlla", "8.000 euro di ISEE", "0577 123456")
	if strings.Contains(got.Body, "9 figli") || strings.Contains(got.Body, "<b>") {
		t.Errorf("it shows %s", got.Body)
	}
	if page := ada.get(c.path()); strings.Contains(page.Body, "TELEFONO_1") || strings.Contains(page.Body, "Chiede di chiamare") || len(c.log()) != before {
		t.Error("it is kept, or the page waits for it")
	}
	h.mu.Lock()
	told := h.chats[0].User()
	h.mu.Unlock()
	if strings.Contains(told, "123456") {
		t.Errorf("the model was told %s", told)
	}
	h.model.Fail(openaitest.Dead())
	other := h.begins("e la mensa?")
	other.asks(0)
	if got := ada.post(other.path() + "/summary"); got.Code != http.StatusNoContent || got.Body != "" {
		t.Errorf("with a dead model: %s", got)
	}
	wants(t, ada.get(other.path()), http.StatusOK, "e la mensa?")
}

// TestADraftIsProposedToWhoAnswers and nothing is sent: in the box of the page, or for the
// page's module.
func TestADraftIsProposedToWhoAnswers(t *testing.T) {
	t.Parallel()
	h := newHelpedOffice(t)
	op := h.operator("Ada Neri", caterina.RoleOperator)
	ada, bea := h.as(op), h.as(h.operator("Bea Blu", caterina.RoleOperator))
	c := h.begins("quanto vale il bonus utenze?")
	c.asks(0)
	wants(t, ada.send(http.MethodPost, c.path()+"/propose", nil, "Accept", asJSON), http.StatusConflict, "Prima prendi la conversazione")
	c.taken(op)
	before := len(c.log())
	got := ada.send(http.MethodPost, c.path()+"/propose", nil, "Accept", asJSON)
	var draft struct {
		Text    string
		Sources []struct{ Card, Title, URL string }
	}
	if err := json.Unmarshal([]byte(got.Body), &draft); err != nil || got.Code != http.StatusOK || !strings.Contains(draft.Text, "300 euro") ||
		len(draft.Sources) != 1 || draft.Sources[0].URL != "/towns/siena/cards/bonus-utenze" {
		t.Fatalf("got %s, %v", got, err)
	}
	wants(t, ada.post(c.path()+"/propose"), http.StatusOK, "300 euro", "Fonte: <a href=\"/towns/siena/cards/bonus-utenze\"", "Bonus Utenze")
	wants(t, bea.send(http.MethodPost, c.path()+"/propose", nil, "Accept", asJSON), http.StatusConflict, "Prima prendi")
	h.says("Il contributo è di 999 euro [bonus-utenze].", "Il contributo è di 999 euro [bonus-utenze].")
	wants(t, ada.send(http.MethodPost, c.path()+"/propose", nil, "Accept", asJSON), http.StatusServiceUnavailable, "scartata")
	wants(t, ada.post(c.path()+"/propose", "text", "quello che avevo scritto"), http.StatusOK, "scartata", "quello che avevo scritto")
	if len(c.log()) != before {
		t.Error("something was stored in the conversation")
	}
	rejected, err := h.store.RejectedSentences(t.Context(), h.siena.ID, "", 0)
	if err != nil || len(rejected) == 0 || rejected[0].Conversation != c.conv {
		t.Errorf("kept for the curators: %+v, %v", rejected, err)
	}
}

// TestBothReadTheirOwnLanguage: the operator the citizen's words in Italian, and their own
// in the citizen's language beside the Italian before they send them.
func TestBothReadTheirOwnLanguage(t *testing.T) {
	t.Parallel()
	h := newHelpedOffice(t)
	op := h.operator("Ada Neri", caterina.RoleOperator)
	ada := h.as(op)
	c := h.begins("I have 3 children, how much is the bonus?")
	c.says("please call me")
	c.taken(op)
	seqs := map[string]int64{}
	for _, ev := range c.log() {
		var body caterina.MessageBody
		decode(t, ev.Body, &body)
		seqs[body.Text] = ev.Seq
	}
	first, second := number(seqs["I have 3 children, how much is the bonus?"]), number(seqs["please call me"])
	answers := func() {
		h.says(`{"texts":[{"name":"` + first + `","text":"Ho 3 figli, quanto vale il bonus?"},{"name":"` + second + `","text":"chiamatemi il giorno 5"}]}`)
	}
	answers()
	got := ada.send(http.MethodPost, c.path()+"/translate", nil, "Accept", asJSON)
	wants(t, got, http.StatusOK, `"text":"Ho 3 figli, quanto vale il bonus?"`, "scartata")
	if strings.Contains(got.Body, "giorno 5") {
		t.Errorf("a changed figure is shown: %s", got.Body)
	}
	wants(t, ada.post(c.path()+"/translate"), http.StatusOK, "Ho 3 figli, quanto vale il bonus?", "traduzione di un modello", "Leggi l'originale")
	if h.asked() != 1 {
		t.Errorf("the model was asked %d times", h.asked())
	}
	h.says(`{"texts":[{"name":"risposta","text":"It is 300 euros."}]}`, `{"texts":[{"name":"risposta","text":"It is 300 euros."}]}`, `{"texts":[{"name":"risposta","text":"It is 400 euros."}]}`)
	send := func(accept, text, into string) answer {
		return ada.send(http.MethodPost, c.path()+"/translate-reply", map[string][]string{"text": {text}, "into": {into}}, "Accept", accept)
	}
	wants(t, send(asJSON, "Sono 300 euro.", "en"), http.StatusOK, `"text":"It is 300 euros."`, `"from":"Sono 300 euro."`)
	wants(t, send("text/html", "Sono 300 euro.", "en"), http.StatusOK, ">It is 300 euros.</textarea>", "Il tuo testo in italiano:</b> <span class=\"assist-text\" lang=\"it\">Sono 300 euro.")
	wants(t, send(asJSON, "Sono 300 euro.", "en"), http.StatusConflict, "scartata", "inglese")
	wants(t, send(asJSON, "Sono 300 euro.", "xx"), http.StatusUnprocessableEntity, "quale lingua")
	wants(t, send(asJSON, " ", "en"), http.StatusUnprocessableEntity)
}

// TestProposalsForACardAreAcceptedOneByOne, and what is accepted is one of the town's
// questions; the translation is to be copied.
func TestProposalsForACardAreAcceptedOneByOne(t *testing.T) {
	t.Parallel()
	h := newHelpedOffice(t)
	carla := h.as(h.operator("Carla Bianchi", caterina.RoleCurator))
	wants(t, carla.get("/console/siena/lessons"), http.StatusOK, `href="/console/siena/cards"`)
	wants(t, carla.get("/console/siena/cards"), http.StatusOK, `href="/console/siena/cards/bonus-utenze"`)
	const card = "/console/siena/cards/bonus-utenze"
	wants(t, carla.get(card), http.StatusOK, "Proponi altre domande", "Proponi una traduzione", "come funziona il bonus bollette?")
	h.says(`{"questions":["Come funziona il bonus bollette","aiuto per la luce","come iscrivo mio figlio alla mensa","chi mi aiuta col gas?"]}`)
	got := carla.post(card + "/variants")
	wants(t, got, http.StatusOK, "Domande proposte da un modello (2)", `value="aiuto per la luce"`, `value="chi mi aiuta col gas?"`)
	if strings.Contains(got.Body, `value="come iscrivo`) {
		t.Error("another card's question is proposed")
	}
	wants(t, carla.post(card+"/variants/accept", "question", "aiuto per la luce al 333 1234567", "left", "chi mi aiuta col gas?"), http.StatusOK,
		"Accettata", "Domande proposte da un modello (1)", "aiuto per la luce al [telefono]")
	wants(t, carla.post(card+"/variants/accept", "question", " "), http.StatusUnprocessableEntity)
	variants, err := h.store.Variants(t.Context(), h.siena.ID)
	if want := []caterina.Variant{{Card: "bonus-utenze", Question: "aiuto per la luce al [telefono]"}}; err != nil || !slices.Equal(variants, want) {
		t.Errorf("kept %+v, %v", variants, err)
	}
	h.says(`{"texts":[{"name":"title","text":"Bills bonus"},{"name":"summary","text":"Help with bills."},{"name":"amount","text":"The grant is 400 euros for families with an ISEE up to 8,000 euros."},{"name":"deadlines","text":"Apply by 31 December 2030."}]}`)
	wants(t, carla.post(card+"/translation"), http.StatusOK, "Bills bonus", "scartata", "Apply by 31 December 2030.", "translations:\n  en:\n    title: |-\n      Bills bonus")
	h.model.Fail(openaitest.Dead())
	wants(t, carla.post(card+"/translation"), http.StatusServiceUnavailable, "modello")
	wants(t, carla.post("/console/siena/cards/none/variants"), http.StatusNotFound)
}

// TestWithoutAModelNothingIsOffered: no button, no request, and a sentence for who asks by
// hand. A card's page shows what there is.
func TestWithoutAModelNothingIsOffered(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	op := o.operator("Ada Neri", caterina.RoleAdmin)
	ada := o.as(op)
	c := o.arrives("quanto costa il nido?")
	c.taken(op)
	page := ada.get(c.path())
	for _, part := range []string{"assist", "conv-summary", "Proponi", "Leggi in italiano"} {
		if strings.Contains(strings.ReplaceAll(page.Body, "assistente", ""), part) {
			t.Errorf("the page has %q", part)
		}
	}
	for _, path := range []string{c.path() + "/summary", c.path() + "/propose", c.path() + "/translate", c.path() + "/translate-reply", "/console/siena/cards/x/variants", "/console/siena/cards/x/translation"} {
		wants(t, ada.post(path), http.StatusNotFound, "modello linguistico")
	}
}

// TestAVariantWithoutAProposalIsOneOfTheTowns: it ends open proposals of the same words,
// raises the version of the content, and is one however often it is accepted.
func TestAVariantWithoutAProposalIsOneOfTheTowns(t *testing.T) {
	t.Parallel()
	h := newHelpedOffice(t)
	ctx, op := t.Context(), h.operator("Carla Bianchi", caterina.RoleCurator)
	c := h.begins("aiuto per la luce")
	_, err := h.store.ProposeLesson(ctx, h.siena.ID, caterina.Lesson{Question: "Aiuto per la luce", Conversation: c.conv, Seq: 2, By: op})
	h.must(err)
	v := caterina.Variant{Card: "mensa", Question: "aiuto per la luce"}
	for range 2 {
		h.must(h.store.AddVariant(ctx, h.siena.ID, op, v))
	}
	lessons, err := h.store.OpenLessons(ctx, h.siena.ID)
	if variants, verr := h.store.Variants(ctx, h.siena.ID); err != nil || verr != nil || len(lessons) != 0 || !slices.Equal(variants, []caterina.Variant{v}) {
		t.Errorf("kept %+v, open %+v, %v", variants, lessons, err)
	}
	if err := h.store.AddVariant(ctx, h.bari.ID, op, v); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("a card of another town: %v", err)
	}
}

// slowHelp is a model of which nothing comes until the test lets it.
type slowHelp struct {
	console.TalkHelp

	until chan struct{}
}

func (s slowHelp) Summary(ctx context.Context, _ caterina.Talk) ([]string, error) {
	select {
	case <-s.until:
	case <-ctx.Done():
	}
	return []string{"Arriva tardi."}, nil
}

// TestThePageDoesNotWaitForASummary.
func TestThePageDoesNotWaitForASummary(t *testing.T) {
	t.Parallel()
	late := slowHelp{until: make(chan struct{})}
	o := &office{}
	o.world = newWorld(t, o.wire, func(w *world) { w.cfg.Assist.Talks = late })
	o.serve(t)
	op := o.operator("Ada Neri", caterina.RoleOperator)
	c := o.arrives("quanto costa il nido?")
	c.asks(0)
	p := o.at(t, op, c.path())
	p.WaitText(".conv-log", "quanto costa il nido?")
	if got := p.String(`q(".conv-summary").textContent.trim()`); got != "" {
		t.Errorf("there is %q", got)
	}
	close(late.until)
	p.WaitText(".conv-summary", "Arriva tardi.")
}

func number(seq int64) string {
	b, _ := json.Marshal(seq) //nolint:errchkjson // a number
	return string(b)
}
