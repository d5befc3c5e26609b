package verify

import (
	"strings"
	"testing"
)

func TestTelephoneNumbers(t *testing.T) {
	t.Parallel()
	reads(t, `
0577 292353 => phone 0577292353
0577 292 353 => phone 0577292353
0577/292353 => phone 0577292353
0577-292353 => phone 0577292353
080.577.77.77 => phone 0805777777
080 5777777 => phone 0805777777
+39 0577 292353 => phone 0577292353
+390577292353 => phone 0577292353
(+39) 0577 292353 => phone 0577292353
0039 0577 292353 => phone 0577292353
+44 20 7946 0958 => phone +442079460958
376 0622272 => phone 3760622272
3760622272 => phone 3760622272
06 164 164 => phone 06164164
803 164 => phone 803164
803.164 => phone 803164
800 713 713 => phone 800713713
800713713 => phone 800713713
il numero verde 800 290 290 => phone 800290290
il 112 => phone 112
chiama il 1522 => phone 1522
il 19696 => phone 19696
al numero 12345 => phone 12345
call 1530 => phone 1530
0432/824500 int. 1/1 => phone 0432824500x1x1
tel. 0577 292353, ore 9-13 => phone 0577292353; clock 9:00..13:00
Tel. 0577 292353 9:00-12:00 => phone 0577292353; clock 9:00..12:00
112 persone => count 112 person
800 euro => amount 800
0577 e 292353 => count 577; count 292353
800.000 euro => amount 800000
`)
}

func TestAddressesAndPostcodes(t *testing.T) {
	t.Parallel()
	reads(t, `
via del Casato di Sotto 23 => address via casato sotto|23
Via del Casato di Sotto, 23 => address via casato sotto|23
via Casato di Sotto n. 23 => address via casato sotto|23
via del casato di sotto 23 => address via casato sotto|23
via del Casato di Sotto 23, 53100, Siena => address via casato sotto|23|53100
via del Casato di Sotto e chiedi => address via casato sotto|
Piazza il Campo 7 => address piazza campo|7
Viale Federigo Tozzi 3 => address viale federigo tozzi|3
Via Pian d'Ovile 9 => address via pian ovile|9
Via Garibaldi 12/A => address via garibaldi|12/a
Via Garibaldi 12a => address via garibaldi|12/a
P.zza Garibaldi 1 => address piazza garibaldi|1
V.le Europa 10 => address viale europa|10
via XX Settembre 5 => address via xx settembre|5
corso Vittorio Emanuele II 18 => address corso vittorio emanuele ii|18
in via Roma dalle 9 alle 13 => address via roma|; clock 9:00..13:00
via email => 
via PEC o per posta => 
per via telematica => 
in via ordinaria entro 30 giorni => time <=30 day
`)
}

func TestTheSameStreet(t *testing.T) {
	t.Parallel()
	for pair, want := range map[string]bool{
		"via casato sotto|23 = via casato sotto|23|53100":       true,
		"via casato sotto| = via casato sotto|23":               true,
		"via casato sotto|23|53100 = via casato sotto|23|53100": true,
		"via casato sotto|23|53101 = via casato sotto|23|53100": false,
		"via casato sotto|32 = via casato sotto|23":             false,
		"via casato sopra|23 = via casato sotto|23":             false,
		"via casato|23 = via casato sotto|23":                   false,
		"piazza casato sotto|23 = via casato sotto|23":          false,
		"street casato sotto|23 = via casato sotto|23":          true,
		"via casato sotto|23|53100 = via casato sotto|23":       false,
		"square campo|7 = piazza campo|7":                       true,
		"via casato sotto|23/a = via casato sotto|23":           false,
		"via xx settembre|5 = via xx settembre|5":               true,
		"via xx settembre|5 = via xxv settembre|5":              false,
		"viale federigo tozzi|3 = viale federigo tozzi|3|53100": true,
	} {
		d, g, _ := strings.Cut(pair, " = ")
		if got := sameStreet(d, g); got != want {
			t.Errorf("%s: got %v", pair, got)
		}
	}
}

func TestAddressesOfMailAndPages(t *testing.T) {
	t.Parallel()
	reads(t, `
scrivi a info@comune.siena.it. => mail info@comune.siena.it
Info@Comune.Siena.IT => mail info@comune.siena.it
[scrivi](mailto:info@comune.siena.it) => mail info@comune.siena.it
https://www.comune.siena.it => link comune.siena.it
https://www.comune.siena.it/ => link comune.siena.it
http://comune.siena.it => link comune.siena.it
www.comune.siena.it. => link comune.siena.it
comune.siena.it/bonus => link comune.siena.it/bonus
sul sito inps.it trovi => link inps.it
[il sito](https://www.inps.it/it/Bonus?x=1). => link inps.it/it/Bonus?x=1
HTTPS://WWW.INPS.IT/Pagina => link inps.it/Pagina
javascript:alert => link javascript:alert
ftp://inps.it => link ftp://inps.it
S.r.l. => 
dott.ssa Bianchi => 
1.500 e 3.5 => count 1500; count 3.5
`)
}

