package source_test

import (
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/knowledge"
)

// TestTheDemoTownsImportWithoutARemark imports what we ship in the order of the
// README, twice: every reference leads somewhere, the database gives back what
// the files say, and the second time nothing changes.
func TestTheDemoTownsImportWithoutARemark(t *testing.T) {
	t.Parallel()

	store := pgtest.Store(t)
	importer := knowledge.Importer{
		Store: store, Logger: slog.New(slog.DiscardHandler),
		Warn: func(r knowledge.Rejection) { t.Errorf("%s", r) },
	}
	for _, name := range []string{"italia", "siena", "bari"} {
		batch := read(t, "..", "..", "demo", name)
		items := 1 + len(batch.Content.Cards) + len(batch.Content.Offices) + len(batch.Content.Services) + len(batch.Content.Streets)
		for _, want := range []caterina.ImportCounts{{Created: items}, {Unchanged: items}} {
			got, err := importer.Import(t.Context(), "", batch, false)
			if err != nil || got != want {
				t.Errorf("%s: got %+v, %v, want %+v", name, got, err, want)
			}
		}
		town, err := store.TownBySlug(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		content, err := store.Content(t.Context(), town.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(sorted(t, batch.Content), sorted(t, content)); diff != "" {
			t.Errorf("%s: the database differs from the files (-files +database):\n%s", name, diff)
		}
	}
}

// sorted writes a content as lines of JSON in a fixed order.
func sorted(t *testing.T, c caterina.Content) []string {
	t.Helper()
	var lines []string
	add := func(kind string, v any) {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, kind+" "+string(b))
	}
	add("town", c.Town)
	for _, x := range c.Cards {
		add("card", x)
	}
	for _, x := range c.Offices {
		add("office", x)
	}
	for _, x := range c.Services {
		add("service", x)
	}
	for _, x := range c.Streets {
		add("street", x)
	}
	add("lexicon", c.Lexicon)
	slices.Sort(lines)
	return lines
}

// TestTheDemoOfficesSayWhenTheyAreOpen: a desk whose hours are only a sentence
// cannot tell whether it is open.
func TestTheDemoOfficesSayWhenTheyAreOpen(t *testing.T) {
	t.Parallel()

	for _, name := range []string{"italia", "siena", "bari"} {
		for _, office := range read(t, "..", "..", "demo", name).Content.Offices {
			if office.Hours.Text != "" && len(office.Hours.Shifts) == 0 {
				t.Errorf("%s/%s: %q has no table", name, office.Slug, office.Hours.Text)
			}
			if err := office.Hours.Check(); err != nil {
				t.Errorf("%s/%s: %v", name, office.Slug, err)
			}
		}
	}
}

// TestTheDemoCardsHaveWhatTheirPagesNeed: the demo shows how gaps look, on a few
// cards, not on most.
func TestTheDemoCardsHaveWhatTheirPagesNeed(t *testing.T) {
	t.Parallel()

	for _, name := range []string{"siena", "bari"} {
		gaps, services := 0, 0
		var worst []string
		for _, card := range read(t, "..", "..", "demo", name).Content.Cards {
			missing := knowledge.Gaps(card)
			if card.Kind == caterina.KindService || card.Kind == caterina.KindBonus {
				services++
			}
			if gaps += len(missing); len(missing) > 3 {
				worst = append(worst, card.Slug)
			}
		}
		if services == 0 || gaps > 3*services { // of the six there are
			t.Errorf("%s: %d gaps in %d services, most in %s", name, gaps, services, strings.Join(worst, ", "))
		}
	}
}
