package verify

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// found says whether a pattern of its own begins anywhere in a text.
func found(pattern, text string) bool {
	ps := newPatterns()
	ps.add(parseParts(pattern), "")
	t := lex(clean(text))
	for i := range t {
		if _, ok := ps.at(t, i); ok {
			return true
		}
	}
	return false
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"hai diritto", "hai diritto", true},
		{"hai diritto", "Hai, diritto", true},
		{"hai diritto", "hai. Diritto", false},
		{"hai diritto", "hai pieno diritto", false},
		{"hai ~1 diritto", "hai pieno diritto", true},
		{"hai ~1 diritto", "hai diritto", true},
		{"hai ~1 diritto", "hai proprio pieno diritto", false},
		{"hai ~4 diritto", "hai, a mio parere, diritto", true},
		{"hai|avete ~1 diritto", "avete diritto", true},
		{"spett* a te", "spetterebbe a te", true},
		{"spett* a te", "aspetta a te", false},
		{"hai diritto=", "hai dirito", true},
		{"hai diritto=", "hai dirritto", true},
		{"hai diritto=", "hai diritot", true},
		{"hai diritto=", "hai dritti", false},
		{"diritto= ~1 tuo", "dirito tuo", true},
		{"a b c", "a b x c", false},
		{"a ~1 b ~1 c", "a x b y c", true},
		{"a ~2 a b", "a x a b", true},
		{"hai diritto", "", false},
		{"hai ~2 diritto", "hai 18 anni diritto", true},
		{"hai ~9 diritto", "hai: diritto", false},
	} {
		if got := found(c.pattern, c.text); got != c.want {
			t.Errorf("%q in %q: got %v", c.pattern, c.text, got)
		}
	}
}

func TestOneLetterMayBeWrong(t *testing.T) {
	t.Parallel()
	if !oneLetterOff("diritto", "diritto") {
		t.Error("a word is not itself")
	}
	for pair, want := range map[string]bool{
		"diritto dirito": true, "diritto dirritto": true, "diritto diritot": true, "diritto diretto": true,
		"diritto drito": false, "hai ha": false, "casa caso": false, "spetta spettano": false, "idoneo idonea": true, "eligible eligble": true,
	} {
		a, b, _ := strings.Cut(pair, " ")
		if got := oneLetterOff(a, b); got != want || oneLetterOff(b, a) != want {
			t.Errorf("%s: got %v", pair, got)
		}
	}
}

// ruleFiles are the word lists with their lines.
func ruleFiles(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for _, name := range []string{"words", "classes", "terms", "patterns", "phrases"} {
		data, err := os.ReadFile("rules/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				all[name] = append(all[name], line)
			}
		}
	}
	return all
}

// TestRulesAreFolded: a word with an accent or a capital would never be found.
func TestRulesAreFolded(t *testing.T) {
	t.Parallel()
	for name, lines := range ruleFiles(t) {
		for _, line := range lines {
			head, body, ok := strings.Cut(line, ":")
			if !ok || strings.TrimSpace(body) == "" {
				t.Errorf("%s: %q has no words", name, line)
			}
			for w := range strings.FieldsSeq(body) {
				if fold(w) != w && !strings.Contains(w, "|") {
					t.Errorf("%s, %s: %q is not folded: %q", name, head, w, fold(w))
				}
			}
			if strings.ContainsFunc(body, unicode.IsUpper) {
				t.Errorf("%s: %q has a capital", name, line)
			}
		}
	}
}

// TestEveryListThatIsAskedForExists reads the names of lists out of the source: a list
// with its name misspelt is empty, and would let everything pass.
func TestEveryListThatIsAskedForExists(t *testing.T) {
	t.Parallel()
	inCall := regexp.MustCompile(`\bin\((?:[^"\n]*, ?)?("[a-z-]+"(?:, ?"[a-z-]+")*)\)`)
	classCall := regexp.MustCompile(`\b(?:class|classOf)\((?:[^"\n]*, ?)?"([a-z-]+)"`)
	quoted := regexp.MustCompile(`"([a-z-]+)"`)
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	lists, kinds := map[string]bool{}, map[string]bool{}
	for _, e := range lexicon() {
		for _, name := range e.lists {
			lists[name] = true
		}
		for _, c := range e.classes {
			kinds[c.kind] = true
		}
	}
	n := 0
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		src, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range inCall.FindAllStringSubmatch(string(src), -1) {
			for _, q := range quoted.FindAllStringSubmatch(m[1], -1) {
				n++
				if !lists[q[1]] {
					t.Errorf("%s asks for the list %q, which is empty", f.Name(), q[1])
				}
			}
		}
		for _, m := range classCall.FindAllStringSubmatch(string(src), -1) {
			n++
			if !kinds[m[1]] {
				t.Errorf("%s asks for the classes %q, which are empty", f.Name(), m[1])
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d names were found", n)
	}
	for _, name := range []string{"verdict", "promise", "saying", "refusal", "asked"} {
		if allPatterns()[name] == nil {
			t.Errorf("there are no patterns %q", name)
		}
	}
}

// TestEveryTermCanBeFound: a term whose phrase another one hides would never be read.
func TestEveryTermCanBeFound(t *testing.T) {
	t.Parallel()
	for _, line := range ruleFiles(t)["terms"] {
		head, body, _ := strings.Cut(line, ":")
		group := strings.Fields(head)[0]
		for phrase := range strings.SplitSeq(body, "|") {
			text := strings.NewReplacer("d' ", "d'", " 's", "'s").Replace(strings.TrimSpace(phrase))
			text = strings.ReplaceAll(text, " - ", "-")
			if got := factsOf("la "+text+" qui", kTerm); !strings.Contains(got, "term "+group) {
				t.Errorf("%q is read as %s", text, got)
			}
		}
	}
}

// TestEveryBoundIsRead puts each phrase of rules/phrases.txt beside an amount.
func TestEveryBoundIsRead(t *testing.T) {
	t.Parallel()
	want := map[string]relation{"atmost": cmpAtMost, "below": cmpBelow, "atleast": cmpAtLeast, "above": cmpAbove, "about": cmpAbout}
	for _, line := range ruleFiles(t)["phrases"] {
		head, body, _ := strings.Cut(line, ":")
		side, name, _ := strings.Cut(head, " ")
		for phrase := range strings.SplitSeq(body, "|") {
			phrase = strings.TrimSpace(phrase)
			text := phrase + " 500 euro"
			if side == "after" {
				text = "500 euro " + phrase
			}
			f := firstAmount(text)
			if f == nil || f.cmp != want[name] {
				t.Errorf("%q: got %+v", text, f)
			}
		}
	}
}

func firstAmount(text string) *fact {
	for _, f := range scan(lex(clean(text))) {
		if f.kind == kAmount {
			return &f
		}
	}
	return nil
}
