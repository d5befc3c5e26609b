package verify

import (
	"slices"
	"strings"
)

// values counts the facts of a claim that its cards hold, words, names and numbers of
// nothing aside.
func (c *Checker) values(k *claim) int {
	n := 0
	for _, f := range k.own {
		if f.kind == kCount || f.kind == kName || f.kind == kTerm && !f.required {
			continue
		}
		if c.somewhere(k, f) {
			n++
		}
	}
	return n
}

// somewhere says whether a cited card holds a fact, wherever.
func (c *Checker) somewhere(k *claim, f *fact) bool {
	for _, s := range k.cited {
		for _, kind := range kindsFor(f) {
			if slices.ContainsFunc(s.seen[kind], func(g sight) bool { return c.holds(f, g.fact) }) {
				return true
			}
		}
	}
	return false
}

// denies says whether a sentence says no to something, or only something, of which no
// cited card does: none of their sentences that do have so much of it.
func (c *Checker) denies(k *claim, values int) bool {
	own := k.tokens[k.lead:]
	no := func(t token) bool { return t.in("negators") }
	only := func(t token) bool { return t.class("turn") == "only" }
	if slices.ContainsFunc(own, no) {
		return values == 0 && !c.borne(k, saysNothing) // "non deve superare 9360 euro" is a value
	}
	return slices.ContainsFunc(own, only) && !c.borne(k, only)
}

// How much of a sentence that says no a card's sentence that says no must have.
const (
	leastDenied = 2 // words, if the sentence has them
	denied      = 0.4
)

// borne says whether one of the sentences of the cited cards that have such a word has
// enough of what a sentence says. In another language than theirs any such word will do.
func (c *Checker) borne(k *claim, such func(token) bool) bool {
	for _, s := range k.cited {
		for i := range s.units {
			t := s.units[i].tokens
			if slices.ContainsFunc(t, such) && (c.lang != "it" || denied <= k.share(t)) {
				return true
			}
		}
	}
	return false
}

// share is the part of what a sentence says, 0 to 1, that a text has, too: 0 if it has
// but a word of several.
func (k *claim) share(t []token) float64 {
	all, both := 0, 0
	for _, x := range k.tokens[k.lead:] {
		if x.sense == "" || x.in("negators") {
			continue
		}
		all++
		if has(t, x.sense) {
			both++
		}
	}
	if all == 0 || both < min(leastDenied, all) {
		return 0
	}
	return float64(both) / float64(all)
}

// saysNothing says whether a word of a card may be what a denial of a draft's means:
// "gratuito" is "non costa niente".
func saysNothing(t token) bool { return t.in("negators", "denial") }

// overstated finds what a sentence says of its author, and what it says of everything,
// or of nothing, or for ever, where its cards do not.
func (c *Checker) overstated(k *claim) string {
	for i := k.lead; i < len(k.tokens); i++ {
		if p, end, ok := selfPatterns().match(k.tokens, i); ok && (c.lang == "en" || !strings.Contains(p.flags, "e")) && !c.citedHas(k, k.tokens[i].fold) {
			return k.words(&fact{start: i, end: end})
		}
		p, end, ok := boldPatterns().match(k.tokens, i)
		if ok && !c.citedBold(k, p, k.tokens[i]) {
			return k.words(&fact{start: i, end: end})
		}
	}
	return ""
}

// citedBold says whether a cited card goes as far as a sentence does: in words of the
// same pattern, or, where a single word speaks of all or of none, in one like it.
func (c *Checker) citedBold(k *claim, p pattern, said token) bool {
	for _, list := range []string{"absolute-all", "absolute-none", "absolute-only"} {
		if len(p.parts) == 1 && said.in(list) {
			return slices.ContainsFunc(k.cited, func(s *source) bool { return s.has(list) })
		}
	}
	return slices.ContainsFunc(k.cited, func(s *source) bool { return s.says(p) })
}

// says tells whether a pattern is somewhere in a source.
func (s *source) says(p pattern) bool {
	for n := range s.units {
		t := s.units[n].tokens
		for i := range t {
			if t[i].kind == word && p.parts[0].fits(t[i].fold) {
				if len(p.parts) == 1 {
					return true
				}
				if _, ok := p.from(t, i+1, 1); ok {
					return true
				}
			}
		}
	}
	return false
}

// has says whether a source has a word of a list.
func (s *source) has(list string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(s.plain, func(r rune) bool { return r == ' ' || r == '|' }), func(w string) bool { return in(w, list) })
}
