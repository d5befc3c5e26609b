package knowledge

import (
	"bytes"
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

// stubVectors stands in for the endpoint where a test must choose the moment;
// backfill_test.go asks the real client.
type stubVectors struct {
	mu     sync.Mutex
	embed  func(ctx context.Context) ([][]float32, error)
	why    caterina.ModelFailure
	asked  []string
	towns  []caterina.TownID
	missed []string
}

func (s *stubVectors) Embed(ctx context.Context, town caterina.TownID, texts []string) ([][]float32, caterina.Usage, error) {
	s.mu.Lock()
	s.asked, s.towns = append(s.asked, texts...), append(s.towns, town)
	embed := s.embed
	s.mu.Unlock()
	vectors, err := embed(ctx)
	return vectors, caterina.Usage{Failure: s.why}, err
}

func (s *stubVectors) miss(why string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.missed = append(s.missed, why)
}

func gives(vectors ...[]float32) func(context.Context) ([][]float32, error) {
	return func(context.Context) ([][]float32, error) { return vectors, nil }
}

const farModel, nearModel = 40, 50 // numbers, to which the town's is added

// farTown is a library whose towns have switched to a model of three dimensions; the
// built-in one stands by. The store finds "cie" nearest.
func farTown(t *testing.T, weight float32) (*Library, *stubStore, *stubVectors, *bytes.Buffer) {
	t.Helper()
	child, parent := family()
	s := newStub(child, parent)
	builtin := NewHashed(bareLanguage(t)).Model()
	s.models = func(town caterina.TownID) []caterina.TownModel {
		far := caterina.EmbeddingModel{ID: farModel + int64(town), Provider: caterina.ProviderOpenAI, Name: "bge-m3", Dims: 3}
		near := builtin
		near.ID = nearModel + int64(town)
		return []caterina.TownModel{
			{EmbeddingModel: near, Town: town, State: caterina.EmbeddingRetired},
			{EmbeddingModel: far, Town: town, State: caterina.EmbeddingActive},
		}
	}
	s.near = func(context.Context) ([]caterina.Neighbour, error) {
		return []caterina.Neighbour{{Town: 7, Card: "cie", Similarity: 0.7}, {Town: 7, Card: "nido", Similarity: 0.6}, {Town: 7, Card: "mensa", Similarity: 0.5}}, nil
	}
	v := &stubVectors{embed: gives([]float32{0, 3, 4})}
	l, log := library(t, s)
	l.cfg.Endpoint = &Endpoint{Vectors: v, Model: "bge-m3", Weight: weight, Missed: v.miss, Mask: func(text string) string {
		return strings.ReplaceAll(text, "RSSMRA80A01F205X", "[codice fiscale]")
	}}
	refresh(t, l)
	return l, s, v, log
}

func doubt(t *testing.T, l *Library) caterina.Ranking {
	t.Helper()
	r, err := l.Search(t.Context(), caterina.Query{Town: 7, Text: doubtful, Lang: langItalian})
	if err != nil {
		t.Fatalf("search: %v", err)
	}
	return r
}

// builtinAnswered says whether the last search was by the vectors that stand by.
func builtinAnswered(s *stubStore) bool {
	return slices.Equal(s.lastModels, []int64{nearModel + 7, nearModel + 1})
}

func TestTheEndpointAnswersWhereTheTownHasSwitchedToIt(t *testing.T) {
	t.Parallel()
	l, s, v, _ := farTown(t, 4)
	r := doubt(t, l)
	if len(r.Hits) == 0 || r.Hits[0].Card.Slug != "cie" || r.Hits[0].Legs.Dense != 1 {
		t.Errorf("hits %+v, want the endpoint's neighbour first", r.Hits)
	}
	for _, h := range r.Hits {
		if want := map[string]float64{"cie": 1, "nido": 0.5, "mensa": 0}[h.Card.Slug]; math.Abs(h.Legs.Dense-want) > 1e-5 {
			t.Errorf("%s has %v of the dense leg, want %v: distances count, not cosines", h.Card.Slug, h.Legs.Dense, want)
		}
	}
	if want := []int64{farModel + 7, farModel + 1}; !slices.Equal(s.lastModels, want) {
		t.Errorf("searched models %v, want %v", s.lastModels, want)
	}
	if want := []float32{0, 0.6, 0.8}; !slices.Equal(s.lastVector, want) {
		t.Errorf("searched by %v, want %v", s.lastVector, want)
	}
	searchFirst(t, l, 7, "come faccio a iscrivere mio figlio al nido comunale")
	searchFirst(t, l, 7, "non ma che")
	if len(v.asked) != 1 || v.towns[0] != 7 || len(v.missed) != 0 {
		t.Errorf("asked %q for %v, missed %q; want the doubtful question alone", v.asked, v.towns, v.missed)
	}
}

func TestPersonalDataDoNotReachTheEndpoint(t *testing.T) {
	t.Parallel()
	l, _, v, log := farTown(t, 1)
	searchFirst(t, l, 7, doubtful+" RSSMRA80A01F205X")
	if len(v.asked) != 1 || v.asked[0] != doubtful+" [codice fiscale]" {
		t.Errorf("asked %q", v.asked)
	}
	if strings.Contains(log.String(), "iscrizione") {
		t.Errorf("the question is in the log: %s", log)
	}
}

func TestWithoutTheEndpointTheBuiltInVectorsAnswerAsBefore(t *testing.T) {
	t.Parallel()
	nan := float32(math.NaN())
	for name, c := range map[string]struct {
		embed func(context.Context) ([][]float32, error)
		why   caterina.ModelFailure
		want  string
	}{
		"down":             {func(context.Context) ([][]float32, error) { return nil, errors.New("no connection") }, caterina.FailedServer, "server"},
		"left alone":       {func(context.Context) ([][]float32, error) { return nil, errors.New("open") }, caterina.FailedOpen, "open"},
		"for no reason":    {func(context.Context) ([][]float32, error) { return nil, errors.New("?") }, "", missedNonsense},
		"wrong dimensions": {gives([]float32{1, 0}), "", missedNonsense},
		"not a number":     {gives([]float32{1, 0, nan}), "", missedNonsense},
		"infinite":         {gives([]float32{1, 0, float32(math.Inf(1))}), "", missedNonsense},
		"nothing":          {gives([]float32{0, 0, 0}), "", missedNonsense},
		"none":             {gives(), "", missedNonsense},
		"two":              {gives([]float32{1, 0, 0}, []float32{1, 0, 0}), "", missedNonsense},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, s, v, log := farTown(t, 4)
			v.embed, v.why = c.embed, c.why
			before, _, _, _ := farTown(t, 0)
			want := doubt(t, before)
			for range 3 {
				if got := doubt(t, l); len(got.Hits) != len(want.Hits) || got.Hits[0].Score != want.Hits[0].Score || got.Verdict != want.Verdict {
					t.Errorf("hits %+v, want %+v", got.Hits, want.Hits)
				}
			}
			if !builtinAnswered(s) {
				t.Errorf("searched models %v", s.lastModels)
			}
			if !slices.Equal(v.missed, []string{c.want, c.want, c.want}) {
				t.Errorf("counted %q, want %q each time", v.missed, c.want)
			}
			if n := strings.Count(log.String(), "does not answer as it should"); n != 1 {
				t.Errorf("%d lines in the log, want one:\n%s", n, log)
			}
		})
	}
}

func TestALateEndpointIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, s, v, _ := farTown(t, 1)
		v.why = caterina.FailedLate
		v.embed = func(ctx context.Context) ([][]float32, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		start := time.Now()
		r := doubt(t, l)
		if took := time.Since(start); took != endpointDeadline {
			t.Errorf("waited %s, want %s", took, endpointDeadline)
		}
		if len(r.Hits) == 0 || !builtinAnswered(s) || !slices.Equal(v.missed, []string{"late"}) {
			t.Errorf("%d hits by %v, missed %q", len(r.Hits), s.lastModels, v.missed)
		}
	})
}

func TestWhoHasGoneIsNoOutage(t *testing.T) {
	t.Parallel()
	l, _, v, log := farTown(t, 1)
	ctx, leave := context.WithCancel(t.Context())
	v.embed = func(context.Context) ([][]float32, error) {
		leave()
		return nil, context.Canceled
	}
	if _, err := l.Search(ctx, caterina.Query{Town: 7, Text: doubtful, Lang: langItalian}); err != nil {
		t.Errorf("search: %v", err)
	}
	if len(v.missed) != 0 || strings.Contains(log.String(), "as it should") {
		t.Errorf("counted %q: %s", v.missed, log)
	}
}

func TestADatabaseThatFailsIsCountedToo(t *testing.T) {
	t.Parallel()
	l, s, v, _ := farTown(t, 1)
	s.near = func(context.Context) ([]caterina.Neighbour, error) { return nil, errors.New("no vectors") }
	if r := doubt(t, l); len(r.Hits) == 0 || !slices.Equal(v.missed, []string{missedSearch}) {
		t.Errorf("%d hits, missed %q", len(r.Hits), v.missed)
	}
}

