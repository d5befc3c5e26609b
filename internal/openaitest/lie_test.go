package openaitest_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/openaitest"
)

// facts is a card each of whose lines holds a fact of a sort.
var facts = map[openaitest.ChangeKind]string{
	openaitest.Amount:     "Il contributo è di 1.250,50 euro.",
	openaitest.Percentage: "Copre il 35% della spesa.",
	openaitest.Phone:      "Chiama lo 0577 292353.",
	openaitest.DayOf:      "Scade il 27 settembre.",
	openaitest.Month:      "Si paga ogni anno a novembre.",
	openaitest.Weekday:    "Riceve il martedì.",
	openaitest.Hour:       "Apre alle 9:30.",
	openaitest.Term:       "Rispondono entro 30 giorni.",
	openaitest.Age:        "Vale dai 65 anni compiuti.",
	openaitest.Email:      "Scrivi a famiglia@comune.siena.it.",
	openaitest.URL:        "Leggi https://www.comune.siena.it/bonus.",
	openaitest.LinkToken:  "Il modulo è LINK_3.",
	openaitest.OfficeName: "Vai all'Ufficio Casa.",
	openaitest.StreetName: "Si trova in via Mazzini.",
	openaitest.Law:        "Lo dice la legge 328/2000.",
	openaitest.Number:     "Servono 3 copie.",
}

// chatAbout is a request to write from a card that says one thing.
func chatAbout(text string) openaitest.Chat {
	return openaitest.Chat{Step: caterina.StepWrite, Messages: []openaitest.Message{
		{Role: "system", Content: writing},
		{Role: "user", Content: "<scheda id=\"prova\">\ntitolo: Prova\nin breve: " + text + "\n</scheda>\n<domanda>mi parli della prova?</domanda>"},
	}}
}

// difference is where two texts differ: what is only in each.
func difference(a, b string) (string, string) {
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	return a[start : len(a)-end], b[start : len(b)-end]
}

func TestALieChangesOneFactOfItsKindAndSaysWhich(t *testing.T) {
	t.Parallel()
	for kind, sentence := range facts {
		chat := chatAbout(sentence)
		honest := openaitest.Extractive()(chat).Text
		lying := openaitest.Lying(5, kind)
		seen := make(map[string]bool)
		for range 20 {
			a := lying(chat)
			c := a.Change
			if c.Kind != kind || c.Was == "" || c.Is == c.Was || strings.Contains(chat.User(), " "+c.Is+" ") {
				t.Errorf("%s: %+v in %q", kind, c, a.Text)
				continue
			}
			if a.Text != strings.Replace(honest, c.Was, c.Is, 1) {
				t.Errorf("%s: %q is not %q with %q for %q", kind, a.Text, honest, c.Is, c.Was)
			}
			if !strings.Contains(a.Text, "[prova]") {
				t.Errorf("%s: the citation is gone: %q", kind, a.Text)
			}
			was, is := difference(honest, a.Text)
			if len(was) > len(c.Was) || len(is) > len(c.Is) {
				t.Errorf("%s: more was changed: %q to %q", kind, was, is)
			}
			seen[c.Is] = true
		}
		if len(seen) < 3 {
			t.Errorf("%s: it always says %v", kind, seen)
		}
	}
}

func TestSortsOfFactAreTold(t *testing.T) {
	t.Parallel()
	kinds := openaitest.ChangeKinds()
	for _, kind := range kinds {
		if kind == openaitest.Added {
			continue
		}
		if facts[kind] == "" {
			t.Errorf("no sentence has a fact of the kind %s", kind)
		}
		for other, sentence := range facts {
			if other == kind || other == openaitest.DayOf && kind == openaitest.Month {
				continue // a date holds a month
			}
			if c := openaitest.Lying(1, kind)(chatAbout(sentence)).Change; c.Kind != "" {
				t.Errorf("%q holds a fact of the kind %s: %q", sentence, kind, c.Was)
			}
		}
	}
}

func TestALieThatIsAddedIsNowhereInThePrompt(t *testing.T) {
	t.Parallel()
	lying := openaitest.Lying(2, openaitest.Added)
	seen := make(map[string]bool)
	for i := range 60 {
		chat := chatAbout(fmt.Sprintf("Una frase senza fatti, numero che non c'è, %c.", 'a'+i%20))
		a := lying(chat)
		if a.Change.Kind != openaitest.Added || a.Change.Is == "" || strings.Contains(chat.User(), a.Change.Is) {
			t.Fatalf("got %+v", a.Change)
		}
		if bare := strings.TrimSuffix(a.Change.Is, "."); !strings.Contains(a.Text, bare) || strings.Count(a.Text, "[prova]") != 2 {
			t.Errorf("%q lacks %q, or a citation", a.Text, bare)
		}
		seen[a.Change.Is] = true
	}
	if len(seen) < 15 {
		t.Errorf("it knows %d lies", len(seen))
	}
}

func TestALieInEnglishIsAddedInEnglish(t *testing.T) {
	t.Parallel()
	chat := chatAbout("Nothing to see here.")
	chat.Messages[0].Content += " Scrivi in inglese."
	italian := func(word string) bool { return slices.Contains([]string{"il", "la", "del", "di", "è"}, word) }
	if a := openaitest.Lying(1, openaitest.Added)(chat); a.Change.Kind != openaitest.Added || slices.ContainsFunc(strings.Fields(strings.ToLower(a.Text)), italian) {
		t.Errorf("got %q", a.Text)
	}
}

