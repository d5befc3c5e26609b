package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"example.org/caterina"
)

// add registers a model of an endpoint.
func (f *fixture) add(town caterina.TownID, name string, dims int) caterina.TownModel {
	f.t.Helper()
	fingerprint := make([]float32, dims)
	fingerprint[0] = 1
	m, err := f.AddModel(f.t.Context(), town, caterina.EmbeddingModel{Provider: caterina.ProviderOpenAI, Name: name, Dims: dims}, fingerprint)
	if err != nil {
		f.t.Fatal(err)
	}
	return m
}

func (f *fixture) switchTo(models ...caterina.TownModel) {
	f.t.Helper()
	if err := f.SwitchModels(f.t.Context(), models); err != nil {
		f.t.Fatal(err)
	}
}

// states are the models of all towns, as in "town/name state".
func (f *fixture) states() string {
	f.t.Helper()
	return value[string](f, `SELECT coalesce(string_agg(t.slug || '/' || m.name || ' ' || m.state, ', ' ORDER BY m.id), '')
	                           FROM embedding_model m JOIN town t ON t.id = m.town_id`)
}

func (f *fixture) version() int64 {
	f.t.Helper()
	return value[int64](f, "SELECT content_version FROM town WHERE id = $1", f.town)
}

// endpointed is a fixture whose built-in model is in use, with a whole model of an
// endpoint beside it.
func endpointed(t *testing.T) (*fixture, caterina.EmbeddingModel, caterina.TownModel) {
	t.Helper()
	f, builtin := indexed(t)
	f.replace([]string{"a", "b"}, chunk("a", 0, "0"), chunk("b", 0, "90"))
	f.embed(builtin, byAngle)
	f.activate(builtin)
	far := f.add(f.town, "bge-m3", 2)
	f.embed(far.EmbeddingModel, func(text string) []float32 { return byAngle("-" + text) })
	return f, builtin, far
}

