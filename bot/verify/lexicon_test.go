package verify

import (
	"strings"
	"testing"
)

// TestRuleFilesAreReadLineByLine: comments and lines without a name are none, a name may
// return.
func TestRuleFilesAreReadLineByLine(t *testing.T) {
	t.Parallel()
	var got []string
	eachRule("# a: comment\nlist: uno due\nno name\n\nother x: tre\nlist: quattro\nempty:\n", func(name, w string) { got = append(got, name+"="+w) })
	if all := strings.Join(got, " "); all != "list=uno list=due other x=tre list=quattro" {
		t.Errorf("got %s", all)
	}
}

// TestAWordIsInOneGroupOfAKind: the last line wins, other kinds stay.
func TestAWordIsInOneGroupOfAKind(t *testing.T) {
	t.Parallel()
	e := &lexeme{lists: []string{"a"}}
	e.join(class{"noun", "child"})
	e.join(class{"unit", "day"})
	e.join(class{"noun", "person"})
	if e.class("noun") != "person" || e.class("unit") != "day" || e.class("law") != "" || len(e.classes) != 2 {
		t.Errorf("got %+v", e.classes)
	}
	if !e.in("b", "a") || e.in("b") || e.in() {
		t.Error("lists are mixed up")
	}
	var none *lexeme
	if none.in("a") || none.class("noun") != "" || none.base("casa") != "casa" {
		t.Error("a word that no rule names has some")
	}
}

// TestSmallWordsHaveAPlainForm: articles are nothing, articled prepositions the plain one.
func TestSmallWordsHaveAPlainForm(t *testing.T) {
	t.Parallel()
	for w, want := range map[string]string{
		"il": "", "la": "", "l'": "", "gli": "", "un": "", "the": "", "dello": "di", "dell'": "di", "d'": "di", "alle": "a", "ad": "a", "dagli": "da",
		"negli": "in", "sulla": "su", "con": "con", "casa": "casa", "": "",
	} {
		if got := baseWord(w); got != want {
			t.Errorf("%q: got %q, want %q", w, got, want)
		}
	}
}

// TestWordsThatMeanTheSameAreOne: forms, synonyms and both languages; small words, units
// and currencies say nothing of their own.
func TestWordsThatMeanTheSameAreOne(t *testing.T) {
	t.Parallel()
	for _, same := range []string{
		"figlio figli figlia bambina bimbi minori children kid daughters", "domanda domande richiesta istanza application requests", "affitto canone rent",
		"scuola scolastico school", "chiama telefonare contattare call phone", "gratuitamente gratuita", "pagamento paga versamento payment", "residente residenti residenza resident",
		"presentare presentata presentazione", "appuntamento appuntamenti appointments",
	} {
		words := strings.Fields(same)
		first := wordToken(words[0]).sense
		for _, w := range words[1:] {
			if got := wordToken(w).sense; got != first || got == "" {
				t.Errorf("%s says %q, %s %q", words[0], first, w, got)
			}
		}
	}
	for _, pair := range []string{"figlio genitore", "domanda risposta", "affitto mutuo", "nido scuola", "aperto chiuso", "minimo massimo", "luce acqua", "nascita adozione"} {
		a, b, _ := strings.Cut(pair, " ")
		if wordToken(a).sense == wordToken(b).sense {
			t.Errorf("%s and %s are one", a, b)
		}
	}
	for w := range strings.FieldsSeq("il di e che non è euro eur mesi giorni anno the of and not months a è") {
		if got := wordToken(w).sense; got != "" {
			t.Errorf("%s says %q", w, got)
		}
	}
}

// TestFactsBeginWithFewWords: who asks of every word must not be told yes by any.
func TestFactsBeginWithFewWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"ottobre": true, "lunedì": true, "via": true, "metà": true, "terzo": true, "mezzogiorno": true, "gratuito": true, "pochi": true, "art": true, "due": true,
		"duemila": true, "twenty": true, "famiglia": false, "presenta": false, "Siena": false, "residenza": false, "chi": false,
	} {
		s := &scanner{t: lex(text)}
		if got := s.mayBegin(0); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
	for text, at := range map[string]int{"F24": 0, "modulo B": 1, "covid-19": 0, "fascia IV": 1, "lettera c)": 1} {
		if s := (&scanner{t: lex(text)}); !s.mayBegin(at) {
			t.Errorf("%q: nothing begins at %d", text, at)
		}
	}
}

