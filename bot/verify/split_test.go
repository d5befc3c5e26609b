package verify_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

func split(parts ...string) []string {
	var s verify.Splitter
	var out []string
	for _, p := range parts {
		out = append(out, s.Feed(p)...)
	}
	return append(out, s.Close()...)
}

// TestSentencesAreCutWhereTheyEnd marks with "|" where a text is cut.
func TestSentencesAreCutWhereTheyEnd(t *testing.T) {
	t.Parallel()
	for _, want := range []string{
		"Serve l'ISEE.| Poi fai domanda.",
		"Costa 1.500,00 euro.| Si paga subito.",
		"Lo dice l'art. 5 c. 2 della legge.| Poi basta.",
		"Lo dice l'art. 5, comma 2, L. 104/92.| Poi basta.",
		"Chiedi alla Rossi S.r.l. o al Comune.| Poi aspetta.",
		"Vai al n. 12 di via Roma.| Poi sali.",
		"È aperto dalle 9.30 alle 12.30.| Telefona prima.",
		"Guarda www.comune.siena.it per i moduli.| Poi scrivi a info@comune.siena.it.| Fatto.",
		"Chiedi al dott. Bianchi o alla sig. Verdi.| Fatto.",
		"Portare documenti, foto, ecc. è utile.| Fatto.",
		"Il D.Lgs. 33/2013 lo prevede.| Fatto.",
		"Scade il 3.10.2026.| Fatto.",
		"Davvero?!| Certo.",
		"Aspetta...| Ecco.",
		"\"Serve l'ISEE.\"| Così dice la scheda.",
		"**Serve l'ISEE.**| Poi basta.",
		"Serve l'ISEE [isee].| Poi basta [bonus].",
		"Serve l'ISEE. [isee]| Poi basta. [bonus]",
		"Serve l'ISEE. [isee].| Poi basta.",
		"Serve l'ISEE [isee][bonus].| Poi basta.",
		"Serve l'ISEE. [isee] [bonus]| Poi basta.",
		"Serve l'ISEE [isee]| Poi basta [bonus]",
		"L'ISEE [isee] serve sempre.| Poi basta.",
		"Serve l'ISEE.| [Il modulo](https://siena.it) è online.",
		"Servono:|\n- un documento [a]|\n- l'ISEE [a]|\n\nPoi basta.",
		"1. Fai domanda.|\n2. Aspetta.|\n3. Paga.",
		"La domanda si presenta\nentro 6 mesi.| Poi basta.",
		"Prima riga|\nSeconda riga",
		"Serve l'ISEE.\n[isee]|\nPoi basta.",
		"Entro il 30.| Poi basta.",
		"Nasce a S. Anna.| Poi basta.",
	} {
		text := strings.ReplaceAll(want, "|", "")
		if got := strings.Join(split(text), "|"); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// TestHowATextIsCutDoesNotDependOnHowItArrives feeds texts byte by byte and whole.
func TestHowATextIsCutDoesNotDependOnHowItArrives(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Serve l'ISEE [isee]. Poi aspetta… Poi «paga» 1.500,00 €!\n\n- uno [a]\n- due. [b]\n1. tre\nfine",
		"È già così. «Perché?» [isee, bonus] Così: [un link](https://x.it). E poi [non chiuso",
		strings.Repeat("parola ", 500) + "fine. Ecco.",
	} {
		whole := split(text)
		if strings.Join(whole, "") != text {
			t.Errorf("%q is not put together again", text)
		}
		var bytes []string
		for i := range len(text) {
			bytes = append(bytes, text[i:i+1])
		}
		if got := split(bytes...); !slices.Equal(got, whole) {
			t.Errorf("byte by byte:\n%q\nat once:\n%q", got, whole)
		}
	}
}

// TestASentenceIsReturnedAsSoonAsItHasEnded: what is complete must not wait for the
// next sentence to be complete too.
func TestASentenceIsReturnedAsSoonAsItHasEnded(t *testing.T) {
	t.Parallel()
	var s verify.Splitter
	for _, step := range []struct {
		part string
		want []string
	}{
		{"Serve l'ISEE", nil},
		{" [isee]", nil},
		{".", nil},
		{" P", []string{"Serve l'ISEE [isee]."}},
		{"oi basta. ", nil},
		{"[isee]", nil},
		{" ", nil},
		{"E", []string{" Poi basta. [isee]"}},
	} {
		if got := s.Feed(step.part); !slices.Equal(got, step.want) {
			t.Errorf("after %q: got %q, want %q", step.part, got, step.want)
		}
	}
	if got := s.Close(); !slices.Equal(got, []string{" E"}) {
		t.Errorf("at the end: got %q", got)
	}
}

// TestASentenceWithoutAnEndIsCutAfterAWord bounds what is held.
func TestASentenceWithoutAnEndIsCutAfterAWord(t *testing.T) {
	t.Parallel()
	for _, p := range split(strings.Repeat("parole senza fine ", 1000)) {
		if len(p) > 2100 || strings.HasSuffix(p, "parol") {
			t.Errorf("a piece of %d bytes", len(p))
		}
	}
}
