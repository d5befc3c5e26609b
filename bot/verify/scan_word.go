package verify

import (
	"strconv"
	"strings"
)

// fraction reads "la metà", "un terzo", "due terzi", "il doppio", "half".
func (s *scanner) fraction(i int) int {
	text, n := s.fractionText(i)
	if n == 0 {
		return i
	}
	return s.add(fact{kind: kFraction, text: text, start: i, end: i + n})
}

// fractionText is a fraction as "1/2" or "x2", and how many tokens it has.
func (s *scanner) fractionText(i int) (string, int) {
	if text := s.class(i, "fraction"); text != "" && s.fold(i+1) != "board" && !isUnit(s.fold(i+1)) {
		return text, 1
	}
	if s.isDigits(i) && s.goesOn(i+1, "/") && len(s.tok(i).raw)+len(s.tok(i+2).raw) <= 3 && !s.counts(i+3) {
		return s.tok(i).raw + "/" + s.tok(i+2).raw, 3
	}
	return s.partText(i)
}

// partText reads "un terzo", "due terzi": so many of so many parts.
func (s *scanner) partText(i int) (string, int) {
	of := classOf("part", strings.TrimSuffix(s.fold(i+1), "s"))
	if of == "" || of == "4" && s.base(i+2) == "di" && s.fold(i+3) == "ora" || nounClass(s.fold(i+2)) != "" {
		return "", 0 // "un quarto d'ora", "un terzo figlio"
	}
	n, ok := s.tok(i).value()
	if w := s.fold(i); w == "a" || w == "un" {
		n, ok = 1, true
	}
	if !ok || n > 9 || n < 1 {
		return "", 0
	}
	return strconv.FormatInt(n, 10) + "/" + of, 2
}

// period reads how often something is paid: "al mese", "mensile", "l'anno", "una
// tantum".
func (s *scanner) period(i int) int {
	text, n := s.periodText(i)
	if n == 0 {
		return i
	}
	return s.add(fact{kind: kPeriod, text: text, start: i, end: i + n})
}

// onceWords are ways to say that something is paid once.
func onceWords() [][]string { return [][]string{{"una", "tantum"}, {"one", "-", "off"}} }

// recently is how many tokens behind a fact "al mese" still belongs to it.
const recently = 6

// periodText is a period's unit of time, and how many tokens it has.
func (s *scanner) periodText(i int) (string, int) {
	w := s.fold(i)
	if p := s.class(i, "period"); p != "" {
		return p, 1
	}
	for _, words := range onceWords() {
		if s.fits(i, words) {
			return "once", len(words)
		}
	}
	if w == "in" && isOne(s.fold(i+1)) && singular(s.fold(i+2)) {
		return unitOf(s.fold(i + 2)), 3
	}
	if !s.in(i, "period-before") || !singular(s.fold(i+1)) {
		return "", 0
	}
	if s.in(i, "period-weak") && !s.countedBefore(i) {
		return "", 0
	}
	return unitOf(s.fold(i + 1)), 2
}

// countedBefore says whether a number of something stands before token i, to which "al
// mese" may belong.
func (s *scanner) countedBefore(i int) bool {
	if len(s.facts) == 0 {
		return false
	}
	f := &s.facts[len(s.facts)-1]
	switch f.kind {
	case kAmount, kPercent, kCount, kDuration, kFraction, kYear:
		return i-f.end < recently
	default:
		return false
	}
}

// vague reads a length of time that is no number: "pochi giorni", "a few days".
func (s *scanner) vague(i int) int {
	if s.fold(i) == "paio" && s.base(i+1) == "di" && isUnit(s.fold(i+2)) {
		return s.add(fact{kind: kDuration, unit: unitOf(s.fold(i + 2)), text: "few", cmp: s.boundBefore(i - 1), start: i, end: i + 3})
	}
	if !s.in(i, "few") || !isUnit(s.fold(i+1)) {
		return i
	}
	return s.add(fact{kind: kDuration, unit: unitOf(s.fold(i + 1)), text: "few", cmp: s.boundBefore(i), start: i, end: i + 2})
}

// singular says whether a word is one unit of time.
func singular(w string) bool { return in(w, "one-unit") }

// ordinalOf is the number of an ordinal that can be a day of the month.
func (s *scanner) ordinalOf(i int) int64 {
	if s.fold(i) != "primo" && !s.in(i, "ordinals-en") {
		return 0
	}
	n, _ := strconv.ParseInt(s.class(i, "ordinal"), 10, 64)
	return n
}

