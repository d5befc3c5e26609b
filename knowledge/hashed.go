package knowledge

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"

	"example.org/caterina"
)

// hashedDims is the length of the built-in vectors. docs/evaluation.md has the
// figures of 128 to 1024.
const hashedDims = 256

// Shares of a word's weight in a built-in vector.
const (
	gramShare    = 0.35 // of each run of letters
	conceptShare = 1
	minGram      = 4
	maxGram      = 5
)

// Hashed is the built-in embedder: it turns text into vectors without a model,
// by hashing stems, runs of letters and concepts into a fixed number of places.
// It does not understand meaning beyond the lexicon; it forgives spelling, and
// it keeps the vector search in use where no model is configured.
type Hashed struct {
	lexicon *lexicon
	name    string
	dims    int
}

// NewHashed returns the built-in embedder of a language.
func NewHashed(language *Language) *Hashed {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%d %d %v %s %s %s", textVersion, hashedDims, gramShare, stemExceptions, longForms, italianLexicon)))
	return &Hashed{lexicon: language.italian, name: "builtin-it-v1-" + hex.EncodeToString(sum[:4]), dims: hashedDims}
}

// Model names the embedder. The name changes with the lexicon and with the way
// text is cut, so that vectors made another way are never compared.
func (h *Hashed) Model() caterina.EmbeddingModel {
	return caterina.EmbeddingModel{Provider: "builtin", Name: h.name, Dims: h.dims}
}

// Embed returns one vector of length 1 for each text; a text without words has a
// vector of zeroes. It fails only when ctx ends.
func (h *Hashed) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	cut := newAnalyser(newToken)
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("embed texts: %w", err)
		}
		vectors[i] = h.embed(cut.tokens(text, maxTextTokens))
	}
	return vectors, nil
}

func (h *Hashed) embed(toks []token) []float32 {
	stems := stemsOf(toks)
	counts := counter{at: map[string]int{}}
	for i, t := range toks {
		h.lexicon.find(stems, i, func(concept int32, _ int) {
			counts.add(conceptMark+h.lexicon.concepts[concept], conceptShare)
		})
		if t.kind != tokenContent {
			continue
		}
		counts.add(t.stem, 1)
		for gram := range grams(t.word) {
			counts.add(gram, gramShare)
		}
	}
	v := make(hashedVector, h.dims)
	for i, name := range counts.names {
		v.add(name, float32(math.Sqrt(float64(counts.sums[i]))))
	}
	return v.normalised()
}

// query returns the vector of a question. Words count by how telling they are
// among the town's cards; stored vectors do not, so that they stay good when
// the cards change.
func (h *Hashed) query(x *Index, q question) []float32 {
	v := make(hashedVector, h.dims)
	for _, number := range q.concepts {
		if id := x.concepts[number]; id != noTerm && int(number) < len(h.lexicon.concepts) {
			v.add(conceptMark+h.lexicon.concepts[number], conceptShare*x.bags.idf[id])
		}
	}
	for _, w := range q.words {
		v.add(w.stem, w.mass)
		for gram := range grams(w.word) {
			v.add(gram, gramShare*w.mass)
		}
	}
	return v.normalised()
}

// counter adds up weights by name and keeps the order in which names came, so
// that the sum of floats is always the same.
type counter struct {
	at    map[string]int
	names []string
	sums  []float32
}

func (c *counter) add(name string, weight float32) {
	i, ok := c.at[name]
	if !ok {
		i = len(c.names)
		c.at[name] = i
		c.names = append(c.names, name)
		c.sums = append(c.sums, 0)
	}
	c.sums[i] += weight
}

// hashedVector is a vector under construction.
type hashedVector []float32

// add adds a feature at its place, with a sign that makes features that share a
// place cancel out on average.
func (v hashedVector) add(name string, weight float32) {
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	h := uint64(offset)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * prime
	}
	h ^= h >> 29
	if h&(1<<40) != 0 {
		weight = -weight
	}
	v[h%uint64(len(v))] += weight
}

// normalised returns the vector at length 1.
func (v hashedVector) normalised() []float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if sum == 0 {
		return v
	}
	scale := float32(1 / math.Sqrt(sum))
	for i := range v {
		v[i] *= scale
	}
	return v
}

// grams yields the runs of minGram to maxGram letters of a word, its edges
// marked.
func grams(word string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		marked := "<" + word + ">"
		for n := minGram; n <= maxGram; n++ {
			for i := 0; i+n <= len(marked); i++ {
				if !yield(marked[i : i+n]) {
					return
				}
			}
		}
	}
}
