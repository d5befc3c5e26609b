package verify

import "testing"

// TestUfficiAnswers gives each of two offices of a card its own hours, street, telephone and
// terms.
func TestUfficiAnswers(t *testing.T) {
	t.Parallel()
	judged(t, "it", `
Uffici
Ufficio casa: via Roma 3, aperto lunedì e mercoledì dalle 9 alle 13.
Ufficio scuola: via Verdi 5, aperto martedì dalle 15 alle 17, tel. 0577 292222.
Telefono dell'Ufficio casa: 0577 292111.
La responsabile dell'Ufficio casa è Anna Verdi.
Per la casa scrivi a casa@comune.siena.it; per la scuola scrivi a scuola@comune.siena.it.
Il bando casa è aperto fino al 30 aprile, il bando scuola fino al 31 maggio.
Il bando casa dà 300 euro. Il bando scuola dà 150 euro.
`, `
ok | L'Ufficio casa è aperto lunedì e mercoledì dalle 9 alle 13.
hour | L'Ufficio casa è aperto martedì dalle 15 alle 17.
hour | L'Ufficio scuola è aperto lunedì e mercoledì dalle 9 alle 13.
address | L'Ufficio casa è in via Verdi 5.
address | L'Ufficio scuola è in via Roma 3.
ok | L'Ufficio scuola è in via Verdi 5.
phone | Il telefono dell'Ufficio casa è 0577 292222.
ok | Il telefono dell'Ufficio casa è 0577 292111.
phone | Il telefono dell'Ufficio scuola è 0577 292111.
contrary | La responsabile dell'Ufficio scuola è Anna Verdi.
email | Per la casa scrivi a scuola@comune.siena.it.
ok | Per la scuola scrivi a scuola@comune.siena.it.
deadline | Il bando casa è aperto fino al 31 maggio.
ok | Il bando scuola è aperto fino al 31 maggio.
deadline | Il bando scuola è aperto fino al 30 aprile.
amount | Il bando casa dà 150 euro.
ok | Il bando scuola dà 150 euro.
amount | Il bando scuola dà 300 euro.
amount | Il bando scuola dà 150 euro e il bando casa 150 euro.
email | Scrivi a scuola@comune.siena.it per la casa.
ok | L'Ufficio casa è in via Roma 3, aperto il lunedì dalle 9 alle 13.
ok | Ufficio scuola: martedì 15-17, tel. 0577 292222.
hour | Ufficio casa: martedì 15-17.
`)
}
