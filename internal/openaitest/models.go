package openaitest

import (
	"net/http"
	"slices"
)

// Model is one that the server has.
type Model struct {
	ID     string
	Kind   ModelKind
	Dims   int    // of the vectors; an embedding model's
	Fixed  bool   // takes no other number of dimensions: it was not trained for it
	Salt   string // two models with different salts give vectors that cannot be compared
	Window int    // tokens of a request and its answer; 0 for 128,000
}

// ModelKind says what a model is for.
type ModelKind string

// The kinds of model.
const (
	ChatModel       ModelKind = "chat"
	EmbeddingModel  ModelKind = "embedding"
	TranscriptModel ModelKind = "transcription"
)

// The models that are there when Options name none.
const (
	DefaultChat       = "fake-chat"
	DefaultEmbedding  = "fake-embedding"
	DefaultTranscript = "fake-whisper"
)

const (
	defaultDims   = 256
	defaultWindow = 128_000
	bornAt        = 1_700_000_000 // of every model, Unix time
)

func defaultModels() []Model {
	return []Model{
		{ID: DefaultChat, Kind: ChatModel},
		{ID: DefaultEmbedding, Kind: EmbeddingModel, Dims: defaultDims},
		{ID: DefaultTranscript, Kind: TranscriptModel},
	}
}

// PutModel adds a model, or replaces the one of the same ID: by one with other
// dimensions or another salt, what happens when somebody changes the model behind
// a name.
func (s *Server) PutModel(m Model) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.models = append(slices.DeleteFunc(slices.Clone(s.models), func(o Model) bool { return o.ID == m.ID }), m)
}

// DropModel takes a model away: requests for it get 404.
func (s *Server) DropModel(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.models = slices.DeleteFunc(slices.Clone(s.models), func(o Model) bool { return o.ID == id })
}

// model finds a model of a kind by the name in a request.
func (s *Server) model(id string, kind ModelKind) (Model, error) {
	if id == "" {
		return Model{}, invalid("model", "you must provide a model parameter")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.models {
		if m.ID == id && m.Kind == kind {
			return m, nil
		}
	}
	for _, m := range s.models {
		if m.ID == id {
			return Model{}, invalid("model", "The model `%s` is a %s model and cannot be used here.", id, m.Kind)
		}
	}
	return Model{}, unknownModel(id)
}

func (m Model) window() int {
	if m.Window == 0 {
		return defaultWindow
	}
	return m.Window
}

// listModels answers GET /v1/models.
func (c *call) listModels() error {
	c.server.mu.Lock()
	list := make([]map[string]any, 0, len(c.server.models))
	for _, m := range c.server.models {
		list = append(list, map[string]any{"id": m.ID, "object": "model", "created": bornAt, "owned_by": "caterina-tests"})
	}
	c.server.mu.Unlock()
	return c.sendJSON(http.StatusOK, encode(map[string]any{"object": "list", "data": list}))
}
