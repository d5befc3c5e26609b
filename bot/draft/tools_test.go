package draft_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/draft"
	"example.org/caterina/prompts"
)

// chose is the trace of the call in which a model chose; the zero one when it was not
// asked to.
func chose(reply caterina.Reply) caterina.ModelTrace {
	i := slices.IndexFunc(reply.Trace.Model, func(m caterina.ModelTrace) bool { return m.Step == caterina.StepChoose })
	if i < 0 {
		return caterina.ModelTrace{}
	}
	return reply.Trace.Model[i]
}

func ids(options []caterina.Option) string {
	all := make([]string, len(options))
	for i, o := range options {
		all[i] = o.ID
	}
	return strings.Join(all, " ")
}

// TestALooseQuestionAboutComingIsAnsweredWithTheOfficesHours: the engine found nothing in
// such words, a model that understands them names the office, and the engine answers of
// the day that the citizen spoke of.
func TestALooseQuestionAboutComingIsAnsweredWithTheOfficesHours(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	for question, c := range map[string]struct{ office, want string }{
		"domattina posso passare da voi?":        {"sportello-famiglia", "Domani mattina è chiuso. Domani è aperto dalle 15:00"},
		"se passo verso le undici c'è qualcuno?": {"sportello-famiglia", "Adesso è aperto"},
		"mi trovate anche il sabato?":            {"urp", "Sabato è chiuso"},
	} {
		base := p.reply(t, p.says(question), nil)
		g := &genie{wish: wish{Outcome: caterina.OutcomeDecline, Tool: "hours", Office: c.office}}
		got := p.reply(t, p.says(question), g)
		if base.Message.Outcome != caterina.OutcomeDecline || got.Message.Outcome != caterina.OutcomeAnswer || !strings.Contains(got.Message.Text, c.want) {
			t.Errorf("%s: %s, then %s: %s", question, base.Message.Outcome, got.Message.Outcome, got.Message.Text)
		}
		if call := chose(got); call.Tool != "hours/"+c.office || call.Became != caterina.ToolDone || len(got.Effects) > 0 || got.Message.Generated || len(g.asks) != 1 {
			t.Errorf("%s: %+v after %d calls, effects %v", question, call, len(g.asks), got.Effects)
		}
	}
}

// TestWhatTheEngineHearsItselfNoToolChanges: it is hours, a person and an appointment
// already, in the engine's own way, and no model is asked what to do.
func TestWhatTheEngineHearsItselfNoToolChanges(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	for question, outcome := range map[string]caterina.Outcome{
		"ma adesso siete aperti?": caterina.OutcomeAnswer, "fate anche il pomeriggio?": caterina.OutcomeAnswer,
		"vorrei che mi chiamasse qualcuno che sa di nidi":         caterina.OutcomeHandoff,
		"non ci capisco niente, mi fate chiamare da una persona?": caterina.OutcomeHandoff,
		"posso venire a parlarne di persona giovedì?":             caterina.OutcomeFlow,
	} {
		base := p.reply(t, p.says(question), nil)
		for _, w := range []wish{{Tool: "hours", Office: "urp"}, {Tool: "slots", Service: "colloquio-casa"}, {Tool: "person"}, {Tool: "search", Query: "bonus utenze"}} {
			got := p.reply(t, p.says(question), &genie{wish: w})
			if got.Message.Outcome != outcome || got.Message.Text != base.Message.Text || chose(got).Step != "" {
				t.Errorf("%s, %s: %s: %s", question, w.Tool, got.Message.Outcome, got.Message.Text)
			}
		}
	}
}

