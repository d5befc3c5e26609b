package verify

import "testing"

// TestWhoDoesWhatIsAsTheCardSays: the offices of a card by turns in each other's place,
// and true sentences that tell of them in another order.
func TestWhoDoesWhatIsAsTheCardSays(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Assegno di maternità
La domanda si presenta al Comune, paga l'INPS.
Il certificato lo fa il medico di famiglia e si porta al consultorio.
Per compilare il modulo chiedi al patronato o al CAF.
La scuola chiede alla ASL le ore di sostegno.
Prendi un appuntamento con l'assistente sociale.`, `
ok | La domanda si presenta al Comune, paga l'INPS.
ok | Paga l'INPS, e la domanda si presenta al Comune.
ok | La domanda va presentata al Comune.
ok | Per compilare il modulo chiedi al CAF o al patronato.
ok | Chiedi al CAF per compilare il modulo.
ok | Le ore di sostegno le chiede la scuola alla ASL.
ok | Il medico di famiglia fa il certificato.
ok | Porta il certificato al consultorio.
office | La domanda si presenta all'INPS, paga il Comune.
office/contrary | La domanda si presenta al CAF, paga l'INPS.
office/contrary | La domanda si presenta al Comune, paga la ASL.
office/contrary | Per compilare il modulo chiedi al medico.
office/contrary | Il certificato lo fa il consultorio e si porta al medico di famiglia.
office/contrary | La ASL chiede alla scuola le ore di sostegno.
office/contrary | Prendi un appuntamento con il medico.
office/contrary | Prendi un appuntamento con il Comune.
`)
}
