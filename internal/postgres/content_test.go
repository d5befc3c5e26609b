package postgres_test

import (
	"errors"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
)

// fullCard uses every kind of field, so that storing it shows any that is lost.
func fullCard(slug string) caterina.Card {
	date := caterina.Date{Year: 2026, Month: 11, Day: 1}
	return caterina.Card{
		Slug: slug, Kind: caterina.KindBonus, Title: "Bonus «Utenze» — 50 €", Section: "adulti", Summary: "Uno sconto.",
		Description: "**Che cos'è**", Recipients: "Chi risiede", Amount: "413,10 euro", Information: "Telefona", Access: "Online",
		Documents: []string{"ISEE", "Bolletta"}, Result: "Lo sconto", Cost: "Nulla", Deadlines: "Entro dicembre",
		Window: &caterina.Window{Opens: &date}, ISEE: &caterina.ISEE{Kind: "ordinario", Max: 9360.5}, SpecialCases: "-", More: "-",
		Offices: []string{"sportello"}, Contacts: &caterina.Contacts{Phones: []string{"0577 000000"}, URL: "https://example.org"},
		Links: []caterina.Link{{Label: "a", URL: "https://example.org/a"}}, Questions: []string{"come pago meno?"},
		Keywords: []string{"luce"}, Topic: "famiglia", Valid: &caterina.Validity{To: &date}, VerifiedOn: &date,
		Translations: map[string]caterina.Translation{"en": {Title: "Bills bonus", Documents: []string{"ISEE"}}},
	}
}

func TestContentComesBackAsItWasSaved(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	lexicon := "nido: asilo, asilo nido"
	town := caterina.Town{
		Slug: "siena", Name: "Siena", Parent: "italia", Languages: []string{"it", "en"},
		PatronDay: &caterina.PatronDay{Date: caterina.MonthDay{Month: 12, Day: 1}, Name: "Sant'Ansano"},
		Texts:     caterina.Texts{Greeting: "Ciao!"}, Origins: []string{"https://www.example.org"},
	}
	id, counts, err := store.SaveTown(t.Context(), town, &lexicon)
	if err != nil || counts != (caterina.ImportCounts{Created: 1}) {
		t.Fatalf("save the town: %v, %v", counts, err)
	}
	town.ID = id
	items := caterina.Items{
		Cards: []caterina.Card{fullCard("b-utenze"), fullCard("a-nido")},
		Offices: []caterina.Office{{
			Slug: "sportello", Name: "Sportello", Lat: 43.318, Lon: 11.33,
			Hours:    caterina.Hours{Text: "lunedì 9-13", Shifts: []caterina.Shift{{Weekday: 1, From: 540, To: 780}}},
			Closures: []caterina.Closure{{Date: caterina.Date{Year: 2026, Month: 12, Day: 24}, Reason: "vigilia"}},
		}},
		Services: []caterina.Service{{Slug: "consulenza", Name: "Consulenza", Duration: 30, Capacity: 1}},
	}
	if _, err := store.SaveItems(t.Context(), id, items); err != nil {
		t.Fatal(err)
	}
	got, err := store.Content(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	offices := items.Offices
	offices[0].Town = "siena"
	want := caterina.Content{
		Town: town, Version: 2, Cards: []caterina.Card{items.Cards[1], items.Cards[0]},
		Offices: offices, Services: items.Services, Lexicon: lexicon,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the content (-want +got):\n%s", diff)
	}
	if bySlug, err := store.TownBySlug(t.Context(), "siena"); err != nil || !cmp.Equal(bySlug, town) {
		t.Errorf("the town by its slug is %v, %v", bySlug, err)
	}
}

func TestAnImportOfTheSameChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	items := caterina.Items{
		Cards:    []caterina.Card{fullCard("a"), fullCard("b")},
		Offices:  []caterina.Office{{Slug: "o", Name: "O"}},
		Services: []caterina.Service{{Slug: "s", Name: "S"}},
	}
	changed := items
	changed.Cards = []caterina.Card{fullCard("a"), fullCard("b"), fullCard("c")}
	changed.Cards[1].Title = "Another title"
	changed.Offices = []caterina.Office{{Slug: "o", Name: "O", Phones: []string{"1"}}}
	for _, step := range []struct {
		name    string
		items   caterina.Items
		want    caterina.ImportCounts
		version int64
	}{
		{"first", items, caterina.ImportCounts{Created: 4}, 2},
		{"the same again", items, caterina.ImportCounts{Unchanged: 4}, 2},
		{"one new, two different", changed, caterina.ImportCounts{Created: 1, Updated: 2, Unchanged: 2}, 3},
		{"that again", changed, caterina.ImportCounts{Unchanged: 5}, 3},
		{"nothing", caterina.Items{}, caterina.ImportCounts{}, 3},
	} {
		got, err := f.SaveItems(t.Context(), f.town, step.items)
		if err != nil || got != step.want {
			t.Errorf("%s: %+v, %v; want %+v", step.name, got, err, step.want)
		}
		versions, err := f.Versions(t.Context())
		if err != nil || versions[f.town] != step.version {
			t.Errorf("%s: the version is %d, %v; want %d", step.name, versions[f.town], err, step.version)
		}
	}
}

