package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/figures"
)

// What answers to how much, and to whom to call: a year and a number of instalments do not.
var (
	amount = regexp.MustCompile(`(?i)\d+(?:[.,]\d+)*\s*(?:euro\b|eur\b|€|%|per cento\b)|€\s*\d+(?:[.,]\d+)*`)
	number = regexp.MustCompile(`\d{2,}(?:[ ./-]?\d+)*|\S+@\S+\.\w+`)
)

// leavesOut says whether a verified draft has lost what was asked for: each of its
// sentences is true, and how much it is stands in none of them, or what it ends with
// announces a list that is not there. The card's own words have it.
// An amount is the same however it is written: "500 euro", "€ 500,00", "cinquecento".
func leavesOut(field caterina.Field, materials []bot.Material, text, lang string) bool {
	if strings.HasSuffix(strings.TrimSpace(text), ":") {
		return true
	}
	if field != caterina.FieldAmount {
		return false
	}
	said := figures.Of(withoutCents(text), lang, italian)
	return missing(field, amount, materials, func(f string) bool { return said.Hold(figures.Of(withoutCents(f), italian)) }) != ""
}

var noCents = regexp.MustCompile(`(\d),00\b`)

func withoutCents(text string) string { return noCents.ReplaceAllString(text, "$1") }

// written says whether a text has a contact as it stands in a card.
func written(text string) func(figure string) bool {
	said := number.FindAllString(text, -1)
	return func(f string) bool { return slices.Contains(said, f) }
}

// missing is what cards say about a field, where that has figures of a kind and a draft
// says none of these; "" where nothing is missing.
func missing(field caterina.Field, kind *regexp.Regexp, materials []bot.Material, says func(figure string) bool) string {
	var parts []string
	for i := range materials {
		for _, p := range materials[i].Card.Parts {
			all := kind.FindAllString(p.Text, -1)
			if p.Field != field || len(all) == 0 {
				continue
			}
			if slices.ContainsFunc(all, says) {
				return ""
			}
			parts = append(parts, p.Text)
		}
	}
	return paragraphs(parts)
}

// unsaid are the lines on the day that the citizen named, of cards of whose day a draft does
// not speak.
func unsaid(materials []bot.Material, text string) []string {
	said := spoken(text)
	var lines []string
	for i := range materials {
		if m := &materials[i]; !strings.Contains(said, spoken(m.Day)) {
			lines = append(lines, m.Hours...)
		}
	}
	return lines
}

// spoken are the words and numbers of a text, each between two spaces: "domani" is none of
// "dopodomani".
func spoken(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return " " + strings.Join(words, " ") + " "
}
