// Package faults is what the fake servers of the tests have in common: faults that
// strike the calls they are aimed at as often as a test says, a wait that ends when
// nobody waits for the answer any more, and a bell for tests that wait for what comes
// of it. What a fault does, and what it is aimed at, is each server's own.
package faults

import (
	"math/rand/v2"
	"sync"
	"time"
)

// Often says how often a fault strikes the calls that it is aimed at.
type Often struct {
	Skip   int     // lets so many calls go first
	Times  int     // strikes so many calls; 0 for all while it stands
	Chance float64 // of striking a call, drawn from the seed; 0 for certainty
}

// List is the faults of a server, which many calls may ask at the same time.
type List[F any] struct {
	mu      sync.Mutex
	chance  *rand.Rand
	strikes []*Strike[F]
}

// NewList is a list without faults. What is left to chance repeats with the seed.
func NewList[F any](seed uint64) *List[F] {
	return &List[F]{chance: rand.New(rand.NewPCG(seed, 2))} //nolint:gosec // chance that a seed repeats, not secrets
}

// Strike is a fault that stands.
type Strike[F any] struct {
	list   *List[F]
	fault  F
	often  Often
	seen   int // calls that it is aimed at
	struck int
	gone   bool
}

// Add has a fault stand from now on, behind those that do.
func (l *List[F]) Add(fault F, often Often) *Strike[F] {
	l.mu.Lock()
	defer l.mu.Unlock()
	strike := &Strike[F]{list: l, fault: fault, often: often}
	l.strikes = append(l.strikes, strike)
	return strike
}

// Strike returns the fault that strikes a call, the zero F when none does. The first
// one is the only one: those behind it do not count the call.
func (l *List[F]) Strike(aimed func(F) bool) F {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range l.strikes {
		if k.gone || k.often.Times > 0 && k.struck >= k.often.Times || !aimed(k.fault) {
			continue
		}
		k.seen++
		if k.seen <= k.often.Skip || k.often.Chance > 0 && l.chance.Float64() >= k.often.Chance {
			continue
		}
		k.struck++
		return k.fault
	}
	var none F
	return none
}

// Count is how many calls were struck.
func (k *Strike[F]) Count() int {
	k.list.mu.Lock()
	defer k.list.mu.Unlock()
	return k.struck
}

// End takes the fault away. Calls that it has struck go on suffering it.
func (k *Strike[F]) End() {
	k.list.mu.Lock()
	defer k.list.mu.Unlock()
	k.gone = true
}

// Wait returns true when the delay is over and until is closed; a delay of 0 and an
// until of nil are not waited for. It returns false as soon as the caller is gone or
// the server has ended.
func Wait(delay time.Duration, until, gone, ended <-chan struct{}) bool {
	var over <-chan time.Time
	if delay > 0 {
		over = time.After(delay)
	}
	for over != nil || until != nil {
		select {
		case <-over:
			over = nil
		case <-until:
			until = nil
		case <-gone:
			return false
		case <-ended:
			return false
		}
	}
	return true
}
