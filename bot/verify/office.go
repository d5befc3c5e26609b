package verify

import "slices"

// isAt says whether an office of the cards is the party: it has all words of its name.
// "Un assistente sociale" is none of the "Servizio sociale", nor "la scuola" the "Ufficio
// scuola".
func (p *party) isAt(office []int32) bool {
	return !slices.ContainsFunc(p.words, func(id int32) bool { return !slices.Contains(office, id) })
}

// officesOf are those of some parties that the cards give with an address and hours of
// their own.
func (c *Checker) officesOf(t []token, parties []party) [][]int32 {
	var offices [][]int32
	for i := range parties {
		if (parties[i].end > parties[i].start+1 || t[parties[i].start].acronym()) && slices.ContainsFunc(c.sources, func(s *source) bool {
			return slices.ContainsFunc(s.units, func(u unit) bool { return parties[i].isAt(u.office) })
		}) {
			offices = append(offices, parties[i].words)
		}
	}
	return offices
}

// officeUnder is the office that a unit of a card's text belongs to, behind one that belongs
// to another or to none: an office's name begins its list, and the list's end ends it.
func (u *unit) officeUnder(before []int32, p piece, afterItem, office bool) []int32 {
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

// officesIn are those of the offices that a text names.
func (c *Checker) officesIn(text string) [][]int32 {
	t := lex(clean(text))
	facts := scan(t)
	x := passage{tokens: t, spots: c.vocab.spots(t, facts)}
	return c.officesOf(t, x.partiesIn(facts, 0))
}

// mayBeAt says whether a sentence may tell what stands under the name of an office: it
// speaks of that office, or of none that the cards give.
func (k *claim) mayBeAt(office []int32) bool {
	return len(office) == 0 || len(k.offices) == 0 || slices.ContainsFunc(k.offices, func(d []int32) bool { return sharesOne(d, office) })
}

// sharesOne says whether one of some words is among others.
func sharesOne(some, others []int32) bool {
	return slices.ContainsFunc(some, func(id int32) bool { return slices.Contains(others, id) })
}
