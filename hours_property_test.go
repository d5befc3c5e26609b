package caterina_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// doorSign is a random week with the sentence that a clerk would write for it.
type doorSign struct {
	random *rand.Rand
	shifts []caterina.Shift
}

func (d *doorSign) pick(options ...string) string { return options[d.random.IntN(len(options))] }

// clock writes a time the way people do.
func (d *doorSign) clock(c caterina.Clock) string {
	h, m := int(c)/60, int(c)%60
	if m == 0 {
		return d.pick(strconv.Itoa(h), fmt.Sprintf("%d:00", h), fmt.Sprintf("%d.00", h), fmt.Sprintf("%02d:00", h), fmt.Sprintf("ore %d", h))
	}
	return d.pick(fmt.Sprintf("%d:%02d", h, m), fmt.Sprintf("%d.%02d", h, m), fmt.Sprintf("%d,%02d", h, m), fmt.Sprintf("ore %02d.%02d", h, m))
}

// span writes a range of times.
func (d *doorSign) span(from, to caterina.Clock) string {
	switch d.random.IntN(4) {
	case 0:
		return "dalle " + d.clock(from) + " alle " + d.clock(to)
	case 1:
		return d.clock(from) + "-" + d.clock(to)
	case 2:
		return d.clock(from) + " – " + d.clock(to)
	default:
		return "dalle ore " + d.clock(from) + " fino alle " + d.clock(to)
	}
}

// days writes a set of days, of which none may be empty.
func (d *doorSign) days(days []time.Weekday) string {
	names := [7]string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}
	if d.random.IntN(3) == 0 {
		names = [7]string{"dom.", "lun.", "mar.", "mer.", "gio.", "ven.", "sab."}
	}
	first, last := days[0], days[len(days)-1]
	if len(days) > 2 && int(last-first)+1 == len(days) {
		return d.pick("dal "+names[first]+" al "+names[last], names[first]+"-"+names[last], "da "+names[first]+" a "+names[last])
	}
	var words []string
	for _, day := range days {
		words = append(words, d.pick("", "il ")+names[day])
	}
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " e " + words[len(words)-1]
}

// sentence writes a whole week: each day belongs to one group or to none.
func (d *doorSign) sentence() string {
	groups := make([][]time.Weekday, 1+d.random.IntN(3))
	for day := time.Monday; day <= time.Saturday; day++ {
		if g := d.random.IntN(len(groups) + 1); g < len(groups) {
			groups[g] = append(groups[g], day)
		}
	}
	var parts []string
	for _, days := range groups {
		if len(days) > 0 {
			parts = append(parts, d.group(days))
		}
	}
	if len(parts) == 0 {
		return d.sentence()
	}
	text := strings.Join(parts, d.pick(", ", "; ", " / ", ". ", " e "))
	return text + d.pick("", ".", ", domenica chiuso", " (chiuso la domenica)", ", esclusi i festivi")
}

// group writes the one or two shifts of some days, and remembers them.
func (d *doorSign) group(days []time.Weekday) string {
	open := caterina.Clock(7*60 + 15*d.random.IntN(8))
	noon := open + caterina.Clock(60+15*d.random.IntN(12))
	later := noon + caterina.Clock(30+15*d.random.IntN(8))
	evening := later + caterina.Clock(30+15*d.random.IntN(12))
	add := func(from, to caterina.Clock, appt bool) {
		for _, day := range days {
			d.shifts = append(d.shifts, caterina.Shift{Weekday: caterina.Weekday(day), From: from, To: to, ByAppointment: appt})
		}
	}
	text := d.days(days) + d.pick(" ", ": ") + d.span(open, noon)
	add(open, noon, false)
	switch d.random.IntN(4) {
	case 0:
		add(later, evening, false)
		text += d.pick(" e ", " / ", ", ") + d.span(later, evening)
	case 1:
		add(noon, later, true)
		text += d.pick(" (solo su appuntamento fino alle ", " (su appuntamento fino alle ore ") + d.clock(later) + ")"
	}
	return text
}

// TestEverySentenceAClerkMightWriteIsReadAsMeant writes thousands of weeks in
// words and reads them back.
func TestEverySentenceAClerkMightWriteIsReadAsMeant(t *testing.T) {
	t.Parallel()

	random := rand.New(rand.NewPCG(7, 11))
	for range 5000 {
		sign := doorSign{random: random}
		text := sign.sentence()
		h, err := caterina.ParseHours(text)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		slices.SortFunc(sign.shifts, func(a, b caterina.Shift) int {
			return int(a.Weekday-b.Weekday)*10_000 + int(a.From-b.From)
		})
		if got, want := table(h.Shifts), table(sign.shifts); got != want {
			t.Fatalf("%q\nread  %s\nmeant %s", text, got, want)
		}
	}
}
