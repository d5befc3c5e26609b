package verify

import "slices"

// copiedShare is how much of a sentence's words a unit of a card must have for the
// two to say the same thing, so that a "non" more or less is a contradiction.
const copiedShare = 0.6

// denial is what a text denies: for each negation the first word after it, and all
// the words that it reaches.
type denial struct {
	first, reached []string
}

// scope is how many words a negation reaches at most.
const scope = 6

// deniedIn lists what a text denies. What is not needed is denied, not the needing:
// "non serve una domanda" denies the application, as "non devi fare domanda" does.
//
// The line that leads to an item, of lead tokens, denies the item too.
func deniedIn(t []token, lead int) denial {
	var d denial
	for i := range t {
		if !t[i].in("negators") || onlyStep(t, i, len(t)) {
			continue
		}
		first := true
		for k := i + 1; k < len(t) && k <= i+scope; k++ {
			if t[k].kind == punct && !t[k].is("'") && k != lead-1 || t[k].in("clause") {
				break
			}
			if t[k].sense == "" || t[k].in("needing") {
				continue
			}
			if first {
				d.first = append(d.first, t[k].sense)
				first = false
			}
			d.reached = append(d.reached, t[k].sense)
			if t[i].in("short-negators") {
				break // "senza il certificato" denies the certificate alone
			}
		}
	}
	return d
}

// contrary says whether a sentence repeats one of a card with a negation more or
// less.
func (c *Checker) contrary(k *claim) bool {
	own := k.plainWithout(nil)
	if len(own) == 0 {
		return false
	}
	slices.Sort(own)
	denies := deniedIn(k.tokens, k.lead)
	best, verdict := copiedShare, false
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			share := overlap(own, u.stems)
			if share < best || share == best && !verdict {
				continue
			}
			best, verdict = share, c.flipped(k, denies, u)
		}
	}
	return verdict
}

// overlap is the share of words that are among others. Both are sorted.
func overlap(words, others []int32) float64 {
	n, i := 0, 0
	for _, w := range words {
		for i < len(others) && others[i] < w {
			i++
		}
		if i < len(others) && others[i] == w {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// flipped says whether a word is denied in one of two sentences and said in the other.
func (c *Checker) flipped(k *claim, own denial, u *unit) bool {
	for _, w := range own.first {
		if !slices.Contains(u.denies.reached, w) && c.has(u, w) {
			return true
		}
	}
	for _, w := range u.denies.first {
		if !slices.Contains(own.reached, w) && slices.ContainsFunc(k.tokens, func(t token) bool { return t.sense == w }) {
			return true
		}
	}
	return false
}

func (c *Checker) has(u *unit, w string) bool {
	id := c.vocab.id(w)
	if id < 0 {
		return false
	}
	_, ok := slices.BinarySearch(u.stems, id)
	return ok
}
