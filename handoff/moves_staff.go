package handoff

import (
	"cmp"
	"time"

	"example.org/caterina"
)

// act makes the transition of a deed. The epoch is the one the operator saw.
func (c Case) act(step Step, act caterina.Act, reason, text string) caterina.Transition {
	t := c.move(step, caterina.OperatorActor(act.Operator), reason, text)
	epoch := act.Epoch
	t.Epoch, t.ClientID, t.Event.Operator = &epoch, act.ClientID, act.Name
	return t
}

// name is an operator's as a citizen reads it.
func (c Case) name(name string) string {
	if name = plain(name); name != "" {
		return name
	}
	if c.lang() == "en" {
		return "the operator"
	}
	return "l'operatore"
}

// Take makes an operator the owner of a conversation that is no operator's. It
// holds whatever epoch they saw: the first who takes it wins, also while it
// rings at somebody else.
func (c Case) Take(act caterina.Act) caterina.Transition {
	t := c.act(StepTake, act, caterina.ReasonTaken, wordsFor(c.lang()).person(c.name(act.Name), c.where()))
	t.Epoch, t.Owner = nil, act.Operator
	return t
}

// TakeOver makes a supervisor the owner of a conversation that is an operator's.
func (c Case) TakeOver(act caterina.Act) caterina.Transition {
	w := wordsFor(c.lang())
	text := w.takenOver(capital(c.name(c.Held.OwnerName)), c.name(act.Name), c.where())
	if c.Held.Owner == act.Operator {
		text = w.person(c.name(act.Name), c.where())
	}
	t := c.act(StepTakeOver, act, caterina.ReasonTaken, text)
	t.Owner = act.Operator
	return t
}

// Accept makes the operator the owner of what was offered to them.
func (c Case) Accept(act caterina.Act) caterina.Transition {
	t := c.act(StepAccept, act, caterina.ReasonTaken, wordsFor(c.lang()).person(c.name(act.Name), c.where()))
	t.OwnedBy, t.Owner = act.Operator, act.Operator
	return t
}

// Decline gives an offer back: the conversation keeps its place.
func (c Case) Decline(act caterina.Act) caterina.Transition {
	t := c.act(StepDecline, act, caterina.ReasonDeclined, act.Name+" non può: si chiede ad altri.")
	t.OwnedBy, t.KeepPlace, t.Hidden = act.Operator, true, true
	return t
}

// Invite asks a colleague to take the conversation; its owner keeps it meanwhile.
func (c Case) Invite(act caterina.Act, to caterina.OperatorID, toName, note string) caterina.Transition {
	t := c.act(StepInvite, act, caterina.ReasonTransferred, act.Name+" chiede a "+toName+" di continuare.")
	t.OwnedBy, t.Owner, t.TransferTo = act.Operator, act.Operator, to
	t.OfferFor, t.Hidden, t.Note = AcceptWithin(c.queue()), true, note
	return t
}

// Join makes the colleague who was asked the owner.
func (c Case) Join(act caterina.Act) caterina.Transition {
	text := wordsFor(c.lang()).takenOver(capital(c.name(c.Held.OwnerName)), c.name(act.Name), c.where())
	t := c.act(StepJoin, act, caterina.ReasonTransferred, text)
	t.OwnedBy, t.Owner = c.Held.Owner, act.Operator
	return t
}

// Stay ends the asking of a colleague who says no: the owner goes on.
func (c Case) Stay(act caterina.Act) caterina.Transition {
	t := c.act(StepStay, act, caterina.ReasonDeclined, act.Name+" non può: la conversazione resta a "+c.Held.OwnerName+".")
	t.OwnedBy, t.Owner, t.Hidden, t.Event.Operator = c.Held.Owner, c.Held.Owner, true, c.Held.OwnerName
	return t
}

// TransferQueue puts the conversation into a queue, at the place of its first
// arrival.
func (c Case) TransferQueue(act caterina.Act, q caterina.Queue, note string) caterina.Transition {
	w := wordsFor(c.lang())
	t := c.act(StepTransferQueue, act, caterina.ReasonTransferred, sentences(w.transferred(capital(c.name(act.Name)), plain(q.Name)), w.meanwhile))
	t.OwnedBy, t.Queue, t.KeepPlace, t.Note = act.Operator, q.Slug, true, note
	t.Event.Queue, t.Event.QueueName, t.Event.Operator = q.Slug, q.Name, ""
	t.Event.Options = options(w, CallbackChoice, AssistantChoice)
	return t
}

// HandBack gives the conversation to the assistant. The note is for it too.
func (c Case) HandBack(act caterina.Act, note string) caterina.Transition {
	w := wordsFor(c.lang())
	t := c.act(StepHandBack, act, caterina.ReasonHandedBack, w.handedBack(capital(c.name(act.Name))))
	t.OwnedBy, t.Note, t.Event.Operator = act.Operator, note, ""
	t.Event.Options = options(w, PersonChoice)
	return t
}

// Snooze lets the operator wait for something while keeping the conversation.
func (c Case) Snooze(act caterina.Act, until, now time.Time) caterina.Transition {
	t := c.act(StepSnooze, act, caterina.ReasonSnoozed, wordsFor(c.lang()).snoozed(capital(c.name(act.Name)), Moment(c.lang(), until, now)))
	t.OwnedBy, t.Owner, t.SnoozeUntil = act.Operator, act.Operator, until
	return t
}

// Wake ends the operator's own wait.
func (c Case) Wake(act caterina.Act) caterina.Transition {
	t := c.act(StepWake, act, caterina.ReasonWoken, wordsFor(c.lang()).person(c.name(act.Name), c.where()))
	t.OwnedBy, t.Owner = act.Operator, act.Operator
	return t
}

// Close ends the conversation and asks the citizen how it went. What the operator
// gives as the reason is for the staff.
func (c Case) Close(act caterina.Act, reason string) caterina.Transition {
	t := c.act(StepClose, act, cmp.Or(reason, caterina.ReasonClosed), wordsFor(c.lang()).closed(capital(c.name(act.Name))))
	t.Event.Rate, t.Event.Operator = true, ""
	if c.Held.Conversation.State != caterina.StateCallback {
		t.OwnedBy = act.Operator
	}
	return t
}
