package verify

import (
	"cmp"
	"math"
	"slices"
	"strconv"
)

// key names the value of a fact, so that it can be a neighbour of another; "" for
// facts that are words, which count as such.
func (f *fact) key() string {
	switch f.kind {
	case kTerm, kName:
		return ""
	case kPhone, kMail, kLink, kAddress, kFraction, kPeriod:
		return "#" + strconv.Itoa(int(f.kind)) + f.text
	default:
		return "#" + strconv.Itoa(int(f.kind)) + f.unit + ":" + strconv.FormatInt(f.lo, 10) + "-" + strconv.FormatInt(f.hi, 10)
	}
}

// sameKey says whether two facts of one kind have the same value.
func sameKey(a, b *fact) bool {
	switch a.kind {
	case kTerm, kName:
		return true
	case kPhone, kMail, kLink, kAddress, kFraction, kPeriod:
		return a.text == b.text
	default:
		return a.unit == b.unit && a.lo == b.lo && a.hi == b.hi
	}
}

// nowhere is the number of what no source has, and of what says nothing.
const nowhere = -1

// spot is what stands at a token, by its number in the vocabulary: what the word says,
// and the values that begin and that end there.
type spot struct{ sense, starts, ends int32 }

// spots numbers what stands at each token of a text.
func (v *vocabulary) spots(t []token, facts []fact) []spot {
	out := make([]spot, len(t))
	for i := range t {
		out[i] = spot{v.id(t[i].sense), nowhere, nowhere}
	}
	for i := range facts {
		f := &facts[i]
		if id := v.id(f.key()); id != nowhere && f.end <= len(t) {
			out[f.start].starts, out[f.end-1].ends = id, id
		}
	}
	return out
}

// passage is a sentence as places in it are compared.
type passage struct {
	tokens []token
	spots  []spot // one for each token
	lead   int    // how many tokens are of the line that leads to it
}

// plainWithout lists what the words of a sentence say, some of its facts aside.
func (x passage) plainWithout(facts []*fact) []int32 {
	out := make([]int32, 0, len(x.tokens))
	for i := range x.tokens {
		if x.tokens[i].sense != "" && !slices.ContainsFunc(facts, func(f *fact) bool { return f.start <= i && i < f.end }) {
			out = append(out, x.spots[i].sense)
		}
	}
	return out
}

// How the weight of a word falls with its distance from a fact, in words.
const (
	reach     = 4.0 // the distance at which it is halved
	farthest  = 40
	leadAt    = 6   // how far what leads to a fact counts as being: the line before, the words before a colon
	otherSide = 0.6 // what a word is worth that stands before the one and after the other
	fence     = 3.0 // how much farther a word is behind a semicolon or a full stop
)

// around lists the words and values that stand around a fact, the nearest of each,
// sorted by their numbers.
func (x passage) around(f *fact) []feature {
	if f.start < x.lead {
		x.lead = 0
	}
	w := walker{passage: x, out: make([]feature, 0, min(len(x.tokens), 2*farthest))}
	w.walk(f.start-1, -1)
	w.walk(f.end, 1)
	slices.SortFunc(w.out, func(a, b feature) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(b.weight, a.weight))
	})
	return slices.CompactFunc(w.out, func(a, b feature) bool { return a.id == b.id })
}

// walker collects what stands around a fact.
type walker struct {
	passage

	out []feature
}

// walk goes away from a fact, a step at a time.
func (w *walker) walk(from, step int) {
	distance, led := 0.0, false
	for k := from; k >= 0 && k < len(w.tokens) && distance < farthest; k += step {
		if t := &w.tokens[k]; t.kind == punct {
			if t.is(";.!?") {
				distance += fence
			}
			led = led || step < 0 && t.is(":")
			continue
		}
		distance++
		at := distance
		if led || k < w.lead {
			at = leadAt
		}
		w.add(w.spots[k].sense, at, step > 0)
		if step > 0 {
			w.add(w.spots[k].starts, at, true)
		} else {
			w.add(w.spots[k].ends, at, false)
		}
	}
}

func (w *walker) add(id int32, distance float64, after bool) {
	if id != nowhere {
		w.out = append(w.out, feature{id, float32(1 / (1 + distance/reach)), after})
	}
}

// likeness is how much two places have in common: the words that stand around both,
// the rarer and nearer the more.
func (v *vocabulary) likeness(a, b []feature) float64 {
	var sum float64
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			like := float64(v.weight[a[i].id]) * math.Sqrt(float64(a[i].weight*b[j].weight))
			if a[i].after != b[j].after {
				like *= otherSide
			}
			sum += like
			i++
			j++
		}
	}
	return sum
}
