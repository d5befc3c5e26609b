package when

import (
	"time"

	"example.org/caterina"
)

// monday is the first day of the week so many weeks ahead. On a Sunday this week is
// the one that is about to begin, and next week too.
func (r *reader) monday(n int) caterina.Date {
	if r.today.Weekday() == time.Sunday {
		return r.today.AddDays(1 + 7*(max(n, 1)-1))
	}
	return r.today.AddDays(1 - int(r.today.Weekday()) + 7*n)
}

// weekFrom is the week so many weeks ahead.
func (r *reader) weekFrom(n int) value {
	first := r.monday(n)
	v := fromTo(first, first.AddDays(6))
	v.wide = true
	return v
}

// week reads a week: "la settimana prossima", "this week", "la settimana del 14".
func (r *reader) week(i int) ([]value, int) {
	n, width, ok := r.weekNamed(i)
	if !ok {
		return nil, 0
	}
	j := i + width
	if v, m := r.weekOf(j); n == 0 && m > 0 {
		return []value{v}, j + m - i
	}
	if n == noWeek {
		return nil, 0
	}
	return []value{r.weekFrom(n)}, width
}

// weekOf reads the day that tells a week: "la settimana del 14", "di Natale".
func (r *reader) weekOf(i int) (value, int) {
	if !is(r.at(i), "del dell di") {
		return value{}, 0
	}
	v, n := r.calendarDay(i + 1)
	if feast, m := r.feast(i + 1); n == 0 && m > 0 {
		v, n = feast[0], m
	}
	if n == 0 || v.sort != someDays {
		return value{}, 0
	}
	first := v.days.First.AddDays(-int(v.days.First.Weekday()+6) % 7)
	v = fromTo(first, first.AddDays(6))
	v.wide = true
	return v, n + 1
}

// noWeek is a week that no word tells from the others.
const noWeek = -100

// weekNamed reads which week is meant, in weeks from this one.
func (r *reader) weekNamed(i int) (n, width int, ok bool) {
	j := r.skip(i, "prossima next questa this scorsa corrente")
	if !is(r.at(j), "settimana week") {
		return 0, 0, false
	}
	n, k, ok := r.weekAfter(j + 1)
	before := ""
	if j > i {
		before = r.at(i)
	}
	this := j > i || is(r.at(i-1), "in nella") || r.at(i-1) == "la" && r.at(i-2) == "entro"
	_, told := r.weekOf(k)
	switch {
	case ok:
		return n, k - i, true
	case is(before, "prossima next"):
		return 1, k - i, true
	case before == "scorsa":
		return -1, k - i, true
	case r.at(k) != "dal" && this, told > 0:
		return 0, k - i, true
	case before == "" && r.at(k) == "dopo" && r.kind(k+1) != word:
		return 1, k + 1 - i, true
	}
	return noWeek, k - i, false
}

// weekAfter reads the words behind "settimana" that say which one is meant.
func (r *reader) weekAfter(k int) (n, end int, ok bool) {
	switch {
	case r.phrase(k, "dopo la prossima", "after next") > 0:
		return 2, k + r.phrase(k, "dopo la prossima", "after next"), true
	case is(r.at(k), "prossima entrante ventura successiva next"):
		return 1, k + 1, true
	case r.phrase(k, "che viene", "che entra") > 0:
		return 1, k + 2, true
	case r.at(k) == "corrente":
		return 0, k + 1, true
	}
	return 0, k, false
}

// workdays reads the days on which offices work.
func (r *reader) workdays(i int) ([]value, int) {
	n := r.phrase(i, "giorni feriali", "giorno feriale", "giorni lavorativi", "giorno lavorativo", "feriali", "weekdays", "weekday")
	if n == 0 || r.num(i-1) > 1 {
		return nil, 0
	}
	var values []value
	for d := time.Monday; d <= time.Friday; d++ {
		values = append(values, value{sort: someWeekday, weekday: d})
	}
	return values, n
}

// month reads a month: "a dicembre", "il mese prossimo", "gennaio 2027".
func (r *reader) month(i int) ([]value, int) {
	first, n := r.monthAt(i)
	if n == 0 {
		return nil, 0
	}
	v := fromTo(first, addMonths(first, 1).AddDays(-1))
	v.wide = true
	return []value{v}, n
}

// monthAt reads a month by its name or from this one, and gives its first day.
func (r *reader) monthAt(i int) (caterina.Date, int) {
	if first, n := r.monthNamed(i); n > 1 || n == 1 && is(r.at(i-1), "il del nel") && is(r.at(i-2), "entro fine la nel") {
		return first, n
	}
	m := monthOf(r.at(i))
	if m == 0 || is(r.at(i), "may march mag giu") && !is(r.at(i-1), "in next of early late mid by until") {
		return caterina.Date{}, 0
	}
	year, n := r.year(i + 1)
	if n == 0 {
		if year = r.today.Year; m < r.today.Month {
			year++
		}
	}
	first := caterina.Date{Year: year, Month: m, Day: 1}
	if is(r.at(i-1), "da dal from since") && r.today.AddDays(180).Before(first) {
		return caterina.Date{}, 0 // "disoccupato da settembre"
	}
	return first, 1 + n
}

