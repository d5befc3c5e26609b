package markdown_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"example.org/caterina/internal/markdown"
)

func TestHTMLRendersTheSubset(t *testing.T) {
	t.Parallel()

	tests := []struct{ name, md, want string }{
		{"nothing", "", ""},
		{"a paragraph", "Vai allo sportello.", "<p>Vai allo sportello.</p>"},
		{"two paragraphs", "Uno\nancora uno\n\nDue", "<p>Uno\nancora uno</p><p>Due</p>"},
		{"bold and italics", "**gratis** e *subito*, __certo__ e _qui_", "<p><strong>gratis</strong> e <em>subito</em>, <strong>certo</strong> e <em>qui</em></p>"},
		{"a hard break", "via Roma  \nSiena", "<p>via Roma<br>\nSiena</p>"},
		{"a list", "Porta:\n\n- carta\n- **ISEE**", "<p>Porta:</p><ul><li>carta</li><li><strong>ISEE</strong></li></ul>"},
		{"a numbered list from 3", "3. tre\n4. quattro", `<ol start="3"><li>tre</li><li>quattro</li></ol>`},
		{"a list in a list", "- uno\n  - due", "<ul><li>uno<ul><li>due</li></ul></li></ul>"},
		{"a web link", "[INPS](https://www.inps.it/a?b=1&c=2)", `<p><a href="https://www.inps.it/a?b=1&amp;c=2" rel="noopener">INPS</a></p>`},
		{"a telephone link", "[0577 292353](tel:0577292353)", `<p><a href="tel:0577292353" rel="noopener">0577 292353</a></p>`},
		{"a mail link", "[scrivi](mailto:urp@comune.it)", `<p><a href="mailto:urp@comune.it" rel="noopener">scrivi</a></p>`},
		{"addresses in the text", "https://inps.it e urp@comune.it", `<p><a href="https://inps.it" rel="noopener">https://inps.it</a> e <a href="mailto:urp@comune.it" rel="noopener">urp@comune.it</a></p>`},
		{"a heading is a bold paragraph", "## Come fare\nVai", "<p><strong>Come fare</strong></p><p>Vai</p>"},
		{"a rule is dropped", "uno\n\n---\n\ndue", "<p>uno</p><p>due</p>"},
		{"an indented paragraph stays", "uno\n\n     due < tre\n\nquattro", "<p>uno</p><p>due &lt; tre</p><p>quattro</p>"},
		{"an image is its description", "![la mappa](https://x.it/m.png)", "<p>la mappa</p>"},
		{"HTML is text", "<b>no</b> <!-- x --> <img src=x onerror=alert(1)>", "<p>&lt;b&gt;no&lt;/b&gt; &lt;!-- x --&gt; &lt;img src=x onerror=alert(1)&gt;</p>"},
		{"an app's own scheme is dropped", "[firme](ioit://fci/x)", "<p>firme</p>"},
		{"a script address is dropped", "[qui](javascript:alert(1)) [lì](JaVaScRiPt:alert(1))", "<p>qui lì</p>"},
		{"a data address is dropped", "<data:text/html,x> [x](data:text/html;base64,PHM+)", "<p>data:text/html,x x</p>"},
		{"a relative address is dropped", "[x](/console) [y](//evil.example)", "<p>x y</p>"},
		{"an address with a password is dropped", "[banca](https://banca.it@evil.example/)", "<p>banca</p>"},
		{"escapes and entities", `5 \* 3 &egrave; &lt;20`, "<p>5 * 3 è &lt;20</p>"},
		{"hidden characters vanish", "bo\u200bnus\U000E0041 \u202euno", "<p>bonus uno</p>"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			got := string(markdown.HTML(test.md))
			for _, block := range []string{"p", "ul", "ol", "li"} { // line ends between blocks mean nothing
				for _, tag := range []string{"<" + block + ">", "</" + block + ">"} {
					got = strings.ReplaceAll(strings.ReplaceAll(got, tag+"\n", tag), "\n"+tag, tag)
				}
			}
			if got = strings.TrimSpace(got); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestPlainIsReadableOnATerminal(t *testing.T) {
	t.Parallel()

	tests := []struct{ name, md, want string }{
		{"nothing", "", ""},
		{"paragraphs on their own", "Uno\nancora\n\n**Due**", "Uno ancora\n\nDue"},
		{"a list", "Porta:\n\n- carta\n- *ISEE*\n\nPoi vieni", "Porta:\n\n- carta\n- ISEE\n\nPoi vieni"},
		{"a numbered list", "2. due\n3. tre", "2. due\n3. tre"},
		{"a list in a list", "- uno\n  - due\n  - tre\n- quattro", "- uno\n  - due\n  - tre\n- quattro"},
		{"an item of two paragraphs", "- uno\n\n  ancora\n- due", "- uno\n  ancora\n- due"},
		{"a link shows where it leads", "[INPS](https://inps.it)", "INPS (https://inps.it)"},
		{"a link that says it already", "[inps.it](https://inps.it) <https://inps.it>", "inps.it https://inps.it"},
		{"a telephone link that says it already", "[0577 292353](tel:+390577292353)", "0577 292353"},
		{"a telephone link that does not", "[chiama](tel:112)", "chiama (112)"},
		{"a mail link", "[scrivi](mailto:a@b.it)", "scrivi (a@b.it)"},
		{"a link without words", "[](https://inps.it)", "https://inps.it"},
		{"a link that leads nowhere", "[firme](ioit://fci)", "firme"},
		{"a hard break", "uno  \ndue", "uno\ndue"},
		{"a heading", "# Titolo\ntesto", "Titolo\n\ntesto"},
		{"HTML and entities", "<b>x</b> A&amp;B", "<b>x</b> A&B"},
		{"an image", "![mappa](http://x.it/m.png)", "mappa"},
		{"terminal controls vanish", "a\x1b[31mb\x07", "a[31mb"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			if got := markdown.Plain(test.md); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestNoWordIsLost puts words into every construct at random: what a clerk wrote
// may lose its form, never its words.
func TestNoWordIsLost(t *testing.T) {
	t.Parallel()

	shapes := []string{
		"%s", "**%s**", "*%s*", "- %s", "  - %s", "1. %s", "# %s", "    %s", "> %s", "`%s`", "```\n%s\n```", "[%s](https://a.it)",
		"[%s](foo://bar)", "[%s]", "![%s](x)", "<div>%s</div>", "| %s |", "%s\n---", "%s\n===", "~~%s~~", "\\%s", "%s  ", "\n%s\n", "<!-- %s -->",
		"[%s]: https://a.it", "- - - - - - - %s", "<%s>", "&%s;", "***%s**", "<script>%s</script>", "&lt;%s", "%s:", "[x]: <%s>",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 2000 {
		var md strings.Builder
		var words []string
		for i := range 1 + random.IntN(8) {
			word := fmt.Sprintf("parola%dx%d", round, i)
			words = append(words, word)
			fmt.Fprintf(&md, shapes[random.IntN(len(shapes))], word)
			md.WriteString([]string{"\n", "\n\n", " "}[random.IntN(3)])
		}
		page, line := string(markdown.HTML(md.String())), markdown.Plain(md.String())
		for _, word := range words {
			if !strings.Contains(page, word) || !strings.Contains(line, word) {
				t.Fatalf("%s is lost from\n%q\nHTML %q\nplain %q", word, md.String(), page, line)
			}
		}
	}
}

// TestHostileTextsRenderInTime: texts on which Markdown parsers are known to take
// quadratic time.
func TestHostileTextsRenderInTime(t *testing.T) {
	t.Parallel()

	const size = 100_000
	for name, unit := range map[string]string{
		"list markers": "- ", "numbers": "1. ", "brackets": "[", "open links": "[a](", "images": "![", "stars": "*a ", "pairs": "**a", "underscores": "_a_",
		"angles": "<", "entities": "&", "lines of brackets": "[[[[\n", "addresses": "www.", "at signs": "a@", "deep lists": "- a\n  ", "backslashes": "\\", "quotes": "> ",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			md := strings.Repeat(unit, size/len(unit))
			begin := time.Now()
			markdown.HTML(md)
			markdown.Plain(md)
			if took := time.Since(begin); took > 5*time.Second { // quadratic ones take minutes
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestALongTextIsCutNotRefused(t *testing.T) {
	t.Parallel()

	page := markdown.HTML(strings.Repeat("perché ", 100_000))
	if n := len(page); n < 100_000 || n > 600_000 {
		t.Errorf("%d bytes", n)
	}
	if strings.ContainsRune(string(page), '\uFFFD') {
		t.Error("the cut went through a letter")
	}
}

// FuzzHTML: whatever the text, only the subset's elements and attributes come
// out, and links lead to the web, to mail or to the telephone.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{
		"<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "[a](https://x.it\" onclick=\"alert(1))",
		"![x](javascript:x)", "<javascript:alert(1)>", "[x](java\nscript:alert(1))", "[x](&#106;avascript:alert(1))", "<a href='x'>", "- # *a*\n\n    <b>",
		"[x](data:text/html,<script>)", "\\<script>", "<https://a.it/\"><script>", "www.<script>.it", "[**x**](tel:1)\n\n1. a\n   - b", "[](vbscript:x)", "[a]: javascript:x\n[a]",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, md string) {
		checkSubset(t, string(markdown.HTML(md)))
		markdown.Plain(md)
	})
}

// checkSubset fails when the page holds anything but what HTML promises.
func checkSubset(t *testing.T, page string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return
		}
		if kind == html.TextToken || kind == html.EndTagToken {
			continue
		}
		token := z.Token()
		if kind == html.CommentToken || kind == html.DoctypeToken || !slices.Contains([]string{"p", "ul", "ol", "li", "strong", "em", "br", "a"}, token.Data) {
			t.Fatalf("%s in %q", token, page)
		}
		for _, attr := range token.Attr {
			u, err := url.Parse(attr.Val)
			switch {
			case attr.Key == "href" && err == nil && slices.Contains([]string{"http", "https", "mailto", "tel"}, u.Scheme):
			case attr.Key == "rel" && attr.Val == "noopener":
			case attr.Key == "start" && token.Data == "ol":
			default:
				t.Fatalf("attribute %s=%q in %q", attr.Key, attr.Val, page)
			}
		}
	}
}
