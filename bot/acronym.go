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

// settled says whether the other words of the question fit exactly one of the
// cards that share an acronym.
func settled(n need, acronym string, same []caterina.Hit) bool {
	fit := 0
	for _, h := range same {
		if slices.ContainsFunc(n.subject, func(word string) bool {
			return word != acronym && len(word) > 3 && mentions(h.Card, word)
		}) {
			fit++
		}
	}
	return fit == 1
}

// acronyms returns the acronyms that a card goes by: in brackets in its title,
// among its keywords in capitals, or made of its title's initials.
func acronyms(c *caterina.Card) []string {
	var all []string
	add := func(word string) {
		if len(word) > 1 && len(word) < 6 && strings.IndexFunc(word, func(r rune) bool { return !unicode.IsUpper(r) }) < 0 {
			all = append(all, strings.ToLower(word))
		}
	}
	for _, word := range strings.FieldsFunc(c.Title, func(r rune) bool { return !unicode.IsLetter(r) }) {
		add(word)
	}
	for _, k := range c.Keywords {
		add(k)
	}
	var initials strings.Builder
	for _, tok := range tokenize(c.Title) {
		if tok.word != "di" && tok.word != "per" && tok.word != "e" && tok.word != "la" && tok.word != "il" && tok.word != "a" {
			initials.WriteByte(tok.word[0])
		}
	}
	if initials.Len() > 2 {
		all = append(all, initials.String())
	}
	return all
}
