package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// stepPerson hears who asks for a person, whatever else is said and whatever was
// being talked about. Only the name of an option that is being chosen comes first:
// a card may be called after the persons it is for.
func (e *Engine) stepPerson(_ context.Context, t *talk) (bool, error) {
	if !asksForPerson(e.talk.read(t.tokens).find()) || t.namesCard() {
		return false, nil
	}
	t.useLanguage(e.languages.turned(t.turn.Lang, t.text, t.tokens))
	t.personRule = "person"
	return true, nil
}

// asksForPerson says whether somebody asks for a person.
func asksForPerson(found []finding) bool {
	return slices.ContainsFunc(found, func(f finding) bool { return f.topic == "person" })
}

// namesCard says whether the message is the name of one of the cards to choose
// from.
func (t *talk) namesCard() bool {
	if t.last == nil || t.last.bot.Outcome != caterina.OutcomeClarify {
		return false
	}
	i, ok := labelled(t.tokens, t.last.bot.Options, false)
	return ok && strings.HasPrefix(t.last.bot.Options[i].ID, choiceCard)
}
