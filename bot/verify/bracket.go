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

// paired says whether a fact of a draft is half of a pair that a card has.
func (c *Checker) paired(k *claim, f *fact) bool {
	if f.kind != kAmount && f.kind != kPercent {
		return false
	}
	for _, d := range findBrackets(k.tokens, k.facts) {
		if d.threshold.start != f.start && d.payout.start != f.start {
			continue
		}
		for _, s := range k.cited {
			for _, g := range s.brackets {
				if sameValue(&d.threshold, &g.threshold) && d.payout.kind == g.payout.kind && d.payout.lo == g.payout.lo {
					return true
				}
			}
		}
	}
	return false
}

// crossed says whether a draft pays, under a threshold, what the cards pay under
// another one: both are there, but not together. It returns the amount at fault.
func (c *Checker) crossed(k *claim) *fact {
	for _, d := range findBrackets(k.tokens, k.facts) {
		same, apart := false, false
		for _, s := range k.cited {
			for _, g := range s.brackets {
				th, pay := sameValue(&d.threshold, &g.threshold), d.payout.lo == g.payout.lo && d.payout.kind == g.payout.kind
				same = same || th && pay
				apart = apart || th != pay
			}
		}
		if apart && !same {
			return &d.payout
		}
	}
	return nil
}
