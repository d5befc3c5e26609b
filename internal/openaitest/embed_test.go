package openaitest_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"example.org/caterina/internal/openaitest"
)

// vectors is the answer of an embeddings request.
type vectors struct {
	Model string `json:"model"`
	Data  []struct {
		Index     int       `json:"index"`
		Embedding []float64 `json:"embedding"`
	} `json:"data"`
	Usage *struct {
		Total int `json:"total_tokens"`
	} `json:"usage"`
}

func embed(t *testing.T, s *openaitest.Server, p params) vectors {
	t.Helper()
	if p["model"] == nil {
		p["model"] = openaitest.DefaultEmbedding
	}
	r := post(t, s, openaitest.Embeddings, p)
	var v vectors
	if err := json.Unmarshal([]byte(r.body), &v); err != nil || r.status != 200 {
		t.Fatalf("got %d %s: %v", r.status, r.body, err)
	}
	return v
}

func cosine(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func TestVectorsAreTheSameForTheSameTextAndNearForNearOnes(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	v := embed(t, s, params{"input": []string{"documenti per il bonus bollette", "documento per i bonus delle bollette", "orari della biblioteca", "documenti per il bonus bollette"}})
	if len(v.Data) != 4 || v.Model != openaitest.DefaultEmbedding || v.Usage.Total == 0 {
		t.Fatalf("got %+v", v)
	}
	same, near, far := v.Data[3].Embedding, v.Data[1].Embedding, v.Data[2].Embedding
	first := v.Data[0].Embedding
	if len(first) != 256 || !slices.Equal(first, same) || math.Abs(cosine(first, first)-1) > 1e-6 {
		t.Errorf("%d numbers, length %v", len(first), cosine(first, first))
	}
	if n, f := cosine(first, near), cosine(first, far); n < 0.5 || f > 0.3 {
		t.Errorf("near is %v, far is %v", n, f)
	}
	if r := s.Requests(openaitest.Embeddings)[0]; len(r.Inputs) != 4 || r.Outcome.In != v.Usage.Total {
		t.Errorf("got %+v", r)
	}
}

func TestVectorsHaveTheDimensionsAskedFor(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{Models: []openaitest.Model{
		{ID: "libero", Kind: openaitest.EmbeddingModel, Dims: 1536},
		{ID: "fisso", Kind: openaitest.EmbeddingModel, Dims: 1024, Fixed: true},
		{ID: "solito", Kind: openaitest.EmbeddingModel},
	}})
	for _, c := range []struct {
		model string
		dims  any
		want  int
	}{{"libero", nil, 1536}, {"libero", 64, 64}, {"fisso", nil, 1024}, {"fisso", 1024, 1024}, {"solito", nil, 256}} {
		p := params{"model": c.model, "input": "x"}
		if c.dims != nil {
			p["dimensions"] = c.dims
		}
		if v := embed(t, s, p); len(v.Data[0].Embedding) != c.want {
			t.Errorf("%s %v: %d numbers", c.model, c.dims, len(v.Data[0].Embedding))
		}
	}
	for _, p := range []params{
		{"model": "fisso", "input": "x", "dimensions": 64},
		{"model": "libero", "input": "x", "dimensions": 0},
		{"model": "libero", "input": "x", "dimensions": 100_000},
	} {
		if r := post(t, s, openaitest.Embeddings, p); r.status != 400 || !strings.Contains(r.body, "dimensions") {
			t.Errorf("%v: got %d %s", p, r.status, r.body)
		}
	}
}

func TestAModelCanChangeBehindItsName(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	before := embed(t, s, params{"input": "bonus bollette"}).Data[0].Embedding
	s.PutModel(openaitest.Model{ID: openaitest.DefaultEmbedding, Kind: openaitest.EmbeddingModel, Dims: 256, Salt: "v2"})
	after := embed(t, s, params{"input": "bonus bollette"}).Data[0].Embedding
	if c := cosine(before, after); math.Abs(c) > 0.4 {
		t.Errorf("the vectors are alike: %v", c)
	}
	s.PutModel(openaitest.Model{ID: openaitest.DefaultEmbedding, Kind: openaitest.EmbeddingModel, Dims: 128})
	if n := len(embed(t, s, params{"input": "x"}).Data[0].Embedding); n != 128 {
		t.Errorf("%d numbers", n)
	}
}

func TestVectorsComeAsBase64WhenAsked(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{})
	r := post(t, s, openaitest.Embeddings, params{"model": openaitest.DefaultEmbedding, "input": "ciao", "encoding_format": "base64"})
	var v struct{ Data []struct{ Embedding string } }
	if err := json.Unmarshal([]byte(r.body), &v); err != nil {
		t.Fatal(err, r.body)
	}
	raw, err := base64.StdEncoding.DecodeString(v.Data[0].Embedding)
	if err != nil || len(raw) != 4*256 {
		t.Fatalf("%d bytes, %v", len(raw), err)
	}
	want := openaitest.Vector(openaitest.DefaultEmbedding, "ciao", 256)
	for i, x := range want {
		if got := math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:])); got != float32(x) {
			t.Fatalf("number %d is %v, want %v", i, got, x)
		}
	}
}

