package verify

import "testing"

// TestStepsStayInTheirOrder: what comes first in the card does not come after it.
func TestStepsStayInTheirOrder(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Bonus nido

Come si fa:

1. Fai l'ISEE al CAF.
2. Iscrivi il bambino al nido.
3. Manda la domanda sul sito dell'INPS.
4. Carica le ricevute del nido.

Prima chiedi il certificato al pediatra, poi prenota la visita alla ASL.
Prima di partire compila il modulo.
Iscriviti sul portale. Poi scegli la scuola.`, `
ok | Prima fai l'ISEE, poi manda la domanda sul sito dell'INPS.
ok | Fai l'ISEE al CAF, iscrivi il bambino al nido e poi manda la domanda.
ok | Manda la domanda sul sito dell'INPS, poi carica le ricevute del nido.
ok | Prima chiedi il certificato al pediatra, poi prenota la visita alla ASL.
contrary | Prima manda la domanda sul sito dell'INPS, poi fai l'ISEE al CAF.
contrary | Prima carica le ricevute del nido, poi manda la domanda sul sito dell'INPS.
contrary | Iscrivi il bambino al nido e poi fai l'ISEE al CAF.
ok | Iscriviti sul portale e poi scegli la scuola.
contrary | Scegli la scuola, poi iscriviti sul portale.
contrary | Prima prenota la visita alla ASL, poi chiedi il certificato al pediatra.
`)
}
