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
	j, plus := i, false
	if s.hourBefore(i) == hourFrom || s.fold(i-1) == "ore" {
		return i
	}
	if s.is(j, "(") && s.is(j+1, "+") {
		j++
	}
	if s.is(j, "+") {
		plus = true
		j++
	}
	if j >= len(s.t) || s.t[j].kind != digits || j == i && i > 0 && s.t[i].glued && s.t[i-1].is(".,/-:") {
		return i
	}
	number, end := s.phoneDigits(j, plus)
	if number == "" || !plus && s.counts(end) {
		return i
	}
	if s.base(end) == "int" {
		if s.is(end+1, ".") {
			end++
		}
		for end++; end < len(s.t) && (s.t[end].kind == digits || s.t[end].is("/")); end++ {
			if s.t[end].kind == digits {
				number += "x" + s.t[end].raw
			}
		}
	}
	return s.add(fact{kind: kPhone, text: number, start: i, end: end})
}

// phoneDigits collects the groups of a number from token j on and returns it in the
// national form, "" when it is none.
func (s *scanner) phoneDigits(j int, plus bool) (string, int) {
	first := s.t[j].raw
	limit := s.phoneLength(first, plus)
	all, end := first, j+1
	for end < len(s.t) && limit > 0 {
		k := end
		if s.t[k].is("/.-") && k+1 < len(s.t) && (s.t[k].glued == s.t[k+1].glued) {
			k++
		} else if s.t[k].is(")") && plus {
			k++
		}
		if k >= len(s.t) || s.t[k].kind != digits || k == end && s.t[k].glued || len(all)+len(s.t[k].raw) > limit {
			break
		}
		if s.is(k+1, ":.") && k+2 < len(s.t) && s.t[k+1].glued && s.t[k+2].glued && s.t[k+2].kind == digits && len(s.t[k].raw) <= 2 && len(s.t[k+2].raw) == 2 && len(all) > fewestDigits { // the hours that follow
			break
		}
		all += s.t[k].raw
		end = k + 1
	}
	if !plus {
		all = strings.TrimPrefix(all, "0039")
	} else if rest, italian := strings.CutPrefix(all, "39"); italian {
		all = rest
	} else {
		all = "+" + all
	}
	if limit > 0 && len(all) >= fewestDigits {
		return all, end
	}
	if limit == 0 && s.shortCode(j) {
		return first, j + 1
	}
	return "", j
}

// phoneLength is how many digits a number that begins so may have, 0 when it can be
// no more than a short code.
func (s *scanner) phoneLength(first string, plus bool) int {
	switch {
	case plus:
		return 15
	case strings.HasPrefix(first, "0039"):
		return 4 + mostDigits
	case first[0] == '0' && len(first) > 1:
		return mostDigits
	case first[0] == '3' && (len(first) == 3 || len(first) >= 9):
		return 10
	case len(first) == 3 && (strings.HasPrefix(first, "80") || strings.HasPrefix(first, "84") || strings.HasPrefix(first, "89") || first == "199"):
		return 9
	case len(first) >= fewestDigits && len(first) <= 9 && first[0] == '8':
		return 9
	}
	return 0
}

// shortCode says whether the digits at token i are a short number to call: a known
// one, or one after a word that tells of calling.
func (s *scanner) shortCode(i int) bool {
	raw := s.t[i].raw
	if len(raw) < 3 || len(raw) > 6 || i+2 < len(s.t) && s.t[i+1].is(".,/:") && s.t[i+1].glued && s.t[i+2].glued && s.t[i+2].kind == digits {
		return false
	}
	if in(raw, "emergency") {
		return true
	}
	for k := i - 1; k >= 0 && k >= i-4 && s.t[k].kind == word; k-- {
		if in(s.fold(k), "phone-cue") {
			return true
		}
	}
	return false
}

// address reads a street and its number, and the postcode after it: "via del Casato
// di Sotto 23, 53100".
func (s *scanner) address(i int) int {
	if i >= len(s.t) || !in(s.fold(i), "street") || in(s.fold(i+1), "via-means") {
		return i
	}
	var names []string
	j := i + 1
	capital := false
	for j < len(s.t) && j < i+9 {
		t := s.t[j]
		switch {
		case t.kind == word && in(t.fold, "particle"):
		case t.kind == word && (t.capital() || !capital || j+1 < len(s.t) && s.t[j+1].kind == digits && !in(t.fold, "hour-before", "phone-cue") && s.base(j) != "da"):
			capital = capital || t.capital()
			names = append(names, t.fold)
		case t.is(".'-") && t.glued:
		default:
			goto read
		}
		j++
	}
read:
	house, end := s.houseNumber(j)
	for end == j && j > i+1 && in(s.fold(j-1), "particle") {
		j--
		end = j
	}
	if len(names) == 0 || !capital && house == "" || !capital && s.counts(end) {
		return i
	}
	kind := s.fold(i)
	s.add(fact{kind: kAddress, text: kind + " " + strings.Join(names, " ") + "|" + house, start: i, end: end})
	return end
}

// houseNumber reads ", 23/A", "n. 23", and the postcode that may follow.
func (s *scanner) houseNumber(j int) (string, int) {
	k := j
	if s.is(k, ",") {
		k++
	}
	if s.fold(k) == "n" || s.fold(k) == "nr" || s.fold(k) == "civico" || s.fold(k) == "numero" {
		k++
		if s.is(k, ".°") {
			k++
		}
	}
	if k >= len(s.t) || s.t[k].kind != digits || len(s.t[k].raw) > 4 || s.counts(k+1) || s.is(k+1, ":.") && k+2 < len(s.t) && s.t[k+2].kind == digits && s.t[k+2].glued {
		return "", j
	}
	house := s.t[k].raw
	k++
	if s.is(k, "/") && k+1 < len(s.t) && s.t[k+1].glued {
		house += "/" + s.fold(k+1)
		k += 2
	} else if k < len(s.t) && s.t[k].kind == word && len(s.t[k].raw) == 1 && s.t[k].glued {
		house += "/" + s.fold(k)
		k++
	}
	end := k
	if s.is(k, ",-") {
		k++
	}
	if k < len(s.t) && s.t[k].kind == digits && len(s.t[k].raw) == 5 {
		return house + "|" + s.t[k].raw, k + 1
	}
	return house, end
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
