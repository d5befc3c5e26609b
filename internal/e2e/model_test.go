package e2e

import (
	"context"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"
)

// What CATERINA_MODEL_FOR and CATERINA_MODEL_SEED change: how long the storm
// lasts, and the commands that everybody draws. Under -short it is brief.
const (
	modelFor   = 30 * time.Second
	modelShort = 10 * time.Second
)

// TestModelOfPeople lets citizens and operators do at random whatever the
// protocol allows, on two processes that are killed and replaced, with sockets
// cut, lines dead, accounts closed and clocks that jump, and then asks an oracle
// whether the rules J1 to J10 of the design of people's taking over have held.
// The seed decides the commands; their interleaving is the machine's.
func TestModelOfPeople(t *testing.T) {
	length, seed := modelFor, rand.Uint64()
	if testing.Short() {
		length = modelShort
	}
	if text := os.Getenv("CATERINA_MODEL_FOR"); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatalf("CATERINA_MODEL_FOR: %v", err)
		}
	}
	if text := os.Getenv("CATERINA_MODEL_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("CATERINA_MODEL_SEED: %v", err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: CATERINA_MODEL_SEED=%d CATERINA_MODEL_FOR=%v go test -run TestModelOfPeople ./internal/e2e", seed, length)
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	w := newWorld(ctx, t, seed)
	storming, calm := context.WithCancel(ctx)
	defer calm()
	for _, p := range w.peers() {
		go p.stay(ctx)
	}
	var deeds sync.WaitGroup
	for _, c := range w.citizens {
		deeds.Go(func() { c.act(storming) })
	}
	for _, o := range w.operators {
		deeds.Go(func() { o.act(storming) })
	}
	w.storm(ctx, length)
	calm()
	deeds.Wait() // what they did last is to be settled as well, and from here on the test acts for them
	w.calm(ctx)
	w.tire(ctx)
	w.desert(ctx)
	w.awaitViews(ctx)
	for _, c := range w.citizens {
		c.keep(ctx)
	}
	w.judge(ctx)
}

// awaitViews waits until every citizen's page has everything.
func (w *world) awaitViews(ctx context.Context) {
	w.await(ctx, time.Minute, "every page up to date (J7)", func() string {
		for _, c := range w.citizens {
			c.mu.Lock()
			have := len(c.view)
			c.mu.Unlock()
			if want := w.lastNumber(ctx, c.conv); int64(have) < want {
				return c.name + " is behind: " + strconv.Itoa(have) + " of " + strconv.FormatInt(want, 10)
			}
		}
		return ""
	})
}

func (w *world) lastNumber(ctx context.Context, conv string) int64 {
	var n int64
	if err := w.db.QueryRow(ctx, `SELECT coalesce((SELECT last_cseq FROM conversation WHERE id::text = $1), 0)`, conv).Scan(&n); err != nil && ctx.Err() == nil {
		w.t.Error(err)
	}
	return n
}
