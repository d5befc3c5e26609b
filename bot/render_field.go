package bot

import (
	"slices"
	"strings"
	"unicode"

	"example.org/caterina"
)

// shortLimit is how many characters of a long field the card in short shows.
const shortLimit = 450

// shownInShort returns the fields that the card in short shows whole.
func (t *talk) shownInShort(c shown) []caterina.Field {
	seen := []caterina.Field{caterina.FieldSummary}
	for _, f := range shortFields(c.card) {
		if text := t.shortField(c, f); text != "" && firstBlocks(text, shortLimit) == text {
			seen = append(seen, f)
		}
	}
	return seen
}

// shortFields are the fields that the card in short shows beside the summary,
// whole or in part.
func shortFields(c *caterina.Card) []caterina.Field {
	switch c.Kind {
	case caterina.KindBonus:
		return []caterina.Field{caterina.FieldRecipients, caterina.FieldAmount}
	case caterina.KindService:
		return []caterina.Field{caterina.FieldRecipients, caterina.FieldAccess}
	case caterina.KindOffice, caterina.KindNotice, caterina.KindGuide:
	}
	return []caterina.Field{caterina.FieldDescription}
}

// shortText writes the card in short: what it is, who can have it, and how much
// or how.
func (t *talk) shortText(c shown) string {
	summary := t.cardText(c, caterina.FieldSummary)
	parts := []string{summary}
	for _, f := range shortFields(c.card) {
		if !hasField(c, f) {
			continue
		}
		text := firstBlocks(t.shortField(c, f), shortLimit)
		if text == "" || text == summary {
			continue
		}
		if f == caterina.FieldDescription {
			parts = append(parts, text)
			continue
		}
		parts = append(parts, "**"+t.words.fieldHead[f]+"**", text)
	}
	return paragraphs(parts...)
}

// shortField returns a field's text for the card in short, in the citizen's
// language where there is a translation.
func (t *talk) shortField(c shown, f caterina.Field) string {
	if t.words.lang != langIT {
		if own := translated(c.card.Translations[t.words.lang], f); own != "" {
			return t.harmless(c, own)
		}
		if f != caterina.FieldAmount {
			return ""
		}
	}
	return t.cardText(c, f)
}

// fieldText writes one field plainly. A field the card lacks is said to be
// missing, with those who know; nothing is filled in.
func (e *Engine) fieldText(t *talk, c shown, f caterina.Field) string {
	if c.expired && isFigure(f) {
		return e.askOffice(t, c)
	}
	switch f {
	case caterina.FieldOffices:
		return e.officesText(t, c)
	case caterina.FieldContacts:
		return e.contactsText(t, c)
	case caterina.FieldForms:
		return e.linksText(t, c)
	case caterina.FieldRecipients:
		return e.recipientsText(t, c)
	case caterina.FieldSummary:
		return t.shortText(c)
	case caterina.FieldAccess:
		return e.accessText(t, c)
	default:
		return e.plainText(t, c, f)
	}
}

// isFigure says whether a field is made of amounts or terms, which a card that
// does not hold today cannot give.
func isFigure(f caterina.Field) bool {
	return f == caterina.FieldAmount || f == caterina.FieldDeadlines || f == caterina.FieldCost
}

// plainText writes a field that is one text of the card. What it is falls back
// to the summary; terms, to the window, whose line says them.
func (e *Engine) plainText(t *talk, c shown, f caterina.Field) string {
	text := t.cardText(c, f)
	if text == "" && f == caterina.FieldDescription {
		text = t.cardText(c, caterina.FieldSummary)
	}
	if text == "" && f == caterina.FieldDeadlines && c.card.WindowOn(t.day) != caterina.WindowNone {
		return ""
	}
	if text == "" {
		return e.missing(t, c, f)
	}
	return text
}

