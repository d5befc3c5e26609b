package bot

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// token is one word of a citizen's message as the rules see it.
type token struct {
	word  string // folded: lower case, no accents, abbreviations spelled out
	canon string // word with doubled letters made single, so that "ammazzo" and "amazo" are one
	sent  int    // number of the sentence it stands in, from 0
}

// clean removes what a reader cannot see and so may only be there to deceive.
// Broken UTF-8 becomes a space, and so does every other kind of space but the
// line break.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, caterina.StripHidden(strings.ToValidUTF8(text, " ")))
}

// fold returns r as one plain lower-case letter where it is a Latin letter in
// disguise: an accent, a full-width, mathematical or circled form. Combining
// marks become -1.
func fold(r rune) rune {
	if r < 0x80 {
		return unicode.ToLower(r)
	}
	if plain := uncover(r); plain != 0 {
		return plain
	}
	r = unicode.ToLower(r)
	for _, row := range accents() {
		if strings.ContainsRune(row[1:], r) {
			return rune(row[0])
		}
	}
	return r
}

// uncover returns what a decorated form of a letter, a digit or an apostrophe
// stands for, -1 for a mark that only decorates, and 0 for anything else.
func uncover(r rune) rune {
	within := func(first, last rune) bool { return first <= r && r <= last }
	switch {
	case within(0xff01, 0xff5e): // full width
		return unicode.ToLower(r - 0xfee0)
	case within(0x1d400, 0x1d6a3): // mathematical letters
		return 'a' + (r-0x1d400)%26
	case within(0x1d7ce, 0x1d7ff): // mathematical digits
		return '0' + (r-0x1d7ce)%10
	case within(0x24b6, 0x24e9): // circled letters
		return 'a' + (r-0x24b6)%26
	case within(0x300, 0x36f), r == 0xfe0e, r == 0xfe0f: // combining marks, variation selectors
		return -1
	case strings.ContainsRune("’‘ʼ`´′", r):
		return '\''
	}
	return 0
}

// accents lists, after each plain letter, its accented forms.
func accents() [16]string {
	return [...]string{
		"aàáâãäåāăąǎ", "cçćĉċč", "dďđ", "eèéêëēĕėęě", "gĝğġģ", "hĥħ", "iìíîïĩīĭįı", "lĺļľŀł",
		"nñńņňŉ", "oòóôõöøōŏőǒ", "rŕŗř", "sśŝşšș", "tţťŧț", "uùúûüũūŭůűų", "yýÿŷ", "zźżž",
	}
}

// lookAlike maps Greek and Cyrillic letters that look like Latin ones. It is
// used only inside words that also hold Latin letters.
func lookAlike(r rune) rune {
	const from, to = "аеорсухіјѕԁһνοαερικτ", "aeopcyxijsdhvoaepikt"
	if i := strings.IndexRune(from, r); i >= 0 {
		return rune(to[utf8.RuneCountInString(from[:i])])
	}
	return r
}

// tokenizer is a message while it is cut into words.
type tokenizer struct {
	text   []rune
	tokens []token
	word   []rune
	sent   int
}

// tokenize cuts a cleaned message into words. Apostrophes separate words; full
// stops, question and exclamation marks and line breaks end sentences.
func tokenize(text string) []token {
	z := tokenizer{text: []rune(text)}
	for i, raw := range z.text {
		switch r := fold(raw); {
		case r == -1:
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			z.word = append(z.word, r)
		case r == '*' && len(z.word) > 0 && z.letterAt(i+1):
			// A letter hidden behind an asterisk: "su*cidio". The word is one letter short of the real one.
		default:
			z.flush()
			if strings.ContainsRune("?!;\n", r) || r == '.' && z.stopAt(i) {
				z.sent++
			}
		}
	}
	z.flush()
	return spellYou(spellHave(z.tokens))
}

// flush ends a word. Abbreviations of chats are spelled out.
func (z *tokenizer) flush() {
	if len(z.word) == 0 {
		return
	}
	for _, w := range expand(undisguise(string(z.word))) {
		z.tokens = append(z.tokens, token{word: w, canon: single(w), sent: z.sent})
	}
	z.word = z.word[:0]
}

func (z *tokenizer) letterAt(i int) bool { return i < len(z.text) && unicode.IsLetter(z.text[i]) }

// stopAt says whether the full stop at i ends a sentence: it is not one of
// several dots, nor inside a number or an acronym.
func (z *tokenizer) stopAt(i int) bool {
	if i > 0 && z.text[i-1] == '.' {
		return false
	}
	return i+1 >= len(z.text) || unicode.IsSpace(z.text[i+1])
}

