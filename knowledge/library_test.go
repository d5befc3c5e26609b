package knowledge

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

// stubStore holds towns in memory and fails where it is told to. It stands in for
// the database where a test must choose the moment; library_postgres_test.go asks
// the real one.
type stubStore struct {
	mu       sync.Mutex
	contents map[caterina.TownID]caterina.Content
	model    caterina.EmbeddingModel                    // active in every town
	models   func(caterina.TownID) []caterina.TownModel // in its place
	fail     map[string]error                           // by method
	reads    map[caterina.TownID]int
	near     func(ctx context.Context) ([]caterina.Neighbour, error)
	asked    int

	lastModels []int64
	lastVector []float32
}

func newStub(contents ...caterina.Content) *stubStore {
	s := &stubStore{contents: map[caterina.TownID]caterina.Content{}, fail: map[string]error{}, reads: map[caterina.TownID]int{}}
	for _, c := range contents {
		s.contents[c.Town.ID] = c
	}
	return s
}

func (s *stubStore) change(town caterina.TownID, edit func(*caterina.Content)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.contents[town]
	edit(&c)
	c.Version++
	s.contents[town] = c
}

func (s *stubStore) Versions(context.Context) (map[caterina.TownID]int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[caterina.TownID]int64{}
	for id, c := range s.contents {
		out[id] = c.Version
	}
	return out, s.fail["Versions"]
}

func (s *stubStore) Towns(context.Context) ([]caterina.Town, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []caterina.Town
	for c := range maps.Values(s.contents) {
		out = append(out, c.Town)
	}
	return out, s.fail["Towns"]
}

func (s *stubStore) Content(_ context.Context, town caterina.TownID) (caterina.Content, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reads[town]++
	return s.contents[town], s.fail["Content"]
}

func (s *stubStore) TownModels(_ context.Context, town caterina.TownID) ([]caterina.TownModel, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.models != nil {
		return s.models(town), s.fail["TownModels"]
	}
	if s.model.Dims == 0 {
		return nil, s.fail["TownModels"]
	}
	return []caterina.TownModel{{EmbeddingModel: s.model, Town: town, State: caterina.EmbeddingActive}}, s.fail["TownModels"]
}

func (s *stubStore) Nearest(ctx context.Context, models []int64, vector []float32, _ int) ([]caterina.Neighbour, error) {
	s.mu.Lock()
	s.asked++
	near := s.near
	s.lastModels, s.lastVector = models, vector
	s.mu.Unlock()
	return near(ctx)
}

// library returns a Library that uses no files of the machine.
func library(t *testing.T, s *stubStore) (*Library, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	none := filepath.Join(t.TempDir(), "none")
	return NewLibrary(LibraryConfig{
		Store: s, Logger: slog.New(slog.NewTextHandler(&log, nil)), Thesaurus: none, Words: none,
	}), &log
}

func refresh(t *testing.T, l *Library) {
	t.Helper()
	if err := l.Refresh(t.Context()); err != nil {
		t.Fatalf("refresh: %v", err)
	}
}

func searchFirst(t *testing.T, l *Library, town caterina.TownID, text string) string {
	t.Helper()
	r, err := l.Search(t.Context(), caterina.Query{Town: town, Text: text, Lang: langItalian})
	if err != nil {
		t.Fatalf("search: %v", err)
	}
	return firstOf(r)
}

// family is a parent town and a child.
func family() (child, parent caterina.Content) {
	child = smallTown()
	child.Town.Parent = "italia"
	parent = caterina.Content{
		Town: caterina.Town{ID: 1, Slug: "italia", Name: "Italia"}, Version: 1,
		Cards:   []caterina.Card{card("assegno-unico", "Assegno unico", "Per i figli.", "soldi per i figli"), card("mensa", "Altra mensa", "x", "")},
		Offices: []caterina.Office{{Slug: "inps", Name: "INPS"}},
	}
	return child, parent
}

