package bot

import "slices"

// reading is a message as a rule book reads it.
type reading struct {
	book   *ruleBook
	tokens []token
	atoms  [][]atomMatch
	fills  []bool   // by place: whether rules may step over the word
	begins []bitset // by place: the elements of which an alternative could begin there
	could  bitset   // those that could begin somewhere
	path   []int    // places of the words matched so far
}

// bitset is a set of small numbers.
type bitset []uint64

func (b bitset) add(n int)      { b[n/64] |= 1 << (n % 64) }
func (b bitset) has(n int) bool { return b[n/64]&(1<<(n%64)) != 0 }

// span is a stretch of tokens, end excluded.
type span struct{ start, end int }

func (s span) overlaps(o span) bool { return s.start < o.end && o.start < s.end }

// read looks up the words of a message.
func (b *ruleBook) read(tokens []token) *reading {
	words := (len(b.elems) + 63) / 64
	sets := make(bitset, words*(len(tokens)+1))
	r := &reading{
		book: b, tokens: tokens, atoms: make([][]atomMatch, len(tokens)), fills: make([]bool, len(tokens)),
		begins: make([]bitset, len(tokens)), could: sets[:words],
	}
	seen := map[string][]atomMatch{}
	for i, t := range tokens {
		r.begins[i], r.fills[i] = sets[words*(i+1):words*(i+2)], isFiller(t.canon)
		found, ok := seen[t.canon]
		if !ok {
			found = b.words.lookup(t.canon)
			seen[t.canon] = found
		}
		r.atoms[i] = found
		for _, m := range found {
			for _, elem := range b.starts[m.id] {
				r.begins[i].add(elem)
				r.could.add(elem)
			}
		}
	}
	return r
}

// finding is a rule that fits a message. Words are the places of the words it
// named, without those it only stepped over.
type finding struct {
	topic string
	rule  string
	span  span
	words []int
	void  bool // a guard overlaps it
}

// find returns every place where a rule fits and no guard of its topic overlaps.
func (r *reading) find() []finding { return valid(r.findAll()) }

// findAll returns every place where a rule fits, also those that guards void.
func (r *reading) findAll() []finding {
	var all []finding
	for _, t := range r.book.topics {
		all = append(all, r.findTopic(&t)...)
	}
	return all
}

// valid keeps the findings that no guard voids.
func valid(all []finding) []finding {
	return slices.DeleteFunc(slices.Clone(all), func(f finding) bool { return f.void })
}

func (r *reading) findTopic(t *topic) []finding {
	var (
		all     []finding
		guarded []span
		looked  bool
	)
	for i := range t.rules {
		fits := r.fits(&t.rules[i])
		if len(fits) > 0 && !looked {
			looked = true
			for g := range t.guards {
				for _, f := range r.fits(&t.guards[g]) {
					guarded = append(guarded, f.span)
				}
			}
		}
		for _, f := range fits {
			all = append(all, finding{t.name, t.rules[i].text, f.span, f.words, covered(f.span, guarded)})
		}
	}
	return all
}

func covered(s span, guards []span) bool {
	return slices.ContainsFunc(guards, s.overlaps)
}

// fit is one way in which a rule fits.
type fit struct {
	span  span
	words []int
}

// fits returns the stretches of the message that a rule fits, one for each
// place it can begin at.
func (r *reading) fits(rule *rule) []fit {
	for _, s := range rule.steps {
		if !s.optional && !r.could.has(s.elem) {
			return nil
		}
	}
	var found []fit
	first := &rule.steps[0]
	for start := range r.tokens {
		if !first.optional && !r.begins[start].has(first.elem) {
			continue
		}
		if rule.start && start > 0 && r.tokens[start-1].sent == r.tokens[start].sent {
			continue
		}
		r.path = r.path[:0]
		if end, ok := r.match(rule, 0, start, false); ok {
			found = append(found, fit{span{start, end}, slices.Clone(r.path)})
		}
	}
	return found
}

