// Package telegramtest is Telegram's Bot API for tests: a real HTTP server on
// this machine that answers as https://core.telegram.org/bots/api says the real
// one does in what Caterina uses, and that a test commands from the other side:
// it plays the citizens who write, press and block, and it makes the network and
// Telegram misbehave on demand. Without it every rule about what is sent once,
// sent again or never sent could only be believed.
//
// Start serves a test; New serves a program that has none (a benchmark).
package telegramtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/caterina/internal/faults"
)

// Options says how a Server behaves. The zero Options are Telegram's ways with
// one bot.
type Options struct {
	Accounts  []Account        // the bots there are; none for one with DefaultToken
	Now       func() time.Time // dates, rates and the age of queries; nil for the real clock
	Seed      uint64           // of everything that is left to chance
	Address   string           // to listen on; empty for any port of this machine
	Lenient   bool             // takes stray & and > in HTML as Telegram does, though its documentation forbids them
	PerSecond int              // messages of one bot in a second above which it gets 429; 0 for no limit
	PerChat   int              // the same for one chat
	Backoff   time.Duration    // before the first redelivery to a webhook, doubled each time; 0 for 10 ms
	Lean      bool             // keeps no requests and no delivered updates, for long measurements
	QueryLife time.Duration    // how long a pressed button waits for its answer; 0 for 15 minutes
}

// Account is a bot as BotFather knows it.
type Account struct {
	Token    string // NUMBER:SECRET
	Username string
	Name     string

	Alone bool // nobody can add it to a group
	Nosy  bool // in groups it gets every message: privacy mode is off
}

// DefaultToken is the token of the bot that is there when Options name none.
const DefaultToken = "5000000001:AAF-telegramtest-not-a-real-token_001"

const (
	defaultBackoff   = 10 * time.Millisecond
	longestBackoff   = time.Minute
	defaultQueryLife = 15 * time.Minute
	firstUpdate      = 400_000_000
	headerTimeout    = 10 * time.Second
)

// Server is one Telegram: bots, chats, files and the means to make them fail.
type Server struct {
	tb       testing.TB // nil when a program runs it
	options  Options
	methods  map[string]method
	listener net.Listener
	http     *http.Server
	client   *http.Client // delivers to webhooks
	stop     context.CancelFunc
	ended    <-chan struct{}
	running  sync.WaitGroup
	faults   *faults.List[Fault]

	mu       sync.Mutex
	chance   *rand.Rand
	bots     map[string]*Bot // by token
	first    *Bot
	requests []*Request
	recorded *faults.Bell // rings when a request arrives, is answered or confirms updates
	posts    *faults.Bell // rings when a webhook may have work
	nextFile int
}

// Start returns a Server that lives as long as its test.
func Start(tb testing.TB, options Options) *Server {
	tb.Helper()
	s, err := New(tb.Context(), options)
	if err != nil {
		tb.Fatalf("start the fake of Telegram: %v", err)
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
		return nil, fmt.Errorf("listen for the Bot API: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	s := &Server{
		options: options, methods: methods(), listener: listener, stop: stop, ended: ctx.Done(),
		client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: maxConnections}, Timeout: time.Minute},
		chance: rand.New(rand.NewPCG(options.Seed, 1)), //nolint:gosec // chance that a seed repeats, not secrets
		bots:   make(map[string]*Bot),
		faults: faults.NewList[Fault](options.Seed),
	}
	s.recorded, s.posts = s.newBell(), s.newBell()
	for _, account := range options.Accounts {
		s.AddBot(account)
	}
	s.http = &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: headerTimeout}
	s.running.Go(func() { _ = s.http.Serve(listener) })
	s.running.Go(func() { s.post(ctx) })
	return s, nil
}

