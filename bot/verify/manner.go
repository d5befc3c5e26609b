package verify

import (
	"regexp"
	"strings"
	"unicode"
)

// markupPattern finds what is no paragraph, list, bold, italics or link.
var markupPattern = regexp.MustCompile("(?m)<[a-zA-Z/!?]|`|!\\[|^\\s*#{1,6}\\s|^\\s*>\\s|\\|.*\\||^\\s*(?:[-*_=]\\s*){3,}$|~~|\\$\\$|\\\\[a-zA-Z(\\[]|&(?:#\\d+|#x[\\da-fA-F]+|[a-zA-Z]{2,10});|[【】†⟦⟧]|\\{\\{|\\}\\}")

// marked says whether a sentence has markup beyond the subset that is shown.
func marked(text string) bool {
	return mayHoldMarkup(text) && markupPattern.MatchString(text) || spelled(text)
}

// mayHoldMarkup says whether one of the characters that markupPattern needs is in a text.
func mayHoldMarkup(text string) bool {
	ruled := 0
	for i, r := range text {
		switch r {
		case '<', '`', '#', '>', '|', '~', '$', '\\', '&', '【', '】', '†', '⟦', '⟧', '{', '}':
			return true
		case '-', '*', '_', '=':
			ruled++
		case '[':
			if i > 0 && text[i-1] == '!' {
				return true
			}
		}
	}
	return ruled >= 3
}

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
		a, b := x.in(own), x.in(other...)
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
		if t.entry != nil && t.entry.counts && !c.citedHas(k, t.fold) {
			return true
		}
	}
	return false
}
