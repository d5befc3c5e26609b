package verify

import "testing"

// TestWhatIsExceptedIsNotMeant reads days, dates and holidays behind "tranne" and
// "escluso".
func TestWhatIsExceptedIsNotMeant(t *testing.T) {
	t.Parallel()
	reads(t, `
tutti i giorni tranne il mercoledì => weekday Mo+Tu+Th+Fr+Sa+Su
tutti i giorni, tranne il mercoledì e la domenica => weekday Mo+Tu+Th+Fr+Sa
tutti i giorni (esclusa la domenica) => weekday Mo+Tu+We+Th+Fr+Sa
ogni giorno escluso il sabato => weekday Mo+Tu+We+Th+Fr+Su
dal lunedì al sabato, escluso il giovedì => weekday Mo+Tu+We+Fr+Sa
dal lunedì al venerdì salvo mercoledì => weekday Mo+Tu+Th+Fr
lun-sab escluso mer. => weekday Mo+Tu+Th+Fr+Sa
tutti i giorni ad eccezione del lunedì => weekday Tu+We+Th+Fr+Sa+Su
tutti i giorni, con esclusione del sabato e della domenica => weekday Mo+Tu+We+Th+Fr
every day except Sunday => weekday Mo+Tu+We+Th+Fr+Sa
Monday to Friday, except on Wednesday => weekday Mo+Tu+Th+Fr
tutti i giorni feriali escluso il sabato => weekday feriali but 100000
tutti i giorni esclusi i festivi => weekday Mo+Tu+We+Th+Fr+Sa+Su; weekday but festivi
tutti i giorni, esclusi i giorni festivi => weekday Mo+Tu+We+Th+Fr+Sa+Su; weekday but festivi
tutto l'anno tranne agosto => date but 0-8-0
tutto l'anno, tranne ad agosto => date but 0-8-0
ogni giorno tranne il 25 dicembre => weekday daily; date but 0-12-25
tutti i giorni tranne Natale => weekday Mo+Tu+We+Th+Fr+Sa+Su
`)
}

// TestAnExceptedDayIsNoOpeningDay: what the card takes out cannot be put in again, nor
// the exception left out.
func TestAnExceptedDayIsNoOpeningDay(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Sportello Scuola
Lo Sportello Scuola è aperto tutti i giorni tranne il mercoledì e la domenica, dalle 9 alle 12.30.
La biblioteca è aperta tutto l'anno tranne agosto, esclusi i giorni festivi.`, `
ok | Lo Sportello Scuola è aperto il lunedì dalle 9 alle 12.30.
ok | Lo Sportello Scuola è aperto tutti i giorni tranne il mercoledì e la domenica, dalle 9 alle 12.30.
ok | Il sabato lo Sportello Scuola è aperto dalle 9 alle 12.30.
weekday | Lo Sportello Scuola è aperto il mercoledì dalle 9 alle 12.30.
weekday | Lo Sportello Scuola è aperto la domenica.
weekday | Lo Sportello Scuola è aperto tutti i giorni dalle 9 alle 12.30.
weekday | Lo Sportello Scuola è aperto dal lunedì al sabato dalle 9 alle 12.30.
weekday | Lo Sportello Scuola è aperto tutti i giorni tranne il giovedì e la domenica, dalle 9 alle 12.30.
weekday | Lo Sportello Scuola è aperto tutti i giorni tranne la domenica, dalle 9 alle 12.30.
hour | Lo Sportello Scuola è aperto il lunedì dalle 9 alle 13.
ok | La biblioteca è aperta tutto l'anno tranne agosto.
date/contrary | La biblioteca è aperta ad agosto.
weekday | La biblioteca è aperta nei giorni festivi.
date/contrary | La biblioteca è aperta tutto l'anno tranne luglio.
`)
}

// TestALetterNamesOneFormAndNoOther reads the letters of forms, rooms and categories.
func TestALetterNamesOneFormAndNoOther(t *testing.T) {
	t.Parallel()
	reads(t, `
il modulo B => term code letter modul b
l'allegato A e l'allegato C => term code letter alleg a; term code letter alleg c
la sezione D. => term code letter sezion d
art. 3, lettera c) => term code letter c
lett. a) e b) => term code letter a
la stanza 3 => 
il modulo A38 => term code a38
una lettera a casa => 
il modulo e la foto => 
fascia II => 
La A e la B => 
`, kTerm)
	judged(t, "it", `Iscrizione
