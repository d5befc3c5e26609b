package httpserver

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// middleware puts everything around the application's mux.
func (s *Server) middleware() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.Handle("GET /metrics", s.cfg.Metrics.handler())
	mux.Handle("/", s.limited(s.routed(s.cfg.Mux)))
	return s.identified(s.logged(s.recovered(s.protected(mux))))
}

type requestIDKey struct{}

// requestID returns the identifier of the request that ctx belongs to, "" when
// there is none.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}

// identified gives the request an identifier of its own, which the log and the
// error pages name.
func (s *Server) identified(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := strings.ToLower(rand.Text()[:12])
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// logged writes the access log and the metrics. Of the address only the route's
// pattern is kept: paths and queries may hold what people typed.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w}
		defer s.note(rec, r, s.cfg.Now())
		next.ServeHTTP(rec, r)
	})
}

// note writes one request into the log and the metrics.
func (s *Server) note(rec *recorder, r *http.Request, begun time.Time) {
	ctx, route, took := r.Context(), routeOf(r), s.cfg.Now().Sub(begun)
	s.cfg.Metrics.request(route, methodOf(r), rec.code(), took)
	level := slog.LevelInfo
	if route == "GET /healthz" || route == "GET /readyz" || route == "GET /metrics" {
		level = slog.LevelDebug // asked every few seconds by machines
	}
	s.cfg.Logger.LogAttrs(ctx, level, "request",
		slog.String("request_id", requestID(ctx)), slog.String("method", methodOf(r)),
		slog.String("route", route), slog.Int("status", rec.code()), slog.Int64("bytes", rec.bytes),
		slog.Float64("took_ms", float64(took.Microseconds())/1000))
}

// routeOf is the pattern that matched, without the host.
func routeOf(r *http.Request) string {
	if r.Pattern == "" || r.Pattern == "/" {
		return "none"
	}
	return r.Pattern
}

// methodOf keeps made-up methods out of logs and metrics.
func methodOf(r *http.Request) string {
	known := []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
	}
	if slices.Contains(known, r.Method) {
		return r.Method
	}
	return "other"
}

// recovered answers for a handler that panicked.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.rescue(w, r)
		next.ServeHTTP(w, r)
	})
}

// rescue logs a panic and answers, when nothing was answered yet.
func (s *Server) rescue(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p) // how a handler says that the connection is to be cut
	}
	// The value is not logged: it may hold what the request held.
	ctx := r.Context()
	s.cfg.Logger.ErrorContext(ctx, "handler panicked",
		slog.String("request_id", requestID(ctx)), slog.String("type", fmt.Sprintf("%T", p)),
		slog.String("stack", string(debug.Stack())))
	if rec, ok := w.(*recorder); ok && rec.status == 0 {
		WriteError(w, r, caterina.Errorf(caterina.CodeInternal, "panic"))
	}
}

// limited refuses bodies that are too large and addresses that ask too fast.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.cfg.Own != nil && s.cfg.Own(r) {
			next.ServeHTTP(w, r)
			return
		}
		if s.cfg.Address != nil {
			if addr := s.cfg.Address(r); addr.IsValid() {
				if wait := s.ceilings.take(addr, s.cfg.Now()); wait > 0 {
					w.Header().Set("Retry-After", retryAfter(wait))
					WriteError(w, r, caterina.Errorf(caterina.CodeLimited, "too many requests from one address"))
					return
				}
			}
		}
		r.Body = http.MaxBytesReader(w, r.Body, s.cfg.MaxBody)
		next.ServeHTTP(w, r)
	})
}

// retryAfter is a wait in whole seconds, rounded up.
func retryAfter(wait time.Duration) string {
	return strconv.FormatInt(int64((wait+time.Second-1)/time.Second), 10)
}

// routed serves the application's mux, with error pages of our own where no
// route matches.
func (s *Server) routed(mux *http.ServeMux) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		var refusal capture
		handler.ServeHTTP(&refusal, r)
		switch {
		case refusal.status == http.StatusMethodNotAllowed:
			w.Header().Set("Allow", refusal.Header().Get("Allow"))
			writeError(w, r, errorKind{status: refusal.status, code: caterina.CodeInvalid})
		case refusal.status >= 300 && refusal.status < 400:
			handler.ServeHTTP(w, r) // a cleaned path
		default:
			WriteError(w, r, caterina.Errorf(caterina.CodeNotFound, "no such page"))
		}
	})
}

// capture notes how a handler would answer, and drops the body.
type capture struct {
	header http.Header
	status int
}

// Header returns the headers that were set.
func (c *capture) Header() http.Header {
	if c.header == nil {
		c.header = http.Header{}
	}
	return c.header
}

// WriteHeader notes the status.
func (c *capture) WriteHeader(status int) { c.status = status }

// Write drops the body.
func (c *capture) Write(b []byte) (int, error) { return len(b), nil }

// recorder notes what was answered. It passes on everything a websocket or a
// stream needs.
type recorder struct {
	http.ResponseWriter

	status int
	bytes  int64
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes.
func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(b)
	r.bytes += int64(n)
	return n, err
}

// Hijack hands over the connection, for websockets.
func (r *recorder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	if r.status == 0 {
		r.status = http.StatusSwitchingProtocols
	}
	return http.NewResponseController(r.ResponseWriter).Hijack()
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
