package e2e

import (
	"context"
	"testing"
	"time"

	"example.org/caterina/internal/failpoint"
	"example.org/caterina/internal/pgtest"
)

// TestAKillAtAnyStepLosesAndDoublesNothing kills the process between every pair
// of steps of a turn. The citizen keeps the message until the ack and resumes;
// in the end the log holds the message once and one answer to it.
func TestAKillAtAnyStepLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	for _, point := range failpoint.All() {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			url := pgtest.URL(t)
			caterina(t, url, "import", demo("italia"), demo("siena"))
			doomed := startServer(t, url, "FAILPOINT="+point)
			addr := doomed.addr

			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			c := newCitizen()
			current := make(chan string, 1)
			current <- addr
			go c.stay(ctx, func() []string {
				a := <-current
				current <- a
				return []string{a}
			})
			if err := c.await(ctx, func(view []event, _ int) bool { return len(view) == 1 }); err != nil {
				t.Fatalf("no greeting: %v", err)
			}
			c.say("m1", "quali documenti servono per l'isee?")
			select {
			case <-doomed.done: // it died at the point
			case <-ctx.Done():
				t.Fatalf("the process survived %s", point)
			}
			survivor := startServer(t, url)
			<-current
			current <- survivor.addr

			if err := c.await(ctx, func(view []event, unsent int) bool { return len(view) >= 3 && unsent == 0 }); err != nil {
				t.Fatalf("after the kill: %v", err)
			}
			// A second question shows that the conversation goes on, and flushes out doubles.
			c.say("m2", "grazie")
			if err := c.await(ctx, func(view []event, unsent int) bool { return len(view) >= 5 && unsent == 0 }); err != nil {
				t.Fatalf("the next question: %v", err)
			}
			want := []string{"bot", "citizen", "bot", "citizen", "bot"}
			view := c.snapshot()
			if len(view) != len(want) {
				t.Fatalf("%d events, want %d: %v", len(view), len(want), view)
			}
			for i, e := range view {
				if e.Actor != want[i] {
					t.Errorf("event %d is the %s's, want the %s's", i+1, e.Actor, want[i])
				}
			}
		})
	}
}