func TestATownIsSavedBySlug(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	text := func(s string) *string { return &s }
	var first caterina.TownID
	for _, step := range []struct {
		name    string
		title   string
		lexicon *string
		want    caterina.ImportCounts
		version int64
		lex     string
	}{
		{"new", "Siena", text("a: b"), caterina.ImportCounts{Created: 1}, 1, "a: b"},
		{"the same", "Siena", text("a: b"), caterina.ImportCounts{Unchanged: 1}, 1, "a: b"},
		{"without a lexicon", "Siena", nil, caterina.ImportCounts{Unchanged: 1}, 1, "a: b"},
		{"another name", "Comune di Siena", nil, caterina.ImportCounts{Updated: 1}, 2, "a: b"},
		{"another lexicon", "Comune di Siena", text("c: d"), caterina.ImportCounts{Updated: 1}, 3, "c: d"},
		{"an empty lexicon", "Comune di Siena", text(""), caterina.ImportCounts{Updated: 1}, 4, ""},
	} {
		id, counts, err := store.SaveTown(t.Context(), caterina.Town{Slug: "siena", Name: step.title}, step.lexicon)
		if err != nil || counts != step.want {
			t.Errorf("%s: %+v, %v; want %+v", step.name, counts, err, step.want)
		}
		if first == 0 {
			first = id
		}
		content, err := store.Content(t.Context(), id)
		if err != nil || id != first || content.Version != step.version || content.Lexicon != step.lex {
			t.Errorf("%s: town %d version %d lexicon %q, %v; want %d, %d, %q",
				step.name, id, content.Version, content.Lexicon, err, first, step.version, step.lex)
		}
	}
}

func TestOneSlugTwiceInAnImportIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, err := f.SaveItems(t.Context(), f.town, caterina.Items{Cards: []caterina.Card{fullCard("a"), fullCard("a")}})
	wantCode(t, "the same card twice", err, caterina.CodeInvalid)
	if e, ok := errors.AsType[*caterina.Error](err); !ok || e.Message != `the card "a" is there twice: give each its own slug` {
		t.Errorf("the error is %v, want one that names the card", err)
	}
}

func TestAnImportIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, err := f.SaveItems(t.Context(), f.town, caterina.Items{
		Cards:   []caterina.Card{fullCard("a")},
		Offices: []caterina.Office{{Slug: "o", Name: "a NUL \x00"}},
	})
	wantCode(t, "an office that cannot be stored", err, caterina.CodeInvalid)
	if content, err := f.Content(t.Context(), f.town); err != nil || len(content.Cards) != 0 || content.Version != 1 {
		t.Errorf("%d cards, version %d, %v; want none and 1", len(content.Cards), content.Version, err)
	}
}

func TestImportsAtTheSameTimeBothCount(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			cards := []caterina.Card{fullCard("shared"), fullCard(strconv.Itoa(i))}
			if _, err := f.SaveItems(t.Context(), f.town, caterina.Items{Cards: cards}); err != nil {
				t.Errorf("import %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if content, err := f.Content(t.Context(), f.town); err != nil || len(content.Cards) != 7 || content.Version != 7 {
		t.Errorf("%d cards, version %d, %v; want 7 and 7", len(content.Cards), content.Version, err)
	}
}

func TestTownsKeepTheirContentApart(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	other := f.saveTown("bari")
	if _, err := f.SaveItems(t.Context(), other, caterina.Items{Cards: []caterina.Card{fullCard("a")}}); err != nil {
		t.Fatal(err)
	}
	if content, err := f.Content(t.Context(), f.town); err != nil || len(content.Cards) != 0 || content.Version != 1 {
		t.Errorf("siena has %d cards, version %d, %v", len(content.Cards), content.Version, err)
	}
	towns, err := f.Towns(t.Context())
	if err != nil || len(towns) != 2 || towns[0].Slug != "bari" || towns[0].ID != other || towns[1].Slug != "siena" {
		t.Errorf("the towns are %v, %v; want bari and siena", towns, err)
	}
}

func TestATownThatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	store := pgtest.Store(t)
	_, err := store.TownBySlug(t.Context(), "atlantide")
	wantCode(t, "by slug", err, caterina.CodeNotFound)
	_, err = store.Content(t.Context(), 99)
	wantCode(t, "its content", err, caterina.CodeNotFound)
	_, err = store.SaveItems(t.Context(), 99, caterina.Items{Cards: []caterina.Card{fullCard("a")}})
	wantCode(t, "an import into it", err, caterina.CodeNotFound)
	if e, ok := errors.AsType[*caterina.Error](err); !ok || e.Message != "no such town" {
		t.Errorf("the error is %v, want one that says it is the town", err)
	}
}
