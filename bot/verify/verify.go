// Package verify decides, without a model and without I/O, which sentences of a
// draft that a language model wrote may be shown to a citizen.
//
// A draft is cut into sentences ([Splitter]); each names the cards it rests on
// ("Servono 2 fototessere [carta-identita]."). Every fact in it (amount, number,
// date, term, weekday and hour, telephone, address, office, law, age …) must be
// found in those cards, in the same role and beside the same words; or be what the
// citizen said, told back to them; or be today. Whatever the cards say, no verdict
// on what somebody is entitled to passes, no promise of what the program does not
// do, nothing in another language, no markup and none of the instructions.
//
// Facts are read in Italian and in English, and compared by what they mean:
// "duemila euro" is "€ 2.000,00", "dalle 9 alle 12:30" is "9 am to 12:30 pm".
//
// When in doubt a sentence is refused: a citizen who gets the card as the town
// wrote it has lost nothing.
package verify

import (
	"log/slog"

	"example.org/caterina"
)

// Source is one card as the model was given it.
type Source struct {
	ID       string   // the slug that a sentence cites
	Text     string   // everything the model was told of it, one statement or list item a line
	Official []string // names kept as they are: the title, offices, addresses
}

// Check is what drafts are checked against.
type Check struct {
	Sources   []Source
	Citizen   []string      // the citizen's own messages, the newest last, as the model was given them
	Today     caterina.Date // the day the answer is for
	Lang      string        // the language to answer in: "it" or "en"
	Forbidden []string      // texts the draft must not repeat: the instructions
}

// Reason says why a sentence, or a draft, was refused. It is stored and counted.
type Reason string

// The reasons. The first group are facts that the cited cards do not hold.
const (
	Amount     Reason = "amount"
	Percentage Reason = "percentage"
	Number     Reason = "number"
	Date       Reason = "date"
	Deadline   Reason = "deadline" // a date or a length of time until which something must be done
	Weekday    Reason = "weekday"
	Hour       Reason = "hour"
	Phone      Reason = "phone"
	Email      Reason = "email"
	URL        Reason = "url"
	Address    Reason = "address"
	Office     Reason = "office" // an office, body or other name
	Law        Reason = "law"
	Age        Reason = "age"
	Term       Reason = "term" // a document or a condition that the card does not name

	Contrary   Reason = "contrary"   // the card says the opposite
	Ungrounded Reason = "ungrounded" // of something else than the cards
	Verdict    Reason = "verdict"    // what the citizen is entitled to
	Promise    Reason = "promise"    // what the program will not do
	Citation   Reason = "citation"   // of a card that was not given, or none under a fact
	Language   Reason = "language"   // not the language of the answer
	Markup     Reason = "markup"     // more than paragraphs, lists, bold, italics and links
	Leak       Reason = "leak"       // words of the instructions

	Empty                Reason = "empty"                  // nothing is left that answers
	RefusalWithCitations Reason = "refusal_with_citations" // it says that it does not know, and cites
)

// Reasons lists every reason, in the order curators are shown them.
func Reasons() []Reason {
	return []Reason{
		Amount, Percentage, Number, Date, Deadline, Weekday, Hour, Phone, Email, URL, Address, Office, Law, Age, Term,
		Contrary, Ungrounded, Verdict, Promise, Citation, Language, Markup, Leak, Empty, RefusalWithCitations,
	}
}

// Rejection is one reason why a sentence was not shown.
type Rejection struct {
	Reason   Reason
	Sentence string // as the model wrote it; "" when the draft as a whole is meant
	Words    string // the words at fault; may be ""
}

// LogValue describes the rejection without a word of the draft.
func (r Rejection) LogValue() slog.Value { return slog.StringValue(string(r.Reason)) }

// Result is a draft after the check.
type Result struct {
	OK         bool     // Text answers, and may be sent
	Text       string   // what is left, without citations; for a draft that is not OK, what was shown of it
	Cards      []string // the cards that Text rests on, in the order they are cited
	Dropped    int      // how many sentences were left out
	Refusal    bool     // the draft says that it does not know
	Rejections []Rejection
}

// LogValue describes the result without a word of the draft.
func (r Result) LogValue() slog.Value {
	why := make([]Reason, len(r.Rejections))
	for i := range r.Rejections {
		why[i] = r.Rejections[i].Reason
	}
	return slog.GroupValue(slog.Bool("ok", r.OK), slog.Int("dropped", r.Dropped), slog.Any("rejections", why))
}

// Checker holds the sources of one answer, read once. It may be used by several
// goroutines at once.
type Checker struct {
	lang    string
	today   caterina.Date
	vocab   *vocabulary
	sources []*source
	byID    map[string]int
	citizen *source   // what the citizen wrote
	kin     bool      // they speak of somebody of their family
	topic   [][]int32 // the offices that the newest of it names
	banned  map[shingle]bool
	asked   bool // the citizen asks whether they can have something
}

// New reads the sources of one answer.
func New(c Check) *Checker {
	k := &Checker{lang: c.Lang, today: c.Today, vocab: newVocabulary(), byID: map[string]int{}}
	for _, s := range c.Sources {
		if _, twice := k.byID[s.ID]; twice {
			continue
		}
		k.byID[s.ID] = len(k.sources)
		s.Text = WithoutOrders(s.Text)
		k.sources = append(k.sources, newSource(k.vocab, s))
	}
	k.citizen = newSource(k.vocab, Source{Text: joinLines(c.Citizen)})
	k.vocab.weigh(k.sources)
	k.banned = shinglesOf(c.Forbidden)
	k.forgive(c)
	k.asked = asksForVerdict(c.Citizen)
	k.kin = k.citizen.has("kin")
	if n := len(c.Citizen); n > 0 {
		k.topic = k.officesIn(c.Citizen[n-1])
	}
	return k
}
