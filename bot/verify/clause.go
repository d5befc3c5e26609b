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
