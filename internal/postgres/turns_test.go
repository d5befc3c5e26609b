package postgres_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
)

func TestALeasedTurnHoldsWhatTheBotNeeds(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("first")
	if _, err := f.CompleteTurn(t.Context(), f.lease("p", leaseTime), answer("yes"), nil); err != nil {
		t.Fatal(err)
	}
	chosen := f.inbound("second")
	chosen.Body = caterina.MessageBody{Text: "second", Choice: "card/nido"}
	if _, err := f.Receive(t.Context(), chosen, caterina.Lease{}); err != nil {
		t.Fatal(err)
	}
	f.exec("SELECT append_event($1, $2, NULL, 'operator:3', 'message', true, NULL, '{\"text\":\"a note\"}')", f.town, f.conv)
	f.say("third")

	got := f.lease("p", leaseTime)
	want := caterina.LeasedTurn{
		Owner: "p", Town: f.town, Conversation: f.conv, Turn: 4, UpTo: 6, Attempt: 1, State: caterina.StateBot, Lang: "it",
		Inputs: []caterina.Input{{Seq: 4, Text: "second", Choice: "card/nido"}, {Seq: 6, Text: "third"}},
		History: []caterina.Message{
			{Actor: caterina.ActorBot, Body: caterina.MessageBody{Text: "Ciao!"}},
			{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: "first"}},
			{Actor: caterina.ActorBot, Body: caterina.MessageBody{Text: "yes", Outcome: caterina.OutcomeAnswer}},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the leased turn (-want +got):\n%s", diff)
	}
}

// TestTheHistoryGoesBackToTheBotsLastMessageButOne: what it said is there also
// when people have talked for long since.
func TestTheHistoryGoesBackToTheBotsLastMessageButOne(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for i := range 5 {
		f.say(strconv.Itoa(i))
		if _, err := f.CompleteTurn(t.Context(), f.lease("p", leaseTime), answer("yes"), nil); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"yes", "4", "yes"}
	for i := range 10 {
		f.exec("SELECT append_event($1, $2, NULL, 'operator:3', 'message', false, NULL, json_build_object('text', 'word ' || $3::text))", f.town, f.conv, strconv.Itoa(i))
		if i >= 4 {
			want = append(want, fmt.Sprintf("word %d", i))
		}
	}
	want = slices.Delete(want, 1, 2) // the citizen's, older than the newest six
	f.say("now")
	if diff := cmp.Diff(want, historyOf(f.lease("p", 0))); diff != "" {
		t.Errorf("the history of who looked for the turn (-want +got):\n%s", diff)
	}
	receipt := f.sayTo("and now", by("q"))
	if receipt.Turn == nil {
		t.Fatal("the receiver did not get the turn whose lease had run out")
	}
	if diff := cmp.Diff(want, historyOf(*receipt.Turn)); diff != "" {
		t.Errorf("the history of the receiver (-want +got):\n%s", diff)
	}
}

// TestTheHistoryHoldsWhatWasToldOfAppointments, by the bot and by the desk: what is
// asked next is asked of them.
func TestTheHistoryHoldsWhatWasToldOfAppointments(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	tell := func(actor, text string) {
		f.exec("SELECT append_event($1, $2, NULL, $3, 'booking', false, NULL, json_build_object('text', $4::text))", f.town, f.conv, actor, text)
	}
	tell("bot", "booked")
	tell("system", "moved by the desk")
	want := []string{"Ciao!", "booked", "moved by the desk"}
	f.say("and what do I bring?")
	if diff := cmp.Diff(want, historyOf(f.lease("p", 0))); diff != "" {
		t.Errorf("the history of who looked for the turn (-want +got):\n%s", diff)
	}
	receipt := f.sayTo("and where?", by("q"))
	if receipt.Turn == nil {
		t.Fatal("the receiver did not get the turn whose lease had run out")
	}
	if diff := cmp.Diff(want, historyOf(*receipt.Turn)); diff != "" {
		t.Errorf("the history of the receiver (-want +got):\n%s", diff)
	}
}

// historyOf is what was said before a turn.
func historyOf(turn caterina.LeasedTurn) []string {
	var texts []string
	for _, m := range turn.History {
		texts = append(texts, m.Body.Text)
	}
	return texts
}

func TestOfManyLeasersOneGetsTheTurn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for round := range 20 {
		f.say(strconv.Itoa(round))
		var got atomic.Int64
		var winner atomic.Value
		var wg sync.WaitGroup
		for i := range 8 {
			owner := fmt.Sprintf("p%d", i)
			wg.Go(func() {
				turn, ok, err := f.LeaseTurn(t.Context(), f.conv, caterina.Lease{Owner: owner, TTL: leaseTime})
				if err != nil {
					t.Errorf("lease: %v", err)
				}
				if ok {
					got.Add(1)
					winner.Store(owner)
					if _, err := f.CompleteTurn(t.Context(), turn, answer("yes"), nil); err != nil {
						t.Errorf("complete: %v", err)
					}
				}
			})
		}
		wg.Wait()
		if got.Load() != 1 {
			t.Fatalf("round %d: %d of 8 got the turn, want 1", round, got.Load())
		}
	}
}

