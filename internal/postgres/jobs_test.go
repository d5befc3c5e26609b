package postgres_test

import (
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"example.org/caterina"
)

// rests is a log in which only the workers' rests are read.
type rests chan struct{}

func (r rests) Enabled(context.Context, slog.Level) bool { return true }
func (r rests) WithAttrs([]slog.Attr) slog.Handler       { return r }
func (r rests) WithGroup(string) slog.Handler            { return r }
func (r rests) Handle(_ context.Context, record slog.Record) error {
	if strings.Contains(record.Message, "rest") {
		r <- struct{}{}
	}
	return nil
}

// TestTheWorkersRestWhileNothingIsDue and are there again with the next job.
func TestTheWorkersRestWhileNothingIsDue(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.confide("1")
	done, resting := make(chan int, 8), make(rests, 8)
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(func(_ context.Context, job *river.Job[caterina.CopyMail]) error {
		done <- job.Attempt
		return nil
	}))
	jobs, err := f.Jobs(workers, slog.New(resting))
	if err != nil {
		t.Fatal(err)
	}
	jobs.SetRest(time.Nanosecond)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- jobs.Run(ctx) }()
	for _, id := range []string{"a", "b"} {
		if _, err := f.OrderCopy(t.Context(), f.order(id)); err != nil {
			t.Fatal(err)
		}
		if attempt := <-done; attempt != 1 {
			t.Errorf("the job was done in attempt %d", attempt)
		}
		<-resting
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
