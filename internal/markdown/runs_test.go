package markdown_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina/internal/markdown"
)

func TestRunsKnowBoldItalicsAndLinks(t *testing.T) {
	t.Parallel()

	type run = markdown.Run
	const a = "https://a.it"
	tests := []struct {
		name, md string
		want     []markdown.Run
	}{
		{"nothing", "", nil},
		{"paragraphs and a list", "Uno\n\n- due\n  - tre", []run{{Text: "Uno\n\n• due\n  • tre"}}},
		{"looks", "a **b *c*** d", []run{{Text: "a "}, {Text: "b ", Bold: true}, {Text: "c", Bold: true, Italic: true}, {Text: " d"}}},
		{"bold in bold", "**a __b__ c**", []run{{Text: "a ", Bold: true}, {Text: "b", Bold: true}, {Text: " c", Bold: true}}},
		{"a heading", "# a *b*", []run{{Text: "a ", Bold: true}, {Text: "b", Bold: true, Italic: true}}},
		{"a link", "[a **b**](https://a.it) c", []run{{Text: "a ", Link: a}, {Text: "b", Bold: true, Link: a}, {Text: " c"}}},
		{"a link in a link", "[a <https://b.it>](https://a.it)", []run{{Text: "a ", Link: a}, {Text: "https://b.it", Link: a}}},
		{"a link without words", "[](https://a.it)", []run{{Text: a, Link: a}}},
		{"an address in the text", "vedi www.a.it!", []run{{Text: "vedi "}, {Text: "www.a.it", Link: "http://www.a.it"}, {Text: "!"}}},
		{"a number", "[chiama](tel:112)", []run{{Text: "chiama (112)"}}},
		{"an address of mail, in bold", "[**scrivi**](mailto:a@b.it) <a@b.it>", []run{{Text: "scrivi", Bold: true}, {Text: " (a@b.it) a@b.it"}}},
		{"a link that leads nowhere", "[a](javascript:b)", []run{{Text: "a"}}},
		{"marks of ours are hidden like any", "\x01a\x05https://a.it\x06b\x0e &#1;c&#5;d&#6;", []run{{Text: "ahttps://a.itb cd"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			if got := markdown.Runs(test.md); !slices.Equal(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestEntitiesHideNothing(t *testing.T) {
	t.Parallel()

	const md = "a&#27;[31m&#x202E;b&#8203;c"
	if got := markdown.Plain(md); got != "a[31mbc" {
		t.Errorf("plain: %q", got)
	}
	var all strings.Builder
	for _, run := range markdown.Runs(md) {
		all.WriteString(run.Text)
	}
	if all.String() != "a[31mbc" {
		t.Errorf("runs: %q", all.String())
	}
}
