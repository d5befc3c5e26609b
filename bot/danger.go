package bot

import (
	"embed"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"sync"
)

// The rules name the turns of phrase that mean danger. People in danger do not
// keep to turns of phrase, so a small classifier stands beside the rules. It
// learns, when the program starts, from some two thousand messages of people in
// danger and as many that use the same words in safety, all written for this
// purpose (rules/danger). docs/crisis.md says how well the two do together.

//go:embed rules/danger/*.tsv
var dangerFiles embed.FS

// dangerClasses are what the classifier can say: safe, or a category of crisis.
func dangerClasses() []string {
	return append([]string{"none"}, crisisOrder()...)
}

// numDangerClasses is the number of dangerClasses.
const numDangerClasses = 7

// How the classifier learns: multinomial logistic regression by stochastic
// gradient descent with AdaGrad steps (Duchi, Hazan, Singer 2011).
const (
	dangerBuckets = 1 << 17 // features are hashed into so many weights a class
	dangerEpochs  = 12
	dangerRate    = 0.25
	dangerDecay   = 2e-5 // L2, on the features a step touches
	dangerSeed    = 20261122
	dangerSure    = 0.02 // an example that is this near to certain teaches nothing
	dangerTiny    = 1e-4 // a gradient below this moves nothing
)

// dangerModel tells danger from safety by a message's words and their parts.
type dangerModel struct {
	rules   *ruleBook
	weights [][numDangerClasses]float32 // by hashed feature
}

// How sure the classifier must be. The figures are those at which, learning from
// four fifths of the examples and asked about the rest, it and the rules miss and
// cry wolf equally seldom (docs/crisis.md).
const (
	dangerAlone = 0.45 // it raises the alarm although no rule does
	dangerDoubt = 0.20 // below this a rule's alarm is taken for a turn of phrase
	dangerPlain = 0.80 // what looks like a question about services is a call for help
)

//nolint:gochecknoglobals // learned once from embedded examples, never changed
var builtInDanger = sync.OnceValue(func() *dangerModel { return learnDanger(dangerExamples(), crisisRules()) })

// recognise reads one message for signs of danger: what the rules find, weighed
// by the classifier, and what the classifier finds alone.
func (e *Engine) recognise(tokens []token) alarm {
	a := detect(e.crisis, tokens)
	category, danger := e.danger.judge(tokens)
	switch {
	case a.service && danger < dangerPlain:
		return a
	case a.isCrisis() && !a.service && danger >= dangerDoubt:
		return a
	case danger >= dangerAlone:
		return alarm{categories: []string{category}, foreign: a.foreign, rule: "learned"}
	}
	return alarm{}
}

// example is one message to learn from.
type example struct {
	class    int
	text     string
	features []uint32
}

// dangerExamples reads the messages to learn from.
func dangerExamples() []example {
	entries, err := dangerFiles.ReadDir("rules/danger")
	if err != nil {
		panic("built-in examples: " + err.Error())
	}
	classes := map[string]int{}
	for i, name := range dangerClasses() {
		classes[name] = i
	}
	var all []example
	for _, entry := range entries {
		b, err := dangerFiles.ReadFile("rules/danger/" + entry.Name())
		if err != nil {
			panic("built-in examples: " + err.Error())
		}
		for line := range strings.Lines(string(b)) {
			category, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
			class, known := classes[category]
			if !ok || !known {
				panic(fmt.Sprintf("built-in examples: %s: %q", entry.Name(), line))
			}
			all = append(all, example{class: class, text: text})
		}
	}
	return all
}