func TestTheReplyIsCommittedWhole(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("help")
	reply := answer("Call 112")
	reply.Message.Outcome = caterina.OutcomeCrisis
	reply.Effects = []caterina.Effect{caterina.FlagCrisis{Category: "violence"}, caterina.SetLang{Lang: "en"}}
	reply.Trace = caterina.Trace{Outcome: caterina.OutcomeCrisis, Rule: "crisis", Confidence: 1}
	events, err := f.CompleteTurn(t.Context(), f.lease("p", leaseTime), reply, nil)
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v; want the answer", len(events), err)
	}
	event := events[0]
	var body caterina.MessageBody
	if err := json.Unmarshal(event.Body, &body); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(reply.Message, body); diff != "" {
		t.Errorf("the stored message (-want +got):\n%s", diff)
	}
	stored := f.events()[2]
	if event.N != 3 || event.ClientID != "turn:2" || event.Actor != caterina.ActorBot || event.Kind != caterina.KindMessage {
		t.Errorf("the event is %+v", event)
	}
	if diff := cmp.Diff(stored, event, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("the returned event is not the stored one (-stored +returned):\n%s", diff)
	}
	if got := value[string](f, "SELECT crisis || ' ' || priority || ' ' || lang FROM conversation"); got != "violence 9 en" {
		t.Errorf("crisis, priority and language are %q, want violence 9 en", got)
	}
	if got := value[string](f, "SELECT outcome || '/' || (trace->>'rule') FROM turn WHERE done_at IS NOT NULL"); got != "crisis/crisis" {
		t.Errorf("outcome and rule of the turn are %q", got)
	}
	if _, ok, err := f.LeaseTurn(t.Context(), f.conv, caterina.Lease{Owner: "p", TTL: leaseTime}); ok || err != nil {
		t.Errorf("after the answer a turn can be leased: %v, %v", ok, err)
	}
}

func TestAReplyWithoutEffectsChangesNoConversation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.exec("UPDATE conversation SET crisis = 'hunger', priority = 9")
	f.say("one")
	reply := answer("yes")
	reply.Effects = []caterina.Effect{caterina.SetLang{Lang: "fr"}}
	if _, err := f.CompleteTurn(t.Context(), f.lease("p", leaseTime), reply, nil); err != nil {
		t.Fatal(err)
	}
	f.say("two")
	if _, err := f.CompleteTurn(t.Context(), f.lease("p", leaseTime), answer("yes"), nil); err != nil {
		t.Fatal(err)
	}
	if got := value[string](f, "SELECT crisis || ' ' || priority || ' ' || lang FROM conversation"); got != "hunger 9 fr" {
		t.Errorf("crisis, priority and language are %q, want hunger 9 fr", got)
	}
}

func TestANewerMessageVoidsTheReply(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	turn := f.lease("p", leaseTime)
	f.say("two")
	_, err := f.CompleteTurn(t.Context(), turn, answer("to one only"), nil)
	wantCode(t, "complete", err, caterina.CodeConflict)
	if n := len(f.events()); n != 3 {
		t.Fatalf("the log has %d events, want 3: the reply must not be there", n)
	}

	again := f.lease("p", leaseTime)
	if len(again.Inputs) != 2 || again.Turn != turn.Turn || again.Attempt != 1 {
		t.Errorf("the turn came back with %d inputs as turn %d, attempt %d; want both messages, the same turn, a first attempt",
			len(again.Inputs), again.Turn, again.Attempt)
	}
	if _, err := f.CompleteTurn(t.Context(), again, answer("to both"), nil); err != nil {
		t.Errorf("the second run: %v", err)
	}
}

// TestALateRunNeverAddsASecondAnswer: the lease ran out while the first run was
// still thinking, and another process has taken the turn.
func TestALateRunNeverAddsASecondAnswer(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for name, lateFirst := range map[string]bool{"before the other answers": true, "after the other has answered": false} {
		f.say(name)
		late := f.lease("late", 0)
		other := f.lease("other", leaseTime)
		if other.Attempt != 2 {
			t.Errorf("the second lease is attempt %d, want 2", other.Attempt)
		}
		if lateFirst {
			_, err := f.CompleteTurn(t.Context(), late, answer("late"), nil)
			wantCode(t, name, err, caterina.CodeConflict)
		}
		if _, err := f.CompleteTurn(t.Context(), other, answer("other"), nil); err != nil {
			t.Errorf("%s: the run that has the turn: %v", name, err)
		}
		if !lateFirst {
			_, err := f.CompleteTurn(t.Context(), late, answer("late"), nil)
			wantCode(t, name, err, caterina.CodeConflict)
		}
		wantCode(t, "give the turn back late", f.FailTurn(t.Context(), late, 0), caterina.CodeConflict)
	}
	if n := value[int](f, "SELECT count(*) FROM event WHERE actor = 'bot' AND body->>'text' = 'other'"); n != 2 {
		t.Errorf("%d answers by the other, want one for each message", n)
	}
	if n := len(f.events()); n != 5 {
		t.Errorf("the log has %d events, want the greeting, two messages, two answers", n)
	}
}

