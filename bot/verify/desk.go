package verify

import "slices"

// desksOf are those of some parties that the cards have a desk of, with its address and
// hours.
func (c *Checker) desksOf(parties []party) [][]int32 {
	var desks [][]int32
	for i := range parties {
		if slices.ContainsFunc(c.sources, func(s *source) bool {
			return slices.ContainsFunc(s.units, func(u unit) bool { return sharesOne(u.desk, parties[i].words) })
		}) {
			desks = append(desks, parties[i].words)
		}
	}
	return desks
}

// deskUnder is the desk that a unit of a card's text is of, behind one of a desk: an
// office's name begins it, and it ends with the list under that name.
func (u *unit) deskUnder(before []int32, p piece, afterItem, office bool) []int32 {
	switch {
	case office && !p.item && len(u.parties) > 0 && !u.hasAddress():
		return toldBy(u.parties)
	case p.blank && afterItem:
		return nil
	}
	return before
}

func (u *unit) hasAddress() bool {
	return slices.ContainsFunc(u.facts, func(f fact) bool { return f.kind == kAddress })
}

// toldBy are the words that parties are told from others by.
func toldBy(parties []party) []int32 {
	var words []int32
	for i := range parties {
		words = append(words, parties[i].words...)
	}
	return words
}

// desksIn are those of the offices that a text names.
func (c *Checker) desksIn(text string) [][]int32 {
	t := lex(clean(text))
	facts := scan(t)
	x := passage{tokens: t, spots: c.vocab.spots(t, facts)}
	return c.desksOf(x.partiesIn(facts, 0))
}

// mayBeAt says whether a sentence may tell what stands under the name of an office: it
// speaks of that office, or of none that has a desk of its own.
func (k *claim) mayBeAt(desk []int32) bool {
	return len(desk) == 0 || len(k.desks) == 0 || slices.ContainsFunc(k.desks, func(d []int32) bool { return sharesOne(d, desk) })
}

// sharesOne says whether one of some words is among others.
func sharesOne(some, others []int32) bool {
	return slices.ContainsFunc(some, func(id int32) bool { return slices.Contains(others, id) })
}
