package verify

import (
	"slices"
	"strings"
)

// How much more a place with another value may be like the draft than the best with
// the value that the draft has. Figures: docs of the package's tests.
const (
	likeFactor = 1.1
	likeSlack  = 0.25
	pairSlack  = 1.0 // of an amount that the card has under the same threshold
	leastRival = 0.7 // likeness to a contrary place at which a word that no card has is contrary
	leastLike  = 0.2 // of a number that does not say what it counts
)

// claim is one sentence of a draft with what was read in it.
type claim struct {
	text   string
	tokens []token
	lead   int // how many tokens are of the line that leads to it
	facts  []fact
	cited  []*source
	copied bool // the words of a cited card, sentence for sentence
}

// told returns the facts of a claim itself, without those of the line before it.
func (k *claim) told() []*fact {
	var out []*fact
	for i := range k.facts {
		if k.facts[i].end > k.lead {
			out = append(out, &k.facts[i])
		}
	}
	return out
}

func (k *claim) words(f *fact) string {
	var b strings.Builder
	for i := f.start; i < f.end && i < len(k.tokens); i++ {
		if i > f.start && !k.tokens[i].glued {
			b.WriteByte(' ')
		}
		b.WriteString(k.tokens[i].raw)
	}
	return b.String()
}

// unsupported returns the reason for which a fact may not stand, "" when it may.
func (c *Checker) unsupported(k *claim, f *fact) Reason {
	if c.isToday(k, f) || c.fromCitizen(k, f) {
		return ""
	}
	if f.kind == kName {
		return c.unsupportedName(k, f)
	}
	same, found := c.best(k, f, f)
	if !found {
		if c.otherwise(k, f) || f.kind == kTerm && !f.required && !c.rivalled(k, f, leastRival) {
			return ""
		}
		return f.reason()
	}
	if k.twice(f) && !c.twiceThere(k, f) {
		return f.reason() // one of the two stands where another value belongs
	}
	if ranked(k, f) && c.rivalled(k, f, same) {
		if f.kind == kTerm {
			return Contrary
		}
		return f.reason()
	}
	if f.kind == kCount && f.unit == "" && same < leastLike && !k.copied {
		return Number // a number of nothing, beside words that the card has elsewhere
	}
	return ""
}

// best is how much the place of the draft's fact at is like the best place in the
// cited cards that bears out value.
func (c *Checker) best(k *claim, at, value *fact) (like float64, found bool) {
	around := k.around(c, at)
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
func (c *Checker) rivalled(k *claim, f *fact, same float64) bool {
	around := k.around(c, f)
	factor, slack := likeFactor, likeSlack
	if c.paired(k, f) {
		slack = pairSlack
	}
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
		straight, _ := c.best(k, other, other)
		crossed, _ := c.best(k, other, f)
		rivalled = like+crossed > (same+straight)*factor+slack
	})
	return rivalled
}

// eachSight calls do with every fact of the cited cards that is of a kind with f.
func (c *Checker) eachSight(k *claim, f *fact, do func(*source, *sight)) {
	for _, s := range k.cited {
		for _, kind := range kindsFor(f) {
			for i := range s.seen[kind] {
				do(s, &s.seen[kind][i])
			}
		}
	}
}

// around lists what stands around a fact of the claim.
func (k *claim) around(c *Checker, f *fact) []feature {
	return c.vocab.around(k.tokens, k.facts, f, k.lead)
}

// twice says whether a sentence says a value in two places.
func (k *claim) twice(f *fact) bool {
	switch f.kind {
	case kYear, kPeriod, kWeekday, kClock, kTerm, kName:
		return false
	}
	return slices.ContainsFunc(k.facts, func(g fact) bool { return g.start != f.start && g.kind == f.kind && g.key() == f.key() })
}

