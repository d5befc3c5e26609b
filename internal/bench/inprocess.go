package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/draft"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

// loadDemo loads the demo towns; it is quick when they are there.
func (b *bench) loadDemo(ctx context.Context) error {
	return b.caterina(ctx, "import", "demo/italia", "demo/siena", "demo/bari")
}

// benchImport measures loading a large town from nothing.
func benchImport(ctx context.Context, b *bench) error {
	path, err := writeCorpus(b.dir, b.size.cards)
	if err != nil {
		return err
	}
	var took []time.Duration
	for i := range b.size.rounds {
		start := time.Now()
		if err := b.caterina(ctx, "import", "-town", fmt.Sprintf("%s-%d", bigTown, i), path); err != nil {
			return err
		}
		took = append(took, time.Since(start))
	}
	b.table.add(row{
		what:   fmt.Sprintf("import of %d cards, vectors included, database start and stop included", b.size.cards),
		figure: fmt.Sprintf("%.1f s", median(took).Seconds()), goal: "≤ 20 s",
	})
	return nil
}

// benchStart measures the time from starting the process to ready, with a
// cluster and towns that exist.
func benchStart(ctx context.Context, whole *bench) error {
	b := *whole
	b.dir = filepath.Join(whole.dir, "start")      // without the synthetic towns
	if err := os.Mkdir(b.dir, 0o755); err != nil { // the database may run as another user
		return fmt.Errorf("make a folder: %w", err)
	}
	if err := b.loadDemo(ctx); err != nil {
		return err
	}
	var took []time.Duration
	for range b.size.rounds {
		start := time.Now()
		server, err := b.serve(ctx)
		if err != nil {
			return err
		}
		took = append(took, time.Since(start))
		if err := server.stop(); err != nil {
			return err
		}
	}
	whole.table.add(row{
		what:   "cold start to ready, private cluster included, three demo towns",
		figure: fmt.Sprintf("%.2f s", median(took).Seconds()), goal: "≤ 1.5 s",
	})
	return nil
}

// quiet is an observer that counts nothing.
type quiet struct{}

func (quiet) TurnDone(caterina.Reply, time.Duration) {}
func (quiet) TurnVoid()                              {}
func (quiet) TurnFailed()                            {}

// benchTurn measures one turn inside the process, in a large town, and the
// rebuilding of its index.
func benchTurn(ctx context.Context, b *bench) (err error) {
	path, err := writeCorpus(b.dir, b.size.cards)
	if err != nil {
		return err
	}
	if err := b.caterina(ctx, "import", "-town", bigTown, path); err != nil {
		return err
	}
	cluster, err := localpg.Start(ctx, localpg.Config{Dir: filepath.Join(b.dir, "data"), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("start the database: %w", err)
	}
	defer func() { err = errors.Join(err, cluster.Stop(context.WithoutCancel(ctx))) }()
	store, err := postgres.Open(ctx, cluster.URL())
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer store.Close()

	var library *knowledge.Library
	var builds []time.Duration
	for range b.size.rounds {
		start := time.Now()
		library = knowledge.NewLibrary(knowledge.LibraryConfig{Store: store, Logger: slog.New(slog.DiscardHandler)})
		if err := library.Refresh(ctx); err != nil {
			return fmt.Errorf("build the index: %w", err)
		}
		builds = append(builds, time.Since(start))
	}
	b.table.add(row{
		what:   fmt.Sprintf("index of %d cards built from the database", b.size.cards),
		figure: fmt.Sprintf("%.2f s", median(builds).Seconds()), goal: "≤ 3 s",
	})
	return b.timeTurns(ctx, store, library)
}

func (b *bench) timeTurns(ctx context.Context, store *postgres.Store, library *knowledge.Library) error {
	grande, ok := library.Town(bigTown)
	if !ok {
		return errors.New("the large town is not loaded")
	}
	engine := bot.New(library, bot.Config{PublicURL: "http://localhost:8080"})
	runner := jobs.New(jobs.Config{
		Store: store, Bot: draft.New(draft.Config{Engine: engine}), Town: library.TownByID,
		Apology: engine.Apologise, Done: func(caterina.Event) {}, Observer: quiet{}, Logger: slog.New(slog.DiscardHandler),
		Now: time.Now, Process: "bench",
	})
	session, err := store.OpenSession(ctx, caterina.Opening{
		Town: grande.ID, Channel: caterina.ChannelTerminal, Lang: "it", Greeting: bot.Greeting(grande, "it"),
	})
	if err != nil {
		return fmt.Errorf("open a session: %w", err)
	}
	var decided, stored []time.Duration
	for i := range b.size.turns {
		start := time.Now()
		receipt, err := runner.Receive(ctx, caterina.Inbound{
			Town: grande.ID, Conversation: session.Conversation.ID, ClientID: rand.Text(),
			Body: caterina.MessageBody{Text: question(i)},
		})
		if err != nil {
			return fmt.Errorf("store a question: %w", err)
		}
		reply, err := runner.RunTurn(ctx, *receipt.Turn)
		if err != nil {
			return fmt.Errorf("run a turn: %w", err)
		}
		stored = append(stored, time.Since(start))
		decided = append(decided, time.Duration(reply.Trace.TookMS*float64(time.Millisecond)))
	}
	b.table.add(row{
		what:   fmt.Sprintf("one turn in the process, %d cards, no model: p50 / p99", b.size.cards),
		figure: millis(quantile(decided, 0.5)) + " / " + millis(quantile(decided, 0.99)), goal: "≤ 3 / ≤ 15 ms",
	})
	b.table.add(row{
		what:   "the same with both transactions: question stored, answer stored",
		figure: millis(quantile(stored, 0.5)) + " / " + millis(quantile(stored, 0.99)), goal: "reported",
	})
	return nil
}
