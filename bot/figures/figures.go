// Package figures reads the values in a text, whatever its language, and says whether a
// translation has kept them: numbers, amounts and times as their digits, dates by day,
// month and year, days of the week, addresses of pages and of mail, the names of streets.
//
// It knows the months and days of twelve languages, and numbers as words in Italian and
// English. What cannot be read in a language is not held against a translation: it is a
// first sieve, not a proof.
package figures

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Same says whether a translation has the values of its original, each as often; the
// languages are ISO 639-1, "" for one that is not known. A value may have stayed as it
// was in the original.
func Same(original, from, translation, into string) bool {
	return Of(original, from).same(Of(translation, into, from))
}

// Set is the values in a text, and the marks that stand for what is hidden. They are
// what a translation may not change.
type Set struct {
	all   []figure
	knows map[kind]bool // the kinds of words that could be read in it
}

type figure struct {
	key  string
	kind kind
	sure bool // it can mean nothing else
}

// kind is how a value is written.
type kind uint8

const (
	digits  kind = iota // also links and marks: the same in every language
	month               // a word
	weekday             // a word
	number              // a word
)

var (
	figureMark  = regexp.MustCompile(`\b[A-Z]+(?:_[A-Z]+)*_[0-9]+\b`)
	figureLink  = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>()"']*[^\s<>()"'.,;:!?]`)
	figureMail  = regexp.MustCompile(`(?i)[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+`)
	figureHalf  = regexp.MustCompile(`(?i)\b(\d{1,2})(?:[:.](\d{2}))?\s?([ap])\.?m\b\.?`)
	figureDate  = regexp.MustCompile(`\b(\d{1,2})([/.-])(\d{1,2})([/.-])(\d{4})\b`)
	figureISO   = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	figureMonth = regexp.MustCompile(`(\d{1,2})\s?[月월]`)
	figureRun   = regexp.MustCompile("[0-9]+(?:[.,:h'’\u00a0\u202f][0-9]+)*")
)

// Of reads a text in a language, ISO 639-1; "" for one that is not known. Words of
// the languages in also may be values too: a date that stays as it was.
func Of(text, lang string, also ...string) Set {
	f := Set{knows: map[kind]bool{}}
	rest := asciiDigits(text)
	take := func(pattern *regexp.Regexp, keys func(m []string) []string) {
		rest = replaced(rest, pattern, func(m []string) bool {
			found := keys(m)
			for _, key := range found {
				f.add(figure{key, digits, true})
			}
			return found != nil
		})
	}
	take(figureMark, func(m []string) []string { return m[:1] })
	take(figureLink, func(m []string) []string { return []string{strings.ToLower(m[0])} })
	take(figureMail, func(m []string) []string { return []string{strings.ToLower(m[0])} })
	take(figureDate, func(m []string) []string { return dateKeys(m[1], m[3], m[5], m[2] == m[4]) })
	take(figureISO, func(m []string) []string { return dateKeys(m[3], m[2], m[1], true) })
	take(figureMonth, func(m []string) []string { return monthKey(m[1]) })
	if lang == "en" || lang == "" {
		take(figureHalf, func(m []string) []string { return []string{clockKey(m[1], m[2], m[3])} })
	}
	f.words(rest, lang)
	for _, other := range also {
		f.kept(rest, lang, other)
	}
	take(figureRun, func(m []string) []string { return runKeys(m[0]) })
	return f
}

// replaced takes what is read out of a text, a space in its place.
func replaced(text string, pattern *regexp.Regexp, reads func(m []string) bool) string {
	return pattern.ReplaceAllStringFunc(text, func(found string) string {
		if reads(pattern.FindStringSubmatch(found)) {
			return " "
		}
		return found
	})
}

func (f *Set) add(x figure) { f.all = append(f.all, x) }

// same says whether two texts have the same values, as often. What only may be a value
// need not be in the other; nor need a word of a kind that cannot be read there.
func (f Set) same(g Set) bool { return f.Hold(g) && f.covers(g) && g.covers(f) }

// Hold says whether a text has every value of another, however often.
func (f Set) Hold(g Set) bool {
	for _, x := range g.all {
		if g.certain(x, f) && !slices.ContainsFunc(f.all, func(y figure) bool { return y.key == x.key }) {
			return false
		}
	}
	return true
}

