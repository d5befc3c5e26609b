package verify

import "testing"

// TestAWordIsNotSaidTwiceForAnother: a word of the card's sentence in the place of
// another of its words is an exchange, though the card has it.
func TestAWordIsNotSaidTwiceForAnother(t *testing.T) {
	t.Parallel()
	against(t, `
Pronto aiuto
L'aiuto sociale per le emergenze, attivo giorno e notte.
I medici e le infermiere preparano il ritorno a casa dall'ospedale.
Prendi la ricevuta e porta la ricevuta allo sportello.
`, `
L'aiuto sociale per le emergenze è attivo giorno e notte.
! L'aiuto sociale per le emergenze, attivo giorno e giorno.
! I medici e i medici preparano il ritorno a casa dall'ospedale.
! I medici e le infermiere preparano il ritorno in ospedale dall'ospedale.
Prendi la ricevuta e porta la ricevuta allo sportello.
`)
}

// TestARowIsNotToldWithoutItsLabel: what tells a row of a table from the others is a
// condition of its values.
func TestARowIsNotToldWithoutItsLabel(t *testing.T) {
	t.Parallel()
	against(t, `
Bonus retta
Importi massimi in un anno, regole del 2025:

- bambini nati dal 1° gennaio 2024: 3600 euro con ISEE fino a 40.000 euro, 1500 euro se l'ISEE è più alto;
- bambini nati prima: 3000 euro con ISEE fino a 25.000 euro, 2500 euro con ISEE fino a 40.000 euro.

Sconti in bolletta:

- luce: 30% per dodici mesi
- gas: 15% per dodici mesi

Contatti:

- Telefono: 0577 111222
- E-mail: retta@comune.example
`, `
I bambini nati prima hanno 3000 euro con ISEE fino a 25.000 euro, 2500 euro con ISEE fino a 40.000 euro.
Per i bambini nati prima: 3000 euro con ISEE fino a 25.000 euro, 2500 euro con ISEE fino a 40.000 euro.
! Importi massimi in un anno, 3000 euro con ISEE fino a 25.000 euro, 2500 euro con ISEE fino a 40.000 euro.
! 3600 euro con ISEE fino a 40.000 euro, 1500 euro se l'ISEE è più alto.
! Importi massimi in un anno, 3600 euro con ISEE fino a 40.000 euro, 1500 euro se l'ISEE è più alto.
Lo sconto sulla luce è del 30% per dodici mesi.
! Lo sconto in bolletta è del 30% per dodici mesi.
Chiama lo 0577 111222.
Il telefono è 0577 111222.
`)
}

