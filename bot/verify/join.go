package verify

import (
	"slices"
	"strings"
)

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
	valued := func(s symbol) bool { return s.fact != nil }
	tells := func(s symbol) bool { return s.fact == nil && (s.matters() || s.word.in("when")) }
	return slices.ContainsFunc(values, valued) && !slices.ContainsFunc(words, valued) && slices.ContainsFunc(words, tells)
}

// unlabelled says whether something else stands in a copy in the place of its row's
// label, of which no word is said anywhere.
func (d *copied) unlabelled(e *edit) bool {
	return len(e.card) > 0 && e.at == 0 && e.card[len(e.card)-1].colon && slices.ContainsFunc(e.draft, distinct) &&
		slices.ContainsFunc(e.card, distinct) && !d.says(d.draft, e.card)
}

// distinct says whether a word or a value tells one thing from another.
func distinct(s symbol) bool { return s.matters() && (s.fact != nil || !plainlyNeutral(s.word)) }

// says tells whether a sentence, or the line that leads to it, has a telling word of some.
func (k *claim) says(draft, some []symbol) bool {
	return slices.ContainsFunc(some, func(s symbol) bool {
		return distinct(s) && (among(draft, s.key) || has(k.tokens[:k.lead], s.key))
	})
}

// bared finds the row of a table that a sentence tells without the label that tells it from
// the others: "3000 euro con ISEE fino a 25.000 euro" for "nati prima: 3000 euro con …".
func (c *Checker) bared(k *claim, draft []symbol) *symbol {
	has := keysOf(draft)
	var row *unit
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			body := u.symbols[u.head:]
			if !has.mostOf(body) || c.lang != "it" && !english(u.tokens) {
				continue
			}
			all, both := edits(body, draft)
			switch {
			case both < leastNear || valuesIn(body) == 0 || !near(body, draft, both, all):
			case u.head == 0 || k.says(draft, u.symbols[:u.head]) || !slices.ContainsFunc(u.symbols[:u.head], distinct):
				return nil // as a sentence of the card has it
			case slices.ContainsFunc(s.units, func(o unit) bool { return u.rivals(&o) }):
				row = u
			}
		}
	}
	if row == nil {
		return nil
	}
	return &draft[0]
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

// repeats says whether a copy says a word more often than its card's sentence does:
// "giorno e giorno" for "giorno e notte".
func (d *copied) repeats(key string) bool {
	said, there := 0, 0
	for i := range d.draft {
		if d.draft[i].key == key {
			said++
		}
	}
	for i := range d.unit.tokens {
		if d.unit.tokens[i].key() == key {
			there++
		}
	}
	return said > there
}

// stutters says whether what stands at a place of a copy is what stands right before it,
// and its card's sentence does not say it twice: "in ospedale, ospedale e Comune" for "a
// casa, ospedale e Comune".
func (d *copied) stutters(at int) bool {
	before := at - 1
	for before >= 0 && !d.draft[before].tells {
		before--
	}
	return before >= 0 && d.draft[at].fact == nil && d.draft[at].tells && d.draft[before].word.fold == d.draft[at].word.fold && d.repeats(d.draft[at].key)
}

// hung finds a thing and a sentence joined by a mere "e" that no card names together:
// "chiedi al patronato e la marca da bollo".
func (d *copied) hung(e *edit) *symbol {
	if len(e.card) > 0 || len(e.draft) == 0 {
		return nil
	}
	if e.at == 0 && d.mayHang(d.unit) && d.joins(e.draft) || e.at > 0 && d.hangs(e) {
		return &e.draft[0]
	}
	return nil
}

// hangs says whether what comes behind a sentence hangs on it.
func (d *copied) hangs(e *edit) bool {
	first := slices.IndexFunc(e.draft, func(s symbol) bool { return s.tells })
	if first < 1 || !e.draft[0].word.joins() || slices.ContainsFunc(e.draft, func(s symbol) bool { return s.fact != nil || s.tells && !s.matters() || s.turn != "" }) {
		return false // it has a value, or what may be a verb
	}
	before := e.at - 1
	for before > 0 && !d.draft[before].tells {
		before--
	}
	return !d.anyUnit(func(u *unit) bool {
		return d.mayList(u) && among(u.symbols, e.draft[first].key) && (u.list != nil || among(u.symbols, d.draft[before].key))
	})
}

// joins says whether a word joins two things: "e", and not "è".
func (t token) joins() bool { return t.in("list-and") && !strings.EqualFold(t.raw, "è") }

// mayHang says whether a unit is a thing of a list, which needs a verb beside it.
func (d *copied) mayHang(u *unit) bool {
	return u.list != nil && len(u.matter) <= fewWords && !slices.ContainsFunc(d.draft, func(s symbol) bool { return s.word.in("needing", "bring") })
}

// joins says whether some words lead with "e" to a thing of a list, and what they end with
// is neither of that list nor named beside it.
func (d *copied) joins(some []symbol) bool {
	last := len(some) - 1
	for last >= 0 && !some[last].tells && !some[last].word.joins() {
		last--
	}
	if last < 1 || !some[last].word.joins() {
		return false
	}
	before := last - 1
	for before > 0 && !some[before].tells {
		before--
	}
	return !d.anyUnit(func(u *unit) bool {
		return among(u.symbols, some[before].key) && (u.list == d.unit.list || among(u.symbols, d.unit.symbols[0].key))
	})
}

// otherOffice finds an office where the card has another: "in un Comune" for "in un ufficio
// postale".
func (d *copied) otherOffice(e *edit) *symbol {
	if !slices.ContainsFunc(e.card, office) {
		return nil
	}
	i := slices.IndexFunc(e.draft, func(s symbol) bool { return office(s) && !has(d.unit.tokens, s.key) })
	if i < 0 {
		return nil
	}
	return &e.draft[i]
}

