package verify

import "slices"

// misspelt finds a number that a reader takes for another, or a "non" too many: what
// the words and values of a card do not tell apart.
func (c *Checker) misspelt(k *claim) (Reason, string) {
	if words := c.commaGrouped(k); words != "" {
		return Amount, words
	}
	for i := k.lead; i+1 < len(k.tokens); i++ {
		next := i + 1
		if t := k.tokens[next]; next+1 < len(k.tokens) && t.sense == "" && t.glued != k.tokens[next+1].glued {
			next++ // "non c'non è"
		}
		if k.tokens[i].fold == "non" && k.tokens[next].fold == "non" {
			return Contrary, k.words(&fact{start: i, end: next + 1})
		}
	}
	return "", ""
}

// commaGrouped finds a number of an Italian answer whose thousands are parted by a comma,
// and which no cited card writes so: to who reads Italian "40,000 euro" are forty.
func (c *Checker) commaGrouped(k *claim) string {
	if c.lang != "it" {
		return ""
	}
	for i := k.lead; i+2 < len(k.tokens); i++ {
		n := k.tokens[i : i+3]
		if byComma(n) && !slices.ContainsFunc(k.cited, func(s *source) bool { return s.writes(n) }) {
			return k.words(&fact{start: i, end: i + 3})
		}
	}
	return ""
}

// byComma says whether three tokens are "40,000".
func byComma(t []token) bool {
	const group = 3
	return t[0].kind == digits && len(t[0].raw) <= group && t[0].raw[0] != '0' &&
		t[1].is(",") && t[1].glued && t[2].kind == digits && t[2].glued && len(t[2].raw) == group
}

// writes says whether a source has some tokens in a row.
func (s *source) writes(t []token) bool {
	same := func(a, b token) bool { return a.fold == b.fold }
	return slices.ContainsFunc(s.units, func(u unit) bool {
		for i := 0; i+len(t) <= len(u.tokens); i++ {
			if slices.EqualFunc(u.tokens[i:i+len(t)], t, same) {
				return true
			}
		}
		return false
	})
}

// mislabelled finds a value behind a label, "Assegno unico: 413,10 euro", that the cited
// cards have behind another one: they have the label, and no such value there.
func (c *Checker) mislabelled(k *claim) *fact {
	label, at := k.label(k.lead)
	if len(label) == 0 {
		return nil
	}
	var rows []row
	for _, s := range k.cited {
		for i := range s.units {
			for _, from := range []int{s.units[i].lead, 0} {
				if s.units[i].labelled(label, from) {
					rows = append(rows, row{&s.units[i], from})
					break
				}
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	for _, f := range k.own {
		if f.start > at && f.stands() && !slices.ContainsFunc(rows, func(r row) bool { return c.inRow(r, f) }) {
			return f
		}
	}
	return nil
}

// label is what the words of a sentence say that stand before its first colon, from a
// token on, and where that is; 0 where there is none, or nothing before it.
func (x passage) label(from int) (says []string, at int) {
	for i := from; i < len(x.tokens); i++ {
		t := &x.tokens[i]
		switch {
		case t.is(":") && x.inNumber(i):
		case t.is(":"):
			return says, i
		case t.is(";.!?"):
			return nil, 0
		case t.kind == digits:
			says = append(says, t.raw)
		case t.sense != "":
			says = append(says, t.sense)
		}
	}
	return nil, 0
}

// labelled says whether a label, and something behind it, stands in a unit from a token on.
func (u *unit) labelled(label []string, from int) bool {
	other, end := u.label(from)
	return end > 0 && end+1 < len(u.tokens) && slices.Equal(label, other)
}

// stands says whether a fact is a value that belongs to its row. Hours are compared with
// their weekdays, and words as words.
func (f *fact) stands() bool {
	switch f.kind {
	case kName, kTerm, kPeriod, kWeekday, kClock, kLink:
		return false
	default:
		return true
	}
}

// row is a sentence of a card with a label, and the token from which on it has it.
type row struct {
	*unit

	from int
}

// inRow says whether a row has a value.
func (c *Checker) inRow(r row, f *fact) bool {
	return slices.ContainsFunc(r.facts, func(g fact) bool {
		return g.start >= r.from && slices.Contains(kindsFor(f), g.kind) && c.holds(f, &g)
	})
}

// closedOn finds weekdays on which a sentence says that something is closed, and no
// sentence of the cited cards does.
func (c *Checker) closedOn(k *claim) *fact {
	shut := func(t token) bool { return t.class("concept") == "closed" }
	if !slices.ContainsFunc(k.tokens[k.lead:], shut) || slices.ContainsFunc(k.facts, func(f fact) bool { return f.kind == kClock }) {
		return nil
	}
	for _, f := range k.own {
		if f.kind == kWeekday && !c.isToday(k, f) && !slices.ContainsFunc(k.cited, func(s *source) bool {
			return slices.ContainsFunc(s.seen[kWeekday], func(g sight) bool {
				return sameDays(f, g.fact) && slices.ContainsFunc(s.units[g.in].tokens, shut)
			})
		}) {
			return f
		}
	}
	return nil
}
