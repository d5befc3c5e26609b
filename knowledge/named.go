package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"example.org/caterina"
)

// namedShown is how many of the first cards are looked at for the thing named.
const namedShown = 3

// namedThings are the things that only a card about them answers for.
type namedThings struct {
	asked  *lexicon // by what they are called in questions
	titled *lexicon // by that and by what cards about them are called
}

// parseNamed reads named.txt. Members of a line after ";" are for titles.
func parseNamed(text string) (namedThings, error) {
	var questions strings.Builder
	for line := range lines(text) {
		words, _, _ := strings.Cut(line, ";")
		questions.WriteString(words + "\n")
	}
	asked, err := parseLexicon(questions.String(), nil, asWritten)
	if err != nil {
		return namedThings{}, fmt.Errorf("list of named things: %w", err)
	}
	titled, err := parseLexicon(strings.ReplaceAll(text, ";", ","), nil, asWritten)
	if err != nil {
		return namedThings{}, fmt.Errorf("list of named things: %w", err)
	}
	return namedThings{asked, titled}, nil
}

// cards returns, for each thing, the cards that are about it.
func (n namedThings) cards(entries []Entry) map[int32][]int32 {
	about := map[int32][]int32{}
	for i, entry := range entries {
		c := entry.Card
		en := c.Translations[langEnglish]
		things := n.titled.named(wordsOf(newAnalyser(newToken).tokens(c.Title+" "+en.Title, maxTextTokens)))
		for _, text := range []string{c.Summary, strings.Join(c.Keywords, " "), en.Summary} {
			things = append(things, n.asked.named(wordsOf(newAnalyser(newToken).tokens(text, maxTextTokens)))...)
		}
		for _, thing := range things {
			about[thing] = append(about[thing], int32(i))
		}
	}
	return about
}

// named returns the things that words name.
func (l *lexicon) named(words []string) []int32 {
	var things []int32
	for at := range words {
		l.find(words, at, func(thing int32, _ int) {
			if !slices.Contains(things, thing) {
				things = append(things, thing)
			}
		})
	}
	return things
}

// asWritten is the stemmer of a lexicon whose members are listed in all their
// forms.
func asWritten(word string) string { return word }

// wordsOf returns the words of tokens.
func wordsOf(toks []token) []string {
	out := make([]string, len(toks))
	for i, t := range toks {
		out[i] = t.word
	}
	return out
}

// minding makes the verdict mind what the question names: a card that is not
// about it does not answer, whatever else it shares with the question, and where
// none of the first cards is, nothing does.
func (x *Index) minding(r *caterina.Ranking, asked question, best []int32) {
	if len(asked.named) == 0 || r.Verdict == caterina.VerdictNone {
		return
	}
	about := func(card int32) bool {
		return slices.ContainsFunc(asked.named, func(thing int32) bool { return slices.Contains(x.named[thing], card) })
	}
	switch {
	case slices.ContainsFunc(best[:min(len(best), namedShown)], about):
		if !about(best[0]) && r.Verdict == caterina.VerdictClear {
			r.Verdict = caterina.VerdictClose
		}
	case r.Verdict == caterina.VerdictClear && x.sharesTopic(asked, best[0]):
		r.Verdict = caterina.VerdictClose // the thing may only be a means: "con il passaporto"
	default:
		r.Verdict, r.Reject = caterina.VerdictNone, max(r.Reject, 1-r.Confidence)
		r.Confidence = 0
	}
}

// sharesTopic says whether a card is about another service that the question
// names.
func (x *Index) sharesTopic(asked question, card int32) bool {
	return slices.ContainsFunc(asked.topics, func(concept int32) bool {
		id := x.concepts[concept]
		return id != noTerm && x.bags.has(id, card)
	})
}
