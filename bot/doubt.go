package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// What makes a ranking doubtful that looks clear: the words of a mere case have
// found the card, or the card does not tell what was asked and another does.

// elsewhereShare is how near to the first card's score another must be to be
// offered because it tells what the first does not.
const elsewhereShare = 0.6

// besideTheCase looks for what a question is about without the case it puts at
// its end: "posso tenere il posto al nido se cambio casa" is about the nursery
// and not about moving, "quanto prendo di assegno unico con ISEE 20000" about the
// allowance and not about the ISEE. The ranking is of the question without the
// case; ok is false when the case changes nothing.
func (e *Engine) besideTheCase(ctx context.Context, t *talk, n need, whole caterina.Ranking) (caterina.Ranking, bool, error) {
	i := caseOf(n.tokens)
	if i < 1 || whole.Verdict == caterina.VerdictNone || len(whole.Hits) == 0 {
		return caterina.Ranking{}, false, nil
	}
	main := e.newNeed(wordsOf(n.tokens[:i]), n.tokens[:i])
	if len(main.subject) == 0 { // "vorrei sapere se …": the question comes after it
		return caterina.Ranking{}, false, nil
	}
	r, err := e.search(ctx, t, main.text)
	if err != nil || r.Verdict != caterina.VerdictClear || len(r.Hits) == 0 {
		return caterina.Ranking{}, false, err
	}
	first := r.Hits[0].Card.Slug
	if whole.Verdict == caterina.VerdictClear {
		return r, first != whole.Hits[0].Card.Slug, nil
	}
	near := whole.Hits[:min(len(whole.Hits), maxChoices)]
	return r, slices.ContainsFunc(near, func(h caterina.Hit) bool { return h.Card.Slug == first }), nil
}

// surelyClear is how sure the ranking without the words that ask must be.
const surelyClear = 0.9

// besideTheAsking makes a close ranking clear where what the question is about has
// the same first card without the words that ask: "che documenti mi chiedono per il
// contrassegno e quanto dura?" shares much with cards that are not about it.
func (e *Engine) besideTheAsking(ctx context.Context, t *talk, n need, whole caterina.Ranking) (caterina.Ranking, error) {
	asking := slices.ContainsFunc(n.wants, func(a asked) bool { return a.topic != askList && a.topic != askAny && !a.hint && a.sure == 1 })
	if whole.Verdict != caterina.VerdictClose || !asking || len(n.subject) == 0 || len(whole.Hits) == 0 || isBare(whole.Hits[0].Card) {
		return whole, nil
	}
	r, err := e.search(ctx, t, strings.Join(n.subject, " "))
	if err != nil || r.Confidence < surelyClear || len(r.Hits) == 0 || r.Hits[0].Card.Slug != whole.Hits[0].Card.Slug {
		return whole, err
	}
	whole.Verdict, whole.Confidence = r.Verdict, r.Confidence
	t.rank(whole)
	return whole, nil
}

// caseOf returns the place of the word with which a case begins, -1 without one.
func caseOf(tokens []token) int {
	for i, tok := range tokens {
		near := tokens[i+1 : min(i+3, len(tokens))]
		isee := slices.ContainsFunc(near, func(next token) bool { return next.word == "isee" })
		if tok.word == "se" || tok.word == "if" || isee && (tok.word == "con" || tok.word == "with") {
			return i
		}
	}
	return -1
}

