package verify

import (
	"slices"
	"strings"
)

// Digits that a telephone number may have.
const (
	fewestDigits = 6 // of one that is no short code
	mostDigits   = 11
)

// phone reads a telephone number: "0577 292 353", "+39 0577/292353", "800 713 713",
// "112", "chiama il 1522".
func (s *scanner) phone(i int) int {
	if s.hourBefore(i) == hourFrom || s.fold(i-1) == "ore" {
		return i
	}
	j := i
	if s.is(j, "(") && s.is(j+1, "+") {
		j++
	}
	plus := s.is(j, "+")
	if plus {
		j++
	}
	if !s.isDigits(j) || j == i && (s.goesBefore(i) || s.paid(i)) {
		return i
	}
	number, end := s.phoneDigits(j, plus)
	if number == "" || !plus && s.counts(end) {
		return i
	}
	extension, end := s.extension(end)
	return s.add(fact{kind: kPhone, text: number + extension, start: i, end: end})
}

// goesBefore says whether the digits at token i go on something that is no word for a
// telephone: "tel.0577" begins a number, "3.0577" does not.
func (s *scanner) goesBefore(i int) bool {
	return s.tok(i).glued && s.is(i-1, ".,/-:") && !s.in(i-2, "phone-cue")
}

// paid says whether the digits at token i are an amount: "377.129,00 euro".
func (s *scanner) paid(i int) bool {
	n, ok := s.number(i)
	return ok && (isCurrency(s.tok(n.end)) || s.currencyBefore(i))
}

// extension reads "int. 1/1" after a telephone number.
func (s *scanner) extension(end int) (string, int) {
	if s.base(end) != "int" {
		return "", end
	}
	if end++; s.is(end, ".") {
		end++
	}
	var b strings.Builder
	for ; s.isDigits(end) || s.is(end, "/"); end++ {
		if s.isDigits(end) {
			b.WriteString("x" + s.tok(end).raw)
		}
	}
	return b.String(), end
}

// phoneDigits collects the groups of a number from token j on and returns it in the
// national form, "" when it is none.
func (s *scanner) phoneDigits(j int, plus bool) (string, int) {
	first := s.tok(j).raw
	limit := phoneLength(first, plus)
	if limit == 0 {
		if s.shortCode(j) {
			return first, j + 1
		}
		return "", j
	}
	var b strings.Builder
	b.WriteString(first)
	end := j + 1
	for {
		k := s.nextGroup(end, plus || s.is(j-1, "("))
		if k < 0 || b.Len()+len(s.tok(k).raw) > limit || b.Len() > fewestDigits && s.isHour(k) {
			break
		}
		b.WriteString(s.tok(k).raw)
		end = k + 1
	}
	all := national(b.String(), plus)
	if len(all) < fewestDigits && s.shortCode(j) {
		return first, j + 1
	}
	if len(all) < fewestDigits {
		return "", j
	}
	return all, end
}

// nextGroup is the token of the digits that go on a telephone number behind token
// end-1, -1 when it ends there. The first group may stand in a bracket.
func (s *scanner) nextGroup(end int, bracket bool) int {
	k := end
	switch {
	case s.is(k, "/.-") && s.tok(k).glued == s.tok(k+1).glued, s.is(k, ")") && bracket:
		k++
	case s.tok(k).glued:
		return -1
	}
	if !s.isDigits(k) {
		return -1
	}
	return k
}

// isHour says whether the digits at token k begin a time of day: "9:00".
func (s *scanner) isHour(k int) bool {
	return s.goesOn(k+1, ":.") && len(s.tok(k).raw) <= 2 && len(s.tok(k+2).raw) == 2
}

// national writes a number without Italy's code, and another country's with a plus.
func national(all string, plus bool) string {
	if !plus {
		return strings.TrimPrefix(all, "0039")
	}
	if rest, italian := strings.CutPrefix(all, "39"); italian {
		return rest
	}
	return "+" + all
}

// phoneLength is how many digits a number that begins so may have, 0 when it can be
// no more than a short code.
func phoneLength(first string, plus bool) int {
	n := len(first)
	switch {
	case plus:
		return 15
	case strings.HasPrefix(first, "0039"):
		return 4 + mostDigits
	case first[0] == '0' && n > 1:
		return mostDigits
	case first[0] == '3' && (n == 3 || n >= 9):
		return 10
	case n == 3 && in(first, "phone-prefix"):
		return 9
	case first == "116": // the numbers that are Europe's: "116 117"
		return 6
	case first[0] == '8' && n >= fewestDigits && n <= 9:
		return 9
	}
	return 0
}

