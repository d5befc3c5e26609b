package openai

import (
	"context"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	api "github.com/sashabaranov/go-openai"

	"example.org/caterina"
)

// Config says which server answers, and how long it may take.
type Config struct {
	// BaseURL is the address of the server up to and with /v1, as
	// https://api.openai.com/v1 or http://localhost:11434/v1. Plain http is taken too,
	// because Ollama on the town's own network speaks nothing else; over any other
	// network the key and the questions could be read on their way: use https there.
	// It holds no user, no query and no fragment.
	BaseURL string
	// Key is sent as a bearer token. Empty where the server asks for none.
	Key caterina.Secret

	// The models' names, as the server has them. What has no model is refused without
	// a call.
	ChatModel, EmbeddingModel, TranscriptionModel string
	// ReasoningEffort is how long models that think first may think: none, minimal,
	// low, medium, high, as the server has it. Empty leaves it to the server.
	ReasoningEffort string

	// Timeout is for a whole call with everything that is tried again; of Embed, for
	// each batch. 0: 30 s. A caller's own deadline counts too, whichever is sooner.
	Timeout time.Duration
	// FirstToken is how long Stream waits for the first piece, from the moment it is
	// called: waiting for a turn and trying again are part of it. 0: 4 s.
	FirstToken time.Duration
	// Stall is how long Stream waits for each further piece. 0: 2 s.
	Stall time.Duration

	// Concurrent is how many calls are under way at once, of all kinds. 0: 8.
	Concurrent int
	// Waiting is how many more may wait for their turn; the next is refused with
	// FailedBusy. 0: 16; negative: none waits.
	Waiting int
	// Retries is how often a call is tried again. 0: twice; negative: never.
	Retries int
	// Failures is how many tries in a row must fail, over all calls of a kind, before
	// the server is left alone with it. 0: 5.
	Failures int
	// Rest is how long it is left alone before it is tried again: by one call, or where
	// LeftAlone is asked first, by a question of its own that nobody waits for. 0: 15 s.
	Rest time.Duration
	// Batch is how many texts are embedded with one request. 0: 32, the most that
	// Text Embeddings Inference takes. A server that refuses so many gets fewer.
	Batch int

	// Budget limits what a town may use in a day. nil: nothing is limited.
	Budget Budget
	// Observer is told of every call. nil: nobody is.
	Observer Observer
	// Now says which day it is in Rome, and what is meant by a date in Retry-After. It
	// may stand still: waits and durations go by the real clock. nil: the real clock.
	Now func() time.Time
	// Transport carries the requests. nil: one of its own, through the proxy that the
	// environment names. Of a test it may be in memory.
	Transport http.RoundTripper
}

// The defaults, and what is not for a town to set.
const (
	defaultTimeout    = 30 * time.Second
	defaultFirstToken = 4 * time.Second
	defaultStall      = 2 * time.Second
	defaultConcurrent = 8
	defaultWaiting    = 16
	defaultRetries    = 2
	defaultFailures   = 5
	defaultRest       = 15 * time.Second
	defaultBatch      = 32
)

// Client asks one server. It is safe for use by many goroutines, and a process needs
// one: what is learned of the server, how many calls are under way and whether it is
// left alone are known to that one only.
type Client struct {
	cfg     Config // without its key
	backend *backend
	slots   *slots
	manners *manners

	chat, embed, transcribe *line
	knocking                atomic.Bool // a question of our own is under way

	jitter func(most time.Duration) time.Duration
}

// New returns a client for the server that the configuration names. It sends nothing.
// What is wrong with the configuration is said with CodeInvalid and the name of the
// variable to change.
func New(cfg Config) (*Client, error) {
	base, err := readBase(cfg.BaseURL)
	if err != nil {
		return nil, err
	}
	if cfg.ChatModel == "" && cfg.EmbeddingModel == "" && cfg.TranscriptionModel == "" {
		return nil, caterina.Errorf(caterina.CodeInvalid,
			"Nessun modello indicato: scrivi il nome di uno in CATERINA_OPENAI_CHAT_MODEL, o in CATERINA_OPENAI_EMBEDDING_MODEL.")
	}
	cfg = cfg.withDefaults()
	c := &Client{
		backend: newBackend(base, cfg),
		slots:   newSlots(cfg.Concurrent, cfg.Waiting),
		manners: newManners(cfg.ReasoningEffort),
		jitter: func(most time.Duration) time.Duration {
			return rand.N(most + 1) //nolint:gosec // spreads retries; nothing is secret about it
		},
	}
	c.chat = newLine(LineChat, cfg.ChatModel, cfg)
	c.embed = newLine(LineEmbed, cfg.EmbeddingModel, cfg)
	c.transcribe = newLine(LineTranscribe, cfg.TranscriptionModel, cfg)
	cfg.Key = ""
	c.cfg = cfg
	return c, nil
}

