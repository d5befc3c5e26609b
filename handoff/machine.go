package handoff

import (
	"slices"
	"strconv"

	"example.org/caterina"
)

// Step names one way in which a conversation changes hands.
type Step string

// The steps.
const (
	StepAsk           Step = "ask"            // the citizen asks for a person, or needs one
	StepCancel        Step = "cancel"         // the citizen goes back to the assistant
	StepCallback      Step = "callback"       // the citizen leaves a contact
	StepOffer         Step = "offer"          // the dispatcher asks an operator
	StepAccept        Step = "accept"         // who agrees
	StepDecline       Step = "decline"        // who does not
	StepExpire        Step = "expire"         // who does not answer
	StepTake          Step = "take"           // an operator steps in
	StepTakeOver      Step = "take_over"      // a supervisor takes it from its operator
	StepInvite        Step = "invite"         // its operator asks a colleague to take it
	StepJoin          Step = "join"           // who agrees
	StepStay          Step = "stay"           // who does not, or does not answer
	StepTransferQueue Step = "transfer_queue" // its operator puts it into a queue
	StepHandBack      Step = "hand_back"      // its operator gives it to the assistant
	StepSnooze        Step = "snooze"         // its operator waits for something
	StepWake          Step = "wake"           // which has come
	StepRequeue       Step = "requeue"        // its operator is not there any more
	StepGiveUp        Step = "give_up"        // nobody came: back to the assistant
	StepClose         Step = "close"
	StepIdle          Step = "idle"   // nobody says anything any more
	StepResume        Step = "resume" // the citizen writes again after the end
	StepErase         Step = "erase"  // what was said is blanked: nobody could know what the wait is for
)

// Rule says from which states a step may start and where it leads.
type Rule struct {
	From []caterina.State
	To   caterina.State
}

// Rules is the state machine: every step and nothing else changes hands.
func Rules() map[Step]Rule {
	const (
		bot, queued, offered, assigned = caterina.StateBot, caterina.StateQueued, caterina.StateOffered, caterina.StateAssigned
		snoozed, callback, closed      = caterina.StateSnoozed, caterina.StateCallback, caterina.StateClosed
	)
	from := func(states ...caterina.State) []caterina.State { return states }
	return map[Step]Rule{
		StepAsk:           {from(bot, callback), queued},
		StepCancel:        {from(queued, offered, callback), bot},
		StepCallback:      {from(bot, queued, offered), callback},
		StepOffer:         {from(queued), offered},
		StepAccept:        {from(offered), assigned},
		StepDecline:       {from(offered), queued},
		StepExpire:        {from(offered), queued},
		StepTake:          {from(bot, queued, offered, callback), assigned},
		StepTakeOver:      {from(assigned, snoozed), assigned},
		StepInvite:        {from(assigned), assigned},
		StepJoin:          {from(assigned), assigned},
		StepStay:          {from(assigned), assigned},
		StepTransferQueue: {from(assigned, snoozed), queued},
		StepHandBack:      {from(assigned, snoozed), bot},
		StepSnooze:        {from(assigned), snoozed},
		StepWake:          {from(snoozed), assigned},
		StepRequeue:       {from(offered, assigned, snoozed), queued},
		StepGiveUp:        {from(queued), bot},
		StepClose:         {from(assigned, snoozed, callback), closed},
		StepIdle:          {from(bot), closed},
		StepResume:        {from(closed), bot},
		StepErase:         {from(queued, callback), bot},
	}
}

// May says whether a conversation in this state may take the step.
func May(step Step, state caterina.State) bool {
	return slices.Contains(Rules()[step].From, state)
}

// Case is a conversation that is about to change hands, with what the sentences
// about it need.
type Case struct {
	Held caterina.Held
	Town caterina.Town
}

// lang returns the language the citizen reads.
func (c Case) lang() string { return c.Held.Conversation.Lang }

// queue returns the queue the conversation is in, or was in last.
func (c Case) queue() caterina.Queue {
	q, _ := QueueNamed(c.Town, c.Held.Queue)
	return q
}

// where is what a citizen reads of where an operator works: the queue, or the
// town for a conversation that was in none.
func (c Case) where() string {
	if c.Held.Queue == "" {
		return plain(c.Town.Name)
	}
	return plain(c.queue().Name)
}

// move makes the transition of a step. Its epoch is the one that was read with
// the case: whoever was faster wins.
func (c Case) move(step Step, by caterina.Actor, reason, text string) caterina.Transition {
	rule, q, epoch := Rules()[step], c.queue(), c.Held.Conversation.Epoch
	return caterina.Transition{
		Town: c.Town.ID, Conversation: c.Held.Conversation.ID, Epoch: &epoch,
		From: rule.From, To: rule.To, By: by,
		Event: caterina.StateBody{
			MessageBody: caterina.MessageBody{Text: text, Lang: c.lang()},
			Owner:       rule.To.Owner(), State: rule.To, Queue: q.Slug, QueueName: q.Name, Reason: reason,
		},
	}
}

// id makes the client id of a step that the program takes by itself: the same
// step from the same epoch is the same one, whichever process takes it.
func (c Case) id(step Step) string {
	return string(step) + ":" + strconv.Itoa(c.Held.Conversation.Epoch)
}
