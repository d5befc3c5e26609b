package postgres_test

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// by is a lease that outlasts the test.
func by(owner string) caterina.Lease { return caterina.Lease{Owner: owner, TTL: leaseTime} }

// inputsOf are the messages a turn answers.
func inputsOf(turn caterina.LeasedTurn) []string {
	var texts []string
	for _, in := range turn.Inputs {
		texts = append(texts, in.Text)
	}
	return texts
}

// wantNobodyElse checks that no other run can have the turn, whichever way it
// tries.
func (f *fixture) wantNobodyElse() {
	f.t.Helper()
	if _, ok, err := f.LeaseTurn(f.t.Context(), f.conv, by("somebody else")); ok || err != nil {
		f.t.Errorf("somebody else got the turn: %v, %v", ok, err)
	}
	if due, err := f.DueTurns(f.t.Context(), 10); err != nil || len(due) != 0 {
		f.t.Errorf("the sweepers see %v, %v; want nothing", due, err)
	}
}

// TestANewTurnIsItsReceivers: who stored the message has the turn, with all that
// the bot needs, and until its end nobody else gets it.
func TestANewTurnIsItsReceivers(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := f.sayTo("first", by("r1"))
	if first.Turn == nil {
		t.Fatal("the receiver did not get the turn")
	}
	f.wantNobodyElse()
	if _, err := f.CompleteTurn(t.Context(), *first.Turn, answer("yes"), nil); err != nil {
		t.Fatal(err)
	}

	chosen := f.inbound("second")
	chosen.Body.Choice = "card/nido"
	second, err := f.Receive(t.Context(), chosen, by("r2"))
	if err != nil {
		t.Fatal(err)
	}
	want := &caterina.LeasedTurn{
		Owner: "r2", Town: f.town, Conversation: f.conv, Turn: 4, UpTo: 4, Attempt: 1, State: caterina.StateBot, Lang: "it",
		Inputs: []caterina.Input{{Seq: 4, Text: "second", Choice: "card/nido"}},
		History: []caterina.Message{
			{Actor: caterina.ActorBot, Body: caterina.MessageBody{Text: "Ciao!"}},
			{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: "first"}},
			{Actor: caterina.ActorBot, Body: caterina.MessageBody{Text: "yes", Outcome: caterina.OutcomeAnswer}},
		},
	}
	if diff := cmp.Diff(want, second.Turn); diff != "" {
		t.Errorf("the receiver's turn (-want +got):\n%s", diff)
	}
	f.wantNobodyElse()
	if _, err := f.CompleteTurn(t.Context(), *second.Turn, answer("yes"), nil); err != nil {
		t.Error(err)
	}
	f.wantNobodyElse()
}

// TestAMessageDuringARunIsLeftToIt: whoever runs the turn is told when it
// answers, and gets the turn again with both messages.
func TestAMessageDuringARunIsLeftToIt(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	turn := *f.sayTo("one", by("p")).Turn
	if receipt := f.sayTo("two", by("q")); receipt.Turn != nil || !receipt.TurnDue {
		t.Errorf("the second receiver got the turn %+v (due %v), want it owed by the first", receipt.Turn, receipt.TurnDue)
	}
	f.wantNobodyElse()
	_, err := f.CompleteTurn(t.Context(), turn, answer("to one only"), nil)
	wantCode(t, "complete", err, caterina.CodeConflict)

	again := f.lease("p again", leaseTime)
	if diff := cmp.Diff([]string{"one", "two"}, inputsOf(again)); diff != "" || again.Turn != turn.Turn || again.Attempt != 1 {
		t.Errorf("it came back as turn %d, attempt %d, want turn %d as a first attempt; its messages (-want +got):\n%s",
			again.Turn, again.Attempt, turn.Turn, diff)
	}
	if _, err := f.CompleteTurn(t.Context(), again, answer("to both"), nil); err != nil {
		t.Error(err)
	}
}

