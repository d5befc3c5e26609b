package bot

import (
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// officeAsked finds the office that a question names, when the question is about
// the office itself: where it is, when it opens, how to reach it.
func (e *Engine) officeAsked(t *talk, n need) (caterina.Office, bool) {
	_, day := dayAskedIn(n.tokens, t.day) // "anagrafe sabato"
	if !wantsOffice(n.wants) && (len(n.wants) > 0 || !day) || len(n.subject) == 0 {
		return caterina.Office{}, false
	}
	subject := slices.DeleteFunc(slices.Clone(n.subject), func(word string) bool { return day && monthOf(word) > 0 })
	var fit []caterina.Office
	for _, o := range e.knowledge.Offices(t.turn.Town.ID) {
		if namesOffice(subject, o) {
			fit = append(fit, o)
		}
	}
	if len(fit) == 0 {
		return caterina.Office{}, false
	}
	if i := slices.IndexFunc(fit, func(o caterina.Office) bool { return o.Slug == t.turn.Town.Desk }); i >= 0 {
		return fit[i], true // of several called so, the one that helps with everything
	}
	if i := slices.IndexFunc(fit, func(o caterina.Office) bool { return hasNumberOf(o, n.tokens) }); i >= 0 {
		return fit[i], true
	}
	return fit[0], true
}

// hasNumberOf says whether an office is called by a number that words say, as offices
// count: "municipio 3" is the Municipio III.
func hasNumberOf(o caterina.Office, tokens []token) bool {
	roman := []string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"}
	for _, tok := range tokens {
		if i := slices.Index(roman, tok.word); i > 1 && slices.ContainsFunc(tokenize(o.Name), func(t token) bool { return t.word == tok.word }) {
			return true
		}
		if n, err := strconv.Atoi(tok.word); err == nil && n > 0 && n < len(roman) &&
			slices.ContainsFunc(tokenize(o.Name), func(t token) bool { return t.word == roman[n] || t.word == tok.word }) {
			return true
		}
	}
	return false
}

// wantsOffice says whether the first thing asked is something that an office
// knows of itself.
func wantsOffice(wants []asked) bool {
	return len(wants) > 0 && (wants[0].topic == string(caterina.FieldOffices) || wants[0].topic == string(caterina.FieldContacts))
}

// officeField is what was asked of an office: the first thing, else its hours.
func officeField(wants []asked) caterina.Field {
	if wantsOffice(wants) {
		return caterina.Field(wants[0].topic)
	}
	return caterina.FieldOffices
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
		if !name[single(word)] && !name[officeInItalian(word)] {
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

// officeInItalian returns the Italian for what offices are called in English.
func officeInItalian(word string) string {
	return map[string]string{
		"registry": "anagrafe", "library": "biblioteca", "housing": "casa", "school": "scuola", "family": "famiglia",
		"permits": "permessi", "social": "sociale", "nursery": "nidi", "clinic": "consultorio",
	}[word]
}

// sayOffice answers with an office. The card that stands for it, if there is
// one, is cited; else the office's own record is the source.
func (e *Engine) sayOffice(t *talk, o caterina.Office, field caterina.Field) {
	t.reply.Message.Field = field
	t.reply.Trace.Confidence = 1
	source := t.words.officeSource(escape(o.Name), t.websiteOf(o))
	if c, ok := e.cardOfOffice(t, o); ok {
		t.cite(e.citation(t, c, field))
		t.reply.Message.Card = c.card.Slug
		source = e.sourceText(t, c)
		t.offer(t.nextSteps(c, []caterina.Field{caterina.FieldOffices, caterina.FieldContacts})...)
	}
	t.say(caterina.OutcomeAnswer, "office", paragraphs(e.officeDetail(t, &o, false), source))
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
}

// websiteOf is where the town publishes an office of its own, "" for an office of
// its parent.
func (t *talk) websiteOf(o caterina.Office) string {
	if o.Town != "" && o.Town != t.turn.Town.Slug {
		return ""
	}
	return t.turn.Town.Website
}

// cardOfOffice finds the card that stands for an office: the one of its slug, or
// one of the first found that is about it.
func (e *Engine) cardOfOffice(t *talk, o caterina.Office) (shown, bool) {
	if c, ok := e.card(t, o.Slug); ok && !c.expired {
		return c, true
	}
	for _, h := range t.reply.Trace.Ranking[:min(len(t.reply.Trace.Ranking), maxChoices)] {
		if c, ok := e.card(t, h.Card); ok && !c.expired && standsFor(c.card, o) {
			return c, true
		}
	}
	return shown{}, false
}

// standsFor says whether a card is about an office itself, and not about
// something that one asks for there: it describes an office and is called like it.
func standsFor(c *caterina.Card, o caterina.Office) bool {
	if c.Kind != caterina.KindOffice && c.Kind != caterina.KindGuide || !slices.Contains(c.Offices, o.Slug) {
		return false
	}
	title := labelWords(c.Title)
	return slices.ContainsFunc(tokenize(o.Name), func(tok token) bool {
		return !isStopword(tok.word) && !officeWord(tok.word) && slices.Contains(title, stemOf(tok.canon))
	})
}

// officeSaid finds the office that the bot's last message was about, when no card
// stood for it: its name heads the message.
func (e *Engine) officeSaid(t *talk) (caterina.Office, bool) {
	last := t.last.bot
	if last.Card != "" || last.Outcome != caterina.OutcomeAnswer {
		return caterina.Office{}, false
	}
	for _, o := range e.knowledge.Offices(t.turn.Town.ID) {
		if strings.HasPrefix(last.Text, "**"+escape(o.Name)+"**") {
			return o, true
		}
	}
	return caterina.Office{}, false
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
