package handoff

import (
	"cmp"
	"strings"
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

// InLine answers "how long will it take?" from data.
func InLine(lang string, p caterina.Place) caterina.MessageBody {
	w := wordsFor(lang)
	return caterina.MessageBody{
		Text: sentences(w.place(p.Place), w.wait(Wait(lang, p.WaitMinutes))), Lang: lang, Outcome: caterina.OutcomeHandoff,
		Options: options(w, CallbackChoice, AssistantChoice),
	}
}

// Refused is what a citizen reads when nobody can be waited for: why, until when,
// and the ways on. The desk's telephone is given with its hours when the queue
// has none of its own.
func Refused(lang string, a caterina.Availability, desk caterina.Office, now time.Time) caterina.MessageBody {
	w := wordsFor(lang)
	r := &refused{queue: capital(plain(a.Queue.Name)), holiday: plain(a.Holiday), waiting: a.Waiting}
	if !a.Until.IsZero() {
		r.next = Moment(lang, a.Until, now)
	}
	why := map[caterina.Refusal]func(*refused) string{
		caterina.RefusedClosed: w.refClosed, caterina.RefusedHoliday: w.refHoliday,
		caterina.RefusedNobody: w.refNobody, caterina.RefusedFull: w.refFull,
	}[a.Refusal]
	if why == nil {
		why = w.refNobody
	}
	phone, hours := phoneOf(a.Queue, desk)
	return caterina.MessageBody{
		Text: sentences(why(r), w.ways(phone, hours)), Lang: lang, Outcome: caterina.OutcomeHandoff,
		Options: options(w, CallbackChoice, AssistantChoice),
	}
}

// phoneOf returns the number to call instead, and when somebody answers it. Hours
// belong to the number: the desk's are not said of a queue's own telephone.
func phoneOf(q caterina.Queue, desk caterina.Office) (phone, hours string) {
	if q.Phone != "" {
		if q.Hours != nil {
			hours = q.Hours.Text
		}
		return Telephone(q.Phone), plain(hours)
	}
	if len(desk.Phones) == 0 {
		return "", ""
	}
	return Telephone(desk.Phones[0]), strings.TrimSuffix(plain(desk.Hours.Text), ".")
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

// Cancel ends a wait, also the one for a call, because the citizen wants to.
func (c Case) Cancel() caterina.Transition {
	w := wordsFor(c.lang())
	text := w.cancelled
	if c.Held.Conversation.State == caterina.StateCallback {
		text = w.uncalled
	}
	t := c.move(StepCancel, caterina.ActorSystem, caterina.ReasonCancelled, text)
	t.Event.Options = options(w, PersonChoice)
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

// Resumed is what a citizen reads who writes after the end.
func Resumed(lang string) caterina.StateBody {
	w := wordsFor(lang)
	return caterina.StateBody{
		MessageBody: caterina.MessageBody{Text: w.resumed, Lang: lang, Options: options(w, PersonChoice)},
		Owner:       caterina.OwnerBot, State: caterina.StateBot, Reason: caterina.ReasonResumed,
	}
}

// Unreachable is what a citizen reads whose three call-backs were in vain.
func Unreachable(lang string) caterina.MessageBody {
	w := wordsFor(lang)
	return caterina.MessageBody{Text: w.unreachable, Lang: lang, Options: options(w, PersonChoice)}
}

// Thanks is what a citizen reads who gave a rating.
func Thanks(lang string) caterina.MessageBody {
	return caterina.MessageBody{Text: wordsFor(lang).thanks, Lang: lang}
}
