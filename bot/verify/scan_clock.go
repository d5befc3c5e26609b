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
		return s.noHour(i, before)
	}
	if to, ok := s.rangeTo(from, before); ok && (from.sure || to.sure || before != hourNone || s.weekdays || s.hours) {
		from, to = settle(from, to)
		return s.add(fact{kind: kClock, lo: int64(from.at), hi: int64(to.at), cmp: cmpRange, start: i, end: to.end})
	}
	if !from.sure && before == hourNone {
		return i
	}
	if !from.sure && s.counts(from.end) {
		return i
	}
	from, _ = settle(from, point{at: dayLength})
	f := fact{kind: kClock, lo: int64(from.at), start: i, end: from.end}
	switch s.boundBefore(i) {
	case cmpAtMost, cmpBelow:
		f.edge = edgeTo
	case cmpAtLeast, cmpAbove:
		f.edge = edgeFrom
	default:
		f.edge = edgeAny
	}
	return s.add(f)
}

// noHour reads a time of day that there is not: "dalle 10 alle 27".
func (s *scanner) noHour(i int, before hourWord) int {
	if before == hourNone || !in(s.fold(i-1), "hour-before") && s.fold(i-1) != "dalle" && s.fold(i-1) != "dall'" || s.t[i].kind != digits || len(s.t[i].raw) > 5 || i+1 < len(s.t) && s.t[i+1].kind == word && nounLike(s.fold(i+1)) && !isStop(s.fold(i+1)) {
		return i
	}
	h, _ := strconv.Atoi(s.t[i].raw)
	if h <= 24 {
		return i
	}
	return s.add(fact{kind: kClock, lo: int64(h) * hour, start: i, end: i + 1})
}

// counts says whether something that can be counted stands at token j.
func (s *scanner) counts(j int) bool {
	return j < len(s.t) && (isUnit(s.fold(j)) || isCurrency(s.t[j]) || s.is(j, "%") || nounClass(s.fold(j)) != "" || magnitude(s.fold(j)) > 0)
}

// hourWord says what stands before a time of day.
type hourWord uint8

const (
	hourNone hourWord = iota
	hourSaid          // "ore", "alle"
	hourFrom          // "dalle", "from"
)

func (s *scanner) hourBefore(i int) hourWord {
	w := s.fold(i - 1)
	if s.is(i-1, ".") {
		w = s.fold(i - 2)
	}
	switch {
	case w == "dalle" || w == "dall'":
		return hourFrom
	case in(w, "hour-before"):
		if s.fold(i-2) == "dalle" || s.base(i-2) == "da" {
			return hourFrom
		}
		return hourSaid
	case w == "from" || w == "between" || w == "da":
		if s.weekdays || s.hours {
			return hourFrom
		}
	case (w == "at" || w == "until" || w == "till" || w == "by") && (s.weekdays || s.hours):
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
		return point{at: noon, end: i + 1, half: 'p', sure: true}, true
	case "mezzanotte", "midnight":
		return point{at: dayLength, end: i + 1, half: 'p', sure: true}, true
	case "una":
		if s.fold(i-1) == "all'" || s.fold(i-1) == "dall'" || s.fold(i-1) == "l'" && s.base(i-2) == "dopo" {
			return s.minutes(point{at: hour, end: i + 1, sure: true}), true
		}
	}
	if i < len(s.t) && s.t[i].kind == digits {
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
	h, _ := strconv.Atoi(s.t[i].raw)
	if len(s.t[i].raw) > 2 || h > 24 || i > 0 && s.t[i].glued && s.t[i-1].is(",.:/") {
		return point{}, false
	}
	p := point{at: h * hour, end: i + 1}
	if i+2 < len(s.t) && s.t[i+1].glued && s.t[i+2].glued && s.t[i+2].kind == digits && (s.t[i+1].is(":.,") || s.t[i+1].fold == "h") {
		m, _ := strconv.Atoi(s.t[i+2].raw)
		if len(s.t[i+2].raw) != 2 || m > 59 || s.is(i+3, ".,") && i+4 < len(s.t) && s.t[i+3].glued && s.t[i+4].glued && s.t[i+4].kind == digits {
			return point{}, false
		}
		p.at, p.end = p.at+m, i+3
		p.sure = s.t[i+1].is(":") || s.t[i+1].fold == "h"
	}
	return s.minutes(p), true
}

// minutes reads what follows the hour: "e mezza", "e un quarto", "am", "del
// pomeriggio".
func (s *scanner) minutes(p point) point {
	if s.fold(p.end) == "e" && p.at%hour == 0 {
		switch {
		case s.fold(p.end+1) == "mezza" || s.fold(p.end+1) == "mezzo" || s.fold(p.end+1) == "trenta":
			p.at, p.end, p.sure = p.at+30, p.end+2, true
		case s.fold(p.end+1) == "un" && s.fold(p.end+2) == "quarto":
			p.at, p.end, p.sure = p.at+15, p.end+3, true
		case s.fold(p.end+1) == "quindici":
			p.at, p.end, p.sure = p.at+15, p.end+2, true
		}
	}
	if s.fold(p.end) == "o'" || s.fold(p.end) == "h" && p.end < len(s.t) && s.t[p.end].glued {
		p.end++
	}
	if s.fold(p.end) == "clock" {
		p.end, p.sure = p.end+1, true
	}
	switch w := s.fold(p.end); {
	case w == "am":
		p.half, p.end, p.sure = 'a', p.end+1, true
	case w == "pm":
		p.half, p.end, p.sure = 'p', p.end+1, true
	case (s.base(p.end) == "di" || w == "in") && in(s.fold(p.end+1), "before-noon"):
		p.half, p.end, p.sure = 'a', p.end+2, true
	case (s.base(p.end) == "di" || w == "in") && in(s.fold(p.end+1), "after-noon"):
		p.half, p.end, p.sure = 'p', p.end+2, true
	}
	return p
}

// rangeTo reads the end of a range of times of day.
func (s *scanner) rangeTo(from point, before hourWord) (point, bool) {
	j := from.end
	switch w := s.fold(j); {
	case s.is(j, "-"):
		j++
	case s.is(j, "/") && (from.sure || before != hourNone):
		j++
	case w == "alle" || w == "all'" || w == "al" || w == "ad":
		j++
	case w == "a" && before != hourNone:
		j++
	case w == "to" || w == "until" || w == "till" || (w == "and" && s.fold(from.end-2) == "between"):
		j++
	case w == "fino" && s.base(j+1) == "a":
		j += 2
	default:
		return point{}, false
	}
	if in(s.fold(j), "hour-before") {
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
				days |= uint8(s.facts[i].lo & allDays) //nolint:gosec // seven bits
			}
		}
		for _, i := range g {
			if s.facts[i].kind == kClock {
				s.facts[i].days = days
			}
		}
	}
}
