package bot

import (
	"slices"

	"example.org/caterina"
)

// officeAsked finds the office that a question names, when the question is about
// the office itself: where it is, when it opens, how to reach it.
func (e *Engine) officeAsked(t *talk, n need) (caterina.Office, bool) {
	if !wantsOffice(n.wants) || len(n.subject) == 0 {
		return caterina.Office{}, false
	}
	for _, o := range e.knowledge.Offices(t.turn.Town.ID) {
		if namesOffice(n.subject, o) {
			return o, true
		}
	}
	return caterina.Office{}, false
}

// wantsOffice says whether the first thing asked is something that an office
// knows of itself.
func wantsOffice(wants []asked) bool {
	return len(wants) > 0 && (wants[0].topic == string(caterina.FieldOffices) || wants[0].topic == string(caterina.FieldContacts))
}

// namesOffice says whether the words of a question are an office's name, whole
// or shortened, and nothing else.
func namesOffice(subject []string, o caterina.Office) bool {
	name := map[string]bool{}
	for _, tok := range tokenize(o.Name) {
		name[tok.canon] = true
	}
	distinct := 0
	for _, word := range subject {
		if !name[single(word)] {
			return false
		}
		if !officeWord(word) {
			distinct++
		}
	}
	return distinct > 0
}

// officeWord says whether many offices have the word in their name.
func officeWord(word string) bool {
	return slices.Contains([]string{"ufficio", "uffici", "sportello", "sportelli", "servizio", "servizi", "centro", "comune", "office", "desk"}, word)
}

// sayOffice answers with an office. The card that stands for it, if there is
// one, is cited.
func (e *Engine) sayOffice(t *talk, o caterina.Office, field caterina.Field) {
	text := t.officeText(&o)
	t.reply.Message.Field = field
	t.reply.Trace.Confidence = 1
	if c, ok := e.cardOfOffice(t, o.Slug); ok {
		t.cite(e.citation(t, c, field))
		t.reply.Message.Card = c.card.Slug
		text = paragraphs(text, e.sourceText(t, c))
		t.offer(t.nextSteps(c, []caterina.Field{caterina.FieldOffices, caterina.FieldContacts})...)
	}
	t.say(caterina.OutcomeAnswer, "office", text)
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
}

// cardOfOffice finds the card that stands for an office: the one of its slug, or
// one of the first found that names it.
func (e *Engine) cardOfOffice(t *talk, slug string) (shown, bool) {
	if c, ok := e.card(t, slug); ok {
		return c, true
	}
	for _, h := range t.reply.Trace.Ranking[:min(len(t.reply.Trace.Ranking), maxChoices)] {
		if c, ok := e.card(t, h.Card); ok && !c.expired && slices.Contains(c.card.Offices, slug) {
			return c, true
		}
	}
	return shown{}, false
}

// sayDesk answers questions like "when do you open?", which name nothing: they
// are about the desk itself.
func (e *Engine) sayDesk(t *talk, wants []asked) bool {
	if !wantsOffice(wants) {
		return false
	}
	desk, ok := e.desk(t.turn.Town)
	if !ok {
		return false
	}
	e.sayOffice(t, desk, caterina.Field(wants[0].topic))
	return true
}
