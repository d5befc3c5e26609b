package postgres_test

import (
	"crypto/sha256"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/caterina"
)

// chunk is a stretch of a card.
func chunk(card string, ordinal int, text string) caterina.Chunk {
	return caterina.Chunk{Card: card, Ordinal: ordinal, Text: text, Hash: sha256.Sum256([]byte(text))}
}

// indexed is a fixture with cards a, b and c, and a model of two
// dimensions in state building.
func indexed(t *testing.T) (*fixture, caterina.EmbeddingModel) {
	t.Helper()
	f := newFixture(t)
	f.saveCards(f.town, "a", "b", "c")
	return f, f.ensure(f.town, "m2", 2)
}

func (f *fixture) saveCards(town caterina.TownID, slugs ...string) {
	f.t.Helper()
	var items caterina.Items
	for _, slug := range slugs {
		items.Cards = append(items.Cards, caterina.Card{Slug: slug, Kind: caterina.KindService, Title: slug, Summary: slug})
	}
	if _, err := f.SaveItems(f.t.Context(), town, items); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) ensure(town caterina.TownID, name string, dims int) caterina.EmbeddingModel {
	f.t.Helper()
	model, err := f.EnsureModel(f.t.Context(), town, caterina.EmbeddingModel{Provider: "builtin", Name: name, Dims: dims})
	if err != nil {
		f.t.Fatal(err)
	}
	return model
}

func (f *fixture) replace(cards []string, chunks ...caterina.Chunk) {
	f.t.Helper()
	if err := f.ReplaceChunks(f.t.Context(), f.town, cards, chunks); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) missing(model caterina.EmbeddingModel) []caterina.Chunk {
	f.t.Helper()
	chunks, err := f.MissingEmbeddings(f.t.Context(), f.town, model.ID, 100)
	if err != nil {
		f.t.Fatal(err)
	}
	return chunks
}

// embed gives every missing stretch of a town the vector of its text.
func (f *fixture) embed(model caterina.EmbeddingModel, vector func(text string) []float32) {
	f.t.Helper()
	chunks := f.missing(model)
	vectors := make([][]float32, len(chunks))
	for i, c := range chunks {
		vectors[i] = vector(c.Text)
	}
	if err := f.PutEmbeddings(f.t.Context(), f.town, model.ID, chunks, vectors); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) activate(model caterina.EmbeddingModel) {
	f.t.Helper()
	if err := f.ActivateModel(f.t.Context(), f.town, model.ID); err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) nearest(vector []float32, towns ...caterina.TownID) []caterina.Neighbour {
	f.t.Helper()
	near, err := f.Nearest(f.t.Context(), f.actives(towns...), vector, 10)
	if err != nil {
		f.t.Fatal(err)
	}
	return near
}

// actives are the numbers of the towns' active models.
func (f *fixture) actives(towns ...caterina.TownID) []int64 {
	f.t.Helper()
	var ids []int64
	for _, town := range towns {
		model, ok, err := f.ActiveModel(f.t.Context(), town)
		if err != nil {
			f.t.Fatal(err)
		}
		if ok {
			ids = append(ids, model.ID)
		}
	}
	return ids
}

// angle is a vector at so many degrees.
func angle(degrees float64) []float32 {
	r := degrees * math.Pi / 180
	return []float32{float32(math.Cos(r)), float32(math.Sin(r))}
}

// byAngle reads the degrees from the text.
func byAngle(text string) []float32 {
	var degrees float64
	_, _ = fmt.Sscan(text, &degrees)
	return angle(degrees)
}

