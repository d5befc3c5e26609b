package bot

import (
	"embed"
	"slices"
	"sync"
)

//go:embed rules/danger/*.tsv
var dangerFiles embed.FS

// dangerClasses are what the classifier can say: safe, or a category of crisis.
func dangerClasses() []string {
	return append([]string{"none"}, crisisOrder()...)
}

// How sure the classifier must be. The figures are those at which, learning from
// four fifths of the examples and asked about the rest, it and the rules miss and
// cry wolf equally seldom (docs/crisis.md).
const (
	dangerAlone = 0.45 // it raises the alarm although no rule does
	dangerDoubt = 0.15 // below this a rule's alarm is taken for a turn of phrase
	dangerPiece = 0.70 // it raises the alarm for one sentence among others
	dangerPlain = 0.80 // what looks like a question about services is a call for help
)

// dangerEpochs is how often the classifier passes over its examples.
const dangerEpochs = 8

// learnDanger trains the classifier of danger from its built-in examples.
func learnDanger(rules *ruleBook) *classifier {
	return learn(readExamples(dangerFiles, "rules/danger", dangerClasses()), dangerClasses(), rules, dangerEpochs)
}

//nolint:gochecknoglobals // learned once from embedded examples, never changed
var builtInDanger = sync.OnceValue(func() *classifier { return learnDanger(crisisRules()) })

// recognise reads the waiting messages for signs of danger, as a whole and
// sentence by sentence: danger may be told in one sentence of a long letter.
func (e *Engine) recognise(tokens []token) alarm {
	whole := e.recognisePiece(tokens, dangerAlone)
	if whole.isCrisis() && !whole.service {
		return whole
	}
	for _, piece := range dangerPieces(tokens) {
		if a := e.recognisePiece(piece, dangerPiece); a.isCrisis() && (!a.service || !whole.isCrisis()) {
			whole = a
			if !a.service {
				break
			}
		}
	}
	return whole
}

// longSentence is how many words are read together at most.
const longSentence = 60

// dangerPieces cuts a text of several sentences into its sentences, and sentences
// without an end into stretches that overlap by half.
func dangerPieces(tokens []token) [][]token {
	var pieces [][]token
	start := 0
	for i := range tokens {
		if i+1 < len(tokens) && tokens[i+1].sent == tokens[i].sent {
			continue
		}
		sentence := tokens[start : i+1]
		start = i + 1
		for len(sentence) > longSentence {
			pieces = append(pieces, sentence[:longSentence])
			sentence = sentence[longSentence/2:]
		}
		pieces = append(pieces, sentence)
	}
	if len(pieces) == 1 {
		return nil // it is the whole
	}
	return pieces
}

// recognisePiece reads some words for signs of danger: what the rules find,
// weighed by the classifier, and what the classifier finds alone if it is at least
// so sure.
func (e *Engine) recognisePiece(tokens []token, alone float32) alarm {
	found := e.danger.rules.read(tokens).findAll()
	a := alarmOf(valid(found))
	category, danger := dangerOf(e.danger, tokens, found)
	switch {
	case a.service && danger < dangerPlain:
		return a
	case a.isCrisis() && !a.service && danger >= dangerDoubt:
		return a
	case danger >= alone && e.danger.canRead(tokens):
		return alarm{categories: []string{category}, foreign: a.foreign, rule: "learned"}
	}
	return alarm{}
}

// How much of a text must be words for the classifier alone to speak of it: of
// noise, or one word said again and again, it only guesses.
const (
	readWords = 2       // different words that it knows
	readShare = 1.0 / 6 // of all words
)

// canRead says whether a text holds enough different words that the classifier
// has learned from, and not only little ones: "tra le 9 e le 10" tells nothing.
func (m *classifier) canRead(tokens []token) bool {
	known, tells := map[string]bool{}, false
	for _, t := range tokens {
		if _, ok := m.words[t.canon]; ok && len(t.canon) > 1 && !isNumber(t.canon) {
			known[t.canon] = true
			tells = tells || !isStopword(t.word)
		}
	}
	return tells && len(known) >= readWords && float64(len(known)) >= readShare*float64(len(tokens))
}

// dangerOf returns the likeliest category of danger and how likely it is that
// there is any, 0 to 1.
func dangerOf(m *classifier, tokens []token, found []finding) (category string, danger float32) {
	p := m.judge(tokens, found)
	best := 1 + slices.Index(p[1:], slices.Max(p[1:]))
	return m.classes[best], 1 - p[0]
}
