package verify

import (
	"slices"
	"strings"
)

// readWords reads a number in words: "duemilacinquecento", "un milione e mezzo",
// "cento venti", "two hundred and fifty", "twenty-five".
func readWords(t []token, i int) (number, bool) {
	if i >= len(t) || t[i].kind != word {
		return number{}, false
	}
	if n, ok := readDozen(t, i); ok {
		return n, true
	}
	value, ok := t[i].value()
	if !ok || !countsHere(t, i) {
		return number{}, false
	}
	return withRest(t, scaled(t, number{value: value * milli, end: i + 1, words: true})), true
}

// moreWords goes on with the next word of a number: one that is smaller than the
// last place of what was read ("cento venti"), or "hundred" and "mila".
func moreWords(t []token, n number) (number, bool) {
	i := n.end
	switch {
	case t[i].fold == "hundred":
		return scaled(t, number{value: n.value * 100, end: i + 1}), true
	case magnitude(t[i].fold) > 0 && n.value < 1000*milli:
		return scaled(t, n), true
	case joinsNumber(t, n):
		i++
	}
	if i >= len(t) || t[i].kind != word || isOne(t[i].fold) && t[i].fold != "one" {
		return n, false
	}
	v, ok := t[i].value()
	if !ok {
		return n, false
	}
	more := scaled(t, number{value: v * milli, end: i + 1})
	if i+1 < len(t) && t[i+1].fold == "hundred" {
		more = scaled(t, number{value: v * 100 * milli, end: i + 2})
	}
	if place := lastPlace(n.value); more.value >= place || place < 10*milli {
		return n, false
	}
	return number{value: n.value + more.value, end: more.end}, true
}

// joinsNumber says whether the hyphen of "twenty-five" or the "and" of "two hundred
// and fifty" stands behind a number.
func joinsNumber(t []token, n number) bool {
	if t[n.end].is("-") {
		return t[n.end].glued && n.end+1 < len(t) && t[n.end+1].glued && n.value%(10*milli) == 0
	}
	return (t[n.end].fold == "and" || t[n.end].fold == "e") && n.value >= 100*milli && n.value%(100*milli) == 0
}

// lastPlace is the value of the last place of a number that is not zero: 100 for 2500.
func lastPlace(value int64) int64 {
	place := int64(milli)
	for place <= value && value%(place*10) == 0 {
		place *= 10
	}
	return place
}

// readDozen reads words for a number that is none: "una decina", "mezzo milione",
// "half a million", "a hundred".
func readDozen(t []token, i int) (number, bool) {
	at := func(k int) string {
		if i+k < len(t) {
			return t[i+k].fold
		}
		return ""
	}
	first, second := at(0), at(1)
	switch {
	case first == "mezzo" && second == "milione":
		return number{value: 500_000 * milli, end: i + 2, words: true}, true
	case first == "half" && second == "a" && at(2) == "million":
		return number{value: 500_000 * milli, end: i + 3, words: true}, true
	case !isOne(first) && first != "a":
		return number{}, false
	case collective(second) > 0:
		return number{value: collective(second) * milli, end: i + 2, words: true}, true
	case second == "hundred":
		return withRest(t, number{value: 100 * milli, end: i + 2, words: true}), true
	case magnitude(second) > 0:
		n := number{value: magnitude(second) * milli, end: i + 2, words: true}
		if half, end := halfAfter(t, n.end); half {
			n.value, n.end = n.value+n.value/2, end
		}
		return withRest(t, n), true
	}
	return number{}, false
}

// withRest reads on while the words belong to a number.
func withRest(t []token, n number) number {
	for n.end < len(t) && n.value < largest {
		next, ok := moreWords(t, n)
		if !ok {
			break
		}
		n = next
	}
	n.words = true
	return n
}

// collective is how many "una decina", "un centinaio" are.
func collective(w string) int64 {
	switch w {
	case "decina":
		return 10
	case "dozzina", "dozen":
		return 12
	case "quindicina":
		return 15
	case "ventina":
		return 20
	case "trentina":
		return 30
	case "cinquantina":
		return 50
	case "centinaio":
		return 100
	case "migliaio":
		return 1000
	}
	return 0
}

