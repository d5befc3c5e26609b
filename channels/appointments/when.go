package appointments

import (
	"fmt"
	"time"

	"example.org/caterina"
)

// day writes a day as people say it: "martedì 24 novembre 2026".
func (w words) day(t time.Time) string {
	t = t.In(caterina.Rome())
	return fmt.Sprintf("%s %d %s %d", w.weekdays[t.Weekday()], t.Day(), w.months[t.Month()-1], t.Year())
}

// clock writes a time of the day: "9:30". In the hour that comes twice when summer
// ends it says which of both is meant.
func (w words) clock(t time.Time) string {
	t = t.In(caterina.Rome())
	text := fmt.Sprintf("%d:%02d", t.Hour(), t.Minute())
	switch wall := t.Format(time.TimeOnly); {
	case t.Add(time.Hour).Format(time.TimeOnly) == wall:
		return text + " (" + w.summer + ")"
	case t.Add(-time.Hour).Format(time.TimeOnly) == wall:
		return text + " (" + w.winter + ")"
	}
	return text
}

// moment writes both: "martedì 24 novembre 2026, ore 9:30".
func (w words) moment(t time.Time) string { return w.day(t) + ", " + w.hour + w.clock(t) }

// spelled writes a code letter by letter, for those who listen.
func spelled(code string) string {
	var b []byte
	for i := range len(code) {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, code[i])
	}
	return string(b)
}

// grouped writes a code so that it is read and dictated easily: "K7M 2XQR".
func grouped(code string) string {
	if len(code) != caterina.CodeLength {
		return code
	}
	return code[:3] + " " + code[3:]
}
