package verify_test

import (
	"testing"

	"example.org/caterina/bot/verify"
)

const bonus = `Bonus nascita
Un aiuto per le famiglie con un figlio nato dal 1° gennaio 2026.
Spetta a chi ha un ISEE fino a 9.360,00 euro e almeno 3 figli minori.
Con ISEE fino a 7.000 euro l'importo è di 500 euro.
Con ISEE da 7.000,01 a 9.360 euro l'importo è di 300 euro.
Il contributo copre il 30% della spesa, fino a 2.500 euro l'anno.
Sono 413,10 euro al mese per cinque mesi, in tutto 2065,50 euro.
La domanda si presenta entro 6 mesi dalla nascita e comunque entro il 3 ottobre 2026.
La risposta arriva entro 30 giorni lavorativi.
Possono chiederlo i genitori che hanno compiuto 18 anni.
Lo prevede l'art. 3, comma 2, della L. 104/92.
Serve l'ISEE. Non serve la marca da bollo.
Il servizio è gratuito.
Lo sportello è aperto lunedì e mercoledì dalle 9 alle 12:30, martedì dalle 15 alle 17.
Telefono 0577 292 111, email bonus@comune.siena.it, sito https://www.comune.siena.it/bonus.
Ufficio casa, via del Casato di Sotto 23, 53100 Siena.
Per urgenze chiama il 112, a ogni ora.
Il Comune paga metà della retta a chi ha un solo figlio.`

func bonusSource() verify.Source {
	return verify.Source{ID: "bonus-nascita", Text: bonus, Official: []string{"Bonus nascita", "Ufficio casa", "Via del Casato di Sotto 23, 53100, Siena"}}
}

// verdictOf is why a sentence about the bonus is refused, "" when it is shown.
func verdictOf(lang, text string) verify.Reason {
	if got := checker(lang, bonusSource()).Sentence(text, []string{"bonus-nascita"}); len(got) > 0 {
		return got[0].Reason
	}
	return ""
}

type example struct {
	text string
	want verify.Reason
}

func tryAll(t *testing.T, lang string, examples []example) {
	t.Helper()
	for _, e := range examples {
		if got := verdictOf(lang, e.text); got != e.want {
			t.Errorf("%q: got %q, want %q", e.text, got, e.want)
		}
	}
}

func TestAmountsAreComparedByTheirValue(t *testing.T) {
	t.Parallel()
	tryAll(t, "it", []example{
		{"L'ISEE deve essere fino a 9360 euro.", ""},
		{"L'ISEE deve essere fino a € 9.360.", ""},
		{"L'ISEE deve essere fino a 9.360,00 €.", ""},
		{"L'ISEE deve essere fino a EUR 9.360.", ""},
		{"L'ISEE deve essere fino a novemilatrecentosessanta euro.", ""},
		{"L'ISEE non deve superare 9.360 euro.", ""},
		{"L'ISEE deve essere al massimo di 9.360 euro.", ""},
		{"L'ISEE deve essere fino a 9.630 euro.", verify.Amount},
		{"L'ISEE deve essere fino a 9.360,50 euro.", verify.Amount},
		{"L'ISEE deve essere di almeno 9.360 euro.", verify.Amount},
		{"L'ISEE deve essere superiore a 9.360 euro.", verify.Amount},
		{"Il contributo arriva fino a duemilacinquecento euro l'anno.", ""},
		{"Il contributo arriva fino a 2,5 mila euro l'anno.", ""},
		{"Il contributo arriva fino a duemila euro l'anno.", verify.Amount},
		{"Il contributo è di 2.500 euro l'anno.", verify.Amount},
		{"Il contributo arriva fino a 2.500 euro al mese.", verify.Amount},
		{"Sono 413,10 euro al mese per 5 mesi, in tutto 2.065,50 euro.", ""},
		{"Sono 413,10 euro ogni mese, per cinque mesi.", ""},
		{"Sono 431,10 euro al mese per 5 mesi.", verify.Amount},
		{"Sono 2.065,50 euro al mese per 5 mesi, in tutto 413,10 euro.", verify.Amount},
		{"Sono 413,10 euro al mese per 6 mesi.", verify.Date},
	})
}

func TestAnAmountStaysUnderItsThreshold(t *testing.T) {
	t.Parallel()
	tryAll(t, "it", []example{
		{"Con un ISEE fino a 7.000 euro l'importo è 500 euro.", ""},
		{"L'importo è 500 euro se l'ISEE arriva fino a 7.000 euro.", ""},
		{"Con un ISEE fino a 7.000 euro l'importo è 300 euro.", verify.Amount},
		{"Con un ISEE da 7.000,01 a 9.360 euro l'importo è di 500 euro.", verify.Amount},
		{"L'importo è 300 euro se l'ISEE arriva fino a 7.000 euro.", verify.Amount},
		{"L'importo è di 300 euro con ISEE da 7.000,01 a 9.360 euro.", ""},
		{"L'importo è di 300 euro con ISEE fino a 7.000,01 euro.", verify.Amount},
	})
}

