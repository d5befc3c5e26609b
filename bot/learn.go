package bot

import (
	"embed"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// The rules name turns of phrase. People do not keep to turns of phrase, so
// small classifiers stand beside the rules: one for danger, one for what a
// question asks. Each learns, when the program starts, from example messages
// that were written for this purpose (rules/danger, rules/asked) and from what
// the rules find in them.

// How a classifier learns: multinomial logistic regression by stochastic
// gradient descent with AdaGrad steps (Duchi, Hazan, Singer 2011).
const (
	learnBuckets = 1 << 19 // features are hashed into so many weights a class
	learnRate    = 0.25
	learnDecay   = 2e-5 // L2, on the features a step touches
	learnSeed    = 20261122
	learnSure    = 0.02 // an example that is this near to certain teaches nothing
	learnTiny    = 1e-4 // a gradient below this moves nothing
)

// classifier tells classes of messages apart by their words, the words' parts
// and the rules' findings. It does not change after it has learned.
type classifier struct {
	classes []string
	rules   *ruleBook
	weights []float32           // by hashed feature, then by class
	words   map[string]struct{} // of the examples it has learned from
}

// example is one message to learn from.
type example struct {
	class    int
	text     string
	features []uint32
}

// readExamples reads the messages to learn from: files of lines with a class, a
// tab and a message. They are part of the program, so a wrong line is a panic.
func readExamples(files embed.FS, dir string, classes []string) []example {
	entries, err := files.ReadDir(dir)
	if err != nil {
		panic("built-in examples: " + err.Error())
	}
	var all []example
	for _, entry := range entries {
		b, err := files.ReadFile(dir + "/" + entry.Name())
		if err != nil {
			panic("built-in examples: " + err.Error())
		}
		for line := range strings.Lines(string(b)) {
			name, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
			class := slices.Index(classes, name)
			if !ok || class < 0 {
				panic(fmt.Sprintf("built-in examples: %s: %q", entry.Name(), line))
			}
			all = append(all, example{class: class, text: text})
		}
	}
	return all
}

// learn trains a classifier, passing over the examples so many times. The same
// examples and rules give the same one. Its weights are the mean of those after each
// pass of the second half: the last alone lean on the order of the examples, which
// one more of them changes.
func learn(examples []example, classes []string, rules *ruleBook, epochs int) *classifier {
	m := &classifier{classes: classes, rules: rules, weights: make([]float32, learnBuckets*len(classes)), words: map[string]struct{}{}}
	squares := make([]float32, len(m.weights))
	for i := range examples {
		tokens := tokenize(clean(examples[i].text))
		examples[i].features = m.features(tokens, rules.read(tokens).findAll())
		for _, t := range tokens {
			m.words[t.canon] = struct{}{}
		}
	}
	p := make([]float32, len(classes))
	order := rand.New(rand.NewPCG(learnSeed, 1)) //nolint:gosec // shuffles, keeps no secret
	mean, counted := make([]float32, len(m.weights)), epochs-epochs/2
	for epoch := range epochs {
		for _, i := range order.Perm(len(examples)) {
			m.step(examples[i], squares, p)
		}
		if epoch < epochs-counted {
			continue
		}
		for i, w := range m.weights {
			mean[i] += w / float32(counted)
		}
	}
	m.weights = mean
	return m
}

// step moves one step towards an example. p is room for the probabilities.
func (m *classifier) step(e example, squares, p []float32) {
	m.probabilities(e.features, p)
	if 1-p[e.class] < learnSure {
		return // known well enough: most examples are, after a few epochs
	}
	p[e.class]--
	n, scale := uint32(len(m.classes)), featureScale(len(e.features)) //nolint:gosec // a handful of classes
	for _, f := range e.features {
		weights, sums := m.weights[f*n:f*n+n], squares[f*n:f*n+n]
		for c, gradient := range p {
			if gradient *= scale; gradient > -learnTiny && gradient < learnTiny {
				continue
			}
			gradient += learnDecay * weights[c]
			sums[c] += gradient * gradient
			weights[c] -= learnRate * gradient / float32(math.Sqrt(float64(sums[c])+1e-8))
		}
	}
}

// featureScale keeps long messages from shouting louder than short ones.
func featureScale(n int) float32 { return float32(1 / math.Sqrt(float64(max(n, 60)))) }

// probabilities writes how likely each class is into p.
func (m *classifier) probabilities(features []uint32, p []float32) {
	clear(p)
	n := uint32(len(p)) //nolint:gosec // a handful of classes
	for _, f := range features {
		for c, w := range m.weights[f*n : f*n+n] {
			p[c] += w
		}
	}
	scale, highest := featureScale(len(features)), slices.Max(p)
	var sum float32
	for c, s := range p {
		p[c] = float32(math.Exp(float64((s - highest) * scale)))
		sum += p[c]
	}
	for c := range p {
		p[c] /= sum
	}
}

// judge returns how likely each class is, 0 to 1, given the message and all that
// the classifier's rules found in it.
func (m *classifier) judge(tokens []token, found []finding) []float32 {
	p := make([]float32, len(m.classes))
	m.probabilities(m.features(tokens, found), p)
	return p
}

// features are the message's words, pairs of words that stand together or with
// one between, word beginnings and runs of four letters, which survive most
// misspellings, and the topics of the rules that fit or that a guard voids.
func (m *classifier) features(tokens []token, found []finding) []uint32 {
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
	for i, f := range found {
		if i > 0 && found[i-1].rule == f.rule && found[i-1].topic == f.topic && found[i-1].void == f.void {
			continue // the same rule, in another place
		}
		if f.void {
			add("void", f.topic, "")
			continue
		}
		add("rule", f.topic, "")
		category, _, _ := strings.Cut(f.topic, ":")
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
	return (h ^ h>>15) % learnBuckets
}