// elsewhere returns the cards near the first, and as much about the question, that
// tell a figure which was asked for, when the first tells none.
func (t *talk) elsewhere(n need, hits []caterina.Hit) []caterina.Hit {
	mentioned := func(c *caterina.Card) int {
		return len(slices.DeleteFunc(slices.Clone(n.subject), func(w string) bool { return !mentions(c, w) }))
	}
	tells := func(h caterina.Hit, a asked) bool {
		f := a.field(h.Card)
		return isFigure(f) && t.tells(h, f)
	}
	wants := slices.DeleteFunc(slices.Clone(n.wants), func(a asked) bool {
		return a.hint || a.sure < askedAgain || !isFigure(a.field(hits[0].Card))
	})
	if len(wants) == 0 || slices.ContainsFunc(wants, func(a asked) bool { return tells(hits[0], a) }) {
		return nil
	}
	var others []caterina.Hit
	for _, h := range hits[1:] {
		if !h.Expired && h.Score >= elsewhereShare*hits[0].Score && mentioned(h.Card) >= mentioned(hits[0].Card) && slices.ContainsFunc(wants, func(a asked) bool { return tells(h, a) }) {
			others = append(others, h)
		}
	}
	return others
}

// twinShare is how near to an old card's score its successor must be to answer in
// its place, twinApart how far behind it all others.
const (
	twinShare = 0.75
	twinApart = 0.55
)

// withoutOldTwins leaves out of a close ranking an old card that is called like one
// which holds today, unless the question names a year: who asks now asks about now.
// Nothing else close to the one that stays makes it the answer.
func withoutOldTwins(n need, r caterina.Ranking) caterina.Ranking {
	if r.Verdict != caterina.VerdictClose || slices.ContainsFunc(n.tokens, func(t token) bool { return len(t.word) == 4 && isNumber(t.word) }) {
		return r
	}
	near := r.Hits[:min(len(r.Hits), maxChoices)]
	kept := slices.DeleteFunc(slices.Clone(r.Hits), func(old caterina.Hit) bool {
		return old.Expired && slices.ContainsFunc(near, func(h caterina.Hit) bool {
			return !h.Expired && h.Score >= twinShare*old.Score && calledAlike(h.Card, old.Card)
		})
	})
	if len(kept) == len(r.Hits) {
		return r
	}
	return leftWith(r, kept, twinApart)
}

// calledAlike says whether the titles of two cards share all that tells, but for years.
func calledAlike(a, b *caterina.Card) bool {
	shared := 0
	for _, tok := range tokenize(a.Title) {
		if len(tok.word) > 3 && !isStopword(tok.word) && hasInTitle(b, []string{tok.word}) {
			shared++
		}
	}
	return shared > 1
}

// withoutBonusFor leaves out the bonus for a thing where the thing itself is found and
// nobody speaks of money: "a che età si va al nido" is about the nursery, "aiuto per il
// nido" about what one is paid for it.
func withoutBonusFor(n need, r caterina.Ranking) caterina.Ranking {
	if r.Verdict == caterina.VerdictNone || speaksOfMoney(n) {
		return r
	}
	near := r.Hits[:min(len(r.Hits), maxChoices)]
	bonus := slices.IndexFunc(near, func(h caterina.Hit) bool { return h.Card.Kind == caterina.KindBonus })
	if bonus < 0 || !slices.ContainsFunc(near, func(h caterina.Hit) bool {
		return h.Card.Kind == caterina.KindService && h.Score >= twinShare*near[bonus].Score && sharesThing(h.Card, near[bonus].Card, n.subject)
	}) {
		return r
	}
	return leftWith(r, slices.Delete(slices.Clone(r.Hits), bonus, bonus+1), choiceShare)
}

// sharesThing says whether two titles name the same thing that is asked about.
func sharesThing(a, b *caterina.Card, subject []string) bool {
	names := func(c *caterina.Card, word string) bool {
		return slices.ContainsFunc(tokenize(c.Title), func(t token) bool {
			return len(word) > 3 && strings.TrimRight(t.canon, "aeio") == strings.TrimRight(single(word), "aeio")
		})
	}
	return slices.ContainsFunc(subject, func(word string) bool { return names(a, word) && names(b, word) })
}

