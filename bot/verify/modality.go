package verify

import "slices"

// insisted finds a "devi" or a "sempre" over what the cited cards only say under a
// condition: "devi portare l'ISEE" for "l'ISEE, se ce l'hai". A sentence that names the
// condition may say so, but not "anche se".
func (c *Checker) insisted(k *claim) *fact {
	if at := k.evenIf(); at > 0 {
		said := k.senses(at, len(k.tokens))
		if !slices.ContainsFunc(k.cited, func(s *source) bool {
			return slices.ContainsFunc(s.units, func(u unit) bool { return u.evenIf() > 0 && sharesOne(u.senses(u.evenIf(), len(u.tokens)), said) })
		}) {
			return &fact{kind: kTerm, start: at - 1, end: at + 1}
		}
	}
	if slices.ContainsFunc(k.tokens, func(t token) bool { return t.class("turn") == "if" }) {
		return nil
	}
	for i := k.lead; i < len(k.tokens); i++ {
		t := &k.tokens[i]
		from := k.lead
		switch t.class("turn") {
		case "must":
			from = i + 1 // what one must
		case "all":
			if !t.in("always") {
				continue
			}
		default:
			continue
		}
		said := slices.DeleteFunc(k.senses(from, len(k.tokens)), func(id int32) bool { return id == k.spots[i].sense })
		if c.conditional(k, said, t.class("turn")) {
			return &fact{kind: kTerm, start: i, end: i + 1}
		}
	}
	return nil
}

// evenIf is where a sentence has the "se" of an "anche se", 0 where it has none.
func (x passage) evenIf() int {
	for i := x.lead + 1; i < len(x.tokens); i++ {
		if x.tokens[i].class("turn") == "if" && x.tokens[i-1].in("even") {
			return i
		}
	}
	return 0
}

// conditional says whether all sentences of the cited cards that have most of some words
// have a condition of which the claim says nothing, and none such a word.
func (c *Checker) conditional(k *claim, words []int32, turn string) bool {
	found := false
	for _, s := range k.cited {
		for _, n := range s.steps(words) {
			u := &s.units[n]
			from, to := u.condition()
			if to == from || turns(u.symbols, turn) || slices.ContainsFunc(u.senses(from, to), func(id int32) bool { return slices.Contains(words, id) }) {
				return false
			}
			found = true
		}
	}
	return found
}

// extended finds an "all" over what the cited cards name, and never all of: "in tutte le
// farmacie" for "nelle farmacie di ASP". It is the word behind it that counts.
func (c *Checker) extended(k *claim) *fact {
	for i := k.lead; i+1 < len(k.tokens); i++ {
		if k.tokens[i].class("turn") != "all" || k.tokens[i].in("always") || k.factAt(i) && !k.termAt(i) {
			continue
		}
		if k.tokens[i].in("everybody") && k.tokens[i+1].entry.base(k.tokens[i+1].fold) != "" {
			continue // "tutti possono venire"
		}
		id := k.saidBehind(i)
		if id == nowhere || slices.ContainsFunc(k.cited, func(s *source) bool { return s.hasAllOf(id) }) {
			continue
		}
		return &fact{kind: kTerm, start: i, end: i + 1}
	}
	return nil
}

// saidBehind is the first word behind token i that says something, by its number, nowhere
// where a mark or a strange word comes first.
func (x passage) saidBehind(i int) int32 {
	for i++; i < len(x.tokens) && x.tokens[i].kind == word; i++ {
		if x.tokens[i].sense != "" {
			return x.spots[i].sense
		}
	}
	return nowhere
}

// hasAllOf says whether a sentence of a source speaks of all of what a word says.
func (s *source) hasAllOf(id int32) bool {
	return slices.ContainsFunc(s.units, func(u unit) bool {
		for i := range u.tokens {
			if u.tokens[i].class("turn") == "all" && u.saidBehind(i) == id {
				return true
			}
		}
		return false
	})
}
