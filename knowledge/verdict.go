package knowledge

import "example.org/caterina"

// signals are what the verdict rests on, each about 0 to 1.
type signals struct {
	coverage  float64 // share of the question's words, by how telling they are, that the first card has
	fit       float64 // the first card's lexical score, of what a card with every word would have
	margin    float64 // between the first and the second card
	offTopic  float64 // probability of the reject class
	known     float64 // probability of the classifier's first card
	strangers float64 // share of the question's words that no card has
	words     int
}

// signals measures how well the first card fits.
func (x *Index) signals(asked question, t tops, best []int32, s *scratch) signals {
	sig := signals{offTopic: float64(t.reject), known: float64(t.classifier), words: len(asked.words)}
	if len(best) == 0 {
		return sig
	}
	sig.margin = float64(s.fused[best[0]])
	if len(best) > 1 {
		sig.margin -= float64(s.fused[best[1]])
	}
	met := make([]bool, len(asked.words))
	any := make([]bool, len(asked.words))
	for _, g := range asked.groups {
		for _, q := range g.terms {
			has := x.bags.has(q.term, best[0])
			for i := g.from; i < min(g.to, len(met)); i++ {
				met[i] = met[i] || has
				any[i] = true
			}
		}
	}
	var mass, covered, strange float64
	for i, w := range asked.words {
		mass += float64(w.mass)
		if met[i] {
			covered += float64(w.mass)
		}
		if !any[i] {
			strange += float64(w.mass)
		}
	}
	if mass > 0 {
		sig.coverage, sig.strangers = covered/mass, strange/mass
		sig.fit = float64(s.lexical[best[0]]*t.lexical) / (mass * float64(x.language.weights.K1+1))
	}
	return sig
}

func (s signals) confidence() float64 { return s.margin }
func (s signals) reject() float64     { return s.offTopic }

func verdict(hits int, confidence, reject float64) caterina.Verdict {
	switch {
	case hits == 0 || reject > 0.5:
		return caterina.VerdictNone
	case confidence > 0.3:
		return caterina.VerdictClear
	default:
		return caterina.VerdictClose
	}
}
