package verify

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// waysToDial are notations of one telephone number, given by its prefix and the rest.
func waysToDial(prefix, rest string) []string {
	half := len(rest) / 2
	ways := []string{
		prefix + " " + rest, prefix + rest, prefix + "/" + rest, prefix + "-" + rest, prefix + "." + rest, prefix + " / " + rest,
		"+39 " + prefix + " " + rest, "+39" + prefix + rest, "(+39) " + prefix + " " + rest, "0039 " + prefix + " " + rest,
		"+39." + prefix + "." + rest, prefix + " " + rest[:half] + " " + rest[half:], prefix + "." + rest[:half] + "." + rest[half:],
		"+39 " + prefix + " " + rest[:half] + "." + rest[half:], "tel. " + prefix + " " + rest, "Tel.: " + prefix + "/" + rest,
	}
	return ways
}

// dialled are numbers of towns, of mobile phones and of free lines.
func dialled() [][2]string {
	r := rand.New(rand.NewPCG(5, 5))
	all := [][2]string{{"0577", "292111"}, {"06", "12345678"}, {"080", "5771111"}, {"02", "884567"}, {"335", "1234567"}, {"0984", "81329"}}
	for range 25 {
		var rest strings.Builder
		rest.WriteByte(byte('1' + r.IntN(9)))
		for range 5 {
			rest.WriteByte(byte('0' + r.IntN(10)))
		}
		all = append(all, [2]string{[]string{"0577", "055", "081", "0541"}[r.IntN(4)], rest.String()})
	}
	return all
}

// TestATelephoneNumberIsTheSameHoweverItIsWritten compares every notation with the digits.
func TestATelephoneNumberIsTheSameHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for _, d := range dialled() {
		for _, text := range waysToDial(d[0], d[1]) {
			if f := firstFact(text); f == nil || f.kind != kPhone || f.text != d[0]+d[1] {
				t.Errorf("%q is read as %+v", text, f)
			}
		}
	}
}

// TestNoNotationHidesAnotherNumber: a digit changed, lost or doubled is another number.
func TestNoNotationHidesAnotherNumber(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it"})
	for _, d := range dialled() {
		ways := waysToDial(d[0], d[1])
		card := firstFact(ways[0])
		for _, text := range ways {
			lies := otherDigits(text)
			for i := range len(text) {
				if text[i] >= '0' && text[i] <= '9' && !strings.HasPrefix(text, "0039") {
					lies = append(lies, text[:i]+text[i+1:], text[:i+1]+text[i:])
				}
			}
			for _, lie := range lies {
				if borne(c, lie, card) {
					t.Errorf("%q passes for %q", lie, ways[0])
				}
			}
		}
	}
}

func TestContactsOfManySorts(t *testing.T) {
	t.Parallel()
	reads(t, `
+39 0577 292111 => phone 0577292111
0577.292.111 => phone 0577292111
(0577) 292111 => phone 0577292111
Tel:0577292111 => phone 0577292111
tel.0577292111 => phone 0577292111
0577 292111 e 0577 292112 => phone 0577292111; phone 0577292112
0577 292111, 0577 292112 => phone 0577292111; phone 0577292112
335 123 4567 => phone 3351234567
chiama il 116 117 => phone 116117
chiama il 116117 => phone 116117
il numero 1500 => phone 1500
il 114 Emergenza Infanzia => phone 114
numero verde 800-860022 => phone 800860022
199 303 060 => phone 199303060
dalle 9 alle 13 allo 0577 292111 => clock 9:00..13:00; phone 0577292111
chiama lo 0577 292111 dalle 9 alle 13 => phone 0577292111; clock 9:00..13:00
chiama lo 0577 292111 il 3 ottobre => phone 0577292111; date 0-10-3
scrivi a nidi@comune.siena.it o a scuola@comune.siena.it => mail nidi@comune.siena.it; mail scuola@comune.siena.it
(nidi@comune.siena.it) => mail nidi@comune.siena.it
nidi@pec.comune.siena.it, poi => mail nidi@pec.comune.siena.it
www.comune.siena.it/nidi?anno=2026 => link comune.siena.it/nidi?anno=2026
http://comune.siena.it/nidi/. => link comune.siena.it/nidi
`)
}

