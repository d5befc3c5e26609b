// Package markdown renders the small Markdown of cards and messages: paragraphs,
// lists, bold, italics and links. Everything else in a text is shown as text,
// never as HTML, and links lead only to the web, to mail and to the telephone.
package markdown

import (
	"bytes"
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"example.org/caterina"
)

// maxSource is the longest text that is rendered, in bytes; the rest is cut.
const maxSource = 256 << 10

// maxBrackets is how many brackets of one line may be links.
const maxBrackets = 50

// HTML renders a text as safe HTML: p, ul, ol, li, strong, em, br and a. Headings
// become bold paragraphs, images their description, and a link to anything but
// http, https, mailto and tel its words.
func HTML(md string) template.HTML {
	source := prepare(md)
	var out bytes.Buffer
	engine := goldmark.New(goldmark.WithParser(newParser()), goldmark.WithRenderer(renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(subset{}, 100), util.Prioritized(html.NewRenderer(), 1000)))))
	if err := engine.Convert(source, &out); err != nil {
		return template.HTML(template.HTMLEscapeString(md)) // #nosec G203 -- escaped
	}
	return template.HTML(newPolicy().SanitizeBytes(out.Bytes())) // #nosec G203 -- sanitised
}

// prepare removes hidden characters, and has marks taken as text on lines where
// they can only be meant to cost the library quadratic time.
func prepare(md string) []byte {
	if len(md) > maxSource {
		md = strings.ToValidUTF8(md[:maxSource], "")
	}
	lines := strings.Split(caterina.StripHidden(md), "\n")
	for i, line := range lines {
		if openers.MatchString(line) {
			line = firstOpener.ReplaceAllString(line, `$1\$2`)
		}
		if strings.Count(line, "[") > maxBrackets {
			line = strings.ReplaceAll(line, "[", `\[`)
		}
		lines[i] = line
	}
	return []byte(strings.Join(lines, "\n"))
}

// Lists opened inside one another on one line, far beyond reason, and the first
// of their marks.
var (
	openers     = regexp.MustCompile(`^(?:[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+){6,}`)
	firstOpener = regexp.MustCompile(`^([ \t]*\d*)([-+*.)])`)
)

// newParser understands the subset, and nothing else.
func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500), // without it, indented lines vanish
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
			util.Prioritized(extension.NewLinkifyParser(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"})), 999),
		),
	)
}

// newPolicy is the second wall: it lets through what subset writes.
func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "ul", "ol", "li", "strong", "em", "br")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(noopener).OnElements("a")
	p.RequireParseableURLs(true)
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	return p
}

var noopener = regexp.MustCompile(`^noopener$`)

// safeAddress returns where a link may lead, "" when nowhere.
func safeAddress(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	switch u.Scheme {
	case "http", "https":
		if u.Host == "" || u.User != nil {
			return ""
		}
		return u.String()
	case "mailto", "tel":
		if u.Opaque == "" {
			return ""
		}
		return u.String()
	}
	return ""
}

// autoAddress returns where an address that stands in the text leads.
func autoAddress(n *ast.AutoLink, source []byte) string {
	address := string(n.URL(source))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(address, "mailto:") {
		address = "mailto:" + address
	}
	return safeAddress(address)
}

// subset renders what differs from goldmark's own HTML.
type subset struct{}

// RegisterFuncs tells goldmark which nodes are rendered here.
func (s subset) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHeading, s.heading)
	reg.Register(ast.KindThematicBreak, s.nothing)
	reg.Register(ast.KindCodeBlock, s.indented)
	reg.Register(ast.KindLink, s.link)
	reg.Register(ast.KindAutoLink, s.autoLink)
	reg.Register(ast.KindImage, s.image)
}

func (subset) heading(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
	tags := "</strong></p>\n"
	if entering {
		tags = "<p><strong>"
	}
	_, err := w.WriteString(tags)
	return ast.WalkContinue, err
}

func (subset) nothing(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkSkipChildren, nil
}

// indented writes lines that are indented for no reason as a paragraph.
func (subset) indented(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	_, err := w.WriteString("<p>" + template.HTMLEscapeString(strings.TrimSpace(indentedText(n, source))) + "</p>\n")
	return ast.WalkSkipChildren, err
}

// indentedText returns the lines of an indented block.
func indentedText(n ast.Node, source []byte) string { return string(n.Lines().Value(source)) }

// image lets the description through, as text.
func (subset) image(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
	return ast.WalkContinue, nil
}

func (subset) link(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	link, ok := n.(*ast.Link)
	if !ok {
		return ast.WalkContinue, nil
	}
	address := safeAddress(string(link.Destination))
	switch {
	case address == "":
		return ast.WalkContinue, nil
	case entering:
		return ast.WalkContinue, openLink(w, address)
	default:
		_, err := w.WriteString("</a>")
		return ast.WalkContinue, err
	}
}

func (subset) autoLink(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	link, ok := n.(*ast.AutoLink)
	if !ok || !entering {
		return ast.WalkContinue, nil
	}
	label := template.HTMLEscapeString(string(link.Label(source)))
	address := autoAddress(link, source)
	if address == "" {
		_, err := w.WriteString(label)
		return ast.WalkContinue, err
	}
	if err := openLink(w, address); err != nil {
		return ast.WalkStop, err
	}
	_, err := w.WriteString(label + "</a>")
	return ast.WalkContinue, err
}

func openLink(w util.BufWriter, address string) error {
	_, err := w.WriteString(`<a href="` + template.HTMLEscapeString(address) + `" rel="noopener">`)
	return err
}

// parse returns the tree of a text.
func parse(source []byte) ast.Node { return newParser().Parse(text.NewReader(source)) }
