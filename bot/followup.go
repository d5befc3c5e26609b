package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// stepFollowUp answers messages that only make sense after the last one: a
// choice among what was offered, a yes or a no, a question without a subject.
func (e *Engine) stepFollowUp(ctx context.Context, t *talk) (bool, error) {
	if t.last == nil || t.lead != "" {
		return false, nil
	}
	if err := e.recallTold(ctx, t); err != nil {
		return false, err
	}
	if err := e.recall(ctx, t); err != nil {
		return false, err
	}
	found := e.talk.read(withoutLead(t.tokens)).find()
	if e.pick(t, found) {
		return true, nil
	}
	found = e.talk.read(t.tokens).find()
	if e.shortReply(t, found) {
		return true, nil
	}
	if t.corrected {
		return false, nil
	}
	if done, err := e.choosing(ctx, t, found); done || err != nil {
		return done, err
	}
	return e.referring(ctx, t, found)
}

// withoutLead drops what people put before a choice: "ok, il secondo".
func withoutLead(tokens []token) []token {
	for len(tokens) > 1 && slices.Contains([]string{"ok", "okay", "allora", "bene", "va", "dai", "perfetto", "grazie", "well", "then", "so"}, tokens[0].word) {
		tokens = tokens[1:]
	}
	return tokens
}

// pick chooses among the last options by number, by place or by name.
func (e *Engine) pick(t *talk, found []finding) bool {
	options := t.last.bot.Options
	if len(options) == 0 {
		return false
	}
	if i, ok := ordinal(found, len(options)); ok {
		if i >= len(options) {
			e.chooseAgain(t)
			return true
		}
		e.choose(t, options[i].ID)
		return true
	}
	if i, ok := labelled(t.tokens, options, t.last.bot.Outcome == caterina.OutcomeClarify); ok {
		e.choose(t, options[i].ID)
		return true
	}
	return false
}

// ordinal returns the place that a message like "la seconda" names.
func ordinal(found []finding, n int) (at int, ok bool) {
	for _, f := range found { // the last one counts: "the second one"
		place, is := strings.CutPrefix(f.topic, "ordinal")
		switch {
		case !is:
		case place == "last":
			at, ok = n-1, true
		default:
			at, ok = int(place[0]-'1'), true
		}
	}
	return at, ok
}

// labelled returns the option whose label the message repeats, in whole or in
// words that no other option has.
func labelled(tokens []token, options []caterina.Option, loose bool) (int, bool) {
	said := map[string]bool{}
	for _, tok := range tokens {
		if !isStopword(tok.word) {
			said[stemOf(tok.canon)] = true
		}
	}
	if len(said) == 0 {
		return 0, false
	}
	best, second, at := 0, 0, -1
	for i, o := range options {
		words := labelWords(o.Label)
		hits := 0
		for w := range said {
			if slices.Contains(words, w) {
				hits++
			}
		}
		if hits < len(said) && (!loose || hits*2 < len(said)) || !loose && hits < len(words) {
			continue
		}
		if hits > best {
			best, second, at = hits, best, i
		} else {
			second = max(second, hits)
		}
	}
	return at, at >= 0 && best > second
}

// labelWords returns the stems of a label's words of substance.
func labelWords(label string) []string {
	var words []string
	for _, tok := range tokenize(label) {
		if !isStopword(tok.word) && tok.word != "vedi" && tok.word != "see" && tok.word != "apri" {
			words = append(words, stemOf(tok.canon))
		}
	}
	return words
}

// chooseAgain asks for a choice that exists.
func (e *Engine) chooseAgain(t *talk) {
	t.say(caterina.OutcomeClarify, "followup/again", paragraphs(t.words.chooseAgain, optionList(t.last.bot.Options)))
	t.offer(t.last.bot.Options...)
	t.reply.Message.Card = t.last.bot.Card
}

func optionList(options []caterina.Option) string {
	lines := make([]string, 0, len(options))
	for _, o := range options {
		lines = append(lines, escape(o.Label))
	}
	return bullets(lines)
}

