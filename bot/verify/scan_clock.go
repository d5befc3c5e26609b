package verify

import (
	"strconv"
	"strings"
	"sync"
)

// Times of day are counted in minutes since midnight.
const (
	noon      = 12 * 60
	hour      = 60
	dayLength = 24 * 60
)

// point is one time of day as it was written.
type point struct {
	at   int
	end  int
	half byte // 'a' for am, 'p' for pm, 0 where it is not said
	sure bool // it cannot be anything but a time of day
}

// clock reads a time of day or from one to another: "dalle 9 alle 12:30", "9-12.30",
// "ore 9,00", "9 am to 12:30 pm", "a mezzogiorno", "24 ore su 24".
func (s *scanner) clock(i int) int {
	if end := s.aroundTheClock(i); end > i {
		return s.add(fact{kind: kClock, lo: 0, hi: dayLength, cmp: cmpRange, start: i, end: end})
	}
	before := s.hourBefore(i)
	from, ok := s.point(i)
	if !ok {
		return s.noHour(i)
	}
	said := from.sure || before != hourNone
	if to, ok := s.rangeTo(from, before); ok && (said || to.sure || s.weekdays || s.hours) {
		from, to = settle(from, to)
		return s.add(fact{kind: kClock, lo: int64(from.at), hi: int64(to.at), cmp: cmpRange, start: i, end: to.end})
	}
	if !said || !from.sure && s.counts(from.end) {
		return i
	}
	from, _ = settle(from, point{at: dayLength})
	return s.add(fact{kind: kClock, lo: int64(from.at), edge: s.edge(i), start: i, end: from.end})
}

// edge is which end of an opening time the words before token i make it.
func (s *scanner) edge(i int) edge {
	for s.is(i-1, ".") || unitOf(s.fold(i-1)) == "hour" {
		i-- // "entro le ore 12"
	}
	switch s.boundBefore(i) {
	case cmpAtMost, cmpBelow:
		return edgeTo
	case cmpAtLeast, cmpAbove:
		return edgeFrom
	default:
		return edgeAny
	}
}

// noHour reads a time of day that there is not: "dalle 10 alle 27".
func (s *scanner) noHour(i int) int {
	if !s.isDigits(i) || len(s.tok(i).raw) > 5 || !s.in(i-1, "hour-before", "hour-from") {
		return i
	}
	if next := s.tok(i + 1); next.kind == word && nounLike(next.fold) && !isStop(next.fold) {
		return i // "alle 27 famiglie"
	}
	h, _ := strconv.Atoi(s.tok(i).raw)
	if h <= 24 {
		return i
	}
	return s.add(fact{kind: kClock, lo: int64(h) * hour, start: i, end: i + 1})
}

// counts says whether something that can be counted stands at token j.
func (s *scanner) counts(j int) bool {
	return j < len(s.t) && (isUnit(s.fold(j)) || isCurrency(s.tok(j)) || s.is(j, "%") || nounClass(s.fold(j)) != "" || magnitude(s.fold(j)) > 0)
}

// hourWord says what stands before a time of day.
type hourWord uint8

const (
	hourNone hourWord = iota
	hourSaid          // "ore", "alle"
	hourFrom          // "dalle", "from"
)

// hourBefore reads the word before token i. "Da", "from" and "at" tell of hours only
// where hours are spoken of.
func (s *scanner) hourBefore(i int) hourWord {
	w := s.fold(i - 1)
	if s.is(i-1, ".") {
		w = s.fold(i - 2)
	}
	switch {
	case in(w, "hour-from"), in(w, "hour-before") && s.base(i-2) == "da":
		return hourFrom
	case in(w, "hour-before"):
		return hourSaid
	case !s.weekdays && !s.hours:
		return hourNone
	case in(w, "hour-from-weak"):
		return hourFrom
	case in(w, "hour-before-weak"):
		return hourSaid
	}
	return hourNone
}

