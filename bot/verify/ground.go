package verify

import (
	"slices"
	"strings"
)

// ungrounded says whether a sentence is about something that its cards do not speak
// of: too many of its words are neither theirs nor those that any answer is made of.
func (c *Checker) ungrounded(k *claim) bool {
	own, strange := 0, 0
	for i, t := range k.tokens[k.lead:] {
		w := t.sense
		if _, number := wordValue(t.fold); w == "" || number || k.factAt(k.lead+i) {
			continue
		}
		own++
		switch {
		case in(t.fold, "abuse") && !c.anyCited(k, w):
			return true
		case !c.familiar(k, t, w):
			strange++
		}
	}
	if c.lang != "it" {
		return strange > 3 && strange*2 > own
	}
	return strange > 1 && strange*5 >= own*2
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

// familiar says whether a word may stand in any answer, or stands in a cited card.
func (c *Checker) familiar(k *claim, t token, w string) bool {
	return in(t.fold, "talk", "neutral", "neutral-en") || neutralStems()[stem(t.fold)] || c.anyCited(k, w)
}

func (c *Checker) anyCited(k *claim, w string) bool {
	for _, s := range k.cited {
		if s.words[w] || s.words[strings.TrimPrefix(w, "=")] {
			return true
		}
	}
	return false
}

// claims says whether a sentence without a citation says anything that a card would
// have to bear out: more than greeting, asking and leading on.
func (c *Checker) claims(k *claim) bool {
	question := len(k.tokens) > 0 && k.tokens[len(k.tokens)-1].is("?")
	leads := len(k.tokens) > 0 && k.tokens[len(k.tokens)-1].is(":")
	strange := 0
	for i, t := range k.tokens[k.lead:] {
		w := t.sense
		if w == "" || in(t.fold, "talk") || k.factAt(k.lead+i) || (question || leads) && c.known(t, w) {
			continue
		}
		if in(t.fold, "abuse") {
			return true
		}
		strange++
	}
	return strange > 0
}

// known says whether a word is one of answers, of any of the cards, or of the
// citizen.
func (c *Checker) known(t token, w string) bool {
	if in(t.fold, "neutral", "neutral-en") || neutralStems()[stem(t.fold)] || c.citizen.words[w] {
		return true
	}
	for _, s := range c.sources {
		if s.words[w] {
			return true
		}
	}
	return false
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
