package knowledge

// english analyses an English question: each word and phrase of the English
// lexicon counts as the Italian words it stands for, each word also as what the
// cards' translations have, and names that are the same in both languages
// ("ISEE", "bonus") as themselves.
func (a *asking) english(text string) {
	var toks []token
	for word := range words(text) {
		if tok := newEnglishToken(word); tok.kind != tokenGlue {
			toks = append(toks, tok)
		}
		if len(toks) == maxQueryTokens {
			break
		}
	}
	a.addNamed(toks)
	stems := stemsOf(toks)
	a.out.gate = a.out.gate.addWords(toks)
	lexicon := a.index.language.english
	covered := 0 // words up to here belong to a phrase that was translated
	for i, t := range toks {
		g := group{from: len(a.out.words), to: len(a.out.words)}
		longest := 0
		lexicon.find(stems, i, func(concept int32, length int) {
			if i >= covered && (longest == 0 || length == longest) { // longest phrases come first
				longest = length
				a.translate(&g, lexicon.concepts[concept])
			}
		})
		covered = max(covered, i+longest)
		if t.kind == tokenContent {
			g.to++
			a.addForeign(&g, t, i < covered)
		}
		if len(g.terms) > 0 {
			a.out.groups = append(a.out.groups, g)
		}
	}
}

// translate adds what Italian words mean to a group.
func (a *asking) translate(g *group, italian string) {
	x, w := a.index, a.index.language.weights
	toks := newAnalyser(newToken).tokens(italian, maxPhraseTokens)
	stems := stemsOf(toks)
	for i, t := range toks {
		x.italian.find(stems, i, func(concept int32, _ int) {
			if id := x.concepts[concept]; id != noTerm && a.use(id) {
				a.out.concepts = append(a.out.concepts, concept)
				weight := float32(1)
				if x.italian.facets[concept] {
					weight = w.FacetConcept
				}
				g.terms = append(g.terms, weightedTerm{id, weight})
			}
		})
		if id, ok := x.stemID(t.stem); ok && t.kind == tokenContent && a.use(id) {
			g.terms = append(g.terms, weightedTerm{id, 1})
		}
	}
}

// addForeign adds an English word as the cards' translations and, unless it was
// translated, as the Italian texts have it.
func (a *asking) addForeign(g *group, t token, translated bool) {
	x := a.index
	mass := float32(-1)
	count := func(name string) {
		if id, ok := x.vocabulary[name]; ok {
			if a.use(id) {
				g.terms = append(g.terms, weightedTerm{id, 1})
			}
			mass = max(mass, x.bags.idf[id])
		}
	}
	count(englishMark + t.stem)
	if !translated {
		count(stem(t.word))
	}
	for _, q := range g.terms {
		mass = max(mass, x.bags.idf[q.term])
	}
	if mass < 0 {
		mass = foreignMass * x.bags.maxIDF
	}
	a.out.words = append(a.out.words, asked{t.word, stem(t.word), mass, translated})
}

// foreignMass is how much an English word that neither the lexicon nor a
// translation has counts, of what an unknown Italian word does: it is more often
// missing from the lexicon than from what the town does.
const foreignMass = 0.3
