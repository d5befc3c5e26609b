package verify_test

import (
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/bot/verify"
	"example.org/caterina/internal/openaitest"
	"example.org/caterina/prompts"
)

// asked is one question about a card as a model gets it.
func asked(tb testing.TB, c demoCard, question string) openaitest.Chat {
	tb.Helper()
	card := prompts.Card{ID: c.Slug, Title: c.Title}
	rest := strings.TrimPrefix(c.source.Text, c.Title+"\n")
	card.Parts = []prompts.Part{{Field: caterina.FieldDescription, Text: rest}}
	ask, err := prompts.Write(1, prompts.WriteData{Town: "Siena", Today: today(), Lang: "it", Question: question, Cards: []prompts.Card{card}})
	if err != nil {
		tb.Fatal(err)
	}
	return openaitest.Chat{Step: caterina.StepWrite, Messages: []openaitest.Message{{Role: "system", Content: ask.System}, {Role: "user", Content: ask.Prompt}}}
}

// holding returns the sentence of a draft that holds the byte at.
func holding(text string, at int) string {
	var s verify.Splitter
	for _, p := range append(s.Feed(text), s.Close()...) {
		if at < len(p) {
			return p
		}
		at -= len(p)
	}
	return ""
}

// bare is a sentence without its citation and its mark.
func bare(sentence string) string {
	if i := strings.Index(sentence, " ["); i >= 0 {
		sentence = sentence[:i]
	}
	return strings.TrimLeft(strings.TrimSpace(sentence), "-*• ")
}

// named says whether the card has what a lie made of a name: "lo sportello del Comune"
// is what a card may call the Sportello Famiglia.
func named(card, lie string, c openaitest.Change) bool {
	if c.Kind != openaitest.Swapped {
		return false
	}
	head := strings.Fields(lie[:max(0, strings.Index(lie, c.Is))])
	return len(head) > 0 && strings.Contains(strings.ToLower(card), strings.ToLower(head[len(head)-1]+" "+c.Is))
}

// mostQuestions is how many of a card's questions are asked.
const mostQuestions = 2

// TestTheLyingFakeIsNeverShown asks the fake that changes one fact of each answer.
func TestTheLyingFakeIsNeverShown(t *testing.T) {
	t.Parallel()
	told := 0
	for _, kinds := range [][]openaitest.ChangeKind{nil, {openaitest.Swapped}} {
		liar := openaitest.Lying(1, kinds...)
		for _, c := range demoCards(t) {
			k := checker("it", c.source)
			for _, q := range c.Questions[:min(len(c.Questions), mostQuestions)] {
				a := liar(asked(t, c, q))
				if a.Change.Kind == "" {
					continue
				}
				told++
				r := k.Draft(a.Text)
				lie := bare(holding(a.Text, a.Change.At))
				if lie != "" && strings.Contains(r.Text, lie) && !named(c.source.Text, lie, a.Change) {
					t.Errorf("%s %s: %q -> %q: %s", c.Slug, a.Change.Kind, a.Change.Was, a.Change.Is, a.Text)
				}
			}
		}
	}
	if told < 300 {
		t.Errorf("only %d lies were told", told)
	}
	t.Logf("0 of %d lies shown", told)
}

// TestTheHonestFakeIsShown asks the fake that answers with the cards' own sentences.
func TestTheHonestFakeIsShown(t *testing.T) {
	t.Parallel()
	honest := openaitest.Extractive()
	n, refused := 0, 0
	for _, c := range demoCards(t) {
		k := checker("it", c.source)
		for _, q := range c.Questions {
			text := honest(asked(t, c, q)).Text
			if text == "NON_LO_SO" {
				continue
			}
			n++
			if r := k.Draft(text); !r.OK || r.Dropped > 0 {
				refused++
				t.Logf("%s: %s\n%v", c.Slug, text, r.Rejections)
			}
		}
	}
	t.Logf("%d of %d honest answers refused", refused, n)
	if n < 500 || float64(refused) > mostRejected*float64(n) {
		t.Errorf("%d of %d honest answers are refused", refused, n)
	}
}
