package verify

import "testing"

// TestANumberIsWrittenAsItIsRead: in Italian a comma parts decimals.
func TestANumberIsWrittenAsItIsRead(t *testing.T) {
	t.Parallel()
	against(t, `
Assegno
Serve un ISEE fino a 10.140 euro. Il patrimonio è di 91,500 milioni.
Il bollo costa 2,50 euro.
`, `
Serve un ISEE fino a 10.140 euro.
! Serve un ISEE fino a 10,140 euro.
Il bollo costa 2,50 euro.
Il patrimonio è di 91,500 milioni.
`)
}

// TestAValueStaysBehindItsLabel guards lists of "label: value".
func TestAValueStaysBehindItsLabel(t *testing.T) {
	t.Parallel()
	against(t, `
Ho avuto un bambino
- Assegno unico: da 58,30 a 203,80 euro al mese, in base all'ISEE
- Assegno di maternità: 413,10 euro per 5 mesi
- Telefono: 0577 292353
- Di persona: via del Casato di Sotto 23
- Orari:
- lunedì dalle 9 alle 12
Importi massimi, regole del 2025:
- nati prima: 3000 euro
`, `
Assegno unico: da 58,30 a 203,80 euro al mese.
Assegno di maternità: 413,10 euro per 5 mesi.
! Assegno unico: 413,10 euro per 5 mesi.
! Assegno di maternità: da 58,30 a 203,80 euro al mese.
! Di persona: 0577 292353.
Nati prima: 3000 euro.
! Nati prima: regole del 2025.
Telefono: 0577 292353.
Orari: lunedì dalle 9 alle 12.
Di persona: via del Casato di Sotto 23.
`)
}

// TestADayIsClosedOnlyWhereTheCardSaysSo: that a card gives no hours for a day is not a
// closed door.
func TestADayIsClosedOnlyWhereTheCardSaysSo(t *testing.T) {
	t.Parallel()
	against(t, `
Anagrafe
Lunedì e giovedì dalle 9 alle 12.
Il sabato l'ufficio è chiuso.
`, `
L'ufficio è chiuso il sabato.
! L'ufficio è chiuso il mercoledì.
! L'ufficio è chiuso il lunedì.
! Il giovedì l'ufficio è chiuso.
`)
}

// TestNothingIsPutInThatGoesFurther: for all, of both, and nothing else.
func TestNothingIsPutInThatGoesFurther(t *testing.T) {
	t.Parallel()
	against(t, `
Consultorio
Il servizio è gratuito. Non serve una domanda, basta avere l'ISEE. Si firma in sede.
La firma è di un genitore. È per tutti i residenti.
`, `
Il servizio è gratuito.
! Il servizio è gratuito per tutti.
! Serve la firma di entrambi i genitori.
! Basta l'ISEE, non occorre altro.
! Il servizio non c'non è un costo.
`)
}

// TestARuleOfTheCardsMayBeLedTo: what leads to a card's own sentence changes nothing in
// it; without its condition it would be a verdict.
func TestARuleOfTheCardsMayBeLedTo(t *testing.T) {
	t.Parallel()
	against(t, `
Assegno
Puoi averlo se lavori come dipendente o se sei senza lavoro.
Si chiede in un momento difficile della vita. Un patronato ti aiuta.
`, `
Sappi che puoi averlo se lavori come dipendente o se sei senza lavoro.
! Sappi che puoi averlo.
! Puoi averlo se lavori come dipendente.
Ecco: si chiede in un momento difficile della vita.
Un patronato ti dà una mano.
Ecco i documenti che servono:
! Ecco i documenti che non servono:
`)
}

// TestADayIsTakenFromWhereItStands: that a telephone answers on Sundays opens no desk.
func TestADayIsTakenFromWhereItStands(t *testing.T) {
	t.Parallel()
	against(t, `
Telefono Rosa
La linea telefonica funziona dal lunedì alla domenica.
Il mercoledì c'è un avvocato.
`, `
La linea funziona dal lunedì alla domenica.
La linea telefonica funziona anche la domenica.
! Gli operatori ricevono anche il sabato.
! La domenica risponde un servizio di guardia.
Il mercoledì trovi un avvocato.
`)
}

// TestACopyHasNoMoreNoThanItsCard: another "non" of the card's is not this one.
func TestACopyHasNoMoreNoThanItsCard(t *testing.T) {
	t.Parallel()
	against(t, `
Bonus nido
Certificato del pediatra, solo per il sostegno a casa.
I soldi arrivano in 11 rate e non superano la retta che paghi.
Non solo le madri lo chiedono.
`, `
Il certificato del pediatra, solo per il sostegno a casa.
! Certificato del pediatra, non solo per il sostegno a casa.
I soldi arrivano in 11 rate e non superano la retta che paghi.
! I soldi arrivano in 11 rate e non superano la retta che non paghi.
`)
}
