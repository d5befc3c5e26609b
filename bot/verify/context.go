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
func (v *vocabulary) around(t []token, facts []fact, f *fact, lead int) []feature {
	if f.start < lead {
		lead = 0
	}
	w := walker{v: v, t: t, facts: facts, lead: lead}
	w.walk(f.start-1, -1)
	w.walk(f.end, 1)
	slices.SortFunc(w.out, func(a, b feature) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(b.weight, a.weight))
	})
	return slices.CompactFunc(w.out, func(a, b feature) bool { return a.id == b.id })
}

// walker collects what stands around a fact.
type walker struct {
	v     *vocabulary
	t     []token
	facts []fact
	lead  int
	out   []feature
}

// walk goes away from a fact, a step at a time.
func (w *walker) walk(from, step int) {
	distance, led := 0.0, false
	for k := from; k >= 0 && k < len(w.t) && distance < farthest; k += step {
		if t := w.t[k]; t.kind == punct {
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
		w.add(w.t[k].sense, at, step > 0)
		for i := range w.facts {
			if g := &w.facts[i]; step > 0 && g.start == k || step < 0 && g.end == k+1 {
				w.add(g.key(), at, step > 0)
			}
		}
	}
}

func (w *walker) add(name string, distance float64, after bool) {
	if id := w.v.id(name); id >= 0 && name != "" {
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
