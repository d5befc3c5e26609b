package bot

import (
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
)

// The dialogues about times are said on Monday 23 November 2026 at 10:30 after
// "vorrei un appuntamento per la mensa". The office receives people on working days
// at 9, 9:30, 10, 15 and 15:30. Each line is what the citizen says, one message
// after the other with | between them, and after = what comes of the last one: the
// times that are shown (day of the month and hour), "kept" with the time that is
// kept, and what the answer says, in quotes.
const timeDialogues = `
domani mattina = 24 09:00, 24 09:30, 24 10:00
domani alle 9 e mezza = kept 24 09:30
domani alle 11 = 24 09:00, 24 09:30, 24 10:00 "In quel momento non ci sono posti liberi"
dopodomani = 25 09:00, 25 09:30, 25 10:00
giovedì pomeriggio = 26 15:00, 26 15:30
venerdì? = 27 09:00, 27 09:30, 27 10:00
e venerdì? = 27 09:00, 27 09:30, 27 10:00
il primo dicembre = 1 09:00, 1 09:30, 1 10:00
la 3 = kept 24 10:00
la prima = kept 24 09:00
il 3 = 3 09:00, 3 09:30, 3 10:00
il 3 dicembre alle 15 = kept 3 15:00
il 3 dicembre prima delle 10 = 3 09:00, 3 09:30
mercoledì 2 dicembre ore 9.30 = kept 2 09:30
il 2/12 alle 15:30 = kept 2 15:30
la settimana prossima = 30 09:00, 30 09:30, 30 10:00
la settimana prossima tranne lunedì = 1 09:00, 1 09:30, 1 10:00
la settimana prossima | meglio il pomeriggio = 30 15:00, 30 15:30, 1 15:00
la settimana prossima | ma non di lunedì = 1 09:00, 1 09:30, 1 10:00
domani | domani no = 25 09:00, 25 09:30, 25 10:00
giovedì | giovedì no, venerdì = 27 09:00, 27 09:30, 27 10:00
dopo le 15 | non di martedì = 25 15:00, 25 15:30, 26 15:00
giovedì della settimana prossima = 3 09:00, 3 09:30, 3 10:00
giovedì | di mattina = 26 09:00, 26 09:30, 26 10:00
giovedì | alle 10 = kept 26 10:00
giovedì | ok le 9:30 = kept 26 09:30
giovedì | quello delle 10 = kept 26 10:00
giovedì | la seconda = kept 26 09:30
giovedì | dopo le 15 = 26 15:00, 26 15:30
giovedì | altri orari = 26 09:00, 26 09:30, 26 10:00, 26 15:00, 26 15:30
giovedì | altri orari | alle 15:30 = kept 26 15:30
giovedì alle 3 del pomeriggio = kept 26 15:00
non di martedì = 25 09:00, 25 09:30, 25 10:00
domani non posso = 25 09:00, 25 09:30, 25 10:00
domani non posso, dopodomani sì = 25 09:00, 25 09:30, 25 10:00
mattina no = 24 15:00, 24 15:30, 25 15:00
solo il mercoledì = 25 09:00, 25 09:30, 25 10:00
il martedì o il giovedì pomeriggio = 24 15:00, 24 15:30, 26 15:00
lunedì o martedì = 24 09:00, 24 09:30, 24 10:00
alle 9 di venerdì = 27 09:00, 4 09:00, 11 09:00
dopo le 15 = 24 15:00, 24 15:30, 25 15:00
prima delle 10 = 24 09:00, 24 09:30, 25 09:00
tra le 9 e le 10 = 24 09:00, 24 09:30, 25 09:00
dalle 15 in poi = 24 15:00, 24 15:30, 25 15:00
lavoro fino alle 15 = 24 15:00, 24 15:30, 25 15:00
finisco di lavorare alle 15 = 24 15:00, 24 15:30, 25 15:00
alle 3 = 24 15:00, 25 15:00, 26 15:00
alle 3 e mezza = 24 15:30, 25 15:30, 26 15:30
il primo posto libero = 24 09:00, 24 09:30, 24 10:00 "Ecco i primi orari liberi"
il prima possibile = 24 09:00, 24 09:30, 24 10:00 "Ecco i primi orari liberi"
quando volete = 24 09:00, 24 09:30, 24 10:00 "Ecco i primi orari liberi"
entro mercoledì = 24 09:00, 24 09:30, 24 10:00 "Questi orari sono liberi"
dal 3 al 10 dicembre = 3 09:00, 3 09:30, 3 10:00
dopo il 3 dicembre = 4 09:00, 4 09:30, 4 10:00
tra due giovedì = 3 09:00, 3 09:30, 3 10:00
fra quindici giorni = 7 09:00, 7 09:30, 7 10:00
tra una settimana = 30 09:00, 30 09:30, 30 10:00
ai primi di dicembre = 1 09:00, 1 09:30, 1 10:00
la mattina presto = 24 09:00, 24 09:30, 25 09:00
dopo pranzo = 24 15:00, 24 15:30, 25 15:00
il 30 febbraio = 24 09:00, 24 09:30, 24 10:00 "Questo giorno nel calendario non esiste"
il 14/13/2026 = 24 09:00, 24 09:30, 24 10:00 "Questo giorno nel calendario non esiste"
il 31 novembre alle 9 = 24 09:00, 25 09:00, 26 09:00 "Questo giorno nel calendario non esiste"
il 3 novembre = 24 09:00, 24 09:30, 24 10:00 "già passato"
ieri = 24 09:00, 24 09:30, 24 10:00 "già passato"
oggi alle 9 = 24 09:00, 24 09:30, 24 10:00 "già passato"
sabato = 24 09:00, 24 09:30, 24 10:00 "In quel momento non ci sono posti liberi"
venerdì pomeriggio | no, meglio mattina = 27 09:00, 27 09:30, 27 10:00
nel pomeriggio | il prima possibile = 24 09:00, 24 09:30, 24 10:00
domani | la prima | meglio giovedì alle 10 = kept 26 10:00
quanto costa la mensa? = 24 09:00, 24 09:30, 24 10:00 "Ogni pasto costa"
ho un ISEE di 9.30 = 24 09:00, 24 09:30, 24 10:00 "Torniamo all'appuntamento"
mio figlio ha 3 anni = 24 09:00, 24 09:30, 24 10:00 "Torniamo all'appuntamento"
il mio numero è 0577 29 21 11 = 24 09:00, 24 09:30, 24 10:00 "Prima scegli l'orario"
tomorrow afternoon = 24 15:00, 24 15:30 "These times are free"
next week, not on Monday = 1 09:00, 1 09:30, 1 10:00 "These times are free"
on Thursday at half past nine = kept 26 09:30 "Thursday 26 November 2026"
`

