package bot

import (
	"strings"
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
	switch {
	case r < 0x80:
		return unicode.ToLower(r)
	case r >= 0xff01 && r <= 0xff5e:
		return unicode.ToLower(r - 0xfee0)
	case r >= 0x1d400 && r <= 0x1d6a3:
		return 'a' + (r-0x1d400)%26
	case r >= 0x1d7ce && r <= 0x1d7ff:
		return '0' + (r-0x1d7ce)%10
	case r >= 0x24b6 && r <= 0x24e9:
		return 'a' + (r-0x24b6)%26
	case r >= 0x300 && r <= 0x36f, r == 0xfe0e, r == 0xfe0f:
		return -1
	case r == '’' || r == '‘' || r == 'ʼ' || r == '`' || r == '´' || r == '′':
		return '\''
	}
	r = unicode.ToLower(r)
	for _, row := range accents() {
		if strings.ContainsRune(row[1:], r) {
			return rune(row[0])
		}
	}
	return r
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

// tokenize cuts a cleaned message into words. Apostrophes separate words;
// full stops, question and exclamation marks and line breaks end sentences.
func tokenize(text string) []token {
	var (
		tokens []token
		word   []rune
		sent   int
	)
	flush := func() {
		if len(word) > 0 {
			tokens = appendWord(tokens, string(word), sent)
			word = word[:0]
		}
	}
	rest := []rune(text)
	for i, raw := range rest {
		r := fold(raw)
		switch {
		case r == -1:
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, r)
		case r == '*' && len(word) > 0 && i+1 < len(rest) && unicode.IsLetter(rest[i+1]):
			// A letter hidden behind an asterisk: "su*cidio". The word is one letter short of the real one.
		default:
			flush()
			if r == '?' || r == '!' || r == '\n' || r == ';' || (r == '.' && endsSentence(rest, i)) {
				sent++
			}
		}
	}
	flush()
	return spellHave(tokens)
}

// spellHave puts back the silent h of "avere", which many leave out: "non o
// soldi", "mi anno buttato fuori", "mi a picchiata".
func spellHave(tokens []token) []token {
	for i := 1; i < len(tokens); i++ {
		prev := tokens[i-1].word
		clitic := prev == "mi" || prev == "ci" || prev == "l" || prev == "lo" || prev == "la"
		participle := i+1 < len(tokens) && hasSuffix(tokens[i+1].word, "ato", "ata", "ati", "ate", "uto", "uta", "ito", "ita", "so", "sa", "tto", "tta")
		switch w := tokens[i].word; {
		case w == "o" && prev == "non":
			tokens[i].word, tokens[i].canon = "ho", "ho"
		case w == "anno" && (clitic || prev == "non"), w == "ano" && clitic:
			tokens[i].word, tokens[i].canon = "hanno", "hano"
		case w == "a" && clitic && participle:
			tokens[i].word, tokens[i].canon = "ha", "ha"
		}
	}
	return tokens
}

// endsSentence says whether the full stop at i ends a sentence: it is not one
// of several dots, nor inside a number or an acronym.
func endsSentence(text []rune, i int) bool {
	if i > 0 && text[i-1] == '.' {
		return false
	}
	return i+1 >= len(text) || unicode.IsSpace(text[i+1])
}

// appendWord appends one raw word, spelled out when it is an abbreviation of
// chats.
func appendWord(tokens []token, word string, sent int) []token {
	word = undisguise(word)
	for _, w := range expand(word) {
		tokens = append(tokens, token{word: w, canon: single(w), sent: sent})
	}
	return tokens
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

// expand spells out the abbreviations people use in chats.
func expand(word string) []string {
	switch word {
	case "nn", "nun", "nnn":
		return []string{"non"}
	case "x":
		return []string{"per"}
	case "xke", "xche", "xk", "perke":
		return []string{"perche"}
	case "ke", "k", "ch":
		return []string{"che"}
	case "cmq":
		return []string{"comunque"}
	case "qlc1", "qlcn", "qlcuno":
		return []string{"qualcuno"}
	case "qst", "qsta", "qsto":
		return []string{"questo"}
	case "tt":
		return []string{"tutto"}
	case "nonce":
		return []string{"non", "ce"}
	case "cela":
		return []string{"ce", "la"}
	case "celafaccio":
		return []string{"ce", "la", "faccio"}
	case "vojo", "vojio", "vogl", "volgio", "voglo", "vogio", "vogliio", "vuglio":
		return []string{"voglio"}
	case "wanna", "wana":
		return []string{"want", "to"}
	case "gonna":
		return []string{"going", "to"}
	case "im":
		return []string{"i", "m"}
	case "cant", "cannot":
		return []string{"can", "t"}
	case "dont", "dnt":
		return []string{"don", "t"}
	case "pls", "plz":
		return []string{"please"}
	case "u":
		return []string{"you"}
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
