package verify

import "slices"

// fewestShared is how many words a sentence must have for its place to be told by them.
const fewestShared = 2

// elsewhere finds a value or a name that a sentence has taken from where the card speaks
// of something else: a clause of the card has every word of the sentence and another
// value of that kind, and no clause that has them all has this one. "La carta costa 22
// euro; il duplicato costa 27 euro" does not say that the card costs 27.
func (c *Checker) elsewhere(k *claim) *fact {
	for _, f := range k.own {
		words := k.known(f)
		if len(words) >= fewestShared && k.placed(f) && !c.isToday(k, f) && !c.fromCitizen(k, f) && (f.kind != kClock && c.othersClause(k, f, words) || c.othersPart(k, f, words)) {
			return f
		}
	}
	return nil
}

// placed says whether a fact is one whose clause tells which it must be: the only one of
// its kind. Words are compared as words, of hours only those from one to another, and of
// names those of offices.
func (k *claim) placed(f *fact) bool {
	switch f.kind {
	case kAmount, kPercent, kDate, kDuration, kPhone, kMail:
	case kClock:
		if f.cmp != cmpRange {
			return false
		}
	case kName:
		if !k.tokens[f.start].in("office-head") {
			return false
		}
	default:
		return false
	}
	return !slices.ContainsFunc(k.own, func(g *fact) bool { return g != f && g.kind == f.kind })
}

// apportioned finds a value that a card gives to something else in a row of such: "60 posti
// per i residenti, 40 per i disabili" does not say that the disabled have 60.
func (c *Checker) apportioned(k *claim) *fact {
	for _, f := range k.own {
		words := k.known(f)
		if f.cmp != cmpNone || f.kind != kCount && !k.placed(f) {
			continue
		}
		if mine, others := c.portioned(k, f, words); others && !mine {
			return f
		}
	}
	return nil
}

// portioned says whether a row of shares gives a value to what some words speak of, and
// whether it gives that another one. A value that stands in another sentence, too, may be
// of that.
func (c *Checker) portioned(k *claim, f *fact, words []int32) (mine, others bool) {
	for _, s := range k.cited {
		for u := range s.unitsWith(func(g *fact) bool { return g.kind == f.kind && c.holds(f, g) }, f.kind) {
			has, own, rivals := c.inPortions(u.row(f.kind), f, words)
			switch {
			case has && own:
				mine = mine || !rivals
			case has:
				others = others || rivals
			default:
				return mine, false
			}
		}
	}
	return mine, others
}

// inPortions says whether a row has a value, whether it has it for what some words speak
// of, and whether it has another one for that.
func (c *Checker) inPortions(row portions, f *fact, words []int32) (has, own, rivals bool) {
	for n := range row {
		meant := slices.ContainsFunc(row.own(n), func(id int32) bool { return slices.Contains(words, id) })
		held := c.holds(f, row[n].fact)
		has = has || held
		own, rivals = own || held && meant, rivals || !held && meant
	}
	return has, own, rivals
}

// unitsWith yields the units of a source that have a fact of a kind which passes.
func (s *source) unitsWith(passes func(*fact) bool, of kind) func(yield func(*unit) bool) {
	return func(yield func(*unit) bool) {
		last := -1
		for i := range s.seen[of] {
			g := &s.seen[of][i]
			if g.in == last || !passes(g.fact) {
				continue
			}
			if last = g.in; !yield(&s.units[last]) {
				return
			}
		}
	}
}

// portion is a value, and what the words behind it say that it is for.
type portion struct {
	*fact

	words []int32
}

// portions are those of one sentence.
type portions []portion

// row lists the values of a kind that a unit gives each to something else: "150 euro per
// la media e 250 euro per la superiore".
func (u *unit) row(of kind) portions {
	var row portions
	for i := range u.facts {
		g := &u.facts[i]
		if g.kind != of || g.threshold || g.end >= len(u.tokens) || u.tokens[g.end].fold != "per" && u.tokens[g.end].fold != "for" {
			continue
		}
		p := portion{fact: g}
		for at := g.end; at < len(u.tokens) && !u.tokens[at].is(";.:") && !startsAt(u.facts, at, of); at++ {
			if id := u.spots[at].sense; id != nowhere {
				p.words = append(p.words, id)
			}
		}
		row = append(row, p)
	}
	if len(row) < 2 {
		return nil
	}
	return row
}

// startsAt says whether a fact of a kind begins at a token.
func startsAt(facts []fact, at int, of kind) bool {
	return slices.ContainsFunc(facts, func(f fact) bool { return f.kind == of && f.start == at })
}

// own are the words of one portion that no other has.
func (row portions) own(n int) []int32 {
	return slices.DeleteFunc(slices.Clone(row[n].words), func(id int32) bool {
		for i := range row {
			if i != n && slices.Contains(row[i].words, id) {
				return true
			}
		}
		return false
	})
}

// known lists what the words of a sentence say, values aside, and names where a fact is
// one, as far as the sources say it too.
func (k *claim) known(of *fact) []int32 {
	var values []*fact
	for i := range k.facts {
		if kind := k.facts[i].kind; kind != kTerm && (kind != kName || of.kind == kName) {
			values = append(values, &k.facts[i])
		}
	}
	words := slices.DeleteFunc(k.plainWithout(values), func(id int32) bool { return id == nowhere })
	slices.Sort(words)
	return slices.Compact(words)
}

