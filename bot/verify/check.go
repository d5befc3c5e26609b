package verify

import (
	"slices"
	"strings"
	"unicode"
)

// Sentence checks one sentence against the cards it cites. A sentence that states
// anything must cite; without a citation only greetings, questions and the like pass.
// It returns why the sentence may not be shown, nothing when it may.
func (c *Checker) Sentence(text string, cited []string) []Rejection {
	p := parsePiece(text)
	p.cards = append(p.cards, cited...)
	return c.piece(p, setting{offices: c.topic}, p.cards)
}

// setting is what a sentence stands behind.
type setting struct {
	lead    []token   // the line that leads to it
	offices [][]int32 // the offices named last
}

// piece checks a sentence where it stands against some cards.
func (c *Checker) piece(p piece, behind setting, cards []string) []Rejection {
	reject := func(r Reason, words string) []Rejection {
		return []Rejection{{Reason: r, Sentence: strings.TrimSpace(p.raw), Words: words}}
	}
	body := clean(p.body)
	digit := strings.IndexFunc(body, unreadDigit)
	sources, stranger := c.given(cards)
	switch {
	case p.strays || marked(p.raw):
		return reject(Markup, "")
	case p.body == dontKnow:
		return nil
	case stranger != "":
		return reject(Citation, stranger)
	case c.lang != "it" && c.lang != "en":
		return reject(Language, "") // its number words are not known here
	case digit >= 0:
		return reject(Number, body[digit:])
	}
	k := c.claim(body, behind, sources)
	if len(k.tokens) == k.lead {
		return nil
	}
	if !k.copied && (c.foreign(k.tokens[k.lead:]) || c.foreignNumber(k)) {
		return reject(Language, "")
	}
	if words := c.verdict(k); words != "" {
		return reject(Verdict, words)
	}
	if words := c.promise(k); words != "" {
		return reject(Promise, words)
	}
	if len(sources) == 0 {
		return c.uncited(k, reject)
	}
	return c.cited(k, reject)
}

// given returns the sources of some citations, and the first that was not given.
func (c *Checker) given(cards []string) (sources []*source, stranger string) {
	for _, id := range cards {
		i, ok := c.byID[id]
		if !ok {
			return nil, id
		}
		if !slices.Contains(sources, c.sources[i]) {
			sources = append(sources, c.sources[i])
		}
	}
	return sources, ""
}

// unreadDigit says whether r is a digit that is not compared: of another script.
func unreadDigit(r rune) bool { return r >= 0x80 && unicode.IsNumber(r) }

// claim reads a sentence.
func (c *Checker) claim(text string, behind setting, cited []*source) *claim {
	t := lex(text)
	k := &claim{passage: passage{tokens: t, lead: len(behind.lead)}, cited: cited}
	if k.lead > 0 {
		k.tokens = slices.Concat(behind.lead, t)
	}
	k.facts = scan(k.tokens)
	k.own = told(k.facts, k.lead)
	k.spots = c.vocab.spots(k.tokens, k.facts)
	if parties := k.partiesIn(k.facts, 0); len(parties) > 0 {
		k.offices = c.officesOf(k.tokens, parties)
	} else {
		k.offices = behind.offices
	}
	if words := plainWords(t); words != "" {
		k.whole = "|" + words + "|"
		k.copied = slices.ContainsFunc(cited, k.copies)
	}
	return k
}

// copies says whether a sentence is one of a source's, word for word.
func (k *claim) copies(s *source) bool { return k.whole != "" && strings.Contains(s.plain, k.whole) }

// anothers says whether a sentence is one of another card's, word for word, and none of
// the cited cards has anything like it: it says of one thing what is true of another.
func (c *Checker) anothers(k *claim) bool {
	if telling(k.draft) < leastNear || !slices.ContainsFunc(c.sources, k.copies) {
		return false
	}
	put := 0
	for i := range k.differ {
		put += telling(k.differ[i].draft)
	}
	return k.near == nil || put > 1
}

// uncited checks a sentence that cites nothing.
func (c *Checker) uncited(k *claim, reject func(Reason, string) []Rejection) []Rejection {
	for _, f := range k.own {
		if f.kind == kTerm && !f.required || c.isToday(k, f) || c.fromCitizen(k, f) ||
			f.kind == kName && k.freeName(f) {
			continue
		}
		return reject(Citation, k.words(f))
	}
	if from, to := restated(k.tokens); to > from {
		return nil
	}
	if c.claims(k) && !saysNo(k.tokens) {
		return reject(Citation, "")
	}
	return nil
}

// cited checks a sentence against the cards it cites: its values, and, if it is no
// sentence of theirs word for word, its words.
func (c *Checker) cited(k *claim, reject func(Reason, string) []Rejection) []Rejection {
	r, words := c.untrue(k)
	if r == "" && !k.copied {
		r, words = c.misworded(k)
	}
	if r == "" {
		return nil
	}
	return reject(r, words)
}

// untrue finds a value that the cited cards do not have where a sentence has it.
func (c *Checker) untrue(k *claim) (Reason, string) {
	for _, f := range k.own {
		if r := c.unsupported(k, f); r != "" {
			return r, k.words(f)
		}
	}
	if r, words := c.misspelt(k); r != "" {
		return r, words
	}
	if f := c.mixedHours(k); f != nil {
		return Hour, k.words(f)
	}
	for _, wrong := range []func(*claim) *fact{c.crossed, c.closedOn, c.mislabelled, c.elsewhere, c.apportioned, c.sundered} {
		if f := wrong(k); f != nil {
			return f.reason(), k.words(f)
		}
	}
	return "", ""
}

// misworded finds what a sentence says otherwise than the cited cards.
func (c *Checker) misworded(k *claim) (Reason, string) {
	for _, wrong := range []func(*claim) *fact{c.misnamed, c.misdirected, c.replaced} {
		if f := wrong(k); f != nil {
			return Office, k.words(f)
		}
	}
	for _, wrong := range []func(*claim) *fact{c.inverted, c.insisted, c.extended} {
		if f := wrong(k); f != nil {
			return Contrary, k.words(f)
		}
	}
	if c.contrary(k) {
		return Contrary, ""
	}
	k.draft = symbols(k.tokens, k.facts, k.lead)
	k.near, k.differ = c.original(k, k.draft)
	if c.anothers(k) {
		return Citation, ""
	}
	if at := c.tampered(k); at != nil && !c.inParts(k, at) {
		return Contrary, at.word.raw
	}
	if words, strange := c.ungrounded(k); strange {
		return Ungrounded, words
	}
	return "", ""
}
