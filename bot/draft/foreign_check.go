package draft

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"example.org/caterina"
	"example.org/caterina/bot"
	"example.org/caterina/bot/figures"
)

// fit returns a translation as it may be put back into Italian, "" for one that may not:
// with other figures, without a name, far too short or long, marked up, with hidden
// letters, or in another language.
func (t *translation) fit(x *item, text string) string {
	text = strings.Map(joining, text)
	if text == "" || strings.ContainsFunc(text, caterina.Hidden) || strings.ContainsAny(text, "\n\t") {
		return ""
	}
	switch {
	case !figures.Same(x.from, italian, text, t.lang), !figures.KeepsStreets(text, x.from), !sameMarks(x.from, text):
		return ""
	case slices.ContainsFunc(x.names, func(name string) bool { return strings.Count(text, name) < strings.Count(x.from, name) }):
		return ""
	case !alikeLong(x.from, text), addsMarkup(x.from, text), !t.speaks(x, text):
		return ""
	}
	return text
}

// joining drops what joins or turns letters in the scripts that need it: it says nothing,
// and models are free with it.
func joining(r rune) rune {
	switch r {
	case 0x200C, 0x200D, 0x200E, 0x200F:
		return -1
	}
	return r
}

// sameMarks says whether two texts have the same marks of addresses and telephones, in
// the same order: of two that change places each would be the other's.
func sameMarks(a, b string) bool {
	return slices.Equal(anyToken.FindAllString(a, -1), anyToken.FindAllString(b, -1))
}

// How long a translation may be, beside its original. A word more or less does not count.
const (
	leastLong = 0.3
	mostLong  = 3
	less      = 4 // letters
	more      = 12
)

// alikeLong says whether a translation is about as long as its original.
func alikeLong(from, into string) bool {
	a, b := long(from), long(into)
	return b+less >= leastLong*a && b <= mostLong*a+more
}

// long is how long a text is, in letters of ours: a sign that is a word or a syllable
// counts as much as it says.
func long(text string) float64 {
	n := 0.0
	for _, r := range text {
		switch {
		case unicode.In(r, unicode.Han):
			n += 2.5
		case unicode.In(r, unicode.Hangul, unicode.Hiragana, unicode.Katakana, unicode.Ethiopic):
			n += 1.8
		case !unicode.Is(unicode.M, r):
			n++
		}
	}
	return n
}

var listMark = regexp.MustCompile(`^(?:[-+*•>#]|\d{1,3}[.)])\s`)

// addsMarkup says whether a translation has signs of Markdown or HTML that its original
// has not, or an address.
func addsMarkup(from, into string) bool {
	for _, sign := range "*_#<>[]`|~\\{}" {
		if strings.Count(anyToken.ReplaceAllString(into, ""), string(sign)) > strings.Count(anyToken.ReplaceAllString(from, ""), string(sign)) {
			return true
		}
	}
	return listMark.MatchString(into) || strings.Contains(into, "://") && !strings.Contains(from, "://") || strings.Contains(into, "www.") && !strings.Contains(from, "www.")
}

// speaks says whether a text, its names and marks aside, is in the language that was
// asked for, as far as one can tell: in its script, and in no other language's words.
func (t *translation) speaks(x *item, text string) bool {
	from, text := without(x.from, x.names), without(text, x.names)
	tables := scripts(t.lang)
	own, other := 0, 0
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r) || unicode.Is(unicode.Lm, r):
		case unicode.In(r, tables...):
			own++
		case unicode.Is(unicode.Latin, r): // a word may have stayed
			other++
		default:
			return false // of a third script
		}
	}
	if own < other || own == 0 {
		return false
	}
	if !slices.Contains(tables, unicode.Latin) {
		return true
	}
	kept, words := keptWords(from, text)
	if words >= fewWords && kept*5 > words*4 {
		return false
	}
	return len(strings.Fields(text)) < tellingWords || t.sounds(text)
}

const (
	fewWords     = 4 // too few to tell by them that a sentence was not translated: languages share some
	tellingWords = 8 // from so many on a sentence alone tells its language
)

// sounds says whether the words of a text are not those of another language.
func (t *translation) sounds(text string) bool {
	found := bot.LanguageOf(text)
	return found == "" || found == t.lang || !slices.Contains(scripts(t.lang), unicode.Latin)
}

// without is a text without names and marks.
func without(text string, names []string) string {
	for _, name := range names {
		text = strings.ReplaceAll(text, name, " ")
	}
	return anyToken.ReplaceAllString(text, " ")
}

// keptWords counts the longer words of a sentence, and those that stand in its
// translation.
func keptWords(from, into string) (kept, words int) {
	into = " " + strings.Join(wordsOf(into), " ") + " "
	for _, w := range wordsOf(from) {
		if len(w) > 3 {
			words++
			if strings.Contains(into, " "+w+" ") {
				kept++
			}
		}
	}
	return kept, words
}

func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
}

// sameSense says whether two Italian sentences deny as often, leave as many choices, and
// speak of the same spans of time: what a translator turns round most easily, and no
// figure tells.
func sameSense(a, b string) bool { return senseOf(a) == senseOf(b) }

type sense struct {
	denials, choices int
	spans            [5]bool // days, weeks, months, years, hours
}

func senseOf(text string) sense {
	var s sense
	for _, w := range wordsOf(text) {
		switch {
		case w == "non", w == "né", w == "senza":
			s.denials++
		case w == "o", w == "od", w == "oppure":
			s.choices++
		case strings.HasPrefix(w, "giorn"):
			s.spans[0] = true
		case strings.HasPrefix(w, "settiman"):
			s.spans[1] = true
		case w == "mese", w == "mesi", strings.HasPrefix(w, "mensil"):
			s.spans[2] = true
		case w == "anno", w == "anni", strings.HasPrefix(w, "annu"):
			s.spans[3] = true
		case w == "ore":
			s.spans[4] = true
		}
	}
	return s
}