func TestTheNearestCardComesFirstByItsNearestStretch(t *testing.T) {
	t.Parallel()
	f, model := indexed(t)
	f.replace([]string{"a", "b", "c"}, chunk("a", 0, "80"), chunk("a", 1, "20"), chunk("b", 0, "10"), chunk("b", 1, "170"), chunk("c", 0, "90"))
	f.embed(model, byAngle)
	if near := f.nearest(angle(0), f.town); len(near) != 0 {
		t.Errorf("a model that is still being built answers: %v", near)
	}
	f.activate(model)
	got := f.nearest(angle(0), f.town)
	want := []caterina.Neighbour{
		{Town: f.town, Card: "b", Similarity: math.Cos(10 * math.Pi / 180)},
		{Town: f.town, Card: "a", Similarity: math.Cos(20 * math.Pi / 180)},
		{Town: f.town, Card: "c", Similarity: 0},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 0.001)); diff != "" {
		t.Errorf("nearest (-want +got):\n%s", diff)
	}
	if limited, err := f.Nearest(t.Context(), f.actives(f.town), angle(0), 1); err != nil || len(limited) != 1 || limited[0].Card != "b" {
		t.Errorf("the nearest one is %v, %v", limited, err)
	}
}

func TestNearestLooksIntoTheGivenTownsOnly(t *testing.T) {
	t.Parallel()
	f, model := indexed(t)
	f.replace([]string{"a"}, chunk("a", 0, "30"))
	f.embed(model, byAngle)
	f.activate(model)

	siena := f.town
	f.town = f.saveTown("italia")
	f.saveCards(f.town, "a", "z")
	parents := f.ensure(f.town, "m2", 2)
	f.replace([]string{"a", "z"}, chunk("a", 0, "10"), chunk("z", 0, "50"))
	f.embed(parents, byAngle)
	f.activate(parents)

	for _, c := range []struct {
		towns []caterina.TownID
		want  string
	}{
		{[]caterina.TownID{siena}, "siena/a"},
		{[]caterina.TownID{f.town}, "italia/a italia/z"},
		{[]caterina.TownID{siena, f.town}, "italia/a siena/a italia/z"},
		{nil, ""},
	} {
		var got []string
		for _, n := range f.nearest(angle(0), c.towns...) {
			name := map[caterina.TownID]string{siena: "siena", f.town: "italia"}[n.Town]
			got = append(got, name+"/"+n.Card)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("in %v: %s, want %s", c.towns, strings.Join(got, " "), c.want)
		}
	}
}

// TestATownWithAnotherModelIsLeftOut: vectors of other dimensions are never
// compared, and do not make the whole search fail.
func TestATownWithAnotherModelIsLeftOut(t *testing.T) {
	t.Parallel()
	f, model := indexed(t)
	f.replace([]string{"a"}, chunk("a", 0, "30"))
	f.embed(model, byAngle)
	f.activate(model)
	siena := f.town
	f.town = f.saveTown("bari")
	f.saveCards(f.town, "x")
	three := f.ensure(f.town, "m3", 3)
	f.replace([]string{"x"}, chunk("x", 0, "any"))
	f.embed(three, func(string) []float32 { return []float32{1, 0, 0} })
	f.activate(three)
	if near := f.nearest(angle(0), siena, f.town); len(near) != 1 || near[0].Card != "a" {
		t.Errorf("nearest are %v, want siena's card alone", near)
	}
}

