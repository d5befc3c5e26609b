package verify

import "slices"

// partySlack is how much more a place that names another party must be like the draft than
// the best with the one that the draft names, beyond likeFactor.
const partySlack = 0.25

// party is an office, a body or somebody one turns to, where a text names it.
type party struct {
	fact

	words  []int32   // by their numbers, those that tell it from others
	around []feature // what stands around it there
}

// partiesIn lists the parties of a sentence from a token on. "L'ufficio" without a word
// that says which is none.
func (x passage) partiesIn(facts []fact, from int) []party {
	var out []party
	for i := from; i < len(x.tokens); i++ {
		p := party{fact: fact{kind: kName, start: i, end: i + 1}}
		if f := nameAt(facts, i); f != nil {
			p.fact = *f
		}
		part := i > from && x.tokens[i-1].sense != "" && !x.tokens[i].capital() // "il bonus asilo nido"
		if part || !slices.ContainsFunc(x.tokens[i:p.end], func(t token) bool { return t.in("office-head", "body") }) {
			continue
		}
		p.end = x.kindOf(p.end)
		for at := p.start; at < p.end; at++ {
			if id := x.spots[at].sense; id != nowhere && !x.tokens[at].in("any-office") {
				p.words = append(p.words, id)
			}
		}
		if len(p.words) > 0 {
			p.around = x.around(&p.fact)
			out = append(out, p)
		}
		i = p.end - 1
	}
	return out
}

// kindOf is where a party's name ends that goes on with what kind it is: "assistente
// sociale", "medico di famiglia".
func (x passage) kindOf(end int) int {
	if end < len(x.tokens) && x.tokens[end].in("office-kind") {
		end++
	}
	if end+1 < len(x.tokens) && x.tokens[end].fold == "di" && x.tokens[end+1].sense != "" {
		end += 2
	}
	return end
}

// nameAt is the name that begins at token i, nil where none does.
func nameAt(facts []fact, i int) *fact {
	for k := range facts {
		if f := &facts[k]; f.start == i && f.kind == kName {
			return f
		}
	}
	return nil
}

// same says whether two parties may be one: "l'Agenzia delle Entrate" and "l'Agenzia".
func (p *party) same(o *party) bool {
	return sharesOne(p.words, o.words)
}

// misdirected finds somebody whom a sentence names where the cited cards name another:
// the place with the other is more like it than any with this one. Two that the sentence
// names both count only if they would fit better the other way round.
func (c *Checker) misdirected(k *claim) *fact {
	all := k.partiesIn(k.facts, k.lead)
	for i := range all {
		if c.outdone(k, all, i) {
			return &all[i].fact
		}
	}
	return nil
}

// likest is how much what stands around a place is like what stands around the best place
// of the cited cards that names somebody.
func (c *Checker) likest(k *claim, around []feature, who *party) (like float64, found bool) {
	for _, s := range k.cited {
		for i := range s.parties {
			if g := &s.parties[i]; who.same(g) {
				like, found = max(like, c.vocab.likeness(around, g.around)), true
			}
		}
	}
	return like, found
}

// outdone says whether one of the parties of a sentence stands where another belongs.
func (c *Checker) outdone(k *claim, all []party, n int) bool {
	p := &all[n]
	if k.located() && k.subject(p) {
		return false
	}
	same, found := c.likest(k, p.around, p)
	if !found {
		return false
	}
	for _, s := range k.cited {
		for i := range s.parties {
			g := &s.parties[i]
			if p.same(g) {
				continue
			}
			like := c.vocab.likeness(p.around, g.around)
			if like <= same*likeFactor+partySlack {
				continue
			}
			at := slices.IndexFunc(all, func(o party) bool { return o.same(g) })
			if at < 0 {
				return true
			}
			straight, _ := c.likest(k, all[at].around, &all[at])
			crossed, _ := c.likest(k, all[at].around, p)
			if like+crossed > (same+straight)*likeFactor+partySlack {
				return true
			}
		}
	}
	return false
}

// located says whether a sentence tells where an office is, when it is open or how to
// reach it, which is compared as such.
func (k *claim) located() bool {
	return slices.ContainsFunc(k.own, func(f *fact) bool {
		return f.places()
	})
}

// subject says whether a cited card is of a party, or gives it as its office.
func (k *claim) subject(p *party) bool {
	return slices.ContainsFunc(k.cited, func(s *source) bool {
		return slices.ContainsFunc(s.units, func(u unit) bool {
			return u.name && slices.ContainsFunc(u.parties, func(o party) bool { return p.same(&o) })
		})
	})
}

// places says whether a fact tells where an office is, when it is open or how to reach it.
func (f *fact) places() bool {
	switch f.kind {
	case kAddress, kClock, kWeekday, kPhone, kMail, kLink:
		return true
	default:
		return false
	}
}
