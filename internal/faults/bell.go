package faults

import (
	"context"
	"fmt"
	"sync"
)

// Bell wakes everybody who waits for something of a server's to change. The server's
// lock guards it.
type Bell struct {
	lock  sync.Locker
	ended <-chan struct{}
	rung  chan struct{}
}

// NewBell is a bell under a server's lock, for as long as the server has not ended.
func NewBell(lock sync.Locker, ended <-chan struct{}) *Bell {
	return &Bell{lock: lock, ended: ended, rung: make(chan struct{})}
}

// Ring says that something has changed. The lock is held.
func (b *Bell) Ring() {
	close(b.rung)
	b.rung = make(chan struct{})
}

// Rung is closed at the next ring. The lock is held.
func (b *Bell) Rung() <-chan struct{} { return b.rung }

// Await returns nil when done says so, and an error when the context or the server
// ends first. done runs under the lock, at once and after each ring.
func (b *Bell) Await(ctx context.Context, what string, done func() bool) error {
	for {
		b.lock.Lock()
		ok, rung := done(), b.rung
		b.lock.Unlock()
		if ok {
			return nil
		}
		select {
		case <-rung:
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, ctx.Err())
		case <-b.ended:
			return fmt.Errorf("wait for %s: the server was closed", what)
		}
	}
}
