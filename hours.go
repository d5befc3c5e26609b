package caterina

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// dayMinutes is the length of an ordinary day.
const dayMinutes = 24 * 60

// ParseHours reads the opening hours of an ordinary week from the sentence that
// an Italian office writes on its door: "lunedì, mercoledì e venerdì dalle 10
// alle 13", "Lunedì-Venerdì: 8:30 - 12:30 / 15.30 - 17", "martedì dalle 15 alle
// 17 (solo su appuntamento fino alle ore 18)". Text of the result is always the
// sentence, also beside an error.
//
// It never guesses: a word it does not know, or a sentence that can be read in
// two ways, is an error, because wrong opening hours send people to a closed
// door. The error is in Italian, for the clerk who wrote the sentence.
func ParseHours(sentence string) (Hours, error) {
	h := Hours{Text: strings.Join(strings.Fields(sentence), " ")}
	if h.Text == "" {
		return h, errors.New("la frase è vuota")
	}
	tokens, err := scanHours(h.Text)
	if err != nil {
		return h, err
	}
	p := hoursParser{tokens: tokens}
	if err := p.run(); err != nil {
		return h, err
	}
	if err := checkShifts(p.shifts); err != nil {
		return h, err
	}
	h.Shifts = p.shifts
	return h, nil
}

// checkShifts sorts the shifts from Monday to Sunday and refuses those that end
// before they begin or overlap.
func checkShifts(shifts []Shift) error {
	slices.SortFunc(shifts, func(a, b Shift) int {
		return cmp.Or(cmp.Compare(mondayFirst(a.Weekday), mondayFirst(b.Weekday)), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	for i, s := range shifts {
		if s.From >= s.To {
			return fmt.Errorf("l'orario %s-%s finisce prima di cominciare", s.From, s.To)
		}
		if i > 0 && shifts[i-1].Weekday == s.Weekday && s.From < shifts[i-1].To {
			return fmt.Errorf("due orari dello stesso giorno si sovrappongono: %s-%s e %s-%s", shifts[i-1].From, shifts[i-1].To, s.From, s.To)
		}
	}
	return nil
}

// Check says what is wrong with the shifts of hours that were written as a
// table: an end before its beginning, or two that overlap. The error is in
// Italian.
func (h *Hours) Check() error { return checkShifts(slices.Clone(h.Shifts)) }

// IsZero says whether nothing is known about the opening hours.
func (h Hours) IsZero() bool { return h.Text == "" && len(h.Shifts) == 0 }

// Always says whether the office never closes: around the clock, every day of
// the week. Such an office is open on holidays too.
func (h *Hours) Always() bool {
	var minutes [7]int
	for _, s := range h.Shifts {
		if !s.ByAppointment {
			minutes[s.Weekday] += int(s.To - s.From)
		}
	}
	return !slices.ContainsFunc(minutes[:], func(m int) bool { return m < dayMinutes })
}

// UnmarshalYAML reads a sentence, or {text, shifts}. A sentence that ParseHours
// cannot read is kept as Text without shifts; it is for the importer to warn.
func (h *Hours) UnmarshalYAML(unmarshal func(any) error) error {
	var sentence string
	if err := unmarshal(&sentence); err == nil {
		*h, _ = ParseHours(sentence)
		return nil
	}
	type table Hours // without the methods, so that this is not called again
	var t table
	if err := unmarshal(&t); err != nil {
		return err
	}
	if len(t.Shifts) == 0 && t.Text != "" {
		*h, _ = ParseHours(t.Text)
		return nil
	}
	*h = Hours(t)
	return nil
}

// UnmarshalJSON reads the same as UnmarshalYAML.
func (h *Hours) UnmarshalJSON(b []byte) error {
	return h.UnmarshalYAML(func(v any) error { return json.Unmarshal(b, v) })
}

// UnmarshalYAML reads "12-01", or {date, name}.
func (p *PatronDay) UnmarshalYAML(unmarshal func(any) error) error {
	var text string
	if err := unmarshal(&text); err == nil {
		p.Name = ""
		return p.Date.UnmarshalText([]byte(text))
	}
	type mapping PatronDay
	return unmarshal((*mapping)(p))
}

// UnmarshalJSON reads the same as UnmarshalYAML.
func (p *PatronDay) UnmarshalJSON(b []byte) error {
	return p.UnmarshalYAML(func(v any) error { return json.Unmarshal(b, v) })
}

// UnmarshalYAML reads a name, whose slug is made from it, or {slug, name}.
func (s *Section) UnmarshalYAML(unmarshal func(any) error) error {
	var name string
	if err := unmarshal(&name); err == nil {
		*s = Section{Slug: Slugify(name), Name: name}
		return nil
	}
	type mapping Section
	return unmarshal((*mapping)(s))
}

// UnmarshalJSON reads the same as UnmarshalYAML.
func (s *Section) UnmarshalJSON(b []byte) error {
	return s.UnmarshalYAML(func(v any) error { return json.Unmarshal(b, v) })
}

// mondayFirst returns 0 for Monday … 6 for Sunday.
func mondayFirst(d Weekday) int { return (int(d) + 6) % 7 }

// weekdaysBetween returns the days from one to another, both included, around
// the end of the week if need be.
func weekdaysBetween(from, to time.Weekday) []Weekday {
	days := []Weekday{Weekday(from)}
	for d := from; d != to; {
		d = (d + 1) % 7
		days = append(days, Weekday(d))
	}
	return days
}
