package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"github.com/go-telegram/bot"

	"example.org/caterina"
)

// key is the part of the token that nobody may read.
const (
	key   = "AAveryverysecretpart"
	token = caterina.Secret("123456789:" + key)
)

// elsewhere is a server that is led to, and notes all that it is told.
func elsewhere(t *testing.T) (address string, told func() string) {
	t.Helper()
	var mu sync.Mutex
	var all strings.Builder
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Fprintf(&all, "%s %v %s\n", r.URL, r.Header, body)
	}))
	t.Cleanup(s.Close)
	return s.URL, func() string { mu.Lock(); defer mu.Unlock(); return all.String() }
}

// calls are all ways in which a bot calls Telegram.
func calls(a *api) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"send": func(ctx context.Context) error {
			return a.do(ctx, func(ctx context.Context) error {
				_, err := a.calls.SendMessage(ctx, &bot.SendMessageParams{ChatID: 1, Text: "x"})
				return err
			})
		},
		"poll": func(ctx context.Context) error { _, err := a.updates(ctx, 0, 0); return err },
		"file": func(ctx context.Context) error { _, err := a.file(ctx, "x", 10); return err },
	}
}

// TestNoErrorHoldsTheToken, whatever the server does and however it is called: nor does
// anybody learn it to whom the server leads.
func TestNoErrorHoldsTheToken(t *testing.T) {
	t.Parallel()
	other, told := elsewhere(t)
	leading := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other+"/landing", status) }
	}
	file := func(path string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/file/") {
				http.Redirect(w, r, other+r.URL.Path, http.StatusFound)
				return
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": map[string]string{"file_id": "x", "file_path": path}})
		}
	}
	for name, h := range map[string]http.HandlerFunc{
		"301": leading(301), "302": leading(302), "307": leading(307), "308": leading(308),
		"a file elsewhere": file("photos/1.jpg"), "a path that is no address": file("\x7f%zz " + string(token)), "an address for a path": file(other + "/x"),
		"says it back": func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.String()) },
		"quotes it": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_ = json.NewEncoder(w).Encode(map[string]any{"ok": false, "error_code": 400, "description": "Bad Request: " + r.URL.String()})
		},
		"hangs up": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
		"no HTTP": func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_, _ = io.WriteString(conn, "nonsense\r\n\r\n")
				_ = conn.Close()
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := httptest.NewServer(h)
			defer s.Close()
			unspeaking(t, s.URL, !strings.Contains(name, "file") && !strings.Contains(name, "path"))
		})
	}
	for name, base := range map[string]string{
		"nobody there": "http://127.0.0.1:1", "no address": "http://[::1", "a control character": "http://x\x7f", "no scheme": "127.0.0.1", "no such scheme": "gopher://x",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			unspeaking(t, base, true)
		})
	}
	t.Cleanup(func() {
		if text := told(); text != "" {
			t.Errorf("somebody else was told:\n%s", text)
		}
	})
}

// unspeaking makes every call and looks at its error, as it is printed and wrapped.
func unspeaking(t *testing.T, base string, all bool) {
	t.Helper()
	a, err := newAPI(token, base)
	if err != nil {
		t.Fatal(err)
	}
	for name, call := range calls(a) {
		err := call(t.Context())
		if err == nil && (all || name == "file") {
			t.Errorf("%s: no error", name)
		}
		for text := range strings.Lines(fmt.Sprintf("%v\n%+v\n%#v\n%s", err, err, err, fmt.Errorf("wrapped: %w", err))) {
			if strings.Contains(text, key) {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
}

// TestNothingPrintsTheToken: not what holds it, in any verb, in a log or in JSON.
func TestNothingPrintsTheToken(t *testing.T) {
	t.Parallel()
	cfg := Config{Bots: []Bot{{Token: token, Town: 3}}, API: OfficialAPI, Secret: caterina.Secret("webhook" + key), Logger: slog.New(slog.DiscardHandler)}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l := c.lines[0]
	v := &visit{line: l}
	for name, value := range map[string]any{
		"a configuration": cfg, "one by its address": &cfg, "a bot": cfg.Bots[0], "bots": cfg.Bots, "a channel": c, "a line": l, "lines": c.lines,
		"an api": l.api, "a visit": v, "a check": &checker{cfg: CheckConfig{API: OfficialAPI}, api: l.api}, "a structure of them": struct {
			C *Channel
			c *Channel
			l *line
			a *api
		}{c, c, l, l.api},
	} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", slog.Any("it", value))
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", slog.Any("it", value))
		text := fmt.Sprintf("%v %+v %#v %s %q %x %d", value, value, value, value, value, value, value) + log.String()
		if strings.Contains(text, key) || strings.Contains(text, fmt.Sprintf("%x", key)) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestNoStackHoldsTheToken: of one goroutine as a panic is logged with it, of all as
// SIGQUIT prints them, while calls are on their way.
func TestNoStackHoldsTheToken(t *testing.T) {
	t.Parallel()
	arrived, done := make(chan struct{}), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived <- struct{}{}
		<-done
		panic(http.ErrAbortHandler)
	}))
	defer s.Close()
	a, err := newAPI(token, s.URL)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	all := calls(a)
	for _, call := range all {
		wg.Go(func() { _ = call(t.Context()) })
	}
	for range all {
		<-arrived
	}
	stacks := make([]byte, 4<<20)
	stacks = append(stacks[:runtime.Stack(stacks, true)], stackOf(a)...)
	close(done)
	wg.Wait()
	if !bytes.Contains(stacks, []byte("telegram.(*api).Do")) {
		t.Error("no call is on its way")
	}
	if bytes.Contains(stacks, []byte(key)) {
		t.Errorf("a stack holds the token:\n%s", stacks)
	}
}

// stackOf is the stack of a goroutine that panics with the token at hand.
func stackOf(a *api) (stack []byte) {
	defer func() {
		if recover() != nil {
			stack = debug.Stack()
		}
	}()
	_ = a.within(context.Background(), callTimeout, func(context.Context) error {
		panic(fmt.Sprint(a, *a.token))
	})
	return nil
}
