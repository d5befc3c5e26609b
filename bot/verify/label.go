package verify

import "slices"

// relabelled finds another label over what the card says, and a value in the place of
// words, or words in the place of one.
func (d *copied) relabelled(e *edit) *symbol {
	if d.unlabelled(e) {
		return &d.draft[e.at]
	}
	if len(e.card) == 0 || len(e.draft) == 0 || e.allDay() && turns(e.draft, "all") {
		return nil
	}
	last := &e.draft[len(e.draft)-1]
	if last.colon && e.card[len(e.card)-1].colon {
		return last
	}
	if worded(e.draft, e.card) || worded(e.card, e.draft) {
		return last
	}
	return nil
}

// worded says whether some words stand on one side for a value on the other.
func worded(words, values []symbol) bool {
	valued := func(s symbol) bool {
		return s.fact != nil && s.fact.stands() && s.fact.kind != kAddress && s.fact.kind != kPhone && s.fact.kind != kMail
	}
	tells := func(s symbol) bool { return s.fact == nil && (s.matters() || s.word.in("when")) }
	return slices.ContainsFunc(values, valued) && !slices.ContainsFunc(words, valued) && slices.ContainsFunc(words, tells)
}

// unlabelled says whether something else stands in a copy in the place of its row's
// label, of which no word is said anywhere.
func (d *copied) unlabelled(e *edit) bool {
	place := func(s symbol) bool { return !distinct(s) || s.word.in("place-label") }
	if !slices.ContainsFunc(e.card, func(s symbol) bool { return !place(s) }) {
		return false // "Orari: …" may be told in a sentence
	}
	return len(e.card) > 0 && e.at == 0 && e.card[len(e.card)-1].colon && slices.ContainsFunc(e.draft, distinct) &&
		slices.ContainsFunc(e.card, distinct) && !d.says(e.card)
}

// distinct says whether a word or a value tells one thing from another.
func distinct(s symbol) bool { return s.matters() && (s.fact != nil || !plainlyNeutral(s.word)) }

// says tells whether a sentence, or the line that leads to it, has a telling word of some.
func (k *claim) says(some []symbol) bool {
	return slices.ContainsFunc(some, func(s symbol) bool {
		return distinct(s) && (among(k.draft, s.key) || has(k.tokens[:k.lead], s.key))
	})
}

// bared finds the row of a table that a sentence tells without the label that tells it from
// the others: "3000 euro con ISEE fino a 25.000 euro" for "nati prima: 3000 euro con …".
func (c *Checker) bared(k *claim) *symbol {
	has := keysOf(k.draft)
	var row *unit
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			body := u.symbols[u.head:]
			if !has.mostOf(body) || c.lang != "it" && !english(u.tokens) {
				continue
			}
			all, both := edits(body, k.draft)
			switch {
			case both < leastNear || valuesIn(body) == 0 || !near(body, k.draft, both, all):
			case u.head == 0 || k.says(u.symbols[:u.head]) || !slices.ContainsFunc(u.symbols[:u.head], distinct):
				return nil // as a sentence of the card has it
			case slices.ContainsFunc(s.units, func(o unit) bool { return u.rivals(&o) }):
				row = u
			}
		}
	}
	if row == nil {
		return nil
	}
	return &k.draft[0]
}

// rivals says whether another unit is a row of the same table: it has a value of the same
// kind behind a label of its own.
func (u *unit) rivals(o *unit) bool {
	if u.list == nil || u.list != o.list || o.head == 0 || slices.EqualFunc(u.symbols, o.symbols, func(a, b symbol) bool { return a.key == b.key }) {
		return false
	}
	return slices.ContainsFunc(u.symbols[u.head:], func(s symbol) bool {
		return s.fact != nil && s.fact.stands() && slices.ContainsFunc(o.symbols[o.head:], func(x symbol) bool { return x.fact != nil && x.fact.kind == s.fact.kind })
	})
}

// labelIn is how many symbols the label of a row has, 0 for none and for a line that is
// nothing else.
func labelIn(all []symbol) int {
	i := slices.IndexFunc(all, func(s symbol) bool { return s.colon })
	if i+1 == len(all) {
		return 0
	}
	return i + 1
}
