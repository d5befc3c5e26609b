package verify

import (
	"regexp"
	"strings"
	"unicode"
)

// shingleLength is how many words in a row a draft may not share with the
// instructions.
const shingleLength = 7

// shingles returns every run of shingleLength words of some texts.
func shingles(texts []string) map[string]bool {
	all := map[string]bool{}
	for _, text := range texts {
		eachShingle(foldedWords(text), func(s string) { all[s] = true })
	}
	return all
}

func foldedWords(text string) []string {
	var out []string
	for _, t := range lex(clean(text)) {
		if t.kind != punct {
			out = append(out, t.fold)
		}
	}
	return out
}

func eachShingle(words []string, do func(string)) {
	for i := 0; i+shingleLength <= len(words); i++ {
		do(strings.Join(words[i:i+shingleLength], " "))
	}
}

// forgive takes out of the banned words what the cards and the citizen say too.
func (c *Checker) forgive(in Check) {
	if len(c.banned) == 0 {
		return
	}
	for _, s := range in.Sources {
		eachShingle(foldedWords(s.Text), func(s string) { delete(c.banned, s) })
	}
	for _, text := range in.Citizen {
		eachShingle(foldedWords(text), func(s string) { delete(c.banned, s) })
	}
}

// leaks says whether words of a draft are words of the instructions.
func (c *Checker) leaks(words []string) bool {
	found := false
	eachShingle(words, func(s string) { found = found || c.banned[s] })
	return found
}

// markupPattern finds what is no paragraph, list, bold, italics or link.
var markupPattern = regexp.MustCompile("(?m)<[a-zA-Z/!?]|`|!\\[|^\\s*#{1,6}\\s|^\\s*>\\s|\\|.*\\||^\\s*(?:[-*_=]\\s*){3,}$|~~|\\$\\$|\\\\[a-zA-Z(\\[]|&(?:#\\d+|#x[\\da-fA-F]+|[a-zA-Z]{2,10});|[【】†⟦⟧]|\\{\\{|\\}\\}")

// marked says whether a sentence has markup beyond the subset that is shown.
func marked(text string) bool { return markupPattern.MatchString(text) || spelled(text) }

// spelled says whether a sentence hides a word by spelling it, letter by letter.
func spelled(text string) bool {
	run := 0
	for f := range strings.FieldsSeq(text) {
		letters := []rune(strings.Trim(f, ".-_*,"))
		if len(letters) != 1 || !unicode.IsLetter(letters[0]) {
			run = 0
			continue
		}
		if run++; run >= 5 {
			return true
		}
	}
	return false
}

// foreign says whether a sentence is not in the language of the answer. Short ones
// and names do not tell.
func (c *Checker) foreign(t []token) bool {
	own, other := "stop", []string{"stop-en", "stop-other"}
	if c.lang == "en" {
		own, other = "stop-en", []string{"stop", "stop-other"}
	}
	mine, theirs, latin, letters := 0, 0, 0, 0
	for _, x := range t {
		if x.kind != word {
			continue
		}
		for _, r := range x.raw {
			letters++
			if unicode.Is(unicode.Latin, r) {
				latin++
			}
		}
		a, b := in(x.fold, own), in(x.fold, other...)
		if a && !b {
			mine++
		}
		if b && !a {
			theirs++
		}
	}
	return letters > 3 && latin*10 < letters*9 || theirs >= 3 && theirs > mine*2 || theirs >= 2 && mine == 0
}

// foreignNumber says whether an Italian sentence has an English number word: nobody
// would write it who means well.
func (c *Checker) foreignNumber(k *claim) bool {
	if c.lang != "it" {
		return false
	}
	for _, t := range k.tokens[k.lead:] {
		if _, number := englishNumbers()[t.fold]; number && !c.citedHas(k, t.fold) {
			return true
		}
	}
	return false
}
