package when

import (
	"strconv"
	"time"

	"example.org/caterina"
)

// recent is how many days ago a date without a year still means the one that has
// been, not next year's.
const recent = 60

// date reads a day of the calendar: "il 3", "3 dicembre 2026", "14/12", "December 3rd".
func (r *reader) date(i int) ([]value, int) {
	v, n := r.calendarDay(i)
	if n == 0 {
		return nil, 0
	}
	return []value{v}, n
}

func (r *reader) calendarDay(i int) (value, int) {
	if v, n := r.written(i); n > 0 {
		return v, n
	}
	if m := monthOf(r.at(i)); m != 0 && r.num(i+1) > 0 && (r.kind(i+1) == nth || r.kind(i+1) == digit && r.num(i+1) <= 31) {
		year, n := r.year(r.skip(i+2, ","))
		if n == 0 {
			return r.dated(r.num(i+1), m, 0), 2
		}
		return r.dated(r.num(i+1), m, year), r.skip(i+2, ",") + n - i
	}
	day := r.num(i)
	if is(r.at(i), "primo") {
		day = 1
	}
	if day < 1 || r.kind(i) == taken {
		return value{}, 0
	}
	if v, n := r.dayAndMonth(i, day); n > 0 {
		return v, n
	}
	if day > 31 || !r.dayCue(i) {
		return value{}, 0
	}
	return r.dayOnly(i, day)
}

// written reads a date in figures.
func (r *reader) written(i int) (value, int) {
	switch r.kind(i) {
	case date:
		return r.dated(r.tokens[i].n, time.Month(r.tokens[i].m), r.tokens[i].y), 1
	case pair:
		if _, _, day := weekdayOf(r.at(i - 1)); !day && r.at(i-1) != "il" && is(r.tokens[i].dayMonth(), "24/7 7/7") {
			return value{}, 0
		}
		return r.figures(i)
	case tie:
		if v, n := r.tiedDays(i); n > 0 {
			return v, n
		}
	case point:
	default:
		return value{}, 0
	}
	if !r.alone(i) && !r.afterDay() && !is(r.at(i-1), "il l del dell dal dall al entro per giorno") {
		return value{}, 0
	}
	return r.figures(i)
}

// figures reads a day and a month where two numbers can be that.
func (r *reader) figures(i int) (value, int) {
	t := r.tokens[i]
	if t.n < 1 || t.n > 31 || t.m < 1 || t.m > 12 {
		return value{}, 0
	}
	return r.dated(t.n, time.Month(t.m), 0), 1
}

// dayMonth writes the two numbers of a token.
func (t token) dayMonth() string { return strconv.Itoa(t.n) + "/" + strconv.Itoa(t.m) }

// tiedDays reads "3-4 dicembre".
func (r *reader) tiedDays(i int) (value, int) {
	m := monthOf(r.at(i + 1))
	if m == 0 {
		return value{}, 0
	}
	a, b := r.dated(r.tokens[i].n, m, 0), r.dated(r.tokens[i].m, m, 0)
	if a.sort == noTime || b.sort == noTime || b.days.First.Before(a.days.First) {
		return bad(caterina.WhenNoSuchDay), 2
	}
	return fromTo(a.days.First, b.days.First), 2
}

// dayAndMonth reads a day whose month follows, or follows the day after it: "il 3 o
// il 4 dicembre".
func (r *reader) dayAndMonth(i, day int) (value, int) {
	j := r.skip(i+1, "di del of the")
	if m := monthOf(r.at(j)); m != 0 && r.at(i) != "a" && r.at(i) != "un" {
		year, n := r.year(j + 1)
		return r.dated(day, m, year), j + 1 + n - i
	}
	if is(r.at(i-1), "alle le dalle ore h sulle delle") || numberWord(r.at(i)) == 1 {
		return value{}, 0
	}
	for j = i + 1; j < i+9; {
		k := r.skip(j, ", e o oppure and or to al -")
		if k == j {
			return value{}, 0
		}
		k = r.skip(k, "il l al the")
		if r.num(k) < 1 || r.kind(k) == taken {
			return value{}, 0
		}
		if j = k + 1; monthOf(r.at(r.skip(j, "di del of"))) != 0 {
			year, _ := r.year(r.skip(j, "di del of") + 1)
			v := r.dated(day, monthOf(r.at(r.skip(j, "di del of"))), year)
			v.borrowed = true
			return v, 1
		}
	}
	return value{}, 0
}

// year reads a year after a month.
func (r *reader) year(i int) (year, n int) {
	j := r.skip(i, "del")
	if y := r.num(j); r.kind(j) == digit && y >= 2000 && y < 2100 {
		return y, j + 1 - i
	}
	return 0, 0
}

// dayCue says whether the words before a number make it a day of the month.
func (r *reader) dayCue(i int) bool {
	if n := numberWord(r.at(i)); n == 1 && r.at(i) != "primo" {
		return false
	}
	if is(r.at(i), "primo") {
		return r.phrase(i+1, "del mese", "del prossimo mese", "di questo mese") > 0
	}
	if r.kind(i) == nth {
		return is(r.at(i-1), "il the on") || r.alone(i)
	}
	if is(r.at(i-1), "il l al dal dall del dell nel giorno") {
		return true
	}
	v, ok := r.last()
	return ok && v.bare && r.kind(i) == digit
}

// dayOnly reads a day of this month or the next, as the words after it say.
func (r *reader) dayOnly(i, day int) (value, int) {
	j := r.skip(i+1, "di del of")
	if j > i+1 {
		if month, n := r.monthNamed(j); n > 1 {
			return r.dated(day, month.Month, month.Year), j + n - i
		}
	}
	v := oneDay(nextDay(r.today, day))
	v.bare = true
	return v, 1 + r.phrase(i+1, "del mese", "of the month")
}

