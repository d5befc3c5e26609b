package caterina

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Rome is where every town is: civil dates and opening hours are in its time.
// It falls back to UTC+1 on a machine without zone data; cmd/caterina embeds
// time/tzdata so that this never happens in the binary.
func Rome() *time.Location { return rome() }

//nolint:gochecknoglobals // read once from the zone files, never changed: a turn asks for it several times
var rome = sync.OnceValue(func() *time.Location {
	loc, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		return time.FixedZone("CET", 3600)
	}
	return loc
})

// Date is a day of the civil calendar, written "2026-11-01".
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// DateOf returns the day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads "2026-11-01".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date: write it as year-month-day, for example 2026-11-01", s)
	}
	return DateOf(t), nil
}

// String returns the day as "2026-11-01".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day) }

// Time returns the first instant of the day in loc.
func (d Date) Time(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// AddDays returns the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Time(time.UTC).AddDate(0, 0, n)) }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time(time.UTC).Weekday() }

// Before says whether d comes before e.
func (d Date) Before(e Date) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// MarshalText writes the day as "2026-11-01".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2026-11-01".
func (d *Date) UnmarshalText(b []byte) error {
	parsed, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}

// MonthDay is a day that returns every year, written "12-01".
type MonthDay struct {
	Month time.Month
	Day   int
}

// ParseMonthDay reads "12-01".
func ParseMonthDay(s string) (MonthDay, error) {
	t, err := time.Parse("2006-01-02", "2024-"+s) // a leap year, so that 02-29 is valid
	if err != nil {
		return MonthDay{}, fmt.Errorf("%q is not a day of the year: write it as month-day, for example 12-01", s)
	}
	return MonthDay{t.Month(), t.Day()}, nil
}

// String returns the day as "12-01".
func (m MonthDay) String() string { return fmt.Sprintf("%02d-%02d", m.Month, m.Day) }

// MarshalText writes the day as "12-01".
func (m MonthDay) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads "12-01".
func (m *MonthDay) UnmarshalText(b []byte) error {
	parsed, err := ParseMonthDay(string(b))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

// Clock is a time of day in minutes since midnight, 0 to 1440, written "09:30".
type Clock int

// String returns the time as "09:30".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

// MarshalText writes the time as "09:30".
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads "09:30".
func (c *Clock) UnmarshalText(b []byte) error {
	hours, minutes, ok := strings.Cut(string(b), ":")
	h, errH := strconv.ParseUint(hours, 10, 8)
	m, errM := strconv.ParseUint(minutes, 10, 8)
	if !ok || errH != nil || errM != nil || len(hours) > 2 || len(minutes) != 2 || m > 59 || h*60+m > dayMinutes {
		return fmt.Errorf("%q is not a time of day: write it as hours:minutes, for example 09:30", b)
	}
	*c = Clock(h*60 + m)
	return nil
}

// Hours is when an office is open in an ordinary week. In YAML it is either the
// sentence people write ("lunedì e mercoledì 9-13, martedì 15-17") or
// {text, shifts}. Text keeps the sentence.
type Hours struct {
	Text   string  `json:"text,omitempty"`
	Shifts []Shift `json:"shifts,omitempty"`
}

// Shift is one stretch of opening on one day of the week.
type Shift struct {
	Weekday       Weekday `json:"weekday"`
	From          Clock   `json:"from"`
	To            Clock   `json:"to"`
	ByAppointment bool    `json:"by_appointment,omitempty"`
}

// Weekday is a day of the week that is written "mon" … "sun".
type Weekday time.Weekday

// MarshalText writes "mon" … "sun".
func (w Weekday) MarshalText() ([]byte, error) { return []byte(weekdayNames()[w]), nil }

// UnmarshalText reads "mon" … "sun".
func (w *Weekday) UnmarshalText(b []byte) error {
	for i, name := range weekdayNames() {
		if name == string(b) {
			*w = Weekday(i)
			return nil
		}
	}
	return fmt.Errorf("%q is not a day of the week: write mon, tue, wed, thu, fri, sat or sun", b)
}

func weekdayNames() [7]string { return [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} }
