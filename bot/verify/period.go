package verify

import "slices"

// total is the period of an amount that is the sum of all.
const total = "total"

// nearPeriod is how many tokens may stand between an amount and how often it is paid.
const nearPeriod = 6

// markPeriods gives each amount how often it is paid, as it stands beside it: "413,10
// euro al mese", "ogni mese 413,10 euro", "in tutto 2065,50 euro".
func (s *scanner) markPeriods() {
	for i := range s.facts {
		f := &s.facts[i]
		if f.kind != kAmount {
			continue
		}
		for k := f.start - 1; k >= 0 && k >= f.start-4 && s.t[k].kind == word; k-- {
			if s.in(k, "total") {
				f.per = total
			}
		}
	}
	for i := range s.facts {
		p := &s.facts[i]
		if p.kind != kPeriod {
			continue
		}
		if f := s.nearestAmount(i); f != nil && f.per == "" {
			f.per = p.text
		}
	}
}

// nearestAmount is the amount that a period belongs to: the one right before it, else
// the one right after.
func (s *scanner) nearestAmount(i int) *fact {
	p := &s.facts[i]
	for k := i - 1; k >= 0; k-- {
		if f := &s.facts[k]; f.kind == kAmount && p.start-f.end <= nearPeriod && !s.stopped(f.end, p.start) {
			return f
		}
	}
	for k := i + 1; k < len(s.facts); k++ {
		if f := &s.facts[k]; f.kind == kAmount {
			if f.start-p.end <= nearPeriod && !s.stopped(p.end, f.start) {
				return f
			}
			return nil
		}
	}
	return nil
}

// stopped says whether a mark that ends a thought stands between two tokens.
func (s *scanner) stopped(from, to int) bool {
	return slices.ContainsFunc(s.t[from:to], func(t token) bool { return t.is(";.!?(") })
}

// samePeriod says whether a draft says of an amount how often it is paid as the card
// does: where the card says it, the sentence must, and none may be made up.
func samePeriod(k *claim, d *fact, s *source, g *sight) bool {
	if d.kind != kAmount || g.kind != kAmount || d.per == g.per {
		return true
	}
	has := func(facts []fact, text string) bool {
		return slices.ContainsFunc(facts, func(f fact) bool { return f.kind == kPeriod && f.text == text })
	}
	switch {
	case d.per == "" && g.per == total, d.per == total && g.per == "":
		return true
	case d.per == "":
		return has(k.facts, g.per)
	case g.per == "":
		return has(s.units[g.in].facts, d.per)
	}
	return false
}
