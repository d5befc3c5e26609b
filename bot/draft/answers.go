package draft

import (
	"regexp"
	"slices"
	"strings"

	"example.org/caterina"
	"example.org/caterina/bot"
)

// What answers to how much, and to whom to call: a year and a number of instalments do not.
var (
	amount = regexp.MustCompile(`(?i)\d+(?:[.,]\d+)*\s*(?:euro\b|eur\b|€|%|per cento\b)|€\s*\d+(?:[.,]\d+)*`)
	number = regexp.MustCompile(`\d{2,}(?:[ ./-]?\d+)*|\S+@\S+\.\w+`)
)

// leavesOut says whether a verified draft has lost what was asked for: each of its
// sentences is true, and how much it is stands in none of them, or what it ends with
// announces a list that is not there. The card's own words have it.
func leavesOut(field caterina.Field, materials []bot.Material, text string) bool {
	return strings.HasSuffix(strings.TrimSpace(text), ":") || field == caterina.FieldAmount && missing(field, amount, materials, text) != ""
}

// missing is what cards say about a field, where that has figures of a kind and a draft
// none of these; "" where nothing is missing.
func missing(field caterina.Field, kind *regexp.Regexp, materials []bot.Material, text string) string {
	said := kind.FindAllString(text, -1)
	var parts []string
	for i := range materials {
		for _, p := range materials[i].Card.Parts {
			figures := kind.FindAllString(p.Text, -1)
			if p.Field != field || len(figures) == 0 {
				continue
			}
			if slices.ContainsFunc(figures, func(f string) bool { return slices.Contains(said, f) }) {
				return ""
			}
			parts = append(parts, p.Text)
		}
	}
	return paragraphs(parts)
}
