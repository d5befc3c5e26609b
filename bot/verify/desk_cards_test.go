package verify

import "testing"

// TestAssegnoUnicoAnswers puts what a model may write of the card beside what it may not.
func TestAssegnoUnicoAnswers(t *testing.T) {
	t.Parallel()
	judged(t, "it", `
Assegno unico
L'assegno unico va da 58,30 a 203,80 euro al mese per ogni figlio sotto i 18 anni.
Per i figli da 18 a 21 anni l'importo è più basso.
La domanda si presenta all'INPS, sul sito www.inps.it, con SPID, CIE o CNS, oppure al patronato.
Se presenti la domanda entro il 30 giugno ricevi anche gli arretrati da marzo; dopo il 30 giugno l'assegno parte dal mese successivo.
Per i figli disabili non ci sono limiti di età.
L'importo dipende dall'ISEE. Senza ISEE ricevi il minimo.
Alle mamme con meno di 21 anni spetta un aumento di 23,30 euro.
Numero INPS: 803 164, gratuito da telefono fisso; 06 164 164 da cellulare.
`, `
ok | Per ogni figlio sotto i 18 anni vanno da 58,30 a 203,80 euro al mese.
age | L'assegno va da 58,30 a 203,80 euro al mese per ogni figlio sotto i 21 anni.
amount | L'assegno è di 203,80 euro al mese per ogni figlio sotto i 18 anni.
ok | L'assegno può arrivare fino a 203,80 euro al mese per ogni figlio.
date | L'assegno va da 58,30 a 203,80 euro a settimana per ogni figlio sotto i 18 anni.
age | Per i figli disabili il limite di età è 21 anni.
ok | Per i figli disabili non c'è limite di età.
contrary | Per i figli disabili ci sono limiti di età.
contrary | Per i figli disabili l'importo è più basso.
ok | Se fai domanda entro il 30 giugno ricevi gli arretrati da marzo.
date | Se fai domanda entro il 30 giugno ricevi gli arretrati da gennaio.
date | Se fai domanda dopo il 30 giugno ricevi anche gli arretrati da marzo.
ok | Dopo il 30 giugno l'assegno parte dal mese successivo.
term | Dopo il 30 giugno l'assegno parte dal mese precedente.
age | Alle mamme con più di 21 anni spetta un aumento di 23,30 euro.
ok | Alle mamme con meno di 21 anni spetta un aumento di 23,30 euro.
amount | Alle mamme con meno di 21 anni spetta un aumento di 32,30 euro.
term | Ai papà con meno di 21 anni spetta un aumento di 23,30 euro.
age | Alle mamme con meno di 18 anni spetta un aumento di 23,30 euro.
ok | Chiama l'INPS: 803 164 da fisso, 06 164 164 da cellulare.
phone | Chiama l'INPS: 803 164 da cellulare.
contrary | Chiama lo 06 164 164 da telefono fisso.
phone | L'INPS risponde allo 803 614.
contrary | Senza ISEE ricevi il massimo.
ok | Senza ISEE ricevi il minimo.
contrary | L'importo non dipende dall'ISEE.
term | La domanda si presenta al CAF.
ok | La domanda si presenta all'INPS o al patronato.
ok | Puoi fare domanda sul sito dell'INPS con SPID, CIE o CNS.
ungrounded | Puoi fare domanda sul sito dell'INPS solo con SPID.
contrary | Puoi fare domanda sul sito dell'INPS senza SPID.
percentage | Il triplo dell'importo va ai figli disabili.
percentage | Per ogni figlio sotto i 18 anni l'assegno raddoppia.
percentage | L'assegno è metà per i figli da 18 a 21 anni.
date | L'assegno arriva ogni due mesi.
number | L'assegno arriva due volte al mese.
verdict | Per te l'assegno è di 203,80 euro al mese.
amount | Con il tuo ISEE ricevi 203,80 euro al mese per ogni figlio.
verdict | Nel tuo caso l'assegno è al massimo di 203,80 euro al mese.
`)
}

