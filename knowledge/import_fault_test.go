package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

// errFault is what the faulty store says.
var errFault = errors.New("connection lost")

// faultyStore fails at one of its calls, counted from 1 over all methods, and
// works before and after.
type faultyStore struct {
	*postgres.Store
	failAt, calls int
}

func (s *faultyStore) fault() error {
	if s.calls++; s.calls == s.failAt {
		return errFault
	}
	return nil
}

func (s *faultyStore) TownBySlug(ctx context.Context, slug string) (caterina.Town, error) {
	if err := s.fault(); err != nil {
		return caterina.Town{}, err
	}
	return s.Store.TownBySlug(ctx, slug)
}

func (s *faultyStore) Content(ctx context.Context, town caterina.TownID) (caterina.Content, error) {
	if err := s.fault(); err != nil {
		return caterina.Content{}, err
	}
	return s.Store.Content(ctx, town)
}

func (s *faultyStore) SaveTown(ctx context.Context, town caterina.Town, lexicon *string) (caterina.TownID, caterina.ImportCounts, error) {
	if err := s.fault(); err != nil {
		return 0, caterina.ImportCounts{}, err
	}
	return s.Store.SaveTown(ctx, town, lexicon)
}

func (s *faultyStore) SaveItems(ctx context.Context, town caterina.TownID, items caterina.Items) (caterina.ImportCounts, error) {
	if err := s.fault(); err != nil {
		return caterina.ImportCounts{}, err
	}
	return s.Store.SaveItems(ctx, town, items)
}

func (s *faultyStore) ReplaceChunks(ctx context.Context, town caterina.TownID, cards []string, chunks []caterina.Chunk) error {
	if err := s.fault(); err != nil {
		return err
	}
	return s.Store.ReplaceChunks(ctx, town, cards, chunks)
}

func (s *faultyStore) EnsureModel(ctx context.Context, town caterina.TownID, model caterina.EmbeddingModel) (caterina.EmbeddingModel, error) {
	if err := s.fault(); err != nil {
		return caterina.EmbeddingModel{}, err
	}
	return s.Store.EnsureModel(ctx, town, model)
}

func (s *faultyStore) MissingEmbeddings(ctx context.Context, town caterina.TownID, model int64, limit int) ([]caterina.Chunk, error) {
	if err := s.fault(); err != nil {
		return nil, err
	}
	return s.Store.MissingEmbeddings(ctx, town, model, limit)
}

func (s *faultyStore) PutEmbeddings(ctx context.Context, town caterina.TownID, model int64, chunks []caterina.Chunk, vectors [][]float32) error {
	if err := s.fault(); err != nil {
		return err
	}
	return s.Store.PutEmbeddings(ctx, town, model, chunks, vectors)
}

func (s *faultyStore) ActivateModel(ctx context.Context, town caterina.TownID, model int64) error {
	if err := s.fault(); err != nil {
		return err
	}
	return s.Store.ActivateModel(ctx, town, model)
}

// TestAnImportThatFailsAnywhereIsFinishedByTheNext breaks the connection at each
// call in turn: the error comes through, and the same import again completes.
func TestAnImportThatFailsAnywhereIsFinishedByTheNext(t *testing.T) {
	t.Parallel()

	store := pgtest.Store(t)
	parent := cards("comune")
	parent.Content.Town, parent.HasTown = caterina.Town{Slug: "italia", Name: "Italia"}, true
	whole := knowledge.Importer{Store: store, Embedder: &hashEmbedder{name: "prova", dims: 8}, Logger: slog.New(slog.DiscardHandler)}
	if _, err := whole.Import(t.Context(), "", parent, false); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for at := 1; ; at++ {
		batch := cards("a", "b")
		slug := fmt.Sprintf("prova-%d", at)
		batch.Content.Town, batch.HasTown = caterina.Town{Slug: slug, Name: "Prova", Parent: "italia"}, true
		faulty := &faultyStore{Store: store, failAt: at}
		im := whole
		im.Store, im.Warn = faulty, func(r knowledge.Rejection) { t.Errorf("%s", r) }
		_, err := im.Import(t.Context(), "", batch, false)
		if err == nil {
			break // there is no such call any more
		}
		failed++
		if !errors.Is(err, errFault) {
			t.Errorf("call %d: the cause is lost: %v", at, err)
		}
		if _, err := im.Import(t.Context(), "", batch, false); err != nil {
			t.Fatalf("after call %d failed: %v", at, err)
		}
		town, err := store.TownBySlug(t.Context(), slug)
		if err != nil {
			t.Fatal(err)
		}
		model, active, err := store.ActiveModel(t.Context(), town.ID)
		if err != nil || !active {
			t.Fatalf("after call %d failed no model is active: %v", at, err)
		}
		missing, err := store.MissingEmbeddings(t.Context(), town.ID, model.ID, 10)
		if err != nil || len(missing) > 0 {
			t.Errorf("after call %d failed %d chunks have no vector: %v", at, len(missing), err)
		}
	}
	if failed < 10 {
		t.Errorf("only %d calls were broken", failed)
	}
}

