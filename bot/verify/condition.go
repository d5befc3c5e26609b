package verify

import "slices"

// sundered finds a value of what a card says, put behind a condition under which it says
// something else: "se stai male, chiama il 19696" for "se stai male, chiama il 112".
func (c *Checker) sundered(k *claim) *fact {
	from, to := k.condition()
	if to == from {
		return nil
	}
	var under []*unit
	for _, s := range k.cited {
		for i := range s.units {
			if k.saidIn(from, to, &s.units[i]) {
				under = append(under, &s.units[i])
				if s.units[i].values == 0 && i+1 < len(s.units) {
					under = append(under, &s.units[i+1]) // "Se stai male non aspettare. Chiama il 112."
				}
			}
		}
	}
	if len(under) == 0 {
		return nil
	}
	for _, f := range k.own {
		if f.places() && len(k.offices) > 0 {
			continue // of an office that is named, whatever the condition
		}
		if f.stands() && (f.end <= from || f.start >= to) && !slices.ContainsFunc(under, func(u *unit) bool { return c.inRow(row{u, 0}, f) }) {
			return f
		}
	}
	return nil
}

// condition is where in a sentence its first condition stands: from the "se" to the next
// mark. Both are 0 where there is none.
func (x passage) condition() (from, to int) {
	from = slices.IndexFunc(x.tokens[x.lead:], func(t token) bool { return t.class("turn") == "if" })
	if from < 0 || from > 0 && !x.tokens[x.lead+from-1].is(",") && slices.ContainsFunc(x.tokens[x.lead:x.lead+from], func(t token) bool { return t.in("asking") }) {
		return 0, 0
	}
	from += x.lead
	for to = from; to < len(x.tokens) && (!x.tokens[to].is(",;:.?!") || x.inNumber(to)); {
		to++
	}
	return from, to
}

// inNumber says whether the mark at token i stands between digits: "25.000,99".
func (x passage) inNumber(i int) bool {
	return x.tokens[i].glued && i+1 < len(x.tokens) && x.tokens[i+1].kind == digits && x.tokens[i+1].glued
}

// saidIn says whether a unit has all that some tokens of a sentence say.
func (k *claim) saidIn(from, to int, u *unit) bool {
	says := false
	for i := from; i < to; i++ {
		t := &k.tokens[i]
		if t.sense == "" || t.class("turn") == "if" {
			continue
		}
		if says = true; !has(u.tokens, t.sense) {
			return false
		}
	}
	return says
}
