package verify

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	nothing tokenKind = iota // before the first and behind the last
	word                     // letters, with the apostrophe that ends them: "l'"
	digits                   // 0-9
	punct                    // one character
	mail                     // an address of mail
	link                     // an address of a page
)

// token is one word, run of digits or mark of a text.
type token struct {
	kind  tokenKind
	raw   string
	fold  string  // lower case, no accents; for mail and link, the comparable form
	glued bool    // no space before it
	open  bool    // a sentence or an item begins with it: its capital says nothing
	sense string  // what the word says: its group, else its stem; "" for small words
	entry *lexeme // what the rules say of the word; nil where they do not name it
}

// in says whether the word is in one of the named lists.
func (t token) in(names ...string) bool { return t.entry.in(names...) }

// class is the group of a kind that the word belongs to, "" when there is none.
func (t token) class(kind string) string { return t.entry.class(kind) }

// begins says whether a fact may begin with the word, numbers aside.
func (t token) begins() bool { return t.entry != nil && t.entry.begins }

// value reads the number that the word is: "trentadue", "twelve".
func (t token) value() (int64, bool) {
	if t.entry != nil && t.entry.counts {
		return t.entry.number, true
	}
	return italianNumber(t.fold)
}

func (t token) is(marks string) bool { return t.kind == punct && strings.Contains(marks, t.raw) }

func (t token) capital() bool {
	r, _ := utf8.DecodeRuneInString(t.raw)
	return t.kind == word && unicode.IsUpper(r)
}

// acronym says whether a word is all capitals, two or more of them.
func (t token) acronym() bool {
	letters := 0
	for _, r := range t.raw {
		if unicode.IsLetter(r) {
			if !unicode.IsUpper(r) {
				return false
			}
			letters++
		}
	}
	return t.kind == word && letters >= 2
}

// netPattern finds addresses of mail and of pages.
var netPattern = regexp.MustCompile(`(?i)[\p{L}\d._%+\-]+@[\p{L}\d\-]+(?:\.[\p{L}\d\-]+)+` +
	`|[a-z][a-z\d+.\-]*://[^\s<>"()\[\]]+` +
	`|www\.[^\s<>"()\[\]]+` +
	`|(?:javascript|data|mailto|tel|file):[^\s<>"()\[\]]+` +
	`|[\p{L}\d][\p{L}\d\-]*(?:\.[\p{L}\d\-]+)*\.[\p{L}]{2,}\b(?:/[^\s<>"()\[\]]*)?`)

// lex cuts a cleaned text into tokens. Marks of emphasis are left out.
func lex(text string) []token {
	tokens := make([]token, 0, len(text)/5+4)
	nets := netsIn(text)
	glued, open := false, true
	for i := 0; i < len(text); {
		if len(nets) > 0 && nets[0][0] < i {
			nets = nets[1:]
			continue
		}
		if len(nets) > 0 && nets[0][0] == i {
			t := netToken(text[i:nets[0][1]])
			i += len(t.raw)
			t.glued, t.open, glued, open = glued, open, true, false
			tokens = append(tokens, t)
			continue
		}
		limit := len(text)
		if len(nets) > 0 {
			limit = nets[0][0]
		}
		t, size := nextToken(text[i:limit])
		i += size
		switch {
		case t.raw == "":
			glued = false
		case t.is("*_"):
		default:
			t.glued, t.open = glued, open
			tokens = append(tokens, t)
			glued = true
			open = t.is(".!?:\"•") || open && t.kind == punct
		}
	}
	return tokens
}

// netsIn finds the addresses in a text, as FindAllStringIndex does. None holds white
// space, and few words may be one: only those are looked at closely.
func netsIn(text string) [][]int {
	var nets [][]int
	for i := 0; i < len(text); {
		size := strings.IndexAny(text[i:], " \t\n\f\r")
		if size < 0 {
			size = len(text) - i
		}
		if found := text[i : i+size]; mayHoldNet(found) {
			for _, at := range netPattern.FindAllStringIndex(found, -1) {
				nets = append(nets, []int{i + at[0], i + at[1]})
			}
		}
		i += size + 1
	}
	return nets
}

