package webchat

import (
	"testing"
	"time"
)

func TestThePaceAllowsABurstThenOneAtATime(t *testing.T) {
	t.Parallel()
	p := newMessagePace(pace{every: 2 * time.Second, burst: 10})
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	for i := range 10 {
		if wait, _ := p.take("c", now); wait != 0 {
			t.Fatalf("message %d waits %s", i, wait)
		}
	}
	if wait, out := p.take("c", now); wait != 2*time.Second || out {
		t.Errorf("the eleventh waits %s, out %v", wait, out)
	}
	if wait, _ := p.take("other", now); wait != 0 {
		t.Errorf("another session waits %s", wait)
	}
	now = now.Add(1500 * time.Millisecond)
	if wait, out := p.take("c", now); wait != 500*time.Millisecond || out {
		t.Errorf("a little later it waits %s, out %v", wait, out)
	}
	if _, out := p.take("c", now); !out {
		t.Error("the third refusal in a row is not the last")
	}
	now = now.Add(500 * time.Millisecond)
	if wait, _ := p.take("c", now); wait != 0 {
		t.Errorf("after two seconds it waits %s", wait)
	}
	if _, out := p.take("c", now); out {
		t.Error("an accepted message does not end the row of refusals")
	}
	p.giveBack("c")
	if wait, _ := p.take("c", now); wait != 0 {
		t.Errorf("a message that was given back costs %s", wait)
	}
}

func TestThePaceForgetsSessionsAtRest(t *testing.T) {
	t.Parallel()
	p := newMessagePace(pace{every: 2 * time.Second, burst: 10})
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	p.take("one", now)
	p.take("three", now)
	p.take("three", now)
	p.sweep(now.Add(2 * time.Second))
	if _, kept := p.sessions["three"]; !kept || len(p.sessions) != 1 {
		t.Errorf("%d sessions are kept", len(p.sessions))
	}
	p.giveBack("gone") // harmless
}

func TestTheWheelChecksEachConnectionWhenItIsDue(t *testing.T) {
	t.Parallel()
	var w wheel
	conns := map[*conn]int{{}: 1, {}: 3, {}: 3, {}: wheelSlots - 1, {}: wheelSlots + 5}
	for c, seconds := range conns {
		w.add(c, seconds)
	}
	due := map[*conn]int{}
	for second := 1; second < wheelSlots; second++ {
		w.turn(func(c *conn) int {
			due[c] = second
			return wheelSlots - 1
		})
	}
	for c, seconds := range conns {
		if want := min(seconds, wheelSlots-1); due[c] != want {
			t.Errorf("checked after %d seconds, want %d", due[c], want)
		}
	}
}

func TestTheWheelLetsConnectionsGo(t *testing.T) {
	t.Parallel()
	var w wheel
	conns := []*conn{{}, {}, {}}
	for _, c := range conns {
		w.add(c, 2)
	}
	w.remove(conns[1])
	w.remove(conns[1]) // harmless
	w.remove(conns[2])
	left := 0
	w.each(func(c *conn) {
		left++
		if c != conns[0] {
			t.Error("a removed connection is still there")
		}
	})
	if left != 1 {
		t.Errorf("%d connections are left, want 1", left)
	}
}
