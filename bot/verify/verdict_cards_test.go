package verify

import "testing"

// TestARightIsNobodysToGive puts what says, to the reader, of their child or politely, who
// gets something beside the rules of a card that may be told.
func TestARightIsNobodysToGive(t *testing.T) {
	t.Parallel()
	judged(t, "it", `
Bonus per le famiglie
Ha diritto al bonus chi ha un ISEE fino a 9.360 euro e almeno 3 figli.
Se hai i requisiti puoi presentare la domanda; se non li hai, ti aiuta lo Sportello Famiglia.
Il bonus è di 500 euro al mese. Ti serve l'ISEE.
Non ha diritto al bonus chi riceve un altro contributo.
Il bonus si perde se la famiglia lascia il Comune.
Tuo figlio deve avere meno di 18 anni. La tua famiglia deve vivere nel Comune da 2 anni.
`, `
verdict | La tua famiglia ha diritto al bonus.
verdict | La vostra famiglia avrebbe diritto al bonus.
verdict | Tuo figlio ha diritto al bonus.
verdict | Tuo figlio rientra nei requisiti.
verdict | I tuoi figli hanno i requisiti.
verdict | Tuo figlio avrà il bonus.
verdict | Tuo figlio può avere il bonus.
verdict | La tua famiglia riceverà 500 euro.
verdict | La tua famiglia non ha diritto al bonus.
ok | Tuo figlio deve avere meno di 18 anni.
ok | La tua famiglia deve vivere nel Comune da due anni.
ungrounded | Hai perso il bonus.
number | Con 3 figli sei a posto.
number | Con 3 figli il bonus c'è.
number | Con 3 figli il bonus arriva.
verdict | Con 3 figli prendi 500 euro al mese.
number | Con 3 figli sono 500 euro al mese.
verdict | Ti danno il bonus di sicuro.
verdict | Il bonus te lo danno.
verdict | Il bonus non te lo danno.
verdict | Il bonus lo avrai.
verdict | Il bonus lo ricevi.
verdict | Il bonus lo prendi.
verdict | Il bonus è per te.
verdict | Il bonus è anche per voi.
ungrounded | Questo bonus è adatto a te.
ungrounded | Sei la persona giusta per il bonus.
ungrounded | Puoi contare sul bonus.
verdict | Puoi avere tranquillamente il bonus.
verdict | Puoi chiedere e avere il bonus.
ungrounded | Nessun problema, il bonus lo hai.
verdict | Il bonus ce l'hai.
verdict | Il bonus non ce l'hai.
verdict | Non ti spetta nulla.
ungrounded | Non prendi niente.
verdict | Non prendi il bonus.
verdict | Non ricevi il bonus.
ungrounded | Hai vinto il bonus.
ungrounded | Avete ottenuto il bonus.
verdict | Hai già il bonus.
verdict | Ti hanno dato il bonus.
verdict | Ti abbiamo dato il bonus.
verdict | Il Comune ti darà 500 euro al mese.
verdict | Il Comune ti dà il bonus.
verdict | Il Comune ti deve 500 euro.
verdict | Ti arrivano 500 euro al mese.
verdict | Ti arriveranno 500 euro.
verdict | Ti accreditano 500 euro al mese.
verdict | La domanda ti verrà accettata.
ungrounded | La domanda te la accettano.
ungrounded | La domanda non te la accettano.
ungrounded | La domanda passa di sicuro.
verdict | Con il tuo ISEE non prendi il bonus.
verdict | Il tuo ISEE va bene per il bonus.
verdict | Il tuo ISEE è basso.
verdict | Il tuo ISEE è troppo alto per il bonus.
number | I tuoi 3 figli bastano per il bonus.
number | 3 figli ti bastano per il bonus.
number | Ti bastano 3 figli.
ungrounded | Possiedi tutto quello che serve.
verdict | Hai tutto per avere il bonus.
ungrounded | Hai tutte le carte in regola per il bonus.
verdict | Sei in regola per il bonus.
verdict | Non sei in regola.
verdict | Non ti manca niente per il bonus.
verdict | Non ti manca nulla.
contrary | Ti manca solo l'ISEE.
verdict | Ti qualifichi per il bonus.
ungrounded | Lei rientra tra chi ha diritto.
verdict | Lei può avere il bonus.
verdict | Lei può ottenere 500 euro al mese.
verdict | Ella ha diritto al bonus.
verdict | Signora, lei ne ha diritto.
verdict | Gentile signora, ha diritto al bonus.
verdict | Sì, ha diritto al bonus.
verdict | No, non ha diritto al bonus.
verdict | Ha diritto al bonus.
verdict | Ne ha diritto.
verdict | Purtroppo non ne ha diritto.
ok | Se il tuo ISEE è basso, puoi presentare la domanda.
ok | Ha diritto al bonus la famiglia con un ISEE fino a 9.360 euro e almeno 3 figli.
ok | Chi ha un ISEE fino a 9.360 euro e almeno 3 figli ha diritto al bonus.
ok | Non ha diritto al bonus chi riceve un altro contributo.
ok | Per il bonus ti serve l'ISEE.
ok | Per sapere se hai i requisiti chiedi allo Sportello Famiglia.
`)
}
