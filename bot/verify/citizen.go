package verify

import "strings"

// fromCitizen says whether a fact is what the citizen said, told back to them: "hai
// detto di avere 3 figli". What the sentence asks of them is no such thing.
func (c *Checker) fromCitizen(k *claim, f *fact) bool {
	from, to := restated(k.tokens)
	if f.start < from || f.end > to || to == 0 {
		return false
	}
	if f.kind == kName {
		return c.citizen.names.hold(strings.Fields(f.text))
	}
	for _, kind := range kindsFor(f) {
		for _, g := range c.citizen.seen[kind] {
			d := *f
			d.cmp, d.role = g.cmp, g.role
			if f.cmp == cmpNone && c.holds(&d, g.fact) {
				return true
			}
		}
	}
	return false
}

// restated finds the clause of a sentence that says what the citizen has said. It
// returns its tokens, or 0, 0.
func restated(t []token) (from, to int) {
	for i := range t {
		if end, ok := sayingPatterns().at(t, i); ok {
			from, to = i, len(t)
			for k := end; k < len(t); k++ {
				if t[k].is(",;:.") && (k+1 == len(t) || !t[k+1].glued) || t[k].in("after-saying") {
					to = k
					break
				}
			}
			for k := from; k < to; k++ {
				if t[k].in("requirement") {
					return 0, 0
				}
			}
			return from, to
		}
	}
	return 0, 0
}

// isKin says whether a word of a sentence is for one of the family, of whom the citizen
// speaks: "tua nonna" is "la persona" to them.
func (c *Checker) isKin(t []token, i int) bool {
	return c.kin && i > 0 && t[i].in("kin") && t[i-1].in("possessive")
}
