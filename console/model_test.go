package console_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/console"
	"example.org/caterina/internal/postgres"
)

// The database is what the page is made for.
var _ console.ModelStore = (*postgres.Store)(nil)

// modelLines are a server that does as it is told.
type modelLines []console.ModelLine

func (l modelLines) Lines() []console.ModelLine { return l }

// modelled is a console over the real database, with two models of which one fails.
func modelled(t *testing.T, change ...func(*world)) *world {
	t.Helper()
	return newWorld(t, append([]func(*world){func(w *world) {
		w.cfg.Model = console.ModelConfig{
			Store: w.store,
			Server: modelLines{
				{Kind: "chat", Model: "qwen3:8b"},
				{Kind: "embed", Model: "bge-m3", Since: time.Now().Add(-time.Hour), Why: "Il server del modello non si raggiunge."},
			},
			Topics: func(town caterina.TownID) []string {
				if town == w.siena.ID {
					return []string{"casa", "bonus-e-contributi", "casa", ""}
				}
				return nil
			},
		}
		w.cfg.Supervisor.Cards = func(caterina.TownID) []console.CardName {
			return []console.CardName{{Slug: "nido", Title: "Asilo nido"}}
		}
	}}, change...)...)
}

// stopped keeps sentences that nobody was shown in a new conversation of a town.
func (w *world) stopped(town caterina.Town, all ...caterina.Rejected) caterina.ConversationID {
	w.t.Helper()
	session, err := w.store.OpenSession(w.t.Context(), caterina.Opening{Town: town.ID, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"}})
	w.must(err)
	w.must(w.store.KeepRejected(w.t.Context(), town.ID, session.Conversation.ID, all))
	return session.Conversation.ID
}

// noted are the details of the last deeds of a kind, the newest first.
func (w *world) noted(action string) string {
	w.t.Helper()
	log, err := w.store.AuditEntries(w.t.Context(), w.siena.ID, 1<<62, 0, action, 100)
	w.must(err)
	var all []string
	for i := range log {
		all = append(all, log[i].Target+"="+log[i].Detail)
	}
	return strings.Join(all, "; ")
}

// TestTheModelsPageSaysHowItDoesAndWhatItCost to curators, who change nothing.
func TestTheModelsPageSaysHowItDoesAndWhatItCost(t *testing.T) {
	t.Parallel()
	w := modelled(t)
	today := caterina.DateOf(time.Now().In(caterina.Rome()))
	w.must(w.store.CountModelUse(t.Context(), []caterina.ModelUse{
		{Town: w.siena.ID, Day: today, Step: caterina.StepWrite, Model: "qwen3:8b", Calls: 3, In: 4000, Out: 600},
		{Town: w.siena.ID, Day: today, Step: caterina.StepWrite, Model: "qwen3:8b", Failure: caterina.FailedLate, Calls: 1, In: 900},
		{Town: w.siena.ID, Day: today.AddDays(-30), Step: caterina.StepChoose, Model: "qwen3:8b", Calls: 7, In: 1, Out: 1},
	}))
	w.must(w.store.SettleTokens(t.Context(), w.siena.ID, today, 5500))
	b := w.as(w.operator("Carla Bianchi", caterina.RoleCurator))
	page := b.get("/console/siena/model")
	wants(t, page, http.StatusOK, "qwen3:8b", "bge-m3", "nessun guasto", "Il server del modello non si raggiunge.",
		"<b>5.500</b> <span>token di oggi", "<b>5.500</b> <span>token in 30 giorni", "<b>4</b> <span>chiamate in 30 giorni", "<b>25,0%</b> <span>chiamate senza esito",
		"scrivere la risposta", "1 in ritardo", "4.900", "nessun limite", "automatica", "Nessuna frase è stata fermata")
	if strings.Contains(page.Body, "scegliere la scheda") {
		t.Error("the page tells of a day that is 30 days ago")
	}
	if strings.Contains(page.Body, "Salva") || strings.Contains(page.Body, "<form method=\"post\" action=\"/console/siena/model") {
		t.Error("a curator is offered the supervisors' forms")
	}
	if strings.Contains(page.Body, "style=") || strings.Contains(page.Body, "<script>") {
		t.Error("the page has inline styles or scripts, which the policy stops")
	}
}

// TestWithoutAModelThePageSaysHowToAttachOne, and the settings are there all the same.
func TestWithoutAModelThePageSaysHowToAttachOne(t *testing.T) {
	t.Parallel()
	w := modelled(t, func(w *world) { w.cfg.Model.Server = nil })
	b := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	wants(t, b.get("/console/siena/model"), http.StatusOK, "Nessun modello è collegato", "docs/model.md", "Token al giorno", "bonus e contributi", "In questi giorni il modello non è stato chiamato")
	b.said(b.post("/console/siena/model/autonomy", "all", "cards"))
	if got := w.noted("model."); got != "siena=solo le schede" {
		t.Errorf("noted %s", got)
	}
}

func TestASupervisorLimitsTheModelsDay(t *testing.T) {
	t.Parallel()
	w := modelled(t)
	b := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	const page = "/console/siena/model"
	if said := b.said(b.post(page+"/limit", "tokens", "250.000")); said != "Limite del modello: 250.000 token al giorno." {
		t.Errorf("it said %q", said)
	}
	wants(t, b.get(page), http.StatusOK, "<b>0 su 250.000</b> <span>token di oggi", `value="250000"`)
	for _, bad := range []string{"0", "tanti", "-5", "100", strings.Repeat("9", 30)} {
		wants(t, b.post(page+"/limit", "tokens", bad), http.StatusUnprocessableEntity, `role="alert"`, "almeno 10.000", `value="`+bad+`"`, `aria-invalid="true"`)
	}
	wants(t, b.post(page+"/limit", "tokens", strings.Repeat("9", 31)), http.StatusUnprocessableEntity, "accorcialo")
	if limit, _, err := w.store.ModelLimit(t.Context(), w.siena.ID, caterina.DateOf(time.Now())); err != nil || limit != 250_000 {
		t.Errorf("the limit is %d, %v", limit, err)
	}
	if said := b.said(b.post(page+"/limit", "tokens", "")); said != "Limite del modello: nessun limite." {
		t.Errorf("it said %q", said)
	}
	if got := w.noted("model."); got != "siena=nessun limite; siena=250.000 token al giorno" {
		t.Errorf("noted %s", got)
	}
}

// TestASupervisorSaysHowFarAModelGoes for all topics and for some, and what is noted is
// what has changed.
func TestASupervisorSaysHowFarAModelGoes(t *testing.T) {
	t.Parallel()
	w := modelled(t)
	b := w.as(w.operator("Sara Blu", caterina.RoleSupervisor))
	const page, form = "/console/siena/model", "/console/siena/model/autonomy"
	w.must(w.store.SetAutonomy(t.Context(), w.siena.ID, w.operator("Ugo", caterina.RoleSupervisor), "una-volta", caterina.AutonomyCards))
	first := b.get(page)
	wants(t, first, http.StatusOK, `name="topic.casa"`, "bonus e contributi", `name="topic.una-volta"`, "<details open>", `value="automatic" checked`)
	if strings.Count(first.Body, `name="topic.casa"`) != 1 || strings.Contains(first.Body, `name="topic."`) {
		t.Error("a topic is there twice, or one without a name")
	}
	b.said(b.post(form, "all", "approval", "topic.casa", "cards", "topic.bonus-e-contributi", "", "topic.una-volta", "", "topic.nowhere", "cards"))
	degrees, err := w.store.Autonomies(t.Context(), w.siena.ID)
	if err != nil || len(degrees) != 2 || degrees[""] != caterina.AutonomyApproval || degrees["casa"] != caterina.AutonomyCards {
		t.Errorf("the degrees are %v, %v", degrees, err)
	}
	if got := w.noted("model."); got != "una-volta=come gli altri; casa=solo le schede; siena=da approvare" {
		t.Errorf("noted %s", got)
	}
	wants(t, b.get(page), http.StatusOK, `value="approval" checked`, `value="cards" selected`)
	if said := b.said(b.post(form, "all", "approval", "topic.casa", "cards")); said != "Non hai cambiato nulla." {
		t.Errorf("it said %q", said)
	}
	for _, bad := range [][]string{{"all", ""}, {"all", "freely"}, {"all", "cards", "topic.casa", "freely"}} {
		wants(t, b.post(form, bad...), http.StatusUnprocessableEntity)
	}
	if now, err := w.store.Autonomies(t.Context(), w.siena.ID); err != nil || len(now) != 2 || now[""] != caterina.AutonomyApproval {
		t.Errorf("a bad form did %v, %v", now, err)
	}
	wants(t, w.as(w.operator("Carla Bianchi", caterina.RoleCurator)).get(page), http.StatusOK, "<b>da approvare</b>", "casa: <b>solo le schede</b>", "Lo decidono i supervisori")
}

// TestWhatAModelMayNotSayIsListed with the reason in words, its cards and conversation,
// by reason, page by page.
func TestWhatAModelMayNotSayIsListed(t *testing.T) {
	t.Parallel()
	w := modelled(t)
	conv := w.stopped(w.siena, caterina.Rejected{Reason: "amount", Sentence: "Spettano <b>999</b> euro.", Cards: []string{"nido", "scheda-di-una-volta"}}, caterina.Rejected{Reason: "empty", Cards: []string{"nido"}})
	b := w.as(w.operator("Carla Bianchi", caterina.RoleCurator))
	const page = "/console/siena/model"
	wants(t, b.get(page), http.StatusOK, "«Spettano &lt;b&gt;999&lt;/b&gt; euro.»", "un importo che nelle schede non c&#39;è", `href="/towns/siena/cards/nido"`, "Asilo nido", "scheda-di-una-volta (scheda non più presente)",
		`href="/console/siena/conversations/`+string(conv)+`"`, "Tutta la risposta", "tutti (2)", "importo (1)", "risposta vuota (1)")
	only := b.get(page + "?reason=empty")
	wants(t, only, http.StatusOK, "Tutta la risposta", `reason=empty#rejected" aria-current="true"`)
	if strings.Contains(only.Body, "999") {
		t.Error("the list of a reason has another")
	}
	wants(t, b.get(page+"?reason=date"), http.StatusOK, "Nessuna frase con questo motivo", "data (0)")
	wants(t, b.get(page+"?reason=%27--&before=x"), http.StatusOK, "999", "Tutta la risposta")
	wants(t, b.get(page+"?before=-4"), http.StatusOK, "999")

	var many []caterina.Rejected
	for i := range 60 {
		many = append(many, caterina.Rejected{Reason: "date", Sentence: fmt.Sprintf("Entro il giorno numero %d.", i)})
	}
	w.stopped(w.siena, many...)
	first := b.get(page + "?reason=date")
	wants(t, first, http.StatusOK, "numero 59.", "numero 10.", "Più vecchie", "data (60)")
	if strings.Contains(first.Body, "numero 9.") || strings.Contains(first.Body, "Le più recenti") {
		t.Error("the first page holds the second")
	}
	_, rest, _ := strings.Cut(first.Body, "/console/siena/model?before=")
	query, _, _ := strings.Cut(rest, "#")
	second := b.get(page + "?before=" + strings.ReplaceAll(query, "&amp;", "&"))
	wants(t, second, http.StatusOK, "numero 9.", "numero 0.", "Le più recenti")
	if strings.Contains(second.Body, "numero 10.") || strings.Contains(second.Body, "Più vecchie") {
		t.Error("the second page holds the first, or leads on")
	}
}

// TestATownSeesNothingOfAnothersModel, and changes nothing of it.
func TestATownSeesNothingOfAnothersModel(t *testing.T) {
	t.Parallel()
	w := modelled(t)
	today := caterina.DateOf(time.Now().In(caterina.Rome()))
	other := w.operator("Bea Bari", "")
	w.must(w.store.SetMember(t.Context(), other, caterina.Membership{Town: w.bari.ID, Role: caterina.RoleAdmin, Capacity: 1}))
	w.must(w.store.SetSecondFactor(t.Context(), other, "1.enrolled", 0, caterina.SessionHash{}))
	w.stopped(w.bari, caterina.Rejected{Reason: "amount", Sentence: "Un segreto di Bari.", Cards: []string{"nido"}})
	w.must(w.store.CountModelUse(t.Context(), []caterina.ModelUse{{Town: w.bari.ID, Day: today, Step: caterina.StepWrite, Model: "m", Calls: 7, In: 777}}))
	w.must(w.store.SettleTokens(t.Context(), w.bari.ID, today, 777))
	w.must(w.store.SetModelLimit(t.Context(), w.bari.ID, other, 770_000))
	w.must(w.store.SetAutonomy(t.Context(), w.bari.ID, other, "porto", caterina.AutonomyCards))
	page := w.as(w.operator("Sara Blu", caterina.RoleSupervisor)).get("/console/siena/model")
	wants(t, page, http.StatusOK, "Nessuna frase è stata fermata", "<b>0</b> <span>token di oggi", "nessun limite")
	for _, theirs := range []string{"segreto", "777", "770", "porto"} {
		if strings.Contains(page.Body, theirs) {
			t.Errorf("siena reads %q of bari", theirs)
		}
	}
	b := w.as(other)
	for path, form := range map[string]url.Values{"/limit": {"tokens": {"20000"}}, "/autonomy": {"all": {"cards"}}} {
		if got := b.send(http.MethodPost, "/console/siena/model"+path, form); got.Code != http.StatusNotFound {
			t.Errorf("%s of siena by bari: %s", path, got)
		}
	}
	wants(t, b.get("/console/bari/model"), http.StatusOK, "Un segreto di Bari.", "777 su 770.000")
	b.said(b.post("/console/bari/model/autonomy", "all", "cards"))
	b.said(b.post("/console/bari/model/limit", "tokens", ""))
	degrees, err := w.store.Autonomies(t.Context(), w.siena.ID)
	limit, _, failed := w.store.ModelLimit(t.Context(), w.siena.ID, today)
	if err != nil || failed != nil || len(degrees) > 0 || limit != 0 {
		t.Errorf("siena has %v and %d, %v, %v", degrees, limit, err, failed)
	}
}

// TestTheModelsPageInABrowser looks at it as those see it who may change it, who may
// not, and where no model is.
func TestTheModelsPageInABrowser(t *testing.T) {
	t.Parallel()
	w := modelled(t)
	today := caterina.DateOf(time.Now().In(caterina.Rome()))
	sara := w.operator("Sara Blu", caterina.RoleSupervisor)
	var uses []caterina.ModelUse
	for i := range 8 {
		uses = append(uses, caterina.ModelUse{Town: w.siena.ID, Day: today.AddDays(-i), Step: caterina.StepWrite, Model: "qwen3:8b", Calls: int64(100 + i), In: 234_567, Out: 34_567},
			caterina.ModelUse{Town: w.siena.ID, Day: today.AddDays(-i), Step: caterina.StepWrite, Model: "qwen3:8b", Failure: caterina.FailedLate, Calls: int64(1 + i)},
			caterina.ModelUse{Town: w.siena.ID, Day: today.AddDays(-i), Step: caterina.StepChoose, Model: "qwen3:8b", Calls: 40, In: 40_000, Out: 2000})
	}
	w.must(w.store.CountModelUse(t.Context(), uses))
	w.must(w.store.SetModelLimit(t.Context(), w.siena.ID, sara, 1_000_000))
	w.must(w.store.SetAutonomy(t.Context(), w.siena.ID, sara, "casa", caterina.AutonomyApproval))
	w.stopped(w.siena,
		caterina.Rejected{Reason: "amount", Sentence: "Il contributo è di 350 euro al mese per ogni figlio.", Cards: []string{"nido"}},
		caterina.Rejected{Reason: "verdict", Sentence: "Hai diritto al bonus.", Cards: []string{"nido", "scheda-di-una-volta"}},
		caterina.Rejected{Reason: "empty", Cards: []string{"nido"}})
	bare := modelled(t, func(w *world) { w.cfg.Model.Server = nil })
	for screen, size := range screens() {
		for name, at := range map[string]struct {
			w     *world
			token string
			path  string
		}{
			"model":         {w, w.as(sara).cookieValue("caterina"), ""},
			"model-curator": {w, w.as(w.operator("Carla "+screen, caterina.RoleCurator)).cookieValue("caterina"), "?reason=amount"},
			"model-none":    {bare, bare.as(bare.operator("Sara "+screen, caterina.RoleSupervisor)).cookieValue("caterina"), ""},
		} {
			p := at.w.signedIn(t, at.token)
			size(p)
			p.Go(at.w.server.URL + "/console/siena/model" + at.path)
			p.Wait(`document.readyState === "complete"`)
			look(t, p, name+"-"+screen)
		}
	}
}
