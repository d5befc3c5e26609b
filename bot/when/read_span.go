package when

import (
	"slices"
	"strings"
	"time"

	"example.org/caterina"
)

// relative reads a day that is said from today: "dopodomani", "domani a otto".
func (r *reader) relative(i int) ([]value, int) {
	days, n := 0, 1
	switch w := r.at(i); {
	case is(w, "oggi today"), r.phrase(i, "in giornata") > 0:
		n = max(n, r.phrase(i, "oggi stesso", "in giornata"))
	case r.phrase(i, "the day after tomorrow", "day after tomorrow", "dopo domani", "domani l altro") > 0:
		days, n = 2, r.phrase(i, "the day after tomorrow", "day after tomorrow", "dopo domani", "domani l altro")
	case is(w, "domani tomorrow"):
		days = 1
	case w == "dopodomani":
		days = 2
	case w == "domattina":
		return []value{oneDay(r.today.AddDays(1)), part(0, noon)}, 1
	default:
		return nil, 0
	}
	if m := r.phrase(i+n, "a otto", "a 8"); m > 0 {
		days, n = days+7, n+m
	} else if m := r.phrase(i+n, "a quindici"); m > 0 {
		days, n = days+14, n+m
	}
	return []value{oneDay(r.today.AddDays(days))}, n
}

// past reads that a time has been: "ieri", "tre giorni fa", "last week".
func (r *reader) past(i int) ([]value, int) {
	n := 0
	switch {
	case is(r.at(i), "ieri yesterday altroieri"):
		n = 1
		if _, m := r.named(i + 1); m > 0 {
			n += m
		}
	case is(r.at(i), "settimana mese") && is(r.at(i+1), "scorsa scorso passata passato"):
		n = 2
	case is(r.at(i), "scorsa scorso last") && is(r.at(i+1), "settimana mese week month"):
		n = 2
	case r.num(i) > 0 && r.unit(i+1) != 0 && is(r.at(i+2), "fa ago"):
		n = 3
	}
	if n == 0 {
		return nil, 0
	}
	return []value{bad(caterina.WhenPast)}, n
}

// The units in which people count ahead, in days; a minute and an hour are less.
const (
	minute = -2
	hour   = -1
	day    = 1
	week   = 7
	month  = 30
)

// unit is the unit that a word names, 0 for none.
func (r *reader) unit(i int) int {
	switch w := r.at(i); {
	case is(w, "minuti minutes"):
		return minute
	case is(w, "ora ore oretta hour hours"):
		return hour
	case is(w, "giorno giorni giornate day days"):
		return day
	case is(w, "settimana settimane week weeks"):
		return week
	case is(w, "mese mesi mesetto month months"):
		return month
	}
	return 0
}

// span reads a stretch of time from now: "tra due settimane", "entro dieci giorni",
// "nei prossimi giorni", "tra due giovedì".
func (r *reader) span(i int) ([]value, int) {
	j, ahead := r.spanStart(i)
	if j == i {
		return nil, 0
	}
	least, most, k := r.howMany(j)
	if weekday, _, ok := weekdayOf(r.at(k)); ok && ahead && least > 0 && least < 9 {
		v := r.next(weekday)
		return []value{oneDay(v.days.First.AddDays(7 * (least - 1)))}, k + 1 - i
	}
	unit := r.unit(k)
	switch counted := least > 0 || least == 0 && unit == day && !ahead; {
	case unit == 0, !counted, most > 400, is(r.at(k+1), "fa ago"):
		return nil, 0
	case ahead:
		return r.hence(least, most, unit), k + 1 - i
	}
	return []value{r.within(least, unit)}, k + 1 - i
}

// spanStart reads the words before a number of days or weeks. Ahead says that they
// lie between, as after "tra"; else they are meant themselves, as after "entro". It
// returns i where there is no such word.
func (r *reader) spanStart(i int) (j int, ahead bool) {
	first := r.at(i)
	j = r.skip(i, "tra fra in entro within nei nelle i gli le the")
	switch {
	case is(r.at(j), "prossimi prossime next"):
		return j + 1, false
	case is(first, "tra fra in") && j == i+1:
		return j, true
	case is(first, "entro within"):
		return j, false
	}
	return i, false
}

