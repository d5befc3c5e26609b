package verify_test

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina/bot/verify"
)

// answers are texts as models write them: lists, citations in every place, numbers,
// addresses, abbreviations, quotation marks, marks of several bytes.
func answers() []string {
	return []string{
		"Ciao! Per il nido serve l'ISEE [nido]. La retta è di 58,30 € al mese [nido].\n\nServono:\n\n- l'ISEE [nido]\n- la tessera sanitaria. [nido]\n\nVuoi altro?",
		"Chiedi al dott. Bianchi, tel. 0577 292111 (int. 3). L'art. 3, comma 2, del D.Lgs. n. 33/2013 lo prevede [legge].",
		"1. Fai l'ISEE [isee].\n2. Compila il modulo n. 5 [nido][isee].\n3. Aspetta… poi paga. [nido, isee]\nFine",
		"«È gratuito», dice la scheda [nido]. È così? Sì! Guarda [il sito](https://www.comune.siena.it/nidi?a=1.2#x). [nido]",
		"L'ufficio è in p.zza del Campo 1 [nido], aperto dalle 9.30 alle 12.30. Il sig. Verdi risponde dalle ore 9. Chiuso il 24 dic. e il 31 dic. [nido].",
		"**Importo:** 1.500,50 euro [bonus].\r\n**Scadenza:** 3.10.2026 [bonus].\r\n\r\nS.p.a., s.r.l. ecc. non contano.",
		"Prima [nido]\nseconda\n[isee]\n\nterza… [non chiusa",
		"à è ì ò ù – “sì” … 😀 [nido]. ¿Qué?",
	}
}

// TestAnyTwoCutsGiveTheSameSentences cuts every text at every two places.
func TestAnyTwoCutsGiveTheSameSentences(t *testing.T) {
	t.Parallel()
	for _, text := range answers() {
		whole := split(text)
		if strings.Join(whole, "") != text {
			t.Errorf("%q is not put together again", text)
		}
		for i := 0; i <= len(text); i++ {
			for j := i; j <= len(text); j += 3 {
				if got := split(text[:i], text[i:j], text[j:]); !slices.Equal(got, whole) {
					t.Fatalf("cut at %d and %d:\n got %q\nwant %q", i, j, got, whole)
				}
			}
		}
	}
}

// TestASentenceNeverComesBeforeItHasEnded: what is returned early is what is returned
// when all is there.
func TestASentenceNeverComesBeforeItHasEnded(t *testing.T) {
	t.Parallel()
	for _, text := range answers() {
		whole := split(text)
		for i := range len(text) {
			var s verify.Splitter
			early := s.Feed(text[:i])
			if len(early) > len(whole) || !slices.Equal(early, whole[:len(early)]) {
				t.Fatalf("after %d bytes of %q: %q", i, text, early)
			}
		}
	}
}

// TestAbbreviationsEndNoSentence puts each into the middle of one, before a capital.
func TestAbbreviationsEndNoSentence(t *testing.T) {
	t.Parallel()
	for _, part := range []string{
		"dott. Bianchi", "Dott. Bianchi", "dott.ssa Bianchi", "sig. Verdi", "Sig.ra Verdi", "prof. Neri", "avv. Neri", "ing. Neri", "arch. Neri", "geom. Neri",
		"art. 3", "artt. 3 e 4", "Art. 3", "n. 5", "N. 5", "nr. 5", "tel. 0577 292111", "Tel. 0577 292111", "cell. 335 1234567", "fax. 0577 1", "int. 3", "pag. 4",
		"L. 104/92", "D.Lgs. 33/2013", "d.lgs. 33/2013", "D.P.R. 445/2000", "S. Caterina", "via G. Garibaldi", "S.p.A. Siena", "s.r.l. Siena", "cfr. Bando", "es. ISEE",
		"p. 4", "c. 2", "lett. A", "rif. Bando", "prot. 123", "max. 3", "min. 2", "ca. 30", "approx. 30", "no. 5", "Mr. Green", "Dr. Green", "e.g. ISEE", "i.e. ISEE", "St. John",
	} {
		text := "Vedi " + part + " per tutto.| Poi basta."
		if got := strings.Join(split(strings.ReplaceAll(text, "|", "")), "|"); got != text {
			t.Errorf("got %q", got)
		}
	}
}

