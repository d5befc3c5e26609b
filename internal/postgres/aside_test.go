package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

// asked is a reply that asks for a person in the words of a handoff.
func asked() caterina.Reply {
	reply := answer("La metto in coda")
	reply.Message.Outcome = caterina.OutcomeHandoff
	reply.Effects = []caterina.Effect{caterina.RequestPerson{Queue: "urp", Reason: caterina.ReasonAsked}}
	return reply
}

// toQueue is what the desk makes of it.
func (f *fixture) toQueue() *caterina.Transition {
	t := f.move(caterina.StateQueued, 0)
	t.From, t.Queue, t.Event.Reason = []caterina.State{caterina.StateBot}, "urp", caterina.ReasonAsked
	return &t
}

// TestAReplyChangesHandsInOneCommit is case 17: one sentence, not two.
func TestAReplyChangesHandsInOneCommit(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	turn := *f.sayTo("una persona", by("p")).Turn
	events, err := f.CompleteTurn(t.Context(), turn, asked(), f.toQueue())
	if err != nil || len(events) != 1 || events[0].Kind != caterina.KindState || events[0].Epoch != 1 {
		t.Fatalf("stored %+v, %v; want the change of hands alone", events, err)
	}
	f.wantState(caterina.StateQueued, 0)
	again, err := f.CompleteTurn(t.Context(), turn, asked(), f.toQueue())
	if diff := cmp.Diff(events, again, cmp.Comparer(time.Time.Equal)); diff != "" || err != nil {
		t.Errorf("the second time: %v (-first +second):\n%s", err, diff)
	}
	if n := len(f.log()); n != 3 {
		t.Errorf("the log has %d events, want 3", n)
	}
}

// TestANumberComesBeforeTheQueue is case 24: with danger the numbers are a message
// of their own, and the conversation is in front.
func TestANumberComesBeforeTheQueue(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	turn := *f.sayTo("aiuto", by("p")).Turn
	reply := answer("Chiami il 112")
	reply.Message.Outcome = caterina.OutcomeCrisis
	reply.Effects = []caterina.Effect{caterina.FlagCrisis{Category: "violence"}, caterina.RequestPerson{Priority: 9}}
	nine := 9
	move := f.toQueue()
	move.Priority = &nine
	events, err := f.CompleteTurn(t.Context(), turn, reply, move)
	if err != nil || len(events) != 2 || events[0].Kind != caterina.KindMessage || events[1].Kind != caterina.KindState {
		t.Fatalf("stored %+v, %v; want the numbers, then the change", events, err)
	}
	again, err := f.CompleteTurn(t.Context(), turn, reply, move)
	if diff := cmp.Diff(events, again, cmp.Comparer(time.Time.Equal)); diff != "" || err != nil {
		t.Errorf("the second time: %v (-first +second):\n%s", err, diff)
	}
	if p := f.held().Priority; p != 9 {
		t.Errorf("priority %d, want 9", p)
	}
}

// TestAReplyThatCannotMoveStoresNothing: what the desk planned no longer holds.
func TestAReplyThatCannotMoveStoresNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	turn := *f.sayTo("una persona", by("p")).Turn
	move := f.toQueue()
	move.From = []caterina.State{caterina.StateQueued}
	reply := answer("Chiami il 112")
	_, err := f.CompleteTurn(t.Context(), turn, reply, move)
	wantCode(t, "complete", err, caterina.CodeConflict)
	if n := len(f.log()); n != 2 {
		t.Errorf("the log has %d events, want 2: half a reply was stored", n)
	}
	again := f.lease("q", leaseTime) // at once
	if _, err := f.CompleteTurn(t.Context(), again, reply, f.toQueue()); err != nil {
		t.Errorf("the next run: %v", err)
	}
}

