package verify

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
)

// judged checks sentences against one card: "ok | sentence", or before the bar the
// reasons for one of which it must be refused, "refused" for any.
func judged(t *testing.T, lang, card, table string) {
	t.Helper()
	c := New(Check{
		Sources: []Source{{ID: "c", Text: strings.TrimSpace(card)}}, Today: caterina.Date{Year: 2026, Month: 11, Day: 22}, Lang: lang,
	})
	for line := range strings.Lines(strings.TrimSpace(table)) {
		want, text, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok {
			continue
		}
		got := c.Sentence(text, []string{"c"})
		switch {
		case want == "ok" && len(got) > 0:
			t.Errorf("%q is refused: %s %q", text, got[0].Reason, got[0].Words)
		case want != "ok" && len(got) == 0:
			t.Errorf("%q is shown, want %s", text, want)
		case want != "ok" && want != "refused" && !slices.Contains(strings.Split(want, "/"), string(got[0].Reason)):
			t.Errorf("%q: got %s %q, want %s", text, got[0].Reason, got[0].Words, want)
		}
	}
}

const nursery = `
Nido d'infanzia comunale
Il nido accoglie bambine e bambini da 3 a 36 mesi.
Le domande si presentano online dal 1° marzo al 15 aprile 2026, con SPID o CIE.
La graduatoria provvisoria esce il 20 maggio 2026; i ricorsi si presentano entro 10 giorni dalla pubblicazione.
La retta va da 58,30 a 413,10 euro al mese, secondo l'ISEE.
Con ISEE fino a 5.000 euro la retta è di 58,30 euro al mese.
Con ISEE oltre 35.000 euro, o senza ISEE, si paga la retta massima: 413,10 euro al mese.
Dal secondo figlio iscritto lo sconto è del 30%.
L'iscrizione costa 52 euro, una tantum.
Chi rinuncia dopo il 31 luglio paga il 50% della prima retta.
Il nido è aperto dal lunedì al venerdì dalle 7.30 alle 16.30, da settembre a giugno.
L'inserimento dura due settimane; serve il certificato di vaccinazione.
Il bonus asilo nido dell'INPS arriva fino a 3.600 euro l'anno.
Per informazioni: Ufficio nidi, via Roma n. 3/A, tel. 0577 292111, nidi@comune.siena.it.
Lo prevede il regolamento comunale, art. 7, comma 2.
`

