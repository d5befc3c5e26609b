package postgres_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/pgtest"
	"example.org/caterina/internal/postgres"
)

// TestOfTenWhoTakeOneWins is case 2: ten operators, a hundred rounds, half of them
// on a conversation that waits and half on one that the bot has; one winner each,
// one event each, and the losers are told the winner's name.
func TestOfTenWhoTakeOneWins(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const operators, rounds = 10, 100
	ops := make([]caterina.OperatorID, operators)
	for i := range ops {
		ops[i] = f.hire(fmt.Sprintf("Op%d", i), 3)
	}
	for round := range rounds {
		from := caterina.StateBot
		if f.conv = f.open().Conversation.ID; round%2 == 0 {
			from = caterina.StateQueued
			f.must(f.move(from, 0))
		}
		epoch := f.held().Conversation.Epoch
		errs := make([]error, operators)
		var wg sync.WaitGroup
		for i, op := range ops {
			take := f.move(caterina.StateAssigned, op)
			take.From, take.ClientID, take.By = []caterina.State{from}, "take", caterina.OperatorActor(op)
			if i%2 == 0 {
				take.Epoch = &epoch
			}
			wg.Go(func() { _, errs[i] = f.Move(t.Context(), take) })
		}
		wg.Wait()
		winner := slices.Index(errs, nil)
		if winner < 0 {
			t.Fatalf("round %d: nobody got it: %v", round, errs)
		}
		f.wantState(caterina.StateAssigned, ops[winner])
		for i, err := range errs {
			why := caterina.LateState
			if i%2 == 0 {
				why = caterina.LateEpoch
			}
			if i != winner {
				wantLate(t, fmt.Sprintf("round %d, operator %d", round, i), err, why, fmt.Sprintf("Op%d", winner))
			}
		}
		states := 0
		for _, e := range f.log() {
			if e.Kind == caterina.KindState && stateOf(t, e).State == caterina.StateAssigned {
				states++
			}
		}
		if states != 1 {
			t.Fatalf("round %d: %d events tell of a take, want one", round, states)
		}
	}
}

// TestTheBotIsSilentAfterATakeover is cases 15 and 16: a thousand times somebody
// steps in while the bot's turn runs, at every point of it. Never is there an
// answer of the bot's after the takeover; one that was stored before stays; and
// one that came too late leaves the turn to be looked at again.
func TestTheBotIsSilentAfterATakeover(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada := f.hire("Ada", 20)
	var before, after atomic.Int64
	const workers, rounds = 8, 125
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for round := range rounds {
				own := &fixture{Store: f.Store, t: t, town: f.town}
				stored := own.stepIn(ada, (w*rounds+round)%4)
				if stored {
					before.Add(1)
				} else {
					after.Add(1)
				}
			}
		})
	}
	wg.Wait()
	t.Logf("the answer was stored before the takeover %d times, refused %d times", before.Load(), after.Load())
	if before.Load() < 100 || after.Load() < 100 {
		t.Errorf("stored %d and refused %d times: the interleavings were not tried", before.Load(), after.Load())
	}
}

// stepIn opens a conversation and takes it over at one point of the bot's turn:
// before its lease, before its end, after its end, or at the same moment. It
// says whether the bot's answer was stored.
func (f *fixture) stepIn(op caterina.OperatorID, point int) (stored bool) {
	f.conv = f.open().Conversation.ID
	take := func() {
		t := f.move(caterina.StateAssigned, op)
		t.By = caterina.OperatorActor(op)
		if _, err := f.Move(f.t.Context(), t); err != nil {
			f.t.Errorf("take: %v", err)
		}
	}
	if f.say("one"); point == 0 {
		take()
	}
	turn, ok, err := f.LeaseTurn(f.t.Context(), f.conv, by("p"))
	if err != nil || !ok {
		f.t.Errorf("lease: %v, %v", ok, err)
	}
	reply := answer("yes")
	if turn.State != caterina.StateBot {
		reply = caterina.Reply{} // a bot that knows of the person has nothing to say
	}
	switch point {
	case 1:
		take()
		_, err = f.CompleteTurn(f.t.Context(), turn, reply, nil)
	case 3:
		var wg sync.WaitGroup
		wg.Go(take)
		_, err = f.CompleteTurn(f.t.Context(), turn, reply, nil)
		wg.Wait()
	default:
		if _, err = f.CompleteTurn(f.t.Context(), turn, reply, nil); point == 2 {
			take()
		}
	}
	if err != nil {
		wantCode(f.t, "complete", err, caterina.CodeConflict)
		if again, ok, err := f.LeaseTurn(f.t.Context(), f.conv, by("p")); err != nil || !ok || again.State != caterina.StateAssigned {
			f.t.Errorf("the turn came back as %+v, %v, %v; want it for an aside", again, ok, err)
		}
	}
	return f.wantSilence(err == nil && point != 0)
}

