package openai

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

// contextFor returns the test's context with a deadline.
func contextFor(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), d)
}

// crowd makes n calls at once and counts how they ended.
func crowd(t *testing.T, c *Client, n int) map[caterina.ModelFailure]int {
	t.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	ends := map[caterina.ModelFailure]int{}
	for range n {
		all.Go(func() {
			got, _ := c.Stream(t.Context(), question(), func(string) error { return nil })
			mu.Lock()
			defer mu.Unlock()
			ends[got.Usage.Failure]++
		})
	}
	all.Wait()
	return ends
}

func TestNoMoreCallsAtOnceThanAreLet(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire(streams(time.Second, "ciao"))
		cfg := config(w)
		cfg.Concurrent, cfg.Waiting = 3, 5
		ends := crowd(t, client(t, cfg), 20)
		if w.most != 3 || ends[""] != 8 || ends[caterina.FailedBusy] != 12 {
			t.Errorf("%d at once: %v", w.most, ends)
		}
	})
}

func TestNobodyWaitsWhereNoneMay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire(streams(time.Second, "ciao"))
		cfg := config(w)
		cfg.Concurrent, cfg.Waiting = 2, -1
		start := time.Now()
		ends := crowd(t, client(t, cfg), 5)
		if ends[""] != 2 || ends[caterina.FailedBusy] != 3 || time.Since(start) != time.Second {
			t.Errorf("%v after %v", ends, time.Since(start))
		}
	})
}

func TestWaitingForATurnIsPartOfTheFirstPiecesTime(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		pieces  int // of the call before, one a second
		failure caterina.ModelFailure
		reason  Reason
	}{
		"its turn comes too late for a piece": {3, caterina.FailedLate, ReasonLate},
		"its turn does not come":              {9, caterina.FailedBusy, ReasonQueueLate},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWire(streams(time.Second, slices.Repeat([]string{"la "}, row.pieces)...), streams(1500*time.Millisecond, "ciao"))
				cfg := config(w)
				cfg.Concurrent = 1
				c := client(t, cfg)
				var before sync.WaitGroup
				before.Go(func() {
					_, err := c.Stream(t.Context(), question(), func(string) error { return nil })
					want(t, err, "", "")
				})
				synctest.Wait()
				start := time.Now()
				_, err := c.Stream(t.Context(), question(), func(string) error { return nil })
				want(t, err, row.failure, row.reason)
				if took := time.Since(start); took != 4*time.Second {
					t.Errorf("took %v", took)
				}
				before.Wait()
			})
		})
	}
}

func TestWhoWaitsAndGoesIsNoFailureOfTheServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWire(streams(3*time.Second, "ciao"))
		cfg := config(w)
		cfg.Concurrent = 1
		c := client(t, cfg)
		var first sync.WaitGroup
		first.Go(func() {
			_, err := c.Stream(t.Context(), question(), func(string) error { return nil })
			want(t, err, "", "")
		})
		synctest.Wait()
		ctx, cancel := contextFor(t, time.Hour)
		time.AfterFunc(time.Second, cancel)
		_, err := c.Complete(ctx, question())
		want(t, err, caterina.FailedLeft, ReasonCaller)
		ctx, cancel = contextFor(t, time.Second)
		defer cancel()
		_, err = c.Complete(ctx, question())
		want(t, err, caterina.FailedBusy, ReasonQueueLate)
		first.Wait()
		if c.slots.waiting.Load() != 0 || !c.slots.calls.TryAcquire(1) {
			t.Error("a place was not given back")
		}
	})
}

func TestTurnsComeInTheOrderOfTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newSlots(1, 10)
		free, err := s.take(t.Context(), LineChat)
		want(t, orNil(err), "", "")
		var order []int
		var all sync.WaitGroup
		for n := range 5 {
			all.Go(func() {
				next, err := s.take(t.Context(), LineChat)
				want(t, orNil(err), "", "")
				order = append(order, n) // one at a time
				next()
			})
			synctest.Wait()
		}
		free()
		all.Wait()
		for n, who := range order {
			if n != who {
				t.Errorf("order is %v", order)
			}
		}
	})
}

// orNil makes an interface of an *Error.
func orNil(err *Error) error {
	if err == nil {
		return nil
	}
	return err
}

func TestAContextThatIsOverTakesNoTurn(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := newWire(says("ciao"))
	_, err := client(t, config(w)).Complete(ctx, question())
	want(t, err, caterina.FailedLeft, ReasonCaller)
	if w.count() != 0 {
		t.Errorf("%d requests were sent", w.count())
	}
}

func TestAPanicOfTheReaderGivesThePlaceBack(t *testing.T) {
	t.Parallel()
	cfg := config(newWire(streams(0, "ciao")))
	cfg.Concurrent, cfg.Waiting = 1, -1
	c := client(t, cfg)
	func() {
		defer func() { _ = recover() }()
		_, _ = c.Stream(t.Context(), question(), func(string) error { panic("colpa del lettore") })
	}()
	_, err := c.Stream(t.Context(), question(), func(string) error { return nil })
	want(t, err, "", "")
}