// TestALooseWishToBeReceivedBeginsTheDialogue, which proposes; the citizen chooses.
func TestALooseWishToBeReceivedBeginsTheDialogue(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	for question, service := range map[string]string{
		"preferirei sedermi con qualcuno e spiegare":             "consulenza-famiglia",
		"mi date una mano voi di persona con la domanda?":        "aiuto-domande-online",
		"ho bisogno di guardare queste carte insieme a qualcuno": "consulenza-famiglia",
	} {
		if base := p.reply(t, p.says(question), nil); base.Message.Flow != "" {
			t.Errorf("%s: the engine begins it itself", question)
		}
		g := &genie{wish: wish{Outcome: caterina.OutcomeDecline, Tool: "slots", Service: service}}
		got := p.reply(t, p.says(question), g)
		if got.Message.Flow != caterina.FlowBooking || len(got.Message.Slots) != 3 || got.Message.Booking != nil {
			t.Fatalf("%s: %+v", question, got.Message)
		}
		d, ok := got.Effects[0].(caterina.KeepDraft)
		if !ok || len(got.Effects) != 1 || d.Draft.Service != service || d.Draft.Step != caterina.StepTime || !d.Draft.From.IsZero() {
			t.Errorf("%s: effects %+v", question, got.Effects)
		}
		if call := chose(got); call.Tool != "slots/"+service || call.Became != caterina.ToolDone || len(g.asks) != 1 {
			t.Errorf("%s: %+v", question, call)
		}
		for _, o := range got.Message.Options {
			if strings.HasPrefix(o.ID, "card/") {
				t.Errorf("%s: a card stands among the times: %s", question, ids(got.Message.Options))
			}
		}
	}
}

// TestTheDayThatWasSpokenOfIsTheDayOfTheTimes.
func TestTheDayThatWasSpokenOfIsTheDayOfTheTimes(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	g := &genie{wish: wish{Tool: "slots", Service: "consulenza-famiglia"}}
	got := p.reply(t, p.says("mercoledì potrei sedermi con qualcuno e spiegare la situazione"), g)
	if len(got.Message.Slots) == 0 || got.Message.Slots[0].From.Weekday() != time.Wednesday {
		t.Errorf("%s: %+v", chose(got).Became, got.Message)
	}
}

// TestWhoWantsToBeCalledIsOfferedAPerson: what was said stays said, the buttons and a
// sentence are put beside it, and nobody is called.
func TestWhoWantsToBeCalledIsOfferedAPerson(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	for _, question := range []string{
		"preferisco che me lo spieghi un essere umano al telefono", "qualcuno mi può telefonare stasera?", "ho bisogno di guardare queste carte insieme a qualcuno",
	} {
		base := p.reply(t, p.says(question), nil)
		got := p.reply(t, p.says(question), &genie{wish: wish{Tool: "person"}})
		if got.Message.Outcome != base.Message.Outcome || !strings.HasPrefix(got.Message.Text, base.Message.Text) || !strings.Contains(got.Message.Text, "premi «Parla con una persona»") {
			t.Errorf("%s: %s: %s", question, got.Message.Outcome, got.Message.Text)
		}
		if all := ids(got.Message.Options); !strings.Contains(all, "person") || !strings.Contains(all, "callback") || len(got.Effects) > 0 {
			t.Errorf("%s: %s, effects %v", question, all, got.Effects)
		}
		if base.Message.Outcome == caterina.OutcomeClarify && !strings.HasPrefix(ids(got.Message.Options), ids(base.Message.Options)) {
			t.Errorf("%s: the cards to choose from by number are others now: %s", question, ids(got.Message.Options))
		}
	}
}

// TestWhatAModelFindsInOtherWordsIsAButton: what was declined stays declined, whatever it
// looks for.
func TestWhatAModelFindsInOtherWordsIsAButton(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	question := "i conti della luce ci stanno mangiando vivi"
	got := p.reply(t, p.says(question), &genie{wish: wish{Tool: "search", Query: "quanto vale il bonus utenze"}})
	if got.Message.Outcome != caterina.OutcomeDecline || got.Trace.Outcome != caterina.OutcomeDecline || len(got.Message.Citations) > 0 {
		t.Errorf("got %+v", got.Message)
	}
	if all := ids(got.Message.Options); all != "card/bonus-utenze/amount person" || !strings.Contains(got.Message.Text, "Forse ti serve anche questa scheda: **Bonus Utenze") {
		t.Errorf("got %s: %s", all, got.Message.Text)
	}
	if call := chose(got); call.Tool != "search/bonus-utenze" || call.Became != caterina.ToolDone {
		t.Errorf("got %+v", call)
	}
	for query, became := range map[string]caterina.ToolResult{
		"che tempo fa domani": caterina.ToolNothing, "voglio parlare con un operatore": caterina.ToolForbidden,
		"prenota un appuntamento per la carta d'identità": caterina.ToolForbidden, "mi voglio ammazzare": caterina.ToolForbidden, "": caterina.ToolUnknown,
	} {
		base, got := p.reply(t, p.says(question), nil), p.reply(t, p.says(question), &genie{wish: wish{Tool: "search", Query: query}})
		if call := chose(got); call.Became != became || got.Message.Text != base.Message.Text || len(got.Effects) > 0 {
			t.Errorf("%q: %s: %s", query, call.Became, got.Message.Text)
		}
	}
}

