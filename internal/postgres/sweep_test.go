package postgres_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

func TestAFailedTurnWaitsForItsNextTry(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	turn := f.lease("p", leaseTime)
	stolen := turn
	stolen.Owner = "q"
	wantCode(t, "somebody else gives it back", f.FailTurn(t.Context(), stolen, 0), caterina.CodeConflict)
	if err := f.FailTurn(t.Context(), turn, time.Hour); err != nil {
		t.Fatal(err)
	}
	if receipt := f.sayTo("two", by("q")); receipt.Turn != nil || !receipt.TurnDue {
		t.Errorf("a message hurried the turn: %+v (due %v), want it owed and left alone", receipt.Turn, receipt.TurnDue)
	}
	if _, ok, err := f.LeaseTurn(t.Context(), f.conv, caterina.Lease{Owner: "p", TTL: leaseTime}); ok || err != nil {
		t.Errorf("leased before its time: %v, %v", ok, err)
	}
	if due, err := f.DueTurns(t.Context(), 10); err != nil || len(due) != 0 {
		t.Errorf("due before its time: %v, %v", due, err)
	}
	f.exec("UPDATE turn SET due_at = now()")
	if due, err := f.DueTurns(t.Context(), 10); err != nil || len(due) != 1 || due[0] != f.conv {
		t.Errorf("due are %v, %v; want the conversation", due, err)
	}
	if again := f.lease("q", leaseTime); again.Attempt != 2 || len(again.Inputs) != 2 {
		t.Errorf("attempt %d with %d inputs, want 2 with 2", again.Attempt, len(again.Inputs))
	}
}

func TestTheSweeperFindsWhatAKilledProcessLeft(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	due := func() []caterina.ConversationID {
		t.Helper()
		ids, err := f.DueTurns(t.Context(), 10)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	f.say("one") // left to whoever looks for it
	if got := due(); len(got) != 1 || got[0] != f.conv {
		t.Fatalf("due are %v, want the conversation", got)
	}
	f.lease("p", leaseTime)
	if got := due(); len(got) != 0 {
		t.Errorf("due are %v while p runs the turn, want none", got)
	}
	f.exec("UPDATE turn SET due_at = now()") // the lease runs out
	if got := due(); len(got) != 1 {
		t.Errorf("due are %v after the lease ran out, want the conversation", got)
	}
	f.exec("UPDATE conversation SET state = 'queued', queue = 'desk', queued_at = now()")
	if turn := f.lease("q", leaseTime); turn.State != caterina.StateQueued || turn.Queue != "desk" {
		t.Errorf("in the queue the turn is of state %q, queue %q", turn.State, turn.Queue)
	}
	f.exec("UPDATE turn SET due_at = now()")
	f.exec("UPDATE conversation SET state = 'closed'")
	if got := due(); len(got) != 0 {
		t.Errorf("due are %v though the conversation is closed, want none", got)
	}
	if _, ok, err := f.LeaseTurn(t.Context(), f.conv, caterina.Lease{Owner: "q", TTL: leaseTime}); ok || err != nil {
		t.Errorf("the turn can be leased though the conversation is closed: %v, %v", ok, err)
	}
}

func TestTheLongestWaitingTurnComesFirst(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var want []caterina.ConversationID
	for range 3 {
		f.conv = f.open().Conversation.ID
		f.say("hello")
		want = append(want, f.conv)
	}
	got, err := f.DueTurns(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want[:2], got); diff != "" {
		t.Errorf("due (-want +got):\n%s", diff)
	}
}
