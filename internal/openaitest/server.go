// Package openaitest is a language model for tests: a real HTTP server on this
// machine that speaks the part of OpenAI's API that servers of all makes share
// (chat with and without streaming, embeddings, transcription, the list of
// models), with a model behind it that needs no weights and is as good or as bad
// as a test wants it. It tells the truth (Extractive), lies about exactly one
// fact (Lying), does whatever an attacker tells it (Obeying) or says what it is
// told to (Scripted); and its server is slow, stalls, cuts, refuses and garbles
// on demand (Fault). Without it, what the product does with a bad model could
// only be believed.
//
// What a request must look like is taken from OpenAI's reference
// (https://platform.openai.com/docs/api-reference) and from what vLLM, Ollama and
// TEI refuse. Nothing here knows what the product's prompts say beyond prompt.go.
//
// Start serves a test; New serves a program that has none; serve is one to run by
// hand.
package openaitest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/faults"
)

// Options says how a Server behaves. The zero Options are an honest model behind
// a server like OpenAI's, that takes DefaultKey.
type Options struct {
	Key       string // the only one it takes; empty for DefaultKey
	Keyless   bool   // takes every caller, with or without a key, as Ollama does
	Models    []Model
	Behaviour Behaviour        // of the chat models; nil for Extractive
	Hear      Hearing          // of the transcription models; nil for PlainHearing
	Refuse    []string         // parameters it does not know; see Server.Refuse
	NoUsage   bool             // does not say what a request cost
	MaxInputs int              // of one embeddings request; 0 for 2048
	Pace      time.Duration    // between two pieces of a stream; 0 for none
	Now       func() time.Time // times of records; nil for the real clock
	Seed      uint64           // of the chance of faults
	Address   string           // to listen on; empty for any port of this machine
	Lean      bool             // keeps no records, for long measurements
}

// DefaultKey is the key that a Server takes when Options name none.
const DefaultKey = "sk-test-AAAAAAAAAAAAAAAAAAAAAAAAAAAA1234"

const headerTimeout = 10 * time.Second

// Server is one server with its models and the means to make them fail.
type Server struct {
	tb       testing.TB // nil when a program runs it
	options  Options
	listener net.Listener
	http     *http.Server
	stop     context.CancelFunc
	ended    <-chan struct{}
	running  sync.WaitGroup
	faults   *faults.List[Fault]

	mu         sync.Mutex
	models     []Model
	behaviour  Behaviour
	steps      map[caterina.ModelStep]Behaviour
	refused    []string
	records    []*Record
	arrived    int // requests, also when no records are kept
	underway   int
	mostAtOnce int
	changed    *faults.Bell // rings when a request arrives, moves on or ends
}

// Start returns a Server that lives as long as its test.
func Start(tb testing.TB, options Options) *Server {
	tb.Helper()
	s, err := New(tb.Context(), options)
	if err != nil {
		tb.Fatalf("start the fake of a language model: %v", err)
	}
	s.tb = tb
	tb.Cleanup(s.Close)
	return s
}

// New returns a Server that lives until Close, or until the context ends.
func New(ctx context.Context, options Options) (*Server, error) {
	options = options.withDefaults()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", options.Address)
	if err != nil {
		return nil, fmt.Errorf("listen for the fake of a language model: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	s := &Server{
		options: options, listener: listener, stop: stop, ended: ctx.Done(),
		models: options.Models, behaviour: options.Behaviour, refused: options.Refuse,
		steps: make(map[caterina.ModelStep]Behaviour), faults: faults.NewList[Fault](options.Seed),
	}
	s.changed = faults.NewBell(&s.mu, s.ended)
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: headerTimeout}
	s.running.Go(func() { _ = s.http.Serve(listener) })
	return s, nil
}

func (o Options) withDefaults() Options {
	if o.Key == "" {
		o.Key = DefaultKey
	}
	if o.Models == nil {
		o.Models = defaultModels()
	}
	if o.Behaviour == nil {
		o.Behaviour = Extractive()
	}
	if o.Hear == nil {
		o.Hear = PlainHearing
	}
	if o.MaxInputs == 0 {
		o.MaxInputs = mostInputs
	}
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // the fake is the far side of the network: its clock is the real one
	}
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	return o
}

// Close ends the server and every answer under way.
func (s *Server) Close() {
	s.stop()
	_ = s.http.Close()
	s.running.Wait()
}

// URL is what CATERINA_OPENAI_BASE_URL is set to: up to and with /v1.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/v1" }

// Key is the one that the server takes.
func (s *Server) Key() string { return s.options.Key }

// Behave makes the chat models behave otherwise from the next request on, in
// every step that has no behaviour of its own.
func (s *Server) Behave(b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.behaviour = b
}

// BehaveAt is Behave for the requests of one step alone; nil gives the step back
// to the behaviour of all.
func (s *Server) BehaveAt(step caterina.ModelStep, b Behaviour) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps[step] = b
}

// Refuse makes the server answer 400 to requests that carry one of these
// parameters, in place of those it refused before: what servers of other makes
// and older ones do. Nested ones are written with a dot: "response_format" is all
// of it, "response_format.json_schema" that type alone.
func (s *Server) Refuse(parameters ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = parameters
}

// behaves returns who answers a step.
func (s *Server) behaves(step caterina.ModelStep) Behaviour {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b := s.steps[step]; b != nil {
		return b
	}
	return s.behaviour
}

// errGone ends an answer without another byte: the caller has left, the server
// was closed, or a fault cut the connection.
var errGone = errors.New("the connection is gone")

// errOver ends an answer as if it were whole.
var errOver = errors.New("the answer ends here")

// serve takes every request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	c := s.arrive(w, r)
	defer s.leave(c)
	if err := c.answer(); errors.Is(err, errGone) {
		panic(http.ErrAbortHandler) // how net/http cuts a connection
	}
}

// must reports a mistake of the test itself.
func (s *Server) must(err error) {
	if err == nil {
		return
	}
	if s.tb == nil {
		panic(err)
	}
	s.tb.Helper()
	s.tb.Error(err)
}
