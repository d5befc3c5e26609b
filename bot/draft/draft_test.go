package draft_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/draft"
	"example.org/caterina/prompts"
)

// town is the engine, the policy and the model of a test.
type town struct {
	mu     sync.Mutex
	turns  []caterina.Turn // that the engine was asked
	asks   []caterina.Ask  // that the model was asked
	degree caterina.Autonomy
	card   bot.Material

	engine func(turn caterina.Turn) caterina.Reply
	answer func(ctx context.Context, ask caterina.Ask, each func(string) error) (string, error)
}

const slug = "bonus-utenze"

// card is the only card of the town.
func card() bot.Material {
	return bot.Material{
		Topic: "famiglia",
		Card: prompts.Card{ID: slug, Title: "Bonus Utenze", Parts: []prompts.Part{
			{Field: caterina.FieldSummary, Text: "Il Bonus Utenze è un contributo per le bollette. Il bando è [sul sito](https://siena.example.it/bando)."},
			{Field: caterina.FieldAmount, Text: "Il contributo è di 300 euro per le famiglie con ISEE fino a 8.000 euro."},
			{Field: caterina.FieldDocuments, Text: "Servono la carta di identità e l'attestazione ISEE."},
		}},
		Official: []string{"Bonus Utenze"}, Notes: "Le domande sono aperte.", Source: "Fonte: Bonus Utenze.",
	}
}

// answered is the engine's answer from the card.
func answered() caterina.Reply {
	return caterina.Reply{
		Message: caterina.MessageBody{
			Text: "La scheda.", Lang: "it", Outcome: caterina.OutcomeAnswer, Card: slug, Field: caterina.FieldAmount,
			Citations: []caterina.Citation{{Card: slug, Title: "Bonus Utenze", Field: caterina.FieldAmount}},
			Options:   []caterina.Option{{ID: "card/" + slug + "/documents", Label: "Documenti"}},
		},
		Trace: caterina.Trace{Outcome: caterina.OutcomeAnswer, Ranking: []caterina.HitTrace{{Card: slug, Score: 1}}},
	}
}

// declined is the engine's answer when it found nothing that it is sure of.
func declined() caterina.Reply {
	return caterina.Reply{
		Message: caterina.MessageBody{Text: "Non lo so.", Lang: "it", Outcome: caterina.OutcomeDecline},
		Trace:   caterina.Trace{Outcome: caterina.OutcomeDecline, Reject: 0.6, Ranking: []caterina.HitTrace{{Card: slug, Score: 0.3}}},
	}
}

func newTown(answer string) *town {
	return &town{
		card:   card(),
		engine: func(caterina.Turn) caterina.Reply { return answered() },
		answer: func(_ context.Context, _ caterina.Ask, each func(string) error) (string, error) {
			return answer, each(answer)
		},
	}
}

func (w *town) Reply(_ context.Context, turn caterina.Turn) (caterina.Reply, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.turns = append(w.turns, turn)
	return w.engine(turn), nil
}

func (w *town) Material(_ caterina.Turn, slug, _ string) (bot.Material, bool) {
	return w.card, slug == w.card.Card.ID
}

func (w *town) Autonomy(_ context.Context, _ caterina.TownID, topic string) (caterina.Autonomy, error) {
	if topic != "famiglia" {
		return "", errors.New("another topic")
	}
	return w.degree, nil
}

func (w *town) Complete(ctx context.Context, ask caterina.Ask) (caterina.Completion, error) {
	return w.Stream(ctx, ask, func(string) error { return nil })
}

func (w *town) Stream(ctx context.Context, ask caterina.Ask, each func(string) error) (caterina.Completion, error) {
	w.mu.Lock()
	w.asks = append(w.asks, ask)
	w.mu.Unlock()
	text, err := w.answer(ctx, ask, each)
	return caterina.Completion{Text: text, Usage: caterina.Usage{Step: ask.Step, Version: ask.Version, Model: "m", In: 10, Out: 5}}, err
}

// says is a citizen's turn.
func says(text string) caterina.Turn {
	return caterina.Turn{
		Town: caterina.Town{ID: 1, Slug: "siena", Name: "Comune di Siena"}, Now: time.Date(2026, 11, 22, 9, 0, 0, 0, caterina.Rome()), Lang: "it",
		Inputs: []caterina.Input{{Seq: 3, Text: text}},
	}
}

// reply has the town answer, and returns what was shown on the way.
func (w *town) reply(t *testing.T, turn caterina.Turn) (caterina.Reply, []string) {
	t.Helper()
	var shown []string
	reply, err := draft.New(draft.Config{Engine: w, Model: w, Policy: w}).Reply(t.Context(), turn, func(text string) { shown = append(shown, text) })
	if err != nil {
		t.Fatal(err)
	}
	return reply, shown
}

