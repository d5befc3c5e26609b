package bot

import (
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// date writes a day as people say it: "1 novembre 2026".
func (w *words) date(d caterina.Date) string {
	return strconv.Itoa(d.Day) + " " + w.month(int(d.Month)) + " " + strconv.Itoa(d.Year)
}

// dated puts "il", "al", "dal" or "del" before an Italian day: "il 7 ottobre", but
// "l'8 ottobre" and "dall'11 ottobre".
func dated(before, day string) string {
	vowel := strings.HasPrefix(day, "8 ") || strings.HasPrefix(day, "11 ")
	switch {
	case vowel && before == "il":
		return "l'" + day
	case vowel:
		return before + "l'" + day
	}
	return before + " " + day
}

// day says which day an instant falls on, seen from today: "oggi", "domani",
// "martedì 24 novembre".
func (w *words) day(at time.Time, today caterina.Date) string {
	switch d := caterina.DateOf(at); d {
	case today:
		return w.today
	case today.AddDays(1):
		return w.tomorrow
	default:
		return w.weekday(int(d.Weekday())) + " " + strconv.Itoa(d.Day) + " " + w.month(int(d.Month))
	}
}

// capital writes a word with its first letter large.
func capital(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToUpper(word[:1]) + word[1:]
}

// hour writes the time of day as "9:30".
func hour(at time.Time) string { return at.Format("15:04") }

// amount writes euro as Italians do: 8700; 11.800; 413,10. The dot for
// thousands comes from ten thousand on, the cents only when there are any.
func amount(euro float64) string {
	cents := int64(euro*100 + 0.5)
	whole := strconv.FormatInt(cents/100, 10)
	if len(whole) > 4 {
		var groups []string
		for len(whole) > 3 {
			groups = append([]string{whole[len(whole)-3:]}, groups...)
			whole = whole[:len(whole)-3]
		}
		whole = strings.Join(append([]string{whole}, groups...), ".")
	}
	if cents%100 == 0 {
		return whole
	}
	rest := strconv.FormatInt(cents%100, 10)
	if len(rest) == 1 {
		rest = "0" + rest
	}
	return whole + "," + rest
}
