package verify

import (
	"strings"
	"testing"
)

// bearsOut compares the first value of a draft with that of a card: "draft / card",
// with an exclamation mark before those that must not pass.
func bearsOut(t *testing.T, lang, table string) {
	t.Helper()
	c := New(Check{Lang: lang})
	for line := range strings.Lines(strings.TrimSpace(table)) {
		pair, not := strings.CutPrefix(strings.TrimSpace(line), "! ")
		d, g, ok := strings.Cut(pair, " / ")
		if !ok {
			continue
		}
		draft, card := firstFact(d), firstFact(g)
		if draft == nil || card == nil {
			t.Errorf("%s: no value on one side", pair)
			continue
		}
		if got := c.holds(draft, card); got == not {
			t.Errorf("%s: got %v (%s, %s)", pair, got, say(draft), say(card))
		}
	}
}

// sameBounds are phrases that bound a value in the same way.
func sameBounds() map[string][]string {
	return map[string][]string{
		"at most": {
			"fino a 12 euro", "sino a 12 euro", "al massimo 12 euro", "massimo 12 euro", "non più di 12 euro", "non oltre 12 euro", "non superiore a 12 euro",
			"un tetto di 12 euro", "12 euro al massimo", "12 euro o meno", "inferiore o uguale a 12 euro", "minore o uguale a 12 euro", "pari o inferiore a 12 euro",
			"per un massimo di 12 euro", "up to 12 euros", "at most 12 euros", "no more than 12 euros", "non sopra i 12 euro", "non maggiore di 12 euro", "fino ad un massimo di 12 euro",
		},
		"below": {"meno di 12 euro", "inferiore a 12 euro", "sotto i 12 euro", "al di sotto dei 12 euro", "minore di 12 euro", "less than 12 euros", "under 12 euros"},
		"at least": {
			"almeno 12 euro", "un minimo di 12 euro", "a partire da 12 euro", "da 12 euro", "non meno di 12 euro", "non inferiore a 12 euro", "12 euro o più", "12 euro in su",
			"superiore o uguale a 12 euro", "maggiore o uguale a 12 euro", "pari o superiore a 12 euro", "at least 12 euros", "from 12 euros", "non sotto i 12 euro", "non minore di 12 euro",
		},
		"above": {"più di 12 euro", "oltre 12 euro", "superiore a 12 euro", "sopra i 12 euro", "maggiore di 12 euro", "supera 12 euro", "more than 12 euros", "over 12 euros"},
		"about": {"circa 12 euro", "quasi 12 euro", "intorno ai 12 euro", "12 euro circa", "about 12 euros", "roughly 12 euros"},
		"none":  {"12 euro", "pari a 12 euro", "sono 12 euro", "di 12 euro", "costa 12 euro", "12 euros"},
	}
}

// TestBoundsOfOneSortAreOneAndOfTwoAreTwo compares every phrase with every other.
func TestBoundsOfOneSortAreOneAndOfTwoAreTwo(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it"})
	for a, some := range sameBounds() {
		for b, others := range sameBounds() {
			for _, d := range some {
				for _, g := range others {
					if got := c.holds(firstAmount(d), firstAmount(g)); got != (a == b) {
						t.Errorf("%q for %q: got %v (%s, %s)", d, g, got, say(firstAmount(d)), say(firstAmount(g)))
					}
				}
			}
		}
	}
}

// TestBoundsOfDates: by, until, from, after and before are five things, and a "non"
// turns them.
func TestBoundsOfDates(t *testing.T) {
	t.Parallel()
	bearsOut(t, "it", `
entro il 3 ottobre / fino al 3 ottobre
entro il 3 ottobre / entro e non oltre il 3 ottobre
non oltre il 3 ottobre / entro il 3 ottobre
non più tardi del 3 ottobre / entro il 3 ottobre
al più tardi il 3 ottobre / entro il 3 ottobre
non dopo il 3 ottobre / entro il 3 ottobre
la scadenza è il 3 ottobre / entro il 3 ottobre
scade il 3 ottobre / entro il 3 ottobre
il termine è il 3 ottobre / entro il 3 ottobre
by 3 October / entro il 3 ottobre
no later than 3 October / entro il 3 ottobre
! entro il 3 ottobre / prima del 3 ottobre
! prima del 3 ottobre / entro il 3 ottobre
! prima del 3 ottobre / non prima del 3 ottobre
! non prima del 3 ottobre / prima del 3 ottobre
non prima del 3 ottobre / dal 3 ottobre
non prima del 3 ottobre / a partire dal 3 ottobre
not before 3 October / dal 3 ottobre
not after 3 October / entro il 3 ottobre
! dopo il 3 ottobre / non dopo il 3 ottobre
! not after 3 October / after 3 October
! dopo il 3 ottobre / dal 3 ottobre
! dal 3 ottobre / dopo il 3 ottobre
! dopo il 3 ottobre / entro il 3 ottobre
! entro il 3 ottobre / dopo il 3 ottobre
! il 3 ottobre / entro il 3 ottobre
! entro ottobre / a ottobre
entro ottobre / entro ottobre 2026
! entro ottobre 2026 / entro ottobre
dal primo marzo / dal 1° marzo
dal primo di marzo / a partire dal 1/3
! dal primo marzo / dal primo maggio
entro fine giugno / entro il 30 giugno
entro la fine di giugno / entro il 30 giugno 2026
! entro fine giugno / entro il 20 giugno
! entro inizio giugno / entro il 1 giugno
`)
}