// aroundTheClock reads "24 ore su 24", "h24", "giorno e notte", "a ogni ora".
func (s *scanner) aroundTheClock(i int) int {
	for _, words := range alwaysWords()[s.fold(i)] {
		if s.fits(i, words) {
			return i + len(words)
		}
	}
	return i
}

//nolint:gochecknoglobals // made once from constants, never changed
var alwaysWords = sync.OnceValue(func() map[string][][]string {
	all := map[string][][]string{}
	for phrase := range strings.SplitSeq("24 ore su 24|h 24|24 h su 24|24 / 24|24 / 7|24 ore al giorno|24 hours a day|24 hours|24 - hour|24 h|"+
		"ventiquattro ore su ventiquattro|ventiquattro ore su 24|giorno e notte|a ogni ora|a tutte le ore|day and night|around the clock|at any time|at any hour", "|") {
		words := strings.Fields(phrase)
		all[words[0]] = append(all[words[0]], words)
	}
	return all
})

// point reads one time of day.
func (s *scanner) point(i int) (point, bool) {
	switch s.fold(i) {
	case "mezzogiorno", "noon", "midday":
		return s.minutes(point{at: noon, end: i + 1, half: 'p', sure: true}), true
	case "mezzanotte", "midnight":
		return s.minutes(point{at: dayLength, end: i + 1, half: 'p', sure: true}), true
	case "sei":
		if s.in(i-1, "hour-before", "hour-from") { // "dalle sei alle otto", not "sei iscritto"
			return s.minutes(point{at: 6 * hour, end: i + 1}), true
		}
	case "una":
		if s.fold(i-1) == "all'" || s.fold(i-1) == "dall'" || s.fold(i-1) == "l'" && s.base(i-2) == "dopo" {
			return s.minutes(point{at: hour, end: i + 1, sure: true}), true
		}
	}
	if s.isDigits(i) {
		return s.digital(i)
	}
	n, ok := readWords(s.t, i)
	if !ok || n.value > 24*milli || n.value%milli != 0 || n.end != i+1 {
		return point{}, false
	}
	return s.minutes(point{at: int(n.value/milli) * hour, end: n.end}), true
}

// digital reads "9", "9:30", "9.30", "9,30", "9h30".
func (s *scanner) digital(i int) (point, bool) {
	t := s.tok(i)
	h, _ := strconv.Atoi(t.raw)
	if len(t.raw) > 2 || h > 24 || t.glued && s.is(i-1, ",.:/") {
		return point{}, false
	}
	p := point{at: h * hour, end: i + 1}
	colon := s.goesOn(i+1, ":") || s.fold(i+1) == "h" && s.tok(i+1).glued && s.isDigits(i+2) && s.tok(i+2).glued
	if colon || s.goesOn(i+1, ".,") {
		m, _ := strconv.Atoi(s.tok(i + 2).raw)
		if len(s.tok(i+2).raw) != 2 || m > 59 || s.goesOn(i+3, ".,") {
			return point{}, false
		}
		p.at, p.end, p.sure = p.at+m, i+3, colon
	}
	return s.minutes(p), true
}

// minutes reads what follows the hour: "e mezza", "e un quarto", "am", "del
// pomeriggio".
func (s *scanner) minutes(p point) point {
	if p.at%hour == 0 {
		p = s.partOfHour(p)
	}
	if s.fold(p.end) == "o'" || s.fold(p.end) == "h" && s.tok(p.end).glued {
		p.end++
	}
	if s.fold(p.end) == "clock" {
		p.end, p.sure = p.end+1, true
	}
	half, n := s.halfOfDay(p.end)
	if n > 0 {
		p.half, p.end, p.sure = half, p.end+n, true
	}
	return p
}

// partOfHour reads "e mezza", "e trenta", "e un quarto", "e quindici", "e 40", "meno dieci".
func (s *scanner) partOfHour(p point) point {
	for _, part := range []struct {
		words   []string
		minutes int
	}{
		{[]string{"e", "mezza"}, 30},
		{[]string{"e", "mezzo"}, 30},
		{[]string{"e", "trenta"}, 30},
		{[]string{"e", "un", "quarto"}, 15},
		{[]string{"e", "quindici"}, 15},
		{[]string{"e", "tre", "quarti"}, 45},
		{[]string{"meno", "un", "quarto"}, -15},
	} {
		if s.fits(p.end, part.words) {
			p.at, p.end, p.sure = p.at+part.minutes, p.end+len(part.words), true
			return p
		}
	}
	if m, end := s.minutesAfter(p.end); m != 0 {
		p.at, p.end, p.sure = p.at+m, end, true
	}
	return p
}