// learnDanger trains a model that reads the rules' findings beside the words.
// The same examples and rules give the same model.
func learnDanger(examples []example, rules *ruleBook) *dangerModel {
	m := &dangerModel{rules: rules, weights: make([][numDangerClasses]float32, dangerBuckets)}
	squares := make([][numDangerClasses]float32, dangerBuckets)
	for i := range examples {
		examples[i].features = m.features(tokenize(clean(examples[i].text)))
	}
	order := rand.New(rand.NewPCG(dangerSeed, 1)) //nolint:gosec // shuffles, keeps no secret
	for range dangerEpochs {
		for _, i := range order.Perm(len(examples)) {
			m.learn(examples[i], squares)
		}
	}
	return m
}

// learn takes one step towards an example.
func (m *dangerModel) learn(e example, squares [][numDangerClasses]float32) {
	p := m.probabilities(e.features)
	if 1-p[e.class] < dangerSure {
		return // known well enough: most examples are, after a few epochs
	}
	p[e.class]--
	scale := featureScale(len(e.features))
	for _, f := range e.features {
		weights, sums := &m.weights[f], &squares[f]
		for c, gradient := range p {
			if gradient *= scale; gradient > -dangerTiny && gradient < dangerTiny {
				continue
			}
			gradient += dangerDecay * weights[c]
			sums[c] += gradient * gradient
			weights[c] -= dangerRate * gradient / float32(math.Sqrt(float64(sums[c])+1e-8))
		}
	}
}

// featureScale keeps long messages from shouting louder than short ones.
func featureScale(n int) float32 { return float32(1 / math.Sqrt(float64(max(n, 60)))) }

// probabilities returns how likely each class is.
func (m *dangerModel) probabilities(features []uint32) [numDangerClasses]float32 {
	var score [numDangerClasses]float32
	for _, f := range features {
		for c, w := range m.weights[f] {
			score[c] += w
		}
	}
	scale := featureScale(len(features))
	highest := score[0]
	for _, s := range score[1:] {
		highest = max(highest, s)
	}
	var sum float32
	for c, s := range score {
		score[c] = float32(math.Exp(float64((s - highest) * scale)))
		sum += score[c]
	}
	for c := range score {
		score[c] /= sum
	}
	return score
}

// judge returns the likeliest category of danger and how likely it is that there
// is any, 0 to 1.
func (m *dangerModel) judge(tokens []token) (category string, danger float64) {
	p := m.probabilities(m.features(tokens))
	best := 1
	for c := 2; c < numDangerClasses; c++ {
		if p[c] > p[best] {
			best = c
		}
	}
	return dangerClasses()[best], 1 - float64(p[0])
}

// features are the message's words, pairs of words that stand together or with
// one between, word beginnings and runs of four letters, which survive most
// misspellings.
func (m *dangerModel) features(tokens []token) []uint32 {
	var out []uint32
	add := func(kind, a, b string) { out = append(out, bucket(kind, a, b)) }
	for i, t := range tokens {
		add("w", t.canon, "")
		if len(t.canon) > 5 {
			add("p", t.canon[:5], "")
		}
		for k := 1; k <= 2 && i+k < len(tokens) && tokens[i+k].sent == t.sent; k++ {
			add([]string{"", "b", "s"}[k], t.canon, tokens[i+k].canon)
		}
		padded := "^" + t.canon + "$"
		for k := 0; k+4 <= len(padded); k++ {
			add("g", padded[k:k+4], "")
		}
	}
	for _, found := range m.rules.read(tokens).find() {
		add("rule", found.topic, "")
		category, _, _ := strings.Cut(found.topic, ":")
		add("rules", category, "")
	}
	add("bias", "", "")
	if len(tokens) > 0 {
		add("b", "^", tokens[0].canon)
		add("b", tokens[len(tokens)-1].canon, "$")
	}
	return out
}

// bucket is the place of a feature: FNV-1a, which is the same in every process.
func bucket(kind, a, b string) uint32 {
	h := uint32(2166136261)
	for _, part := range [3]string{kind, a, b} {
		for i := range len(part) {
			h = (h ^ uint32(part[i])) * 16777619
		}
		h = (h ^ 0xff) * 16777619
	}
	return (h ^ h>>15) % dangerBuckets
}