func TestTimesInTheDialogue(t *testing.T) {
	t.Parallel()
	if n := playTimes(t, timeDialogues, "vorrei un appuntamento per la mensa"); n < 60 {
		t.Errorf("%d dialogues about times, want 60", n)
	}
}

// playTimes plays each line of a table of dialogues, all of which begin alike, and
// says how many they are.
func playTimes(t *testing.T, table string, begin ...string) (n int) {
	t.Helper()
	for line := range strings.Lines(strings.TrimSpace(table)) {
		said, come, _ := strings.Cut(strings.TrimSpace(line), " = ")
		n++
		t.Run(said, func(t *testing.T) {
			t.Parallel()
			c := newBookingChat(t)
			var r caterina.Reply
			for _, message := range append(slices.Clone(begin), strings.Split(said, " | ")...) {
				r = c.ask(t, message)
			}
			times, quote, _ := strings.Cut(come, `"`)
			if got := whatCame(c, r); got != strings.TrimSpace(times) {
				t.Errorf("comes to %q, want %q\n%s", got, strings.TrimSpace(times), r.Message.Text)
			}
			want(t, r, "", strings.TrimSuffix(quote, `"`))
		})
	}
	return n
}

// firstWords are wishes that name a time at once, or in the middle of what else is
// said; the last message of each counts.
const firstWords = `
vorrei un appuntamento per la mensa giovedì pomeriggio = 26 15:00, 26 15:30
vorrei un appuntamento per la mensa giovedì alle 10 = kept 26 10:00
posso prenotare per la mensa la settimana prossima tranne lunedì? = 1 09:00, 1 09:30, 1 10:00
vorrei fissare un appuntamento per il nido il 3 dicembre dopo le 15 = 3 15:00, 3 15:30
appuntamento per la mensa il prima possibile = 24 09:00, 24 09:30, 24 10:00
appuntamento mensa il 30 febbraio = 24 09:00, 24 09:30, 24 10:00 "non esiste"
mi serve un appuntamento per la mensa, lavoro fino alle 15 = 24 15:00, 24 15:30, 25 15:00
vorrei un appuntamento per la mensa, ho un isee di 9.30 = 24 09:00, 24 09:30, 24 10:00
I would like an appointment for the school canteen on Thursday afternoon = 26 15:00, 26 15:30
che documenti servono per la mensa? | vorrei un appuntamento venerdì mattina = 27 09:00, 27 09:30, 27 10:00
vorrei un appuntamento per la mensa | e venerdì? | Maria Rossi = 27 09:00, 27 09:30, 27 10:00 "Prima scegli l'orario"
`

func TestATimeInTheFirstWords(t *testing.T) {
	t.Parallel()
	playTimes(t, firstWords)
}

// whatCame writes what a reply did about times.
func whatCame(c *bookingChat, r caterina.Reply) string {
	if _, ok := effect[caterina.HoldPlace](r); ok {
		return "kept " + c.agenda.held.In(caterina.Rome()).Format("2 15:04")
	}
	var times []string
	for _, s := range r.Message.Slots {
		times = append(times, s.From.In(caterina.Rome()).Format("2 15:04"))
	}
	if len(times) == 0 {
		return "rule " + r.Trace.Rule
	}
	return strings.Join(times, ", ")
}
