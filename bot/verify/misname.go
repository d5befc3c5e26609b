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
	own, names := plainSenses(k.tokens, k.facts), namesIn(k.facts)
	if len(own) < fewestWords || len(names) == 0 {
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

// plainSenses lists what the words of a sentence say, its names aside.
func plainSenses(t []token, facts []fact) []string {
	named := make([]bool, len(t))
	for _, n := range namesIn(facts) {
		for i := n.start; i < n.end; i++ {
			named[i] = true
		}
	}
	var out []string
	for i, x := range t {
		if x.sense != "" && !named[i] {
			out = append(out, x.sense)
		}
	}
	return out
}

// share is how many of some words are among others.
func share(words, others []string) float64 {
	n := 0
	for _, w := range words {
		if slices.Contains(others, w) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(words)))
}
