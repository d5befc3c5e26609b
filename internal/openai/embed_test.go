package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
)

// vectorsFor is a transport that embeds: the vector of a text is its length and 1, the
// last text comes first, and no more than most texts at once are taken.
type vectorsFor struct {
	most   int
	status int // of a refusal
	sizes  []int
}

// RoundTrip answers a request for embeddings.
func (v *vectorsFor) RoundTrip(req *http.Request) (*http.Response, error) {
	var asked struct {
		Model string   `json:"model"`
		Input []string `json:"input"`
	}
	if err := json.NewDecoder(req.Body).Decode(&asked); err != nil {
		return nil, err
	}
	v.sizes = append(v.sizes, len(asked.Input))
	if len(asked.Input) > v.most {
		return newWire(refuses(v.status, `{"error":"batch size"}`)).RoundTrip(req)
	}
	var data []any
	for i, text := range slices.Backward(asked.Input) {
		data = append(data, map[string]any{"index": i, "embedding": []float32{float32(len(text)), 1}})
	}
	return newWire(replies(map[string]any{"data": data, "model": asked.Model, "usage": map[string]any{"prompt_tokens": len(data), "total_tokens": len(data)}})).RoundTrip(req)
}

// lines are n texts, each longer than the one before.
func lines(n int) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = strings.Repeat("a", i+1)
	}
	return texts
}

func TestVectorsComeInTheOrderOfTheirTexts(t *testing.T) {
	t.Parallel()
	v := &vectorsFor{most: 32}
	n := new(notes)
	cfg := config(v)
	cfg.Observer = n
	vectors, usage, err := client(t, cfg).Embed(t.Context(), 7, lines(70))
	want(t, err, "", "")
	for i, vector := range vectors {
		if vector[0] != float32(i+1) {
			t.Fatalf("vector %d is that of text %v", i, vector[0]-1)
		}
	}
	if len(vectors) != 70 || !slices.Equal(v.sizes, []int{32, 32, 6}) || len(n.used) != 3 {
		t.Errorf("%d vectors in batches of %v, %d told", len(vectors), v.sizes, len(n.used))
	}
	if usage.In != 70 || usage.Step != caterina.StepEmbed || usage.Model != "vettori" {
		t.Errorf("usage is %+v", usage)
	}
}

func TestAServerThatTakesFewerTextsGetsFewer(t *testing.T) {
	t.Parallel()
	for _, status := range []int{400, 413, 422} {
		v := &vectorsFor{most: 10, status: status}
		c := client(t, config(v))
		vectors, _, err := c.Embed(t.Context(), 7, lines(40))
		want(t, err, "", "")
		if len(vectors) != 40 || vectors[39][0] != 40 || !slices.Equal(v.sizes, []int{32, 16, 8, 8, 8, 8, 8}) {
			t.Errorf("%d: %d vectors in batches of %v", status, len(vectors), v.sizes)
		}
	}
	v := &vectorsFor{most: 0, status: 400}
	_, _, err := client(t, config(v)).Embed(t.Context(), 7, lines(4))
	want(t, err, caterina.FailedRefused, ReasonStatus)
	if !slices.Equal(v.sizes, []int{4, 2, 1}) {
		t.Errorf("batches were %v", v.sizes)
	}
}

func TestATextThatIsRefusedDoesNotMakeTheBatchesOfOthersSmall(t *testing.T) {
	t.Parallel()
	// The third of four is too long for the model: TEI says so with 413.
	long := refuses(413, `{"error":"inputs must have less than 512 tokens"}`)
	two := replies(map[string]any{"data": []any{map[string]any{"index": 0, "embedding": []int{1}}, map[string]any{"index": 1, "embedding": []int{2}}}})
	w := newWire(long, two, long, long)
	c := client(t, config(w))
	_, _, err := c.Embed(t.Context(), 7, []string{"uno", "due", "tre", "quattro"})
	want(t, err, caterina.FailedRefused, ReasonTooLong)
	if w.count() != 4 || c.manners.batchOf(32) != 32 {
		t.Errorf("asked %d times, batches are now of %d", w.count(), c.manners.batchOf(32))
	}
}

func TestARequestForVectorsIsNotTooLong(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 7*10_000) // 20,000 tokens
	v := &vectorsFor{most: 32}
	_, _, err := client(t, config(v)).Embed(t.Context(), 7, []string{long, long, long, strings.Repeat(long, 5), "a", "b"})
	want(t, err, "", "")
	if !slices.Equal(v.sizes, []int{2, 1, 1, 2}) {
		t.Errorf("batches were %v", v.sizes)
	}
}

func TestVectorsThatDoNotFitAreRefused(t *testing.T) {
	t.Parallel()
	type item = map[string]any
	for name, data := range map[string][]any{
		"too few":         {item{"index": 0, "embedding": []int{1, 2}}},
		"too many":        {item{"index": 0, "embedding": []int{1, 2}}, item{"index": 1, "embedding": []int{1, 2}}, item{"index": 2, "embedding": []int{1, 2}}},
		"none":            {},
		"two of one":      {item{"index": 1, "embedding": []int{1, 2}}, item{"index": 1, "embedding": []int{1, 2}}},
		"no index":        {item{"embedding": []int{1, 2}}, item{"embedding": []int{1, 2}}},
		"beyond":          {item{"index": 0, "embedding": []int{1, 2}}, item{"index": 2, "embedding": []int{1, 2}}},
		"below":           {item{"index": 0, "embedding": []int{1, 2}}, item{"index": -1, "embedding": []int{1, 2}}},
		"another length":  {item{"index": 0, "embedding": []int{1, 2}}, item{"index": 1, "embedding": []int{1, 2, 3}}},
		"no length":       {item{"index": 0, "embedding": []int{}}, item{"index": 1, "embedding": []int{}}},
		"nothing":         {item{"index": 0, "embedding": []int{1, 2}}, item{"index": 1, "embedding": []int{0, 0}}},
		"null":            {item{"index": 0, "embedding": nil}, item{"index": 1, "embedding": nil}},
		"too large a one": {item{"index": 0, "embedding": []float64{1e300, 2}}, item{"index": 1, "embedding": []int{1, 2}}},
	} {
		w := newWire(replies(map[string]any{"data": data}))
		vectors, usage, err := client(t, config(w)).Embed(t.Context(), 7, []string{"uno", "due"})
		want(t, err, caterina.FailedBad, "")
		if vectors != nil || usage.Failure != caterina.FailedBad {
			t.Errorf("%s: %v, %+v", name, vectors, usage)
		}
	}
}

