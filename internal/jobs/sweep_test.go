package jobs_test

import (
	"context"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/jobs"
)

func TestTheSweeperFindsWhatAKilledProcessLeft(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	d.sayTo(caterina.Lease{Owner: "killed", TTL: time.Millisecond})
	d.runUntilAnswered(d.runner) // its sweeper alone makes the turn due
}

// runUntilAnswered has a process answer the desk's only message.
func (d *desk) runUntilAnswered(process *jobs.Runner) {
	d.t.Helper()
	ctx, stop := context.WithCancel(d.t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- process.Run(ctx) }()
	if ev := <-d.events; ev.N != 3 {
		d.t.Errorf("event %d, want 3", ev.N)
	}
	stop()
	if err := <-ended; err != nil {
		d.t.Error(err)
	}
	d.wantLog("bot", "citizen", "bot")
}

func TestDueNeverBlocks(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	if n := fill(d.runner, 10_000); n == 0 || n >= 10_000 {
		t.Errorf("%d turns wait, want the backlog's size", n)
	}
}

// fill gives n turns to a runner that does not run, and returns how many wait:
// what does not fit is left to the sweepers.
func fill(r *jobs.Runner, n int) int {
	for range n {
		r.Due(caterina.LeasedTurn{})
	}
	return r.Waiting()
}

// TestASweepTakesWhatThereIsRoomFor: a lease that waits in a long backlog only
// keeps others from the turn.
func TestASweepTakesWhatThereIsRoomFor(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	half := fill(d.newRunner("full", scripted(echo)), 10_000) / 2
	d.sayTo(caterina.Lease{})

	busy := d.newRunner("busy", scripted(echo))
	fill(busy, half)
	busy.Sweep(t.Context())
	if n := busy.Waiting(); n != half {
		t.Errorf("with a backlog of %d a sweep took %d turns, want none", half, n-half)
	}
	fill(d.runner, half-1)
	d.runner.Sweep(t.Context())
	if n := d.runner.Waiting(); n != half {
		t.Errorf("with a backlog of %d a sweep took %d turns, want 1", half-1, n-half+1)
	}
}

func TestATurnDroppedFromAFullBacklogIsFoundAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	full := fill(d.runner, 10_000)
	d.runner.Due(*d.sayTo(caterina.Lease{Owner: "first", TTL: 50 * time.Millisecond}).Turn)
	if n := d.runner.Waiting(); n != full {
		t.Fatalf("the full backlog grew from %d to %d", full, n)
	}
	d.runUntilAnswered(d.newRunner("second", scripted(echo)))
}

// TestStoppingGivesBackTheTurnsThatWait: a citizen need not wait for the lease of
// a process that was stopped for a deploy.
func TestStoppingGivesBackTheTurnsThatWait(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{}, 2)
	goOn := make(chan struct{})
	d := newDesk(t, scripted(func(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
		begun <- struct{}{}
		<-goOn
		return echo(ctx, turn)
	}))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.runner.Run(ctx) }()
	first := d.say("ciao")
	d.runner.Due(first)
	d.runner.Due(first) // both workers are busy with it
	<-begun
	<-begun
	d.runner.Due(first) // and it waits once more
	stop()
	close(goOn)
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if n := d.runner.Waiting(); n != 0 {
		t.Errorf("%d turns still wait in a process that has ended", n)
	}
	receipt, err := d.runner.Receive(t.Context(), d.inbound("e poi?"))
	if err != nil || receipt.Turn != nil || !receipt.TurnDue {
		t.Errorf("a message that came during the stop: turn %v, due %v, %v; want it left to others", receipt.Turn, receipt.TurnDue, err)
	}
	if _, ok, err := d.store.LeaseTurn(t.Context(), d.conv, caterina.Lease{Owner: "other", TTL: time.Minute}); !ok || err != nil {
		t.Errorf("another process cannot take it at once: %v, %v", ok, err)
	}
}
