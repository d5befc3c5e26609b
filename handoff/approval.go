package handoff

import (
	"time"

	"example.org/caterina"
)

// ApproveWithin is how long an answer waits for approval. Then people answer.
const ApproveWithin = time.Minute

// NeedsApproval says whether a reply is one that people check where a town wants
// them to: what the bot states from cards, and what it asks to find the card.
// Numbers to call, courtesies, honest refusals and the way to people never wait.
func NeedsApproval(reply *caterina.Reply) bool {
	if reply.Message.Outcome != caterina.OutcomeAnswer && reply.Message.Outcome != caterina.OutcomeClarify {
		return false
	}
	for _, effect := range reply.Effects {
		if _, ok := effect.(caterina.SetLang); !ok {
			return false
		}
	}
	return true
}

// Checking is what a citizen reads while a person checks the answer.
func Checking(lang string) caterina.MessageBody {
	return caterina.MessageBody{Text: wordsFor(lang).checking, Lang: lang}
}

// Unchecked puts a conversation whose answer nobody has approved into a queue.
func (c Case) Unchecked(a caterina.Availability) caterina.Transition {
	w, q := wordsFor(c.lang()), a.Queue
	text := sentences(w.unchecked(plain(q.Name)), w.place(a.Waiting+1), w.wait(Wait(c.lang(), a.WaitMinutes)), w.meanwhile)
	t := c.system(StepAsk, caterina.ReasonUnapproved, text)
	t.Queue, t.Event.Queue, t.Event.QueueName = q.Slug, q.Slug, q.Name
	t.Event.Options = options(w, CallbackChoice, AssistantChoice)
	return t
}
