package handoff_test

import (
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/handoff"
)

// TestOnlyWhatTheBotStatesNeedsApproval is case 25: numbers to call, courtesies,
// refusals and the way to people are never held back.
func TestOnlyWhatTheBotStatesNeedsApproval(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[caterina.Outcome]bool{
		caterina.OutcomeAnswer: true, caterina.OutcomeClarify: true,
		caterina.OutcomeCrisis: false, caterina.OutcomeSmalltalk: false, caterina.OutcomeDecline: false,
		caterina.OutcomeHandoff: false, caterina.OutcomeFlow: false, "": false,
	} {
		reply := caterina.Reply{Message: caterina.MessageBody{Text: "x", Outcome: outcome}}
		if got := handoff.NeedsApproval(&reply); got != want {
			t.Errorf("%q: %v", outcome, got)
		}
		reply.Effects = []caterina.Effect{caterina.SetLang{Lang: "en"}}
		if got := handoff.NeedsApproval(&reply); got != want {
			t.Errorf("%q with a language: %v", outcome, got)
		}
		for _, effect := range []caterina.Effect{caterina.FlagCrisis{Category: "violence"}, caterina.RequestPerson{}, caterina.BackToBot{}} {
			reply.Effects = []caterina.Effect{effect}
			if handoff.NeedsApproval(&reply) {
				t.Errorf("%q with %T waits", outcome, effect)
			}
		}
	}
}

func TestAnAnswerNobodyApprovesLeadsToAQueue(t *testing.T) {
	t.Parallel()
	town := caterina.Town{ID: 3, Name: "Siena", Queues: []caterina.Queue{{Slug: "sociale", Name: "Servizi sociali"}}}
	for lang, want := range map[string][2]string{
		"it": {"Un operatore sta verificando la risposta.", "Servizi sociali"},
		"en": {"checking the answer", "Servizi sociali"},
	} {
		if got := handoff.Checking(lang).Text; !strings.Contains(got, want[0]) {
			t.Errorf("%s: checking is %q", lang, got)
		}
		c := handoff.Case{Town: town, Held: caterina.Held{Conversation: caterina.Conversation{ID: "c", State: caterina.StateBot, Lang: lang, Epoch: 4}}}
		m := c.Unchecked(caterina.Availability{Queue: town.Queues[0], Waiting: 2})
		if m.To != caterina.StateQueued || m.Queue != "sociale" || *m.Epoch != 4 || m.Event.Reason != caterina.ReasonUnapproved || m.Hidden {
			t.Errorf("%s: %+v", lang, m)
		}
		if !strings.Contains(m.Event.Text, "Servizi sociali") || !strings.Contains(m.Event.Text, "3") || len(m.Event.Options) != 2 {
			t.Errorf("%s: the citizen reads %q with %v", lang, m.Event.Text, m.Event.Options)
		}
	}
}

// TestWhatATownHasNotSaidOfATopicHoldsForAll.
func TestWhatATownHasNotSaidOfATopicHoldsForAll(t *testing.T) {
	t.Parallel()
	degrees := map[string]caterina.Autonomy{"": caterina.AutonomyApproval, "casa": caterina.AutonomyFull, "sociale": caterina.AutonomyCards}
	for topic, want := range map[string]caterina.Autonomy{
		"casa": caterina.AutonomyFull, "sociale": caterina.AutonomyCards, "scuola": caterina.AutonomyApproval, "": caterina.AutonomyApproval,
	} {
		if got := handoff.Degree(degrees, topic); got != want {
			t.Errorf("%q: %s, want %s", topic, got, want)
		}
	}
	if got := handoff.Degree(nil, "casa"); got != caterina.AutonomyFull {
		t.Errorf("a town that has said nothing: %s", got)
	}
}

// TestOnlyAModelsWordsMustWait, about any topic of which it may not speak alone.
func TestOnlyAModelsWordsMustWait(t *testing.T) {
	t.Parallel()
	degrees := map[string]caterina.Autonomy{"casa": caterina.AutonomyApproval, "sociale": caterina.AutonomyCards}
	for _, c := range []struct {
		generated bool
		topics    []string
		because   string
		want      bool
	}{
		{true, []string{"casa"}, "casa", true},
		{true, []string{"scuola", "casa"}, "casa", true},
		{true, []string{"sociale"}, "sociale", true}, // it was settled while the model wrote
		{true, []string{"scuola"}, "", false},
		{true, nil, "", false},
		{false, []string{"casa"}, "", false},
	} {
		topic, must := handoff.MustWait(&caterina.MessageBody{Generated: c.generated}, degrees, c.topics)
		if topic != c.because || must != c.want {
			t.Errorf("%+v: %q, %v", c, topic, must)
		}
	}
}
