package verify

import "strings"

// holds says whether a fact of a source bears out one of a draft: the same value in
// the same role.
func (c *Checker) holds(d, g *fact) bool {
	switch {
	case d.kind == kCount:
		return c.holdsCount(d, g)
	case d.kind == kYear:
		return sameYear(d, g)
	case d.kind != g.kind:
		return sameHalf(d, g) || sameHalf(g, d)
	}
	switch d.kind {
	case kAmount, kPercent:
		return sameValue(d, g)
	case kDuration:
		return sameLength(d, g)
	case kDate:
		return sameDate(d, g)
	case kWeekday:
		return sameDays(d, g)
	case kClock:
		return sameTime(d, g)
	case kLaw:
		return d.unit == g.unit && d.lo == g.lo && sameAct(d, g)
	default:
		return sameText(d, g)
	}
}

// sameText compares facts that are words.
func sameText(d, g *fact) bool {
	switch d.kind {
	case kAddress:
		return sameStreet(d.text, g.text)
	case kPhone:
		return d.text == g.text || strings.HasPrefix(g.text, d.text+"x") // without the extension
	case kName:
		return strings.Contains(" "+g.text+" ", " "+d.text+" ")
	default:
		return d.text == g.text
	}
}

// sameHalf says whether one fact is fifty per cent and the other a half.
func sameHalf(d, g *fact) bool {
	return d.kind == kPercent && d.lo == 50*milli && d.cmp == cmpNone && g.kind == kFraction && g.text == "1/2"
}

// sameYear compares a year with one of a source, or with the year of a date.
func sameYear(d, g *fact) bool {
	year := g.lo
	if g.kind == kDate {
		year /= 10_000
	} else if g.kind != kYear {
		return false
	}
	return d.lo == year && (d.cmp == g.cmp || d.cmp == cmpNone)
}

// sameAct compares what tells acts with one number apart: the year and the day, which
// a draft may leave out, and the "bis" of an article, which it may not.
func sameAct(d, g *fact) bool {
	if d.unit == "art" || d.unit == "comma" {
		return d.text == g.text
	}
	return (d.hi == 0 || d.hi == g.hi) && (d.text == "" || d.text == g.text)
}

// sameValue compares two values with their bounds. One end of a range may be said
// alone, unless a household's means or somebody's age are compared with it.
func sameValue(d, g *fact) bool {
	switch {
	case d.cmp == g.cmp:
		return d.lo == g.lo && (d.cmp != cmpRange || d.hi == g.hi)
	case g.most && g.cmp == cmpNone && d.cmp == cmpAtMost:
		return d.lo == g.lo
	case g.cmp != cmpRange || g.threshold || g.role == roleAge:
		return false
	}
	return d.cmp == cmpAtMost && d.lo == g.hi || d.cmp == cmpAtLeast && d.lo == g.lo
}

// sameLength compares two lengths of time or ages. A year is twelve months, but six
// months are not 180 days.
func sameLength(d, g *fact) bool {
	if !sameRole(d, g) {
		return false
	}
	x, y := *d, *g
	counted := x.lo > 0 || x.hi > 0 // "pochi mesi" are no "pochi anni"
	if counted && x.unit != y.unit && x.role != roleAge && y.role != roleAge {
		x, y = inMonths(x), inMonths(y)
	}
	return x.unit == y.unit && x.text == y.text && sameValue(&x, &y)
}

// sameRole says whether two lengths of time may be the same thing: both an age, or
// neither.
func sameRole(d, g *fact) bool {
	return d.role == g.role || d.role == roleOpen || g.role == roleOpen
}

func inMonths(f fact) fact {
	if f.unit == "year" {
		f.unit, f.lo, f.hi = "month", f.lo*12, f.hi*12
	}
	return f
}

// sameDate compares two dates. A draft may leave the year out, never add it; a month
// that it names alone is borne out by a day of it unless it is a term.
func sameDate(d, g *fact) bool {
	if d.text != g.text || d.lo >= 10_000 && d.lo/10_000 != g.lo/10_000 || d.lo/100%100 != g.lo/100%100 {
		return false
	}
	if d.lo%100 == 0 && g.lo%100 != 0 {
		return d.cmp == cmpNone
	}
	return d.lo%100 == g.lo%100 && d.cmp == g.cmp
}

// sameDays says whether all weekdays of the draft are among those of the source.
func sameDays(d, g *fact) bool {
	every := func(f *fact) bool { return f.text == "daily" || f.lo == allDays }
	switch {
	case every(d) && every(g):
		return true
	case d.text != "":
		return d.text == g.text
	case d.through:
		return d.lo == g.lo // "dal lunedì al giovedì" leaves Friday out
	}
	return d.lo&^g.lo == 0
}

// sameTime compares times of day, without the weekdays they belong to.
func sameTime(d, g *fact) bool {
	switch {
	case d.cmp == cmpRange:
		return g.cmp == cmpRange && d.lo == g.lo && d.hi == g.hi
	case g.cmp != cmpRange:
		return d.lo == g.lo && (d.edge == g.edge || d.edge == edgeAny || g.edge == edgeAny)
	}
	return d.edge != edgeTo && d.lo == g.lo || d.edge != edgeFrom && d.lo == g.hi
}

// holdsCount compares numbers of something. A number of which one side does not say
// what it counts is compared by what stands around it.
func (c *Checker) holdsCount(d, g *fact) bool {
	if d.unit == "" && g.kind != kCount {
		return g.numbered() && d.lo == g.lo*milli
	}
	if g.kind != kCount || !sameValue(d, g) && !within(d, g) {
		return false
	}
	switch {
	case d.unit == "":
		return true
	case d.label != g.label:
		return false
	case d.unit == g.unit, g.unit == "":
		return true
	case d.lo < 0:
		return false
	}
	return c.lang != "it" && !isClass(d.unit) && !isClass(g.unit)
}

// within says whether a draft names the one of a row from which on, or up to which, its
// card goes: "il terzo figlio" of "dal terzo figlio".
func within(d, g *fact) bool {
	return d.label && g.label && d.cmp == cmpNone && (g.cmp == cmpAtLeast || g.cmp == cmpAtMost) && d.lo == g.lo
}

// numbered says whether a fact is one that a bare number may stand for: a year, an act.
func (f *fact) numbered() bool {
	return f.kind == kYear || isAct(f)
}

// isClass says whether a unit is the name of a group of nouns, which both languages
// have.
func isClass(unit string) bool {
	return classNames()[unit]
}
