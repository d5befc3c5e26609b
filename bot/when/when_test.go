package when_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot/when"
)

// tuesday is when the expressions of testdata are said.
func tuesday() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, caterina.Rome()) }

// row is a line of a table: what is said, and what it means as show writes it.
type row struct{ text, want string }

func rows(table string) []row {
	var list []row
	for line := range strings.Lines(strings.TrimSpace(table)) {
		text, want, _ := strings.Cut(strings.TrimSpace(line), " = ")
		list = append(list, row{text, want})
	}
	return list
}

func italian() []row {
	var list []row
	for _, table := range []string{
		italianDays, italianWeeks, italianLimits, italianHabits, italianClocks, italianParts, italianTogether, italianProblems, italianSlips, italianSentences, italianChats, italianHalves, italianNights,
	} {
		list = append(list, rows(table)...)
	}
	return list
}

// show writes a wish as testdata has it.
func show(w caterina.When, ok bool, now time.Time) string {
	if !ok {
		return ""
	}
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(ranges(w.Days, now))
	add(prefixed("on ", weekdays(w.Weekdays)))
	add(prefixed("not ", ranges(w.NotDays, now)))
	add(prefixed("noton ", weekdays(w.NotOn)))
	if w.From != 0 || w.To != 0 {
		from, to := "", ""
		if w.From != 0 {
			from = w.From.String()
		}
		if w.To != 0 {
			to = w.To.String()
		}
		add(from + "-" + to)
	}
	if w.Around != nil {
		add("~" + w.Around.String())
	}
	for _, p := range w.Parts {
		part := caterina.When{Days: p.Days, Weekdays: p.Weekdays, From: p.From, To: p.To, Around: p.Around}
		add("{" + show(part, true, now) + "}")
	}
	if w.First {
		add("first")
	}
	if w.Problem != "" {
		add("!" + string(w.Problem))
	}
	if len(parts) == 0 {
		return "any"
	}
	return strings.Join(parts, " ")
}

func prefixed(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

func ranges(list []caterina.DateRange, now time.Time) string {
	forGood := caterina.DateOf(now).AddDays(300)
	var texts []string
	for _, d := range list {
		switch {
		case d.First == d.Last:
			texts = append(texts, d.First.String())
		case forGood.Before(d.Last):
			texts = append(texts, d.First.String()+"..")
		default:
			texts = append(texts, fmt.Sprintf("%s..%s", d.First, d.Last))
		}
	}
	return strings.Join(texts, "+")
}

func weekdays(list []time.Weekday) string {
	var texts []string
	for _, d := range list {
		texts = append(texts, strings.ToLower(d.String()[:3]))
	}
	return strings.Join(texts, ",")
}

func TestWhatItaliansSayOfATime(t *testing.T) {
	t.Parallel()
	check(t, italian(), 450)
}

func TestWhatIsSaidOfATimeInEnglish(t *testing.T) {
	t.Parallel()
	check(t, rows(english), 85)
}

// TestAmountsAgesAndNumbersAreNoTimes guards that nothing is taken for a wish that
// is an amount, an age, a telephone or a house number.
func TestAmountsAgesAndNumbersAreNoTimes(t *testing.T) {
	t.Parallel()
	check(t, rows(nothing), 120)
}

func check(t *testing.T, list []row, least int) {
	t.Helper()
	if len(list) < least {
		t.Fatalf("%d expressions, want %d at least", len(list), least)
	}
	for _, r := range list {
		got, ok := when.Parse(r.text, tuesday())
		if s := show(got, ok, tuesday()); s != r.want {
			t.Errorf("%q is %q, want %q", r.text, s, r.want)
		}
	}
}
