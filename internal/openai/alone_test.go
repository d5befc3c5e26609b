package openai

import (
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

// TestAServerThatIsLeftAloneSaysSoBeforehand, until a call has gone well, and every
// question that was not asked is counted.
func TestAServerThatIsLeftAloneSaysSoBeforehand(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		no := refuses(503, "")
		c, w, _ := breaking(t, no, no, no, says("ciao"))
		for range 3 {
			if _, yes := c.LeftAlone(t.Context(), 7, caterina.StepWrite); yes {
				t.Error("it is left alone before it failed often")
			}
			_, _ = c.Complete(t.Context(), question())
		}
		got, yes := c.LeftAlone(t.Context(), 7, caterina.StepWrite)
		if want := (caterina.Usage{Step: caterina.StepWrite, Model: "chat", Failure: caterina.FailedOpen}); !yes || got != want {
			t.Errorf("got %+v, %v", got, yes)
		}
		wait(15*time.Second + 1)
		if _, err := c.Complete(t.Context(), question()); err != nil || w.count() != 4 { // who waits anyway tries it
			t.Errorf("asked %d times: %v", w.count(), err)
		}
		if _, yes := c.LeftAlone(t.Context(), 7, caterina.StepWrite); yes {
			t.Error("it is left alone after it has answered")
		}
	})
}