// steps are what the model was asked for.
func (w *town) steps() string {
	var all []string
	for _, a := range w.asks {
		all = append(all, string(a.Step))
	}
	return strings.Join(all, " ")
}

// TestAModelsWordsStandAboveWhatTheTownSaysAnyway: the answer is the model's, the
// source, the notes and the buttons are the engine's.
func TestAModelsWordsStandAboveWhatTheTownSaysAnyway(t *testing.T) {
	t.Parallel()
	w := newTown("Il contributo è di 300 euro con ISEE fino a 8.000 euro [bonus-utenze].")
	reply, shown := w.reply(t, says("quanto vale il bonus utenze?"))
	want := "Il contributo è di 300 euro con ISEE fino a 8.000 euro.\n\nLe domande sono aperte.\n\nFonte: Bonus Utenze."
	if reply.Message.Text != want || !reply.Message.Generated || len(reply.Message.Options) != 1 || len(reply.Message.Citations) != 1 {
		t.Errorf("got %+v", reply.Message)
	}
	if !strings.HasPrefix(want, strings.TrimSpace(strings.Join(shown, ""))) {
		t.Errorf("shown %q, which the answer does not begin with", shown)
	}
	if len(reply.Trace.Model) != 1 || reply.Trace.Model[0].Step != caterina.StepWrite || reply.Trace.Model[0].Version != "write.2" || w.steps() != "write" {
		t.Errorf("trace %+v after %s", reply.Trace.Model, w.steps())
	}
}

// TestAnInventedFactIsShownToNobody: the card answers, and those who keep the cards
// read what the model wrote.
func TestAnInventedFactIsShownToNobody(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"another amount":   "Il contributo è di 350 euro [bonus-utenze].",
		"an address":       "Il bando è su https://bandi.example.com [bonus-utenze].",
		"a link of none":   "Il bando è qui: LINK_7 [bonus-utenze].",
		"a verdict":        "Hai diritto al contributo di 300 euro [bonus-utenze].",
		"a promise":        "Ti richiameremo domani per il contributo [bonus-utenze].",
		"another card":     "Il contributo è di 300 euro [tari].",
		"nothing":          "",
		"the instructions": "Sei Caterina, il programma che risponde ai cittadini per Comune di Siena. Rispondi alla domanda usando solo le schede.",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown(answer)
			reply, shown := w.reply(t, says("quanto vale il bonus utenze?"))
			if reply.Message.Text != "La scheda." || reply.Message.Generated {
				t.Errorf("got %q", reply.Message.Text)
			}
			if len(shown) > 0 {
				t.Errorf("shown %q", shown)
			}
			if len(reply.Rejected) == 0 || !slices.Equal(reply.Rejected[0].Cards, []string{slug}) {
				t.Errorf("kept %+v", reply.Rejected)
			}
		})
	}
}

// TestAModelThatDoesNotKnowIsBelieved: then the card answers, and nothing was wrong.
func TestAModelThatDoesNotKnowIsBelieved(t *testing.T) {
	t.Parallel()
	reply, shown := newTown("NON_LO_SO").reply(t, says("c'è il parcheggio?"))
	if reply.Message.Text != "La scheda." || len(shown) > 0 {
		t.Errorf("got %q, shown %q", reply.Message.Text, shown)
	}
}

// TestAddressesComeFromTheCard.
func TestAddressesComeFromTheCard(t *testing.T) {
	t.Parallel()
	w := newTown("Il bando del Bonus Utenze è sul sito LINK_1 [bonus-utenze].")
	w.engine = func(caterina.Turn) caterina.Reply {
		reply := answered()
		reply.Message.Field = caterina.FieldSummary
		return reply
	}
	reply, _ := w.reply(t, says("dov'è il bando?"))
	if !strings.Contains(reply.Message.Text, "https://siena.example.it/bando") {
		t.Errorf("got %q, kept %+v", reply.Message.Text, reply.Rejected)
	}
	if strings.Contains(w.asks[0].Prompt, "https://") {
		t.Errorf("the model was given an address: %s", w.asks[0].Prompt)
	}
}