// TestMensaScolasticaAnswers puts what a model may write of the card beside what it may not.
func TestMensaScolasticaAnswers(t *testing.T) {
	t.Parallel()
	judged(t, "it", `
Mensa scolastica
La mensa costa 5,20 euro a pasto. Con ISEE fino a 10.000 euro il pasto costa 2,60 euro.
Le famiglie con ISEE sotto 3.000 euro non pagano.
Le domande si fanno ogni anno, dal 15 maggio al 30 giugno, sul portale scuola.
Le disdette si comunicano entro le 9 del giorno stesso.
Si paga ogni mese, entro il giorno 10 del mese successivo.
Per le diete speciali serve il certificato del pediatra, da consegnare entro 30 giorni dall'inizio della scuola.
Dal terzo figlio la mensa è gratuita.
Orario dell'ufficio: lun-ven 9-13, mar e gio anche 15-17.
La commissione mensa si riunisce il primo martedì del mese.
L'ufficio è chiuso la settimana di Ferragosto, dal 10 al 17 agosto.
`, `
ok | La mensa costa 5,20 euro a pasto.
ok | Con ISEE fino a 10.000 euro paghi 2,60 euro a pasto.
amount | Con ISEE fino a 10.000 euro paghi 5,20 euro a pasto.
amount | Con ISEE fino a 3.000 euro il pasto costa 2,60 euro.
amount | La mensa costa 5,20 euro al mese.
amount | La mensa costa 5,20 euro al giorno.
ok | Le famiglie con ISEE sotto i 3.000 euro non pagano la mensa.
amount | Le famiglie con ISEE sotto i 10.000 euro non pagano.
amount | Le famiglie con ISEE sopra 3.000 euro non pagano.
contrary | Le famiglie con ISEE sotto 3.000 euro pagano.
ok | Le disdette si comunicano entro le nove del giorno stesso.
hour | Le disdette si comunicano entro le nove e mezza del giorno stesso.
contrary | Le disdette si comunicano entro le 9 del giorno prima.
hour | Le disdette si comunicano entro le 9 e 30 del giorno stesso.
hour | Le disdette si comunicano entro le nove meno dieci del giorno stesso.
hour | Le disdette si comunicano dopo le 9 del giorno stesso.
contrary | Le disdette si comunicano entro le 9 della settimana stessa.
number | Si paga entro il 15 del mese successivo.
deadline | Si paga entro fine mese.
deadline | Si paga entro la fine del mese successivo.
term | Si paga entro il giorno 10 del mese precedente.
date | Si paga ogni anno, entro il giorno 10 del mese successivo.
date | Si paga ogni settimana.
ok | Il certificato va consegnato entro trenta giorni dall'inizio della scuola.
contrary | Il certificato va consegnato entro 30 giorni dalla fine della scuola.
deadline | Il certificato va consegnato entro 3 giorni dall'inizio della scuola.
number | Dal secondo figlio la mensa è gratuita.
number | Fino al terzo figlio la mensa è gratuita.
ok | Dal terzo figlio la mensa è gratis.
ok | Dal terzo figlio in poi la mensa è gratis.
contrary | L'ufficio è aperto lun-sab 9-13.
contrary | L'ufficio è aperto lunedì e giovedì anche dalle 15 alle 17.
contrary | L'ufficio è aperto il venerdì dalle 15 alle 17.
contrary | L'ufficio è aperto lun e mer anche dalle 15 alle 17.
number | La commissione mensa si riunisce il secondo martedì del mese.
number | La commissione mensa si riunisce il primo giovedì del mese.
weekday | La commissione mensa si riunisce ogni martedì.
ok | L'ufficio è chiuso dal 10 al 17 agosto.
deadline | L'ufficio è chiuso dal 10 al 27 agosto.
contrary | L'ufficio è aperto dal 10 al 17 agosto.
`)
}

