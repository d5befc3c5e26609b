package verify

import (
	"strconv"
	"strings"
)

// A date is counted as year × 10,000 + month × 100 + day; what is not said is 0.
func dateValue(y, m, d int64) int64 { return y*10_000 + m*100 + d }

// Years that a number of four digits may be.
const (
	firstYear = 1900
	lastYear  = 2100
)

// lastDay is the day of "fine giugno".
func lastDay(month int64) int64 {
	switch month {
	case 2:
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// date reads a day, a month, or a year that says that it is one.
func (s *scanner) date(i int) int {
	for _, read := range []func(int) (fact, bool){s.numericDate, s.dayMonth, s.monthDay, s.partOfMonth, s.monthAlone} {
		if f, ok := read(i); ok {
			f.kind, f.start = kDate, i
			f.cmp, f.end = s.dateBound(i, f.end)
			if s.excepted(i) {
				f.text = strings.TrimSpace("but " + f.text) // "tranne agosto" is not August
			}
			return s.add(f)
		}
	}
	return i
}

// dateBound reads what bounds a date. The second end of "dal 1 al 30 settembre" is
// bounded from above, whatever stands between.
func (s *scanner) dateBound(start, end int) (relation, int) {
	if c := s.boundBefore(start); c != cmpNone {
		return c, end
	}
	if c := s.dateBoundByHour(start); c != cmpNone {
		return c, end
	}
	if n := len(s.facts); n > 0 && s.facts[n-1].kind == kDate && s.facts[n-1].cmp == cmpAtLeast && start-s.facts[n-1].end <= 3 {
		if k := s.facts[n-1].end; s.base(k) == "a" || s.fold(k) == "to" || s.is(k, "-") || s.fold(k) == "e" {
			return cmpAtMost, end
		}
	}
	if c, after := s.boundAfter(end); c == cmpAtLeast {
		return c, after
	}
	return cmpNone, end
}

// dateBoundByHour reads what bounds a date from before the weekday, and the time of day
// that it is told with: "entro venerdì 7 novembre", "entro le ore 12 del 7 novembre".
func (s *scanner) dateBoundByHour(start int) relation {
	n := len(s.facts)
	if s.fold(start-1) == "giorno" {
		start--
	}
	if n > 0 && s.facts[n-1].kind == kWeekday && s.facts[n-1].end == start {
		n--
		start = s.facts[n].start
		if c := s.boundBefore(start); c != cmpNone {
			return c
		}
	}
	if n == 0 || s.facts[n-1].kind != kClock || s.facts[n-1].end != start-1 || s.base(start-1) != "di" {
		return cmpNone
	}
	switch s.facts[n-1].edge {
	case edgeTo:
		return cmpAtMost
	case edgeFrom:
		return cmpAtLeast
	default:
		return cmpNone
	}
}

// numericDate reads "3/10/2026", "3.10.2026", "2026-10-03" and "3/10".
func (s *scanner) numericDate(i int) (fact, bool) {
	parts, sep, end := s.datePlaces(i)
	switch {
	case len(parts) == 3 && len(s.tok(i).raw) == 4 && validDay(parts[1], parts[2]):
		return fact{lo: dateValue(parts[0], parts[1], parts[2]), end: end}, true
	case len(parts) == 3 && validDay(parts[1], parts[0]) && (len(s.tok(end-1).raw) == 2 || parts[2] >= firstYear):
		return fact{lo: dateValue(longYear(parts[2]), parts[1], parts[0]), end: end}, true
	case len(parts) == 2 && sep == "/" && validDay(parts[1], parts[0]) && !s.countsSomething(end, parts[0]) && s.notOfClass(i, end):
		return fact{lo: dateValue(0, parts[1], parts[0]), end: end}, true
	}
	return fact{}, false
}

// datePlaces reads up to three numbers with the same mark between them.
func (s *scanner) datePlaces(i int) (parts []int64, sep string, end int) {
	for end = i; s.isDigits(end) && len(s.tok(end).raw) <= 4; {
		n, _ := strconv.ParseInt(s.tok(end).raw, 10, 64)
		parts = append(parts, n)
		end++
		if len(parts) == 3 || !s.goesOn(end, "/.-") || sep != "" && s.fold(end) != sep {
			break
		}
		sep = s.fold(end)
		end++
	}
	return parts, sep, end
}

// countsSomething says whether a unit follows: "3/6 anni" and "1/3 della spesa" are no
// days.
func (s *scanner) countsSomething(j int, first int64) bool {
	return isUnit(s.fold(j)) || isCurrency(s.tok(j)) || s.is(j, "%") || s.base(j) == "di" && first <= 3
}

// notOfClass says whether "1/2" stands where a day would: after a word that days
// follow.
func (s *scanner) notOfClass(i, j int) bool {
	w := s.base(i - 1)
	return !in(w, "label") && w != "int" && !s.is(i-1, "/") && !s.is(j, "/")
}

func validDay(m, d int64) bool { return m >= 1 && m <= 12 && d >= 1 && d <= 31 }

func longYear(y int64) int64 {
	switch {
	case y >= 100:
		return y
	case y < 70:
		return 2000 + y
	}
	return 1900 + y
}

// month is the number of the month that the token i names. A short form, and the
// English "may" and "march", only with a day or a capital beside it.
func (s *scanner) month(i int, withDay bool) (int64, bool) {
	w := s.fold(i)
	name := s.class(i, "month")
	if w == "may" && s.t[i].capital() && (withDay || s.in(i-1, "month-before")) {
		return 5, true
	}
	if name == "" || !withDay && len(w) <= 3 || w == "march" && !s.t[i].capital() {
		return 0, false
	}
	m, _ := strconv.ParseInt(name, 10, 64)
	return m, true
}

// dayNumber reads a day of the month: "3", "tre", "1°", "primo", "3rd", "third".
func (s *scanner) dayNumber(i int) (int64, int, bool) {
	if o := s.ordinalOf(i); o > 0 && o <= 31 {
		return o, i + 1, true
	}
	n, ok := s.number(i)
	if !ok || n.value%milli != 0 || n.value < milli || n.value > 31*milli {
		return 0, i, false
	}
	j := n.end
	switch {
	case s.is(j, "°") && s.t[j].glued:
		j++
	case s.tok(j).glued && s.in(j, "ordinal-ending"):
		j++
	}
	return n.value / milli, j, true
}

// dayMonth reads "3 ottobre 2026", "il primo di ottobre", "3rd of October", and the
// first day of "1 e 2 ottobre".
func (s *scanner) dayMonth(i int) (fact, bool) {
	d, j, ok := s.dayNumber(i)
	if !ok {
		return fact{}, false
	}
	k := j
	if s.base(k) == "di" || s.fold(k) == "of" {
		k++
	}
	if m, ok := s.month(k, true); ok {
		y, end := s.yearAfter(k + 1)
		return fact{lo: dateValue(y, m, d), end: end}, true
	}
	if !s.is(j, "-/,") && !in(s.base(j), "list-and") {
		return fact{}, false
	}
	for j++; s.article(j); j++ {
	}
	if _, _, ok := s.dayNumber(j); !ok || j >= len(s.t) {
		return fact{}, false
	}
	next, ok := s.dayMonth(j)
	if !ok {
		return fact{}, false
	}
	_, end, _ := s.dayNumber(i)
	return fact{lo: next.lo - next.lo%100 + d, end: end}, true
}

// monthDay reads "October 3rd, 2026".
func (s *scanner) monthDay(i int) (fact, bool) {
	m, ok := s.month(i, true)
	if !ok || !s.t[i].capital() || !s.t[i].in("months-en") {
		return fact{}, false
	}
	j := i + 1
	if s.fold(j) == "the" {
		j++
	}
	if s.isDigits(j) && len(s.tok(j).raw) > 2 {
		return fact{}, false
	}
	d, j, ok := s.dayNumber(j)
	if !ok {
		return fact{}, false
	}
	if s.is(j, ",") {
		if y, end := s.yearAfter(j + 1); y > 0 {
			return fact{lo: dateValue(y, m, d), end: end}, true
		}
	}
	y, end := s.yearAfter(j)
	return fact{lo: dateValue(y, m, d), end: end}, true
}

// partOfMonth reads "fine giugno": its last day. "metà giugno" is a day that no card
// has but one that says so, and "fine mese" too.
func (s *scanner) partOfMonth(i int) (fact, bool) {
	w := s.fold(i)
	if w != "fine" && w != "end" && w != "meta" && w != "inizio" && w != "mid" && w != "beginning" {
		return fact{}, false
	}
	j := i + 1
	if s.base(j) == "di" || s.fold(j) == "of" || s.is(j, "-") {
		j++
	}
	if s.fold(j) == "the" {
		j++
	}
	m, ok := s.month(j, false)
	if !ok {
		return s.partOfUnit(w, j)
	}
	y, end := s.yearAfter(j + 1)
	f := fact{lo: dateValue(y, m, lastDay(m)), end: end}
	if w != "fine" && w != "end" {
		f.lo, f.text = dateValue(y, m, 0), strings.TrimSuffix(w, "zio")
	}
	return f, true
}

// partOfUnit reads the month or the year at token j of which a word tells a part: "fine
// mese", "la fine dell'anno". A year that is no school's ends in December.
func (s *scanner) partOfUnit(w string, j int) (fact, bool) {
	u := unitOf(s.fold(j))
	if u != "month" && u != "year" || !singular(s.fold(j)) {
		return fact{}, false
	}
	f := fact{unit: u, text: w + " " + u, end: j + 1}
	switch {
	case s.in(j+1, "school-year"):
		f.text += " school"
		f.end++
	case u == "year" && (w == "fine" || w == "end"):
		f.lo, f.unit, f.text = dateValue(0, 12, lastDay(12)), "", ""
	}
	return f, true
}

// monthAlone reads "a ottobre", "da marzo 2026".
func (s *scanner) monthAlone(i int) (fact, bool) {
	m, ok := s.month(i, false)
	if !ok {
		return fact{}, false
	}
	y, end := s.yearAfter(i + 1)
	return fact{lo: dateValue(y, m, 0), end: end}, true
}

// yearAfter reads the year after a month, 0 when there is none, and where it ends.
func (s *scanner) yearAfter(i int) (int64, int) {
	j := i
	if s.base(j) == "di" || s.fold(j) == "of" {
		j++
	}
	if s.isDigits(j) && len(s.tok(j).raw) == 4 && !s.counts(j+1) && !s.goesOn(j+1, ".,") {
		y, _ := strconv.ParseInt(s.tok(j).raw, 10, 64)
		return y, j + 1
	}
	if n, ok := s.number(j); ok && n.words && n.value >= firstYear*milli && n.value <= lastYear*milli {
		return n.value / milli, n.end
	}
	return 0, i
}