// wantSilence checks that the bot's answer stands before the takeover or nowhere.
func (f *fixture) wantSilence(completed bool) (stored bool) {
	taken := false
	for _, e := range f.log() {
		taken = taken || e.Kind == caterina.KindState
		if e.ClientID == "turn:2" {
			stored = true
			if taken || e.Actor != caterina.ActorBot {
				f.t.Errorf("an answer of %s after the takeover", e.Actor)
			}
		}
	}
	if stored != completed {
		f.t.Errorf("the answer is in the log: %v, but its store said %v", stored, completed)
	}
	return stored
}

// plain is a plan without policy: whoever has most room is offered the next.
func plain(waiting []caterina.Waiting, staff []caterina.Presence) []caterina.Transition {
	var offers []caterina.Transition
	for _, w := range waiting {
		best := -1
		for i := range staff {
			free := staff[i].Free() && !slices.Contains(w.Refused, staff[i].Operator)
			if free && (best < 0 || staff[i].Load < staff[best].Load) {
				best = i
			}
		}
		if best < 0 {
			continue
		}
		staff[best].Load++
		offers = append(offers, caterina.Transition{
			Town: w.Town, Conversation: w.Conversation, Epoch: &w.Epoch, From: []caterina.State{caterina.StateQueued},
			To: caterina.StateOffered, Owner: staff[best].Operator, Capacity: staff[best].Capacity, OfferFor: time.Minute,
			By: caterina.ActorSystem, Event: caterina.StateBody{Reason: caterina.ReasonOffered}, Hidden: true,
		})
	}
	return offers
}

// TestEightDispatchersGiveThirtyPlacesToTheOldest is case 7, over two stores as in
// two processes, while the citizens go on writing.
func TestEightDispatchersGiveThirtyPlacesToTheOldest(t *testing.T) {
	t.Parallel()
	address := pgtest.URL(t)
	stores := make([]*postgres.Store, 2)
	for i := range stores {
		store, err := postgres.Open(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(store.Close)
		stores[i] = store
	}
	f := &fixture{Store: stores[0], t: t}
	f.town = f.saveTown("siena")
	for i := range 10 {
		f.hire(fmt.Sprintf("Op%d", i), 3)
	}
	convs := make([]caterina.ConversationID, 60)
	for i := range convs {
		convs[i] = f.queued()
	}
	var given atomic.Int64
	var wg, writers sync.WaitGroup
	over := make(chan struct{})
	writers.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-over:
				return
			default:
			}
			in := f.inbound(fmt.Sprintf("m%d", n))
			in.Conversation = convs[rand.IntN(len(convs))]
			if _, err := stores[n%2].Receive(t.Context(), in, caterina.Lease{}); err != nil {
				t.Errorf("receive: %v", err)
			}
		}
	})
	for d := range 8 {
		wg.Go(func() {
			for range 3 {
				events, err := stores[d%2].Dispatch(t.Context(), f.town, plain)
				if err != nil {
					t.Errorf("dispatch: %v", err)
				}
				given.Add(int64(len(events)))
			}
		})
	}
	wg.Wait()
	close(over)
	writers.Wait()
	if given.Load() != 30 {
		t.Errorf("%d were offered, want 30", given.Load())
	}
	for i, conv := range convs {
		f.conv = conv
		if state := f.held().Conversation.State; (state == caterina.StateOffered) != (i < 30) {
			t.Errorf("number %d in the queue is %s", i+1, state)
		}
	}
	f.wantLoads(3)
}

