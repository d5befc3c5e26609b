package verify

import (
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
	reach    = 4.0 // the distance at which it is halved
	farthest = 40
	leadAt   = 6   // how far the line that leads to an item counts as being
	fence    = 3.0 // how much farther a word is behind a semicolon or a full stop
)

// around lists the words and values that stand around a fact, the nearest of each,
// sorted by their numbers.
func (v *vocabulary) around(t []token, facts []fact, f *fact, lead int) []feature {
	var out []feature
	add := func(w string, distance float64) {
		if id := v.id(w); id >= 0 && w != "" {
			out = append(out, feature{id, float32(1 / (1 + distance/reach))})
		}
	}
	walk := func(from, step int) {
		distance := 0.0
		for k := from; k >= 0 && k < len(t) && distance < farthest; k += step {
			if t[k].kind == punct {
				if t[k].is(";.!?") {
					distance += fence
				}
				continue
			}
			distance++
			at := distance
			if k < lead && f.start >= lead {
				at = leadAt
			}
			add(meaning(t[k]), at)
			for i := range facts {
				if g := &facts[i]; g != f && (step > 0 && g.start == k || step < 0 && g.end == k+1) {
					add(g.key(), at)
				}
			}
		}
	}
	walk(f.start-1, -1)
	walk(f.end, 1)
	slices.SortFunc(out, func(a, b feature) int {
		if a.id != b.id {
			return int(a.id - b.id)
		}
		return int(1000 * (b.weight - a.weight))
	})
	return slices.CompactFunc(out, func(a, b feature) bool { return a.id == b.id })
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
			sum += float64(v.weight[a[i].id]) * float64(min(a[i].weight, b[j].weight))
			i++
			j++
		}
	}
	return sum
}
