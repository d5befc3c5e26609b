package knowledge

import (
	"crypto/sha256"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/caterina"
)

const (
	chunkLength  = 1200 // the longest chunk, in characters: a few hundred tokens, which every embedding model takes
	prefixLength = 200  // the longest part of a title that each chunk repeats
	shortField   = 600  // fields up to this length share a chunk: half the vectors of 200, the same answers
)

// Chunks cuts a card into the stretches of text that are embedded: the title with
// the summary and the questions, then each longer field behind the title, the
// shorter ones together, and the same for each translation.
func Chunks(c *caterina.Card) []caterina.Chunk {
	k := chunker{card: c.Slug}
	k.begin(c.Title)
	k.lead(c.Title, c.Summary, c.Questions)
	k.field("Descrizione", c.Description)
	k.field("A chi è rivolto", c.Recipients)
	k.field("Importo", c.Amount)
	k.field("Come informarsi", c.Information)
	k.field("Come fare", c.Access)
	k.field("Documenti", strings.Join(c.Documents, "\n"))
	k.field("Cosa si ottiene", c.Result)
	k.field("Costo", c.Cost)
	k.field("Scadenze", c.Deadlines)
	k.field("Casi particolari", c.SpecialCases)
	k.field("Altro", c.More)
	k.flush()
	for _, lang := range slices.Sorted(maps.Keys(c.Translations)) {
		t := c.Translations[lang]
		if t.Title == "" {
			t.Title = c.Title
		}
		k.begin(t.Title)
		k.lead(t.Title, t.Summary, t.Questions)
		for _, text := range []string{t.Description, t.Recipients, t.Amount, t.Access, strings.Join(t.Documents, "\n"), t.Cost, t.Deadlines} {
			k.field("", text)
		}
		k.flush()
	}
	return k.chunks
}

// chunker collects chunks; short holds the short fields that wait for company.
type chunker struct {
	card   string
	prefix string
	short  string
	seen   map[string]bool // texts of this language that are in a chunk already
	chunks []caterina.Chunk
}

// begin starts a language of the card.
func (k *chunker) begin(title string) {
	k.prefix, k.short, k.seen = cut(plainWords(title), prefixLength), "", map[string]bool{}
}

// lead writes the title, the summary and the questions: one chunk, or more when
// there are many questions.
func (k *chunker) lead(title, summary string, questions []string) {
	title, summary = plainWords(title), plainWords(summary)
	lines := []string{title}
	k.seen[title] = true
	if !k.seen[summary] {
		lines = append(lines, summary)
		k.seen[summary] = true
	}
	lines = append(lines, questions...)
	k.add("", strings.Join(lines, "\n"))
}

// field adds one field of the card.
func (k *chunker) field(label, text string) {
	text = plainWords(text)
	if text == "" || k.seen[text] {
		return
	}
	k.seen[text] = true
	if label != "" {
		text = label + ": " + text
	}
	if utf8.RuneCountInString(text) > shortField {
		k.add(k.prefix, text)
		return
	}
	if utf8.RuneCountInString(k.prefix)+utf8.RuneCountInString(k.short)+utf8.RuneCountInString(text)+2 > chunkLength {
		k.flush()
	}
	k.short = strings.TrimPrefix(k.short+"\n"+text, "\n")
}

// flush writes the short fields that wait.
func (k *chunker) flush() {
	if k.short != "" {
		k.add(k.prefix, k.short)
		k.short = ""
	}
}

// add writes a text as one chunk or several, each behind prefix; those after the
// first are always behind the title.
func (k *chunker) add(prefix, text string) {
	for text != "" {
		room := chunkLength
		if prefix != "" {
			room -= utf8.RuneCountInString(prefix) + 1
		}
		piece := cut(text, room)
		text = strings.TrimSpace(text[len(piece):])
		if prefix != "" {
			piece = prefix + "\n" + piece
		}
		piece = strings.TrimSpace(piece)
		k.chunks = append(k.chunks, caterina.Chunk{Card: k.card, Ordinal: len(k.chunks), Text: piece, Hash: sha256.Sum256([]byte(piece))})
		prefix = k.prefix
	}
}

// cut returns the beginning of a text, at most limit characters, that ends at the
// end of a line, of a sentence or of a word, the first of these that keeps at
// least half.
func cut(text string, limit int) string {
	end := len(text)
	for i := range text {
		if limit == 0 {
			end = i
			break
		}
		limit--
	}
	if end == len(text) {
		return text
	}
	for _, mark := range []string{"\n", ". ", " "} {
		if i := strings.LastIndex(text[:end], mark); i >= end/2 {
			return text[:i+len(mark)]
		}
	}
	return text[:end]
}

// The marks of Markdown that are not words: a link's address, emphasis, headings
// and list markers.
var (
	linkMarks = regexp.MustCompile(`!?\[([^\]]*)\]\([^)\s]*\)`)
	lineMarks = regexp.MustCompile(`(?m)^[ \t]*(?:#{1,6}|[-*+]|>)[ \t]+`)
)

// plainWords returns the words of a Markdown text.
func plainWords(md string) string {
	md = lineMarks.ReplaceAllString(linkMarks.ReplaceAllString(md, "$1"), "")
	return strings.TrimSpace(strings.NewReplacer("**", "", "__", "").Replace(md))
}
