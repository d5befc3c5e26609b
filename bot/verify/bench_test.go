package verify_test

import (
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

// BenchmarkSentence checks one sentence against three cards of six kilobytes.
func BenchmarkSentence(b *testing.B) {
	k, ids := large(b)
	b.ReportAllocs()
	for b.Loop() {
		k.Sentence("Con un ISEE fino a 9.360 euro la domanda si presenta entro 6 mesi, il lunedì dalle 9 alle 12.30.", ids)
	}
}

// BenchmarkNew reads three cards of six kilobytes.
func BenchmarkNew(b *testing.B) {
	sources := largeSources(b)
	b.ReportAllocs()
	for b.Loop() {
		verify.New(verify.Check{Sources: sources, Today: today(), Lang: "it"})
	}
}

func large(tb testing.TB) (*verify.Checker, []string) {
	tb.Helper()
	sources := largeSources(tb)
	ids := make([]string, len(sources))
	for i := range sources {
		ids[i] = sources[i].ID
	}
	return checker("it", sources...), ids
}

// largeSources are three cards of six kilobytes each, put together from the demo's.
func largeSources(tb testing.TB) []verify.Source {
	tb.Helper()
	cards := demoCards(tb)
	out := []verify.Source{{ID: "uno", Text: bonus + "\n"}, {ID: "due"}, {ID: "tre"}}
	for i, n := 0, 0; i < len(out); n++ {
		out[i].Text += cards[n].source.Text + "\n"
		if len(out[i].Text) >= 6<<10 {
			i++
		}
	}
	if n := strings.Count(out[0].Text, "\n"); n < 20 {
		tb.Fatalf("a card of %d lines", n)
	}
	return out
}
