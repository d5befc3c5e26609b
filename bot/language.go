package bot

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"example.org/caterina"
)

//go:embed rules/languages.txt
var languageWords string

// The languages that Caterina answers in.
const (
	langIT = "it"
	langEN = "en"
)

// langOther stands for a language that is recognised by its script alone.
const langOther = "other"

// languages tells which language a short message is in.
type languages struct {
	names []string
	words map[string][]float64 // weight of a word for each of names
}

// newLanguages reads the built-in word lists.
func newLanguages() *languages {
	l := &languages{words: map[string][]float64{}}
	listed := map[string][]int{}
	for line := range strings.Lines(languageWords) {
		name, list, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(list) {
			if !slices.Contains(listed[word], len(l.names)) {
				listed[word] = append(listed[word], len(l.names))
			}
		}
		l.names = append(l.names, name)
	}
	for word, in := range listed {
		weights := make([]float64, len(l.names))
		for _, i := range in {
			weights[i] = 1 / float64(len(in))
		}
		l.words[word] = weights
	}
	return l
}

// Thresholds of detect, in words that belong to one language alone. Another
// language needs more than Italian and English do: taking an Italian for a
// Spaniard is worse than asking him again.
const (
	langSure       = 0.5 // a word of one's own, or two shared with one other language
	langMargin     = 0.3 // ahead of the second
	langTurn       = 1.0 // to leave the language that the conversation is in
	langTurnMargin = 0.7
	otherSure      = 1.5
	otherMargin    = 1.0
	foreignLetters = 0.5 // share of letters that are not Latin
)

// detect returns the language of a message: "it", "en", the code of another
// language, langOther for other scripts, or "" when the message does not tell.
func (l *languages) detect(text string, tokens []token) string {
	lang, _, _ := l.best(text, tokens)
	return lang
}

// best is detect, with how much speaks for the language and how far ahead of the
// second it is.
func (l *languages) best(text string, tokens []token) (lang string, score, margin float64) {
	if script := foreignScript(text); script != "" {
		return script, 0, 0
	}
	if text, tokens = l.withoutNames(text, tokens); len(tokens) == 0 {
		return "", 0, 0
	}
	scores := make([]float64, len(l.names))
	for _, t := range tokens {
		for i, weight := range l.words[t.word] {
			scores[i] += weight
		}
	}
	l.hints(text, tokens, scores)
	best, second := 0, -1
	for i := 1; i < len(scores); i++ {
		switch {
		case scores[i] > scores[best]:
			best, second = i, best
		case second < 0 || scores[i] > scores[second]:
			second = i
		}
	}
	name, score, margin := l.names[best], scores[best], scores[best]-scores[second]
	needed, ahead := otherSure, otherMargin
	if name == langIT || name == langEN {
		needed, ahead = langSure, langMargin
	}
	if score >= needed && margin >= ahead {
		return name, score, margin
	}
	return "", score, margin
}

// withoutNames leaves out what tells of no language: addresses of mail and pages, and
// what is nothing but somebody's name or a street.
func (l *languages) withoutNames(text string, tokens []token) (string, []token) {
	if strings.ContainsAny(text, "@/") {
		if rest := addressPattern.ReplaceAllString(text, " "); rest != text {
			text, tokens = rest, tokenize(rest)
		}
	}
	foreign := func(t token) bool { return l.words[t.word] == nil }
	bare := strings.TrimSpace(digitsPattern.ReplaceAllString(text, " "))
	if isFullName(bare) && slices.ContainsFunc(tokens, foreign) {
		return "", nil
	}
	return text, tokens
}

// addressPattern finds addresses of mail and of pages.
var addressPattern = regexp.MustCompile(`(?i)\S+\s?@\s?\S+|\bhttps?://\S+`)

// turned is detect for a conversation in a language: the other of the two that
// are spoken needs a word of its own, so that "a maggio?" is not taken for
// English, nor "ADI" for Italian.
func (l *languages) turned(current, text string, tokens []token) string {
	lang, score, margin := l.best(text, tokens)
	if current != "" && lang != current && (lang == langIT || lang == langEN) && (score < langTurn || margin < langTurnMargin) {
		return ""
	}
	return lang
}

