package verify

import (
	"strings"
	"testing"
)

// firstFact is the first fact of a text that is no term and no name.
func firstFact(text string) *fact {
	for _, f := range scan(lex(clean(text))) {
		if f.kind != kTerm && f.kind != kName {
			return &f
		}
	}
	return nil
}

// TestWhatBearsOutWhat compares the first fact of a draft with that of a card:
// "draft / card", with an exclamation mark before those that must not pass.
func TestWhatBearsOutWhat(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it"})
	for line := range strings.Lines(strings.TrimSpace(borneOut)) {
		pair, not := strings.CutPrefix(strings.TrimSpace(line), "! ")
		d, g, ok := strings.Cut(pair, " / ")
		if !ok {
			continue
		}
		draft, card := firstFact(d), firstFact(g)
		if draft == nil || card == nil {
			t.Errorf("%s: no fact on one side", pair)
			continue
		}
		if got := c.holds(draft, card); got == not {
			t.Errorf("%s: got %v (%s, %s)", pair, got, say(draft), say(card))
		}
	}
}

const borneOut = `
500 euro / 500 euro
€ 500,00 / cinquecento euro
! 500 euro / 5000 euro
! 500 euro / fino a 500 euro
! fino a 500 euro / 500 euro
fino a 500 euro / fino a 500 euro
fino a 500 euro / al massimo 500 euro
fino a 500 euro / non più di 500 euro
! fino a 500 euro / meno di 500 euro
! fino a 500 euro / almeno 500 euro
! almeno 500 euro / più di 500 euro
almeno 500 euro / a partire da 500 euro
! circa 500 euro / 500 euro
! 500 euro / circa 500 euro
da 350 a 450 euro / 350-450 euro
da 350 a 450 euro / tra 350 e 450 euro
! da 350 a 450 euro / da 350 a 400 euro
fino a 450 euro / da 350 a 450 euro
almeno 350 euro / da 350 a 450 euro
! fino a 350 euro / da 350 a 450 euro
! 450 euro / da 350 a 450 euro
! fino a 8.000 euro / un ISEE da 6.000 a 8.000 euro
30% / trenta per cento
! 30% / 35%
50% / la metà
la metà / 50%
! la metà / un terzo
due terzi / due terzi
! il doppio / il triplo
3 figli / tre figli
3 bambini / 3 figli
3 figli / tre bambini
! 3 figli / 4 figli
! 3 figli / 3 rate
! 3 figli / 3 anni
! 3 rate / 3 mesi
almeno 3 figli / almeno 3 figli
! almeno 3 figli / 3 figli
! massimo 3 figli / almeno 3 figli
linea 3 / linea 3
! linea 3 / linea 4
! linea 3 / 3 linee
terzo figlio / 3° figlio
! terzo figlio / secondo figlio
Municipio II / Municipio 2
! Municipio II / Municipio III
6 mesi / sei mesi
! 6 mesi / 180 giorni
! 6 mesi / 6 giorni
! 6 mesi / 6 anni
12 mesi / un anno
un anno / 12 mesi
18 mesi / un anno e mezzo
! 18 mesi / due anni
entro 6 mesi / entro 6 mesi
! entro 6 mesi / dopo 6 mesi
! entro 6 mesi / 6 mesi
! entro 6 mesi / per 6 mesi
! 10 giorni / 10 giorni lavorativi
! 10 giorni lavorativi / 10 giorni
10 working days / 10 giorni lavorativi
pochi giorni / a few days
! pochi giorni / pochi mesi
18 anni compiuti / almeno 18 anni
18 anni compiuti / hanno compiuto 18 anni
! meno di 18 anni / almeno 18 anni
! fino a 18 anni / meno di 18 anni
dai 18 ai 21 anni / tra i 18 e i 21 anni
! fino a 21 anni / dai 18 ai 21 anni
! bambini di 12 mesi / bambini di un anno
3 ottobre / 3 ottobre 2026
3 ottobre 2026 / 3/10/2026
! 3 ottobre 2026 / 3 ottobre
! 3 ottobre 2026 / 3 ottobre 2025
! 3 ottobre / 3 novembre
! 3 ottobre / 13 ottobre
entro il 3 ottobre / entro il 3 ottobre 2026
entro il 3 ottobre / scade il 3 ottobre 2026
! entro il 3 ottobre / dal 3 ottobre
! dal 3 ottobre / il 3 ottobre
a ottobre / il 3 ottobre
! entro ottobre / entro il 3 ottobre
! a novembre / il 3 ottobre
! il 3 ottobre / a ottobre
fine giugno / 30 giugno
! metà giugno / 15 giugno
nel 2026 / nel 2026
nel 2026 / dal 2026
! dal 2026 / nel 2026
nel 2026 / il 3 ottobre 2026
! nel 2027 / nel 2026
lunedì / lunedì e mercoledì
! martedì / lunedì e mercoledì
dal lunedì al venerdì / lun-ven
! dal lunedì al giovedì / dal lunedì al venerdì
! dal lunedì al sabato / dal lunedì al venerdì
lunedì e venerdì / dal lunedì al venerdì
tutti i giorni / ogni giorno
! tutti i giorni / dal lunedì al venerdì
! giorni feriali / dal lunedì al venerdì
weekdays / dal lunedì al venerdì
! lunedì e lunedì / lunedì e mercoledì
dalle 9 alle 13 / ore 9:00-13:00
dalle 9 alle 13 / 9 am to 1 pm
! dalle 9 alle 13 / dalle 9 alle 12
! dalle 9 alle 13 / dalle 8 alle 13
fino alle 13 / dalle 9 alle 13
dalle 9 / dalle 9 alle 13
! fino alle 9 / dalle 9 alle 13
! dalle 13 / dalle 9 alle 13
alle 13 / dalle 9 alle 13
! alle 11 / dalle 9 alle 13
24 ore su 24 / h24
0577 292353 / +39 0577/292353
! 0577 292353 / 0577 292354
! 0577 29235 / 0577 292353
0432 824500 / 0432/824500 int. 1
! 0432 824500 int. 2 / 0432/824500 int. 1
info@siena.it / INFO@siena.it
! info@siena.it / info@bari.it
www.siena.it / https://www.siena.it/
! www.siena.it / https://www.siena.it/bonus
! http://siena.it.evil.com / https://www.siena.it
via Roma 5 / Via Roma 5, 53100
! via Roma 5 / via Roma 6
! piazza Roma 5 / via Roma 5
legge 104 / L. 104/92
L. 104/92 / legge 104 del 1992
legge 104/92 / legge 5 febbraio 1992, n. 104
! legge 104/92 / legge 104/93
! legge 104/92 / legge 104
! legge 6 febbraio 1992, n. 104 / legge 5 febbraio 1992, n. 104
! art. 3 / art. 3-bis
! art. 3-bis / art. 3
! comma 3 / art. 3
! d.lgs. 104/92 / L. 104/92
500 euro al mese / 500 euro al mese
LINK_1 / LINK_1
! LINK_2 / LINK_1
`

