package openai

import (
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

// breaking returns a client that tries nothing again and opens after three failures,
// its server and what its observer is told.
func breaking(t *testing.T, answers ...answer) (*Client, *wire, *notes) {
	t.Helper()
	w, n := newWire(answers...), new(notes)
	cfg := config(w)
	cfg.Retries, cfg.Failures, cfg.Observer, cfg.Rest = -1, 3, n, 15*time.Second
	return client(t, cfg), w, n
}

func TestAServerThatFailsOftenIsLeftAloneAndTriedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		no := refuses(503, "")
		c, w, told := breaking(t, no, no, no, no, says("ciao"))
		ask := func(failure caterina.ModelFailure) {
			t.Helper()
			_, err := c.Complete(t.Context(), question())
			want(t, err, failure, "")
		}
		for range 3 {
			ask(caterina.FailedServer)
		}
		ask(caterina.FailedOpen)
		if w.count() != 3 || !c.Health()[0].Open || c.Health()[0].Failure != caterina.FailedServer {
			t.Errorf("asked %d times: %+v", w.count(), c.Health())
		}
		wait(15*time.Second + 1)
		ask(caterina.FailedServer) // the one that tries
		ask(caterina.FailedOpen)
		wait(15*time.Second + 1)
		ask("")
		ask("")
		if w.count() != 6 || told.told() != "down chat server 503; up chat" || c.Health()[0].Open {
			t.Errorf("asked %d times, told %q", w.count(), told.told())
		}
	})
}

// wait passes time in a bubble.
func wait(d time.Duration) { <-time.After(d) }

func TestWhileOneCallTriesTheServerTheOthersDoNot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		no := refuses(503, "")
		slow := streams(time.Second, "ciao")
		c, w, _ := breaking(t, no, no, no, slow)
		for range 3 {
			_, err := c.Complete(t.Context(), question())
			want(t, err, caterina.FailedServer, "")
		}
		wait(16 * time.Second)
		var all sync.WaitGroup
		var mu sync.Mutex
		failures := map[caterina.ModelFailure]int{}
		for range 20 {
			all.Go(func() {
				got, _ := c.Stream(t.Context(), question(), func(string) error { return nil })
				mu.Lock()
				defer mu.Unlock()
				failures[got.Usage.Failure]++
			})
		}
		all.Wait()
		if w.count() != 4 || failures[""] != 1 || failures[caterina.FailedOpen] != 19 {
			t.Errorf("%d requests: %v", w.count(), failures)
		}
	})
}

func TestOnlyWhatSpeaksAgainstTheServerCounts(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		answer answer
		opens  bool
	}{
		"500":            {refuses(500, ""), true},
		"429":            {refuses(429, ""), true},
		"no connection":  {answer{err: errDial}, true},
		"late":           {answer{delay: time.Hour}, true},
		"stalled":        {answer{hang: true, body: []beat{{text: event("La", "")}}}, true},
		"cut":            {raw(event("La", "")), true},
		"400":            {refuses(400, ""), false},
		"413":            {refuses(413, ""), false},
		"flagged":        {refuses(403, `{"error":"moderation"}`), false},
		"length":         {raw(event("La", "length")), false},
		"filtered":       {raw(event("La", "content_filter")), false},
		"empty":          {raw(event("", "stop")), false},
		"cannot be read": {raw("data: {\n\n"), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, w, told := breaking(t, row.answer)
				for range 4 {
					_, err := c.Stream(t.Context(), question(), func(string) error { return nil })
					if err == nil {
						t.Fatal("did not fail")
					}
				}
				asked := w.count()
				c.manners.learn(caterina.StepWrite, dialect{})
				if opened := c.Health()[0].Open; opened != row.opens || opened != (told.told() != "") || opened && asked != 3 {
					t.Errorf("open is %v after %d requests, told %q", opened, asked, told.told())
				}
			})
		})
	}
}

func TestASuccessBetweenFailuresStartsTheCountAgain(t *testing.T) {
	t.Parallel()
	no, yes := refuses(503, ""), says("ciao")
	c, w, _ := breaking(t, no, no, yes, no, no, yes)
	for range 6 {
		_, _ = c.Complete(t.Context(), question())
	}
	if w.count() != 6 || c.Health()[0].Open {
		t.Errorf("asked %d times, %+v", w.count(), c.Health())
	}
}

