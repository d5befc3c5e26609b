package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// ambiguous finds a word of the question that is the acronym of two or more of
// the ranked cards, when nothing else in the question tells which.
func ambiguous(n need, hits []caterina.Hit) (string, []caterina.Hit) {
	for _, tok := range n.tokens {
		if len(tok.word) < 2 || len(tok.word) > 5 || isStopword(tok.word) {
			continue
		}
		var same []caterina.Hit
		for _, h := range hits {
			if !h.Expired && spells(h.Card.Title, tok.word) {
				same = append(same, h)
			}
		}
		if len(same) > 1 && !settled(n, tok.word, same) {
			return strings.ToUpper(tok.word), same
		}
	}
	return "", nil
}

// settled says whether the other words of the question fit one of the cards that
// share an acronym better than all the others.
func settled(n need, acronym string, same []caterina.Hit) bool {
	best, ties := 0, 0
	for _, h := range same {
		fit := 0
		for _, word := range n.subject {
			if word != acronym && len(word) > 3 && mentions(h.Card, word) {
				fit++
			}
		}
		switch {
		case fit > best:
			best, ties = fit, 1
		case fit == best:
			ties++
		}
	}
	return best > 0 && ties == 1
}

// spells says whether a title spells an acronym out: it gives it in brackets, or
// its words begin with its letters. An acronym has three letters at least, unless
// it stands in brackets.
func spells(title, acronym string) bool {
	if before, rest, ok := strings.Cut(title, "("); ok {
		inside, _, _ := strings.Cut(rest, ")")
		if strings.EqualFold(inside, acronym) && strings.IndexFunc(inside, func(r rune) bool { return !unicode.IsUpper(r) }) < 0 {
			return true
		}
		title = before
	}
	next := 0
	for word := range strings.FieldsFuncSeq(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, _ := utf8.DecodeRuneInString(word)
		switch letter := fold(first); {
		case isStopword(strings.ToLower(word)):
		case next == len(acronym) || letter != rune(acronym[next]):
			return false
		default:
			next++
		}
	}
	return next == len(acronym) && next > 2
}
