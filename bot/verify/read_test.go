package verify

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
)

// say writes a fact in the notation of the tests: what it is, its bound, its value.
func say(f *fact) string {
	value := valueOf(f)
	bound := map[relation]string{cmpAtMost: "<=", cmpBelow: "<", cmpAtLeast: ">=", cmpAbove: ">", cmpAbout: "~"}[f.cmp]
	parts := []string{kindNames()[f.kind], bound + value}
	switch {
	case f.kind == kDuration && f.role == roleAge:
		parts[0] = "age"
	case f.kind == kDuration && f.role == roleOpen:
		parts[0] = "time"
	case f.kind == kAmount && f.per != "":
		parts = append(parts, "per "+f.per)
	case f.kind == kClock && f.days != 0:
		parts = append(parts, "on "+daysOf(int64(f.days)))
	case f.kind == kClock && f.edge == edgeTo:
		parts = append(parts, "end")
	case f.kind == kClock && f.edge == edgeFrom:
		parts = append(parts, "begin")
	case f.kind == kCount && f.label:
		parts[0] = "label"
	}
	if f.threshold {
		parts = append(parts, "limit")
	}
	return strings.Join(parts, " ")
}

func kindNames() [kinds]string {
	return [kinds]string{
		"amount", "percent", "count", "span", "date", "year", "weekday", "clock", "phone", "mail", "link", "address", "law", "part", "period", "term", "name",
	}
}

func valueOf(f *fact) string {
	decimal := func(v int64) string { return strconv.FormatFloat(float64(v)/milli, 'f', -1, 64) }
	switch f.kind {
	case kAmount, kPercent:
		return ranged(f, decimal)
	case kCount:
		return strings.TrimSpace(ranged(f, decimal) + " " + f.unit)
	case kDuration:
		return strings.TrimSpace(f.text + " " + ranged(f, decimal) + " " + f.unit)
	case kDate:
		return strings.TrimSpace(f.text + fmt.Sprintf(" %d-%d-%d", f.lo/10_000, f.lo/100%100, f.lo%100))
	case kYear:
		return strconv.FormatInt(f.lo, 10)
	case kWeekday:
		return strings.TrimSpace(daysOf(f.lo) + " " + f.text)
	case kClock:
		return ranged(f, func(v int64) string { return fmt.Sprintf("%d:%02d", v/hour, v%hour) })
	case kLaw:
		return strings.TrimRight(fmt.Sprintf("%s %d/%d %s", f.unit, f.lo, f.hi, f.text), " ")
	default:
		return f.text
	}
}

func ranged(f *fact, write func(int64) string) string {
	if f.cmp == cmpRange {
		return write(f.lo) + ".." + write(f.hi)
	}
	return write(f.lo)
}

// daysOf writes weekdays by their first letters.
func daysOf(bits int64) string {
	var out []string
	for d := range 7 {
		if bits&(1<<d) != 0 {
			out = append(out, time.Weekday((d + 1) % 7).String()[:2])
		}
	}
	return strings.Join(out, "+")
}

// factsOf reads a text and writes its facts of some kinds; of all but terms and names
// when none is named.
func factsOf(text string, only ...kind) string {
	var out []string
	for _, f := range scan(lex(clean(text))) {
		wanted := len(only) == 0 && f.kind != kTerm && f.kind != kName
		for _, k := range only {
			wanted = wanted || f.kind == k
		}
		if wanted {
			out = append(out, say(&f))
		}
	}
	return strings.Join(out, "; ")
}

// reads checks lines of the form "text => facts".
func reads(t *testing.T, table string, only ...kind) {
	t.Helper()
	for line := range strings.Lines(strings.TrimSpace(table)) {
		text, want, ok := strings.Cut(strings.TrimSpace(line), "=>")
		if !ok {
			continue
		}
		text, want = strings.TrimSpace(text), strings.TrimSpace(want)
		if got := factsOf(text, only...); got != want {
			t.Errorf("%q\n got %s\nwant %s", text, got, want)
		}
	}
}