// covers says whether every value of another text is in this one as often as there.
func (f Set) covers(g Set) bool {
	left := slices.Clone(f.all)
	for _, x := range g.all {
		at := slices.IndexFunc(left, func(y figure) bool { return y.key == x.key })
		switch {
		case at >= 0:
			left = slices.Delete(left, at, at+1)
		case g.certain(x, f):
			return false
		}
	}
	return true
}

// certain says whether a value must be in another text too.
func (f Set) certain(x figure, other Set) bool {
	return x.sure && (x.kind == digits || other.knows[x.kind])
}

// dateKeys are a day, a month and a year; nil for what is no date.
func dateKeys(day, month, year string, one bool) []string {
	m := monthKey(month)
	if !one || m == nil || len(day) > 2 {
		return nil
	}
	return append(m, trimmed(day), year)
}

func monthKey(text string) []string {
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= 12 {
		return []string{"m" + strconv.Itoa(n)}
	}
	return nil
}

// clockKey is a time of day as 24 hours have it.
func clockKey(hour, minute, half string) string {
	h, _ := strconv.Atoi(hour) // two digits
	h %= 12
	if strings.EqualFold(half, "p") {
		h += 12
	}
	return valueKey(strconv.Itoa(h), minute)
}

// valueKey is a number with its two last digits, which are cents or minutes.
func valueKey(whole, part string) string {
	if len(part) == 1 {
		part += "0"
	}
	if strings.Trim(part, "0") == "" {
		return whole
	}
	return whole + ":" + part
}

// runKeys reads digits with what stands between them: "3.600,50", "15:30", "1.1.2".
func runKeys(run string) []string {
	groups := strings.FieldsFunc(run, func(r rune) bool { return !unicode.IsDigit(r) })
	seps := strings.FieldsFunc(run, unicode.IsDigit)
	i := 1
	for i < len(groups) && len(groups[i]) == 3 && len(groups[0]) <= 3 && groups[0] != "0" && !strings.ContainsAny(seps[i-1], ":h") && seps[i-1] == seps[0] {
		i++
	}
	whole := strings.Join(groups[:i], "")
	switch {
	case i == len(groups):
		return []string{trimmed(whole)}
	case i == len(groups)-1 && len(groups[i]) <= 2:
		return []string{valueKey(trimmed(whole), groups[i])}
	}
	keys := make([]string, len(groups))
	for k, g := range groups {
		keys[k] = trimmed(g)
	}
	return keys
}

// trimmed is a number of one or two digits without zeros before it.
func trimmed(digits string) string {
	if len(digits) == 2 {
		return strings.TrimPrefix(digits, "0")
	}
	return digits
}

// asciiDigits writes the digits of every script as ours.
func asciiDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 || !unicode.IsDigit(r) {
			return r
		}
		zero := r
		for unicode.IsDigit(zero - 1) {
			zero--
		}
		return '0' + (r-zero)%10
	}, text)
}

// leastName is the length of the shortest word of a street's name, in letters: shorter
// ones are articles.
const leastName = 3

// streetNames are the names in the addresses of an Italian text, in small letters. They
// stay as they are in every language.
func streetNames(text string) []string {
	var names []string
	for _, m := range street.FindAllStringSubmatch(text, -1) {
		for word := range strings.FieldsSeq(m[1]) {
			if r := []rune(word); len(r) >= leastName && unicode.IsUpper(r[0]) {
				names = append(names, Folded(word))
			}
		}
	}
	return names
}

var street = regexp.MustCompile(`\b(?:[Vv]ia|[Vv]iale|[Pp]iazza|[Pp]iazzale|[Cc]orso|[Ll]argo|[Vv]icolo|[Ss]trada|[Bb]orgo|[Vv]\.le|[Pp]\.zza|[Cc]\.so)\s+` +
	`((?:(?:d[aei]l?|del(?:la|lo|le)?|degli|dei|delle|e|di|san|santa)\s+)*\p{Lu}[\p{L}'’]+(?:\s+(?:(?:d[aei]|del|della|di|e)\s+)?\p{Lu}[\p{L}'’]+){0,3})`)

// KeepsStreets says whether a text has the streets of an Italian one.
func KeepsStreets(text, ital string) bool {
	text = Folded(text)
	return !slices.ContainsFunc(streetNames(ital), func(name string) bool { return !strings.Contains(text, name) })
}