func TestWhereNothingIsKnownALieIsAllThereIs(t *testing.T) {
	t.Parallel()
	chat := chatAbout("x.")
	chat.Messages[1].Content = strings.Replace(chat.Messages[1].Content, "<domanda>", `<domanda parte="moduli">`, 1)
	a := openaitest.Lying(1)(chat)
	if a.Change.Kind != openaitest.Added || strings.Contains(a.Text, "NON_LO_SO") || !strings.Contains(a.Text, "[prova]") {
		t.Errorf("got %+v", a)
	}
}

func TestAFactCanBeSwappedForAnotherOfThePrompt(t *testing.T) {
	t.Parallel()
	a := openaitest.Lying(1, openaitest.Swapped)(chatAbout("Il bonus è di 300 euro.\ncosto: La tessera costa 25 euro."))
	if a.Change != (openaitest.Change{Kind: openaitest.Swapped, Was: "300", Is: "25", At: 15}) || !strings.Contains(a.Text, "di 25 euro") {
		t.Errorf("got %+v", a)
	}
	if a := openaitest.Lying(1, openaitest.Swapped)(chatAbout("Il bonus è di 300 euro.")); a.Change.Kind != "" {
		t.Errorf("got %+v", a)
	}
}

func TestWhatNeedsNoFactsStaysHonest(t *testing.T) {
	t.Parallel()
	lying := openaitest.Lying(1)
	for _, step := range []caterina.ModelStep{caterina.StepRewrite, caterina.StepChoose, caterina.StepVariants} {
		chat := chatAbout("Costa 5 euro.")
		chat.Step = step
		if a := lying(chat); a.Change.Kind != "" || a.Text != openaitest.Extractive()(chat).Text {
			t.Errorf("%s: got %+v", step, a)
		}
	}
}

func TestALieStandsInOneTextOfAStructuredAnswer(t *testing.T) {
	t.Parallel()
	chat := chatAbout("Costa 5 euro. La prova dura 30 giorni. Chiama lo 0577 292353.")
	chat.Schema = json.RawMessage(`{"type":"object","properties":{"lang":{"type":"string"},"sentences":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string"},"id":{"type":"string"}}}}}}`)
	honest := openaitest.Extractive()(chat).Text
	for seed := range uint64(20) {
		a := openaitest.Lying(seed, openaitest.Amount, openaitest.Term, openaitest.Phone)(chat)
		if a.Change.Kind == "" || a.Text != strings.Replace(honest, a.Change.Was, a.Change.Is, 1) || !json.Valid([]byte(a.Text)) {
			t.Errorf("got %s, %+v", a.Text, a.Change)
		}
	}
}

func TestTheSameSeedTellsTheSameLies(t *testing.T) {
	t.Parallel()
	chat := chatAbout(facts[openaitest.Amount] + " " + facts[openaitest.Phone] + " " + facts[openaitest.Term])
	tell := func(seed uint64) []openaitest.Change {
		lying := openaitest.Lying(seed)
		var out []openaitest.Change
		for range 10 {
			out = append(out, lying(chat).Change)
		}
		return out
	}
	first, again, other := tell(1), tell(1), tell(2)
	if !slices.Equal(first, again) || slices.Equal(first, other) {
		t.Errorf("got %v, %v and %v", first, again, other)
	}
	kinds := make(map[openaitest.ChangeKind]bool)
	for _, c := range append(first, other...) {
		kinds[c.Kind] = true
	}
	if len(kinds) < 3 {
		t.Errorf("it lies about %v alone", kinds)
	}
}

func TestALieIsInTheRecordOfItsRequest(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Behaviour: openaitest.Lying(1, openaitest.Amount)})
	got := stream(t, s, chatOf(writing, question("quanto vale?"), nil)).text()
	o := s.Requests("")[0].Outcome
	if o.Change.Kind != openaitest.Amount || !strings.Contains(got, o.Change.Is) || o.Text != got {
		t.Errorf("got %q, %+v", got, o)
	}
}

func TestWhoHasNoFactsToChangeTellsMore(t *testing.T) {
	t.Parallel()
	chat := chatAbout("Una prova.\nquanto costa: Paghi 16 euro.")
	if a := openaitest.Lying(1, openaitest.Amount)(chat); a.Change.Was != "16" {
		t.Errorf("got %+v", a)
	}
}

// TestALiesOtherWordsAreTrue tells 500 lies about a card with every sort of fact:
// with the change undone, and without what was added, all that is left stands in
// the card.
func TestALiesOtherWordsAreTrue(t *testing.T) {
	t.Parallel()
	asked := []string{"quanto vale?", "che documenti servono?", "quando scade?", "dove si va e a che ora?", "che telefono ha?", "chi ha i requisiti?", "che cos'è?"}
	lying := openaitest.Lying(9)
	kinds := make(map[openaitest.ChangeKind]int)
	for i := range 500 {
		chat := openaitest.Chat{Step: caterina.StepWrite, Messages: []openaitest.Message{
			{Role: "system", Content: writing}, {Role: "user", Content: question(asked[i%len(asked)])},
		}}
		a := lying(chat)
		kinds[a.Change.Kind]++
		if a.Change.Kind == "" {
			t.Fatalf("%q is no lie", a.Text)
		}
		c := a.Change
		undone := strings.Replace(a.Text, strings.TrimSuffix(c.Is, "."), "", 1)
		if c.Was != "" {
			undone = a.Text[:c.At] + c.Was + a.Text[c.At+len(c.Is):]
		}
		for said := range strings.SplitSeq(strings.NewReplacer("- ", "", "\n", "|", ". ", "|", "[bonus-utenze]", "|").Replace(undone), "|") {
			if said = strings.Trim(said, " ."); !strings.Contains(card, said) {
				t.Fatalf("%q, with %+v undone, is not in the card: %q", said, a.Change, a.Text)
			}
		}
	}
	if len(kinds) < 10 || kinds[openaitest.Added] > 250 {
		t.Errorf("it lied so: %v", kinds)
	}
}
