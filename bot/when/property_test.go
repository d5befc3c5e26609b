package when_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.org/caterina"
	"example.org/caterina/bot/when"
)

// aDayOf is the one day that words name on a day.
func aDayOf(t *testing.T, text string, now time.Time) caterina.Date {
	t.Helper()
	w, ok := when.Parse(text, now)
	if !ok || len(w.Days) != 1 || w.Days[0].First != w.Days[0].Last {
		t.Fatalf("%q on %s is %q, want one day", text, now, show(w, ok, now))
	}
	return w.Days[0].First
}

// everyDay calls f at ten in the morning of each day of two years, clock changes and
// a leap day among them.
func everyDay(f func(now time.Time, today caterina.Date)) {
	for d := (caterina.Date{Year: 2027, Month: time.June, Day: 1}); d.Year < 2029 || d.Month < time.June; d = d.AddDays(1) {
		f(caterina.Clock(10*60).On(d, caterina.Rome()), d)
	}
}

func TestDaysAreCountedFromTodayOnEveryDay(t *testing.T) {
	t.Parallel()
	everyDay(func(now time.Time, today caterina.Date) {
		for text, days := range map[string]int{
			"oggi": 0, "domani": 1, "dopodomani": 2, "tra tre giorni": 3, "fra 10 giorni": 10, "domani a otto": 8, "oggi a quindici": 14,
		} {
			if got, want := aDayOf(t, text, now), today.AddDays(days); got != want {
				t.Errorf("%q on %s is %s, want %s", text, today, got, want)
			}
		}
	})
}

func TestAWeekdayIsTheNextOneOnEveryDay(t *testing.T) {
	t.Parallel()
	names := []string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}
	everyDay(func(now time.Time, today caterina.Date) {
		for day, name := range names {
			got := aDayOf(t, name, now)
			if !today.Before(got) || today.AddDays(7).Before(got) || got.Weekday() != time.Weekday(day) {
				t.Errorf("%s on %s is %s", name, today, got)
			}
			if second := aDayOf(t, "tra due "+name, now); second != got.AddDays(7) {
				t.Errorf("tra due %s on %s is %s, want a week after %s", name, today, second, got)
			}
			inWeek := aDayOf(t, name+" della settimana prossima", now)
			if inWeek.Weekday() != time.Weekday(day) || !today.Before(inWeek) || today.AddDays(13).Before(inWeek) {
				t.Errorf("%s of next week on %s is %s", name, today, inWeek)
			}
		}
	})
}

func TestNextWeekIsAWholeWeekAheadOnEveryDay(t *testing.T) {
	t.Parallel()
	everyDay(func(now time.Time, today caterina.Date) {
		next, _ := when.Parse("la settimana prossima", now)
		this, _ := when.Parse("questa settimana", now)
		first, last := next.Days[0].First, next.Days[0].Last
		if first.Weekday() != time.Monday || last != first.AddDays(6) || !today.Before(first) || today.AddDays(7).Before(first) {
			t.Errorf("next week on %s is %s..%s", today, first, last)
		}
		begins := today
		if today.Weekday() == time.Sunday {
			begins = first // both are the week that is about to begin
		}
		if this.Days[0].First != begins || this.Days[0].Last.Weekday() != time.Sunday {
			t.Errorf("this week on %s is %s..%s", today, this.Days[0].First, this.Days[0].Last)
		}
	})
}

// TestANumberIsTheNextSuchDay guards "il 31" in short months and over New Year.
func TestANumberIsTheNextSuchDay(t *testing.T) {
	t.Parallel()
	everyDay(func(now time.Time, today caterina.Date) {
		for n := 1; n <= 31; n++ {
			got := aDayOf(t, fmt.Sprintf("il %d", n), now)
			if got.Day != n || got.Before(today) || today.AddDays(62).Before(got) {
				t.Errorf("il %d on %s is %s", n, today, got)
			}
		}
	})
}

func TestEveryDateIsReadHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	months := []string{
		"gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
	}
	weekdays := []string{"domenica", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato"}
	today := caterina.DateOf(tuesday())
	for n := range 365 - 60 { // farther ahead a date without a year is the one that has been
		d := today.AddDays(n)
		month := months[d.Month-1]
		for _, text := range []string{
			fmt.Sprintf("il %d %s", d.Day, month),
			fmt.Sprintf("%d %s %d", d.Day, month, d.Year),
			fmt.Sprintf("per il %d di %s", d.Day, month),
			fmt.Sprintf("%s %d %s", weekdays[d.Weekday()], d.Day, month),
			fmt.Sprintf("%02d/%02d/%d", d.Day, d.Month, d.Year),
			fmt.Sprintf("il %d.%d.%d", d.Day, d.Month, d.Year),
			fmt.Sprintf("%s %d/%d", weekdays[d.Weekday()], d.Day, d.Month),
			d.String(),
			fmt.Sprintf("%s %d, %d", d.Month, d.Day, d.Year),
			fmt.Sprintf("%d %s", d.Day, d.Month),
		} {
			if got := aDayOf(t, text, tuesday()); got != d {
				t.Errorf("%q is %s, want %s", text, got, d)
			}
		}
	}
}

