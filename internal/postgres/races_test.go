package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"example.org/caterina"
)

// TestAMessageIsAnsweredOnWhicheverSideOfTheCommitItFalls lets a message arrive
// at the very moment a turn is completed. Either the reply is refused and the
// turn comes back with both messages, or it is stored and the message has a
// turn of its own.
func TestAMessageIsAnsweredOnWhicheverSideOfTheCommitItFalls(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	refused := 0
	for round := range 60 {
		f.say(fmt.Sprintf("a%d", round))
		turn := f.lease("p", leaseTime)
		var wg sync.WaitGroup
		var err error
		wg.Go(func() { _, err = f.CompleteTurn(t.Context(), turn, answer("yes"), nil) })
		wg.Go(func() {
			if _, err := f.Receive(t.Context(), f.inbound(fmt.Sprintf("b%d", round)), caterina.Lease{}); err != nil {
				t.Errorf("receive: %v", err)
			}
		})
		wg.Wait()
		rest := f.lease("p", leaseTime)
		switch {
		case err == nil && len(rest.Inputs) == 1 && rest.Turn > turn.UpTo:
		case caterina.CodeOf(err) == caterina.CodeConflict && len(rest.Inputs) == 2 && rest.Turn == turn.Turn:
			refused++
		default:
			t.Fatalf("round %d: complete said %v and %d messages wait in turn %d after turn %d",
				round, err, len(rest.Inputs), rest.Turn, turn.Turn)
		}
		if _, err := f.CompleteTurn(t.Context(), rest, answer("and yes"), nil); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
	t.Logf("the message came first in %d of 60 rounds", refused)
}

// TestNothingIsLostOrAnsweredTwice is the model of a bad day: citizens write and
// send again, receivers and runners take turns with leases that run out at once, are killed
// between any two steps, answer late, or fail. In the end every message was
// answered exactly once, in a log without holes.
func TestNothingIsLostOrAnsweredTwice(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const conversations, messages, runners = 4, 25, 6
	convs := make([]caterina.ConversationID, conversations)
	for i := range convs {
		convs[i] = f.open().Conversation.ID
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var writers, workers sync.WaitGroup
	var lost atomic.Int64
	for _, conv := range convs {
		writers.Go(func() { writeAndSendAgain(ctx, t, f, conv, messages, &lost) })
	}
	for r := range runners {
		workers.Go(func() { runBadly(ctx, t, f, fmt.Sprintf("runner%d", r), &lost) })
	}
	writers.Wait()
	err := eventually(ctx, "every turn is answered", func() bool {
		return value[int](f, "SELECT count(*) FROM turn WHERE done_at IS NULL") == 0
	})
	stop()
	workers.Wait()
	if err != nil {
		t.Fatal(err)
	}
	for _, conv := range convs {
		checkAnsweredOnce(t, f, conv, messages)
	}
	if turns, answers := value[int](f, "SELECT count(*) FROM turn"),
		value[int](f, "SELECT count(*) FROM event WHERE client_id LIKE 'turn:%'"); turns != answers {
		t.Errorf("%d turns have %d answers", turns, answers)
	}
	t.Logf("%d replies were refused", lost.Load())
}

// writeAndSendAgain sends each message one to three times, sometimes at once, to
// processes that want to run the turn or leave it.
func writeAndSendAgain(ctx context.Context, t *testing.T, f *fixture, conv caterina.ConversationID, messages int, lost *atomic.Int64) {
	t.Helper()
	for i := range messages {
		in := f.inbound(fmt.Sprintf("m%d", i))
		in.Conversation = conv
		var wg sync.WaitGroup
		for try := range 1 + rand.IntN(3) {
			wg.Go(func() {
				var lease caterina.Lease
				if rand.IntN(3) > 0 {
					lease = caterina.Lease{Owner: fmt.Sprintf("%s/%d/%d", conv, i, try), TTL: briefly()}
				}
				receipt, err := f.Receive(ctx, in, lease)
				if err != nil {
					t.Errorf("receive: %v", err)
				}
				if receipt.Turn != nil {
					endBadly(ctx, t, f, *receipt.Turn, lost)
				}
			})
		}
		wg.Wait()
	}
}

// briefly is a lease that may run out before the turn is answered.
func briefly() time.Duration { return time.Duration(rand.IntN(3)) * time.Millisecond }

// runBadly runs whatever is due until ctx is done.
func runBadly(ctx context.Context, t *testing.T, f *fixture, owner string, lost *atomic.Int64) {
	t.Helper()
	for ctx.Err() == nil {
		due, err := f.DueTurns(ctx, 3)
		if err != nil && ctx.Err() == nil {
			t.Errorf("due: %v", err)
		}
		for _, conv := range due {
			turn, ok, err := f.LeaseTurn(ctx, conv, caterina.Lease{Owner: owner, TTL: briefly()})
			if err != nil && ctx.Err() == nil {
				t.Errorf("lease: %v", err)
			}
			if ok {
				endBadly(ctx, t, f, turn, lost)
			}
		}
	}
}

// endBadly does with a leased turn everything that a process can do wrong.
func endBadly(ctx context.Context, t *testing.T, f *fixture, turn caterina.LeasedTurn, lost *atomic.Int64) {
	t.Helper()
	var err error
	switch rand.IntN(4) {
	case 0: // killed after the lease
		return
	case 1: // fails
		err = f.FailTurn(ctx, turn, 0)
	default: // answers, sometimes twice, sometimes late
		for range 1 + rand.IntN(2) {
			_, err = f.CompleteTurn(ctx, turn, answer(strings.Join(inputsOf(turn), " ")), nil)
		}
	}
	switch {
	case caterina.CodeOf(err) == caterina.CodeConflict:
		lost.Add(1)
	case err != nil && ctx.Err() == nil:
		t.Errorf("end a turn: %v", err)
	}
}

// checkAnsweredOnce checks that the answers, which repeat the messages they
// answer, name every message once and in order.
func checkAnsweredOnce(t *testing.T, f *fixture, conv caterina.ConversationID, messages int) {
	t.Helper()
	f.conv = conv
	var answered []string
	for i, e := range f.events() {
		if e.N != int64(i+1) {
			t.Fatalf("event %d has number %d", i+1, e.N)
		}
		if strings.HasPrefix(e.ClientID, "turn:") {
			answered = append(answered, strings.Fields(textOf(t, e))...)
		}
	}
	if len(answered) != messages {
		t.Fatalf("%d messages were answered, want %d: %v", len(answered), messages, answered)
	}
	for i, text := range answered {
		if want := fmt.Sprintf("m%d", i); text != want {
			t.Errorf("answer %d is to %s, want %s", i, text, want)
		}
	}
}
