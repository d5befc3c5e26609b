package verify_test

import (
	"regexp"
	"strings"
	"testing"
)

// accepted are sentences about the bonus that are shown, each with other facts.
func accepted() []string {
	return strings.Split(strings.TrimSpace(`
L'ISEE deve essere fino a 9.360,00 euro.
Con un ISEE fino a 7.000 euro l'importo è 500 euro.
Con un ISEE da 7.000,01 a 9.360 euro l'importo è di 300 euro.
Il contributo copre il 30% della spesa, fino a 2.500 euro l'anno.
Sono 413,10 euro al mese per 5 mesi, in tutto 2065,50 euro.
La domanda si presenta entro 6 mesi dalla nascita.
La domanda si presenta entro il 3 ottobre 2026.
La domanda si presenta entro il 3/10/2026.
La risposta arriva entro 30 giorni lavorativi.
Possono chiederlo i genitori che hanno compiuto 18 anni.
Servono almeno 3 figli minori.
Lo prevede l'art. 3, comma 2, della L. 104/92.
Lo prevede la legge 104 del 1992.
Lo sportello è aperto lunedì e mercoledì dalle 9 alle 12:30.
Lo sportello è aperto martedì dalle 15 alle 17.
Telefona allo 0577 292 111.
Telefona al +39 0577292111.
L'ufficio è in via del Casato di Sotto 23, 53100 Siena.
Per urgenze chiama il 112.
Il figlio deve essere nato dal 1° gennaio 2026.`), "\n")
}

// TestNoDigitCanBeAnother changes every digit of every sentence into every other one.
func TestNoDigitCanBeAnother(t *testing.T) {
	t.Parallel()
	k := checker("it", bonusSource())
	cited := []string{"bonus-nascita"}
	n := 0
	for _, text := range accepted() {
		if got := k.Sentence(text, cited); len(got) > 0 {
			t.Errorf("%q is refused: %v", text, got)
		}
		for i := range len(text) {
			if text[i] < '0' || text[i] > '9' {
				continue
			}
			for digit := byte('0'); digit <= '9'; digit++ {
				if digit == text[i] {
					continue
				}
				n++
				lie := text[:i] + string(digit) + text[i+1:]
				if len(k.Sentence(lie, cited)) == 0 {
					t.Errorf("%q is shown", lie)
				}
			}
		}
	}
	t.Logf("%d changes", n)
}

// TestNoDigitCanBeLeftOutOrAdded leaves every digit out, and doubles it.
func TestNoDigitCanBeLeftOutOrAdded(t *testing.T) {
	t.Parallel()
	k := checker("it", bonusSource())
	cited := []string{"bonus-nascita"}
	for _, text := range accepted() {
		for i := range len(text) {
			if text[i] < '0' || text[i] > '9' {
				continue
			}
			for _, lie := range []string{text[:i] + text[i+1:], text[:i] + text[i:i+1] + text[i:]} {
				if alone(text, i) && len(lie) < len(text) {
					continue // no number is left to be wrong
				}
				if len(k.Sentence(lie, cited)) == 0 && !sameNumbers(lie, text) {
					t.Errorf("%q is shown", lie)
				}
			}
		}
	}
}

// alone says whether the digit at i is a number by itself.
func alone(text string, i int) bool {
	digit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	return !digit(i-1) && !digit(i+1)
}

var lastZeros = regexp.MustCompile(`(,\d*?)0+\b`)

// sameNumbers says whether two sentences differ in zeros that mean nothing.
func sameNumbers(a, b string) bool {
	return lastZeros.ReplaceAllString(a, "$1") == lastZeros.ReplaceAllString(b, "$1")
}

// TestNoWordOfAFactCanBeAnother changes words that are facts into others of their sort.
func TestNoWordOfAFactCanBeAnother(t *testing.T) {
	t.Parallel()
	k := checker("it", bonusSource())
	cited := []string{"bonus-nascita"}
	sorts := [][]string{
		strings.Fields("lunedì martedì mercoledì giovedì venerdì sabato domenica"),
		strings.Fields("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre"),
		strings.Fields("giorni mesi anni settimane ore"),
		{"fino a", "almeno", "più di", "meno di", "circa"},
		{"entro", "dopo", "prima di"},
		{"al mese", "all'anno", "a settimana"},
		{"Sotto", "Sopra", "Mezzo"},
		{"Siena", "Bari", "Roma"},
	}
	n := 0
	for _, text := range accepted() {
		for _, sort := range sorts {
			for _, was := range sort {
				if !strings.Contains(text, was) {
					continue
				}
				for _, is := range sort {
					if is == was {
						continue
					}
					n++
					lie := strings.Replace(text, was, is, 1)
					if len(k.Sentence(lie, cited)) == 0 {
						t.Errorf("%q is shown", lie)
					}
				}
			}
		}
	}
	if n < 80 {
		t.Errorf("only %d changes", n)
	}
}
