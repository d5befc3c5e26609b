package bot

import (
	"context"
	"slices"

	"example.org/caterina"
)

// A question may name two things of which one is only a means: "serve l'ISEE per lo
// scuolabus?" is about the school bus, "posso pagare la mensa a rate?" about school
// meals. The card of the means shares words with it and answers something else.

// means is what a question names beside its subject.
type means struct {
	words  []string // a card that tells of it has them
	needed bool     // whether it is needed is asked; else, whether instalments are possible
}

// field is where a card would tell.
func (m means) field() caterina.Field {
	if m.needed {
		return caterina.FieldDocuments
	}
	return caterina.FieldCost
}

// note says that the card does not tell.
func (m means) note(w *words) string {
	if m.needed {
		return w.noMeans()
	}
	return w.noInstalments()
}

// answerMeans answers such a question from the card of what it is about. It reports
// false where there is no means, or no card that answers without it.
func (e *Engine) answerMeans(ctx context.Context, t *talk, n need, whole caterina.Ranking) (bool, error) {
	rest, m := withoutMeans(n)
	main := e.newNeed(wordsOf(rest), rest)
	if len(main.subject) == 0 || len(whole.Hits) == 0 {
		return false, nil
	}
	first := whole.Hits[0].Card
	r, err := e.search(ctx, t, main.text)
	if err != nil || len(r.Hits) == 0 || r.Verdict == caterina.VerdictNone || r.Hits[0].Expired {
		return false, err
	}
	tellsBoth := allMentioned(first, slices.Concat(main.subject, m.words)) && (m.needed || first.Kind != caterina.KindBonus)
	if tellsBoth && first.Slug != r.Hits[0].Card.Slug { // "come pagare la bolletta a rate"
		return false, nil
	}
	if r.Verdict == caterina.VerdictClose {
		return e.clarifyMeans(t, n, m, r, first), nil
	}
	t.rank(r)
	e.sayMeans(t, t.shown(r.Hits[0].Card, r.Hits[0].Town), m, first)
	return true, nil
}

// clarifyMeans asks which of several cards is meant, where the card of the means
// would answer instead: "la mensa a rate" may be of the school or of the poor.
func (e *Engine) clarifyMeans(t *talk, n need, m means, r caterina.Ranking, first *caterina.Card) bool {
	near := r.Hits[:min(len(r.Hits), 2)]
	if m.needed || slices.ContainsFunc(near, func(h caterina.Hit) bool { return h.Card.Slug == first.Slug }) {
		return false
	}
	t.rank(r)
	e.sayClarify(t, near, n.wants, "means", t.words.clarify)
	return true
}

// sayMeans answers with what a card tells of a means, else with an honest word that
// it does not. The card of the means itself stays at hand.
func (e *Engine) sayMeans(t *talk, c shown, m means, other *caterina.Card) {
	field := toldOf(c, m.field(), m.words)
	if field == "" {
		field, t.note = m.field(), m.note(t.words)
	}
	e.sayCard(t, c, []caterina.Field{field}, "means")
	if options := &t.reply.Message.Options; m.needed && other.Slug != c.card.Slug {
		*options = append((*options)[:min(len(*options), maxSteps-1)], t.cardOption(other, ""))
	}
}

// withoutMeans returns the words of a question without those of a means; none when
// it names no means, or asks something else of it: "che ISEE serve per il nido?" has its own answer.
func withoutMeans(n need) ([]token, means) {
	if i := indexWord(n.tokens, "rate", "rateizzare", "rateizzazione", "rateizzato", "instalments", "installments", "instalment"); i >= 0 {
		rest := slices.DeleteFunc(without(n.tokens, i), func(t token) bool { return slices.Contains(payWords(), t.word) })
		return rest, means{words: []string{n.tokens[i].word}}
	}
	i := indexWord(n.tokens, "isee", "spid", "cie", "passaporto", "passport", "delega", "residenza", "residency", "patente", "iban", "pec")
	other := slices.ContainsFunc(n.wants, func(a asked) bool { return a.topic != string(caterina.FieldDocuments) })
	if i < 0 || other || indexWord(n.tokens, "per", "x", "for", "to") < 0 || !slices.ContainsFunc(n.tokens, isNeeding) {
		return nil, means{}
	}
	return without(n.tokens, i), means{words: []string{n.tokens[i].word}, needed: true}
}

// payWords belong to the paying, not to what is paid for.
func payWords() []string {
	return []string{"pagare", "pago", "paga", "paghiamo", "pagarla", "pagarlo", "pagamento", "pay", "paying", "in", "by", "a"}
}

// isNeeding says whether a word asks if something is needed.
func isNeeding(t token) bool {
	switch t.word {
	case "serve", "servono", "servirebbe", "vuole", "occorre", "necessario", "necessaria", "obbligatorio", "obbligatoria", "chiedono",
		"basta", "need", "needed", "required", "necessary", "mandatory":
		return true
	}
	return false
}

// without returns tokens without the one at i.
func without(tokens []token, i int) []token {
	return slices.Delete(slices.Clone(tokens), i, i+1)
}

// toldOf returns the field of a card that has some words, the given one before the
// others, "" for none.
func toldOf(c shown, first caterina.Field, words []string) caterina.Field {
	for _, f := range []caterina.Field{
		first, caterina.FieldAccess, caterina.FieldRecipients, caterina.FieldAmount, caterina.FieldCost, caterina.FieldSpecial,
		caterina.FieldDeadlines, caterina.FieldMore,
	} {
		var has []string
		for _, tok := range tokenize(fieldMarkdown(c.card, f)) {
			has = append(has, stemOf(tok.canon))
		}
		if hasField(c, f) && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(has, stemOf(single(w))) }) {
			return f
		}
	}
	return ""
}
