package jobs_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/jobs"
)

// TestOfASharedPlaceNothingIsStored: not in the log, not in the turn, and nothing of it
// is written down by the program. A message sent again is known again.
func TestOfASharedPlaceNothingIsStored(t *testing.T) {
	t.Parallel()
	var heard []string
	d := newDesk(t, scripted(func(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
		heard = append(heard, turn.Inputs[0].Choice)
		return echo(ctx, turn)
	}))
	bot := scripted(echo)
	var towns []string
	runner := jobs.New(jobs.Config{
		Store: d.store, Bot: bot, Process: "places", Observer: d.counts, Now: func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
		Town: func(id caterina.TownID) (caterina.Town, bool) { return d.town, id == d.town.ID },
		Choice: func(_ context.Context, town caterina.Town, conv caterina.ConversationID, choice string) string {
			if conv != d.conv {
				t.Errorf("the conversation is %s", conv)
			}
			towns = append(towns, town.Slug)
			before, _, _ := strings.Cut(choice, ":")
			return before + "/sportello/600"
		},
	})
	in := caterina.Inbound{
		Town: d.town.ID, Conversation: d.conv, ClientID: "1",
		Body: caterina.MessageBody{Text: "La mia posizione", Choice: "book/consulenza/near:41.123,16.877"},
	}
	receipt, err := runner.Receive(t.Context(), in)
	if err != nil || receipt.Turn == nil {
		t.Fatalf("%+v, %v", receipt, err)
	}
	if body := string(receipt.Event.Body); strings.Contains(body, "41.1") || !strings.Contains(body, "book/consulenza/near/sportello/600") {
		t.Errorf("the event is %s", body)
	}
	if again, err := runner.Receive(t.Context(), in); err != nil || !again.Dup || again.Event.N != receipt.Event.N {
		t.Errorf("again: %+v, %v", again, err)
	}
	events, err := d.store.Events(t.Context(), d.town.ID, d.conv, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	for _, ev := range events {
		if strings.Contains(string(ev.Body), "41.1") {
			t.Errorf("the log holds %s", ev.Body)
		}
	}
	if _, err := d.runner.RunTurn(t.Context(), *receipt.Turn); err != nil {
		t.Fatal(err)
	}
	if len(heard) != 1 || heard[0] != "book/consulenza/near/sportello/600" || strings.Contains(d.logs.String(), "41.1") {
		t.Errorf("the bot hears %q, the program writes %s", heard, d.logs)
	}
	in.ClientID, in.Body = "2", caterina.MessageBody{Text: "ciao"}
	if _, err := runner.Receive(t.Context(), in); err != nil || len(towns) != 2 || towns[0] != "siena" {
		t.Errorf("asked for %q, %v", towns, err)
	}
}