// TestWhatIsHiddenIsTakenOut puts what a reader does not see, or sees as something else,
// between the letters and digits of a value: it is read, and refused, as without it.
func TestWhatIsHiddenIsTakenOut(t *testing.T) {
	t.Parallel()
	c := New(Check{Sources: []Source{{ID: "c", Text: "Bonus\nIl bonus è di 500 euro al mese."}}, Lang: "it"})
	for _, hidden := range []string{"\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e", "\u2066", "\ufe0f", "\u034f", "\u115f"} {
		for text, shown := range map[string]bool{"Il bonus è di 5" + hidden + "00 euro al mese.": true, "Il bonus è di 5" + hidden + "000 euro al mese.": false, "Il bo" + hidden + "nus è di 600 euro al mese.": false} {
			if got := c.Sentence(text, []string{"c"}); len(got) == 0 != shown {
				t.Errorf("%q: %v", text, got)
			}
		}
	}
	for _, text := range []string{"Hai di\u200britto al bonus.", "Hai\u00a0diritto al bonus.", "Hai\u2009diritto al bonus.", "Ha\u00adi diritto al bonus.", "Ｈａｉ ｄｉｒｉｔｔｏ al bonus."} {
		if got := c.Sentence(text, []string{"c"}); len(got) == 0 || got[0].Reason != Verdict {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestOnlyTheSubsetOfMarkupIsShown lists marks that are shown and marks that are not.
func TestOnlyTheSubsetOfMarkupIsShown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Serve l'**ISEE**.": false, "- uno": false, "1. uno": false, "*uno*": false, "[uno](https://x.it)": false, "a < b": false, "5 > 3": false, "R&S": false, "a_b_c": false,
		"uno | due": false, "<br>": true, "<!-- a -->": true, "</p>": true, "&nbsp;": true, "&#39;": true, "&#x27;": true, "`uno`": true, "~~uno~~": true, "$$x$$": true,
		"| a | b |": true, "# Titolo": true, "> detto": true, "---": true, "***": true, "![a](b)": true, "{{a}}": true, "\\(x\\)": true, "【1】": true, "⟦a⟧": true, "a†": true,
		"d i r i t o": true, "h-a-i d i r": false, "è a b c d": true, "S. P. Q. R.": false,
	} {
		if got := marked(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

// TestAPieceIsTakenApartWhereverItCites reads marks, citations and what is left.
func TestAPieceIsTakenApartWhereverItCites(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"Serve l'ISEE [a].":             "Serve l'ISEE.|a",
		"Serve l'ISEE. [a].":            "Serve l'ISEE.|a",
		"Serve l'ISEE.[a]":              "Serve l'ISEE.|a",
		"Serve [a] l'ISEE [b-2].":       "Serve l'ISEE.|a b-2",
		"[a] Serve l'ISEE.":             "Serve l'ISEE.|a",
		"- Serve l'ISEE [a,b ; c]":      "Serve l'ISEE|a b c",
		"12) Serve l'ISEE [a][a]":       "Serve l'ISEE|a a",
		"**Serve l'ISEE. [a]**":         "**Serve l'ISEE.**|a",
		"Vedi [qui](https://x.it) [a].": "Vedi [qui](https://x.it).|a",
		"Serve [A] l'ISEE.":             "Serve [A] l'ISEE.|!",
		"Serve [] l'ISEE [a].":          "Serve [] l'ISEE.|a!",
		"Serve [a l'ISEE.":              "Serve [a l'ISEE.|!",
		"Serve l'ISEE ]a[.":             "Serve l'ISEE ]a[.|!",
		"Serve[a]l'ISEE.":               "Serve l'ISEE.|a",
		"   \n":                         "|",
	} {
		p := parsePiece(raw)
		got := p.body + "|" + strings.Join(p.cards, " ")
		if p.strays {
			got += "!"
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}