// howMany reads a number of units: "due", "2 o 3", "un paio di", "qualche".
func (r *reader) howMany(i int) (least, most, next int) {
	switch {
	case r.phrase(i, "un paio di", "a couple of") > 0:
		return 2, 3, i + 3
	case r.phrase(i, "qualche") > 0, r.phrase(i, "alcuni") > 0, r.phrase(i, "few") > 0, r.phrase(i, "a few") > 0:
		return 2, 5, i + max(1, r.phrase(i, "a few"))
	case r.kind(i) == tie:
		return r.tokens[i].n, r.tokens[i].m, i + 1
	}
	n := r.num(i)
	if n < 0 || r.kind(i) == taken {
		return 0, 0, r.skip(i, "pochi")
	}
	if is(r.at(i), "un una") && is(r.at(i+1), "decina quindicina ventina") {
		i++
		return r.num(i), r.num(i), r.skip(i+1, "di")
	}
	if m := r.num(i + 2); is(r.at(i+1), "o e or") && m > n && r.unit(i+3) != 0 {
		return n, m, i + 3
	}
	return n, n, r.skip(i+1, "di of")
}

// within is from today on for so many units; none said means a week.
func (r *reader) within(n, unit int) value {
	switch {
	case n == 0:
		n, unit = 1, week
	case unit < 0:
		n, unit = 0, day
	}
	return fromTo(r.today, r.today.AddDays(n*unit))
}

// hence is so many units from now. People say eight and fifteen days for one and two
// weeks; who counts in weeks does not mean the day.
func (r *reader) hence(least, most, unit int) []value {
	switch {
	case unit == hour:
		return r.later(60 * least)
	case unit == minute:
		return r.later(least)
	case unit == month:
		d := addMonths(r.today, least)
		d.Day = r.today.Day
		for !exists(d) {
			d.Day--
		}
		return []value{r.week6(d)}
	case unit == week:
		return []value{r.week6(r.today.AddDays(week * least))}
	case least == most && (least == 8 || least == 15):
		return []value{fromTo(r.today.AddDays(least-1), r.today.AddDays(least))}
	}
	return []value{fromTo(r.today.AddDays(least), r.today.AddDays(most))}
}

// later is so many minutes from now.
func (r *reader) later(minutes int) []value {
	at := r.now + caterina.Clock(minutes)
	if at >= 24*60 {
		return []value{oneDay(r.today.AddDays(1))}
	}
	return []value{oneDay(r.today), part(at, 0)}
}

// week6 is a day and the six after it.
func (r *reader) week6(d caterina.Date) value {
	v := fromTo(d, d.AddDays(6))
	v.wide = true
	return v
}

// feasts are the days of the year that have a name: month, day, names.
const feasts = `
12 25 natale christmas
12 31 silvestro
1 1 capodanno
1 6 epifania befana
8 15 ferragosto
11 1 ognissanti
12 8 immacolata
`

// feast reads the days of the year that have a name.
func (r *reader) feast(i int) ([]value, int) {
	if n := r.phrase(i, "feste di natale", "feste natalizie", "vacanze di natale", "vacanze natalizie", "feste"); n > 0 && is(r.at(i-1), "le delle dalle alle") {
		return []value{r.holidays()}, n
	}
	told := is(r.at(i-1), "a di dopo entro per e tra fra verso da dell l la il before after by at until and for del san")
	if !told || is(r.at(i-2), "bonus babbo buono") {
		return nil, 0
	}
	if is(r.at(i), "pasqua pasquetta easter") {
		easter := caterina.Easter(r.today.Year)
		if easter.AddDays(1).Before(r.today) {
			easter = caterina.Easter(r.today.Year + 1)
		}
		if r.at(i) == "pasquetta" {
			easter = easter.AddDays(1)
		}
		return []value{oneDay(easter)}, 1
	}
	for line := range strings.Lines(feasts) {
		f := strings.Fields(line)
		if len(f) < 3 || !slices.Contains(f[2:], r.at(i)) {
			continue
		}
		if r.at(i-2) == "vigilia" {
			return []value{r.yearly(time.December, 24)}, 1
		}
		return []value{r.yearly(time.Month(atoi(f[0])), atoi(f[1]))}, 1
	}
	return nil, 0
}

// holidays are the days from Christmas Eve to Epiphany.
func (r *reader) holidays() value {
	year := r.today.Year
	if r.today.Month == time.January && r.today.Day <= 6 {
		year--
	}
	first := caterina.Date{Year: year, Month: time.December, Day: 24}
	return fromTo(first, first.AddDays(13))
}

// yearly is the next such day of the year.
func (r *reader) yearly(m time.Month, day int) value {
	d := caterina.Date{Year: r.today.Year, Month: m, Day: day}
	if d.Before(r.today) {
		d.Year++
	}
	return oneDay(d)
}
