package verify

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPiece is the length in bytes at which a sentence that does not end is cut after
// a word.
const maxPiece = 2000

// maxCitation is the longest citation that is waited for, in bytes.
const maxCitation = 300

// Splitter cuts a text that arrives in pieces into sentences and list items. The
// sentences, put together, are the text; how it was cut before makes no difference.
// A citation belongs to the sentence before it.
type Splitter struct {
	rest string
}

// Feed takes the next part of the text and returns the sentences that are complete.
func (s *Splitter) Feed(part string) []string {
	s.rest += part
	return s.cut(false)
}

// Close returns what is left when the text has ended.
func (s *Splitter) Close() []string { return s.cut(true) }

func (s *Splitter) cut(final bool) []string {
	var out []string
	for s.rest != "" {
		l := lookout{text: s.rest, final: final}
		n := l.boundary()
		if n == 0 {
			break
		}
		out = append(out, s.rest[:n])
		s.rest = s.rest[n:]
	}
	return out
}

// pieces cuts a whole text.
func pieces(text string) []string {
	var s Splitter
	return append(s.Feed(text), s.Close()...)
}

// lookout looks for the end of the first sentence of a text.
type lookout struct {
	text  string
	final bool // nothing comes after the text
}

// boundary returns where the first sentence ends, 0 while that is not known.
func (l lookout) boundary() int {
	start := l.skipOpening()
	for i := start; i < len(l.text); {
		r, size := utf8.DecodeRuneInString(l.text[i:])
		if r == utf8.RuneError && !l.final && !utf8.FullRuneInString(l.text[i:]) {
			return 0
		}
		if end, known := l.endAt(i, start, r); !known {
			return 0
		} else if end > 0 {
			return end
		}
		i += size
		if i-start > maxPiece && r == ' ' {
			return i
		}
	}
	if l.final {
		return len(l.text)
	}
	return 0
}

// skipOpening passes over white space and the mark of a list item.
func (l lookout) skipOpening() int {
	i := len(l.text) - len(strings.TrimLeftFunc(l.text, unicode.IsSpace))
	return i + markerLength(l.text[i:])
}

// markerLength is the length of the mark of a list item that a text begins with:
// "- ", "* ", "• ", "1. ", "2) ".
func markerLength(text string) int {
	n := 0
	for n < len(text) && n < 3 && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	switch {
	case n > 0 && n+1 < len(text) && (text[n] == '.' || text[n] == ')') && text[n+1] == ' ':
		return n + 2
	case n > 0:
		return 0
	case strings.HasPrefix(text, "- "), strings.HasPrefix(text, "* "), strings.HasPrefix(text, "+ "):
		return 2
	case strings.HasPrefix(text, "• "):
		return len("• ")
	}
	return 0
}

// endAt says whether a sentence ends with the character at i, and where. Known is
// false while more of the text is needed to tell.
func (l lookout) endAt(i, start int, r rune) (end int, known bool) {
	switch r {
	case '\n':
		return l.lineEnd(i)
	case '.', '!', '?', '…':
		return l.stop(i, start, r)
	case '[':
		return l.cited(i)
	}
	return 0, true
}

// cited decides on a citation: a sentence ends with it, and with the full stop after
// it, unless it goes on with a small letter or a mark.
func (l lookout) cited(i int) (int, bool) {
	end, is, known := l.citation(i)
	if !known || !is {
		return 0, known
	}
	stopped := end < len(l.text) && strings.IndexByte(".!?", l.text[end]) >= 0
	if stopped {
		end++
	}
	next, lines, ok := l.next(end)
	if !ok {
		return 0, false
	}
	r, _ := utf8.DecodeRuneInString(l.text[next:])
	if next == end || lines > 0 || next == len(l.text) || !stopped && !unicode.IsUpper(r) && !unicode.IsDigit(r) {
		return 0, true
	}
	return end, true
}

