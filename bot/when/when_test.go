package when_test

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot/when"
)

// tuesday is when the expressions of testdata are said.
func tuesday() time.Time { return time.Date(2026, 11, 24, 10, 0, 0, 0, caterina.Rome()) }

// row is a line of testdata: what is said, and what it means as show writes it.
type row struct {
	line       int
	text, want string
}

func table(tb testing.TB, name string) []row {
	tb.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var rows []row
	scanner := bufio.NewScanner(f)
	for n := 1; scanner.Scan(); n++ {
		line := scanner.Text()
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		text, want, _ := strings.Cut(line, "\t")
		rows = append(rows, row{n, text, want})
	}
	return rows
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
	checkTable(t, "it.tsv", 300)
}

func TestWhatIsSaidOfATimeInEnglish(t *testing.T) {
	t.Parallel()
	checkTable(t, "en.tsv", 70)
}

// TestAmountsAgesAndNumbersAreNoTimes guards that nothing is taken for a wish that
// is an amount, an age, a telephone or a house number.
func TestAmountsAgesAndNumbersAreNoTimes(t *testing.T) {
	t.Parallel()
	checkTable(t, "none.tsv", 80)
}

func checkTable(t *testing.T, name string, least int) {
	t.Helper()
	rows := table(t, name)
	if len(rows) < least {
		t.Fatalf("%s has %d rows, want %d at least", name, len(rows), least)
	}
	for _, r := range rows {
		got, ok := when.Parse(r.text, tuesday())
		if s := show(got, ok, tuesday()); s != r.want {
			t.Errorf("%s:%d: %q is %q, want %q", name, r.line, r.text, s, r.want)
		}
	}
}
