// Package httpserver is the outer edge that every page and address shares: the
// server with its timeouts and its orderly end, request identifiers, recovery,
// security headers, the access log, ceilings per address, the table from
// failures to HTTP statuses, health and metrics. What the addresses do is none
// of its business: it is given a mux.
package httpserver

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

// Config wires a Server. Fields are required unless they say otherwise.
type Config struct {
	Addr      string // host:port to listen on
	Mux       *http.ServeMux
	Checks    []Check                          // of what the process needs to be ready; the listener is added
	Drain     func(ctx context.Context) error  // ends long-lived connections when the server stops; optional
	Listening func(addr net.Addr)              // told once the port is open; optional
	Metrics   *Metrics                         // optional
	Address   func(r *http.Request) netip.Addr // see ClientAddress; optional: then there are no ceilings
	Logger    *slog.Logger                     //
	PublicURL string                           // where the world finds us; optional
	Now       func() time.Time                 // the running clock: never a fixed one
	MaxBody   int64                            // bytes of a request's body; 0 means 64 KiB
	Own       func(r *http.Request) bool       // whether a handler has limits of its own in place of ours; optional
	Grace     time.Duration                    // for requests under way when the server stops; 0 means 20 s
}

// Timeouts of the server. A stream that lives longer extends its own deadlines.
const (
	headerTimeout = 10 * time.Second
	readTimeout   = 30 * time.Second
	writeTimeout  = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	defaultGrace  = 20 * time.Second
	defaultBody   = 64 << 10
	maxHeader     = 32 << 10
)

// Server serves a mux until it is told to stop.
type Server struct {
	cfg      Config
	handler  http.Handler
	ready    atomic.Bool // the port is open and nobody asked us to stop
	ceilings *ceilings
}

// New returns a Server that does nothing until Run.
func New(cfg Config) *Server {
	if cfg.MaxBody == 0 {
		cfg.MaxBody = defaultBody
	}
	if cfg.Grace == 0 {
		cfg.Grace = defaultGrace
	}
	if cfg.Metrics == nil {
		cfg.Metrics = NewMetrics()
	}
	s := &Server{cfg: cfg, ceilings: newCeilings()}
	s.handler = s.middleware()
	return s
}

// ServeHTTP serves one request with everything around it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Run listens and serves until ctx is done. Then it stops accepting, says it is
// not ready, ends the long-lived connections through Drain, waits for the
// requests under way, and returns.
func (s *Server) Run(ctx context.Context) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.cfg.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.cfg.Addr, err)
	}
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeader,
		ErrorLog:          slog.NewLogLogger(s.cfg.Logger.Handler(), slog.LevelDebug),
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	s.ready.Store(true)
	if s.cfg.Listening != nil {
		s.cfg.Listening(listener.Addr())
	}
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	s.ready.Store(false)
	err = s.shutdown(ctx, server)
	if serveErr := <-served; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("serve: %w", serveErr))
	}
	return err
}

// shutdown closes the port at once, so that whoever is sent away and comes back
// finds another process, and then waits for what is under way.
func (s *Server) shutdown(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.cfg.Grace)
	defer cancel()
	var both errgroup.Group
	both.Go(func() error {
		if err := server.Shutdown(ctx); err != nil {
			return errors.Join(fmt.Errorf("wait for requests: %w", err), server.Close())
		}
		return nil
	})
	if s.cfg.Drain != nil {
		both.Go(func() error {
			if err := s.cfg.Drain(ctx); err != nil {
				return fmt.Errorf("drain connections: %w", err)
			}
			return nil
		})
	}
	return both.Wait()
}
