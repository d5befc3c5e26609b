package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/internal/agenda"
	"example.org/caterina/internal/httpserver"
	"example.org/caterina/internal/ledger"
	"example.org/caterina/internal/localpg"
	"example.org/caterina/internal/openai"
	"example.org/caterina/internal/postgres"
	"example.org/caterina/knowledge"
)

// database is an open, migrated database, private or given.
type database struct {
	store   *postgres.Store
	cluster *localpg.Cluster // nil when a URL was given
}

// openDatabase starts the private cluster when no URL is configured, brings the
// schema up to date and opens the pool.
func openDatabase(ctx context.Context, cfg Config, logger *slog.Logger, options ...postgres.Option) (*database, error) {
	db := &database{}
	url := cfg.DatabaseURL.Reveal()
	if url == "" {
		cluster, err := localpg.Start(ctx, localpg.Config{Dir: cfg.DataDir, Logger: logger})
		if err != nil {
			return nil, fmt.Errorf("start the private database: %w", err)
		}
		db.cluster, url = cluster, cluster.URL()
	}
	if err := postgres.Migrate(ctx, url); err != nil {
		return nil, errors.Join(fmt.Errorf("bring the database up to date: %w", err), db.close(ctx))
	}
	store, err := postgres.Open(ctx, withNow(url, cfg.Now), options...)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open the database: %w", err), db.close(ctx))
	}
	db.store = store
	return db, nil
}

// close closes the pool and, last of all, stops the private cluster. It works
// also when ctx is done.
func (db *database) close(ctx context.Context) error {
	if db.store != nil {
		db.store.Close()
	}
	if db.cluster == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	if err := db.cluster.Stop(ctx); err != nil {
		return fmt.Errorf("stop the private database: %w", err)
	}
	return nil
}

// app is what every command that answers questions needs.
type app struct {
	cfg     Config
	now     func() time.Time
	logger  *slog.Logger
	db      *database
	keys    caterina.BookingKeys
	library *knowledge.Library
	engine  *bot.Engine // answers without people, for the evaluation
	metrics *httpserver.Metrics
	ledger  *ledger.Ledger
	model   *openai.Client // nil where no server is configured
	// booker is the system of appointments that a town has attached (docs/adr/0018); nil
	// while none has: none comes with this program.
	booker func(caterina.TownID) agenda.Booker
	booked func(conv caterina.ConversationID, took, offers bool) // counts them; nil where no browser is served
}

// openTool opens the app for a command that serves nobody.
func openTool(ctx context.Context, logs io.Writer) (*app, error) {
	cfg, err := loadConfig(os.Environ())
	if err != nil {
		return nil, err
	}
	cfg.LogLevel = quieter(cfg.LogLevel)
	return openApp(ctx, cfg, logs)
}

// openApp opens the database and loads the towns.
func openApp(ctx context.Context, cfg Config, logs io.Writer) (*app, error) {
	now, err := cfg.clock()
	if err != nil {
		return nil, err
	}
	secret, err := secretKey(cfg)
	if err != nil {
		return nil, err
	}
	keys := caterina.NewBookingKeys(secret)
	go bot.Learn() // beside the opening of the database
	logger := newLogger(logs, cfg.LogLevel)
	db, err := openDatabase(ctx, cfg, logger, postgres.WithAppointments(postgres.Appointments{Keys: keys, Prove: cfg.SMTPURL != ""}))
	if err != nil {
		return nil, err
	}
	a := &app{cfg: cfg, now: now, logger: logger, db: db, keys: keys, metrics: httpserver.NewMetrics()}
	a.ledger = ledger.New(db.store, a.metrics, logger, now)
	if err := a.openModel(); err != nil {
		return nil, errors.Join(err, db.close(ctx))
	}
	a.library = knowledge.NewLibrary(knowledge.LibraryConfig{Store: db.store, Logger: logger, Endpoint: a.endpoint(cfg.OpenAIWeight)})
	if err := a.library.Refresh(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("load the towns: %w", err), db.close(ctx))
	}
	a.engine = bot.New(a.library, bot.Config{PublicURL: cfg.PublicURL})
	return a, nil
}

// close writes what is still counted, and lets the database go.
func (a *app) close(ctx context.Context) error {
	a.ledger.Write(context.WithoutCancel(ctx))
	return a.db.close(ctx)
}

// town returns a loaded town, or an error that names those there are.
func (a *app) town(slug string) (caterina.Town, error) {
	if slug == "" {
		return caterina.Town{}, usagef("name the town with -town SLUG")
	}
	town, ok := a.library.Town(slug)
	if ok {
		return town, nil
	}
	var known []string
	for _, t := range a.library.Towns() {
		known = append(known, t.Slug)
	}
	if len(known) == 0 {
		return caterina.Town{}, fmt.Errorf("there is no town %q, nor any other yet: \"caterina import demo/italia demo/siena\" loads the first", slug)
	}
	return caterina.Town{}, fmt.Errorf("there is no town %q; there are: %s", slug, strings.Join(known, ", "))
}

// quieter keeps a command that somebody watches from telling what went well,
// unless the configuration asks for every detail.
func quieter(level slog.Level) slog.Level {
	if level == slog.LevelInfo {
		return slog.LevelWarn
	}
	return level
}

// newLogger logs JSON lines. Message text, tokens and personal data never reach it.
func newLogger(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}
