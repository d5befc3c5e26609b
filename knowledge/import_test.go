package knowledge_test

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

// hashEmbedder gives every text a vector of its own; dims is part of the model.
type hashEmbedder struct {
	name  string
	dims  int
	texts atomic.Int64
	err   error
}

func (e *hashEmbedder) Model() caterina.EmbeddingModel {
	return caterina.EmbeddingModel{Provider: "builtin", Name: e.name, Dims: e.dims}
}

func (e *hashEmbedder) Embed(_ context.Context, texts []string) ([][]float32, error) {
	if e.err != nil {
		return nil, e.err
	}
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		h := fnv.New32()
		_, _ = h.Write([]byte(text))
		vectors[i] = make([]float32, e.dims)
		vectors[i][int(h.Sum32())%e.dims] = 1
	}
	e.texts.Add(int64(len(texts)))
	return vectors, nil
}

// fixture is an importer on a database of its own.
type importFixture struct {
	*knowledge.Importer
	store    *postgres.Store
	embedder *hashEmbedder
	warnings []string
}

func newImport(t *testing.T) *importFixture {
	t.Helper()
	f := &importFixture{store: pgtest.Store(t), embedder: &hashEmbedder{name: "prova", dims: 8}}
	f.Importer = &knowledge.Importer{
		Store: f.store, Embedder: f.embedder, Logger: slog.New(slog.DiscardHandler),
		Warn: func(r knowledge.Rejection) { f.warnings = append(f.warnings, r.String()) },
	}
	return f
}

func (f *importFixture) run(t *testing.T, slug string, batch knowledge.Batch) caterina.ImportCounts {
	t.Helper()
	counts, err := f.Import(t.Context(), slug, batch, false)
	if err != nil {
		t.Fatal(err)
	}
	return counts
}

func (f *importFixture) content(t *testing.T, slug string) caterina.Content {
	t.Helper()
	town, err := f.store.TownBySlug(t.Context(), slug)
	if err != nil {
		t.Fatal(err)
	}
	content, err := f.store.Content(t.Context(), town.ID)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func cards(slugs ...string) knowledge.Batch {
	var b knowledge.Batch
	for _, slug := range slugs {
		b.Content.Cards = append(b.Content.Cards, caterina.Card{Slug: slug, Kind: caterina.KindGuide, Title: "Scheda " + slug, Summary: "Parla di " + slug + "."})
	}
	return b
}

func TestCardsAloneMakeATown(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	if got := f.run(t, "castel-del-piano", cards("a", "b")); got != (caterina.ImportCounts{Created: 2}) {
		t.Errorf("counts are %+v", got)
	}
	content := f.content(t, "castel-del-piano")
	if content.Town.Name != "Castel del Piano" || len(content.Cards) != 2 {
		t.Errorf("the town is %q with %d cards", content.Town.Name, len(content.Cards))
	}
	if _, active, err := f.store.ActiveModel(t.Context(), content.Town.ID); err != nil || !active {
		t.Errorf("no model is active: %v", err)
	}
}

func TestImportingAgainChangesNothing(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	batch := cards("a", "b")
	batch.Content.Town, batch.HasTown = caterina.Town{Slug: "prova", Name: "Prova"}, true
	batch.Content.Offices = []caterina.Office{{Slug: "urp", Name: "URP"}}
	batch.Content.Services = []caterina.Service{{Slug: "colloquio", Name: "Colloquio"}}
	batch.Content.Lexicon, batch.HasLexicon = "nido: asilo", true
	if got := f.run(t, "", batch); got != (caterina.ImportCounts{Created: 5}) {
		t.Errorf("first: %+v", got)
	}
	version, embedded := f.content(t, "prova").Version, f.embedder.texts.Load()
	batch.RejectedItems = 2
	if got := f.run(t, "prova", batch); got != (caterina.ImportCounts{Unchanged: 5, Rejected: 2}) {
		t.Errorf("again: %+v", got)
	}
	content := f.content(t, "prova")
	if content.Version != version || f.embedder.texts.Load() != embedded {
		t.Errorf("version %d → %d, texts embedded %d → %d", version, content.Version, embedded, f.embedder.texts.Load())
	}
	if content.Lexicon != "nido: asilo" {
		t.Errorf("lexicon is %q", content.Lexicon)
	}

	changed := cards("b", "c")
	changed.Content.Cards[0].Cost = "10 euro"
	if got := f.run(t, "prova", changed); got != (caterina.ImportCounts{Created: 1, Updated: 1}) {
		t.Errorf("changed: %+v", got)
	}
	content = f.content(t, "prova")
	if len(content.Cards) != 3 || content.Version <= version || content.Lexicon != "nido: asilo" || content.Town.Name != "Prova" {
		t.Errorf("after: %d cards, version %d, lexicon %q, town %q", len(content.Cards), content.Version, content.Lexicon, content.Town.Name)
	}
	if got := f.embedder.texts.Load() - embedded; got != 2 { // b's cost and c's title; b's title has its vector
		t.Errorf("%d texts were embedded", got)
	}
}

func TestADryRunCountsAndChangesNothing(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	fresh := cards("a", "b")
	fresh.Content.Town, fresh.HasTown = caterina.Town{Slug: "prova", Name: "Prova"}, true
	fresh.RejectedItems = 1
	got, err := f.Import(t.Context(), "", fresh, true)
	if want := (caterina.ImportCounts{Created: 3, Rejected: 1}); err != nil || got != want {
		t.Errorf("on an empty database: %+v, %v", got, err)
	}
	if _, err := f.store.TownBySlug(t.Context(), "prova"); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("the dry run made the town: %v", err)
	}
	f.run(t, "", fresh)

	next := cards("a", "b", "c")
	next.Content.Cards[1].Summary = "Altro."
	next.Content.Town, next.HasTown = caterina.Town{Slug: "prova", Name: "Prova"}, true
	dry, err := f.Import(t.Context(), "", next, true)
	if err != nil {
		t.Fatal(err)
	}
	if real := f.run(t, "", next); dry != real || real != (caterina.ImportCounts{Created: 1, Updated: 1, Unchanged: 2}) {
		t.Errorf("the dry run said %+v, the import %+v", dry, real)
	}
}

