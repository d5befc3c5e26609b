package verify

import (
	"fmt"
	"strings"
	"testing"
)

// TestAnActIsTheSameHoweverItIsCited writes acts of all sorts in many ways; a digit
// changed in any of them is another act.
func TestAnActIsTheSameHoweverItIsCited(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it"})
	for _, act := range []struct {
		kinds string // how the kind of act is written, between bars
		n, y  int
	}{
		{"legge|Legge|L.|LEGGE", 104, 1992},
		{"legge|Legge|L.", 328, 2000},
		{"D.Lgs.|d.lgs.|D.lgs.|decreto legislativo|Decreto Legislativo", 33, 2013},
		{"D.P.R.|d.p.r.|DPR|dpr", 445, 2000},
		{"D.L.|decreto-legge|Decreto legge|d.l.", 69, 2023},
		{"DPCM|D.P.C.M.", 159, 2013},
		{"L.R.|legge regionale|Legge Regionale", 41, 2005},
		{"delibera|deliberazione|Delibera", 120, 2024},
		{"circolare", 7, 2026},
		{"ordinanza", 15, 2025},
	} {
		kinds := strings.Split(act.kinds, "|")
		card := firstFact(fmt.Sprintf("%s n. %d del %d", kinds[0], act.n, act.y))
		for _, kind := range kinds {
			for _, form := range []string{"%s %d/%d", "%s n. %d/%d", "%s n. %d del %d", "%s n° %d del %d", "%s numero %d del %d"} {
				text := fmt.Sprintf(form, kind, act.n, act.y)
				f := firstFact(text)
				if f == nil || f.kind != kLaw || !c.holds(f, card) || !c.holds(card, f) {
					t.Errorf("%q is not the act: %+v", text, f)
					continue
				}
				for _, lie := range otherDigits(text) {
					if borne(c, lie, card) {
						t.Errorf("%q passes for %q", lie, text)
					}
				}
			}
		}
	}
}

func TestActsOfManySorts(t *testing.T) {
	t.Parallel()
	reads(t, `
art. 3, comma 2, della legge 104/1992 => law art 3/0; law comma 2/0; law legge 104/1992
articolo 3, comma 2 della L. n. 104 del 5 febbraio 1992 => law art 3/0; law comma 2/0; law legge 104/1992 205
artt. 3 e 4 della legge 104/92 => law art 3/0; count 4; law legge 104/1992
ai sensi dell'art. 46 del D.P.R. 28 dicembre 2000, n. 445 => law art 46/0; law dpr 445/2000 1228
l. 104/92 => law legge 104/1992
Legge 104 => law legge 104/0
la legge di bilancio 2026 => year 2026
Regolamento (UE) 2016/679 => law reg 679/2016
art. 5-ter => law art 5/0 ter
art. 5 ter, co. 3 => law art 5/0 ter; law comma 3/0
tre articoli => count 3 artic
l'articolo che hai letto => 
una legge che aiuta 3 famiglie => count 3 famigl
L'orario è 9-13 => clock 9:00..13:00
delibera di Giunta comunale n. 120 del 14/3/2024 => law delibera 120/2024 314
Corte Costituzionale 27/2024 => count 27..2024
`)
}

