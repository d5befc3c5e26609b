package verify

import (
	"strings"
)

// scanNames finds the names of offices, bodies and people outside the facts already
// found: words with capitals inside a sentence, and "ufficio", "sportello" with the
// word that says which.
func scanNames(t []token, facts []fact) []fact {
	taken := make([]bool, len(t)+1)
	for _, f := range facts {
		if f.kind == kTerm && f.end-f.start == 1 && t[f.start].capital() {
			continue
		}
		for i := f.start; i < f.end && i < len(taken); i++ {
			taken[i] = true
		}
	}
	var names []fact
	for i := 0; i < len(t); i++ {
		if taken[i] || t[i].kind != word {
			continue
		}
		end := capitalRun(t, taken, i)
		if end == i {
			end = officeRun(t, taken, i)
		}
		if end > i {
			names = append(names, fact{kind: kName, text: strings.Join(nameParts(t[i:end]), " "), start: i, end: end})
			i = end - 1
		}
	}
	return names
}

// capitalRun is where the name that begins at token i with a capital ends; i when
// there is none. Small words inside it belong to it: "Città di Siena".
func capitalRun(t []token, taken []bool, i int) int {
	if !nameWord(t[i]) {
		return i
	}
	end := i + 1
	opens := t[i].open && !t[i].acronym() && !t[i].in("office-head") // its capital says nothing
	if opens && (end == len(t) || !nameWord(t[end]) || t[i].in("needing", "glue")) {
		return i
	}
	for k := i + 1; k < len(t) && !taken[k] && goesOnName(t[k]); k++ {
		if nameWord(t[k]) {
			end = k + 1
		}
	}
	if end > i+1 {
		return end
	}
	if office := officeRun(t, taken, i); office > i || alone(t[i]) {
		return office
	}
	return end
}

// goesOnName says whether a token may stand inside a name.
func goesOnName(t token) bool {
	return nameWord(t) && !t.open || t.kind == word && t.in("name-particle") && plainASCII(t.raw) || // "dà" is no "da"
		t.is(".'-&") && t.glued
}

// alone says whether a single word with a capital may be no name: it opens a
// sentence, or is one of the words that anybody may use.
func alone(t token) bool {
	if t.acronym() {
		return t.in("name-free")
	}
	return t.open || t.in("name-free", "months-it", "titles") || t.class("month") != "" || t.class("day") != ""
}

// nameWord says whether a word may be one of a name: it has a capital that says
// something.
func nameWord(t token) bool {
	if t.kind != word || !t.capital() || isCurrencyWord(t.fold) || t.fold == "i" || t.fold[0] == '\'' {
		return false
	}
	return !t.open || len(t.raw) > 1 && !isStop(t.fold)
}

// officeRun is where "ufficio scuola", "sportello per la casa" end: an office, small
// words, and a word that tells which office.
func officeRun(t []token, taken []bool, i int) int {
	if !t[i].in("office-head") || t[i].fold == "casa" && !t[i].capital() {
		return i // "a casa degli anziani"
	}
	k := skipParticles(t, i+1)
	if k == len(t) || taken[k] || t[k].kind != word || k > i+1 && t[k].in("body") {
		return i // "lo chiede la scuola alla ASL"
	}
	if t[k].in("office-kind") || t[k].capital() && !t[k].open {
		return k + 1
	}
	return i
}

// skipParticles is where the small words, three at most, end that stand from token i on.
func skipParticles(t []token, i int) int {
	const most = 3
	k := i
	for k < len(t) && k < i+most && t[k].kind == word && t[k].in("particle") && !t[k].joins() {
		k++
	}
	return k
}

// nameParts are the words of a name that must stand in a card, articles and
// prepositions left out.
func nameParts(t []token) []string {
	var parts []string
	for _, x := range t {
		if x.kind == word && !x.in("particle") {
			parts = append(parts, x.fold)
		}
	}
	for len(parts) > 1 && in(parts[0], "name-free", "titles") {
		parts = parts[1:]
	}
	for i := range parts {
		parts[i] = nameForm(parts[i])
	}
	return parts
}

// nameForm makes singular and plural of a word one.
func nameForm(w string) string {
	if len(w) > 4 {
		w = w[:len(w)-1]
	}
	return w
}

// names are the words of a text that may be those of names, each between two spaces,
// with a bar where one cannot go on.
type names struct{ words strings.Builder }

// learn takes in the words of a sentence or of an official name.
func (n *names) learn(t []token) {
	n.words.WriteString(" |")
	for i := range t {
		x := &t[i]
		if x.kind == punct && x.is(";:!?(") {
			n.words.WriteString(" |")
		}
		if x.kind != word || x.in("particle") {
			continue
		}
		n.words.WriteByte(' ')
		n.words.WriteString(nameForm(x.fold))
	}
	n.words.WriteByte(' ')
}

// hold says whether a name stands in the text: each of its words, behind the one before.
func (n *names) hold(parts []string) bool {
	all := n.words.String()
	if len(parts) == 1 {
		return strings.Contains(all, " "+parts[0]+" ")
	}
	for i := 1; i < len(parts); i++ {
		if !strings.Contains(all, " "+parts[i-1]+" "+parts[i]+" ") {
			return false
		}
	}
	return true
}