// TestTheBuiltInVectorsAnswerUntilAllHaveSwitched lists what keeps the endpoint from
// being asked at all.
func TestTheBuiltInVectorsAnswerUntilAllHaveSwitched(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(m *caterina.TownModel){
		"the parent has not":        func(m *caterina.TownModel) { m.State = caterina.EmbeddingBuilding },
		"the parent has another":    func(m *caterina.TownModel) { m.Name = "other" },
		"the parent's is longer":    func(m *caterina.TownModel) { m.Dims++ },
		"the parent's has changed":  func(m *caterina.TownModel) { m.Changed = true },
		"the parent is put back":    func(m *caterina.TownModel) { m.State = caterina.EmbeddingRetired },
		"another maker's same name": func(m *caterina.TownModel) { m.Provider = "other" },
	} {
		for _, who := range []caterina.TownID{1, 7} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				l, s, v, _ := farTown(t, 1)
				models := s.models
				s.models = func(town caterina.TownID) []caterina.TownModel {
					all := models(town)
					if town == who {
						change(&all[1])
					}
					return all
				}
				s.change(who, func(*caterina.Content) {})
				refresh(t, l)
				if doubt(t, l); len(v.asked) != 0 || !builtinAnswered(s) {
					t.Errorf("asked %q, searched %v", v.asked, s.lastModels)
				}
			})
		}
	}
}

func TestAnOutageEndsWhenTheEndpointIsSteadyAgain(t *testing.T) {
	t.Parallel()
	l, _, v, log := farTown(t, 1)
	good, down := v.embed, func(context.Context) ([][]float32, error) { return nil, errors.New("down") }
	for range 5 { // now and then is not news each time
		v.embed = down
		doubt(t, l)
		v.embed = good
		doubt(t, l)
	}
	if n := strings.Count(log.String(), "\n"); strings.Count(log.String(), "as it should") != 1 || strings.Contains(log.String(), "answers again") {
		t.Errorf("%d lines: %s", n, log)
	}
	for range steadyAfter {
		doubt(t, l)
	}
	if strings.Count(log.String(), "answers again") != 1 {
		t.Errorf("the end of the outage is not told once: %s", log)
	}
}

func TestAModelIsKnownByItsFingerprint(t *testing.T) {
	t.Parallel()
	model := caterina.TownModel{EmbeddingModel: caterina.EmbeddingModel{Name: "m", Dims: 2}, Fingerprint: []float32{1, 0}}
	for name, c := range map[string]struct {
		now  []float32
		same bool
	}{
		"the same":          {[]float32{1, 0}, true},
		"fewer bits":        {[]float32{0.9999, 0.01}, true},
		"longer":            {[]float32{3, 0}, true},
		"just too far":      {[]float32{0.989, 0.148}, false},
		"another":           {[]float32{0, 1}, false},
		"nothing":           {[]float32{0, 0}, false},
		"another dimension": {[]float32{1, 0, 0}, false},
	} {
		if got := SameModel(model, c.now); got != c.same {
			t.Errorf("%s: same is %v", name, got)
		}
	}
	if !SameModel(caterina.TownModel{}, []float32{1}) {
		t.Error("a built-in model has none to compare")
	}
}
