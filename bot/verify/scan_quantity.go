package verify

import "slices"

// quantity reads a number and what it is a number of: an amount, a share, a length
// of time, so many of something. Two numbers may be the ends of a range.
func (s *scanner) quantity(i int) int {
	n, ok := s.number(i)
	if !ok {
		return i
	}
	n = s.saidTwice(n)
	f := fact{kind: kCount, lo: n.value, start: i, end: n.end}
	if s.label(&f) {
		return s.add(f)
	}
	first := s.unit(&f, n)
	if hi, n, ok := s.rangeEnd(f); ok {
		second := fact{kind: kCount, lo: hi, start: i, end: n.end}
		known := s.unit(&second, n)
		if !known && s.currencyBetween(f.end, n.end) {
			second.kind, known = kAmount, true
		}
		if known || !first {
			second.lo, second.hi, second.cmp = f.lo, hi, cmpRange
			f = second
		}
	}
	s.bound(&f)
	s.years(&f)
	return s.add(f)
}

// saidTwice passes over the number in a bracket that says a number again: "trenta (30)".
func (s *scanner) saidTwice(n number) number {
	if !s.is(n.end, "(") {
		return n
	}
	if m, ok := s.number(n.end + 1); ok && m.value == n.value && m.words != n.words && s.is(m.end, ")") {
		n.end = m.end + 1
	}
	return n
}

// cents reads the cents behind whole euro: "ventidue euro e ventuno centesimi".
func (s *scanner) cents(f *fact) {
	if f.kind != kAmount || f.lo%milli != 0 || s.fold(f.end) != "e" && s.fold(f.end) != "and" {
		return
	}
	if n, ok := s.number(f.end + 1); ok && n.value < 100*milli && n.value%milli == 0 && s.in(n.end, "cents") {
		f.lo += n.value / 100
		f.end = n.end + 1
	}
}

// label says whether the number is the name of something and not how many there
// are: "linea 3", "modello 730".
func (s *scanner) label(f *fact) bool {
	prev := s.fold(f.start - 1)
	if s.is(f.start-1, ".") {
		prev = s.fold(f.start - 2)
	}
	if s.is(f.start-1, "-/") && f.start >= 2 && s.t[f.start-1].glued {
		return false
	}
	if !in(prev, "label") || f.end < len(s.t) && (isUnit(s.fold(f.end)) || isCurrency(s.t[f.end])) {
		return false
	}
	f.unit, f.label = stem(prev), true
	if in(prev, "label-number") {
		f.unit = "numero"
	}
	return true
}

// unit reads what comes after a number, or the sign of currency before it, into f.
// It says whether anything told what is counted.
func (s *scanner) unit(f *fact, n number) bool {
	j := n.end
	if half, end := halfAfter(s.t, j+1); half && isUnit(s.fold(j)) { // "un anno e mezzo"
		f.kind, f.unit, f.end = kDuration, unitOf(s.fold(j)), end
		f.lo += milli / 2
		return true
	}
	switch {
	case j < len(s.t) && isCurrency(s.t[j]):
		f.kind, f.end = kAmount, j+1
		s.cents(f)
		return true
	case s.currencyBefore(f.start):
		f.kind = kAmount
		return true
	case s.is(j, "%"):
		f.kind, f.end = kPercent, j+1
		return true
	case s.fold(j) == "percent" || s.fold(j) == "percento":
		f.kind, f.end = kPercent, j+1
		return true
	case (s.fold(j) == "per" || s.fold(j) == "x") && (s.fold(j+1) == "cento" || s.fold(j+1) == "cent"):
		f.kind, f.end = kPercent, j+2
		return true
	}
	return s.counted(f, j)
}

// currencyBefore says whether "€" or "euro" stands before token i.
func (s *scanner) currencyBefore(i int) bool {
	if i < 1 || !isCurrency(s.t[i-1]) {
		return false
	}
	_, taken := s.number(i - 2) // "100 euro 50 persone": the sign belongs to the number before
	return !taken || s.t[i].glued
}