// office says whether a word begins the name of an office.
func office(s symbol) bool { return s.word.in("office-head") }

// given says whether a card says that one is given what comes after a place of the draft,
// or its sentence says that one is given something.
func (d *copied) given(at int) bool {
	key := d.draft[at].key
	if slices.ContainsFunc(d.unit.tokens, func(t token) bool { return t.in("gives") && t.sense == key }) {
		return true
	}
	what := d.draft[at+1:]
	if i := slices.IndexFunc(what, func(s symbol) bool { return s.matters() }); i >= 0 {
		return d.anyUnit(func(u *unit) bool { return has(u.tokens, key) && among(u.matter, what[i].key) })
	}
	return true
}

// anyUnit says whether a sentence of the cited cards is such.
func (d *copied) anyUnit(such func(*unit) bool) bool {
	for _, s := range d.claim.cited {
		for i := range s.units {
			if such(&s.units[i]) {
				return true
			}
		}
	}
	return false
}

// beside says whether a sentence of a cited card has what stands at a place of the draft
// together with what matters next to it there, before or behind, or begins with it and
// says little more, as the items of a list do.
func (d *copied) beside(at int) bool {
	key := d.draft[at].key
	begins := func(u *unit) bool {
		return len(u.matter) > 0 && len(u.matter) <= fewWords && u.matter[0].key == key && d.goesOn(u, at)
	}
	again := d.repeats(key)
	may := func(u *unit) bool { return (u != d.unit || !again) && d.mayList(u) }
	if d.anyUnit(func(u *unit) bool { return may(u) && begins(u) }) {
		return true
	}
	for _, step := range []int{1, -1} {
		if o := d.next(at, step); o != "" && d.anyUnit(func(u *unit) bool { return may(u) && together(u.matter, key, o) }) {
			return true
		}
	}
	return false
}

// next is what matters next to a place of a copy on one side, another word than there, ""
// for nothing.
func (d *copied) next(at, step int) string {
	for o := at + step; o >= 0 && o < len(d.draft); o += step {
		if s := &d.draft[o]; s.matters() && s.key != d.draft[at].key {
			return s.key
		}
	}
	return ""
}

// goesOn says whether what comes next in a copy, after the word that a unit begins with,
// is of that unit, or begins another.
func (d *copied) goesOn(u *unit, at int) bool {
	next := d.next(at, 1)
	return next == "" || among(u.matter, next) || d.anyUnit(func(o *unit) bool { return len(o.matter) > 0 && o.matter[0].key == next })
}

// mayList says whether a copy may name a thing of a list: it is made of a title or of
// another thing of the same list, or says that something is needed.
func (d *copied) mayList(u *unit) bool {
	return u.list == nil || d.unit.name || len(u.matter) > fewWords || u.list == d.unit.list || slices.ContainsFunc(d.draft, func(s symbol) bool { return s.word.in("needing") })
}

// sundered finds a value of what a card says, put behind a condition under which it says
// something else: "se stai male, chiama il 19696" for "se stai male, chiama il 112".
func (c *Checker) sundered(k *claim) *fact {
	from, to := k.condition()
	if to == from {
		return nil
	}
	var under []*unit
	for _, s := range k.cited {
		for i := range s.units {
			if k.saidIn(from, to, &s.units[i]) {
				under = append(under, &s.units[i])
				if s.units[i].values == 0 && i+1 < len(s.units) {
					under = append(under, &s.units[i+1]) // "Se stai male non aspettare. Chiama il 112."
				}
			}
		}
	}
	if len(under) == 0 {
		return nil
	}
	for _, f := range k.own {
		if f.stands() && (f.end <= from || f.start >= to) && !slices.ContainsFunc(under, func(u *unit) bool { return c.inRow(row{u, 0}, f) }) {
			return f
		}
	}
	return nil
}

// condition is where in a sentence its first condition stands: from the "se" to the next
// mark. Both are 0 where there is none.
func (x passage) condition() (from, to int) {
	from = slices.IndexFunc(x.tokens[x.lead:], func(t token) bool { return t.class("turn") == "if" })
	if from < 0 || from > 0 && x.tokens[x.lead+from-1].in("asking") {
		return 0, 0
	}
	from += x.lead
	for to = from; to < len(x.tokens) && (!x.tokens[to].is(",;:.?!") || x.inNumber(to)); {
		to++
	}
	return from, to
}

// inNumber says whether the mark at token i stands between digits: "25.000,99".
func (x passage) inNumber(i int) bool {
	return x.tokens[i].glued && i+1 < len(x.tokens) && x.tokens[i+1].kind == digits && x.tokens[i+1].glued
}

// saidIn says whether a unit has all that some tokens of a sentence say.
func (k *claim) saidIn(from, to int, u *unit) bool {
	says := false
	for i := from; i < to; i++ {
		t := &k.tokens[i]
		if t.sense == "" || t.class("turn") == "if" {
			continue
		}
		if says = true; !has(u.tokens, t.sense) {
			return false
		}
	}
	return says
}

func among(all []symbol, key string) bool {
	return slices.ContainsFunc(all, func(s symbol) bool { return s.key == key })
}

// together says whether two words stand next to each other, or nearly, in a sentence.
func together(all []symbol, a, b string) bool {
	const nearly = 2 // one word or value between them
	for i := range all {
		if all[i].key == a && among(all[max(0, i-nearly):min(len(all), i+nearly+1)], b) {
			return true
		}
	}
	return false
}
