package verify

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestDebug(t *testing.T) {
	for _, line := range strings.Split(os.Getenv("DBG"), "|") {
		tk := lex(clean(line))
		for _, f := range scan(tk) {
			var w []string
			for i := f.start; i < f.end; i++ {
				w = append(w, tk[i].raw)
			}
			fmt.Printf("   %-30q kind=%d lo=%d hi=%d cmp=%d unit=%q text=%q role=%d days=%x thr=%v\n", strings.Join(w, " "), f.kind, f.lo, f.hi, f.cmp, f.unit, f.text, f.role, f.days, f.threshold)
		}
	}
}

func TestDebugCheck(t *testing.T) {
	src := os.Getenv("SRC")
	c := New(Check{Sources: []Source{{ID: "x", Text: src}}, Lang: os.Getenv("LNG")})
	for _, line := range strings.Split(os.Getenv("DBG"), "|") {
		p := parsePiece(line)
		k := c.claim(clean(p.body), nil, c.sources)
		for _, f := range k.told() {
			s, o, ok := c.weighed(k, f, c.vocab.around(k.tokens, k.facts, f, 0))
			fmt.Printf("%q kind=%d: same %.2f other %.2f found %v -> %q\n", k.words(f), f.kind, s, o, ok, c.unsupported(k, f))
		}
		fmt.Println(c.Sentence(line, []string{"x"}))
	}
}

func TestDebugAround(t *testing.T) {
	src := os.Getenv("SRC")
	c := New(Check{Sources: []Source{{ID: "x", Text: src}}, Lang: os.Getenv("LNG")})
	name := map[int32]string{}
	for w, i := range c.vocab.ids {
		name[i] = w
	}
	show := func(fs []feature) (s string) {
		for _, f := range fs {
			s += fmt.Sprintf(" %s:%.2f(%.2f)", name[f.id], f.weight, c.vocab.weight[f.id])
		}
		return
	}
	for k := range kinds {
		for _, g := range c.sources[0].seen[k] {
			fmt.Printf("SRC %d %d: %s\n", k, g.lo, show(g.around))
		}
	}
	for _, line := range strings.Split(os.Getenv("DBG"), "|") {
		k := c.claim(clean(line), nil, c.sources)
		for _, f := range k.told() {
			fmt.Printf("DRAFT %s: %s\n", k.words(f), show(c.vocab.around(k.tokens, k.facts, f, 0)))
		}
	}
}
