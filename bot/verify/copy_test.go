package verify_test

import (
	"testing"

	"example.org/caterina/bot/verify"
)

// cardOfCopies has sentences of every kind that a model may copy with a word changed.
const cardOfCopies = `Contributo trasporto

Un contributo mensile per gli studenti che viaggiano in treno.

Lo chiedono i genitori degli studenti con un reddito familiare sotto la soglia.

Senza attestazione paghi il massimo.

- documento d'identità e codice fiscale dei genitori

- attestazione ISEE

- abbonamento del treno

fino a 200 euro con ISEE fino a 12.000 euro

fino a 100 euro con ISEE fino a 18.000 euro

studenti nati prima: 150 euro con ISEE fino a 9000 euro

studenti nati dal 1° gennaio 2010: 300 euro con ISEE fino a 11.000 euro

La segreteria scolastica raccoglie le domande e le manda alla Regione.

Devi presentare la ricevuta dell'abbonamento.

Puoi fare domanda anche per i fratelli.

Attivo tutti i giorni, 24 ore su 24.

Adesso è chiuso.

Se la domanda è respinta, il Comune ti scrive.

Chiama il 0577 111111 per gli studenti e il 0577 222222 per i genitori.`

// TestNothingIsPutIntoACopyNorExchanged: a sentence of a card's in which one thing is
// another says something else, whatever words it is said with.
func TestNothingIsPutIntoACopyNorExchanged(t *testing.T) {
	t.Parallel()
	k := checker("it", verify.Source{ID: "c", Text: cardOfCopies, Official: []string{"Contributo trasporto"}})
	for _, text := range []string{
		"Un contributo mensile per gli studenti che viaggiano in treno, con un regalo di Natale.",
		"Un contributo mensile per gli studenti che viaggiano in treno entro la settimana prossima.",
		"Un contributo mensile per gli studenti che viaggiano in treno, se sono maggiorenni.",
		"Un contributo mensile solo per gli studenti che viaggiano in treno.",
		"Un contributo mensile per i pensionati che viaggiano in treno.",
		"Lo chiedono i genitori degli studenti con un reddito familiare sopra la soglia.",
		"Lo chiedono i nonni degli studenti con un reddito familiare sotto la soglia.",
		"Senza attestazione paghi il minimo.",
		"Servono documento d'identità e codice fiscale dei vicini.",
		"Servono documento d'identità, codice fiscale dei genitori e certificato penale.",
		"Sono fino a 12.000 euro con ISEE fino a 200 euro.",
		"studenti nati prima: 300 euro con ISEE fino a 11.000 euro",
		"La biblioteca scolastica raccoglie le domande e le manda alla Regione.",
		"La segreteria scolastica raccoglie le domande e non le manda alla Regione.",
		"Puoi presentare la ricevuta dell'abbonamento.",
		"Devi fare domanda anche per i fratelli.",
		"Attivo tutti i mesi, 24 ore su 24.",
		"Adesso è aperto.",
		"documento d'identità con un regalo di Natale",
		"L'attestazione ISEE e la marca da bollo.",
		"La domanda è respinta, il Comune ti scrive.",
		"Chiama il 0577 222222 per gli studenti e il 0577 111111 per i genitori.",
	} {
		if got := k.Sentence(text, []string{"c"}); len(got) == 0 {
			t.Errorf("%q passes", text)
		}
	}
}

// TestACopyMayLeadOnAndJoin: what a model adds to lead on, to join items of a list, or
// to turn a heading into a sentence is no change.
func TestACopyMayLeadOnAndJoin(t *testing.T) {
	t.Parallel()
	k := checker("it", verify.Source{ID: "c", Text: cardOfCopies, Official: []string{"Contributo trasporto"}})
	for _, text := range []string{
		"È un contributo mensile per gli studenti che viaggiano in treno.",
		"Il contributo trasporto è mensile, per gli studenti che viaggiano in treno.",
		"Ti servono il documento d'identità e il codice fiscale dei genitori, l'attestazione ISEE e l'abbonamento del treno.",
		"Sono fino a 200 euro con un ISEE fino a 12.000 euro.",
		"Ricorda: devi presentare la ricevuta dell'abbonamento.",
		"Puoi fare la domanda anche per i fratelli.",
		"È attivo tutti i giorni, 24 ore su 24.",
		"Se la domanda è respinta il Comune ti scrive.",
		"Per gli studenti nati prima sono 150 euro con ISEE fino a 9.000 euro.",
	} {
		if got := k.Sentence(text, []string{"c"}); len(got) > 0 {
			t.Errorf("%q is refused: %s %q", text, got[0].Reason, got[0].Words)
		}
	}
}
