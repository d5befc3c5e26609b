package bot

import (
	"strings"
	"testing"

	"example.org/caterina"
)

// materialsOf are all cards of the test's town as whoever words an answer gets them.
func materialsOf(t *testing.T, lang string) []Material {
	t.Helper()
	c := newChat(t)
	var all []Material
	for _, card := range loadTown(t).Cards {
		if m, ok := c.engine.Material(caterina.Turn{Town: c.town, Now: monday(), Lang: lang}, card.Slug, lang); ok {
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		t.Fatal("no card of the town is worded")
	}
	return all
}

// TestALineThatIsReadApartSaysWhoseDoorIsOpen: beside the hours of another office, "apre
// oggi alle 9" alone is as true of the wrong one.
func TestALineThatIsReadApartSaysWhoseDoorIsOpen(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, m := range materialsOf(t, "it") {
		for line := range strings.Lines(m.text(caterina.FieldOffices)) {
			line = strings.ToLower(strings.TrimSpace(line))
			if !strings.Contains(line, "adesso è") {
				continue
			}
			seen++
			whose, now, named := strings.Cut(line, ": ")
			if !named || !strings.HasPrefix(now, "adesso è") || !strings.HasPrefix(whose, "- ") {
				t.Errorf("%s: %q does not say whose hours it tells", m.Card.ID, line)
			}
			if strings.Contains(now, ". ") {
				t.Errorf("%s: %q is more than one sentence", m.Card.ID, line)
			}
		}
	}
	if seen == 0 {
		t.Error("no card has an office that is open or closed")
	}
}

// TestWhoWordsAnAnswerIsNotToldOfTheCardsLanguage: that a card is in Italian is told to
// who reads it, not to who writes in their language from it.
func TestWhoWordsAnAnswerIsNotToldOfTheCardsLanguage(t *testing.T) {
	t.Parallel()
	for _, m := range materialsOf(t, "en") {
		for _, p := range m.Card.Parts {
			if strings.Contains(p.Text, "The card is in Italian") {
				t.Errorf("%s, %s: %q", m.Card.ID, p.Field, p.Text)
			}
		}
	}
}
