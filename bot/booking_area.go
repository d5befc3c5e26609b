package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"example.org/caterina"
)

// hearArea reads where somebody is, while the office is asked: a district that a card
// of the town counts to one of the offices. A place that nothing is known of, and the
// wish for the nearest without a place, are answered as such.
func (f *flow) hearArea(ctx context.Context, b caterina.Bookable) (bool, error) {
	office, err := f.officeOfArea(ctx, b.Offices)
	w := &f.words().ask
	switch {
	case err != nil:
		return false, err
	case office != "":
		f.draft.Office = office
		return true, f.offerTimes(ctx, "")
	case f.says("nearest") && len(f.areaWords()) == 0:
		f.askAgainWhere(b, w.askArea)
		return true, nil
	case len(f.t.street.Streets) > 0 && !f.asksSomething():
		return f.hearStreet(ctx, b)
	case f.t.street.Unknown && f.saysPlace():
		f.askAgainWhere(b, f.words().near.unknown)
		return true, nil
	case f.saysPlace():
		f.askAgainWhere(b, w.notKnown)
		return true, nil
	}
	return false, nil
}

// askAgainWhere asks for the office once more, after a first sentence.
func (f *flow) askAgainWhere(b caterina.Bookable, lead string) {
	f.keep()
	f.say("booking/office", lead)
	f.offerOffices(b)
}

// saysPlace says whether the messages tell where somebody is: "sono in via Napoli",
// "abito a Libertà", "piazza Moro".
func (f *flow) saysPlace() bool {
	return !f.asksSomething() && len(f.areaWords()) > 0 && (f.says("nearest") || slices.ContainsFunc(f.t.tokens, func(tok token) bool {
		return slices.Contains([]string{
			"via", "viale", "vicolo", "piazza", "piazzale", "corso", "largo", "strada", "quartiere", "zona", "rione", "contrada", "abito", "vivo", "sto", "abitiamo",
			"viviamo", "street", "square", "live", "near", "vicino", "vicina", "vicini",
		}, tok.word)
	}))
}

// areaWords are the words of the messages that can name a place.
func (f *flow) areaWords() []string {
	return slices.DeleteFunc(f.e.restOf(f.t.tokens, f.found), func(w string) bool { return isPerson(w) || isGeneric(w) || isAreaWord(w) })
}

// isAreaWord says whether a word only leads to the name of a place.
func isAreaWord(word string) bool {
	return isStreetWord(word) && !strings.HasPrefix(word, "san") || slices.Contains([]string{
		"quartiere", "zona", "rione", "abito", "vivo", "sto", "sono", "vicino", "vicina", "vicini", "casa", "live", "near", "nearest", "closest", "quella", "quello",
		"dalle", "parti", "lontano", "area", "district", "abitiamo", "viviamo", "municipio",
	}, word)
}

// officeOfArea finds the office of a district: the one that a card of the town names
// on the same line. What several lines hold names none.
func (f *flow) officeOfArea(ctx context.Context, offices []caterina.Office) (string, error) {
	words := f.areaWords()
	if len(words) == 0 || len(offices) < 2 {
		return "", nil
	}
	r, err := f.e.search(ctx, f.t, strings.Join(words, " "))
	if err != nil {
		return "", err
	}
	found := ""
	for _, h := range r.Hits[:min(len(r.Hits), maxHits)] {
		if h.Expired || !slices.ContainsFunc(offices, func(o caterina.Office) bool { return slices.Contains(h.Card.Offices, o.Slug) }) {
			continue
		}
		for line := range strings.Lines(h.Card.Description) {
			office := officeOfLine(line, words, offices)
			if office != "" && found != "" && office != found {
				return "", nil
			}
			found = orWord(found, office)
		}
	}
	return found, nil
}

// officeOfLine is the office that a line is about which holds every one of some
// words: "**Municipio I**: Murat, San Nicola, Libertà".
func officeOfLine(line string, words []string, offices []caterina.Office) string {
	head, rest, ok := strings.Cut(line, ":")
	said := labelWords(rest)
	if !ok || slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(said, stemOf(single(w))) }) {
		return ""
	}
	tokens := tokenize(head)
	for _, tok := range tokens {
		if n := roman(tok.word); n > 0 {
			tokens = append(tokens, tokenize(strconv.Itoa(n))...)
		}
	}
	return namedOffice(tokens, offices)
}
