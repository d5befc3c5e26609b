package bot

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// dayAsked is a day that a question on an office names: "sabato", "domani
// mattina". Whoever asks of a day wants to hear of that day.
type dayAsked struct {
	date caterina.Date
	part string // partMorning, partAfternoon or "" for the whole day
}

// The parts of a day that people name.
const (
	partMorning   = "morning"
	partAfternoon = "afternoon"
)

// noon is the hour that parts a morning from an afternoon at a desk.
const noon = 13

// dayAskedIn finds the first day that a message names, seen from today; ok is
// false when it names none.
func dayAskedIn(tokens []token, today caterina.Date) (dayAsked, bool) {
	var d dayAsked
	named := false
	for i, tok := range tokens {
		if date, ok := dateAt(tokens[i:], today); ok {
			d.date, named = date, true
		} else if days, ok := daysUntil(tok.word, int(today.Weekday())); ok && !named {
			d.date, named = today.AddDays(days), true
		}
		switch tok.word {
		case "mattina", "mattino", "mattinata", "morning", "stamattina", "stamani":
			d.part = partMorning
		case "pomeriggio", "afternoon":
			d.part = partAfternoon
		case "domattina":
			d.date, d.part, named = today.AddDays(1), partMorning, true
		}
	}
	return d, named
}

// dateAt reads a day and a month, "8 dicembre", as the next such day from today
// on.
func dateAt(tokens []token, today caterina.Date) (caterina.Date, bool) {
	if len(tokens) < 2 {
		return caterina.Date{}, false
	}
	n, err := strconv.Atoi(tokens[0].word)
	month := monthOf(tokens[1].word)
	if err != nil || month == 0 {
		return caterina.Date{}, false
	}
	date := caterina.Date{Year: today.Year, Month: month, Day: n}
	if date.Before(today) {
		date.Year++
	}
	return date, date.AddDays(0) == date
}

// monthOf returns the month that a word names, 0 for none.
func monthOf(word string) time.Month {
	for m := 1; m <= 12; m++ {
		if word == italianWords().month(m) || word == strings.ToLower(englishWords().month(m)) {
			return time.Month(m)
		}
	}
	return 0
}

// daysUntil says how many days from a weekday on a word lies.
func daysUntil(word string, weekday int) (int, bool) {
	switch word {
	case "oggi", "today", "stamattina", "stamani":
		return 0, true
	case "domani", "tomorrow":
		return 1, true
	case "dopodomani":
		return 2, true
	}
	days := []string{"domenica sunday", "lunedi monday", "martedi tuesday", "mercoledi wednesday", "giovedi thursday", "venerdi friday", "sabato saturday"}
	at := slices.IndexFunc(days, func(names string) bool {
		it, en, _ := strings.Cut(names, " ")
		return word == it || word == en || word == en+"s"
	})
	return (at - weekday + 7) % 7, at >= 0
}

// dayText says when an office is open on the day that was asked for, "" when no
// day was, or when nothing is known of the office's hours.
func (t *talk) dayText(o *caterina.Office) string {
	d, ok := dayAskedIn(t.tokens, t.day)
	if !ok {
		return ""
	}
	s := o.Status(midnight(d.date, t.turn.Now.Location()), t.turn.Town.PatronDay)
	if !s.Known || s.Always {
		return ""
	}
	w := t.words
	whole := t.dayName(d.date, "")
	switch {
	case s.Holiday != "":
		return w.dayHoliday(whole, escape(s.Holiday))
	case len(s.Today) == 0 && s.Closure != "":
		return w.dayClosure(whole, escape(s.Closure))
	case len(s.Today) == 0:
		return w.dayClosed(whole)
	}
	kept := inPart(s.Today, d.part)
	if len(kept) == 0 {
		return sentences(w.dayClosed(t.dayName(d.date, d.part)), t.dayOpen(whole, s.Today))
	}
	return t.dayOpen(t.dayName(d.date, d.part), kept)
}

// dayName says a day as one speaks of it today, with the part of the day.
func (t *talk) dayName(day caterina.Date, part string) string {
	switch day {
	case t.day:
		return t.words.dayName(t.words.today, part)
	case t.day.AddDays(1):
		return t.words.dayName(t.words.tomorrow, part)
	}
	if week := t.day.AddDays(7); !day.Before(week) { // which one of several
		return t.words.dayName(t.words.day(midnight(day, t.turn.Now.Location()), t.day), part)
	}
	return t.words.dayName(t.words.weekday(int(day.Weekday())), part)
}

// midnight is the first instant of a day.
func midnight(day caterina.Date, loc *time.Location) time.Time { return caterina.Clock(0).On(day, loc) }

// inPart keeps the stretches that reach into a part of the day.
func inPart(all []caterina.Stretch, part string) []caterina.Stretch {
	var kept []caterina.Stretch
	for _, s := range all {
		if part == partMorning && s.From.Hour() >= noon || part == partAfternoon && s.To.Hour() <= noon {
			continue
		}
		kept = append(kept, s)
	}
	return kept
}

// dayOpen writes the stretches of a day, those for whom an appointment is needed
// apart from the others.
func (t *talk) dayOpen(day string, all []caterina.Stretch) string {
	var free, booked []string
	for _, s := range all {
		hours := t.words.fromTo(hour(s.From), hour(s.To))
		if s.ByAppointment {
			booked = append(booked, hours)
		} else {
			free = append(free, hours)
		}
	}
	var lines []string
	if len(free) > 0 {
		lines = append(lines, t.words.dayOpen(day, listOf(free, t.words.and)))
	}
	if len(booked) > 0 {
		lines = append(lines, t.words.dayBooked(day, listOf(booked, t.words.and)))
	}
	return sentences(lines...)
}