func TestStreetsOfManySorts(t *testing.T) {
	t.Parallel()
	reads(t, `
via Roma n. 3/A => address via roma|3/a
via Roma, 3/A => address via roma|3/a
via Roma 3/a => address via roma|3/a
via Roma 3a => address via roma|3/a
via Roma 3 bis => address via roma|3/bis
via Roma 3/bis => address via roma|3/bis
via Roma civico 3 => address via roma|3
via Roma n° 3 => address via roma|3
via Roma 3 - 53100 Siena => address via roma|3|53100
Piazza Amendola 29, primo piano => address piazza amendola|29; label 1 floor
largo dei Caduti di Nassiriya 5 => address largo caduti nassiriya|5
via IV Novembre 7 => address via iv novembre|7
via 25 Aprile 7 => date 0-4-25; count 7
via della Repubblica 12 e via Roma 3 => address via repubblica|12; address via roma|3
corso Italia 10 dalle 9 alle 13 => address corso italia|10; clock 9:00..13:00
un corso di 10 ore => time 10 hour
in via Roma 3, tel. 0577 292111 => address via roma|3; phone 0577292111
strada di Marciano 18 => address strada marciano|18
la via più breve => 
la salita dei prezzi => 
`)
}

// TestNoHouseCanBeAnother: the card's house, and no other, however it is written.
func TestNoHouseCanBeAnother(t *testing.T) {
	t.Parallel()
	card := "Ufficio scuola\nL'ufficio si trova in via Roma n. 3/A, 53100 Siena, al secondo piano."
	against(t, card, `
L'ufficio si trova in via Roma 3/A.
L'ufficio si trova in via Roma n. 3/a.
L'ufficio si trova in via Roma, 3a, 53100 Siena.
L'ufficio si trova in Via Roma.
! L'ufficio si trova in via Roma 3.
! L'ufficio si trova in via Roma 3/B.
! L'ufficio si trova in via Roma 3b.
! L'ufficio si trova in via Roma 3 bis.
! L'ufficio si trova in via Roma 5/A.
! L'ufficio si trova in via Roma 31/A.
! L'ufficio si trova in via Roma 3/A, 53010 Siena.
! L'ufficio si trova in viale Roma 3/A.
! L'ufficio si trova in piazza Roma 3/A.
! L'ufficio si trova in via Romagna 3/A.
! L'ufficio si trova al terzo piano di via Roma 3/A.
! L'ufficio si trova in via Roma 3/A, 53100 Bari.
`)
}

// TestNoAddressOfMailOrPageCanBeAnother changes each part of the two.
func TestNoAddressOfMailOrPageCanBeAnother(t *testing.T) {
	t.Parallel()
	against(t, "Nidi\nScrivi a nidi@comune.siena.it.\nIl modulo è su https://www.comune.siena.it/nidi/modulo.", `
Scrivi a nidi@comune.siena.it.
Scrivi a Nidi@Comune.Siena.it!
Scrivi a [nidi@comune.siena.it](mailto:nidi@comune.siena.it).
Il modulo è su www.comune.siena.it/nidi/modulo.
Il modulo è su [comune.siena.it/nidi/modulo](https://www.comune.siena.it/nidi/modulo).
! Scrivi a nido@comune.siena.it.
! Scrivi a nidi@comune.sienna.it.
! Scrivi a nidi@comune.siena.com.
! Scrivi a nidi@comune.siena.it.evil.com.
! Scrivi a nidi@pec.comune.siena.it.
! Scrivi a [nidi@comune.siena.it](mailto:furto@evil.it).
! Il modulo è su www.comune.siena.it/nidi.
! Il modulo è su www.comune.siena.it/nidi/moduli.
! Il modulo è su www.comune.siena.it/modulo/nidi.
! Il modulo è su comune-siena.it/nidi/modulo.
! Il modulo è su [comune.siena.it/nidi/modulo](https://evil.it/nidi/modulo).
! Il modulo è su https://www.comune.siena.it@evil.it/nidi/modulo.
! Il modulo è su ftp://www.comune.siena.it/nidi/modulo.
! Il modulo è su https://www.comune.siena.it/nidi/modulo?x=1.
! Il modulo è su siena.it.
`)
}