// weekend reads the end of a week.
func (r *reader) weekend(i int) ([]value, int) {
	n := r.phrase(i, "fine settimana", "weekend", "week end", "fine di questa settimana")
	if n == 0 || is(r.at(i+n), "prossima") && r.at(i) == "fine" {
		return nil, 0
	}
	saturday := r.monday(0).AddDays(5)
	if r.at(i) == "fine" && r.at(i-1) == "a" {
		return []value{fromTo(saturday.AddDays(-1), saturday.AddDays(1))}, n
	}
	return []value{fromTo(saturday, saturday.AddDays(1))}, n
}

// slice is which part of a month or a week is meant.
type slice struct{ monthFrom, monthTo, weekFrom, weekTo int }

// slices lists the parts of a month and of a week, with the words for them. A day
// beyond the month is its last.
func (r *reader) sliceAt(i int) (slice, int) {
	for _, s := range []struct {
		slice
		phrases []string
	}{
		{slice{1, 15, 0, 3}, []string{"prima meta", "first half"}},
		{slice{16, 31, 3, 6}, []string{"seconda meta", "second half"}},
		{slice{1, 7, 0, 6}, []string{"prima settimana", "first week"}},
		{slice{-6, 31, 0, 6}, []string{"ultima settimana", "last week"}},
		{slice{31, 31, 6, 6}, []string{"ultimo giorno", "last day"}},
		{slice{1, 1, 0, 0}, []string{"primo giorno", "first day"}},
		{slice{1, 10, 0, 1}, []string{"inizio", "inizi", "primi giorni", "primi", "beginning", "start", "early"}},
		{slice{11, 20, 2, 3}, []string{"meta", "middle", "mid"}},
		{slice{21, 31, 4, 6}, []string{"fine", "ultimi giorni", "ultimi", "end", "late"}},
	} {
		if n := r.phrase(i, s.phrases...); n > 0 {
			return s.slice, n
		}
	}
	return slice{}, 0
}

// coarse reads a part of a month or week: "a fine mese", "i primi di dicembre".
func (r *reader) coarse(i int) ([]value, int) {
	s, n := r.sliceAt(i)
	if n == 0 {
		return nil, 0
	}
	j := r.skip(i+n, "di del della dell dello of the")
	if w, width, ok := r.weekNamed(j); ok || width > 0 {
		return []value{r.weekSlice(s, w)}, j + width - i
	}
	if first, width := r.monthAt(j); width > 0 {
		return []value{r.monthSlice(s, first)}, j + width - i
	}
	if is(r.at(j), "anno year") {
		v := r.monthSlice(s, caterina.Date{Year: r.today.Year, Month: time.December, Day: 1})
		return []value{v}, j + 1 - i
	}
	if is(r.at(j), "mese month") {
		first := caterina.Date{Year: r.today.Year, Month: r.today.Month, Day: 1}
		v := r.monthSlice(s, first)
		if v.days.Last.Before(r.today) {
			v = r.monthSlice(s, addMonths(first, 1))
		}
		return []value{v}, j + 1 - i
	}
	return nil, 0
}

func (r *reader) weekSlice(s slice, n int) value {
	part := func(n int) value {
		first := r.monday(n)
		return fromTo(first.AddDays(s.weekFrom), first.AddDays(s.weekTo))
	}
	if n != noWeek {
		return part(n)
	}
	if v := part(0); !v.days.Last.Before(r.today) && (s.weekFrom > 0 || !v.days.First.Before(r.today)) {
		return v
	}
	return part(1)
}

func (r *reader) monthSlice(s slice, first caterina.Date) value {
	last := addMonths(first, 1).AddDays(-1)
	from := s.monthFrom
	if from < 0 {
		from += last.Day
	}
	v := fromTo(first.AddDays(min(from, last.Day)-1), first.AddDays(min(s.monthTo, last.Day)-1))
	v.wide = v.days.First != v.days.Last
	return v
}

// nthWeekday reads "il secondo giovedì di gennaio".
func (r *reader) nthWeekday(i int) ([]value, int) {
	n := 0
	for k, names := range [...]string{1: "primo prima first", 2: "secondo seconda second", 3: "terzo terza third", 4: "quarto quarta fourth", 5: "ultimo ultima last"} {
		if is(r.at(i), names) {
			n = k
		}
	}
	day, _, ok := weekdayOf(r.at(i + 1))
	if n == 0 || !ok || !is(r.at(i+2), "di del of") {
		return nil, 0
	}
	j := r.skip(i+2, "di del of the")
	first, width := r.monthAt(j)
	if width == 0 && is(r.at(j), "mese month") {
		first, width = caterina.Date{Year: r.today.Year, Month: r.today.Month, Day: 1}, 1
	}
	if width == 0 {
		return nil, 0
	}
	d := nthOf(first, n, day)
	if d.Before(r.today) && is(r.at(j), "mese month") {
		d = nthOf(addMonths(first, 1), n, day)
	}
	return []value{oneDay(d)}, j + width - i
}

// nthOf is the nth such weekday of a month, the fifth being the last.
func nthOf(first caterina.Date, n int, day time.Weekday) caterina.Date {
	d := first.AddDays(int(day-first.Weekday()+7) % 7)
	for d.AddDays(7).Month == first.Month && n > 1 {
		d, n = d.AddDays(7), n-1
	}
	return d
}