func TestPercentagesAndFractions(t *testing.T) {
	t.Parallel()
	tryAll(t, "it", []example{
		{"Il contributo copre il trenta per cento della spesa.", ""},
		{"Il contributo copre il 30 % della spesa.", ""},
		{"Il contributo copre il 35% della spesa.", verify.Percentage},
		{"Il Comune paga il 50% della retta a chi ha un solo figlio.", ""},
		{"Il Comune paga un terzo della retta a chi ha un solo figlio.", verify.Percentage},
		{"Il Comune paga il doppio della retta a chi ha un solo figlio.", verify.Percentage},
	})
}

func TestDatesAndTerms(t *testing.T) {
	t.Parallel()
	tryAll(t, "it", []example{
		{"La domanda si presenta entro il tre ottobre.", ""},
		{"La domanda si presenta entro il 3/10.", ""},
		{"La domanda si presenta entro il 3/10/2026.", ""},
		{"La domanda si presenta entro il 03.10.2026.", ""},
		{"La domanda si presenta entro il 3 ottobre 2027.", verify.Deadline},
		{"La domanda si presenta entro il 13 ottobre.", verify.Deadline},
		{"La domanda si presenta entro il 3 novembre.", verify.Deadline},
		{"La domanda si presenta dopo il 3 ottobre.", verify.Date},
		{"La domanda si presenta dal 3 ottobre.", verify.Date},
		{"La domanda si presenta a ottobre.", ""},
		{"La domanda si presenta entro ottobre.", verify.Deadline},
		{"Il figlio deve essere nato dal 1 gennaio 2026.", ""},
		{"Il figlio deve essere nato dal primo gennaio 2026.", ""},
		{"Il figlio deve essere nato dal 1° gennaio 2025.", verify.Date},
		{"Il figlio deve essere nato prima del 1° gennaio 2026.", verify.Deadline},
		{"La domanda si presenta entro sei mesi dalla nascita.", ""},
		{"La domanda si presenta entro 180 giorni dalla nascita.", verify.Deadline},
		{"La domanda si presenta entro cinque mesi dalla nascita.", verify.Deadline},
		{"La domanda si presenta dopo 6 mesi dalla nascita.", verify.Date},
		{"La risposta arriva entro trenta giorni lavorativi.", ""},
		{"La risposta arriva entro 30 giorni.", verify.Deadline},
		{"La risposta arriva entro un mese.", verify.Deadline},
	})
}

func TestAgesAndNumbers(t *testing.T) {
	t.Parallel()
	tryAll(t, "it", []example{
		{"Possono chiederlo i genitori con 18 anni compiuti.", ""},
		{"Possono chiederlo i genitori che hanno compiuto diciotto anni.", ""},
		{"Possono chiederlo i genitori di almeno 18 anni.", ""},
		{"Possono chiederlo i genitori con meno di 18 anni.", verify.Age},
		{"Possono chiederlo i genitori che hanno compiuto 21 anni.", verify.Age},
		{"Possono chiederlo i genitori che hanno compiuto 30 anni.", verify.Age},
		{"Servono almeno tre figli minori.", ""},
		{"Servono almeno 3 bambini.", ""},
		{"Servono almeno 4 figli minori.", verify.Number},
		{"Servono al massimo 3 figli minori.", verify.Number},
		{"Servono 500 figli.", verify.Number},
		{"Il bonus è per il terzo figlio.", verify.Number},
	})
}

func TestWeekdaysAndHours(t *testing.T) {
	t.Parallel()
	tryAll(t, "it", []example{
		{"Lo sportello è aperto il lunedì e il mercoledì 9-12.30.", ""},
		{"Lo sportello è aperto il lunedì ore 9,00 / 12,30.", ""},
		{"Lo sportello è aperto il lunedì dalle nove alle 12 e mezza.", ""},
		{"Lo sportello è aperto martedì dalle 15 alle 17, lunedì e mercoledì dalle 9 alle 12.30.", ""},
		{"Lo sportello è aperto martedì dalle 15 alle 17 e lunedì dalle 9 alle 12.30.", verify.Hour}, // leaves Wednesday out
		{"Dalle 9 alle 12.30 lo sportello è aperto il lunedì e il mercoledì.", ""},
		{"Lo sportello è aperto il lunedì dalle 15 alle 17.", verify.Hour},
		{"Lo sportello è aperto il martedì dalle 9 alle 12.30.", verify.Hour},
		{"Lo sportello è aperto dal lunedì al mercoledì dalle 9 alle 12.30.", verify.Hour},
		{"Lo sportello è aperto il giovedì dalle 9 alle 12.30.", verify.Weekday},
		{"Lo sportello è aperto lunedì e mercoledì dalle 9 alle 13.", verify.Hour},
		{"Lo sportello è aperto lunedì e mercoledì dalle 8.30 alle 12.30.", verify.Hour},
		{"Lo sportello chiude alle 12.30 il lunedì.", ""},
		{"Lo sportello è aperto a mezzogiorno.", verify.Hour},
		{"Lo sportello è aperto tutti i giorni.", verify.Weekday},
		{"Per urgenze chiama il 112, 24 ore su 24.", ""},
	})
}

