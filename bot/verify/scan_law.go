package verify

import (
	"strconv"
	"strings"
)

// law reads a reference to a law: "art. 3, comma 2, L. 104/92", "legge n. 104 del
// 1992", "D.Lgs. 14 marzo 2013, n. 33". Article, paragraph and act are facts of their
// own, told by their unit; an act's hi is its year.
func (s *scanner) law(i int) int {
	kind, j := s.lawWord(i)
	if kind == "" {
		return i
	}
	if kind == "art" || kind == "comma" {
		return s.article(kind, i, j)
	}
	j, named := s.authority(j)
	date, end := s.lawDate(j)
	j = end
	j, said := s.numberSign(j)
	if j >= len(s.t) || s.t[j].kind != digits {
		return i
	}
	if !said && s.t[i].fold == "l" && date == 0 && !s.is(j+1, "/") {
		return i
	}
	num, year, day := s.t[j].raw, date/10_000, date%10_000
	j++
	if s.is(j, "/") && j+1 < len(s.t) && s.t[j+1].kind == digits {
		first, _ := strconv.ParseInt(num, 10, 64)
		second, _ := strconv.ParseInt(s.t[j+1].raw, 10, 64)
		if kind == "reg" && first > 1900 || kind == "direttiva" && first > 1900 { // "2016/679"
			num, year = s.t[j+1].raw, first
		} else {
			year = longYear(second)
		}
		j += 2
	} else if given, end := s.lawYear(j); given > 0 {
		year, day, j = given/10_000, given%10_000, end
	}
	n, _ := strconv.ParseInt(num, 10, 64)
	if named && kind == "lr" {
		kind = "lr"
	}
	f := fact{kind: kLaw, unit: kind, lo: n, hi: year, start: i, end: j}
	if day > 0 {
		f.text = strconv.FormatInt(day, 10)
	}
	return s.add(f)
}

// lawWord is the kind of act or part that the token i names, and where its name ends.
func (s *scanner) lawWord(i int) (string, int) {
	kind := classes()["law"][s.fold(i)]
	if kind == "" || s.t[i].kind != word {
		return "", i
	}
	if s.t[i].fold == "l" && (s.t[i].raw != "L" || !s.is(i+1, ".")) || s.t[i].fold == "co" && !s.is(i+1, ".") || s.t[i].fold == "act" && !s.t[i].capital() {
		return "", i
	}
	j := i + 1
	if s.is(j, ".") {
		j++
	}
	switch w := s.fold(j); {
	case kind == "decreto" && w == "legislativo":
		return "dlgs", j + 1
	case kind == "decreto" && (w == "legge" || s.is(j, "-") && s.fold(j+1) == "legge"):
		if s.is(j, "-") {
			j++
		}
		return "dl", j + 1
	case kind == "decreto" && w == "ministeriale":
		return "dm", j + 1
	case kind == "legge" && w == "regionale":
		return "lr", j + 1
	}
	return kind, j
}

// authority passes over who made an act: "del Presidente della Repubblica", "UE",
// "INPS".
func (s *scanner) authority(j int) (int, bool) {
	named := false
	for j < len(s.t) && s.t[j].kind == word && (s.t[j].capital() && s.fold(j) != "n" || in(s.fold(j), "particle", "law-authority")) {
		if _, ok := s.month(j, true); ok {
			break
		}
		named = true
		j++
	}
	return j, named
}

// lawDate reads the day of an act: "14 marzo 2013,". It is 0 where there is none.
func (s *scanner) lawDate(j int) (int64, int) {
	f, ok := s.dayMonth(j)
	if !ok {
		if f, ok = s.numericDate(j); !ok {
			return 0, j
		}
	}
	if s.is(f.end, ",") {
		f.end++
	}
	return f.lo, f.end
}

// numberSign passes over "n.", "no.", "numero".
func (s *scanner) numberSign(j int) (int, bool) {
	if s.is(j, ",") {
		j++
	}
	if !in(s.fold(j), "label-number") {
		return j, false
	}
	j++
	if s.is(j, ".°") {
		j++
	}
	return j, true
}