// TestAModelIsSwitchedWithoutAGap asks all the time while a second model is
// filled and put into use: there is an answer at every moment, of one model or
// the other.
func TestAModelIsSwitchedWithoutAGap(t *testing.T) {
	t.Parallel()
	f, first := indexed(t)
	f.replace([]string{"a", "b"}, chunk("a", 0, "0"), chunk("b", 0, "90"))
	f.embed(first, byAngle)
	f.activate(first)
	stop := make(chan struct{})
	var asked int
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			active, _, err := f.ActiveModel(t.Context(), f.town)
			if err != nil {
				t.Errorf("in the middle of the switch: %v", err)
			}
			near, err := f.Nearest(t.Context(), []int64{active.ID}, angle(0), 10)
			if err != nil || len(near) != 2 {
				t.Errorf("in the middle of the switch: %v, %v", near, err)
			}
			asked++
			select {
			case <-stop:
				return
			default:
			}
		}
	})
	second := f.ensure(f.town, "another", 2)
	f.embed(second, func(text string) []float32 { return byAngle("-" + text) })
	before := value[int64](f, "SELECT content_version FROM town WHERE id = $1", f.town)
	f.activate(second)
	close(stop)
	wg.Wait()
	if asked == 0 {
		t.Error("nobody asked")
	}
	active, ok, err := f.ActiveModel(t.Context(), f.town)
	if err != nil || !ok || active != second {
		t.Errorf("the active model is %v, %v, %v; want %v", active, ok, err, second)
	}
	f.activate(second) // again: nothing happens
	if after := value[int64](f, "SELECT content_version FROM town WHERE id = $1", f.town); after != before+1 {
		t.Errorf("the content version went from %d to %d, want one more", before, after)
	}
	if got := value[string](f, "SELECT string_agg(name || ' ' || state, ', ' ORDER BY id) FROM embedding_model"); got != "m2 retired, another active" {
		t.Errorf("the models are %s", got)
	}
}

func TestGoingBackToTheLastModelNeedsNoNewVectors(t *testing.T) {
	t.Parallel()
	f, first := indexed(t)
	f.replace([]string{"a"}, chunk("a", 0, "0"))
	for _, model := range []caterina.EmbeddingModel{first, f.ensure(f.town, "second", 2)} {
		f.embed(model, byAngle)
		f.activate(model)
	}
	back := f.ensure(f.town, "m2", 2)
	if back.ID != first.ID {
		t.Errorf("the first model came back as number %d, want %d", back.ID, first.ID)
	}
	if missing := f.missing(back); len(missing) != 0 {
		t.Errorf("missing are %v, want none", missing)
	}
	f.activate(back)
	third := f.ensure(f.town, "third", 2)
	f.embed(third, byAngle)
	f.activate(third)
	if n := value[int](f, "SELECT count(*) FROM embedding_model"); n != 2 {
		t.Errorf("%d models are kept, want the active one and the one before", n)
	}
	if n := value[int](f, "SELECT count(*) FROM chunk_embedding"); n != 2 {
		t.Errorf("%d vectors are kept, want 2", n)
	}
}

func TestOnlyChangedStretchesNeedNewVectors(t *testing.T) {
	t.Parallel()
	f, model := indexed(t)
	f.replace([]string{"a", "b"}, chunk("a", 0, "1"), chunk("a", 1, "2"), chunk("b", 0, "3"))
	if missing := f.missing(model); len(missing) != 3 {
		t.Fatalf("%d stretches are missing, want 3", len(missing))
	}
	if page, err := f.MissingEmbeddings(t.Context(), f.town, model.ID, 2); err != nil || len(page) != 2 {
		t.Errorf("a page of two is %v, %v", page, err)
	}
	f.embed(model, byAngle)
	f.replace([]string{"a"}, chunk("a", 0, "1"), chunk("a", 1, "20"), chunk("a", 2, "30"))
	want := []caterina.Chunk{chunk("a", 1, "20"), chunk("a", 2, "30")}
	if diff := cmp.Diff(want, f.missing(model), cmpopts.IgnoreFields(caterina.Chunk{}, "ID")); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	f.replace([]string{"a"}, chunk("a", 0, "1"))
	if missing := f.missing(model); len(missing) != 0 {
		t.Errorf("missing are %v after the changed ones were removed", missing)
	}
	if n := value[int](f, "SELECT count(*) FROM chunk"); n != 2 {
		t.Errorf("%d stretches are left, want a's and b's", n)
	}
}

