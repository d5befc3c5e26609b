package knowledge

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/italian"
)

// textVersion changes whenever the same text would be cut into other tokens.
// It is part of the built-in embedder's name, so that stored vectors are made
// again.
const textVersion = 1

// Bounds of one text: what is longer is cut, so that hostile input costs no
// more than a long question.
const (
	maxQueryTokens = 200
	maxTextTokens  = 4000
	maxWordRunes   = 40
)

// tokenKind says what a word is good for.
type tokenKind uint8

const (
	tokenContent  tokenKind = iota // carries meaning
	tokenFunction                  // kept inside phrases ("non pagare"), never a search term
	tokenGlue                      // articles and prepositions: dropped everywhere
)

// token is one word of a text, folded to lower case without accents.
type token struct {
	word string
	stem string
	kind tokenKind
}

// analyser cuts texts into tokens. It remembers the stems it has computed, so
// one analyser must not be used by two goroutines at once.
type analyser struct {
	newToken func(word string) token
	known    map[string]token
}

func newAnalyser(newToken func(string) token) *analyser {
	return &analyser{newToken: newToken, known: map[string]token{}}
}

// tokens cuts a text into at most limit tokens, glue left out.
func (a *analyser) tokens(text string, limit int) []token {
	var out []token
	for word := range words(text) {
		tok, ok := a.known[word]
		if !ok {
			tok = a.newToken(word)
			a.known[word] = tok
		}
		if tok.kind == tokenGlue {
			continue
		}
		out = append(out, tok)
		if len(out) == limit {
			break
		}
	}
	return out
}

// stemsOf returns the stems of tokens, which lexicons are searched for.
func stemsOf(toks []token) []string {
	stems := make([]string, len(toks))
	for i, t := range toks {
		stems[i] = t.stem
	}
	return stems
}

// newToken makes the token of an Italian word.
func newToken(word string) token {
	word = longForm(word)
	return token{word: word, stem: stem(word), kind: kindOf(word)}
}

// newEnglishToken makes the token of an English word.
func newEnglishToken(word string) token {
	return token{word: word, stem: stemEnglish(word), kind: kindOfEnglish(word)}
}

// words yields the folded words of a text: elided articles split off and
// dropped ("dell'acqua" gives "acqua"), dotted acronyms joined ("c.i.e." gives
// "cie"), hyphens and underscores split.
func words(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		var cut cutter
		for _, r := range text {
			if word, ok := cut.next(r); ok && !yield(word) {
				return
			}
		}
		if word, ok := cut.next(' '); ok {
			yield(word)
		}
	}
}

// cutter collects the runes of one word at a time.
type cutter struct {
	word    []byte
	runes   int
	letters int // since the last dot
}

// next takes one rune and returns the word that it ends, if any.
func (c *cutter) next(r rune) (string, bool) {
	switch {
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		if c.runes < maxWordRunes {
			c.word = appendFolded(c.word, r)
		}
		c.runes++
		c.letters++
		return "", false
	case unicode.Is(unicode.Mn, r): // a combining accent belongs to the letter before it
		return "", false
	case r == '.' && c.letters == 1: // "c.i.e."
		c.letters = 0
		return "", false
	case isApostrophe(r) && isElided(string(c.word)):
		c.reset()
		return "", false
	}
	if len(c.word) == 0 {
		c.reset()
		return "", false
	}
	word := string(c.word)
	c.reset()
	return word, true
}

func (c *cutter) reset() { c.word, c.runes, c.letters = c.word[:0], 0, 0 }

func isApostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', '`', '´', 'ʼ', '′':
		return true
	}
	return false
}

// isElided says whether a word before an apostrophe is an article, preposition
// or pronoun that lost its vowel.
func isElided(word string) bool {
	switch word {
	case "l", "d", "c", "m", "t", "s", "v", "n", "gl", "un", "dell", "all", "nell", "sull", "dall", "coll",
		"quest", "quell", "anch", "sant", "bell", "senz", "tutt", "nessun", "qualcun", "ciascun", "po":
		return true
	}
	return false
}

// fold returns the text in lower case without accents.
func fold(text string) string {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		if !unicode.Is(unicode.Mn, r) {
			out = appendFolded(out, r)
		}
	}
	return string(out)
}

// appendFolded appends a rune in lower case without its accent.
func appendFolded(b []byte, r rune) []byte {
	r = unicode.ToLower(r)
	switch r {
	case 'à', 'á', 'â', 'ã', 'ä', 'å', 'ā', 'ă', 'ą':
		return append(b, 'a')
	case 'è', 'é', 'ê', 'ë', 'ē', 'ě', 'ę':
		return append(b, 'e')
	case 'ì', 'í', 'î', 'ï', 'ī':
		return append(b, 'i')
	case 'ò', 'ó', 'ô', 'õ', 'ö', 'ø', 'ō':
		return append(b, 'o')
	case 'ù', 'ú', 'û', 'ü', 'ū':
		return append(b, 'u')
	case 'ç', 'č', 'ć':
		return append(b, 'c')
	case 'ñ', 'ń':
		return append(b, 'n')
	case 'š', 'ş', 'ș':
		return append(b, 's')
	case 'ž':
		return append(b, 'z')
	case 'ß':
		return append(b, 's', 's')
	}
	return utf8.AppendRune(b, r)
}

// stem returns what the inflected forms of an Italian word share. Words whose
// stem would fall together with that of an unrelated word keep their own.
func stem(word string) string {
	if s, ok := lookUp(stemExceptions, word); ok {
		return s
	}
	if len(word) < 4 || !isASCIILetters(word) {
		return word
	}
	env := snowballstem.NewEnv(word)
	italian.Stem(env)
	return env.Current()
}

// stemExceptions keeps apart words that Snowball would join: "caso" and "casa"
// both become "cas", "parto" and "parte" both "part"; "lavori" are works on
// streets and houses, "lavoro" is a job; the "scuola materna" is not for
// "maternità".
const stemExceptions = " " +
	"caso=caso casi=caso parto=parto parti=parto banda=banda bande=banda banco=banco banchi=banco corsa=corsa " +
	"corse=corsa pasta=pasta paste=pasta porto=porto porti=porto moda=moda mode=moda tasso=tasso tassi=tasso " +
	"sole=sole soldi=soldi soldo=soldi posta=posta poste=posta mensile=mensil mensili=mensil mensilmente=mensil " +
	"mobilita=mobilita licenza=licenza licenze=licenza sera=sera sere=sera lavori=lavori materna=materna materne=materna "

// lookUp finds a word in a list of " word=value" pairs.
func lookUp(pairs, word string) (string, bool) {
	at := strings.Index(pairs, " "+word+"=")
	if at < 0 {
		return "", false
	}
	value, _, _ := strings.Cut(pairs[at+len(word)+2:], " ")
	return value, true
}

// stemEnglish returns what the inflected forms of an English word share.
func stemEnglish(word string) string {
	if len(word) < 4 || !isASCIILetters(word) {
		return word
	}
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	return env.Current()
}

func isASCIILetters(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return true
}
