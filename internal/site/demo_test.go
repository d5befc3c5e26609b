package site

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/knowledge"
	"example.org/caterina/web"
)

// shelf is a library of parsed towns: the demo towns, or a test's own.
type shelf struct {
	towns   []caterina.Town
	cards   map[caterina.TownID][]Item
	offices map[caterina.TownID][]caterina.Office
	broken  bool // searches fail
}

func (s *shelf) Town(slug string) (caterina.Town, bool) {
	i := slices.IndexFunc(s.towns, func(t caterina.Town) bool { return t.Slug == slug })
	if i < 0 {
		return caterina.Town{}, false
	}
	return s.towns[i], true
}

func (s *shelf) Cards(town caterina.TownID) []Item { return s.cards[town] }

func (s *shelf) Card(town caterina.TownID, slug string) (caterina.Card, string, bool) {
	for _, item := range s.cards[town] {
		if item.Card.Slug == slug {
			return *item.Card, item.Owner, true
		}
	}
	return caterina.Card{}, "", false
}

func (s *shelf) Offices(town caterina.TownID) []caterina.Office { return s.offices[town] }

// Search finds the cards whose title or summary holds every word.
func (s *shelf) Search(_ context.Context, q caterina.Query) (caterina.Ranking, error) {
	if s.broken {
		return caterina.Ranking{}, errors.New("no database")
	}
	ranking := caterina.Ranking{Verdict: caterina.VerdictNone}
	for _, item := range s.cards[q.Town] {
		text := strings.ToLower(item.Card.Title + " " + item.Card.Summary)
		if !slices.ContainsFunc(strings.Fields(strings.ToLower(q.Text)), func(word string) bool { return !strings.Contains(text, word) }) {
			ranking.Hits = append(ranking.Hits, caterina.Hit{Card: item.Card, Town: item.Owner})
			ranking.Verdict = caterina.VerdictClear
		}
	}
	ranking.Hits = ranking.Hits[:min(q.Limit, len(ranking.Hits))]
	return ranking, nil
}

// put adds a town with its cards and offices, after its parent.
func (s *shelf) put(town caterina.Town, cards []caterina.Card, offices []caterina.Office) {
	town.ID = caterina.TownID(len(s.towns) + 1)
	s.towns = append(s.towns, town)
	for i := range cards {
		s.cards[town.ID] = append(s.cards[town.ID], Item{Card: &cards[i], Owner: town.Slug})
	}
	for i := range offices {
		offices[i].Town = town.Slug
	}
	s.offices[town.ID] = offices
	parent, ok := s.Town(town.Parent)
	if !ok {
		return
	}
	for _, item := range s.cards[parent.ID] {
		if _, _, own := s.Card(town.ID, item.Card.Slug); !own {
			s.cards[town.ID] = append(s.cards[town.ID], item)
		}
	}
	s.offices[town.ID] = append(slices.Clone(offices), s.offices[parent.ID]...)
}

func newShelf() *shelf {
	return &shelf{cards: map[caterina.TownID][]Item{}, offices: map[caterina.TownID][]caterina.Office{}}
}

// demo reads the demo towns that are shipped.
func demo(t *testing.T) *shelf {
	t.Helper()
	s := newShelf()
	for _, slug := range []string{"italia", "siena", "bari"} {
		dir := filepath.Join("..", "..", "demo", slug)
		towns := read(t, filepath.Join(dir, "town.yaml"), knowledge.ParseTown)
		s.put(towns[0], read(t, filepath.Join(dir, "cards", "*.yaml"), knowledge.ParseCard), read(t, filepath.Join(dir, "offices", "*.yaml"), knowledge.ParseOffice))
	}
	return s
}

func read[T any](t *testing.T, pattern string, parse func(knowledge.Document) (T, knowledge.Report)) []T {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("nothing found at %s: %v", pattern, err)
	}
	var out []T
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		v, report := parse(knowledge.Document{Source: name, Data: data})
		if !report.OK() {
			t.Fatalf("%s: %v", name, report.Rejected)
		}
		out = append(out, v)
	}
	return out
}

// monday is a Monday in November 2026, 11 o'clock in Rome: the desk is open.
func monday() time.Time {
	return time.Date(2026, 11, 23, 11, 0, 0, 0, caterina.Rome())
}

func newSite(t *testing.T, library *shelf, now time.Time) http.Handler {
	t.Helper()
	bundle, err := web.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{
		Library: library, Cards: library.Cards, Asset: bundle.Path, DefaultTown: "siena",
		Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	s.Routes(mux)
	mux.Handle("/assets/", bundle)
	mux.Handle("/widget.js", bundle)
	mux.HandleFunc("/", s.NotFound)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'")
		mux.ServeHTTP(w, r)
	})
}

func get(t *testing.T, h http.Handler, url string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, url, nil))
	return w.Code, w.Body.String()
}

// page is get for pages that must be there.
func page200(t *testing.T, h http.Handler, url string) string {
	t.Helper()
	code, body := get(t, h, url)
	if code != http.StatusOK {
		t.Fatalf("GET %s: status %d\n%s", url, code, body)
	}
	return body
}

func wants(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

func lacks(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(body, text) {
			t.Errorf("the page has %q", text)
		}
	}
}

// inOrder fails unless the texts follow one another in the page.
func inOrder(t *testing.T, body string, texts ...string) {
	t.Helper()
	at := 0
	for _, text := range texts {
		i := strings.Index(body[at:], text)
		if i < 0 {
			t.Errorf("%q is missing, or comes too early", text)
			continue
		}
		at += i + len(text)
	}
}

// small is a library of one town with one card and one office.
func small(card caterina.Card) *shelf {
	s := newShelf()
	s.put(caterina.Town{Slug: "italia", Name: "Italia", Sections: []caterina.Section{{Slug: "famiglia", Name: "Famiglia"}}},
		[]caterina.Card{{Slug: "assegno", Kind: caterina.KindBonus, Title: "Assegno", Summary: "Per i figli.", Section: "famiglia"}}, nil)
	s.put(caterina.Town{Slug: "siena", Name: "Siena", Parent: "italia", Sections: []caterina.Section{{Slug: "casa", Name: "Casa"}}},
		[]caterina.Card{card}, []caterina.Office{{Slug: "sportello", Name: "Sportello", Phones: []string{"0577 292353"}}})
	return s
}

func date(t *testing.T, text string) *caterina.Date {
	t.Helper()
	d, err := caterina.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// addresses returns where a walk through the site begins.
func addresses(s *shelf) []string {
	var list []string
	for _, town := range s.towns {
		base := "/towns/" + town.Slug
		list = append(list, base, base+"/privacy", base+"?q=bonus")
		for _, item := range s.cards[town.ID] {
			list = append(list, fmt.Sprintf("%s/cards/%s", base, item.Card.Slug))
		}
	}
	return list
}