// lawYear reads "del 1992", "of 1992", "del 5 febbraio 1992", "del 5/2/1992" after an
// act's number, as a date.
func (s *scanner) lawYear(j int) (int64, int) {
	if s.base(j) != "di" && s.fold(j) != "of" && s.is(j, ",") {
		return 0, j
	}
	for _, read := range []func(int) (fact, bool){s.numericDate, s.dayMonth} {
		if f, ok := read(j + 1); ok {
			return f.lo, f.end
		}
	}
	y, end := s.yearAfter(j)
	return y * 10_000, end
}

// article reads "art. 3", "articolo 5-bis", "comma 2", "article 3(2)".
func (s *scanner) article(kind string, i, j int) int {
	if j >= len(s.t) || s.t[j].kind != digits || s.counts(j+1) {
		return i
	}
	n, _ := strconv.ParseInt(s.t[j].raw, 10, 64)
	f := fact{kind: kLaw, unit: kind, lo: n, start: i, end: j + 1}
	if s.is(j+1, "-") && in(s.fold(j+2), "bis") {
		f.text, f.end = s.fold(j+2), j+3
	} else if in(s.fold(j+1), "bis") {
		f.text, f.end = s.fold(j+1), j+2
	}
	return s.add(f)
}

// fraction reads "la metà", "un terzo", "due terzi", "il doppio", "half".
func (s *scanner) fraction(i int) int {
	whole := func(text string, n int) int {
		return s.add(fact{kind: kFraction, text: text, start: i, end: i + n})
	}
	switch w := s.fold(i); w {
	case "meta", "half":
		if s.fold(i+1) != "board" && !isUnit(s.fold(i+1)) {
			return whole("1/2", 1)
		}
	case "doppio", "doppia", "double", "raddoppia", "raddoppiato":
		return whole("x2", 1)
	case "triplo", "tripla", "triple":
		return whole("x3", 1)
	case "dimezzato", "dimezzata", "dimezza", "halved":
		return whole("1/2", 1)
	}
	if s.is(i+1, "/") && s.t[i].kind == digits && i+2 < len(s.t) && s.t[i+1].glued && s.t[i+2].glued && s.t[i+2].kind == digits && len(s.t[i].raw)+len(s.t[i+2].raw) <= 3 && !s.counts(i+3) {
		return whole(s.t[i].raw+"/"+s.t[i+2].raw, 3)
	}
	n, ok := wordValue(s.fold(i))
	if s.fold(i) == "a" || s.fold(i) == "un" {
		n, ok = 1, true
	}
	if !ok || n > 9 || n < 1 {
		return i
	}
	part := strings.TrimSuffix(s.fold(i+1), "s")
	if part == "quarto" && s.base(i+2) == "di" && s.fold(i+3) == "ora" {
		return i
	}
	of := classes()["part"][part]
	if of == "" {
		return i
	}
	return whole(strconv.FormatInt(n, 10)+"/"+of, 2)
}

// period reads how often something is paid: "al mese", "mensile", "l'anno", "una
// tantum".
func (s *scanner) period(i int) int {
	w := s.fold(i)
	if p := classes()["period"][w]; p != "" {
		return s.add(fact{kind: kPeriod, text: p, start: i, end: i + 1})
	}
	switch {
	case w == "una" && s.fold(i+1) == "tantum", w == "one" && s.is(i+1, "-") && s.fold(i+2) == "off":
		return s.add(fact{kind: kPeriod, text: "once", start: i, end: i + 2})
	case w == "in" && isOne(s.fold(i+1)) && isUnit(s.fold(i+2)) && singular(s.fold(i+2)):
		return s.add(fact{kind: kPeriod, text: unitOf(s.fold(i + 2)), start: i, end: i + 3})
	case in(w, "period-before") && isUnit(s.fold(i+1)) && singular(s.fold(i+1)):
		if w != "l'" && w != "al" && w != "a" && w != "all'" && w != "alla" || len(s.facts) > 0 && i-s.facts[len(s.facts)-1].end < 6 {
			return s.add(fact{kind: kPeriod, text: unitOf(s.fold(i + 1)), start: i, end: i + 2})
		}
	}
	return i
}

