package verify_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

// TestWordsOfAModelAreToldFromItsInventions puts sentences as models write them to the
// demo's cards: "ok" those that are true in other words, "no" those that are not.
func TestWordsOfAModelAreToldFromItsInventions(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile(filepath.Join("testdata", "model_words.txt"))
	if err != nil {
		t.Fatal(err)
	}
	cards := demoCards(t)
	for line := range strings.Lines(string(file)) {
		head, sentence, _ := strings.Cut(strings.TrimSpace(line), ": ")
		want, slug, ok := strings.Cut(head, " ")
		i := slices.IndexFunc(cards, func(c demoCard) bool { return c.Slug == slug && c.town != "bari" })
		if !ok || i < 0 {
			t.Errorf("no card for %q", line)
			continue
		}
		source := cards[i].source
		lang := "it"
		if english(&cards[i].Card) != "" && isEnglish(sentence) {
			lang, source.Text = "en", source.Text+"\n"+english(&cards[i].Card)
		}
		check := verify.New(verify.Check{Sources: []verify.Source{source}, Today: today(), Lang: lang, Citizen: []string{"mi serve per mia madre, o per mio padre"}})
		if rejections := check.Sentence(sentence, []string{slug}); (len(rejections) == 0) != (want == "ok") {
			t.Errorf("%s: %v", strings.TrimSpace(line), rejections)
		}
	}
}

// isEnglish says whether a sentence of the file is English.
func isEnglish(s string) bool {
	return slices.ContainsFunc(strings.Fields(strings.ToLower(s)), func(w string) bool { return slices.Contains([]string{"the", "your", "you", "is"}, w) })
}