// TestImportsAtTheSameTimeAgree: two clerks, or a clerk and a watcher.
func TestImportsAtTheSameTimeAgree(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	f.Warn = nil
	slugs := make([]string, 100)
	for i := range slugs {
		slugs[i] = fmt.Sprintf("scheda-%d", i)
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var total caterina.ImportCounts
	for range 4 {
		wg.Go(func() {
			counts, err := f.Import(t.Context(), "prova", cards(slugs...), false)
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			total.Created += counts.Created
			total.Unchanged += counts.Unchanged
		})
	}
	wg.Wait()
	if total.Created != 100 || total.Unchanged != 300 {
		t.Errorf("together: %+v", total)
	}
	content := f.content(t, "prova")
	if len(content.Cards) != 100 {
		t.Errorf("%d cards", len(content.Cards))
	}
	model, _, err := f.store.ActiveModel(t.Context(), content.Town.ID)
	if err != nil {
		t.Fatal(err)
	}
	near, err := f.store.Nearest(t.Context(), []int64{model.ID}, []float32{1, 1, 1, 1, 1, 1, 1, 1}, 200)
	if err != nil || len(near) != 100 {
		t.Errorf("%d cards have vectors, %v", len(near), err)
	}
}

// TestLargeBatchesAreStoredInParts: more cards than one transaction takes, with
// the offices they refer to.
func TestLargeBatchesAreStoredInParts(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	f.Embedder = nil
	slugs := make([]string, 2500)
	for i := range slugs {
		slugs[i] = fmt.Sprintf("scheda-%d", i)
	}
	batch := cards(slugs...)
	batch.Content.Offices = []caterina.Office{{Slug: "urp", Name: "URP"}}
	batch.Content.Services = []caterina.Service{{Slug: "colloquio", Name: "Colloquio"}}
	if got := f.run(t, "prova", batch); got != (caterina.ImportCounts{Created: 2502}) {
		t.Errorf("counts are %+v", got)
	}
	if got := f.run(t, "prova", knowledge.Batch{Content: caterina.Content{Offices: batch.Content.Offices}}); got != (caterina.ImportCounts{Unchanged: 1}) {
		t.Errorf("offices alone: %+v", got)
	}
	content := f.content(t, "prova")
	if len(content.Cards) != 2500 || len(content.Offices) != 1 || len(content.Services) != 1 {
		t.Errorf("%d cards, %d offices, %d services", len(content.Cards), len(content.Offices), len(content.Services))
	}
}

// TestALexiconMayComeAlone keeps the rest of the town as it was.
func TestALexiconMayComeAlone(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	batch := cards("a")
	batch.Content.Town, batch.HasTown = caterina.Town{Slug: "prova", Name: "Città di Prova"}, true
	f.run(t, "", batch)
	version := f.content(t, "prova").Version
	lexicon := knowledge.Batch{Content: caterina.Content{Lexicon: "nido: asilo"}, HasLexicon: true}
	if got := f.run(t, "prova", lexicon); got != (caterina.ImportCounts{}) {
		t.Errorf("counts are %+v", got)
	}
	content := f.content(t, "prova")
	if content.Lexicon != "nido: asilo" || content.Town.Name != "Città di Prova" || content.Version <= version {
		t.Errorf("lexicon %q, town %q, version %d after %d", content.Lexicon, content.Town.Name, content.Version, version)
	}
}
