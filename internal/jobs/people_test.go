package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/jobs"
)

// clerk is a desk that plans as a test says.
type clerk func(reply caterina.Reply) (*caterina.Transition, error)

func (f clerk) Plan(_ context.Context, _ caterina.LeasedTurn, _ caterina.Town, reply caterina.Reply) (*caterina.Transition, error) {
	return f(reply)
}

// plainClerk does what the effects say, in the bot's words or in its own.
func plainClerk(reply caterina.Reply) (*caterina.Transition, error) {
	for _, effect := range reply.Effects {
		body := caterina.StateBody{MessageBody: reply.Message}
		if reply.Message.Outcome != caterina.OutcomeHandoff {
			body.MessageBody = caterina.MessageBody{Text: "sei in coda"}
		}
		switch effect := effect.(type) {
		case caterina.RequestPerson:
			body.Reason = effect.Reason
			return &caterina.Transition{
				From: []caterina.State{caterina.StateBot}, To: caterina.StateQueued, Queue: effect.Queue,
				Priority: &effect.Priority, By: caterina.ActorSystem, Event: body,
			}, nil
		case caterina.BackToBot:
			body.Reason = caterina.ReasonCancelled
			return &caterina.Transition{
				From: []caterina.State{caterina.StateQueued}, To: caterina.StateBot, By: caterina.ActorSystem, Event: body,
			}, nil
		}
	}
	return nil, nil //nolint:nilnil // no change of hands is not an error
}

// calling is a bot that knows people: it asks for one, speaks aside, goes back.
func calling(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
	said := turn.Inputs[len(turn.Inputs)-1].Text
	say := func(outcome caterina.Outcome, text string, effects ...caterina.Effect) (caterina.Reply, error) {
		return caterina.Reply{Message: caterina.MessageBody{Text: text, Outcome: outcome}, Effects: effects}, nil
	}
	switch {
	case said == "aiuto":
		if turn.State == caterina.StateBot {
			return say(caterina.OutcomeCrisis, "chiama il 112", caterina.FlagCrisis{Category: "violence"},
				caterina.RequestPerson{Queue: "sociale", Reason: caterina.ReasonCrisis, Priority: 9})
		}
		return say(caterina.OutcomeCrisis, "chiama il 112", caterina.FlagCrisis{Category: "violence"})
	case turn.State == caterina.StateBot && said == "persona":
		return say(caterina.OutcomeHandoff, "ti passo a una persona", caterina.RequestPerson{Queue: "sociale", Reason: caterina.ReasonAsked})
	case turn.State == caterina.StateBot:
		return echo(ctx, turn)
	case turn.Queue != "sociale":
		return caterina.Reply{}, errors.New("the turn does not know its queue")
	case said == "annulla":
		return say(caterina.OutcomeHandoff, "sono di nuovo io", caterina.BackToBot{})
	}
	return caterina.Reply{}, nil
}

// newPeopleDesk is a desk whose runner knows people.
func newPeopleDesk(t *testing.T, bot jobs.Bot, plan clerk) *desk {
	t.Helper()
	d := newDesk(t, bot)
	d.runner = jobs.New(jobs.Config{
		Store: d.store, Bot: bot, Desk: plan, Process: "people", Workers: 2,
		Town: func(id caterina.TownID) (caterina.Town, bool) { return d.town, id == d.town.ID },
		Apology: func(context.Context, caterina.Turn) caterina.Reply {
			return caterina.Reply{
				Message: caterina.MessageBody{Text: "scusa, ti passo a una persona", Outcome: caterina.OutcomeHandoff},
				Effects: []caterina.Effect{caterina.RequestPerson{Queue: "sociale", Reason: caterina.ReasonFailed}},
			}
		},
		Done: func(ev caterina.Event) { d.events <- ev }, Observer: d.counts,
		Logger: slog.New(slog.NewJSONHandler(d.logs, nil)),
		Now:    func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
	})
	return d
}

// told returns the kind, actor, text and reason of every event told of.
func (d *desk) told() []string {
	d.t.Helper()
	var lines []string
	for len(d.events) > 0 {
		ev := <-d.events
		var body caterina.StateBody
		if err := json.Unmarshal(ev.Body, &body); err != nil {
			d.t.Fatal(err)
		}
		line := []string{string(ev.Kind), string(ev.Actor), body.Text}
		if body.Reason != "" {
			line = append(line, body.Reason)
		}
		lines = append(lines, strings.Join(line, "|"))
	}
	return lines
}

