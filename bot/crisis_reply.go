package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// stepCrisis answers danger with fixed words and numbers, before anything else
// is looked at. A question about services for people in danger goes on to be
// answered, with the numbers above the answer.
func (e *Engine) stepCrisis(ctx context.Context, t *talk) (bool, error) {
	a := e.recognise(t.tokens)
	if !a.isCrisis() {
		return false, nil
	}
	t.reply.Effects = append(t.reply.Effects, caterina.FlagCrisis{Category: a.categories[0]})
	t.useLanguage(e.languages.turned(t.turn.Lang, t.text, t.tokens))
	if a.service {
		t.lead = e.crisisNumbers(t, a.categories[:1])
		t.alarm = a
		return false, nil
	}
	e.sayCrisis(ctx, t, a)
	return true, nil
}

// sayCrisis says the numbers first, and calls a person where one can be waited
// for.
func (e *Engine) sayCrisis(ctx context.Context, t *talk, a alarm) {
	e.callPeople(ctx, t, a.categories[0])
	t.say(caterina.OutcomeCrisis, "crisis/"+a.rule, e.crisisText(t, a))
	if !t.called {
		t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
	}
	t.reply.Trace.Confidence = 1
}

// crisisText is what is said to somebody in danger: words for the first
// category, the numbers for all of them, and a person. It never asks why.
func (e *Engine) crisisText(t *talk, a alarm) string {
	after := t.words.after
	if t.called {
		after = ""
	}
	text := paragraphs(t.words.crisis[a.categories[0]], e.crisisNumbers(t, a.categories), e.crisisDesk(t, a), after)
	if !a.foreign {
		return text
	}
	// Neither language may be the citizen's: say it in both.
	other := *t
	other.words = english()
	if t.words.lang == langEN {
		other.words = italian()
	}
	return paragraphs(text, other.words.crisis[a.categories[0]], e.crisisNumbers(&other, a.categories))
}

// crisisNumbers lists the numbers to call, the town's own where it has any.
func (e *Engine) crisisNumbers(t *talk, categories []string) string {
	var lines, seen []string
	for _, category := range categories {
		numbers := emergencyNumbers(t.turn.Town.EmergencyNumbers, category)
		if !slices.ContainsFunc(numbers, func(n caterina.EmergencyNumber) bool { return n.Number != "112" }) {
			numbers = append(numbers, emergencyNumbers(defaultNumbers(), category)...)
		}
		for _, n := range numbers {
			if n.Number == "112" || slices.Contains(seen, n.Number) {
				continue
			}
			seen = append(seen, n.Number)
			lines = append(lines, t.numberLine(n))
		}
	}
	return paragraphs(t.words.danger, bullets(lines))
}

// numberLine writes one number with what it helps with and its hours.
func (t *talk) numberLine(n caterina.EmergencyNumber) string {
	purpose := n.For
	if t.words.lang == langEN && n.ForEN != "" {
		purpose = n.ForEN
	}
	line := telLink(n.Number)
	if purpose != "" {
		line += ": " + escape(purpose)
	}
	if n.Hours != "" && t.words.lang == langIT {
		line += " (" + escape(n.Hours) + ")"
	}
	return line
}

// crisisDesk adds the town's desk where the help needed is a bed or a meal.
func (e *Engine) crisisDesk(t *talk, a alarm) string {
	if !a.has(crisisShelter) && !a.has(crisisHunger) {
		return ""
	}
	if desk, ok := e.desk(t.turn.Town); ok {
		return t.officeText(&desk)
	}
	return ""
}

// emergencyNumbers returns the numbers for a category; those without any
// category are for all of them.
func emergencyNumbers(all []caterina.EmergencyNumber, category string) []caterina.EmergencyNumber {
	var fit []caterina.EmergencyNumber
	for _, n := range all {
		if strings.TrimSpace(n.Number) != "" && (len(n.Crises) == 0 || slices.Contains(n.Crises, category)) {
			fit = append(fit, n)
		}
	}
	return fit
}

// defaultNumbers are the national numbers, for towns whose file names none.
// Checked on 22 November 2026; all of them answer day and night, except
// Telefono Amico.
func defaultNumbers() []caterina.EmergencyNumber {
	return []caterina.EmergencyNumber{
		{Number: "112", For: "qualsiasi emergenza", ForEN: "any emergency"},
		{Number: "118", For: "emergenza medica, dove il 112 non risponde ancora", ForEN: "medical emergency, where 112 does not answer yet", Crises: []string{crisisMedical}},
		{Number: "1522", For: "violenza e stalking, gratis e anonimo, in 11 lingue", ForEN: "violence and stalking, free and anonymous, in 11 languages", Crises: []string{crisisViolence}},
		{Number: "114", For: "bambini e ragazzi in pericolo", ForEN: "children in danger", Crises: []string{crisisChild}},
		{Number: "19696", For: "Telefono Azzurro, ascolto di bambini e ragazzi", ForEN: "Telefono Azzurro, a listening line for children and teenagers", Crises: []string{crisisChild}},
		{Number: "116000", For: "bambini scomparsi", ForEN: "missing children", Crises: []string{crisisChild}},
		{Number: "800 290 290", For: "persone vittime di tratta e sfruttamento", ForEN: "victims of trafficking and exploitation", Crises: []string{crisisViolence}},
		{Number: "02 2327 2327", For: "Telefono Amico, ascolto per chi sta male", ForEN: "Telefono Amico, someone to talk to (in Italian)", Hours: "ogni giorno dalle 10 alle 24", Crises: []string{crisisSuicide}},
	}
}