// TestOtherWordsForTheSameCountInEnglish: a noun that neither language's list has is
// compared by its number alone, in an English draft.
func TestOtherWordsForTheSameCountInEnglish(t *testing.T) {
	t.Parallel()
	it, en := New(Check{Lang: "it"}), New(Check{Lang: "en"})
	d, g := firstFact("5 stamps"), firstFact("5 timbri")
	if it.holds(d, g) || !en.holds(d, g) {
		t.Errorf("in Italian %v, in English %v", it.holds(d, g), en.holds(d, g))
	}
	if d := firstFact("5 children"); en.holds(d, g) {
		t.Error("five children are five of anything")
	}
}

func TestEveryKindHasAReason(t *testing.T) {
	t.Parallel()
	for k := range kinds {
		if r := (&fact{kind: k}).reason(); r == "" {
			t.Errorf("kind %d has none", k)
		}
	}
	for _, c := range []struct {
		f    fact
		want Reason
	}{
		{fact{kind: kDate, cmp: cmpAtMost}, Deadline},
		{fact{kind: kDate, cmp: cmpAtLeast}, Date},
		{fact{kind: kDuration, unit: "month", cmp: cmpAtMost}, Deadline},
		{fact{kind: kDuration, unit: "month"}, Date},
		{fact{kind: kDuration, unit: "year", role: roleAge, cmp: cmpAtMost}, Age},
		{fact{kind: kDuration, unit: "year"}, Age},
		{fact{kind: kDuration, unit: "year", role: roleSpan}, Date},
		{fact{kind: kTerm, exclusive: true}, Contrary},
		{fact{kind: kTerm, exclusive: true, required: true}, Term},
		{fact{kind: kName}, Office},
	} {
		if got := c.f.reason(); got != c.want {
			t.Errorf("%+v: got %s, want %s", c.f, got, c.want)
		}
	}
}
