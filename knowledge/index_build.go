package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"example.org/caterina"
)

// Build makes the index of a town from its own content and its parent's; parent
// is the zero Content when there is none. The same contents give the same
// index. A line of a town's own lexicon that cannot be read is an error.
func Build(own, parent caterina.Content, language *Language) (*Index, error) {
	italian := language.italian
	for _, text := range []string{parent.Lexicon, own.Lexicon} {
		var err error
		if italian, err = parseLexicon(text, italian, stem); err != nil {
			return nil, fmt.Errorf("town %s: %w", own.Town.Slug, err)
		}
	}
	x := &Index{town: &own.Town, language: language, italian: italian, bySlug: map[string]int32{}, streets: newStreets(own.Streets)}
	x.collect(own, parent)
	x.teach(parent.Variants, own.Variants)
	b := newIndexBuilder(language.weights, italian)
	for i, entry := range x.entries {
		b.addCard(int32(i), entry.Card)
	}
	b.addFrames(language.frames, language.onTopic, x.entries)
	b.addOffTopic(language.offTopic, int32(len(x.entries))) //nolint:gosec // as above
	b.finish(x)
	return x, nil
}

// collect lists the cards and offices of both towns; the town's own come first
// and replace its parent's of the same slug.
func (x *Index) collect(own, parent caterina.Content) {
	offices := map[string]bool{}
	for _, content := range []caterina.Content{own, parent} {
		town := content.Town
		for i := range content.Cards {
			card := &content.Cards[i]
			if _, taken := x.bySlug[card.Slug]; taken {
				continue
			}
			number := int32(len(x.entries)) //nolint:gosec // a town has some thousand cards
			x.bySlug[card.Slug] = number
			x.entries = append(x.entries, Entry{Card: card, Town: &town})
			if card.Valid != nil {
				x.dated = append(x.dated, number)
			}
		}
		for _, office := range content.Offices {
			if !offices[office.Slug] {
				offices[office.Slug] = true
				office.Town = town.Slug
				x.offices = append(x.offices, office)
			}
		}
		if x.booked == nil {
			x.own, x.booked = len(x.offices), append([]caterina.Service{}, content.Services...)
		}
	}
}

// indexBuilder collects the terms of an index.
type indexBuilder struct {
	weights    Weights
	lexicon    *lexicon
	italian    *analyser
	english    *analyser
	vocabulary map[string]termID
	concepts   []termID
	words      map[string]int32 // of the cards, and how often each occurs

	bags     bm25Builder
	trust    []float32
	examples []example
	inside   []gateFeatures
	outside  []gateFeatures
}

func newIndexBuilder(weights Weights, lex *lexicon) *indexBuilder {
	b := &indexBuilder{
		weights: weights, lexicon: lex, italian: newAnalyser(newToken), english: newAnalyser(newEnglishToken),
		vocabulary: map[string]termID{}, concepts: make([]termID, len(lex.concepts)), words: map[string]int32{},
	}
	for i := range b.concepts {
		b.concepts[i] = noTerm
	}
	return b
}

func (b *indexBuilder) term(name string) termID {
	id, ok := b.vocabulary[name]
	if !ok {
		id = termID(len(b.vocabulary)) //nolint:gosec // some ten thousand terms
		b.vocabulary[strings.Clone(name)] = id
	}
	return id
}

func (b *indexBuilder) concept(number int32) termID {
	if b.concepts[number] == noTerm {
		b.concepts[number] = b.term(conceptMark + b.lexicon.concepts[number])
	}
	return b.concepts[number]
}

// Marks that keep concepts and English words apart from Italian stems, which
// are letters and digits only.
const (
	conceptMark = "#"
	englishMark = "en:"
)

// passage is a text as the index sees it: its terms, the words that make its
// length, and what the gate looks at.
type passage struct {
	terms    []termID // of words
	concepts []termID
	topical  []termID // those of both that say which service is meant
	words    float32
	gate     gateFeatures
}

// read analyses a text. The words of Italian texts are what spelling is repaired
// to.
func (b *indexBuilder) read(text, lang string) passage {
	if lang == langEnglish {
		return b.readEnglish(text)
	}
	var p passage
	toks := b.italian.tokens(text, maxTextTokens)
	stems := stemsOf(toks)
	for i, t := range toks {
		facet, topic := false, false
		b.lexicon.find(stems, i, func(concept int32, length int) {
			id := b.concept(concept)
			p.concepts = append(p.concepts, id)
			p.gate = append(p.gate, hashOf(conceptMark, b.lexicon.concepts[concept]))
			if !b.lexicon.facets[concept] {
				p.topical = append(p.topical, id)
			}
			if length == 1 {
				facet, topic = facet || b.lexicon.facets[concept], topic || !b.lexicon.facets[concept]
			}
		})
		if t.kind != tokenContent {
			continue
		}
		id := b.term(t.stem)
		b.words[t.word]++
		p.words++
		p.terms = append(p.terms, id)
		if !facet || topic {
			p.topical = append(p.topical, id)
		}
	}
	p.gate = p.gate.addWords(toks)
	return p
}