// TestBonusLibriAnswers puts what a model may write of the card beside what it may not.
func TestBonusLibriAnswers(t *testing.T) {
	t.Parallel()
	judged(t, "it", `
Bonus libri
Il bonus libri è di 150 euro per la scuola media e 250 euro per la scuola superiore.
La domanda si presenta entro il 30 settembre 2026 allo Sportello Scuola, aperto tutti i giorni tranne il mercoledì e la domenica dalle 9 alle 12.30.
Serve l'ISEE in corso di validità, non superiore a 15.748,78 euro.
Il rimborso arriva entro 90 giorni, per bonifico, in un'unica soluzione.
Chi ha due figli può chiedere il bonus per entrambi.
Le ricevute si conservano per 5 anni.
I libri usati valgono il 50% del prezzo di copertina.
Non si può chiedere per i dizionari.
La graduatoria è pubblicata all'Albo pretorio dopo il 15 ottobre.
`, `
ok | Il bonus è di 150 euro per la scuola media.
amount | Il bonus è di 250 euro per la scuola media.
amount | Per la scuola superiore il bonus è di 150 euro.
amount | Il bonus è di 400 euro.
amount | Il bonus è di 150 o 250 euro al mese.
ok | Per la scuola superiore sono duecentocinquanta euro.
ok | Lo Sportello Scuola è aperto il lunedì dalle 9 alle 12.30.
weekday | Lo Sportello Scuola è aperto il mercoledì dalle 9 alle 12.30.
weekday | Lo Sportello Scuola è aperto la domenica.
weekday | Lo Sportello Scuola è aperto tutti i giorni dalle 9 alle 12.30.
term | Lo Sportello Scuola è chiuso il lunedì.
weekday | Lo Sportello Scuola è aperto solo il mercoledì.
ok | Il rimborso arriva entro novanta giorni con un bonifico.
number | Il rimborso arriva entro 90 giorni in due rate.
term | Il rimborso arriva in contanti entro 90 giorni.
deadline | Il rimborso arriva entro tre mesi.
deadline | Il rimborso arriva prima di 90 giorni.
ok | Le ricevute si conservano per cinque anni.
date | Le ricevute si conservano per 5 mesi.
age | Le ricevute si conservano fino a 5 anni.
date | Le ricevute si conservano per almeno 5 anni.
ok | I libri usati valgono metà del prezzo di copertina.
contrary | I libri nuovi valgono il 50% del prezzo di copertina.
percentage | I libri usati valgono un quarto del prezzo di copertina.
percentage | I libri usati valgono un ottavo del prezzo di copertina.
percentage | I libri usati valgono il doppio del prezzo di copertina.
contrary | Si può chiedere anche per i dizionari.
contrary | Si può chiedere per i dizionari.
ok | La graduatoria esce dopo il 15 ottobre.
deadline | La graduatoria esce entro il 15 ottobre.
contrary | La graduatoria esce non prima del 30 ottobre.
date | La graduatoria esce il 15 ottobre.
date | La graduatoria esce dopo il 30 settembre.
amount | L'ISEE deve essere almeno 15.748,78 euro.
ok | L'ISEE deve essere minore o uguale a 15.748,78 euro.
amount | L'ISEE deve essere maggiore o uguale a 15.748,78 euro.
term | Serve l'ISEE corrente, non superiore a 15.748,78 euro.
term | Serve l'ISEE dell'anno scorso.
contrary | Non serve l'ISEE.
amount | Serve l'ISEE non superiore a 15.748,79 euro.
amount | Serve l'ISEE non superiore a quindicimila euro.
number | Chi ha tre figli può chiedere il bonus per tutti.
contrary | Chi ha un figlio non può chiedere il bonus.
term | La domanda si presenta al Comune entro il 30 settembre, oppure per posta.
date | La domanda si presenta entro il 30 settembre di ogni anno.
deadline | La domanda si presenta entro settembre.
date | La domanda si presenta dal 30 settembre 2026.
date | La domanda si presenta non prima del 30 settembre 2026.
ok | La domanda si presenta non più tardi del 30 settembre 2026.
ok | La domanda si presenta entro la fine di settembre.
deadline | La domanda si presenta entro la fine dell'anno.
deadline | La domanda si presenta entro la fine dell'anno scolastico.
deadline | La domanda si presenta entro il trentuno settembre.
`)
}

