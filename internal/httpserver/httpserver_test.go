package httpserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"example.org/caterina"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

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

// newServer returns a server around mux and what it logs.
func newServer(mux *http.ServeMux, configure ...func(*Config)) (*Server, *logBuffer) {
	logs := &logBuffer{}
	cfg := Config{
		Addr: "127.0.0.1:0", Mux: mux, Now: time.Now,
		Logger: slog.New(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range configure {
		f(&cfg)
	}
	return New(cfg), logs
}

// ask serves one request.
func ask(s *Server, method, target string, header ...string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, "/", nil)
	req.URL.Path, req.URL.RawQuery, _ = strings.Cut(target, "?")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, req)
	return w
}

func TestEveryAnswerIsProtected(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /page", func(http.ResponseWriter, *http.Request) {})
	s, _ := newServer(mux, func(c *Config) { c.PublicURL = "https://caterina.example/" })
	for _, target := range []string{"/page", "/nowhere", "/healthz"} {
		h := ask(s, http.MethodGet, target).Header()
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "connect-src 'self' wss://caterina.example"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: the policy lacks %q: %s", target, want, csp)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy allows %s", target, csp)
		}
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
			"Strict-Transport-Security": "max-age=31536000", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := h.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", target, name, got, want)
			}
		}
		if !strings.Contains(h.Get("Permissions-Policy"), "camera=()") || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: %v", target, h)
		}
	}
	plain, _ := newServer(mux, func(c *Config) { c.PublicURL = "http://localhost:8080" })
	h := ask(plain, http.MethodGet, "/page").Header()
	if h.Get("Strict-Transport-Security") != "" || !strings.Contains(h.Get("Content-Security-Policy"), "ws://localhost:8080") {
		t.Errorf("over http: %v", h)
	}
}

func TestAHandlerMayReplaceAHeader(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /widget.js", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Cache-Control", "public") })
	s, _ := newServer(mux)
	if got := ask(s, http.MethodGet, "/widget.js").Header().Get("Cache-Control"); got != "public" {
		t.Errorf("Cache-Control is %q", got)
	}
}

func TestTheAccessLogKeepsWhatPeopleTypedToItself(t *testing.T) {
	t.Parallel()
	const secret = "RSSMRA80A01I726X"
	mux := http.NewServeMux()
	mux.HandleFunc("POST /chat/{town}", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusSeeOther)
	})
	s, logs := newServer(mux)
	req := httptest.NewRequest(http.MethodPost, "/chat/siena?q="+secret, strings.NewReader("text="+secret))
	req.Header.Set("Authorization", "Bearer "+secret)
	req.Header.Set("Cookie", "caterina-siena="+secret)
	s.ServeHTTP(httptest.NewRecorder(), req)
	ask(s, http.MethodGet, "/"+secret)
	ask(s, secret, "/chat/siena")
	if strings.Contains(logs.String(), secret) || strings.Contains(logs.String(), "192.0.2.1") {
		t.Errorf("the log holds what it must not: %s", logs)
	}
	var line struct {
		Msg, Method, Route string
		Status             int
		RequestID          string  `json:"request_id"`
		TookMS             float64 `json:"took_ms"`
	}
	if err := json.Unmarshal([]byte(strings.SplitN(logs.String(), "\n", 2)[0]), &line); err != nil {
		t.Fatal(err)
	}
	if line.Msg != "request" || line.Method != "POST" || line.Route != "POST /chat/{town}" || line.Status != 303 || len(line.RequestID) != 12 {
		t.Errorf("logged %+v", line)
	}
}

func TestAPanicIsAnsweredAndItsValueKept(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /panic", func(http.ResponseWriter, *http.Request) { panic("segreto") })
	mux.HandleFunc("GET /abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("GET /half", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "half")
		panic("segreto")
	})
	s, logs := newServer(mux)
	w := ask(s, http.MethodGet, "/panic")
	if w.Code != http.StatusInternalServerError || strings.Contains(w.Body.String(), "segreto") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	if w := ask(s, http.MethodGet, "/half"); w.Body.String() != "half" {
		t.Errorf("answered %s", w.Body)
	}
	if !strings.Contains(logs.String(), "handler panicked") || strings.Contains(logs.String(), "segreto") {
		t.Errorf("logged %s", logs)
	}
	defer func() {
		if p := recover(); p != http.ErrAbortHandler { //nolint:errorlint // the very value
			t.Errorf("an aborting handler became %v", p)
		}
	}()
	ask(s, http.MethodGet, "/abort")
}

