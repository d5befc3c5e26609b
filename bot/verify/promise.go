package verify

import (
	"slices"
	"strings"
)

// promise looks for what the program says it has done or will do, and for what it
// says others will do without a card that says so.
func (c *Checker) promise(k *claim) string {
	if k.copied {
		return ""
	}
	for i := k.lead; i < len(k.tokens); i++ {
		t := k.tokens[i]
		if t.kind != word {
			continue
		}
		if futureOfOurs(t) || doingNow(k.tokens, i) || doneByUs(k.tokens, i) && !c.theirWords(k, i) {
			return t.raw
		}
		p, end, ok := promisePatterns().match(k.tokens, i)
		if !ok || k.copiedFrom(i) || strings.Contains(p.flags, "o") && k.citedDoes(t, k.tokens[end-1]) || strings.Contains(p.flags, "w") && c.citedHas(k, t.fold) {
			continue
		}
		return k.words(&fact{start: i, end: end})
	}
	return justDone(k.tokens[k.lead:])
}

// doingNow says whether "sto compilando" stands at token i, or begins a clause there with
// a word that is else a noun: "invio i documenti".
func doingNow(t []token, i int) bool {
	if i+1 == len(t) || t[i+1].kind != word {
		return false
	}
	next := t[i+1].fold
	if t[i].fold == "sto" || t[i].fold == "stiamo" {
		return len(next) > 5 && (strings.HasSuffix(next, "ando") || strings.HasSuffix(next, "endo"))
	}
	return t[i].in("deed-or-noun") && t[i+1].entry.base(next) == "" && (i == 0 || t[i-1].kind == punct || t[i-1].in("deed-now"))
}

// justDone returns the word of a sentence that only says that something is done, as
// "Fatto!" and "Prenotato!" do.
func justDone(t []token) string {
	done := ""
	for i := range t {
		switch {
		case t[i].kind == punct:
		case t[i].in("just-done"):
			done = t[i].raw
		case !t[i].in("just-done-with"):
			return ""
		}
	}
	return done
}

// futureOfOurs says whether a word is an Italian verb in the future, first person:
// "invierò", "ricontatteremo".
func futureOfOurs(t token) bool {
	low := strings.ToLower(t.raw)
	if t.in("harmless-future") {
		return false
	}
	return len(low) > 4 && strings.HasSuffix(low, "rò") && low != "però" || len(low) > 5 && strings.HasSuffix(low, "ero'") ||
		len(t.fold) > 6 && strings.HasSuffix(t.fold, "remo") && !t.in("no-future")
}

// doneByUs says whether "ho prenotato", "abbiamo inviato" stands at token i.
func doneByUs(t []token, i int) bool {
	if t[i].fold != "ho" && t[i].fold != "abbiamo" {
		return false
	}
	for k := i + 1; k < len(t) && k <= i+2 && t[k].kind == word; k++ {
		w := t[k].fold
		if in(w, "harmless-done") {
			return false
		}
		for _, ending := range []string{"ato", "uto", "ito", "sto", "tto", "sso", "erto", "ata", "ati", "ate", "uta"} {
			if len(w) > 4 && strings.HasSuffix(w, ending) {
				return true
			}
		}
	}
	return false
}

// theirWords says whether "abbiamo" and the word after it stand so in a cited card: a
// body that writes of itself.
func (c *Checker) theirWords(k *claim, i int) bool {
	return i+1 < len(k.tokens) && k.tokens[i].fold == "abbiamo" && c.citedHas(k, "abbiamo "+k.tokens[i+1].fold)
}

// citedDoes says whether a sentence of a cited card has some words, in whatever form.
// Small words do not matter.
func (k *claim) citedDoes(words ...token) bool {
	return slices.ContainsFunc(k.cited, func(s *source) bool {
		return slices.ContainsFunc(s.units, func(u unit) bool {
			return !slices.ContainsFunc(words, func(w token) bool {
				return w.sense != "" && !has(u.tokens, w.sense)
			})
		})
	})
}
