package httpserver

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// ClientAddress returns the function that finds a request's public address: of
// an IPv6 address the first 64 bits, which are one line. It is invalid for
// addresses of our own network, which have no ceiling. Requests from the own
// network, or from the given proxies, are believed when they say in
// X-Forwarded-For for whom they ask.
func ClientAddress(proxies ...netip.Prefix) func(r *http.Request) netip.Addr {
	trusted := func(addr netip.Addr) bool {
		return addr.IsLoopback() || addr.IsPrivate() || addr.IsLinkLocalUnicast() ||
			slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(addr) })
	}
	return func(r *http.Request) netip.Addr {
		port, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil {
			return netip.Addr{}
		}
		addr := port.Addr().Unmap()
		if trusted(addr) {
			addr = forwardedFor(r, trusted)
		}
		if addr.Is6() {
			prefix, err := addr.WithZone("").Prefix(64)
			if err != nil {
				return netip.Addr{}
			}
			return prefix.Addr()
		}
		return addr
	}
}

// forwardedFor is the last address in X-Forwarded-For that is not trusted
// itself: what stands before it, anybody may have written.
func forwardedFor(r *http.Request, trusted func(netip.Addr) bool) netip.Addr {
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		addr, err := netip.ParseAddr(strings.TrimSpace(hop))
		if err != nil {
			return netip.Addr{}
		}
		if addr = addr.Unmap(); !trusted(addr) {
			return addr
		}
	}
	return netip.Addr{}
}

// The ceiling of one address: it stops a machine that hammers, never a library
// full of people behind one line.
const (
	ceilingEvery     = 20 * time.Millisecond
	ceilingBurst     = 1000
	ceilingAddresses = 100_000
)

// ceilings counts requests by address. Each address costs one instant, the one
// at which it will have come to rest.
type ceilings struct {
	mu  sync.Mutex
	due map[netip.Addr]int64 // nanoseconds since 1970
}

func newCeilings() *ceilings { return &ceilings{due: make(map[netip.Addr]int64)} }

// take counts one request and returns how long its sender should have waited.
func (c *ceilings) take(addr netip.Addr, now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := now.UnixNano()
	due, known := c.due[addr]
	if !known && len(c.due) >= ceilingAddresses {
		c.forget(at)
	}
	from := max(due, at)
	if ahead := time.Duration(from - at); ahead > (ceilingBurst-1)*ceilingEvery {
		return ahead - (ceilingBurst-1)*ceilingEvery
	}
	c.due[addr] = from + int64(ceilingEvery)
	return 0
}

// forget drops the addresses that have come to rest, and all of them when that
// is not enough: better no ceiling for a moment than no memory.
func (c *ceilings) forget(at int64) {
	for addr, due := range c.due {
		if due <= at {
			delete(c.due, addr)
		}
	}
	if len(c.due) >= ceilingAddresses {
		clear(c.due)
	}
}
