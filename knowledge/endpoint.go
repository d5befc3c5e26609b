package knowledge

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"math"
	"sync"
	"time"

	"example.org/caterina"
)

// Vectors makes vectors with the model of an endpoint, one for each text, in order, at
// the town's expense. What it returns is checked here.
type Vectors interface {
	Embed(ctx context.Context, town caterina.TownID, texts []string) ([][]float32, caterina.Usage, error)
}

// Endpoint is a model outside of this program whose vectors answer the questions of the
// towns that have switched to it. Only Vectors and Model are required.
type Endpoint struct {
	Vectors Vectors
	Model   string                   // its name, as CATERINA_OPENAI_EMBEDDING_MODEL has it
	Weight  float32                  // against the words' 1; 0: it is not asked
	Mask    func(text string) string // keeps personal data of a question from it
	Missed  func(why string)         // counts a question that went without it

	// Deadline is for a question's vector and the search by it; then the words and the
	// built-in vectors answer. 0: 700 ms, which a citizen waits at most.
	Deadline time.Duration
}

// What a question went without its vectors for, beside the failures of a model.
const (
	missedNonsense = "nonsense" // not what vectors of this model look like
	missedSearch   = "search"   // the database
)

const (
	endpointDeadline = 700 * time.Millisecond
	// steadyAfter is how many answers in a row end an outage: a model that answers now and
	// then is not news each time.
	steadyAfter = 20
)

// unsound says what is wrong with vectors, "" for nothing.
func unsound(vectors [][]float32, n, dims int) string {
	if len(vectors) != n {
		return "another number of vectors than of texts"
	}
	for _, v := range vectors {
		if len(v) != dims {
			return "vectors of another length"
		}
		if length := lengthOf(v); !(length > 0) || math.IsInf(length, 0) {
			return "vectors that are no numbers, or nothing but zeroes"
		}
	}
	return ""
}

func lengthOf(v []float32) float64 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return math.Sqrt(sum)
}

// atLengthOne returns the vectors at length 1: no number is then too large, or too small, to be
// stored in half the bits.
func atLengthOne(vectors [][]float32) [][]float32 {
	out := make([][]float32, len(vectors))
	for i, v := range vectors {
		length := lengthOf(v)
		out[i] = make([]float32, len(v))
		for k, x := range v {
			out[i][k] = float32(float64(x) / length)
		}
	}
	return out
}

// distant is a model of an endpoint and the numbers it has in a town and its parent.
type distant struct {
	caterina.EmbeddingModel

	ids []int64
}

// errUnsound is why an answer of the endpoint is not used.
var errUnsound = errors.New("the vectors are not what this model makes")

// ask asks the endpoint and then the database; false: the words and the built-in
// vectors answer.
func (l *Library) askEndpoint(ctx context.Context, v *volume, text string) ([]caterina.Neighbour, bool) {
	e := l.cfg.Endpoint
	if e.Mask != nil {
		text = e.Mask(text)
	}
	limited, cancel := context.WithTimeout(ctx, cmp.Or(e.Deadline, endpointDeadline))
	defer cancel()
	vectors, usage, err := e.Vectors.Embed(limited, v.id, []string{text})
	why := string(usage.Failure)
	if wrong := unsound(vectors, 1, v.distant.Dims); err == nil && wrong != "" {
		err, why = errUnsound, missedNonsense
	}
	var near []caterina.Neighbour
	if err == nil {
		near, err = l.nearestTo(limited, v.distant.ids, atLengthOne(vectors)[0])
		why = missedSearch
	}
	if err != nil {
		if ctx.Err() == nil { // or whoever asked has gone
			l.missed(ctx, why, err)
		}
		return nil, false
	}
	if l.outage.answered() {
		l.cfg.Logger.InfoContext(ctx, "the model of the vectors answers again", slog.String("model", e.Model))
	}
	return near, len(near) > 0
}

// nearestTo waits for a place and searches.
func (l *Library) nearestTo(ctx context.Context, models []int64, vector []float32) ([]caterina.Neighbour, error) {
	select {
	case l.dense <- struct{}{}:
		defer func() { <-l.dense }()
	case <-ctx.Done():
		return nil, ctx.Err() //nolint:wrapcheck // said by who asked
	}
	return l.cfg.Store.Nearest(ctx, models, vector, denseLimit)
}

// missed counts a question that goes without, and says so when that begins.
func (l *Library) missed(ctx context.Context, why string, err error) {
	e := l.cfg.Endpoint
	if why == "" {
		why = missedNonsense
	}
	if e.Missed != nil {
		e.Missed(why)
	}
	if l.outage.failed() {
		l.cfg.Logger.WarnContext(ctx, "the model of the vectors does not answer as it should: questions go without it",
			slog.String("model", e.Model), slog.String("why", why), slog.Any("error", err))
	}
}

// outage tells a beginning and an end from what lies between them.
type outage struct {
	mu   sync.Mutex
	on   bool
	good int // answers in a row since the last failure
}

// failed says whether an outage begins.
func (o *outage) failed() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	begins := !o.on
	o.on, o.good = true, 0
	return begins
}

// answered says whether an outage ends.
func (o *outage) answered() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.good++
	ends := o.on && o.good >= steadyAfter
	if ends {
		o.on = false
	}
	return ends
}

// findModels finds out whose vectors answer for a town. The endpoint's do where the town
// and the parent whose cards it has use the same model: cards without a vector would
// stand behind all others. The built-in ones stand by.
func (l *Library) findModels(ctx context.Context, v *volume, inherits bool) error {
	var far []caterina.TownModel
	wanted := 1
	for _, id := range []caterina.TownID{v.id, v.parent} {
		if id == 0 {
			continue
		}
		models, err := l.cfg.Store.TownModels(ctx, id)
		if err != nil {
			return err //nolint:wrapcheck // said by the caller
		}
		for _, m := range models {
			if sameModel(m.EmbeddingModel, l.hashed.Model()) && m.State != caterina.EmbeddingBuilding {
				v.vectors = append(v.vectors, m.ID)
			}
			if l.answers(m) && (len(far) == 0 || sameModel(m.EmbeddingModel, far[0].EmbeddingModel)) {
				far = append(far, m)
			}
		}
	}
	if inherits {
		wanted = 2
	}
	if len(far) < wanted || far[0].Town != v.id {
		return nil
	}
	v.distant = &distant{EmbeddingModel: far[0].EmbeddingModel}
	for _, m := range far {
		v.distant.ids = append(v.distant.ids, m.ID)
	}
	return nil
}

// answers says whether a model is that of the endpoint and in use.
func (l *Library) answers(m caterina.TownModel) bool {
	e := l.cfg.Endpoint
	return e != nil && e.Weight > 0 && m.Provider == caterina.ProviderOpenAI && m.Name == e.Model && m.State == caterina.EmbeddingActive && !m.Changed
}
