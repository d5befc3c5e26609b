package verify

import "slices"

// sameCast is how much of the longer of two sentences, parties aside, both must have for
// one to be the other with its parties exchanged.
const sameCast = 0.6

// replaced finds somebody whom a sentence names in the place where the card's, otherwise
// the same, names another; or each of two where it, otherwise nearly the same, names the
// other: "l'INPS chiede, paga il Comune".
func (c *Checker) replaced(k *claim) *fact {
	mine := k.partiesIn(k.facts, k.lead)
	if len(mine) == 0 {
		return nil
	}
	draft := newCast(k.passage, k.facts, mine)
	var wrong *fact
	for _, s := range k.cited {
		for i := range s.units {
			u := &s.units[i]
			if len(u.parties) == 0 {
				continue
			}
			at, like := newCast(u.passage, u.facts, u.parties).other(draft)
			if like && at == nil {
				return nil // as a sentence of the card has it
			}
			if at != nil {
				wrong = at
			}
		}
	}
	return wrong
}

// other is a party of a draft, like a card's sentence but for its parties, that stands in
// another's place.
func (c cast) other(draft cast) (at *fact, like bool) {
	if len(c.parties) == len(draft.parties) && slices.EqualFunc(c.rest, draft.rest, func(a, b symbol) bool { return a.key == b.key }) {
		for i := range draft.parties {
			if c.find(&draft.parties[i]) < 0 {
				return &draft.parties[i].fact, true
			}
		}
	}
	if !c.like(draft) {
		return nil, false
	}
	return c.traded(draft), true
}

// cast is a sentence of which the parties are told from the rest.
type cast struct {
	parties []party
	rest    []symbol
	gap     []int // for each party, how many of the rest stand before it
}

func newCast(x passage, facts []fact, parties []party) cast {
	c := cast{parties: parties}
	next := 0
	all := symbols(x.tokens, facts, x.lead)
	for i := range all {
		for next < len(parties) && parties[next].end <= all[i].at {
			next++
		}
		if next < len(parties) && parties[next].start <= all[i].at {
			if len(c.gap) == next {
				c.gap = append(c.gap, len(c.rest))
			}
			continue
		}
		if all[i].tells {
			c.rest = append(c.rest, all[i])
		}
	}
	return c
}

// like says whether the rest of two sentences is nearly the same.
func (c cast) like(draft cast) bool {
	if len(c.rest) == 0 {
		return false
	}
	_, both := edits(c.rest, draft.rest)
	return float64(both) >= sameCast*float64(max(len(c.rest), len(draft.rest)))
}

// traded is the first of two parties of a draft that stand each where the card has the other.
func (c cast) traded(draft cast) *fact {
	from, to := draft.spans(c)
	for i := range draft.parties {
		for j := i + 1; j < len(draft.parties); j++ {
			a, b := c.find(&draft.parties[i]), c.find(&draft.parties[j])
			if a < 0 || b < 0 || a == b {
				continue
			}
			within := func(card, n int) bool { return from[n] <= c.gap[card] && c.gap[card] <= to[n] }
			if !within(a, i) && within(b, i) && !within(b, j) && within(a, j) {
				return &draft.parties[i].fact
			}
		}
	}
	return nil
}

// find is which party of a card one of a draft is, -1 for none.
func (c cast) find(p *party) int {
	return slices.IndexFunc(c.parties, func(o party) bool { return o.same(p) })
}

// spans are, for each party of a draft, between how many words of the rest of the card it
// stands.
func (c cast) spans(card cast) (from, to []int) {
	at := laid(card.rest, c.rest)
	for i := range c.parties {
		lo, hi := 0, len(card.rest)
		for j := c.gap[i] - 1; j >= 0; j-- {
			if at[j] >= 0 {
				lo = at[j] + 1
				break
			}
		}
		for j := c.gap[i]; j < len(c.rest); j++ {
			if at[j] >= 0 {
				hi = at[j]
				break
			}
		}
		from, to = append(from, lo), append(to, hi)
	}
	return from, to
}

// laid says, for each word of a draft, on which of a card it is laid, -1 for none.
func laid(card, draft []symbol) []int {
	long := longest(card, draft)
	at := make([]int, len(draft))
	for j := range at {
		at[j] = -1
	}
	for i, j := 0, 0; i < len(card) && j < len(draft); {
		switch {
		case card[i].key == draft[j].key:
			at[j] = i
			i, j = i+1, j+1
		case long[i+1][j] >= long[i][j+1]:
			i++
		default:
			j++
		}
	}
	return at
}