// TestAQueryIsAFewWords: what could be a contact, a code, an order or a page of text is
// put to nobody.
func TestAQueryIsAFewWords(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	for query, words := range map[string]bool{
		"legge 104": true, "bonus utenze": true, "  carta d’identità?  ": true, "assegno unico, 3 figli": true, "perché no": true,
		"K7M2XQR 333 1234567": false, "codice 12345": false, "mario@example.com": false, "bonus\nutenze": false, "<b>": false, "[tari]": false, "LINK_1": false,
		"1234": false, "…": false, "": false, strings.Repeat("bonus ", 20): false, strings.Repeat("\u200b", 5000) + "bonus": false,
	} {
		got := p.reply(t, p.says("i conti della luce ci stanno mangiando vivi"), &genie{wish: wish{Tool: "search", Query: query}})
		if became := chose(got).Became; (became != caterina.ToolUnknown) != words {
			t.Errorf("%.40q: %s", query, became)
		}
	}
}

// TestWhereTheEngineHesitatesTheLikeliestCardAnswersAlsoWhenItIsLookedFor, and no other.
func TestWhereTheEngineHesitatesTheLikeliestCardAnswersAlsoWhenItIsLookedFor(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	question := "la bolletta è raddoppiata e non ce la facciamo"
	base := p.reply(t, p.says(question), nil)
	if base.Message.Outcome != caterina.OutcomeClarify {
		t.Fatalf("got %+v", base.Message)
	}
	for query, card := range map[string]string{"bonus utenze": "bonus-utenze", "bollette arretrate": "bollette-arretrate", "bonus sport": "bonus-sport"} {
		got := p.reply(t, p.says(question), &genie{wish: wish{Tool: "search", Query: query}})
		likeliest := base.Trace.Ranking[0].Card == card
		if answered := got.Message.Outcome == caterina.OutcomeAnswer; answered != likeliest {
			t.Errorf("%s: %s: %s", query, got.Message.Outcome, got.Message.Text)
		}
		offered := strings.Contains(ids(base.Message.Options), "card/"+card)
		if !likeliest && offered && got.Message.Text != base.Message.Text {
			t.Errorf("%s is offered twice: %s", card, got.Message.Text)
		}
	}
}

// TestWithoutAToolAllIsAsItWas, and what is not offered is no tool.
func TestWithoutAToolAllIsAsItWas(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	for _, question := range []string{"domattina posso passare da voi?", "che tempo fa domani", "la bolletta è raddoppiata e non ce la facciamo"} {
		base := p.reply(t, p.says(question), nil)
		for what, c := range map[string]struct {
			wish   wish
			became caterina.ToolResult
		}{
			"none":                        {wish{Tool: "none"}, ""},
			"nothing":                     {wish{}, ""},
			"no tool":                     {wish{Tool: "book", Service: "consulenza-famiglia"}, caterina.ToolUnknown},
			"no office":                   {wish{Tool: "hours"}, caterina.ToolUnknown},
			"an office of another town":   {wish{Tool: "hours", Office: "urp-bari"}, caterina.ToolUnknown},
			"a service of another town":   {wish{Tool: "slots", Service: "colloquio-municipio"}, caterina.ToolUnknown},
			"an office in a service":      {wish{Tool: "slots", Service: "urp"}, caterina.ToolUnknown},
			"a service and its office":    {wish{Tool: "slots", Service: "consulenza-famiglia/sportello-famiglia"}, caterina.ToolUnknown},
			"a choice":                    {wish{Tool: "slots", Service: "book/consulenza-famiglia"}, caterina.ToolUnknown},
			"a number that is no contact": {wish{Tool: "search", Query: "K7M2XQR mario@example.com"}, caterina.ToolUnknown},
		} {
			got := p.reply(t, p.says(question), &genie{wish: c.wish})
			if got.Message.Text != base.Message.Text || ids(got.Message.Options) != ids(base.Message.Options) || len(got.Effects) > 0 {
				t.Errorf("%s: %s: %s", question, what, got.Message.Text)
			}
			if call := chose(got); call.Became != c.became || strings.ContainsAny(call.Tool, "@ ") {
				t.Errorf("%s: %s: %+v", question, what, call)
			}
		}
	}
}

