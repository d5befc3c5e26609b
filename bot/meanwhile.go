package bot

import (
	"context"
	"slices"

	"example.org/caterina"
)

// choiceMeanwhile has the bot answer somebody who waits for a call.
const choiceMeanwhile = "meanwhile"

// besideTheCall answers somebody who is promised a call. A person who is asked for
// may be there sooner. What else they write belongs
// to the call's note; they are told so once, and asked whether the bot is to
// answer meanwhile. Once they have said yes it goes on answering. The call stays
// promised whatever is asked.
func (e *Engine) besideTheCall(ctx context.Context, t *talk, wish string) (caterina.Reply, error) {
	if wish == choicePerson || wish == "" && asksForPerson(e.talk.read(t.tokens).find()) {
		t.personRule = "aside/person"
		return t.finishHandOver(ctx, e)
	}
	history := t.turn.History
	asked := slices.ContainsFunc(history, func(m caterina.Message) bool { return hasOption(m.Body.Options, choiceMeanwhile) })
	wanted := slices.ContainsFunc(history, func(m caterina.Message) bool { return m.Body.Choice == choiceMeanwhile })
	switch {
	case t.choice == choiceMeanwhile, asked && !wanted && e.isYes(t):
		return e.answerBefore(ctx, t)
	case t.choice != "" || wanted:
		return e.answerMeanwhile(ctx, t.turn)
	case asked || beside(t.tokens, nil) == "":
		return silence("aside/silent"), nil
	}
	t.say(caterina.OutcomeSmalltalk, "aside/call", t.words.addedToCall)
	t.offer(caterina.Option{ID: choiceMeanwhile, Label: t.words.optionMeanwhile})
	t.reply.Trace.Confidence = 1
	return t.finish(), nil
}

// isYes says whether the messages agree to what was asked.
func (e *Engine) isYes(t *talk) bool {
	return slices.ContainsFunc(e.talk.read(t.tokens).find(), func(f finding) bool { return f.topic == "yes" })
}

// answerBefore answers what was asked before the bot was allowed to.
func (e *Engine) answerBefore(ctx context.Context, t *talk) (caterina.Reply, error) {
	history := t.turn.History
	for i, m := range slices.Backward(history) {
		if m.Actor == caterina.ActorCitizen && m.Body.Choice == "" && m.Body.Text != "" {
			turn := t.turn
			turn.Inputs = []caterina.Input{{Text: m.Body.Text}}
			turn.History = slices.Concat(history[:i], history[i+1:])
			return e.answerMeanwhile(ctx, turn)
		}
	}
	t.say(caterina.OutcomeSmalltalk, "aside/call/what", t.words.goOn)
	t.reply.Effects = append(t.reply.Effects, caterina.AnswerMeanwhile{})
	return t.finish(), nil
}

// answerMeanwhile answers as if the bot had the floor. It calls nobody: that the
// citizen wants a person sooner is heard before it comes to this.
func (e *Engine) answerMeanwhile(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
	turn.State = caterina.StateBot
	reply, err := e.Reply(ctx, turn)
	reply.Effects = slices.DeleteFunc(reply.Effects, func(effect caterina.Effect) bool {
		_, called := effect.(caterina.RequestPerson)
		return called
	})
	reply.Effects = append(reply.Effects, caterina.AnswerMeanwhile{})
	return reply, err
}
