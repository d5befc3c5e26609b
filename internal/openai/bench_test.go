package openai

import (
	"slices"
	"testing"

	"example.org/caterina"
)

// BenchmarkACallToAServerThatIsLeftAlone measures what every answer costs while the
// model is down.
func BenchmarkACallToAServerThatIsLeftAlone(b *testing.B) {
	c := client(b, config(newWire(says("ciao"))))
	done, _ := c.chat.allow()
	done(fail(LineChat, caterina.FailedRefused, ReasonKey))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Stream(b.Context(), question(), func(string) error { return nil }); err == nil {
			b.Fatal("it is not left alone")
		}
	}
}

// BenchmarkAStream measures what a stream of 200 pieces costs beside its server.
func BenchmarkAStream(b *testing.B) {
	c := client(b, config(newWire(streams(0, slices.Repeat([]string{"costa "}, 200)...))))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Stream(b.Context(), question(), func(string) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
