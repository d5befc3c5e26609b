package knowledge

import (
	"cmp"
	"math"
	"slices"
)

// termID numbers the terms of one index: stems, whole words, roots and
// concepts.
type termID int32

// weightedTerm is one term of a question or of a text and how much it counts.
type weightedTerm struct {
	term   termID
	weight float32
}

// posting is one unit's share of a term: what the unit scores for each unit of
// query weight, already saturated and normalised by length.
type posting struct {
	unit   int32
	impact float32
}

// bm25 is an inverted index over units of text. It never changes once built.
type bm25 struct {
	postings [][]posting // by term
	idf      []float32   // by term
	units    int
	maxIDF   float32 // of a term that no unit has
}

// bm25Builder collects units. Each unit's terms are added once.
type bm25Builder struct {
	docs    [][]weightedTerm // term frequencies by unit, field weights included
	lengths []float32
}

// add appends a unit. length is the number of its words, field weights included.
func (b *bm25Builder) add(terms []weightedTerm, length float32) {
	slices.SortFunc(terms, func(x, y weightedTerm) int { return cmp.Compare(x.term, y.term) })
	merged := terms[:0]
	for _, t := range terms {
		if n := len(merged); n > 0 && merged[n-1].term == t.term {
			merged[n-1].weight += t.weight
			continue
		}
		merged = append(merged, t)
	}
	b.docs = append(b.docs, slices.Clone(merged))
	b.lengths = append(b.lengths, length)
}

// build computes the impacts. terms is the size of the vocabulary.
func (b *bm25Builder) build(terms int, w Weights) *bm25 {
	out := &bm25{postings: make([][]posting, terms), idf: make([]float32, terms), units: len(b.docs)}
	df := make([]int, terms)
	var total float32
	for i, doc := range b.docs {
		total += b.lengths[i]
		for _, t := range doc {
			df[t.term]++
		}
	}
	mean := total / float32(max(1, len(b.docs)))
	if mean == 0 {
		mean = 1
	}
	texts := len(b.docs)
	for t := range df {
		out.idf[t] = inverseFrequency(texts, df[t])
		out.postings[t] = make([]posting, 0, df[t])
	}
	out.maxIDF = inverseFrequency(texts, 0)
	for i, doc := range b.docs {
		norm := w.K1 * (1 - w.B + w.B*b.lengths[i]/mean)
		for _, t := range doc {
			impact := out.idf[t.term] * t.weight * (w.K1 + 1) / (t.weight + norm)
			out.postings[t.term] = append(out.postings[t.term], posting{int32(i), impact})
		}
	}
	return out
}

// inverseFrequency is BM25's idf, never negative.
func inverseFrequency(texts, containing int) float32 {
	n, df := float64(texts), float64(containing)
	return float32(math.Log(1 + (n-df+0.5)/(df+0.5)))
}

// group is the ways in which one stretch of a question can be met.
type group struct {
	terms    []weightedTerm
	from, to int // the words it covers
}

// score adds each unit's score for the groups to into, which has one place for
// each unit, as has best, which must be all zero and is again afterwards. Of
// the ways to meet a group the best counts in full, the others by tie: a word
// that the lexicon knows under three names must not outweigh one it does not
// know. touched is memory to use; what is returned may be used again.
func (x *bm25) score(groups []group, tie float32, into, best []float32, touched []int32) []int32 {
	for _, g := range groups {
		touched = touched[:0]
		for _, q := range g.terms {
			for _, p := range x.postings[q.term] {
				s := q.weight * p.impact
				if best[p.unit] == 0 {
					touched = append(touched, p.unit)
				}
				into[p.unit] += tie * s
				best[p.unit] = max(best[p.unit], s)
			}
		}
		for _, u := range touched {
			into[u] += (1 - tie) * best[u]
			best[u] = 0
		}
	}
	return touched
}

// has says whether a unit has a term.
func (x *bm25) has(term termID, unit int32) bool {
	_, found := slices.BinarySearchFunc(x.postings[term], unit, func(p posting, u int32) int { return cmp.Compare(p.unit, u) })
	return found
}
