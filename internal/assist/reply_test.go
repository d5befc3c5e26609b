package assist_test

import (
	"errors"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

// TestADraftRestsOnCards: its words are the model's, its sources are listed, and what is
// said of a card whoever words it stands below. The town pays.
func TestADraftRestsOnCards(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("Il contributo è di 300 euro [bonus-utenze]. Il bando è qui: LINK_1 [bonus-utenze].")
	draft, err := w.help.Reply(t.Context(), talk(t, "citizen: quanto vale il bonus utenze?", "bot: Non lo so.", "citizen: voglio una persona", "citizen: grazie"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(draft.Text, "Il contributo è di 300 euro.") || !strings.Contains(draft.Text, "https://siena.example.it/bando") || !strings.HasSuffix(draft.Text, "\n\nLe domande sono aperte.") {
		t.Errorf("the draft is %q", draft.Text)
	}
	if len(draft.Citations) != 1 || draft.Citations[0].Card != slug || draft.Cards {
		t.Errorf("it rests on %+v", draft.Citations)
	}
	if len(w.turns) != 3 || w.turns[2].Inputs[0].Text != "quanto vale il bonus utenze?" || len(w.turns[0].History) != 3 {
		t.Errorf("the engine was asked %+v", w.turns)
	}
	if len(w.towns) != 1 || w.towns[0] != 7 {
		t.Errorf("the budget of %v was asked", w.towns)
	}
}

// TestTheHonestModelDrafts: the extractive fake over the same card.
func TestTheHonestModelDrafts(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	draft, err := w.help.Reply(t.Context(), talk(t, "citizen: quanto vale il bonus utenze?"), nil)
	if err != nil || !strings.Contains(draft.Text, "300 euro") || len(draft.Citations) != 1 {
		t.Errorf("got %+v, %v", draft, err)
	}
}

// TestALyingModelDraftsNothing: over many lies no wrong fact is shown, and each is kept for
// the curators.
func TestALyingModelDraftsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for seed := range uint64(40) {
		w.model.Behave(openaitest.Lying(seed))
		draft, err := w.help.Reply(t.Context(), talk(t, "citizen: quanto vale il bonus utenze?"), nil)
		if err == nil && strings.Contains(draft.Text, "euro") && (!strings.Contains(draft.Text, "300 euro") || !strings.Contains(draft.Text, "8.000")) {
			t.Errorf("seed %d: %q", seed, draft.Text)
		}
		if err != nil && caterina.CodeOf(err) != caterina.CodeUnavailable && caterina.CodeOf(err) != caterina.CodeNotFound {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	if len(w.rejected) < 20 || w.rejected[0].Cards[0] != slug {
		t.Errorf("kept for the curators: %d", len(w.rejected))
	}
}

// TestASecondDraftIsAnotherOne: the model is told which were not wanted, without personal
// data.
func TestASecondDraftIsAnotherOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("Il contributo è di 300 euro [bonus-utenze].", "Sono 300 euro [bonus-utenze].")
	conv := talk(t, "citizen: mi chiamo Zenobia, quanto vale il bonus utenze?")
	first, err := w.help.Reply(t.Context(), conv, nil)
	if err != nil {
		t.Fatal(err)
	}
	second, err := w.help.Reply(t.Context(), conv, []string{"1", "2", "3", first.Text + " Zenobia"})
	if err != nil || second.Text == first.Text {
		t.Errorf("got %q, %v", second.Text, err)
	}
	asked := w.asked()
	if strings.Contains(asked[0].User(), "<bozza>") || strings.Count(asked[1].User(), "<bozza>") != 3 || !strings.Contains(asked[1].User(), "<bozza>Il contributo è di 300 euro.") {
		t.Errorf("the model was told %s", asked[1].User())
	}
	if strings.Contains(asked[1].User(), "enobia") {
		t.Error("the model was told a name")
	}
}

// TestWhereTheTownWantsCardsOnlyNoModelIsAsked.
func TestWhereTheTownWantsCardsOnlyNoModelIsAsked(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says()
	w.degree = caterina.AutonomyCards
	draft, err := w.help.Reply(t.Context(), talk(t, "citizen: quanto vale il bonus utenze?"), nil)
	if err != nil || !draft.Cards || draft.Text != "Il contributo è di 300 euro per le famiglie con ISEE fino a 8.000 euro.\n\nLe domande sono aperte." {
		t.Errorf("got %+v, %v", draft, err)
	}
	if len(draft.Citations) != 1 || draft.Citations[0].Field != caterina.FieldAmount || len(w.asked()) > 0 {
		t.Errorf("it rests on %+v, after %d requests", draft.Citations, len(w.asked()))
	}
}

// TestWhereThereIsNoDraftASentenceSaysWhy: each in Italian, and none with words of the
// conversation.
func TestWhereThereIsNoDraftASentenceSaysWhy(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		says  string
		lines []string
		code  caterina.Code
		want  string
	}{
		"nothing was asked":   {"", []string{"bot: Ciao!"}, caterina.CodeNotFound, "non ha ancora scritto"},
		"only thanks":         {"", []string{"citizen: grazie"}, caterina.CodeNotFound, "Nessuna scheda"},
		"no card":             {"", []string{"citizen: il bonus", "citizen: che tempo fa?"}, caterina.CodeNotFound, "Nessuna scheda"},
		"danger now":          {"", []string{"citizen: mi fa male"}, caterina.CodeForbidden, "può essere in pericolo"},
		"danger before":       {"", []string{"citizen: aiuto", "crisis: 112", "citizen: il bonus?"}, caterina.CodeForbidden, "può essere in pericolo"},
		"it does not know":    {"NON_LO_SO", []string{"citizen: il bonus?"}, caterina.CodeNotFound, "Nessuna scheda"},
		"nothing of it holds": {"Sono 999 euro [bonus-utenze].", []string{"citizen: il bonus?"}, caterina.CodeUnavailable, "scartata"},
		"an invented link":    {"Il bando è qui: LINK_9 [bonus-utenze].", []string{"citizen: il bonus?"}, caterina.CodeUnavailable, "scartata"},
		"a verdict":           {"Hai diritto al bonus [bonus-utenze].", []string{"citizen: il bonus?"}, caterina.CodeUnavailable, "scartata"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.says(c.says)
			draft, err := w.help.Reply(t.Context(), talk(t, c.lines...), nil)
			is(t, err, c.code)
			if !strings.Contains(err.Error(), c.want) || draft.Text != "" {
				t.Errorf("got %q, %v", draft.Text, err)
			}
			if c.says == "" && len(w.asked()) > 0 {
				t.Error("the model was asked")
			}
		})
	}
}

// TestWhatFailsAtTheModelIsSaid: with the adapter's own sentence.
func TestWhatFailsAtTheModelIsSaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.model.Fail(openaitest.Dead())
	_, err := w.help.Reply(t.Context(), talk(t, "citizen: il bonus?"), nil)
	is(t, err, caterina.CodeUnavailable)
}

// TestWhoIsHelpedIsNotToldOfSettings: an operator cannot change the server's variables,
// and reads whom to tell; what passes by itself is said as the adapter says it.
func TestWhoIsHelpedIsNotToldOfSettings(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{401: "avvisalo", 404: "avvisalo", 418: "avvisalo", 503: "riprova tra poco", 429: "troppe richieste"} {
		w := newWorld(t)
		w.model.Fail(openaitest.Broken(status, 0))
		_, err := w.help.Reply(t.Context(), talk(t, "citizen: il bonus?"), nil)
		said, ok := errors.AsType[*caterina.Error](err)
		if !ok || !strings.Contains(said.Message, want) || strings.Contains(said.Message, "CATERINA") {
			t.Errorf("%d: got %v", status, err)
		}
	}
}
