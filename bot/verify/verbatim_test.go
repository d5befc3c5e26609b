package verify_test

import (
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

// sentences are the sentences and list items of a text.
func sentences(text string) []string {
	var s verify.Splitter
	var out []string
	for _, p := range append(s.Feed(text), s.Close()...) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// TestACardsOwnSentencesPass shows the rule that costs most when it is broken: what
// the town wrote, word for word, is never refused.
func TestACardsOwnSentencesPass(t *testing.T) {
	t.Parallel()
	n := 0
	for _, c := range demoCards(t) {
		k := checker("it", c.source)
		for _, text := range sentences(c.source.Text) {
			n++
			if got := k.Sentence(text, []string{c.Slug}); len(got) > 0 {
				t.Errorf("%s: %q is refused: %s %q", c.Slug, text, got[0].Reason, got[0].Words)
			}
		}
	}
	t.Logf("%d sentences", n)
}
