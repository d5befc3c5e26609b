package knowledge

import "math/rand/v2"

// gate tells what a town answers from what it does not, by how a question is
// put: its words, pairs of words and concepts, whatever the card. It never
// changes once trained.
type gate struct {
	weights []float32 // by hash of the feature
	bias    float32
}

// gateSize is the number of weights. Features share them by hash, so a gate
// takes the same memory for every town.
const gateSize = 1 << 16

// gateFeatures are hashes of what a text shows, each once.
type gateFeatures []uint32

// addWords adds the words of a text, their stems, and each word with the one
// before it.
func (f gateFeatures) addWords(toks []token) gateFeatures {
	for i, t := range toks {
		f = append(f, hashOf("=", t.word))
		if t.kind == tokenContent {
			f = append(f, hashOf("", t.stem))
		}
		if i > 0 {
			f = append(f, hashOf(toks[i-1].word, " "+t.word))
		}
	}
	return f
}

// hashOf returns the place of a feature that is written in two parts.
func hashOf(a, b string) uint32 {
	const offset, prime = 2166136261, 16777619 // FNV-1a
	h := uint32(offset)
	for i := range len(a) {
		h = (h ^ uint32(a[i])) * prime
	}
	for i := range len(b) {
		h = (h ^ uint32(b[i])) * prime
	}
	return (h ^ h>>16) % gateSize
}

// gateSteps bounds how many texts of each side are shown while training, so that
// a large town is not slow to build.
const gateSteps = 20_000

// trainGate fits a gate by stochastic gradient descent. It is shown one text of
// the town and one off topic in turn, so that the size of the town does not
// shift the balance; the order depends on nothing but the texts.
func trainGate(inside, outside []gateFeatures, how Training) *gate {
	g := &gate{weights: make([]float32, gateSize)}
	if len(inside) == 0 || len(outside) == 0 {
		return g
	}
	order := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a fixed seed: the same content gives the same answers
	steps := min(how.Epochs*max(len(inside), len(outside)), max(gateSteps, len(inside)))
	ins, outs := order.Perm(len(inside)), order.Perm(len(outside))
	for step := range steps {
		rate := how.Rate / (1 + 3*float32(step)/float32(steps))
		g.learn(inside[ins[step%len(ins)]], 0, rate, how.Decay)
		g.learn(outside[outs[step%len(outs)]], 1, rate, how.Decay)
	}
	return g
}

func (g *gate) learn(text gateFeatures, want, rate, decay float32) {
	if len(text) == 0 {
		return
	}
	x := unit(len(text))
	step := rate * (want - sigmoid(g.logOdds(text)))
	for _, f := range text {
		g.weights[f] += step*x - rate*decay*g.weights[f]
	}
	g.bias += 0.1 * step
}

// logOdds says how likely a text is off topic: 0 is as likely as not.
func (g *gate) logOdds(text gateFeatures) float32 {
	if len(text) == 0 {
		return 0
	}
	sum, x := g.bias, unit(len(text))
	for _, f := range text {
		sum += g.weights[f] * x
	}
	return sum
}

func sigmoid(x float32) float32 { return 1 / (1 + exp(-x)) }
