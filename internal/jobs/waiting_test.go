package jobs_test

import (
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/jobs"
)

// TestNobodyWaitsBehindThoseWhoWaitForTheModel: as many turns as may wait for a model
// do, and another one, which needs none, is answered.
func TestNobodyWaitsBehindThoseWhoWaitForTheModel(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	const waiting = 3
	written, begun := make(chan struct{}), make(chan struct{}, waiting)
	runner := jobs.New(jobs.Config{
		Store: d.store, Process: "busy", Workers: 1, Waiting: waiting, Observer: d.counts, Logger: slog.New(slog.DiscardHandler),
		Bot: writer(func(_ context.Context, turn caterina.Turn, _ func(string)) (caterina.Reply, error) {
			if turn.Inputs[0].Text == "aiuto" {
				return wrote("112"), nil
			}
			begun <- struct{}{}
			<-written
			return wrote("la mensa"), nil
		}),
		Town: func(caterina.TownID) (caterina.Town, bool) { return d.town, true },
		Done: func(ev caterina.Event) { d.events <- ev }, Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
	})
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() {
		if err := runner.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	defer running.Wait()
	defer stop()
	defer close(written)
	say := func(text string) {
		s, err := d.store.OpenSession(ctx, caterina.Opening{Town: d.town.ID, Channel: caterina.ChannelWeb, Lang: "it"})
		if err != nil {
			t.Fatal(err)
		}
		in := caterina.Inbound{Town: d.town.ID, Conversation: s.Conversation.ID, ClientID: text, Body: caterina.MessageBody{Text: text}}
		receipt, err := runner.Receive(ctx, in)
		if err != nil || receipt.Turn == nil {
			t.Fatalf("receive: %v", err)
		}
		runner.Due(*receipt.Turn)
	}
	for range waiting {
		say("mensa")
	}
	for range waiting {
		<-begun
	}
	say("aiuto")
	if ev := <-d.events; ev.Kind != caterina.KindMessage {
		t.Errorf("got %+v", ev)
	}
}