func TestOddPathsAndMethodsAreAnswered(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("GET /chat/{town}", func(http.ResponseWriter, *http.Request) {})
	s, _ := newServer(mux)
	for _, tc := range []struct {
		method, target string
		status         int
	}{
		{"GET", "/", 200},
		{"GET", "//", 307},
		{"GET", "//chat/siena", 307},
		{"GET", "//evil.example/%2f..", 307},
		{"GET", "/chat/../chat/siena", 307},
		{"GET", "/nowhere", 404},
		{"GET", "", 307},
		{"GET", "/\x00", 404},
		{"GET", "/%zz", 404},
		{"GET", "/chat/" + strings.Repeat("a", 10_000), 200},
		{"DELETE", "/chat/siena", 405},
		{"POST", "/healthz", 404},
		{"BREW", "/chat/siena", 405},
		{"OPTIONS", "/nowhere", 404},
		{"CONNECT", "/", 405},
	} {
		w := ask(s, tc.method, tc.target)
		if w.Code != tc.status && (tc.status != 307 || w.Code != http.StatusMovedPermanently) {
			t.Errorf("%s %.40q: status %d, want %d", tc.method, tc.target, w.Code, tc.status)
		}
		if to := w.Header().Get("Location"); strings.HasPrefix(to, "//") {
			t.Errorf("%s %.40q: sent to another host, %q", tc.method, tc.target, to)
		}
		if w.Code == http.StatusMethodNotAllowed && w.Header().Get("Allow") == "" {
			t.Errorf("%s %.40q: does not say what is allowed", tc.method, tc.target)
		}
	}
}

func TestErrorsSpeakToPeopleAndToPrograms(t *testing.T) {
	t.Parallel()
	for _, code := range []caterina.Code{
		caterina.CodeInvalid, caterina.CodeNotFound, caterina.CodeConflict, caterina.CodeForbidden, caterina.CodeLimited,
		caterina.CodeUnavailable, caterina.CodeInternal,
	} {
		err := fmt.Errorf("doing: %w", caterina.Errorf(code, "secret detail"))
		page := httptest.NewRecorder()
		req := httptest.NewRequest(http.MethodGet, "/page", nil)
		req.Header.Set("Accept", "text/html,*/*")
		WriteError(page, req, err)
		if page.Code != Status(code) || page.Code < 400 {
			t.Errorf("%s: status %d", code, page.Code)
		}
		for _, want := range []string{`<html lang="it">`, "Si è verificato un problema"} {
			if !strings.Contains(page.Body.String(), want) {
				t.Errorf("%s: the page lacks %q", code, want)
			}
		}
		req.Header.Set("Accept-Language", "en-GB,en;q=0.9")
		english := httptest.NewRecorder()
		WriteError(english, req, err)
		if !strings.Contains(english.Body.String(), `<html lang="en">`) {
			t.Errorf("%s: not in English", code)
		}
		data := httptest.NewRecorder()
		req = httptest.NewRequest(http.MethodGet, "/page?lang=en", nil)
		WriteError(data, req, err)
		var body struct {
			Error struct{ Code, Message string }
		}
		if err := json.Unmarshal(data.Body.Bytes(), &body); err != nil || body.Error.Code != string(code) || body.Error.Message == "" {
			t.Errorf("%s: %s, %v", code, data.Body, err)
		}
		for _, w := range []*httptest.ResponseRecorder{page, english, data} {
			if strings.Contains(w.Body.String(), "secret detail") {
				t.Errorf("%s: the cause is shown", code)
			}
		}
	}
	if Status(caterina.CodeOf(errors.New("other"))) != http.StatusInternalServerError || Status("new") != http.StatusInternalServerError {
		t.Error("an unknown failure is not our fault")
	}
}

func TestTheProtocolsAddressesAnswerPrograms(t *testing.T) {
	t.Parallel()
	s, _ := newServer(http.NewServeMux())
	w := ask(s, http.MethodGet, "/v1/nothing", "Accept", "text/html")
	if w.Code != http.StatusNotFound || !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		t.Errorf("%d %s", w.Code, w.Header().Get("Content-Type"))
	}
}