// othersClause says whether a clause of the cited cards that has all of some words has
// another value than a fact's, and none has its own.
func (c *Checker) othersClause(k *claim, f *fact, words []int32) bool {
	other := false
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			if overlap(words, u.stems) < 1 {
				continue
			}
			for from := range u.clauses() {
				to := u.clauseEnd(from)
				if !u.says(words, from, to) {
					continue
				}
				holds, rivals := c.inClause(u, f, from, to)
				if holds {
					return false
				}
				other = other || rivals
			}
		}
	}
	return other
}

// othersPart does the same between commas, where a part may leave out what the one before
// it says: it counts as of something else only if it has a word that the sentence has not.
func (c *Checker) othersPart(k *claim, f *fact, words []int32) bool {
	other, apart := false, false
	if !slices.ContainsFunc(k.cited, func(s *source) bool {
		return slices.ContainsFunc(s.seen[f.kind], func(g sight) bool { return overlap(words, s.units[g.in].stems) == 1 })
	}) {
		return false // no sentence speaks of all that
	}
	for _, s := range k.cited {
		for u := range s.unitsWith(func(*fact) bool { return true }, f.kind) {
			without := words // of the words, those that no part with the value has
			var rivals [][2]int
			for from := u.lead; from < len(u.tokens); {
				to := u.partEnd(from, f.kind)
				holds, has := c.inClause(u, f, from, to)
				switch {
				case holds && !u.saysMore(words, from, to), holds && u.says(words, from, to):
					return false
				case holds:
					apart = true
					without = u.missing(without, from, to)
				case has:
					rivals = append(rivals, [2]int{from, to})
				}
				from = to + 1
			}
			other = other || slices.ContainsFunc(rivals, func(r [2]int) bool {
				return u.says(words, u.lead, r[1]) && len(u.missing(without, r[0], r[1])) < len(without)
			})
		}
	}
	return other && apart
}

// missing lists which of some words a part has not.
func (u *unit) missing(words []int32, from, to int) []int32 {
	return slices.DeleteFunc(slices.Clone(words), func(w int32) bool { return u.says([]int32{w}, from, to) })
}

// partEnd is the token that ends the part of a unit which begins at one: a semicolon, or a
// comma with a value of a kind on both sides. Of hours only the former: "via Roma 3, aperto
// lunedì dalle 9 alle 13".
func (u *unit) partEnd(from int, of kind) int {
	end := u.clauseEnd(from)
	if of == kClock {
		return end
	}
	valued := func(from, to int) bool {
		return slices.ContainsFunc(u.facts, func(f fact) bool { return f.kind == of && f.start >= from && f.start < to })
	}
	for i := from; i < end; i++ {
		inFact := slices.ContainsFunc(u.facts, func(f fact) bool { return f.start < i && i < f.end })
		if u.tokens[i].is(",") && !inFact && valued(from, i) && valued(i, end) {
			return i
		}
	}
	return end
}

// saysMore tells whether a part has a word that is neither one of some nor of a value.
func (u *unit) saysMore(words []int32, from, to int) bool {
	for i := from; i < to; i++ {
		valued := slices.ContainsFunc(u.facts, func(f fact) bool { return f.kind != kTerm && f.kind != kName && f.start <= i && i < f.end })
		if id := u.spots[i].sense; id != nowhere && !valued && !u.tokens[i].in("glue", "talk", "hours-cue") && !slices.Contains(words, id) {
			return true
		}
	}
	return false
}

// clauses yields the token at which each clause of a unit begins: semicolons part them.
func (u *unit) clauses() func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for from := u.lead; from < len(u.tokens); from = u.clauseEnd(from) + 1 {
			if !yield(from) {
				return
			}
		}
	}
}

// clauseEnd is the token that ends the clause which begins at one.
func (u *unit) clauseEnd(from int) int {
	for i := from; i < len(u.tokens); i++ {
		if u.tokens[i].is(";") {
			return i
		}
	}
	return len(u.tokens)
}

// says tells whether a clause, with the line that leads to it, has all of some words.
func (u *unit) says(words []int32, from, to int) bool {
	for _, w := range words {
		in := func(x spot) bool { return x.sense == w }
		if !slices.ContainsFunc(u.spots[from:to], in) && !slices.ContainsFunc(u.spots[:u.lead], in) {
			return false
		}
	}
	return true
}

// inClause says whether a clause bears a fact out, and whether it has another of its kind.
func (c *Checker) inClause(u *unit, f *fact, from, to int) (holds, rivals bool) {
	for i := range u.facts {
		g := &u.facts[i]
		if g.start < from || g.start >= to || !slices.Contains(kindsFor(f), g.kind) {
			continue
		}
		if c.holds(f, g) {
			return true, false
		}
		rivals = rivals || competes(f, g) && (f.kind != kName || u.tokens[g.start].in("office-head"))
	}
	return false, rivals
}
