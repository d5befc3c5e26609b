package caterina_test

import (
	"encoding/json"
	"testing"
	"time"

	"example.org/caterina"
)

func TestDatesAreReadAndWrittenAlike(t *testing.T) {
	t.Parallel()

	for _, text := range []string{"2026-11-01", "2028-02-29", "0001-01-01", "1999-12-31"} {
		d, err := caterina.ParseDate(text)
		if err != nil || d.String() != text {
			t.Errorf("%s became %s, %v", text, d, err)
		}
	}
	for _, text := range []string{"", "2026-2-1", "01/11/2026", "2026-02-30", "2027-02-29", "2026-11-01T00:00", "2026-13-01", "oggi"} {
		if d, err := caterina.ParseDate(text); err == nil {
			t.Errorf("%q was read as %s", text, d)
		}
	}
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()

	for _, test := range []struct {
		from caterina.Date
		days int
		want string
	}{
		{day(2026, time.December, 31), 1, "2027-01-01"},
		{day(2028, time.February, 28), 1, "2028-02-29"},
		{day(2026, time.March, 1), -1, "2026-02-28"},
		{day(2026, time.March, 28), 2, "2026-03-30"}, // over the clock change
		{day(2026, time.November, 22), 0, "2026-11-22"},
	} {
		got := test.from.AddDays(test.days)
		if got.String() != test.want {
			t.Errorf("%s %+d days = %s, want %s", test.from, test.days, got, test.want)
		}
		if test.from.Before(got) != (test.days > 0) || got.Before(test.from) != (test.days < 0) {
			t.Errorf("%s and %s are ordered wrongly", test.from, got)
		}
		if sign := test.from.Compare(got); (sign < 0) != (test.days > 0) || (sign > 0) != (test.days < 0) {
			t.Errorf("Compare(%s, %s) = %d", test.from, got, sign)
		}
	}
	if got := day(2026, time.November, 22).Weekday(); got != time.Sunday {
		t.Errorf("22 November 2026 is a %s", got)
	}
}

func TestBeforeLooksAtTheYearFirst(t *testing.T) {
	t.Parallel()

	for _, pair := range [][2]caterina.Date{
		{day(2026, time.December, 31), day(2027, time.January, 1)},
		{day(2026, time.January, 31), day(2026, time.February, 1)},
		{day(2026, time.January, 1), day(2026, time.January, 2)},
	} {
		if !pair[0].Before(pair[1]) || pair[1].Before(pair[0]) || pair[0].Before(pair[0]) {
			t.Errorf("%s and %s are ordered wrongly", pair[0], pair[1])
		}
	}
}

func TestDateOfUsesTheLocationOfTheInstant(t *testing.T) {
	t.Parallel()

	instant := time.Date(2026, time.November, 21, 23, 30, 0, 0, time.UTC)
	if got := caterina.DateOf(instant.In(caterina.Rome())).String(); got != "2026-11-22" {
		t.Errorf("in Rome it is %s", got)
	}
	if got := caterina.DateOf(instant).String(); got != "2026-11-21" {
		t.Errorf("in UTC it is %s", got)
	}
}

func TestRomeKnowsSummerTime(t *testing.T) {
	t.Parallel()

	for month, want := range map[time.Month]int{time.January: 3600, time.July: 7200} {
		if _, offset := time.Date(2026, month, 1, 12, 0, 0, 0, caterina.Rome()).Zone(); offset != want {
			t.Errorf("%s: offset %d s, want %d", month, offset, want)
		}
	}
}

func TestCivilValuesTravelAsText(t *testing.T) {
	t.Parallel()

	type all struct {
		Date    caterina.Date
		Day     caterina.MonthDay
		Clock   caterina.Clock
		Weekday caterina.Weekday
	}
	const text = `{"Date":"2026-11-01","Day":"02-29","Clock":"09:30","Weekday":"sun"}`
	var v all
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	if b, err := json.Marshal(v); err != nil || string(b) != text {
		t.Errorf("got %s, %v", b, err)
	}
	for _, bad := range []string{`{"Date":"1 novembre"}`, `{"Day":"02-30"}`, `{"Day":"1-1"}`, `{"Clock":"25:00"}`, `{"Clock":"24:01"}`, `{"Clock":"9"}`, `{"Clock":"-1:00"}`, `{"Clock":"09:30 circa"}`, `{"Clock":"+9:30"}`, `{"Clock":"9:5"}`, `{"Clock":"009:30"}`, `{"Weekday":"lun"}`, `{"Weekday":""}`} {
		if err := json.Unmarshal([]byte(bad), &v); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
}

func TestEveryMinuteOfADayIsReadBack(t *testing.T) {
	t.Parallel()

	for want := range caterina.Clock(24*60 + 1) {
		var got caterina.Clock
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Fatalf("%s became %s, %v", want, got, err)
		}
	}
}

func TestClockOnADay(t *testing.T) {
	t.Parallel()

	d := day(2026, time.November, 22)
	if got := caterina.Clock(9*60+30).On(d, caterina.Rome()).Format(time.RFC3339); got != "2026-11-22T09:30:00+01:00" {
		t.Errorf("got %s", got)
	}
	if got := caterina.Clock(24*60).On(d, caterina.Rome()).Format(time.RFC3339); got != "2026-11-23T00:00:00+01:00" {
		t.Errorf("24:00 is %s", got)
	}
}
