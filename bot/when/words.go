package when

import (
	"strings"
	"time"
)

// shortened are the ways of chats and of hasty fingers to write words, each line a
// word and after it how it is meant.
const shortened = `
lunedi lun lunidi lundi luned lunedii
martedi mar mart martdi
mercoledi mer merc mercoldi
giovedi gio giov
venerdi ven vener
sabato sab sabbato
domenica dom
pomeriggio pom pome
mattina mat matt matina mattino mattin matin mmatin
settimana sett settim
prossima pros prox prosima prosimo
non nn nun
pranzo pranso pranzzo
per x
domani domni doman dumani cra crai
dopodomani dopodmani dopodomai dopodomni
`

// spelled spells out what is shortened in chats and mends the commonest slips in
// the long words, where one wrong letter leaves no doubt.
func spelled(w string) string {
	for line := range strings.Lines(shortened) {
		right, others, _ := strings.Cut(strings.TrimSpace(line), " ")
		if is(w, others) {
			return right
		}
	}
	for _, right := range longWords() {
		if len(w) >= len(right)-1 && len(w) <= len(right)+1 && w[0] == right[0] && oneSlip(w, right) {
			return right
		}
	}
	return w
}

// longWords are those that a slip does not turn into another word.
func longWords() [13]string {
	return [...]string{
		"martedi", "mercoledi", "giovedi", "venerdi", "pomeriggio", "mattina", "dopodomani", "settimana",
		"gennaio", "febbraio", "novembre", "dicembre", "settembre",
	}
}

// oneSlip says whether two words differ by one letter added, left out, changed or
// exchanged with its neighbour.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if i == len(a) || a[i+1:] == b[i+1:] {
		return a != "settimane" && b != "settimane"
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// numberOf is the number that a token says, -1 for none. "Una" and "un" are one.
func numberOf(t token) int {
	switch t.kind {
	case digit, nth, word:
		return t.n
	default:
		return -1
	}
}

func numberWord(w string) int {
	for n, names := range [...]string{
		1: "un uno una one a", 2: "due two paio couple", 3: "tre three", 4: "quattro four", 5: "cinque five", 6: "sei six",
		7: "sette seven", 8: "otto eight", 9: "nove nine", 10: "dieci ten decina", 11: "undici eleven", 12: "dodici twelve",
		13: "tredici thirteen", 14: "quattordici fourteen", 15: "quindici fifteen quindicina", 16: "sedici sixteen", 17: "diciassette",
		18: "diciotto", 19: "diciannove", 20: "venti twenty ventina", 21: "ventuno", 22: "ventidue", 23: "ventitre", 24: "ventiquattro",
		25: "venticinque", 26: "ventisei", 27: "ventisette", 28: "ventotto", 29: "ventinove", 30: "trenta thirty", 31: "trentuno",
		35: "trentacinque", 40: "quaranta forty", 45: "quarantacinque", 50: "cinquanta fifty", 55: "cinquantacinque",
	} {
		if is(w, names) {
			return n
		}
	}
	return -1
}

// weekdayOf is the day of the week that a word names. Several says that the word
// means all of them, as "Mondays" does.
func weekdayOf(w string) (day time.Weekday, several, ok bool) {
	for d, names := range [...]string{
		"domenica domeniche sunday", "lunedi monday mon", "martedi tuesday tue tues", "mercoledi wednesday wed",
		"giovedi thursday thu thurs", "venerdi friday fri", "sabato sabati saturday sat",
	} {
		if is(w, names) {
			return time.Weekday(d), is(w, "domeniche sabati"), true
		}
		if len(w) > 6 && w[len(w)-1] == 's' && is(w[:len(w)-1], names) {
			return time.Weekday(d), true, true
		}
	}
	return 0, false, false
}

// monthOf is the month that a word names, 0 for none.
func monthOf(w string) time.Month {
	for m, names := range [...]string{
		1: "gennaio gen genn january jan", 2: "febbraio feb febb february", 3: "marzo march", 4: "aprile apr april", 5: "maggio mag may",
		6: "giugno giu june", 7: "luglio lug july", 8: "agosto ago august", 9: "settembre set september sept", 10: "ottobre ott october oct",
		11: "novembre nov november", 12: "dicembre dic december dec",
	} {
		if is(w, names) {
			return time.Month(m)
		}
	}
	return 0
}

// filler says whether a word may stand between an operator and what it is about.
func filler(w string) bool {
	return is(w, "di del dello della dell dei delle de d il lo la l i le gli al allo alla all alle ai a in nel nella nei nelle nell "+
		"per su sul sulla sulle circa verso il giorno giorni ore ora h the of on at in an "+
		"ponte anche pure solo soltanto proprio partire da dal dalla dalle dall poi fino sino around about tutto tutti ogni quello quella dopo")
}

// joins says whether a word or mark links the members of a list.
func joins(w string) bool { return is(w, ", e ed o oppure od ne or and") }
