package knowledge

import (
	"context"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// embedded is the language of the embedded files alone, loaded once.
var embedded = sync.OnceValues(func() (*Language, error) { return LoadLanguage(LanguageConfig{}) })

// bareLanguage returns a copy of the language of the embedded files alone.
func bareLanguage(tb testing.TB) *Language {
	tb.Helper()
	l, err := embedded()
	if err != nil {
		tb.Fatalf("load language: %v", err)
	}
	copied := *l
	return &copied
}

func embedAll(t *testing.T, h *Hashed, texts ...string) [][]float32 {
	t.Helper()
	vectors, err := h.Embed(t.Context(), texts)
	if err != nil {
		t.Fatalf("embed: %v", err)
	}
	return vectors
}

func cosine(a, b []float32) float64 {
	var sum float64
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

func TestVectorsHaveLengthOneAndTheModelsDimensions(t *testing.T) {
	t.Parallel()

	h := NewHashed(bareLanguage(t))
	for _, v := range embedAll(t, h, "iscrizione al nido", "a", strings.Repeat("bonus nido ", 5000)) {
		if len(v) != h.Model().Dims {
			t.Errorf("%d dimensions, want %d", len(v), h.Model().Dims)
		}
		if n := cosine(v, v); n != 0 && math.Abs(n-1) > 1e-5 {
			t.Errorf("length %v, want 1", n)
		}
	}
}

func TestAlikeTextsAreNear(t *testing.T) {
	t.Parallel()

	h := NewHashed(bareLanguage(t))
	v := embedAll(t, h, "iscrizione alla mensa scolastica", "isrcizzione mensa scolastica", "refezione per gli alunni", "rinnovo del passaporto")
	typo, concept, other := cosine(v[0], v[1]), cosine(v[0], v[2]), cosine(v[0], v[3])
	if typo <= other || concept <= other {
		t.Errorf("mistyped %.2f, same concepts %.2f, another subject %.2f: want the last lowest", typo, concept, other)
	}
}

func TestEmbeddingIsDeterministic(t *testing.T) {
	t.Parallel()

	text := "assegno unico, bonus nido, congedo parentale e carta d'identità elettronica"
	first := embedAll(t, NewHashed(bareLanguage(t)), text)
	for range 5 {
		if diff := cmp.Diff(first, embedAll(t, NewHashed(bareLanguage(t)), text)); diff != "" {
			t.Fatalf("the same text has other vectors:\n%s", diff)
		}
	}
}

func TestTextWithoutWordsHasAZeroVector(t *testing.T) {
	t.Parallel()

	for _, v := range embedAll(t, NewHashed(bareLanguage(t)), "", "e di a da", "🎈 ?!") {
		if cosine(v, v) != 0 {
			t.Errorf("vector %v of nothing", v)
		}
	}
}

func TestEmbedStopsWithItsContext(t *testing.T) {
	t.Parallel()

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewHashed(bareLanguage(t)).Embed(ctx, []string{"nido"}); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want the context's", err)
	}
}

func TestModelIsNamedAfterTheLexicon(t *testing.T) {
	t.Parallel()

	m := NewHashed(bareLanguage(t)).Model()
	if m.Provider != "builtin" || !strings.HasPrefix(m.Name, "builtin-it-v1-") || len(m.Name) != len("builtin-it-v1-")+8 {
		t.Errorf("model %+v", m)
	}
}

func TestQuestionIsNearItsCard(t *testing.T) {
	t.Parallel()

	content := smallTown()
	x := build(t, content, caterina.Content{})
	h := NewHashed(x.language)
	q := h.query(x, x.analyse("come iscrivo mia figlia al nido", langItalian))
	best, nearest := "", -1.0
	for i := range content.Cards {
		for _, chunk := range Chunks(&content.Cards[i]) {
			if c := cosine(q, embedAll(t, h, chunk.Text)[0]); c > nearest {
				best, nearest = content.Cards[i].Slug, c
			}
		}
	}
	if best != "nido" {
		t.Errorf("the nearest card is %q at %.2f, want the nursery's", best, nearest)
	}
}
