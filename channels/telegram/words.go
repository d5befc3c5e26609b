package telegram

import (
	"fmt"
	"strings"
	"time"

	"example.org/caterina"
)

// texts are this channel's own words in one language.
type texts struct {
	bot, operator, of, generated  string
	correction                    string // before words that put others right
	sources, checkedOn, checkedAt string // before a day; before one that begins with a vowel
	off, code, bring              string
	calendar, place, manage       string
	times, choices, choose, rate  string
	hour, summer, winter          string
	weekdays, short               [7]string
	months                        [12]string
}

// textsIn are the words of a language: Italian is what everybody else gets.
func textsIn(lang string) texts {
	if lang == "en" {
		return texts{
			bot: "Caterina · automated assistant", operator: "Operator", of: "Town of ", correction: "Correction:",
			generated: "Written with the help of a language model and checked against the pages.",
			sources:   "Sources:", checkedOn: "verified on ", checkedAt: "verified on ",
			off: "Cancelled", code: "Code", bring: "What to bring",
			calendar: "Save to your calendar", place: "Map", manage: "The appointment's page",
			times: "Free times:", choices: "You can choose:", choose: "Choose:", rate: "Rate this conversation",
			hour: "at ", summer: "summer time", winter: "winter time",
			weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
			short:    [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
			months:   [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		}
	}
	return texts{
		bot: "Caterina · assistente automatico", operator: "Operatore", of: "Comune di ", correction: "Correzione:",
		generated: "Testo scritto con l'aiuto di un modello linguistico e controllato sulle schede.",
		sources:   "Fonti:", checkedOn: "verificato il ", checkedAt: "verificato l'",
		off: "Annullato", code: "Codice", bring: "Che cosa portare",
		calendar: "Salva nel calendario", place: "Mappa", manage: "Pagina dell'appuntamento",
		times: "Orari liberi:", choices: "Puoi scegliere:", choose: "Scegli:", rate: "Dai un voto a questa conversazione",
		hour: "ore ", summer: "ora legale", winter: "ora solare",
		weekdays: [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
		short:    [7]string{"dom", "lun", "mar", "mer", "gio", "ven", "sab"},
		months:   [12]string{"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre"},
	}
}

// date writes a day as people do: "3 novembre 2026".
func (w texts) date(d caterina.Date) string {
	return fmt.Sprintf("%d %s %d", d.Day, w.months[(int(d.Month)+11)%12], d.Year)
}

// checked says when a page was last checked: "verificato il 3 novembre 2026".
func (w texts) checked(d caterina.Date) string {
	if d.Day == 8 || d.Day == 11 {
		return w.checkedAt + w.date(d)
	}
	return w.checkedOn + w.date(d)
}

// moment writes a day and time: "martedì 24 novembre 2026, ore 9:30". In the hour
// that comes twice when summer ends it says which of both is meant.
func (w texts) moment(t time.Time) string {
	t = t.In(caterina.Rome())
	text := fmt.Sprintf("%s %s, %s%d:%02d", w.weekdays[t.Weekday()], w.date(caterina.DateOf(t)), w.hour, t.Hour(), t.Minute())
	switch wall := t.Format(time.TimeOnly); {
	case t.Add(time.Hour).Format(time.TimeOnly) == wall:
		text += " (" + w.summer + ")"
	case t.Add(-time.Hour).Format(time.TimeOnly) == wall:
		text += " (" + w.winter + ")"
	}
	return text
}

// speaker is how an operator is named: "Anna (Comune di Siena):".
func (w texts) speaker(name string, town *caterina.Town) string {
	name = shortened(named(name), maxName)
	if name == "" {
		name = w.operator
	}
	if of := named(town.Name); of != "" {
		if !isBody(of) {
			of = w.of + of
		}
		name += " (" + of + ")"
	}
	return name + ":"
}

// isBody says whether a town's name says what it is, as "Comune di Bari" does and
// "Siena" does not.
func isBody(name string) bool {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	switch first {
	case "comune", "città", "citta", "municipio", "unione", "consorzio", "servizi", "provincia", "regione", "town", "city":
		return true
	}
	return false
}

// maxName is how much of a name is shown, in characters.
const maxName = 80