// mayHoldNet says whether an address may stand in a text: a dot, a colon or an at
// sign between other characters.
func mayHoldNet(text string) bool {
	for i := 1; i+1 < len(text); i++ {
		switch text[i] {
		case '@':
			return true
		case '.', ':':
			if next := text[i+1] | 0x20; next >= 'a' && next <= 'z' || next >= 0x80 || text[i+1] == '/' {
				return true
			}
		}
	}
	return false
}

// netToken makes the token of an address, without the marks that only end the
// sentence it stands in.
func netToken(found string) token {
	found = strings.TrimRight(found, ".,;:!?'*_")
	if strings.Contains(found, "@") && !strings.Contains(found, "://") {
		return token{kind: mail, raw: found, fold: strings.ToLower(strings.TrimPrefix(found, "mailto:"))}
	}
	return token{kind: link, raw: found, fold: comparableLink(found)}
}

// comparableLink writes an address of a page without what does not change where it
// leads.
func comparableLink(address string) string {
	scheme, rest, ok := strings.Cut(address, "://")
	if !ok {
		scheme, rest = "https", address
	}
	host, path, _ := strings.Cut(rest, "/")
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	path = strings.TrimRight(path, "/")
	if path != "" {
		host += "/" + path
	}
	if scheme = strings.ToLower(scheme); scheme != "http" && scheme != "https" {
		return scheme + "://" + host
	}
	return host
}

// nextToken reads one token that is no address, or one character of white space,
// for which the token is empty.
func nextToken(text string) (token, int) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case unicode.IsSpace(r):
		return token{}, size
	case r >= '0' && r <= '9':
		n := digitsLength(text)
		return token{kind: digits, raw: text[:n], fold: text[:n], entry: lexicon()[text[:n]]}, n
	case unicode.IsLetter(r):
		n := wordLength(text)
		return wordToken(text[:n]), n
	case r == '\'' && contraction(text[1:]) > 0:
		n := 1 + contraction(text[1:])
		low := strings.ToLower(text[:n])
		return token{kind: word, raw: text[:n], fold: low, entry: lexicon()[low]}, n
	}
	return token{kind: punct, raw: text[:size], fold: text[:size]}, size
}

// wordToken makes the token of a word, and looks it up.
func wordToken(raw string) token {
	t := token{kind: word, raw: raw, fold: fold(raw)}
	if t.entry = lexicon()[t.fold]; t.entry != nil {
		t.sense = t.entry.sense
	} else {
		t.sense = t.entry.senseOf(t.fold)
	}
	return t
}

// wordLength is the length of the word that a text begins with: its letters, and
// the apostrophe of "l'" and "don't".
func wordLength(text string) int {
	n := lettersLength(text)
	if n == len(text) || text[n] != '\'' {
		return n
	}
	switch rest := contraction(text[n+1:]); {
	case rest == 1 && (text[n+1] == 't' || text[n+1] == 'T'):
		return n + 2
	case rest > 0:
		return n
	}
	return n + 1
}

// lettersLength is the length of the letters, with their accents, that a text begins
// with.
func lettersLength(text string) int {
	n := 0
	for n < len(text) {
		if c := text[n] | 0x20; c >= 'a' && c <= 'z' {
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[n:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		n += size
	}
	return n
}

// digitsLength is the length of the digits that a text begins with.
func digitsLength(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}

// contraction is the length of the English ending that a text begins with.
func contraction(text string) int {
	n := 0
	for n < len(text) && (text[n]|0x20) >= 'a' && (text[n]|0x20) <= 'z' {
		n++
	}
	switch strings.ToLower(text[:n]) {
	case "t", "s", "re", "ll", "ve", "m", "d":
		return n
	}
	return 0
}
