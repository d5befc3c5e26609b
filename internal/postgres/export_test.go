package postgres

import (
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Pool lets tests look behind the store.
func (s *Store) Pool() *pgxpool.Pool { return s.pool }

// Process is the mark of the bus's own notifications.
func (b *Bus) Process() string { return b.process }

// SetQuiet changes how long the listener may be silent, before Run.
func (b *Bus) SetQuiet(quiet time.Duration) { b.quiet = quiet }

// Payloads is what the bus would send.
func (b *Bus) Payloads() []string { return b.payloads(b.pending) }

// Wrapped and MigrationError are how errors of the database are told.
var (
	Wrapped        = wrapped
	MigrationError = migrationError
)

// Traced lets tests see each statement end.
func Traced(tracer pgx.QueryTracer) Option {
	return func(_ *Store, config *pgxpool.Config) { config.ConnConfig.Tracer = tracer }
}

// SetRest changes how long nothing may be due until the workers rest, before Run.
func (j *Jobs) SetRest(rest time.Duration) { j.rest = rest }