// run has the runner answer a message and compares what it told of.
func (d *desk) run(text string, want ...string) {
	d.t.Helper()
	if _, err := d.runner.RunTurn(d.t.Context(), d.say(text)); err != nil {
		d.t.Fatalf("%s: %v", text, err)
	}
	if diff := cmp.Diff(want, d.told()); diff != "" {
		d.t.Errorf("%s: events (-want +got):\n%s", text, diff)
	}
}

func (d *desk) wantState(want caterina.State, priority int) {
	d.t.Helper()
	held, err := d.store.Held(d.t.Context(), d.town.ID, d.conv)
	if err != nil {
		d.t.Fatal(err)
	}
	if held.Conversation.State != want || held.Priority != priority {
		d.t.Errorf("state %s, priority %d, want %s and %d", held.Conversation.State, held.Priority, want, priority)
	}
}

func TestAskingForAPersonWaitingAndGoingBack(t *testing.T) {
	t.Parallel()
	d := newPeopleDesk(t, scripted(calling), plainClerk)
	d.run("ciao", "message|bot|ciao")
	d.run("persona", "state|system|ti passo a una persona|asked")
	d.wantState(caterina.StateQueued, 0)
	d.run("sono il papà di Luca")
	d.run("aiuto", "message|system|chiama il 112")
	d.wantState(caterina.StateQueued, 9)
	d.run("annulla", "state|system|sono di nuovo io|cancelled")
	d.run("ciao di nuovo", "message|bot|ciao di nuovo")
	if d.counts.done != 6 || d.counts.failed != 0 {
		t.Errorf("%d answers and %d failures counted", d.counts.done, d.counts.failed)
	}
}

func TestInDangerTheNumbersComeBeforeTheQueue(t *testing.T) {
	t.Parallel()
	d := newPeopleDesk(t, scripted(calling), plainClerk)
	d.run("aiuto", "message|bot|chiama il 112", "state|system|sei in coda|crisis")
	d.wantState(caterina.StateQueued, 9)
}

func TestADeskThatFailsKeepsNoNumbersBack(t *testing.T) {
	t.Parallel()
	d := newPeopleDesk(t, scripted(calling), func(caterina.Reply) (*caterina.Transition, error) { return nil, errors.New("no desk") })
	d.run("aiuto", "message|bot|chiama il 112")
	if _, err := d.runner.RunTurn(t.Context(), d.say("persona")); err == nil || d.counts.failed != 1 {
		t.Errorf("a person was promised though nobody was called: %v, %d failures", err, d.counts.failed)
	}
}

func TestABotThatFailsForGoodCallsAPerson(t *testing.T) {
	t.Parallel()
	d := newPeopleDesk(t, scripted(func(context.Context, caterina.Turn) (caterina.Reply, error) {
		return caterina.Reply{}, errors.New("no index")
	}), plainClerk)
	turn := d.say("ciao")
	turn.Attempt = 1
	for try := 2; try <= 4; try++ {
		if err := d.store.FailTurn(t.Context(), turn, -time.Second); err != nil {
			t.Fatal(err)
		}
		turn = d.awaitLease(try)
	}
	if _, err := d.runner.RunTurn(t.Context(), turn); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"state|system|scusa, ti passo a una persona|failed"}, d.told()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestAnAnswerThatComesAfterThePersonIsNotStored takes the conversation out of
// the bot's hands while it thinks.
func TestAnAnswerThatComesAfterThePersonIsNotStored(t *testing.T) {
	t.Parallel()
	var d *desk
	d = newPeopleDesk(t, scripted(func(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
		if turn.State != caterina.StateBot {
			return caterina.Reply{}, nil
		}
		_, err := d.store.Move(ctx, caterina.Transition{
			Town: d.town.ID, Conversation: d.conv, From: []caterina.State{caterina.StateBot}, To: caterina.StateQueued, Queue: "sociale",
			By: caterina.ActorSystem, Event: caterina.StateBody{MessageBody: caterina.MessageBody{Text: "arriva una persona"}},
		})
		return caterina.Reply{Message: caterina.MessageBody{Text: "troppo tardi"}}, err
	}), plainClerk)
	d.run("ciao")
	if d.counts.void != 1 || d.counts.done != 1 {
		t.Errorf("%d void and %d done counted, want 1 and 1", d.counts.void, d.counts.done)
	}
	d.wantLog("bot", "citizen", "system")
}
