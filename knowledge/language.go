package knowledge

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// Where Debian's packages mythes-it and witalian put their files.
const (
	DefaultThesaurus = "/usr/share/mythes/th_it_IT_v2.dat"
	DefaultWords     = "/usr/share/dict/italian"
)

// What ships with the program: what families and offices call things, English
// words for them, and sentences that no town answers.
var (
	//go:embed lexicon.txt
	italianLexicon string
	//go:embed lexicon_en.txt
	englishLexicon string
	//go:embed reject.txt
	offTopicItalian string
	//go:embed reject_en.txt
	offTopicEnglish string
	//go:embed named.txt
	namedList string
	//go:embed frames.txt
	framesItalian string
	//go:embed frames_en.txt
	framesEnglish string
)

// LanguageConfig names the files that Language uses when they are there.
type LanguageConfig struct {
	Thesaurus string // MyThes data in UTF-8
	Words     string // one word a line
}

// Language is what retrieval knows of Italian and English whatever the town. It
// never changes once loaded; all towns share it.
type Language struct {
	italian   *lexicon
	english   *lexicon
	named     namedThings
	thesaurus *thesaurus // nil when not installed
	words     *wordList  // nil when not installed
	offTopic  []sentence
	frames    []sentence // words to which the name of a service is added
	onTopic   []sentence // words for what towns do
	weights   Weights
}

// LoadLanguage reads the embedded lexicons and the configured files. A file that
// does not exist is done without; one that cannot be read is an error.
func LoadLanguage(cfg LanguageConfig) (*Language, error) {
	italian, err := parseLexicon(italianLexicon, nil, stem)
	if err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	english, err := parseLexicon(englishLexicon, nil, stemEnglish)
	if err != nil {
		return nil, fmt.Errorf("lexicon of English words: %w", err)
	}
	named, err := parseNamed(namedList)
	if err != nil {
		return nil, err
	}
	l := &Language{italian: italian, english: english, named: named, weights: DefaultWeights()}
	l.offTopic = append(sentences(offTopicItalian, langItalian), sentences(offTopicEnglish, langEnglish)...)
	l.frames = append(sentences(framesItalian, langItalian), sentences(framesEnglish, langEnglish)...)
	for words := range topicWords(italianLexicon) {
		l.onTopic = append(l.onTopic, sentence{words, langItalian})
	}
	for words := range topicWords(englishLexicon) {
		l.onTopic = append(l.onTopic, sentence{words, langEnglish})
	}
	if l.thesaurus, err = readOptional(cfg.Thesaurus, parseThesaurus); err != nil {
		return nil, err
	}
	if l.words, err = readOptional(cfg.Words, parseWordList); err != nil {
		return nil, err
	}
	return l, nil
}

// HasThesaurus says whether the thesaurus was found.
func (l *Language) HasThesaurus() bool { return l.thesaurus != nil }

// HasWords says whether the word list was found.
func (l *Language) HasWords() bool { return l.words != nil }

// readOptional parses a file; one that does not exist gives nil.
func readOptional[T any](path string, parse func(io.Reader) (*T, error)) (value *T, err error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path) // #nosec G304 -- the operator names the file
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open language file: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	value, err = parse(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return value, nil
}

// sentence is a text and its language.
type sentence struct{ text, lang string }

// The languages that are understood.
const (
	langItalian = "it"
	langEnglish = "en"
)

// sentences returns the lines of a text as sentences of a language.
func sentences(text, lang string) []sentence {
	var out []sentence
	for line := range lines(text) {
		out = append(out, sentence{line, lang})
	}
	return out
}

// lines yields the lines of a text that are neither empty nor comments.
func lines(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			line = strings.TrimSpace(line)
			if line != "" && !strings.HasPrefix(line, "#") && !yield(line) {
				return
			}
		}
	}
}