func TestEveryQuarterOfAWorkingDayIsReadAsItIsSpoken(t *testing.T) {
	t.Parallel()
	hours := []string{"", "una", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici"}
	quarters := []string{"", " e un quarto", " e mezza", " e tre quarti"}
	for c := caterina.Clock(8 * 60); c < 19*60; c += 15 {
		h := (int(c)/60-1)%12 + 1
		at := "alle " + hours[h]
		if h == 1 {
			at = "all'una"
		}
		spoken := at + quarters[int(c)%60/15]
		if c >= 19*60 || c < 13*60 && h < 8 {
			continue
		}
		if h == 7 { // seven in the evening has to be said
			spoken += " di sera"
		}
		for _, text := range []string{spoken, "alle " + c.String(), strings.ReplaceAll("ore "+c.String(), ":", ".")} {
			w, ok := when.Parse(text, tuesday())
			if !ok || w.Around == nil || *w.Around != c {
				t.Errorf("%q is %q, want ~%s", text, show(w, ok, tuesday()), c)
			}
		}
	}
}

// TestADayAndATimeSaidTogetherAreBothMeant guards that what is understood alone is
// understood beside anything else, in both orders.
func TestADayAndATimeSaidTogetherAreBothMeant(t *testing.T) {
	t.Parallel()
	days := []string{
		"giovedì", "domani", "il 3 dicembre", "la settimana prossima", "dal 3 al 10 dicembre", "entro venerdì", "dopo il 10", "non di lunedì",
		"lunedì o martedì", "il martedì", "a fine mese", "tra due settimane", "14/12/2026", "la settimana prossima tranne mercoledì",
	}
	times := []string{
		"di mattina", "nel pomeriggio", "alle 10", "verso le dieci e mezza", "dopo le 15", "prima delle 10", "tra le 9 e le 11",
		"dalle 14 alle 16", "nel tardo pomeriggio", "non prima delle 10", "a mezzogiorno",
	}
	for _, d := range days {
		day, _ := when.Parse(d, tuesday())
		for _, c := range times {
			clock, _ := when.Parse(c, tuesday())
			want := day
			want.From, want.To, want.Around = clock.From, clock.To, clock.Around
			for _, text := range []string{d + ", " + c, c + ", " + d, "vorrei venire " + d + ", se possibile " + c} {
				got, ok := when.Parse(text, tuesday())
				if a, b := show(got, ok, tuesday()), show(want, true, tuesday()); a != b {
					t.Errorf("%q is %q, want %q", text, a, b)
				}
			}
		}
	}
}

// TestCaseAccentsAndManners guards that how something is written changes nothing.
func TestCaseAccentsAndManners(t *testing.T) {
	t.Parallel()
	plain := strings.NewReplacer("ì", "i", "è", "e", "é", "e", "à", "a", "ù", "u", "ò", "o")
	curly := strings.NewReplacer("'", "’")
	for _, r := range italian() {
		if strings.Contains(r.want, "!") || utf8.RuneCountInString(r.text) < 5 || strings.ContainsAny(r.text, ".-?") {
			continue
		}
		for _, text := range []string{
			strings.ToUpper(r.text), plain.Replace(r.text), curly.Replace(r.text), "  " + r.text + " ", r.text + "?", r.text + "!", r.text + ", grazie",
			"Buongiorno, " + r.text, r.text + "\n",
		} {
			got, ok := when.Parse(text, tuesday())
			if s := show(got, ok, tuesday()); s != r.want {
				t.Errorf("%q is %q, want %q", text, s, r.want)
			}
		}
	}
}

// TestOnASundayTheWeekIsTheOneToCome guards what people mean on the day between two
// weeks.
func TestOnASundayTheWeekIsTheOneToCome(t *testing.T) {
	t.Parallel()
	sunday := time.Date(2026, 11, 22, 10, 0, 0, 0, caterina.Rome())
	for _, r := range []row{
		{"questa settimana", "2026-11-23..2026-11-29"},
		{"la settimana prossima", "2026-11-23..2026-11-29"},
		{"la settimana scorsa", "!past"},
		{"domani", "2026-11-23"},
		{"lunedì", "2026-11-23"},
		{"domenica", "2026-11-29"},
		{"nel weekend", "2026-11-28..2026-11-29"},
	} {
		got, ok := when.Parse(r.text, sunday)
		if s := show(got, ok, sunday); s != r.want {
			t.Errorf("%q is %q, want %q", r.text, s, r.want)
		}
	}
}

func TestTodayIsTheDayInRome(t *testing.T) {
	t.Parallel()
	late := time.Date(2027, 7, 31, 22, 30, 0, 0, time.UTC) // half past midnight of 1 August in Rome
	if got := aDayOf(t, "oggi", late); got.String() != "2027-08-01" {
		t.Errorf("today is %s", got)
	}
	if got := aDayOf(t, "domani", late); got.String() != "2027-08-02" {
		t.Errorf("tomorrow is %s", got)
	}
}

// TestOverNewYear guards dates without a year in the last days of one.
func TestOverNewYear(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 29, 11, 0, 0, 0, caterina.Rome())
	for _, r := range []row{
		{"il 7 gennaio", "2027-01-07"},
		{"il 31 dicembre", "2026-12-31"},
		{"il 4", "2027-01-04"},
		{"dal 30 dicembre all'8 gennaio", "2026-12-30..2027-01-08"},
		{"dal 30 all'8 gennaio", "2026-12-30..2027-01-08"},
		{"dopo le feste", "2027-01-07.."},
		{"il mese prossimo", "2027-01-01..2027-01-31"},
		{"dopo l'Epifania", "2027-01-07.."},
		{"a Capodanno", "2027-01-01"},
		{"stamattina alle 9", "2026-12-29 ~09:00 !past"},
		{"fra tre settimane", "2027-01-19..2027-01-25"},
	} {
		got, ok := when.Parse(r.text, now)
		if s := show(got, ok, now); s != r.want {
			t.Errorf("%q is %q, want %q", r.text, s, r.want)
		}
	}
}

