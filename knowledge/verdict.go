package knowledge

import (
	"math"

	"example.org/caterina"
)

// signals are what a verdict rests on.
type signals struct {
	coverage  float64 // share of the question's words, by how telling they are, that the first card has
	strangers float64 // share of them that neither a card nor the lexicon has
	fit       float64 // the first card's lexical score, of that of a card with every word; at most 1
	margin    float64 // between the scores of the first and the second card
	brevity   float64 // 1 for no words, 1/2 for one, 1/3 for two …
	known     float64 // log of the classifier's probability of its first card
	off       float64 // log of the odds of its reject class against that card
	gate      float64 // log of the odds that the question is off topic, by how it is put
	size      float64 // log of the number of the town's cards: the more there are, the easier something fits
	variants  float64 // 1 when the first card has wordings to learn from, else 0
}

// leastProbability keeps logarithms of probabilities within bounds.
const leastProbability = 0.02

// largestFitted is the size, in cards, beyond which the verdict was not measured;
// larger towns are judged as if they were of this size.
const largestFitted = 500

// signals measures how well the best cards fit the question.
func (x *Index) signals(asked question, t tops, best []int32, s *scratch) signals {
	known, off := float64(t.classifier)+leastProbability, float64(t.reject)+leastProbability
	sig := signals{
		brevity: 1 / float64(1+len(asked.words)), known: math.Log(known), off: math.Log(off / known),
		gate: float64(x.gate.logOdds(asked.gate)), size: math.Log(float64(1 + min(len(x.entries), largestFitted))),
	}
	if len(best) == 0 {
		return sig
	}
	first := best[0]
	sig.margin = float64(s.fused[first])
	if len(best) > 1 {
		sig.margin -= float64(s.fused[best[1]])
	}
	if x.trust[first] > 0 {
		sig.variants = 1
	}
	var mass, covered, strange float64
	for i, found := range x.meet(asked, first) {
		m := float64(asked.words[i].mass)
		mass += m
		switch found {
		case wordUnknown:
			strange += m
		case wordInCard:
			covered += m
		case wordElsewhere:
		}
	}
	if mass > 0 {
		sig.coverage, sig.strangers = covered/mass, strange/mass
		sig.fit = min(1, float64(s.lexical[first]*t.lexical)/(mass*float64(x.language.weights.K1+1)))
	}
	return sig
}

// meeting says where a word of a question was found, in its own form or as a
// concept or synonym.
type meeting uint8

const (
	wordUnknown   meeting = iota // nowhere
	wordElsewhere                // in other cards, or only in the lexicon
	wordInCard
)

// meet says of each word of a question where it was found.
func (x *Index) meet(asked question, card int32) []meeting {
	out := make([]meeting, len(asked.words))
	for i, w := range asked.words {
		if w.told {
			out[i] = wordElsewhere
		}
	}
	for _, g := range asked.groups {
		found := wordUnknown
		for _, q := range g.terms {
			switch {
			case x.bags.has(q.term, card):
				found = wordInCard
			case len(x.bags.postings[q.term]) > 0:
				found = max(found, wordElsewhere)
			}
		}
		for i := g.from; i < min(g.to, len(out)); i++ {
			out[i] = max(out[i], found)
		}
	}
	return out
}

// linear is a weight for each signal.
type linear struct {
	bias float64
	signals
}

func (l linear) logOdds(s signals) float64 {
	w := l.signals
	return l.bias + w.coverage*s.coverage + w.strangers*s.strangers + w.fit*s.fit + w.margin*s.margin +
		w.brevity*s.brevity + w.known*s.known + w.off*s.off + w.gate*s.gate + w.size*s.size + w.variants*s.variants
}

func (l linear) probability(s signals) float64 { return 1 / (1 + math.Exp(-l.logOdds(s))) }

// judge fills in the verdict of a ranking.
func judge(r *caterina.Ranking, s signals) {
	r.Reject = rejectModel().probability(s)
	r.Confidence = confidenceModel().probability(s) * (1 - r.Reject)
	switch {
	case len(r.Hits) == 0:
		r.Verdict, r.Reject, r.Confidence = caterina.VerdictNone, 1, 0
	case r.Reject >= rejectFrom:
		r.Verdict = caterina.VerdictNone
	case r.Confidence >= clearFrom:
		r.Verdict = caterina.VerdictClear
	default:
		r.Verdict = caterina.VerdictClose
	}
}
