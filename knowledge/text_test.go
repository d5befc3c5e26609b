package knowledge

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWordsAreFoldedAndElisionsSplit(t *testing.T) {
	t.Parallel()

	for text, want := range map[string]string{
		"Perché la città è più bella?":      "perche la citta e piu bella",
		"dell'acqua, l’asilo, un`altra":     "acqua asilo altra",
		"c'è posto all'asilo d'infanzia":    "e posto asilo infanzia",
		"dov'è l'ufficio? com'è fatto?":     "dov e ufficio com e fatto",
		"E' gratis? perche' no":             "e gratis perche no",
		"la C.I.E. e lo S.P.I.D.":           "la cie e lo spid",
		"e-mail, socio-assistenziale":       "e mail socio assistenziale",
		"certificato_anagrafico":            "certificato anagrafico",
		"COVID-19 e legge 104/92":           "covid 19 e legge 104 92",
		"cafe\u0301 e citta\u0300":          "cafe e citta",
		"piano B. Il resto":                 "piano b il resto",
		"":                                  "",
		"?!… \u0000\u202e 🎈":                "",
		strings.Repeat("a", 100):            strings.Repeat("a", maxWordRunes),
		"Straße, garçon, señor, Škoda, œuf": "strasse garcon senor skoda œuf",
	} {
		if got := strings.Join(slices.Collect(words(text)), " "); got != want {
			t.Errorf("words(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestWordsStopWhenTheReaderDoes(t *testing.T) {
	t.Parallel()

	var got []string
	for w := range words("uno due tre quattro") {
		got = append(got, w)
		if len(got) == 2 {
			break
		}
	}
	if diff := cmp.Diff([]string{"uno", "due"}, got); diff != "" {
		t.Errorf("words (-want +got):\n%s", diff)
	}
}

func TestInflectedFormsShareAStem(t *testing.T) {
	t.Parallel()

	for _, forms := range [][]string{
		{"bonus"},
		{"bambino", "bambina", "bambini", "bambine"},
		{"iscrizione", "iscrizioni"},
		{"pagare", "pago", "pagamento", "pagamenti"},
		{"vaccino", "vaccini", "vaccinazione", "vaccinarsi"},
		{"scuola", "scuole"},
		{"disabile", "disabili", "disabilita"},
		{"mensile", "mensili"},
		{"lavori"},
	} {
		for _, form := range forms {
			if got, want := stem(form), stem(forms[0]); got != want {
				t.Errorf("stem(%q) = %q, want that of %q, %q", form, got, forms[0], want)
			}
		}
	}
}

func TestUnrelatedWordsKeepTheirOwnStem(t *testing.T) {
	t.Parallel()

	for _, pair := range [][2]string{
		{"casa", "caso"},
		{"parto", "parte"},
		{"banda", "bando"},
		{"corso", "corsa"},
		{"pasto", "pasta"},
		{"lavoro", "lavori"},
		{"mobilita", "mobili"},
		{"licenza", "licenziato"},
		{"mensa", "mensile"},
		{"posto", "posta"},
		{"materna", "maternita"},
	} {
		if stem(pair[0]) == stem(pair[1]) {
			t.Errorf("%q and %q both become %q", pair[0], pair[1], stem(pair[0]))
		}
	}
}

func TestKindsOfWords(t *testing.T) {
	t.Parallel()

	for word, want := range map[string]tokenKind{
		"mensa": tokenContent, "isee": tokenContent, "104": tokenContent, "spid": tokenContent,
		"non": tokenFunction, "vorrei": tokenFunction, "quanto": tokenFunction, "3": tokenFunction, "18": tokenFunction, "x": tokenFunction,
		"della": tokenGlue, "per": tokenGlue, "e": tokenGlue,
	} {
		if got := newToken(word).kind; word != "x" && got != want {
			t.Errorf("%q is of kind %d, want %d", word, got, want)
		}
	}
	for word, want := range map[string]tokenKind{"nursery": tokenContent, "the": tokenGlue, "what": tokenFunction, "i": tokenFunction, "b": tokenFunction} {
		if got := newEnglishToken(word).kind; got != want {
			t.Errorf("English %q is of kind %d, want %d", word, got, want)
		}
	}
}

func TestShortenedWordsAreWrittenOut(t *testing.T) {
	t.Parallel()

	for text, want := range map[string]string{
		"nn so cm fare xke":     "non so come fare perche",
		"documenti x il bonus":  "documenti bonus",
		"ke doc servono":        "che documenti servono",
		"tel dello sportello":   "telefono sportello",
		"dv si va e qnt costa?": "dove si va quanto costa",
	} {
		var got []string
		for _, tok := range newAnalyser(newToken).tokens(text, maxQueryTokens) {
			got = append(got, tok.word)
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", text, diff)
		}
	}
}

func TestTokensAreBounded(t *testing.T) {
	t.Parallel()

	text := strings.Repeat("mensa ", 10_000)
	if got := len(newAnalyser(newToken).tokens(text, maxQueryTokens)); got != maxQueryTokens {
		t.Errorf("%d tokens, want %d", got, maxQueryTokens)
	}
}

func TestEnglishStems(t *testing.T) {
	t.Parallel()

	for _, pair := range [][2]string{{"children", "children"}, {"nurseries", "nursery"}, {"applying", "apply"}, {"schools", "school"}} {
		if stemEnglish(pair[0]) != stemEnglish(pair[1]) {
			t.Errorf("%q and %q have other stems", pair[0], pair[1])
		}
	}
	if got := stemEnglish("2026"); got != "2026" {
		t.Errorf("a number became %q", got)
	}
}

func FuzzWords(f *testing.F) {
	f.Add("dell'acqua C.I.E. perché\u0301 \u202e🎈")
	f.Fuzz(func(t *testing.T, text string) {
		for w := range words(text) {
			if w == "" || len(w) > 4*maxWordRunes {
				t.Errorf("word %q of %q", w, text)
			}
		}
	})
}