func TestTheSameOwnerIsFencedToo(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	first := f.lease("p", 0)
	second := f.lease("p", leaseTime)
	_, err := f.CompleteTurn(t.Context(), first, answer("first"), nil)
	wantCode(t, "the run whose lease ran out", err, caterina.CodeConflict)
	if _, err := f.CompleteTurn(t.Context(), second, answer("second"), nil); err != nil {
		t.Error(err)
	}
}

// TestALateRunThatNobodyReplacedMayAnswer: its work is not wasted.
func TestALateRunThatNobodyReplacedMayAnswer(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	if _, err := f.CompleteTurn(t.Context(), f.lease("p", 0), answer("late"), nil); err != nil {
		t.Errorf("complete: %v", err)
	}
	if _, ok, _ := f.LeaseTurn(t.Context(), f.conv, caterina.Lease{Owner: "q", TTL: leaseTime}); ok {
		t.Error("the answered turn can be leased again")
	}
}

// TestCompletingTwiceReturnsTheSameEvent: the connection broke after the commit
// and before the answer, so the caller tries again.
func TestCompletingTwiceReturnsTheSameEvent(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	turn := f.lease("p", leaseTime)
	first, err := f.CompleteTurn(t.Context(), turn, answer("yes"), nil)
	if err != nil {
		t.Fatal(err)
	}
	f.say("two")
	second, err := f.CompleteTurn(t.Context(), turn, answer("something else"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second, cmp.Comparer(time.Time.Equal)); diff != "" {
		t.Errorf("the second time (-first +second):\n%s", diff)
	}
	if n := len(f.events()); n != 4 {
		t.Errorf("the log has %d events, want 4", n)
	}
}

// TestATakeoverVoidsTheReply: by a person, the turn comes back, for the bot may
// have something to say aside; after the end it has not.
func TestATakeoverVoidsTheReply(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ takeover, ended string }{
		"by a person":  {takeOver, ""},
		"by its close": {"UPDATE conversation SET state = 'closed'", "void"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.say("one")
			turn := f.lease("p", leaseTime)
			f.exec(c.takeover)
			_, err := f.CompleteTurn(t.Context(), turn, answer("too late"), nil)
			wantCode(t, "complete after the takeover", err, caterina.CodeConflict)
			if got := value[string](f, "SELECT coalesce(outcome, '') FROM turn"); got != c.ended {
				t.Errorf("the turn ended as %q, want %q", got, c.ended)
			}
			if n := len(f.events()); n != 2 {
				t.Errorf("the log has %d events, want 2", n)
			}
		})
	}
}

func TestOnlyTheLeasesOwnerMayAnswer(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	turn := f.lease("p", leaseTime)
	stolen := turn
	stolen.Owner = "q"
	_, err := f.CompleteTurn(t.Context(), stolen, answer("q's"), nil)
	wantCode(t, "complete as somebody else", err, caterina.CodeConflict)
	if _, err := f.CompleteTurn(t.Context(), turn, answer("p's"), nil); err != nil {
		t.Errorf("complete as the owner afterwards: %v", err)
	}
}

// TestALateRunDoesNotFreeAnothersLease: p's run was overtaken by a message and q
// took the turn; when p's second try of the same reply comes in, q goes on.
func TestALateRunDoesNotFreeAnothersLease(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	overtaken := f.lease("p", leaseTime)
	f.say("two")
	_, err := f.CompleteTurn(t.Context(), overtaken, answer("p's"), nil)
	wantCode(t, "p's first try", err, caterina.CodeConflict)
	turn := f.lease("q", leaseTime)
	_, err = f.CompleteTurn(t.Context(), overtaken, answer("p's"), nil)
	wantCode(t, "p's second try", err, caterina.CodeConflict)
	if _, err := f.CompleteTurn(t.Context(), turn, answer("q's"), nil); err != nil {
		t.Errorf("q, who has the turn: %v", err)
	}
}

func TestAfterAHandBackTheTurnRunsUnderTheNewEpoch(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	turn := f.lease("p", leaseTime)
	f.exec("UPDATE conversation SET epoch = epoch + 2")
	_, err := f.CompleteTurn(t.Context(), turn, answer("stale"), nil)
	wantCode(t, "complete under the old epoch", err, caterina.CodeConflict)
	again := f.lease("p", leaseTime)
	if again.Epoch != 2 {
		t.Errorf("the turn came back under epoch %d, want 2", again.Epoch)
	}
	if events, err := f.CompleteTurn(t.Context(), again, answer("fresh"), nil); err != nil || len(events) != 1 || events[0].Epoch != 2 {
		t.Errorf("complete under the new epoch: %+v, %v", events, err)
	}
}

func TestANewUnknownEffectIsRefused(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.say("one")
	reply := answer("yes")
	reply.Effects = []caterina.Effect{nil}
	if _, err := f.CompleteTurn(t.Context(), f.lease("p", leaseTime), reply, nil); err == nil {
		t.Error("an effect that nobody carries out was accepted")
	}
	if n := len(f.events()); n != 2 {
		t.Errorf("the log has %d events, want 2: half a reply was stored", n)
	}
}