func TestAKeyOrAModelThatIsRefusedIsToldAtOnceAndOnce(t *testing.T) {
	t.Parallel()
	for status, reason := range map[int]Reason{401: ReasonKey, 403: ReasonKey, 404: ReasonNotFound, 307: ReasonRedirect} {
		synctest.Test(t, func(t *testing.T) {
			no := refuses(status, "")
			c, w, told := breaking(t, no, no, says("ciao"))
			for range 2 { // it opens, and the call that tries it opens it again
				_, err := c.Complete(t.Context(), question())
				want(t, err, caterina.FailedRefused, reason)
				_, err = c.Complete(t.Context(), question())
				want(t, err, caterina.FailedOpen, ReasonLeftAlone)
				if h := c.Health()[0]; !h.Open || h.Status != status || h.Reason != reason || h.Since.IsZero() || h.Model != "chat" {
					t.Errorf("health is %+v", h)
				}
				wait(16 * time.Second)
			}
			_, err := c.Complete(t.Context(), question())
			want(t, err, "", "")
			if w.count() != 3 || strings.Count(told.told(), "down") != 1 || !strings.HasSuffix(told.told(), "up chat") {
				t.Errorf("asked %d times, told %q", w.count(), told.told())
			}
			// What was hard once is not for ever: one failure of another kind opens nothing.
			w.answers = []answer{refuses(503, "")}
			_, err = c.Complete(t.Context(), question())
			want(t, err, caterina.FailedServer, "")
			_, err = c.Complete(t.Context(), question())
			want(t, err, caterina.FailedServer, "")
		})
	}
}

func TestEachLineIsLeftAloneForItself(t *testing.T) {
	t.Parallel()
	c, _, told := breaking(t, refuses(404, ""), says("ciao"))
	_, err := c.Transcribe(t.Context(), 7, "voce.oga", strings.NewReader("suono"))
	want(t, err, caterina.FailedRefused, ReasonNotFound)
	_, err = c.Complete(t.Context(), question())
	want(t, err, "", "")
	if told.told() != "down transcribe refused 404" {
		t.Errorf("told %q", told.told())
	}
	open := map[Line]bool{}
	for _, h := range c.Health() {
		open[h.Line] = h.Open
	}
	if len(open) != 3 || !open[LineTranscribe] || open[LineChat] || open[LineEmbed] {
		t.Errorf("open are %v", open)
	}
}

func TestACallThatIsLeftDoesNotHoldTheTryOfTheServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		no := refuses(503, "")
		c, _, _ := breaking(t, no, no, no, answer{delay: time.Hour}, says("ciao"))
		for range 3 {
			_, err := c.Complete(t.Context(), question())
			want(t, err, caterina.FailedServer, "")
		}
		wait(16 * time.Second)
		ctx, cancel := contextFor(t, time.Hour)
		time.AfterFunc(time.Second, cancel)
		_, err := c.Complete(ctx, question())
		want(t, err, caterina.FailedLeft, "")
		_, err = c.Complete(t.Context(), question())
		want(t, err, "", "")
	})
}

func TestACallThatNeverCameToTheServerIsNotTheOneThatTriesIt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		no := refuses(503, "")
		c, w, told := breaking(t, no, no, no, refuses(400, ""))
		for range 3 {
			_, err := c.Complete(t.Context(), question())
			want(t, err, caterina.FailedServer, "")
		}
		wait(16 * time.Second)
		c.cfg.Budget = &purse{}
		_, err := c.Complete(t.Context(), question())
		want(t, err, caterina.FailedBudget, "")
		c.cfg.Budget = boundless{}
		_, err = c.Complete(t.Context(), question())
		want(t, err, caterina.FailedRefused, ReasonStatus) // of this request: the server does its work
		if w.count() != 4 || !strings.HasSuffix(told.told(), "up chat") {
			t.Errorf("asked %d times, told %q", w.count(), told.told())
		}
	})
}

func TestTriesOfOneCallStopWhenTheServerIsLeftAlone(t *testing.T) {
	t.Parallel()
	w := newWire(refuses(503, ""))
	cfg := config(w)
	cfg.Retries, cfg.Failures = 10, 2
	_, err := client(t, cfg).Complete(t.Context(), question())
	want(t, err, caterina.FailedServer, ReasonServer)
	if w.count() != 2 {
		t.Errorf("asked %d times", w.count())
	}
}
