package bot

import "slices"

// reading is a message as a rule book reads it.
type reading struct {
	book   *ruleBook
	tokens []token
	atoms  [][]atomMatch
	could  []bool // by element: whether one of its alternatives could begin somewhere
	path   []int  // places of the words matched so far
}

// span is a stretch of tokens, end excluded.
type span struct{ start, end int }

func (s span) overlaps(o span) bool { return s.start < o.end && o.start < s.end }

// read looks up the words of a message.
func (b *ruleBook) read(tokens []token) *reading {
	r := &reading{book: b, tokens: tokens, atoms: make([][]atomMatch, len(tokens)), could: make([]bool, len(b.elems))}
	seen := map[string][]atomMatch{}
	for i, t := range tokens {
		found, ok := seen[t.canon]
		if !ok {
			found = b.words.lookup(t.canon)
			seen[t.canon] = found
		}
		r.atoms[i] = found
		for _, m := range found {
			for _, elem := range b.starts[m.id] {
				r.could[elem] = true
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
		if !s.optional && !r.could[s.elem] {
			return nil
		}
	}
	var found []fit
	for start := range r.tokens {
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
		for _, alt := range r.book.elems[s.elem].alts {
			kept := len(r.path)
			next, wrong, ok := r.matchAlt(alt, p, misspelt)
			if ok {
				if end, ok := r.match(rule, at+1, next, wrong); ok {
					return end, true
				}
			}
			r.path = r.path[:kept]
		}
		if at == 0 {
			return 0, false
		}
		if !r.filler(p) {
			skipped++
			if skipped > s.gap {
				return 0, false
			}
		}
	}
	return 0, false
}

// matchAlt fits a row of atoms at pos.
func (r *reading) matchAlt(alt []atomID, pos int, misspelt bool) (next int, wrong, ok bool) {
	for i, want := range alt {
		if i > 0 {
			for pos < len(r.tokens) && r.filler(pos) && !r.is(pos, want) {
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

// filler says whether the word at pos only colours the sentence, so that rules
// may step over it.
func (r *reading) filler(pos int) bool { return isFiller(r.tokens[pos].canon) }

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
