// Package when understands the days and times that citizens name when they wish
// for an appointment: "dopodomani mattina", "la settimana prossima tranne
// mercoledì", "verso le dieci e mezza". It is ours because a wish is seldom one
// instant, and one instant is all that a library for dates reads (docs/adr/0016).
//
// A message goes through three hands: lex cuts it into words and numbers and sets
// aside the numbers that are no times (amounts, ages, house numbers); a reader
// finds the days, times and parts of the day; a walker looks at the words between
// them ("prima di", "tranne", "dal … al …") and a wish adds it all up.
package when

import (
	"slices"
	"strings"
	"time"

	"example.org/caterina"
)

// Parse reads the wish for a time in a citizen's words, Italian or English, as of
// now in Rome. It says whether the words speak of a time at all: the zero When with
// true is "any time". A small hour is one at which offices are open: three is 15:00.
func Parse(text string, now time.Time) (caterina.When, bool) {
	now = now.In(caterina.Rome())
	r := reader{tokens: lex(text), today: caterina.DateOf(now), now: clockOf(now)}
	w := walker{steps: r.steps(), wish: wish{today: r.today, now: r.now}}
	w.walk()
	wish, ok := w.wish.settle()
	if ok && wish.Problem == caterina.WhenPast && len(wish.Days) == 0 && r.narrates() {
		return caterina.When{}, false
	}
	return wish, ok
}

// narrates says whether a message tells what has been: "ho chiamato lunedì scorso"
// wishes for nothing.
func (r *reader) narrates() bool {
	return slices.ContainsFunc(r.tokens, func(t token) bool {
		return t.kind == word && is(t.text, "ho ha abbiamo hanno avevo avevamo sono siamo ero stato stata called was had have came")
	})
}

func clockOf(t time.Time) caterina.Clock { return caterina.Clock(t.Hour()*60 + t.Minute()) }

// sort says what a value is about.
type sort int

const (
	someDays sort = iota
	someWeekday
	someTime
	somePart
	theFirst
	anyTime
	noTime // a day that does not exist, or a past that needs no date
)

// value is one thing that was said: a day, a weekday, a time, a part of the day.
type value struct {
	sort     sort
	days     caterina.DateRange
	wide     bool // a week or a month, which a weekday may narrow
	near     bool // a weekday's next date, which a week may move
	bare     bool // a day of a month that was not named
	borrowed bool // a day whose month stands further on: "il 3 e il 10 dicembre"
	or       bool // "o" stands before it
	weekday  time.Weekday
	at       caterina.Clock
	sure     bool           // of at: half of the day is known
	from, to caterina.Clock // of a part
	problem  caterina.WhenProblem
}

func oneDay(d caterina.Date) value {
	return value{sort: someDays, days: caterina.DateRange{First: d, Last: d}}
}

func fromTo(first, last caterina.Date) value {
	return value{sort: someDays, days: caterina.DateRange{First: first, Last: last}}
}

func part(from, to caterina.Clock) value { return value{sort: somePart, from: from, to: to} }

func bad(p caterina.WhenProblem) value { return value{sort: noTime, problem: p} }

// The hours that part a day at a desk.
const (
	dawn    = caterina.Clock(5 * 60)
	early   = caterina.Clock(10 * 60)
	late    = caterina.Clock(11 * 60)
	lunch   = caterina.Clock(12 * 60)
	noon    = caterina.Clock(13 * 60)
	eaten   = caterina.Clock(14 * 60)
	after   = caterina.Clock(16 * 60)
	evening = caterina.Clock(17 * 60)
)

// step is a value as it was read, or a word or mark between values.
type step struct {
	values []value
	text   string
}

// reader finds values among tokens.
type reader struct {
	tokens []token
	today  caterina.Date
	now    caterina.Clock
	done   []step
}

// reading tries to read one kind of value at a place, and says how many tokens it
// took; 0 for nothing there.
type reading func(i int) ([]value, int)

func (r *reader) steps() []step {
	readings := []reading{
		r.first, r.any, r.past, r.span, r.nthWeekday, r.weekend, r.coarse, r.clock, r.hoursTie, r.weekday, r.workdays, r.date,
		r.relative, r.feast, r.week, r.month, r.part,
	}
	for i := 0; i < len(r.tokens); {
		i += r.step(i, readings)
	}
	return r.done
}

func (r *reader) step(i int, readings []reading) int {
	for _, read := range readings {
		if values, n := read(i); n > 0 {
			r.done = append(r.done, step{values: values})
			return n
		}
	}
	text := r.at(i)
	if r.tokens[i].kind != word && r.tokens[i].kind != mark {
		text = "#" // a number that means something else
	}
	r.done = append(r.done, step{text: text})
	return 1
}

func (r *reader) at(i int) string { return at(r.tokens, i) }

// kind is what the token at i is; taken where there is none.
func (r *reader) kind(i int) kind {
	if i < 0 || i >= len(r.tokens) {
		return taken
	}
	return r.tokens[i].kind
}

// num is the number at i, -1 for none.
func (r *reader) num(i int) int {
	if i < 0 || i >= len(r.tokens) {
		return -1
	}
	return numberOf(r.tokens[i])
}

// skip returns the first place from i on whose word is none of several.
func (r *reader) skip(i int, several string) int {
	for is(r.at(i), several) {
		i++
	}
	return i
}

// phrase says how many tokens at i one of several phrases takes, 0 for none.
func (r *reader) phrase(i int, phrases ...string) int {
	for _, p := range phrases {
		n := 0
		whole := true
		for w := range strings.FieldsSeq(p) {
			if whole = r.at(i+n) == w; !whole {
				break
			}
			n++
		}
		if whole {
			return n
		}
	}
	return 0
}

// last is the value read just before, for "alle 9 o 10": ok only when nothing but
// a word that joins stands between.
func (r *reader) last() (value, bool) {
	n := len(r.done)
	if n < 2 || !joins(r.done[n-1].text) && !is(r.done[n-1].text, "to - a") || len(r.done[n-2].values) == 0 {
		return value{}, false
	}
	values := r.done[n-2].values
	return values[len(values)-1], true
}
