package verify

import "slices"

// What a part of a sentence must have in common with a sentence of a card to be of it.
const (
	leastPart   = 2   // words and values that it says
	shareOfPart = 0.6 // of them
)

// inParts says whether each part of a sentence, between its commas and its "e", is as a
// sentence of the cards has it: one that tells two of theirs at once is near to either,
// and a copy of none. What is at fault in the whole must be no word that counts wherever
// it stands, nor what joins the parts.
func (c *Checker) inParts(k *claim, fault *symbol) bool {
	if fault.fact == nil && !c.anyCited(k, fault.key) && namesThing(k.tokens, fault.at) {
		return false // another thing
	}
	if fault.fact != nil || fault.word.weighs() && !fault.word.in("negators") || fault.word.joins() || fault.word.in("or") {
		return false
	}
	if at, straight, _ := c.order(k); at >= 0 && !straight {
		return false
	}
	if k.near != nil {
		d := copied{Checker: c, claim: k, unit: k.near}
		if slices.ContainsFunc(k.differ, func(e edit) bool { return d.hung(&e) != nil || d.stuttersIn(&e) }) {
			return false
		}
	}
	parts := k.parts()
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(p [2]int) bool { return !c.bearsPart(k.part(p[0], p[1])) })
}

// parts are where the parts of a sentence begin and end, each of which says something.
func (k *claim) parts() [][2]int {
	var parts [][2]int
	from, says := k.lead, 0
	for i := k.lead; i < len(k.tokens); i++ {
		t := &k.tokens[i]
		if (t.is(",;:") && !k.inNumber(i) || (t.joins() || t.in("or", "then", "parting")) && !k.inValue(i)) && says >= leastPart && k.saysFrom(i+1) >= leastPart {
			parts = append(parts, [2]int{from, i})
			from, says = i+1, 0
			continue
		}
		if t.sense != "" {
			says++
		}
	}
	return append(parts, [2]int{from, len(k.tokens)})
}

// inValue says whether token i is within a value: "dalle 9 alle 13 e dalle 15 alle 17".
func (k *claim) inValue(i int) bool {
	return slices.ContainsFunc(k.facts, func(f fact) bool { return f.start < i && i < f.end })
}

// saysFrom counts the words of a sentence from a token on that say something.
func (k *claim) saysFrom(i int) int {
	n := 0
	for _, t := range k.tokens[min(i, len(k.tokens)):] {
		if t.sense != "" {
			n++
		}
	}
	return n
}

// part is a claim of some tokens of a sentence.
func (k *claim) part(from, to int) *claim {
	p := &claim{passage: passage{tokens: k.tokens[from:to], spots: k.spots[from:to]}, cited: k.cited}
	for _, f := range k.facts {
		if f.start >= from && f.end <= to {
			f.start, f.end = f.start-from, f.end-from
			p.facts = append(p.facts, f)
		}
	}
	p.own = told(p.facts, 0)
	p.draft = symbols(p.tokens, p.facts, 0)
	return p
}

// bearsPart says whether a sentence of the cited cards bears a part of one out: it is
// nearly a copy of it, or has most of it, and turns it no otherwise.
func (c *Checker) bearsPart(p *claim) bool {
	if saysNo(p.tokens) {
		return true
	}
	if p.near, p.differ = c.original(p, p.draft); p.near != nil {
		return c.tampered(p) == nil && !c.unconditioned(p, p.near)
	}
	for _, s := range p.cited {
		for i := range s.units {
			if c.hasPart(&s.units[i], p) {
				return true
			}
		}
	}
	return false
}

// hasPart says whether a unit has most of a part, and all of it that counts wherever it
// stands.
func (c *Checker) hasPart(u *unit, p *claim) bool {
	says, both := 0, 0
	for i := range p.draft {
		s := &p.draft[i]
		if !s.matters() {
			continue
		}
		there := among(u.symbols, s.key) || has(u.tokens, s.key)
		if !there && (s.turn != "" || s.fact == nil && s.word.weighs()) {
			return false
		}
		says++
		if there || s.fact == nil && plainlyNeutral(s.word) {
			both++
		}
	}
	return says > 0 && nos(p.draft) <= nos(u.symbols) && float64(both) >= shareOfPart*float64(says) && !c.flipped(p, deniedIn(p.tokens, 0), u) && !c.unconditioned(p, u)
}

// unconditioned says whether a part tells the condition of a unit as a fact.
func (c *Checker) unconditioned(p *claim, u *unit) bool {
	from, to := u.condition()
	if to == from || turns(p.draft, "if") {
		return false
	}
	said := p.senses(0, len(p.tokens))
	return sharesOne(u.senses(from, to), said)
}