// missing says that the card lacks a field, and who may know.
func (e *Engine) missing(t *talk, c shown, f caterina.Field) string {
	if f == caterina.FieldCost && c.card.Kind == caterina.KindBonus {
		if !hasField(c, caterina.FieldAmount) {
			return t.words.bonusNoCost
		}
		return paragraphs(t.words.bonusNoCost, "**"+t.words.fieldHead[caterina.FieldAmount]+"**", t.cardText(c, caterina.FieldAmount))
	}
	return paragraphs(t.words.fieldNone[f], e.askOffice(t, c))
}

// askOffice gives the contacts of the card's offices, else of the desk.
func (e *Engine) askOffice(t *talk, c shown) string {
	if t.flow != nil && t.flow.begun {
		return t.flow.askThere(e.askedOffice(t, c)) // short, within a dialogue
	}
	if offices := e.officesOf(t.turn.Town.ID, c.card); len(offices) > 0 {
		lines, reached := []string{t.words.askThem}, false
		var names, before []string
		for i := range offices {
			o := &offices[i]
			contacts := t.officeContacts(o)
			reached = reached || len(contacts) > 0
			if len(contacts) == 0 {
				contacts = t.officePlace(o)
			}
			if i > 0 && !slices.Equal(contacts, before) {
				lines, names = append(lines, paragraphs(strings.Join(names, "\n\n"), bullets(before))), nil
			}
			names, before = append(names, "**"+escape(o.Name)+"**"), contacts
		}
		lines = append(lines, paragraphs(strings.Join(names, "\n\n"), bullets(before)))
		if desk, ok := e.desk(t.turn.Town); ok && !reached && !slices.Contains(c.card.Offices, desk.Slug) {
			lines = append(lines, paragraphs("**"+escape(desk.Name)+"**", bullets(t.officeContacts(&desk))))
		}
		return paragraphs(lines...)
	}
	if lines := t.contactLines(c.card.Contacts); len(lines) > 0 {
		return paragraphs(t.words.askThem, bullets(lines))
	}
	return paragraphs(t.words.askThem, e.deskText(t))
}

func (e *Engine) recipientsText(t *talk, c shown) string {
	text := t.cardText(c, caterina.FieldRecipients)
	isee := t.iseeText(c)
	if text == "" && isee == "" {
		return e.missing(t, c, caterina.FieldRecipients)
	}
	if strings.Contains(text, "ISEE") {
		isee = "" // the text says it, in its own way
	}
	return paragraphs(text, isee, t.words.checkFirst)
}

// iseeText writes the card's ISEE threshold.
func (t *talk) iseeText(c shown) string {
	if c.expired || c.card.ISEE == nil || c.card.ISEE.Max <= 0 {
		return ""
	}
	return t.words.iseeUpTo(escape(c.card.ISEE.Kind), amount(c.card.ISEE.Max))
}

func (e *Engine) accessText(t *talk, c shown) string {
	text := t.cardText(c, caterina.FieldAccess)
	if text == "" {
		text = t.cardText(c, caterina.FieldInformation)
	}
	if text == "" && len(c.card.Forms) == 0 {
		return e.missing(t, c, caterina.FieldAccess)
	}
	return paragraphs(text, linkList(c.card.Forms))
}

func (e *Engine) linksText(t *talk, c shown) string {
	if links := linkList(c.card.Forms); links != "" {
		return links
	}
	return paragraphs(t.words.fieldNone[caterina.FieldForms], linkList(c.card.Links), e.askOffice(t, c))
}

func linkList(links []caterina.Link) string {
	var lines []string
	for _, l := range links {
		lines = append(lines, link(l.Label, l.URL))
	}
	return bullets(lines)
}

func (e *Engine) officesText(t *talk, c shown) string {
	offices := e.officesOf(t.turn.Town.ID, c.card)
	var blocks []string
	for i := range offices {
		o := &offices[i]
		blocks = append(blocks, e.officeDetail(t, o, len(offices) == 1 && o.Name == t.title(c.card)))
	}
	if len(blocks) > 0 {
		return paragraphs(blocks...)
	}
	if lines := t.contactLines(c.card.Contacts); len(lines) > 0 {
		return paragraphs(t.words.fieldNone[caterina.FieldOffices], t.words.askThem, bullets(lines))
	}
	return paragraphs(t.words.fieldNone[caterina.FieldOffices], t.shortAccess(c), t.words.askThem, e.deskText(t))
}

