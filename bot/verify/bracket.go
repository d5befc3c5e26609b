package verify

import "slices"

// bracket is a threshold and what is paid under it: "ISEE fino a 7.000 euro: 500 euro".
type bracket struct {
	threshold, payout fact
}

// findBrackets pairs the thresholds of a sentence with its amounts. Within a clause
// that has one of each they belong together; else each goes with the next of the
// other sort.
func findBrackets(t []token, facts []fact) []bracket {
	var amounts []*fact
	for i := range facts {
		if facts[i].kind == kAmount || facts[i].kind == kPercent {
			amounts = append(amounts, &facts[i])
		}
	}
	if !slices.ContainsFunc(amounts, func(f *fact) bool { return f.threshold }) {
		return nil
	}
	var out []bracket
	var open *fact // waits for its other half
	for i, f := range amounts {
		if i > 0 {
			from := amounts[i-1].end
			if ends := clauseEnds(t, from, f.start); ends > 0 {
				if ends > 1 {
					open = nil
				}
			}
		}
		if open == nil || open.threshold == f.threshold {
			open = f
			continue
		}
		if f.threshold {
			out = append(out, bracket{*f, *open})
		} else {
			out = append(out, bracket{*open, *f})
		}
		open = nil
	}
	return out
}

// clauseEnds is 1 when a comma or a colon stands between two tokens, 2 for what ends
// a sentence or a list item.
func clauseEnds(t []token, from, to int) int {
	ends := 0
	for i := from; i < to; i++ {
		switch {
		case t[i].is(";.!?"):
			return 2
		case t[i].is(",:("):
			ends = 1
		}
	}
	return ends
}

// findConditions pairs what is paid with whom or what it is paid for, where a sentence
// has as many of the one as of the other, by turns: "il 20% per il secondo figlio e il
// 50% per il terzo".
func findConditions(facts []fact) []bracket {
	turns := conditionsAndPayments(facts)
	if len(turns) == 0 || len(turns)%2 != 0 {
		return nil
	}
	first := isCondition(turns[0])
	var out []bracket
	for i := 0; i < len(turns); i += 2 {
		condition, pay := turns[i], turns[i+1]
		if !first {
			condition, pay = pay, condition
		}
		if !isCondition(condition) || isCondition(pay) {
			return nil
		}
		out = append(out, bracket{*condition, *pay})
	}
	return out
}

// conditionsAndPayments lists, in their order, for whom something is paid, in the unit
// of the first, and what is.
func conditionsAndPayments(facts []fact) []*fact {
	var out []*fact
	unit := ""
	for i := range facts {
		f := &facts[i]
		switch {
		case isCondition(f) && (unit == "" || unit == f.unit):
			unit = f.unit
			out = append(out, f)
		case (f.kind == kAmount || f.kind == kPercent) && !f.threshold:
			out = append(out, f)
		}
	}
	return out
}

// isCondition says whether a fact may be for whom something is paid: which child, how
// many, of what age.
func isCondition(f *fact) bool {
	return f.kind == kCount && f.unit != "" && (f.label || isClass(f.unit)) || f.kind == kDuration && f.role == roleAge
}

// findTerms pairs how long something lasts with the age that it lasts so for, by turns:
// "10 anni per chi ha 18 anni compiuti, 5 anni da 3 a 18 anni".
func findTerms(facts []fact) []bracket {
	var out []bracket
	var open *fact
	aged := func(f *fact) bool { return f.cmp != cmpNone || f.role == roleAge }
	for i := range facts {
		f := &facts[i]
		switch {
		case f.kind != kDuration || f.unit != "year" && f.unit != "month":
			continue
		case open == nil:
			open = f
			continue
		case aged(open) == aged(f):
			return nil
		case aged(f):
			out = append(out, bracket{*f, *open})
		default:
			out = append(out, bracket{*open, *f})
		}
		open = nil
	}
	if open != nil {
		return nil
	}
	return out
}

// pairs are the brackets, the conditions and the terms of a sentence.
func pairs(t []token, facts []fact) []bracket {
	return slices.Concat(findBrackets(t, facts), findConditions(facts), findTerms(facts))
}

// same says how a pair of a draft compares with one of a card: whether the limit is the
// same, and whether the payment is.
func (b *bracket) same(c *Checker, g *bracket) (limit, pay bool) {
	if b.threshold.kind != g.threshold.kind || b.threshold.unit != g.threshold.unit || b.payout.kind != g.payout.kind {
		return false, false
	}
	return c.holds(&b.threshold, &g.threshold), b.payout.lo == g.payout.lo
}

// paired says how much less the place of a fact tells because it is half of a pair that
// a card has: 0 when it is none.
func (c *Checker) paired(k *claim, f *fact) float64 {
	if f.cmp == cmpNone && f.kind <= kDuration {
		if mine, others := c.portioned(k, f, k.known(f)); mine && !others {
			return sureSlack
		}
	}
	for _, d := range pairs(k.tokens, k.facts) {
		if d.threshold.start != f.start && d.payout.start != f.start {
			continue
		}
		for _, s := range k.cited {
			for i := range s.brackets {
				if limit, pay := d.same(c, &s.brackets[i]); limit && pay {
					return d.slack()
				}
			}
		}
	}
	return 0
}

// slack is how sure a pair is that a card has, too: somebody is told apart better than a
// household's means.
func (b *bracket) slack() float64 {
	if isCondition(&b.threshold) || b.payout.kind == kDuration {
		return sureSlack
	}
	return pairSlack
}

// crossed says whether a draft pays, under a threshold or for somebody, what the cards
// pay under another: both are there, but not together. It returns the payment at fault.
func (c *Checker) crossed(k *claim) *fact {
	for _, d := range pairs(k.tokens, k.facts) {
		together, apart := false, false
		for _, s := range k.cited {
			for i := range s.brackets {
				limit, pay := d.same(c, &s.brackets[i])
				together = together || limit && pay
				apart = apart || limit != pay
			}
		}
		if apart && !together {
			return &d.payout
		}
	}
	return nil
}

// sourcePairs are the pairs of a sentence of a card. One condition with one payment may
// be any: only two or more make a list.
func sourcePairs(t []token, facts []fact) []bracket {
	out := findBrackets(t, facts)
	for _, row := range [][]bracket{findConditions(facts), findTerms(facts)} {
		if len(row) > 1 {
			out = append(out, row...)
		}
	}
	return out
}