func TestLibraryKnowsItsTowns(t *testing.T) {
	t.Parallel()

	child, parent := family()
	l, _ := library(t, newStub(child, parent))
	refresh(t, l)

	if got := searchFirst(t, l, 7, "assegno unico figli"); got != "assegno-unico" {
		t.Errorf("the child finds %q of its parent", got)
	}
	if c, owner, ok := l.Card(7, "assegno-unico"); !ok || owner != "italia" || c.Title != "Assegno unico" {
		t.Errorf("card %q of %q, %v", c.Title, owner, ok)
	}
	if c, owner, ok := l.Card(7, "mensa"); !ok || owner != "borgo" || c.Title != "Refezione scolastica" {
		t.Errorf("card %q of %q, %v: want the town's own", c.Title, owner, ok)
	}
	for _, ok := range []bool{has(l.Card(7, "none")), has(l.Card(99, "mensa"))} {
		if ok {
			t.Error("a card that does not exist was found")
		}
	}
	if n := len(l.Cards(7)); n != 13 {
		t.Errorf("%d cards, want 13", n)
	}
	if offices := l.Offices(7); len(offices) != 1 || offices[0].Town != "italia" {
		t.Errorf("offices %+v", offices)
	}
	if len(l.Cards(99)) != 0 || len(l.Offices(99)) != 0 {
		t.Error("an unknown town has cards or offices")
	}
	bySlug, ok := l.Town("borgo")
	byID, ok2 := l.TownByID(7)
	if !ok || !ok2 || bySlug.Name != "Borgo" || byID.Name != "Borgo" {
		t.Errorf("town %+v and %+v", bySlug, byID)
	}
	_, ok = l.Town("none")
	_, ok2 = l.TownByID(99)
	if ok || ok2 {
		t.Error("a town that does not exist was found")
	}
	if towns := l.Towns(); len(towns) != 2 || towns[0].Slug != "borgo" || towns[1].Slug != "italia" {
		t.Errorf("towns %+v, want both by slug", towns)
	}
}

func has(_ caterina.Card, _ string, ok bool) bool { return ok }

func TestSearchErrors(t *testing.T) {
	t.Parallel()

	l, _ := library(t, newStub(smallTown()))
	refresh(t, l)
	if _, err := l.Search(t.Context(), caterina.Query{Town: 99, Text: "nido"}); caterina.CodeOf(err) != caterina.CodeNotFound {
		t.Errorf("err = %v for an unknown town, want not_found", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Search(ctx, caterina.Query{Town: 7, Text: "nido"}); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want the context's", err)
	}
}

func TestRefreshRebuildsOnlyWhatChanged(t *testing.T) {
	t.Parallel()

	child, parent := family()
	other := smallTown()
	other.Town = caterina.Town{ID: 9, Slug: "altrove", Name: "Altrove"}
	s := newStub(child, parent, other)
	l, _ := library(t, s)
	refresh(t, l)
	before := map[caterina.TownID]*Index{}
	for id, v := range l.shelf.Load().byID {
		before[id] = v.Index
	}
	refresh(t, l) // nothing new
	for id, v := range l.shelf.Load().byID {
		if before[id] != v.Index {
			t.Errorf("town %d was rebuilt though nothing changed", id)
		}
	}

	s.change(1, func(c *caterina.Content) { // the parent: its children change too
		c.Cards = append(c.Cards, card("bonus-nuovo", "Bonus zanzariere", "Per le finestre.", "zanzariere gratis"))
	})
	refresh(t, l)
	after := l.shelf.Load().byID
	if before[1] == after[1].Index || before[7] == after[7].Index || before[9] != after[9].Index {
		t.Error("want the changed town and its child rebuilt, and the other left alone")
	}
	if got := searchFirst(t, l, 7, "zanzariere"); got != "bonus-nuovo" {
		t.Errorf("the child finds %q, want its parent's new card", got)
	}
}

func TestTownsThatAreGoneAreForgotten(t *testing.T) {
	t.Parallel()

	child, parent := family()
	s := newStub(child, parent)
	l, _ := library(t, s)
	refresh(t, l)
	s.mu.Lock()
	delete(s.contents, 7)
	s.mu.Unlock()
	refresh(t, l)
	if _, ok := l.Town("borgo"); ok {
		t.Error("the town is still there")
	}
}

func TestFailedRefreshKeepsTheOldIndex(t *testing.T) {
	t.Parallel()

	broken := errors.New("the database is down")
	for _, method := range []string{"Versions", "Towns", "Content", "TownModels"} {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			s := newStub(smallTown())
			l, _ := library(t, s)
			refresh(t, l)
			s.change(7, func(c *caterina.Content) { c.Cards = c.Cards[:1] })
			s.mu.Lock()
			s.fail[method] = broken
			s.mu.Unlock()
			if err := l.Refresh(t.Context()); !errors.Is(err, broken) {
				t.Errorf("err = %v, want the store's", err)
			}
			if got := searchFirst(t, l, 7, "cambio residenza"); got != "residenza" {
				t.Errorf("finds %q, want the old index to answer", got)
			}
			s.mu.Lock()
			delete(s.fail, method)
			s.mu.Unlock()
			refresh(t, l)
			if n := len(l.Cards(7)); n != 1 {
				t.Errorf("%d cards after the repair, want 1", n)
			}
		})
	}
}

