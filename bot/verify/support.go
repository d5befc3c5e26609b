package verify

import (
	"slices"
)

// How much more a place with another value may be like the draft than the best with
// the value that the draft has. Figures: docs of the package's tests.
const (
	likeFactor = 1.1
	likeSlack  = 0.25
	sureSlack  = 9.0 // of one that it has for the same person
	pairSlack  = 1.0 // of an amount that the card has under the same threshold
	leastRival = 0.7 // likeness to a contrary place at which a word that no card has is contrary
	leastLike  = 0.2 // of a number that does not say what it counts
)

// unsupported returns the reason for which a fact may not stand, "" when it may.
func (c *Checker) unsupported(k *claim, f *fact) Reason {
	switch {
	case c.isToday(k, f) || c.fromCitizen(k, f) || f.kind == kTerm && c.isKin(k.tokens, f.start):
		return ""
	case f.kind == kName:
		return c.unsupportedName(k, f)
	}
	around := k.around(f)
	same, found := c.best(k, around, f)
	if !found {
		return c.notFound(k, f, around)
	}
	switch {
	case k.twice(f) && !c.twiceThere(k, f):
		return f.reason() // one of the two stands where another value belongs
	case ranked(k, f) && c.rivalled(k, f, around, same):
		if f.kind == kTerm {
			return Contrary
		}
		return f.reason()
	case same < leastLike && !k.copied && k.placeless(f):
		return f.reason() // beside words that the card has elsewhere
	}
	return ""
}

// placeless says whether a value tells little by itself: a number of nothing, weekdays
// without hours of which something is said. What stands around it must stand around it in
// the card, too.
func (k *claim) placeless(f *fact) bool {
	if f.kind != kWeekday {
		return f.kind == kCount && f.unit == ""
	}
	const least = 2 // words
	return f.text == "" && !slices.ContainsFunc(k.facts, func(g fact) bool { return g.kind == kClock }) &&
		len(k.plainWithout([]*fact{f})) >= least
}

// notFound decides on a fact that no place of the cited cards bears out.
func (c *Checker) notFound(k *claim, f *fact, around []feature) Reason {
	if c.otherwise(k, f) || f.kind == kTerm && !f.required && !c.rivalled(k, f, around, leastRival) {
		return ""
	}
	return f.reason()
}

// best is how much what stands around a place of the draft is like what stands around
// the best place in the cited cards that bears out value.
func (c *Checker) best(k *claim, around []feature, value *fact) (like float64, found bool) {
	c.eachSight(k, value, func(s *source, g *sight) {
		if c.holds(value, g.fact) && c.countedThere(k, value, s, g) && samePeriod(k, value, s, g) {
			like, found = max(like, c.vocab.likeness(around, g.around)), true
		}
	})
	return like, found
}

// rivalled says whether a place in the cited cards that says something else of the
// same kind is more like the draft than the best that bears it out. A rival that the
// draft says too, in another place, counts only if the two would fit better the other
// way round.
func (c *Checker) rivalled(k *claim, f *fact, around []feature, same float64) bool {
	factor, slack := likeFactor, likeSlack
	slack = max(slack, c.paired(k, f))
	rivalled := false
	c.eachSight(k, f, func(_ *source, g *sight) {
		if rivalled || !competes(f, g.fact) || c.holds(f, g.fact) {
			return
		}
		like := c.vocab.likeness(around, g.around)
		if like <= same*factor+slack {
			return
		}
		other := k.also(c, f, g.fact)
		if other == nil || f.kind == kTerm {
			rivalled = true
			return
		}
		there := k.around(other)
		straight, _ := c.best(k, there, other)
		crossed, _ := c.best(k, there, f)
		rivalled = like+crossed > (same+straight)*factor+slack
	})
	return rivalled
}

// eachSight calls do with every fact of the cited cards that is of a kind with f.
func (c *Checker) eachSight(k *claim, f *fact, do func(*source, *sight)) {
	for _, s := range k.cited {
		for _, kind := range kindsFor(f) {
			for i := range s.seen[kind] {
				if g := &s.seen[kind][i]; !g.places() || k.mayBeAt(s.units[g.in].office) {
					do(s, g)
				}
			}
		}
	}
}

// twice says whether a sentence says a value in two places.
func (k *claim) twice(f *fact) bool {
	switch f.kind {
	case kYear, kPeriod, kWeekday, kClock, kTerm, kName:
		return false
	default:
	}
	return slices.ContainsFunc(k.facts, func(g fact) bool {
		return g.start != f.start && g.kind == f.kind && sameKey(&g, f) && !k.linked(f, &g) && !k.linked(&g, f)
	})
}

// linked says whether a fact is the text of a link, and the next where it leads:
// "[nidi@comune.it](mailto:nidi@comune.it)".
func (k *claim) linked(text, to *fact) bool {
	return to.start == text.end+2 && k.tokens[text.end].is("]") && k.tokens[text.end+1].is("(")
}

// twiceThere says whether a sentence of the cited cards says the same value twice.
func (c *Checker) twiceThere(k *claim, f *fact) bool {
	for _, s := range k.cited {
		last := -1
		for _, g := range s.seen[f.kind] {
			if sameKey(g.fact, f) {
				if g.in == last {
					return true
				}
				last = g.in
			}
		}
	}
	return false
}

