package markdown

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"example.org/caterina"
)

// Plain writes a text for a terminal: paragraphs and list items on lines of
// their own, without marks, and each link as its words with the address behind.
func Plain(md string) string {
	source := prepare(md)
	p := plain{source: source}
	p.blocks(parse(source), "")
	return strings.Trim(manyBlanks.ReplaceAllString(p.out.String(), "\n\n"), "\n")
}

var manyBlanks = regexp.MustCompile(`\n{3,}`)

// plain writes blocks, each line behind an indent. With marks it writes for Runs:
// what has a look stands between marks, and the mark of a list is a bullet.
type plain struct {
	source []byte
	marks  bool
	out    strings.Builder
}

// blocks writes the blocks inside n.
func (p *plain) blocks(n ast.Node, indent string) {
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch block := child.(type) {
		case *ast.List:
			p.list(block, indent)
		case *ast.ThematicBreak:
		case *ast.CodeBlock:
			p.lines(strings.TrimSpace(indentedText(block, p.source)), indent)
			p.out.WriteString("\n")
		case *ast.Heading:
			p.lines(p.between(boldBegins, p.inline(child), boldEnds), indent)
			p.out.WriteString("\n")
		default:
			p.lines(p.inline(child), indent)
			p.out.WriteString("\n")
		}
	}
}

func (p *plain) list(list *ast.List, indent string) {
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if p.marks {
			mark = "• "
		}
		if list.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		inner := plain{source: p.source, marks: p.marks}
		inner.blocks(item, "")
		text := strings.TrimSpace(strings.ReplaceAll(inner.out.String(), "\n\n", "\n"))
		p.lines(mark+strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", utf8.RuneCountInString(mark))), indent)
	}
	p.out.WriteString("\n")
}

func (p *plain) lines(text, indent string) {
	for line := range strings.SplitSeq(text, "\n") {
		p.out.WriteString(indent + line + "\n")
	}
}

// inline returns the words inside n.
func (p *plain) inline(n ast.Node) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		switch v := child.(type) {
		case *ast.Text:
			b.WriteString(unescape(v.Segment.Value(p.source)))
			if v.HardLineBreak() {
				b.WriteByte('\n')
			} else if v.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(v.Value)
		case *ast.AutoLink:
			b.WriteString(p.autoLink(v))
		case *ast.Link:
			b.WriteString(p.link(v))
		case *ast.Emphasis:
			b.WriteString(p.emphasis(v))
		default:
			b.WriteString(p.inline(child))
		}
	}
	return b.String()
}

// link writes the words of a link with its address.
func (p *plain) link(link *ast.Link) string {
	words, address := p.inline(link), safeAddress(string(link.Destination))
	if p.marks {
		return linked(words, address)
	}
	return withAddress(words, address)
}

// autoLink writes an address that stands in the text.
func (p *plain) autoLink(link *ast.AutoLink) string {
	label := string(link.Label(p.source))
	if address := autoAddress(link, p.source); p.marks && toTheWeb(address) {
		return linked(label, address)
	}
	return label
}

func (p *plain) emphasis(n *ast.Emphasis) string {
	if n.Level == 1 {
		return p.between(italicBegins, p.inline(n), italicEnds)
	}
	return p.between(boldBegins, p.inline(n), boldEnds)
}

// between writes words between two marks, if there are to be marks.
func (p *plain) between(begin, words, end string) string {
	if !p.marks {
		return words
	}
	return begin + words + end
}

// withAddress adds an address to the words of a link unless they say it already.
func withAddress(words, address string) string {
	kind, rest, _ := strings.Cut(address, ":")
	rest = strings.TrimPrefix(rest, "//")
	switch {
	case address == "" || words == address || words == rest:
		return words
	case kind == "tel":
		if digits(words) == digits(rest) {
			return words
		}
		return words + " (" + rest + ")"
	case kind == "mailto":
		return words + " (" + rest + ")"
	case words == "":
		return address
	}
	return words + " (" + address + ")"
}

// digits returns the figures of a telephone number, without Italy's prefix.
func digits(s string) string {
	figures := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, s)
	return strings.TrimPrefix(figures, "+39")
}

// unescape returns what a stretch of source says once backslashes and entities
// are resolved. An entity may hide a character like any other.
func unescape(b []byte) string {
	return caterina.StripHidden(string(util.ResolveNumericReferences(util.ResolveEntityNames(util.UnescapePunctuations(b)))))
}
