package bot

import (
	"context"
	"slices"

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

// elsewhere returns the cards near the first that tell a figure that was asked
// for, when the first tells none.
func (t *talk) elsewhere(wants []asked, hits []caterina.Hit) []caterina.Hit {
	tells := func(h caterina.Hit, a asked) bool {
		c := t.shown(h.Card, h.Town)
		f := a.field(h.Card)
		return isFigure(f) && (hasField(c, f) || f == caterina.FieldDeadlines && h.Card.WindowOn(t.day) != caterina.WindowNone)
	}
	wants = slices.DeleteFunc(slices.Clone(wants), func(a asked) bool {
		return a.hint || a.sure < askedAgain || !isFigure(a.field(hits[0].Card))
	})
	if len(wants) == 0 || slices.ContainsFunc(wants, func(a asked) bool { return tells(hits[0], a) }) {
		return nil
	}
	var others []caterina.Hit
	for _, h := range hits[1:] {
		if !h.Expired && h.Score >= elsewhereShare*hits[0].Score && slices.ContainsFunc(wants, func(a asked) bool { return tells(h, a) }) {
			others = append(others, h)
		}
	}
	return others
}
