package bot

import (
	"context"
	"time"

	"example.org/caterina"
)

// orDown answers where the town's own system of appointments does not: whoever asked
// for one is told so, and how to go on. Any other error stays one.
func (e *Engine) orDown(ctx context.Context, t *talk, err error) (caterina.Reply, error) {
	r, ok := refusalOf(err)
	if !ok || t.flow == nil {
		return caterina.Reply{}, err
	}
	f := t.flow
	t.reply, f.kept = caterina.Reply{}, false
	if err := f.refused(ctx, &caterina.BookingRefused{Why: caterina.ProblemDown, Other: r.Other}); err != nil {
		return caterina.Reply{}, err
	}
	return t.finishHandOver(ctx, e)
}

// down says that the system that keeps the appointments does not answer. What was
// chosen and typed is kept: who tries again goes on where they were, and what was done
// without our hearing of it is found and not done twice.
func (f *flow) down() {
	w := f.words()
	did := !f.draft.From.IsZero() && (f.draft.Step == caterina.StepConfirm || f.draft.Step == caterina.StepCode)
	again := caterina.Option{ID: choiceNew, Label: w.optionTryAgain}
	text := w.down
	if f.begun {
		switch {
		case f.draft.Step == caterina.StepCancel:
			b, _ := f.moving()
			text, again.ID = w.downDoing, bookingChoice(b, "yes")
		case did:
			text, again.ID, f.draft.Step = w.downDoing, choiceYes, caterina.StepConfirm
		case f.draft.Service != "":
			f.draft.Step, again.ID = caterina.StepTime, choiceTimes
		}
		f.keep()
	}
	f.say("booking/down", text, f.phoneOf(f.draft.Office))
	f.offer(again, caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
	if f.begun {
		f.offer(f.option(choiceEnd, w.optionEnd))
	}
}

// keptElsewhere says that an appointment has to be changed where it is kept.
func (f *flow) keptElsewhere() {
	if f.begun {
		f.effect(caterina.EndDraft{})
	}
	f.say("booking/elsewhere", f.words().keptElsewhere, f.phoneOf(f.draft.Office))
	f.t.reply.Message.Flow = ""
	f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
}

// placeToConfirm is the place that the draft is confirmed for. Another system is not
// asked first whether it is free: it may be the citizen's already, by a try whose
// answer was lost.
func (f *flow) placeToConfirm(ctx context.Context) (caterina.Vacancy, error) {
	if !f.standing.Elsewhere {
		return f.vacancy(ctx)
	}
	b, _ := f.bookable(f.draft.Service)
	from := f.draft.From
	return caterina.Vacancy{
		Service: f.draft.Service, Office: f.draft.Office, From: from, To: from.Add(time.Duration(max(b.Service.Duration, 1)) * time.Minute),
	}, nil
}
