package verify

import "slices"

// copiedShare is how much of a sentence's words a unit of a card must have for the
// two to say the same thing, so that a "non" more or less is a contradiction.
const copiedShare = 0.6

// negatedStems lists the words of a text that a negation stands before.
func negatedStems(t []token) []string {
	var out []string
	for i := range t {
		if m := meaning(t[i]); m != "" && negated(t, i) && firstAfter(t, i) {
			out = append(out, m)
		}
	}
	return out
}

// firstAfter says whether no other word with a meaning stands between token i and
// the negation before it.
func firstAfter(t []token, i int) bool {
	for k := i - 1; k >= 0; k-- {
		if in(t[k].fold, "negators") {
			return true
		}
		if meaning(t[k]) != "" {
			return false
		}
	}
	return false
}

// contrary says whether a sentence repeats one of a card with a negation more or
// less.
func (c *Checker) contrary(k *claim) bool {
	var own []int32
	for _, t := range k.tokens {
		if m := meaning(t); m != "" {
			own = append(own, c.vocab.id(m))
		}
	}
	if len(own) == 0 {
		return false
	}
	negs := negatedStems(k.tokens)
	best, verdict := copiedShare, false
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			share := overlap(own, u.stems)
			if share < best || share == best && !verdict {
				continue
			}
			best, verdict = share, c.flipped(k, negs, u)
		}
	}
	return verdict
}

// overlap is the share of words that are among sorted others.
func overlap(words, sorted []int32) float64 {
	n := 0
	for _, w := range words {
		if w >= 0 {
			if _, ok := slices.BinarySearch(sorted, w); ok {
				n++
			}
		}
	}
	return float64(n) / float64(len(words))
}

// flipped says whether a word is denied in one of two sentences and not in the other.
func (c *Checker) flipped(k *claim, negs []string, u *unit) bool {
	for _, w := range negs {
		if !slices.Contains(u.negated, w) && c.has(u, w) {
			return true
		}
	}
	for _, w := range u.negated {
		if !slices.Contains(negs, w) && slices.ContainsFunc(k.tokens, func(t token) bool { return meaning(t) == w }) {
			return true
		}
	}
	return false
}

func (c *Checker) has(u *unit, w string) bool {
	id := c.vocab.id(w)
	if id < 0 {
		return false
	}
	_, ok := slices.BinarySearch(u.stems, id)
	return ok
}