func isOne(w string) bool {
	switch w {
	case "un", "uno", "una", "un'", "one":
		return true
	}
	return false
}

// countsHere says whether a number word counts something at this place: "sei" is
// also "you are", "un" an article, "one" a pronoun.
func countsHere(t []token, i int) bool {
	w := t[i].fold
	next := ""
	if i+1 < len(t) {
		next = t[i+1].fold
	}
	switch w {
	case "un", "uno", "una", "un'", "one":
		return oneOf(t, i, next)
	case "sei":
		if isUnit(next) || isCurrencyWord(next) || nounClass(next) != "" || magnitude(next) > 0 || classOf("month", next) != "" {
			return true
		}
		if i == 0 || t[i-1].kind != word {
			return false
		}
		switch baseWord(t[i-1].fold) {
		case "entro", "dopo", "almeno", "massimo", "ogni", "per", "di", "da", "a", "tra", "fra", "ore", "":
			return next == "" || !isStop(next)
		}
		return false
	}
	return true
}

// oneOf says whether "un" counts what comes next, and is no article. "Un terzo figlio" is
// the third.
func oneOf(t []token, i int, next string) bool {
	if i+2 < len(t) && nounClass(t[i+2].fold) != "" && classOf("part", next) != "" {
		return false
	}
	return isUnit(next) || slices.Contains([]string{"euro", "sola", "solo", "volta", "terzo", "quarto", "only", "single", "time", "child"}, next)
}

// italianNumber reads an Italian number below a million that is written as one word.
func italianNumber(w string) (int64, bool) {
	switch {
	case w == "cento":
		return 100, true
	case w == "mille":
		return 1000, true
	case len(w) < 2 || !mayCount(w):
		return 0, false
	}
	if rest, ok := strings.CutPrefix(w, "mille"); ok {
		v, ok := belowThousand(rest)
		return 1000 + v, ok
	}
	if left, right, ok := strings.Cut(w, "mila"); ok && left != "" {
		thousands, ok := belowThousand(left)
		if !ok || right == "" {
			return thousands * 1000, ok
		}
		v, ok := belowThousand(right)
		return thousands*1000 + v, ok
	}
	return belowThousand(w)
}

// mayCount says whether a word begins as Italian numbers do.
func mayCount(w string) bool {
	switch w[:2] {
	case "ze", "un", "du", "do", "tr", "qu", "ci", "se", "ot", "no", "di", "ve", "ce", "mi":
		return true
	}
	return false
}

func belowThousand(w string) (int64, bool) {
	left, right, ok := strings.Cut(w, "cento")
	if !ok || strings.HasPrefix(right, "tt") { // "centotto", "centottanta"
		if left, right, ok = strings.Cut(w, "cent"); !ok || right != "uno" && !strings.HasPrefix(right, "ott") {
			return belowHundred(w)
		}
	}
	hundreds := int64(1)
	if left != "" {
		if hundreds, ok = smallNumbers()[left]; !ok || hundreds > 9 {
			return 0, false
		}
	}
	if right == "" {
		return hundreds * 100, true
	}
	v, ok := belowHundred(right)
	return hundreds*100 + v, ok
}

func belowHundred(w string) (int64, bool) {
	if v, ok := smallNumbers()[w]; ok {
		return v, true
	}
	for i, ten := range []string{"vent", "trent", "quarant", "cinquant", "sessant", "settant", "ottant", "novant"} {
		rest, ok := strings.CutPrefix(w, ten)
		if !ok {
			continue
		}
		value := int64(i+2) * 10
		full := "a"
		if i == 0 {
			full = "i"
		}
		if rest == full {
			return value, true
		}
		if rest != "uno" && rest != "un" && rest != "otto" {
			if rest, ok = strings.CutPrefix(rest, full); !ok {
				return 0, false
			}
		}
		if rest == "un" {
			rest = "uno"
		}
		unit, ok := smallNumbers()[rest]
		return value + unit, ok && unit < 10
	}
	return 0, false
}
