package e2e

import (
	"context"
	"math/rand/v2"
	"testing"

	"example.org/caterina/internal/failpoint"
)

// TestAKillAtAnyStepOfTelegramLosesAndDoublesNothing kills the process between every
// pair of steps of an update and of what is sent, and has another one go on.
func TestAKillAtAnyStepOfTelegramLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for _, point := range failpoint.Telegram() {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), calmMost)
			defer cancel()
			s := newStorm(t, "polling", rand.Uint64())
			c := s.people[0]
			s.people = s.people[:1]
			go s.watch(ctx)
			before := startServer(t, s.url, s.env...)
			c.says()
			c.waits(ctx) // there is a conversation
			before.stop(t)
			if !s.starts(0, "FAILPOINT="+point) {
				t.Fatalf("it does not start:\n%s", s.slots[0].logs)
			}
			c.readsLong(ctx)
			c.says()
			select {
			case <-s.slots[0].done: // it died at the point
			case <-ctx.Done():
				t.Fatalf("the process survived %s:\n%s", point, s.slots[0].logs)
			}
			if !s.starts(1) {
				t.Fatalf("it does not start:\n%s", s.slots[1].logs)
			}
			c.waits(ctx)
			c.says() // shows that the chat goes on, and flushes out doubles
			c.waits(ctx)
			s.quiet(ctx)
			s.judges()
		})
	}
}
