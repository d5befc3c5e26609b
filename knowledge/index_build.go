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
	x := &Index{town: &own.Town, language: language, italian: italian, bySlug: map[string]int32{}}
	x.collect(own, parent)
	b := newIndexBuilder(language.weights, italian)
	for i, entry := range x.entries {
		b.addCard(int32(i), entry.Card) //nolint:gosec // a town has some thousand cards
	}
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
	stems      []string         // of the text at hand

	bags     bm25Builder
	trust    []float32
	examples []example
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

// document is the terms of one unit.
type document struct {
	terms  []weightedTerm
	length float32
}

// addText analyses an Italian text into the document, each word counting weight.
func (b *indexBuilder) addText(doc *document, text string, weight float32) {
	if text == "" {
		return
	}
	toks := b.italian.tokens(text, maxTextTokens)
	b.stems = b.stems[:0]
	for _, t := range toks {
		b.stems = append(b.stems, t.stem)
	}
	for i, t := range toks {
		b.lexicon.find(b.stems, i, func(concept int32, _ int) {
			doc.terms = append(doc.terms, weightedTerm{b.concept(concept), weight})
		})
		if t.kind == tokenContent {
			b.words[t.word]++
			doc.length += weight
			doc.terms = append(doc.terms, weightedTerm{b.term(t.stem), weight})
		}
	}
}

// addEnglish analyses an English text into the document.
func (b *indexBuilder) addEnglish(doc *document, text string, weight float32) {
	for _, t := range b.english.tokens(text, maxTextTokens) {
		if t.kind == tokenContent {
			doc.terms = append(doc.terms, weightedTerm{b.term(englishMark + t.stem), weight})
		}
	}
}

// addCard adds a card as one bag of all its words, and its wordings as
// examples for the classifier.
func (b *indexBuilder) addCard(number int32, c *caterina.Card) {
	w := b.weights
	var bag document
	b.addText(&bag, c.Title, w.Title)
	b.addText(&bag, c.Summary, w.Summary)
	for _, text := range bodyOf(c) {
		b.addText(&bag, text, w.Body)
	}
	for _, text := range slices.Concat(c.Questions, c.Keywords) {
		b.addText(&bag, text, w.Question)
	}
	for _, text := range slices.Concat([]string{c.Title}, c.Questions) {
		b.addExample(number, text, 1, b.addText)
	}
	en, translated := c.Translations["en"]
	if translated {
		b.addEnglish(&bag, en.Title, w.Title)
		b.addEnglish(&bag, en.Summary, w.Summary)
		b.addEnglish(&bag, en.Description, w.Body)
		for _, text := range en.Questions {
			b.addEnglish(&bag, text, w.Question)
		}
		for _, text := range slices.Concat([]string{en.Title}, en.Questions) {
			b.addExample(number, text, 1, b.addEnglish)
		}
	}
	b.bags.add(bag.terms, bag.length)
	if c.Summary != c.Title {
		b.addExample(number, c.Summary, 1, b.addText)
	}
	b.addExample(number, strings.Join(c.Keywords, " "), 1, b.addText)
	n := float32(len(c.Questions))
	b.trust = append(b.trust, w.Classifier*n/(n+w.ClassifierPrior))
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
func (b *indexBuilder) addExample(class int32, text string, weight float32, analyse func(*document, string, float32)) {
	var doc document
	analyse(&doc, text, 1)
	if len(doc.terms) > 0 {
		b.examples = append(b.examples, newExample(doc.terms, class, weight))
	}
}

// addOffTopic adds the examples of the reject class.
func (b *indexBuilder) addOffTopic(sentences []string, class int32) {
	words := b.words
	b.words = map[string]int32{} // nothing is corrected to these
	for _, text := range sentences {
		b.addExample(class, text, 1, func(doc *document, text string, weight float32) {
			b.addText(doc, text, weight)
			b.addEnglish(doc, text, weight)
		})
	}
	b.words = words
}

// finish turns what was collected into the parts of the index.
func (b *indexBuilder) finish(x *Index) {
	terms := len(b.vocabulary)
	x.vocabulary, x.concepts, x.trust = b.vocabulary, b.concepts, b.trust
	x.speller = newSpeller(b.words)
	x.bags = b.bags.build(terms, b.weights)
	x.classifier = trainClassifier(b.examples, terms, len(x.entries)+1, b.weights.Training)
}
