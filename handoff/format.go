package handoff

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"example.org/caterina"
)

// Moment writes an instant as people say it, seen from now: "oggi alle 15:00",
// "domani alle 9:00", "lunedì 23 novembre alle 9:00".
func Moment(lang string, at, now time.Time) string {
	w := wordsFor(lang)
	at, now = at.In(caterina.Rome()), now.In(caterina.Rome())
	return w.day(at, now) + " " + w.at(clock(at))
}

// day writes the day of an instant: "oggi", "domani", "lunedì 23 novembre", with
// the year when it is another one.
func (w *words) day(at, now time.Time) string {
	d, today := caterina.DateOf(at), caterina.DateOf(now)
	switch d {
	case today:
		return w.today
	case today.AddDays(1):
		return w.tomorrow
	}
	text := w.weekdays[d.Weekday()] + " " + strconv.Itoa(d.Day) + " " + w.months[d.Month-1]
	if d.Year != today.Year && d.AddDays(-180).Year != today.Year {
		text += " " + strconv.Itoa(d.Year)
	}
	return text
}

// clock writes the time of day as "9:30".
func clock(at time.Time) string { return at.In(caterina.Rome()).Format("15:04") }

// trimHour drops the zero before an hour: "09:00" is read "9:00".
func trimHour(text string) string {
	if strings.HasPrefix(text, "0") {
		return text[1:]
	}
	return text
}

// Wait writes how long a wait usually is. 0 is not known, and is said so.
func Wait(lang string, minutes int) string {
	w := wordsFor(lang)
	switch {
	case minutes <= 0:
		return w.someMinutes
	case minutes == 1:
		return w.aMinute
	case minutes < 60:
		return w.minutes(minutes)
	default:
		return w.hours((minutes + 30) / 60)
	}
}

// plain takes from a name what Markdown would read as a mark, so that it reads
// the same wherever it is shown.
func plain(text string) string {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune("\\`*_[]<>#|~!", r) {
			return -1
		}
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// sentences joins those that are not empty.
func sentences(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, " ")
}

// sentence ends a text with what is said beside it, in brackets.
func sentence(text, beside string) string {
	if beside = strings.TrimSuffix(plain(beside), "."); beside != "" {
		text += " (" + beside + ")"
	}
	return text + "."
}

// telephone writes a number so that it can be dialled by touching it.
func telephone(number string) string {
	target := caterina.Dialled(number)
	if target == "" {
		return plain(number)
	}
	return "[" + plain(number) + "](tel:" + target + ")"
}

// capital makes the first letter a capital.
func capital(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}
