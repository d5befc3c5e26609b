package bot

import (
	"slices"
	"strings"

	"example.org/caterina"
)

// shown is a card as this citizen gets to see it.
type shown struct {
	card    *caterina.Card
	owner   string // slug of the town that owns it
	expired bool   // its content does not hold today
}

// part is one piece of an answer, about one card.
type part struct {
	shown
	fields []caterina.Field // the ones rendered, as asked; empty for the card in short
	text   string
	office string // slug of the office that is answered with in place of a card
}

// slug is what the part is about.
func (p *part) slug() string {
	if p.office != "" {
		return "office/" + p.office
	}
	return p.card.Slug
}

// cardPart writes what a card says of the wanted fields, its state and its
// source. Without fields it writes the card in short.
func (e *Engine) cardPart(t *talk, c shown, fields []caterina.Field) part {
	body := e.fieldsText(t, c, fields)
	text := paragraphs(
		"**"+escape(t.title(c.card))+"**",
		t.ageText(c),
		t.note,
		body,
		t.windowText(c, fields),
		t.staleText(c),
		e.sourceText(t, c),
	)
	return part{shown: c, fields: fields, text: text}
}

// fieldsText writes the fields one after the other, with headings when there
// are several.
func (e *Engine) fieldsText(t *talk, c shown, fields []caterina.Field) string {
	if len(fields) == 0 {
		return t.shortText(c)
	}
	var parts []string
	for _, f := range fields {
		text := e.fieldText(t, c, f)
		if len(fields) > 1 {
			text = paragraphs("**"+t.words.fieldHead[f]+"**", text)
		}
		parts = append(parts, text)
	}
	return paragraphs(parts...)
}

// title returns the card's title in the citizen's language.
func (t *talk) title(c *caterina.Card) string {
	if tr, ok := c.Translations[t.words.lang]; ok && tr.Title != "" {
		return tr.Title
	}
	return c.Title
}

// ageText says first that a card is of the past or of the future.
func (t *talk) ageText(c shown) string {
	switch {
	case c.card.Expired(t.day):
		return sentences("**"+t.words.expired(t.words.date(*c.card.Valid.To))+"**", t.words.noFigures)
	case c.card.NotYetValid(t.day):
		return sentences("**"+t.words.notYet(t.words.date(*c.card.Valid.From))+"**", t.words.noFigures)
	}
	return ""
}

// staleText warns when the card should have been checked again.
func (t *talk) staleText(c shown) string {
	if c.card.ReviewBy == nil || !c.card.ReviewBy.Before(t.day) || c.expired {
		return ""
	}
	return t.words.stale(t.words.date(*c.card.ReviewBy))
}

// windowText says whether applications are open, where that matters to what was
// asked. Closed and future windows always matter.
func (t *talk) windowText(c shown, fields []caterina.Field) string {
	w := c.card.Window
	if c.expired || w == nil {
		return ""
	}
	matters := len(fields) == 0 || slices.ContainsFunc(fields, func(f caterina.Field) bool {
		return f == caterina.FieldDeadlines || f == caterina.FieldAccess
	})
	switch c.card.WindowOn(t.day) {
	case caterina.WindowFuture:
		return "**" + t.words.opens(t.words.date(*w.Opens)) + "**"
	case caterina.WindowClosed:
		return "**" + t.words.closed(t.words.date(*w.Closes)) + "**"
	case caterina.WindowOpen:
		if matters && w.Closes != nil {
			return t.words.openUntil(t.words.date(*w.Closes))
		}
		if matters && w.Opens != nil {
			return t.words.openedOn(t.words.date(*w.Opens))
		}
	case caterina.WindowNone:
	}
	return ""
}

// sourceText names the card, its official page and when it was checked.
func (e *Engine) sourceText(t *talk, c shown) string {
	source := link(t.title(c.card), e.cardURL(t.turn.Town, c.card.Slug))
	if c.card.SourceURL != "" {
		source += " (" + link(t.words.officialPage, c.card.SourceURL) + ")"
	}
	if c.card.VerifiedOn == nil {
		return t.words.source(source)
	}
	return t.words.sourceDate(source, t.words.date(*c.card.VerifiedOn))
}

// checked says when a card was checked.
func (t *talk) checked(c *caterina.Card) string {
	if c.VerifiedOn == nil {
		return t.words.unchecked
	}
	return t.words.checked(t.words.date(*c.VerifiedOn))
}

// cardURL is where the card is published, on the site of the citizen's town.
func (e *Engine) cardURL(town caterina.Town, slug string) string {
	return e.publicURL + "/towns/" + town.Slug + "/cards/" + slug
}

