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

// Degree is how far a model words answers about a topic: as the town has set it for
// that, or for every topic that it does not name; without either, as far as it goes.
func Degree(degrees map[string]caterina.Autonomy, topic string) caterina.Autonomy {
	for _, of := range []string{topic, ""} {
		if degree, ok := degrees[of]; ok {
			return degree
		}
	}
	return caterina.AutonomyFull
}

// MustWait says whether nobody may read an answer before a person has: a model has
// worded it, and about one of its topics the town lets none do so alone. It returns
// that topic.
func MustWait(body *caterina.MessageBody, degrees map[string]caterina.Autonomy, topics []string) (string, bool) {
	if !body.Generated {
		return "", false
	}
	for _, topic := range topics {
		if Degree(degrees, topic) != caterina.AutonomyFull {
			return topic, true
		}
	}
	return "", false
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