// ordinal reads "terzo figlio", "2° piano", "the third child". "Primo" and "secondo"
// are often no number and count only before what is numbered.
func (s *scanner) ordinal(i int) int {
	n, j := s.ordinalNumber(i)
	noun := s.fold(j)
	if n == 0 || n > 1000 || noun == "settore" {
		return i
	}
	if s.tok(i).kind == word && (n <= 2 && !in(noun, "ordinal-noun") || isStop(noun)) {
		return i
	}
	f := fact{kind: kCount, lo: n * milli, label: true, start: i, end: j, cmp: s.boundBefore(i)}
	if s.tok(j).kind == word && !isStop(noun) {
		f.unit, f.end = stem(noun), j+1
		if c := nounClass(noun); c != "" {
			f.unit = stem(c)
		}
	}
	if c, end := s.boundAfter(f.end); c == cmpAtLeast {
		f.cmp, f.end = c, end // "dal terzo figlio in poi"
	}
	return s.add(f)
}

// ordinalNumber reads "2°", "3rd", "terzo". It is 0 where none stands.
func (s *scanner) ordinalNumber(i int) (int64, int) {
	if s.isDigits(i) && (s.joins(i+1, "°") || s.tok(i+1).glued && s.in(i+1, "ordinal-ending")) {
		n, _ := strconv.ParseInt(s.tok(i).raw, 10, 64)
		return n, i + 2
	}
	n, _ := strconv.ParseInt(s.class(i, "ordinal"), 10, 64)
	return n, i + 1
}

// romanNumeral reads "Municipio II", "fascia III".
func (s *scanner) romanNumeral(i int) int {
	t := s.tok(i)
	if t.kind != word {
		return i
	}
	labelled := s.in(i-1, "label")
	n, ok := roman(t.raw)
	if !ok || len(t.raw) < 2 && !labelled {
		return i
	}
	f := fact{kind: kCount, lo: n * milli, label: true, start: i, end: i + 1}
	if labelled {
		f.unit = stem(s.fold(i - 1))
	}
	return s.add(f)
}

// lettered says whether the token i is the letter that names something: "modulo B",
// "lettera c)". Roman numerals are read as numbers.
func (s *scanner) lettered(i int) bool {
	t := s.tok(i)
	if t.kind != word || len(t.raw) != 1 || s.partOfCode(i+1) {
		return false
	}
	before := i - 1
	if s.is(before, ".") {
		before--
	}
	return t.capital() && s.in(before, "label") || s.is(i+1, ")") && s.in(before, "lettered")
}

// letter reads the letter of "modulo B" as a code that the card must have.
func (s *scanner) letter(i int) int {
	if !s.lettered(i) {
		return i
	}
	label := i - 1
	if s.is(label, ".") {
		label--
	}
	of := ""
	if !s.in(label, "lettered") {
		of = stem(s.fold(label)) + " "
	}
	return s.add(fact{kind: kTerm, text: "code letter " + of + s.fold(i), required: true, start: i, end: i + 1})
}

// code reads names made of letters and digits: "F24", "A38", "COVID-19".
func (s *scanner) code(i int) int {
	t := s.tok(i)
	if t.kind == word && s.goesOn(i+1, "-") && !isUnit(t.fold) {
		return s.addCode(i, i+3, t.fold+s.fold(i+2))
	}
	if t.kind == punct || strings.HasSuffix(t.raw, "'") || t.kind == s.tok(i+1).kind || !s.partOfCode(i+1) {
		return i
	}
	var b strings.Builder
	b.WriteString(t.fold)
	end := i + 1
	for ; s.partOfCode(end); end++ {
		b.WriteString(s.fold(end))
	}
	return s.addCode(i, end, b.String())
}

// partOfCode says whether letters or digits stand right behind the token before.
func (s *scanner) partOfCode(i int) bool {
	t := s.tok(i)
	return t.glued && (t.kind == word || t.kind == digits)
}

// addCode adds a code. "LINK_1" stands for the address of a page.
func (s *scanner) addCode(i, end int, text string) int {
	if n, ok := strings.CutPrefix(text, "link"); ok && s.isDigits(end-1) && n == s.fold(end-1) {
		return s.add(fact{kind: kLink, text: text, start: i, end: end})
	}
	return s.add(fact{kind: kTerm, text: "code " + text, required: true, start: i, end: end})
}
