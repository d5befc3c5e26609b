package telegramtest

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"
)

const (
	longestText    = 4096 // UTF-16 units, after entities parsing
	longestCaption = 1024
	mostEntities   = 100 // Telegram drops the formatting of the others
)

// units counts a text as Telegram does.
func units(text string) int { return len(utf16.Encode([]rune(text))) }

// format turns what a bot sent into what a reader sees.
func format(c *call, text, mode string, given []models.MessageEntity) (string, []models.MessageEntity, error) {
	entities := given
	switch strings.ToLower(mode) {
	case "":
	case "html":
		var err error
		if text, entities, err = parseHTML(text, c.server.options.Lenient); err != nil {
			return "", nil, badRequest("can't parse entities: %s", upperFirst(err.Error()))
		}
	default:
		return "", nil, badRequest("unsupported parse_mode")
	}
	text, entities = clean(text, entities)
	text, entities = trim(text, entities)
	return text, tidy(text, entities), nil
}

// upperFirst words an error of ours as Telegram words its own.
func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// rewrite replaces and removes characters, and moves the entities with them.
func rewrite(text string, entities []models.MessageEntity, keep func(i int, r rune) (rune, bool)) (string, []models.MessageEntity) {
	var out strings.Builder
	var moved []int // by old offset
	n := 0
	for i, r := range []rune(text) {
		for range utf16.RuneLen(r) {
			moved = append(moved, n)
		}
		if r, ok := keep(i, r); ok {
			out.WriteRune(r)
			n += utf16.RuneLen(r)
		}
	}
	moved = append(moved, n)
	at := func(offset int) int { return moved[max(0, min(offset, len(moved)-1))] }
	kept := make([]models.MessageEntity, 0, len(entities))
	for _, e := range entities {
		begin, end := at(e.Offset), at(e.Offset+e.Length)
		e.Offset, e.Length = begin, end-begin
		if e.Length > 0 {
			kept = append(kept, e)
		}
	}
	return out.String(), kept
}

// clean does to characters what Telegram does: control characters become
// spaces, marks that turn or break lines go.
func clean(text string, entities []models.MessageEntity) (string, []models.MessageEntity) {
	return rewrite(text, entities, func(_ int, r rune) (rune, bool) {
		switch {
		case r == '\r', r >= 0x2028 && r <= 0x202e, r == 0x30a, r == 0x333, r == 0x33f:
			return 0, false
		case r < ' ' && r != '\n':
			return ' ', true
		default:
			return r, true
		}
	})
}

// trim takes away the white space around a text.
func trim(text string, entities []models.MessageEntity) (string, []models.MessageEntity) {
	runes := []rune(text)
	blank := func(r rune) bool { return r == ' ' || r == '\n' }
	first, last := 0, len(runes)
	for first < last && blank(runes[first]) {
		first++
	}
	for last > first && blank(runes[last-1]) {
		last--
	}
	return rewrite(text, entities, func(i int, r rune) (rune, bool) { return r, i >= first && i < last })
}

// blank says whether nobody could see a text.
func blank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) && r != 0x2800 })
}

// tidy orders entities, drops those that show nothing and those the rules of
// nesting forbid: nothing lives in code, no quote in a quote.
func tidy(text string, entities []models.MessageEntity) []models.MessageEntity {
	code := utf16.Encode([]rune(text))
	slices.SortStableFunc(entities, func(a, b models.MessageEntity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	var solid []models.MessageEntity
	for _, e := range entities {
		if isCode(e) && !slices.ContainsFunc(solid, func(s models.MessageEntity) bool { return overlap(s, e) }) {
			solid = append(solid, e)
		}
	}
	var out []models.MessageEntity
	quoted := 0 // where the last quote ends
	for _, e := range entities {
		e.Language = languageOf(e)
		switch {
		case isCode(e):
			if slices.ContainsFunc(solid, func(s models.MessageEntity) bool { return s.Offset == e.Offset && s.Type == e.Type }) {
				out = append(out, e)
			}
		case isQuote(e):
			if e.Offset >= quoted {
				out, quoted = append(out, e), e.Offset+e.Length
			}
		case e.Offset+e.Length <= len(code):
			out = append(out, around(e, solid, code)...)
		}
	}
	slices.SortStableFunc(out, func(a, b models.MessageEntity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	return out[:min(len(out), mostEntities)]
}

// around cuts an entity where code is, and drops the pieces that show nothing.
func around(e models.MessageEntity, solid []models.MessageEntity, code []uint16) []models.MessageEntity {
	var out []models.MessageEntity
	add := func(begin, end int) {
		if begin < end && !blank(string(utf16.Decode(code[begin:end]))) {
			piece := e
			piece.Offset, piece.Length = begin, end-begin
			out = append(out, piece)
		}
	}
	begin, end := e.Offset, e.Offset+e.Length
	for _, s := range solid {
		if overlap(s, e) {
			add(begin, min(s.Offset, end))
			begin = max(begin, s.Offset+s.Length)
		}
	}
	add(begin, end)
	return out
}

func overlap(a, b models.MessageEntity) bool {
	return a.Offset < b.Offset+b.Length && b.Offset < a.Offset+a.Length
}

func isCode(e models.MessageEntity) bool {
	return e.Type == models.MessageEntityTypeCode || e.Type == models.MessageEntityTypePre
}

func isQuote(e models.MessageEntity) bool {
	return e.Type == models.MessageEntityTypeBlockquote || e.Type == models.MessageEntityTypeExpandableBlockquote
}

// languageOf is kept for pre alone.
func languageOf(e models.MessageEntity) string {
	if e.Type == models.MessageEntityTypePre {
		return e.Language
	}
	return ""
}

// found marks what Telegram finds by itself in what people write: commands,
// links and addresses.
func found(text string) []models.MessageEntity {
	var out []models.MessageEntity
	offset := 0
	for _, word := range words(text) {
		bare := strings.TrimRightFunc(word, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,;:!?)", r) })
		if kind := kindOf(bare); kind != "" {
			out = append(out, models.MessageEntity{Type: kind, Offset: offset, Length: units(bare)})
		}
		offset += units(word)
	}
	return out
}

func kindOf(word string) models.MessageEntityType {
	name, _, _ := strings.Cut(strings.TrimPrefix(word, "/"), "@")
	before, after, at := strings.Cut(word, "@")
	switch {
	case strings.HasPrefix(word, "/") && validCommand(name):
		return models.MessageEntityTypeBotCommand
	case strings.HasPrefix(word, "http://"), strings.HasPrefix(word, "https://"):
		return models.MessageEntityTypeURL
	case at && before != "" && strings.Contains(after, "."):
		return models.MessageEntityTypeEmail
	case at && before == "" && len(after) > 2:
		return models.MessageEntityTypeMention
	default:
		return ""
	}
}

// validCommand says whether a bot may have a command of this name.
func validCommand(name string) bool {
	for i := range len(name) {
		if name[i] != '_' && !isAlnum(name[i]) {
			return false
		}
	}
	return len(name) >= 1 && len(name) <= 32
}

// words cuts a text after each white space.
func words(text string) []string {
	var out []string
	for text != "" {
		i := strings.IndexFunc(text, unicode.IsSpace)
		if i < 0 {
			return append(out, text)
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		out, text = append(out, text[:i+size]), text[i+size:]
	}
	return out
}