// TestABotAsideIsTheSystems: in every state that people have, the bot may speak
// aside, in the program's name, while nothing changes.
func TestABotAsideIsTheSystems(t *testing.T) {
	t.Parallel()
	for _, state := range []caterina.State{caterina.StateQueued, caterina.StateOffered, caterina.StateAssigned, caterina.StateCallback} {
		t.Run(string(state), func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			ada := f.hire("Ada", 3)
			f.must(*f.toQueue())
			if state != caterina.StateQueued {
				owner := ada
				if state == caterina.StateCallback {
					owner = 0
				}
				f.must(f.move(state, owner))
			}
			turn := *f.sayTo("quanto manca?", by("p")).Turn
			if turn.State != state || turn.Queue != "urp" {
				t.Errorf("the receiver's turn is of %s in %q", turn.State, turn.Queue)
			}
			if err := f.FailTurn(t.Context(), turn, 0); err != nil {
				t.Fatal(err)
			}
			if turn = f.lease("q", leaseTime); turn.State != state || turn.Queue != "urp" {
				t.Errorf("the sweeper's turn is of %s in %q", turn.State, turn.Queue)
			}
			events, err := f.CompleteTurn(t.Context(), turn, answer("È il primo"), nil)
			if err != nil || len(events) != 1 || events[0].Actor != caterina.ActorSystem {
				t.Fatalf("the aside is %+v, %v", events, err)
			}
			again, err := f.CompleteTurn(t.Context(), turn, answer("È il primo"), nil)
			if diff := cmp.Diff(events, again, cmp.Comparer(time.Time.Equal)); diff != "" || err != nil {
				t.Errorf("the second time: %v (-first +second):\n%s", err, diff)
			}
			silent := *f.sayTo("va bene", by("p")).Turn
			for range 2 {
				if events, err := f.CompleteTurn(t.Context(), silent, caterina.Reply{}, nil); err != nil || len(events) != 0 {
					t.Errorf("nothing to say gave %+v, %v", events, err)
				}
			}
			if n := value[int](f, "SELECT count(*) FROM turn WHERE done_at IS NULL"); n != 0 {
				t.Errorf("%d turns are open", n)
			}
			if held := f.held(); held.Conversation.State != state || value[bool](f, "SELECT waiting_since IS NULL FROM conversation") {
				t.Errorf("an aside changed hands or answered for a person: %+v", held)
			}
		})
	}
}

// TestAnAsideIsFenced: the place in the queue is not told to somebody who is
// already talking to a person, and a newer message is answered with the one before.
func TestAnAsideIsFenced(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 3)
	f.must(*f.toQueue())
	turn := *f.sayTo("quanto manca?", by("p")).Turn
	f.must(f.move(caterina.StateAssigned, ada))
	for i, reply := range []caterina.Reply{answer("È il primo"), {}} {
		_, err := f.CompleteTurn(t.Context(), turn, reply, nil)
		wantCode(t, "an aside to the queue", err, caterina.CodeConflict)
		if turn = f.lease(fmt.Sprintf("q%d", i), leaseTime); turn.State != caterina.StateAssigned {
			t.Fatalf("the turn came back for %s", turn.State)
		}
		turn.Epoch--
	}
	turn.Epoch++
	f.say("e adesso?")
	_, err := f.CompleteTurn(t.Context(), turn, caterina.Reply{}, nil)
	wantCode(t, "silence to one of two messages", err, caterina.CodeConflict)
	if both := f.lease("r", leaseTime); len(both.Inputs) != 2 {
		t.Errorf("%d messages came back, want 2", len(both.Inputs))
	}
}

// TestTheBotsFloorIsLookedAtToo: should the state ever change without the epoch,
// the bot is silent all the same.
func TestTheBotsFloorIsLookedAtToo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	turn := *f.sayTo("ciao", by("p")).Turn
	f.exec("UPDATE conversation SET state = 'queued', queue = 'urp', queued_at = now()")
	for _, reply := range []caterina.Reply{answer("ciao"), answer("ancora")} {
		_, err := f.CompleteTurn(t.Context(), turn, reply, nil)
		wantCode(t, "an answer to the queue", err, caterina.CodeConflict)
		turn = f.lease("q", leaseTime)
		turn.State = caterina.StateBot
	}
	if n := len(f.log()); n != 2 {
		t.Errorf("the log has %d events, want 2", n)
	}
}

// TestTheCitizenCancels is case 19.
func TestTheCitizenCancels(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.must(*f.toQueue())
	turn := *f.sayTo("annulla", by("p")).Turn
	back := f.move(caterina.StateBot, 0)
	back.From, back.Event.Reason = []caterina.State{caterina.StateQueued}, caterina.ReasonCancelled
	reply := caterina.Reply{Effects: []caterina.Effect{caterina.BackToBot{}}}
	events, err := f.CompleteTurn(t.Context(), turn, reply, &back)
	if err != nil || len(events) != 1 || events[0].Kind != caterina.KindState {
		t.Fatalf("stored %+v, %v", events, err)
	}
	f.wantState(caterina.StateBot, 0)
	if next := f.sayTo("ciao", by("p")).Turn; next == nil || next.State != caterina.StateBot || next.Queue != "" {
		t.Errorf("the next turn is %+v, want the bot's", next)
	}
}
