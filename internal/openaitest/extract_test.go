package openaitest_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/prompts"
)

const writing = "Rispondi alla domanda usando solo le schede. Se non dicono quello che è stato chiesto, scrivi soltanto: NON_LO_SO"

func question(text string) string { return card + "<domanda>" + text + "</domanda>" }

func TestAnHonestAnswerIsMadeOfSentencesOfTheCards(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	for asked, want := range map[string]string{
		"quanto vale?":                           "- fino a 8.000 euro di ISEE: 300 euro [bonus-utenze]\n- fino a 12.000 euro: 150 euro [bonus-utenze]",
		"che documenti servono?":                 "- documento d'identità [bonus-utenze]\n- ISEE [bonus-utenze]",
		"entro quando scade la domanda?":         "Fai domanda dal 27 settembre al 31 dicembre 2026. [bonus-utenze] Rispondono entro 30 giorni. [bonus-utenze]",
		"a che numero di telefono rispondono?":   "Telefono 0577 292353, email famiglia@comune.siena.it [bonus-utenze]",
		"dove si trova lo sportello e gli orari": "Sportello Famiglia, via Mazzini 12. [bonus-utenze] Il lunedì dalle 9:00 alle 12:30. [bonus-utenze]",
	} {
		if got := complete(t, s, chatOf(writing, question(asked), nil)).text(); got != want {
			t.Errorf("%s\ngot  %q\nwant %q", asked, got, want)
		}
	}
}