func TestABodyThatIsTooLargeIsCutOff(t *testing.T) {
	t.Parallel()
	var read int64
	var err error
	mux := http.NewServeMux()
	mux.HandleFunc("POST /take", func(_ http.ResponseWriter, r *http.Request) { read, err = io.Copy(io.Discard, r.Body) })
	s, _ := newServer(mux, func(c *Config) { c.MaxBody = 100 })
	req := httptest.NewRequest(http.MethodPost, "/take", strings.NewReader(strings.Repeat("a", 200)))
	s.ServeHTTP(httptest.NewRecorder(), req)
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); !ok || tooLarge.Limit != 100 || read != 100 {
		t.Errorf("read %d bytes, %v", read, err)
	}
}

func TestHealthIsTheProcessAndReadinessWhatItNeeds(t *testing.T) {
	t.Parallel()
	var down error
	s, logs := newServer(http.NewServeMux(), func(c *Config) {
		c.Checks = []Check{
			{"database", func(context.Context) error { return down }},
			{"slow", func(ctx context.Context) error {
				if _, bounded := ctx.Deadline(); !bounded {
					return errors.New("no deadline")
				}
				return nil
			}},
		}
	})
	if w := ask(s, http.MethodGet, "/healthz"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"status":"ok"`) {
		t.Errorf("healthz: %d %s", w.Code, w.Body)
	}
	if w := ask(s, http.MethodGet, "/readyz"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `"listener":"failed"`) {
		t.Errorf("before listening: %d %s", w.Code, w.Body)
	}
	s.ready.Store(true)
	if w := ask(s, http.MethodGet, "/readyz"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"database":"ok"`) {
		t.Errorf("ready: %d %s", w.Code, w.Body)
	}
	down = errors.New("connection refused at 10.0.0.7")
	w := ask(s, http.MethodGet, "/readyz")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), `"database":"failed"`) || strings.Contains(w.Body.String(), "10.0.0.7") {
		t.Errorf("database down: %d %s", w.Code, w.Body)
	}
	if !strings.Contains(logs.String(), "10.0.0.7") {
		t.Error("the log does not say why")
	}
}

func TestMetricsCountWhatHappens(t *testing.T) {
	t.Parallel()
	m := NewMetrics()
	s, _ := newServer(http.NewServeMux(), func(c *Config) { c.Metrics = m })
	m.TurnsWaiting(func() int { return 3 })
	m.TurnDone(caterina.Reply{Trace: caterina.Trace{
		Outcome: caterina.OutcomeAnswer, Ranking: []caterina.HitTrace{{Legs: caterina.Legs{Lexical: .4, Classifier: .9, Dense: .1}}},
	}}, 4*time.Millisecond)
	m.TurnDone(caterina.Reply{Trace: caterina.Trace{Outcome: caterina.OutcomeSmalltalk}}, time.Millisecond)
	m.TurnDone(caterina.Reply{Trace: caterina.Trace{
		Outcome: caterina.OutcomeAnswer, Ranking: []caterina.HitTrace{{Legs: caterina.Legs{Dense: .1}}},
	}}, time.Millisecond)
	m.TurnDone(caterina.Reply{Trace: caterina.Trace{Model: []caterina.ModelTrace{
		{Step: caterina.StepRewrite}, {Step: caterina.StepChoose, Tool: "hours/urp", Became: caterina.ToolDone},
	}}}, time.Millisecond)
	m.TurnFailed()
	m.TurnVoid()
	m.SocketOpened()
	m.SocketOpened()
	m.SocketClosed(4008)
	m.Message("ack")
	m.Delivered("push", 2)
	m.Behind(7)
	ask(s, http.MethodGet, "/nowhere")
	page := ask(s, http.MethodGet, "/metrics").Body.String()
	for _, want := range []string{
		`caterina_turns_total{leg="classifier",outcome="answer"} 1`,
		`caterina_turns_total{leg="dense",outcome="answer"} 1`,
		`caterina_turns_total{leg="none",outcome="smalltalk"} 1`,
		`caterina_turn_seconds_count{outcome="answer"} 2`,
		`caterina_model_tools_total{became="done",tool="hours"} 1`,
		`caterina_turns_total{leg="none",outcome="none"} 1`, `caterina_turns_failed_total 1`, `caterina_turns_void_total 1`, `caterina_turns_waiting 3`, `caterina_sockets 1`,
		`caterina_sockets_closed_total{code="4008"} 1`, `caterina_messages_total{result="ack"} 1`,
		`caterina_events_delivered_total{from="push"} 2`, `caterina_log_lag_events 7`,
		`caterina_http_requests_total{method="GET",route="none",status="404"} 1`, `go_goroutines`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
}
