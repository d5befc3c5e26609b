package verify

import "slices"

// fewestShared is how many words a sentence must have for its place to be told by them.
const fewestShared = 2

// elsewhere finds a value or a name that a sentence has taken from where the card speaks
// of something else: a clause of the card has every word of the sentence and another
// value of that kind, and no clause that has them all has this one. "La carta costa 22
// euro; il duplicato costa 27 euro" does not say that the card costs 27.
func (c *Checker) elsewhere(k *claim) *fact {
	words := k.known()
	if len(words) < fewestShared {
		return nil
	}
	for _, f := range k.own {
		if k.placed(f) && !c.isToday(k, f) && !c.fromCitizen(k, f) && c.othersClause(k, f, words) {
			return f
		}
	}
	return nil
}

// placed says whether a fact is one whose clause tells which it must be: the only one of
// its kind. Hours are compared with their weekdays, words as words, and of names only
// those of offices.
func (k *claim) placed(f *fact) bool {
	switch f.kind {
	case kAmount, kPercent, kDate, kDuration, kPhone, kMail:
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
	words := k.known()
	for _, f := range k.own {
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
		for i := range s.units {
			u := &s.units[i]
			has, own, rivals := false, false, false
			row := u.row(f.kind)
			for n := range row {
				meant := slices.ContainsFunc(row.own(n), func(id int32) bool { return slices.Contains(words, id) })
				held := c.holds(f, row[n].fact)
				has = has || held
				own, rivals = own || held && meant, rivals || !held && meant
			}
			switch {
			case has && own:
				mine = mine || !rivals
			case has:
				others = others || rivals
			case slices.ContainsFunc(u.facts, func(g fact) bool { return c.holds(f, &g) }):
				return mine, false
			}
		}
	}
	return mine, others
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

// known lists what the words of a sentence say, values and names aside, as far as the
// sources say it too.
func (k *claim) known() []int32 {
	var values []*fact
	for i := range k.facts {
		if k.facts[i].kind != kTerm {
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
