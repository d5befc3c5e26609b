package markdown

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
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

// plain writes blocks, each line behind an indent.
type plain struct {
	source []byte
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
		if list.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		inner := plain{source: p.source}
		inner.blocks(item, "")
		text := strings.TrimSpace(strings.ReplaceAll(inner.out.String(), "\n\n", "\n"))
		p.lines(mark+strings.ReplaceAll(text, "\n", "\n"+strings.Repeat(" ", len(mark))), indent)
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
			b.Write(v.Label(p.source))
		case *ast.Link:
			b.WriteString(withAddress(p.inline(v), safeAddress(string(v.Destination))))
		default:
			b.WriteString(p.inline(child))
		}
	}
	return b.String()
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
// are resolved.
func unescape(b []byte) string {
	return string(util.ResolveNumericReferences(util.ResolveEntityNames(util.UnescapePunctuations(b))))
}
