package telegramtest_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"example.org/caterina/internal/telegramtest"
)

// shape writes entities so that a table can have them: type@offset+length=detail.
func shape(t *testing.T, html string) (string, string) {
	t.Helper()
	text, entities, err := telegramtest.ReadHTML(html)
	if err != nil {
		t.Fatalf("%q: %v", html, err)
	}
	var out []string
	for _, e := range entities {
		detail := e.URL + e.Language + e.CustomEmojiID
		if e.User != nil {
			detail = strconv.FormatInt(e.User.ID, 10)
		}
		out = append(out, strings.TrimSuffix(fmt.Sprintf("%s@%d+%d=%s", e.Type, e.Offset, e.Length, detail), "="))
	}
	return text, strings.Join(out, " ")
}

func TestHTMLIsReadAsDocumented(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ html, text, entities string }{
		{"ciao", "ciao", ""},
		{"<b>a</b><strong>b</strong>", "ab", "bold@0+1 bold@1+1"},
		{"<i>a</i><em>b</em>", "ab", "italic@0+1 italic@1+1"},
		{"<u>a</u><ins>b</ins>", "ab", "underline@0+1 underline@1+1"},
		{"<s>a</s><strike>b</strike><del>c</del>", "abc", "strikethrough@0+1 strikethrough@1+1 strikethrough@2+1"},
		{`<span class="tg-spoiler">a</span><tg-spoiler>b</tg-spoiler>`, "ab", "spoiler@0+1 spoiler@1+1"},
		{`<a href="https://comune.it/?a=1&amp;b=2">qui</a>`, "qui", "text_link@0+3=https://comune.it/?a=1&b=2"},
		{`<a href='https://comune.it'>qui</a>`, "qui", "text_link@0+3=https://comune.it"},
		{`<a>comune.it</a>`, "comune.it", "text_link@0+9=http://comune.it"},
		{`<a href="tg://user?id=42">Ada</a>`, "Ada", "text_mention@0+3=42"},
		{`<a href="nessuno">qui</a>`, "qui", ""},
		{`<a href="mailto:a@b.it">qui</a>`, "qui", ""},
		{`<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>`, "👍", "custom_emoji@0+2=5368324170671202286"},
		{"<code>x</code>", "x", "code@0+1"},
		{`<code class="language-go">x</code>`, "x", "code@0+1"},
		{"<pre>x\ny</pre>", "x\ny", "pre@0+3"},
		{`<pre><code class="language-go">x</code></pre>`, "x", "pre@0+1=go"},
		{"<blockquote>q</blockquote>", "q", "blockquote@0+1"},
		{"<blockquote expandable>q</blockquote>", "q", "expandable_blockquote@0+1"},
		{`<blockquote expandable="">q</blockquote>`, "q", "expandable_blockquote@0+1"},
		{"&lt;b&gt; &amp; &quot;", `<b> & "`, ""},
		{"&#60;&#x3e;&#8364;&#128512;!<b>x</b>", "<>€😀!x", "bold@6+1"},
		{"😀<b>ü</b>", "😀ü", "bold@2+1"},
		{"<B>a</B><I >b</i >", "ab", "bold@0+1 italic@1+1"},
		{"<b>a</>", "a", "bold@0+1"},
		{"<b></b>x", "x", ""},
		{"<b>a <i>b</i></b>", "a b", "bold@0+3 italic@2+1"},
		{"<b>a <code>b</code> c</b>", "a b c", "bold@0+2 code@2+1 bold@3+2"},
		{"<blockquote>a<blockquote>b</blockquote></blockquote>", "ab", "blockquote@0+2"},
	} {
		if text, entities := shape(t, c.html); text != c.text || entities != c.entities {
			t.Errorf("%s\ngot  %q %s\nwant %q %s", c.html, text, entities, c.text, c.entities)
		}
	}
}

func TestWhiteSpaceAroundATextGoes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ html, text, entities string }{
		{" \n ciao \n", "ciao", ""},
		{"  <b> a </b>  ", "a", "bold@0+1"},
		{"x <b> </b> y", "x   y", ""},
		{"a\r\nb\tc", "a\nb c", ""},
		{"a\u202eb<b>c</b>", "abc", "bold@2+1"},
		{"\u2028<i>😀</i>", "😀", "italic@0+2"},
		{"a\u0000b", "a b", ""},
	} {
		if text, entities := shape(t, c.html); text != c.text || entities != c.entities {
			t.Errorf("%q: got %q %s, want %q %s", c.html, text, entities, c.text, c.entities)
		}
	}
}

