package bot

import (
	"strings"

	"example.org/caterina"
)

// mentions says whether a card speaks of a word, whatever its ending.
func mentions(c *caterina.Card, word string) bool {
	stem := stemOf(single(word))
	for _, text := range []string{
		c.Title, c.Summary, c.Description, c.Recipients, c.Amount, c.Access, c.Cost, c.Deadlines, c.Information,
		strings.Join(c.Documents, " "), strings.Join(c.Keywords, " "), strings.Join(c.Questions, " "), c.Result, c.SpecialCases, c.More,
		c.Translations[langEN].Title, c.Translations[langEN].Summary, strings.Join(c.Translations[langEN].Questions, " "),
	} {
		for _, tok := range tokenize(text) {
			if stemOf(tok.canon) == stem {
				return true
			}
		}
	}
	return false
}

// stemOf cuts the ending of a word: enough to compare a question with a card.
func stemOf(word string) string {
	if len(word) < 5 {
		return word
	}
	return strings.TrimRight(word, "aeious")
}