// twiceThere says whether a sentence of the cited cards says the same value twice.
func (c *Checker) twiceThere(k *claim, f *fact) bool {
	for _, s := range k.cited {
		last := -1
		for _, g := range s.seen[f.kind] {
			if g.key() == f.key() {
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
	switch d.kind {
	case kTerm:
		return d.exclusive && g.exclusive && d.unit == g.unit && d.text != g.text
	case kCount:
		return g.kind == kCount && d.unit == g.unit && d.label == g.label || d.unit == "" && g.kind == kYear
	case kDuration:
		return g.role == d.role || g.role == roleOpen || d.role == roleOpen
	case kDate:
		return g.kind == kDate
	case kWeekday:
		return g.text == "" && d.text == "" && d.lo&g.lo == 0
	case kLaw:
		return d.unit == g.unit
	case kYear:
		return g.kind == kYear || g.kind == kCount && g.unit == "" && g.lo >= 1000*milli
	}
	return d.kind == g.kind
}

// ranked says whether the place of a fact tells which value belongs there. Times of
// day are compared with their weekdays instead.
func ranked(k *claim, f *fact) bool {
	switch f.kind {
	case kClock:
		return f.cmp != cmpRange
	case kWeekday:
		return !slices.ContainsFunc(k.facts, func(g fact) bool { return g.kind == kClock })
	case kTerm:
		return f.exclusive
	}
	return true
}

// otherwise looks for a fact that no single one of the cards is: a range said in two
// parts, weekdays of several lines.
func (c *Checker) otherwise(k *claim, f *fact) bool {
	switch {
	case f.kind == kWeekday && f.text == "" && !f.through:
		var days int64
		for _, s := range k.cited {
			for _, g := range s.seen[kWeekday] {
				days |= g.lo
			}
		}
		return f.lo&^days == 0
	case f.kind == kWeekday && f.text == "daily":
		for _, s := range k.cited {
			for _, g := range s.seen[kClock] {
				if g.lo == 0 && g.hi == dayLength {
					return true
				}
			}
		}
	case f.kind == kCount && f.unit == "" && f.cmp == cmpRange && f.hi <= 24*milli:
		hours := fact{kind: kClock, cmp: cmpRange, lo: f.lo / milli * hour, hi: f.hi / milli * hour}
		for _, s := range k.cited {
			for _, g := range s.seen[kClock] {
				if sameTime(&hours, g.fact) {
					return true
				}
			}
		}
	case f.cmp == cmpRange && f.kind != kClock:
		lo, hi := *f, *f
		lo.cmp, hi.cmp, hi.lo = cmpAtLeast, cmpAtMost, f.hi
		return c.sameUnit(k, &lo, &hi)
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

// unsupportedName checks a name of an office, a body or a person.
func (c *Checker) unsupportedName(k *claim, f *fact) Reason {
	if k.freeName(f) {
		return ""
	}
	parts := strings.Fields(f.text)
	for _, s := range k.cited {
		if s.names.hold(parts) {
			return ""
		}
	}
	return Office
}

// freeName says whether a name is one that any sentence may have: "Comune",
// "Caterina".
func (k *claim) freeName(f *fact) bool {
	return f.end-f.start == 1 && in(k.tokens[f.start].fold, "name-free")
}

// isToday says whether a fact is the day the answer is for, said as such.
func (c *Checker) isToday(k *claim, f *fact) bool {
	if f.cmp != cmpNone || !saysToday(k.tokens) {
		return false
	}
	d := c.today
	switch f.kind {
	case kDate:
		return f.lo%10_000 == dateValue(0, int64(d.Month), int64(d.Day)) && (f.lo < 10_000 || f.lo/10_000 == int64(d.Year))
	case kYear:
		return f.lo == int64(d.Year)
	case kWeekday:
		return f.lo == 1<<((int(d.Weekday())+6)%7)
	}
	return false
}

func saysToday(t []token) bool {
	for _, x := range t {
		if x.fold == "oggi" || x.fold == "today" {
			return true
		}
	}
	return false
}
