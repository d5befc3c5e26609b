package caterina_test

import (
	"testing"
	"time"

	"example.org/caterina"
)

func TestACardHoldsOnBothDaysOfItsValidity(t *testing.T) {
	t.Parallel()

	from, to := day(2026, time.January, 1), day(2026, time.December, 31)
	both := &caterina.Validity{From: &from, To: &to}
	for _, test := range []struct {
		name           string
		valid          *caterina.Validity
		on             caterina.Date
		expired, early bool
	}{
		{"no validity", nil, from, false, false},
		{"an empty validity", &caterina.Validity{}, from, false, false},
		{"the day before", both, from.AddDays(-1), false, true},
		{"the first day", both, from, false, false},
		{"the last day", both, to, false, false},
		{"the day after", both, to.AddDays(1), true, false},
		{"only an end, long before", &caterina.Validity{To: &to}, day(1990, time.May, 1), false, false},
		{"only a beginning, long after", &caterina.Validity{From: &from}, day(2090, time.May, 1), false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			c := caterina.Card{Valid: test.valid}
			if c.Expired(test.on) != test.expired || c.NotYetValid(test.on) != test.early {
				t.Errorf("expired %v, not yet valid %v", c.Expired(test.on), c.NotYetValid(test.on))
			}
		})
	}
}

func TestAWindowIsOpenOnItsFirstAndLastDay(t *testing.T) {
	t.Parallel()

	opens, closes := day(2026, time.September, 27), day(2026, time.December, 31)
	for _, test := range []struct {
		name   string
		window *caterina.Window
		on     caterina.Date
		want   caterina.WindowState
	}{
		{"no window", nil, opens, caterina.WindowNone},
		{"an empty window", &caterina.Window{}, opens, caterina.WindowNone},
		{"the day before", &caterina.Window{Opens: &opens, Closes: &closes}, opens.AddDays(-1), caterina.WindowFuture},
		{"the first day", &caterina.Window{Opens: &opens, Closes: &closes}, opens, caterina.WindowOpen},
		{"the last day", &caterina.Window{Opens: &opens, Closes: &closes}, closes, caterina.WindowOpen},
		{"the day after", &caterina.Window{Opens: &opens, Closes: &closes}, closes.AddDays(1), caterina.WindowClosed},
		{"no end", &caterina.Window{Opens: &opens}, closes.AddDays(999), caterina.WindowOpen},
		{"no beginning", &caterina.Window{Closes: &closes}, opens.AddDays(-999), caterina.WindowOpen},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()

			c := caterina.Card{Window: test.window}
			if got := c.WindowOn(test.on); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestKindsAreDistinct(t *testing.T) {
	t.Parallel()

	seen := map[caterina.Kind]bool{}
	for _, k := range caterina.Kinds() {
		if seen[k] || k == "" {
			t.Errorf("kind %q is there twice, or empty", k)
		}
		seen[k] = true
	}
	if len(seen) != 5 {
		t.Errorf("there are %d kinds", len(seen))
	}
}