// match fits the rule's steps from the given one on, beginning at pos. One
// misspelt word is allowed in all.
func (r *reading) match(rule *rule, at, pos int, misspelt bool) (int, bool) {
	if at == len(rule.steps) {
		if rule.end && pos < len(r.tokens) && pos > 0 && r.tokens[pos].sent == r.tokens[pos-1].sent {
			return 0, false
		}
		return pos, true
	}
	s := rule.steps[at]
	if s.optional {
		// With the optional word first, so that the longest stretch is found.
		if end, ok := r.matchStep(rule, at, pos, misspelt); ok {
			return end, true
		}
		// The gap before a missing word stays open for the next one.
		return r.match(rule, at+1, pos, misspelt)
	}
	return r.matchStep(rule, at, pos, misspelt)
}

func (r *reading) matchStep(rule *rule, at, pos int, misspelt bool) (int, bool) {
	s := rule.steps[at]
	skipped := 0
	for p := pos; p < len(r.tokens); p++ {
		if at > 0 && r.tokens[p].sent != r.tokens[pos-1].sent {
			return 0, false
		}
		if r.begins[p].has(s.elem) {
			if end, ok := r.matchElement(rule, at, p, misspelt); ok {
				return end, true
			}
		}
		if at == 0 {
			return 0, false
		}
		if !r.fills[p] {
			skipped++
			if skipped > s.gap {
				return 0, false
			}
		}
	}
	return 0, false
}

// matchElement fits one of the alternatives of the rule's step at pos, and the
// steps after it.
func (r *reading) matchElement(rule *rule, at, pos int, misspelt bool) (int, bool) {
	for _, alt := range r.book.elems[rule.steps[at].elem].alts {
		kept := len(r.path)
		if next, wrong, ok := r.matchAlt(alt, pos, misspelt); ok {
			if end, ok := r.match(rule, at+1, next, wrong); ok {
				return end, true
			}
		}
		r.path = r.path[:kept]
	}
	return 0, false
}

// matchAlt fits a row of atoms at pos.
func (r *reading) matchAlt(alt []atomID, pos int, misspelt bool) (next int, wrong, ok bool) {
	for i, want := range alt {
		if i > 0 {
			for pos < len(r.tokens) && r.fills[pos] && !r.is(pos, want) {
				pos++
			}
		}
		if pos >= len(r.tokens) || i > 0 && r.tokens[pos].sent != r.tokens[pos-1].sent {
			return 0, false, false
		}
		exact, found := r.atomAt(pos, want)
		if !found || !exact && misspelt {
			return 0, false, false
		}
		misspelt = misspelt || !exact
		r.path = append(r.path, pos)
		pos++
	}
	return pos, misspelt, true
}

func (r *reading) atomAt(pos int, want atomID) (exact, found bool) {
	for _, m := range r.atoms[pos] {
		if m.id == want {
			return m.exact, true
		}
	}
	return false, false
}

func (r *reading) is(pos int, want atomID) bool {
	_, found := r.atomAt(pos, want)
	return found
}

// isFiller says whether a word only colours the sentence, so that rules may step
// over it.
func isFiller(canon string) bool {
	switch canon {
	case "sempre", "anche", "proprio", "davero", "veramente", "speso", "poi", "solo", "gia", "ancora", "ormai",
		"quasi", "tanto", "molto", "tropo", "cosi", "purtropo", "adeso", "ora", "ogi", "ieri", "apena", "pure",
		"continuamente", "veramenti", "semplicemente", "ogni", "volta", "giorno", "tute", "sere", "seriamente",
		"realy", "always", "just", "often", "even", "also", "so", "very", "now", "again", "stil", "basicaly",
		"constantly", "every", "day", "sometimes", "cazo", "caspita", "porca", "dio", "oh", "uf", "e", "eh":
		return true
	}
	return false
}