// TestTheNurseryCard puts what a model may write of a nursery beside what it may not.
func TestTheNurseryCard(t *testing.T) {
	t.Parallel()
	judged(t, "it", nursery, `
ok | Il nido accoglie bambini dai 3 ai 36 mesi.
ok | Accoglie bambine e bambini tra i tre e i trentasei mesi.
age/date/number | Il nido accoglie bambini da 6 a 36 mesi.
age/date/number | Il nido accoglie bambini da 3 a 36 anni.
age/date/deadline | Il nido accoglie bambini fino a 3 anni e 6 mesi.
ok | Le domande si presentano dal primo marzo al 15 aprile.
ok | Puoi fare domanda online dal 1/3 al 15/4/2026.
date | Le domande si presentano dal 1° maggio al 15 aprile.
deadline | Le domande si presentano dal 1° marzo al 25 aprile.
date/deadline | Le domande si presentano dal 1° marzo al 15 aprile 2027.
deadline | La domanda va presentata entro il 20 maggio.
refused | La domanda va presentata entro fine mese.
ok | La graduatoria provvisoria esce il venti maggio.
date | La graduatoria provvisoria esce il 15 aprile.
ok | I ricorsi si presentano entro dieci giorni dalla pubblicazione.
deadline | I ricorsi si presentano entro 10 giorni lavorativi dalla pubblicazione.
deadline | I ricorsi si presentano entro due settimane dalla pubblicazione.
ok | La retta va da 58,30 a 413,10 euro al mese.
ok | La retta mensile va da 58,30 euro a 413,10 euro secondo l'ISEE.
amount | La retta va da 58,30 a 431,10 euro al mese.
amount/date | La retta va da 58,30 a 413,10 euro l'anno.
amount | La retta è di 52 euro al mese.
ok | Con ISEE fino a 5.000 euro la retta è di 58,30 euro al mese.
amount | Con ISEE fino a 35.000 euro la retta è di 58,30 euro al mese.
amount | Con ISEE fino a 5.000 euro la retta è di 413,10 euro al mese.
amount | Con ISEE oltre 5.000 euro la retta è di 58,30 euro al mese.
ok | Senza ISEE si paga la retta massima: 413,10 euro al mese.
ok | Dal secondo figlio iscritto lo sconto è del 30 per cento.
number/contrary | Dal terzo figlio iscritto lo sconto è del 30%.
percentage | Dal secondo figlio iscritto lo sconto è del 50%.
percentage | Dal secondo figlio iscritto lo sconto è della metà.
ok | L'iscrizione costa 52 euro una tantum.
amount | L'iscrizione costa 52 euro al mese.
amount | L'iscrizione costa 52,00 euro l'anno.
ok | Chi rinuncia dopo il 31 luglio paga metà della prima retta.
date/deadline/contrary | Chi rinuncia prima del 31 luglio paga il 50% della prima retta.
ok | Il nido è aperto da lunedì a venerdì, dalle 7.30 alle 16.30.
ok | Il nido è aperto lun-ven 7:30-16:30.
ok | Il nido è aperto il mercoledì dalle sette e mezza alle 16 e 30.
hour | Il nido è aperto dal lunedì al venerdì dalle 7.30 alle 17.30.
weekday | Il nido è aperto dal lunedì al sabato dalle 7.30 alle 16.30.
weekday/hour | Il nido è aperto da lun a sab dalle 7.30 alle 16.30.
weekday/hour | Il nido è aperto tutti i giorni dalle 7.30 alle 16.30.
ok | L'inserimento dura 2 settimane.
date | L'inserimento dura due mesi.
date | L'inserimento dura una settimana.
ok | Serve il certificato di vaccinazione.
term | Serve il certificato di vaccinazione e lo stato di famiglia.
contrary | Non serve il certificato di vaccinazione.
ok | Il bonus asilo nido dell'INPS arriva fino a 3.600 euro all'anno.
amount | Il bonus asilo nido dell'INPS è di 3.600 euro all'anno.
amount | Il bonus asilo nido dell'INPS arriva fino a 3.600 euro al mese.
amount | Il bonus asilo nido dell'INPS arriva fino a 36.000 euro l'anno.
ok | Telefona all'Ufficio nidi allo 0577.292.111.
ok | Chiama il +39 0577 292111 o scrivi a nidi@comune.siena.it.
phone | Chiama il +39 0577 292112.
email | Scrivi a asili@comune.siena.it.
address | L'Ufficio nidi è in via Roma n. 3/B.
office | Chiedi all'Ufficio scuola in via Roma n. 3/A.
ok | Lo prevede l'articolo 7, comma 2, del regolamento comunale.
law | Lo prevede l'articolo 2, comma 7, del regolamento comunale.
law | Lo prevede la legge 7 del 2002.
term/contrary | Le domande si presentano di persona dal 1° marzo al 15 aprile.
`)
}

const rent = `
Contributo per l'affitto
Possono chiederlo le famiglie residenti a Siena da almeno 2 anni con un contratto registrato.
L'ISEE non deve superare 17.141,46 euro.
Il contributo copre al massimo tre mensilità, fino a 1.500,50 euro.
La domanda si presenta dal 3 ottobre al 7 novembre 2026, entro le ore 12.
Servono il contratto, le ricevute degli ultimi 6 mesi e un documento d'identità.
Gli stranieri devono avere il permesso di soggiorno valido.
Il pagamento arriva a partire dal mese successivo alla graduatoria.
Chi riceve l'assegno di inclusione non può fare domanda.
Non serve la marca da bollo.
Sportello casa: martedì e giovedì dalle 9 alle 13 e dalle 15 alle 17.
`

