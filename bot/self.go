package bot

// asking returns the words of the waiting messages that ask: without personal data
// and without how people introduce themselves, "mi chiamo Mario Rossi, codice
// fiscale …". A name is about nothing, and would make a clear question doubtful.
func (t *talk) asking() []token {
	text := emailPattern.ReplaceAllString(t.text, " ") // telephone numbers stay: they may be an office's
	gone := masking{put: func(string, string) string { return " " }}
	text = gone.taxCodes(ibanPattern.ReplaceAllStringFunc(text, gone.iban))
	tokens := t.tokens
	if text != t.text {
		tokens = tokenize(text)
	}
	if rest := withoutName(tokens); len(rest) > 0 {
		return rest
	}
	return t.tokens
}

// withoutName leaves out the words by which people say who they are.
func withoutName(rest []token) []token {
	for i := range rest {
		n := introduces(rest[i:])
		if n == 0 {
			continue
		}
		end := i + n
		for names := 0; names < maxNames && end < len(rest) && isName(rest[end]); names++ {
			end++
		}
		if end > i+n && end < len(rest) {
			return append(rest[:i:i], withoutCode(rest[end:])...)
		}
		break
	}
	return rest
}

// NamesIn returns the names by which people introduce themselves in a text, word by
// word, in small letters without accents.
func NamesIn(text string) []string {
	tokens := tokenize(clean(text))
	var names []string
	for i := range tokens {
		n := introduces(tokens[i:])
		if n == 0 {
			continue
		}
		end := i + n
		for words := 0; words < maxNames && end < len(tokens) && isName(tokens[end]); words++ {
			end++
		}
		for _, tok := range tokens[i+n : end] {
			names = append(names, tok.word)
		}
	}
	return names
}

// withoutCode leaves out the words that announced a tax code, now gone.
func withoutCode(tokens []token) []token {
	if len(tokens) > 2 && tokens[0].word == "codice" && tokens[1].word == "fiscale" {
		return tokens[2:]
	}
	return tokens
}

// maxNames is how many words a name has at most.
const maxNames = 3

// introduces returns how many words say that a name follows, 0 for none.
func introduces(tokens []token) int {
	for _, opening := range [][]string{
		{"mi", "chiamo"},
		{"il", "mio", "nome", "e"},
		{"mio", "nome", "e"},
		{"my", "name", "is"},
		{"my", "name", "s"},
		{"sono", "il", "signor"},
		{"sono", "la", "signora"},
		{"sono", "il", "sig"},
		{"sono", "la", "sig"},
	} {
		if len(tokens) > len(opening) && opens(tokens, opening) {
			return len(opening)
		}
	}
	return 0
}

// opens says whether tokens begin with some words.
func opens(tokens []token, words []string) bool {
	for i, w := range words {
		if i >= len(tokens) || tokens[i].word != w {
			return false
		}
	}
	return true
}

// isName says whether a word may be part of a name: it is neither a little word
// nor one that asks.
func isName(t token) bool {
	return len(t.word) > 2 && !isStopword(t.word) && !asks(t.word) && !isAsking(stemOf(t.canon)) && !isNumber(t.word)
}
