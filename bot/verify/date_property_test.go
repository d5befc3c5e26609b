package verify

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// waysToDate are notations of one day of a year.
func waysToDate(d time.Time) []string {
	month := strings.Fields("gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre")[d.Month()-1]
	day, y := strconv.Itoa(d.Day()), d.Year()
	ways := []string{
		fmt.Sprintf("il %s %s %d", day, month, y), fmt.Sprintf("il %s/%d/%d", day, d.Month(), y), d.Format("02/01/2006"), d.Format("02.01.2006"),
		d.Format("02-01-2006"), d.Format("2006-01-02"), d.Format("02/01/06"), fmt.Sprintf("il giorno %s di %s del %d", day, month, y),
		d.Format("January 2, 2006"), d.Format("2 January 2006"),
		strings.ToUpper(fmt.Sprintf("%s %s %d", day, month, y)),
	}
	if d.Day() > 1 {
		ways = append(ways, fmt.Sprintf("%s %s %s", inItalian(d.Day()), month, inItalian(y)))
	} else {
		ways = append(ways, fmt.Sprintf("il primo %s %d", month, y), fmt.Sprintf("il 1° %s %d", month, y), fmt.Sprintf("il 1º %s %d", month, y))
	}
	return ways
}

// TestADayIsTheSameHoweverItIsWritten writes every day of a leap year in every way.
func TestADayIsTheSameHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it"})
	for d := time.Date(2028, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() == 2028; d = d.AddDate(0, 0, 1) {
		want := dateValue(2028, int64(d.Month()), int64(d.Day()))
		ways := waysToDate(d)
		next := firstFact(waysToDate(d.AddDate(0, 0, 1))[0])
		for _, text := range ways {
			f := firstFact(text)
			if f == nil || f.kind != kDate || f.lo != want || f.cmp != cmpNone {
				t.Errorf("%q is read as %+v", text, f)
				continue
			}
			if c.holds(f, next) || c.holds(next, f) {
				t.Errorf("%q passes for the day after", text)
			}
		}
	}
}

// TestNoNotationHidesAnotherDay changes every digit of a day's notations.
func TestNoNotationHidesAnotherDay(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it"})
	for _, d := range []time.Time{time.Date(2026, 10, 3, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC), time.Date(2026, 12, 12, 0, 0, 0, 0, time.UTC)} {
		ways := waysToDate(d)
		card := firstFact(ways[0])
		for _, text := range ways {
			for _, lie := range otherDigits(text) {
				if borne(c, lie, card) {
					t.Errorf("%q passes for %q", lie, ways[0])
				}
			}
		}
	}
}

// waysToTell are notations of one time of day.
func waysToTell(h, m int) []string {
	ways := []string{
		fmt.Sprintf("alle %d:%02d", h, m), fmt.Sprintf("alle %d.%02d", h, m), fmt.Sprintf("alle ore %d,%02d", h, m), fmt.Sprintf("ore %02d.%02d", h, m),
		fmt.Sprintf("alle %dh%02d", h, m), fmt.Sprintf("h. %d.%02d", h, m),
	}
	if m == 0 {
		ways = append(ways, fmt.Sprintf("alle %d", h), fmt.Sprintf("alle ore %d", h), fmt.Sprintf("h %d", h))
		if h > 1 {
			ways = append(ways, "alle "+inItalian(h))
		}
	}
	if m == 30 && h > 1 {
		ways = append(ways, fmt.Sprintf("alle %d e mezza", h), fmt.Sprintf("alle %s e trenta", inItalian(h)))
	}
	if m == 15 && h > 1 {
		ways = append(ways, fmt.Sprintf("alle %s e un quarto", inItalian(h)))
	}
	return ways
}

// TestATimeOfDayIsTheSameHoweverItIsWritten writes every five minutes of a day.
func TestATimeOfDayIsTheSameHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for at := 0; at < dayLength; at += 5 {
		for _, text := range waysToTell(at/hour, at%hour) {
			f := firstFact(text)
			if f == nil || f.kind != kClock || f.lo != int64(at) || f.cmp != cmpNone || f.end != len(lex(text)) {
				t.Errorf("%q is read as %+v", text, f)
			}
		}
	}
}