// TestStreetsAreImportedAloneAndCounted: a table of streets is no part of another file,
// and another file leaves the streets that there are.
func TestStreetsAreImportedAloneAndCounted(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	f.run(t, "prova", cards("a"))
	var batch knowledge.Batch
	batch.Content.Streets = []caterina.Street{{Name: "Via Roma", Lat: 43.3, Lon: 11.3}, {Name: "Via Fani", Lat: 43.31, Lon: 11.31}}
	batch.HasStreets = true
	want := caterina.ImportCounts{Created: 2}
	if dry, err := f.Import(t.Context(), "prova", batch, true); err != nil || dry != want {
		t.Errorf("the dry run: %+v, %v", dry, err)
	}
	if got := f.run(t, "prova", batch); got != want {
		t.Errorf("the import: %+v", got)
	}
	f.run(t, "prova", cards("b"))
	if got := f.content(t, "prova").Streets; len(got) != 2 {
		t.Errorf("the streets are %v", got)
	}
	if got := f.run(t, "prova", batch); got != (caterina.ImportCounts{Unchanged: 2}) {
		t.Errorf("again: %+v", got)
	}
}

// TestADryRunOfTheDemoAgreesWithTheImport: everything we ship, twice.
func TestADryRunOfTheDemoAgreesWithTheImport(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	var batch knowledge.Batch
	batch.Content.Town, _ = knowledge.ParseTown(file(t, "..", "demo", "siena", "town.yaml"))
	batch.HasTown = true
	for _, name := range demoFiles(t, "cards/*.yaml") {
		if card, _ := knowledge.ParseCard(file(t, name)); strings.Contains(name, "siena") {
			batch.Content.Cards = append(batch.Content.Cards, card)
		}
	}
	for _, name := range demoFiles(t, "offices/*.yaml") {
		if office, _ := knowledge.ParseOffice(file(t, name)); strings.Contains(name, "siena") {
			batch.Content.Offices = append(batch.Content.Offices, office)
		}
	}
	f.run(t, "", batch)
	dry, err := f.Import(t.Context(), "", batch, true)
	if want := (caterina.ImportCounts{Unchanged: 1 + len(batch.Content.Cards) + len(batch.Content.Offices)}); err != nil || dry != want {
		t.Errorf("got %+v, %v, want %+v", dry, err, want)
	}
}