// vague reads a length of time that is no number: "pochi giorni", "a few days".
func (s *scanner) vague(i int) int {
	if !in(s.fold(i), "few") || !isUnit(s.fold(i+1)) {
		return i
	}
	return s.add(fact{kind: kDuration, unit: unitOf(s.fold(i + 1)), text: "few", cmp: s.boundBefore(i), start: i, end: i + 2})
}

func singular(w string) bool {
	switch w {
	case "mese", "anno", "giorno", "settimana", "ora", "month", "year", "day", "week", "hour", "semestre", "trimestre":
		return true
	}
	return false
}

// ordinalOf is the number of an ordinal that can be a day of the month.
func (s *scanner) ordinalOf(i int) int64 {
	w := s.fold(i)
	if w != "primo" && !in(w, "ordinals-en") {
		return 0
	}
	n, _ := strconv.ParseInt(classes()["ordinal"][w], 10, 64)
	return n
}

// ordinal reads "terzo figlio", "2° piano", "the third child". "Primo" and "secondo"
// are often no number and count only before what is numbered.
func (s *scanner) ordinal(i int) int {
	if i >= len(s.t) {
		return i
	}
	n, j := int64(0), i+1
	if s.t[i].kind == digits && i+1 < len(s.t) && s.t[i+1].glued && (s.is(i+1, "°") || in(s.fold(i+1), "ordinal-ending")) {
		n, _ = strconv.ParseInt(s.t[i].raw, 10, 64)
		j = i + 2
	} else {
		n, _ = strconv.ParseInt(classes()["ordinal"][s.fold(i)], 10, 64)
	}
	if n == 0 || s.fold(j) == "settore" || n > 1000 {
		return i
	}
	noun := s.fold(j)
	if n <= 2 && s.t[i].kind == word && !in(noun, "ordinal-noun") || isStop(noun) && s.t[i].kind == word && n > 2 {
		return i
	}
	f := fact{kind: kCount, lo: n * milli, unit: "", label: true, start: i, end: j}
	if noun != "" && !isStop(noun) && j < len(s.t) && s.t[j].kind == word {
		f.unit, f.end = stem(noun), j+1
		if c := nounClass(noun); c != "" {
			f.unit = stem(c)
		}
	}
	return s.add(f)
}

// romanNumeral reads "Municipio II", "fascia III".
func (s *scanner) romanNumeral(i int) int {
	if i >= len(s.t) || s.t[i].kind != word {
		return i
	}
	n, ok := roman(s.t[i].raw)
	if !ok || len(s.t[i].raw) < 2 && !in(s.fold(i-1), "label") {
		return i
	}
	f := fact{kind: kCount, lo: n * milli, label: true, start: i, end: i + 1}
	if in(s.fold(i-1), "label") {
		f.unit = stem(s.fold(i - 1))
	}
	return s.add(f)
}

// code reads names made of letters and digits: "F24", "A38", "730/4".
func (s *scanner) code(i int) int {
	if i+2 < len(s.t) && s.t[i].kind == word && s.is(i+1, "-") && s.t[i+1].glued && s.t[i+2].kind == digits && s.t[i+2].glued && !isUnit(s.fold(i)) {
		return s.add(fact{kind: kTerm, text: "code " + s.fold(i) + s.fold(i+2), required: true, start: i, end: i + 3}) // "COVID-19"
	}
	if i+1 >= len(s.t) || s.t[i].kind == punct || strings.HasSuffix(s.t[i].raw, "'") || !s.t[i+1].glued || s.t[i].kind == s.t[i+1].kind || s.t[i+1].kind != word && s.t[i+1].kind != digits {
		return i
	}
	text, j := "", i
	for j < len(s.t) && (j == i || s.t[j].glued) && (s.t[j].kind == word || s.t[j].kind == digits) {
		text += s.t[j].fold
		j++
	}
	return s.add(fact{kind: kTerm, text: "code " + text, required: true, start: i, end: j})
}
