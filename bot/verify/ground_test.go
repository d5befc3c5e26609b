package verify_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
	"example.org/caterina/knowledge/source"
)

// sienaCards are the cards of one demo town as a model is given them in a language, by
// their slugs.
func sienaCards(tb testing.TB, lang string) map[string]verify.Source {
	tb.Helper()
	all := map[string]verify.Source{}
	for _, town := range []string{"italia", "siena"} {
		batch, err := source.Read(tb.Context(), filepath.Join("..", "..", "demo", town))
		if err != nil {
			tb.Fatal(err)
		}
		for i := range batch.Content.Cards {
			c := &batch.Content.Cards[i]
			s := sourceOf(c, batch.Content.Offices)
			if en, ok := c.Translations["en"]; ok && lang == "en" {
				lines := []string{en.Title, en.Summary, en.Description, en.Access, bullets(en.Documents), en.Cost, en.Deadlines}
				s.Text = strings.Join(lines, "\n") + "\n" + s.Text
			}
			all[c.Slug] = s
		}
	}
	return all
}

// eachLine reads a file of testdata: "head: text".
func eachLine(tb testing.TB, name string, do func(head, text string)) {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if head, text, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && !strings.HasPrefix(line, "#") {
			do(head, text)
		}
	}
}

// The figures of docs/evaluation.md.
const (
	mostGoodRefused  = 9  // of 81 sentences
	mostUnfoundShown = 24 // of 80 sentences against six cards each
)

// TestSentencesInAModelsOwnWordsFindTheirGround: what is true and in other words than
// the card's is hardly ever refused.
func TestSentencesInAModelsOwnWordsFindTheirGround(t *testing.T) {
	t.Parallel()
	cards := map[string]map[string]verify.Source{"it": sienaCards(t, "it"), "en": sienaCards(t, "en")}
	n, refused := 0, 0
	eachLine(t, "honest.txt", func(head, text string) {
		slug, lang, _ := strings.Cut(head, " ")
		n++
		if got := checker(lang, cards[lang][slug]).Sentence(text, []string{slug}); len(got) > 0 {
			refused++
			t.Logf("%s: %s: %s %q", slug, text, got[0].Reason, got[0].Words)
		}
	})
	t.Logf("%d of %d refused", refused, n)
	if n < 80 || refused > mostGoodRefused {
		t.Errorf("%d of %d good sentences are refused, want %d at most", refused, n, mostGoodRefused)
	}
}

// TestWhatNoCardSpeaksOfFindsNone: a sentence without a figure passes no more easily
// than one with it.
func TestWhatNoCardSpeaksOfFindsNone(t *testing.T) {
	t.Parallel()
	cards := map[string]map[string]verify.Source{"it": sienaCards(t, "it"), "en": sienaCards(t, "en")}
	n, shown := 0, 0
	eachLine(t, "unfounded.txt", func(lang, text string) {
		for _, slug := range []string{"bonus-utenze", "cie", "contributo-affitto", "isee", "badante", "consultorio"} {
			n++
			if r := checker(lang, cards[lang][slug]).Draft(strings.TrimSuffix(text, ".") + " [" + slug + "]."); r.OK {
				shown++
				t.Logf("%s: %s", slug, text)
			}
		}
	})
	t.Logf("%d of %d shown", shown, n)
	if n < 480 || shown > mostUnfoundShown {
		t.Errorf("%d of %d sentences without ground are shown, want %d at most", shown, n, mostUnfoundShown)
	}
}

const plainCard = `Contributo per l'affitto
Un aiuto per chi paga l'affitto e ha un reddito basso. Si chiede al Comune quando c'è il bando.
Per molti servizi non serve la ricetta. Possono venire tutti.
Paghi con l'app IO.`

func TestNobodySpeaksOfThemselvesNorFurtherThanTheCard(t *testing.T) {
	t.Parallel()
	k := func(lang string) *verify.Checker {
		return checker(lang, verify.Source{ID: "c", Text: plainCard, Official: []string{"Contributo per l'affitto"}})
	}
	for _, c := range []struct{ lang, text string }{
		{"it", "Sono una persona e ti do un aiuto per l'affitto."},
		{"it", "Mi chiamo Caterina e sono umana."},
		{"it", "Il mio aiuto è per chi paga l'affitto."},
		{"it", "Decido io chi ha un reddito basso."},
		{"it", "Il Comune aiuta per sempre chi paga l'affitto."},
		{"it", "L'affitto non si paga mai."},
		{"it", "Non serve la domanda per l'affitto."},
		{"it", "Il bando è infestato."},
		{"it", "Non paghi l'affitto."},
		{"en", "I am a person and I help with the rent."},
		{"en", "My rules say to ask the Comune."},
		{"en", "The Comune helps forever."},
		{"en", "The bando is haunted."},
	} {
		if got := k(c.lang).Sentence(c.text, []string{"c"}); len(got) == 0 {
			t.Errorf("%q passes", c.text)
		}
	}
	for _, text := range []string{
		"Puoi chiedere l'aiuto al Comune quando c'è il bando.", "Possono venire tutti.", "Non serve la ricetta per molti servizi.",
		"Tutti possono venire.", "Puoi pagare con l'app IO.",
	} {
		if got := k("it").Sentence(text, []string{"c"}); len(got) > 0 {
			t.Errorf("%q is refused: %s %q", text, got[0].Reason, got[0].Words)
		}
	}
}