func TestTheTownMustBeClear(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	siena := cards("a")
	siena.Content.Town, siena.HasTown = caterina.Town{Slug: "siena", Name: "Siena"}, true
	for name, test := range map[string]struct {
		slug  string
		batch knowledge.Batch
		say   string
	}{
		"nobody names it":        {"", cards("a"), "-town"},
		"two names":              {"bari", siena, "«siena»"},
		"a name that is no slug": {"Castel del Piano", cards("a"), "«Castel del Piano»"},
	} {
		_, err := f.Import(t.Context(), test.slug, test.batch, false)
		if caterina.CodeOf(err) != caterina.CodeInvalid || !strings.Contains(err.Error(), test.say) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if towns, err := f.store.Towns(t.Context()); err != nil || len(towns) != 0 {
		t.Errorf("towns were made: %v, %v", towns, err)
	}
}

func TestABrokenTownFileStillNamesTheTown(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	batch := cards("a")
	batch.Content.Town.Slug = "prova" // the file was rejected, but its slug was legible
	batch.RejectedItems = 1
	if got := f.run(t, "", batch); got != (caterina.ImportCounts{Created: 1, Rejected: 1}) {
		t.Errorf("counts are %+v", got)
	}
	if name := f.content(t, "prova").Town.Name; name != "Prova" {
		t.Errorf("the town is called %q", name)
	}
}

func TestNothingButRejectionsMakesNoTown(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	if got := f.run(t, "", knowledge.Batch{RejectedItems: 3}); got != (caterina.ImportCounts{Rejected: 3}) {
		t.Errorf("without -town: counts are %+v", got)
	}
	if got := f.run(t, "prova", knowledge.Batch{RejectedItems: 3}); got != (caterina.ImportCounts{Rejected: 3}) {
		t.Errorf("counts are %+v", got)
	}
	if _, err := f.store.TownBySlug(t.Context(), "prova"); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("a town was made: %v", err)
	}
}

func TestReferencesThatLeadNowhereAreWarnings(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	parent := cards("comune")
	parent.Content.Town = caterina.Town{Slug: "italia", Name: "Italia", Sections: []caterina.Section{{Slug: "salute", Name: "Salute"}}}
	parent.HasTown = true
	parent.Content.Offices = []caterina.Office{{Slug: "inps", Name: "INPS"}}
	f.run(t, "", parent)

	batch := cards("giusta", "sbagliata")
	batch.Content.Town, batch.HasTown = caterina.Town{
		Slug: "prova", Name: "Prova", Parent: "italia", Desk: "nessuno", Sections: []caterina.Section{{Slug: "casa", Name: "Casa"}},
		Queues: []caterina.Queue{{Slug: "q", Name: "Q", Topics: []string{"casa"}}},
	}, true
	batch.Content.Offices = []caterina.Office{{Slug: "urp", Name: "URP"}}
	batch.Content.Services = []caterina.Service{{Slug: "colloquio", Name: "Colloquio", Offices: []string{"urp", "chiuso"}}}
	good, bad := &batch.Content.Cards[0], &batch.Content.Cards[1]
	good.Section, good.Offices, good.Bookable, good.Topic = "salute", []string{"urp", "inps"}, "colloquio", "casa"
	bad.Section, bad.Offices, bad.Bookable, bad.Topic = "scuola", []string{"urp", "usl"}, "visita", "scuola"
	batch.Origins = map[string]knowledge.Origin{
		knowledge.OriginKey("card", "sbagliata"): {Source: "cards.jsonl", Line: 2}, knowledge.OriginKey("town", "prova"): {Source: "town.yaml"},
		knowledge.OriginKey("service", "colloquio"): {Source: "colloquio.yaml"},
	}
	f.run(t, "", batch)
	var got []string
	for _, w := range f.warnings {
		problem, _, _ := strings.Cut(w, ".")
		if strings.Count(w, ": ") >= 2 {
			parts := strings.SplitN(w, ": ", 3)
			problem = parts[0] + " " + parts[1]
		}
		got = append(got, problem)
	}
	want := []string{"town.yaml desk", "colloquio.yaml offices[2]", "cards.jsonl:2 section", "cards.jsonl:2 offices[2]", "cards.jsonl:2 bookable", "cards.jsonl:2 topic"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s\n%s", diff, strings.Join(f.warnings, "\n"))
	}

	f.warnings = nil
	orphan := cards("a")
	orphan.Content.Town, orphan.HasTown = caterina.Town{Slug: "sola", Name: "Sola", Parent: "manca"}, true
	f.run(t, "", orphan)
	if len(f.warnings) != 1 || !strings.Contains(f.warnings[0], "«manca» non c'è ancora") {
		t.Errorf("without the parent: %v", f.warnings)
	}
}