// citation names the card behind a part of an answer.
func (e *Engine) citation(t *talk, c shown, field caterina.Field) caterina.Citation {
	return caterina.Citation{
		Card: c.card.Slug, Town: c.owner, Title: t.title(c.card), Field: field,
		URL: e.cardURL(t.turn.Town, c.card.Slug), VerifiedOn: c.card.VerifiedOn,
	}
}

// cardOption offers a card, or a field of it.
func (t *talk) cardOption(c *caterina.Card, field caterina.Field) caterina.Option {
	if field == "" {
		return caterina.Option{ID: choiceCard + c.Slug, Label: t.words.optionCard(t.title(c))}
	}
	return caterina.Option{ID: choiceCard + c.Slug + "/" + string(field), Label: t.words.optionField[field]}
}

// maxSteps is how many next steps an answer offers.
const maxSteps = 4

// nextSteps offers the other fields of the card that are worth a look.
func (t *talk) nextSteps(c shown, seen []caterina.Field) []caterina.Option {
	order := []caterina.Field{
		caterina.FieldAccess, caterina.FieldDocuments, caterina.FieldAmount, caterina.FieldDeadlines, caterina.FieldRecipients,
		caterina.FieldCost, caterina.FieldOffices, caterina.FieldContacts, caterina.FieldForms,
	}
	if c.card.Kind == caterina.KindOffice {
		order = []caterina.Field{caterina.FieldOffices, caterina.FieldContacts, caterina.FieldDescription}
	}
	if len(seen) > 0 {
		order = append(order, caterina.FieldSummary)
	}
	var options []caterina.Option
	for _, f := range order {
		if len(options) == maxSteps {
			break
		}
		if slices.Contains(seen, f) || !hasField(c, f) {
			continue
		}
		options = append(options, t.cardOption(c.card, f))
	}
	return options
}

// hasField says whether the card can tell something of a field today.
func hasField(c shown, f caterina.Field) bool {
	if c.expired && isFigure(f) {
		return false
	}
	switch f {
	case caterina.FieldSummary:
		return true
	case caterina.FieldDocuments:
		return len(c.card.Documents) > 0
	case caterina.FieldOffices:
		return len(c.card.Offices) > 0
	case caterina.FieldContacts:
		return c.card.Contacts != nil
	case caterina.FieldForms:
		return len(c.card.Forms) > 0
	case caterina.FieldDeadlines:
		return c.card.Deadlines != "" || c.card.Window != nil
	default:
		return fieldMarkdown(c.card, f) != ""
	}
}

// fieldMarkdown returns the Italian text of a field that is one Markdown text.
func fieldMarkdown(c *caterina.Card, f caterina.Field) string {
	switch f {
	case caterina.FieldSummary:
		return c.Summary
	case caterina.FieldDescription:
		return c.Description
	case caterina.FieldRecipients:
		return c.Recipients
	case caterina.FieldAmount:
		return c.Amount
	case caterina.FieldInformation:
		return c.Information
	case caterina.FieldAccess:
		return c.Access
	case caterina.FieldResult:
		return c.Result
	case caterina.FieldCost:
		return c.Cost
	case caterina.FieldDeadlines:
		return c.Deadlines
	case caterina.FieldSpecial:
		return c.SpecialCases
	case caterina.FieldMore:
		return c.More
	case caterina.FieldDocuments:
		return bullets(c.Documents)
	default:
		return ""
	}
}

// translated returns the text of a field in another language, if there is one.
func translated(tr caterina.Translation, f caterina.Field) string {
	switch f {
	case caterina.FieldSummary:
		return tr.Summary
	case caterina.FieldDescription:
		return tr.Description
	case caterina.FieldRecipients:
		return tr.Recipients
	case caterina.FieldAmount:
		return tr.Amount
	case caterina.FieldAccess:
		return tr.Access
	case caterina.FieldDocuments:
		return bullets(tr.Documents)
	case caterina.FieldCost:
		return tr.Cost
	case caterina.FieldDeadlines:
		return tr.Deadlines
	default:
		return ""
	}
}

// cardText returns a field's text in the citizen's language. Where only the
// Italian one exists, it says so to the citizen first.
func (t *talk) cardText(c shown, f caterina.Field) string {
	text := fieldMarkdown(c.card, f)
	if tr, ok := c.card.Translations[t.words.lang]; ok {
		if own := translated(tr, f); own != "" {
			return t.harmless(c, own)
		}
	}
	text = t.harmless(c, text)
	if text == "" || t.words.inItalian == "" || t.worded {
		return text
	}
	return t.words.inItalian + " \n\n" + text
}

// harmless leaves out of an expired card every sentence that could pass for an
// amount or a date of today.
func (t *talk) harmless(c shown, text string) string {
	text = strings.TrimSpace(text)
	if !c.expired || text == "" {
		return text
	}
	return withoutFigures(text)
}
