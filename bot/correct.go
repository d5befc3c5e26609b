package bot

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// stepCorrection hears "no, intendevo la tari": what follows is a subject of its
// own, whatever was said before.
func (e *Engine) stepCorrection(_ context.Context, t *talk) (bool, error) {
	for _, f := range e.talk.read(t.tokens).find() {
		t.sorry = t.sorry || f.topic == "sorrow"
		if f.topic != "meant" || f.span.start > 0 || f.span.end == len(t.tokens) {
			continue
		}
		t.tokens = t.tokens[f.span.end:]
		t.text, t.whole, t.corrected = wordsOf(t.tokens), nil, true
		break
	}
	return false, nil
}

// maxItems is how many items of a card are offered to choose from.
const maxItems = 5

// choosing answers "which one is best for me?": Caterina does not know, and says
// so, with what there is to read.
func (e *Engine) choosing(ctx context.Context, t *talk, found []finding) (bool, error) {
	last := t.last.bot
	if !slices.ContainsFunc(found, func(f finding) bool { return f.topic == "choose" }) || last.Outcome == caterina.OutcomeHandoff {
		return false, nil
	}
	options := slices.DeleteFunc(slices.Clone(last.Options), func(o caterina.Option) bool {
		rest, isCard := strings.CutPrefix(o.ID, choiceCard)
		return !isCard || strings.Contains(rest, "/") && last.Outcome != caterina.OutcomeClarify
	})
	if c, ok := e.card(t, last.Card); ok && len(options) < 2 {
		items, err := e.items(ctx, t, c)
		if err != nil {
			return false, err
		}
		options = items
	}
	if last.Card == "" && len(options) == 0 {
		return false, nil
	}
	text := t.words.cannotChoose
	if len(options) > 1 {
		var lines []string
		for i, o := range options {
			lines = append(lines, strconv.Itoa(i+1)+". "+escape(strings.TrimPrefix(o.Label, t.words.optionCard(""))))
		}
		text = paragraphs(text, t.words.chooseFrom, strings.Join(lines, "\n"))
	}
	t.say(caterina.OutcomeClarify, "followup/choose", text)
	t.offer(options...)
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
	t.reply.Message.Card = last.Card
	return true, nil
}

// bold finds what a card's text names in bold, such as the aids that a guide lists.
var bold = regexp.MustCompile(`\*\*([^*]+)\*\*`)

// items are the cards that a card names in bold.
func (e *Engine) items(ctx context.Context, t *talk, c shown) ([]caterina.Option, error) {
	var options []caterina.Option
	for _, m := range bold.FindAllStringSubmatch(c.card.Description+"\n"+c.card.Access, -1) {
		r, err := e.search(ctx, t, m[1])
		if err != nil {
			return nil, err
		}
		if r.Verdict != caterina.VerdictClear || len(r.Hits) == 0 || r.Hits[0].Card.Slug == c.card.Slug || r.Hits[0].Expired || len(options) == maxItems {
			continue
		}
		if o := t.cardOption(r.Hits[0].Card, ""); !hasOption(options, o.ID) {
			options = append(options, o)
		}
	}
	return options, nil
}