func TestAllBatchesHaveVectorsOfOneLength(t *testing.T) {
	t.Parallel()
	vector := func(numbers ...int) answer {
		return replies(map[string]any{"data": []any{map[string]any{"index": 0, "embedding": numbers}}})
	}
	cfg := config(newWire(vector(1, 2), vector(1, 2, 3)))
	cfg.Batch = 1
	vectors, usage, err := client(t, cfg).Embed(t.Context(), 7, []string{"uno", "due"})
	want(t, err, caterina.FailedBad, ReasonVectors)
	if vectors != nil || usage.Failure != caterina.FailedBad {
		t.Errorf("%v, %+v", vectors, usage)
	}
}

func TestNothingIsEmbeddedWithoutARequest(t *testing.T) {
	t.Parallel()
	w := newWire(says("ciao"))
	c := client(t, config(w))
	vectors, _, err := c.Embed(t.Context(), 7, nil)
	want(t, err, "", "")
	if len(vectors) != 0 || w.count() != 0 {
		t.Errorf("%v after %d requests", vectors, w.count())
	}
	_, _, err = c.Embed(t.Context(), 7, []string{"uno", ""})
	want(t, err, caterina.FailedRefused, ReasonAsk)
	if w.count() != 0 {
		t.Errorf("%d requests", w.count())
	}
}

// upload is what a recording was sent as.
func upload(t *testing.T, a asked) (name string, data []byte, fields map[string]string) {
	t.Helper()
	_, params, err := mime.ParseMediaType(a.header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	fields = map[string]string{}
	for parts := multipart.NewReader(bytes.NewReader(a.body), params["boundary"]); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return name, data, fields
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		if part.FormName() == "file" {
			name, data = part.FileName(), content
			continue
		}
		fields[part.FormName()] = string(content)
	}
}

func TestARecordingIsWrittenDown(t *testing.T) {
	t.Parallel()
	w := newWire(refuses(503, ""), replies(map[string]any{"text": " Vorrei la carta d'identità. "}))
	got, err := client(t, config(w)).Transcribe(t.Context(), 7, "voce.oga", strings.NewReader(strings.Repeat("suono", 1000)))
	want(t, err, "", "")
	if got.Text != "Vorrei la carta d'identità." || got.Usage.In != 20 || got.Usage.Out != 9 || got.Usage.Step != caterina.StepTranscribe || got.Usage.Model != "ascolto" {
		t.Errorf("%q, %+v", got.Text, got.Usage)
	}
	for n := range 2 { // also when it is sent again
		name, data, fields := upload(t, w.asked[n])
		if name != "audio.oga" || string(data) != strings.Repeat("suono", 1000) || fields["model"] != "ascolto" || fields["response_format"] != "json" {
			t.Errorf("sent %s of %d bytes with %v", name, len(data), fields)
		}
	}
}

func TestOfAFilesNameOnlyTheEndingIsSent(t *testing.T) {
	t.Parallel()
	for name, sent := range map[string]string{
		"Mario Rossi, RSSMRA80A01I726K.MP3": "audio.mp3", "nota.wav": "audio.wav", "nota": "audio.ogg", "": "audio.ogg",
		"x.ogg\r\nX-Altro: 1": "audio.ogg", "../../etc/passwd": "audio.ogg", `a".m4a`: "audio.m4a", "virus.exe": "audio.ogg",
	} {
		if got := fileName(name); got != sent {
			t.Errorf("%q is sent as %q, want %q", name, got, sent)
		}
	}
}

func TestARecordingThatCannotBeSentIsNot(t *testing.T) {
	t.Parallel()
	w := newWire(says("ciao"))
	c := client(t, config(w))
	broken := io.MultiReader(strings.NewReader("suono"), &script{ctx: t.Context(), left: []beat{{err: errors.New("/tmp/PROMPTSEGRETO")}}})
	for _, audio := range []io.Reader{strings.NewReader(""), bytes.NewReader(make([]byte, MaxAudio+1)), broken} {
		_, err := c.Transcribe(t.Context(), 7, "voce.oga", audio)
		want(t, err, caterina.FailedRefused, ReasonAsk)
		if strings.Contains(err.Error(), "SEGRETO") {
			t.Errorf("says %v", err)
		}
	}
	if w.count() != 0 {
		t.Errorf("%d requests", w.count())
	}
}

func TestSilenceIsNoFailure(t *testing.T) {
	t.Parallel()
	got, err := client(t, config(newWire(replies(map[string]any{"text": " "})))).Transcribe(t.Context(), 7, "voce.oga", strings.NewReader("s"))
	want(t, err, "", "")
	if got.Text != "" {
		t.Errorf("heard %q", got.Text)
	}
}
