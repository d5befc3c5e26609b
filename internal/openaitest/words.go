package openaitest

import (
	"slices"
	"strings"
	"unicode"
)

// fold makes words comparable: small letters without accents.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case 'à', 'á', 'â', 'ä':
			return 'a'
		case 'è', 'é', 'ê', 'ë':
			return 'e'
		case 'ì', 'í', 'î', 'ï':
			return 'i'
		case 'ò', 'ó', 'ô', 'ö':
			return 'o'
		case 'ù', 'ú', 'û', 'ü':
			return 'u'
		case '’':
			return '\''
		}
		return r
	}, strings.ToLower(text))
}

// wordsOf splits a text into folded words and numbers.
func wordsOf(text string) []string {
	return strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

const (
	shortest    = 3 // letters of a word that says something
	longestStem = 6
)

// stem cuts what Italian words end in: enough for a fake.
func stem(word string) string {
	if len(word) > 4 {
		word = strings.TrimSuffix(strings.TrimRight(word, "aeiou"), "h")
	}
	if len(word) > longestStem && !unicode.IsDigit(rune(word[0])) {
		word = strings.ToValidUTF8(word[:longestStem], "")
	}
	return word
}

// stemsOf are the stems of the words of a text that say something.
func stemsOf(text string) []string {
	var out []string
	for _, w := range wordsOf(text) {
		if (len(w) >= shortest || unicode.IsDigit(rune(w[0]))) && !isEmpty(w) {
			out = append(out, stem(w))
		}
	}
	return out
}

// isEmpty says whether a word says nothing about what is asked.
func isEmpty(word string) bool {
	switch word {
	case "che", "chi", "come", "con", "cosa", "cos", "cui", "dal", "dalla", "dei", "del", "della", "delle", "dello", "degli",
		"per", "nel", "nella", "non", "una", "uno", "gli", "alla", "alle", "allo", "agli", "sul", "sulla", "sono", "sei",
		"hai", "hanno", "avere", "essere", "questo", "questa", "quale", "quali", "anche", "mio", "mia", "miei", "tuo", "tua",
		"suo", "sua", "vorrei", "voglio", "posso", "puoi", "devo", "fare", "faccio", "sapere", "parli", "dirmi", "salve",
		"buongiorno", "ciao", "grazie", "scusi", "the", "and", "for", "what", "how", "which", "with", "about", "can", "you",
		"are", "does", "please", "tell":
		return true
	}
	return false
}

// likeness is how much of what a question's stems say a text says too, 0 to 1.
// It weighs each stem by how few of all texts say it.
func likeness(question, text []string, rarity func(string) float64) float64 {
	var all, same float64
	for i, s := range question {
		if slices.Contains(question[:i], s) {
			continue
		}
		weight := rarity(s)
		all += weight
		if slices.Contains(text, s) {
			same += weight
		}
	}
	if all == 0 {
		return 0
	}
	return same / all
}

// rarityIn weighs stems by how few of the texts have them.
func rarityIn(texts [][]string) func(string) float64 {
	have := make(map[string]int)
	for _, t := range texts {
		for i, s := range t {
			if !slices.Contains(t[:i], s) {
				have[s]++
			}
		}
	}
	return func(s string) float64 { return 1 / float64(1+have[s]) }
}

// partWords are the words that ask for a part of a card, by the part's name and by
// the field's.
func partWords() []struct{ names, words string } {
	return []struct{ names, words string }{
		{"documenti documents", "documenti documento serve servono portare allegare carte documents papers bring need"},
		{"quanto costa cost", "costa costo pagare paga prezzo spesa tariffa gratis gratuito cost price fee free"},
		{"quanto vale amount", "quanto vale importo contributo euro cifra much amount money worth"},
		{"scadenze deadlines", "scadenza scade scadono entro quando termine tempo deadline when until date"},
		{"dove e quando offices", "dove orari orario aperto apre chiude ufficio sportello giorni where open hours office"},
		{"contatti contacts", "telefono numero chiamare email mail scrivere contatti contatto contattare phone number call contact"},
		{"come fare how_to_access", "domanda richiesta richiedere fare presentare iscrivere iscrizione ottenere apply application request"},
		{"come informarsi how_to_get_information", "informazioni informarsi informare capire chiarimenti information"},
		{"a chi è rivolto recipients", "requisiti rivolto spetta isee residenza età requirements eligible who"},
		{"che cosa si ottiene result", "ottengo ottiene ricevo risultato get receive"},
		{"che cos'è description", "cos'è significa spiegami what is"},
		{"moduli forms", "modulo moduli scaricare form download"},
		{"casi particolari special_cases", "particolare caso eccezione special"},
		{"in breve summary", ""},
	}
}

// asksFor says how much a question asks for a part of a card: the words in common.
func asksFor(question []string, name string) int {
	name = fold(name)
	for _, p := range partWords() {
		names := fold(p.names)
		if name == "" || names != name && !strings.HasPrefix(names, name+" ") && !strings.HasSuffix(names, " "+name) {
			continue
		}
		n := 0
		for _, w := range stemsOf(p.words) {
			if slices.Contains(question, w) {
				n++
			}
		}
		return n
	}
	return 0
}
