package e2e

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	domain "example.org/caterina"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// questions are asked under stress; each gets an answer without a model.
func stressQuestion(i int) string {
	questions := []string{
		"quali documenti servono per l'isee?", "bonus bollette", "ciao", "orari dello sportello famiglia",
		"come si chiede l'assegno unico?", "grazie", "ho avuto un bambino", "what time does the office open?",
	}
	return questions[i%len(questions)]
}

// TestEveryClientsViewEqualsTheLog lets 200 citizens write for 20 seconds to
// two processes on one database while their sockets are cut at random. Then
// every citizen's view must be the log: no hole, nothing doubled, every message
// acknowledged and answered.
func TestEveryClientsViewEqualsTheLog(t *testing.T) {
	t.Parallel()
	const (
		citizens = 200
		storm    = 20 * time.Second
		messages = 4 // below the burst that one session may send
	)
	url := pgtest.URL(t)
	caterina(t, url, "import", demo("italia"), demo("siena"))
	addrs := []string{startServer(t, url).addr, startServer(t, url).addr}

	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	storming, calm := context.WithTimeout(ctx, storm)
	defer calm()
	people := make([]*citizen, citizens)
	var wg sync.WaitGroup
	for i := range people {
		c := newCitizen()
		people[i] = c
		go c.stay(ctx, func() []string { return addrs })
		wg.Go(func() { cutAtRandom(storming, c) })
		wg.Go(func() {
			for m := range messages {
				pause(storming, time.Duration(rand.Int64N(int64(storm/messages))))
				c.say(fmt.Sprintf("m%d", m), stressQuestion(i+m))
			}
		})
	}
	wg.Wait()
	for i, c := range people {
		err := c.await(ctx, func(view []event, unsent int) bool {
			return unsent == 0 && said(view) == messages && len(view) > 0 && view[len(view)-1].Actor == "bot"
		})
		if err != nil {
			t.Errorf("citizen %d: %v", i, err)
		}
	}
	if t.Failed() {
		return
	}
	store, err := postgres.Open(ctx, url)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	town, err := store.TownBySlug(ctx, "siena")
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range people {
		compareWithLog(t, store, town.ID, i, c)
	}
}

// cutAtRandom cuts a citizen's socket every second or so.
func cutAtRandom(ctx context.Context, c *citizen) {
	for ctx.Err() == nil {
		pause(ctx, time.Duration(200+rand.IntN(2000))*time.Millisecond)
		c.cut()
	}
}

// pause waits d or until ctx is done: the storm's own rhythm, nothing is
// expected to have happened after it.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// said counts the citizen's messages in a view.
func said(view []event) int {
	n := 0
	for _, e := range view {
		if e.Actor == "citizen" {
			n++
		}
	}
	return n
}

func compareWithLog(t *testing.T, store *postgres.Store, town domain.TownID, i int, c *citizen) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, trouble := range c.trouble {
		t.Errorf("citizen %d: %s", i, trouble)
	}
	log, err := store.Events(t.Context(), town, domain.ConversationID(c.conv), 0, 1000)
	if err != nil {
		t.Fatalf("read the log of citizen %d: %v", i, err)
	}
	if len(log) != len(c.view) {
		t.Errorf("citizen %d saw %d events, the log has %d", i, len(c.view), len(log))
		return
	}
	for k, e := range log {
		if e.N != int64(k+1) || string(e.Actor) != c.view[k].Actor {
			t.Errorf("citizen %d: event %d in the log is number %d of the %s, the citizen saw the %s's",
				i, k+1, e.N, e.Actor, c.view[k].Actor)
		}
	}
}

// TestPostgresRestartsUnderLoad restarts the database while citizens write:
// their sockets stay open, what cannot be stored is refused with "later", and
// in the end every message is stored once and answered.
func TestPostgresRestartsUnderLoad(t *testing.T) {
	t.Parallel()
	dir := pgtest.Folder(t)
	cluster, err := localpg.Start(t.Context(), localpg.Config{Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	caterina(t, cluster.URL(), "import", demo("italia"), demo("siena"))
	addr := startServer(t, cluster.URL()).addr

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	people := make([]*citizen, 20)
	for i := range people {
		people[i] = newCitizen()
		go people[i].stay(ctx, func() []string { return []string{addr} })
	}
	for i, c := range people {
		if err := c.await(ctx, func(view []event, _ int) bool { return len(view) == 1 }); err != nil {
			t.Fatalf("citizen %d: no greeting: %v", i, err)
		}
	}
	if err := cluster.Stop(ctx); err != nil {
		t.Fatalf("stop the database: %v", err)
	}
	for i, c := range people {
		c.say("during", stressQuestion(i))
	}
	refused := 0
	for i, c := range people {
		if err := c.awaitRefusal(ctx); err != nil {
			t.Errorf("citizen %d: %v", i, err)
			continue
		}
		refused++
	}
	again, err := localpg.Start(ctx, localpg.Config{Dir: dir, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatalf("start the database again: %v", err)
	}
	cluster = again
	for i, c := range people {
		if err := c.resend(ctx); err != nil {
			t.Errorf("citizen %d sends again: %v", i, err)
			continue
		}
		err := c.await(ctx, func(view []event, unsent int) bool {
			return unsent == 0 && len(view) == 3 && view[2].Actor == "bot"
		})
		if err != nil {
			t.Errorf("citizen %d after the restart: %v", i, err)
		}
		if n := c.connections(); n != 1 {
			t.Errorf("citizen %d needed %d sockets: the first should have stayed", i, n)
		}
	}
	if refused == 0 {
		t.Error("nobody was told \"later\"")
	}
}
