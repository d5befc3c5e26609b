package postgres

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
)

// How jobs are worked. A new job is found by asking once a second: it spares a
// connection that listens, and nobody waits for a mail.
const (
	jobWorkers  = 4
	jobEvery    = time.Second
	jobTimeout  = time.Minute
	jobRescue   = 5 * time.Minute  // then another process takes up what a dead one had
	jobPatience = 10 * time.Second // for jobs that run when the process is to stop
	jobsKept    = time.Hour        // after they are done
	startAgain  = 5 * time.Second
)

// Jobs works the jobs that transactions of this store have left behind, in any
// number of processes at once.
type Jobs struct {
	client *river.Client[pgx.Tx]
	logger *slog.Logger
}

// newInserter returns the half of River that puts jobs into transactions.
func newInserter(pool *pgxpool.Pool) (*river.Client[pgx.Tx], error) {
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, fmt.Errorf("make the job queue: %w", err)
	}
	return client, nil
}

// Jobs returns what has jobs done by workers. It does nothing until Run.
func (s *Store) Jobs(workers *river.Workers, logger *slog.Logger) (*Jobs, error) {
	client, err := river.NewClient(riverpgxv5.New(s.pool), &river.Config{
		Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: jobWorkers}},
		PollOnly: true, FetchPollInterval: jobEvery, JobTimeout: jobTimeout, RescueStuckJobsAfter: jobRescue,
		SoftStopTimeout: jobPatience, CompletedJobRetentionPeriod: jobsKept,
		Logger: slog.New(warnings{logger.Handler()}),
	})
	if err != nil {
		return nil, fmt.Errorf("make the job workers: %w", err)
	}
	return &Jobs{client: client, logger: logger}, nil
}

// warnings leaves out how well River is.
type warnings struct{ slog.Handler }

// Enabled says whether somebody wants to read of it.
func (h warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}

// WithAttrs keeps them out of what is made of it, too.
func (h warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{h.Handler.WithAttrs(attrs)}
}

// WithGroup does the same.
func (h warnings) WithGroup(name string) slog.Handler { return warnings{h.Handler.WithGroup(name)} }

// Run works until ctx is done, then lets the jobs that have begun come to an end.
// A database that does not answer at the start is asked again.
func (j *Jobs) Run(ctx context.Context) error {
	for {
		err := j.client.Start(context.WithoutCancel(ctx))
		if err == nil {
			break
		}
		j.logger.WarnContext(ctx, "jobs not started", slog.String("error", err.Error()))
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(startAgain):
		}
	}
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), jobPatience+startAgain)
	defer cancel()
	if err := j.client.Stop(stop); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop the jobs: %w", err)
	}
	return nil
}
