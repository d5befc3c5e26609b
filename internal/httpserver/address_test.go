package httpserver

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
	"time"
)

func TestAnAddressThatHammersIsSlowed(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(http.ResponseWriter, *http.Request) {})
	s, _ := newServer(mux, func(c *Config) {
		c.Now = func() time.Time { return now }
		c.Address = func(r *http.Request) netip.Addr {
			addr, _ := netip.ParseAddr(r.Header.Get("X-Test"))
			return addr
		}
	})
	from := func(addr string) int { return ask(s, http.MethodGet, "/", "X-Test", addr).Code }
	for range ceilingBurst {
		if code := from("198.51.100.1"); code != http.StatusOK {
			t.Fatalf("status %d within the burst", code)
		}
	}
	if w := ask(s, http.MethodGet, "/", "X-Test", "198.51.100.1"); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") != "1" {
		t.Errorf("over the ceiling: %d, %v", w.Code, w.Header())
	}
	if w := ask(s, http.MethodGet, "/healthz", "X-Test", "198.51.100.1"); w.Code != http.StatusOK {
		t.Errorf("health has a ceiling: %d", w.Code)
	}
	if code := from("198.51.100.2"); code != http.StatusOK {
		t.Errorf("another address: %d", code)
	}
	if code := from(""); code != http.StatusOK {
		t.Errorf("our own network: %d", code)
	}
	now = now.Add(ceilingEvery)
	if code := from("198.51.100.1"); code != http.StatusOK {
		t.Errorf("a little later: %d", code)
	}
}

func TestTheCeilingsForgetAddresses(t *testing.T) {
	t.Parallel()
	c := newCeilings()
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	addr := netip.MustParseAddr("10.0.0.0")
	for range ceilingAddresses {
		addr = addr.Next()
		c.take(addr, now)
	}
	c.take(addr.Next(), now)
	if n := len(c.due); n != 1 {
		t.Errorf("%d addresses are kept when all are busy, want the newest", n)
	}
	c.take(addr, now.Add(time.Hour))
	c.forget(now.Add(30 * time.Minute).UnixNano())
	if n := len(c.due); n != 1 {
		t.Errorf("%d addresses are kept, want the one not at rest", n)
	}
}

func TestTheAddressIsTheCitizensAndNotTheProxys(t *testing.T) {
	t.Parallel()
	address := ClientAddress(netip.MustParsePrefix("203.0.113.0/24"))
	for _, tc := range []struct{ remote, forwarded, want string }{
		{"198.51.100.7:1234", "", "198.51.100.7"},
		{"198.51.100.7:1234", "192.0.2.1", "198.51.100.7"}, // anybody can write a header
		{"127.0.0.1:1234", "", "invalid IP"},
		{"127.0.0.1:1234", "198.51.100.9", "198.51.100.9"},
		{"10.1.2.3:1234", "192.0.2.1, 198.51.100.9, 10.9.9.9", "198.51.100.9"},
		{"203.0.113.5:1234", "198.51.100.9", "198.51.100.9"},
		{"127.0.0.1:1234", "rubbish", "invalid IP"},
		{"127.0.0.1:1234", "10.0.0.1, 127.0.0.1", "invalid IP"},
		{"[2001:db8:1:2:3:4:5:6]:1234", "", "2001:db8:1:2::"},
		{"[::ffff:198.51.100.7]:1234", "", "198.51.100.7"},
		{"[fe80::1%eth0]:1234", "", "invalid IP"},
		{"@", "", "invalid IP"},
	} {
		req := httptest.NewRequest(http.MethodGet, "/", nil)
		req.RemoteAddr = tc.remote
		if tc.forwarded != "" {
			req.Header.Set("X-Forwarded-For", tc.forwarded)
		}
		if got := address(req).String(); got != tc.want {
			t.Errorf("%s for %q: %s, want %s", tc.remote, tc.forwarded, got, tc.want)
		}
	}
}
