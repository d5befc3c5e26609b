package knowledge

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"example.org/caterina"
)

// asks is a question and its right card.
type asks struct{ Question, Card string }

// readRows reads the rows of a JSONL file; fields of another type are left out.
func readRows[T any](b *testing.B, path string) []T {
	b.Helper()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var rows []T
	for scanner := bufio.NewScanner(f); scanner.Scan(); {
		var row T
		_ = json.Unmarshal(scanner.Bytes(), &row) // what fits is enough to measure
		rows = append(rows, row)
	}
	return rows
}

// measured is a set of cards and the questions put to it.
type measured struct {
	name  string
	cards []caterina.Card
	rows  []asks
}

// halves gives every second wording of a need to its card and asks the others.
func halves(cards []caterina.Card, rows []asks) measured {
	out := measured{name: "needs-half", cards: slices.Clone(cards)}
	seen := map[string]int{}
	for _, row := range rows {
		seen[row.Card]++
		if seen[row.Card]%2 == 1 {
			out.rows = append(out.rows, row)
			continue
		}
		i := slices.IndexFunc(out.cards, func(c caterina.Card) bool { return c.Slug == row.Card })
		out.cards[i].Questions = append(slices.Clip(out.cards[i].Questions), row.Question)
	}
	return out
}

// ablations are the ways of leaving parts of the retrieval out.
func ablations(full Language) []struct {
	name     string
	language Language
	dense    bool
} {
	empty := &lexicon{phrases: map[string][]entry{}}
	without := func(change func(*Language)) Language {
		l := full
		change(&l)
		return l
	}
	bare := without(func(l *Language) {
		l.italian, l.thesaurus, l.words = empty, nil, &wordList{}
		l.weights.Classifier, l.weights.Tie = 0, 1
	})
	return []struct {
		name     string
		language Language
		dense    bool
	}{
		{"bm25-alone", bare, false},
		{"without-concepts", without(func(l *Language) { l.italian = empty }), true},
		{"without-facets-and-phrases", without(func(l *Language) {
			l.weights.FacetWord, l.weights.FacetConcept, l.weights.Phrase, l.weights.Part = 1, 1, 1, 1
		}), true},
		{"without-best-way", without(func(l *Language) { l.weights.Tie = 1 }), true},
		{"without-thesaurus", without(func(l *Language) { l.thesaurus = nil }), true},
		{"without-classifier", without(func(l *Language) { l.weights.Classifier = 0 }), true},
		{"without-vectors", full, false},
		{"everything", full, true},
	}
}

// BenchmarkAblation reports what each part of the retrieval is worth, as hit1 and
// hit10 in percent. It needs the folder of the development data:
//
//	DEVELOPMENT_DATA=folder go test ./knowledge -run '^$' -bench Ablation -benchtime 1x
func BenchmarkAblation(b *testing.B) {
	folder := os.Getenv("DEVELOPMENT_DATA")
	if folder == "" {
		b.Skip("DEVELOPMENT_DATA names no folder")
	}
	var sets []measured
	for _, name := range []string{"needs", "appio", "codroipo"} {
		cards := readRows[caterina.Card](b, filepath.Join(folder, name+"-cards.jsonl"))
		sets = append(sets, measured{name, cards, readRows[asks](b, filepath.Join(folder, name+"-questions.jsonl"))})
	}
	sets = append(sets, halves(sets[0].cards, sets[0].rows))
	for _, set := range sets {
		for _, way := range ablations(*testLanguage(b)) {
			b.Run(set.name+"/"+way.name, func(b *testing.B) {
				var hit1, hit10 float64
				for b.Loop() {
					hit1, hit10 = hits(b, set, &way.language, way.dense)
				}
				b.ReportMetric(100*hit1, "hit1%")
				b.ReportMetric(100*hit10, "hit10%")
			})
		}
	}
}

// hits returns the shares of questions whose card comes first, and among the
// first ten.
func hits(b *testing.B, set measured, language *Language, dense bool) (hit1, hit10 float64) {
	b.Helper()
	x, err := Build(caterina.Content{Cards: set.cards}, caterina.Content{}, language)
	if err != nil {
		b.Fatal(err)
	}
	vectors := embedCards(b, x)
	for _, row := range set.rows {
		q := caterina.Query{Text: row.Question, Lang: langItalian}
		r := x.Search(q, nil)
		if dense && (r.Verdict == caterina.VerdictClose || len(r.Hits) == 0) {
			r = x.Search(q, neighbours(x, vectors, NewHashed(language).query(x, x.analyse(q.Text, q.Lang))))
		}
		at := slices.IndexFunc(r.Hits, func(h caterina.Hit) bool { return h.Card.Slug == row.Card })
		if at == 0 {
			hit1++
		}
		if at >= 0 {
			hit10++
		}
	}
	n := float64(len(set.rows))
	return hit1 / n, hit10 / n
}

// embedCards returns the vectors of each card's chunks.
func embedCards(b *testing.B, x *Index) [][][]float32 {
	b.Helper()
	h := NewHashed(x.language)
	out := make([][][]float32, len(x.entries))
	for i, entry := range x.entries {
		var texts []string
		for _, chunk := range Chunks(entry.Card) {
			texts = append(texts, chunk.Text)
		}
		var err error
		if out[i], err = h.Embed(b.Context(), texts); err != nil {
			b.Fatal(err)
		}
	}
	return out
}

// neighbours does in memory what the database does for the dense leg.
func neighbours(x *Index, cards [][][]float32, vector []float32) []caterina.Neighbour {
	var near []caterina.Neighbour
	for i, chunks := range cards {
		best := -1.0
		for _, v := range chunks {
			best = max(best, cosine(v, vector))
		}
		near = append(near, caterina.Neighbour{Card: x.entries[i].Card.Slug, Similarity: best})
	}
	slices.SortFunc(near, func(a, b caterina.Neighbour) int {
		if a.Similarity > b.Similarity {
			return -1
		}
		return 1
	})
	return near[:min(denseLimit, len(near))]
}
