package knowledge

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
)

// classifier is a softmax over the cards of a town and one class more for what
// is out of scope. A feature has a weight only for the classes it was seen in,
// so training and use cost about as much as a search. It never changes once
// trained.
type classifier struct {
	weights [][]classWeight // by feature
	classes int             // the cards, then the reject class
}

type classWeight struct {
	class  int32
	weight float32
}

// example is one text and the class it belongs to.
type example struct {
	features []weightedTerm // each feature once
	class    int32
}

func newExample(terms []termID, class int32) example {
	terms = slices.Clone(terms)
	slices.Sort(terms)
	terms = slices.Compact(terms)
	features := make([]weightedTerm, len(terms))
	for i, t := range terms {
		features[i].term = t
	}
	unitLength(features)
	return example{features: features, class: class}
}

// unitLength gives all features the same weight, and their vector length 1.
func unitLength(features []weightedTerm) {
	w := unit(len(features))
	for i := range features {
		features[i].weight = w
	}
}

// Bounds of training, so that a large town is built in time. Neither is met by
// a town of 200 cards.
const (
	classifierSteps = 60_000
	fewClasses      = 150
)

// unit returns the weight of each of n equal features whose vector has length 1.
func unit(n int) float32 { return float32(1 / math.Sqrt(float64(n))) }

// trainClassifier fits a classifier by stochastic gradient descent, in an order
// that depends on nothing but the examples.
func trainClassifier(examples []example, features, classes int, how Training) *classifier {
	c := &classifier{weights: make([][]classWeight, features), classes: classes}
	common := max(fewClasses, classes/10) // a feature of more classes tells too little to be worth its time
	for _, e := range examples {
		for _, f := range e.features {
			c.weights[f.term] = append(c.weights[f.term], classWeight{class: e.class})
		}
	}
	for f, ws := range c.weights {
		slices.SortFunc(ws, func(a, b classWeight) int { return cmp.Compare(a.class, b.class) })
		ws = slices.CompactFunc(ws, func(a, b classWeight) bool { return a.class == b.class })
		if len(ws) > common {
			ws = nil
		}
		c.weights[f] = slices.Clip(ws)
	}
	order := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a fixed seed: the same content gives the same answers
	scores := make([]float32, classes)
	var touched []int32
	epochs := max(1, min(how.Epochs, classifierSteps/max(1, len(examples))))
	for epoch := range epochs {
		rate := how.Rate / (1 + 3*float32(epoch)/float32(epochs))
		for _, i := range order.Perm(len(examples)) {
			touched = c.learn(&examples[i], scores, touched[:0], rate, how.Decay)
		}
	}
	return c
}

// learn takes one step towards giving the example its class. scores must be
// all zero, and is again afterwards.
func (c *classifier) learn(e *example, scores []float32, touched []int32, rate, decay float32) []int32 {
	touched = c.classify(e.features, scores, touched)
	for _, f := range e.features {
		ws := c.weights[f.term]
		for i := range ws {
			gradient := scores[ws[i].class]
			if ws[i].class == e.class {
				gradient--
			}
			ws[i].weight -= rate * (gradient*f.weight + decay*ws[i].weight)
		}
	}
	for _, class := range touched {
		scores[class] = 0
	}
	return touched
}

// classify fills scores, which must be all zero and have a place for each class,
// with probabilities, and returns the classes that share a feature with the
// text. The others keep 0; what they are likely together is not shown.
func (c *classifier) classify(features []weightedTerm, scores []float32, touched []int32) []int32 {
	const mark = 1e-9 // tells a class whose weights cancel out from one never touched
	for _, f := range features {
		for _, w := range c.weights[f.term] {
			if scores[w.class] == 0 {
				scores[w.class] = mark
				touched = append(touched, w.class)
			}
			scores[w.class] += w.weight * f.weight
		}
	}
	top := float32(0)
	for _, class := range touched {
		top = max(top, scores[class])
	}
	sum := float32(c.classes-len(touched)) * exp(-top)
	for _, class := range touched {
		scores[class] = exp(scores[class] - top)
		sum += scores[class]
	}
	for _, class := range touched {
		scores[class] /= sum
	}
	return touched
}

func exp(x float32) float32 { return float32(math.Exp(float64(x))) }
