package bot

import (
	"testing"

	"example.org/caterina"
)

// TestACardThatLacksTheFigureIsOfferedWithThoseThatTellIt: "quanto prendo" has
// no answer on a card without an amount, and may have one on the next.
func TestACardThatLacksTheFigureIsOfferedWithThoseThatTellIt(t *testing.T) {
	t.Parallel()
	birth := &caterina.Card{Slug: "birth", Kind: caterina.KindService}
	allowance := &caterina.Card{Slug: "allowance", Kind: caterina.KindBonus, Amount: "100 euro"}
	old := &caterina.Card{Slug: "old", Kind: caterina.KindBonus, Amount: "50 euro"}
	hits := func(second float64) []caterina.Hit {
		return []caterina.Hit{{Card: birth, Score: 1}, {Card: old, Score: 0.9, Expired: true}, {Card: allowance, Score: second}}
	}
	plainly := []asked{{topic: string(caterina.FieldAmount), sure: 1}}
	for name, c := range map[string]struct {
		wants []asked
		hits  []caterina.Hit
		want  int
	}{
		"near":          {plainly, hits(0.7), 1},
		"far":           {plainly, hits(0.5), 0},
		"first tells":   {plainly, []caterina.Hit{{Card: allowance, Score: 1}, {Card: old, Score: 0.9}}, 0},
		"not figures":   {[]asked{{topic: string(caterina.FieldDocuments), sure: 1}}, hits(0.7), 0},
		"perhaps asked": {[]asked{{topic: string(caterina.FieldAmount), sure: 0.3}}, hits(0.7), 0},
		"only hinted":   {[]asked{{topic: string(caterina.FieldAmount), sure: 1, hint: true}}, hits(0.7), 0},
		"nothing asked": {nil, hits(0.7), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			turn := &talk{words: wordsFor("it"), day: caterina.DateOf(monday())}
			if got := turn.elsewhere(c.wants, c.hits); len(got) != c.want {
				t.Errorf("%d cards tell it elsewhere, want %d: %v", len(got), c.want, got)
			}
		})
	}
}

func TestACaseBeginsWithIfOrWithAnISEE(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"posso tenere il nido se cambio casa":       4,
		"quanto prendo di assegno con isee 20000":   4,
		"quanto prendo di assegno con un isee alto": 4,
		"vado con il mio isee al caf":               -1, // the third word is too far to be a case
		"parlo con una persona":                     -1,
		"isee":                                      -1,
	} {
		if got := caseOf(tokenize(text)); got != want {
			t.Errorf("%q: the case begins at %d, want %d", text, got, want)
		}
	}
}
