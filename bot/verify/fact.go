package verify

import "strings"

// kind is what a fact is.
type kind uint8

const (
	kAmount   kind = iota // euro, in thousandths
	kPercent              // in thousandths
	kCount                // a number of something, or of nothing that is said
	kDuration             // so many hours, days, months, years; also an age
	kDate                 // a day, or a month of a year, or every year
	kYear
	kWeekday // a set of days
	kClock   // a time of day, or from one to another, in minutes
	kPhone
	kMail
	kLink
	kAddress
	kLaw
	kFraction // a half, double
	kPeriod   // a month, a year: how often an amount is paid
	kTerm     // a word of a list: free, mandatory, passport
	kName     // of an office, a body, a person
	kinds
)

// cmp is how a fact bounds what it is about.
type cmp uint8

const (
	cmpNone   cmp = iota
	cmpAtMost     // fino a, entro
	cmpBelow      // meno di, sotto
	cmpAtLeast
	cmpAbove
	cmpAbout
	cmpRange // from lo to hi
)

// role says what a length of time is.
type role uint8

const (
	roleOpen role = iota // not said
	roleAge
	roleSpan
)

// edge says which end of an opening time a time of day is.
type edge uint8

const (
	edgeAny edge = iota
	edgeFrom
	edgeTo
)

// fact is something in a text that must be true: a value, what it counts, and
// between which tokens it stands.
type fact struct {
	kind      kind
	lo, hi    int64  // hi for ranges only
	cmp       cmp    //
	unit      string // what is counted: a unit of time, a noun's class or stem, a label
	text      string // for what is no number: an address, a law, a term
	role      role
	edge      edge
	per       string // of an amount: how often it is paid, or "total"
	days      uint8  // the weekdays that a time of day was said with, as bits; 0: none
	exclusive bool   // a term with an opposite: what the card says last of it counts
	required  bool   // a term that the card must name
	threshold bool   // an amount that a household's means are compared with
	most      bool   // the line before calls it the most there is
	through   bool   // weekdays from one to another
	label     bool   // unit stands before the number: "linea 3"
	start     int    // first token
	end       int    // after the last token
}

// reason is what a fact that the cards do not hold is called.
func (f *fact) reason() Reason {
	switch f.kind {
	case kAmount:
		return Amount
	case kPercent, kFraction:
		return Percentage
	case kDuration:
		switch {
		case f.role == roleAge || f.role == roleOpen && f.unit == "year":
			return Age
		case f.cmp == cmpAtMost || f.cmp == cmpBelow:
			return Deadline
		}
		return Date
	case kDate:
		if f.cmp == cmpAtMost || f.cmp == cmpBelow {
			return Deadline
		}
		return Date
	case kYear, kPeriod:
		return Date
	case kWeekday:
		return Weekday
	case kClock:
		return Hour
	default:
		return f.otherReason()
	}
}

func (f *fact) otherReason() Reason {
	switch f.kind {
	case kPhone:
		return Phone
	case kMail:
		return Email
	case kLink:
		return URL
	case kAddress:
		return Address
	case kLaw:
		return Law
	case kName:
		return Office
	case kTerm:
		if f.exclusive && !f.required {
			return Contrary
		}
		return Term
	default:
		return Number
	}
}

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
	}
	if t.kind == word {
		if in(t.fold, "hours-cue") {
			s.hours = true
		}
		if !s.mayBegin(i) {
			return i
		}
	}
	for _, read := range []func(int) int{
		s.law, s.date, s.weekday, s.address, s.phone, s.clock, s.fraction, s.period, s.vague, s.ordinal, s.quantity, s.romanNumeral, s.code, s.term,
	} {
		if next := read(i); next > i {
			return next
		}
	}
	return i
}

// mayBegin says whether a fact may begin with the word i. Most words begin none, and
// this is asked of every word of every card.
func (s *scanner) mayBegin(i int) bool {
	t := s.t[i]
	if starters()[t.fold] || i+2 < len(s.t) && s.is(i+1, "-") && s.t[i+2].kind == digits || i+1 < len(s.t) && s.t[i+1].glued && s.t[i+1].kind == digits || t.capital() && strings.Trim(t.raw, "IVX") == "" {
		return true
	}
	_, number := wordValue(t.fold)
	return number
}

func (s *scanner) add(f fact) int {
	s.facts = append(s.facts, f)
	return f.end
}

// fold is the folded token i, "" outside the text.
func (s *scanner) fold(i int) string {
	if i < 0 || i >= len(s.t) {
		return ""
	}
	return s.t[i].fold
}

func (s *scanner) is(i int, marks string) bool { return i >= 0 && i < len(s.t) && s.t[i].is(marks) }

func (s *scanner) number(i int) (number, bool) {
	if i < 0 || i >= len(s.t) {
		return number{}, false
	}
	return readNumber(s.t, i)
}

// base is the plain form of the word i.
func (s *scanner) base(i int) string { return baseWord(s.fold(i)) }
