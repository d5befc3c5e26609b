package telegram

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/go-telegram/bot/models"
	"golang.org/x/text/unicode/norm"

	"example.org/caterina"
	"example.org/caterina/internal/markdown"
	"example.org/caterina/internal/telegramtest"
)

// shown is a text as a terminal has it: each link with its address behind. Telegram
// shows the words, and the address when one touches them.
func shown(text string, entities []models.MessageEntity) string {
	code := utf16.Encode([]rune(text))
	out, last := strings.Builder{}, 0
	for _, e := range entities {
		if e.Type != models.MessageEntityTypeTextLink {
			continue
		}
		end := e.Offset + e.Length
		words := string(utf16.Decode(code[e.Offset:end]))
		out.WriteString(string(utf16.Decode(code[last:end])))
		out.WriteString(behind(strings.TrimSpace(words), e.URL))
		last = end
	}
	return out.String() + string(utf16.Decode(code[last:]))
}

var (
	bullet = regexp.MustCompile(`(?m)^[ \t]*(?:(?:[-•]|\d+\.)(?:[ \t]+|$))+`)
	suffix = regexp.MustCompile(`\s*\(https?://[^()\s]*\)`)
)

// comparable is what is left of a text without its bullets, the addresses of its
// links and its space.
func comparable(text string) string {
	return squeezed(strings.ReplaceAll(norm.NFD.String(bullet.ReplaceAllString(text, "")), string(ring), ""))
}

// checkText says what is wrong with how a text is shown.
func checkText(md string) error {
	f := formatted(md)
	if err := checkParts(f.plain(), split(f, telegramLimits()), telegramLimits()); err != nil {
		return err
	}
	if err := checkParts(f.plain(), split(f, limits{units: 40, bytes: 4000, tags: 8}), limits{units: 40, bytes: 4000}); err != nil {
		return err
	}
	text, entities, err := telegramtest.ReadHTML(f.html())
	if err != nil {
		return fmt.Errorf("refused: %w in %q", err, f.html())
	}
	plain := clean(markdown.Plain(md))
	got, want := comparable(shown(text, entities)), comparable(plain)
	if got != want && comparable(suffix.ReplaceAllString(text, "")) != comparable(suffix.ReplaceAllString(plain, "")) {
		return fmt.Errorf("%q shows\n%q, as plain text\n%q", md, got, want)
	}
	return nil
}

// seeds are texts of every kind.
func seeds() []string {
	return []string{
		"", "Ciao", "**Bonus**\n\n- carta\n- *ISEE*\n  - 2026\n\n[INPS](https://inps.it) o [chiama](tel:800123456)", "# A\n## B\n\n1. uno\n2. due",
		"<b>x</b> & <script>alert(1)</script> &lt;b&gt; &amp;amp; &#60;b&#62;", "</b></a>]]>", "[<b>](https://a.it/?\"><b>)", "<https://a.it> <a@b.it>",
		"**[a](https://a.it)** [**b** _c_](https://b.it) ***d***", "[a [b](https://b.it)](https://c.it)", "![x](https://a.it/m.png)", "[ ](https://a.it) [](mailto:a@b.it)",
		"👩‍👩‍👧‍👦🇮🇹👍🏽 e\u0301\u0333\u030a à", "שלום **عليكم** \u202eabc\u202c", "\x00\x01\x02\x03\x04\x05\x06\x0e\x1b[31m", "a\u200bb&#x200b;&#1;&#2;&#5;c", "\\*\\_\\[\\<",
		"- - - a\n\t- b\n\n      c", "\u2800\u3000\ufffc", "www.a.it http://localhost/x https://a.it/\u00e0?b=&c", "a  \nb\\\nc", "•\n- •\n- -", "\xff\xfe", "&nbsp;&#160;&#xD800;",
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, md string) {
		if err := checkText(md); err != nil {
			t.Error(err)
		}
	})
}

// TestNoTextIsRefusedOrChanged puts pieces of Markdown, of HTML and of writing
// systems together at random.
func TestNoTextIsRefusedOrChanged(t *testing.T) {
	t.Parallel()

	pieces := append(seeds(), "**", "*", "_", "__", "[", "](", ")", "https://a.it", "<", ">", "&", ";", "#", "\n", "\n\n", "  \n", "- ", "1. ", "    ", "`", "\"", "'", "|",
		"parola ", "città ", "frase intera. ", "🙂", "👨‍👩‍👧", "🇮🇹", "e\u0301", "\u200d", "א", "ع", "\t", "\u00a0", "\\", "!", "tel:112", "mailto:a@b.it", "<b>", "</b>", "&amp;", "&lt;")
	random := rand.New(rand.NewPCG(5, 8))
	for range 1500 {
		var md strings.Builder
		for range 1 + random.IntN(40) {
			md.WriteString(pieces[random.IntN(len(pieces))])
		}
		if err := checkText(md.String()); err != nil {
			t.Fatal(err)
		}
	}
}

// FuzzMessages has everything that people or programs fill in be anything.
func FuzzMessages(f *testing.F) {
	for i, seed := range seeds() {
		f.Add(seed, seeds()[(i+1)%len(seeds())], seeds()[(i+7)%len(seeds())], uint8(i))
	}
	f.Fuzz(func(t *testing.T, text, name, label string, kind uint8) {
		body := caterina.MessageBody{
			Text: text, Name: name, Generated: kind&1 != 0,
			Options:   []caterina.Option{{ID: "card/x", Label: label}, {ID: name, Label: name}},
			Citations: []caterina.Citation{{Title: label, URL: name}, {Title: name, URL: "https://a.it/" + label}},
		}
		if kind&2 != 0 {
			body.Slots = []caterina.SlotView{{ID: "slot/a", Label: label, Office: name}, {ID: "slot/b", Label: name}}
			body.Booking = &caterina.BookingCard{Code: name, Title: label, Office: name, Bring: []string{text, label}, Manage: name, Map: "https://a.it/?" + label}
		}
		raw, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		ev := caterina.Event{Seq: 5, N: 4, Kind: caterina.KindMessage, Actor: []caterina.Actor{"bot", "operator:3", "system"}[kind%3], Body: raw}
		all := Messages(&ev, &caterina.Town{Name: label}, "it")
		if len(all) == 0 || all[len(all)-1].Keyboard == nil {
			t.Fatalf("%d messages, or no keyboard", len(all))
		}
		for _, m := range all {
			if err := acceptable(m); err != nil {
				t.Error(err)
			}
		}
	})
}

// acceptable says why Telegram would refuse a message.
func acceptable(m Message) error {
	text, _, err := telegramtest.ReadHTML(m.HTML)
	switch {
	case err != nil:
		return fmt.Errorf("refused: %w in %q", err, m.HTML)
	case telegramtest.Blank(text) || telegramtest.Blank(m.Plain):
		return fmt.Errorf("blank: %q", m.HTML)
	case unitsOf(text) > 4096 || unitsOf(m.Plain) > 4096:
		return fmt.Errorf("too long: %d units", unitsOf(m.Plain))
	}
	if m.Keyboard == nil {
		return nil
	}
	count := 0
	for _, row := range m.Keyboard.Rows {
		for _, b := range row {
			count++
			if telegramtest.Blank(b.Text) || (b.Data == "") == (b.URL == "") || len(b.Data) > maxData {
				return fmt.Errorf("not a button: %+v", b)
			}
		}
		if len(row) == 0 || len(row) > 8 {
			return fmt.Errorf("a row of %d", len(row))
		}
	}
	if count == 0 || count > maxButtons {
		return fmt.Errorf("%d buttons", count)
	}
	return nil
}
