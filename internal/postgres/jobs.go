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
	jobSilence  = 10 * time.Second // without a job that is due or runs: then the workers rest
)

// Jobs works the jobs that transactions of this store have left behind, in any
// number of processes at once. Run is called once.
type Jobs struct {
	client *river.Client[pgx.Tx]
	store  *Store
	logger *slog.Logger
	rest   time.Duration // without a job until the workers stop

	works bool      // the workers run
	due   time.Time // when a job was seen last
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
	return &Jobs{client: client, store: s, logger: logger, rest: jobSilence}, nil
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
//
// River's own loops wake a process twenty times a second, also when there is never
// a job. So they run only while there is one: a look a second starts them with the
// first that is due and stops them when nothing has been due for a while.
func (j *Jobs) Run(ctx context.Context) error {
	look := time.NewTicker(jobEvery)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return j.stop(ctx)
		case now := <-look.C:
			if err := j.look(ctx, now); err != nil && ctx.Err() == nil {
				j.logger.WarnContext(ctx, "jobs not looked after", slog.String("error", err.Error()))
			}
		}
	}
}

// look starts the workers when a job is due and stops them when none has been for
// a while.
func (j *Jobs) look(ctx context.Context, now time.Time) error {
	due, err := j.store.q.JobsDue(ctx, j.store.pool)
	switch {
	case err != nil:
		return fmt.Errorf("look for jobs: %w", err)
	case due:
		j.due = now
		if err := j.client.Start(context.WithoutCancel(ctx)); err != nil {
			return fmt.Errorf("start the job workers: %w", err)
		}
		j.works = true
	case j.works && now.Sub(j.due) >= j.rest:
		return j.stop(ctx)
	}
	return nil
}

func (j *Jobs) stop(ctx context.Context) error {
	if !j.works {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*jobPatience)
	defer cancel()
	if err := j.client.Stop(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("stop the job workers: %w", err)
	}
	j.works = false
	j.logger.DebugContext(ctx, "no job is due: the workers rest")
	return nil
}