// counted reads the unit of time or the noun after a number.
func (s *scanner) counted(f *fact, j int) bool {
	if s.joins(j, "-") { // "six-month"
		j++
	}
	for s.in(j, "between") {
		j++
	}
	w := s.fold(j)
	switch {
	case s.tok(j).kind != word, s.datedBefore(f):
		return false
	case isUnit(w) && (w != "h" || !s.tok(j).glued || !s.tok(j+1).glued):
		f.kind, f.unit, f.end = kDuration, unitOf(w), j+1
		s.working(f, j)
		return true
	case w == "enne" || w == "enni":
		f.kind, f.unit, f.role, f.end = kDuration, "year", roleAge, j+1
		return true
	case isStop(w) || !nounLike(w):
		return false
	}
	f.unit, f.end = nounClass(w), j+1
	if f.unit == "" {
		f.unit = stem(w)
	}
	return true
}

// working makes "giorni lavorativi" and "working days" a unit of their own.
func (s *scanner) working(f *fact, j int) {
	if s.in(j+1, "working") {
		f.unit += " working"
		f.end = j + 2
	} else if s.in(j-1, "working") {
		f.unit += " working"
	}
}

// nounLike says whether a word may be what a number counts.
func nounLike(w string) bool { return len(w) > 2 && !in(w, "not-counted") }

// rangeEnd reads the second number of "350-450 euro", "da 350 a 450 euro", "tra i 18
// e i 21 anni".
func (s *scanner) rangeEnd(f fact) (int64, number, bool) {
	j := s.rangeWord(f)
	if j == f.end {
		return 0, number{}, false
	}
	for s.article(j) || isCurrency(s.tok(j)) {
		j++
	}
	n, ok := s.number(j)
	return n.value, n, ok && n.value > f.lo
}

// rangeWord is where what stands between the two ends of a range ends; the end of the
// first when there is no range.
func (s *scanner) rangeWord(f fact) int {
	j := f.end
	apart := s.is(j, "-") && !s.tok(j).glued
	switch {
	case apart && len(s.tok(f.start).raw) == 4 && j == f.start+1:
		return j // "2020 - 38.400 euro" is a year and an amount
	case s.is(j, "-"), s.joins(j, "/"):
		return j + 1
	}
	return s.rangeTurn(s.rangeOpens(f.start), j)
}

// rangeTurn is where the words between the two ends of a range end that opens with
// "da" or "tra": "a", "fino a", "e"; j when there are none.
func (s *scanner) rangeTurn(opens string, j int) int {
	w, next := s.base(j), s.base(j+1)
	switch {
	case opens == "tra" && (w == "e" || w == "and"):
		return j + 1
	case opens != "da":
		return j
	case w == "a" || w == "to":
		return j + 1
	case w == "fino" && next == "a" || w == "up" && next == "to":
		return j + 2
	}
	return j
}

// currencyBetween says whether a sign of currency stands between two tokens: "da 58 a
// € 203".
func (s *scanner) currencyBetween(from, to int) bool {
	return slices.ContainsFunc(s.t[from:to], isCurrency)
}

// rangeOpens says whether "da" or "tra" stands before token i.
func (s *scanner) rangeOpens(i int) string {
	for i--; s.article(i) || isCurrency(s.tok(i)); i-- {
	}
	switch s.base(i) {
	case "da", "from", "aged", "ages":
		return "da"
	case "tra", "fra", "between":
		return "tra"
	}
	return ""
}

// bound reads how the words around a value bound it.
func (s *scanner) bound(f *fact) {
	if f.cmp == cmpRange {
		return
	}
	after, end := s.boundAfter(f.end)
	before := s.boundBefore(f.start)
	switch {
	case after != cmpNone && (before == cmpNone || before == after || before == cmpAtLeast && after == cmpBelow):
		f.cmp, f.end = after, end
	default:
		f.cmp = before
	}
	if f.kind == kAmount && f.end < len(s.t) && s.base(f.end) == "di" && s.fold(f.end+1) == "isee" {
		f.threshold = true
	}
}

// years tells an age from a length of time, and a year from a number.
func (s *scanner) years(f *fact) {
	if s.isYear(f) {
		f.kind, f.lo = kYear, f.lo/milli
		return
	}
	if f.kind != kDuration || f.role != roleOpen || f.unit != "year" && f.unit != "month" {
		return
	}
	age, span := s.ageOrSpan(f)
	switch {
	case age && !span:
		f.role = roleAge
	case span && !age:
		f.role = roleSpan
	}
}

// datedBefore says whether a number is the year of what stands before it: "le regole del
// 2026 valgono", "per il 2026 controlla".
func (s *scanner) datedBefore(f *fact) bool {
	bare := *f
	bare.unit, bare.end = "", f.start+1
	return s.in(f.start-1, "year-before") && !s.in(f.end, "negators") && s.isYear(&bare)
}