// hints adds what spelling tells beside the words: letters and endings that are
// common in one language and rare in the others.
func (l *languages) hints(text string, tokens []token, scores []float64) {
	add := func(name string, weight float64) {
		scores[slices.Index(l.names, name)] += weight
	}
	for _, hint := range []struct{ letters, name string }{
		{"ñ¿¡", "es"}, {"äßü", "de"}, {"țșăâ", "ro"}, {"ë", "sq"}, {"ãõ", "pt"}, {"ąęłżśćń", "pl"}, {"ığş", "tr"}, {"œêâ", "fr"},
	} {
		if strings.ContainsAny(text, hint.letters) {
			add(hint.name, 0.5)
		}
	}
	for _, t := range tokens {
		switch w := t.word; {
		case len(w) < 5 || l.words[w] != nil:
		case hasSuffix(w, "zione", "zioni", "mente", "iamo", "etto", "etta", "ezza", "anza", "aggio", "glio", "glia", "ario", "aria", "izia", "ando", "endo", "ato", "ata", "ati", "are", "ere", "ire"):
			add(langIT, 0.3)
		case hasSuffix(w, "tion", "tions", "ing", "ness", "ment", "ship", "ght", "ally", "able", "less", "ould", "ough"):
			add(langEN, 0.3)
		}
	}
}

func hasSuffix(word string, endings ...string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(word, e) })
}

// foreignScript returns the code of the language, or langOther, when most
// letters are not Latin.
func foreignScript(text string) string {
	scripts := []struct {
		table *unicode.RangeTable
		name  string
	}{
		{unicode.Arabic, "ar"},
		{unicode.Cyrillic, "uk"},
		{unicode.Hiragana, "ja"},
		{unicode.Katakana, "ja"},
		{unicode.Han, "zh"},
		{unicode.Bengali, "bn"},
		{unicode.Greek, "el"},
		{unicode.Devanagari, "hi"},
		{unicode.Hangul, "ko"},
		{unicode.Gurmukhi, "pa"},
		{unicode.Georgian, "ka"},
		{unicode.Sinhala, "si"},
		{unicode.Tamil, "ta"},
		{unicode.Ethiopic, "am"},
		{unicode.Hebrew, "he"},
		{unicode.Thai, "th"},
	}
	letters, foreign := 0, 0
	counts := make([]int, len(scripts))
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if unicode.Is(unicode.Latin, r) || fold(r) < 0x80 {
			continue
		}
		foreign++
		for i, s := range scripts {
			if unicode.Is(s.table, r) {
				counts[i]++
				break
			}
		}
	}
	if letters == 0 || float64(foreign)/float64(letters) <= foreignLetters {
		return ""
	}
	best := 0
	for i, n := range counts {
		if n > counts[best] {
			best = i
		}
	}
	if counts[best] == 0 {
		return langOther
	}
	return scripts[best].name
}

// languageNames are the languages that desks speak: code, Italian, English.
const languageNames = `
it italiano Italian
en inglese English
es spagnolo Spanish
fr francese French
de tedesco German
ro rumeno Romanian
sq albanese Albanian
ar arabo Arabic
zh cinese Chinese
uk ucraino Ukrainian
ru russo Russian
bn bengalese Bengali
pt portoghese Portuguese
pl polacco Polish
ur urdu Urdu
pa punjabi Punjabi
tl tagalog Tagalog
hi hindi Hindi
`

// languageName returns what a language is called in Italian and in English, or
// its code for one that we have no name for.
func languageName(code string) (it, en string) {
	_, rest, known := strings.Cut(languageNames, "\n"+code+" ")
	if !known {
		return code, code
	}
	line, _, _ := strings.Cut(rest, "\n")
	it, en, _ = strings.Cut(line, " ")
	return it, en
}

// deskLanguages names the languages spoken at the town's desk, in Italian and
// in English.
func deskLanguages(town caterina.Town) (it, en string) {
	codes := town.Languages
	if len(codes) == 0 {
		codes = []string{langIT}
	}
	var its, ens []string
	for _, c := range codes {
		i, e := languageName(c)
		its, ens = append(its, i), append(ens, e)
	}
	return listOf(its, "e"), listOf(ens, "and")
}

// listOf joins names as people do: "italiano, inglese e arabo".
func listOf(names []string, and string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + and + " " + names[len(names)-1]
}
