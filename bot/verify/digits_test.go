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

// TestNoDigitOfTheDemoCanBeAnother changes every digit of every sentence of the demo's
// cards, once each.
func TestNoDigitOfTheDemoCanBeAnother(t *testing.T) {
	t.Parallel()
	n, shown := 0, 0
	for _, c := range demoCards(t) {
		k := checker("it", c.source)
		for _, text := range sentences(c.source.Text) {
			for i := len(marker.FindString(text)); i < len(text); i++ {
				if text[i] < '0' || text[i] > '9' {
					continue
				}
				n++
				lie := text[:i] + string('0'+(text[i]-'0'+1)%10) + text[i+1:]
				if len(k.Sentence(lie, []string{c.Slug})) == 0 {
					shown++
					t.Errorf("%s: %q is shown", c.Slug, lie)
				}
			}
		}
	}
	t.Logf("%d of %d shown", shown, n)
}

// TestNoWordOfTheDemoCanBeAnother changes every weekday, month and unit of time of the
// demo's cards into every other.
func TestNoWordOfTheDemoCanBeAnother(t *testing.T) {
	t.Parallel()
	sorts := [][]string{
		strings.Fields("lunedì martedì mercoledì giovedì venerdì sabato domenica"),
		months,
		strings.Fields("giorni mesi anni settimane ore"),
		{"ISEE ordinario", "ISEE minorenni", "ISEE sociosanitario"},
		{"gratuito", "a pagamento"},
		{"obbligatorio", "facoltativo"},
		{"SPID", "CNS"},
		{"INPS", "INAIL"},
	}
	n := 0
	for _, c := range demoCards(t) {
		k := checker("it", c.source)
		for _, text := range sentences(c.source.Text) {
			for _, sort := range sorts {
				for _, was := range sort {
					for _, is := range sort {
						if is == was || !holdsWord(text, was) || strings.Contains(text, is) && sort[0] == "SPID" || vagueUnit(text, was) {
							continue
						}
						n++
						if lie := strings.Replace(text, was, is, 1); len(k.Sentence(lie, []string{c.Slug})) == 0 {
							t.Errorf("%s: %q is shown", c.Slug, lie)
						}
					}
				}
			}
		}
	}
	t.Logf("0 of %d shown", n)
}

// holdsWord says whether a text has a word as a whole.
func holdsWord(text, w string) bool {
	at := strings.Index(text, w)
	return at >= 0 && !regexp.MustCompile(`^\pL`).MatchString(text[at+len(w):]) && !regexp.MustCompile(`\pL$`).MatchString(text[:at])
}

// vagueUnit says whether a unit of time stands without a number: "per anni" is no fact.
func vagueUnit(text, w string) bool {
	switch w {
	case "giorni", "mesi", "anni", "settimane", "ore":
		return !regexp.MustCompile(`(?:\d|due|tre|quattro|cinque|sei|dieci)[*]* (?:[a-z]+ )?` + w).MatchString(text)
	}
	return false
}
