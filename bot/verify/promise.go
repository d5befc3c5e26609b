package verify

import "strings"

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
		if futureOfOurs(t) || doneByUs(k.tokens, i) && !c.theirWords(k, i) {
			return t.raw
		}
		p, end, ok := promisePatterns().match(k.tokens, i)
		if !ok || k.copiedFrom(i) || strings.Contains(p.flags, "o") && c.citedDoes(k, t) && c.citedDoes(k, k.tokens[end-1]) {
			continue
		}
		return k.words(&fact{start: i, end: end})
	}
	return ""
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

// citedDoes says whether a cited card has a word, in whatever form. Small words do
// not matter.
func (c *Checker) citedDoes(k *claim, t token) bool {
	w := t.sense
	return w == "" || c.anyCited(k, w)
}
