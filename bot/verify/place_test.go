package verify

import (
	"strings"
	"testing"
)

// against checks sentences against one card: "sentence" or "! sentence", the second
// sort refused.
func against(t *testing.T, card, table string) {
	t.Helper()
	c := New(Check{Sources: []Source{{ID: "c", Text: strings.TrimSpace(card)}}, Lang: "it"})
	for line := range strings.Lines(strings.TrimSpace(table)) {
		text, not := strings.CutPrefix(strings.TrimSpace(line), "! ")
		if text == "" {
			continue
		}
		got := c.Sentence(text, []string{"c"})
		switch {
		case not && len(got) == 0:
			t.Errorf("%q is shown", text)
		case !not && len(got) > 0:
			t.Errorf("%q is refused: %s %q", text, got[0].Reason, got[0].Words)
		}
	}
}

// TestAValueStaysInItsPlace: a value of the card where another one belongs is as wrong
// as one that the card does not have.
func TestAValueStaysInItsPlace(t *testing.T) {
	t.Parallel()
	against(t, `
Nido comunale
L'iscrizione costa 52 euro. La retta è di 310 euro al mese.
Il pasto costa 4,50 euro al giorno.
Le domande si presentano dal 1 marzo al 15 aprile. La graduatoria esce il 20 maggio.
Il nido accoglie bambini da 3 a 36 mesi. Il prolungamento è per i bambini sopra i 12 mesi.
Per le iscrizioni chiama l'ufficio scuola allo 0577 111222; per i pagamenti chiama la ragioneria allo 0577 333444.
Ogni gruppo ha 7 bambini e 2 educatrici.
Lo sconto è del 20% per il secondo figlio e del 50% per il terzo figlio.
`, `
L'iscrizione costa 52 euro.
! L'iscrizione costa 310 euro.
La retta è di 310 euro al mese.
! La retta è di 52 euro al mese.
! La retta è di 310 euro al giorno.
! La retta è di 310 euro all'anno.
Il pasto costa 4,50 euro al giorno.
! Il pasto costa 52 euro.
! Il pasto costa 4,50 euro al mese.
Le domande si presentano dal 1 marzo al 15 aprile.
Puoi presentare la domanda fino al 15 aprile.
! Puoi presentare la domanda fino al 20 maggio.
La graduatoria esce il 20 maggio.
! La graduatoria esce il 15 aprile.
! Le domande si presentano dal 15 aprile al 1 marzo.
Il nido accoglie bambini da 3 a 36 mesi.
! Il nido accoglie bambini da 3 a 12 mesi.
! Il nido accoglie bambini da 12 a 36 mesi.
! Il nido accoglie bambini da 3 a 36 anni.
Per le iscrizioni telefona all'ufficio scuola: 0577 111222.
! Per le iscrizioni telefona all'ufficio scuola: 0577 333444.
! Per i pagamenti chiama lo 0577 111222.
In ogni gruppo ci sono 7 bambini e 2 educatrici.
! In ogni gruppo ci sono 2 bambini e 7 educatrici.
Per il terzo figlio lo sconto è del 50%.
! Per il terzo figlio lo sconto è del 20%.
Lo sconto è del 20% per il secondo figlio.
! Lo sconto è del 20% per il terzo figlio e del 50% per il secondo figlio.
`)
}

// TestAnAmountStaysInItsBand guards tables of means and amounts, however laid out.
func TestAnAmountStaysInItsBand(t *testing.T) {
	t.Parallel()
	table := `
Con ISEE fino a 8.000 euro il buono è di 300 euro.
Il buono è di 300 euro per chi ha un ISEE fino a 8.000 euro.
Con ISEE da 8.000,01 a 12.000 euro il buono è di 200 euro.
Il buono è di 100 euro con un ISEE da 12.000,01 a 15.000 euro.
! Con ISEE fino a 8.000 euro il buono è di 200 euro.
! Con ISEE fino a 8.000 euro il buono è di 100 euro.
! Con ISEE da 8.000,01 a 12.000 euro il buono è di 300 euro.
! Con ISEE da 8.000,01 a 12.000 euro il buono è di 100 euro.
! Il buono è di 300 euro con un ISEE da 12.000,01 a 15.000 euro.
! Il buono è di 200 euro per chi ha un ISEE fino a 8.000 euro.
! Con ISEE fino a 12.000 euro il buono è di 200 euro.
! Con ISEE fino a 15.000 euro il buono è di 300 euro.
! Con ISEE oltre 15.000 euro il buono è di 100 euro.
! Con ISEE fino a 300 euro il buono è di 8.000 euro.
`
	for _, card := range []string{
		"Buono\nL'importo del buono dipende dall'ISEE:\n- ISEE fino a 8.000 euro: 300 euro\n- ISEE da 8.000,01 a 12.000 euro: 200 euro\n- ISEE da 12.000,01 a 15.000 euro: 100 euro",
		"Buono\nIl buono è di 300 euro con ISEE fino a 8.000 euro, 200 euro con ISEE da 8.000,01 a 12.000 euro, 100 euro con ISEE da 12.000,01 a 15.000 euro.",
		"Buono\nCon ISEE fino a 8.000 euro il buono è di 300 euro; con ISEE da 8.000,01 a 12.000 euro è di 200 euro; con ISEE da 12.000,01 a 15.000 euro è di 100 euro.",
		"Buono\nPrima fascia, ISEE fino a 8.000 euro: buono di 300 euro.\nSeconda fascia, ISEE da 8.000,01 a 12.000 euro: buono di 200 euro.\nTerza fascia, ISEE da 12.000,01 a 15.000 euro: buono di 100 euro.",
	} {
		against(t, card, table)
	}
}

