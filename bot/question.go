package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// need is one thing the citizen wants: some words, what they ask for and what
// they are about.
type need struct {
	text    string
	tokens  []token
	wants   []asked
	subject []string // words of substance beside the ones that ask
}

// maxNeeds is how many needs of one message are answered; more are a letter,
// which is searched as a whole.
const maxNeeds = 4

// stepQuestion answers what the citizen wants to know.
func (e *Engine) stepQuestion(ctx context.Context, t *talk) (bool, error) {
	if done, err := e.compare(ctx, t, t.asking()); done || err != nil {
		return done, err
	}
	if needs := e.needs(t); len(needs) > 1 {
		done, err := e.answerSeveral(ctx, t, needs)
		if done || err != nil {
			return done, err
		}
	}
	return true, e.answerOne(ctx, t, e.whole(t))
}

// whole reads the waiting messages as one need, once a turn.
func (e *Engine) whole(t *talk) need {
	if t.whole == nil {
		text, tokens := t.text, t.asking()
		if len(tokens) != len(t.tokens) {
			text = wordsOf(tokens)
		}
		n := e.newNeed(text, tokens)
		t.whole = &n
	}
	return *t.whole
}

// newNeed reads some words as one need.
func (e *Engine) newNeed(text string, tokens []token) need {
	n := need{text: text, tokens: tokens, wants: e.askedFor(tokens)}
	n.subject = e.subject(tokens, n.wants)
	return n
}

// subject returns the words of a question that it can be about: not the ones
// that ask, nor those that only fill the sentence.
func (e *Engine) subject(tokens []token, wants []asked) []string {
	asking := make([]bool, len(tokens))
	for _, a := range wants {
		for _, i := range a.words {
			asking[i] = a.topic != askList && a.topic != askAny
		}
	}
	var words []string
	for i, tok := range tokens {
		if isStopword(tok.word) || isGeneric(tok.word) || isNumber(tok.word) || asking[i] && !isThing(tok.word) {
			continue
		}
		words = append(words, tok.word)
	}
	return words
}

// needs cuts the waiting messages into the needs they hold. A piece without a
// subject of its own belongs to the one before it.
func (e *Engine) needs(t *talk) []need {
	all := pieces(t.asking())
	if len(all) < 2 {
		return nil
	}
	var needs []need
	for _, piece := range all {
		n := e.newNeed(wordsOf(piece), piece)
		if len(n.subject) == 0 && len(needs) > 0 {
			last := &needs[len(needs)-1]
			*last = e.newNeed(last.text+" e "+n.text, slices.Concat(last.tokens, piece))
			continue
		}
		needs = append(needs, n)
	}
	return needs
}

// wordsOf writes tokens as a text to search for.
func wordsOf(tokens []token) string {
	words := make([]string, len(tokens))
	for i, tok := range tokens {
		words[i] = tok.word
	}
	return strings.Join(words, " ")
}

// pieces cuts a message where a new question may begin: after a sentence, and at
// "and" before a word that asks.
func pieces(tokens []token) [][]token {
	var all [][]token
	start := 0
	cut := func(end int) {
		if end > start {
			all = append(all, tokens[start:end])
			start = end
		}
	}
	for i := range tokens {
		switch {
		case i == 0:
		case tokens[i].sent != tokens[i-1].sent:
			cut(i)
		case i+1 < len(tokens) && joins(tokens[i].word) && (asks(tokens[i+1].word) || isInfinitive(tokens[i+1].word)):
			cut(i)
		}
	}
	cut(len(tokens))
	return all
}

func joins(word string) bool {
	switch word {
	case "e", "ed", "and", "poi", "inoltre", "anche", "oppure", "also":
		return true
	}
	return false
}

// isInfinitive says whether a word looks like an Italian infinitive: "iscrivere il
// figlio e rinnovare la carta".
func isInfinitive(word string) bool {
	return len(word) > 5 && hasSuffix(word, "are", "ere", "ire", "arsi", "ersi", "irsi", "arlo", "arla")
}

// asks says whether a word can begin a question.
func asks(word string) bool {
	switch word {
	case "come", "quanto", "quanti", "quando", "dove", "che", "cosa", "chi", "quali", "quale", "qual", "entro", "vorrei", "posso", "devo",
		"mi", "ci", "a", "per", "se", "poi", "anche", "inoltre", "voglio", "dov", "cos",
		"how", "what", "when", "where", "who", "which", "can", "do", "is", "are", "i", "also", "the":
		return true
	}
	return false
}

// answerSeveral answers each need in turn, if each has its own clear answer.
func (e *Engine) answerSeveral(ctx context.Context, t *talk, needs []need) (bool, error) {
	if len(needs) > maxNeeds {
		return false, nil
	}
	var (
		parts    []part
		rankings []caterina.Ranking
	)
	for _, n := range needs {
		p, r, err := e.answerNeed(ctx, t, n)
		if err != nil || p == nil || slices.ContainsFunc(parts, func(q part) bool { return q.slug() == p.slug() }) {
			return false, err
		}
		parts, rankings = append(parts, *p), append(rankings, r)
	}
	t.rank(rankings[0])
	for _, r := range rankings {
		t.reply.Trace.Confidence = min(t.reply.Trace.Confidence, r.Confidence)
	}
	e.sayParts(t, parts, "several")
	return true, nil
}

// answerNeed answers one need of several: with a card, or with the office that is
// named. It returns no part where the answer is not clear.
func (e *Engine) answerNeed(ctx context.Context, t *talk, n need) (*part, caterina.Ranking, error) {
	if len(n.subject) == 0 {
		return nil, caterina.Ranking{}, nil
	}
	r, err := e.search(ctx, t, n.text)
	if err != nil {
		return nil, r, err
	}
	if o, ok := e.officeAsked(t, n); ok && !answersFor(n, r, o) {
		source := t.words.officeSource(escape(o.Name), t.websiteOf(o))
		r.Confidence = 1
		return &part{office: o.Slug, text: paragraphs(e.officeDetail(t, &o, false), source)}, r, nil
	}
	if r.Verdict != caterina.VerdictClear || len(r.Hits) == 0 || n.asksFor(askList) {
		return nil, r, nil
	}
	c := t.shown(r.Hits[0].Card, r.Hits[0].Town)
	p := e.cardPart(t, c, fieldsFor(n.wants, c.card))
	return &p, r, nil
}

// search asks the town's knowledge, for each text once a turn.
func (e *Engine) search(ctx context.Context, t *talk, text string) (caterina.Ranking, error) {
	q := caterina.Query{Town: t.turn.Town.ID, Text: text, Lang: t.words.lang, Day: t.day, Limit: maxHits}
	if r, ok := t.rankings[q]; ok {
		return r, nil
	}
	r, err := e.knowledge.Search(ctx, q)
	if err == nil {
		t.rankings[q] = r
	}
	return r, err
}
