package openai

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.org/caterina"
)

const (
	testKey    = "sk-prova-9f8e7d6c5b4a"
	testSystem = "Rispondi con le schede: SISTEMASEGRETO."
	testPrompt = "Quanto costa la carta d'identità? PROMPTSEGRETO"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("net/http.(*conn).serve")) // waits half a second after a body it did not read
}

// beat is a part of an answer, after a time.
type beat struct {
	after time.Duration
	text  string
	err   error // of the network, instead of the text
}

// answer is what the server in memory does with one request.
type answer struct {
	status int // 0: 200
	header map[string]string
	delay  time.Duration // before the status
	err    error         // of the network, instead of an answer
	body   []beat
	hang   bool // after the body, until the request is given up
}

// asked is a request as it arrived.
type asked struct {
	method, path, key string
	header            http.Header
	body              []byte
}

// wire is a server in memory that answers requests in the order of its answers, the
// last one again and again. Its times are those of the test's bubble.
type wire struct {
	mu      sync.Mutex
	answers []answer
	asked   []asked
	now     int // under way
	most    int
	ended   int // bodies that were read to their end
}

func newWire(answers ...answer) *wire { return &wire{answers: answers} }

// RoundTrip answers a request.
func (w *wire) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	a := w.take(asked{req.Method, req.URL.String(), req.Header.Get("Authorization"), req.Header, body})
	if trace := httptrace.ContextClientTrace(req.Context()); trace != nil && !errors.Is(a.err, errDial) {
		trace.WroteRequest(httptrace.WroteRequestInfo{})
	}
	if err := rest(req.Context(), a.delay); err != nil {
		w.leave(false)
		return nil, err
	}
	if a.err != nil {
		w.leave(false)
		return nil, a.err
	}
	resp := &http.Response{StatusCode: a.status, Header: http.Header{}, Request: req, Body: &script{wire: w, ctx: req.Context(), left: slices.Clone(a.body), hang: a.hang}}
	for name, value := range a.header {
		resp.Header.Set(name, value)
	}
	if resp.StatusCode == 0 {
		resp.StatusCode = http.StatusOK
	}
	resp.Status = fmt.Sprintf("%d %s", resp.StatusCode, testPrompt)
	return resp, nil
}

var errDial = errors.New("dial tcp: connection refused")

func (w *wire) take(a asked) answer {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := min(len(w.asked), len(w.answers)-1)
	w.asked = append(w.asked, a)
	w.now++
	w.most = max(w.most, w.now)
	return w.answers[n]
}

// leave notes that a request is over, and whether its answer was read to its end.
func (w *wire) leave(ended bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now--
	if ended {
		w.ended++
	}
}

// count is how many requests came.
func (w *wire) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.asked)
}

// sent is the body of the nth request.
func (w *wire) sent(t *testing.T, n int) map[string]any {
	t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if n >= len(w.asked) {
		t.Fatalf("%d requests came, want more than %d", len(w.asked), n)
	}
	var fields map[string]any
	if err := json.Unmarshal(w.asked[n].body, &fields); err != nil {
		t.Fatalf("request %d: %v", n, err)
	}
	return fields
}

// script is a body that comes bit by bit.
type script struct {
	wire *wire
	ctx  context.Context //nolint:containedctx // of the request, as a body of net/http has it
	left []beat
	hang bool
	end  bool
	once sync.Once
}

// Read waits for the next beat.
func (s *script) Read(p []byte) (int, error) {
	if len(s.left) == 0 {
		if s.hang {
			<-s.ctx.Done()
			return 0, s.ctx.Err()
		}
		s.end = true
		return 0, io.EOF
	}
	b := &s.left[0]
	if err := rest(s.ctx, b.after); err != nil {
		return 0, err
	}
	b.after = 0
	if b.err != nil {
		return 0, b.err
	}
	n := copy(p, b.text)
	if b.text = b.text[n:]; b.text == "" {
		s.left = s.left[1:]
	}
	return n, nil
}

// Close ends it.
func (s *script) Close() error {
	s.once.Do(func() { s.wire.leave(s.end) })
	return nil
}

