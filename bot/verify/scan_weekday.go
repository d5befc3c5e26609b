package verify

import (
	"strconv"
	"strings"
	"sync"
)

// Weekdays as bits, Monday the lowest.
const (
	allDays  = 0x7f
	workdays = 0x1f
	weekend  = 0x60
)

// weekday reads a group of weekdays: "lunedì, mercoledì e venerdì", "dal lunedì al
// venerdì", "lun-ven", "tutti i giorni".
func (s *scanner) weekday(i int) int {
	f := s.dayGroup(i)
	if f.end == i {
		return i
	}
	s.weekdays = true
	if f.text == "festivi" && s.excepted(i) {
		f.text = "but festivi"
	}
	if but, end := s.exceptDays(f.end); but != 0 {
		f.end = end
		switch {
		case f.text == "daily":
			f.lo, f.text = allDays&^but, ""
		case f.text != "":
			f.text += " but " + strconv.FormatInt(but, 2)
		default:
			f.lo, f.through = f.lo&^but, false
		}
	}
	return s.add(f)
}

// excepted says whether "tranne", "escluso" or the like stands before token i, small words
// between: "esclusi i giorni festivi", "tranne ad agosto".
func (s *scanner) excepted(i int) bool {
	k := i - 1
	for s.tok(k).kind == word && (s.in(k, "particle") || s.base(k) == "a" || s.fold(k) == "mese" || s.fold(k) == "giorni") {
		k--
	}
	return s.class(k, "turn") == "except" || s.in(k, "exception")
}

// exceptDays reads the weekdays that are taken out of those before: "tranne il sabato",
// "(escluso il mercoledì)", "ad eccezione della domenica". They are 0 where there are none.
func (s *scanner) exceptDays(j int) (days int64, end int) {
	if s.is(j, ",(") {
		j++
	}
	switch {
	case s.class(j, "turn") == "except":
		j++
	case s.base(j) == "a" && s.in(j+1, "exception"), s.fold(j) == "con" && s.in(j+1, "exception"):
		j += 2
	default:
		return 0, j
	}
	if s.base(j) == "di" || s.fold(j) == "for" || s.fold(j) == "on" {
		j++
	}
	for s.article(j) {
		j++
	}
	f := s.dayGroup(j)
	if f.end > j && s.is(f.end, ")") {
		f.end++
	}
	return f.lo, f.end
}

// dayGroup reads weekdays that belong together; it ends where it begins when there are
// none.
func (s *scanner) dayGroup(i int) fact {
	if set, text, end := s.namedDays(i); end > i {
		return fact{kind: kWeekday, lo: set, text: text, start: i, end: end}
	}
	days, j, through, text := int64(0), i, false, ""
	for {
		from, ok := s.dayName(j)
		if !ok {
			break
		}
		last, end := from, j+1
		if s.is(end, ".") && len(s.t[j].raw) <= 4 && end+1 < len(s.t) {
			end++
		}
		if to, after, ok := s.dayRangeEnd(j, end); ok {
			last, end, through = to, after, true
		}
		for d := from; ; d = d%7 + 1 {
			if days&(1<<(d-1)) != 0 {
				text = "twice" // no card names a day twice: one of the two was another
			}
			days |= 1 << (d - 1)
			if d == last {
				break
			}
		}
		j = end
		next := s.skipBetweenDays(j)
		if _, ok := s.dayName(next); !ok {
			break
		}
		j = next
	}
	return fact{kind: kWeekday, lo: days, text: text, through: through, start: i, end: j}
}

// skipBetweenDays passes over what stands between two weekdays of one group.
func (s *scanner) skipBetweenDays(j int) int {
	for j < len(s.t) && (s.t[j].is(",/") || s.in(j, "list-and", "day-between") || s.t[j].kind == word && s.base(j) == "") {
		j++
	}
	if s.base(j) == "da" || s.base(j) == "di" || s.fold(j) == "from" {
		j++
	}
	return j
}

// dayRangeEnd reads the end of a range of weekdays that begins at token i.
func (s *scanner) dayRangeEnd(i, j int) (int, int, bool) {
	opened := s.base(i-1) == "da" || s.fold(i-1) == "from"
	switch {
	case s.is(j, "-"):
		j++
	case s.base(j) == "a" && (opened || s.fold(j) != "a"):
		j++
	case s.in(j, "day-to"):
		j++
	default:
		return 0, 0, false
	}
	if s.t[j-1].kind == word && j < len(s.t) && s.base(j) == "" {
		j++
	}
	to, ok := s.dayName(j)
	return to, j + 1, ok
}

// dayName is the weekday, 1 to 7, that the token i names. Short forms need a mark or
// another day beside them.
func (s *scanner) dayName(i int) (int, bool) {
	if i < 0 || i >= len(s.t) || s.t[i].kind != word {
		return 0, false
	}
	name := s.t[i].class("day")
	if name == "" {
		return 0, false
	}
	if len(s.t[i].raw) <= 4 && !s.t[i].capital() && !s.is(i+1, ".-/:,") && !s.is(i-1, "-/,") && (i+1 >= len(s.t) || s.t[i+1].kind != digits) && !s.besideDay(i) {
		return 0, false
	}
	d, _ := strconv.Atoi(name)
	return d, true
}

// besideDay says whether another weekday stands beside the token i, small words between
// them: "lun e gio", "da mar a ven".
func (s *scanner) besideDay(i int) bool {
	for _, step := range []int{-1, 1} {
		k := i + step
		for k != i+3*step && (s.in(k, "list-and", "day-to") || s.tok(k).kind == word && (s.base(k) == "" || s.base(k) == "a")) {
			k += step
		}
		if s.class(k, "day") != "" {
			return true
		}
	}
	return false
}

// dayWords are words for several weekdays; "_" stands for an article.
//
//nolint:gochecknoglobals // made once from constants, never changed
var dayWords = sync.OnceValue(func() map[string][]dayWord {
	all := map[string][]dayWord{}
	for _, d := range []dayWord{
		{"tutti _ giorni feriali", 0, "feriali"},
		{"nei giorni feriali", 0, "feriali"},
		{"giorni feriali", 0, "feriali"},
		{"nei giorni lavorativi", workdays, ""},
		{"giorni festivi", 0, "festivi"},
		{"festivi", 0, "festivi"},
		{"public holidays", 0, "festivi"},
		{"tutti _ giorni", allDays, ""},
		{"ogni giorno della settimana", allDays, ""},
		{"ogni giorno", 0, "daily"},
		{"every day", 0, "daily"},
		{"weekdays", workdays, ""},
		{"working days", workdays, ""},
		{"weekend", weekend, ""},
		{"weekends", weekend, ""},
		{"fine settimana", weekend, ""},
	} {
		first, _, _ := strings.Cut(d.words, " ")
		all[first] = append(all[first], d)
	}
	return all
})

type dayWord struct {
	words string
	days  int64
	text  string
}

// namedDays reads words for several weekdays.
func (s *scanner) namedDays(i int) (int64, string, int) {
	for _, d := range dayWords()[s.fold(i)] {
		words := strings.Fields(d.words)
		if !s.fits(i, words) {
			continue
		}
		if words[0] == "giorni" && i > 0 {
			if _, counted := s.number(i - 1); counted {
				continue
			}
		}
		return d.days, d.text, i + len(words)
	}
	return 0, "", i
}

// fits says whether the words from token i on are these; "_" stands for an article.
func (s *scanner) fits(i int, words []string) bool {
	for k, w := range words {
		if w == "_" && s.base(i+k) != "" || w != "_" && s.fold(i+k) != w {
			return false
		}
	}
	return true
}