func TestANewModelReplacesTheOldOneWhenItIsComplete(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	f.run(t, "prova", cards("a", "b"))
	town := f.content(t, "prova").Town.ID
	failing := &hashEmbedder{name: "nuovo", dims: 4, err: errors.New("endpoint down")}
	f.Embedder = failing
	if _, err := f.Import(t.Context(), "prova", cards("c"), false); !errors.Is(err, failing.err) {
		t.Errorf("the embedder's error is lost: %v", err)
	}
	if model, _, err := f.store.ActiveModel(t.Context(), town); err != nil || model.Name != "prova" {
		t.Errorf("a model that failed is active: %+v, %v", model, err)
	}
	failing.err = nil
	if got := f.run(t, "prova", cards("c")); got != (caterina.ImportCounts{Unchanged: 1}) {
		t.Errorf("counts are %+v", got)
	}
	model, _, err := f.store.ActiveModel(t.Context(), town)
	if err != nil || model.Name != "nuovo" || failing.texts.Load() != 3 {
		t.Errorf("active is %+v after %d texts, %v", model, failing.texts.Load(), err)
	}
	near, err := f.store.Nearest(t.Context(), []int64{model.ID}, []float32{1, 1, 1, 1}, 10)
	if err != nil || len(near) != 3 {
		t.Errorf("nearest: %v, %v", near, err)
	}
}

func TestWithoutAnEmbedderCardsAreStoredAllTheSame(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	f.Embedder = nil
	f.run(t, "prova", cards("a"))
	if n := len(f.content(t, "prova").Cards); n != 1 {
		t.Errorf("%d cards", n)
	}
}

// TestTwoThousandCardsImportInTime also watches that progress only grows and
// ends complete.
func TestTwoThousandCardsImportInTime(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	last, total := -1, 0
	f.Progress = func(done, of int) {
		if done < last || done > of {
			t.Errorf("progress went from %d to %d of %d", last, done, of)
		}
		last, total = done, of
	}
	var slugs []string
	for i := range 2000 {
		slugs = append(slugs, fmt.Sprintf("scheda-%d", i))
	}
	batch := cards(slugs...)
	for i := range batch.Content.Cards {
		c := &batch.Content.Cards[i]
		c.Description = strings.Repeat(fmt.Sprintf("Testo della scheda %d. ", i), 30)
		c.Access = strings.Repeat("Vai allo sportello con i documenti. ", 20)
		c.Questions = []string{"come faccio", "quanto costa"}
	}
	begin := time.Now()
	if got := f.run(t, "prova", batch); got != (caterina.ImportCounts{Created: 2000}) {
		t.Errorf("counts are %+v", got)
	}
	if took := time.Since(begin); took > 20*time.Second {
		t.Errorf("took %s, the limit is 20 s", took)
	}
	if last != total || total < 4000 {
		t.Errorf("progress ended at %d of %d", last, total)
	}
	missing, err := f.store.MissingEmbeddings(t.Context(), f.content(t, "prova").Town.ID, 1, 10)
	if err != nil || len(missing) > 0 {
		t.Errorf("%d chunks have no vector, %v", len(missing), err)
	}
}

// lossyStore forgets the vectors it is given.
type lossyStore struct{ *postgres.Store }

func (lossyStore) PutEmbeddings(context.Context, caterina.TownID, int64, []caterina.Chunk, [][]float32) error {
	return nil
}

func TestAStoreThatForgetsVectorsDoesNotHangTheImport(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	f.Store = lossyStore{f.store}
	if _, err := f.Import(t.Context(), "prova", cards("a"), false); err == nil || !strings.Contains(err.Error(), "not being kept") {
		t.Errorf("got %v", err)
	}
}

func TestAnImportStopsWhenItIsCancelled(t *testing.T) {
	t.Parallel()

	f := newImport(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Import(ctx, "prova", cards("a"), false); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