// monthNamed reads "mese prossimo", "questo mese", "next month": its first day.
func (r *reader) monthNamed(i int) (caterina.Date, int) {
	j := r.skip(i, "questo prossimo prossima this next corrente ultimo scorso last")
	if !is(r.at(j), "mese month") {
		return caterina.Date{}, 0
	}
	k := j + 1
	if is(r.at(k), "prossimo prossima scorso passato corrente dopo successivo entrante") || r.phrase(k, "che viene") > 0 {
		k += max(1, r.phrase(k, "che viene"))
	}
	first := caterina.Date{Year: r.today.Year, Month: r.today.Month, Day: 1}
	for n := i; n < k; n++ {
		switch w := r.at(n); {
		case is(w, "prossimo prossima next dopo successivo entrante viene"):
			return addMonths(first, 1), k - i
		case is(w, "scorso passato last"):
			return addMonths(first, -1), k - i
		}
	}
	return first, k - i
}

// dated is a day of a month; the year 0 is the one that is meant today.
func (r *reader) dated(day int, month time.Month, year int) value {
	d := caterina.Date{Year: year, Month: month, Day: day}
	if year == 0 {
		d.Year = r.today.Year
		if d.Before(r.today.AddDays(-recent)) {
			d.Year++
		}
	}
	if month < 1 || month > 12 || !exists(d) {
		return bad(caterina.WhenNoSuchDay)
	}
	return oneDay(d)
}

func exists(d caterina.Date) bool { return d.AddDays(0) == d }

// nextDay is the next day of that number, from a day on.
func nextDay(from caterina.Date, day int) caterina.Date {
	for n := range 12 {
		first := addMonths(caterina.Date{Year: from.Year, Month: from.Month, Day: 1}, n)
		if d := (caterina.Date{Year: first.Year, Month: first.Month, Day: day}); exists(d) && !d.Before(from) {
			return d
		}
	}
	return from
}

// addMonths returns the first day of the month n months later.
func addMonths(d caterina.Date, n int) caterina.Date {
	return caterina.DateOf(time.Date(d.Year, d.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC))
}

// weekday reads a day of the week, with the date that may follow it.
func (r *reader) weekday(i int) ([]value, int) {
	day, several, ok := weekdayOf(r.at(i))
	if !ok || r.at(i) == "domenica" && is(r.at(i-1), "chiamo nome signora") {
		return nil, 0
	}
	j := r.skip(i+1, ", il the l")
	if v, n := r.calendarDay(j); n > 0 && r.kind(j) != point {
		return r.dayOfWeek(v, day), j + n - i
	}
	if n := r.num(i + 1); n > 0 && n <= 31 && r.kind(i+1) != taken && !is(r.at(i+1), "a un una uno one sei") && !r.hourMark(i+2) {
		return []value{oneDay(r.numbered(r.num(i+1), day))}, 2
	}
	if v, n := r.weekdayNear(i, day); n > 0 {
		return []value{v}, n
	}
	v := r.next(day)
	if several || is(r.at(i-1), "di il la i le ogni del della dei delle al alla dal dalla nel primo prima un una every d qualche") {
		v.sort = someWeekday
	}
	return []value{v}, 1
}

// next is the next such day of the week after today.
func (r *reader) next(day time.Weekday) value {
	tomorrow := r.today.AddDays(1)
	v := oneDay(tomorrow.AddDays(int(day-tomorrow.Weekday()+7) % 7))
	v.near, v.weekday = true, day
	return v
}

// weekdayNear reads the words that say which of the weekdays is meant.
func (r *reader) weekdayNear(i int, day time.Weekday) (value, int) {
	v := r.next(day)
	switch {
	case is(r.at(i+1), "scorso scorsa passato passata"):
		return bad(caterina.WhenPast), 2
	case r.at(i-1) == "last":
		return bad(caterina.WhenPast), 1
	case r.phrase(i+1, "a otto", "a 8", "week") > 0:
		return oneDay(v.days.First.AddDays(7)), 1 + r.phrase(i+1, "a otto", "a 8", "week")
	case r.phrase(i+1, "a quindici") > 0:
		return oneDay(v.days.First.AddDays(14)), 3
	case is(r.at(i+1), "prossimo prossima venturo entrante"):
		return v, 2
	case is(r.at(i-1), "prossimo prossima next"):
		return v, 1
	case is(r.at(i-1), "questo questa this"):
		if day == r.today.Weekday() {
			v.days = caterina.DateRange{First: r.today, Last: r.today}
		}
		return v, 1
	}
	return value{}, 0
}

// dayOfWeek is a date that was said with its day of the week. Where they disagree
// both are meant, as nobody can tell which is the slip.
func (r *reader) dayOfWeek(v value, day time.Weekday) []value {
	if v.sort != someDays || v.days.First != v.days.Last || v.days.First.Weekday() == day {
		return []value{v}
	}
	if v.bare {
		return []value{oneDay(r.numbered(v.days.First.Day, day))}
	}
	for n := 1; n <= 3; n++ {
		for _, d := range []caterina.Date{v.days.First.AddDays(n), v.days.First.AddDays(-n)} {
			if d.Weekday() == day {
				return []value{v, oneDay(d)}
			}
		}
	}
	return []value{v}
}

// numbered is the next day of that number that is that day of the week, or the next
// of that number when none is near.
func (r *reader) numbered(n int, day time.Weekday) caterina.Date {
	d := nextDay(r.today, n)
	for range 4 {
		if d.Weekday() == day {
			return d
		}
		d = nextDay(d.AddDays(1), n)
	}
	return nextDay(r.today, n)
}