// TestCentriEstiviAnswers puts what a model may write of the card beside what it may not.
func TestCentriEstiviAnswers(t *testing.T) {
	t.Parallel()
	judged(t, "it", `
Centri estivi
I centri estivi accolgono bambini dai 6 ai 14 anni, dal 15 giugno al 31 luglio, dalle 8 alle 16.
La quota è di 80 euro a settimana; per i fratelli è di 60 euro.
Il pre-scuola inizia alle 7.30 e costa 10 euro in più.
Il pullman parte alle 7.45 da piazza Matteotti e torna alle 16.30.
Per iscriversi serve il modulo B, da inviare a estate@comune.siena.it.
L'iscrizione si paga con PagoPA entro 3 giorni dalla conferma.
In caso di rinuncia entro il 1° giugno si rimborsa il 75%, dopo il 1° giugno nulla.
I posti sono 120: 60 per i residenti, 40 per i disabili, 20 per gli altri.
`, `
ok | I centri estivi accolgono bambini da 6 a 14 anni.
age | I centri estivi accolgono bambini da 6 a 16 anni.
age | I centri estivi accolgono ragazzi fino a 16 anni.
deadline | I centri estivi sono aperti dal 15 giugno al 31 agosto.
date | I centri estivi sono aperti dal 5 giugno al 31 luglio.
ok | I centri estivi sono aperti dalle 8 alle 16.
hour | I centri estivi sono aperti dalle 8 alle 16.30.
hour | I centri estivi sono aperti dalle 7.30 alle 16.
ok | La quota è di 80 euro a settimana.
amount | La quota è di 60 euro a settimana.
amount | La quota è di 80 euro al mese.
amount | La quota è di 80 euro per i fratelli.
ok | Per i fratelli la quota è di 60 euro.
amount | Per i fratelli la quota è di 80 euro.
hour | Il pre-scuola inizia alle 8 e costa 10 euro in più.
hour | Il pre-scuola inizia alle sette meno un quarto.
ok | Il pre-scuola inizia alle sette e mezza.
ok | Il pre-scuola inizia alle 7 e 30.
contrary | Il pre-scuola costa 10 euro in meno.
amount | Il pre-scuola costa 80 euro in più.
ok | Il pullman parte alle otto meno un quarto da piazza Matteotti.
hour | Il pullman parte alle 16.30 da piazza Matteotti.
hour | Il pullman torna alle 17.30.
address | Il pullman parte alle 7.45 da piazza Mazzini.
term | Per iscriversi serve il modulo A.
term | Per iscriversi serve il modulo C, da inviare a estate@comune.siena.it.
ok | Per iscriversi serve il modulo B.
term | L'iscrizione si paga con bollettino entro 3 giorni dalla conferma.
deadline | L'iscrizione si paga entro 3 mesi dalla conferma.
ok | Se rinunci entro il 1° giugno si rimborsa il 75%.
date | Se rinunci dopo il 1° giugno si rimborsa il 75%.
deadline | Se rinunci entro il 1° luglio si rimborsa il 75%.
contrary | Se rinunci entro il 1° giugno non si rimborsa nulla.
number | I posti sono 60 per i disabili.
number | I posti sono 40 per i residenti.
ok | I posti sono 120.
ok | I posti per i residenti sono 60.
number | I posti sono 20 per i residenti, 40 per i disabili, 60 per gli altri.
`)
}
