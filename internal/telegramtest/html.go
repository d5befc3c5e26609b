package telegramtest

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"
)

// htmlParser reads Telegram's HTML. It refuses what Telegram refuses, in
// Telegram's words and with the byte offset, and, unless it is lenient, also
// what the documentation forbids and Telegram lets pass: a stray & or >.
type htmlParser struct {
	src     string
	pos     int
	lenient bool
	out     strings.Builder
	units   int // of UTF-16 in out
	open    []openTag
	done    []models.MessageEntity
	half    bool // one half of a surrogate pair was written as a reference
}

type openTag struct {
	name     string
	argument string // href, language, emoji
	flag     bool   // expandable
	offset   int    // in UTF-16 units
	start    int    // in bytes of the visible text
}

// parseHTML returns what a reader sees and how it is formatted.
func parseHTML(src string, lenient bool) (string, []models.MessageEntity, error) {
	p := &htmlParser{src: src, lenient: lenient}
	for p.pos < len(p.src) {
		if err := p.step(); err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, fmt.Errorf("can't find end tag corresponding to start tag %q", p.open[n-1].name)
	}
	if p.half {
		return "", nil, errors.New("text contains invalid Unicode characters after decoding HTML entities, " +
			"check for unmatched surrogate code units")
	}
	return p.out.String(), p.done, nil
}

func (p *htmlParser) step() error {
	switch c := p.src[p.pos]; {
	case c == '<' && strings.HasPrefix(p.src[p.pos:], "</"):
		return p.endTag()
	case c == '<':
		return p.startTag()
	case c == '&':
		r, err := p.reference()
		if err != nil {
			return err
		}
		p.write(r)
	case c == '>' && !p.lenient:
		return fmt.Errorf("unescaped character '>' at byte offset %d", p.pos)
	default:
		r, size := utf8.DecodeRuneInString(p.src[p.pos:])
		p.pos += size
		p.write(r)
	}
	return nil
}

func (p *htmlParser) write(r rune) {
	p.half = p.half || utf16.IsSurrogate(r)
	p.out.WriteRune(r)
	p.units++
	if r > 0xffff {
		p.units++
	}
}

// reference decodes one &...; and moves behind it.
func (p *htmlParser) reference() (rune, error) {
	begin := p.pos
	r, size := decodeReference(p.src[begin:])
	closed := size > 0 && p.src[begin+size-1] == ';'
	switch {
	case r != 0 && (closed || p.lenient):
		p.pos += size
		return r, nil
	case p.lenient:
		p.pos++
		return '&', nil
	default:
		return 0, fmt.Errorf("unescaped character '&' at byte offset %d", begin)
	}
}

// decodeReference returns the character of a reference and the bytes it takes;
// 0 when it is none that Telegram knows.
func decodeReference(s string) (rune, int) {
	end := 1
	for end < len(s) && (isAlnum(s[end]) || end == 1 && s[end] == '#') {
		end++
	}
	name := s[1:end]
	if end < len(s) && s[end] == ';' {
		end++
	}
	switch name {
	case "lt":
		return '<', end
	case "gt":
		return '>', end
	case "amp":
		return '&', end
	case "quot":
		return '"', end
	}
	if code := numericReference(name); code != 0 {
		return code, end
	}
	return 0, 0
}

