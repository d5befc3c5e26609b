package when

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/caterina"
)

// kind says what a token is.
type kind int

const (
	word  kind = iota
	digit      // "3": n
	nth        // "3°", "3rd": n
	colon      // "9:30", "9h30": n and m, surely a time
	point      // "9.30", "9,30", "14.12": n and m, a time or a day
	pair       // "14/12": n and m
	tie        // "14-12", "9-11": n and m
	date       // "14/12/2026": n, m and y
	mark       // punctuation
	taken      // means something else: an amount, an age, a house number
)

// token is one word or number of a message.
type token struct {
	kind    kind
	text    string // of a word, folded; of a mark
	n, m, y int    // of a word: the number it says, -1 for none
}

// most is how much of a message is read: who says when needs less, and the time
// that reading takes is bounded.
const most = 600

// The numbers that are not simply digits, longest first. Each ends where no
// further digit or letter follows.
var (
	isoDate  = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})\b`)
	fullDate = regexp.MustCompile(`^(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4}|\d{2})\b`)
	ordinal  = regexp.MustCompile(`^(\d{1,2})(?:st\b|nd\b|rd\b|th\b|[°º])`)
	twoParts = regexp.MustCompile(`^(\d{1,2})([:.,h/-])(\d{1,2})\b`)
	plain    = regexp.MustCompile(`^\d+(?:[.,]\d+)*`)
	halves   = regexp.MustCompile(`([\d\s])([ap])\.?(m)\b\.?`) // 3pm, 3 p.m.
	letters  = regexp.MustCompile(`^\pL+`)
)

// lex cuts a message into tokens.
func lex(text string) []token {
	runes := []rune(caterina.StripHidden(strings.ToValidUTF8(text, " ")))
	rest := foldAll(withoutAddresses(string(runes[:min(len(runes), most)])))
	rest = halves.ReplaceAllString(rest, "$1 $2$3 ")
	var tokens []token
	for rest != "" {
		t, n := next(rest)
		rest = rest[n:]
		if t.kind != mark || t.text != " " {
			tokens = append(tokens, t)
		}
	}
	return claim(spell(tokens))
}

// withoutAddresses drops addresses of mail and pages, which are full of digits.
func withoutAddresses(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		if strings.Contains(w, "@") || strings.Contains(w, "://") {
			words[i] = "."
		}
	}
	return strings.Join(words, " ")
}

// foldAll writes a message in small letters without accents.
func foldAll(text string) string {
	const accented, bare = "àáâäèéêëìíîïòóôöùúûü’‘`´ʼ", "aaaaeeeeiiiioooouuuu'''''"
	from := []rune(accented)
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if r < 0x80 {
			return r
		}
		for i, a := range from {
			if a == r {
				return rune(bare[i])
			}
		}
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, text)
}

// next reads the first token of a text that is not empty, and how long it is.
func next(s string) (token, int) {
	if s[0] >= '0' && s[0] <= '9' {
		return number(s)
	}
	if w := letters.FindString(s); w != "" {
		return token{kind: word, text: w}, len(w)
	}
	_, n := utf8.DecodeRuneInString(s)
	return markOf(s[:n]), n
}

// markOf is a mark, or a blank for whatever parts words and means nothing.
func markOf(s string) token {
	if !strings.Contains(".,;:!?()€%$-/+", s) {
		s = " "
	}
	return token{kind: mark, text: s}
}

func number(s string) (token, int) {
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return token{kind: date, y: atoi(m[1]), m: atoi(m[2]), n: atoi(m[3])}, len(m[0])
	}
	if m := fullDate.FindStringSubmatch(s); m != nil && atoi(m[2]) < 32 {
		year := atoi(m[3])
		if year < 100 {
			year += 2000
		}
		return token{kind: date, n: atoi(m[1]), m: atoi(m[2]), y: year}, len(m[0])
	}
	if m := ordinal.FindStringSubmatch(s); m != nil {
		return token{kind: nth, n: atoi(m[1])}, len(m[0])
	}
	if m := twoParts.FindStringSubmatch(s); m != nil {
		return token{kind: partsKind(m[2], m[3]), n: atoi(m[1]), m: atoi(m[3])}, len(m[0])
	}
	digits := plain.FindString(s)
	if len(digits) > 4 || strings.ContainsAny(digits, ".,") {
		return token{kind: taken}, len(digits)
	}
	return token{kind: digit, n: atoi(digits)}, len(digits)
}

// partsKind says what two numbers with a sign between them are.
func partsKind(sign, second string) kind {
	switch {
	case sign == "/":
		return pair
	case sign == "-":
		return tie
	case len(second) < 2:
		return taken // 9,5
	case sign == ":" || sign == "h":
		return colon
	}
	return point
}

// atoi reads digits that a pattern has let through.
func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// spell puts words right that people shorten or mistype.
func spell(tokens []token) []token {
	for i, t := range tokens {
		if t.kind == word {
			tokens[i].text = spelled(t.text)
			tokens[i].n = numberWord(tokens[i].text)
		}
	}
	return tokens
}

// claim marks the numbers that mean something else than a time.
func claim(tokens []token) []token {
	for i, t := range tokens {
		switch {
		case t.kind == word && monthOf(t.text) != 0:
			if is(at(tokens, i-2), "isee reddito busta") || named(tokens, i, 2, streets) || named(tokens, i, 4, births) {
				tokens[i] = token{kind: taken}
			}
		case t.kind == mark || t.kind == word && numberOf(t) < 0:
		case counts(tokens, i) || measured(tokens, i):
			tokens[i].kind = taken
		}
	}
	return tokens
}

// counts says whether the number at i is counted in something that is no time:
// "15 euro", "3 anni", "5 per mille".
func counts(tokens []token, i int) bool {
	j := i + 1
	if at(tokens, j) == "per" && is(at(tokens, j+1), "cento mille") {
		return true
	}
	return is(at(tokens, j), "euro eur € % anni anno annetti figli figlie figlio bambini bambine persone volte rate mila milioni km mq "+
		"metri piano kg punti domande gemelle gemelli posti gradi cento mille euros years year yrs kids children people times percent pounds dollars")
}

// measured says whether what stands before the number at i makes it an amount, a
// house number, an article of a law or a day of birth.
func measured(tokens []token, i int) bool {
	before := func(n int) string { return at(tokens, i-n) }
	if is(before(1), "euro € $ isee reddito numero n nr art articolo comma legge modello interno civico linea bus autobus sezione scala tel telefono cell cap iva") {
		return true
	}
	linked := is(before(1), "e di a da : = pari sui su") || before(1) == "al" && before(2) == "pari"
	if linked && is(before(2), "isee reddito euro") {
		return true
	}
	lives := is(before(1), "al") && is(before(2), "abito abita abitiamo residente sto vivo civico")
	return lives || named(tokens, i, 4, streets+" "+births)
}

// The words after which a number or a month names a street, or a day of birth.
const (
	streets = "via viale vicolo corso strada piazza piazzale"
	births  = "nato nata nascita nacque born"
)

// named says whether one of several words stands shortly before the token at i, with
// nothing between them that ends a name.
func named(tokens []token, i, most int, several string) bool {
	for n := 1; n <= most; n++ {
		w := at(tokens, i-n)
		if is(w, several) {
			return true
		}
		if _, _, day := weekdayOf(w); day || is(w, ". , ; ? ! alle dalle per ore") {
			return false
		}
	}
	return false
}

// at is the text of the token at i, "" where there is none.
func at(tokens []token, i int) string {
	if i < 0 || i >= len(tokens) {
		return ""
	}
	return tokens[i].text
}

// is says whether a word is one of several.
func is(w, several string) bool {
	for from := 0; w != ""; {
		i := strings.Index(several[from:], w)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(w)
		if (i == 0 || several[i-1] == ' ') && (end == len(several) || several[end] == ' ') {
			return true
		}
		from = end
	}
	return false
}
