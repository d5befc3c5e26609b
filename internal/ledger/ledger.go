// Package ledger counts what the calls of a language model cost, for the town that
// pays and for the metrics. Calls are added up in memory and written every few
// seconds: a process that dies loses the count of these, never the limit of a day,
// which is kept before each call.
package ledger

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"example.org/caterina"
)

// Store keeps the counts.
type Store interface {
	CountModelUse(ctx context.Context, uses []caterina.ModelUse) error
	ForgetRejected(ctx context.Context, age time.Duration) error
}

// Metrics counts calls. It must not block.
type Metrics interface {
	ModelCalled(usage caterina.Usage)
}

const (
	writeEvery  = 5 * time.Second
	writeFor    = 5 * time.Second
	forgetEvery = time.Hour
	keepFor     = 90 * 24 * time.Hour // of refused sentences
	maxLines    = 10_000              // that wait to be written; a database that is away for long loses the rest
)

// line is what is counted together.
type line struct {
	town    caterina.TownID
	day     caterina.Date
	step    caterina.ModelStep
	model   string
	failure caterina.ModelFailure
}

// Ledger counts. It is safe for use by several goroutines.
type Ledger struct {
	store   Store
	metrics Metrics
	logger  *slog.Logger
	now     func() time.Time

	mu    sync.Mutex
	lines map[line]caterina.ModelUse
}

// New returns a Ledger that writes nothing until Run.
func New(store Store, metrics Metrics, logger *slog.Logger, now func() time.Time) *Ledger {
	return &Ledger{store: store, metrics: metrics, logger: logger, now: now, lines: map[line]caterina.ModelUse{}}
}

// Used counts a call that has ended. It never blocks.
func (l *Ledger) Used(town caterina.TownID, u caterina.Usage) {
	l.metrics.ModelCalled(u)
	if town == 0 {
		return
	}
	day := caterina.DateOf(l.now().In(caterina.Rome()))
	l.add(caterina.ModelUse{
		Town: town, Day: day, Step: u.Step, Model: u.Model, Failure: u.Failure, Calls: 1, In: int64(u.In), Out: int64(u.Out), Took: u.Took,
	})
}

func (l *Ledger) add(u caterina.ModelUse) {
	key := line{u.Town, u.Day, u.Step, u.Model, u.Failure}
	l.mu.Lock()
	defer l.mu.Unlock()
	sum, counted := l.lines[key]
	if !counted && len(l.lines) >= maxLines {
		return
	}
	u.Calls, u.In, u.Out, u.Took = u.Calls+sum.Calls, u.In+sum.In, u.Out+sum.Out, u.Took+sum.Took
	l.lines[key] = u
}

// Run writes until ctx is done, and then once more.
func (l *Ledger) Run(ctx context.Context) error {
	write, forget := time.NewTicker(writeEvery), time.NewTicker(forgetEvery)
	defer write.Stop()
	defer forget.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeFor)
			defer cancel()
			l.Write(last)
			return nil
		case <-write.C:
			l.Write(ctx)
		case <-forget.C:
			if err := l.store.ForgetRejected(ctx, keepFor); err != nil {
				l.logger.WarnContext(ctx, "refused sentences were not forgotten", slog.String("error", err.Error()))
			}
		}
	}
}

// Write writes what has been counted. What cannot be written is counted on.
func (l *Ledger) Write(ctx context.Context) {
	l.mu.Lock()
	uses := make([]caterina.ModelUse, 0, len(l.lines))
	for _, u := range l.lines {
		uses = append(uses, u)
	}
	clear(l.lines)
	l.mu.Unlock()
	if len(uses) == 0 {
		return
	}
	if err := l.store.CountModelUse(ctx, uses); err != nil {
		l.logger.WarnContext(ctx, "what a model has cost was not written", slog.String("error", err.Error()))
		for _, u := range uses {
			l.add(u)
		}
	}
}