// lineEnd decides on a line feed: a sentence may go on in the next line only with a
// small letter.
func (l lookout) lineEnd(i int) (int, bool) {
	next, lines, ok := l.next(i)
	if !ok {
		return 0, false
	}
	if next == len(l.text) {
		return i, true
	}
	if end, isCitation, known := l.citation(next); !known {
		return 0, false
	} else if isCitation && lines == 1 {
		return end, true
	}
	r, _ := utf8.DecodeRuneInString(l.text[next:])
	if lines == 1 && unicode.IsLower(r) && !strings.HasSuffix(strings.TrimRight(l.text[:i], " *_"), ":") {
		return 0, true
	}
	return i, true
}

// next returns the first character after i that is no white space, and how many line
// feeds there are before it. It is len(text) at the end of the whole text.
func (l lookout) next(i int) (at, lines int, ok bool) {
	for at = i; at < len(l.text); {
		r, size := utf8.DecodeRuneInString(l.text[at:])
		if r == utf8.RuneError && !l.final && !utf8.FullRuneInString(l.text[at:]) {
			return 0, 0, false
		}
		if !unicode.IsSpace(r) {
			return at, lines, true
		}
		if r == '\n' {
			lines++
		}
		at += size
	}
	return at, lines, l.final
}

// citation says whether "[slug]" stands at i, and where the last of several ends.
func (l lookout) citation(i int) (end int, is, known bool) {
	end = i
	for end < len(l.text) && l.text[end] == '[' {
		n := strings.IndexByte(l.text[end:min(len(l.text), end+maxCitation)], ']')
		if n < 0 {
			return end, is, l.final || len(l.text)-end >= maxCitation
		}
		after := end + n + 1
		if after == len(l.text) && !l.final {
			return end, is, false
		}
		if _, ok := slugs(l.text[end+1 : after-1]); !ok || strings.HasPrefix(l.text[after:], "(") {
			return end, is, true
		}
		end, is = after, true
		if rest := strings.TrimLeft(l.text[end:], " "); strings.HasPrefix(rest, "[") {
			end = len(l.text) - len(rest)
			if _, more, known := (lookout{l.text, l.final}).citation(end); !known || !more {
				return after, true, known
			}
		} else if rest == "" && !l.final {
			return end, is, false
		}
	}
	return end, is, true
}

// stop decides on a full stop, an exclamation or a question mark.
func (l lookout) stop(i, start int, r rune) (int, bool) {
	end := l.pass(l.pass(i, ".!?…"), `"')*_»”’`)
	next, lines, ok := l.next(end)
	if !ok {
		return 0, false
	}
	cited, is, known := l.citation(next)
	switch {
	case !known:
		return 0, false
	case is && lines <= 1:
		return l.pass(cited, "."), true
	case next == len(l.text):
		return len(l.text), true
	case next == end || lines > 0: // a number goes on; a line feed decides by itself
		return 0, true
	}
	if r == '.' && (unicode.IsLower(rune0(l.text[next:])) || end == i+1 && abbreviated(l.text[start:i])) {
		return 0, true
	}
	return end, true
}

// pass returns where the characters of a set that stand at i end.
func (l lookout) pass(i int, set string) int {
	for i < len(l.text) && strings.ContainsRune(set, rune0(l.text[i:])) {
		i += utf8.RuneLen(rune0(l.text[i:]))
	}
	return i
}

func rune0(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// abbreviated says whether a text ends with a word that is written with a full stop:
// "art", "n", "S.r.l", or one letter.
func abbreviated(text string) bool {
	i := strings.LastIndexFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' && r != '/' })
	w := fold(text[i+1:])
	if w == "" {
		return false
	}
	const longest, before = 7, 2 // "S.r.l" has no more letters, and as few before its first mark: "inps.it" has not
	first := strings.IndexByte(w, '.')
	return utf8.RuneCountInString(w) == 1 || in(w, "abbreviations") || first > 0 && first <= before && len(w) <= longest
}
