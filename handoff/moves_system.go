package handoff

import (
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// Offer asks an operator to take a conversation that waits. The citizen is not
// told: their place is the same.
func Offer(w *caterina.Waiting, q caterina.Queue, p *caterina.Presence, reason string) caterina.Transition {
	rule, epoch := Rules()[StepOffer], w.Epoch
	return caterina.Transition{
		Town: w.Town, Conversation: w.Conversation, Epoch: &epoch, From: rule.From, To: rule.To,
		Owner: p.Operator, OfferFor: AcceptWithin(q), Capacity: p.Capacity,
		By: caterina.ActorSystem, ClientID: string(StepOffer) + ":" + strconv.Itoa(w.Epoch), Hidden: true,
		Event: caterina.StateBody{
			MessageBody: caterina.MessageBody{Text: "Si chiede a " + strings.TrimSuffix(p.Name, ".") + ".", Lang: w.Lang},
			Owner:       rule.To.Owner(), State: rule.To, Operator: p.Name, Queue: q.Slug, QueueName: q.Name, Reason: reason,
		},
	}
}

// system makes the transition of a step that the program takes by itself.
func (c Case) system(step Step, reason, text string) caterina.Transition {
	t := c.move(step, caterina.ActorSystem, reason, text)
	t.ClientID = c.id(step)
	return t
}

// Expire ends an offer that nobody answered: the next operator is asked.
func (c Case) Expire() caterina.Transition {
	t := c.system(StepExpire, caterina.ReasonExpired, "L'offerta a "+c.Held.OwnerName+" è scaduta: si chiede ad altri.")
	t.OwnedBy, t.KeepPlace, t.Hidden, t.Event.Operator = c.Held.Owner, true, true, c.Held.OwnerName
	return t
}

// ExpireInvitation ends the asking of a colleague who does not answer: the
// conversation stays with who has it.
func (c Case) ExpireInvitation() caterina.Transition {
	t := c.system(StepStay, caterina.ReasonExpired, "Nessuna risposta dal collega: la conversazione resta a "+c.Held.OwnerName+".")
	t.OwnedBy, t.Owner, t.Hidden, t.Event.Operator = c.Held.Owner, c.Held.Owner, true, c.Held.OwnerName
	return t
}

// WakeUp ends a snooze whose time has come, for an operator who is there.
func (c Case) WakeUp() caterina.Transition {
	t := c.system(StepWake, caterina.ReasonWoken, "È l'ora che "+c.Held.OwnerName+" ha scelto.")
	t.OwnedBy, t.Owner, t.Hidden, t.Event.Operator = c.Held.Owner, c.Held.Owner, true, c.Held.OwnerName
	return t
}

// WakeInQueue ends a snooze for an operator who is not there: the conversation
// goes to the front of the queue.
func (c Case) WakeInQueue() caterina.Transition {
	return c.front(caterina.ReasonWoken, wordsFor(c.lang()).notThere(capital(c.name(c.Held.OwnerName))))
}

// Requeue puts a conversation whose operator's line is dead at the front of the
// queue.
func (c Case) Requeue() caterina.Transition {
	return c.front(caterina.ReasonLost, wordsFor(c.lang()).requeued)
}

// front puts the conversation back into its queue before those who came later.
func (c Case) front(reason, text string) caterina.Transition {
	t := c.system(StepRequeue, reason, text)
	q, urgent := c.queue(), max(PriorityLost, c.Held.Priority)
	t.OwnedBy, t.Queue, t.KeepPlace, t.Priority = c.Held.Owner, q.Slug, true, &urgent
	t.Event.Options = options(wordsFor(c.lang()), CallbackChoice, AssistantChoice)
	return t
}

// GiveUp ends a wait in which nobody came: the assistant has the conversation
// again, and the citizen reads what else they can do. The desk's telephone is told
// when the queue has none of its own.
func (c Case) GiveUp(reason string, desk *caterina.Office) caterina.Transition {
	w := wordsFor(c.lang())
	t := c.system(StepGiveUp, reason, sentences(w.gaveUp, c.telephone(w, desk), w.assistant))
	t.Event.Options = options(w, CallbackChoice, PersonChoice)
	return t
}

// telephone says whom to call instead, and when; nothing when there is no number.
// Hours belong to the number.
func (c Case) telephone(w *words, desk *caterina.Office) string {
	q := c.queue()
	switch {
	case q.Phone != "" && q.Hours != nil:
		return w.call(telephone(q.Phone), q.Hours.Text)
	case q.Phone != "":
		return w.call(telephone(q.Phone), "")
	case len(desk.Phones) > 0:
		return w.call(telephone(desk.Phones[0]), desk.Hours.Text)
	default:
		return ""
	}
}

// What the citizen is told while nothing changes hands.

// Lost says that the operator's line is dead, before the conversation goes back
// to the queue.
func (c Case) Lost() caterina.MessageBody {
	return c.say(wordsFor(c.lang()).lost(c.name(c.Held.OwnerName)))
}

// Found says that the operator's line, of which the citizen was told that it is
// dead, is back.
func (c Case) Found() caterina.MessageBody {
	return c.say(wordsFor(c.lang()).found(c.name(c.Held.OwnerName)))
}

// NobodyFree says that those on duty have said no.
func (c Case) NobodyFree() caterina.MessageBody {
	return c.say(wordsFor(c.lang()).refusedAll, CallbackChoice, AssistantChoice)
}

// WaitedLong offers a call-back to who has waited too long.
func (c Case) WaitedLong() caterina.MessageBody {
	return c.say(wordsFor(c.lang()).waitedLong, CallbackChoice, AssistantChoice)
}

// ClosingSoon says when the desk closes.
func (c Case) ClosingSoon(at time.Time) caterina.MessageBody {
	w := wordsFor(c.lang())
	return c.say(w.closingSoon(w.at(clock(at))), CallbackChoice, AssistantChoice)
}

// NowClosed says that the desk has closed, and when it opens again: zero when
// that is not known.
func (c Case) NowClosed(next, now time.Time) caterina.MessageBody {
	when := ""
	if !next.IsZero() {
		when = Moment(c.lang(), next, now)
	}
	return c.say(wordsFor(c.lang()).nowClosed(when), CallbackChoice, AssistantChoice)
}

// say makes a message of the program's.
func (c Case) say(text string, choices ...Choice) caterina.MessageBody {
	return caterina.MessageBody{Text: text, Lang: c.lang(), Options: options(wordsFor(c.lang()), choices...)}
}
