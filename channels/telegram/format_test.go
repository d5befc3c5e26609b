package telegram

import (
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"

	"example.org/caterina/internal/telegramtest"
)

// read has the HTML read as Telegram reads it.
func read(t *testing.T, html string) (string, []models.MessageEntity) {
	t.Helper()
	text, entities, err := telegramtest.ReadHTML(html)
	if err != nil {
		t.Fatalf("Telegram refuses it: %v\n%q", err, html)
	}
	return text, entities
}

func TestMarkdownBecomesTelegramHTML(t *testing.T) {
	t.Parallel()

	tests := []struct{ name, md, want string }{
		{"nothing", "", ""},
		{"paragraphs", "Uno\nancora\n\nDue", "Uno ancora\n\nDue"},
		{"a hard break", "via Roma  \nSiena", "via Roma\nSiena"},
		{"bold and italics", "**gratis** e *subito*", "<b>gratis</b> e <i>subito</i>"},
		{"bold in italics", "*a **b** c*", "<i>a </i><b><i>b</i></b><i> c</i>"},
		{"bold across lines", "**uno\ndue**", "<b>uno due</b>"},
		{"a heading is bold", "## Come fare\nVai", "<b>Come fare</b>\n\nVai"},
		{"a heading with bold in it", "# A **b**", "<b>A b</b>"},
		{"a rule is dropped", "uno\n\n---\n\ndue", "uno\n\ndue"},
		{"a list", "Porta:\n\n- carta\n- **ISEE**", "Porta:\n\n• carta\n• <b>ISEE</b>"},
		{"a list in a list", "- uno\n  - due\n    - tre\n- quattro", "• uno\n  • due\n    • tre\n• quattro"},
		{"a numbered list from 3", "3. tre\n4. quattro", "3. tre\n4. quattro"},
		{"an item of two paragraphs", "- uno\n\n  ancora", "• uno\n  ancora"},
		{"a web link", "[INPS](https://www.inps.it/a?b=1&c=2)", `<a href="https://www.inps.it/a?b=1&amp;c=2">INPS</a>`},
		{"a link in bold", "**[INPS](https://inps.it)**", `<a href="https://inps.it"><b>INPS</b></a>`},
		{"a link partly bold is one link", "[a **b**](https://inps.it)", `<a href="https://inps.it">a <b>b</b></a>`},
		{"a link without words", "[](https://inps.it)", `<a href="https://inps.it">https://inps.it</a>`},
		{"a link with a space for words", "[ ](https://inps.it)", "(https://inps.it)"},
		{"addresses in the text", "https://inps.it e www.inps.it", `<a href="https://inps.it">https://inps.it</a> e <a href="http://www.inps.it">www.inps.it</a>`},
		{"a number is shown", "[chiama](tel:0577292353)", "chiama (0577292353)"},
		{"a number that is shown already", "[0577 292353](tel:+390577292353)", "0577 292353"},
		{"an address of mail is shown", "[scrivi](mailto:urp@comune.it)", "scrivi (urp@comune.it)"},
		{"an address of mail in bold", "[**scrivi**](mailto:urp@comune.it)", "<b>scrivi</b> (urp@comune.it)"},
		{"an address of mail that is shown already", "urp@comune.it o <urp@comune.it>", "urp@comune.it o urp@comune.it"},
		{"other schemes are dropped", "[a](javascript:alert(1)) [b](tg://user?id=1) [c](ioit://x) [d](/e)", "a b c d"},
		{"an address with a password is dropped", "[banca](https://banca.it@evil.example/)", "banca"},
		{"a host without a dot stands in the text", "[**la** scheda](http://localhost:8080/x)", "<b>la</b> scheda (http://localhost:8080/x)"},
		{"HTML is text", `<b>no</b> & <i x="y">`, "&lt;b&gt;no&lt;/b&gt; &amp; &lt;i x=&quot;y&quot;&gt;"},
		{"marks that mean nothing", `a_b * c < d & [e] \*f\*`, "a_b * c &lt; d &amp; [e] *f*"},
		{"entities are what they stand for", "A&amp;B &egrave; &lt;20", "A&amp;B è &lt;20"},
		{"an entity hides nothing", "a&#x200B;&#x202E;&#7;b", "ab"},
		{"bold around a space keeps the words apart", "**a** **b**", "<b>a b</b>"},
		{"a quotation mark in an address", `[x](https://a.it/?q="b")`, `<a href="https://a.it/?q=&quot;b&quot;">x</a>`},
		{"a ring is one with its letter", "A\u030Angstro\u0333m", "Ångstrom"},
		{"line separators are line ends", "uno\u2028due", "uno\ndue"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			got := formatted(test.md).trimmed().html()
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			read(t, got)
		})
	}
}