// TestAMessageTakesOverAFreeTurn: nobody runs it, so the message's receiver does.
func TestAMessageTakesOverAFreeTurn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		free    func(f *fixture) // leaves the turn of message "one" to nobody
		inputs  []string
		attempt int
	}{
		"that was left to the sweepers": {
			func(f *fixture) { f.say("one") },
			[]string{"one", "now"},
			1,
		},
		"whose lease ran out": {
			func(f *fixture) { f.sayTo("one", caterina.Lease{Owner: "killed"}) },
			[]string{"one", "now"},
			2,
		},
		"whose next try has come": {
			func(f *fixture) {
				if err := f.FailTurn(f.t.Context(), *f.sayTo("one", by("p")).Turn, -time.Second); err != nil {
					f.t.Fatal(err)
				}
			},
			[]string{"one", "now"},
			2,
		},
		"that a newer message voided": {
			func(f *fixture) {
				turn := *f.sayTo("one", by("p")).Turn
				f.say("two")
				_, err := f.CompleteTurn(f.t.Context(), turn, answer("to one only"), nil)
				wantCode(f.t, "complete", err, caterina.CodeConflict)
			},
			[]string{"one", "two", "now"},
			1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			c.free(f)
			receipt := f.sayTo("now", by("q"))
			if receipt.Turn == nil {
				t.Fatal("its receiver did not get the turn")
			}
			got := *receipt.Turn
			if diff := cmp.Diff(c.inputs, inputsOf(got)); diff != "" || got.Attempt != c.attempt || got.UpTo != receipt.Event.Seq {
				t.Errorf("attempt %d up to %d, want %d up to %d; its messages (-want +got):\n%s",
					got.Attempt, got.UpTo, c.attempt, receipt.Event.Seq, diff)
			}
			f.wantNobodyElse()
			if _, err := f.CompleteTurn(t.Context(), got, answer("to all"), nil); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestTheReceiverAndTheSweeperGetTheSameTurn: there are two ways to a turn, and
// what the bot is given depends on neither.
func TestTheReceiverAndTheSweeperGetTheSameTurn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for i, messages := range []int{1, 3} {
		for m := range messages - 1 {
			f.say(fmt.Sprintf("%d/%d", i, m))
		}
		received := *f.sayTo(fmt.Sprintf("%d/last", i), caterina.Lease{Owner: "receiver"}).Turn
		swept := f.lease("sweeper", leaseTime)
		if swept.Attempt != received.Attempt+1 {
			t.Errorf("the sweeper has attempt %d after the receiver's %d", swept.Attempt, received.Attempt)
		}
		_, err := f.CompleteTurn(t.Context(), received, answer("late"), nil)
		wantCode(t, "the receiver, whose lease ran out", err, caterina.CodeConflict)
		if _, err := f.CompleteTurn(t.Context(), swept, answer("yes"), nil); err != nil {
			t.Error(err)
		}
		received.Owner, received.Attempt = swept.Owner, swept.Attempt
		if diff := cmp.Diff(received, swept); diff != "" {
			t.Errorf("the turn of %d messages (-received +swept):\n%s", messages, diff)
		}
	}
}

func TestADuplicateLeasesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	again := func(when string) {
		t.Helper()
		if receipt := f.sayTo("one", by("q")); !receipt.Dup || !receipt.TurnDue || receipt.Turn != nil {
			t.Errorf("%s: dup %v, due %v, turn %+v; want a duplicate that is owed an answer and leases nothing",
				when, receipt.Dup, receipt.TurnDue, receipt.Turn)
		}
	}
	f.say("one")
	again("left to the sweepers")
	f.lease("p", leaseTime)
	again("run by somebody")
	f.exec("UPDATE turn SET due_at = now()")
	again("the lease has run out")
	if turn := f.lease("r", leaseTime); turn.Attempt != 2 {
		t.Errorf("attempt %d, want 2: a duplicate counted as one", turn.Attempt)
	}
}

func TestOfManyReceiversOneGetsTheTurn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for round := range 10 {
		const receivers = 8
		var got atomic.Pointer[caterina.LeasedTurn]
		var wg sync.WaitGroup
		for i := range receivers {
			id := fmt.Sprintf("%d/%d", round, i)
			wg.Go(func() {
				receipt, err := f.Receive(t.Context(), f.inbound(id), by(id))
				if err != nil || !receipt.TurnDue {
					t.Errorf("receive: due %v, %v", receipt.TurnDue, err)
				}
				if receipt.Turn != nil && got.Swap(receipt.Turn) != nil {
					t.Errorf("round %d: a second receiver got the turn", round)
				}
			})
		}
		wg.Wait()
		turn := got.Load()
		if turn == nil {
			t.Fatalf("round %d: nobody got the turn", round)
		}
		if len(turn.Inputs) != 1 || turn.Turn != turn.UpTo {
			t.Errorf("round %d: turn %d up to %d has %d messages, want the first alone", round, turn.Turn, turn.UpTo, len(turn.Inputs))
		}
		_, err := f.CompleteTurn(t.Context(), *turn, answer("to one only"), nil)
		wantCode(t, "complete", err, caterina.CodeConflict)
		all := f.lease("all", leaseTime)
		if n := len(slices.Compact(slices.Sorted(slices.Values(inputsOf(all))))); n != receivers {
			t.Errorf("round %d: %d messages in the turn, want %d", round, n, receivers)
		}
		if _, err := f.CompleteTurn(t.Context(), all, answer("to all"), nil); err != nil {
			t.Fatal(err)
		}
	}
}
