package webchat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"example.org/caterina"
)

// server is a hub that serves real sockets over a store in memory.
type server struct {
	hub   *Hub
	store *fakeStore
	turns *fakeTurns
	desk  *citizenDesk // with withDesk
	logs  *logBuffer
	http  *httptest.Server

	timeout time.Duration // of the HTTP server, for short requests
	stop    func() error  // ends Run and waits for it
}

// logBuffer collects log lines from several goroutines.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

// startServer starts a hub. configure may change it before it serves.
func startServer(tb testing.TB, configure ...func(*server)) *server {
	tb.Helper()
	store := newFakeStore()
	s := &server{store: store, turns: &fakeTurns{store: store}, logs: &logBuffer{}}
	s.hub = New(Config{
		Store: s.store, Towns: fakeTowns{}, Turns: s.turns, Greeting: greeting, Markdown: plainMarkdown,
		Logger: slog.New(slog.NewJSONHandler(s.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Now:    time.Now,
	})
	s.hub.times.linger = 300 * time.Millisecond
	for _, f := range configure {
		f(s)
	}
	mux := http.NewServeMux()
	s.hub.Routes(mux)
	s.http = httptest.NewUnstartedServer(mux)
	s.http.Config.ReadTimeout, s.http.Config.WriteTimeout = s.timeout, s.timeout
	s.http.Start()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.hub.Run(ctx) }()
	var once sync.Once
	var err error
	s.stop = func() error {
		once.Do(func() {
			cancel()
			err = <-ended
			s.http.Close()
		})
		return err
	}
	tb.Cleanup(func() { _ = s.stop() })
	return s
}

// answering makes the bot answer every message at once.
func answering(s *server) {
	s.turns.bot = func(conv caterina.ConversationID) {
		s.hub.Push(s.store.say(conv, caterina.MessageBody{Text: "La risposta.", Outcome: caterina.OutcomeAnswer}))
	}
}

// client is a citizen's browser, as far as frames go.
type client struct {
	t     *testing.T
	ws    *websocket.Conn
	token string
	conv  caterina.ConversationID
	n     int64        // last number seen
	raw   bytes.Buffer // everything it was sent

	resumed bool // what was on its way before a resume may come twice
}

// serverFrame is any frame of the server.
type serverFrame struct {
	Type        string                  `json:"type"`
	Token       string                  `json:"token"`
	Conv        caterina.ConversationID `json:"conv"`
	Last        int64                   `json:"last"`
	State       string                  `json:"state"`
	Limits      limits                  `json:"limits"`
	Disclosure  string                  `json:"disclosure"`
	Copy        bool                    `json:"copy"`
	Link        bool                    `json:"link"`
	URL         string                  `json:"url"`
	ID          string                  `json:"id"`
	N           int64                   `json:"n"`
	Dup         bool                    `json:"dup"`
	Code        json.RawMessage         `json:"code"`
	RetryMS     int64                   `json:"retry_ms"`
	Message     string                  `json:"message"`
	Field       string                  `json:"field"`
	Challenge   string                  `json:"challenge"`
	Bits        int                     `json:"bits"`
	Place       int                     `json:"place"`
	WaitingMin  int                     `json:"waiting_min"`
	From        int64                   `json:"from"`
	ReconnectMS int64                   `json:"reconnect_ms"`
	On          bool                    `json:"on"`
	Kind        string                  `json:"kind"`
	Actor       string                  `json:"actor"`
	At          string                  `json:"at"`
	Body        caterina.MessageBody    `json:"body"`
}

func (s *server) url() string { return "ws" + strings.TrimPrefix(s.http.URL, "http") + "/v1/ws" }

// dial connects without saying anything.
func (s *server) dial(t *testing.T, header http.Header) *client {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{subprotocol}, HandshakeTimeout: 10 * time.Second}
	ws, res, err := dialer.DialContext(t.Context(), s.url(), header)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	defer res.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	return &client{t: t, ws: ws}
}

// open connects and says hello in a new session, up to "live".
func (s *server) open(t *testing.T) *client {
	t.Helper()
	c := s.dial(t, nil)
	c.hello(`{"type":"hello","v":1,"town":"siena","lang":"it"}`)
	return c
}