Per iscriversi serve il modulo B, da consegnare nella stanza C.
Lo prevede l'art. 3, lettera a), del regolamento.`, `
ok | Per iscriversi serve il modulo B.
ok | Consegna il modulo B nella stanza C.
term | Per iscriversi serve il modulo A.
term | Per iscriversi serve il modulo D, da consegnare nella stanza C.
term | Consegna il modulo B nella stanza E.
ok | Lo prevede l'articolo 3, lettera a), del regolamento.
term | Lo prevede l'art. 3, lettera b), del regolamento.
`)
}

// TestHowSomethingIsPaidIsTheCards: cash, transfers, cards and rates are facts.
func TestHowSomethingIsPaidIsTheCards(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Rimborso
Il rimborso arriva entro 90 giorni con bonifico, in un'unica soluzione.
L'iscrizione si paga con PagoPA e costa 10 euro in più per i non residenti.`, `
ok | Il rimborso arriva entro novanta giorni, con un bonifico.
ok | Il rimborso arriva in un'unica soluzione.
term | Il rimborso arriva in contanti entro 90 giorni.
term | Il rimborso arriva entro 90 giorni in più rate.
ok | Puoi pagare l'iscrizione con PagoPA.
term | L'iscrizione si paga con carta di credito.
term | L'iscrizione si paga in contanti.
term | L'iscrizione si paga con il bancomat o con il bollettino.
contrary | L'iscrizione costa 10 euro in meno per i non residenti.
term | L'iscrizione si paga a rate.
`)
}

// TestPartsOfMonthsAndYears: an end, a middle and a beginning are dates.
func TestPartsOfMonthsAndYears(t *testing.T) {
	t.Parallel()
	reads(t, `
entro fine mese => date <=fine month 0-0-0
alla fine del mese => date fine month 0-0-0
entro la fine dell'anno => date <=0-12-31
a fine anno => date 0-12-31
entro la fine dell'anno scolastico => date <=fine year school 0-0-0
a metà mese => date meta month 0-0-0
all'inizio dell'anno educativo => date inizio year school 0-0-0
by the end of the year => date <=0-12-31
nel fine settimana => weekday Sa+Su
entro il giorno 10 del mese => count <=10
entro il giorno 10 novembre => date <=0-11-10
entro venerdì 10 novembre => weekday Fr; date <=0-11-10
dopo venerdì 10 novembre => weekday Fr; date >0-11-10
entro le ore 12 del 10 novembre => clock 12:00 end; date <=0-11-10
entro le ore 12 di venerdì 10 novembre => clock 12:00 on Fr; weekday Fr; date <=0-11-10
entro mezzogiorno del giorno 10 novembre => clock 12:00 end; date <=0-11-10
dalle ore 9 del 10 novembre => clock 9:00 begin; date >=0-11-10
alle ore 9 del 10 novembre => clock 9:00; date 0-11-10
il sei gennaio => date 0-1-6
entro sei gennaio => date <=0-1-6
`)
	judged(t, "it", `Mensa
Si paga ogni mese, entro il giorno 10 del mese successivo.
La rinuncia va comunicata entro la fine dell'anno scolastico.
Il certificato va consegnato entro 30 giorni dall'inizio della scuola.`, `
refused | Si paga ogni mese, entro il giorno 15 del mese successivo.
refused | Si paga ogni mese, entro fine mese.
refused | Si paga ogni mese, entro la fine del mese successivo.
ok | La rinuncia va comunicata entro la fine dell'anno scolastico.
deadline | La rinuncia va comunicata entro la fine dell'anno.
deadline | La rinuncia va comunicata entro il 31 dicembre.
deadline | La rinuncia va comunicata entro la fine del mese.
contrary | Il certificato va consegnato entro 30 giorni dalla fine della scuola.
`)
}