// shortReply answers a yes, a no and an "anything else?" after the last
// message.
func (e *Engine) shortReply(t *talk, found []finding) bool {
	last := t.last.bot
	is := func(topic string) bool {
		return slices.ContainsFunc(found, func(f finding) bool { return f.topic == topic })
	}
	switch {
	case is("no"):
		if last.Outcome == caterina.OutcomeClarify {
			e.choose(t, choiceNone)
		} else {
			t.say(caterina.OutcomeSmalltalk, "followup/no", t.words.noProblem)
		}
	case is("yes"):
		e.sayYes(t)
	case is("more"):
		return e.sayMore(t)
	case last.Outcome == caterina.OutcomeHandoff && t.wish(e.asides) == choiceAssistant:
		e.choose(t, choiceAssistant)
	default:
		return false
	}
	return true
}

// sayYes takes a yes for the one thing it can mean, else asks which.
func (e *Engine) sayYes(t *talk) {
	last := t.last.bot
	cards := slices.DeleteFunc(slices.Clone(last.Options), func(o caterina.Option) bool { return !strings.HasPrefix(o.ID, choiceCard) })
	switch {
	case last.Outcome == caterina.OutcomeCrisis || len(last.Options) == 1:
		e.choose(t, last.Options[0].ID)
	case last.Outcome == caterina.OutcomeClarify && len(cards) == 1: // "is it this one?"
		e.choose(t, cards[0].ID)
	case len(cards) == 0 && last.Outcome != caterina.OutcomeHandoff:
		text := t.words.yesWhat
		if len(last.Options) == 0 {
			text = t.words.yesOpen
		}
		t.say(caterina.OutcomeSmalltalk, "followup/yes", text)
		t.offer(last.Options...)
	default:
		t.say(caterina.OutcomeClarify, "followup/which", paragraphs(t.words.stillOptions, optionList(last.Options)))
		t.offer(last.Options...)
		t.reply.Message.Card = last.Card
	}
}

// sayMore offers what the last card has beside what was shown.
func (e *Engine) sayMore(t *talk) bool {
	c, ok := e.card(t, t.last.bot.Card)
	if !ok {
		return false
	}
	var seen []caterina.Field
	for _, cited := range t.last.bot.Citations {
		seen = append(seen, cited.Field)
	}
	steps := t.nextSteps(c, append(seen, caterina.FieldSummary))
	if len(steps) == 0 {
		t.say(caterina.OutcomeSmalltalk, "followup/all-said", t.words.noMore)
		return true
	}
	t.say(caterina.OutcomeClarify, "followup/more", paragraphs(t.words.stillOptions, optionList(steps)))
	t.offer(steps...)
	t.reply.Message.Card = c.card.Slug
	return true
}

// referring answers a question that leans on the last card: one without a
// subject ("e quanto costa?"), or whose subject the card speaks of and no other
// card answers better.
func (e *Engine) referring(ctx context.Context, t *talk, found []finding) (bool, error) {
	c, ok := e.card(t, t.last.bot.Card)
	switch {
	case slices.ContainsFunc(found, func(f finding) bool { return f.topic == "person" }):
		return false, nil
	case !ok:
		return t.last.bot.Outcome == caterina.OutcomeClarify && e.narrowing(t) || e.aboutOffice(t), nil
	}
	n := e.whole(t)
	n.wants = slices.DeleteFunc(slices.Clone(n.wants), func(a asked) bool { return a.sure < askedAgain })
	if rest, m := withoutMeans(n); len(rest) > 0 && !m.needed && len(e.newNeed("", rest).subject) == 0 {
		t.rank(ranked(c, caterina.Ranking{Confidence: 1}))
		e.sayMeans(t, c, m, c.card)
		return true, nil
	}
	if len(n.subject) == 0 {
		return e.answerAbout(t, c, n, found), nil
	}
	if len(n.wants) == 0 && !refers(found) {
		return false, nil
	}
	alone, err := e.search(ctx, t, n.text)
	if err != nil {
		return false, err
	}
	return e.leaning(t, c, n, alone, found), nil
}

