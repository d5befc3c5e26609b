package markdown

import (
	"strings"

	"example.org/caterina"
)

// Run is a stretch of a text that has one look. Link is a web address, "" where
// there is none.
type Run struct {
	Text         string
	Bold, Italic bool
	Link         string
}

// Runs writes a text for whoever knows bold, italics and links but neither
// paragraphs nor lists, as messengers do: those are line ends, bullets and figures.
// The words are those of Plain but for web addresses, which are links here; an
// address of mail and a number stand behind their words.
func Runs(md string) []Run {
	source := prepare(md)
	p := plain{source: source, marks: true}
	p.blocks(parse(source), "")
	return runsOf(strings.Trim(manyBlanks.ReplaceAllString(p.out.String(), "\n\n"), "\n"))
}

// The marks between which words of a look stand on their way. They are control
// characters, which no text has once its hidden characters are gone.
const (
	boldBegins, boldEnds     = "\x01", "\x02"
	italicBegins, italicEnds = "\x03", "\x04"
	linkBegins, addressEnds  = "\x05", "\x06" // the address stands between them
	linkEnds                 = "\x0e"
)

// linked marks words that lead to an address. An address without a page stands
// behind them, and so does one whose words nobody could touch.
func linked(words, address string) string {
	shown := withoutMarks(words)
	switch {
	case toTheWeb(address) && strings.TrimSpace(shown) != "":
		return linkBegins + address + addressEnds + words + linkEnds
	case toTheWeb(address) && shown == "":
		return linkBegins + address + addressEnds + address + linkEnds
	}
	return words + strings.TrimPrefix(withAddress(shown, caterina.StripHidden(address)), shown)
}

// toTheWeb says whether an address is that of a page.
func toTheWeb(address string) bool {
	return strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://")
}

// withoutMarks is a text as it is read.
func withoutMarks(text string) string {
	var b strings.Builder
	for _, run := range runsOf(text) {
		b.WriteString(run.Text)
	}
	return b.String()
}

// runsOf reads a text with marks. Of a link in a link the outer one counts.
func runsOf(text string) []Run {
	var runs []Run
	var now Run
	var bold, italic, links int
	for text != "" {
		i := strings.IndexAny(text, boldBegins+boldEnds+italicBegins+italicEnds+linkBegins+linkEnds)
		if i < 0 {
			i = len(text)
		}
		if i > 0 {
			now.Text, now.Bold, now.Italic = text[:i], bold > 0, italic > 0
			runs = append(runs, now)
		}
		if i == len(text) {
			break
		}
		mark, rest := text[i:i+1], text[i+1:]
		switch mark {
		case boldBegins:
			bold++
		case boldEnds:
			bold--
		case italicBegins:
			italic++
		case italicEnds:
			italic--
		case linkBegins:
			var address string
			if address, rest, _ = strings.Cut(rest, addressEnds); links == 0 {
				now.Link = address
			}
			links++
		case linkEnds:
			if links--; links == 0 {
				now.Link = ""
			}
		}
		text = rest
	}
	return runs
}
