package verify

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed rules/patterns.txt
var patternLists string

// A pattern is a sequence of words, written in rules/patterns.txt as in
// "hai|avete ~3 diritto=": one of several words, then at most three others, then a
// word that may have a letter wrong. "spett*" is every word that begins so.
type pattern struct {
	parts []part
	flags string
}

type part struct {
	words    []string
	prefixes []string
	near     bool // one letter may be wrong
	gap      int  // this many other words may stand before
}

// patterns are those of one name, by the words they may begin with.
type patterns struct {
	byWord map[string][]pattern
	rest   []pattern // begin with a prefix or a word that may be misspelt
}

//nolint:gochecknoglobals // read once from an embedded file, never changed
var allPatterns = sync.OnceValue(func() map[string]*patterns {
	all := map[string]*patterns{}
	for line := range strings.Lines(patternLists) {
		head, body, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		name, flags, _ := strings.Cut(head, " ")
		if all[name] == nil {
			all[name] = newPatterns()
		}
		all[name].add(parseParts(body), flags)
	}
	return all
})

func verdictPatterns() *patterns { return allPatterns()["verdict"] }
func promisePatterns() *patterns { return allPatterns()["promise"] }
func sayingPatterns() *patterns  { return allPatterns()["saying"] }
func refusalPatterns() *patterns { return allPatterns()["refusal"] }
func askedPatterns() *patterns   { return allPatterns()["asked"] }
func selfPatterns() *patterns    { return allPatterns()["self"] }
func boldPatterns() *patterns    { return allPatterns()["absolute"] }
func orderPatterns() *patterns   { return allPatterns()["order"] }

func parseParts(body string) []part {
	var parts []part
	gap := 0
	for f := range strings.FieldsSeq(body) {
		if n, ok := strings.CutPrefix(f, "~"); ok {
			gap = int(n[0] - '0')
			continue
		}
		p := part{gap: gap}
		for w := range strings.SplitSeq(f, "|") {
			if pre, ok := strings.CutSuffix(w, "*"); ok {
				p.prefixes = append(p.prefixes, pre)
				continue
			}
			if near, ok := strings.CutSuffix(w, "="); ok {
				w, p.near = near, true
			}
			p.words = append(p.words, w)
		}
		parts = append(parts, p)
		gap = 0
	}
	return parts
}

func newPatterns() *patterns { return &patterns{byWord: map[string][]pattern{}} }

func (ps *patterns) add(parts []part, flags string) {
	p := pattern{parts: parts, flags: flags}
	if len(p.parts[0].prefixes) > 0 || p.parts[0].near {
		ps.rest = append(ps.rest, p)
		return
	}
	for _, w := range p.parts[0].words {
		ps.byWord[w] = append(ps.byWord[w], p)
	}
}

// at says whether a pattern begins at token i, and where it ends.
func (ps *patterns) at(t []token, i int) (int, bool) {
	_, end, ok := ps.match(t, i)
	return end, ok
}

func (ps *patterns) match(t []token, i int) (pattern, int, bool) {
	if t[i].kind != word {
		return pattern{}, 0, false
	}
	for _, list := range [][]pattern{ps.byWord[t[i].fold], ps.rest} {
		for _, p := range list {
			if p.parts[0].fits(t[i].fold) {
				if end, ok := p.from(t, i+1, 1); ok {
					return p, end, true
				}
			}
		}
	}
	return pattern{}, 0, false
}

// from matches the parts from n on with the tokens from i on.
func (p pattern) from(t []token, i, n int) (int, bool) {
	if n == len(p.parts) {
		return i, true
	}
	for gap := 0; i < len(t); i++ {
		if t[i].kind == punct {
			if !t[i].is(",\"'()-") {
				return 0, false
			}
			continue
		}
		if p.parts[n].fits(t[i].fold) {
			if end, ok := p.from(t, i+1, n+1); ok {
				return end, true
			}
		}
		if gap++; gap > p.parts[n].gap {
			return 0, false
		}
	}
	return 0, false
}

func (p part) fits(w string) bool {
	if slices.Contains(p.words, w) {
		return true
	}
	if slices.ContainsFunc(p.prefixes, func(pre string) bool { return strings.HasPrefix(w, pre) }) {
		return true
	}
	return p.near && slices.ContainsFunc(p.words, func(x string) bool { return oneLetterOff(x, w) })
}

// oneLetterOff says whether two words of five letters or more differ by one letter
// added, left out or changed, or by two neighbours exchanged.
func oneLetterOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 5 || len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return i == len(a) || a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
