package telegram

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/rivo/uniseg"
)

// limits are how much of a text one message takes.
type limits struct {
	units int // UTF-16 code units that are read
	bytes int // of the HTML
	tags  int
}

// telegramLimits are the longest text that Telegram reads, and as much HTML as it
// is sure to read as a whole: it cuts what is sent at 35,000 bytes, wherever that
// may be, and leaves out what is formatted beyond the hundredth time.
func telegramLimits() limits { return limits{units: 4096, bytes: 30_000, tags: 96} }

// A cut is the better the higher its rank.
const (
	rankCharacter = iota
	rankLine      // where a line may be broken
	rankWord
	rankSentence
	rankNewline
	rankParagraph
	ranks
)

// longCharacter is the longest character that is never cut: no real one is as long.
const longCharacter = 64

// piece is a character as people see it, with what it needs and how good it is to
// cut behind it.
type piece struct {
	end  int // in the text
	rank int
	need limits // with the tags that begin in it
	look limits // of the tags that a part needs which begins with it, beyond need
}

// split cuts a text into parts that each fit one message: between paragraphs, else
// lines, sentences, words, else characters. What stood between two parts is space,
// which is left out. A part is never blank.
func split(f flow, most limits) []flow {
	pieces := f.pieces()
	var parts []flow
	for first, begin := 0, 0; first < len(pieces); {
		last := cutBehind(pieces[first:], most) + first
		end := pieces[last].end
		if part := f.between(begin, end).trimmed(); !part.blank() {
			parts = append(parts, part)
		}
		first, begin = last+1, end
	}
	return parts
}

// cutBehind is the piece that the first part ends with. A cut that would leave most
// of a message empty is none.
func cutBehind(pieces []piece, most limits) int {
	var cuts [ranks]struct{ at, units int }
	used := limits{bytes: pieces[0].look.bytes, tags: pieces[0].look.tags}
	for i, p := range pieces {
		used = limits{used.units + p.need.units, used.bytes + p.need.bytes, used.tags + p.need.tags}
		if i > 0 && (used.units > most.units || used.bytes > most.bytes || used.tags > most.tags) {
			for rank := ranks - 1; rank > rankCharacter; rank-- {
				if cut := cuts[rank]; cut.units*4 >= used.units {
					return cut.at
				}
			}
			return i - 1
		}
		cuts[p.rank].at, cuts[p.rank].units = i, used.units
	}
	return len(pieces) - 1
}

// pieces are the characters of a text.
func (f flow) pieces() []piece {
	text := f.plain()
	all := make([]piece, 0, len(text))
	state, end, newline := -1, 0, false
	for rest := text; rest != ""; {
		var character string
		var boundaries int
		character, rest, boundaries, state = uniseg.StepString(rest, state)
		p := piece{rank: rankOf(character, boundaries)}
		if p.rank == rankNewline && newline {
			p.rank = rankParagraph
		}
		newline = p.rank >= rankNewline
		if unitsOf(character) <= longCharacter {
			end += len(character)
			p.end = end
			all = append(all, p)
			continue
		}
		for _, r := range character { // no letter: marks heaped on one another
			end += len(string(r))
			all = append(all, piece{end: end})
		}
	}
	f.measure(text, all)
	return all
}

// rankOf says how good it is to cut behind a character.
func rankOf(character string, boundaries int) int {
	switch {
	case strings.HasSuffix(character, "\n"):
		return rankNewline
	case boundaries&uniseg.MaskSentence != 0:
		return rankSentence
	case !strings.ContainsFunc(character, func(r rune) bool { return !unicode.IsSpace(r) }):
		return rankWord
	case boundaries&uniseg.MaskLine != uniseg.LineDontBreak:
		return rankLine
	}
	return rankCharacter
}

// measure notes what each piece needs.
func (f flow) measure(text string, pieces []piece) {
	begin, at, ends := 0, -1, 0
	var look limits
	for i := range pieces {
		p := &pieces[i]
		p.look = look
		if begin == ends {
			p.look = limits{}
		}
		for ends < p.end { // the spans that begin in it
			at++
			ends += len(f[at].text)
			look = limits{}
			if f[at].text != "" {
				look.tags, look.bytes = f[at].look.cost()
			}
			p.need.tags += look.tags
			p.need.bytes += look.bytes
		}
		character := text[begin:p.end]
		p.need.units = unitsOf(character)
		p.need.bytes += escapedLen(character)
		begin = p.end
	}
}

// unitsOf counts as Telegram does.
func unitsOf(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// between is a stretch of the text, from one byte to another.
func (f flow) between(from, to int) flow {
	var part flow
	at := 0
	for _, s := range f {
		begin, end := max(from-at, 0), min(to-at, len(s.text))
		if at += len(s.text); begin < end {
			part = append(part, span{s.text[begin:end], s.look})
		}
		if at >= to {
			break
		}
	}
	return slices.Clip(part)
}