func (b *indexBuilder) readEnglish(text string) passage {
	var p passage
	toks := b.english.tokens(text, maxTextTokens)
	for _, t := range toks {
		if t.kind == tokenContent {
			p.terms = append(p.terms, b.term(englishMark+t.stem))
		}
	}
	p.topical = p.terms
	p.gate = p.gate.addWords(toks)
	return p
}

// bag is everything a card says.
type bag struct {
	terms  []weightedTerm
	length float32
}

func (g *bag) add(p passage, weight, concept float32) {
	for _, t := range p.terms {
		g.terms = append(g.terms, weightedTerm{t, weight})
	}
	for _, t := range p.concepts {
		g.terms = append(g.terms, weightedTerm{t, weight * concept})
	}
	g.length += weight * p.words
}

// addCard adds a card as one bag of all its words, and its title, summary,
// questions and keywords as examples of how it is asked for.
func (b *indexBuilder) addCard(number int32, c *caterina.Card) {
	w := b.weights
	var all bag
	asks := func(text, lang string, weight float32) {
		if text == "" {
			return
		}
		p := b.read(text, lang)
		all.add(p, weight, 1)
		b.addExample(number, slices.Concat(p.terms, p.concepts))
		b.inside = append(b.inside, p.gate)
	}
	asks(c.Title, langItalian, w.Title)
	if c.Summary != c.Title {
		asks(c.Summary, langItalian, w.Summary)
	}
	for _, text := range c.Questions {
		asks(text, langItalian, w.Question)
	}
	asks(strings.Join(c.Keywords, " "), langItalian, w.Question)
	for _, text := range bodyOf(c) {
		all.add(b.read(text, langItalian), w.Body, w.BodyConcept)
	}
	if en, ok := c.Translations[langEnglish]; ok {
		asks(en.Title, langEnglish, w.Title)
		for _, text := range en.Questions {
			asks(text, langEnglish, w.Question)
		}
		all.add(b.read(en.Summary, langEnglish), w.Summary, 1)
		all.add(b.read(en.Description, langEnglish), w.Body, w.BodyConcept)
	}
	b.bags.add(all.terms, all.length)
	n := float32(len(c.Questions))
	b.trust = append(b.trust, w.Classifier*n/(n+w.ClassifierPrior))
}

// addFrames adds the ways in which people ask about any service, each with the
// names of some of the town's cards: the gate must not take "quanto costa" for
// off topic because it is said of other things too.
func (b *indexBuilder) addFrames(frames, onTopic []sentence, entries []Entry) {
	for _, s := range onTopic {
		b.inside = append(b.inside, b.gateOf(s.text, s.lang))
	}
	for i := range max(len(frames), len(entries)) * min(1, len(entries)) * min(1, len(frames)) {
		frame, card := frames[i%len(frames)], entries[i%len(entries)].Card
		name := card.Title
		if en := card.Translations[langEnglish]; frame.lang == langEnglish && en.Title != "" {
			name = en.Title
		}
		b.inside = append(b.inside, b.gateOf(frame.text+" "+name, frame.lang))
	}
}

// gateOf returns what the gate looks at in a text whose words are no terms of the
// index.
func (b *indexBuilder) gateOf(text, lang string) gateFeatures {
	if lang == langEnglish {
		return gateFeatures(nil).addWords(b.english.tokens(text, maxTextTokens))
	}
	var g gateFeatures
	toks := b.italian.tokens(text, maxTextTokens)
	stems := stemsOf(toks)
	for i := range toks {
		b.lexicon.find(stems, i, func(concept int32, _ int) { g = append(g, hashOf(conceptMark, b.lexicon.concepts[concept])) })
	}
	return g.addWords(toks)
}

// bodyOf returns the texts of a card below its summary.
func bodyOf(c *caterina.Card) []string {
	texts := []string{c.Recipients, c.Amount, c.Information, c.Access, c.Result, c.Cost, c.Deadlines, c.SpecialCases, c.More}
	if c.Description != c.Summary {
		texts = append(texts, c.Description)
	}
	return append(texts, c.Documents...)
}

// addExample adds one text from which the classifier learns a class.
func (b *indexBuilder) addExample(class int32, terms []termID) {
	if len(terms) > 0 {
		b.examples = append(b.examples, newExample(terms, class))
	}
}

// addOffTopic adds what no town answers: the examples of the reject class, and
// of what the gate keeps out.
func (b *indexBuilder) addOffTopic(sentences []sentence, class int32) {
	words := b.words
	b.words = map[string]int32{} // nothing is repaired to these
	for _, s := range sentences {
		p := b.read(s.text, s.lang)
		b.addExample(class, p.topical)
		b.outside = append(b.outside, p.gate)
	}
	b.words = words
}

// finish turns what was collected into the parts of the index.
func (b *indexBuilder) finish(x *Index) {
	terms := len(b.vocabulary)
	x.vocabulary, x.concepts, x.trust = b.vocabulary, b.concepts, b.trust
	x.speller = newSpeller(b.words)
	x.bags = b.bags.build(terms, b.weights)
	x.named = x.language.named.cards(x.entries)
	x.gate = trainGate(b.inside, b.outside, b.weights.Gate)
	x.classifier = trainClassifier(b.examples, terms, len(x.entries)+1, b.weights.Training)
}
