package telegram

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"example.org/caterina"
	"example.org/caterina/internal/markdown"
)

// look is how words look. Code is alone: Telegram lets nothing else be in it.
type look struct {
	link               string
	bold, italic, code bool
}

// span is a stretch of a text with one look.
type span struct {
	text string
	look look
}

// flow is a text as it will be read, with how it looks beside it. It is cut in
// parts before it becomes HTML: then no cut can break a tag or an entity.
type flow []span

// formatted reads the Markdown of cards and messages.
func formatted(md string) flow {
	runs := markdown.Runs(md)
	f := make(flow, 0, len(runs))
	for i, run := range runs {
		text := clean(run.Text)
		if run.Link != "" && !linkable(run.Link) {
			if i+1 == len(runs) || runs[i+1].Link != run.Link { // the last words of that link
				text += behind(text, run.Link)
			}
			run.Link = ""
		}
		f = append(f, span{text, look{link: run.Link, bold: run.Bold, italic: run.Italic}})
	}
	return f
}

// words are plain words of one look.
func words(text string, l look) flow { return flow{{clean(text), l}} }

// named is a name or an address as people write it: on one line.
func named(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }

// clean is a text without what Telegram would take away, or turn into something
// else, after it was measured. A ring goes away too unless it is one with its letter.
func clean(text string) string {
	if strings.ContainsRune(text, ring) {
		text = norm.NFC.String(text)
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '\t':
			return ' '
		case '\u2028', '\u2029':
			return '\n'
		case ring, '\u0333', '\u033F':
			return -1
		}
		return r
	}, caterina.StripHidden(text))
}

// ring is the ring above a letter as a character of its own.
const ring = '\u030A'

// linkTo is a link with words, or words with the address behind them where Telegram
// takes no such link.
func linkTo(text, address string) flow {
	text = named(text)
	switch {
	case !toTheWeb(address):
		return words(text, look{})
	case text == "":
		text = address
	}
	if linkable(address) {
		return words(text, look{link: address})
	}
	return words(text+behind(text, address), look{})
}

// behind is an address as it stands behind the words that lead there, "" when they
// say it themselves.
func behind(text, address string) string {
	if _, rest, _ := strings.Cut(address, "://"); text == address || text == rest {
		return ""
	}
	return " (" + address + ")"
}

// toTheWeb says whether an address is that of a page.
func toTheWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil
}

// linkable says whether Telegram makes a link of an address. It takes no host
// without a dot, as "localhost": on a button it refuses the whole message then, and
// in a text it drops the link without a word.
func linkable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || !toTheWeb(address) || len(address) > maxAddress {
		return false
	}
	host := strings.TrimSuffix(u.Hostname(), ".")
	return strings.Contains(host, ".") && !strings.Contains(host, ":")
}

// maxAddress is the longest address that is made a link, in bytes.
const maxAddress = 2048

// joined puts texts one below the other with sep between them; empty ones leave no
// trace.
func joined(sep string, parts ...flow) flow {
	var all flow
	for _, part := range parts {
		if part.blank() {
			continue
		}
		if len(all) > 0 {
			all = append(all, span{text: sep})
		}
		all = append(all, part...)
	}
	return all
}

// bullets is a list.
func bullets(items []flow) flow {
	lines := make([]flow, 0, len(items))
	for _, item := range items {
		if !item.blank() {
			lines = append(lines, append(flow{{text: "• "}}, item...))
		}
	}
	return joined("\n", lines...)
}

// plain is the text as it is read.
func (f flow) plain() string {
	var b strings.Builder
	for _, s := range f {
		b.WriteString(s.text)
	}
	return b.String()
}

// blank says whether nothing of the text can be seen. Telegram refuses such a message.
func (f flow) blank() bool {
	for _, s := range f {
		if strings.ContainsFunc(s.text, seen) {
			return false
		}
	}
	return true
}

// seen says whether a character leaves a trace on Telegram, which takes some for
// spaces.
func seen(r rune) bool {
	switch {
	case r == '\u2800', r == '\uFFFC', r >= 0xE0000 && r <= 0xE007F:
		return false
	}
	return !unicode.IsSpace(r) && !caterina.Hidden(r)
}

// trimmed is the text without space around it, which Telegram takes away.
func (f flow) trimmed() flow {
	for len(f) > 0 && strings.TrimSpace(f[0].text) == "" {
		f = f[1:]
	}
	for len(f) > 0 && strings.TrimSpace(f[len(f)-1].text) == "" {
		f = f[:len(f)-1]
	}
	if len(f) == 0 {
		return nil
	}
	f = append(flow(nil), f...)
	f[0].text = strings.TrimLeftFunc(f[0].text, unicode.IsSpace)
	last := &f[len(f)-1]
	last.text = strings.TrimRightFunc(last.text, unicode.IsSpace)
	return f
}

// html writes the text as Telegram's HTML. Space between words of the same look has
// it too, other space has none: a tag around nothing is refused.
func (f flow) html() string {
	var b strings.Builder
	var open []tag
	for i, s := range f {
		if s.text == "" {
			continue
		}
		want := f.lookAt(i).tags()
		same := 0
		for same < len(open) && same < len(want) && open[same] == want[same] {
			same++
		}
		closeTags(&b, open[same:])
		for _, t := range want[same:] {
			b.WriteString(t.begin)
		}
		open = want
		b.WriteString(escape(s.text))
	}
	closeTags(&b, open)
	return b.String()
}

func closeTags(b *strings.Builder, open []tag) {
	for _, t := range slices.Backward(open) {
		b.WriteString(t.end)
	}
}

// lookAt is the look of a span, for space what its neighbours have in common.
func (f flow) lookAt(i int) look {
	if f[i : i+1].blank() {
		if i == 0 || i+1 == len(f) {
			return look{}
		}
		a, b := f[i-1], f[i+1]
		if a.look != b.look || (flow{a}).blank() || (flow{b}).blank() {
			return look{}
		}
		return a.look
	}
	return f[i].look
}

// tag is what stands before and after words of a look.
type tag struct{ begin, end string }

// tags are the tags of a look, the outermost first, always in the same order.
func (l look) tags() []tag {
	if l.code {
		return []tag{{"<code>", "</code>"}}
	}
	var all []tag
	if l.link != "" {
		all = append(all, tag{`<a href="` + escape(l.link) + `">`, "</a>"})
	}
	if l.bold {
		all = append(all, tag{"<b>", "</b>"})
	}
	if l.italic {
		all = append(all, tag{"<i>", "</i>"})
	}
	return all
}

// cost is what the tags of a look add: how many there are, and their bytes.
func (l look) cost() (tags, size int) {
	all := l.tags()
	for _, t := range all {
		size += len(t.begin) + len(t.end)
	}
	return len(all), size
}

// escape writes text so that Telegram reads it as it is, in an attribute too.
func escape(text string) string {
	if !strings.ContainsAny(text, `&<>"`) {
		return text
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(text)
}

// escapedLen is how long a text is once it is escaped.
func escapedLen(text string) int {
	n := len(text)
	for i := range len(text) {
		switch text[i] {
		case '<', '>':
			n += len("&lt;") - 1
		case '&':
			n += len("&amp;") - 1
		case '"':
			n += len("&quot;") - 1
		}
	}
	return n
}

// addressed is the text for who cannot be sent HTML: with the addresses of its links.
func (f flow) addressed() string {
	var b strings.Builder
	for i, s := range f {
		b.WriteString(s.text)
		if link := s.look.link; link != "" && (i+1 == len(f) || f[i+1].look.link != link) {
			b.WriteString(behind(s.text, link))
		}
	}
	return b.String()
}
