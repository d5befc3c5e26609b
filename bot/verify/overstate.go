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

// denies says whether a sentence says no to something of which no cited card says no:
// none of their sentences that deny anything has a word of it.
func (c *Checker) denies(k *claim) bool {
	own := k.tokens[k.lead:]
	if !slices.ContainsFunc(own, isDenial) {
		return false
	}
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			if u.denial && (c.lang != "it" || shareSense(own, u.tokens)) {
				return false
			}
		}
	}
	return true
}

func isDenial(t token) bool { return t.in("negators") }

// saysNothing says whether a word of a card may be what a denial of a draft's means:
// "gratuito" is "non costa niente".
func saysNothing(t token) bool { return t.in("negators", "denial") }

// shareSense says whether two texts have a word in common.
func shareSense(a, b []token) bool {
	for _, x := range a {
		if x.sense != "" && !isDenial(x) && slices.ContainsFunc(b, func(y token) bool { return x.sense == y.sense }) {
			return true
		}
	}
	return false
}

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
// same pattern, or, for a single word, in one like it.
func (c *Checker) citedBold(k *claim, p pattern, said token) bool {
	if len(p.parts) > 1 {
		return slices.ContainsFunc(k.cited, func(s *source) bool { return s.says(p) })
	}
	for _, list := range []string{"absolute-all", "absolute-none"} {
		if said.in(list) {
			return slices.ContainsFunc(k.cited, func(s *source) bool { return s.has(list) })
		}
	}
	return c.citedHas(k, said.fold)
}

// says tells whether a pattern is somewhere in a source.
func (s *source) says(p pattern) bool {
	for n := range s.units {
		t := s.units[n].tokens
		for i := range t {
			if t[i].kind == word && p.parts[0].fits(t[i].fold) {
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
