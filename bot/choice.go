package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// The ids of options. A card's is followed by its slug, and a field's by the
// slug, a slash and the field.
const (
	choiceCard   = "card/"
	choicePerson = "person"
	choiceNone   = "none"
	// On the way to a person: back to the assistant, and a form to be called back.
	choiceAssistant = "assistant"
	choiceCallback  = "callback"
)

// stepChoice answers a button. An id that means nothing (any more) gets a kind
// sentence.
func (e *Engine) stepChoice(_ context.Context, t *talk) (bool, error) {
	if t.choice == "" {
		return false, nil
	}
	e.choose(t, t.choice)
	return true, nil
}

// choose does what an option stands for.
func (e *Engine) choose(t *talk, id string) {
	switch {
	case e.agenda != nil && isBookingChoice(id):
		t.picked = id
	case isNearby(id):
		e.sayNearby(t, id)
	case id == choicePerson:
		t.personRule = "choice/person"
	case id == choiceAssistant:
		t.say(caterina.OutcomeSmalltalk, "choice/assistant", t.words.goOn)
	case id == choiceCallback:
		t.say(caterina.OutcomeHandoff, "choice/callback", paragraphs(t.words.noForm, e.deskText(t)))
		t.offer(caterina.Option{ID: choiceAssistant, Label: t.words.optionAssistant})
	case id == choiceNone:
		e.sayDecline(t, "choice/none", t.words.declineNone)
	case strings.HasPrefix(id, choiceCard):
		slug, name, _ := strings.Cut(strings.TrimPrefix(id, choiceCard), "/")
		card, ok := e.card(t, slug)
		field := caterina.Field(name)
		if !ok || name != "" && !slices.Contains(allFields(), field) {
			e.sayStale(t)
			return
		}
		var fields []caterina.Field
		if name != "" && field != caterina.FieldSummary {
			fields = []caterina.Field{field}
		}
		e.sayCard(t, card, fields, "choice/card")
		t.reply.Trace.Confidence = 1
	default:
		e.chooseTool(t, id)
	}
}

// sayStale answers an option that is no longer there.
func (e *Engine) sayStale(t *talk) {
	t.say(caterina.OutcomeSmalltalk, "choice/gone", t.words.goneChoice)
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
}

// allFields lists every field that an option may name.
func allFields() []caterina.Field {
	return []caterina.Field{
		caterina.FieldSummary, caterina.FieldDescription, caterina.FieldRecipients, caterina.FieldAmount,
		caterina.FieldInformation, caterina.FieldAccess, caterina.FieldDocuments, caterina.FieldResult,
		caterina.FieldCost, caterina.FieldDeadlines, caterina.FieldSpecial, caterina.FieldMore,
		caterina.FieldOffices, caterina.FieldContacts, caterina.FieldForms,
	}
}

// card finds a card by slug, as this citizen gets to see it.
func (e *Engine) card(t *talk, slug string) (shown, bool) {
	c, owner, ok := e.knowledge.Card(t.turn.Town.ID, slug)
	if !ok {
		return shown{}, false
	}
	return t.shown(&c, owner), true
}

// shown marks a card that does not hold today.
func (t *talk) shown(c *caterina.Card, owner string) shown {
	return shown{card: c, owner: owner, expired: c.Expired(t.day) || c.NotYetValid(t.day)}
}

// sayCard answers with one card.
func (e *Engine) sayCard(t *talk, c shown, fields []caterina.Field, rule string) {
	e.sayParts(t, []part{e.cardPart(t, c, fields)}, rule)
}

// sayParts answers with one or several cards.
func (e *Engine) sayParts(t *talk, parts []part, rule string) {
	texts := make([]string, 0, len(parts))
	for _, p := range parts {
		texts = append(texts, p.text)
		if p.office != "" {
			continue
		}
		field := caterina.Field("")
		if len(p.fields) > 0 {
			field = p.fields[0]
		}
		for _, f := range p.fields {
			t.cite(e.citation(t, p.shown, f))
		}
		if len(p.fields) == 0 {
			t.cite(e.citation(t, p.shown, ""))
		}
		if t.reply.Message.Card == "" {
			t.reply.Message.Card, t.reply.Message.Field = p.card.Slug, field
		}
	}
	t.say(caterina.OutcomeAnswer, rule, paragraphs(texts...))
	for _, p := range parts {
		if p.office != "" {
			continue
		}
		seen := p.fields
		if len(seen) == 0 {
			seen = t.shownInShort(p.shown)
		}
		steps := t.nextSteps(p.shown, seen)
		if len(parts) > 1 {
			steps = steps[:min(len(steps), 2)]
		}
		t.offer(steps...)
	}
	if len(parts) > 0 && parts[0].office == "" {
		e.offerBooking(t, parts[0].shown)
	}
}

// sayDecline says that there is no answer, what the desk does and how to reach
// a person. It never guesses. The second time in a row it offers the person first.
func (e *Engine) sayDecline(t *talk, rule, opening string) {
	if e.people != nil && rule == "none" && t.last != nil && t.last.bot.Outcome == caterina.OutcomeDecline {
		rule, opening = "none/again", t.words.declineAgain
	}
	t.say(caterina.OutcomeDecline, rule, paragraphs(opening, t.words.doesWhat+t.topics(), e.deskText(t)))
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
}

// topics names the sections of the town's catalogue.
func (t *talk) topics() string {
	var names []string
	for _, s := range t.turn.Town.Sections {
		names = append(names, escape(t.words.section(strings.ToLower(s.Name))))
	}
	if len(names) == 0 {
		return ""
	}
	return t.words.topics(strings.Join(names, "; "))
}