// TestALawIsTheCards puts acts and parts of acts beside those of a card.
func TestALawIsTheCards(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Permessi
I permessi li prevede l'art. 33, comma 3, della legge 104/1992.
Le autocertificazioni le prevede l'art. 46 del D.P.R. 445/2000.`, `
ok | I permessi li prevede l'articolo 33, comma 3, della legge n. 104 del 1992.
ok | I permessi li prevede la L. 104/92.
ok | I permessi li prevede la l. 104/92.
ok | I permessi li prevede l'art. 33 della legge 104.
law | I permessi li prevede l'art. 3, comma 33, della legge 104/1992.
law | I permessi li prevede l'art. 33, comma 2, della legge 104/1992.
law | I permessi li prevede l'art. 33-bis della legge 104/1992.
law | I permessi li prevede la legge 104/2002.
law | I permessi li prevede la legge 140/1992.
law | I permessi li prevede il D.P.R. 104/1992.
law | I permessi li prevede il D.P.R. 445/2000.
law | I permessi li prevede l'art. 46 della legge 104/1992.
law | Le autocertificazioni le prevede la legge 445/2000.
ok | Le autocertificazioni le prevede l'art. 46 del DPR n. 445 del 2000.
`)
}

func TestNamesOfManySorts(t *testing.T) {
	t.Parallel()
	reads(t, `
Chiedi all'Ufficio Relazioni con il Pubblico. => name uffici relazion; name pubblic
Chiedi all'URP. => name urp
Chiedi allo Sportello per le Famiglie. => name sportell famigli
Chiedi al Centro per le Famiglie di Bari. => name centr famigli; name bari
Chiedi a Mario Rossi. => name mari ross
Chiedi alla dott.ssa Bianchi. => name bianch
Chiedi alla signora Anna Verdi. => name anna verd
l'Azienda USL Toscana Sud Est => name aziend usl toscan sud est
Il Comune paga. => 
Puoi scrivere al Comune. => 
Lo trovi in Italia. => 
A marzo e a Pasqua => name pasqu
Il modulo è verde. => 
L'Assegno Unico e Universale => name assegn unic; name universal
`, kName)
}

// TestAnOfficeIsTheCards: an office, a person or a place that the card does not name is
// not named, though each of its words be there.
func TestAnOfficeIsTheCards(t *testing.T) {
	t.Parallel()
	judged(t, "it", `Centro per le famiglie
Al Centro per le Famiglie lavorano psicologhe e mediatrici.
Per il nido rivolgiti allo Sportello Scuola; per la casa rivolgiti all'Ufficio Alloggi di Siena.
La responsabile è la dottoressa Anna Verdi.`, `
ok | Al Centro per le Famiglie lavorano psicologhe e mediatrici.
ok | Per il nido rivolgiti allo Sportello Scuola.
ok | Per il nido rivolgiti allo sportello scuola.
ok | Per la casa rivolgiti all'Ufficio Alloggi.
ok | La responsabile è la dott.ssa Anna Verdi.
ok | La responsabile è Anna Verdi.
office | Per il nido rivolgiti allo Sportello Famiglie.
office | Per il nido rivolgiti all'Ufficio Alloggi.
office | Per la casa rivolgiti allo Sportello Scuola.
office | Per la casa rivolgiti all'Ufficio Alloggi di Bari.
office | Per il nido rivolgiti all'Ufficio Scuola.
office | La responsabile è la dottoressa Anna Bianchi.
office | La responsabile è Carla Verdi.
office | Al Centro per le Donne lavorano psicologhe e mediatrici.
office/term | Per il nido rivolgiti all'INPS.
`)
}

//nolint:dupword // a group is named as one of its sides is
func TestTermsOfManySorts(t *testing.T) {
	t.Parallel()
	reads(t, `
non costa niente => term cost free
senza alcun costo => term cost free
senza ISEE si paga la retta => term cost paid
senza ISEE puoi chiedere => term can can
senza ISEE non puoi chiedere => term can cannot
nessuno deve pagare => term who none; term use needed
è gratuita => term cost free
non è a pagamento => term cost free
è del tutto gratis => term cost free
serve lo SPID => term use needed
non serve lo SPID => term use unneeded
non è necessario => term use unneeded
non è sempre necessario => term use unneeded
si può fare online => term can can; term how online
non si può fare online => term can cannot; term how online
aperto => term state open
non è più aperto => term state shut
non solo online => term how online
è incompatibile => term rule forbidden
non è compatibile => term rule forbidden
solo su appuntamento => term book with
senza prenotare => term book without
tessera sanitaria e codice fiscale => term doc health; term doc taxcode
`, kTerm)
}