func TestNoTagIsEmptyAndNothingIsInCode(t *testing.T) {
	t.Parallel()

	bold, code := look{bold: true}, look{code: true, bold: true, link: "https://a.it"}
	for name, test := range map[string]struct {
		text flow
		want string
	}{
		"space alone":                 {flow{{" ", bold}}, " "},
		"space at the edge":           {flow{{"a", bold}, {" ", bold}}, "<b>a</b> "},
		"space between equals":        {flow{{"a", bold}, {" ", look{}}, {"b", bold}}, "<b>a b</b>"},
		"space between others":        {flow{{"a", bold}, {" ", bold}, {"b", look{}}}, "<b>a</b> b"},
		"a space that looks like one": {flow{{"\u2800", bold}}, "\u2800"},
		"nothing":                     {flow{{"", bold}, {"a", look{}}}, "a"},
		"code":                        {flow{{"K7M 2XQR", code}}, "<code>K7M 2XQR</code>"},
	} {
		if got := test.text.html(); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestTheLengthOfEscapedTextIsKnown(t *testing.T) {
	t.Parallel()

	for _, text := range []string{"", "a", `<&>"'`, "è & 🙂"} {
		if got, want := escapedLen(text), len(escape(text)); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestLinksLeadWhereTelegramLetsThem(t *testing.T) {
	t.Parallel()

	for _, test := range []struct{ text, address, want string }{
		{"Mappa", "https://www.openstreetmap.org/?mlat=1&mlon=2#map=18/1/2", `<a href="https://www.openstreetmap.org/?mlat=1&amp;mlon=2#map=18/1/2">Mappa</a>`},
		{"Mappa", "http://127.0.0.1:80/x", `<a href="http://127.0.0.1:80/x">Mappa</a>`},
		{"Mappa", "http://localhost/x", "Mappa (http://localhost/x)"},
		{"Mappa", "http://[::1]/x", "Mappa (http://[::1]/x)"},
		{"Mappa", "https://siena./x", "Mappa (https://siena./x)"},
		{"Mappa", "/appuntamenti/x", "Mappa"},
		{"Mappa", "javascript:alert(1)", "Mappa"},
		{"Mappa", "", "Mappa"},
		{"", "", ""},
		{"", "https://a.it", `<a href="https://a.it">https://a.it</a>`},
		{"", "http://localhost/x", "http://localhost/x"},
		{" due\nrighe ", "https://a.it", `<a href="https://a.it">due righe</a>`},
		{"Mappa", "https://a.it/" + strings.Repeat("x", maxAddress), "Mappa (https://a.it/" + strings.Repeat("x", maxAddress) + ")"},
	} {
		if got := linkTo(test.text, test.address).html(); got != test.want {
			t.Errorf("%q to %q: %q", test.text, test.address, got)
		}
	}
}

func TestTheLinksOfAPlainMessageAreWrittenOut(t *testing.T) {
	t.Parallel()

	f := formatted("**Vai** su [il **sito**](https://inps.it) o <https://inps.it>")
	if got, want := f.addressed(), "Vai su il sito (https://inps.it) o https://inps.it"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhatNobodySeesIsBlank(t *testing.T) {
	t.Parallel()

	for text, want := range map[string]bool{
		"": true, " \n\t": true, "\u2800\u3000": true, "\uFFFC": true, "\u200b": true, "\U000E0041": true, "\u00a0": true,
		"a": false, ".": false, "🙂": false,
	} {
		if got := (flow{{text: text}}).blank(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestNamesAreOnOneLine(t *testing.T) {
	t.Parallel()

	if got := named("  Anna\n<&_*[\u202eRossi\t"); got != "Anna <&_*[Rossi" {
		t.Errorf("%q", got)
	}
}