// TestTheRentCard does the same for a card of terms and conditions.
func TestTheRentCard(t *testing.T) {
	t.Parallel()
	judged(t, "it", rent, `
ok | Serve la residenza a Siena da almeno due anni.
ok | Possono chiederlo le famiglie residenti a Siena da almeno 2 anni.
age/date/number | Possono chiederlo le famiglie residenti a Siena da almeno 5 anni.
age/date/number | Possono chiederlo le famiglie residenti a Siena da almeno 2 mesi.
age/date/deadline | Possono chiederlo le famiglie residenti a Siena da meno di 2 anni.
office | Possono chiederlo le famiglie residenti a Bari da almeno 2 anni.
ok | L'ISEE può arrivare fino a 17.141,46 euro.
ok | Il limite ISEE è 17.141,46 euro.
ok | L'ISEE deve essere pari o inferiore a € 17.141,46.
amount | L'ISEE deve superare 17.141,46 euro.
amount | L'ISEE non deve superare 17.414,46 euro.
amount | L'ISEE non deve superare 17.141 euro.
amount | L'ISEE non deve superare 17,141.46 mila euro.
ok | Il contributo arriva fino a € 1.500,50.
ok | Il contributo copre fino a tre mensilità.
amount | Il contributo arriva fino a mille e cinquecento euro.
amount | Il contributo arriva fino a 1.500,05 euro.
amount | Il contributo arriva fino a 150.050 euro.
refused | Il contributo copre almeno tre mensilità.
refused | Il contributo copre al massimo tre anni.
ok | La domanda si presenta dal tre ottobre al sette novembre.
ok | La domanda si presenta entro le ore 12 del 7 novembre.
ok | La domanda si presenta entro mezzogiorno del 7 novembre 2026.
date/deadline/hour | La domanda si presenta dalle ore 12 del 7 novembre.
hour | La domanda si presenta entro le ore 12 e 30 del 7 novembre.
hour | La domanda si presenta entro mezzogiorno e mezzo del 7 novembre.
hour | La domanda si presenta entro le 13 del 7 novembre.
deadline | La domanda si presenta entro il 3 ottobre.
refused | La domanda si presenta entro domani.
ok | Servono le ricevute degli ultimi sei mesi.
date/age/number | Servono le ricevute degli ultimi 12 mesi.
date/age/number | Servono le ricevute degli ultimi sei anni.
ok | Il pagamento arriva a partire dal mese successivo alla graduatoria.
refused | Il pagamento arriva a partire dal mese precedente alla graduatoria.
refused | Il pagamento arriva a partire dal giorno successivo alla graduatoria.
ok | Chi riceve l'assegno di inclusione non può chiederlo.
contrary | Chi riceve l'assegno di inclusione può fare domanda.
contrary | Chi non riceve l'assegno di inclusione non può fare domanda.
ok | Non serve la marca da bollo.
contrary | Serve la marca da bollo.
term | Serve il passaporto.
ok | Lo Sportello casa è aperto martedì e giovedì dalle 9 alle 13 e dalle 15 alle 17.
ok | Il giovedì lo Sportello casa è aperto dalle 15 alle 17.
hour | Lo Sportello casa è aperto martedì e giovedì dalle 9 alle 17.
hour | Lo Sportello casa è aperto martedì dalle 9 alle 13 e giovedì dalle 15 alle 17.
weekday/hour | Lo Sportello casa è aperto martedì e venerdì dalle 9 alle 13 e dalle 15 alle 17.
weekday/hour | Lo Sportello casa è aperto mar e ven dalle 9 alle 13.
hour | Lo Sportello casa è aperto martedì e giovedì dalle 9 alle 13 e dalle 14 alle 17.
`)
}