// TestAnHourThatIsNotOnTheClockIsNone guards against numbers that only look like
// times.
func TestAnHourThatIsNotOnTheClockIsNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"alle 25", "alle 9:75", "alle 99", "ore 24.30", "alle 9.7"} {
		if w, ok := when.Parse(text, tuesday()); ok {
			t.Errorf("%q is %q", text, show(w, ok, tuesday()))
		}
	}
}

func TestTheSameWordsMeanTheSameTwice(t *testing.T) {
	t.Parallel()
	for _, r := range italian() {
		a, okA := when.Parse(r.text, tuesday())
		b, okB := when.Parse(r.text, tuesday())
		if okA != okB || !reflect.DeepEqual(a, b) {
			t.Errorf("%q is %+v, then %+v", r.text, a, b)
		}
	}
}

// TestAFloodOfWordsIsReadInPart guards that reading takes no longer than a message
// of some length does.
func TestAFloodOfWordsIsReadInPart(t *testing.T) {
	t.Parallel()
	flood := "giovedì " + strings.Repeat("dal 3 al 10 o non prima di ", 10_000)
	if _, ok := when.Parse(flood, tuesday()); !ok {
		t.Error("the beginning is not read")
	}
	far := strings.Repeat("parole ", 10_000) + "giovedì"
	if _, ok := when.Parse(far, tuesday()); ok {
		t.Error("the end of a flood is read")
	}
}

// FuzzParse guards that no words break the reader, and that what it finds can be
// looked for: days that exist and have not been, from before to.
func FuzzParse(f *testing.F) {
	for _, r := range append(italian(), append(rows(english), rows(nothing)...)...) {
		f.Add(r.text, int64(0))
	}
	f.Add("dal 31 al 31 di febbraio tra l'una e le 24 e 99/99/9999", int64(86400*40))
	f.Fuzz(func(t *testing.T, text string, seconds int64) {
		now := tuesday().Add(time.Duration(seconds%(10*365*86400)) * time.Second)
		w, ok := when.Parse(text, now)
		if !ok {
			if !reflect.DeepEqual(w, caterina.When{}) {
				t.Errorf("%q says nothing and is %+v", text, w)
			}
			return
		}
		for _, d := range append(w.Days, w.NotDays...) {
			sound(t, text, d)
		}
		for _, d := range w.Days {
			if d.Last.Before(caterina.DateOf(now)) {
				t.Errorf("%q on %s is %s, which has been", text, now, d.Last)
			}
		}
		if w.From < 0 || w.To < 0 || w.From >= 24*60 || w.To > 24*60 || w.To > 0 && w.To <= w.From {
			t.Errorf("%q is from %s to %s", text, w.From, w.To)
		}
		if w.Around != nil && (*w.Around < 0 || *w.Around >= 24*60) {
			t.Errorf("%q is around %s", text, *w.Around)
		}
	})
}

// sound fails the test when a stretch of days is none.
func sound(t *testing.T, text string, d caterina.DateRange) {
	t.Helper()
	for _, day := range []caterina.Date{d.First, d.Last} {
		if day.AddDays(0) != day {
			t.Errorf("%q is %s, which does not exist", text, day)
		}
	}
	if d.Last.Before(d.First) {
		t.Errorf("%q is from %s to %s", text, d.First, d.Last)
	}
}