// TestTheLineBeforeARowMayBeItsLabel: the rows of a list stand under the line that leads
// to them.
func TestTheLineBeforeARowMayBeItsLabel(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it", Sources: []Source{{ID: "c", Text: `Bonus retta
Importi:

- bambini nati dopo il 2023: 3600 euro con ISEE fino a 40.000 euro;
- bambini nati prima: 3000 euro con ISEE fino a 25.000 euro.`}}})
	for text, want := range map[string]bool{
		"Per i bambini nati prima [c]:\n- 3000 euro con ISEE fino a 25.000 euro [c]": true,
		"Per tutte le famiglie [c]:\n- 3000 euro con ISEE fino a 25.000 euro [c]":    false,
	} {
		if r := c.Draft(text); (r.OK && r.Dropped == 0) != want {
			t.Errorf("%q: shown whole %v, want %v: %v", text, !want, want, r.Rejections)
		}
	}
}

// TestAValueStaysUnderItsCondition: what one does in one case is not what one does in
// another.
func TestAValueStaysUnderItsCondition(t *testing.T) {
	t.Parallel()
	against(t, `
Ascolto
- Telefono Azzurro, 19696: per bambini e adolescenti, a ogni ora.

Se stai molto male e pensi di farti del male, chiama subito il 112.
Se non hai un tetto per la notte non aspettare. Chiama lo 0577 292353.
Se paghi l'affitto si aggiungono 3640 euro.
Se hai un mutuo si aggiungono 1950 euro.
`, `
Se pensi di farti del male, chiama subito il 112.
! Se stai molto male e pensi di farti del male, 19696: per bambini e adolescenti, a ogni ora.
! Se stai molto male chiama il 19696.
Se non hai un tetto per la notte chiama lo 0577 292353.
Se paghi l'affitto, si aggiungono 3640 euro.
! Se paghi l'affitto, si aggiungono 1950 euro.
! Si aggiungono 3640 euro se hai un mutuo.
Per sapere se puoi chiederlo, chiama lo 0577 292353.
`)
}

// TestNothingOfAListIsHungOnASentence: things of a list are named with others of it, or
// where something is needed.
func TestNothingOfAListIsHungOnASentence(t *testing.T) {
	t.Parallel()
	against(t, `
Permesso
Compili il kit che trovi alle Poste e poi vai in Questura nel giorno indicato.

- Passaporto
- Marca da bollo
- Fototessere

Ci sono un contributo e una marca da bollo: quanto paghi dipende dal tipo.

Chiedi al patronato.
`, `
! Chiedi al patronato e la marca da bollo.
Chiedi al patronato e porta la marca da bollo.
Ci sono un contributo e una marca da bollo.
! Compili il kit che trovi alle Poste e poi vai in Questura nel giorno indicato e la marca da bollo.
Servono passaporto, fototessere e marca da bollo.
Passaporto e marca da bollo.
`)
}

// TestNobodyIsGivenWhatNoCardSaysOneIsGiven: a benefit of the card's, put behind another
// sentence, is a verdict that it comes with it.
func TestNobodyIsGivenWhatNoCardSaysOneIsGiven(t *testing.T) {
	t.Parallel()
	against(t, `
Aiuti per fare la spesa
Cibo e buoni per la spesa: chi li dà oggi e come chiederli.
Passa o telefona allo sportello del Comune.
Con il modulo compilato ricevi una carta prepagata.
`, `
! Passa o telefona allo sportello del Comune, e ricevi anche un buono per la spesa.
! Passa o telefona allo sportello del Comune e ottieni buoni per la spesa.
Con il modulo compilato ricevi una carta prepagata.
Ricevi una carta prepagata con il modulo compilato.
`)
}

// TestAnOfficeIsNotAnother: where the card's sentence names an office, a copy names none
// that the sentence does not.
func TestAnOfficeIsNotAnother(t *testing.T) {
	t.Parallel()
	against(t, `
Carta acquisti
Si chiede alle Poste: compili il modulo e lo consegni in un ufficio postale.
Il Comune manda l'elenco.
Dillo all'anagrafe. Poi passa la Polizia locale.
`, `
Si chiede alle Poste: compili il modulo e consegnalo in un ufficio postale.
! Si chiede alle Poste: compili il modulo e lo consegni in un Comune.
! Dillo alla Polizia locale.
Dillo all'anagrafe.
`)
}

// TestAValueOfTheCardBearsNoSentenceByItself: what it is the value of must be the card's.
func TestAValueOfTheCardBearsNoSentenceByItself(t *testing.T) {
	t.Parallel()
	against(t, `
Assegno di maternità
La domanda si presenta entro sei mesi dalla nascita. Il servizio è dell'INPS.
`, `
La domanda va presentata entro sei mesi dalla nascita.
! Per questo servizio c'è una lista d'attesa di sei mesi.
`)
}

// TestANoStandsOnANoOfTheCards: that the card says no to something is no reason to say no
// to something else.
func TestANoStandsOnANoOfTheCards(t *testing.T) {
	t.Parallel()
	against(t, `
Centro diurno
La domanda si fa con il medico. Non serve un reddito minimo. Il trasporto è solo per chi abita lontano.
`, `
Non serve un reddito minimo.
Il trasporto c'è solo per chi abita lontano.
! Chi lavora non può fare la domanda.
! La domanda si presenta solo di persona.
`)
}

// TestAnotherCardsSentenceIsNotCitedFromThisOne: what is true of one thing is not told of
// another.
func TestAnotherCardsSentenceIsNotCitedFromThisOne(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it", Sources: []Source{
		{ID: "nido", Text: "Nido\nVerifica l'importo sul sito INPS. Scrivi all'ufficio."},
		{ID: "mensa", Text: "Mensa\nL'importo dipende dall'ISEE. Il sito è dell'INPS. Scrivi all'ufficio."},
	}})
	for text, want := range map[string]bool{
		"Verifica l'importo sul sito INPS. [nido]":  true,
		"Verifica l'importo sul sito INPS. [mensa]": false,
		"Scrivi all'ufficio. [mensa]":               true,
	} {
		if r := c.Draft(text); r.OK != want {
			t.Errorf("%q: shown %v, want %v: %v", text, r.OK, want, r.Rejections)
		}
	}
}

// TestWhoAndWhenAreNotPutIn: plain words that say who one must be, which of two things
// one needs, where one goes or when are the card's.
func TestWhoAndWhenAreNotPutIn(t *testing.T) {
	t.Parallel()
	against(t, `
Bonus casa
Il bonus è per le famiglie con un ISEE fino a 9.360 euro.
Puoi fare domanda con SPID o CIE.
Servono il documento e il codice fiscale.
Il contributo parte dal mese di marzo per chi fa domanda a gennaio con la segreteria.
Fai domanda all'Ufficio casa.
La carta vale per chi ha la residenza a Siena.
Chi ha bisogno di notte, nei giorni festivi e prefestivi.
`, `
! Il bonus è per le famiglie residenti con un ISEE fino a 9.360 euro.
La carta vale per i residenti a Siena.
! Puoi fare domanda con SPID e CIE.
Puoi fare domanda con SPID oppure CIE.
! Servono il documento o il codice fiscale.
! Il contributo parte subito per chi fa domanda a gennaio con la segreteria.
Il contributo parte a marzo per chi fa domanda a gennaio con la segreteria.
! Fai domanda in Comune.
Fai la domanda all'Ufficio casa.
Chi ha bisogno di notte, nei giorni festivi e prefestivi.
! Chi ha bisogno di notte, nei mesi festivi e prefestivi.
`)
}

// TestARuleIsNotToldWithoutItsCondition: the end of a card's sentence, from where its
// condition ends, is a verdict.
func TestARuleIsNotToldWithoutItsCondition(t *testing.T) {
	t.Parallel()
	against(t, `
Ufficio nidi
Orario: lun-ven 9-13, mar e gio anche 15-17.
Se non rinnovi l'ISEE perdi il bonus.
Se la domanda è incompleta chiama l'ufficio.
`, `
Se non rinnovi l'ISEE perdi il bonus.
Ricorda: se non rinnovi l'ISEE perdi il bonus.
! Perdi il bonus.
! Ricorda: perdi il bonus.
! Non hai più il bonus.
! La tua domanda non passa.
L'ufficio è aperto dal lunedì al venerdì dalle 9 alle 13, il martedì e il giovedì anche dalle 15 alle 17.
`)
}
