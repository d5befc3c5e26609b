package bot

import (
	"slices"
	"strings"
	"unicode"

	"example.org/caterina"
)

// ambiguous finds a word of the question that is the acronym of two or more of
// the ranked cards, when nothing else in the question tells which.
func ambiguous(n need, hits []caterina.Hit) (string, []caterina.Hit) {
	for _, tok := range n.tokens {
		if len(tok.word) < 2 || len(tok.word) > 5 {
			continue
		}
		var same []caterina.Hit
		for _, h := range hits {
			if slices.Contains(acronyms(h.Card), tok.word) && !h.Expired {
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

// acronyms returns the acronyms that a card's title spells out: the one it gives
// in brackets, and its initials.
func acronyms(c *caterina.Card) []string {
	var all []string
	title := c.Title
	if before, rest, ok := strings.Cut(title, "("); ok {
		inside, _, _ := strings.Cut(rest, ")")
		if len(inside) > 1 && len(inside) < 6 && strings.IndexFunc(inside, func(r rune) bool { return !unicode.IsUpper(r) }) < 0 {
			all = append(all, strings.ToLower(inside))
		}
		title = before
	}
	var initials strings.Builder
	for _, tok := range tokenize(title) {
		if !isStopword(tok.word) {
			initials.WriteByte(tok.word[0])
		}
	}
	if initials.Len() > 2 && !slices.Contains(all, initials.String()) {
		all = append(all, initials.String())
	}
	return all
}
