package knowledge

import (
	"slices"
	"testing"
)

// scores runs a query of single-term groups over units of terms.
func scores(tie float32, units [][]weightedTerm, groups ...group) []float32 {
	var b bm25Builder
	terms := 0
	for _, u := range units {
		var length float32
		for _, t := range u {
			length += t.weight
			terms = max(terms, int(t.term)+1)
		}
		b.add(slices.Clone(u), length)
	}
	x := b.build(terms, DefaultWeights())
	into, best := make([]float32, len(units)), make([]float32, len(units))
	x.score(groups, tie, into, best, nil)
	if slices.ContainsFunc(best, func(s float32) bool { return s != 0 }) {
		panic("the memory of one search was left dirty")
	}
	return into
}

func one(term termID) group { return group{terms: []weightedTerm{{term, 1}}} }

func TestRareWordsCountMore(t *testing.T) {
	t.Parallel()

	got := scores(0, [][]weightedTerm{{{0, 1}, {1, 1}}, {{0, 1}, {2, 1}}, {{0, 1}, {3, 1}}}, one(0), one(1))
	if got[0] <= got[1] || got[1] != got[2] {
		t.Errorf("scores %v, want the unit with the rare word first and the others alike", got)
	}
}

func TestLongUnitsAreHeldBack(t *testing.T) {
	t.Parallel()

	long := []weightedTerm{{0, 1}}
	for i := range 30 {
		long = append(long, weightedTerm{termID(10 + i), 1})
	}
	got := scores(0, [][]weightedTerm{{{0, 1}, {1, 1}}, long, {{2, 1}}}, one(0))
	if got[0] <= got[1] {
		t.Errorf("scores %v, want the short unit first", got)
	}
}

func TestRepeatedTermsAddUp(t *testing.T) {
	t.Parallel()

	got := scores(0, [][]weightedTerm{{{0, 1}, {1, 1}, {0, 1}}, {{0, 1}, {1, 1}, {2, 1}}, {{3, 3}}}, one(0))
	if got[0] <= got[1] {
		t.Errorf("scores %v, want the unit that has the word twice first", got)
	}
}

// TestOneWordCountsOnce guards the rule that a word which can be met in several
// ways does not outweigh one that can be met in one.
func TestOneWordCountsOnce(t *testing.T) {
	t.Parallel()

	units := [][]weightedTerm{{{0, 1}, {1, 1}, {2, 1}}, {{3, 1}, {4, 1}, {5, 1}}}
	threefold := group{terms: []weightedTerm{{0, 1}, {1, 1}, {2, 1}}}
	if got := scores(0, units, threefold, one(3)); got[0] != got[1] {
		t.Errorf("without a tie: %v, want the same for both words", got)
	}
	if got := scores(1, units, threefold, one(3)); got[0] != 3*got[1] {
		t.Errorf("with a full tie: %v, want the sum", got)
	}
}

func TestHasFindsTheUnitsOfATerm(t *testing.T) {
	t.Parallel()

	var b bm25Builder
	for _, terms := range [][]weightedTerm{{{0, 1}}, {{1, 1}}, {{0, 1}, {1, 1}}} {
		b.add(terms, 1)
	}
	x := b.build(3, DefaultWeights())
	for unit, want := range []bool{true, false, true} {
		if x.has(0, int32(unit)) != want {
			t.Errorf("has(0, %d) = %v", unit, !want)
		}
	}
	if x.has(2, 0) {
		t.Error("a term that nothing has was found")
	}
}

func TestEmptyIndexScoresNothing(t *testing.T) {
	t.Parallel()

	var b bm25Builder
	x := b.build(0, DefaultWeights())
	x.score(nil, 0, nil, nil, nil)
	if x.units != 0 {
		t.Errorf("%d units in an empty index", x.units)
	}
}