// shortCode says whether the digits at token i are a short number to call: a known
// one, or one after a word that tells of calling.
func (s *scanner) shortCode(i int) bool {
	raw := s.tok(i).raw
	if len(raw) < 3 || len(raw) > 6 || s.goesOn(i+1, ".,/:") {
		return false
	}
	if in(raw, "emergency") {
		return true
	}
	for k := i - 1; k >= i-4 && s.tok(k).kind == word; k-- {
		if s.in(k, "phone-cue") {
			return true
		}
	}
	return false
}

// longestStreet is how many words the name of a street has at most, small ones too.
const longestStreet = 8

// address reads a street and its number, and the postcode after it: "via del Casato
// di Sotto 23, 53100".
func (s *scanner) address(i int) int {
	if !s.in(i, "street") || s.in(i+1, "via-means") || s.fold(i) == "corso" && s.fold(i-1) == "in" {
		return i
	}
	names, capital, j := s.streetName(i + 1)
	house, end := s.houseNumber(j)
	for end == j && j > i+1 && s.in(j-1, "particle") {
		j--
		end = j
	}
	if len(names) == 0 || !capital && (house == "" || s.counts(end)) {
		return i
	}
	text := s.fold(i) + " " + strings.Join(names, " ") + "|" + house
	return s.add(fact{kind: kAddress, text: text, start: i, end: end})
}

// streetName reads the words of a street's name, without the small ones. Once one has
// a capital the others have, but for the last before the number.
func (s *scanner) streetName(i int) (names []string, capital bool, end int) {
	for end = i; end < i+longestStreet; end++ {
		t := s.tok(end)
		switch {
		case t.kind == word && t.in("particle"), s.joins(end, ".'-"):
		case t.in("house-word") && s.isDigits(end+1):
			return names, capital, end
		case t.kind == word && (t.capital() || !capital || s.lastOfStreet(end)):
			capital = capital || t.capital()
			names = append(names, t.fold)
		default:
			return names, capital, end
		}
	}
	return names, capital, end
}

// lastOfStreet says whether a small word stands right before a house's number, and
// not before the hours.
func (s *scanner) lastOfStreet(i int) bool {
	return s.isDigits(i+1) && !s.in(i, "hour-before", "hour-from", "phone-cue") && s.base(i) != "da"
}

// houseNumber reads ", 23/A", "n. 23", and the postcode that may follow.
func (s *scanner) houseNumber(j int) (string, int) {
	k := j
	if s.is(k, ",") {
		k++
	}
	if s.in(k, "house-word") {
		if k++; s.is(k, ".°") {
			k++
		}
	}
	if !s.isHouse(k) {
		return "", j
	}
	house := s.tok(k).raw
	k++
	switch t := s.tok(k); {
	case s.is(k, "/") && s.tok(k+1).glued:
		house += "/" + s.fold(k+1)
		k += 2
	case t.kind == word && len(t.raw) == 1 && t.glued, t.in("bis"):
		house += "/" + t.fold
		k++
	}
	code := k
	if s.is(code, ",-") {
		code++
	}
	if s.isDigits(code) && len(s.tok(code).raw) == postcodeLength {
		return house + "|" + s.tok(code).raw, code + 1
	}
	return house, k
}

const postcodeLength = 5

// isHouse says whether the token k is the number of a house: no time, and of nothing
// that is counted.
func (s *scanner) isHouse(k int) bool {
	return s.isDigits(k) && len(s.tok(k).raw) <= 4 && !s.counts(k+1) && !s.goesOn(k+1, ":.")
}

// sameStreet says whether an address of a draft is one of a card: the same words of
// the name, and the number and postcode where the draft has them.
func sameStreet(draft, src string) bool {
	dName, dHouse, _ := strings.Cut(draft, "|")
	sName, sHouse, _ := strings.Cut(src, "|")
	d, g := strings.Fields(dName), strings.Fields(sName)
	if !slices.Equal(d, g) && !translatedStreet(d, g) {
		return false
	}
	house, code, hasCode := strings.Cut(dHouse, "|")
	srcHouse, srcCode, _ := strings.Cut(sHouse, "|")
	return (house == "" || house == srcHouse) && (!hasCode || code == srcCode)
}

// translatedStreet says whether two addresses differ by the kind of street alone,
// which English drafts translate, or by a place that one of them names after it.
func translatedStreet(d, g []string) bool {
	return len(d) > 1 && len(g) > 1 && slices.Equal(d[1:], g[1:]) && (d[0] == "street" || d[0] == "square" || d[0] == "avenue")
}
