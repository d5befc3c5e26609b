package openaitest

import (
	"context"
	"fmt"
)

// bell wakes everybody who waits for something to change. The server's lock
// guards it.
type bell struct{ rung chan struct{} }

func newBell() bell { return bell{rung: make(chan struct{})} }

func (b *bell) ring() {
	close(b.rung)
	b.rung = make(chan struct{})
}

// await returns when done says so. done runs under the server's lock, at once
// and after each ring of the bell.
func (s *Server) await(ctx context.Context, what string, done func() bool) error {
	for {
		s.mu.Lock()
		ok, rung := done(), s.changed.rung
		s.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-rung:
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, ctx.Err())
		case <-s.ended:
			return fmt.Errorf("wait for %s: the server was closed", what)
		}
	}
}