// shortAccess tells how the service is had, where there is no office to go to.
func (t *talk) shortAccess(c shown) string {
	return firstBlocks(t.shortField(c, caterina.FieldAccess), shortLimit)
}

func (e *Engine) contactsText(t *talk, c shown) string {
	lines := t.contactLines(c.card.Contacts)
	offices := e.officesOf(t.turn.Town.ID, c.card)
	blocks := []string{bullets(lines)}
	for i := range offices {
		if own := t.officeContacts(&offices[i]); len(own) > 0 {
			blocks = append(blocks, paragraphs("**"+escape(offices[i].Name)+"**", bullets(append(own, t.nowLine(&offices[i])))))
		}
	}
	if text := paragraphs(blocks...); text != "" {
		return text
	}
	return paragraphs(t.words.fieldNone[caterina.FieldContacts], t.words.askThem, e.deskText(t))
}

// contactLines writes the contacts a card gives of its own.
func (t *talk) contactLines(c *caterina.Contacts) []string {
	if c == nil {
		return nil
	}
	var lines []string
	if len(c.Phones) > 0 {
		lines = append(lines, t.words.phone+": "+each(c.Phones, telLink))
	}
	if len(c.Emails) > 0 {
		lines = append(lines, t.words.email+": "+each(c.Emails, mailLink))
	}
	if len(c.PEC) > 0 {
		lines = append(lines, t.words.pec+": "+each(c.PEC, mailLink))
	}
	if c.URL != "" {
		lines = append(lines, t.words.web+": "+link(c.URL, c.URL))
	}
	return lines
}

// firstBlocks returns the first blocks of a Markdown text, up to about limit
// characters but at least one block. A list is kept with the line above it.
func firstBlocks(md string, limit int) string {
	var kept []string
	size := 0
	for block := range strings.SplitSeq(strings.TrimSpace(md), "\n\n") {
		if len(kept) > 0 && size+len(block) > limit && !strings.HasSuffix(kept[len(kept)-1], ":") {
			break
		}
		kept = append(kept, block)
		size += len(block)
	}
	return strings.Join(kept, "\n\n")
}

// withoutFigures drops every sentence and list item that holds a digit, a
// currency or a term, so that nothing of the past passes for today's.
func withoutFigures(md string) string {
	var lines []string
	for line := range strings.Lines(md) {
		indent := line[:len(line)-len(strings.TrimLeft(line, " -*"))]
		var kept []string
		for _, s := range splitSentences(strings.TrimSpace(strings.TrimPrefix(line, indent))) {
			if !hasFigure(s) {
				kept = append(kept, s)
			}
		}
		if len(kept) > 0 || strings.TrimSpace(line) == "" {
			lines = append(lines, indent+strings.Join(kept, " "))
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// hasFigure says whether a sentence speaks of money, numbers or terms.
func hasFigure(sentence string) bool {
	if strings.ContainsFunc(sentence, unicode.IsDigit) || strings.ContainsAny(sentence, "€%") {
		return true
	}
	for _, t := range tokenize(sentence) {
		switch t.word {
		case "euro", "cento", "mila", "entro", "scade", "scadenza", "scadono", "termine", "fino", "deadline", "until",
			"within", "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre",
			"ottobre", "novembre", "dicembre", "january", "february", "march", "april", "june", "july",
			"august", "september", "october", "november", "december":
			return true
		}
	}
	return false
}

// splitSentences cuts a line after each full stop, question or exclamation mark
// that ends a sentence.
func splitSentences(line string) []string {
	var all []string
	start := 0
	runes := []rune(line)
	for i, r := range runes {
		if (r == '.' || r == '!' || r == '?') && (i+1 == len(runes) || unicode.IsSpace(runes[i+1])) {
			all = append(all, strings.TrimSpace(string(runes[start:i+1])))
			start = i + 1
		}
	}
	if rest := strings.TrimSpace(string(runes[start:])); rest != "" {
		all = append(all, rest)
	}
	return all
}
