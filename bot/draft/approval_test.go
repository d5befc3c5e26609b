package draft_test

import (
	"testing"

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
