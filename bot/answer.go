package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// maxChoices is how many cards a clarifying question offers.
const maxChoices = 3

// choiceShare is how near to the first card's score the third must be to be
// offered: a choice nobody could have meant makes the others harder to read. Of a
// bare card less can be told, so it is offered from bareShare on.
const (
	choiceShare = 0.6
	bareShare   = 0.4
)

// aloneShare is below which share of the first card's score the second has nothing
// to do with what was asked.
const aloneShare = 0.2

// answerOne answers a message that holds one need.
func (e *Engine) answerOne(ctx context.Context, t *talk, n need) error {
	if len(n.wants) == 0 && len(leftOver(n.tokens, nil)) == 0 {
		e.smallTalk(t, "help")
		return nil
	}
	ranking, err := e.search(ctx, t, n.text)
	if err != nil {
		return err
	}
	t.rank(ranking)
	if len(n.subject) == 0 && e.sayDesk(t, n.wants) {
		return nil
	}
	if o, ok := e.officeAsked(t, n); ok && !answersFor(n, ranking, o) {
		e.sayOffice(t, o, officeField(n.wants))
		return nil
	}
	if done, err := e.answerMeans(ctx, t, n, ranking); done || err != nil {
		return err
	}
	if ranking, err = e.besideTheAsking(ctx, t, n, ranking); err != nil {
		return err
	}
	alone, beside, err := e.besideTheCase(ctx, t, n, ranking)
	if err != nil {
		return err
	}
	switch {
	case beside && ranking.Verdict == caterina.VerdictClear: // two subjects
		e.sayBeside(t, n, alone, ranking)
		return nil
	case beside: // the case only blurred the one
		t.rank(alone)
		ranking = alone
	}
	e.decide(ctx, t, n, ranking)
	return nil
}

// answersFor says whether the first card answers and not the office that seems to be
// named: it stands for the office, or the office is not what is asked about.
func answersFor(n need, r caterina.Ranking, o caterina.Office) bool {
	if r.Verdict != caterina.VerdictClear || len(r.Hits) == 0 || r.Hits[0].Expired {
		return false
	}
	return standsFor(r.Hits[0].Card, o) || askedElsewhere(n, r, o)
}

// askedElsewhere says whether a word of an office's name is only part of what a
// question tells: "mio figlio non vuole andare a scuola, con chi parlo?" is not about
// the school's office, as the card that surely fits is for other offices.
func askedElsewhere(n need, r caterina.Ranking, o caterina.Office) bool {
	named := slices.ContainsFunc(n.tokens, func(t token) bool { return officeWord(t.word) })
	offices := r.Hits[0].Card.Offices
	return r.Confidence >= surelyClear && !named && len(offices) > 0 && !slices.Contains(offices, o.Slug)
}

// decide turns a ranking into an answer, a question back or an honest no.
func (e *Engine) decide(ctx context.Context, t *talk, n need, r caterina.Ranking) {
	r = withoutBonusFor(n, withoutOldTwins(n, r))
	t.rank(r)
	r = t.telling(n, r)
	if letters, hits := ambiguous(n, r.Hits); letters != "" {
		e.sayClarify(t, hits, n.wants, "acronym", t.words.acronym(letters))
		return
	}
	switch {
	case len(r.Hits) == 0 || r.Verdict == caterina.VerdictNone:
		e.sayNothing(ctx, t)
	case n.asksFor(askList) && e.sayList(t, r):
	case n.asksFor(askAny) && r.Verdict == caterina.VerdictClose && e.sayAny(t, n, r):
	case r.Verdict == caterina.VerdictClose:
		e.sayClarify(t, inCommon(n, r.Hits), n.wants, "close", t.words.clarify)
	default:
		e.sayBest(t, n, r)
	}
}

// sayNothing declines; where the message was a question about services for
// people in danger, the numbers are the answer.
func (e *Engine) sayNothing(ctx context.Context, t *talk) {
	if t.alarm.isCrisis() {
		t.lead = ""
		e.sayCrisis(ctx, t, t.alarm)
		return
	}
	e.sayDecline(t, "none", t.words.decline)
}

