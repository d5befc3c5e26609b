package verify

import (
	"slices"
	"strings"
	"testing"
)

// TestConditionsGoWithTheirPayments: which child, which age gets what, read by turns.
func TestConditionsGoWithTheirPayments(t *testing.T) {
	t.Parallel()
	for line := range strings.Lines(strings.TrimSpace(conditioned)) {
		text, want, _ := strings.Cut(strings.TrimSpace(line), " =>")
		want = strings.TrimSpace(want)
		var got []string
		for _, b := range findConditions(scan(lex(clean(text)))) {
			got = append(got, valueOf(&b.threshold)+"="+valueOf(&b.payout))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: got %v, want %q", text, got, want)
		}
	}
}

const conditioned = `
il 20% per il secondo figlio e il 50% per il terzo figlio => 2 child=20 3 child=50
per il secondo figlio il 20%, per il terzo figlio il 50% => 2 child=20 3 child=50
100 euro per 1 figlio, 200 euro per 2 figli => 1 child=100 2 child=200
il 20% per il secondo figlio => 2 child=20
il 20% e il 50% per il terzo figlio => 
100 euro sotto i 3 anni di età, 50 euro sopra i 3 anni di età => 3 year=100 3 year=50
il secondo figlio => 
100 euro => 
per il secondo figlio il 20% con ISEE fino a 9.000 euro, per il terzo figlio il 50% => 2 child=20 3 child=50
al terzo piano si pagano 100 euro e al secondo 50 euro => 
il primo figlio 100 euro, il secondo figlio 200 euro, il terzo figlio nulla di questo => 
`

// TestAPaymentStaysWithItsCondition compares sentences with a card that pays each child
// something else.
func TestAPaymentStaysWithItsCondition(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Buono libri
Il buono è di 100 euro per il primo figlio, 150 euro per il secondo figlio e 200 euro per il terzo figlio.
Lo sconto in mensa è del 10% con ISEE fino a 12.000 euro e del 30% con ISEE fino a 8.000 euro.
Il rimborso è di 80 euro sotto i 6 anni di età e di 120 euro sopra i 6 anni di età.`, `
ok | Il buono è di 100 euro per il primo figlio, 150 euro per il secondo figlio e 200 euro per il terzo figlio.
ok | Per il terzo figlio il buono è di 200 euro.
ok | Il buono è di 150 euro per il secondo figlio e di 200 euro per il terzo figlio.
amount/number | Per il terzo figlio il buono è di 100 euro.
amount/number | Per il secondo figlio il buono è di 200 euro.
amount/number | Il buono è di 200 euro per il secondo figlio e di 150 euro per il terzo figlio.
amount/number | Il buono è di 100 euro per il quarto figlio.
ok | Con ISEE fino a 8.000 euro lo sconto in mensa è del 30%.
percentage/amount | Con ISEE fino a 8.000 euro lo sconto in mensa è del 10%.
percentage/amount | Con ISEE fino a 12.000 euro lo sconto in mensa è del 30%.
percentage/amount | Lo sconto in mensa è del 30% con ISEE fino a 12.000 euro e del 10% con ISEE fino a 8.000 euro.
ok | Sotto i 6 anni di età il rimborso è di 80 euro.
amount/age | Sopra i 6 anni di età il rimborso è di 80 euro.
amount/age | Sotto i 6 anni di età il rimborso è di 120 euro.
`)
}

func TestClausesEnd(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"a b": 0, "a, b": 1, "a: b": 1, "a (b": 1, "a; b": 2, "a. b": 2, "a, b; c": 2, "a! b": 2, "a - b": 0, "": 0} {
		tokens := lex(text)
		if got := clauseEnds(tokens, 0, len(tokens)); got != want {
			t.Errorf("%q: got %d", text, got)
		}
	}
}

// TestANoMoreOrLessIsTheContrary turns each sentence of a card into its contrary.
func TestANoMoreOrLessIsTheContrary(t *testing.T) {
	t.Parallel()
	card := `Mensa scolastica
L'iscrizione alla mensa si rinnova ogni anno.
Le diete speciali richiedono il certificato del pediatra.
I genitori non pagano i pasti disdetti entro le ore 9.
Chi non ha pagato le rette passate non può iscriversi.
La quota non comprende la merenda.
Lo sportello riceve anche senza appuntamento.
Non è possibile portare cibo da casa.`
	judged(t, "it", card, `
ok | L'iscrizione alla mensa si rinnova ogni anno.
contrary/ungrounded | L'iscrizione alla mensa non si rinnova ogni anno.
contrary/ungrounded | Le diete speciali non richiedono il certificato del pediatra.
contrary/ungrounded/term | Le diete speciali richiedono solo il certificato del pediatra, senza domanda.
ok | Non si pagano i pasti disdetti entro le 9.
contrary/ungrounded | I genitori pagano i pasti disdetti entro le ore 9.
hour | I genitori non pagano i pasti disdetti entro le ore 10.
contrary/ungrounded | Chi ha pagato le rette passate non può iscriversi.
contrary/ungrounded | Chi non ha pagato le rette passate può iscriversi.
ok | La quota non comprende la merenda.
contrary/ungrounded | La quota comprende la merenda.
contrary/term | Lo sportello riceve solo su appuntamento.
ok | Non è possibile portare cibo da casa.
contrary/ungrounded | È possibile portare cibo da casa.
contrary/ungrounded | Non è possibile non portare cibo da casa.
`)
}

// TestNobodySpeaksOfThemselvesAndNothingIsForEver lists what overstates.
func TestNobodySpeaksOfThemselvesAndNothingIsForEver(t *testing.T) {
	t.Parallel()
	c := New(Check{Sources: []Source{{ID: "c", Text: "Mensa\nLa mensa costa 5 euro al giorno e le famiglie la pagano ogni mese.\nL'iscrizione si fa allo Sportello Scuola.\nTutti gli alunni la possono usare."}}, Lang: "it"})
	for _, text := range []string{
		"Io penso che la mensa costi 5 euro.", "Mi chiamo Giulia e lavoro alla mensa.", "Sono una operatrice della mensa.", "La mia mensa costa 5 euro al giorno.",
		"La mensa è per sempre.", "La mensa non costa mai.", "L'iscrizione alla mensa non serve.", "Nessuno paga la mensa.", "La mensa è gratis per tutti.",
		"La mensa paga tutto.", "L'iscrizione si fa di notte.", "L'iscrizione si fa quando vuoi.", "L'iscrizione si fa senza condizioni.", "Non serve nessun documento per la mensa.",
		"La mensa costa entrambi i mesi.",
	} {
		if got := c.Sentence(text, []string{"c"}); len(got) == 0 {
			t.Errorf("%q is shown", text)
		}
	}
	for _, text := range []string{"Tutti gli alunni la possono usare.", "Ogni alunno la può usare.", "Le famiglie la pagano ogni mese."} {
		if got := c.Sentence(text, []string{"c"}); len(got) > 0 {
			t.Errorf("%q is refused: %v", text, got)
		}
	}
}

// TestANameInAnothersPlaceIsFound: both names are the card's, but this sentence has the
// other.
func TestANameInAnothersPlaceIsFound(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Assegno
La domanda per l'assegno si presenta all'INPS.
Il certificato per l'invalidità si chiede alla ASL.
La domanda per il contrassegno si presenta al Comando di Polizia.`, `
ok | La domanda per l'assegno si presenta all'INPS.
ok | Presenta all'INPS la domanda per l'assegno.
office/contrary | La domanda per l'assegno si presenta alla ASL.
office/contrary | Il certificato per l'invalidità si chiede all'INPS.
office/contrary | La domanda per il contrassegno si presenta all'INPS.
`)
}