// again connects with the session and number of another client, up to "live".
func (s *server) again(t *testing.T, old *client) *client {
	t.Helper()
	c := s.dial(t, nil)
	c.n = old.n
	c.hello(fmt.Sprintf(`{"type":"hello","v":1,"town":"siena","token":%q,"after":%d}`, old.token, old.n))
	return c
}

// hello sends a hello and reads the welcome and the log, up to "live". It
// returns the welcome.
func (c *client) hello(frame string) serverFrame {
	c.t.Helper()
	c.write(frame)
	welcome := c.read()
	if welcome.Type != "welcome" {
		c.t.Fatalf("hello was answered by %q: %+v", welcome.Type, welcome)
	}
	c.token, c.conv = welcome.Token, welcome.Conv
	c.untilLive()
	return welcome
}

func (c *client) write(frame string) {
	c.t.Helper()
	if err := c.ws.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		c.t.Fatalf("write: %v", err)
	}
}

// try reads one frame and checks that numbers follow one another.
func (c *client) try() (serverFrame, error) {
	if err := c.ws.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return serverFrame{}, err
	}
	_, b, err := c.ws.ReadMessage()
	if err != nil {
		return serverFrame{}, err
	}
	c.raw.Write(b)
	var f serverFrame
	if err := json.Unmarshal(b, &f); err != nil {
		c.t.Errorf("frame %q: %v", b, err)
	}
	switch f.Type {
	case "reset":
		c.n = f.From - 1
	case "ev":
		if f.N > c.n+1 || f.N <= c.n && !c.resumed {
			c.t.Errorf("event %d came after %d", f.N, c.n)
		}
		c.n = max(c.n, f.N)
	}
	return f, nil
}

func (c *client) read() serverFrame {
	c.t.Helper()
	f, err := c.try()
	if err != nil {
		c.t.Fatalf("read: %v", err)
	}
	return f
}

// untilLive reads up to "live" and returns all of it.
func (c *client) untilLive() []serverFrame {
	c.t.Helper()
	frames := c.untilPaused()
	if last := frames[len(frames)-1]; last.Type != "live" {
		c.t.Fatalf("the log paused with %q", last.Type)
	}
	return frames
}

// untilPaused reads up to "live" or "more".
func (c *client) untilPaused() []serverFrame {
	c.t.Helper()
	var frames []serverFrame
	for {
		f := c.read()
		frames = append(frames, f)
		if f.Type == "live" || f.Type == "more" {
			return frames
		}
	}
}

// send sends a message and returns its ack or nak; events that come before it
// are checked and skipped.
func (c *client) send(id, text string) serverFrame {
	c.t.Helper()
	b, _ := json.Marshal(map[string]string{"type": "send", "id": id, "text": text})
	c.write(string(b))
	return c.receipt(id)
}

func (c *client) receipt(id string) serverFrame {
	c.t.Helper()
	for {
		if f := c.read(); (f.Type == "ack" || f.Type == "nak") && f.ID == id {
			return f
		}
	}
}

// event reads up to the event with the number.
func (c *client) event(n int64) {
	c.t.Helper()
	for c.n < n {
		c.read()
	}
}

// hasSeen checks that the client has seen the log up to its end.
func (c *client) hasSeen(s *server) {
	c.t.Helper()
	if want := int64(len(s.store.log(c.conv))); c.n != want {
		c.t.Errorf("seen %d events of %d", c.n, want)
	}
}

// closed reads up to the close and returns its code, 0 when the line was cut.
func (c *client) closed() int {
	c.t.Helper()
	for {
		if _, err := c.try(); err != nil {
			if e, ok := errors.AsType[*websocket.CloseError](err); ok && e.Code != websocket.CloseAbnormalClosure {
				return e.Code
			}
			return 0
		}
	}
}

func kindsOf(frames []serverFrame) []string {
	kinds := make([]string, len(frames))
	for i := range frames {
		kinds[i] = frames[i].Type
	}
	return kinds
}

func jsonNumber(n int64) string { return strconv.FormatInt(n, 10) }
