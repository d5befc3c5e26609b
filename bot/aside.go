package bot

import (
	"context"
	_ "embed"
	"slices"

	"example.org/caterina"
)

// asideRules say what somebody who waits may ask aside.
//
//go:embed rules/aside.txt
var asideRules string

// maxAsideWords is the longest sentence that can be a word with the assistant
// about the wait. A longer one tells something to the person who will come.
const maxAsideWords = 9

// aside says whether people have the floor.
func (t *talk) aside() bool { return t.turn.State != "" && t.turn.State != caterina.StateBot }

// waits says whether the citizen waits for a person to come.
func (t *talk) waits() bool {
	return t.turn.State == caterina.StateQueued || t.turn.State == caterina.StateOffered
}

// silence is the reply that says nothing.
func silence(rule string) caterina.Reply {
	return caterina.Reply{Trace: caterina.Trace{Rule: rule}}
}

// speakAside is all that the engine may say while people have the floor: numbers
// to somebody in danger, the place to somebody who waits, that the wait is over to
// somebody who has changed their mind, and what is asked of it by somebody who is
// promised a call. Everything else is for the people.
func (e *Engine) speakAside(ctx context.Context, t *talk) (caterina.Reply, error) {
	if lang := e.languages.turned(t.turn.Lang, t.text, t.tokens); lang == langIT || lang == langEN {
		t.words = wordsFor(lang)
	}
	if a := e.recognise(t.tokens); a.isCrisis() && !a.service {
		e.numbersAside(t, a)
		return t.finish(), nil
	}
	if t.onlyEdits() { // shown to the people, who know what it was about
		return silence("aside/edit"), nil
	}
	wish := t.wish(e.asides)
	switch {
	case wish == choiceAssistant && (t.waits() || t.turn.State == caterina.StateCallback):
		t.reply.Effects = append(t.reply.Effects, caterina.BackToBot{})
		t.say(caterina.OutcomeHandoff, "aside/assistant", t.words.backToBot)
		t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
	case t.turn.State == caterina.StateCallback:
		return e.besideTheCall(ctx, t, wish)
	case wish != "" && t.waits():
		return e.sayPlace(ctx, t)
	default:
		return silence("aside/silent"), nil
	}
	return t.finish(), nil
}

// numbersAside says whom to call. Whoever has read the words of comfort in this
// conversation gets the numbers alone.
func (e *Engine) numbersAside(t *talk, a alarm) {
	t.reply.Effects = append(t.reply.Effects, caterina.FlagCrisis{Category: a.categories[0]})
	said := slices.ContainsFunc(t.turn.History, func(m caterina.Message) bool { return m.Body.Outcome == caterina.OutcomeCrisis })
	text := e.crisisNumbers(t, a.categories)
	if !said || a.foreign {
		t.called = true // the person is called already: none is offered
		text = e.crisisText(t, a)
	}
	t.say(caterina.OutcomeCrisis, "aside/crisis/"+a.rule, text)
	t.reply.Trace.Confidence = 1
}

// sayPlace tells a place in the queue, read now: what was said before is old.
func (e *Engine) sayPlace(ctx context.Context, t *talk) (caterina.Reply, error) {
	if e.people == nil {
		return silence("aside/silent"), nil
	}
	place, err := e.people.Place(ctx, t.turn.Town.ID, t.turn.Conversation)
	if err != nil {
		return caterina.Reply{}, err //nolint:wrapcheck // the engine adds nothing to it
	}
	t.say(caterina.OutcomeSmalltalk, "aside/place", t.words.place(place.Place, place.WaitMinutes))
	t.offerWaysOn()
	t.reply.Trace.Confidence = 1
	return t.finish(), nil
}

// wish is what the waiting messages ask for aside: "assistant", "wait", "person"
// or nothing. Wanting to go back counts in any of them.
func (t *talk) wish(rules *ruleBook) string {
	wish := ""
	for _, in := range t.inputs {
		switch w := wishOf(in, rules); {
		case w == choiceAssistant:
			return w
		case w != "":
			wish = w
		}
	}
	return wish
}

func wishOf(in caterina.Input, rules *ruleBook) string {
	switch in.Choice {
	case choiceAssistant, choicePerson:
		return in.Choice
	case "":
	default:
		return ""
	}
	tokens := tokenize(in.Text)
	if len(tokens) > maxAsideWords {
		return ""
	}
	wish := ""
	for _, f := range rules.read(tokens).find() {
		if f.topic == "cancel" || f.topic == "assistant" {
			return choiceAssistant
		}
		wish = f.topic
	}
	return wish
}
