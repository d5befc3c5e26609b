package verify

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed rules/terms.txt
var termLists string

// termRule is one phrase of rules/terms.txt.
type termRule struct {
	words     []string
	group     string // "cost", "doc passport"
	side      string // "free"; "" for a term that has no opposite
	not       string // the side that the phrase has under a negation; "" when it keeps its own
	required  bool
	exclusive bool
}

// termRules are the phrases by their first word, longer ones first.
//
//nolint:gochecknoglobals // read once from an embedded file, never changed
var termRules = sync.OnceValue(func() map[string][]termRule {
	all := map[string][]termRule{}
	for line := range strings.Lines(termLists) {
		head, phrases, ok := strings.Cut(line, ":")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Fields(head) // group side opposite flags
		r := termRule{group: f[0], side: f[1], required: strings.Contains(f[3], "r"), exclusive: strings.Contains(f[3], "x")}
		if f[2] != "-" {
			r.not = f[2]
		}
		for phrase := range strings.SplitSeq(phrases, "|") {
			r.words = strings.Fields(phrase)
			all[r.words[0]] = append(all[r.words[0]], r)
		}
	}
	for _, list := range all {
		slices.SortStableFunc(list, func(a, b termRule) int { return len(b.words) - len(a.words) })
	}
	return all
})

// term reads a phrase of rules/terms.txt.
func (s *scanner) term(i int) int {
	if s.t[i].kind != word || s.opening(i) {
		return i
	}
	for _, r := range termRules()[s.t[i].fold] {
		if !s.fits(i, r.words) {
			continue
		}
		f := fact{kind: kTerm, unit: r.group, text: r.group + " " + r.side, required: r.required, exclusive: r.exclusive, start: i, end: i + len(r.words)}
		if r.not != "" && negated(s.t, i) {
			f.text = r.group + " " + r.not
		}
		return s.add(f)
	}
	return i
}

// opening says whether a word only begins to tell what comes first: "Prima fai l'ISEE",
// and not "Prima di partire".
func (s *scanner) opening(i int) bool {
	return s.t[i].open && s.t[i].in("opening") && s.base(i+1) != "di"
}

// negated says whether "non", "senza" or the like stands before token i, at most
// three words before and in the same clause.
func negated(t []token, i int) bool {
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		if t[k].kind == punct && !t[k].is("'") {
			return false
		}
		if t[k].in("negators") {
			return !onlyStep(t, k, i) && (!t[k].in("without") || !t[i].in("finite"))
		}
		if t[k].in("clause") {
			return false
		}
	}
	return false
}

// onlyStep says whether a "non" belongs to "non solo" or "non più tardi", which deny
// nothing of what follows.
func onlyStep(t []token, k, i int) bool {
	return k+1 < i && (t[k+1].fold == "solo" || t[k+1].fold == "only" || t[k+1].fold == "soltanto")
}
