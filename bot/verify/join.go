package verify

import (
	"slices"
	"strings"
)

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

// stuttersIn says whether a copy stutters where it differs from its card.
func (d *copied) stuttersIn(e *edit) bool {
	for i := range e.draft {
		if d.stutters(e.at + i) {
			return true
		}
	}
	return false
}

// hung finds a thing and a sentence joined by a mere "e" that no card names together:
// "chiedi al patronato e la marca da bollo".
func (d *copied) hung(e *edit) *symbol {
	if len(e.card) > 0 || len(e.draft) == 0 {
		return nil
	}
	if e.at == 0 && d.mayHang(d.unit) && d.leadsToThing(e.draft) || e.at > 0 && d.hangs(e) {
		return &e.draft[0]
	}
	return nil
}

// hangs says whether what comes behind a sentence hangs on it.
func (d *copied) hangs(e *edit) bool {
	first := slices.IndexFunc(e.draft, func(s symbol) bool { return s.tells })
	if first < 1 || !e.draft[0].word.joins() || slices.ContainsFunc(e.draft, func(s symbol) bool {
		return s.fact != nil || s.tells && !s.matters() || s.turn != "" || s.word.in("then")
	}) {
		return false // it has a value, or what may be a verb, or is the next step
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
func (t token) joins() bool {
	return t.in("list-and") && !strings.EqualFold(t.raw, "è") && t.fold != "a" && t.fold != "to"
}

// mayHang says whether a unit is a thing of a list, which needs a verb beside it.
func (d *copied) mayHang(u *unit) bool {
	return u.list != nil && len(u.matter) <= fewWords && !slices.ContainsFunc(d.draft, func(s symbol) bool { return s.word.in("needing", "bring") })
}

// leadsToThing says whether some words lead with "e" to a thing of a list, and what they end with
// is neither of that list nor named beside it.
func (d *copied) leadsToThing(some []symbol) bool {
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

// otherPlace finds an office where the card has another, "in un Comune" for "in un ufficio
// postale", or another way to reach one.
func (d *copied) otherPlace(e *edit) *symbol {
	for _, such := range []func(symbol) bool{office, func(s symbol) bool { return s.word.in("channel") }} {
		if !slices.ContainsFunc(e.card, such) {
			continue
		}
		if i := slices.IndexFunc(e.draft, func(s symbol) bool { return such(s) && !has(d.unit.tokens, s.key) }); i >= 0 {
			return &e.draft[i]
		}
	}
	return nil
}

// office says whether a word begins the name of an office, or of who does what it does.
func office(s symbol) bool { return s.word.in("office-head", "body") }

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
