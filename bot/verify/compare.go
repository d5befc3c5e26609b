package verify

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

// bound is a phrase that bounds the value it stands beside.
type bound struct {
	cmp   relation
	words []string
}

//go:embed rules/phrases.txt
var phraseLists string

// bounds are the phrases of rules/phrases.txt: those before a value by their last
// word, those after one by their first, longer ones first.
//
//nolint:gochecknoglobals // read once from an embedded file, never changed
var bounds = sync.OnceValue(func() map[string]map[string][]bound {
	named := map[string]relation{"atmost": cmpAtMost, "below": cmpBelow, "atleast": cmpAtLeast, "above": cmpAbove, "about": cmpAbout}
	all := map[string]map[string][]bound{"before": {}, "after": {}}
	for line := range strings.Lines(phraseLists) {
		head, phrases, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		side, name, _ := strings.Cut(head, " ")
		for phrase := range strings.SplitSeq(phrases, "|") {
			words := strings.Fields(phrase)
			key := words[0]
			if side == "before" {
				key = words[len(words)-1]
			}
			all[side][key] = append(all[side][key], bound{named[name], words})
		}
	}
	for _, side := range all {
		for _, list := range side {
			slices.SortStableFunc(list, func(a, b bound) int { return len(b.words) - len(a.words) })
		}
	}
	return all
})

// boundWords is how many words a bound has at most.
const boundWords = 5

// boundBefore reads the words before token i for a bound.
func (s *scanner) boundBefore(i int) relation {
	words := s.wordsBefore(i)
	if c := boundOf(words); c != cmpNone || len(words) < 2 || !in(words[len(words)-1], "bound-between") {
		return c
	}
	return boundOf(words[:len(words)-1]) // "al massimo in 11 rate"
}

func boundOf(words []string) relation {
	if len(words) == 0 {
		return cmpNone
	}
	for _, b := range bounds()["before"][words[len(words)-1]] {
		if n := len(words) - len(b.words); n >= 0 && slices.Equal(words[n:], b.words) {
			return b.cmp
		}
	}
	return cmpNone
}

// wordsBefore returns the words before token i in plain forms, articles and signs
// of currency left out, up to the last mark that is none.
func (s *scanner) wordsBefore(i int) []string {
	var words []string
	for i--; i >= 0 && len(words) < boundWords; i-- {
		if isCurrency(s.t[i]) || s.t[i].is(":\"(=") && len(words) == 0 {
			continue
		}
		if s.t[i].kind != word {
			break
		}
		if b := s.base(i); b != "" && !in(b, "bound-skip") {
			words = append(words, b)
		}
	}
	slices.Reverse(words)
	return words
}

// boundAfter reads the words from token i on for a bound: "o più", "or more", "in
// su". It returns where the bound ends.
func (s *scanner) boundAfter(i int) (relation, int) {
	for _, key := range []string{s.fold(i), s.base(i)} {
		for _, b := range bounds()["after"][key] {
			if s.follows(i, b.words) {
				return b.cmp, i + len(b.words)
			}
		}
	}
	return cmpNone, i
}

// follows says whether the plain forms of the words from i on are p.
func (s *scanner) follows(i int, p []string) bool {
	for k, w := range p {
		if s.fold(i+k) != w && s.base(i+k) != w {
			return false
		}
	}
	return true
}
