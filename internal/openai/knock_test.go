package openai

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

// away returns a client whose server has failed until it was left alone, and then has
// rested: what comes next are these answers.
func away(t *testing.T, next ...answer) (*Client, *wire, *notes) {
	t.Helper()
	no := refuses(503, "")
	c, w, n := breaking(t, append([]answer{no, no, no}, next...)...)
	for range 3 {
		_, err := c.Complete(t.Context(), question())
		want(t, err, caterina.FailedServer, "")
	}
	wait(15*time.Second + 1)
	return c, w, n
}

// alone says whether a citizen's turn is told that the server is left alone.
func alone(t *testing.T, c *Client) bool {
	t.Helper()
	began := time.Now()
	_, yes := c.LeftAlone(t.Context(), 7, caterina.StepWrite)
	if took := time.Since(began); took != 0 { // the bubble's clock
		t.Errorf("a citizen waited %v", took)
	}
	return yes
}

// TestNobodyWaitsForAServerThatMayBeBack: it is tried beside the citizens, who have the
// model again once that went well.
func TestNobodyWaitsForAServerThatMayBeBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, w, told := away(t, streams(3*time.Second, "sì"), says("ciao"))
		for range 20 { // one question of ours, however many ask
			if !alone(t, c) {
				t.Error("the citizen would wait")
			}
		}
		wait(2 * time.Second)
		if !alone(t, c) || w.count() != 4 {
			t.Errorf("asked %d times while it was tried", w.count())
		}
		wait(2 * time.Second)
		if alone(t, c) || told.told() != "down chat server 503; up chat" {
			t.Errorf("it is back, and told was %q", told.told())
		}
		if _, err := c.Complete(t.Context(), question()); err != nil || w.count() != 5 {
			t.Errorf("asked %d times: %v", w.count(), err)
		}
	})
}

// TestAServerThatIsStillAwayIsLeftAloneAgain, with one question for each rest, and each
// is counted with what it cost.
func TestAServerThatIsStillAwayIsLeftAloneAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, w, told := away(t, answer{delay: time.Hour})
		for range 3 {
			if !alone(t, c) {
				t.Error("the citizen would wait")
			}
			wait(4*time.Second + 1)
			if !alone(t, c) || c.Health()[0].Failure != caterina.FailedLate {
				t.Errorf("health is %+v", c.Health()[0])
			}
			wait(15 * time.Second)
		}
		if w.count() != 6 || told.told() != "down chat server 503" {
			t.Errorf("asked %d times, told %q", w.count(), told.told())
		}
		late := 0
		for _, u := range told.used {
			if u.Failure == caterina.FailedLate && u.Step == caterina.StepWrite {
				late++
			}
		}
		if late != 3 {
			t.Errorf("%d of 3 tries were counted", late)
		}
	})
}

// TestWhateverAServerAnswersToAKnockItIsThere: one that has nothing to say to us, or
// says it badly, is not kept away from citizens for ever.
func TestWhateverAServerAnswersToAKnockItIsThere(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		answer answer
		away   bool
	}{
		"empty":          {raw(event("", "stop")), false},
		"length":         {raw(event("penso", "length")), false},
		"filtered":       {raw(event("", "content_filter")), false},
		"cannot be read": {raw("data: {\n\n"), false},
		"400":            {refuses(400, ""), false},
		"503":            {refuses(503, ""), true},
		"the key":        {refuses(401, ""), true},
		"cut":            {raw(event("s", "")), true},
		"gone":           {answer{err: errDial}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, _, _ := away(t, row.answer)
				alone(t, c)
				synctest.Wait()
				if got := alone(t, c); got != row.away {
					t.Errorf("left alone is %v", got)
				}
				wait(5 * time.Second)
			})
		})
	}
}

// TestAKnockOutlivesWhoCausedItAndSaysNothingOfThem: the citizen has long had the card.
func TestAKnockOutlivesWhoCausedItAndSaysNothingOfThem(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, w, _ := away(t, streams(time.Second, "sì"))
		ctx, cancel := contextFor(t, time.Hour)
		c.LeftAlone(ctx, 7, caterina.StepWrite)
		cancel()
		wait(2 * time.Second)
		if alone(t, c) {
			t.Error("the try ended with the citizen")
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if body := string(w.asked[3].body); strings.Contains(body, "SEGRETO") || !strings.Contains(body, "una parola sola") {
			t.Errorf("it was asked %s", body)
		}
	})
}

// TestAServerThatIsQuickWithAWordAndLateWithAnAnswerKeepsOneCitizenWaiting, not five: of
// a model that is too slow for real questions a short one does not tell.
func TestAServerThatIsQuickWithAWordAndLateWithAnAnswerKeepsOneCitizenWaiting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		quick, slow, good := streams(0, "sì"), answer{delay: time.Hour}, says("ciao")
		c, w, told := away(t, quick, slow, quick, good, slow, slow, slow)
		for _, failure := range []caterina.ModelFailure{caterina.FailedLate, ""} {
			alone(t, c)
			synctest.Wait()
			if alone(t, c) {
				t.Fatal("it has answered")
			}
			if failure == "" {
				_, err := c.Complete(t.Context(), question())
				want(t, err, "", "")
				continue
			}
			_, err := c.Stream(t.Context(), question(), func(string) error { return nil })
			want(t, err, failure, "")
			if !alone(t, c) {
				t.Error("the next citizen would wait, too")
			}
			wait(15*time.Second + 1)
		}
		for n := range 3 { // it has answered a citizen: it may fail as often as any
			if alone(t, c) {
				t.Errorf("left alone after %d failures", n)
			}
			_, _ = c.Stream(t.Context(), question(), func(string) error { return nil })
		}
		if !alone(t, c) || w.count() != 10 || told.told() != "down chat server 503; up chat; down chat late 0; up chat; down chat late 0" {
			t.Errorf("asked %d times, told %q", w.count(), told.told())
		}
	})
}
