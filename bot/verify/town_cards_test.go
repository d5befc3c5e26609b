package verify

import "testing"

// TestTariEBonusBolletteAnswers puts what a model may write of the card beside what it may not.
func TestTariEBonusBolletteAnswers(t *testing.T) {
	t.Parallel()
	judged(t, "it", `
TARI e bonus bollette
La TARI si paga in tre rate: 31 maggio, 31 luglio e 2 dicembre 2026.
La riduzione è del 30% per chi vive da solo e del 20% per chi fa il compost.
Il bonus sociale bollette spetta alle famiglie con ISEE fino a 9.796 euro, o fino a 20.000 euro con almeno 4 figli a carico.
Lo sconto in bolletta è automatico: non serve domanda.
Chi trasloca deve comunicarlo entro 60 giorni; chi non lo fa paga una multa da 100 a 500 euro.
La domanda di riduzione vale anche per gli anni successivi, se la famiglia non cambia.
Ufficio tributi: piazza del Duomo 4, secondo piano, stanza 12. Lun, mer e ven 8.30-12.30; mar 15-17.
Numero verde 800 123 456 (da lunedì a venerdì, ore 9-18).
`, `
ok | La TARI si paga in tre rate.
number | La TARI si paga in quattro rate.
deadline | Le rate della TARI scadono il 31 maggio, il 31 agosto e il 2 dicembre 2026.
term | La TARI si paga in un'unica soluzione entro il 31 maggio.
number | La seconda rata della TARI scade il 2 dicembre.
number | La prima rata scade il 31 luglio.
ok | La riduzione è del 30% per chi vive da solo.
percentage | La riduzione è del 20% per chi vive da solo.
percentage | La riduzione è del 50% per chi vive da solo e fa il compost.
percentage | Chi fa il compost ha una riduzione del 30%.
ok | Chi fa il compost ha una riduzione del 20%.
ok | Il limite ISEE è 9.796 euro, oppure 20.000 euro con almeno 4 figli a carico.
amount | Il limite ISEE è 20.000 euro.
number | Il limite ISEE è 20.000 euro con almeno 3 figli a carico.
ok | Lo sconto in bolletta è automatico.
contrary | Lo sconto in bolletta non è automatico.
contrary | Per lo sconto in bolletta serve la domanda.
ok | Per lo sconto in bolletta non devi fare domanda.
ok | Chi trasloca deve comunicarlo entro sessanta giorni.
deadline | Chi trasloca deve comunicarlo entro 30 giorni.
contrary | Chi trasloca non deve comunicarlo.
ok | La multa va da 100 a 500 euro.
amount | La multa è di 100 euro.
amount | La multa va da 100 a 5.000 euro.
amount | La multa è al massimo di 100 euro.
ok | La multa arriva fino a 500 euro.
date | La domanda di riduzione va rifatta ogni anno.
contrary | La domanda di riduzione non vale per gli anni successivi.
contrary | La domanda di riduzione vale anche se la famiglia cambia.
term | La domanda di riduzione vale anche per gli anni precedenti.
ok | L'Ufficio tributi è in piazza del Duomo 4, al secondo piano.
number | L'Ufficio tributi è in piazza del Duomo 4, al primo piano.
number | L'Ufficio tributi è nella stanza 21.
ok | L'Ufficio tributi è nella stanza 12.
address | L'Ufficio tributi è in piazza del Duomo 12.
ok | L'Ufficio tributi è aperto lunedì, mercoledì e venerdì dalle 8.30 alle 12.30.
ok | L'Ufficio tributi è aperto il martedì dalle 15 alle 17.
hour | L'Ufficio tributi è aperto il giovedì dalle 15 alle 17.
hour | L'Ufficio tributi è aperto il martedì dalle 8.30 alle 12.30.
hour | L'Ufficio tributi è aperto dal lunedì al venerdì dalle 8.30 alle 12.30.
weekday | Il numero verde 800 123 456 risponde anche il sabato.
hour | Il numero verde 800 123 456 risponde 24 ore su 24.
phone | Il numero verde è 800 123 465.
`)
}

// TestResidenzaAnswers puts what a model may write of the card beside what it may not.
func TestResidenzaAnswers(t *testing.T) {
	t.Parallel()
	judged(t, "it", `
Residenza
La dichiarazione di residenza si presenta entro 20 giorni dal trasferimento.
Si può fare online su ANPR, per PEC o allo sportello; non serve l'appuntamento.
Il Comune registra il cambio entro 2 giorni lavorativi e fa i controlli entro 45 giorni.
Serve il contratto d'affitto o il consenso del proprietario. I minorenni sono iscritti con i genitori.
I cittadini non comunitari devono avere il permesso di soggiorno; se è scaduto, serve la ricevuta del rinnovo.
Non si paga nulla.
Chi dichiara il falso rischia una denuncia.
`, `
ok | La dichiarazione si presenta entro venti giorni dal trasferimento.
deadline | La dichiarazione si presenta entro 20 giorni lavorativi dal trasferimento.
date | La dichiarazione si presenta 20 giorni prima del trasferimento.
date | La dichiarazione si presenta dopo 20 giorni dal trasferimento.
deadline | La dichiarazione si presenta entro 45 giorni dal trasferimento.
ok | Si può fare online, per PEC o allo sportello.
ungrounded | Si può fare solo online.
ungrounded | Si può fare per telefono.
term | Si può fare per raccomandata.
term | Si può fare solo su appuntamento.
ok | Non serve l'appuntamento.
contrary | Serve l'appuntamento.
ok | Il Comune registra il cambio entro due giorni lavorativi.
deadline | Il Comune registra il cambio entro 2 giorni.
deadline | Il Comune registra il cambio entro 45 giorni.
contrary | Il Comune non fa controlli.
ok | Serve il contratto d'affitto oppure il consenso del proprietario.
contrary | Non serve il consenso del proprietario.
contrary | I minorenni sono iscritti con i nonni.
contrary | I minorenni non sono iscritti con i genitori.
term | I maggiorenni sono iscritti con i genitori.
contrary | Se il permesso di soggiorno è scaduto non serve la ricevuta del rinnovo.
contrary | I cittadini comunitari devono avere il permesso di soggiorno.
ok | È gratis.
amount | Costa 16 euro.
term | Si paga la marca da bollo.
term | Si paga.
amount | Chi dichiara il falso paga una multa di 500 euro.
contrary | Chi dichiara il falso non rischia nulla.
`)
}
