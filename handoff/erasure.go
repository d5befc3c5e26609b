package handoff

import "example.org/caterina"

// Erase has everything that was said blanked. A citizen who waits for a person
// or a call goes back to the assistant with it: whoever came would know neither
// what they want nor whom to call.
func (c Case) Erase(act caterina.Act, why string) caterina.Erasure {
	e := c.erase(caterina.OperatorActor(act.Operator), why)
	e.By = act.Operator
	return e
}

// EraseOwn does it because the citizen asks for it in the chat.
func (c Case) EraseOwn() caterina.Erasure {
	return c.erase(caterina.ActorCitizen, "asked for in the chat")
}

func (c Case) erase(by caterina.Actor, why string) caterina.Erasure {
	end := c.move(StepErase, by, caterina.ReasonCancelled, "")
	end.Epoch = nil
	return caterina.Erasure{
		Town: c.Town.ID, Conversation: c.Held.Conversation.ID, End: end, Why: why,
		Event: caterina.MessageBody{Text: erasedText(c.lang()), Lang: c.lang()},
	}
}

// erasedText stands in the place of what was said. It says that it is for good,
// because whoever asked for it wants to be sure.
func erasedText(lang string) string {
	if lang == "en" {
		return "Content erased: what was written in this conversation is gone for good."
	}
	return "Contenuto cancellato: quello che era scritto in questa conversazione non c'è più."
}
