package verify

import (
	"slices"
	"strings"
)

// ground is what of a sentence its cards speak of: how many of its words they have, and
// how many are neither theirs nor those that any answer is made of.
type ground struct {
	own, theirs, strange int
	distinct             int    // of its own, each counted once
	idle                 int    // of its own, those that only lead on
	abuse                string // a word of abuse that the cards do not have
}

// groundOf counts the words of a claim, those of values aside.
func (c *Checker) groundOf(k *claim) ground {
	var g ground
	leads := k.leadsOn()
	counted := map[string]bool{}
	for i, t := range k.tokens[k.lead:] {
		w := t.sense
		if _, number := t.value(); w == "" || number || k.factAt(k.lead+i) || c.isKin(k.tokens, k.lead+i) {
			continue
		}
		if !counted[w] {
			counted[w] = true
			g.distinct++
		}
		g.own++
		if t.in("talk", "glue") {
			g.idle++
		}
		switch {
		case c.anyCited(k, w):
			g.theirs++
		case t.in("abuse"):
			g.abuse = t.raw
		case (!leads || !t.in("glue")) && !c.familiar(k, t, w):
			g.strange++
		}
	}
	return g
}

// ungrounded says whether a sentence is about something that its cards do not speak
// of, and which words are at fault, if one can say: more than a third of its words are
// strange to them, or less than a third are theirs, the values that were found in them
// counted in; it speaks of its author; or it goes further than they do.
func (c *Checker) ungrounded(k *claim) (string, bool) {
	g := c.groundOf(k)
	if g.abuse != "" {
		return g.abuse, true
	}
	if words := c.overstated(k); words != "" {
		return words, true
	}
	if saysNo(k.tokens) { // that it does not know needs no ground
		return "", g.strange > 1 && g.strange*5 >= g.own*2
	}
	if k.leadsNowhere() {
		return "", true
	}
	values := c.values(k)
	if k.near == nil && c.denies(k, values) {
		return "", true
	}
	if k.leadsOn() && g.strange == 0 {
		return "", false
	}
	return "", g.own > 0 && !g.bears(values, c.lang)
}

// leadsOn says whether a sentence ends with a colon: what it says is what comes after it.
func (k *claim) leadsOn() bool { return len(k.tokens) > 0 && k.tokens[len(k.tokens)-1].is(":") }

// leadsNowhere says whether a sentence breaks off, "con un reddito basso e:", and no cited
// card's does: what it leads to in the card is the rest of what it says, and need not be
// what comes after it here.
func (k *claim) leadsNowhere() bool {
	return breaksOff(k.tokens) && (k.near == nil || !breaksOff(k.near.tokens))
}

func breaksOff(t []token) bool {
	n := len(t)
	return n > 1 && t[n-1].is(":") && t[n-2].joins() && t[n-2].fold != "a"
}

// longSentence is from how many words on half of them may be strange, as they are in a
// model's own words. A short sentence of few strange words is a promise or a verdict.
const longSentence = 5

// bears says whether a sentence stands on its cards: a third of its words are theirs and
// no more than a third strange, or two fifths in a long one of which half are theirs, less where no value is found in them. In another language
// than theirs a quarter will do.
func (g ground) bears(values int, lang string) bool {
	if lang != "it" {
		return g.strange*3 <= g.own+values && (g.theirs+values)*4 >= g.own
	}
	if g.theirs == 0 && g.own-g.idle > values {
		return false // a value of the card's, of which it says what the card does not
	}
	if g.strange > 0 && values == 0 && g.strange*3 == g.own && g.own < longSentence {
		return false
	}
	if g.distinct >= longSentence && (g.theirs+values)*2 >= g.own {
		return g.strange*5 <= (g.own+values)*2
	}
	return g.strange*3 <= g.own+values && (g.theirs+values)*3 >= g.own
}

// factAt says whether token i is part of a value, which is checked as such.
func (k *claim) factAt(i int) bool {
	for _, f := range k.facts {
		if f.start <= i && i < f.end && f.kind != kCount && f.kind != kName {
			return true
		}
	}
	return false
}

// termAt says whether token i is part of a term: "gratis", "aperto", "obbligatorio".
func (k *claim) termAt(i int) bool {
	return slices.ContainsFunc(k.facts, func(f fact) bool { return f.kind == kTerm && f.start <= i && i < f.end })
}

// familiar says whether a word may stand in any answer, or stands in a cited card.
func (c *Checker) familiar(k *claim, t token, w string) bool {
	return t.in("talk", "neutral", "neutral-en") || neutralStems()[stem(t.fold)] || c.anyCited(k, w)
}

func (c *Checker) anyCited(k *claim, w string) bool {
	id, bare := c.vocab.id(w), int32(nowhere)
	if name, grouped := strings.CutPrefix(w, "="); grouped {
		bare = c.vocab.id(name)
	}
	return slices.ContainsFunc(k.cited, func(s *source) bool { return s.hasWord(id) || s.hasWord(bare) })
}

// claims says whether a sentence without a citation says anything that a card would
// have to bear out: more than greeting, asking and leading on.
func (c *Checker) claims(k *claim) bool {
	question := len(k.tokens) > 0 && k.tokens[len(k.tokens)-1].is("?")
	leads := len(k.tokens) > 0 && k.tokens[len(k.tokens)-1].is(":")
	strange := 0
	for i, t := range k.tokens[k.lead:] {
		w := t.sense
		if w == "" || t.in("talk") || k.factAt(k.lead+i) && !k.termAt(k.lead+i) || (question || leads) && c.known(t, w) {
			continue
		}
		if t.in("abuse") {
			return true
		}
		strange++
	}
	return strange > 0
}

// known says whether a word is one of answers, of any of the cards, or of the
// citizen.
func (c *Checker) known(t token, w string) bool {
	if t.in("neutral", "neutral-en") || neutralStems()[stem(t.fold)] || c.citizen.hasWord(c.vocab.id(w)) {
		return true
	}
	return slices.ContainsFunc(c.sources, func(s *source) bool { return s.hasWord(c.vocab.id(w)) })
}

// refuses says whether a sentence says that the program does not know. What a card
// says so itself is an answer.
func (c *Checker) refuses(p piece, cards []string) bool {
	if strings.TrimRight(p.body, ".") == dontKnow {
		return true
	}
	t := lex(clean(p.body))
	if !saysNo(t) {
		return false
	}
	for _, id := range cards {
		i, ok := c.byID[id]
		if !ok {
			continue
		}
		for _, u := range c.sources[i].units {
			if saysNo(u.tokens) && c.alike(t, &u) {
				return false
			}
		}
	}
	return true
}

// dontKnow is what the model is told to write when the cards do not say it.
const dontKnow = "NON_LO_SO"

func saysNo(t []token) bool {
	for i := range t {
		if _, ok := refusalPatterns().at(t, i); ok {
			return true
		}
	}
	return false
}

// alike says whether a sentence has most words of a unit of a card.
func (c *Checker) alike(t []token, u *unit) bool {
	all, both := 0, 0
	for _, x := range u.tokens[u.lead:] {
		if x.sense == "" {
			continue
		}
		all++
		if slices.ContainsFunc(t, func(y token) bool { return x.sense == y.sense }) {
			both++
		}
	}
	return all > 0 && float64(both) >= copiedShare*float64(all)
}
