package appointments

import (
	"net/netip"
	"sync"
	"time"
)

// How many addresses of pages that open nothing one network address may ask for.
// Nobody guesses 128 bits; this keeps those who try off the database. People behind
// one line share it, so it is generous.
const (
	guessesMost   = 60
	guessesPeriod = 10 * time.Minute
	guessesKept   = 50_000 // network addresses
)

// guesses counts wrong tokens by network address.
type guesses struct {
	mu    sync.Mutex
	since time.Time
	wrong map[netip.Addr]int
}

func newGuesses() *guesses { return &guesses{wrong: make(map[netip.Addr]int)} }

// tooMany says whether an address has to wait. An address that is not known may
// always ask.
func (g *guesses) tooMany(addr netip.Addr, now time.Time) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn(now)
	return addr.IsValid() && g.wrong[addr] >= guessesMost
}

// count notes a wrong token.
func (g *guesses) count(addr netip.Addr, now time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.turn(now)
	if _, known := g.wrong[addr]; addr.IsValid() && (known || len(g.wrong) < guessesKept) {
		g.wrong[addr]++
	}
}

// turn begins a new period when the old one is over. g.mu is held.
func (g *guesses) turn(now time.Time) {
	if now.Sub(g.since) >= guessesPeriod || now.Before(g.since) {
		g.since = now
		clear(g.wrong)
	}
}