const identity = `
Carta d'identità elettronica
La carta costa 22,21 euro; il duplicato costa 27,37 euro.
Vale 10 anni per chi ha 18 anni compiuti, 5 anni da 3 a 18 anni, 3 anni per chi ha meno di 3 anni.
Si può rinnovare a partire da 180 giorni prima della scadenza.
Servono una fototessera, la tessera sanitaria e la carta scaduta.
Arriva per posta entro 6 giorni lavorativi.
Chi ha meno di 14 anni e viaggia senza genitori deve avere la dichiarazione di accompagno.
Si fa solo su appuntamento all'anagrafe, in piazza il Campo 1.
Lo prevede l'art. 3 del R.D. 773/1931.
`

// TestTheIdentityCard does the same for ages, lengths of time and documents.
func TestTheIdentityCard(t *testing.T) {
	t.Parallel()
	judged(t, "it", identity, `
ok | La carta costa 22,21 euro.
ok | La carta costa ventidue euro e ventuno centesimi.
ok | Il duplicato costa € 27,37.
amount | La carta costa 27,37 euro.
amount | Il duplicato costa 22,21 euro.
amount | La carta costa 22,12 euro.
amount | La carta costa 2.221 euro.
term/contrary | La carta è gratuita.
ok | Per chi ha almeno 18 anni la carta vale 10 anni.
ok | Per chi ha 18 anni compiuti vale dieci anni.
age/date | Per chi ha 18 anni compiuti vale cinque anni.
age/date | Per chi ha 18 anni compiuti la carta vale 3 anni.
ok | Per chi ha meno di 3 anni vale 3 anni.
age/date/deadline | Per chi ha meno di 3 anni vale 10 anni.
ok | Da 3 a 18 anni la carta vale cinque anni.
age/date | Da 3 a 18 anni la carta vale dieci anni.
age/date/deadline | Per chi ha meno di 3 anni vale 5 anni.
age/date | Per chi ha almeno 21 anni vale 10 anni.
age/date | Da 3 a 14 anni vale 5 anni.
ok | Si può rinnovare da 180 giorni prima della scadenza.
date/deadline | Si può rinnovare da 18 giorni prima della scadenza.
date/deadline | Si può rinnovare entro 180 giorni dopo la scadenza.
date/deadline | Si può rinnovare da 180 mesi prima della scadenza.
ok | Porta una fototessera, la tessera sanitaria e la carta scaduta.
number | Porta due fototessere.
term | Porta il codice fiscale e una fototessera.
ok | Arriva per posta entro sei giorni lavorativi.
deadline | Arriva per posta entro sei giorni.
deadline | Arriva per posta entro 60 giorni lavorativi.
date/deadline | Arriva per posta dopo 6 giorni lavorativi.
ok | Si fa solo su appuntamento all'anagrafe.
term/contrary | Si fa senza appuntamento all'anagrafe.
address | Si fa all'anagrafe in piazza del Duomo 1.
address | Si fa all'anagrafe in piazza il Campo 11.
office/term | Si fa in Questura.
`)
}

// TestEnglishAnswersOfItalianCards puts the same cards before a model that answers in
// English.
func TestEnglishAnswersOfItalianCards(t *testing.T) {
	t.Parallel()
	judged(t, "en", nursery, `
ok | The nursery takes children from 3 to 36 months.
age/date/number | The nursery takes children from 3 to 36 years.
ok | You can apply online from 1 March to 15 April 2026.
deadline/date | You can apply online from 1 March to 15 May 2026.
ok | The fee goes from EUR 58.30 to EUR 413.10 a month.
amount/date | The fee goes from EUR 58.30 to EUR 413.10 a year.
ok | The nursery is open Monday to Friday, 7:30 am to 4:30 pm.
hour | The nursery is open Monday to Friday, 7:30 am to 5:30 pm.
weekday | The nursery is open Monday to Saturday, 7:30 am to 4:30 pm.
ok | Call 0577 292111.
phone | Call 0577 292121.
ok | Settling in takes two weeks.
date | Settling in takes two months.
`)
	judged(t, "en", identity, `
ok | The card costs 22.21 euros.
ok | It arrives by post within six working days.
deadline | It arrives by post within six days.
deadline | It arrives by post within sixteen working days.
ok | You need a passport photo, the health card and the expired card.
term | You need a residence permit.
`)
}