func TestContactsPlacesAndLaws(t *testing.T) {
	t.Parallel()
	tryAll(t, "it", []example{
		{"Telefona allo 0577 292111.", ""},
		{"Telefona al +39 0577292111.", ""},
		{"Telefona allo 0577/292.111.", ""},
		{"Telefona allo 0577 292112.", verify.Phone},
		{"Telefona allo 0577 292.", verify.Phone},
		{"Per urgenze chiama il 113.", verify.Phone},
		{"Scrivi a bonus@comune.siena.it.", ""},
		{"Scrivi a bonus@comune.bari.it.", verify.Email},
		{"Guarda il sito www.comune.siena.it/bonus.", ""},
		{"Guarda il sito https://comune.siena.it/bonus/.", ""},
		{"Guarda il sito https://www.comune.siena.it/altro.", verify.URL},
		{"Guarda il sito comune-siena.it.", verify.URL},
		{"L'ufficio è in via del Casato di Sotto 23.", ""},
		{"L'ufficio è in Via Casato di Sotto, n. 23.", ""},
		{"L'ufficio è in via del Casato di Sotto 32.", verify.Address},
		{"L'ufficio è in via del Casato di Sopra 23.", verify.Address},
		{"L'ufficio è in piazza del Campo 1.", verify.Address},
		{"Rivolgiti all'Ufficio casa.", ""},
		{"Rivolgiti all'ufficio della casa.", ""},
		{"Rivolgiti all'Ufficio Scuola.", verify.Office},
		{"Rivolgiti all'ufficio tributi.", verify.Office},
		{"Rivolgiti al Comune di Bari.", verify.Office},
		{"Rivolgiti al Comune di Siena.", ""},
		{"Chiedi il bonus all'INPS.", verify.Term},
		{"Lo prevede la legge 104 del 1992.", ""},
		{"Lo prevede l'articolo 3 comma 2 della legge 104/1992.", ""},
		{"Lo prevede la legge n. 104.", ""},
		{"Lo prevede la legge 104 del 1993.", verify.Law},
		{"Lo prevede la legge 140/92.", verify.Law},
		{"Lo prevede l'art. 4 della legge 104/92.", verify.Law},
		{"Lo prevede il D.Lgs. 104/92.", verify.Law},
	})
}

func TestTheOppositeIsRefused(t *testing.T) {
	t.Parallel()
	tryAll(t, "it", []example{
		{"Serve l'ISEE.", ""},
		{"Non serve l'ISEE.", verify.Contrary},
		{"Non serve la marca da bollo.", ""},
		{"Serve la marca da bollo.", verify.Contrary},
		{"È necessaria la marca da bollo.", verify.Contrary},
		{"Il servizio è gratis.", ""},
		{"Il servizio non è gratuito.", verify.Term},
		{"Il servizio è a pagamento.", verify.Term},
		{"Non possono chiederlo i genitori che hanno compiuto 18 anni.", verify.Contrary},
		{"L'ISEE è facoltativo.", verify.Term},
		{"Porta il passaporto.", verify.Term},
		{"Puoi fare domanda online.", verify.Term},
		{"Lo sportello è chiuso il lunedì.", verify.Term},
	})
}

func TestEnglishDraftsOfItalianCards(t *testing.T) {
	t.Parallel()
	tryAll(t, "en", []example{
		{"Your ISEE must be no more than EUR 9,360.00.", ""},
		{"The ISEE limit is up to 9,360 euros.", ""},
		{"The ISEE limit is up to 9,630 euros.", verify.Amount},
		{"You must apply within six months of the birth.", ""},
		{"You must apply within seven months of the birth.", verify.Deadline},
		{"You must apply by 3 October.", ""},
		{"You must apply by October 3rd, 2026.", ""},
		{"You must apply by October 4.", verify.Deadline},
		{"The desk is open on Monday and Wednesday from 9 am to 12:30 pm.", ""},
		{"The desk is open on Tuesday from 3 to 5 pm.", ""},
		{"The desk is open on Tuesday from 9 am to 12:30 pm.", verify.Hour},
		{"It pays 413.10 euros a month for five months.", ""},
		{"It pays 413.10 euros a month for six months.", verify.Date},
		{"It pays 30% of the cost, up to 2,500 euros a year.", ""},
		{"The service is free of charge.", ""},
		{"Law 104/1992 provides for it.", ""},
		{"Law 105/1992 provides for it.", verify.Law},
		{"Call 0577 292111.", ""},
		{"Call +39 0577 292112.", verify.Phone},
		{"Parents must be at least 18 years old.", ""},
		{"Parents must be under 18 years old.", verify.Age},
		{"At least three children are needed.", ""},
		{"At least four children are needed.", verify.Number},
	})
}
