package knowledge

import (
	"cmp"
	"math"
	"slices"

	"example.org/caterina"
)

// defaultLimit is how many hits a query gets that does not say.
const defaultLimit = 10

// Search ranks the cards for a question. near are the cards that the dense leg
// found, best first, none when it did not answer.
func (x *Index) Search(q caterina.Query, near []caterina.Neighbour) caterina.Ranking {
	return x.search(x.analyse(q.Text, q.Lang), q, x.builtIn(near))
}

// leg is what the dense leg found, best first, and what it weighs. The cosines of real
// models lie close together: with spread the distances between them count, and the last
// one of the list for nothing.
type leg struct {
	near   []caterina.Neighbour
	weight float32
	spread bool
}

// builtIn is the leg of the built-in vectors.
func (x *Index) builtIn(near []caterina.Neighbour) leg {
	return leg{near: near, weight: x.language.weights.Dense}
}

func (x *Index) search(asked question, q caterina.Query, dense leg) caterina.Ranking {
	s, ok := x.pool.Get().(*scratch)
	if !ok {
		s = x.newScratch()
	}
	defer x.pool.Put(s)
	defer s.clear()
	t := x.score(asked, s)
	x.addDense(dense, s)
	x.demoteExpired(q.Day, s)
	known := x.putTaughtFirst(q.Text, s)
	limit := cmp.Or(max(q.Limit, 0), defaultLimit)
	best := s.ranked(max(limit, 2)) // the margin needs two
	sig := x.signals(asked, t, best, s)
	out := x.ranking(q, best[:min(limit, len(best))], s, sig)
	x.minding(&out, asked, best)
	if known {
		beSure(&out)
	}
	return out
}

// clear makes the scratch ready for the next search.
func (s *scratch) clear() {
	for _, scores := range [][]float32{s.lexical, s.best, s.classes, s.dense, s.fused} {
		clear(scores)
	}
}

// tops are the best raw scores of the legs, by which the others are divided.
type tops struct {
	lexical, classifier float32
	reject              float32 // probability
}

// score fills s.fused with each card's score of the lexical leg and the
// classifier, 0 to 1.
func (x *Index) score(asked question, s *scratch) tops {
	w := x.language.weights
	s.touched = x.bags.score(asked.groups, w.Tie, s.lexical, s.best, s.touched)
	s.touched = x.classifier.classify(asked.features, s.classes, s.touched[:0])
	cards := s.classes[:len(x.entries)]
	t := tops{lexical: top(s.lexical), classifier: top(cards), reject: s.classes[len(x.entries)]}
	for i := range s.fused {
		s.lexical[i] /= t.lexical
		if cards[i] > 0 {
			cards[i] = float32(math.Sqrt(float64(cards[i] / t.classifier))) // or all but one would be next to nothing
		}
		s.fused[i] = (1-x.trust[i])*s.lexical[i] + x.trust[i]*cards[i]
	}
	return t
}

// addDense adds what the dense leg found. A card of the parent that the town has
// replaced does not count.
func (x *Index) addDense(dense leg, s *scratch) {
	var nearest, farthest float32
	for _, n := range dense.near {
		i, ok := x.bySlug[n.Card]
		if !ok || x.entries[i].Town.ID != n.Town || n.Similarity <= 0 {
			continue
		}
		s.dense[i] = float32(n.Similarity)
		nearest = max(nearest, s.dense[i])
		farthest = s.dense[i]
	}
	if nearest == 0 {
		return
	}
	if !dense.spread || farthest == nearest {
		farthest = 0
	}
	w := dense.weight
	for i := range s.fused {
		s.dense[i] = max(0, s.dense[i]-farthest) / (nearest - farthest)
		s.fused[i] = (s.fused[i] + w*s.dense[i]) / (1 + w)
	}
}

// demoteExpired puts a card that does not hold on the day behind a current one
// that fits about as well.
func (x *Index) demoteExpired(day caterina.Date, s *scratch) {
	for _, i := range x.dated {
		if s.fused[i] > 0 && !holds(x.entries[i].Card, day) {
			s.fused[i] = max(s.fused[i]-x.language.weights.Expired, 1e-6)
		}
	}
}

// holds says whether the card is valid on the day; on no day, every card is.
func holds(c *caterina.Card, day caterina.Date) bool {
	return day == caterina.Date{} || !c.Expired(day) && !c.NotYetValid(day)
}

// top returns the largest score, and a tiny number when there is none, so that
// it can be divided by.
func top(scores []float32) float32 {
	most := float32(1e-9)
	for _, s := range scores {
		most = max(most, s)
	}
	return most
}

// ranked returns up to limit cards with a score, the best first. Among equals
// the first of the town's cards is first.
func (s *scratch) ranked(limit int) []int32 {
	best := make([]int32, 0, limit+1)
	for i, score := range s.fused {
		if score <= 0 || len(best) == limit && score <= s.fused[best[limit-1]] {
			continue
		}
		at := len(best)
		for at > 0 && s.fused[best[at-1]] < score {
			at--
		}
		best = slices.Insert(best, at, int32(i))
		best = best[:min(len(best), limit)]
	}
	return best
}

// ranking writes the best cards out.
func (x *Index) ranking(q caterina.Query, best []int32, s *scratch, sig signals) caterina.Ranking {
	out := caterina.Ranking{Hits: make([]caterina.Hit, len(best))}
	for at, i := range best {
		entry := x.entries[i]
		out.Hits[at] = caterina.Hit{
			Card: entry.Card, Town: entry.Town.Slug, Score: float64(s.fused[i]), Expired: !holds(entry.Card, q.Day),
			Legs: caterina.Legs{
				Lexical: float64(s.lexical[i]), Classifier: float64(s.classes[i]), Dense: float64(s.dense[i]),
			},
		}
	}
	judge(&out, sig)
	return out
}