// readBase checks the address and returns it without a slash at its end.
func readBase(text string) (string, error) {
	base, err := url.Parse(text)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return "", caterina.Errorf(caterina.CodeInvalid,
			"CATERINA_OPENAI_BASE_URL non è un indirizzo: scrivilo fino a /v1 compreso, per esempio https://api.openai.com/v1.")
	}
	if base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return "", caterina.Errorf(caterina.CodeInvalid,
			"CATERINA_OPENAI_BASE_URL contiene un utente o dei parametri: lascia solo l'indirizzo, e metti la chiave in CATERINA_OPENAI_API_KEY.")
	}
	return strings.TrimRight(base.String(), "/"), nil
}

func (c Config) withDefaults() Config {
	c.Timeout = positive(c.Timeout, defaultTimeout)
	c.FirstToken = positive(c.FirstToken, defaultFirstToken)
	c.Stall = positive(c.Stall, defaultStall)
	c.Rest = positive(c.Rest, defaultRest)
	c.Concurrent = positive(c.Concurrent, defaultConcurrent)
	c.Failures = positive(c.Failures, defaultFailures)
	c.Batch = positive(c.Batch, defaultBatch)
	c.Waiting = counted(c.Waiting, defaultWaiting)
	c.Retries = counted(c.Retries, defaultRetries)
	if c.Budget == nil {
		c.Budget = boundless{}
	}
	if c.Observer == nil {
		c.Observer = nobody{}
	}
	if c.Now == nil {
		c.Now = time.Now //nolint:forbidigo // the default of an injected clock
	}
	return c
}

func positive[N int | time.Duration](n, otherwise N) N {
	if n <= 0 {
		return otherwise
	}
	return n
}

// counted reads a number of which 0 stands for the default and less for none.
func counted(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return max(n, 0)
}

// Close lets go of connections that are kept for the next call. Calls under way go on.
func (c *Client) Close() { c.backend.http.CloseIdleConnections() }

// String says what this is and nothing that it holds.
func (*Client) String() string { return "openai.Client" }

// GoString says the same to %#v.
func (*Client) GoString() string { return "openai.Client" }

// Observer is told of what happens, for the metrics and for the administrator. It is
// called on the goroutine of the call: it must not block.
type Observer interface {
	// Used tells of a call that has ended, well or not, and what it cost.
	Used(town caterina.TownID, usage caterina.Usage)
	// Down tells that the server is left alone, and why. It is told once: that the
	// tries which follow fail as well is no news. A key or a model that is refused
	// (Status 401, 403, 404) is something the administrator must put right.
	Down(health Health)
	// Up tells that the server answers again.
	Up(health Health)
}

// nobody observes nothing.
type nobody struct{}

// Used does nothing.
func (nobody) Used(caterina.TownID, caterina.Usage) {}

// Down does nothing.
func (nobody) Down(Health) {}

// Up does nothing.
func (nobody) Up(Health) {}

// backend is how the server is reached. It holds the key; nothing else does.
type backend struct {
	http   *http.Client
	config api.ClientConfig
}

func newBackend(base string, cfg Config) *backend {
	transport := cfg.Transport
	if transport == nil {
		transport = newTransport(cfg.Concurrent)
	}
	config := api.DefaultConfig(cfg.Key.Reveal())
	config.BaseURL = base
	config.EmptyMessagesLimit = maxEmptyLines
	return &backend{config: config, http: &http.Client{
		Transport: transport,
		// A redirect would carry the question, and perhaps the key, to somewhere that
		// nobody has named. It is told to the administrator instead.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// exchange prepares one request and its answer, of limit bytes at most. cancel ends it.
func (b *backend) exchange(limit int64, cancel context.CancelFunc, now func() time.Time) (*api.Client, *exchange) {
	x := &exchange{http: b.http, limit: limit, cancel: cancel, now: now}
	config := b.config
	config.HTTPClient = x
	return api.NewClientWithConfig(config), x
}