// TestAnOpeningTimeIsTheSameHoweverItIsWritten: from and to, in Italian, in figures, in
// words and in English.
func TestAnOpeningTimeIsTheSameHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	c := New(Check{Lang: "it"})
	for from := 8; from < 18; from++ {
		for to := from + 1; to < 20; to++ {
			card := firstFact(fmt.Sprintf("dalle %d alle %d", from, to))
			for _, text := range []string{
				fmt.Sprintf("dalle ore %d alle ore %d", from, to), fmt.Sprintf("ore %d-%d", from, to), fmt.Sprintf("%d:00-%d:00", from, to),
				fmt.Sprintf("dalle %d.00 alle %d.00", from, to), fmt.Sprintf("dalle %s alle %s", inItalian(from), inItalian(to)),
				fmt.Sprintf("ore %d.00 / %d.00", from, to), fmt.Sprintf("dalle %d fino alle %d", from, to), fmt.Sprintf("orario: %d-%d", from, to),
				"from " + american(from) + " to " + american(to), "dalle " + italianHalf(from) + " alle " + italianHalf(to),
			} {
				if f := firstFact(text); f == nil || !c.holds(f, card) || !c.holds(card, f) {
					t.Errorf("%q is not from %d to %d: %+v", text, from, to, f)
				}
			}
			other := firstFact(fmt.Sprintf("dalle %d alle %d", from, to+1))
			if c.holds(other, card) || c.holds(card, other) {
				t.Errorf("to %d passes for to %d", to+1, to)
			}
		}
	}
}

func american(h int) string {
	if h > 12 {
		return strconv.Itoa(h-12) + " pm"
	}
	if h == 12 {
		return "12 pm"
	}
	return strconv.Itoa(h) + " am"
}

func italianHalf(h int) string {
	switch {
	case h == 12:
		return "12"
	case h > 12:
		return strconv.Itoa(h-12) + " del pomeriggio"
	}
	return strconv.Itoa(h) + " del mattino"
}

// TestEverySetOfWeekdaysIsRead writes all 127 sets as lists, long and short, and every
// stretch of days as a range.
func TestEverySetOfWeekdaysIsRead(t *testing.T) {
	t.Parallel()
	long := strings.Fields("lunedì martedì mercoledì giovedì venerdì sabato domenica")
	short := strings.Fields("lun mar mer gio ven sab dom")
	en := strings.Fields("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
	for set := 1; set <= allDays; set++ {
		var days, brief, english []string
		for d := range 7 {
			if set&(1<<d) != 0 {
				days, brief, english = append(days, long[d]), append(brief, short[d]), append(english, en[d])
			}
		}
		for _, text := range []string{
			strings.Join(days, ", "), strings.Join(days, " e "), "il " + strings.Join(days, " e il "), strings.Join(brief, "-e-"), strings.Join(english, ", "), strings.Join(english, " and "),
		} {
			text = strings.ReplaceAll(text, "-e-", "/")
			if len(days) == 1 && len(text) == 3 {
				continue // "mar" alone may be the sea
			}
			if f := firstFact(text); f == nil || f.kind != kWeekday || f.lo != int64(set) || f.text != "" {
				t.Errorf("%q is read as %+v", text, f)
			}
		}
	}
	for from := range 7 {
		for to := range 7 {
			if from == to {
				continue
			}
			want := int64(0)
			for d := from; ; d = (d + 1) % 7 {
				want |= 1 << d
				if d == to {
					break
				}
			}
			for _, text := range []string{
				"dal " + long[from] + " al " + long[to], "da " + long[from] + " a " + long[to], short[from] + "-" + short[to], short[from] + ".-" + short[to] + ".",
				long[from] + "-" + long[to], en[from] + " to " + en[to], "from " + en[from] + " through " + en[to],
			} {
				text = strings.Replace(text, "dal domenica", "dalla domenica", 1)
				text = strings.Replace(text, "al domenica", "alla domenica", 1)
				if f := firstFact(text); f == nil || f.kind != kWeekday || f.lo != want || !f.through {
					t.Errorf("%q is read as %+v", text, f)
				}
			}
		}
	}
}