func TestEmbeddingsThatNoServerTakesAreRefused(t *testing.T) {
	t.Parallel()
	s := openaitest.Start(t, openaitest.Options{MaxInputs: 3, Refuse: []string{"user"}})
	for name, c := range map[string]struct {
		p     params
		words string
	}{
		"no input":      {params{}, "Missing required parameter: 'input'."},
		"an empty one":  {params{"input": []string{"a", ""}}, "input[1]"},
		"none":          {params{"input": []string{}}, "empty array"},
		"too many":      {params{"input": []string{"a", "b", "c", "d"}}, "maximum array length is 3"},
		"numbers":       {params{"input": 12}, "Invalid type for 'input'"},
		"too long":      {params{"input": strings.Repeat("parola ", 6000)}, "maximum context length"},
		"odd encoding":  {params{"input": "a", "encoding_format": "hex"}, "Invalid value: 'hex'"},
		"refused":       {params{"input": "a", "user": "x"}, "user"},
		"a chat model":  {params{"input": "a", "model": openaitest.DefaultChat}, "cannot be used here"},
		"odd dimension": {params{"input": "a", "dimensions": "many"}, "Invalid type"},
	} {
		if c.p["model"] == nil {
			c.p["model"] = openaitest.DefaultEmbedding
		}
		r := post(t, s, openaitest.Embeddings, c.p)
		if words, _ := refusedBy(t, r); r.status != 400 || !strings.Contains(words, c.words) {
			t.Errorf("%s: got %d %q", name, r.status, words)
		}
	}
	if r := send(t.Context(), s, openaitest.Embeddings, []byte("[")); r.status != 400 {
		t.Errorf("got %+v", r)
	}
	if r := post(t, s, openaitest.Embeddings, params{"model": "ignoto", "input": "a"}); r.status != 404 {
		t.Errorf("got %+v", r)
	}
}

func TestEveryTwistSpoilsTheVectors(t *testing.T) {
	t.Parallel()
	inputs := []string{"uno", "due", "tre"}
	twisted := map[openaitest.Twist]func(body string, v vectors) bool{
		openaitest.WrongDims:      func(_ string, v vectors) bool { return len(v.Data[0].Embedding) == 255 },
		openaitest.OtherOrder:     func(_ string, v vectors) bool { return v.Data[0].Index == 2 && v.Data[2].Index == 0 },
		openaitest.WrongIndexes:   func(_ string, v vectors) bool { return v.Data[2].Index == 0 },
		openaitest.NaNs:           func(body string, v vectors) bool { return strings.Contains(body, "[NaN,") && len(v.Data) == 0 },
		openaitest.Nulls:          func(body string, _ vectors) bool { return strings.Contains(body, "[null,") },
		openaitest.FewerVectors:   func(_ string, v vectors) bool { return len(v.Data) == 2 },
		openaitest.MoreVectors:    func(_ string, v vectors) bool { return len(v.Data) == 4 },
		openaitest.ZeroVectors:    func(_ string, v vectors) bool { return cosine(v.Data[1].Embedding, v.Data[1].Embedding) == 0 },
		openaitest.EmptyVectors:   func(_ string, v vectors) bool { return len(v.Data) == 3 && len(v.Data[0].Embedding) == 0 },
		openaitest.TwistedToWords: func(body string, _ vectors) bool { return strings.Contains(body, `"embedding":"non disponibile"`) },
	}
	for _, twist := range openaitest.Twists() {
		s := openaitest.Start(t, openaitest.Options{NoUsage: true})
		s.Fail(openaitest.Twisted(twist, 1))
		r := post(t, s, openaitest.Embeddings, params{"model": openaitest.DefaultEmbedding, "input": inputs})
		var v vectors
		_ = json.Unmarshal([]byte(r.body), &v)
		if r.status != 200 || twisted[twist] == nil || !twisted[twist](r.body, v) {
			t.Errorf("%s: got %d %.200s", twist, r.status, r.body)
		}
		v = embed(t, s, params{"input": inputs})
		if len(v.Data) != 3 || v.Data[1].Index != 1 || len(v.Data[1].Embedding) != 256 || v.Usage != nil {
			t.Errorf("%s: then %d vectors", twist, len(v.Data))
		}
	}
}

func TestATextWithoutWordsHasAVectorToo(t *testing.T) {
	t.Parallel()
	if v := openaitest.Vector("m", "…", 8); math.Abs(cosine(v, v)-1) > 1e-9 {
		t.Errorf("got %v", v)
	}
}
