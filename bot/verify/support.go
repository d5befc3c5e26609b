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
	around := c.vocab.around(k.tokens, k.facts, f, k.lead)
	same, other, found := c.weighed(k, f, around)
	if !found {
		if c.otherwise(k, f) || f.kind == kTerm && !f.required && other <= likeSlack*4 {
			return ""
		}
		return f.reason()
	}
	if other > same*likeFactor+likeSlack && ranked(k, f) {
		if f.kind == kTerm {
			return Contrary
		}
		return f.reason()
	}
	if f.kind == kClock && !c.daysHold(k, f) {
		return Hour
	}
	return ""
}

// weighed looks for a fact in the cited cards. It returns how much the draft is like
// the best place that bears it out, and like the best that says something else of the
// same kind.
func (c *Checker) weighed(k *claim, f *fact, around []feature) (same, other float64, found bool) {
	for _, s := range k.cited {
		for _, kind := range kindsFor(f) {
			for i := range s.seen[kind] {
				g := &s.seen[kind][i]
				like := c.vocab.likeness(around, g.around)
				switch {
				case c.holds(f, g.fact) && c.countedThere(k, f, s, g) && samePeriod(k, f, s, g):
					same, found = max(same, like), true
				case competes(f, g.fact):
					other = max(other, like)
				}
			}
		}
	}
	return same, other, found
}

// kindsFor are the kinds of fact that may bear one out.
func kindsFor(f *fact) []kind {
	switch f.kind {
	case kYear:
		return []kind{kYear, kDate}
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
		if m := meaning(x); m == unit || m == "="+unit || x.fold == unit {
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
		return g.kind == kCount && d.unit == g.unit && d.label == g.label
	case kDuration:
		return g.role == d.role || g.role == roleOpen || d.role == roleOpen
	case kDate:
		return g.kind == kDate
	case kWeekday:
		return g.text == "" && d.text == "" && d.lo&g.lo == 0
	case kLaw:
		return d.unit == g.unit
	case kYear:
		return g.kind == kYear
	}
	return d.kind == g.kind
}

// ranked says whether the place of a fact tells which value belongs there. Times of
// day are compared with their weekdays instead.
func ranked(k *claim, f *fact) bool {
	switch f.kind {
	case kClock:
		return false
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

// daysHold says whether a time of day holds on the weekdays that the draft says it
// with: each of them has it in a card.
func (c *Checker) daysHold(k *claim, f *fact) bool {
	if f.days == 0 {
		return true
	}
	for _, s := range k.cited {
		var days uint8
		free := true // no time of the card is tied to weekdays
		for _, g := range s.seen[kClock] {
			free = free && g.days == 0
			if sameTime(f, g.fact) {
				days |= g.days
			}
		}
		if f.days&^days == 0 || free {
			return true
		}
	}
	return false
}

// unsupportedName checks a name of an office, a body or a person.
func (c *Checker) unsupportedName(k *claim, f *fact) Reason {
	parts := strings.Fields(f.text)
	if len(parts) == 1 && in(k.tokens[f.start].fold, "name-free") {
		return ""
	}
	for _, s := range k.cited {
		if s.names.hold(parts) {
			return ""
		}
	}
	return Office
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
