package verify_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/bot/verify"
	"example.org/caterina/knowledge/source"
)

// demoCard is a card of the demo towns as a model is given it.
type demoCard struct {
	caterina.Card
	town   string
	source verify.Source
}

// demoCards reads the cards of the demo towns, with the offices they name.
func demoCards(tb testing.TB) []demoCard {
	tb.Helper()
	var all []demoCard
	for _, town := range []string{"italia", "siena", "bari"} {
		batch, err := source.Read(tb.Context(), filepath.Join("..", "..", "demo", town))
		if err != nil {
			tb.Fatal(err)
		}
		for i := range batch.Content.Cards {
			c := batch.Content.Cards[i]
			all = append(all, demoCard{Card: c, town: town, source: sourceOf(&c, batch.Content.Offices)})
		}
	}
	if len(all) < 150 {
		tb.Fatalf("only %d cards in the demo towns", len(all))
	}
	return all
}

// sourceOf writes a card as the pipeline does: its parts, without the marks of
// Markdown, and what is known of its offices.
func sourceOf(c *caterina.Card, offices []caterina.Office) verify.Source {
	lines := []string{c.Title}
	for _, text := range []string{
		c.Summary, c.Description, c.Recipients, c.Amount, c.Information, c.Access, bullets(c.Documents), c.Result, c.Cost, c.Deadlines,
		c.SpecialCases, c.More,
	} {
		if text = strings.TrimSpace(strings.ReplaceAll(text, "**", "")); text != "" {
			lines = append(lines, text)
		}
	}
	s := verify.Source{ID: c.Slug, Official: []string{c.Title}}
	for _, o := range offices {
		if slices.Contains(c.Offices, o.Slug) {
			lines = append(lines, officeLines(o)...)
			s.Official = append(s.Official, o.Name, o.Address)
		}
	}
	if c.Contacts != nil {
		lines = append(lines, bullets(slices.Concat(c.Contacts.Phones, c.Contacts.Emails)))
	}
	s.Text = strings.Join(lines, "\n\n")
	return s
}

func officeLines(o caterina.Office) []string {
	lines := []string{o.Name, o.Address, o.Hours.Text}
	lines = append(lines, bullets(o.Phones), bullets(o.Emails))
	return slices.DeleteFunc(lines, func(s string) bool { return s == "" })
}

func bullets(items []string) string {
	if len(items) == 0 {
		return ""
	}
	return "- " + strings.Join(items, "\n- ")
}

func today() caterina.Date { return caterina.Date{Year: 2026, Month: 11, Day: 22} }

func checker(lang string, sources ...verify.Source) *verify.Checker {
	return verify.New(verify.Check{Sources: sources, Today: today(), Lang: lang})
}

// allCards checks against every card of the demo at once. A slug that two towns have
// is named with its town.
func allCards(tb testing.TB, lang string) *verify.Checker {
	tb.Helper()
	var sources []verify.Source
	for _, c := range demoCards(tb) {
		s := c.source
		if lang == "en" {
			s.Text += "\n" + english(&c.Card)
		}
		sources = append(sources, s)
		s.ID = c.town + "-" + c.Slug
		sources = append(sources, s)
	}
	return checker(lang, sources...)
}

// english is what a card says in English.
func english(c *caterina.Card) string {
	tr := c.Translations["en"]
	return strings.Join(slices.DeleteFunc([]string{
		tr.Title, tr.Summary, tr.Description, tr.Recipients, tr.Amount, tr.Access, bullets(tr.Documents), tr.Cost, tr.Deadlines,
	}, func(s string) bool { return s == "" }), "\n")
}

// slugsOnly writes "[italia/isee]" as the slug that allCards knows.
func slugsOnly(text string) string {
	for _, town := range []string{"italia", "siena", "bari"} {
		text = strings.ReplaceAll(text, "["+town+"/", "["+town+"-")
	}
	return text
}