// speaksOfMoney says whether a question names or asks for something that is paid.
func speaksOfMoney(n need) bool {
	return slices.ContainsFunc(n.wants, func(a asked) bool {
		return slices.Contains([]string{string(caterina.FieldAmount), askHowMuch, askList, askAny}, a.topic)
	}) || slices.ContainsFunc(n.tokens, func(t token) bool {
		return hasPrefix(t.word, "bonus", "contribut", "rimbors", "aiut", "sold", "euro", "pag", "rett", "cost", "spes", "scont", "agevolazion", "inps",
			"voucher", "import", "isee", "sosteg", "assegn", "reddit", "support", "carta", "help", "allowance", "refund", "money", "pay", "benefit", "fee")
	})
}

// leftWith is a ranking of which some cards are left: with nothing else as near to the
// first of them as the given share, that one answers.
func leftWith(r caterina.Ranking, kept []caterina.Hit, apart float64) caterina.Ranking {
	r.Hits = kept
	r.Verdict = caterina.VerdictClose
	if len(kept) == 1 || kept[1].Score < apart*kept[0].Score {
		r.Verdict = caterina.VerdictClear
	}
	return r
}

// telling returns the cards near the first of a close ranking that tell a figure which
// was asked for, or all of them where none does: "quanto prendo se nasce il secondo
// figlio" is not about how a birth is registered. A first card that alone tells it
// answers.
func (t *talk) telling(n need, r caterina.Ranking) caterina.Ranking {
	if r.Verdict != caterina.VerdictClose || len(r.Hits) == 0 {
		return r
	}
	near := r.Hits[:min(len(r.Hits), maxChoices)]
	kept := slices.DeleteFunc(slices.Clone(near), func(h caterina.Hit) bool { return !t.tellsFigure(h, n.wants) })
	if len(kept) == len(near) {
		return r
	}
	kept = slices.DeleteFunc(kept, func(h caterina.Hit) bool { return tooFar(h, near[0]) })
	if len(kept) == 0 {
		return r
	}
	if r.Hits = kept; len(kept) == 1 && kept[0].Card == near[0].Card {
		r.Verdict = caterina.VerdictClear
	}
	return r
}

// tellsFigure says whether a card tells a figure that was surely asked for.
func (t *talk) tellsFigure(h caterina.Hit, wants []asked) bool {
	return slices.ContainsFunc(wants, func(a asked) bool {
		f := a.field(h.Card)
		if a.topic == string(caterina.FieldAmount) {
			f = caterina.FieldAmount // what one gets is not what one pays
		}
		return !a.hint && a.sure == 1 && isFigure(f) && t.tells(h, f)
	})
}

// tells says whether a card tells a figure.
func (t *talk) tells(h caterina.Hit, f caterina.Field) bool {
	return hasField(t.shown(h.Card, h.Town), f) || f == caterina.FieldDeadlines && h.Card.WindowOn(t.day) != caterina.WindowNone
}

// commonShare is how near to the first card's score one must be to be offered though
// it has none of the question's words, which may be said in others. Measured on the
// demo towns, no right card falls away.
const commonShare = 0.75

// inCommon leaves out of what is offered the cards that have no word of the question
// when the first has one: nobody could have meant them.
func inCommon(n need, hits []caterina.Hit) []caterina.Hit {
	hits = hits[:min(len(hits), maxChoices)]
	if len(hits) == 0 || !mentionsAny(hits[0].Card, n.subject) {
		return hits
	}
	return slices.DeleteFunc(slices.Clone(hits), func(h caterina.Hit) bool {
		return h.Score < commonShare*hits[0].Score && !isBare(h.Card) && !mentionsAny(h.Card, n.subject)
	})
}

// isBare says whether a card is its title and nothing else. Then it may be about what
// it has no word for, and words that ask are about it too: it has no parts to ask for.
func isBare(c *caterina.Card) bool {
	return (c.Summary == "" || c.Summary == c.Title) && c.Description == "" && c.Access == "" && len(c.Questions) == 0
}

// mentionsAny says whether a card speaks of one of some words.
func mentionsAny(c *caterina.Card, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return mentions(c, w) })
}
