package bot

import (
	"context"
	"slices"

	"example.org/caterina"
)

// Who asks for the difference between two things has not asked for either: both
// are shown in short, and how they differ is left to read, not guessed.

// comparedLimit is how many characters of who can have it a comparison shows: two
// cards have to fit one screen.
const comparedLimit = 300

// compare answers "che differenza c'è tra A e B?" and "posso avere sia A sia B?" when
// each of the two has a card of its own. A card about both answers like any other
// question.
func (e *Engine) compare(ctx context.Context, t *talk, tokens []token) (bool, error) {
	opening, all := t.words.compared(), sidesOf(tokens)
	if len(all) == 0 {
		opening, all = t.words.together(), togetherOf(tokens)
	}
	for _, sides := range all {
		if both, err := e.aboutBoth(ctx, t, tokens, sides); both || err != nil {
			return false, err
		}
		first, ok, err := e.namedCard(ctx, t, sides[0])
		if err != nil || !ok {
			return false, err
		}
		second, ok, err := e.namedCard(ctx, t, sides[1])
		if err != nil {
			return false, err
		}
		if ok && first.Hits[0].Card.Slug != second.Hits[0].Card.Slug {
			e.sayCompared(t, opening, first, second)
			return true, nil
		}
	}
	return false, nil
}

// aboutBoth says whether the first card for the whole message is called by the two
// things: "CAF e patronato: chi fa cosa".
func (e *Engine) aboutBoth(ctx context.Context, t *talk, tokens []token, sides [2][]token) (bool, error) {
	r, err := e.search(ctx, t, wordsOf(tokens))
	if err != nil || len(r.Hits) == 0 {
		return false, err
	}
	words := append(e.subject(sides[0], nil), e.subject(sides[1], nil)...)
	words = slices.DeleteFunc(words, func(w string) bool { return isPerson(w) || len(w) < 3 })
	named := 0
	for _, w := range words {
		if hasInTitle(r.Hits[0].Card, []string{w}) {
			named++
		}
	}
	return named > 1 && hasInTitle(r.Hits[0].Card, words[:1]), nil
}

// namedCard returns the ranking whose first card some words stand for: the clear
// one, else the one that is called so.
func (e *Engine) namedCard(ctx context.Context, t *talk, tokens []token) (caterina.Ranking, bool, error) {
	r, err := e.search(ctx, t, wordsOf(tokens))
	if err != nil || r.Verdict == caterina.VerdictClear {
		return r, len(r.Hits) > 0, err
	}
	n := e.newNeed(wordsOf(tokens), tokens)
	near := r.Hits[:min(len(r.Hits), maxChoices)]
	i := slices.IndexFunc(near, func(h caterina.Hit) bool { return hasInTitle(h.Card, n.subject) })
	if i < 0 || len(n.subject) == 0 {
		return r, false, nil
	}
	r.Hits = slices.Concat(near[i:i+1], r.Hits[:i], r.Hits[i+1:])
	return r, true, nil
}

// hasInTitle says whether a card's title has every one of some words.
func hasInTitle(c *caterina.Card, words []string) bool {
	var title []string
	for _, tok := range tokenize(c.Title + " " + c.Translations[langEN].Title) {
		title = append(title, stemOf(tok.canon))
	}
	return !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(title, stemOf(single(w))) })
}

// sayCompared shows two cards in short, one after the other.
func (e *Engine) sayCompared(t *talk, opening string, first, second caterina.Ranking) {
	t.rank(first)
	t.reply.Trace.Confidence = min(short(first.Confidence), short(second.Confidence))
	texts := []string{opening}
	for _, r := range []caterina.Ranking{first, second} {
		c := t.shown(r.Hits[0].Card, r.Hits[0].Town)
		text := t.cardText(c, caterina.FieldSummary)
		if who := t.shortField(c, caterina.FieldRecipients); who != "" {
			text = paragraphs(text, "**"+t.words.fieldHead[caterina.FieldRecipients]+"**", firstBlocks(who, comparedLimit))
		}
		texts = append(texts, "**"+escape(t.title(c.card))+"**", t.ageText(c), text, t.windowText(c, nil), e.sourceText(t, c))
		t.cite(e.citation(t, c, ""))
		t.offer(t.cardOption(c.card, ""))
	}
	t.say(caterina.OutcomeAnswer, "compare", paragraphs(texts...))
	t.reply.Message.Card = first.Hits[0].Card.Slug
}

// sidesOf returns the ways in which a message may put two things side by side, none
// when it compares nothing: "carta acquisti e bonus luce e gas" can be cut twice.
func sidesOf(tokens []token) [][2][]token {
	for i, tok := range tokens {
		before, after := tokens[:i], tokens[i+1:]
		switch tok.word {
		case "differenza", "differenze", "difference", "differences", "distingue", "distinguo", "cambia":
			between := indexWord(after, "tra", "fra", "between")
			if between < 0 || between > 4 {
				continue
			}
			return cuts(after[between+1:], "e", "ed", "and", "o")
		case "diverso", "diversa", "diversi", "diverse", "different", "same", "stessa": // "A e B sono la stessa cosa?", "A è diverso da B?"
			if verb := indexWord(before, "sono", "are"); verb > 0 {
				return cuts(before[:verb], "e", "ed", "and")
			}
			if from := indexWord(after, "da", "dal", "dallo", "dalla", "dall", "dai", "from"); from == 0 && i > 1 && (before[i-1].word == "e" || before[i-1].word == "is") {
				return [][2][]token{{before[:i-1], after[1:]}}
			}
		case "meglio", "conviene", "better":
			return cuts(after, "o", "oppure", "or")
		}
	}
	return nil
}

// togetherOf returns the two things of which a message asks whether one may have both:
// "posso avere sia A sia B", "A è compatibile con B".
func togetherOf(tokens []token) [][2][]token {
	for i, tok := range tokens {
		before, after := tokens[:i], tokens[i+1:]
		switch tok.word {
		case "sia", "both":
			return cuts(after, "sia", "che", "e", "and")
		case "compatibile", "compatibili", "cumulabile", "cumulabili", "compatible", "insieme", "together":
			if with := indexWord(after, "con", "col", "a", "al", "alla", "all", "with"); with == 0 && i > 0 && len(after) > 1 {
				return [][2][]token{{before, after[1:]}}
			}
		}
	}
	return nil
}

// cuts returns the ways to cut some words in two at one of the given words.
func cuts(tokens []token, at ...string) [][2][]token {
	var all [][2][]token
	for i := 1; i < len(tokens)-1; i++ {
		if slices.Contains(at, tokens[i].word) {
			all = append(all, [2][]token{tokens[:i], tokens[i+1:]})
		}
	}
	return all
}

// indexWord returns where the first of the given words stands, -1 without one.
func indexWord(tokens []token, words ...string) int {
	return slices.IndexFunc(tokens, func(t token) bool { return slices.Contains(words, t.word) })
}
