package httpserver

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"time"
)

// Check is one thing the process needs to be ready. Run must return soon after
// its context is done.
type Check struct {
	Name string // shown to whoever asks, such as "database"
	Run  func(ctx context.Context) error
}

// checkTimeout bounds each check: an answer that comes later is a no.
const checkTimeout = 2 * time.Second

// healthz says that the process runs.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// readyz says whether the process can serve. Why it cannot is in the log only.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	status, word := http.StatusOK, "ok"
	results := make(map[string]string, len(s.cfg.Checks)+1)
	note := func(name string, ok bool) {
		results[name] = "ok"
		if !ok {
			results[name] = "failed"
			status, word = http.StatusServiceUnavailable, "unavailable"
		}
	}
	note("listener", s.ready.Load())
	for _, check := range s.cfg.Checks {
		ctx, cancel := context.WithTimeout(r.Context(), checkTimeout)
		err := check.Run(ctx)
		cancel()
		note(check.Name, err == nil)
		if err != nil {
			s.cfg.Logger.WarnContext(r.Context(), "not ready", slog.String("check", check.Name), slog.String("error", err.Error()))
		}
	}
	writeJSON(w, status, map[string]any{"status": word, "checks": results})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the client has gone
}