// TestBoundsOfLengthsOfTime compares terms and ages.
func TestBoundsOfLengthsOfTime(t *testing.T) {
	t.Parallel()
	bearsOut(t, "it", `
entro sei mesi / entro 6 mesi
entro e non oltre 6 mesi / entro 6 mesi
entro i primi 6 mesi / entro 6 mesi
entro massimo 6 mesi / entro 6 mesi
entro un termine di 6 mesi / entro 6 mesi
non oltre 6 mesi / entro 6 mesi
entro i prossimi 30 giorni / entro 30 giorni
entro trenta (30) giorni / entro 30 giorni
entro 30 (trenta) giorni / entro 30 giorni
entro 30 gg / entro 30 giorni
within 30 days / entro 30 giorni
! dopo i primi 6 mesi / entro i primi 6 mesi
! entro 6 mesi / dopo i primi 6 mesi
! entro 6 mesi / non prima di 6 mesi
! non prima di 6 mesi / prima di 6 mesi
! entro 6 mesi / almeno 6 mesi
! entro sei mesi / entro sette mesi
! entro sei mesi / entro sei anni
! entro sei mesi / entro sei settimane
! entro un anno / entro un mese
entro un anno / entro 12 mesi
entro dodici mesi / entro un anno
! entro 1 settimana / entro 7 giorni
! entro 48 ore / entro 2 giorni
! entro 10 giorni lavorativi / entro 10 giorni
18 anni compiuti / almeno 18 anni
che ha compiuto 18 anni / almeno 18 anni
non meno di 18 anni / almeno 18 anni
dai 18 anni in su / almeno 18 anni
dai 18 anni / almeno 18 anni
non sotto i 18 anni / almeno 18 anni
! sotto i 18 anni / non sotto i 18 anni
! over 18 / almeno 18 anni
! oltre i 65 anni / almeno 65 anni
! più di 65 anni / 65 anni compiuti
oltre i 65 anni / più di 65 anni
sopra i 65 anni / con più di 65 anni
under 3 years old / sotto i 3 anni
meno di 3 anni / sotto i 3 anni
! fino a 3 anni / sotto i 3 anni
! sotto i 3 anni / sotto i 3 mesi
da 3 a 36 mesi / dai 3 ai 36 mesi
tra 3 e 36 mesi / dai 3 ai 36 mesi
3-36 mesi / dai 3 ai 36 mesi
! da 3 a 36 mesi / da 3 a 36 anni
! da 3 a 36 mesi / da 6 a 36 mesi
dal terzo figlio / a partire dal terzo figlio
il terzo figlio / dal terzo figlio
dal terzo figlio in poi / dal terzo figlio
! fino al terzo figlio / dal terzo figlio
! dal terzo figlio / il terzo figlio
! dal secondo figlio / dal terzo figlio
entro il secondo grado / fino al secondo grado
il secondo grado / entro il secondo grado
un paio di giorni / pochi giorni
! due giorni / pochi giorni
! qualche mese / qualche giorno
`)
}

// TestBoundsInEnglishDrafts compares English drafts with Italian cards.
func TestBoundsInEnglishDrafts(t *testing.T) {
	t.Parallel()
	bearsOut(t, "en", `
up to 2,500 euros / fino a 2.500 euro
up to EUR 2,500.00 / fino a 2.500 euro
no more than 2,500 euros / non oltre 2.500 euro
! over 2,500 euros / fino a 2.500 euro
at least 3 children / almeno tre figli
three or more children / almeno 3 figli
! three children / almeno 3 figli
! at most 3 children / almeno 3 figli
the third child / terzo figlio
! the second child / terzo figlio
under 18 years old / sotto i 18 anni
between 3 and 6 years old / dai 3 ai 6 anni
children from 3 to 36 months / bambini da 3 a 36 mesi
within ten working days / entro 10 giorni lavorativi
! within ten days / entro 10 giorni lavorativi
half of the fee / metà della retta
a third of the fee / un terzo della retta
! a quarter of the fee / un terzo della retta
Monday to Friday / dal lunedì al venerdì
! Monday to Thursday / dal lunedì al venerdì
from 9 am to 1 pm / dalle 9 alle 13
! from 9 am to 1 am / dalle 9 alle 13
from 9 to 12:30 / dalle 9 alle 12.30
from 3 pm to 5:30 pm / dalle 15 alle 17.30
! from 3 pm to 5 pm / dalle 15 alle 17.30
October 3rd / 3 ottobre
! October 13th / 3 ottobre
`)
}