func TestOneBrokenTownDoesNotHoldTheOthersUp(t *testing.T) {
	t.Parallel()

	child, parent := family()
	child.Lexicon = "senza due punti"
	l, _ := library(t, newStub(child, parent))
	if err := l.Refresh(t.Context()); err == nil || !strings.Contains(err.Error(), "borgo") {
		t.Errorf("err = %v, want one that names the town", err)
	}
	if got := searchFirst(t, l, 1, "assegno unico"); got != "assegno-unico" {
		t.Errorf("the other town finds %q", got)
	}
}

func TestSearchGoesOnWhileIndexesAreSwapped(t *testing.T) {
	t.Parallel()

	s := newStub(smallTown())
	l, _ := library(t, s)
	refresh(t, l)
	ctx, stop := context.WithCancel(t.Context())
	var searches sync.WaitGroup
	for range 4 {
		searches.Go(func() {
			for ctx.Err() == nil {
				r, err := l.Search(t.Context(), caterina.Query{Town: 7, Text: "come cambio residenza", Lang: langItalian})
				if err != nil || firstOf(r) != "residenza" {
					t.Errorf("while swapping: %q, %v", firstOf(r), err)
					return
				}
			}
		})
	}
	for range 3 {
		s.change(7, func(c *caterina.Content) {
			c.Cards = append(slices.Clip(c.Cards), card("nuova", "Scheda nuova", "Altro.", ""))
			c.Cards[len(c.Cards)-1].Slug += strings.Repeat("a", len(c.Cards))
		})
		refresh(t, l)
	}
	stop()
	searches.Wait()
	if n := len(l.Cards(7)); n != 15 {
		t.Errorf("%d cards, want 12 and 3 new ones", n)
	}
}

func TestRunRefreshesUntilItsContextEnds(t *testing.T) {
	t.Parallel()

	synctest.Test(t, func(t *testing.T) {
		s := newStub(smallTown())
		l, log := library(t, s)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- l.Run(ctx, time.Second) }()

		time.Sleep(1500 * time.Millisecond) // of the test's own clock
		synctest.Wait()
		if _, ok := l.Town("borgo"); !ok {
			t.Error("the town is not there after a tick")
		}
		s.mu.Lock()
		s.fail["Versions"] = errors.New("the database is down")
		s.mu.Unlock()
		time.Sleep(time.Second)
		synctest.Wait()
		if !strings.Contains(log.String(), "could not be refreshed") {
			t.Errorf("a failed refresh left no line in the log: %s", log.String())
		}
		stop()
		if err := <-done; err != nil {
			t.Errorf("run ended with %v", err)
		}
	})
}