// TestHoursStayWithTheirOffice guards a card with the hours of two offices.
func TestHoursStayWithTheirOffice(t *testing.T) {
	t.Parallel()
	against(t, `
Anagrafe
Lunedì, mercoledì e venerdì dalle 9 alle 12, martedì e giovedì dalle 15 alle 17.30.
Piazza del Campo 1
Ufficio tributi
Dal lunedì al giovedì dalle 8.30 alle 13.
Il sabato è chiuso.
`, `
L'anagrafe è aperta lunedì, mercoledì e venerdì dalle 9 alle 12, martedì e giovedì dalle 15 alle 17.30.
Lunedì dalle 9 alle 12.
Il martedì è aperta dalle 15 alle 17:30.
Apre il lunedì alle 9 e chiude alle 12.
L'ufficio tributi è aperto dal lunedì al giovedì dalle 8.30 alle 13.
Il martedì pomeriggio.
Il lunedì mattina.
! Il venerdì pomeriggio.
! L'anagrafe è aperta lunedì e martedì dalle 9 alle 12.
! L'anagrafe è aperta martedì e giovedì dalle 9 alle 12.
! Lunedì, mercoledì e venerdì dalle 15 alle 17.30, martedì e giovedì dalle 9 alle 12.
! Venerdì dalle 8.30 alle 13.
! Dal lunedì al venerdì dalle 8.30 alle 13.
! Dal lunedì al giovedì dalle 9 alle 13.
! Lunedì dalle 9 alle 12, martedì dalle 15 alle 17.30.
! È aperta il sabato dalle 9 alle 12.
! È aperta tutti i giorni.
! Lunedì dalle 9 alle 17.30.
! È aperta 24 ore su 24.
Il sabato è chiuso.
! La domenica è chiuso.
! Il sabato è aperto.
`)
}

// TestAHoursLineForEachDay guards hours that are written a day a line.
func TestAHoursLineForEachDay(t *testing.T) {
	t.Parallel()
	against(t, `
Biblioteca
Orari:
- Lunedì: 9:30 - 12:30
- Martedì: 8:30 - 12:30
- Mercoledì: 9:30 - 12:30 / 16:00 - 18:15
`, `
Il lunedì dalle 9.30 alle 12.30.
Martedì 8:30-12:30.
Il mercoledì dalle 9.30 alle 12.30 e dalle 16 alle 18.15.
Il mercoledì è aperta anche dalle 16 alle 18.15.
! Il lunedì dalle 8.30 alle 12.30.
! Il martedì dalle 16 alle 18.15.
! Il lunedì dalle 9.30 alle 18.15.
! Il giovedì dalle 9.30 alle 12.30.
`)
}

func TestWhatIsDeniedStaysDenied(t *testing.T) {
	t.Parallel()
	against(t, `
Contrassegno disabili
Il contrassegno è personale e non si può prestare.
Non serve il rinnovo della visita se l'invalidità è permanente.
La domanda si fa allo sportello, non online.
Il rilascio è gratuito. Per la marca da bollo si paga solo in caso di contrassegno temporaneo.
Il parcheggio sulle strisce blu non è gratuito.
Senza il certificato la domanda non viene accettata.
`, `
Il contrassegno non si può prestare.
! Il contrassegno si può prestare.
Non serve il rinnovo della visita se l'invalidità è permanente.
! Serve il rinnovo della visita se l'invalidità è permanente.
! La domanda si fa online, non allo sportello.
Il rilascio è gratuito.
! Il rilascio non è gratuito.
! Il rilascio è a pagamento.
Il parcheggio sulle strisce blu non è gratuito.
! Il parcheggio sulle strisce blu è gratuito.
! Senza il certificato la domanda viene accettata.
! Con il certificato la domanda non viene accettata.
`)
}

func TestDenials(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Non serve la domanda":           "=request",
		"Non devi fare domanda":          "=request",
		"Senza ISEE":                     "is",
		"Nessun costo":                   "=cost",
		"Non solo la domanda":            "",
		"La domanda. Non oggi":           "ogg",
		"Serve la domanda":               "",
		"You don't need an application":  "=request",
		"Non è gratuito né automatico":   "gratu",
		"La domanda non va fatta":        "va fatt",
		"Non paga, ma riceve la domanda": "=pay",
	} {
		got := strings.Join(deniedIn(lex(text), 0).first, " ")
		if got != want && !strings.HasPrefix(want, got+" ") {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestBrackets(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ISEE fino a 7.000 euro: 500 euro":                                         "7000=500",
		"500 euro con ISEE fino a 7.000 euro":                                      "7000=500",
		"500 euro con ISEE fino a 7.000 euro, 300 euro con ISEE fino a 9.000 euro": "7000=500 9000=300",
		"ISEE fino a 7.000 euro, 500 euro; ISEE fino a 9.000 euro, 300 euro":       "7000=500 9000=300",
		"ISEE fino a 7.000 euro 500 euro, fino a 9.000 euro 300 euro":              "7000=500 9000=300",
		"sconto del 30% con ISEE fino a 7.000 euro":                                "7000=30",
		"ISEE fino a 7.000 euro. Il bonus è di 500 euro":                           "",
		"Costa 500 euro":         "",
		"ISEE fino a 7.000 euro": "",
	} {
		tokens := lex(clean(text))
		var got []string
		for _, b := range findBrackets(tokens, scan(tokens)) {
			got = append(got, valueOf(&b.threshold)+"="+valueOf(&b.payout))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %v, want %s", text, got, want)
		}
	}
}
