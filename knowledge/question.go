package knowledge

import "slices"

// question is a citizen's question in the terms of one index.
type question struct {
	words    []asked        // the content words
	groups   []group        // for BM25
	features []weightedTerm // for the classifier
	gate     gateFeatures
	concepts []int32 // numbers of the concepts met
	topics   []int32 // those of a service, outside the words of a named thing
	named    []int32 // things that only a card about them answers for
}

// asked is one content word of a question.
type asked struct {
	word string
	stem string
	mass float32 // how telling the word is: its idf
	told bool    // the lexicon has it
}

// analyse cuts a question into the terms of the index.
func (x *Index) analyse(text, lang string) question {
	a := &asking{index: x, used: map[termID]bool{}}
	if lang == langEnglish {
		a.english(text)
	} else {
		a.italian(text)
	}
	slices.SortFunc(a.out.features, func(a, b weightedTerm) int { return int(a.term - b.term) })
	unitLength(a.out.features)
	return a.out
}

// asking is a question while it is being analysed.
type asking struct {
	index *Index
	out   question
	used  map[termID]bool // terms that some group has
}

func (a *asking) italian(text string) {
	var toks []token
	for word := range words(text) {
		tok := newToken(word)
		if tok.kind == tokenGlue {
			continue
		}
		toks = append(toks, a.repaired(tok)...)
		if len(toks) >= maxQueryTokens {
			break
		}
	}
	a.addNamed(toks)
	stems := stemsOf(toks)
	place := make([]int, len(toks)+1) // content words before each token
	for i, t := range toks {
		place[i+1] = place[i]
		if t.kind == tokenContent {
			place[i+1]++
		}
	}
	a.out.gate = a.out.gate.addWords(toks)
	part := a.parts(stems)
	for i, t := range toks {
		g := group{from: place[i], to: place[i+1]}
		facet := a.addConcepts(&g, stems, place, i)
		if t.kind == tokenContent {
			a.addWord(&g, t, facet)
		}
		if part[i] {
			for n := range g.terms {
				g.terms[n].weight *= a.index.language.weights.Part
			}
		}
		if len(g.terms) > 0 {
			a.out.groups = append(a.out.groups, g)
		}
	}
}

// addNamed notes the things that the words name, and the concepts of the words
// beside them.
func (a *asking) addNamed(toks []token) {
	x := a.index
	words := wordsOf(toks)
	within := make([]bool, len(words))
	for at := range words {
		x.language.named.asked.find(words, at, func(thing int32, length int) {
			a.out.named = append(a.out.named, thing)
			for i := at; i < at+length; i++ {
				within[i] = true
			}
		})
	}
	if len(a.out.named) == 0 {
		return
	}
	stems := stemsOf(toks)
	for at := range stems {
		x.italian.find(stems, at, func(concept int32, _ int) {
			if !within[at] && !x.italian.facets[concept] {
				a.out.topics = append(a.out.topics, concept)
			}
		})
	}
}

// parts says of each word whether it belongs to a longer phrase that some card
// has: alone it may mean something else, as "carta" in "carta d'identità".
func (a *asking) parts(stems []string) []bool {
	x := a.index
	part := make([]bool, len(stems))
	for at := range stems {
		x.italian.find(stems, at, func(concept int32, length int) {
			if length == 1 || x.italian.facets[concept] || x.concepts[concept] == noTerm {
				return
			}
			for i := at; i < at+length; i++ {
				part[i] = true
			}
		})
	}
	return part
}

// repaired replaces a word that nobody knows by the word of the cards that was
// probably meant, or by the two that were written as one.
func (a *asking) repaired(t token) []token {
	x := a.index
	if t.kind != tokenContent || x.knows(t) {
		return []token{t}
	}
	if first, second, ok := x.speller.split(t.word); ok {
		return []token{newToken(first), newToken(second)}
	}
	if word, ok := x.speller.repair(t.word); ok {
		return []token{newToken(word)}
	}
	return []token{t}
}

// knows says whether a word needs no repair.
func (x *Index) knows(t token) bool {
	if _, ok := x.vocabulary[t.stem]; ok {
		return true
	}
	return len(x.italian.phrases[t.stem]) > 0 || x.language.words.has(t.word)
}

// addConcepts adds the concepts that begin at a word; those of longer phrases
// become groups of their own. It says whether the word only tells what is asked
// about a service, not which service.
func (a *asking) addConcepts(g *group, stems []string, place []int, at int) bool {
	x, w := a.index, a.index.language.weights
	facet, topic := false, false
	x.italian.find(stems, at, func(concept int32, length int) {
		isFacet := x.italian.facets[concept]
		if length == 1 {
			facet, topic = facet || isFacet, topic || !isFacet
		}
		a.out.gate = append(a.out.gate, hashOf(conceptMark, x.italian.concepts[concept]))
		id := x.concepts[concept]
		if id == noTerm || !a.use(id) {
			return
		}
		a.out.concepts = append(a.out.concepts, concept)
		weight := float32(1)
		if isFacet {
			weight = w.FacetConcept
		}
		if length == 1 {
			g.terms = append(g.terms, weightedTerm{id, weight})
			return
		}
		a.out.groups = append(a.out.groups, group{terms: []weightedTerm{{id, weight * w.Phrase}}, from: place[at], to: place[at+length]})
	})
	return facet && !topic
}

// addWord adds a content word and its synonyms.
func (a *asking) addWord(g *group, t token, facet bool) {
	x, w := a.index, a.index.language.weights
	weight := float32(1)
	if facet {
		weight = w.FacetWord
	}
	id, known := x.stemID(t.stem)
	mass := x.bags.maxIDF
	if known {
		mass = x.bags.idf[id]
		if a.use(id) {
			g.terms = append(g.terms, weightedTerm{id, weight})
		}
	}
	told := len(x.italian.phrases[t.stem]) > 0
	a.out.words = append(a.out.words, asked{t.word, t.stem, weight * mass, told})
	for _, s := range x.language.thesaurus.of(t.stem) {
		if id, ok := x.stemID(s); ok && !a.used[id] {
			g.terms = append(g.terms, weightedTerm{id, weight * w.Thesaurus})
		}
	}
}

// use marks a term as met and as a feature; it says whether it is new.
func (a *asking) use(id termID) bool {
	if a.used[id] {
		return false
	}
	a.used[id] = true
	a.out.features = append(a.out.features, weightedTerm{id, 1})
	return true
}