// TestWhoSpeaksOfNothingLikeItIsOfferedNeitherHoursNorAppointments: then they are not
// there to be asked for, whatever the model says.
func TestWhoSpeaksOfNothingLikeItIsOfferedNeitherHoursNorAppointments(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	for _, question := range []string{"che tempo fa domani", "scrivi una poesia sul mare", "i conti della luce ci stanno mangiando vivi"} {
		for _, w := range []wish{{Tool: "hours", Office: "urp"}, {Tool: "slots", Service: "consulenza-famiglia"}} {
			g := &genie{wish: w}
			if got := p.reply(t, p.says(question), g); chose(got).Became != caterina.ToolUnknown || got.Message.Outcome != caterina.OutcomeDecline {
				t.Errorf("%s: %+v: %s", question, chose(got), got.Message.Text)
			}
			if schema := string(g.asks[0].Schema); strings.Contains(schema, `"hours"`) || strings.Contains(schema, `"slots"`) || strings.Contains(g.asks[0].Prompt, "<ufficio") {
				t.Errorf("%s: the model is told of them: %s", question, schema)
			}
		}
	}
}

// TestInTheCitizensLanguage: what a tool says is said in the language that was heard, and
// that this is noted is not lost.
func TestInTheCitizensLanguage(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	turn := p.says("could somebody phone me about all this?")
	turn.Lang = ""
	got := p.reply(t, turn, &genie{wish: wish{Tool: "person"}})
	if got.Message.Lang != "en" || !strings.Contains(got.Message.Text, "If you would like to talk to a person") {
		t.Errorf("got %s: %s", got.Message.Lang, got.Message.Text)
	}
	turn = p.says("they doubled what we pay every month and we are drowning")
	got = p.reply(t, turn, &genie{wish: wish{Tool: "search", Query: "bonus utenze"}})
	if call := chose(got); call.Step != "" && (call.Tool != "search/bonus-utenze" || !strings.Contains(got.Message.Text, "You may also need this card")) {
		t.Errorf("an Italian query in an English conversation: %+v: %s", call, got.Message.Text)
	}
	turn = p.says("tomorrow morning, would I find anyone there if I drop by?")
	turn.Lang = ""
	base, got := p.reply(t, turn, nil), p.reply(t, turn, &genie{wish: wish{Tool: "hours", Office: "urp"}})
	if base.Message.Outcome != caterina.OutcomeAnswer && (got.Message.Lang != "en" || !strings.Contains(got.Message.Text, "open tomorrow morning") || !slices.Equal(got.Effects, base.Effects)) {
		t.Errorf("got %s: %s, effects %v", got.Message.Lang, got.Message.Text, got.Effects)
	}
}

