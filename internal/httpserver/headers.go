package httpserver

import (
	"net/http"
	"net/url"
	"strings"
)

// protected sets the security headers that hold for every answer; a handler may
// replace them. No page of ours needs inline scripts or styles.
func (s *Server) protected(next http.Handler) http.Handler {
	policy := contentPolicy(s.cfg.PublicURL)
	secure := strings.HasPrefix(s.cfg.PublicURL, "https://")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		// The microphone is for dictating a message; nothing else is used.
		h.Set("Permissions-Policy", "microphone=(self), camera=(), geolocation=(self), payment=(), usb=()")
		h.Set("Cache-Control", "no-store")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// contentPolicy lets a page load what we serve and talk to us, and nothing else.
func contentPolicy(publicURL string) string {
	connect := "'self'"
	if u, err := url.Parse(publicURL); err == nil && u.Host != "" {
		// Some browsers do not count a websocket to the same host as 'self'.
		connect += " ws://" + u.Host
		if u.Scheme == "https" {
			connect = "'self' wss://" + u.Host
		}
	}
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
		"connect-src " + connect, "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
	}, "; ")
}
