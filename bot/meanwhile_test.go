package bot

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
)

// TestWhoWaitsForACallMayAskMeanwhile: what they write is in the call's note, the
// bot offers to answer, once, and answering cancels nothing.
func TestWhoWaitsForACallMayAskMeanwhile(t *testing.T) {
	t.Parallel()

	c := chatAt(t, openDesk())
	citizen := func(text, choice string) caterina.Message {
		return caterina.Message{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: text, Choice: choice}}
	}
	ask := func(history []caterina.Message, text, choice string) caterina.Reply {
		return c.aside(t, caterina.StateCallback, history, caterina.Input{Text: text, Choice: choice})
	}
	const question = "quanto costa la mensa?"
	line := ask(nil, question, "")
	if line.Trace.Rule != "aside/call" || len(line.Effects) != 0 || !hasOption(line.Message.Options, choiceMeanwhile) || !strings.Contains(line.Message.Text, "Ho aggiunto il messaggio") {
		t.Fatalf("%s, %v:\n%s", line.Trace.Rule, line.Effects, line.Message.Text)
	}
	said := []caterina.Message{citizen(question, ""), {Actor: caterina.ActorSystem, Body: line.Message}}
	if again := ask(said, "è per mio figlio di tre anni", ""); again.Message.Text != "" {
		t.Errorf("it is said twice:\n%s", again.Message.Text)
	}
	for _, thanks := range []string{"ok grazie", "va bene"} {
		if reply := ask(nil, thanks, ""); reply.Message.Text != "" {
			t.Errorf("%q: %s", thanks, reply.Message.Text)
		}
	}
	want := ask(append(said, citizen("Sì", choiceMeanwhile)), question, "")
	for text, choice := range map[string]string{"Sì, rispondi tu intanto": choiceMeanwhile, "sì": ""} {
		reply := ask(said, text, choice)
		if !slices.Contains(reply.Effects, caterina.Effect(caterina.AnswerMeanwhile{})) || reply.Message.Outcome != caterina.OutcomeAnswer || reply.Message.Text != want.Message.Text {
			t.Errorf("%q: %s, %v, want\n%s\ngot\n%s", text, reply.Trace.Rule, reply.Effects, want.Message.Text, reply.Message.Text)
		}
	}
	for _, effect := range want.Effects {
		switch effect.(type) {
		case caterina.BackToBot, caterina.RequestPerson:
			t.Errorf("answering changes hands: %v", want.Effects)
		}
	}
	if reply := ask(nil, "Sì", choiceMeanwhile); reply.Message.Text == "" {
		t.Error("with nothing to answer it says nothing")
	}
	if reply := ask(said, "annulla", ""); !slices.Contains(reply.Effects, caterina.Effect(caterina.BackToBot{})) {
		t.Errorf("the call cannot be cancelled any more: %v", reply.Effects)
	}
}
