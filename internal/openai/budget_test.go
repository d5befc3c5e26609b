package openai

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina"
)

// most is what a question may cost.
func most() int { return askTokens(question()) + question().MaxTokens }

// spending returns a client whose town may use so much, at noon of a day.
func spending(t *testing.T, limit int, answers ...answer) (*Client, *purse, *wire) {
	t.Helper()
	w, p := newWire(answers...), &purse{limit: limit}
	cfg := config(w)
	cfg.Budget, cfg.Retries = p, -1
	cfg.Now = func() time.Time { return time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) }
	return client(t, cfg), p, w
}

func TestWhatACallMayCostIsReservedAndThenCorrected(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		answer answer
		used   int // in the end
	}{
		"it said what it cost": {says("ciao"), 47},
		"it said nothing":      {replies(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"content": "ciao"}}}}), askTokens(question()) + 2},
		"refused":              {refuses(400, ""), 0},
		"failed":               {refuses(500, ""), 0},
		"not reached":          {answer{err: errDial}, 0},
		"late":                 {answer{delay: time.Hour}, askTokens(question())},
		"cannot be read":       {refuses(200, "boom"), askTokens(question())},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c, p, _ := spending(t, 10_000, row.answer)
				got, _ := c.Complete(t.Context(), question())
				if used := p.spent()["7 2026-11-22"]; used != row.used || p.moves[0] != most() || got.Usage.In+got.Usage.Out != row.used {
					t.Errorf("%d used in the end, want %d; moves %v, usage %+v", used, row.used, p.moves, got.Usage)
				}
			})
		})
	}
}

func TestWhatEachTryCostIsAdded(t *testing.T) {
	t.Parallel()
	c, p, _ := spending(t, 10_000, says("Ecco."), says("{}"))
	_, err := c.Complete(t.Context(), structured())
	want(t, err, "", "")
	if used := p.spent()["7 2026-11-22"]; used != 2*47 {
		t.Errorf("%d tokens used, want those of both answers", used)
	}
}

func TestATownThatHasUsedItsTokensIsNotServed(t *testing.T) {
	t.Parallel()
	c, p, w := spending(t, most()+46, says("ciao"))
	_, err := c.Complete(t.Context(), question())
	want(t, err, "", "")
	_, err = c.Complete(t.Context(), question()) // 47 are used, so it does not fit
	e := failed(t, err, caterina.FailedBudget, ReasonBudgetSpent)
	if caterina.CodeOf(err) != caterina.CodeLimited || !strings.Contains(e.message(), "domani") || w.count() != 1 {
		t.Errorf("%v, %q, %d requests", caterina.CodeOf(err), e.message(), w.count())
	}
	other := question()
	other.Town = 8
	_, err = c.Complete(t.Context(), other)
	want(t, err, "", "")
	if got := p.spent(); !maps.Equal(got, map[string]int{"7 2026-11-22": 47, "8 2026-11-22": 47}) {
		t.Errorf("used are %v", got)
	}
}

func TestManyCallsAtOnceStayWithinTheBudget(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, p, w := spending(t, 3*most(), streams(time.Second, "ciao"))
		ends := crowd(t, c, 8)
		if ends[""] != 3 || ends[caterina.FailedBudget] != 5 || w.count() != 3 || p.spent()["7 2026-11-22"] != 3*47 {
			t.Errorf("%v with %d requests, %v", ends, w.count(), p.spent())
		}
	})
}

func TestDaysAreThoseOfRome(t *testing.T) {
	t.Parallel()
	w, p := newWire(says("ciao")), &purse{limit: 10_000}
	cfg := config(w)
	cfg.Budget = p
	var now time.Time
	cfg.Now = func() time.Time { return now }
	c := client(t, cfg)
	for _, text := range []string{"2026-11-22T22:59:59Z", "2026-11-22T23:00:00Z", "2026-07-01T21:59:59Z", "2026-07-01T22:00:00Z"} {
		now, _ = time.Parse(time.RFC3339, text)
		_, err := c.Complete(t.Context(), question())
		want(t, err, "", "")
	}
	days := slices.Sorted(maps.Keys(p.spent()))
	if !slices.Equal(days, []string{"7 2026-07-01", "7 2026-07-02", "7 2026-11-22", "7 2026-11-23"}) {
		t.Errorf("days are %v", days)
	}
}

func TestACallOverMidnightIsSettledOnItsDay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, p := newWire(streams(time.Second, "ciao")), &purse{limit: 10_000}
		start := time.Now()
		midnight := time.Date(2026, 11, 22, 22, 59, 59, 500_000_000, time.UTC)
		cfg := config(w)
		cfg.Budget, cfg.Now = p, func() time.Time { return midnight.Add(time.Since(start)) }
		_, err := client(t, cfg).Stream(t.Context(), question(), func(string) error { return nil })
		want(t, err, "", "")
		if got := p.spent(); !maps.Equal(got, map[string]int{"7 2026-11-22": 47}) {
			t.Errorf("used are %v", got)
		}
	})
}

func TestABudgetThatCannotBeReadLetsNothing(t *testing.T) {
	t.Parallel()
	c, p, w := spending(t, 10_000, says("ciao"))
	p.err = errors.New("select from budget: PROMPTSEGRETO")
	_, err := c.Complete(t.Context(), question())
	want(t, err, caterina.FailedBudget, ReasonBudgetUnread)
	if w.count() != 0 || strings.Contains(err.Error(), "SEGRETO") {
		t.Errorf("%v after %d requests", err, w.count())
	}
}

func TestWhoeverGoesPaysForWhatWasWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, p, _ := spending(t, 10_000, answer{hang: true, body: []beat{{text: event("Costa 22 euro.", "")}}})
		ctx, cancel := contextFor(t, time.Hour)
		time.AfterFunc(time.Second, cancel)
		got, err := c.Stream(ctx, question(), func(string) error { return nil })
		want(t, err, caterina.FailedLeft, "")
		if used := p.spent()["7 2026-11-22"]; used != askTokens(question())+4 || p.closed || got.Usage.Out != 4 {
			t.Errorf("%d used, settled with a context that was over: %v", used, p.closed)
		}
	})
}

func TestTheObserverIsToldOfEveryCallOnce(t *testing.T) {
	t.Parallel()
	n := new(notes)
	cfg := config(newWire(says("ciao"), refuses(400, ""), refuses(503, ""), says("ciao")))
	cfg.Observer = n
	c := client(t, cfg)
	var all sync.WaitGroup
	for range 3 {
		_, _ = c.Complete(t.Context(), question())
	}
	all.Wait()
	if len(n.used) != 3 || n.used[0].Failure != "" || n.used[1].Failure != caterina.FailedRefused || n.used[2].Failure != "" || n.towns[2] != 7 {
		t.Errorf("told of %+v", n.used)
	}
}
