package openaitest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"example.org/caterina/internal/openaitest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		goleak.IgnoreAnyFunction("net/http.(*conn).serve"),
		goleak.IgnoreTopFunction("internal/poll.runtime_pollWait"), // idle connections of the default client
		goleak.IgnoreTopFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreTopFunction("net/http.(*persistConn).readLoop"))
}

// params are those of one request.
type params map[string]any

// result is what came back: err is what the network said.
type result struct {
	status int
	header http.Header
	body   string
	err    error
}

// send posts a body and reads the answer to its end.
func send(ctx context.Context, s *openaitest.Server, endpoint openaitest.Endpoint, body []byte) result {
	resp, err := open(ctx, s, endpoint, body)
	if err != nil {
		return result{err: err}
	}
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	return result{resp.StatusCode, resp.Header, string(data), err}
}

// open posts a body and returns when the headers are there.
func open(ctx context.Context, s *openaitest.Server, endpoint openaitest.Endpoint, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL()+string(endpoint), bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+s.Key())
	return http.DefaultClient.Do(req)
}

func post(t *testing.T, s *openaitest.Server, endpoint openaitest.Endpoint, p params) result {
	t.Helper()
	body, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return send(t.Context(), s, endpoint, body)
}

// chatOf is a chat with a system's message and a user's.
func chatOf(system, user string, more params) params {
	p := params{"model": openaitest.DefaultChat, "messages": []params{{"role": "system", "content": system}, {"role": "user", "content": user}}}
	maps.Copy(p, more)
	return p
}

// completion is an answer in one.
type completion struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Model   string `json:"model"`
	Choices []struct {
		Message struct {
			Role      string  `json:"role"`
			Content   *string `json:"content"`
			Refusal   *string `json:"refusal"`
			Reasoning string  `json:"reasoning_content"`
		} `json:"message"`
		Finish string `json:"finish_reason"`
	} `json:"choices"`
	Usage *struct {
		In    int `json:"prompt_tokens"`
		Out   int `json:"completion_tokens"`
		Total int `json:"total_tokens"`
	} `json:"usage"`
}

func (c completion) text() string {
	if len(c.Choices) == 0 || c.Choices[0].Message.Content == nil {
		return ""
	}
	return *c.Choices[0].Message.Content
}

// complete asks for an answer in one that goes well.
func complete(t *testing.T, s *openaitest.Server, p params) completion {
	t.Helper()
	r := post(t, s, openaitest.Chats, p)
	var c completion
	if r.err != nil || r.status != http.StatusOK {
		t.Fatalf("got %d %s %v", r.status, r.body, r.err)
	}
	if err := json.Unmarshal([]byte(r.body), &c); err != nil {
		t.Fatalf("%s: %v", r.body, err)
	}
	return c
}

// ask is complete for one question in one prompt.
func ask(t *testing.T, s *openaitest.Server, prompt string) string {
	t.Helper()
	return complete(t, s, chatOf("Rispondi alla domanda.", prompt, nil)).text()
}

// chunk is one event of a stream.
type chunk struct {
	Object  string `json:"object"`
	Choices []struct {
		Delta struct {
			Role      string `json:"role"`
			Content   string `json:"content"`
			Reasoning string `json:"reasoning_content"`
			Refusal   string `json:"refusal"`
		} `json:"delta"`
		Finish *string `json:"finish_reason"`
	} `json:"choices"`
	Usage *struct {
		Out int `json:"completion_tokens"`
	} `json:"usage"`
	Error *struct{ Message string } `json:"error"`
}

// streamed is a stream as it was read.
type streamed struct {
	status    int
	pieces    []string
	reasoning string
	finish    string
	usage     int  // tokens of the answer; -1 when it was not said
	done      bool // [DONE] came
	broken    int  // events that are not JSON
	errors    int  // events that hold an error
	err       error
}

func (s streamed) text() string { return strings.Join(s.pieces, "") }

func stream(t *testing.T, s *openaitest.Server, p params) streamed {
	t.Helper()
	p["stream"] = true
	body, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := open(t.Context(), s, openaitest.Chats, body)
	if err != nil {
		return streamed{err: err}
	}
	defer func() { _ = resp.Body.Close() }()
	out := streamed{status: resp.StatusCode, usage: -1}
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data:")
		if ok {
			out.read(strings.TrimSpace(data))
		}
	}
	out.err = lines.Err()
	return out
}

func (s *streamed) read(data string) {
	if data == "[DONE]" {
		s.done = true
		return
	}
	var c chunk
	if json.Unmarshal([]byte(data), &c) != nil {
		s.broken++
		return
	}
	if c.Error != nil {
		s.errors++
	}
	if c.Usage != nil {
		s.usage = c.Usage.Out
	}
	for _, choice := range c.Choices {
		s.reasoning += choice.Delta.Reasoning
		if choice.Delta.Content != "" {
			s.pieces = append(s.pieces, choice.Delta.Content)
		}
		if choice.Finish != nil {
			s.finish = *choice.Finish
		}
	}
}

// refusedBy is the words of an error's envelope.
func refusedBy(t *testing.T, r result) (message, code string) {
	t.Helper()
	var e struct {
		Error struct{ Message, Type, Code string }
	}
	if err := json.Unmarshal([]byte(r.body), &e); err != nil {
		t.Fatalf("%s: %v", r.body, err)
	}
	return e.Error.Message, e.Error.Code
}

// card is a prompt with one card and a question.
const card = `<scheda id="bonus-utenze">
titolo: Bonus Utenze
in breve: Un contributo per le bollette. Vedi il bando LINK_1
quanto vale: - fino a 8.000 euro di ISEE: 300 euro
- fino a 12.000 euro: 150 euro
documenti: - documento d'identità
- ISEE
scadenze: Fai domanda dal 27 settembre al 31 dicembre 2026. Rispondono entro 30 giorni.
dove e quando: Sportello Famiglia, via Mazzini 12. Il lunedì dalle 9:00 alle 12:30.
contatti: Telefono 0577 292353, email famiglia@comune.siena.it
a chi è rivolto: A chi ha almeno 65 anni. Lo dice la legge 328/2000. Lo sconto è del 20 per cento.
</scheda>
`