// TestAModelSeesNoPersonalData, of the message nor of what was said before, and what
// belongs to an appointment not at all.
func TestAModelSeesNoPersonalData(t *testing.T) {
	t.Parallel()
	w := newTown("Il contributo è di 300 euro [bonus-utenze].")
	turn := says("Mi chiamo Ornella Vanni, RSSMRA80A01H501U, 333 1234567, ornella@example.com. Quanto vale il bonus utenze?")
	turn.History = []caterina.Message{
		{Actor: caterina.ActorBot, Body: caterina.MessageBody{Text: "Come ti chiami?", Flow: caterina.FlowBooking, Outcome: caterina.OutcomeFlow}},
		{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: "Gualtiero Pancani"}},
		{Actor: caterina.ActorBot, Body: caterina.MessageBody{Text: "Fatto, Gualtiero Pancani", Flow: caterina.FlowBooked, Outcome: caterina.OutcomeFlow}},
	}
	w.reply(t, turn)
	for _, secret := range []string{"Ornella", "Vanni", "RSSMRA80A01H501U", "1234567", "ornella@", "Gualtiero", "Pancani"} {
		for _, ask := range w.asks {
			if strings.Contains(ask.Prompt+ask.System, secret) {
				t.Errorf("the model was given %s: %s", secret, ask.Prompt)
			}
		}
	}
}

// TestWhatIsNotAModelsIsNeverGivenToOne: danger, appointments, people, small talk,
// buttons, files, and what people have.
func TestWhatIsNotAModelsIsNeverGivenToOne(t *testing.T) {
	t.Parallel()
	plainly := func(change func(*caterina.Turn, *caterina.Reply)) (caterina.Turn, caterina.Reply) {
		turn, reply := says("quanto vale?"), answered()
		change(&turn, &reply)
		return turn, reply
	}
	for name, change := range map[string]func(*caterina.Turn, *caterina.Reply){
		"danger":      func(_ *caterina.Turn, r *caterina.Reply) { r.Message.Outcome = caterina.OutcomeCrisis },
		"numbers":     func(_ *caterina.Turn, r *caterina.Reply) { r.Fixed = true },
		"a mark":      func(_ *caterina.Turn, r *caterina.Reply) { r.Effects = []caterina.Effect{caterina.FlagCrisis{}} },
		"a person":    func(_ *caterina.Turn, r *caterina.Reply) { r.Effects = []caterina.Effect{caterina.RequestPerson{}} },
		"appointment": func(_ *caterina.Turn, r *caterina.Reply) { r.Message.Flow = caterina.FlowBooking },
		"small talk":  func(_ *caterina.Turn, r *caterina.Reply) { r.Message.Outcome = caterina.OutcomeSmalltalk },
		"a button":    func(t *caterina.Turn, _ *caterina.Reply) { t.Inputs[0].Choice = "card/x" },
		"a photo":     func(t *caterina.Turn, _ *caterina.Reply) { t.Inputs[0].Media = "photo" },
		"people":      func(t *caterina.Turn, _ *caterina.Reply) { t.State = caterina.StateAssigned },
		"an office":   func(_ *caterina.Turn, r *caterina.Reply) { r.Message.Citations[0].Card = "office/urp" },
		"no card":     func(_ *caterina.Turn, r *caterina.Reply) { r.Message.Citations = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown("Il contributo è di 300 euro [bonus-utenze].")
			turn, base := plainly(change)
			w.engine = func(caterina.Turn) caterina.Reply { return base }
			if reply, shown := w.reply(t, turn); reply.Message.Text != "La scheda." || len(shown) > 0 || len(w.asks) > 0 {
				t.Errorf("got %q, asked %s", reply.Message.Text, w.steps())
			}
		})
	}
}

// TestATopicOfTheCardsOwnWordsIsNoModels, also when nobody knows which it is.
func TestATopicOfTheCardsOwnWordsIsNoModels(t *testing.T) {
	t.Parallel()
	for degree, worded := range map[caterina.Autonomy]bool{caterina.AutonomyCards: false, caterina.AutonomyFull: true, caterina.AutonomyApproval: true} {
		w := newTown("Il contributo è di 300 euro [bonus-utenze].")
		w.degree = degree
		if reply, _ := w.reply(t, says("quanto vale?")); reply.Message.Generated != worded {
			t.Errorf("%s: got %q", degree, reply.Message.Text)
		}
	}
}

// TestALateModelIsNotWaitedFor: neither for its first word nor, in understanding, for
// any. The clock is the bubble's.
func TestALateModelIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	for name, base := range map[string]func() caterina.Reply{"to write": answered, "to understand": declined} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newTown("")
				w.engine = func(caterina.Turn) caterina.Reply { return base() }
				w.answer = func(ctx context.Context, _ caterina.Ask, _ func(string) error) (string, error) {
					<-ctx.Done()
					return "", ctx.Err()
				}
				start := time.Now()
				turn := says("e quanto?")
				turn.History = []caterina.Message{{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: "bonus utenze"}}}
				reply, shown := w.reply(t, turn)
				if took := time.Since(start); took != 4*time.Second {
					t.Errorf("waited %v, want 4 s", took)
				}
				if reply.Message.Text != base().Message.Text || len(shown) > 0 {
					t.Errorf("got %q, shown %q", reply.Message.Text, shown)
				}
			})
		})
	}
}

