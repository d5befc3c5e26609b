package jobs_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/jobs"
)

// holds is a desk that has answers wait for approval, when it is on.
type holds struct{ on atomic.Bool }

func (h *holds) Hold(_ context.Context, _ caterina.Town, reply caterina.Reply) (*caterina.Hold, error) {
	if !h.on.Load() || reply.Message.Outcome != caterina.OutcomeAnswer {
		return nil, nil //nolint:nilnil // as the desk does
	}
	return &caterina.Hold{Queue: "urp", For: time.Minute, Said: caterina.MessageBody{Text: "si verifica"}}, nil
}

// approving is the desk's runner with a town that approves answers.
func (d *desk) approving(approval jobs.Approval, bot jobs.Bot) {
	d.runner = jobs.New(jobs.Config{
		Store: d.store, Bot: bot, Process: "approving", Workers: 2, Approval: approval,
		Town: func(id caterina.TownID) (caterina.Town, bool) { return d.town, id == d.town.ID },
		Apology: func(context.Context, caterina.Turn) caterina.Reply {
			return caterina.Reply{Message: caterina.MessageBody{Text: "scusa", Outcome: caterina.OutcomeAnswer}}
		},
		Done: func(ev caterina.Event) { d.events <- ev }, Observer: d.counts, Logger: nil, Now: time.Now,
	})
}

// states answers all that was said from a card.
func states(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
	reply, err := echo(ctx, turn)
	reply.Message.Outcome = caterina.OutcomeAnswer
	return reply, err
}

// TestAnAnswerWaitsForApproval is case 25: the citizen reads the sentence once,
// whatever they write meanwhile, and one answer to all of it.
func TestAnAnswerWaitsForApproval(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(states))
	h := &holds{}
	h.on.Store(true)
	d.approving(h, scripted(states))
	if _, err := d.runner.RunTurn(t.Context(), d.say("il nido?")); err != nil {
		t.Fatal(err)
	}
	if said, kept := <-d.events, <-d.events; said.N != 3 || kept.N != 0 || kept.Kind != caterina.KindPending {
		t.Errorf("told of %v and %v", said, kept)
	}
	if _, err := d.runner.RunTurn(t.Context(), d.say("e la mensa?")); err != nil {
		t.Fatal(err)
	}
	d.wantLog("bot", "citizen", "system", "citizen")
	pending, err := d.store.PendingAnswers(t.Context(), d.town.ID)
	if err != nil || len(pending) != 1 || pending[0].Body.Text != "il nido?,e la mensa?" {
		t.Fatalf("%+v wait, %v", pending, err)
	}
	h.on.Store(false) // nobody is there any more
	if _, err := d.runner.RunTurn(t.Context(), d.say("allora?")); err != nil {
		t.Fatal(err)
	}
	d.wantLog("bot", "citizen", "system", "citizen", "citizen", "bot")
	if pending, err = d.store.PendingAnswers(t.Context(), d.town.ID); err != nil || len(pending) != 0 {
		t.Errorf("%+v still wait, %v", pending, err)
	}
}

// broken cannot say whether an answer is to wait.
type broken struct{}

func (broken) Hold(context.Context, caterina.Town, caterina.Reply) (*caterina.Hold, error) {
	return nil, errors.New("the database is away")
}

// TestAnAnswerThatMayHaveToWaitIsNotSent: it is tried again instead.
func TestAnAnswerThatMayHaveToWaitIsNotSent(t *testing.T) {
	t.Parallel()
	d := newDesk(t, scripted(states))
	d.approving(broken{}, scripted(states))
	if _, err := d.runner.RunTurn(t.Context(), d.say("il nido?")); err == nil {
		t.Error("the turn succeeded")
	}
	d.wantLog("bot", "citizen")
}