func TestShares(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words, others []int32
		want          float64
	}{
		{nil, nil, 0}, {[]int32{1}, nil, 0}, {nil, []int32{1}, 0}, {[]int32{1, 2}, []int32{2}, 0.5}, {[]int32{1, 2}, []int32{1, 2, 3}, 1}, {[]int32{-1, 2}, []int32{2}, 0.5},
	} {
		if got := share(c.words, c.others); got != c.want {
			t.Errorf("share of %v in %v: got %v", c.words, c.others, got)
		}
		if len(c.words) > 0 && overlap(slices.Sorted(slices.Values(c.words)), c.others) != c.want {
			t.Errorf("overlap of %v with %v", c.words, c.others)
		}
	}
}

// TestHoursOfHalvesOfDays: a morning is one that the card has.
func TestHoursOfHalvesOfDays(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Biblioteca
Aperta lunedì e giovedì dalle 9 alle 13, martedì e venerdì dalle 14 alle 19.
Il sabato è chiusa.`, `
ok | Il lunedì è aperta la mattina.
ok | Lunedì mattina.
ok | Martedì pomeriggio.
hour/weekday/contrary/term | Lunedì pomeriggio.
hour/weekday/contrary/term | Martedì mattina.
hour/weekday/contrary/term | Il sabato mattina è aperta.
ok | Apre alle 9 il giovedì.
ok | Chiude alle 19 il venerdì.
hour | Chiude alle 13 il venerdì.
hour | Apre alle 14 il lunedì.
hour | È aperta lunedì dalle 9 alle 19.
hour/weekday | È aperta mercoledì dalle 9 alle 13.
hour/weekday/contrary/term | È aperta il sabato dalle 9 alle 13.
ok | Il sabato è chiusa.
weekday/contrary | Il lunedì è chiusa.
hour/weekday | È aperta dal lunedì al venerdì dalle 9 alle 13.
`)
}

// TestAShareGoesToWhomTheCardGivesIt: rows of values, each for somebody else.
func TestAShareGoesToWhomTheCardGivesIt(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Bonus libri
Il bonus libri è di 150 euro per la scuola media e di 250 euro per la scuola superiore.
I posti sono 120: 60 per i residenti, 40 per i disabili, 20 per i lavoratori.
Lo sconto è del 10% per i fratelli e del 25% per gli orfani.
La tessera vale 2 anni per gli studenti, 5 anni per i pensionati.`, `
ok | Per la scuola media il bonus è di 150 euro.
ok | Per la scuola superiore sono duecentocinquanta euro.
ok | Il bonus libri è di 150 euro per la scuola media e di 250 euro per la scuola superiore.
amount | Per la scuola superiore il bonus è di 150 euro.
amount | Il bonus è di 250 euro per la scuola media.
ok | I posti sono 120.
number | I posti sono 60 per i disabili.
number | I posti sono 40 per i residenti.
number | I posti sono 20 per i residenti, 40 per i disabili, 60 per i lavoratori.
ok | Per gli orfani lo sconto è del 25%.
percentage | Per gli orfani lo sconto è del 10%.
percentage | Lo sconto è del 25% per i fratelli.
ok | Per i pensionati la tessera vale 5 anni.
age/date | Per i pensionati la tessera vale 2 anni.
age/date | La tessera vale 5 anni per gli studenti.
`)
}
