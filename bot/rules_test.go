package bot

import (
	"strings"
	"testing"
)

// rulesOf compiles a few lines for a test.
func rulesOf(t *testing.T, lines string) *ruleBook {
	t.Helper()
	book, err := parseRules(lines)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestRulesMatchAsTheyAreWritten(t *testing.T) {
	t.Parallel()

	const lines = `
@partner = marito | ex_marito
[hit]
@partner .. picchi*
voglio finirla?  qui
^ aiuto $
scrivere *rlo
! picchia .. palla
`
	book := rulesOf(t, lines)
	for text, want := range map[string]bool{
		"mio marito mi picchia":                         true,
		"mio EX-MARITO mi ha picchiata":                 true,
		"mio marito un uomo molto grande forte picchia": false, // more than three words between
		"mio marito mi pichia":                          true,  // one letter of a doubled pair
		"mio maritto mi picchia":                        true,
		"mio marrito mi picchhia":                       true,
		"mio marito gioca. Picchia il sole":             false, // two sentences
		"mio marito picchia la palla":                   false, // guarded
		"voglio finirla qui":                            true,
		"voglio qui":                                    true,
		"aiuto":                                         true,
		"aiuto con il modulo":                           false, // not at the end
		"scrivere spedirlo":                             true,  // an ending
		"picchia mio marito":                            false, // the order counts
	} {
		if got := len(book.read(tokenize(text)).find()) > 0; got != want {
			t.Errorf("%q matches: %v, want %v", text, got, want)
		}
	}
}

func TestOneWordMayHoldOneWrongLetter(t *testing.T) {
	t.Parallel()

	book := rulesOf(t, "[x]\nsuicidarmi .. domani\n")
	for text, want := range map[string]bool{
		"suicidarmi domani":   true,
		"suicidarme domani":   true,
		"sucidarmi domani":    true,
		"suiicdarmi domani":   true,
		"suicidrami domani":   true,
		"sucidami domani":     false, // two letters
		"suicidarme domanni":  true,  // the second is only doubled
		"suicidarme dommeni":  false, // one wrong letter in all
		"suicidarmi domattin": false,
	} {
		if got := len(book.read(tokenize(text)).find()) > 0; got != want {
			t.Errorf("%q matches: %v, want %v", text, got, want)
		}
	}
}

func TestOrdinaryWordsAreNotTakenForMisspellings(t *testing.T) {
	t.Parallel()

	book := rulesOf(t, "[x]\nfoglio\n[y]\nsparare\n")
	for _, text := range []string{"mio figlio", "separare"} {
		if found := book.read(tokenize(text)).find(); len(found) > 0 {
			t.Errorf("%q matches %v", text, found)
		}
	}
}

func TestWrongRuleFilesAreRefused(t *testing.T) {
	t.Parallel()

	for lines, want := range map[string]string{
		"voglio":             "needs a [topic]",
		"[x":                 "no closing bracket",
		"[x]\n@nobody":       "no class @nobody",
		"[x]\nvoglio? qui":   "begins with a word that must be there",
		"[x]\n..":            "begins with a word that must be there",
		"[x]\na||b":          "empty word",
		"[x]\nmorire\n! @no": "line 3",
	} {
		if _, err := parseRules(lines); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parseRules(%q) = %v, want an error with %q", lines, err, want)
		}
	}
}

func TestBuiltInRulesCompile(t *testing.T) {
	t.Parallel()

	for name, book := range map[string]*ruleBook{"crisis": crisisRules(), "talk": mustRules(talkRules), "person": mustRules(personRules), "fields": mustRules(fieldRules)} {
		rules := 0
		for _, topic := range book.topics {
			rules += len(topic.rules)
		}
		if rules < 50 {
			t.Errorf("%s has %d rules", name, rules)
		}
	}
}

func TestTheClassifierLearnsTheSameTwice(t *testing.T) {
	t.Parallel()

	book := rulesOf(t, "[a]\nalfa\n")
	examples := func() []example {
		return []example{{class: 0, text: "alfa uno"}, {class: 1, text: "beta due"}, {class: 0, text: "alfa tre"}, {class: 1, text: "beta quattro"}}
	}
	one := learn(examples(), []string{"a", "b"}, book, 5)
	two := learn(examples(), []string{"a", "b"}, book, 5)
	tokens := tokenize("alfa cinque")
	p, q := one.judge(tokens, book.read(tokens).findAll()), two.judge(tokens, book.read(tokens).findAll())
	if p[0] != q[0] || p[0] < 0.6 {
		t.Errorf("judged %v and %v, want the same and rather the first class", p, q)
	}
}

func FuzzTokenize(f *testing.F) {
	for _, s := range []string{"ciao, come va?", "su*cidio", "ｆｕｌｌ", "a\u0301\u200b", "12.5 e. 3", "\xff\xfe", "𝐯𝐨𝐠𝐥𝐢𝐨", "l'ha"} {
		f.Add(s)
	}
	book := crisisRules()
	f.Fuzz(func(t *testing.T, text string) {
		tokens := tokenize(clean(text))
		for i, tok := range tokens {
			if tok.word == "" || tok.canon == "" {
				t.Fatalf("token %d of %q is empty", i, text)
			}
			if i > 0 && tok.sent < tokens[i-1].sent {
				t.Fatalf("the sentences of %q go back", text)
			}
		}
		book.read(tokens).findAll()
	})
}
