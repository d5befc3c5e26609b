package openai

import (
	"net/http"
	"sync"

	api "github.com/sashabaranov/go-openai"

	"example.org/caterina"
)

// format is how an answer is asked to be JSON, the surest first.
type format int

const (
	formatSchema format = iota // response_format json_schema, strict: the server holds the model to it
	formatObject               // response_format json_object, and the schema among the words
	formatPlain                // words alone
)

// String is the format's name, as checks show it.
func (f format) String() string {
	switch f {
	case formatSchema:
		return "json_schema"
	case formatObject:
		return "json_object"
	default:
		return "plain"
	}
}

// limit is how the length of an answer is limited: OpenAI's newer models refuse
// max_tokens, other servers know nothing else.
type limit int

const (
	limitTokens limit = iota
	limitCompletion
	limitNone
)

// dialect is which of the parameters a server takes. Those it refuses are left out.
type dialect struct {
	format   format
	limit    limit
	usage    bool // stream_options: Groq refused them, Mistral refuses them with 422
	sampling bool // temperature
	effort   bool // reasoning_effort
}

// temperature is low because answers are to be the same for the same question; 0 would
// be left out of the request by go-openai.
const temperature = 0.1

// manners is what a process has learned of its server. Formats are learned for each
// step, because some servers refuse a schema for what is in it.
type manners struct {
	mu      sync.Mutex
	dialect dialect
	formats map[caterina.ModelStep]format
	batch   int // texts to embed at once; 0 until a server refused the batch that is set
}

func newManners(effort string) *manners {
	return &manners{
		dialect: dialect{usage: true, sampling: true, effort: effort != ""},
		formats: make(map[caterina.ModelStep]format),
	}
}

// of returns how the step is asked for.
func (m *manners) of(step caterina.ModelStep) dialect {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.dialect
	d.format = m.formats[step]
	return d
}

// learn keeps what worked where something else had been refused. It only ever takes
// away, so that two calls that learn at once do not undo each other.
func (m *manners) learn(step caterina.ModelStep, d dialect) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.formats[step] = max(m.formats[step], d.format)
	m.dialect.limit = max(m.dialect.limit, d.limit)
	m.dialect.usage = m.dialect.usage && d.usage
	m.dialect.sampling = m.dialect.sampling && d.sampling
	m.dialect.effort = m.dialect.effort && d.effort
}

// batchOf returns how many texts are embedded at once.
func (m *manners) batchOf(most int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.batch == 0 {
		return most
	}
	return min(m.batch, most)
}

// learnBatch keeps a size that worked.
func (m *manners) learnBatch(size int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.batch == 0 || size < m.batch {
		m.batch = size
	}
}

// sent is which parameters a request has that a server may refuse.
type sent struct{ stream, schema, limited bool }

func sentBy(ask caterina.Ask, stream bool) sent {
	return sent{stream: stream, schema: ask.Schema != nil, limited: ask.MaxTokens > 0}
}

// without returns the dialect that leaves out what the server refused, and false where
// it refused something else. A server that does not say what it minds is asked without
// what is the newest, one by one.
func (d dialect) without(r *refusal, s sent) (dialect, bool) {
	if r.long || r.flagged || !r.ofRequest() {
		return d, false
	}
	for _, p := range d.parameters(s) {
		if p.sent && r.says(p.names...) {
			return p.left, true
		}
	}
	if r.status != http.StatusBadRequest && r.status != http.StatusUnprocessableEntity {
		return d, false
	}
	for _, p := range d.parameters(s)[:2] {
		if p.sent {
			return p.left, true
		}
	}
	return d, false
}

// ofRequest says whether a refusal may be about what is in the request. Forks of
// llama.cpp refuse a schema with 500.
func (r *refusal) ofRequest() bool {
	switch r.status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusTooManyRequests:
		return false
	default:
		return r.status >= 400
	}
}

// parameter is one that may be refused: whether it was sent, how servers name it, and
// what is left without it.
type parameter struct {
	sent  bool
	names []string
	left  dialect
}

// parameters lists them, first those that servers refuse without a word.
func (d dialect) parameters(s sent) []parameter {
	usage, format, limited, sampling, effort := d, d, d, d, d
	usage.usage, sampling.sampling, effort.effort = false, false, false
	format.format++
	limited.limit++
	return []parameter{
		{s.stream && d.usage, []string{"stream_options", "include_usage"}, usage},
		{s.schema && d.format < formatPlain, []string{"response_format", "json_schema", "json_object", "grammar"}, format},
		{s.limited && d.limit < limitNone, []string{"max_tokens", "max_completion_tokens"}, limited},
		{d.sampling, []string{"temperature"}, sampling},
		{d.effort, []string{"reasoning"}, effort},
	}
}

// request words an Ask as the server takes it.
func (c *Client) request(ask caterina.Ask, d dialect, stream bool) api.ChatCompletionRequest {
	req := api.ChatCompletionRequest{Model: c.chat.model}
	if d.effort {
		req.ReasoningEffort = c.cfg.ReasoningEffort
	}
	if d.sampling && thinksNot(req.Model) {
		req.Temperature = temperature
	}
	switch most := max(0, ask.MaxTokens); {
	case d.limit == limitNone:
	case d.limit == limitCompletion || !thinksNot(req.Model):
		req.MaxCompletionTokens = most
	default:
		req.MaxTokens = most //nolint:staticcheck // the only name that Ollama and Mistral know
	}
	system := ask.System
	if ask.Schema != nil {
		req.ResponseFormat = responseFormat(ask, d.format)
		if d.format != formatSchema {
			system = join(system, "Rispondi soltanto con un oggetto JSON che rispetta questo schema, senza altro testo prima o dopo:\n"+string(ask.Schema))
		}
	}
	if system != "" {
		req.Messages = append(req.Messages, api.ChatCompletionMessage{Role: api.ChatMessageRoleSystem, Content: system})
	}
	req.Messages = append(req.Messages, api.ChatCompletionMessage{Role: api.ChatMessageRoleUser, Content: ask.Prompt})
	if stream && d.usage {
		req.StreamOptions = &api.StreamOptions{IncludeUsage: true}
	}
	return req
}

// thinksNot says whether go-openai lets a model of this name have a temperature. It
// refuses that, and max_tokens, for OpenAI's models that think.
func thinksNot(model string) bool {
	return api.NewReasoningValidator().Validate(api.ChatCompletionRequest{Model: model, Temperature: temperature}) == nil
}

func responseFormat(ask caterina.Ask, f format) *api.ChatCompletionResponseFormat {
	switch f {
	case formatSchema:
		return &api.ChatCompletionResponseFormat{
			Type: api.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &api.ChatCompletionResponseFormatJSONSchema{
				Name: schemaName(ask.Step), Schema: ask.Schema, Strict: true,
			},
		}
	case formatObject:
		return &api.ChatCompletionResponseFormat{Type: api.ChatCompletionResponseFormatTypeJSONObject}
	default:
		return nil
	}
}

// schemaName is a name that every server takes.
func schemaName(step caterina.ModelStep) string {
	if step == "" {
		return "answer"
	}
	return string(step)
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n\n" + b
}
