package assist

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/figures"
	"example.org/caterina/prompts"
)

// What is proposed for a card.
const (
	wantVariants = 6
	maxVariant   = 200 // characters
	maxKnown     = 40  // questions that the model is shown
)

const (
	saidGone      = "Questa scheda non c'è più: torna all'elenco."
	saidNoVariant = "Il modello non ha proposto domande nuove: riprova, o scrivile tu."
)

// Variants proposes questions with which citizens may ask for a card. have are those that
// there are already, this card's and the others': none of them is proposed, however it
// is written. CodeNotFound for a card that is not there.
func (s *Service) Variants(ctx context.Context, town caterina.Town, slug string, have []string) ([]string, error) {
	m, ok := s.cfg.Engine.Material(s.turn(town), slug, italian)
	card, _, there := s.cfg.Shelf.Card(town.ID, slug)
	if !ok || !there {
		return nil, caterina.Errorf(caterina.CodeNotFound, saidGone)
	}
	var links prompts.Links
	shownCard, _ := shown(&m, &links)
	have = append(slices.Clone(card.Questions), have...)
	ask, err := prompts.Variants(town.ID, prompts.VariantsData{Card: shownCard, Questions: have[:min(len(have), maxKnown)], Want: wantVariants})
	if err != nil {
		return nil, err //nolint:wrapcheck // it says what it was doing
	}
	text, err := s.complete(ctx, ask)
	if err != nil {
		return nil, err
	}
	var got prompts.Questions
	if err := read(text, &got); err != nil {
		return nil, err
	}
	fresh := newQuestions(got.Questions, append(have, card.Title))
	if len(fresh) == 0 {
		return nil, caterina.Errorf(caterina.CodeNotFound, saidNoVariant)
	}
	return fresh, nil
}

// newQuestions are the questions that are none of those there are, each once and without
// personal data.
func newQuestions(proposed, have []string) []string {
	seen := map[string]bool{"": true}
	for _, q := range have {
		seen[bare(q)] = true
	}
	var fresh []string
	for _, q := range proposed {
		q = bot.Mask(strings.Join(strings.Fields(caterina.StripHidden(q)), " "))
		if strings.Contains(q, "LINK_") || len([]rune(q)) > maxVariant || seen[bare(q)] {
			continue
		}
		seen[bare(q)] = true
		fresh = append(fresh, q)
	}
	return fresh[:min(len(fresh), 2*wantVariants)]
}

// bare is a question as it is compared: letters and digits alone.
func bare(question string) string {
	return strings.Join(strings.FieldsFunc(figures.Folded(question), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

// TranslateCard drafts a card's parts in another language, each with the figures of the
// Italian or refused, and the lines for the card's file. CodeNotFound for a card that is
// not there.
func (s *Service) TranslateCard(ctx context.Context, town caterina.Town, slug, lang string) (caterina.CardTranslation, error) {
	card, _, ok := s.cfg.Shelf.Card(town.ID, slug)
	if !ok {
		return caterina.CardTranslation{}, caterina.Errorf(caterina.CodeNotFound, saidGone)
	}
	out := caterina.CardTranslation{Lang: lang, Fields: fieldsOf(&card)}
	same := func(text string) string { return text }
	// The title may have an English name: only what is an office's or another card's stays.
	w := &wording{Service: s, town: town.ID, from: italian, into: lang, keep: s.namesIn(town.ID, out.Fields), hide: same, show: same}
	w.keep = slices.DeleteFunc(w.keep, func(name string) bool { return name == card.Title })
	if err := w.all(ctx, out.Fields); err != nil {
		return caterina.CardTranslation{}, err
	}
	for i := range out.Fields {
		f := &out.Fields[i]
		if f.Name == string(caterina.FieldDocuments) && f.Text != "" && len(items(f.Text)) != len(card.Documents) {
			f.Text, f.Refused = "", saidItems
		}
	}
	out.YAML = yamlOf(&out)
	return out, nil
}

const saidItems = "Traduzione scartata: l'elenco ha più o meno righe dell'originale."

// fieldsOf are the parts of a card that a translation has.
func fieldsOf(c *caterina.Card) []caterina.Translated {
	documents := ""
	if len(c.Documents) > 0 {
		documents = "- " + strings.Join(c.Documents, "\n- ")
	}
	var out []caterina.Translated
	for _, f := range []caterina.Translated{
		{Name: "title", From: c.Title},
		{Name: string(caterina.FieldSummary), From: c.Summary},
		{Name: string(caterina.FieldDescription), From: c.Description},
		{Name: string(caterina.FieldRecipients), From: c.Recipients},
		{Name: string(caterina.FieldAmount), From: c.Amount},
		{Name: string(caterina.FieldAccess), From: c.Access},
		{Name: string(caterina.FieldDocuments), From: documents},
		{Name: string(caterina.FieldCost), From: c.Cost},
		{Name: string(caterina.FieldDeadlines), From: c.Deadlines},
	} {
		if f.From = strings.TrimSpace(f.From); f.From != "" {
			out = append(out, f)
		}
	}
	return out
}

// items are the lines of a list.
func items(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "-*• ")); line != "" {
			all = append(all, line)
		}
	}
	return all
}

// yamlOf writes a translation as a card's file has it, "" when nothing is left of it.
// Texts are literal blocks: nothing in them has a meaning for YAML.
func yamlOf(t *caterina.CardTranslation) string {
	var b strings.Builder
	for _, f := range t.Fields {
		switch {
		case f.Text == "":
		case f.Name == string(caterina.FieldDocuments):
			b.WriteString("    " + f.Name + ":\n")
			for _, item := range items(f.Text) {
				block(&b, "      - ", item, "        ")
			}
		default:
			block(&b, "    "+f.Name+": ", f.Text, "      ")
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "translations:\n  " + t.Lang + ":\n" + b.String()
}

// block writes a text as a literal block.
func block(b *strings.Builder, head, text, indent string) {
	b.WriteString(head + "|-\n")
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line = strings.TrimRightFunc(strings.Map(printable, line), unicode.IsSpace)
		if line == "" {
			b.WriteString("\n")
			continue
		}
		b.WriteString(indent + line + "\n")
	}
}

// printable leaves out what YAML takes in no text.
func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\t' || r == '\ufeff' || r == unicode.ReplacementChar {
		return -1
	}
	return r
}