// wantLoads checks that every operator has so much to do.
func (f *fixture) wantLoads(want float64) {
	f.t.Helper()
	staff, err := f.Presences(f.t.Context(), f.town)
	if err != nil {
		f.t.Fatal(err)
	}
	for _, p := range staff {
		if p.Load != want {
			f.t.Errorf("%s has %v, want %v", p.Name, p.Load, want)
		}
	}
}

// TestATakeWhileItIsOfferedHasOneOutcome is case 3.
func TestATakeWhileItIsOfferedHasOneOutcome(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	ada, bea := f.hire("Ada", 1), f.hire("Bea", 20)
	f.exec("UPDATE member SET wants = 'busy' WHERE operator_id = $1", bea)
	for round := range 60 {
		f.queued()
		epoch := f.held().Conversation.Epoch
		take := f.move(caterina.StateAssigned, bea)
		take.Epoch, take.From, take.By = &epoch, []caterina.State{caterina.StateQueued}, caterina.OperatorActor(bea)
		var wg sync.WaitGroup
		var taken error
		var offers []caterina.Event
		wg.Go(func() { _, taken = f.Move(t.Context(), take) })
		wg.Go(func() {
			var err error
			if offers, err = f.Dispatch(t.Context(), f.town, plain); err != nil {
				t.Errorf("dispatch: %v", err)
			}
		})
		wg.Wait()
		if (taken == nil) == (len(offers) == 1) {
			t.Fatalf("round %d: take %v and %d offers, want one outcome", round, taken, len(offers))
		}
		if taken == nil {
			f.wantState(caterina.StateAssigned, bea)
		} else {
			wantLate(t, "the take", taken, caterina.LateEpoch, "Ada")
			f.wantState(caterina.StateOffered, ada)
		}
		f.must(f.move(caterina.StateClosed, 0))
	}
}

// TestADisabledOperatorsConversationsGoBack is case 13, while others give them
// more: afterwards they own nothing, whatever came first.
func TestADisabledOperatorsConversationsGoBack(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for round := range 20 {
		op := f.hire(fmt.Sprintf("Op%d", round), 20)
		convs := make([]caterina.ConversationID, 8)
		states := []caterina.State{caterina.StateAssigned, caterina.StateSnoozed, caterina.StateOffered, caterina.StateQueued}
		for i := range convs {
			f.queued()
			convs[i] = f.conv
			move := f.move(states[i%4], op)
			move.SnoozeUntil, move.KeepPlace = time.Now().Add(time.Hour), true
			if states[i%4] == caterina.StateQueued {
				move.Owner = 0
			}
			f.must(move)
		}
		var wg sync.WaitGroup
		var told []caterina.Event
		for _, conv := range convs { // wake, accept, take
			move := f.move(caterina.StateAssigned, op)
			move.Conversation = conv
			wg.Go(func() {
				if _, err := f.Move(t.Context(), move); err != nil && caterina.CodeOf(err) != caterina.CodeForbidden {
					t.Errorf("take: %v", err)
				}
			})
		}
		wg.Go(func() {
			var err error
			if told, err = f.DisableOperator(t.Context(), op, 0); err != nil {
				t.Errorf("disable: %v", err)
			}
		})
		wg.Wait()
		if n := value[int](f, "SELECT count(*) FROM conversation WHERE owner_id = $1", op); n != 0 {
			t.Errorf("round %d: the closed account has %d conversations", round, n)
		}
		if len(told) < 6 {
			t.Errorf("round %d: %d events, want one for each that they had", round, len(told))
		}
		for _, conv := range convs {
			f.conv = conv
			f.wantState(caterina.StateQueued, 0)
			if e := f.log(); stateOf(t, e[len(e)-1]).Text == "" && e[len(e)-1].N != 0 {
				t.Error("the citizen was told nothing")
			}
		}
	}
}
