package faults_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"example.org/caterina/internal/faults"
)

// played asks a list about calls, one after the other, and writes down which fault
// struck each, "-" for none. A fault is aimed at the calls that have its name in them.
func played(l *faults.List[string], calls ...string) string {
	var out strings.Builder
	for _, c := range calls {
		struck := l.Strike(func(fault string) bool { return strings.Contains(c, fault) })
		if struck == "" {
			struck = "-"
		}
		out.WriteString(struck)
	}
	return out.String()
}

// calls are n calls that a fault "a" is aimed at.
func calls(n int) []string { return strings.Split(strings.Repeat("a", n), "") }

func TestAFaultStrikesAsOftenAsItIsTold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		often faults.Often
		want  string
	}{
		"always":                  {faults.Often{}, "aaaaa"},
		"twice":                   {faults.Often{Times: 2}, "aa---"},
		"after the first":         {faults.Often{Skip: 1}, "-aaaa"},
		"twice, after the second": {faults.Often{Skip: 2, Times: 2}, "--aa-"},
		"with certainty":          {faults.Often{Chance: 1, Times: 3}, "aaa--"},
	} {
		l := faults.NewList[string](1)
		strike := l.Add("a", c.often)
		if got := played(l, calls(5)...); got != c.want || strike.Count() != strings.Count(c.want, "a") {
			t.Errorf("%s: got %s, counted %d", name, got, strike.Count())
		}
	}
}

func TestWhatAFaultIsNotAimedAtIsNotCounted(t *testing.T) {
	t.Parallel()
	l := faults.NewList[string](1)
	l.Add("a", faults.Often{Skip: 1, Times: 1})
	if got := played(l, "b", "a", "b", "a", "a"); got != "---a-" {
		t.Errorf("got %s", got)
	}
}

func TestTheFirstFaultThatStrikesIsTheOnlyOne(t *testing.T) {
	t.Parallel()
	l := faults.NewList[string](1)
	l.Add("a", faults.Often{Times: 2})
	second := l.Add("b", faults.Often{Skip: 1, Times: 1})
	if got := played(l, "ab", "ab", "ab", "ab", "ab"); got != "aa-b-" || second.Count() != 1 {
		t.Errorf("got %s", got)
	}
}

func TestAFaultThatHasEndedStrikesNothing(t *testing.T) {
	t.Parallel()
	l := faults.NewList[string](1)
	strike := l.Add("a", faults.Often{})
	played(l, "a")
	strike.End()
	if got := played(l, "a"); got != "-" || strike.Count() != 1 {
		t.Errorf("got %s, counted %d", got, strike.Count())
	}
}

func TestChanceRepeatsWithItsSeed(t *testing.T) {
	t.Parallel()
	play := func(seed uint64) string {
		l := faults.NewList[string](seed)
		l.Add("a", faults.Often{Chance: 0.5})
		return played(l, calls(40)...)
	}
	first := play(1)
	if n := strings.Count(first, "a"); n < 8 || n > 32 || first != play(1) || first == play(2) {
		t.Errorf("got %s", first)
	}
}

func TestAWaitIsOverWhenItsDelayAndItsChannelAre(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		delay, opens, want time.Duration // opens is when the channel is closed, 0 for no channel
	}{
		"nothing to wait for": {0, 0, 0},
		"a delay":             {time.Hour, 0, time.Hour},
		"a channel":           {0, time.Minute, time.Minute},
		"the delay is longer": {time.Hour, time.Minute, time.Hour},
		"the other is longer": {time.Minute, time.Hour, time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			var until chan struct{}
			if c.opens > 0 {
				until = make(chan struct{})
				time.AfterFunc(c.opens, func() { close(until) })
			}
			start := time.Now()
			if ok := faults.Wait(c.delay, until, nil, nil); !ok || time.Since(start) != c.want {
				t.Errorf("%s: %v after %v", name, ok, time.Since(start))
			}
		})
	}
}

func TestNobodyWaitsForACallerWhoIsGoneOrAServerThatHasEnded(t *testing.T) {
	t.Parallel()
	closed, never := make(chan struct{}), make(chan struct{})
	close(closed)
	if faults.Wait(time.Hour, never, closed, never) {
		t.Error("it waited for a caller who is gone")
	}
	if faults.Wait(0, never, never, closed) {
		t.Error("it waited in a server that has ended")
	}
}