func TestAModelOfAnEndpointIsAddedOnceAndKeepsItsFingerprint(t *testing.T) {
	t.Parallel()
	f, _, far := endpointed(t)
	if far.State != caterina.EmbeddingBuilding || far.Changed || len(far.Fingerprint) != 2 {
		t.Errorf("added is %+v", far)
	}
	again, err := f.AddModel(t.Context(), f.town, far.EmbeddingModel, []float32{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(far, again); diff != "" {
		t.Errorf("added again (-first +second):\n%s", diff)
	}
	_, err = f.AddModel(t.Context(), f.town, caterina.EmbeddingModel{Provider: caterina.ProviderOpenAI, Name: "x", Dims: 3}, []float32{1})
	wantCode(t, "a fingerprint of another length", err, caterina.CodeInvalid)
	all, err := f.TownModels(t.Context(), 0)
	if err != nil || len(all) != 2 {
		t.Errorf("all models are %v, %v", all, err)
	}
	if none, err := f.TownModels(t.Context(), f.saveTown("bari")); err != nil || len(none) != 0 {
		t.Errorf("another town's models are %v, %v", none, err)
	}
}

func TestASwitchIsMadeOnlyWhenTheVectorsAreWhole(t *testing.T) {
	t.Parallel()
	f, builtin, far := endpointed(t)
	f.replace([]string{"c"}, chunk("c", 0, "10"))
	before, version := f.states(), f.version()
	count, err := f.CountEmbeddings(t.Context(), f.town, far.ID)
	if want := (caterina.EmbeddingCount{Chunks: 3, Current: 2}); err != nil || count != want || count.Missing() != 1 {
		t.Errorf("count is %+v, %v; want %+v", count, err, want)
	}
	wantCode(t, "half-done", f.SwitchModels(t.Context(), []caterina.TownModel{far}), caterina.CodeConflict)
	if f.states() != before || f.version() != version {
		t.Errorf("a refused switch left %s, was %s", f.states(), before)
	}
	f.replace([]string{"a"}, chunk("a", 0, "5"))
	if count, _ := f.CountEmbeddings(t.Context(), f.town, far.ID); count.Old != 1 || count.Missing() != 2 {
		t.Errorf("with an older text: %+v", count)
	}
	f.embed(far.EmbeddingModel, byAngle)
	f.switchTo(far)
	if got := f.states(); got != "siena/m2 retired, siena/bge-m3 active" {
		t.Errorf("models are %s", got)
	}
	if f.version() != version+1 {
		t.Errorf("the content version went from %d to %d", version, f.version())
	}
	f.switchTo(far) // again: nothing happens
	f.embed(builtin, byAngle)
	f.switchTo(caterina.TownModel{EmbeddingModel: builtin, Town: f.town})
	if got := f.states(); got != "siena/m2 active, siena/bge-m3 retired" {
		t.Errorf("back again: %s", got)
	}
}

// TestTownsAreSwitchedTogetherOrNotAtAll: a town and the one whose cards it inherits
// must use the same model.
func TestTownsAreSwitchedTogetherOrNotAtAll(t *testing.T) {
	t.Parallel()
	f, _, far := endpointed(t)
	siena := f.town
	f.town = f.saveTown("italia")
	f.saveCards(f.town, "z")
	f.replace([]string{"z"}, chunk("z", 0, "1"))
	parents := f.add(f.town, "bge-m3", 2)
	wantCode(t, "one of two is half-done", f.SwitchModels(t.Context(), []caterina.TownModel{far, parents}), caterina.CodeConflict)
	if got := f.states(); got != "siena/m2 active, siena/bge-m3 building, italia/bge-m3 building" {
		t.Errorf("models are %s", got)
	}
	f.embed(parents.EmbeddingModel, byAngle)
	f.switchTo(parents, far)
	if got := f.states(); got != "siena/m2 retired, siena/bge-m3 active, italia/bge-m3 active" {
		t.Errorf("models are %s", got)
	}
	if near := f.nearest(angle(0), siena, f.town); len(near) != 3 {
		t.Errorf("nearest are %v", near)
	}
}

// TestAnImportDoesNotTakeTheModelFromATown: it keeps the built-in vectors up to date,
// which stand by.
func TestAnImportDoesNotTakeTheModelFromATown(t *testing.T) {
	t.Parallel()
	f, builtin, far := endpointed(t)
	f.switchTo(far)
	version := f.version()
	f.ensure(f.town, "m2", 2)
	f.activate(builtin)
	if got := f.states(); got != "siena/m2 retired, siena/bge-m3 active" || f.version() != version {
		t.Errorf("after an import: %s, version %d to %d", got, version, f.version())
	}
	next := f.ensure(f.town, "m2-of-another-lexicon", 2)
	f.embed(next, byAngle)
	f.activate(next)
	if got := f.states(); got != "siena/bge-m3 active, siena/m2-of-another-lexicon retired" {
		t.Errorf("after an import by a newer program: %s", got)
	}
	if f.version() != version+1 {
		t.Errorf("nobody was told of the new model that stands by")
	}
}

func TestAChangedModelIsMarkedAndNotSwitchedTo(t *testing.T) {
	t.Parallel()
	f, _, far := endpointed(t)
	version := f.version()
	for range 2 { // the second is no news
		if err := f.MarkModel(t.Context(), far, true); err != nil {
			t.Fatal(err)
		}
	}
	if f.version() != version+1 {
		t.Errorf("the content version went from %d to %d, want one more", version, f.version())
	}
	wantCode(t, "a changed model", f.SwitchModels(t.Context(), []caterina.TownModel{far}), caterina.CodeConflict)
	if err := f.MarkModel(t.Context(), far, false); err != nil {
		t.Fatal(err)
	}
	f.switchTo(far)
}

func TestARenewedModelStartsWithoutVectorsWhileTheBuiltInOneAnswers(t *testing.T) {
	t.Parallel()
	f, _, far := endpointed(t)
	f.switchTo(far)
	renewed, err := f.RenewModel(t.Context(), far, caterina.EmbeddingModel{Provider: caterina.ProviderOpenAI, Name: "bge-m3", Dims: 3}, []float32{0, 0, 1})
	if err != nil {
		t.Fatal(err)
	}
	if renewed.ID == far.ID || renewed.Dims != 3 || renewed.State != caterina.EmbeddingBuilding {
		t.Errorf("renewed is %+v", renewed)
	}
	if got := f.states(); got != "siena/m2 active, siena/bge-m3 building" {
		t.Errorf("models are %s", got)
	}
	if n := value[int](f, "SELECT count(*) FROM chunk_embedding WHERE model_id = $1", far.ID); n != 0 {
		t.Errorf("%d vectors of the other model are left", n)
	}
	_, err = f.RenewModel(t.Context(), far, far.EmbeddingModel, far.Fingerprint)
	wantCode(t, "one that is gone", err, caterina.CodeNotFound)
}

func TestAModelInUseIsNotDropped(t *testing.T) {
	t.Parallel()
	f, _, far := endpointed(t)
	f.switchTo(far)
	wantCode(t, "the active one", f.DropModel(t.Context(), far), caterina.CodeConflict)
	wantCode(t, "an unknown one", f.DropModel(t.Context(), caterina.TownModel{EmbeddingModel: caterina.EmbeddingModel{ID: 99}, Town: f.town}), caterina.CodeNotFound)
	other := f.add(f.town, "other", 2)
	f.embed(other.EmbeddingModel, byAngle)
	f.switchTo(other)
	if err := f.DropModel(t.Context(), far); err != nil {
		t.Fatal(err)
	}
	if got := f.states(); got != "siena/m2 retired, siena/other active" {
		t.Errorf("models are %s", got)
	}
}

func TestABlockIsGivenToOneAtATimeAndBackWhenItsConnectionDies(t *testing.T) {
	t.Parallel()
	f, _ := indexed(t)
	f.replace([]string{"a", "b"}, chunk("a", 0, "1"), chunk("b", 0, "2"))
	model := f.add(f.town, "far", 2)
	blocks, err := f.MissingBlocks(t.Context(), model, 0, 10)
	if err != nil || len(blocks) != 1 {
		t.Fatalf("blocks are %v, %v", blocks, err)
	}
	chunks, free, ok, err := f.ClaimBlock(t.Context(), model, blocks[0])
	if err != nil || !ok || len(chunks) != 2 || chunks[0].Hash != chunk("a", 0, "1").Hash {
		t.Fatalf("claimed %v, %v, %v", chunks, ok, err)
	}
	if _, _, again, err := f.ClaimBlock(t.Context(), model, blocks[0]); again || err != nil {
		t.Errorf("claimed twice: %v, %v", again, err)
	}
	// What the kernel and the server do when a process is killed.
	f.exec(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()
	           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
	for taken := false; !taken; {
		var release func()
		if _, release, taken, err = f.ClaimBlock(t.Context(), model, blocks[0]); err != nil {
			t.Fatal(err)
		}
		if taken {
			release()
		}
	}
	free() // of the dead one: nothing happens
	f.embed(model.EmbeddingModel, byAngle)
	chunks, free, ok, err = f.ClaimBlock(t.Context(), model, blocks[0])
	if err != nil || !ok || len(chunks) != 0 {
		t.Errorf("a whole block has %v, %v, %v", chunks, ok, err)
	}
	free()
	ctx, cancel := context.WithCancel(t.Context())
	_, free, ok, err = f.ClaimBlock(ctx, model, blocks[0])
	cancel() // Ctrl-C in the middle
	if free(); err != nil || !ok {
		t.Fatal(err)
	}
	if _, free, ok, err = f.ClaimBlock(t.Context(), model, blocks[0]); !ok || err != nil {
		t.Errorf("a stopped process kept its block: %v, %v", ok, err)
	}
	free()
}

// TestALargeModelIsSearchedByAnIndexOfItsOwn lowers the threshold to what a test can
// make, and compares with the exact search.
func TestALargeModelIsSearchedByAnIndexOfItsOwn(t *testing.T) {
	t.Parallel()
	const n, dims = 600, 8
	f := newFixture(t)
	slugs, chunks := make([]string, n), make([]caterina.Chunk, n)
	for i := range slugs {
		slugs[i] = fmt.Sprintf("c%d", i)
		chunks[i] = chunk(slugs[i], 0, slugs[i])
	}
	f.saveCards(f.town, slugs...)
	f.replace(slugs, chunks...)
	chance := rand.New(rand.NewPCG(1, 2))
	random := func(string) []float32 {
		v := make([]float32, dims)
		for i := range v {
			v[i] = chance.Float32() - 0.5
		}
		return v
	}
	model, other := f.add(f.town, "far", dims), f.add(f.town, "other", dims)
	for _, m := range []caterina.TownModel{model, other} {
		for len(f.missing(m.EmbeddingModel)) > 0 {
			f.embed(m.EmbeddingModel, random)
		}
	}
	probe := random("")
	search := func() []caterina.Neighbour {
		near, err := f.Nearest(t.Context(), []int64{model.ID}, probe, 30)
		if err != nil || len(near) != 30 {
			t.Fatalf("%d cards, %v", len(near), err)
		}
		return near
	}
	exact := search()
	if made, err := f.IndexModel(t.Context(), model, n+1); made || err != nil {
		t.Errorf("below the threshold: %v, %v", made, err)
	}
	for range 2 { // the second finds it made
		if made, err := f.IndexModel(t.Context(), model, n); !made || err != nil {
			t.Fatalf("at the threshold: %v, %v", made, err)
		}
	}
	if count, err := f.CountEmbeddings(t.Context(), f.town, model.ID); err != nil || !count.Indexed {
		t.Errorf("count is %+v, %v", count, err)
	}
	if count, err := f.CountEmbeddings(t.Context(), f.town, other.ID); err != nil || count.Indexed {
		t.Errorf("the other model's count is %+v, %v", count, err)
	}
	if diff := cmp.Diff(exact, search(), cmpopts.EquateApprox(0, 1e-6)); diff != "" {
		t.Errorf("by the index (-exact +index):\n%s", diff)
	}
	if scans := f.scans(model, probe); scans == 0 {
		t.Error("the index was not used")
	}
	both, err := f.Nearest(t.Context(), []int64{model.ID, other.ID}, probe, 30)
	if err != nil || len(both) != 30 {
		t.Errorf("with a model that has none: %d cards, %v", len(both), err)
	}
	if err := f.DropModel(t.Context(), model); err != nil {
		t.Fatal(err)
	}
	if left := value[int](f, "SELECT count(*) FROM pg_indexes WHERE indexname LIKE '%hnsw%'"); left != 0 {
		t.Error("the index of a dropped model is left")
	}
}

// scans counts how often one search reads a model's index.
func (f *fixture) scans(model caterina.TownModel, probe []float32) (scans int64) {
	f.t.Helper()
	vector := strings.ReplaceAll(fmt.Sprint(probe), " ", ",")
	err := pgx.BeginFunc(f.t.Context(), f.Pool(), func(tx pgx.Tx) error {
		if _, err := tx.Exec(f.t.Context(), "SELECT * FROM nearest_by_index($1, $2, $3::text::halfvec, 120)", model.ID, model.Dims, vector); err != nil {
			return err
		}
		return tx.QueryRow(f.t.Context(), "SELECT pg_stat_get_xact_numscans(to_regclass('chunk_embedding_hnsw_' || $1::text))", strconv.FormatInt(model.ID, 10)).Scan(&scans)
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return scans
}

// TestAHalfMadeIndexIsNotUsedAndMadeAnew: whoever was making it was killed.
func TestAHalfMadeIndexIsNotUsedAndMadeAnew(t *testing.T) {
	t.Parallel()
	f, _, far := endpointed(t)
	if made, err := f.IndexModel(t.Context(), far, 1); !made || err != nil {
		t.Fatal(made, err)
	}
	f.exec(fmt.Sprintf("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'chunk_embedding_hnsw_%d'::regclass", far.ID))
	if count, err := f.CountEmbeddings(t.Context(), f.town, far.ID); err != nil || count.Indexed {
		t.Errorf("half-made: %+v, %v", count, err)
	}
	if near, err := f.Nearest(t.Context(), []int64{far.ID}, angle(0), 10); err != nil || len(near) != 2 {
		t.Errorf("meanwhile: %v, %v", near, err)
	}
	if made, err := f.IndexModel(t.Context(), far, 1); !made || err != nil {
		t.Errorf("made anew: %v, %v", made, err)
	}
	if _, err := f.IndexModel(t.Context(), caterina.TownModel{Town: 99}, 1); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("of no model: %v", err)
	}
}
