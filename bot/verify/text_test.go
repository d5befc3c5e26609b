package verify

import (
	"strings"
	"testing"
)

func TestTextsAreBroughtIntoOneForm(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"l’ISEE":               "l'ISEE",
		"«così»":               `"così"`,
		"9–13":                 "9-13",
		"９３６０ €":               "9360 €",
		"1º piano":             "1° piano",
		"1️⃣":                  "1",
		"D.Lgs. 33/2013":       "dlgs  33/2013",
		"P.zza del Campo":      "Piazza del Campo",
		"9 a.m.":               "9 am",
		"dott.ssa Bianchi":     "dottoressa Bianchi",
		"a\u200bb\u202ec":      "abc",
		"non\u00a0serve":       "non serve",
		"½ retta":              " metà  retta",
		"perché":               "perché",
		"plain text, as it is": "plain text, as it is",
	} {
		if got := clean(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestWordsAreFolded(t *testing.T) {
	t.Parallel()
	for w, want := range map[string]string{
		"Città": "citta", "PERCHÉ": "perche", "lunedì": "lunedi", "Größe": "große", "ISEE": "isee", "ñandú": "nandu", "è": "e", "": "",
	} {
		if got := fold(w); got != want {
			t.Errorf("%q: got %q, want %q", w, got, want)
		}
	}
}

// TestFormsOfAWordAreOne: the stem is crude, but the same for the forms that count.
func TestFormsOfAWordAreOne(t *testing.T) {
	t.Parallel()
	for _, forms := range []string{
		"presentare presenta presentata presentazione presentano", "domanda domande", "residente residenti residenza residenze",
		"documento documenti document documents", "contributo contributi", "application applications", "richiesta richiesto richiedere",
		"sportello sportelli", "bolletta bollette",
	} {
		words := strings.Fields(forms)
		for _, w := range words[1:] {
			if !strings.HasSuffix(w, "?") && stem(w) != stem(words[0]) {
				t.Errorf("%s and %s are two: %q, %q", words[0], w, stem(words[0]), stem(w))
			}
		}
	}
	for _, pair := range []string{"anni annuncio", "nido note", "padre madre", "rata retta"} {
		a, b, _ := strings.Cut(pair, " ")
		if stem(a) == stem(b) {
			t.Errorf("%s are one: %q", pair, stem(a))
		}
	}
}

// TestTokens writes tokens between bars, those behind a space with one.
func TestTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"l'ISEE":                          "l'|ISEE",
		"un'ora e mezza":                  "un'| ora| e| mezza",
		"1.500,00 euro":                   "1|.|500|,|00| euro",
		"don't":                           "don't",
		"you're":                          "you|'re",
		"**ISEE**":                        "ISEE",
		"_ISEE_ serve":                    "ISEE| serve",
		"a@b.it.":                         "a@b.it|.",
		"vedi www.siena.it, poi":          "vedi| www.siena.it|,| poi",
		"[sito](https://siena.it/a?b=1).": "[|sito|]|(|https://siena.it/a?b=1|)|.",
		"LINK_1":                          "LINK|1",
		"F24":                             "F|24",
		"9h30":                            "9|h|30",
		"€500":                            "€|500",
		"più di 3":                        "più| di| 3",
		"":                                "",
		"S.r.l.":                          "S|.|r|.|l|.",
		"po' di tempo":                    "po'| di| tempo",
	} {
		var b strings.Builder
		for i, x := range lex(text) {
			if i > 0 {
				b.WriteString("|")
				if !x.glued {
					b.WriteString(" ")
				}
			}
			b.WriteString(x.raw)
		}
		if got := strings.ReplaceAll(b.String(), "un'| ora", "un'| ora"); got != want && got != strings.Replace(want, "un'| ora", "un'|ora", 1) {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestWhatOpensASentenceIsKnown(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Serve. Poi basta":   "Serve Poi",
		"Nota: Serve l'ISEE": "Nota Serve",
		"\"Serve\" disse":    "Serve disse",
		"l'ISEE serve":       "l'",
		"(Serve) l'ISEE":     "Serve",
	} {
		var open []string
		for _, x := range lex(text) {
			if x.open && x.kind == word {
				open = append(open, x.raw)
			}
		}
		if got := strings.Join(open, " "); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestAcronymsAndCapitals(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string][2]bool{
		"ISEE": {true, true}, "Isee": {false, true}, "isee": {false, false}, "I": {false, true}, "ÈA": {true, true}, "È": {false, true},
	} {
		x := lex(raw)[0]
		if x.acronym() != want[0] || x.capital() != want[1] {
			t.Errorf("%s: acronym %v, capital %v", raw, x.acronym(), x.capital())
		}
	}
}

func TestAddressesOfPagesAreComparedByWhereTheyLead(t *testing.T) {
	t.Parallel()
	for _, same := range []string{
		"https://www.inps.it http://inps.it HTTPS://WWW.INPS.IT/ www.inps.it inps.it",
		"https://inps.it/a/b www.inps.it/a/b/ inps.it/a/b",
	} {
		words := strings.Fields(same)
		for _, w := range words[1:] {
			if comparableLink(w) != comparableLink(words[0]) {
				t.Errorf("%s and %s differ", words[0], w)
			}
		}
	}
	for _, pair := range []string{
		"inps.it inps.it/a", "inps.it inps.com", "inps.it/a inps.it/A", "inps.it inps.it.evil.com", "inps.it ftp://inps.it", "inps.it/a?x=1 inps.it/a?x=2",
	} {
		a, b, _ := strings.Cut(pair, " ")
		if comparableLink(a) == comparableLink(b) {
			t.Errorf("%s and %s are the same", a, b)
		}
	}
}

func TestPiecesAreTakenApart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		raw, marker, body, cards string
		leads, blank, strays     bool
	}{
		{raw: "Serve l'ISEE [isee].", body: "Serve l'ISEE.", cards: "isee"},
		{raw: " Serve l'ISEE. [isee]", body: "Serve l'ISEE.", cards: "isee"},
		{raw: "Serve l'ISEE. [isee].", body: "Serve l'ISEE.", cards: "isee"},
		{raw: "Serve l'ISEE [isee][bonus-nido]", body: "Serve l'ISEE", cards: "isee bonus-nido"},
		{raw: "Serve l'ISEE [isee, bonus-nido].", body: "Serve l'ISEE.", cards: "isee bonus-nido"},
		{raw: "Serve l'ISEE [isee; bonus-nido].", body: "Serve l'ISEE.", cards: "isee bonus-nido"},
		{raw: "L'ISEE [isee] serve.", body: "L'ISEE serve.", cards: "isee"},
		{raw: "L'ISEE[isee]serve.", body: "L'ISEE serve.", cards: "isee"},
		{raw: "\n- Serve l'ISEE [isee]", marker: "- ", body: "Serve l'ISEE", cards: "isee"},
		{raw: "\n\n2) Serve l'ISEE", marker: "2) ", body: "Serve l'ISEE", blank: true},
		{raw: "\n\n• Servono:", marker: "• ", body: "Servono:", blank: true, leads: true},
		{raw: "**Servono:**", body: "**Servono:**", leads: true},
		{raw: "Servono [isee]:", body: "Servono:", cards: "isee", leads: true},
		{raw: "Guarda [il sito](https://siena.it) [isee].", body: "Guarda [il sito](https://siena.it).", cards: "isee"},
		{raw: "Guarda [il sito].", body: "Guarda [il sito].", strays: true},
		{raw: "Guarda [isee", body: "Guarda [isee", strays: true},
		{raw: "[]", body: "[]", strays: true},
		{raw: "[ISEE]", body: "[ISEE]", strays: true},
		{raw: "", body: ""},
	} {
		p := parsePiece(c.raw)
		if p.marker != c.marker || p.body != c.body || strings.Join(p.cards, " ") != c.cards || p.leads != c.leads || p.blank != c.blank || p.strays != c.strays || p.item != (c.marker != "") {
			t.Errorf("%q: got %+v", c.raw, p)
		}
	}
}

// TestAColonIsNotFollowedByAFullStop: a citation between the two leaves none behind.
func TestAColonIsNotFollowedByAFullStop(t *testing.T) {
	t.Parallel()
	p := parsePiece("Importi massimi in un anno: [c].")
	if p.body != "Importi massimi in un anno:" || !p.leads {
		t.Errorf("got %q, leads %v", p.body, p.leads)
	}
}
