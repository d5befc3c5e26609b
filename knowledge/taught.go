package knowledge

import (
	"maps"
	"slices"
	"strings"

	"example.org/caterina"
)

// severalCards stands for a question that was taught for more than one card:
// then it is for the ranking to say which.
const severalCards int32 = -1

// teach adds the questions that people taught to the cards they are for, on
// copies: the cards themselves stay as they were published. Later variants
// replace earlier ones of the same words, so that a town's own come last. A
// variant of a card that is not there is left out; should the card come back, so
// does its variant.
func (x *Index) teach(all ...[]caterina.Variant) {
	x.taught = map[string]int32{}
	copied := map[int32]bool{}
	for _, variants := range all {
		own := map[string]int32{}
		for _, v := range variants {
			number, ok := x.bySlug[v.Card]
			if !ok {
				continue
			}
			if !copied[number] {
				copied[number] = true
				card := *x.entries[number].Card
				card.Questions = slices.Clone(card.Questions)
				x.entries[number].Card = &card
			}
			card := x.entries[number].Card
			if !slices.Contains(card.Questions, v.Question) {
				card.Questions = append(card.Questions, v.Question)
			}
			key := wordsOnly(v.Question)
			if key == "" {
				continue // a mere smile: it would answer every other one
			}
			if before, taken := own[key]; taken && before != number {
				number = severalCards
			}
			own[key] = number
		}
		maps.Copy(x.taught, own)
	}
}

// wordsOnly is a text without what does not make it another question: capitals,
// accents and punctuation.
func wordsOnly(text string) string {
	var b strings.Builder
	for word := range words(text) {
		b.WriteString(word)
		b.WriteByte(' ')
	}
	return b.String()
}

// putTaughtFirst has the card win for which this very question was taught, and
// says whether there is one. The statistics alone would mostly get there, but a
// person has decided it.
func (x *Index) putTaughtFirst(text string, s *scratch) bool {
	if len(x.taught) == 0 {
		return false
	}
	number, ok := x.taught[wordsOnly(text)]
	if !ok || number == severalCards {
		return false
	}
	for i := range s.fused {
		s.fused[i] /= 2
	}
	s.fused[number] = 1
	return true
}

// taughtConfidence is how sure a ranking is of what a person has decided.
const taughtConfidence = 0.99

// beSure is the verdict on a question that was taught.
func beSure(r *caterina.Ranking) {
	r.Verdict, r.Confidence, r.Reject = caterina.VerdictClear, taughtConfidence, 1-taughtConfidence
}
