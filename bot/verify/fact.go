package verify

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

// relation is how a fact bounds what it is about.
type relation uint8

const (
	cmpNone   relation = iota
	cmpAtMost          // fino a, entro
	cmpBelow           // meno di, sotto
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
	lo, hi    int64 // hi for ranges only
	cmp       relation
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
	bounded := f.cmp == cmpAtMost || f.cmp == cmpBelow
	switch f.kind {
	case kDuration:
		if f.role == roleAge || f.role == roleOpen && f.unit == "year" {
			return Age
		}
		if bounded {
			return Deadline
		}
		return Date
	case kDate:
		if bounded {
			return Deadline
		}
		return Date
	case kTerm:
		if f.exclusive && !f.required {
			return Contrary
		}
		return Term
	default:
		return [kinds]Reason{
			kAmount: Amount, kPercent: Percentage, kCount: Number, kYear: Date, kWeekday: Weekday, kClock: Hour, kPhone: Phone,
			kMail: Email, kLink: URL, kAddress: Address, kLaw: Law, kFraction: Percentage, kPeriod: Date, kName: Office,
		}[f.kind]
	}
}
