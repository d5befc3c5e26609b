package verify

import "strings"

// scanner finds the facts of one sentence or list item.
type scanner struct {
	t        []token
	facts    []fact
	weekdays bool // a weekday was read: what follows may be its hours
	hours    bool // "orari", "aperto": numbers may be times of day
}

// scan returns the facts of some tokens, in their order.
func scan(t []token) []fact {
	s := &scanner{t: t}
	for i := 0; i < len(t); {
		next := s.at(i)
		if next <= i {
			next = i + 1
		}
		i = next
	}
	s.inherit()
	s.attachHours()
	s.markThresholds()
	s.markPeriods()
	s.facts = append(s.facts, scanNames(t, s.facts)...)
	return s.facts
}

// at reads the fact that begins at token i and returns where it ends; i when there
// is none.
func (s *scanner) at(i int) int {
	t := s.t[i]
	switch t.kind {
	case mail:
		return s.add(fact{kind: kMail, text: t.fold, start: i, end: i + 1})
	case link:
		return s.add(fact{kind: kLink, text: t.fold, start: i, end: i + 1})
	case word:
		s.hours = s.hours || t.in("hours-cue")
		if !s.mayBegin(i) {
			return i
		}
	default:
	}
	for _, read := range []func(int) int{
		s.law, s.date, s.weekday, s.address, s.phone, s.clock, s.fraction, s.period, s.vague, s.ordinal, s.quantity, s.romanNumeral, s.letter, s.code, s.term,
	} {
		if next := read(i); next > i {
			return next
		}
	}
	if t.kind == digits { // too long to be read: it still must be the card's
		return s.add(fact{kind: kCount, lo: -1, unit: "#" + t.raw, start: i, end: i + 1})
	}
	return i
}

// mayBegin says whether a fact may begin with the word i. Most words begin none, and
// this is asked of every word of every card.
func (s *scanner) mayBegin(i int) bool {
	t := s.t[i]
	if t.begins() || s.lettered(i) || i+2 < len(s.t) && s.is(i+1, "-") && s.t[i+2].kind == digits || i+1 < len(s.t) && s.t[i+1].glued && s.t[i+1].kind == digits || t.capital() && strings.Trim(t.raw, "IVX") == "" {
		return true
	}
	_, number := t.value()
	return number
}

func (s *scanner) add(f fact) int {
	s.facts = append(s.facts, f)
	return f.end
}

// tok is the token i, an empty one outside the text.
func (s *scanner) tok(i int) token {
	if i < 0 || i >= len(s.t) {
		return token{kind: nothing}
	}
	return s.t[i]
}

// fold is the folded token i, "" outside the text.
func (s *scanner) fold(i int) string {
	if i < 0 || i >= len(s.t) {
		return ""
	}
	return s.t[i].fold
}

// entry is what the rules say of the token i, nil outside the text.
func (s *scanner) entry(i int) *lexeme {
	if i < 0 || i >= len(s.t) {
		return nil
	}
	return s.t[i].entry
}

// in says whether the token i is in one of the named lists.
func (s *scanner) in(i int, names ...string) bool { return s.entry(i).in(names...) }

// class is the group of a kind that the token i belongs to, "" when there is none.
func (s *scanner) class(i int, kind string) string { return s.entry(i).class(kind) }

// base is the plain form of the word i.
func (s *scanner) base(i int) string { return s.entry(i).base(s.fold(i)) }

// article says whether the token i is an article.
func (s *scanner) article(i int) bool { return s.tok(i).kind == word && s.base(i) == "" }

// is says whether the token i is one of some marks.
func (s *scanner) is(i int, marks string) bool { return s.tok(i).is(marks) }

// joins says whether the token i is one of some marks and stands right behind the
// token before it.
func (s *scanner) joins(i int, marks string) bool { return s.is(i, marks) && s.tok(i).glued }

func (s *scanner) isDigits(i int) bool { return s.tok(i).kind == digits }

// goesOn says whether a number goes on at token i: a mark, and digits right behind it.
func (s *scanner) goesOn(i int, marks string) bool {
	return s.joins(i, marks) && s.isDigits(i+1) && s.tok(i+1).glued
}

func (s *scanner) number(i int) (number, bool) {
	if i < 0 || i >= len(s.t) {
		return number{}, false
	}
	return readNumber(s.t, i)
}