// spellHave puts back the silent h of "avere", which many leave out: "non o
// soldi", "mi anno buttato fuori", "mi a picchiata".
func spellHave(tokens []token) []token {
	for i := 1; i < len(tokens); i++ {
		prev, have := tokens[i-1].word, ""
		clitic := slices.Contains([]string{"mi", "ci", "l", "lo", "la"}, prev)
		switch w := tokens[i].word; {
		case w == "o" && prev == "non":
			have = "ho"
		case w == "anno" && (clitic || prev == "non"), w == "ano" && clitic:
			have = "hanno"
		case w == "a" && clitic && i+1 < len(tokens) && isParticiple(tokens[i+1].word):
			have = "ha"
		}
		if have != "" {
			tokens[i].word, tokens[i].canon = have, single(have)
		}
	}
	return tokens
}

// spellYou spells "u" out beside words that only English puts there. Alone it is
// the article of the South: "u bonus".
func spellYou(tokens []token) []token {
	beside := func(i int, words string) bool {
		return i >= 0 && i < len(tokens) && slices.Contains(strings.Fields(words), tokens[i].word)
	}
	for i := range tokens {
		if tokens[i].word == "u" && (beside(i-1, beforeYou) || beside(i+1, afterYou)) {
			tokens[i].word, tokens[i].canon = "you", "you"
		}
	}
	return tokens
}

// The words that "u" follows or precedes when it is an English "you".
const (
	beforeYou = "can could do did does are r will would should if when what where how why who thank thx see love hate to for of with and that have may need ask tell help please"
	afterYou  = "are r can could will would have do did tell help know guys want need get please speak open there"
)

// isParticiple says whether a word ends like a past participle.
func isParticiple(word string) bool {
	return hasSuffix(word, "ato", "ata", "ati", "ate", "uto", "uta", "ito", "ita", "so", "sa", "tto", "tta")
}

// undisguise turns look-alike letters and digits that stand for letters
// ("su1cid1o") into the letters meant, in words that are mostly Latin. Digits
// at the end of a word ("covid19") are digits.
func undisguise(word string) string {
	var latin, other int
	for _, r := range word {
		if r >= 'a' && r <= 'z' {
			latin++
		} else {
			other++
		}
	}
	if latin < 3 || other == 0 || other > latin {
		return word
	}
	body := strings.TrimRight(word, "0123456789")
	return strings.Map(func(r rune) rune {
		const from, to = "01345", "oieas"
		if i := strings.IndexRune(from, r); i >= 0 {
			return rune(to[i])
		}
		return lookAlike(r)
	}, body) + word[len(body):]
}

// abbreviations are the ways of chats and of the ear to write words, each line a
// word and what it stands for.
const abbreviations = `
nn non
nun non
nnn non
x per
xke perche
xche perche
xk perche
perke perche
ke che
k che
ch che
cmq comunque
qlc1 qualcuno
qlcn qualcuno
qlcuno qualcuno
qst questo
qsta questo
qsto questo
tt tutto
nonce non ce
cela ce la
celafaccio ce la faccio
vojo voglio
vojio voglio
vogl voglio
volgio voglio
voglo voglio
vogio voglio
vogliio voglio
vuglio voglio
wanna want to
wana want to
gonna going to
im i m
cant can t
cannot can t
dont don t
dnt don t
pls please
plz please
quanno quando
quann quando
addo dove
comm come
pecche perche
vulesse vorrei
vorria vorrei
agghia devo
aggia devo
`

// spelledOut is the list of abbreviations as a table.
//
//nolint:gochecknoglobals // made once from a constant, never changed
var spelledOut = sync.OnceValue(func() map[string][]string {
	table := map[string][]string{}
	for line := range strings.Lines(strings.TrimSpace(abbreviations)) {
		words := strings.Fields(line)
		table[words[0]] = words[1:]
	}
	return table
})

// expand spells out an abbreviation; any other word is returned as it is.
func expand(word string) []string {
	if words, known := spelledOut()[word]; known {
		return words
	}
	return []string{word}
}

// single makes each run of one letter a single letter.
func single(word string) string {
	var b strings.Builder
	last := rune(-1)
	for _, r := range word {
		if r != last || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}

// near says whether two words differ by one letter added, left out or changed,
// or by two neighbours exchanged. Both are made of single-byte letters.
func near(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
