package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// How statements go together: so many transactions at a time, each of so many
// statements. With few, more gather while they run: on two cores and 1,000 sockets
// 2 transactions gave 5,500 events a second, 4 gave 4,700, a transaction for each
// statement 3,300. One alone would have everybody wait for a locked row.
const (
	togetherTransactions = 2
	togetherStatements   = 32
)

// together runs the same statement for callers that arrive at the same time in
// one transaction: while some are in the database the next ones gather, so that a
// crowd pays for fewer commits and a lone caller waits for nobody (natural
// batching). A caller whose statement is refused stands alone: everybody's is run
// again by itself. The zero value is not ready; see newTogether.
type together[A, R any] struct {
	order func(A) string // statements that lock go in this order, or they would wait for each other
	run   func(context.Context, []A) ([]R, error)

	mu      sync.Mutex
	waiting []*call[A, R]
	running int
}

// call is one caller's statement. ctx lends its values; that the caller has gone
// does not undo what the others wait for.
type call[A, R any] struct {
	ctx  context.Context //nolint:containedctx // it belongs to the caller, not to the struct
	arg  A
	row  R
	err  error
	done chan struct{}
}

func newTogether[A, R any](order func(A) string, run func(context.Context, []A) ([]R, error)) *together[A, R] {
	return &together[A, R]{order: order, run: run}
}

// do runs one statement. A caller whose context ends stops waiting: like one whose
// connection broke, it cannot know whether its statement was stored.
func (g *together[A, R]) do(ctx context.Context, arg A) (R, error) {
	c := &call[A, R]{ctx: ctx, arg: arg, done: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, c)
	start := g.running < togetherTransactions
	if start {
		g.running++
	}
	g.mu.Unlock()
	if start {
		go g.drain()
	}
	select {
	case <-c.done:
		return c.row, c.err
	case <-ctx.Done():
		var none R
		return none, ctx.Err()
	}
}

// drain runs what waits until nothing does.
func (g *together[A, R]) drain() {
	for {
		g.mu.Lock()
		calls := g.waiting[:min(len(g.waiting), togetherStatements)]
		g.waiting = g.waiting[len(calls):]
		if len(calls) == 0 {
			g.running--
			g.mu.Unlock()
			return
		}
		g.mu.Unlock()
		g.settle(calls)
	}
}

// settle runs the calls and tells each its end.
func (g *together[A, R]) settle(calls []*call[A, R]) {
	slices.SortFunc(calls, func(a, b *call[A, R]) int { return cmp.Compare(g.order(a.arg), g.order(b.arg)) })
	ctx, cancel := context.WithTimeout(context.WithoutCancel(calls[0].ctx), 30*time.Second)
	defer cancel()
	if len(calls) > 1 {
		if err := g.all(ctx, calls); err == nil || !refused(err) {
			return
		}
	}
	for _, c := range calls {
		g.alone(ctx, c)
	}
}

// all runs the calls in one transaction. An error that is not the database's
// refusal is everybody's; after a refusal nobody has been told anything.
func (g *together[A, R]) all(ctx context.Context, calls []*call[A, R]) error {
	args := make([]A, len(calls))
	for i, c := range calls {
		args[i] = c.arg
	}
	rows, err := g.run(ctx, args)
	if err != nil && refused(err) {
		return err
	}
	for i, c := range calls {
		if err == nil {
			c.row = rows[i]
		}
		c.err = err
		close(c.done)
	}
	return err
}

func (g *together[A, R]) alone(ctx context.Context, c *call[A, R]) {
	rows, err := g.run(ctx, []A{c.arg})
	if err == nil {
		c.row = rows[0]
	}
	c.err = err
	close(c.done)
}

// refused reports whether the database undid the transaction and said so: then it
// is known that nothing was stored.
func refused(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg)
}

// batch reads the rows of a batch, and then the end of its transaction: what
// query closes has to be asked once more how it ended. So the connection must be
// the caller's own.
func batch[R any](n int, query func(func(int, R, error)), end func() error) ([]R, error) {
	rows := make([]R, n)
	var failed error
	query(func(i int, row R, err error) {
		rows[i] = row
		failed = cmp.Or(failed, err)
	})
	if err := end(); failed == nil {
		failed = err
	}
	return rows, failed
}
