package knowledge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mustLexicon(t *testing.T, text string, base *lexicon) *lexicon {
	t.Helper()
	lex, err := parseLexicon(text, base, stem)
	if err != nil {
		t.Fatalf("parse lexicon: %v", err)
	}
	return lex
}

// conceptsIn returns the names of the concepts found in a text, in order.
func conceptsIn(lex *lexicon, text string) []string {
	var found []string
	stems := stemsOf(newAnalyser(newToken).tokens(text, maxQueryTokens))
	for i := range stems {
		lex.find(stems, i, func(concept int32, _ int) { found = append(found, lex.concepts[concept]) })
	}
	return found
}

func TestConceptsAreFoundInTheirForms(t *testing.T) {
	t.Parallel()

	lex := mustLexicon(t, `
# a comment
mensa: mensa, refezione scolastica, buono pasto
tari: tassa sui rifiuti, TARI
? costo: quanto costa, prezzo
gratis: non pagare
`, nil)
	for text, want := range map[string][]string{
		"le mense comunali":                     {"mensa"},
		"la refezione scolastica":               {"mensa"},
		"refezione":                             nil,
		"tassa dei rifiuti, tassa rifiuti":      {"tari", "tari"},
		"Quanto costa la Tari?":                 {"costo", "tari"},
		"come faccio a non pagare i buoni":      {"gratis"},
		"pagare":                                nil,
		"buono":                                 nil,
		"il prezzo del buono-pasto della mensa": {"costo", "mensa", "mensa"},
	} {
		if diff := cmp.Diff(want, conceptsIn(lex, text)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
	if diff := cmp.Diff([]bool{false, false, true, false}, lex.facets); diff != "" {
		t.Errorf("facets (-want +got):\n%s", diff)
	}
}

func TestLongerPhrasesComeFirst(t *testing.T) {
	t.Parallel()

	lex := mustLexicon(t, "casa: casa\nriposo: casa di riposo\nanziani: casa di riposo per anziani", nil)
	if diff := cmp.Diff([]string{"anziani", "riposo", "casa"}, conceptsIn(lex, "casa di riposo per anziani")); diff != "" {
		t.Errorf("concepts (-want +got):\n%s", diff)
	}
}

func TestTownLinesAddToTheSharedLexiconAndLeaveItAlone(t *testing.T) {
	t.Parallel()

	base := mustLexicon(t, "bambino: bambino, figlio", nil)
	town := mustLexicon(t, "bambino: citto\npalio: palio, contrada", base)
	if diff := cmp.Diff([]string{"bambino", "palio", "bambino"}, conceptsIn(town, "il citto al palio col figlio")); diff != "" {
		t.Errorf("the town's concepts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"bambino"}, conceptsIn(base, "il citto al palio col figlio")); diff != "" {
		t.Errorf("the shared lexicon changed (-want +got):\n%s", diff)
	}
}

func TestLexiconErrorsNameTheLine(t *testing.T) {
	t.Parallel()

	for _, text := range []string{"mensa: mensa\n\nsenza due punti", "mensa: mensa\n\n : refezione"} {
		if _, err := parseLexicon(text, nil, stem); err == nil || !strings.Contains(err.Error(), "line 3") {
			t.Errorf("%q: err = %v, want one that names line 3", text, err)
		}
	}
	if _, err := parseLexicon("x: "+strings.Repeat("a", 2<<20), nil, stem); err == nil {
		t.Error("an endless line was read")
	}
}

func TestMembersThatCannotMatchAreLeftOut(t *testing.T) {
	t.Parallel()

	lex := mustLexicon(t, "a: , della, uno due tre quattro cinque sei sette otto, mensa", nil)
	if diff := cmp.Diff([]string{"a"}, conceptsIn(lex, "la mensa")); diff != "" || len(lex.phrases) != 1 {
		t.Errorf("%d phrases, want one; (-want +got):\n%s", len(lex.phrases), diff)
	}
}

// TestEmbeddedLexiconsAreClean keeps mistakes out of the files: a member that is
// nothing but articles, or longer than can be found, would never match; one that
// shrinks to a single word because the rest are articles matches far too much.
func TestEmbeddedLexiconsAreClean(t *testing.T) {
	t.Parallel()

	for _, file := range []struct {
		name, text string
		newToken   func(string) token
	}{{"lexicon.txt", italianLexicon, newToken}, {"lexicon_en.txt", englishLexicon, newEnglishToken}} {
		seen := map[string]bool{}
		for line := range lines(file.text) {
			name, members, ok := strings.Cut(line, ":")
			if !ok {
				t.Errorf("%s: %q has no colon", file.name, line)
			}
			if seen[name] {
				t.Errorf("%s: concept %q has two lines", file.name, name)
			}
			seen[name] = true
			for member := range strings.SplitSeq(members, ",") {
				n := len(newAnalyser(file.newToken).tokens(member, maxQueryTokens))
				if n == 0 || n > maxPhraseTokens {
					t.Errorf("%s: %s: %q has %d words that count, want 1 to %d", file.name, name, strings.TrimSpace(member), n, maxPhraseTokens)
				}
			}
		}
	}
}

func TestTopicWordsLeaveMarkedConceptsOut(t *testing.T) {
	t.Parallel()

	var got []string
	for w := range topicWords("a: uno, due, tre, quattro, cinque\n? b: sei\n! c: sette\nd: otto") {
		got = append(got, strings.TrimSpace(w))
	}
	if diff := cmp.Diff([]string{"uno, due, tre, quattro", "cinque", "otto"}, got); diff != "" {
		t.Errorf("topic words (-want +got):\n%s", diff)
	}
}