// TestNumbersEndNoSentenceInTheMiddle: the mark inside a number is none, the one behind
// it is.
func TestNumbersEndNoSentenceInTheMiddle(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"1.500", "1.500,50", "3.10.2026", "9.30", "12.30", "0577.292.111", "800.713.713", "104/92", "10", "22,21 €", "30%", "24", "2026", "F24", "www.inps.it", "inps.it", "info@inps.it"} {
		for _, text := range []string{"Sono " + number + " in tutto.| Poi basta.", "Sono " + number + ".| Poi basta.", "Sono " + number + "!| E poi?", "(Sono " + number + ".)| Poi basta."} {
			if got := strings.Join(split(strings.ReplaceAll(text, "|", "")), "|"); got != text {
				t.Errorf("got %q, want %q", got, text)
			}
		}
	}
}

// TestACitationBelongsToTheSentenceBeforeIt, wherever the full stop is.
func TestACitationBelongsToTheSentenceBeforeIt(t *testing.T) {
	t.Parallel()
	for _, want := range []string{
		"Serve l'ISEE [a].| Poi basta [b].",
		"Serve l'ISEE. [a]| Poi basta. [b]",
		"Serve l'ISEE [a].| [b]| Poi basta.",
		"Serve l'ISEE [a] [b].| Poi basta.",
		"Serve l'ISEE [a][b]| Poi basta.",
		"Serve l'ISEE [a, b].| Poi basta.",
		"Serve l'ISEE! [a]| Poi basta.",
		"Serve l'ISEE? [a]| Poi basta.",
		"Serve l'ISEE… [a]| Poi basta.",
		"Serve l'ISEE.\n[a]|\nPoi basta.",
		"Serve l'ISEE.|\n\n[a]|\n\nPoi basta.",
		"- Serve l'ISEE [a]|\n- Serve la carta [b]",
		"- Serve l'ISEE. [a]|\n- Serve la carta. [b]",
		"[a]| Serve l'ISEE.| Poi basta.",
		"Serve l'ISEE [a], poi la carta [b].| Fine.",
		"Serve l'ISEE [a] e la carta.| Fine.",
		"Serve **l'ISEE** [a].| Poi basta.",
		"Serve **l'ISEE [a].**| Poi basta.",
		"Serve \"l'ISEE\". [a]| Poi basta.",
		"Serve l'ISEE [non una scheda].| Poi basta.",
		"Serve l'ISEE [a](https://x.it).| Poi basta.",
	} {
		text := strings.ReplaceAll(want, "|", "")
		if got := strings.Join(split(text), "|"); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// TestTheSameIsShownHoweverADraftArrives cuts drafts at every place, and in steps of
// every length up to twenty.
func TestTheSameIsShownHoweverADraftArrives(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Ciao! Costa 22,21 euro [cie]. Arriva entro 60 giorni [cie].\n\nServono:\n\n- una fototessera [cie]\n- il passaporto [cie]\n\nVuoi altro?",
		"Con ISEE fino a 7.000 euro l'importo è di 500 euro. Con ISEE da 7.000,01 a 9.360 euro l'importo è di 300 euro. [bonus-nascita] Hai diritto al bonus [bonus-nascita].",
		"Lo prevede l'art. 3, comma 2, della L. 104/92 [bonus-nascita]. Tel. 0577 292 111 [bonus-nascita]. Non ho altre informazioni.",
		"Costa 22,21 euro [tari]. Serve una fototessera [cie, tari]. Costa 22,21 euro [cie]. Questo è tutto.",
		"NON_LO_SO", "Ti richiamo domani. Serve una fototessera [cie].",
	} {
		whole := desk().Draft(text)
		for i := range len(text) {
			checkStream(t, whole, text[:i], text[i:])
		}
		for step := 1; step <= 20; step++ {
			var parts []string
			for rest := text; rest != ""; {
				n := min(step, len(rest))
				parts = append(parts, rest[:n])
				rest = rest[n:]
			}
			checkStream(t, whole, parts...)
		}
	}
}

// checkStream feeds the parts of a draft: what is shown along the way is the text of the
// result, which is that of the draft at once, and nothing shown is taken back.
func checkStream(t *testing.T, whole verify.Result, parts ...string) {
	t.Helper()
	s := desk().Stream()
	var shown strings.Builder
	for _, p := range parts {
		shown.WriteString(s.Feed(p))
		if !strings.HasPrefix(whole.Text, shown.String()) {
			t.Fatalf("%q is shown, of %q", shown.String(), whole.Text)
		}
	}
	last, got := s.Close()
	shown.WriteString(last)
	if shown.String() != whole.Text || got.OK != whole.OK || got.Dropped != whole.Dropped || !slices.Equal(got.Cards, whole.Cards) || !slices.Equal(reasons(got), reasons(whole)) {
		t.Errorf("%q: got %+v, want %+v", parts, got, whole)
	}
}