// TestWhatWasShownIsTakenBackWhenTheModelIsCut: the reply is the card, and says so to
// whoever shows it.
func TestWhatWasShownIsTakenBackWhenTheModelIsCut(t *testing.T) {
	t.Parallel()
	w := newTown("")
	w.answer = func(_ context.Context, _ caterina.Ask, each func(string) error) (string, error) {
		if err := each("Il contributo è di 300 euro [bonus-utenze]. Servono "); err != nil {
			return "", err
		}
		return "", errors.New("cut")
	}
	reply, shown := w.reply(t, says("quanto vale?"))
	if reply.Message.Text != "La scheda." || reply.Message.Generated {
		t.Errorf("got %q", reply.Message.Text)
	}
	if len(shown) != 1 {
		t.Errorf("shown %q", shown)
	}
}

// TestAFollowUpIsPutSoThatItStandsAlone, the engine answers that, and the model words
// it.
func TestAFollowUpIsPutSoThatItStandsAlone(t *testing.T) {
	t.Parallel()
	w := newTown("")
	w.engine = func(turn caterina.Turn) caterina.Reply {
		if strings.Contains(turn.Inputs[0].Text, "bonus utenze") {
			return answered()
		}
		return declined()
	}
	w.answer = func(_ context.Context, ask caterina.Ask, each func(string) error) (string, error) {
		if ask.Step == caterina.StepRewrite {
			return `{"question":"quanto vale il bonus utenze?"}`, nil
		}
		text := "Il contributo è di 300 euro [bonus-utenze]."
		return text, each(text)
	}
	turn := says("e quindi di preciso?")
	turn.History = []caterina.Message{{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: "vorrei sapere delle bollette"}}}
	reply, _ := w.reply(t, turn)
	if w.steps() != "rewrite write" || !reply.Message.Generated || len(reply.Trace.Model) != 2 {
		t.Errorf("%s: %q", w.steps(), reply.Message.Text)
	}
	if last := w.turns[len(w.turns)-1]; len(last.History) != 0 || last.Inputs[0].Seq != 3 {
		t.Errorf("the engine was asked %+v", last)
	}
}

// TestAModelChoosesOnlyWhatTheEngineHoldsForLikeliest: another card is none, and what
// the engine declines stays declined.
func TestAModelChoosesOnlyWhatTheEngineHoldsForLikeliest(t *testing.T) {
	t.Parallel()
	asked := declined()
	asked.Message.Outcome = caterina.OutcomeClarify
	for name, c := range map[string]struct {
		base   caterina.Reply
		chosen string
		worded bool
	}{
		"a card that was found": {asked, `{"outcome":"answer","cards":["bonus-utenze"],"field":"amount"}`, true},
		"one that was not":      {asked, `{"outcome":"answer","cards":["tari"],"field":""}`, false},
		"none":                  {asked, `{"outcome":"answer","cards":[],"field":""}`, false},
		"it declines":           {asked, `{"outcome":"decline","cards":["bonus-utenze"],"field":""}`, false},
		"no JSON":               {asked, `certo! bonus-utenze`, false},
		"what was declined":     {declined(), `{"outcome":"answer","cards":["bonus-utenze"],"field":""}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTown("")
			w.engine = func(turn caterina.Turn) caterina.Reply {
				if strings.HasPrefix(turn.Inputs[0].Choice, "card/"+slug) {
					return answered()
				}
				return c.base
			}
			w.answer = func(_ context.Context, ask caterina.Ask, each func(string) error) (string, error) {
				if ask.Step == caterina.StepChoose {
					return c.chosen, nil
				}
				text := "Il contributo è di 300 euro [bonus-utenze]."
				return text, each(text)
			}
			reply, _ := w.reply(t, says("aiuti per le bollette care"))
			if reply.Message.Generated != c.worded {
				t.Errorf("%s: %q", w.steps(), reply.Message.Text)
			}
		})
	}
}

// TestWithoutAModelTheEnginesWordsAreAllThereIs.
func TestWithoutAModelTheEnginesWordsAreAllThereIs(t *testing.T) {
	t.Parallel()
	w := newTown("")
	reply, err := draft.New(draft.Config{Engine: w}).Reply(t.Context(), says("quanto vale?"), nil)
	if err != nil || reply.Message.Text != "La scheda." || reply.Trace.Model != nil {
		t.Errorf("got %+v, %v", reply, err)
	}
}
