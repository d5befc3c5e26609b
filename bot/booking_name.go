package bot

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// looksLikeName says whether some words can be a name: up to six words of letters.
// A word that only fills sentences makes them none, unless people are called so
// too and another word is nothing but a name: Maria Costa, but not "quanto costa".
func looksLikeName(text string) bool {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 6 || utf8.RuneCountInString(text) < 2 || utf8.RuneCountInString(text) > maxName {
		return false
	}
	capital := inCapitals(words)
	count := map[nameWord]int{}
	for _, word := range words {
		count[nameWordOf(word, capital, len(words) == 1)]++
	}
	switch {
	case count[neverName] > 0:
		return false
	case count[onlyName] > 0:
		return count[alsoName] == 0 || len(words) <= 4
	default:
		return capital && count[alsoName] == 1 && len(words) == 2 // Li Chi
	}
}

// nameWord says what a word can be in a name.
type nameWord int

const (
	onlyName nameWord = iota // it means nothing else here
	alsoName                 // it does, and people are called so too
	namePart                 // it joins names, or says who somebody is: di, madre
	neverName
)

// nameWordOf returns what a word can be in a name, which may stand in capitals.
func nameWordOf(word string, capital, alone bool) nameWord {
	w := strings.ToLower(strings.Trim(word, "'.-"))
	folded := foldWord(w)
	switch {
	case !onlyLetters(word):
		return neverName
	case isParticle(w):
		return namePart
	case isAlsoName(folded) && (capital || !isTimeWord(folded)), capital && !alone && isStopword(folded): // Will Smith
		return alsoName
	case isStopword(folded), isNoName(folded), isGeneric(folded) && alone:
		return neverName
	case isGeneric(folded):
		return namePart
	default:
		return onlyName
	}
}

// inCapitals says whether every word begins as in a name.
func inCapitals(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return !startsName(w) })
}

// isFullName says whether a text is a name and a surname, whatever else its words
// may mean: then it is not taken for a time or a wish.
func isFullName(text string) bool {
	words := strings.Fields(text)
	return len(words) > 1 && len(words) < 5 && looksLikeName(text) && inCapitals(words)
}

// startsName says whether a word begins as in a name: with a capital, or as what
// joins a name's parts.
func startsName(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(first) || isParticle(strings.ToLower(word))
}

// givesName says whether the message is the name that was asked for, with an address
// or without.
func (f *flow) givesName() bool {
	if f.draft.Step != caterina.StepPerson && f.draft.Step != caterina.StepWait || f.asksSomething() {
		return false
	}
	said := readPerson(f.t.text)
	return said.Name != "" && (said.Email != "" || said.Phone != "" || isFullName(strings.Trim(f.t.text, " .!")))
}

// onlyLetters says whether a word is made of letters, apostrophes and hyphens.
func onlyLetters(word string) bool {
	letters := false
	for _, r := range word {
		if unicode.IsLetter(r) {
			letters = true
		} else if r != '\'' && r != '-' && r != '.' && !unicode.Is(unicode.Mn, r) {
			return false
		}
	}
	return letters
}

// isParticle says whether a word joins the parts of a name: "Di Bella", "van der".
func isParticle(word string) bool {
	return slices.Contains([]string{
		"di", "de", "del", "della", "dello", "dei", "degli", "dal", "da", "d", "lo", "la", "li", "le", "el", "al", "ben", "bin", "ibn",
		"van", "von", "der", "den", "dos", "y", "mc", "san", "santa", "st",
	}, word)
}

// isAlsoName says whether a word that means something else here is a name of many
// people too.
func isAlsoName(word string) bool {
	return slices.Contains([]string{
		"costa", "libero", "mia", "primo", "chi", "persona", "posto", "arrivo", "sera", "giorno", "natale", "pasqua", "sette", "quattro", "venti",
		"sabato", "domenica", "marzo", "aprile", "maggio", "giugno", "agosto", "april", "may", "june", "august", "early", "noon", "will",
	}, word)
}

// isNoName says whether a word is said in this place and is nobody's name.
func isNoName(word string) bool {
	return isTimeWord(word) || slices.Contains([]string{
		"non", "boh", "mah", "aspetta", "attimo", "momento", "certo", "perfetto", "confermo", "conferma", "annulla", "basta", "appuntamento",
		"codice", "documenti", "orari", "mail", "email", "telefono", "indirizzo", "ufficio", "sportello", "altri", "orario", "capito",
		"scusa", "scusi", "aiuto", "help", "address", "privacy", "dati", "questo", "quello", "subito", "arrivata", "arrivato",
		"dammi", "mando", "scrivo", "uso", "preferisco", "posti", "cambia", "cambiare", "sposta", "disdici", "ritira",
		"anonimo", "operatore", "devo", "quale", "quali", "perche", "voglio", "mio", "uguale", "stessa",
		"mille", "tante", "buona", "buon", "wait", "sorry", "sure", "later", "what", "which", "why", "dont", "my", "phone",
	}, word)
}