// TestAnEngineThatFailsBehindAToolChangesNothing, nor does one that says nothing of use.
func TestAnEngineThatFailsBehindAToolChangesNothing(t *testing.T) {
	t.Parallel()
	tool := bot.Tool{Slug: "urp", Name: "URP", Choice: "office/urp"}
	for name, behind := range map[string]struct {
		reply  caterina.Reply
		err    error
		became caterina.ToolResult
	}{
		"an error":     {err: errors.New("down"), became: caterina.ToolNothing},
		"it has gone":  {reply: caterina.Reply{Message: caterina.MessageBody{Outcome: caterina.OutcomeSmalltalk}}, became: caterina.ToolNothing},
		"a crisis":     {reply: caterina.Reply{Fixed: true, Message: caterina.MessageBody{Outcome: caterina.OutcomeAnswer}}, became: caterina.ToolForbidden},
		"an effect":    {reply: caterina.Reply{Message: caterina.MessageBody{Outcome: caterina.OutcomeAnswer}, Effects: []caterina.Effect{caterina.BackToBot{}}}, became: caterina.ToolForbidden},
		"a confirmed":  {reply: caterina.Reply{Message: caterina.MessageBody{Outcome: caterina.OutcomeFlow, Booking: &caterina.BookingCard{}}}, became: caterina.ToolForbidden},
		"another flow": {reply: caterina.Reply{Message: caterina.MessageBody{Outcome: caterina.OutcomeFlow}}, became: caterina.ToolNothing},
	} {
		e := &switchboard{tools: bot.Tools{Offices: []bot.Tool{tool}, Services: []bot.Tool{tool}, Person: "person/offer"}, behind: behind.reply, err: behind.err}
		for _, w := range []wish{{Tool: "hours", Office: "urp"}, {Tool: "slots", Service: "urp"}, {Tool: "person"}} {
			got, err := draft.New(draft.Config{Engine: e, Model: &genie{wish: w}, Late: time.Minute}).Reply(t.Context(), says("posso venire?"), nil)
			if err != nil || got.Message.Text != "Non lo so." || len(got.Effects) > 0 {
				t.Errorf("%s, %s: %+v, %v", name, w.Tool, got, err)
			}
			if became := chose(got).Became; became != behind.became && (w.Tool != "person" || became != caterina.ToolNothing) {
				t.Errorf("%s, %s: %s", name, w.Tool, became)
			}
		}
	}
}

// TestTheModelIsAskedOnceATurn, and given the citizen's words without personal data.
func TestTheModelIsAskedOnceATurn(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	for _, w := range []wish{{Tool: "hours", Office: "urp"}, {Tool: "slots", Service: "consulenza-famiglia"}, {Tool: "search", Query: "bonus utenze"}, {Tool: "person"}} {
		g := &genie{wish: w}
		p.reply(t, p.says("domattina posso passare da voi? sono al 333 1234567"), g)
		if len(g.asks) != 1 || g.asks[0].Version != "choose.2" || strings.Contains(g.asks[0].Prompt, "1234567") {
			t.Errorf("%s: %d calls", w.Tool, len(g.asks))
		}
	}
}

// TestEveryToolIsNamedInThePromptAndInTheTrace keeps the two lists together.
func TestEveryToolIsNamedInThePromptAndInTheTrace(t *testing.T) {
	t.Parallel()
	p := withTools(t)
	for tool, w := range map[prompts.Tool]wish{
		prompts.ToolHours: {Office: "urp"}, prompts.ToolSlots: {Service: "consulenza-famiglia"}, prompts.ToolSearch: {Query: "bonus utenze"}, prompts.ToolPerson: {},
	} {
		w.Tool = string(tool)
		g := &genie{wish: w}
		got := p.reply(t, p.says("domattina posso passare da voi?"), g)
		if !strings.HasPrefix(chose(got).Tool, string(tool)) || !strings.Contains(g.asks[0].System, `- "`+string(tool)+`"`) {
			t.Errorf("%s: %+v", tool, chose(got))
		}
	}
}

// switchboard is an engine that declines words, and answers choices as a test wants.
type switchboard struct {
	tools  bot.Tools
	behind caterina.Reply
	err    error
}

// Reply declines, or is what stands behind a button.
func (s *switchboard) Reply(_ context.Context, turn caterina.Turn) (caterina.Reply, error) {
	if turn.Inputs[len(turn.Inputs)-1].Choice == "" {
		return declined(), nil
	}
	return s.behind, s.err
}

// Material knows no card.
func (*switchboard) Material(caterina.Turn, string, string) (bot.Material, bool) {
	return bot.Material{}, false
}

// Tools are the test's.
func (s *switchboard) Tools(caterina.Turn) bot.Tools { return s.tools }