// rest waits, unless the request is given up.
func rest(ctx context.Context, d time.Duration) error {
	if d == 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// says is an answer of chat with this text.
func says(text string) answer {
	return replies(map[string]any{
		"choices": []any{map[string]any{"index": 0, "message": map[string]any{"role": "assistant", "content": text}, "finish_reason": "stop"}},
		"usage":   map[string]any{"prompt_tokens": 40, "completion_tokens": 7, "total_tokens": 47},
	})
}

// replies is an answer of JSON.
func replies(v any) answer {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return answer{body: []beat{{text: string(raw)}}}
}

// refuses is a status with a body.
func refuses(status int, body string) answer {
	return answer{status: status, body: []beat{{text: body}}}
}

// complains is a refusal as OpenAI words it.
func complains(param, message string) answer {
	raw, err := json.Marshal(map[string]any{"error": map[string]any{"message": message, "type": "invalid_request_error", "param": param, "code": nil}})
	if err != nil {
		panic(err)
	}
	return refuses(http.StatusBadRequest, string(raw))
}

// streams is an answer of chat in pieces, each after a pause, with an end as it should be.
func streams(pause time.Duration, pieces ...string) answer {
	var beats []beat
	for _, piece := range pieces {
		beats = append(beats, beat{after: pause, text: event(piece, "")})
	}
	return answer{body: append(beats, beat{text: event("", "stop")},
		beat{text: `data: {"choices":[],"usage":{"prompt_tokens":40,"completion_tokens":7}}` + "\n\n"}, beat{text: "data: [DONE]\n\n"})}
}

// event is one chunk of a stream.
func event(content, reason string) string {
	choice := map[string]any{"index": 0, "delta": map[string]any{"content": content}, "finish_reason": nil}
	if reason != "" {
		choice["finish_reason"] = reason
	}
	raw, err := json.Marshal(map[string]any{"object": "chat.completion.chunk", "choices": []any{choice}})
	if err != nil {
		panic(err)
	}
	return "data: " + string(raw) + "\n\n"
}

// raw is a stream of these texts, one beat each.
func raw(texts ...string) answer {
	var a answer
	for _, text := range texts {
		a.body = append(a.body, beat{text: text})
	}
	return a
}

// config is a Config for a server behind a transport.
func config(transport http.RoundTripper) Config {
	return Config{
		BaseURL: "http://modello.test/v1", Key: testKey, Transport: transport,
		ChatModel: "chat", EmbeddingModel: "vettori", TranscriptionModel: "ascolto",
	}
}

// client returns a client whose waits are as short as they may be.
func client(tb testing.TB, cfg Config) *Client {
	tb.Helper()
	c, err := New(cfg)
	if err != nil {
		tb.Fatal(err)
	}
	c.jitter = func(time.Duration) time.Duration { return 0 }
	tb.Cleanup(c.Close)
	return c
}

// question is an Ask in plain text.
func question() caterina.Ask {
	return caterina.Ask{Step: caterina.StepWrite, Town: 7, System: testSystem, Prompt: testPrompt, MaxTokens: 200}
}

// structured is an Ask for JSON.
func structured() caterina.Ask {
	ask := question()
	ask.Step, ask.Schema = caterina.StepChoose, json.RawMessage(`{"type":"object","properties":{"carta":{"type":"string"}}}`)
	return ask
}

// keep collects pieces.
type keep struct{ pieces []string }

func (k *keep) each(piece string) error {
	k.pieces = append(k.pieces, piece)
	return nil
}

// want checks what a call failed with; empty for a call that did not.
func want(t *testing.T, err error, failure caterina.ModelFailure, reason Reason) {
	t.Helper()
	if failure == "" && err == nil {
		return
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || e.Failure != failure || reason != "" && e.Reason != reason {
		t.Errorf("error is %v, want %s: %s", err, failure, reason)
	}
}

// failed is want for a test that looks at more of the failure.
func failed(t *testing.T, err error, failure caterina.ModelFailure, reason Reason) *Error {
	t.Helper()
	want(t, err, failure, reason)
	e, ok := errors.AsType[*Error](err)
	if !ok {
		t.FailNow()
	}
	return e
}

// notes is an Observer that remembers.
type notes struct {
	mu    sync.Mutex
	used  []caterina.Usage
	towns []caterina.TownID
	news  []string
}

// Used remembers a call.
func (n *notes) Used(town caterina.TownID, usage caterina.Usage) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.used, n.towns = append(n.used, usage), append(n.towns, town)
}

// Down remembers that a line was left alone.
func (n *notes) Down(h Health) { n.note(fmt.Sprintf("down %s %s %d", h.Line, h.Failure, h.Status)) }

// Up remembers that a line is back.
func (n *notes) Up(h Health) { n.note(fmt.Sprintf("up %s", h.Line)) }

func (n *notes) note(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.news = append(n.news, text)
}

func (n *notes) told() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return strings.Join(n.news, "; ")
}

// purse is a Budget in memory.
type purse struct {
	mu     sync.Mutex
	limit  int
	used   map[string]int
	err    error
	moves  []int
	closed bool // the context of a settlement was over
}

// Reserve takes what fits.
func (p *purse) Reserve(_ context.Context, town caterina.TownID, day caterina.Date, tokens int) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := fmt.Sprint(town, " ", day)
	if p.err != nil || p.used[key]+tokens > p.limit {
		return false, p.err
	}
	p.add(key, tokens)
	return true, nil
}

// Settle adds what is due.
func (p *purse) Settle(ctx context.Context, town caterina.TownID, day caterina.Date, tokens int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = p.closed || ctx.Err() != nil
	p.add(fmt.Sprint(town, " ", day), tokens)
	return nil
}

func (p *purse) add(key string, tokens int) {
	if p.used == nil {
		p.used = map[string]int{}
	}
	p.used[key] += tokens
	p.moves = append(p.moves, tokens)
}

func (p *purse) spent() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.used)
}