func TestHTMLIsRefusedInTelegramsWords(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{})
	s.Chat(1)
	for html, words := range map[string]string{
		"<p>x</p>":                              `Unsupported start tag "p" at byte offset 0`,
		"ü<br/>":                                `Unsupported start tag "br/" at byte offset 2`,
		"a < b":                                 `Unsupported start tag "" at byte offset 2`,
		"a < b>":                                `Unsupported start tag "" at byte offset 2`,
		"x<b":                                   `Unclosed start tag at byte offset 1`,
		"<b>x":                                  `Can't find end tag corresponding to start tag "b"`,
		"x</b>":                                 `Unexpected end tag at byte offset 1`,
		"<b>x</i>":                              `Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
		"<b>x<i>y</b></i>":                      `Unmatched end tag at byte offset 8, expected "</i>", found "</b>"`,
		"<b>x</b":                               `Unclosed end tag at byte offset 4`,
		`<a href="x`:                            `Unclosed start tag "a" at byte offset 0`,
		`<a href="x"`:                           `Unclosed start tag "a" at byte offset 0`,
		`<a href=`:                              `Unclosed start tag "a" at byte offset 0`,
		`<a href`:                               `Unclosed start tag "a" at byte offset 0`,
		`<a ="x">y</a>`:                         `Empty attribute name in the tag "a" at byte offset 0`,
		`<a href=http://x.it>y</a>`:             `Unexpected end of name token at byte offset 8`,
		"<span>x</span>":                        `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		`<tg-emoji emoji-id="no">x</tg-emoji>`:  `Invalid custom emoji identifier specified`,
		"Rossi & figli":                         `Unescaped character '&' at byte offset 6`,
		"&nbsp;":                                `Unescaped character '&' at byte offset 0`,
		"&amp":                                  `Unescaped character '&' at byte offset 0`,
		"&#0;":                                  `Unescaped character '&' at byte offset 0`,
		"&#x;":                                  `Unescaped character '&' at byte offset 0`,
		"a > b":                                 `Unescaped character '>' at byte offset 2`,
		`<a href="https://x.it/?a=1&b=2">y</a>`: `Unescaped character '&' at byte offset 26`,
		"&#55357;": `Text contains invalid Unicode characters after decoding HTML entities, ` +
			`check for unmatched surrogate code units`,
	} {
		refused(t, s, "sendMessage", params{"chat_id": 1, "parse_mode": "HTML", "text": html},
			400, "Bad Request: can't parse entities: "+words)
	}
	if n := len(s.Chat(1).Messages()); n != 0 {
		t.Errorf("%d refused messages arrived", n)
	}
}

func TestALenientServerLetsPassWhatTelegramLetsPass(t *testing.T) {
	t.Parallel()
	s := telegramtest.Start(t, telegramtest.Options{Lenient: true})
	s.Chat(1)
	for html, text := range map[string]string{
		"Rossi & figli": "Rossi & figli", "a > b": "a > b", "&nbsp;x": "&nbsp;x", "&amp x": "& x", "&#0;": "&#0;",
	} {
		m := must[sentMessage](t, s, "sendMessage", params{"chat_id": 1, "parse_mode": "html", "text": html})
		if m.Text != text {
			t.Errorf("%q is shown as %q, want %q", html, m.Text, text)
		}
	}
}

func TestMostOfTheFormattingOfAMessageIsDropped(t *testing.T) {
	t.Parallel()
	_, entities, err := telegramtest.ReadHTML(strings.Repeat("<b>a</b>b", 150))
	if err != nil || len(entities) != 100 {
		t.Errorf("%d entities are left, %v", len(entities), err)
	}
}

func TestNothingToSeeIsBlank(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"": true, " \n": true, "\u00a0\u200b": true, "\u2800": true, "a": false, "😀": false, "\u00a0.": false,
	} {
		if telegramtest.Blank(text) != want {
			t.Errorf("Blank(%q) = %v", text, !want)
		}
	}
}

// FuzzHTML holds the parser to its promise: whatever it takes, its entities lie
// in the text, in order.
func FuzzHTML(f *testing.F) {
	for _, seed := range []string{"<b>a</b>", "<pre><code class=\"language-x\">a</code></pre>", "&#128512;<i>\r</i>", "<a href=\"x.y\"> </a>", "<"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, html string) {
		text, entities, err := telegramtest.ReadHTML(strings.ToValidUTF8(html, ""))
		if err != nil {
			return
		}
		length, last := 0, 0
		for _, r := range text {
			length++
			if r > 0xffff {
				length++
			}
		}
		for _, e := range entities {
			if e.Offset < last || e.Length <= 0 || e.Offset+e.Length > length {
				t.Errorf("%q: %+v in a text of %d", html, e, length)
			}
			last = e.Offset
		}
	})
}
