package ledger_test

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/ledger"
)

// book is a store in memory.
type book struct {
	mu      sync.Mutex
	away    bool
	uses    []caterina.ModelUse
	forgets int
}

func (b *book) CountModelUse(_ context.Context, uses []caterina.ModelUse) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.away {
		return errors.New("away")
	}
	b.uses = append(b.uses, uses...)
	return nil
}

func (b *book) ForgetRejected(context.Context, time.Duration) error {
	b.forgets++
	return nil
}

// calls counts calls as metrics do.
type calls struct {
	mu sync.Mutex
	n  int
}

func (c *calls) ModelCalled(caterina.Usage) { c.mu.Lock(); c.n++; c.mu.Unlock() }

func usage(step caterina.ModelStep, failure caterina.ModelFailure) caterina.Usage {
	return caterina.Usage{Step: step, Model: "m", In: 100, Out: 10, Took: time.Second, Failure: failure}
}

// night is a moment that is already the next day in Rome.
func night() time.Time { return time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC) }

// TestCallsAreAddedUpByDayOfRome, however many count at once.
func TestCallsAreAddedUpByDayOfRome(t *testing.T) {
	t.Parallel()
	b, m := &book{}, &calls{}
	l := ledger.New(b, m, slog.New(slog.DiscardHandler), night)
	var crowd sync.WaitGroup
	for range 50 {
		crowd.Go(func() {
			l.Used(1, usage(caterina.StepWrite, ""))
			l.Used(1, usage(caterina.StepWrite, caterina.FailedLate))
			l.Used(0, usage(caterina.StepWrite, "")) // a check of the administrator's: no town's
		})
	}
	crowd.Wait()
	l.Write(t.Context())
	slices.SortFunc(b.uses, func(x, y caterina.ModelUse) int { return cmp.Compare(x.Failure, y.Failure) })
	day := caterina.Date{Year: 2026, Month: 11, Day: 23}
	want := caterina.ModelUse{Town: 1, Day: day, Step: caterina.StepWrite, Model: "m", Calls: 50, In: 5000, Out: 500, Took: 50 * time.Second}
	late := want
	late.Failure = caterina.FailedLate
	if !slices.Equal(b.uses, []caterina.ModelUse{want, late}) || m.n != 150 {
		t.Errorf("got %+v, %d", b.uses, m.n)
	}
	l.Write(t.Context())
	if len(b.uses) != 2 {
		t.Errorf("counted twice: %+v", b.uses)
	}
}

// TestWhatCannotBeWrittenIsCountedOn, and is written at the end of the process.
func TestWhatCannotBeWrittenIsCountedOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &book{away: true}
		l := ledger.New(b, &calls{}, slog.New(slog.DiscardHandler), night)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- l.Run(ctx) }()
		l.Used(1, usage(caterina.StepChoose, ""))
		<-time.After(time.Minute) // of the bubble's clock
		synctest.Wait()
		l.Used(1, usage(caterina.StepChoose, ""))
		b.mu.Lock()
		b.away = false
		b.mu.Unlock()
		stop()
		if err := <-done; err != nil || len(b.uses) != 1 || b.uses[0].Calls != 2 {
			t.Errorf("got %+v, %v", b.uses, err)
		}
	})
}

// TestWhatIsOldIsForgottenEveryHour.
func TestWhatIsOldIsForgottenEveryHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := &book{}
		l := ledger.New(b, &calls{}, slog.New(slog.DiscardHandler), night)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- l.Run(ctx) }()
		<-time.After(3*time.Hour + time.Minute)
		synctest.Wait()
		stop()
		if err := <-done; err != nil || b.forgets != 3 {
			t.Errorf("forgotten %d times, %v", b.forgets, err)
		}
	})
}