// sayBest answers from the first card. A card of the past also offers the
// current one, if there is one.
func (e *Engine) sayBest(t *talk, n need, r caterina.Ranking) {
	hit := r.Hits[0]
	if others := t.elsewhere(n, r.Hits); len(others) > 0 {
		if others = others[:min(len(others), maxChoices-1)]; len(others) == 1 || !n.asksFor(string(caterina.FieldAmount)) {
			others = append(others, hit)
		}
		e.sayClarify(t, others, n.wants, "elsewhere", t.words.clarify)
		return
	}
	c := t.shown(hit.Card, hit.Town)
	e.sayCard(t, c, t.withCase(n, c), "clear")
	if !c.expired {
		return
	}
	if i := slices.IndexFunc(r.Hits, func(h caterina.Hit) bool { return !h.Expired && h.Score >= hit.Score/2 }); i > 0 {
		current := r.Hits[i]
		if calledAlike(current.Card, hit.Card) {
			t.reply.Message.Text = paragraphs(t.reply.Message.Text, t.words.seeCurrent)
		}
		t.reply.Message.Options = append([]caterina.Option{t.cardOption(current.Card, "")}, t.reply.Message.Options...)
		t.reply.Message.Options = t.reply.Message.Options[:min(len(t.reply.Message.Options), maxSteps)]
		return
	}
	t.offer(caterina.Option{ID: choicePerson, Label: t.words.optionPerson})
}

// sayClarify offers the first cards to choose from.
func (e *Engine) sayClarify(t *talk, hits []caterina.Hit, wants []asked, rule, opening string) {
	hits = slices.Clone(hits[:min(len(hits), maxChoices)])
	if len(hits) == maxChoices && tooFar(hits[maxChoices-1], hits[0]) {
		hits = hits[:maxChoices-1]
	}
	if len(hits) == 2 && rule == "close" && hits[1].Score < aloneShare*hits[0].Score {
		hits = hits[:1]
	}
	if len(hits) == 1 {
		opening = t.words.clarifyOne
	}
	// What holds today comes before what is of the past.
	slices.SortStableFunc(hits, func(a, b caterina.Hit) int {
		switch {
		case a.Expired == b.Expired:
			return 0
		case a.Expired:
			return 1
		}
		return -1
	})
	var lines []string
	for i, h := range hits {
		c := t.shown(h.Card, h.Town)
		lines = append(lines, strconv.Itoa(i+1)+". **"+escape(t.title(h.Card))+"**: "+t.oneLine(c))
		field := caterina.Field("")
		if fields := fieldsFor(wants, h.Card); len(fields) > 0 {
			field = fields[0]
		}
		option := t.cardOption(h.Card, "")
		if field != "" {
			option.ID += "/" + string(field)
		}
		t.offer(option)
	}
	t.say(caterina.OutcomeClarify, rule, paragraphs(opening, strings.Join(lines, "\n")))
	t.offer(caterina.Option{ID: choiceNone, Label: t.words.optionNone})
}

// tooFar says whether a third choice is too far behind the first to be offered.
func tooFar(third, first caterina.Hit) bool {
	share := choiceShare
	if isBare(third.Card) {
		share = bareShare
	}
	return third.Score < share*first.Score
}

// oneLine is a card's summary in one sentence, without figures when it is of
// the past.
func (t *talk) oneLine(c shown) string {
	summary := c.card.Summary
	if tr := c.card.Translations[t.words.lang]; tr.Summary != "" {
		summary = tr.Summary
	}
	line := strings.ReplaceAll(firstSentence(t.harmless(c, summary)), "\n", " ")
	switch {
	case c.card.Expired(t.day):
		line = sentences(t.words.expired(t.words.date(*c.card.Valid.To)), line)
	case c.card.NotYetValid(t.day):
		line = sentences(t.words.notYet(t.words.date(*c.card.Valid.From)), line)
	}
	return line
}
