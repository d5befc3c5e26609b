package booking

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/caterina"
)

// commonWeeks is how many weeks two rules are compared for: every rhythm of up to
// eight weeks has met every other by then (lcm of 7 and 8, and a few to begin).
const commonWeeks = 8 * 7 * 15

// CheckRule says, in Italian and for the person who wrote it, what is wrong with a
// rule: by itself, or beside the other rules of the office. A rule with the same ID
// is the one it replaces.
func CheckRule(rule caterina.OpeningRule, others []caterina.OpeningRule) error {
	if err := checkAlone(rule); err != nil {
		return err
	}
	for _, o := range others {
		if o.ID == rule.ID && rule.ID != 0 || o.Desk != rule.Desk {
			continue
		}
		if day, meet := meet(rule, o); meet {
			example := ""
			if rule.EveryWeeks > 1 || o.EveryWeeks > 1 {
				example = " (per esempio " + DayLabel(day, "it") + ")"
			}
			return fmt.Errorf("l'orario %s si sovrappone a un altro che c'è già, %s%s: cambia uno dei due", RuleLabel(rule), RuleLabel(o), example)
		}
	}
	return nil
}

// checkAlone says what is wrong with a rule by itself.
func checkAlone(r caterina.OpeningRule) error {
	switch {
	case r.Weekday < 0 || r.Weekday > 6:
		return errors.New("manca il giorno della settimana: scegline uno")
	case r.From >= r.To:
		return fmt.Errorf("l'orario %s finisce prima di cominciare: controlla le due ore", RuleLabel(r))
	case r.From < dayOpens || r.To > dayCloses:
		return fmt.Errorf("l'orario %s esce dalla giornata: scegli ore tra le 5:00 e le 23:00. Per un'apertura di notte aggiungi un'apertura straordinaria", RuleLabel(r))
	case r.EveryWeeks < 0 || r.EveryWeeks > 8:
		return fmt.Errorf("un orario può tornare ogni settimana oppure ogni 2-8 settimane, non ogni %d", r.EveryWeeks)
	case r.EveryWeeks > 1 && r.Anchor.Weekday() != time.Monday:
		return fmt.Errorf("le settimane si contano da un lunedì: %s non lo è", DayLabel(r.Anchor, "it"))
	case r.Since != nil && r.Until != nil && r.Until.Before(*r.Since):
		return fmt.Errorf("l'orario vale da %s a %s: la fine viene prima dell'inizio", DayLabel(*r.Since, "it"), DayLabel(*r.Until, "it"))
	}
	return nil
}

// meet returns the first day on which two rules overlap.
func meet(a, b caterina.OpeningRule) (caterina.Date, bool) {
	if a.Weekday != b.Weekday || a.From >= b.To || b.From >= a.To {
		return caterina.Date{}, false
	}
	day := latest(a.Since, b.Since)
	if day == (caterina.Date{}) {
		day = caterina.Date{Year: 2024, Month: time.January, Day: 1}
		for _, r := range []caterina.OpeningRule{a, b} {
			if r.EveryWeeks > 1 && day.Before(r.Anchor) {
				day = r.Anchor
			}
		}
		if last := earliest(a.Until, b.Until); last != nil && last.Before(day) {
			day = last.AddDays(-7 * commonWeeks)
		}
	}
	for day.Weekday() != time.Weekday(a.Weekday) {
		day = day.AddDays(1)
	}
	for range commonWeeks {
		if holdsOn(a, day) && holdsOn(b, day) {
			return day, true
		}
		day = day.AddDays(7)
	}
	return caterina.Date{}, false
}

// latest returns the later of two first days, the zero Date when there is none.
func latest(a, b *caterina.Date) caterina.Date {
	var day caterina.Date
	for _, d := range []*caterina.Date{a, b} {
		if d != nil && day.Before(*d) {
			day = *d
		}
	}
	return day
}

// earliest returns the earlier of two last days, nil when there is none.
func earliest(a, b *caterina.Date) *caterina.Date {
	if a == nil || b != nil && b.Before(*a) {
		return b
	}
	return a
}

// RuleLabel says a rule in Italian words: "lunedì 9:00-12:30, ogni 2 settimane, dal
// 1 gennaio 2027".
func RuleLabel(r caterina.OpeningRule) string {
	w := wordsOf("it")
	parts := []string{"«"}
	if r.Weekday >= 0 && r.Weekday < 7 {
		parts[0] += w.weekdays[r.Weekday] + " "
	}
	parts[0] += wall(r.From) + "-" + wall(r.To)
	if r.EveryWeeks > 1 {
		parts = append(parts, fmt.Sprintf("ogni %d settimane", r.EveryWeeks))
	}
	if r.Since != nil {
		parts = append(parts, from(*r.Since)+shortDay(*r.Since))
	}
	if r.Until != nil {
		parts = append(parts, "fino "+to(*r.Until)+shortDay(*r.Until))
	}
	return strings.Join(parts, ", ") + "»"
}

// from is the word before a first day: "dal 3 marzo", "dall'8 marzo".
func from(d caterina.Date) string {
	if vowel(d) {
		return "dall'"
	}
	return "dal "
}

// to is the word before a last day.
func to(d caterina.Date) string {
	if vowel(d) {
		return "all'"
	}
	return "al "
}

// vowel says whether a day of the month begins with one when it is read aloud.
func vowel(d caterina.Date) bool { return d.Day == 8 || d.Day == 11 }

func wall(c caterina.Clock) string { return fmt.Sprintf("%d:%02d", int(c)/60, int(c)%60) }

func shortDay(d caterina.Date) string {
	return fmt.Sprintf("%d %s %d", d.Day, wordsOf("it").months[d.Month-1], d.Year)
}

// MayChange says why a citizen cannot cancel an appointment alone, or move it; nil
// when they can.
func MayChange(b caterina.Booking, s caterina.Service, now time.Time, moving bool) *caterina.BookingRefused {
	s = Defaults(s)
	switch {
	case b.Status != caterina.Booked:
		return &caterina.BookingRefused{Why: caterina.ProblemStale, Other: &b}
	case !b.From.After(now):
		return &caterina.BookingRefused{Why: caterina.ProblemPast, Other: &b}
	case b.From.Add(-time.Duration(s.CancelBefore) * time.Minute).Before(now):
		return &caterina.BookingRefused{Why: caterina.ProblemCutoff, Other: &b}
	case moving && b.Moves >= s.MaxMoves:
		return &caterina.BookingRefused{Why: caterina.ProblemMoves, Other: &b}
	}
	return nil
}
