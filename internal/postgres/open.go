package postgres

import (
	"context"
	"runtime"
	"strings"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	pgvector "github.com/pgvector/pgvector-go/pgx"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"

	"example.org/caterina/internal/postgres/dbq"
)

// The pool is small on purpose: a database on a few cores answers more queries
// through a few connections than through many. Sixteen let commits share a flush
// to disk: a fifth more turns a second than eight.
const (
	minPool = 16
	maxPool = 32
)

// Store is the database. It is safe for use by many goroutines.
type Store struct {
	pool     *pgxpool.Pool
	q        *dbq.Queries
	schema   *goose.Provider
	jobs     *river.Client[pgx.Tx] // puts jobs into transactions
	migrated atomic.Bool           // the schema was seen to be current: it only ever moves forward

	appointments *Appointments // nil: none can be made

	chats     chan struct{} // room for those who work a chat: each holds a connection and needs another
	receives  *together[dbq.ReceiveMessageParams, dbq.ReceiveMessageRow]
	completes *together[dbq.CompleteTurnParams, dbq.CompleteTurnRow]
}

// Option changes how a store is opened.
type Option func(*Store, *pgxpool.Config)

// WithAppointments lets appointments be made.
func WithAppointments(a Appointments) Option {
	return func(s *Store, _ *pgxpool.Config) { s.appointments = &a }
}

// Open connects to a database that has been migrated. The number of connections
// is between 16 and 32, by the number of processors, unless the address says
// pool_max_conns.
func Open(ctx context.Context, url string, options ...Option) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, badURL(err)
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = int32(min(max(minPool, 4*runtime.NumCPU()), maxPool)) // #nosec G115 -- at most 32
	}
	settings(config.ConnConfig, "")
	s := &Store{q: dbq.New()}
	for _, option := range options {
		option(s, config)
	}
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		return wrapped("learn the vector types", pgvector.RegisterTypes(ctx, conn))
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, wrapped("open the database", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, wrapped("open the database", err)
	}
	schema, err := provider(stdlib.OpenDBFromPool(pool))
	if err != nil {
		pool.Close()
		return nil, err
	}
	jobs, err := newInserter(pool)
	if err != nil {
		pool.Close()
		return nil, err
	}
	s.pool, s.schema, s.jobs = pool, schema, jobs
	s.chats = make(chan struct{}, max(1, config.MaxConns/2))
	s.receives = newTogether(func(p dbq.ReceiveMessageParams) string { return p.ConversationID }, s.receiveAll)
	s.completes = newTogether(func(p dbq.CompleteTurnParams) string { return p.ConversationID },
		func(ctx context.Context, params []dbq.CompleteTurnParams) (rows []dbq.CompleteTurnRow, err error) {
			err = s.pool.AcquireFunc(ctx, func(conn *pgxpool.Conn) (err error) {
				rows, err = s.completeAll(ctx, conn, params)
				return err
			})
			return rows, err
		})
	return s, nil
}

// settings makes a connection ours: its name in pg_stat_activity unless the
// address says another, no compiling of queries that take a few milliseconds, one
// plan for each statement (to plan again for each message costs more than any plan
// could save), and no lock kept by a process that vanished in the middle of a
// transaction.
func settings(config *pgx.ConnConfig, role string) {
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "caterina" + role
	}
	config.RuntimeParams["jit"] = "off"
	config.RuntimeParams["plan_cache_mode"] = "force_generic_plan"
	config.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
}

// Close waits for the connections in use and closes them all.
func (s *Store) Close() {
	_ = s.schema.Close() // a view of the pool: closing it reports nothing new
	s.pool.Close()
}

// inTx runs a function in a transaction.
func (s *Store) inTx(ctx context.Context, doing string, f func(pgx.Tx) error) error {
	return wrapped(doing, pgx.BeginFunc(ctx, s.pool, f))
}
