package httpserver

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestTheServerEndsInOrder(t *testing.T) {
	t.Parallel()
	began, finish := make(chan struct{}), make(chan struct{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) {
		close(began)
		<-finish
		if r.Context().Err() == nil {
			_, _ = io.WriteString(w, "done")
		}
	})
	listening := make(chan net.Addr, 1)
	drained := make(chan struct{})
	var s *Server
	s, _ = newServer(mux, func(c *Config) {
		c.Listening = func(addr net.Addr) { listening <- addr }
		c.Drain = func(context.Context) error {
			if s.ready.Load() {
				t.Error("still says it is ready")
			}
			close(drained)
			close(finish)
			return nil
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	base := "http://" + (<-listening).String()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer := make(chan string, 1)
	go func() {
		res, err := client.Get(base + "/slow")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		answer <- string(b)
	}()
	<-began
	if res, err := client.Get(base + "/readyz"); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("readyz: %v", err)
	} else {
		_ = res.Body.Close()
	}
	cancel()
	<-drained
	if got := <-answer; got != "done" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("run: %v", err)
	}
}

func TestTheServerSaysWhatWentWrong(t *testing.T) {
	t.Parallel()
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	s, _ := newServer(http.NewServeMux(), func(c *Config) { c.Addr = taken.Addr().String() })
	if err := s.Run(t.Context()); err == nil || !strings.Contains(err.Error(), taken.Addr().String()) {
		t.Errorf("a taken port: %v", err)
	}

	block := make(chan struct{})
	mux := http.NewServeMux()
	began := make(chan struct{})
	mux.HandleFunc("GET /stuck", func(http.ResponseWriter, *http.Request) {
		close(began)
		<-block
	})
	listening := make(chan net.Addr, 1)
	s, _ = newServer(mux, func(c *Config) {
		c.Listening = func(addr net.Addr) { listening <- addr }
		c.Drain = func(context.Context) error { return errors.New("sockets stay") }
		c.Grace = 20 * time.Millisecond
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	base := "http://" + (<-listening).String()
	asked := make(chan struct{})
	go func() {
		defer close(asked)
		if res, err := client.Get(base + "/stuck"); err == nil {
			_ = res.Body.Close()
		}
	}()
	<-began
	cancel()
	if err := <-ended; err == nil {
		t.Error("a server that had to cut connections ended well")
	}
	close(block)
	<-asked
}

func TestStreamsAndSocketsPassThrough(t *testing.T) {
	t.Parallel()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, _ *http.Request) {
		control := http.NewResponseController(w)
		if err := control.SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Errorf("deadline: %v", err)
		}
		_, _ = io.WriteString(w, "first\n")
		if err := control.Flush(); err != nil {
			t.Errorf("flush: %v", err)
		}
	})
	mux.HandleFunc("GET /socket", func(w http.ResponseWriter, _ *http.Request) {
		hijacker, ok := w.(http.Hijacker)
		if !ok {
			t.Error("gorilla asks for a http.Hijacker by type")
			return
		}
		conn, _, err := hijacker.Hijack()
		if err != nil {
			t.Errorf("hijack: %v", err)
			return
		}
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\n\r\n")
		_ = conn.Close()
	})
	s, logs := newServer(mux)
	served := make(chan struct{}, 2)
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.ServeHTTP(w, r)
		served <- struct{}{}
	}))
	defer web.Close()
	for path, want := range map[string]int{"/stream": 200, "/socket": 101} {
		res, err := web.Client().Get(web.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: status %d", path, res.StatusCode)
		}
		<-served
	}
	if !strings.Contains(logs.String(), `"status":101`) {
		t.Errorf("the socket is not in the log: %s", logs)
	}
}
