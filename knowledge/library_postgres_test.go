package knowledge_test

import (
	"log/slog"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/knowledge"
)

// TestLibraryAnswersFromTheDatabase guards the whole way: what an import stores,
// vectors included, is what questions are answered from, and a second import is
// noticed.
func TestLibraryAnswersFromTheDatabase(t *testing.T) {
	t.Parallel()

	store := pgtest.Store(t)
	language, err := knowledge.LoadLanguage(knowledge.LanguageConfig{})
	if err != nil {
		t.Fatalf("load language: %v", err)
	}
	importer := &knowledge.Importer{Store: store, Embedder: knowledge.NewHashed(language), Logger: slog.New(slog.DiscardHandler)}
	parent := caterina.Content{Town: caterina.Town{Slug: "stato", Name: "Stato"}, Cards: []caterina.Card{
		{Slug: "assegno", Kind: caterina.KindBonus, Title: "Assegno per i figli", Summary: "Ogni mese.", Questions: []string{"soldi per i figli"}},
	}}
	town := caterina.Content{Town: caterina.Town{Slug: "borgo", Name: "Borgo", Parent: "stato"}, Cards: []caterina.Card{
		{Slug: "nido", Kind: caterina.KindService, Title: "Asilo nido", Summary: "Da 3 a 36 mesi.", Questions: []string{"iscrivere al nido"}},
		{Slug: "mensa", Kind: caterina.KindService, Title: "Mensa scolastica", Summary: "I pasti a scuola.", Questions: []string{"menu della mensa"}},
	}}
	for _, content := range []caterina.Content{parent, town} {
		if _, err := importer.Import(t.Context(), "", knowledge.Batch{Content: content, HasTown: true}, false); err != nil {
			t.Fatalf("import %s: %v", content.Town.Slug, err)
		}
	}
	library := knowledge.NewLibrary(knowledge.LibraryConfig{
		Store: store, Logger: slog.New(slog.DiscardHandler), Thesaurus: "/nonexistent", Words: "/nonexistent",
	})
	if err := library.Refresh(t.Context()); err != nil {
		t.Fatalf("refresh: %v", err)
	}
	borgo, ok := library.Town("borgo")
	if !ok {
		t.Fatal("the town is not there")
	}
	ask := func(text string) caterina.Ranking {
		r, err := library.Search(t.Context(), caterina.Query{Town: borgo.ID, Text: text, Lang: "it"})
		if err != nil {
			t.Fatalf("search: %v", err)
		}
		return r
	}
	if r := ask("assegno per mio figlio"); len(r.Hits) == 0 || r.Hits[0].Card.Slug != "assegno" || r.Hits[0].Town != "stato" {
		t.Errorf("hits %+v, want the parent's card", r.Hits)
	}
	r := ask("mensarella")
	for range 100 { // on a loaded machine the vectors may not answer in time
		if len(r.Hits) > 0 {
			break
		}
		r = ask("mensarella")
	}
	if len(r.Hits) == 0 || r.Hits[0].Card.Slug != "mensa" || r.Hits[0].Legs.Dense != 1 {
		t.Errorf("hits %+v, want the card that the vectors find by its letters", r.Hits)
	}

	town.Cards = append(town.Cards, caterina.Card{Slug: "zoo", Kind: caterina.KindGuide, Title: "Giraffe", Summary: "Allo zoo."})
	if _, err := importer.Import(t.Context(), "", knowledge.Batch{Content: town, HasTown: true}, false); err != nil {
		t.Fatalf("import again: %v", err)
	}
	if err := library.Refresh(t.Context()); err != nil {
		t.Fatalf("refresh again: %v", err)
	}
	if r := ask("giraffe"); len(r.Hits) == 0 || r.Hits[0].Card.Slug != "zoo" {
		t.Errorf("hits %+v, want the new card", r.Hits)
	}
}