// dense returns a library whose town has vectors of the built-in model, and a
// question whose words leave a doubt.
func dense(t *testing.T, near func(context.Context) ([]caterina.Neighbour, error)) (*Library, *stubStore, *bytes.Buffer) {
	t.Helper()
	s := newStub(smallTown())
	s.model, s.near = NewHashed(bareLanguage(t)).Model(), near
	l, log := library(t, s)
	refresh(t, l)
	return l, s, log
}

const doubtful = "come si fa l'iscrizione?"

func TestDenseLegAnswersWhereWordsLeaveADoubt(t *testing.T) {
	t.Parallel()

	l, s, _ := dense(t, func(context.Context) ([]caterina.Neighbour, error) {
		return []caterina.Neighbour{{Town: 7, Card: "cie", Similarity: 0.9}}, nil
	})
	r, err := l.Search(t.Context(), caterina.Query{Town: 7, Text: doubtful, Lang: langItalian})
	if err != nil {
		t.Fatalf("search: %v", err)
	}
	found := false
	for _, h := range r.Hits {
		found = found || h.Card.Slug == "cie" && h.Legs.Dense == 1
	}
	if !found {
		t.Errorf("the neighbour is not among the hits: %+v", r.Hits)
	}
	if searchFirst(t, l, 7, "come faccio a iscrivere mio figlio al nido comunale"); s.asked != 1 {
		t.Errorf("the leg was asked %d times, want once: the second question is clear", s.asked)
	}
	if searchFirst(t, l, 7, "non ma che"); s.asked != 1 {
		t.Error("the leg was asked about a question without words")
	}
}

func TestDenseLegIsDoneWithoutWhenItFails(t *testing.T) {
	t.Parallel()

	for name, near := range map[string]func(context.Context) ([]caterina.Neighbour, error){
		"broken": func(context.Context) ([]caterina.Neighbour, error) { return nil, errors.New("no vectors") },
		"slow": func(ctx context.Context) ([]caterina.Neighbour, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		},
		"empty": func(context.Context) ([]caterina.Neighbour, error) { return nil, nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, _, log := dense(t, near)
			r, err := l.Search(t.Context(), caterina.Query{Town: 7, Text: doubtful, Lang: langItalian})
			if err != nil || len(r.Hits) == 0 {
				t.Errorf("%d hits, %v: want those of the words", len(r.Hits), err)
			}
			if strings.Contains(log.String(), doubtful) {
				t.Errorf("the question is in the log: %s", log.String())
			}
		})
	}
}

func TestBusyDenseLegIsNotWaitedFor(t *testing.T) {
	t.Parallel()

	entered, release := make(chan struct{}), make(chan struct{})
	l, _, _ := dense(t, func(context.Context) ([]caterina.Neighbour, error) {
		entered <- struct{}{}
		<-release
		return nil, nil
	})
	var searches sync.WaitGroup
	for range denseAtOnce {
		searches.Go(func() { searchFirst(t, l, 7, doubtful) })
		<-entered
	}
	searchFirst(t, l, 7, doubtful) // would hang if it entered
	close(release)
	searches.Wait()
}

func TestVectorsOfAnotherModelAreNotAsked(t *testing.T) {
	t.Parallel()

	s := newStub(smallTown())
	s.model = caterina.EmbeddingModel{Provider: "openai", Name: "another", Dims: hashedDims}
	s.near = func(context.Context) ([]caterina.Neighbour, error) { return nil, errors.New("must not be asked") }
	l, _ := library(t, s)
	refresh(t, l)
	if searchFirst(t, l, 7, doubtful); s.asked != 0 {
		t.Errorf("asked %d times", s.asked)
	}
}

func TestLanguageFilesAreOptional(t *testing.T) {
	t.Parallel()

	none := filepath.Join(t.TempDir(), "none")
	l, err := LoadLanguage(LanguageConfig{Thesaurus: none, Words: none})
	if err != nil || l.HasThesaurus() || l.HasWords() {
		t.Errorf("thesaurus %v, words %v, %v", l.HasThesaurus(), l.HasWords(), err)
	}
	if _, err := LoadLanguage(LanguageConfig{Words: t.TempDir()}); err == nil {
		t.Error("a folder was read as a word list")
	}
}
