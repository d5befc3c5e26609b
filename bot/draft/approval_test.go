package draft_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"example.org/caterina"
)

// TestWhatAPersonReadsFirstIsNotShownWhileItIsWritten: the model writes, and the citizen
// sees none of it.
func TestWhatAPersonReadsFirstIsNotShownWhileItIsWritten(t *testing.T) {
	t.Parallel()
	for degree, want := range map[caterina.Autonomy]struct {
		generated bool
		shown     int
	}{
		caterina.AutonomyFull:     {true, 1},
		caterina.AutonomyApproval: {true, 0},
		caterina.AutonomyCards:    {false, 0},
	} {
		w := newTown("Il contributo è di 300 euro [bonus-utenze].")
		w.degree = degree
		reply, shown := w.reply(t, says("quanto vale il bonus utenze?"))
		if reply.Message.Generated != want.generated || len(shown) != want.shown {
			t.Errorf("%s: generated %v, shown %q", degree, reply.Message.Generated, shown)
		}
	}
}

// TestALateModelIsToldThatItIsLate, and not that nobody wants its answer: only so is a
// server left alone that never answers in time.
func TestALateModelIsToldThatItIsLate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newTown("")
		var cause error
		w.answer = func(ctx context.Context, _ caterina.Ask, _ func(string) error) (string, error) {
			<-ctx.Done()
			cause = context.Cause(ctx)
			return "", ctx.Err()
		}
		w.reply(t, says("quanto vale il bonus utenze?"))
		if !errors.Is(cause, context.DeadlineExceeded) {
			t.Errorf("it was ended by %v", cause)
		}
	})
}