// TestAStretchThatChangesMeanwhileIsSkipped: an import comes while the vectors
// of the older text are being made.
func TestAStretchThatChangesMeanwhileIsSkipped(t *testing.T) {
	t.Parallel()
	f, model := indexed(t)
	f.replace([]string{"a", "b", "c"}, chunk("a", 0, "1"), chunk("b", 0, "2"), chunk("c", 0, "3"))
	chunks := f.missing(model)
	f.replace([]string{"a", "b"}, chunk("a", 0, "10"))
	if err := f.PutEmbeddings(t.Context(), f.town, model.ID, chunks, [][]float32{angle(1), angle(2), angle(3)}); err != nil {
		t.Fatal(err)
	}
	missing := f.missing(model)
	if len(missing) != 1 || missing[0].Card != "a" {
		t.Errorf("missing are %v, want the changed one", missing)
	}
	if n := value[int](f, "SELECT count(*) FROM chunk_embedding"); n != 1 {
		t.Errorf("%d vectors are stored, want that of c alone", n)
	}
}

func TestAVectorIsAsLongAsItsModelSays(t *testing.T) {
	t.Parallel()
	f, model := indexed(t)
	f.replace([]string{"a", "b"}, chunk("a", 0, "1"), chunk("b", 0, "2"))
	chunks := f.missing(model)
	err := f.PutEmbeddings(t.Context(), f.town, model.ID, chunks, [][]float32{angle(0), {1, 0, 0}})
	wantCode(t, "a vector of three numbers", err, caterina.CodeInvalid)
	err = f.PutEmbeddings(t.Context(), f.town, model.ID, chunks, [][]float32{angle(0)})
	wantCode(t, "one vector for two stretches", err, caterina.CodeInvalid)
	if n := value[int](f, "SELECT count(*) FROM chunk_embedding"); n != 0 {
		t.Errorf("%d vectors were stored, want none", n)
	}
	for _, dims := range []int{0, 3073} {
		_, err = f.EnsureModel(t.Context(), f.town, caterina.EmbeddingModel{Provider: "p", Name: "n", Dims: dims})
		wantCode(t, fmt.Sprintf("a model of %d dimensions", dims), err, caterina.CodeInvalid)
	}
}

// TestLongVectorsStayInTheRow: an exact scan must not follow pointers to
// another table, so also the longest ones are stored inline.
func TestLongVectorsStayInTheRow(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	slug := strings.Repeat("a", 60)
	f.saveCards(f.town, slug)
	long := f.ensure(f.town, "long", 3072)
	f.replace([]string{slug}, chunk(slug, 0, "x"))
	f.embed(long, func(string) []float32 {
		v := make([]float32, 3072)
		for i := range v {
			v[i] = float32(i%97) / 97
		}
		return v
	})
	f.activate(long)
	toasted := value[int64](f, `SELECT coalesce(pg_relation_size(nullif(reltoastrelid, 0)), 0) FROM pg_class WHERE relname = 'chunk_embedding'`)
	if toasted != 0 {
		t.Errorf("%d bytes of vectors are stored out of line", toasted)
	}
	probe := make([]float32, 3072)
	probe[1] = 1
	if near := f.nearest(probe, f.town); len(near) != 1 {
		t.Errorf("nearest are %v, want the card", near)
	}
}

func TestAnUnknownModelOrTownIsNotFound(t *testing.T) {
	t.Parallel()
	f, model := indexed(t)
	wantCode(t, "activate an unknown model", f.ActivateModel(t.Context(), f.town, model.ID+1), caterina.CodeNotFound)
	wantCode(t, "activate another town's model", f.ActivateModel(t.Context(), f.saveTown("bari"), model.ID), caterina.CodeNotFound)
	wantCode(t, "chunks of no town", f.ReplaceChunks(t.Context(), 99, nil, nil), caterina.CodeNotFound)
	wantCode(t, "chunks of no card", f.ReplaceChunks(t.Context(), f.town, []string{"z"}, []caterina.Chunk{chunk("z", 0, "1")}), caterina.CodeNotFound)
	if _, ok, err := f.ActiveModel(t.Context(), f.town); ok || err != nil {
		t.Errorf("a town without an active model: %v, %v", ok, err)
	}
}
