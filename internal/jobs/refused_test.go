package jobs_test

import (
	"context"
	"encoding/json"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/jobs"
)

// fickle refuses the first replies of a turn.
type fickle struct {
	jobs.Store

	refusals int
	err      error
}

func (f *fickle) CompleteTurn(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply, move *caterina.Transition) ([]caterina.Event, error) {
	if f.refusals > 0 {
		f.refusals--
		return nil, f.err
	}
	return f.Store.CompleteTurn(ctx, turn, reply, move) //nolint:wrapcheck // as the store says it
}

// hopeful answers with why it was refused.
func hopeful(asked *int) scripted {
	return func(_ context.Context, turn caterina.Turn) (caterina.Reply, error) {
		*asked++
		text := "il posto è tuo"
		if turn.Refused != nil {
			text = string(turn.Refused.Why)
		}
		return caterina.Reply{Message: caterina.MessageBody{Text: text, Outcome: caterina.OutcomeFlow}}, nil
	}
}

// said is the text of an event.
func said(t *testing.T, ev caterina.Event) string {
	t.Helper()
	var body caterina.MessageBody
	if err := json.Unmarshal(ev.Body, &body); err != nil {
		t.Fatal(err)
	}
	return body.Text
}

func TestWhoeverIsRefusedAPlaceIsToldInTheSameReply(t *testing.T) {
	t.Parallel()
	asked := 0
	d := newDesk(t, hopeful(&asked))
	store := &fickle{Store: d.store, refusals: 2, err: &caterina.BookingRefused{Why: caterina.ProblemTaken}}
	d.runner = d.runnerOn(store, hopeful(&asked))
	if _, err := d.runner.RunTurn(t.Context(), d.say("alle 9")); err != nil {
		t.Fatal(err)
	}
	if got := said(t, <-d.events); got != "taken" || asked != 3 {
		t.Errorf("the citizen reads %q after the bot was asked %d times", got, asked)
	}
	if len(d.events) != 0 {
		t.Error("they read of what was refused too")
	}
}

func TestAPlaceThatIsRefusedOverAndOverIsTriedLater(t *testing.T) {
	t.Parallel()
	asked := 0
	d := newDesk(t, hopeful(&asked))
	store := &fickle{Store: d.store, refusals: 100, err: &caterina.BookingRefused{Why: caterina.ProblemTaken}}
	d.runner = d.runnerOn(store, hopeful(&asked))
	if _, err := d.runner.RunTurn(t.Context(), d.say("alle 9")); err == nil {
		t.Fatal("no error though nothing could be stored")
	}
	if asked != 4 || d.counts.failed != 1 || d.counts.done != 0 {
		t.Errorf("asked %d times, failed %d, done %d", asked, d.counts.failed, d.counts.done)
	}
}

func TestARefusalIsForgottenWhenTheCitizenWritesAnew(t *testing.T) {
	t.Parallel()
	asked := 0
	d := newDesk(t, hopeful(&asked))
	store := &fickle{Store: d.store, refusals: 1, err: &caterina.BookingRefused{Why: caterina.ProblemTaken}}
	var turns []*caterina.BookingRefused
	d.runner = d.runnerOn(store, scripted(func(_ context.Context, turn caterina.Turn) (caterina.Reply, error) {
		turns = append(turns, turn.Refused)
		if len(turns) == 2 { // the second reply is overtaken
			d.sayTo(caterina.Lease{})
		}
		return caterina.Reply{Message: caterina.MessageBody{Text: "va bene", Outcome: caterina.OutcomeFlow}}, nil
	}))
	if _, err := d.runner.RunTurn(t.Context(), d.say("alle 9")); err != nil {
		t.Fatal(err)
	}
	if len(turns) != 3 || turns[0] != nil || turns[1] == nil || turns[2] != nil {
		t.Errorf("the bot was told %v", turns)
	}
}