// leaning decides whether a question with a subject of its own is still about
// the last card, given what it finds alone.
func (e *Engine) leaning(t *talk, c shown, n need, alone caterina.Ranking, found []finding) bool {
	finds := len(alone.Hits) > 0 && alone.Verdict != caterina.VerdictNone
	same := finds && alone.Hits[0].Card.Slug == c.card.Slug
	fields := fieldsFor(n.wants, c.card)
	switch {
	case onlyCase(n):
		t.rank(ranked(c, alone))
		e.sayCase(t, c, n, fields)
		return true
	case finds && !same && (alone.Verdict == caterina.VerdictClear || !supposes(n)):
		return e.newSubject(t, n, alone, found)
	case supposes(n) && !same:
		t.rank(ranked(c, alone))
		e.sayCase(t, c, n, fields)
		return true
	case same, len(n.wants) > 0 && allMentioned(c.card, n.subject):
		t.rank(ranked(c, alone))
		e.sayCard(t, c, fields, "followup/same")
		return true
	}
	return false
}

// narrowing answers a field asked of several cards at once, none of which was
// chosen yet: the choice is still open, now with the field.
func (e *Engine) narrowing(t *talk) bool {
	n := e.whole(t)
	if len(n.subject) > 0 || len(n.wants) == 0 {
		return false
	}
	var hits []caterina.Hit
	for _, o := range t.last.bot.Options {
		rest, isCard := strings.CutPrefix(o.ID, choiceCard)
		slug, _, _ := strings.Cut(rest, "/")
		if c, ok := e.card(t, slug); isCard && ok {
			hits = append(hits, caterina.Hit{Card: c.card, Town: c.owner, Expired: c.expired})
		}
	}
	if len(hits) == 0 {
		return false
	}
	e.sayClarify(t, hits, n.wants, "followup/narrowing", t.words.whichFirst())
	return true
}

// aboutOffice answers a question without a subject after an answer that was an
// office: "e il telefono?", "e sabato?".
func (e *Engine) aboutOffice(t *talk) bool {
	o, ok := e.officeSaid(t)
	n := e.whole(t)
	_, day := dayAskedIn(n.tokens, t.day)
	if !ok || len(n.subject) > 0 || !wantsOffice(n.wants) && (len(n.wants) > 0 || !day) {
		return false
	}
	e.sayOffice(t, o, officeField(n.wants))
	return true
}

// answerAbout answers a message without a subject from the last card.
func (e *Engine) answerAbout(t *talk, c shown, n need, found []finding) bool {
	fields := fieldsFor(n.wants, c.card)
	if _, day := dayAskedIn(n.tokens, t.day); day && len(fields) == 0 && len(c.card.Offices) > 0 {
		fields = []caterina.Field{caterina.FieldOffices} // "e sabato?"
	}
	if len(fields) == 0 && supposes(n) && refers(found) {
		t.rank(ranked(c, caterina.Ranking{Confidence: 1}))
		e.sayCase(t, c, n, nil)
		return true
	}
	if len(fields) == 0 {
		if !refers(found) || !slices.ContainsFunc(n.tokens, func(tok token) bool { return isPerson(tok.word) }) {
			return false
		}
		fields = []caterina.Field{caterina.FieldRecipients} // "e per mio padre?"
	}
	t.rank(ranked(c, caterina.Ranking{Confidence: 1}))
	e.sayCard(t, c, fields, "followup/field")
	return true
}

// newSubject answers a message that moves on to another card, keeping the field
// that was asked last: "quanto costa il nido?", "e la mensa?".
func (e *Engine) newSubject(t *talk, n need, r caterina.Ranking, found []finding) bool {
	if len(n.wants) > 0 || !refers(found) || t.last.bot.Field == "" || r.Verdict != caterina.VerdictClear {
		return false
	}
	t.rank(r)
	c := t.shown(r.Hits[0].Card, r.Hits[0].Town)
	e.sayCard(t, c, []caterina.Field{t.last.bot.Field}, "followup/moved")
	return true
}

// refers says whether a message points back: "e …", "quello", "lo".
func refers(found []finding) bool {
	return slices.ContainsFunc(found, func(f finding) bool { return f.topic == "refer" })
}

// allMentioned says whether a card speaks of every one of some words.
func allMentioned(c *caterina.Card, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !mentions(c, w) })
}

// ranked puts the card being talked about first in a ranking.
func ranked(c shown, r caterina.Ranking) caterina.Ranking {
	first := caterina.Hit{Card: c.card, Town: c.owner, Score: 1, Expired: c.expired}
	rest := slices.DeleteFunc(slices.Clone(r.Hits), func(h caterina.Hit) bool { return h.Card.Slug == c.card.Slug })
	r.Hits = append([]caterina.Hit{first}, rest...)
	return r
}
