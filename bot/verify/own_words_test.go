package verify

import (
	"strings"
	"testing"
)

// bureaucratic are sentences as towns write them, each with other notations.
const bureaucratic = `
L'importo è pari a € 1.500,50 e viene erogato in due rate da € 750,25.
Il contributo ammonta a duemila euro (2.000 €) per nucleo.
La soglia ISEE è fissata in euro 17.141,46.
Il reddito non deve essere superiore ad Euro 25.000,00.
La retta è di mille e cinquecento euro l'anno.
Si applica una riduzione del 5 per cento, elevata al 12,5% dal terzo figlio.
Il Comune rimborsa la metà della spesa, fino a un massimo di 300 euro.
Nel secondo anno l'importo è il doppio.
La domanda va presentata dal primo marzo al 31/05/2026, ore 12.00.
Il bando scade il tre ottobre p.v. alle ore 23:59.
Le domande pervenute oltre il 15.10.2026 non sono accolte.
Le integrazioni vanno inviate entro e non oltre trenta (30) giorni.
Il pagamento decorre a partire dal mese successivo alla domanda.
Possono partecipare i cittadini che abbiano compiuto 18 anni e non abbiano superato i 36.
Sono ammessi i bambini di età compresa tra i 3 e i 36 mesi.
Il requisito della residenza da almeno 5 anni, di cui gli ultimi 2 continuativi, è obbligatorio.
L'ufficio riceve lun-ven 9-13 e mar-gio anche 15.30-17.30.
Lo sportello è aperto da lunedì a venerdì dalle 8:30 alle 13:00 e dalle 14:30 alle 17:00, sabato escluso.
Il servizio funziona 24 ore su 24, 7 giorni su 7.
L'ultima corsa parte a mezzanotte e un quarto.
La prima visita è alle ore 9 e 30, la seconda a mezzogiorno.
Tel. 0577.292.111 - fax 0577 292.112 - cell. 335/1234567.
Numero verde 800-98.76.54 (gratuito da rete fissa).
Chiamare il +39 0577 292111 (int. 3) o il 1522 in caso di emergenza.
Scrivere a servizi.sociali@comune.siena.it o alla PEC comune.siena@postacert.toscana.it.
I moduli sono su https://www.comune.siena.it/servizi/nidi-d-infanzia?anno=2026#moduli.
La sede è in via Roma n. 3/A, piano II, scala B, 53100 Siena (SI).
L'ufficio si trova in P.zza Amendola, 29 - primo piano, stanza n. 12.
Ai sensi dell'art. 3, comma 2, della legge 5 febbraio 1992, n. 104.
Come previsto dal D.Lgs. 31 marzo 1998, n. 109 e dal D.P.C.M. n. 159/2013.
Si veda il Regolamento (UE) 2016/679 e la L.R. 41/2005.
La delibera di Giunta n. 120 del 14/03/2024 approva le tariffe.
Serve il modulo F24 o il modello 730/2026.
L'attestazione ISEE 2026 è valida fino al 31 dicembre 2026.
Il codice dell'ente è C_I726; l'IBAN è IT60X0542811101000000123456.
La graduatoria assegna 10 punti per ogni figlio e 2,5 punti per l'affitto.
I posti disponibili sono 1.200, di cui il 20% riservato.
Il rimborso è di 0,35 € al km.
Si risponde entro un massimo di 45 gg. lavorativi.
Chi ha più di 65 anni o meno di 14 non paga.
Il dott. Mario Rossi riceve il giovedì, ore 10-12, previo appuntamento.
La quota è ridotta di un terzo nei mesi di giugno e settembre.
La carta vale tre anni e sei mesi.
Il ticket è di 36,15 euro, salvo esenzione E02.
Non hanno diritto al contributo i proprietari di un altro alloggio.
Il bonus spetta a chi ha un ISEE entro i 9.360 euro.
Se l'ISEE supera i 40.000 euro spetta l'importo minimo, pari a 57,50 euro.
Sarai ricontattato dall'ufficio entro 3 giorni.
Riceverai una comunicazione via SMS al 100%.
Puoi averlo anche senza ISEE, ma prendi il minimo.
`

// TestACardsOwnWordsAreNeverRefused: bare, as an item, in bold, behind a mark, cited in
// every place, alone on its card or among others.
func TestACardsOwnWordsAreNeverRefused(t *testing.T) {
	t.Parallel()
	all := New(Check{Sources: []Source{{ID: "c", Text: "Avviso\n" + bureaucratic}}, Lang: "it"})
	for text := range strings.SplitSeq(strings.TrimSpace(bureaucratic), "\n") {
		alone := New(Check{Sources: []Source{{ID: "c", Text: text}}, Lang: "it"})
		for _, c := range []*Checker{all, alone} {
			for _, written := range []string{text + " [c]", "- " + text + " [c]", "1. " + text + " [c]", "**" + text + "** [c]", strings.TrimSuffix(text, ".") + " [c]."} {
				if got := c.Sentence(written, nil); len(got) > 0 {
					t.Errorf("%q is refused: %s %q", written, got[0].Reason, got[0].Words)
				}
			}
		}
	}
}