// numericReference reads #60 or #x3c, 0 when it is neither.
func numericReference(name string) rune {
	digits, numeric := strings.CutPrefix(name, "#")
	base := 10
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	code, err := strconv.ParseInt(digits, base, 32)
	if !numeric || err != nil || code <= 0 || code >= 0x10ffff || len(name) >= 10 {
		return 0
	}
	return rune(code)
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// peek is the byte at the position, 0 at the end.
func (p *htmlParser) peek() byte {
	if p.pos < len(p.src) {
		return p.src[p.pos]
	}
	return 0
}

func (p *htmlParser) skipSpace() {
	for isSpace(p.peek()) {
		p.pos++
	}
}

// until moves to the first byte that stops, or to the end, and returns what it passed.
func (p *htmlParser) until(stops func(byte) bool) string {
	begin := p.pos
	for p.pos < len(p.src) && !stops(p.src[p.pos]) {
		p.pos++
	}
	return p.src[begin:p.pos]
}

func supportedTags() []string {
	return []string{
		"a", "b", "strong", "i", "em", "s", "strike", "del", "u", "ins", "tg-spoiler", "tg-emoji", "span", "pre",
		"code", "blockquote",
	}
}

func (p *htmlParser) startTag() error {
	begin := p.pos
	p.pos++
	name := strings.ToLower(p.until(func(c byte) bool { return isSpace(c) || c == '>' }))
	if p.pos == len(p.src) {
		return fmt.Errorf("unclosed start tag at byte offset %d", begin)
	}
	if !slices.Contains(supportedTags(), name) {
		return fmt.Errorf("unsupported start tag %q at byte offset %d", name, begin)
	}
	tag := openTag{name: name, offset: p.units, start: p.out.Len()}
	for {
		p.skipSpace()
		if p.peek() == '>' {
			break
		}
		if err := p.attribute(&tag, begin); err != nil {
			return err
		}
	}
	p.pos++
	if name == "span" && tag.argument != "spoiler" {
		return fmt.Errorf("tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.open = append(p.open, tag)
	return nil
}

// attribute reads NAME="VALUE" or a bare NAME into the tag that began at begin.
func (p *htmlParser) attribute(tag *openTag, begin int) error {
	name := p.until(func(c byte) bool { return isSpace(c) || c == '=' || c == '>' })
	if p.pos == len(p.src) {
		return fmt.Errorf("unclosed start tag %q at byte offset %d", tag.name, begin)
	}
	if name == "" {
		return fmt.Errorf("empty attribute name in the tag %q at byte offset %d", tag.name, begin)
	}
	p.skipSpace()
	if p.peek() != '=' {
		tag.flag = tag.flag || tag.name == "blockquote" && name == "expandable"
		return nil
	}
	p.pos++
	p.skipSpace()
	value, err := p.attributeValue(tag.name, begin)
	if err != nil {
		return err
	}
	switch tag.name + " " + name {
	case "a href", "tg-emoji emoji-id":
		tag.argument = value
	case "code class":
		tag.argument, _ = strings.CutPrefix(value, "language-")
	case "span class":
		tag.argument, _ = strings.CutPrefix(value, "tg-")
	case "blockquote expandable":
		tag.flag = true
	}
	return nil
}

func (p *htmlParser) attributeValue(tag string, begin int) (string, error) {
	quote := p.peek()
	if quote != '"' && quote != '\'' {
		start := p.pos
		token := p.until(func(c byte) bool { return !isAlnum(c) && c != '.' && c != '-' })
		if c := p.peek(); c != 0 && !isSpace(c) && c != '>' {
			return "", fmt.Errorf("unexpected end of name token at byte offset %d", start)
		}
		return strings.ToLower(token), p.unclosed(tag, begin)
	}
	var value strings.Builder
	for p.pos++; p.pos < len(p.src) && p.src[p.pos] != quote; {
		if p.src[p.pos] != '&' {
			value.WriteByte(p.src[p.pos])
			p.pos++
			continue
		}
		r, err := p.reference()
		if err != nil {
			return "", err
		}
		value.WriteRune(r)
	}
	p.pos++
	return value.String(), p.unclosed(tag, begin)
}

func (p *htmlParser) unclosed(tag string, begin int) error {
	if p.pos >= len(p.src) {
		return fmt.Errorf("unclosed start tag %q at byte offset %d", tag, begin)
	}
	return nil
}

func (p *htmlParser) endTag() error {
	begin := p.pos
	if len(p.open) == 0 {
		return fmt.Errorf("unexpected end tag at byte offset %d", begin)
	}
	p.pos += len("</")
	name := strings.ToLower(p.until(func(c byte) bool { return isSpace(c) || c == '>' }))
	p.skipSpace()
	if p.peek() != '>' {
		return fmt.Errorf("unclosed end tag at byte offset %d", begin)
	}
	p.pos++
	tag := p.open[len(p.open)-1]
	if name != "" && name != tag.name {
		return fmt.Errorf("unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, tag.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	if p.units > tag.offset {
		return p.finish(tag)
	}
	return nil
}

// finish adds the entity of a tag that has ended and is not empty.
func (p *htmlParser) finish(tag openTag) error {
	e := models.MessageEntity{Offset: tag.offset, Length: p.units - tag.offset}
	switch tag.name {
	case "tg-emoji":
		if n, err := strconv.ParseInt(tag.argument, 10, 64); err != nil || n == 0 {
			return errors.New("invalid custom emoji identifier specified")
		}
		e.Type, e.CustomEmojiID = models.MessageEntityTypeCustomEmoji, tag.argument
	case "a":
		if tag.argument == "" {
			tag.argument = p.out.String()[tag.start:]
		}
		link, user := checkedLink(tag.argument)
		if user != 0 {
			e.Type, e.User = models.MessageEntityTypeTextMention, &models.User{ID: user}
		} else if link == "" {
			return nil // Telegram keeps the words and drops the link
		} else {
			e.Type, e.URL = models.MessageEntityTypeTextLink, link
		}
	case "pre", "code":
		p.code(tag, e)
		return nil
	case "blockquote":
		e.Type = models.MessageEntityTypeBlockquote
		if tag.flag {
			e.Type = models.MessageEntityTypeExpandableBlockquote
		}
	default:
		e.Type = simpleType(tag.name)
	}
	p.done = append(p.done, e)
	return nil
}

// code adds pre and code. Of the two around the same words one entity is left,
// which has the language.
func (p *htmlParser) code(tag openTag, e models.MessageEntity) {
	e.Type = models.MessageEntityTypeCode
	if tag.name == "pre" {
		e.Type = models.MessageEntityTypePre
	}
	if n := len(p.done); n > 0 {
		last := &p.done[n-1]
		twins := last.Offset == e.Offset && last.Length == e.Length && last.Type != e.Type
		switch {
		case twins && tag.name == "pre" && last.Type == models.MessageEntityTypeCode && last.Language != "":
			last.Type = models.MessageEntityTypePre
			return
		case twins && tag.name == "code" && last.Type == models.MessageEntityTypePre && tag.argument != "":
			last.Language = tag.argument
			return
		}
	}
	if tag.name == "code" {
		e.Language = tag.argument // taken away again unless a pre is around it
	}
	p.done = append(p.done, e)
}

func simpleType(tag string) models.MessageEntityType {
	switch tag {
	case "b", "strong":
		return models.MessageEntityTypeBold
	case "i", "em":
		return models.MessageEntityTypeItalic
	case "u", "ins":
		return models.MessageEntityTypeUnderline
	case "s", "strike", "del":
		return models.MessageEntityTypeStrikethrough
	default:
		return models.MessageEntityTypeSpoiler
	}
}

// checkedLink returns the link as Telegram would keep it, empty when it would
// not, or the person a tg://user link mentions.
func checkedLink(link string) (string, int64) {
	link = strings.TrimSpace(link)
	if id, ok := strings.CutPrefix(link, "tg://user?id="); ok {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil && n > 0 {
			return "", n
		}
	}
	if !strings.Contains(link, "://") {
		link = "http://" + link
	}
	u, err := url.Parse(link)
	if err != nil || u.User != nil {
		return "", 0
	}
	switch strings.ToLower(u.Scheme) {
	case "tg", "ton":
		return link, 0
	case "http", "https", "ftp":
		if strings.Contains(strings.Trim(u.Hostname(), "."), ".") {
			return link, 0
		}
	}
	return "", 0
}