func TestAPartThatNoCardHasIsNotKnown(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	if got := complete(t, s, chatOf(writing, card+`<domanda parte="moduli">dove lo scarico?</domanda>`, nil)).text(); got != "NON_LO_SO" {
		t.Errorf("got %q", got)
	}
	if got := complete(t, s, chatOf(writing, `<domanda>che tempo fa?</domanda><conversazione>assistente: ciao</conversazione>`, nil)).text(); got != "NON_LO_SO" {
		t.Errorf("got %q", got)
	}
	want := "Un contributo per le bollette [bonus-utenze]."
	if got := complete(t, s, chatOf(writing, question("mi aiutate?"), nil)).text(); !strings.HasPrefix(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestAPromptWithoutMarksIsOneCard(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	got := ask(t, s, "La mensa costa 5 euro. Il bus costa 1 euro.\nquanto costa la mensa?")
	if got != "La mensa costa 5 euro [1]." {
		t.Errorf("got %q", got)
	}
	if got := ask(t, s, "   "); got == "" {
		t.Error("it says nothing")
	}
}

func TestSentencesDoNotEndAtAbbreviations(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	for _, sentence := range []string{
		"Lo dice l'art. 3 della legge n. 12 del 2020.", "Vai in P.zza S. Francesco, tel. 0577 1.", "Il sig. Rossi paga 8.000 euro.",
	} {
		if got := ask(t, s, sentence+" Altro.\nche dice "+sentence); !strings.Contains(got, strings.TrimSuffix(sentence, ".")) {
			t.Errorf("%q became %q", sentence, got)
		}
	}
}

// TestTheFakeReadsTheProductsPrompts would fail when package prompts changes its
// marks: prompt.go is what has to follow.
func TestTheFakeReadsTheProductsPrompts(t *testing.T) {
	t.Parallel()
	line := func(actor caterina.Actor, text string) prompts.Line { return prompts.Line{Actor: actor, Text: text} }
	history := []prompts.Line{line(caterina.ActorCitizen, "mi parli del bonus utenze?"), line(caterina.ActorBot, "È un contributo.")}
	cards := []prompts.Card{
		{ID: "bonus-utenze", Title: "Bonus Utenze", Parts: []prompts.Part{
			{Field: caterina.FieldSummary, Text: "Un contributo per le bollette."},
			{Field: caterina.FieldAmount, Text: "Ricevi 300 euro.\nUna volta sola."},
		}},
		{ID: "tari", Title: "TARI", Parts: []prompts.Part{{Field: caterina.FieldCost, Text: "Dipende dalla casa."}}},
	}
	today := caterina.Date{Year: 2026, Month: 11, Day: 22}
	write := prompts.WriteData{Town: "Siena", Today: today, Lang: "it", History: history, Question: "e quanto vale?", Field: caterina.FieldAmount, Cards: cards}
	for _, c := range []struct {
		step caterina.ModelStep
		ask  func() (caterina.Ask, error)
		want string
	}{
		{caterina.StepRewrite, func() (caterina.Ask, error) {
			return prompts.Rewrite(1, prompts.RewriteData{History: history, Question: "e quanto vale?"})
		}, `{"question":"e quanto vale bonus utenze?"}`},
		{caterina.StepChoose, func() (caterina.Ask, error) {
			return prompts.Choose(1, prompts.ChooseData{Question: "quanto costa la tari?", Cards: cards, Fields: []caterina.Field{caterina.FieldAmount, caterina.FieldCost}})
		}, `{"outcome":"answer","cards":["tari"],"field":"cost","tool":"none","query":"quanto costa la tari?","office":"","service":""}`},
		{caterina.StepWrite, func() (caterina.Ask, error) { return prompts.Write(1, write) }, "Ricevi 300 euro [bonus-utenze]. Una volta sola. [bonus-utenze]"},
		{caterina.StepReply, func() (caterina.Ask, error) { return prompts.Reply(1, write) }, "Ricevi 300 euro [bonus-utenze]. Una volta sola. [bonus-utenze]"},
		{caterina.StepSummary, func() (caterina.Ask, error) { return prompts.Summary(1, prompts.SummaryData{History: history}) }, "- Il cittadino ha scritto: mi parli del bonus utenze?"},
		{caterina.StepVariants, func() (caterina.Ask, error) {
			return prompts.Variants(1, prompts.VariantsData{Card: cards[1], Questions: []string{"come funziona tari"}, Want: 2})
		}, `{"questions":["che cosa serve per tari","a chi chiedo per tari","mi serve aiuto: tari","quando posso chiedere tari"]}`},
		{caterina.StepTranslate, func() (caterina.Ask, error) {
			return prompts.Translate(1, prompts.TranslateData{Into: "en", Texts: []prompts.Text{{Name: "cost", Text: "Gratis"}, {Name: "more", Text: "Poi basta"}}})
		}, `{"texts":[{"name":"cost","text":"Gratis"},{"name":"more","text":"Poi basta"}]}`},
	} {
		asked, err := c.ask()
		if err != nil {
			t.Fatal(err)
		}
		s := openaitest.Start(t, openaitest.Options{})
		p := chatOf(asked.System, asked.Prompt, nil)
		if asked.Schema != nil {
			p["response_format"] = params{"type": "json_schema", "json_schema": params{"name": "answer", "strict": true, "schema": asked.Schema}}
		}
		if got := complete(t, s, p).text(); got != c.want {
			t.Errorf("%s: got %s\nwant %s", c.step, got, c.want)
		}
		if step := s.Requests("")[0].Chat.Step; step != c.step {
			t.Errorf("%s is taken for %q", c.step, step)
		}
	}
}

func TestWhatTheProductsPromptsHoldIsRead(t *testing.T) {
	t.Parallel()
	p := openaitest.Read(openaitest.Chat{Messages: []openaitest.Message{
		{Role: "system", Content: "fai"},
		{Role: "user", Content: card + "<conversazione>\ncittadino: ciao\na tutti\noperatore: salve\n</conversazione>\n<domande>\nuna\ndue\n</domande>\n<domanda parte=\"documenti\">che\nserve?</domanda><altro>x</diverso>"},
	}})
	names := make([]string, 0, 8)
	for _, part := range p.Cards[0].Parts {
		names = append(names, part.Name)
	}
	if want := []string{"in breve", "quanto vale", "documenti", "scadenze", "dove e quando", "contatti", "a chi è rivolto"}; !slices.Equal(names, want) || p.Cards[0].Title != "Bonus Utenze" {
		t.Errorf("the parts are %q of %q", names, p.Cards[0].Title)
	}
	if p.Question != "che\nserve?" || p.Part != "documenti" || !slices.Equal(p.Asked, []string{"una", "due"}) {
		t.Errorf("got %+v", p)
	}
	if len(p.History) != 2 || p.History[0].Text != "ciao\na tutti" || p.History[1].Who != "operatore" {
		t.Errorf("got %+v", p.History)
	}
}

func TestAStepIsToldByTheSchemasNameToo(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	complete(t, s, chatOf("fai qualcosa", "x", params{"response_format": params{"type": "json_schema", "json_schema": params{"name": "rewrite", "schema": params{"type": "object"}}}}))
	complete(t, s, chatOf("fai qualcosa", "x", nil))
	if r := s.Requests(""); r[0].Chat.Step != caterina.StepRewrite || r[1].Chat.Step != "" {
		t.Errorf("got %q and %q", r[0].Chat.Step, r[1].Chat.Step)
	}
}
