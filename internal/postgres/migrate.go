package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"example.org/caterina"
	"example.org/caterina/migrations"
)

// How often, and how many times, a process tries to become the one that
// migrates.
const (
	lockEverySeconds = 1
	lockTries        = 300
)

const saidNoVector = `PostgreSQL is there but its pgvector extension (0.8 or newer) is missing. Install it: ` +
	`on Debian and Ubuntu with "make deps" or "apt-get install postgresql-NN-pgvector", ` +
	`on macOS with "brew install pgvector", ` +
	`with Docker by using the image pgvector/pgvector`

// Migrations are the steps of the schema that this program knows, oldest first.
type Migrations []Migration

// Migration is one of them. Name is its file.
type Migration struct {
	Version int64
	Name    string
	Applied bool
}

// String lists the migrations, one a line.
func (m Migrations) String() string {
	var b strings.Builder
	for _, one := range m {
		state := "pending"
		if one.Applied {
			state = "applied"
		}
		fmt.Fprintf(&b, "%s  %s\n", state, one.Name)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Migrate brings the schema up to date. Of several processes that start at once
// one does it and the others wait. Nothing is locked when nothing is to do.
func Migrate(ctx context.Context, url string) error {
	return withProvider(url, func(schema *goose.Provider) error {
		if pending, err := schema.HasPending(ctx); err != nil || !pending {
			return migrationError("read the schema's version", err)
		}
		_, err := schema.Up(ctx)
		return migrationError("migrate the schema", err)
	})
}

// MigrateDown takes every migration back, and with them all data.
func MigrateDown(ctx context.Context, url string) error {
	return withProvider(url, func(schema *goose.Provider) error {
		_, err := schema.DownTo(ctx, 0)
		return migrationError("take the schema back", err)
	})
}

// MigrationStatus says which migrations the database has.
func MigrationStatus(ctx context.Context, url string) (Migrations, error) {
	var out Migrations
	err := withProvider(url, func(schema *goose.Provider) error {
		list, err := schema.Status(ctx)
		for _, m := range list {
			out = append(out, Migration{
				Version: m.Source.Version,
				Name:    m.Source.Path,
				Applied: m.State == goose.StateApplied,
			})
		}
		return migrationError("read the schema's version", err)
	})
	return out, err
}

// Ready says whether the database answers and its schema is current.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.pool.Ping(ctx); err != nil {
		return wrapped("ask the database", err)
	}
	if s.migrated.Load() {
		return nil
	}
	pending, err := s.schema.HasPending(ctx)
	if err != nil {
		return wrapped("read the schema's version", err)
	}
	if pending {
		return caterina.Errorf(caterina.CodeUnavailable, `the schema is out of date: run "caterina migrate"`)
	}
	s.migrated.Store(true)
	return nil
}

// withProvider lends goose a connection of its own: the pool cannot open before
// the vector types exist.
func withProvider(url string, f func(*goose.Provider) error) (err error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return badURL(err)
	}
	settings(config, " migrate")
	schema, err := provider(stdlib.OpenDB(*config))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, schema.Close()) }()
	return f(schema)
}

// provider reads the embedded migrations for one database.
func provider(db *sql.DB) (*goose.Provider, error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockEverySeconds, lockTries))
	if err != nil {
		return nil, fmt.Errorf("make the migration lock: %w", err)
	}
	schema, err := goose.NewProvider(goose.DialectPostgres, db, migrations.FS,
		goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return schema, nil
}

// migrationError is wrapped, and knows what a missing extension looks like.
func migrationError(doing string, err error) error {
	server, ok := errors.AsType[*pgconn.PgError](err)
	if !ok {
		return wrapped(doing, err)
	}
	switch server.Code {
	case "0A000", "58P01", "42704": // no such extension, its file is missing, or it is too old for halfvec
		return &caterina.Error{Code: caterina.CodeUnavailable, Message: saidNoVector, Err: fmt.Errorf("%s: %w", doing, err)}
	case "42501":
		return &caterina.Error{
			Code:    caterina.CodeForbidden,
			Message: `this user may not change the schema: let the database's owner run "CREATE EXTENSION vector" and give it the database`,
			Err:     fmt.Errorf("%s: %w", doing, err),
		}
	}
	return wrapped(doing, err)
}

// badURL hides the address, which may hold a password; the parser's own error
// has it masked.
func badURL(err error) error {
	return &caterina.Error{
		Code:    caterina.CodeInvalid,
		Message: "the database address is not valid: write postgres://USER:PASSWORD@HOST:5432/DATABASE",
		Err:     err,
	}
}
