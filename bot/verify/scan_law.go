package verify

import "strconv"

// law reads a reference to a law: "art. 3, comma 2, L. 104/92", "legge n. 104 del
// 1992", "D.Lgs. 14 marzo 2013, n. 33". Article, paragraph and act are facts of their
// own, told by their unit; an act's hi is its year, its text the day of the year.
func (s *scanner) law(i int) int {
	kind, j := s.lawWord(i)
	switch kind {
	case "":
		return i
	case "art", "comma":
		return s.lawPart(kind, i, j)
	}
	date, j := s.lawDate(s.authority(j))
	j, said := s.numberSign(j)
	if !s.isDigits(j) || !said && s.fold(i) == "l" && date == 0 && !s.is(j+1, "/") {
		return i
	}
	f := fact{kind: kLaw, unit: kind, start: i}
	f.lo, _ = strconv.ParseInt(s.tok(j).raw, 10, 64)
	j++
	if s.is(j, "/") && s.isDigits(j+1) {
		f.hi, _ = strconv.ParseInt(s.tok(j+1).raw, 10, 64)
		f.ofEurope()
		if len(s.tok(j+1).raw) <= 2 {
			f.hi = longYear(f.hi)
		}
		f.hi = max(f.hi, 1) // a year of zeros is one, and nobody's
		j += 2
	} else if given, end := s.lawYear(j); given > 0 {
		date, j = given, end
	}
	if date > 0 {
		f.hi = date / 10_000
	}
	if day := date % 10_000; day > 0 {
		f.text = strconv.FormatInt(day, 10)
	}
	f.end = j
	return s.add(f)
}

// ofEurope puts number and year of "regolamento UE 2016/679" in their places.
func (f *fact) ofEurope() {
	if (f.unit == "reg" || f.unit == "direttiva") && f.lo > firstYear {
		f.lo, f.hi = f.hi, f.lo
	}
}

// lawWord is the kind of act or part that the token i names, and where its name ends.
func (s *scanner) lawWord(i int) (string, int) {
	t := s.tok(i)
	kind := t.class("law")
	if kind == "" || s.noLawWord(i) {
		return "", i
	}
	j := i + 1
	if s.is(j, ".") {
		j++
	}
	second := j
	if s.is(second, "-") {
		second++ // "decreto-legge"
	}
	if longer := classOf("law-second", t.fold+"+"+s.fold(second)); longer != "" {
		return longer, second + 1
	}
	return kind, j
}

// noLawWord says whether a word for an act is none here: "l'", "co", "act".
func (s *scanner) noLawWord(i int) bool {
	switch s.fold(i) {
	case "l", "co":
		return !s.is(i+1, ".")
	case "act":
		return !s.tok(i).capital()
	}
	return false
}

// authority passes over who made an act: "del Presidente della Repubblica", "UE",
// "INPS".
func (s *scanner) authority(j int) int {
	if s.is(j, "(") && s.in(j+1, "law-authority") && s.is(j+2, ")") {
		return j + 3 // "Regolamento (UE) 2016/679"
	}
	for s.tok(j).kind == word && (s.tok(j).capital() && s.fold(j) != "n" || s.in(j, "particle", "law-authority")) {
		if _, ok := s.month(j, true); ok {
			break
		}
		j++
	}
	return j
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
	if !s.in(j, "label-number") {
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

// lawPart reads "art. 3", "articolo 5-bis", "comma 2", "article 3(2)".
func (s *scanner) lawPart(kind string, i, j int) int {
	if !s.isDigits(j) || s.counts(j+1) {
		return i
	}
	n, _ := strconv.ParseInt(s.tok(j).raw, 10, 64)
	f := fact{kind: kLaw, unit: kind, lo: n, start: i, end: j + 1}
	if s.is(j+1, "-") && s.in(j+2, "bis") {
		f.text, f.end = s.fold(j+2), j+3
	} else if s.in(j+1, "bis") {
		f.text, f.end = s.fold(j+1), j+2
	}
	return s.add(f)
}