// isYear says whether a number of four digits that counts nothing can be a year.
func (s *scanner) isYear(f *fact) bool {
	return f.kind == kCount && f.unit == "" && f.cmp != cmpRange && f.lo >= firstYear*milli && f.lo <= lastYear*milli &&
		f.end == f.start+1 && len(s.tok(f.start).raw) == 4
}

// aroundAge is how many words before a number of years tell whether it is an age.
const aroundAge = 5

// ageOrSpan looks for words that tell an age, and for those that tell a length of time.
func (s *scanner) ageOrSpan(f *fact) (age, span bool) {
	span = s.in(f.end, "span-after")
	age = s.in(f.end, "age-after") || s.in(f.end-1, "age-after") ||
		s.base(f.end) == "di" && s.fold(f.end+1) == "eta" || s.is(f.end, "-") && s.fold(f.end+1) == "old"
	for k := f.start - 1; k >= f.start-aroundAge && (s.tok(k).kind == word || s.isDigits(k)); k-- {
		age = age || s.in(k, "age-before")
		span = span || s.in(k, "span-before")
	}
	return age || f.unit == "year" && f.cmp == cmpRange && !span, span
}

// inherit gives a number without a noun that of the next one: "3, 6 o 12 mesi".
func (s *scanner) inherit() {
	for i := len(s.facts) - 2; i >= 0; i-- {
		f, next := &s.facts[i], &s.facts[i+1]
		if f.kind != kCount || f.unit != "" || next.label || next.kind > kDuration || next.kind == kCount && next.unit == "" {
			continue
		}
		if s.listed(f.end, next.start) {
			f.kind, f.unit, f.role, f.cmp = next.kind, next.unit, next.role, max(f.cmp, next.cmp)
		}
	}
}

// listed says whether nothing but what parts the members of a list stands between two
// tokens.
func (s *scanner) listed(from, to int) bool {
	if to <= from || to > from+2 {
		return false
	}
	for k := from; k < to; k++ {
		if !s.is(k, ",/") && !s.joins(k, "-") && !s.in(k, "list-and") {
			return false
		}
	}
	return true
}

// markMost says of the amounts of a list that its line calls them the most there is:
// "importi massimi".
func markMost(facts []fact, lead []token) {
	if !slices.ContainsFunc(lead, func(t token) bool { return t.in("most") }) {
		return
	}
	for i := range facts {
		facts[i].most = facts[i].start >= len(lead) && facts[i].cmp == cmpNone
	}
}

// markThresholds finds the amounts that a household's means are compared with: those
// bounded near a word for its means, or whose number stands right after one.
func (s *scanner) markThresholds() {
	last := -1
	for i := range s.facts {
		f := &s.facts[i]
		if f.kind == kCount && f.unit == "" && s.nearCue(f, "threshold-cue", 5) && f.lo >= 100*milli {
			f.kind = kAmount
		}
		if s.orAnother(i) {
			last = f.end
			continue
		}
		if f.kind != kAmount || f.cmp == cmpNone && !s.nearCue(f, "threshold-cue", 4) {
			continue
		}
		near := s.nearCue(f, "threshold-cue", 7)
		if near && !s.nearCue(f, "payout-cue", 2) || last >= 0 && f.start-last < 9 && !s.nearCue(f, "payout-cue", 4) {
			f.threshold = true
			last = f.end
		}
	}
}

// orAnother carries a limit over to the amount that stands beside it: "il limite è
// 9.796 euro, oppure 20.000 euro".
func (s *scanner) orAnother(i int) bool {
	f := &s.facts[i]
	if f.kind != kAmount || f.cmp != cmpNone || i == 0 || !s.in(f.start-1, "or") {
		return false
	}
	before := &s.facts[i-1]
	if before.kind != kAmount || !before.threshold || before.cmp == cmpRange || f.start-before.end > 3 {
		return false
	}
	f.cmp, f.threshold = before.cmp, true
	return true
}

// nearCue says whether one of the n words before a fact, within its clause, is in a
// list.
func (s *scanner) nearCue(f *fact, list string, n int) bool {
	for k := f.start - 1; k >= 0 && k >= f.start-n && !s.t[k].is(";."); k-- {
		if s.in(k, list) {
			return true
		}
	}
	return false
}