// minutesAfter reads "e quaranta", "e 30", "meno venti" behind an hour; 0 where there is
// none. Digits that may be another hour, as in "alle 9 e 15", are no minutes.
func (s *scanner) minutesAfter(j int) (minutes, end int) {
	n, ok := s.number(j + 1)
	if !ok || n.value%(5*milli) != 0 || n.value <= 0 || n.value >= hour*milli || !n.words && n.value <= 24*milli || s.counts(n.end) {
		return 0, j
	}
	switch minutes = int(n.value / milli); {
	case s.fold(j) == "e":
		return minutes, n.end
	case s.fold(j) == "meno" && n.words && minutes < 30:
		return -minutes, n.end
	}
	return 0, j
}

// halfOfDay reads "am", "pm", "del mattino", "in the evening" at token j: 'a' or 'p',
// and how many tokens it has.
func (s *scanner) halfOfDay(j int) (byte, int) {
	switch s.fold(j) {
	case "am":
		return 'a', 1
	case "pm":
		return 'p', 1
	}
	n := 1
	if s.fold(j) == "in" && s.article(j+1) {
		n = 2
	} else if s.base(j) != "di" && s.fold(j) != "in" {
		return 0, 0
	}
	switch {
	case s.in(j+n, "before-noon"):
		return 'a', n + 1
	case s.in(j+n, "after-noon"):
		return 'p', n + 1
	}
	return 0, 0
}

// rangeTo reads the end of a range of times of day.
func (s *scanner) rangeTo(from point, before hourWord) (point, bool) {
	j := from.end
	switch w := s.fold(j); {
	case s.is(j, "-"), s.in(j, "hour-to"):
		j++
	case s.is(j, "/"), w == "a":
		if !from.sure && before == hourNone || w == "a" && before == hourNone {
			return point{}, false
		}
		j++
	case w == "and" && s.fold(from.end-2) == "between":
		j++
	case w == "fino" && s.base(j+1) == "a":
		j += 2
	default:
		return point{}, false
	}
	if s.in(j, "hour-before") {
		j++
	}
	return s.point(j)
}

// settle applies what was said of morning and afternoon to both ends: "from 3 to 5
// pm" is the afternoon, "9 to 12:30 pm" begins in the morning.
func settle(from, to point) (point, point) {
	if from.half == 0 && to.half == 'p' && from.at < to.at && to.at < noon && from.at < noon {
		from.half = 'p'
	}
	return inDay(from), inDay(to)
}

func inDay(p point) point {
	switch {
	case p.half == 'p' && p.at < noon:
		p.at += noon
	case p.half == 'a' && p.at >= noon && p.at < noon+hour:
		p.at -= noon
	}
	return p
}

// attachHours gives each time of day the weekdays it was said with. Whichever comes
// first, days or times, leads.
func (s *scanner) attachHours() {
	var groups [][]int // indices of facts: a leading run and what follows it
	lead, last := kinds, kinds
	for i, f := range s.facts {
		if f.kind != kWeekday && f.kind != kClock {
			continue
		}
		if lead == kinds {
			lead = f.kind
		}
		if f.kind == lead && last != lead {
			groups = append(groups, nil)
		}
		last = f.kind
		groups[len(groups)-1] = append(groups[len(groups)-1], i)
	}
	for _, g := range groups {
		var days uint8
		for _, i := range g {
			if s.facts[i].kind == kWeekday {
				days |= uint8(s.facts[i].lo & allDays)
			}
		}
		for _, i := range g {
			if s.facts[i].kind == kClock {
				s.facts[i].days = days
			}
		}
	}
}
