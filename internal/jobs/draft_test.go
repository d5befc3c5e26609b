package jobs_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/jobs"
	"example.org/caterina/internal/postgres"
)

// writer is a bot that shows what it writes.
type writer func(ctx context.Context, turn caterina.Turn, show func(string)) (caterina.Reply, error)

func (f writer) Reply(ctx context.Context, turn caterina.Turn, show func(string)) (caterina.Reply, error) {
	return f(ctx, turn, show)
}

// wrote is a reply with a text.
func wrote(text string) caterina.Reply {
	return caterina.Reply{Message: caterina.MessageBody{Text: text, Outcome: caterina.OutcomeAnswer}, Trace: caterina.Trace{Outcome: caterina.OutcomeAnswer}}
}

// shown are the pieces so far.
func (d *desk) shown() []caterina.Piece {
	var all []caterina.Piece
	for {
		select {
		case p := <-d.pieces:
			all = append(all, p)
		default:
			return all
		}
	}
}

// TestWhatIsShownEndsWithTheEventThatReplacesIt.
func TestWhatIsShownEndsWithTheEventThatReplacesIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t, writer(func(_ context.Context, _ caterina.Turn, show func(string)) (caterina.Reply, error) {
		show("Uno. ")
		show("Due.")
		return wrote("Uno. Due."), nil
	}))
	turn := d.say("ciao")
	if _, err := d.runner.RunTurn(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
	event := <-d.events
	at := caterina.Piece{Conversation: d.conv, Turn: turn.Turn}
	first, second, end := at, at, at
	first.Text, second.I, second.Text, end.I, end.Over, end.N = "Uno. ", 1, "Due.", 2, true, event.N
	if diff := cmp.Diff([]caterina.Piece{first, second, end}, d.shown()); diff != "" {
		t.Error(diff)
	}
}

// TestWhatNobodyWasShownHasNoEnd: an answer without a model is an event and no more.
func TestWhatNobodyWasShownHasNoEnd(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	if _, err := d.runner.RunTurn(t.Context(), d.say("ciao")); err != nil {
		t.Fatal(err)
	}
	if got := d.shown(); len(got) > 0 {
		t.Errorf("got %+v", got)
	}
}

// TestANewMessageTakesBackWhatIsShown: the answer to both is written anew, and the
// first is no event.
func TestANewMessageTakesBackWhatIsShown(t *testing.T) {
	t.Parallel()
	var d *desk
	runs := 0
	d = newDesk(t, writer(func(ctx context.Context, turn caterina.Turn, show func(string)) (caterina.Reply, error) {
		if runs++; runs > 1 {
			return wrote(turn.Inputs[len(turn.Inputs)-1].Text), nil
		}
		show("Uno.")
		d.runner.Interrupt(caterina.Event{Conversation: d.conv, Actor: caterina.ActorCitizen, Seq: turn.Inputs[0].Seq}) // what it answers
		receipt, err := d.store.Receive(t.Context(), d.inbound("aspetta"), caterina.Lease{})
		if err != nil || ctx.Err() != nil {
			t.Error(err, ctx.Err())
		}
		d.runner.Interrupt(receipt.Event)
		<-ctx.Done() // the model is told to stop
		return wrote("Uno."), nil
	}))
	reply, err := d.runner.RunTurn(t.Context(), d.say("ciao"))
	if err != nil || reply.Message.Text != "aspetta" {
		t.Fatalf("got %q, %v", reply.Message.Text, err)
	}
	shown := d.shown()
	if len(shown) != 2 || !shown[1].Over || shown[1].N != 0 {
		t.Errorf("got %+v", shown)
	}
	if diff := cmp.Diff([]string{"bot", "citizen", "citizen", "bot"}, d.log()); diff != "" {
		t.Error(diff)
	}
}

// TestAPersonWhoTakesTheConversationEndsWhatIsWritten: nothing of it is stored.
func TestAPersonWhoTakesTheConversationEndsWhatIsWritten(t *testing.T) {
	t.Parallel()
	var d *desk
	d = newDesk(t, writer(func(ctx context.Context, turn caterina.Turn, show func(string)) (caterina.Reply, error) {
		if turn.State == caterina.StateQueued {
			return caterina.Reply{Trace: caterina.Trace{Outcome: caterina.OutcomeHandoff}}, nil
		}
		show("Uno.")
		if _, err := d.store.Move(t.Context(), caterina.Transition{
			Town: d.town.ID, Conversation: d.conv, To: caterina.StateQueued, Queue: "urp", By: caterina.ActorSystem,
			Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: "sei in coda"}},
		}); err != nil {
			t.Error(err)
		}
		d.runner.Recheck(d.conv) // it was another process
		<-ctx.Done()
		return wrote("Uno."), nil
	}))
	if _, err := d.runner.RunTurn(t.Context(), d.say("ciao")); err != nil && !errors.Is(err, jobs.ErrTaken) {
		t.Fatal(err)
	}
	shown := d.shown()
	if len(shown) != 2 || !shown[1].Over || shown[1].N != 0 {
		t.Errorf("got %+v", shown)
	}
	for _, actor := range d.log()[2:] {
		if actor == string(caterina.ActorBot) {
			t.Errorf("an answer after the takeover: %v", d.log())
		}
	}
}

// TestATurnThatTakesLongKeepsItsLease: a model may write for longer than the lease
// lasts, and no other process begins the same turn.
func TestATurnThatTakesLongKeepsItsLease(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(echo))
	turn := d.say("ciao")
	if err := d.store.RenewTurn(t.Context(), turn, time.Hour); err != nil {
		t.Fatal(err)
	}
	if due, err := d.store.DueTurns(t.Context(), 10); err != nil || len(due) != 0 {
		t.Errorf("%v, %v", due, err)
	}
	if _, err := d.store.Receive(t.Context(), d.inbound("altro"), caterina.Lease{}); err != nil {
		t.Fatal(err)
	}
	if err := d.store.RenewTurn(t.Context(), turn, time.Hour); caterina.CodeOf(err) != caterina.CodeConflict {
		t.Errorf("a turn with a newer message: %v", err)
	}
}

// TestWhatAModelWroteIsKeptForThoseWhoKeepTheCards.
func TestWhatAModelWroteIsKeptForThoseWhoKeepTheCards(t *testing.T) {
	t.Parallel()
	d := newDesk(t, writer(func(context.Context, caterina.Turn, func(string)) (caterina.Reply, error) {
		reply := wrote("la scheda")
		reply.Rejected = []caterina.Rejected{{Reason: "amount", Sentence: "Costa 7 euro.", Cards: []string{"tari"}}}
		return reply, nil
	}))
	if _, err := d.runner.RunTurn(t.Context(), d.say("quanto costa?")); err != nil {
		t.Fatal(err)
	}
	kept, err := d.store.RejectedSentences(t.Context(), d.town.ID, "", 0)
	if err != nil || len(kept) != 1 || kept[0].Sentence != "Costa 7 euro." || kept[0].Conversation != d.conv {
		t.Errorf("got %+v, %v", kept, err)
	}
}

var _ jobs.Store = (*postgres.Store)(nil)
