package booking

import (
	"fmt"
	"time"

	"example.org/caterina"
)

// Label says a time in words: "martedì 24 novembre 2026, ore 9:30". In the hour
// that autumn repeats it says which of the two is meant.
func Label(t time.Time, lang string) string {
	w := wordsOf(lang)
	t = t.In(caterina.Rome())
	return fmt.Sprintf(w.label, w.weekdays[t.Weekday()], t.Day(), w.months[t.Month()-1], t.Year(), Clock(t, lang))
}

// ShortLabel says a time in words without the year, for a button:
// "martedì 24 novembre, ore 9:30".
func ShortLabel(t time.Time, lang string) string {
	w := wordsOf(lang)
	t = t.In(caterina.Rome())
	return fmt.Sprintf(w.short, w.weekdays[t.Weekday()], t.Day(), w.months[t.Month()-1], Clock(t, lang))
}

// DayLabel says a day in words: "martedì 24 novembre 2026".
func DayLabel(d caterina.Date, lang string) string {
	w := wordsOf(lang)
	return fmt.Sprintf("%s %d %s %d", w.weekdays[d.Weekday()], d.Day, w.months[d.Month-1], d.Year)
}

// SpanLabel says a stretch of time in Italian. Whole days are told without the hours:
// "venerdì 2 luglio 2027, tutto il giorno".
func SpanLabel(from, to time.Time) string {
	first, last := romeDay(from), romeDay(to.Add(-time.Second))
	whole := from.Equal(midnight(first)) && !to.Before(midnight(last.AddDays(1)).Add(-time.Minute))
	switch {
	case whole && first == last:
		return DayLabel(first, "it") + ", tutto il giorno"
	case whole:
		return "da " + DayLabel(first, "it") + " a " + DayLabel(last, "it") + ", tutto il giorno"
	default:
		return "da " + Label(from, "it") + " a " + Label(to, "it")
	}
}

// Clock says the time of day: "9:30", or "2:30 (ora legale)" when that time comes
// twice.
func Clock(t time.Time, lang string) string {
	w := wordsOf(lang)
	t = t.In(caterina.Rome())
	text := fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
	switch {
	case sameWall(t, t.Add(time.Hour)):
		return text + " (" + w.summer + ")"
	case sameWall(t, t.Add(-time.Hour)):
		return text + " (" + w.winter + ")"
	}
	return text
}

type words struct {
	label, short   string
	summer, winter string
	discreet, town string
	code, bring    string
	manage         string
	weekdays       [7]string
	months         [12]string
}

func wordsOf(lang string) words {
	if lang == "en" {
		return words{
			label: "%s %d %s %d, at %s", short: "%s %d %s, at %s", summer: "summer time", winter: "winter time",
			discreet: "Appointment at the town hall", town: "Comune",
			code: "Code", bring: "Bring with you", manage: "To move or cancel it",
			weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
			months: [12]string{
				"January", "February", "March", "April", "May", "June",
				"July", "August", "September", "October", "November", "December",
			},
		}
	}
	return words{
		label: "%s %d %s %d, ore %s", short: "%s %d %s, ore %s", summer: "ora legale", winter: "ora solare",
		discreet: "Appuntamento in Comune", town: "Comune",
		code: "Codice", bring: "Porta con te", manage: "Per spostarlo o disdirlo",
		weekdays: [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"},
		months: [12]string{
			"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
			"luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
		},
	}
}