func TestReferencesToLaws(t *testing.T) {
	t.Parallel()
	reads(t, `
legge 104/92 => law legge 104/1992
legge 104 del 1992 => law legge 104/1992
legge n. 104 del 1992 => law legge 104/1992
legge n. 104/1992 => law legge 104/1992
Legge 5 febbraio 1992, n. 104 => law legge 104/1992 205
legge n. 104 del 5 febbraio 1992 => law legge 104/1992 205
legge n. 104 del 5/2/1992 => law legge 104/1992 205
L. 104/92 => law legge 104/1992
legge 104 => law legge 104/0
art. 3, comma 2, L. 104/92 => law art 3/0; law comma 2/0; law legge 104/1992
articolo 3 comma 2 => law art 3/0; law comma 2/0
art. 3-bis => law art 3/0 bis
art. 3 bis della legge 104 => law art 3/0 bis; law legge 104/0
D.Lgs. 33/2013 => law dlgs 33/2013
D.Lgs. 14 marzo 2013, n. 33 => law dlgs 33/2013 314
decreto legislativo 33 del 2013 => law dlgs 33/2013
D.P.R. 445/2000 => law dpr 445/2000
DPCM 159/2013 => law dpcm 159/2013
D.L. n. 69 del 13 giugno 2023 => law dl 69/2023 613
decreto-legge 69/2023 => law dl 69/2023
legge regionale 41/2005 => law lr 41/2005
L.R. 41/2005 => law lr 41/2005
Regolamento UE 2016/679 => law reg 679/2016
delibera di Giunta n. 120 del 2024 => law delibera 120/2024
circolare INPS 7/2026 => law circolare 7/2026
Law 104/1992 => law legge 104/1992
Law no. 104 of 1992 => law legge 104/1992
article 3 => law art 3/0
la legge prevede 3 rate => count 3 rate
l'Agenzia => 
`)
}

func TestNamesOfOfficesAndBodies(t *testing.T) {
	t.Parallel()
	reads(t, `
Chiedi allo Sportello Famiglia. => name sportell famigli
Chiedi allo Sportello per la Famiglia. => name sportell famigli
Lo Sportello Famiglia è aperto. => name sportell famigli
Sportello Famiglia => name sportell famigli
Rivolgiti al Comune di Siena. => name sien
ASP Città di Siena => name asp citt sien
L'INPS paga. => name inps
Domanda online => 
Il Bonus Asilo Nido => name bonu asil nido
chiedi all'ufficio scuola => name uffici scuol
chiedi all'ufficio della scuola => name uffici scuol
l'ufficio apre alle 9 => 
l'ufficio competente => 
Serve l'ISEE o la DSU. => name isee; name dsu
In ottobre, a Natale => name natal
Oggi è lunedì => 
Ciao, sono Caterina =>
Prof. Mario Rossi => name mari ross
`, kName)
}

func TestNamesStandInACard(t *testing.T) {
	t.Parallel()
	n := &names{}
	n.learn(lex("Lo Sportello Famiglia è del Comune di Siena, via del Casato di Sotto. L'ufficio per la casa; il consultorio."))
	for name, want := range map[string]bool{
		"Sportello Famiglia": true, "sportello della famiglia": true, "Comune di Siena": true, "Casato di Sotto": true, "Siena": true,
		"Ufficio casa": true, "Ufficio Famiglia": false, "Sportello Casa": false, "Comune di Bari": false, "Casa consultorio": false,
	} {
		if got := n.hold(nameParts(lex(name))); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

//nolint:dupword // a group is named as one of its sides is
func TestWordsThatACardMustHave(t *testing.T) {
	t.Parallel()
	reads(t, `
È gratuito => term cost free
Non è gratuito => term cost paid
È gratis. => term cost free
Non si paga nulla => term cost free
È a pagamento => term cost paid
It is free of charge => term cost free
È obbligatorio => term need must
Non è obbligatorio => term need may
È facoltativa => term need may
Serve la carta => term use needed
Non serve la carta => term use unneeded
non occorre => term use unneeded
Devi venire => term use needed
Lo puoi fare => term can can
Non puoi venire => term can cannot
lo sportello è chiuso => term state shut
non è aperto => term state shut
su appuntamento => term book with
senza appuntamento => term book without
la mattina => term part am
online => term how online
on-line => term how online
per via telematica => term how online
in automatico => term how automatic
il passaporto => term doc passport
il permesso di soggiorno => term doc permit
la carta d'identità => term doc identity
un documento d'identità => term doc identity
il codice fiscale => term doc taxcode
la marca da bollo => term doc stamp
i servizi sociali => term body social
l'ISEE corrente => term isee corrente
il modello F24 => term code f24
COVID-19 => term code covid19
i maggiorenni => term majority adult
la mamma => term parent mother
`, kTerm)
}