// TestNoDigitOfATownsNotationsCanBeAnother changes every digit of these sentences into
// every other one, with all of them at hand.
func TestNoDigitOfATownsNotationsCanBeAnother(t *testing.T) {
	t.Parallel()
	c := New(Check{Sources: []Source{{ID: "c", Text: "Avviso\n" + bureaucratic}}, Lang: "it"})
	n := 0
	for text := range strings.SplitSeq(strings.TrimSpace(bureaucratic), "\n") {
		for _, lie := range otherDigits(text) {
			if n++; len(c.Sentence(lie, []string{"c"})) == 0 {
				t.Errorf("%q is shown", lie)
			}
		}
	}
	if n < 2000 {
		t.Errorf("only %d changes", n)
	}
}

// TestNoWordOfATownsNotationsCanBeAnother exchanges words that are values, bounds and
// conditions for others of their sort.
func TestNoWordOfATownsNotationsCanBeAnother(t *testing.T) {
	t.Parallel()
	c := New(Check{Sources: []Source{{ID: "c", Text: "Avviso\n" + bureaucratic}}, Lang: "it"})
	n := 0
	for _, exchange := range []string{
		"duemila|tremila|duecento|dodicimila", "mille e cinquecento|mille e seicento|cinquecento", "la metà|un terzo|un quarto|il triplo", "il doppio|il triplo|la metà",
		"un terzo|un quarto|due terzi|un ottavo", "trenta (30)|quaranta (40)|trenta (60)", "primo marzo|primo maggio|due marzo", "tre ottobre|tredici ottobre|tre novembre",
		"mezzanotte e un quarto|mezzanotte e mezza|mezzogiorno e un quarto", "9 e 30|9 e 45|10 e 30", "a mezzogiorno|a mezzanotte|alle 13", "lun-ven|lun-sab|mar-ven",
		"mar-gio|lun-mer|mar-ven", "da lunedì a venerdì|da lunedì a giovedì|da martedì a venerdì", "il giovedì|il martedì|il venerdì", "giorni lavorativi|mesi lavorativi",
		"gg. lavorativi|mesi", "tre anni|quattro anni|tre mesi", "sei mesi|sette mesi|sei settimane", "l'anno|al mese|al giorno", "terzo figlio|secondo figlio|quarto figlio",
		"superiore|inferiore", "oltre il|prima del|entro il", "entro e non oltre|dopo|non prima di", "a partire dal|fino al", "almeno 5|al massimo 5|meno di 5",
		"più di 65|meno di 65|almeno 65", "meno di 14|più di 14|fino a 14", "fino a un massimo di|almeno", "entro i 9.360|oltre i 9.360|sopra i 9.360", "supera i 40.000|non supera i 40.000",
		"via Roma|via Milano|viale Roma|piazza Roma", "n. 3/A|n. 3/B|n. 3|n. 4/A", "piano II|piano III|piano I", "scala B|scala A|scala C", "Siena (SI)|Pisa (SI)", "primo piano|terzo piano",
		"art. 3, comma 2|art. 2, comma 3|art. 3, comma 3", "D.Lgs.|D.P.R.|legge", "L.R.|L.|D.M.", "Giunta n. 120|Giunta n. 12", "F24|F23", "modello 730|modello 740",
		"giugno e settembre|luglio e settembre|giugno e agosto", "obbligatorio|facoltativo", "gratuito|a pagamento", "previo appuntamento|senza appuntamento",
		"Mario Rossi|Carlo Rossi|Mario Bianchi", "servizi.sociali@|servizio.sociale@|info@", "1522|1523|112", "nidi-d-infanzia|nidi", "E02|E01", "€ al km|€ al mese",
	} {
		words := strings.Split(exchange, "|")
		for text := range strings.SplitSeq(strings.TrimSpace(bureaucratic), "\n") {
			for _, other := range words[1:] {
				if !strings.Contains(text, words[0]) {
					continue
				}
				lie := strings.Replace(text, words[0], other, 1)
				if n++; len(c.Sentence(lie, []string{"c"})) == 0 {
					t.Errorf("%q is shown", lie)
				}
			}
		}
	}
	if n < 90 {
		t.Errorf("only %d changes", n)
	}
}
