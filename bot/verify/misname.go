package verify

import (
	"slices"
	"strings"
)

// What two sentences must have in common, names aside, for one to be the other with
// another name in it.
const (
	sameSentence = 0.8 // of the words of each
	fewestWords  = 3
)

// misnamed finds the name in a sentence that a card's sentence, otherwise the same,
// has another name for: "chiedi al CAF" where the card says "chiedi all'INPS", be the
// CAF named elsewhere.
func (c *Checker) misnamed(k *claim) *fact {
	names := namesIn(k.facts)
	if len(names) == 0 {
		return nil
	}
	own := k.plainWithout(names)
	if len(own) < fewestWords {
		return nil
	}
	var wrong *fact
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			theirs, known := u.plain, u.named
			if share(own, theirs) < sameSentence || share(theirs, own) < sameSentence {
				continue
			}
			other := strange(names, u.tokens)
			if other == nil {
				return nil
			}
			if strange(known, k.tokens) != nil {
				wrong = other
			}
		}
	}
	return wrong
}

func namesIn(facts []fact) []*fact {
	var out []*fact
	for i := range facts {
		if facts[i].kind == kName {
			out = append(out, &facts[i])
		}
	}
	return out
}

// strange returns the first name of which a word is not in a sentence, nil when it has
// them all.
func strange(names []*fact, t []token) *fact {
	for _, n := range names {
		for part := range strings.FieldsSeq(n.text) {
			if !slices.ContainsFunc(t, func(x token) bool { return nameForm(x.fold) == part }) {
				return n
			}
		}
	}
	return nil
}

// share is how many of some words are among others.
func share(words, others []int32) float64 {
	n := 0
	for _, w := range words {
		if slices.Contains(others, w) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(words)))
}
