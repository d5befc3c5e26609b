package verify_test

import (
	"testing"

	"example.org/caterina/bot/verify"
)

// paraphrases are answers as a good model words them: true, cited, in its own words.
// None of their sentences may be dropped.
func paraphrases() []struct{ lang, text string } {
	return []struct{ lang, text string }{
		{"it", "L'assegno unico è un aiuto mensile dell'INPS per i figli a carico [assegno-unico]. Nel 2026 l'importo va da 58,30 a 203,80 euro al mese per ogni figlio minorenne, in base all'ISEE [assegno-unico]. Senza ISEE si riceve il minimo [assegno-unico]."},
		{"it", "Per l'assegno unico puoi fare domanda in tre modi [assegno-unico]:\n\n- sul sito dell'INPS con SPID o CIE [assegno-unico]\n- per telefono, con il contact center INPS [assegno-unico]\n- con l'aiuto di un patronato [assegno-unico]"},
		{"it", "Per avere gli arretrati da marzo, presenta la DSU entro il 30 giugno. [assegno-unico]"},
		{"it", "Puoi chiamare l'INPS al numero 803 164 da fisso, o allo 06 164 164 da cellulare [assegno-unico]."},
		{"it", "Servono il documento d'identità e il codice fiscale, tuoi e dei figli, l'IBAN e, se vuoi più del minimo, un ISEE valido [assegno-unico]."},
		{"it", "Se ricevi già l'assegno, continua da solo: non devi fare una nuova domanda ogni anno [assegno-unico]. Ricorda però di rinnovare l'ISEE, altrimenti l'importo scende al minimo [assegno-unico]."},
		{"it", "Il bonus asilo nido rimborsa una parte della retta del nido [bonus-asilo-nido]. Per i bambini nati dal 1° gennaio 2024 sono al massimo 3.600 euro l'anno con un ISEE fino a 40.000 euro, e 1.500 euro se l'ISEE è più alto o manca [bonus-asilo-nido]."},
		{"it", "Per i bambini nati prima gli importi sono [bonus-asilo-nido]:\n- 3.000 euro con ISEE fino a 25.000,99 euro [bonus-asilo-nido]\n- 2.500 euro con ISEE fino a 40.000 euro [bonus-asilo-nido]\n- 1.500 euro senza ISEE [bonus-asilo-nido]"},
		{"it", "I soldi arrivano al massimo in undici rate [bonus-asilo-nido]."},
		{"it", "L'Assegno di inclusione (ADI) è un sostegno mensile per famiglie con redditi bassi [assegno-inclusione]. Serve un ISEE fino a 10.140 euro [assegno-inclusione]. Dura 18 mesi e si può rinnovare per altri 12 [assegno-inclusione]."},
		{"it", "In famiglia ci deve essere almeno un minorenne, una persona di almeno 60 anni, una persona con disabilità o una persona in un programma di cura dei servizi sociali [assegno-inclusione]."},
		{"it", "Se paghi un affitto si aggiunge una quota fino a 3.640 euro all'anno [assegno-inclusione]."},
		{"it", "Se i requisiti valgono per te, lo decide l'INPS [assegno-inclusione]."},
		{"it", "L'assegno di maternità dei Comuni si chiede al Comune dove abiti, ma lo paga l'INPS [italia/assegno-maternita-comuni]. Nel 2026 sono 413,10 euro al mese per 5 mesi, in tutto 2.065,50 euro [italia/assegno-maternita-comuni]. La domanda va presentata entro sei mesi dalla nascita [italia/assegno-maternita-comuni]."},
		{"it", "È per le mamme con un ISEE fino a 20.668,26 euro nel 2026 che non hanno un'altra indennità di maternità [italia/assegno-maternita-comuni]."},
		{"it", "Per il bonus sociale non devi fare domanda: basta presentare la DSU per l'ISEE [bonus-sociale-bollette]. Il limite ISEE è 9.796 euro, oppure 20.000 euro con almeno quattro figli a carico [bonus-sociale-bollette]."},
		{"it", "Ecco gli sconti del 2026 [bonus-sociale-bollette]:\n\n- luce: 30% [bonus-sociale-bollette]\n- gas: 15% [bonus-sociale-bollette]\n- acqua: 50 litri al giorno gratis per ogni persona della famiglia [bonus-sociale-bollette]\n- TARI: 25% [bonus-sociale-bollette]"},
		{"it", "L'ISEE scade il 31 dicembre, quindi va rinnovato ogni anno [bonus-sociale-bollette]."},
		{"it", "Il bando del 2021 del Bonus Utenze è chiuso [bonus-utenze]. Per sapere se ce n'è uno nuovo, chiama lo Sportello Famiglia allo 0577 292353 o scrivi a sportellofamiglia@comune.siena.it [bonus-utenze]."},
		{"it", "Lo Sportello Famiglia è in via del Casato di Sotto 23 [sportello-famiglia]. È aperto il lunedì, il mercoledì e il venerdì dalle 10 alle 13, e il martedì e il giovedì dalle 15 alle 17 [sportello-famiglia]. Su appuntamento riceve fino alle 18 [sportello-famiglia]."},
		{"it", "Sì, lo Sportello Famiglia è aperto il venerdì, dalle 10 alle 13 [sportello-famiglia]."},
		{"it", "Il servizio è gratuito [sportello-famiglia]. Qui si parla anche inglese [sportello-famiglia]."},
		{"it", "Lo scuolabus è per gli alunni che abitano a Bari in zone lontane dalla scuola [trasporto-scolastico]. La quota può dipendere dall'ISEE: chiedila all'ufficio prima di iscriverti [trasporto-scolastico]."},
		{"it", "Fai la dichiarazione di residenza entro venti giorni dal trasloco [bari/residenza]. È gratuita [bari/residenza]."},
		{"it", "Alle mense sociali il pasto è gratis [mensa-sociale]. Per sapere qual è la più vicina, chiama Bari aiuta allo 080 5777777 [mensa-sociale]."},
		{"it", "Di giorno puoi telefonare allo 0577 292353 o andare al servizio sociale in via del Casato di Sotto 23 [accoglienza-urgente]. Di notte, o se c'è un pericolo, chiama il 112 [accoglienza-urgente]."},
		{"it", "Se scappi da una violenza puoi chiamare il 1522 a qualsiasi ora [accoglienza-urgente]."},
		{"it", "Dal valore della casa in cui abiti si toglie una parte: fino a 91.500 euro, e fino a 120.000 euro nei capoluoghi delle città metropolitane [isee-famiglia-inclusione]."},
		{"it", "Prima avvisa il datore di lavoro, poi fai domanda all'INPS prima di cominciare l'assenza [congedo-parentale]."},
		{"it", "Ciao! Ecco cosa serve per il bonus asilo nido:\n- le ricevute di pagamento della retta [bonus-asilo-nido]\n- l'IBAN del genitore che la paga [bonus-asilo-nido]\n- l'ISEE in corso di validità [bonus-asilo-nido]\n\nVuoi sapere come fare la domanda?"},
		{"en", "The single universal child allowance goes from 58.30 to 203.80 euros a month for each child under 18 in 2026 [assegno-unico]. Without an ISEE you get the minimum [assegno-unico]."},
		{"en", "You can apply on the INPS website with SPID or CIE, by phone, or with the help of a patronato [assegno-unico]."},
		{"en", "For the child allowance you need:\n- an identity document and the codice fiscale, yours and the children's [assegno-unico]\n- the IBAN of your bank account [assegno-unico]\n- a valid ISEE, if you want more than the minimum [assegno-unico]"},
		{"en", "The family desk is in via del Casato di Sotto 23 [sportello-famiglia]. It is open on Monday, Wednesday and Friday from 10 am to 1 pm, and on Tuesday and Thursday from 3 to 5 pm [sportello-famiglia]. It is free [sportello-famiglia]."},
		{"en", "You can call them on 0577 292353 or write to sportellofamiglia@comune.siena.it [sportello-famiglia]."},
		{"en", "In 2026 it is 413.10 euros a month for five months, 2,065.50 euros in all [italia/assegno-maternita-comuni]. Apply to your municipality within 6 months of the birth [italia/assegno-maternita-comuni]."},
		{"en", "Families with an ISEE up to 9,796 euros get a discount on their bills, or up to 20,000 euros with at least four dependent children [bonus-sociale-bollette]."},
		{"en", "The discounts in 2026 are 30% on electricity, 15% on gas and 25% on the waste tax (TARI) [bonus-sociale-bollette]."},
		{"en", "If you have no roof tonight and there is danger, call 112 [accoglienza-urgente]. By day, call the Sportello Famiglia on 0577 292353 [accoglienza-urgente]."},
		{"en", "Declare your new residence within 20 days of moving [bari/residenza]. It is free and you can do it online [bari/residenza]."},
	}
}

// mostRewordedRefused is what it costs that no word of a copy may be another: a verb for
// a verb, in English, is refused as a noun for a noun is.
const mostRewordedRefused = 2

// TestGoodAnswersInOtherWordsPass guards the usefulness of the whole: a model that
// words its answers well is shown.
func TestGoodAnswersInOtherWordsPass(t *testing.T) {
	t.Parallel()
	k := map[string]*verify.Checker{"it": allCards(t, "it"), "en": allCards(t, "en")}
	refused := 0
	for _, p := range paraphrases() {
		r := k[p.lang].Draft(slugsOnly(p.text))
		if !r.OK || r.Dropped > 0 {
			refused++
			t.Logf("%s\n\t%v", p.text, r.Rejections)
		}
	}
	if refused > mostRewordedRefused {
		t.Errorf("%d good answers are refused, want %d at most", refused, mostRewordedRefused)
	}
}
