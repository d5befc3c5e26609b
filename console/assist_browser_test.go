package console_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/browsertest"
	"example.org/caterina/internal/openaitest"
)

// inEnglish is a model for a citizen who writes in English.
func inEnglish() openaitest.Behaviour {
	honest := openaitest.Extractive()
	return func(c openaitest.Chat) openaitest.Answer {
		switch c.Step {
		case caterina.StepSummary:
			return openaitest.Answer{Text: "- Il cittadino scrive in inglese e ha 3 figli.\n- Chiede quanto vale il bonus utenze."}
		case caterina.StepReply:
			if strings.Contains(c.User(), "<bozza>") {
				return openaitest.Answer{Text: "Il contributo è di 300 euro. [bonus-utenze]"}
			}
			return openaitest.Answer{Text: "Il contributo è di 300 euro per le famiglie con ISEE fino a 8.000 euro [bonus-utenze]. È di 999 euro [bonus-utenze]."}
		case caterina.StepTranslate:
			return openaitest.Answer{Text: translated(openaitest.Read(c))}
		default:
			return honest(c)
		}
	}
}

// translated puts what these tests say into the other language.
func translated(p openaitest.Prompt) string {
	words := map[string]string{
		"I have 3 children, how much is the bonus utenze?": "Ho 3 figli, quanto vale il bonus utenze?",
		"and until when? 5 days?":                          "e fino a quando? 6 giorni?",
		"Il contributo è di 300 euro.":                     "The grant is 300 euros.",
	}
	type text struct {
		Name string `json:"name"`
		Text string `json:"text"`
	}
	var all []text
	for _, t := range p.Texts {
		all = append(all, text{t.ID, words[t.Parts[0].Text]})
	}
	raw, _ := json.Marshal(map[string]any{"texts": all}) //nolint:errchkjson // strings
	return string(raw)
}

// TestAnOperatorIsHelpedByAModel is the way of an answer to a citizen who writes in
// English: the summary, both of their languages, a draft, another one, and its translation,
// which is what is sent. By keyboard too, and on a narrow screen.
func TestAnOperatorIsHelpedByAModel(t *testing.T) {
	t.Parallel()
	h := newHelpedOffice(t)
	h.next = inEnglish()
	op := h.operator("Ada Neri", caterina.RoleOperator)
	c := h.begins("I have 3 children, how much is the bonus utenze?")
	c.asks(0)
	p := h.at(t, op, c.path())
	p.WaitText(".conv-summary", "Riassunto fatto da un modello: controlla")
	p.WaitText(".conv-summary", "scrive in inglese e ha 3 figli")
	if got := p.String(`String(q(".assist-propose").hidden && q(".assist-into").hidden && !q(".assist-read").hidden)`); got != "true" {
		t.Error("who does not answer is offered to write")
	}
	p.Click("[data-deed=take] button")
	p.WaitText(".conv-side h2", "Stai rispondendo tu")
	p.Wait(`!q(".assist-propose").hidden`)

	p.Click(".assist-read")
	p.WaitText(".conv-log", "Ho 3 figli, quanto vale il bonus utenze?")
	c.says("and until when? 5 days?")
	p.WaitText(".conv-log", "Traduzione scartata")
	if got := p.String(`q(".conv-log").textContent.includes("6 giorni") + ""`); got != "false" {
		t.Error("a changed figure is shown")
	}

	p.Click("#text")
	p.Type("qualcosa di mio")
	p.Click(".assist-propose")
	p.WaitText(".assist-state", "premi di nuovo per sostituirlo")
	p.Press(browsertest.Enter())
	p.Wait(`q("#text").value.includes("8.000 euro")`)
	p.WaitText(".composer-sources", "Fonte: Bonus Utenze")
	if got := p.String(`q("#text").value`); strings.Contains(got, "999") || strings.Contains(got, "mio") {
		t.Errorf("the box holds %q", got)
	}
	for name, size := range map[string]func(*browsertest.Page){"desktop": screens()["desktop"], "phone": screens()["phone"], "narrow": func(p *browsertest.Page) { p.Phone(320, 800) }} {
		size(p)
		look(t, p, "assist-draft-"+name)
	}
	screens()["desktop"](p)
	p.Click(".assist-propose")
	p.Wait(`q("#text").value === "Il contributo è di 300 euro."`)
	before := len(c.log())

	p.Eval(`q(".assist-translate").focus()`, nil)
	p.Press(browsertest.Enter())
	p.Wait(`q("#text").value === "The grant is 300 euros."`)
	p.WaitText(".assist-original", "Il contributo è di 300 euro.")
	for name, size := range map[string]func(*browsertest.Page){"desktop": screens()["desktop"], "narrow": func(p *browsertest.Page) { p.Phone(320, 800) }} {
		size(p)
		look(t, p, "assist-both-"+name)
	}
	screens()["desktop"](p)
	p.Click(".assist-back")
	p.Wait(`q("#text").value === "Il contributo è di 300 euro." && q(".assist-original").hidden`)
	p.Click(".assist-translate")
	p.Wait(`q("#text").value === "The grant is 300 euros."`)
	if len(c.log()) != before {
		t.Error("something was sent before the operator sent it")
	}
	p.Click(".composer-send")
	p.Wait(logged("The grant is 300 euros."))
	p.Wait(`q(".assist-original").hidden && q(".assist-state").textContent === ""`)
	sent := c.holds("The grant is 300 euros.")
	last := c.log()[len(c.log())-1]
	var body caterina.MessageBody
	decode(t, last.Body, &body)
	if sent != 1 || body.Generated || len(body.Citations) != 1 || body.Citations[0].Card != "bonus-utenze" || last.Actor != caterina.OperatorActor(op) {
		t.Errorf("sent %d times: %+v by %s", sent, body, last.Actor)
	}

	h.model.Fail(openaitest.Dead())
	p.Click(".assist-propose")
	p.Wait(`/modello/.test(q(".assist-state").textContent) && !/sta scrivendo/.test(q(".assist-state").textContent)`)
	if got := p.String(`q("#text").value`); got != "" {
		t.Errorf("the box holds %q", got)
	}
	if slices.ContainsFunc(p.Errors(), func(text string) bool { return !strings.Contains(text, "503") }) {
		t.Errorf("the browser complains: %q", p.Errors())
	}
	p.Tolerate("503")
}

// TestACuratorsProposalsInABrowser looks at the pages of the cards.
func TestACuratorsProposalsInABrowser(t *testing.T) {
	t.Parallel()
	h := newHelpedOffice(t)
	p := h.at(t, h.operator("Carla Bianchi", caterina.RoleCurator), "/console/siena/cards")
	look(t, p, "cards")
	p.Click(`a[href$="/cards/bonus-utenze"]`)
	p.WaitText("h1", "Bonus Utenze")
	p.Click(`form[action$="/variants"] button`)
	p.WaitText("#proposed", "Domande proposte")
	for name, size := range map[string]func(*browsertest.Page){"desktop": screens()["desktop"], "narrow": func(p *browsertest.Page) { p.Phone(320, 800) }} {
		size(p)
		look(t, p, "card-variants-"+name)
	}
	p.Click(`form[action$="/accept"] button`)
	p.WaitText(".alert-success", "Accettata")
	p.Click(`form[action$="/translation"] button`)
	p.WaitText("#translation", "Traduzione in inglese")
	for name, size := range map[string]func(*browsertest.Page){"desktop": screens()["desktop"], "narrow": func(p *browsertest.Page) { p.Phone(320, 800) }} {
		size(p)
		look(t, p, "card-translation-"+name)
	}
}
