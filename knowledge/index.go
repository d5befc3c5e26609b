package knowledge

import (
	"sync"

	"example.org/caterina"
)

// Index is everything one town can answer from, ready for search: its own cards
// and, where it has none of the same slug, its parent's. It never changes once
// built, so any number of goroutines may search it.
type Index struct {
	town    *caterina.Town
	entries []Entry
	bySlug  map[string]int32
	offices []caterina.Office
	own     int                // how many of the offices are the town's own: they come first
	booked  []caterina.Service // what can be booked at these
	streets *streets           // the town's own
	dated   []int32            // cards with a validity
	taught  map[string]int32   // cards by the words of the questions that people taught; severalCards for those of more than one

	language   *Language
	italian    *lexicon // the shared one with the town's own lines
	vocabulary map[string]termID
	concepts   []termID          // by concept number; noTerm where no card has it
	named      map[int32][]int32 // by named thing: the cards about it
	speller    *speller
	bags       *bm25     // one unit for each card
	trust      []float32 // by card: how far the classifier's word on it is trusted
	classifier *classifier
	gate       *gate

	pool sync.Pool // of *scratch
}

// Entry is one card of an index and the town that owns it. Card is shared and
// must not be changed.
type Entry struct {
	Card *caterina.Card
	Town *caterina.Town
}

// noTerm stands for a term that no card has.
const noTerm termID = -1

// scratch is the memory of one search: scores by card, and by class for the
// classifier.
type scratch struct {
	lexical, best, classes, dense, fused []float32
	touched                              []int32
}

// Town returns the town the index belongs to.
func (x *Index) Town() caterina.Town { return *x.town }

// Card returns the card of a slug and the town that owns it.
func (x *Index) Card(slug string) (Entry, bool) {
	i, ok := x.bySlug[slug]
	if !ok {
		return Entry{}, false
	}
	return x.entries[i], true
}

// Entries returns all cards, the town's own first. The slice is shared and must
// not be changed.
func (x *Index) Entries() []Entry { return x.entries }

// Offices returns the town's offices, then its parent's. The slice is shared
// and must not be changed.
func (x *Index) Offices() []caterina.Office { return x.offices }

// Bookable returns what can be booked in the town, and its own offices: an
// appointment is with the town, never with its parent. The slices are shared and
// must not be changed.
func (x *Index) Bookable() ([]caterina.Service, []caterina.Office) {
	return x.booked, x.offices[:x.own]
}

// stemID returns the term of a stem.
func (x *Index) stemID(stem string) (termID, bool) {
	id, ok := x.vocabulary[stem]
	return id, ok
}

func (x *Index) newScratch() *scratch {
	n := len(x.entries)
	return &scratch{
		lexical: make([]float32, n), best: make([]float32, n), classes: make([]float32, n+1), dense: make([]float32, n),
		fused: make([]float32, n),
	}
}
