package verify

import "slices"

// inverted finds a step that a sentence puts behind another one, "prima … poi …", and the
// cited cards before it.
func (c *Checker) inverted(k *claim) *fact {
	at, straight, turned := c.order(k)
	if straight || !turned {
		return nil
	}
	return &fact{kind: kTerm, start: at, end: at + 1}
}

// order is where a sentence goes on to its next step, -1 for nowhere, and whether the cited
// cards have the two so or the other way round: in the list that both are items of, in a
// sentence that says "poi" itself, or right before one that begins with it.
func (c *Checker) order(k *claim) (at int, straight, turned bool) {
	if at = k.then(k.lead); at < 0 {
		return at, false, false
	}
	before, after := k.senses(k.lead, at), k.senses(at+1, len(k.tokens))
	for _, s := range k.cited {
		for _, one := range s.steps(before) {
			for _, next := range s.steps(after) {
				switch {
				case s.follows(one, next):
					straight = true
				case one == next:
					turned = turned || s.units[one].inverts(before, after)
				default:
					turned = turned || s.follows(next, one)
				}
			}
		}
	}
	return at, straight, turned
}

// follows says whether one unit of a source is a step after another: a later item of its
// list, or the sentence behind it that begins with "poi".
func (s *source) follows(one, next int) bool {
	a, b := &s.units[one], &s.units[next]
	return next > one && a.list != nil && a.list == b.list || next == one+1 && slices.ContainsFunc(b.tokens[:min(1, len(b.tokens))], func(t token) bool { return t.in("then") })
}

// then is where a sentence, from a token on, goes on to the next step, -1 where it does not.
func (x passage) then(from int) int {
	for i := from + 1; i+1 < len(x.tokens); i++ {
		if x.tokens[i].in("then") {
			return i
		}
	}
	return -1
}

// senses are what the words of a sentence from one token to another say.
func (x passage) senses(from, to int) []int32 {
	var out []int32
	for i := from; i < to; i++ {
		if id := x.spots[i].sense; id != nowhere && !x.tokens[i].in("talk", "then") {
			out = append(out, id)
		}
	}
	return out
}

// steps are the units of a source that have most of some words, and at least half of them.
func (s *source) steps(words []int32) []int {
	var best []int
	most := max(1, (len(words)+1)/2)
	for i := range s.units {
		n := 0
		for _, id := range words {
			if slices.Contains(s.units[i].stems, id) {
				n++
			}
		}
		if n > most {
			best, most = best[:0], n
		}
		if n == most {
			best = append(best, i)
		}
	}
	return best
}

// inverts says whether a sentence of a card that goes from one step to the next itself has
// what comes first in a draft behind its "poi", and the rest before it.
func (u *unit) inverts(before, after []int32) bool {
	at := u.then(u.lead)
	if at < 0 {
		return false
	}
	first, second := u.senses(u.lead, at), u.senses(at+1, len(u.tokens))
	return share(before, second) > share(before, first) && share(after, first) > share(after, second)
}
