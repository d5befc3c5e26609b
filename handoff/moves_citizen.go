package handoff

import (
	"cmp"
	"time"

	"example.org/caterina"
)

// Choice is a way on that a citizen is offered as a button.
type Choice string

// The choices; a citizen may send them in any state.
const (
	PersonChoice    Choice = "person"
	AssistantChoice Choice = "assistant"
	CallbackChoice  Choice = "callback"
)

func options(w *words, choices ...Choice) []caterina.Option {
	labels := map[Choice]string{PersonChoice: w.optionPerson, AssistantChoice: w.optionAssistant, CallbackChoice: w.optionCallback}
	list := make([]caterina.Option, 0, len(choices))
	for _, c := range choices {
		list = append(list, caterina.Option{ID: string(c), Label: labels[c]})
	}
	return list
}

// Asked is what a citizen reads who is put into a queue that takes them.
func Asked(lang string, a caterina.Availability) caterina.MessageBody {
	w := wordsFor(lang)
	return caterina.MessageBody{
		Text:    sentences(w.asked(plain(a.Queue.Name)), w.place(a.Waiting+1), w.wait(Wait(lang, a.WaitMinutes)), w.meanwhile),
		Lang:    lang,
		Outcome: caterina.OutcomeHandoff,
		Options: options(w, CallbackChoice, AssistantChoice),
	}
}

// Ask puts a conversation into a queue. The message is what the bot decided to
// say, as far as it says that a person was called; else the sentence is ours.
func (c Case) Ask(request caterina.RequestPerson, message caterina.MessageBody, a caterina.Availability) caterina.Transition {
	if message.Outcome != caterina.OutcomeHandoff || message.Text == "" {
		message = Asked(c.lang(), a)
	}
	q, _ := QueueNamed(c.Town, cmp.Or(request.Queue, a.Queue.Slug))
	t := c.move(StepAsk, caterina.ActorSystem, cmp.Or(request.Reason, caterina.ReasonAsked), "")
	t.Queue, t.Event.MessageBody = q.Slug, message
	t.Event.Queue, t.Event.QueueName = q.Slug, q.Name
	if request.Priority > 0 {
		priority := request.Priority
		t.Priority = &priority
	}
	return t
}

// Cancel ends a wait, also the one for a call, because the citizen wants to. What
// the bot has to say of it becomes the event; else the sentence is ours.
func (c Case) Cancel(message caterina.MessageBody) caterina.Transition {
	if message.Outcome != caterina.OutcomeHandoff || message.Text == "" {
		w := wordsFor(c.lang())
		message = caterina.MessageBody{Text: w.cancelled, Lang: c.lang(), Options: options(w, PersonChoice)}
		if c.Held.Conversation.State == caterina.StateCallback {
			message.Text = w.uncalled
		}
	}
	t := c.move(StepCancel, caterina.ActorSystem, caterina.ReasonCancelled, "")
	t.Event.MessageBody = message
	return t
}

// Callback turns a wait, or a refusal, into the promise to call back in a window.
func (c Case) Callback(q caterina.Queue, window Window, now time.Time) caterina.Transition {
	w := wordsFor(c.lang())
	t := c.move(StepCallback, caterina.ActorSystem, caterina.ReasonCallback, w.promised(capital(plain(q.Name)), window.text(w, now)))
	t.Queue, t.Event.Queue, t.Event.QueueName = q.Slug, q.Slug, q.Name
	t.Event.Options = options(w, AssistantChoice)
	return t
}