// also is another fact of the sentence that the fact of a card bears out.
func (k *claim) also(c *Checker, f, g *fact) *fact {
	for i := range k.facts {
		if o := &k.facts[i]; o.start != f.start && o.kind == f.kind && c.holds(o, g) {
			return o
		}
	}
	return nil
}

// kindsFor are the kinds of fact that may bear one out.
func kindsFor(f *fact) []kind {
	switch f.kind {
	case kYear:
		return []kind{kYear, kDate, kCount}
	case kPercent, kFraction:
		return []kind{kPercent, kFraction}
	case kCount:
		if f.unit == "" {
			return []kind{kCount, kLaw, kYear}
		}
	default:
	}
	return []kind{f.kind}
}

// countedThere says of a number that one side gives without a noun, whether the other
// side's noun is in its sentence too.
func (c *Checker) countedThere(k *claim, f *fact, s *source, g *sight) bool {
	if f.kind != kCount || g.kind != kCount || f.unit == g.unit {
		return true
	}
	if f.unit == "" {
		return hasMeaning(k.tokens, g.unit)
	}
	if g.unit == "" {
		return hasMeaning(s.units[g.in].tokens, f.unit)
	}
	return true
}

// hasMeaning says whether one of the tokens means what is counted.
func hasMeaning(t []token, unit string) bool {
	for _, x := range t {
		if m := x.sense; m == unit || m == "="+unit || x.fold == unit {
			return true
		}
	}
	return false
}

// competes says whether a fact of a source could be what the draft should have said
// in this place.
func competes(d, g *fact) bool {
	if d.kind != g.kind {
		return yearOrNumber(d, g) || d.kind == kFraction && g.kind == kPercent
	}
	switch d.kind {
	case kTerm:
		return opposite(d, g)
	case kCount:
		return d.unit == g.unit && d.label == g.label
	case kDuration:
		return sameRole(d, g)
	case kWeekday:
		return g.text == "" && d.text == "" && d.lo&g.lo == 0
	case kLaw:
		return d.unit == g.unit || isAct(d) && isAct(g)
	default:
		return true
	}
}

// isAct says whether a fact is a law, and not an article of one.
func isAct(f *fact) bool { return f.kind == kLaw && f.unit != "art" && f.unit != "comma" }

// opposite says whether two terms are of one group and not the same.
func opposite(d, g *fact) bool {
	return d.exclusive && g.exclusive && d.unit == g.unit && d.text != g.text
}

// yearOrNumber says whether one fact is a year and the other a number of nothing that
// might be one.
func yearOrNumber(d, g *fact) bool {
	if d.kind == kCount {
		return d.unit == "" && g.kind == kYear
	}
	return d.kind == kYear && g.kind == kCount && g.unit == "" && g.lo >= 1000*milli
}

// ranked says whether the place of a fact tells which value belongs there. Opening
// times are compared with their weekdays instead.
func ranked(k *claim, f *fact) bool {
	switch f.kind {
	case kClock:
		return f.cmp != cmpRange
	case kWeekday:
		return !slices.ContainsFunc(k.facts, func(g fact) bool { return g.kind == kClock })
	case kTerm:
		return f.exclusive
	default:
		return true
	}
}

// otherwise looks for a fact that no single one of the cards is: a range said in two
// parts, weekdays of several lines.
func (c *Checker) otherwise(k *claim, f *fact) bool {
	switch {
	case f.kind == kWeekday:
		return k.openOn(f)
	case f.kind == kClock || f.cmp != cmpRange:
		return false
	case f.kind == kCount && f.unit == "" && f.hi <= 24*milli:
		return k.hasTime(&fact{kind: kClock, cmp: cmpRange, lo: f.lo / milli * hour, hi: f.hi / milli * hour})
	}
	lo, hi := *f, *f
	lo.cmp, hi.cmp, hi.lo = cmpAtLeast, cmpAtMost, f.hi
	return c.sameUnit(k, &lo, &hi)
}

// openOn says whether the cited cards have all weekdays of a draft, in whatever lines;
// "every day" is borne out by "24 ore su 24".
func (k *claim) openOn(f *fact) bool {
	if f.text == "daily" {
		return k.hasTime(&fact{kind: kClock, cmp: cmpRange, hi: dayLength})
	}
	var days int64
	for _, s := range k.cited {
		for _, g := range s.seen[kWeekday] {
			if k.mayBeAt(s.units[g.in].office) {
				days |= g.lo
			}
		}
	}
	return f.text == "" && (f.lo&^days == 0 && !f.through || f.through && f.lo == days)
}

// hasTime says whether a cited card has a time of day.
func (k *claim) hasTime(f *fact) bool {
	for _, s := range k.cited {
		for _, g := range s.seen[kClock] {
			if sameTime(f, g.fact) {
				return true
			}
		}
	}
	return false
}

// sameUnit says whether one sentence of the cards bears out both facts.
func (c *Checker) sameUnit(k *claim, a, b *fact) bool {
	for _, s := range k.cited {
		for _, g := range s.seen[a.kind] {
			if !c.holds(a, g.fact) {
				continue
			}
			for _, h := range s.seen[b.kind] {
				if h.in == g.in && c.holds(b, h.fact) {
					return true
				}
			}
		}
	}
	return false
}