func (o Options) withDefaults() Options {
	if len(o.Accounts) == 0 {
		o.Accounts = []Account{{Token: DefaultToken, Username: "caterina_test_bot", Name: "Caterina"}}
	}
	if o.Now == nil {
		o.Now = time.Now //nolint:forbidigo // the fake is the far side of the network: its clock is the real one
	}
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	if o.Backoff == 0 {
		o.Backoff = defaultBackoff
	}
	if o.QueryLife == 0 {
		o.QueryLife = defaultQueryLife
	}
	return o
}

// newBell is a bell under the server's lock.
func (s *Server) newBell() *faults.Bell { return faults.NewBell(&s.mu, s.ended) }

// Close ends the server, every long poll and every delivery under way.
func (s *Server) Close() {
	s.stop()
	_ = s.http.Close()
	s.running.Wait()
	s.client.CloseIdleConnections()
}

// URL is what takes the place of https://api.telegram.org.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() }

// Token is the first bot's.
func (s *Server) Token() string { return s.first.account.Token }

// AddBot registers a bot, whom requests with its token reach from now on.
func (s *Server) AddBot(account Account) *Bot {
	s.mu.Lock()
	defer s.mu.Unlock()
	b := newBot(s, account)
	s.bots[account.Token] = b
	if s.first == nil {
		s.first = b
	}
	return b
}

// Bot is the bot that has the token, the first one for an empty token; nil for
// a token nobody has.
func (s *Server) Bot(token string) *Bot {
	s.mu.Lock()
	defer s.mu.Unlock()
	if token == "" {
		return s.first
	}
	return s.bots[token]
}

// Revoke makes a token unknown, as BotFather does when its owner asks: every
// call with it gets 401 from now on.
func (s *Server) Revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.bots, token)
}

// Chat is the first bot's private chat with a citizen; see Bot.Chat.
func (s *Server) Chat(id int64, traits ...Trait) *Chat { return s.first.Chat(id, traits...) }

// serve takes every request, as api.telegram.org does.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		token, path, _ := strings.Cut(rest, "/")
		s.serveFile(w, r, token, path)
		return
	}
	rest, ok := strings.CutPrefix(r.URL.Path, "/bot")
	token, name, named := strings.Cut(rest, "/")
	if !ok || !named {
		answer(w, nil, notFound("Not Found"))
		return
	}
	c := &call{server: s, token: token, method: name, ctx: r.Context().Done()}
	var err error
	if c.params, c.uploads, err = readParams(w, r); err != nil {
		answer(w, nil, err)
		return
	}
	s.handle(w, c)
}

// handle lets the faults of the test strike a call, and acts between them.
func (s *Server) handle(w http.ResponseWriter, c *call) {
	record, fault := s.arrive(c)
	if !faults.Wait(fault.Delay, fault.Until, c.ctx, s.ended) || fault.Cut == BeforeActing {
		s.settle(record, Outcome{Cut: BeforeActing})
		panic(http.ErrAbortHandler) // how net/http cuts a connection
	}
	if fault.answersItself() && !fault.Acting {
		s.settle(record, Outcome{Status: fault.status(), Description: fault.Description})
		fault.answer(w)
		return
	}
	result, err := s.act(c)
	outcome := Outcome{Status: statusOf(err), Description: describe(err), Acted: err == nil}
	switch {
	case fault.Cut == AfterActing:
		outcome.Cut = AfterActing
		s.settle(record, outcome)
		panic(http.ErrAbortHandler)
	case fault.answersItself():
		outcome.Status = fault.status()
		s.settle(record, outcome)
		fault.answer(w)
	default:
		s.settle(record, outcome)
		answer(w, result, err)
	}
}

// act does what the method says. Only getUpdates may wait; all others run alone.
func (s *Server) act(c *call) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.bots[c.token]
	if !ok {
		return nil, &apiError{code: http.StatusUnauthorized, description: "Unauthorized"}
	}
	c.bot = b
	run, ok := s.methods[strings.ToLower(c.method)]
	if !ok {
		return nil, notFound("Not Found: method not found")
	}
	if err := b.tooMany(c); err != nil {
		return nil, err
	}
	return run(c)
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
