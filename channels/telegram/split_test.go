package telegram

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"example.org/caterina/internal/telegramtest"
)

// cut splits a text and gives what is read of each part.
func cut(f flow, most limits) []string {
	var parts []string
	for _, part := range split(f, most) {
		parts = append(parts, part.plain())
	}
	return parts
}

// short are limits of which only that of units is ever reached.
func short(units int) limits { return limits{units: units, bytes: 1 << 20, tags: 1 << 20} }

func TestTextsAreCutWhereItHurtsLeast(t *testing.T) {
	t.Parallel()

	tests := []struct {
		name, text string
		units      int
		want       []string
	}{
		{"nothing", "", 10, nil},
		{"space", " \n\n ", 10, nil},
		{"what fits", "uno due", 7, []string{"uno due"}},
		{"paragraphs", "uno due.\n\ntre\nquattro", 16, []string{"uno due.", "tre\nquattro"}},
		{"not where most would stay empty", "a\n\nuno due tre quattro", 14, []string{"a\n\nuno due", "tre quattro"}},
		{"lines", "uno due tre\nquattro cinque", 16, []string{"uno due tre", "quattro cinque"}},
		{"sentences", "Uno due. Tre quattro.", 14, []string{"Uno due.", "Tre quattro."}},
		{"words", "uno due tre", 9, []string{"uno due", "tre"}},
		{"a word", "precipitevolissimevolmente", 10, []string{"precipitev", "olissimevo", "lmente"}},
		{"a word with a hyphen", "audio-visivo", 8, []string{"audio-", "visivo"}},
		{"surrogate pairs", "🙂🙂🙂", 3, []string{"🙂", "🙂", "🙂"}},
		{"flags", "🇮🇹🇫🇷", 5, []string{"🇮🇹", "🇫🇷"}},
		{"families", "👩‍👩‍👧👩‍👩‍👧", 9, []string{"👩‍👩‍👧", "👩‍👩‍👧"}},
		{"skin", "👍🏽👍🏽", 5, []string{"👍🏽", "👍🏽"}},
		{"accents", "e\u0301e\u0301e\u0301", 3, []string{"e\u0301", "e\u0301", "e\u0301"}},
		{"Hangul in parts", "\u1112\u1161\u11ab\u1112\u1161\u11ab", 4, []string{"\u1112\u1161\u11ab", "\u1112\u1161\u11ab"}},
		{"Arabic", "السلام عليكم", 8, []string{"السلام", "عليكم"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			if got := cut(flow{{text: test.text}}, short(test.units)); !slices.Equal(got, test.want) {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestTagsAreClosedAndOpenedAgain(t *testing.T) {
	t.Parallel()

	f := formatted("prima **uno due** [tre quattro](https://a.it?b&c) *cinque*")
	var got []string
	for _, part := range split(f, short(12)) {
		got = append(got, part.html())
		read(t, part.html())
	}
	want := []string{
		"prima <b>uno</b>", `<b>due</b> <a href="https://a.it?b&amp;c">tre</a>`,
		`<a href="https://a.it?b&amp;c">quattro</a>`, "<i>cinque</i>",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestAHeapOfMarksIsCutAtLast(t *testing.T) {
	t.Parallel()

	heap := "a" + strings.Repeat("\u0301", 9000)
	parts := cut(flow{{text: heap}}, telegramLimits())
	if len(parts) != 3 || strings.Join(parts, "") != heap {
		t.Errorf("%d parts", len(parts))
	}
}

func TestEveryLimitHolds(t *testing.T) {
	t.Parallel()

	var many strings.Builder
	for i := range 400 {
		fmt.Fprintf(&many, "**parola%d** [*qui* e lì](https://a.it/%d?%s) ", i, i, strings.Repeat("&", i))
	}
	for name, md := range map[string]string{
		"4,096 letters": strings.Repeat("a", 4096), "one more": strings.Repeat("a", 4097), "emoji": strings.Repeat("🙂", 5000),
		"signs that get long": strings.Repeat(`\&`, 9000), "many tags": many.String(), "lists": strings.Repeat("- uno\n  - **due**\n", 900),
		"long addresses": strings.Repeat("[x](https://a.it/"+strings.Repeat("y", 2000)+") [z](https://b.it) ", 20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()

			most, f := telegramLimits(), formatted(md)
			parts := split(f, most)
			var all []string
			for _, part := range parts {
				html := part.html()
				text, entities := read(t, html)
				if unitsOf(text) > most.units || len(html) > most.bytes || strings.Count(html, "</") > most.tags || len(entities) > most.tags {
					t.Errorf("%d units, %d bytes, %d entities", unitsOf(text), len(html), len(entities))
				}
				all = append(all, text)
			}
			if squeezed(strings.Join(all, "\n")) != squeezed(f.plain()) {
				t.Error("the parts are not the whole")
			}
			if unitsOf(f.plain()) <= most.units && len(f.html()) < 10_000 && len(parts) != 1 {
				t.Errorf("%d parts", len(parts))
			}
		})
	}
}

func TestLongTextsAreCutInTime(t *testing.T) {
	t.Parallel()

	for _, unit := range []string{"**a** ", "a", "🙂", "a\u0301", "\n", "[x](https://a.it) "} {
		begin := time.Now()
		split(formatted(strings.Repeat(unit, 100_000/len(unit))), telegramLimits())
		if took := time.Since(begin); took > 5*time.Second {
			t.Errorf("%q took %s", unit, took)
		}
	}
}

// squeezed is a text without what nobody sees: between parts it is gone.
func squeezed(text string) string {
	return strings.Map(func(r rune) rune {
		if !seen(r) {
			return -1
		}
		return r
	}, text)
}

// checkParts says what is wrong with the parts of a text.
func checkParts(whole string, parts []flow, most limits) error {
	var all strings.Builder
	for _, part := range parts {
		html := part.html()
		text, _, err := telegramtest.ReadHTML(html)
		switch {
		case err != nil:
			return fmt.Errorf("refused: %w in %q", err, html)
		case text != part.plain():
			return fmt.Errorf("%q is read as %q", part.plain(), text)
		case telegramtest.Blank(text):
			return fmt.Errorf("a part is blank: %q", text)
		case unitsOf(text) > most.units || len(html) > most.bytes:
			return fmt.Errorf("%d units, %d bytes", unitsOf(text), len(html))
		case !utf8.ValidString(html):
			return fmt.Errorf("no UTF-8: %q", html)
		}
		all.WriteString(text)
	}
	if got, want := squeezed(all.String()), squeezed(whole); got != want {
		return fmt.Errorf("the parts say\n%q, the whole\n%q", got, want)
	}
	return checkCharacters(whole, parts)
}

// checkCharacters says which character of a text was cut.
func checkCharacters(whole string, parts []flow) error {
	var ends []int // of characters, counted without space
	n, state := 0, -1
	for rest := whole; rest != ""; {
		var character string
		character, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		n += len(squeezed(character))
		if unitsOf(character) > longCharacter { // may be cut anywhere
			for i := range len(character) {
				ends = append(ends, n-i)
			}
		}
		ends = append(ends, n)
	}
	at := 0
	for _, part := range parts {
		if at += len(squeezed(part.plain())); !slices.Contains(ends, at) {
			return fmt.Errorf("a character is cut at the end of %q", part.plain())
		}
	}
	return nil
}
