package knowledge_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/knowledge"
)

func texts(chunks []caterina.Chunk) []string {
	list := make([]string, len(chunks))
	for i, c := range chunks {
		list[i] = c.Text
	}
	return list
}

func TestChunksOfACard(t *testing.T) {
	t.Parallel()

	long := strings.Repeat("Una frase del testo. ", 30) // 630 characters
	tests := []struct {
		name string
		card caterina.Card
		want []string
	}{
		{"a title with a summary", caterina.Card{Title: "Nido", Summary: "Per i piccoli."}, []string{"Nido\nPer i piccoli."}},
		{"a summary that repeats the title", caterina.Card{Title: "Nido", Summary: "Nido"}, []string{"Nido"}},
		{"questions stand with the title", caterina.Card{Title: "Nido", Summary: "Sì.", Questions: []string{"come iscrivo mio figlio", "costa?"}}, []string{"Nido\nSì.\ncome iscrivo mio figlio\ncosta?"}},
		{
			"short fields share a chunk",
			caterina.Card{Title: "Nido", Summary: "Sì.", Cost: "**100** euro", Documents: []string{"ISEE", "carta"}},
			[]string{"Nido\nSì.", "Nido\nDocumenti: ISEE\ncarta\nCosto: 100 euro"},
		},
		{
			"a long field has its own",
			caterina.Card{Title: "Nido", Summary: "Sì.", Access: long, Cost: "100 euro"},
			[]string{"Nido\nSì.", "Nido\nCome fare: " + strings.TrimSpace(long), "Nido\nCosto: 100 euro"},
		},
		{"a description that repeats the summary", caterina.Card{Title: "A", Summary: "Due parole.", Description: "Due parole."}, []string{"A\nDue parole."}},
		{"marks are not words", caterina.Card{Title: "A", Summary: "[qui](appx://x/y) e **là**\n\n- uno\n# due"}, []string{"A\nqui e là\n\nuno\ndue"}},
		{
			"a translation follows",
			caterina.Card{Title: "Nido", Summary: "Sì.", Translations: map[string]caterina.Translation{
				"fr": {Summary: "Oui."}, "en": {Title: "Nursery", Summary: "Yes.", Questions: []string{"how much"}, Cost: "100 euros"},
			}},
			[]string{"Nido\nSì.", "Nursery\nYes.\nhow much", "Nursery\n100 euros", "Nido\nOui."},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			test.card.Slug = "prova"
			chunks := knowledge.Chunks(&test.card)
			if diff := cmp.Diff(test.want, texts(chunks)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			for i, c := range chunks {
				if c.Card != "prova" || c.Ordinal != i || c.Hash != sha256.Sum256([]byte(c.Text)) {
					t.Errorf("chunk %d is %+v", i, c)
				}
			}
		})
	}
}

// TestLongTextsAreCutBetweenSentencesAndLoseNothing: every word of a card is in
// some chunk, every chunk but the first begins with the title, none is too long.
func TestLongTextsAreCutBetweenSentencesAndLoseNothing(t *testing.T) {
	t.Parallel()

	var sentences, questions []string
	for i := range 500 {
		sentences = append(sentences, fmt.Sprintf("La frase numero%d è qui.", i))
		questions = append(questions, fmt.Sprintf("domanda%d?", i))
	}
	card := caterina.Card{
		Slug: "lunga", Title: "Scheda lunga", Summary: "Breve.", Description: strings.Join(sentences, " "), Questions: questions,
		More: strings.Repeat("senzaspazi", 400), Access: strings.Join(sentences, "\n\n"),
	}
	chunks := knowledge.Chunks(&card)
	all := strings.Join(texts(chunks), "\n")
	for i := range 500 {
		for _, word := range []string{fmt.Sprintf("numero%d ", i), fmt.Sprintf("domanda%d?", i)} {
			if !strings.Contains(all, word) {
				t.Fatalf("%q is in no chunk", word)
			}
		}
	}
	if got := strings.Count(strings.ReplaceAll(strings.ReplaceAll(all, "\n", ""), "Scheda lunga", ""), "senzaspazi"); got < 396 { // a cut may go through a few
		t.Errorf("%d of 400 words are left of a text without spaces", got)
	}
	for i, c := range chunks {
		if n := utf8.RuneCountInString(c.Text); n > 1200 {
			t.Errorf("chunk %d has %d characters", i, n)
		}
		if !strings.HasPrefix(c.Text, "Scheda lunga") {
			t.Errorf("chunk %d begins with %q", i, c.Text[:20])
		}
		if strings.Contains(c.Text, "La frase") && !strings.HasSuffix(c.Text, ".") {
			t.Errorf("chunk %d ends in the middle of a sentence: %q", i, c.Text[len(c.Text)-20:])
		}
	}
}

func TestAChunkRepeatsOnlyTheBeginningOfALongTitle(t *testing.T) {
	t.Parallel()

	card := caterina.Card{Slug: "a", Title: strings.Repeat("titolo ", 140), Summary: "S.", Cost: strings.Repeat("costo ", 100)}
	chunks := knowledge.Chunks(&card)
	last := chunks[len(chunks)-1].Text
	if n := strings.Count(last, "titolo"); n == 0 || n > 30 || !strings.Contains(last, "Costo: costo") {
		t.Errorf("%d words of the title in %q", n, last)
	}
}
