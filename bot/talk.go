package bot

import (
	"math"
	"slices"
	"strings"

	"example.org/caterina"
)

// maxRunes is the longest message that is read as a question.
const maxRunes = 4000

// maxScanned is how much of an over-long message is searched for crisis words.
const maxScanned = 4 * maxRunes

// maxHits is how many cards the trace names.
const maxHits = 10

// talk is one turn while it is being answered.
type talk struct {
	turn  caterina.Turn
	day   caterina.Date
	words *words

	inputs []caterina.Input // cleaned of what cannot be seen
	text   string           // the messages that wait, one a line
	tokens []token
	tooBig bool

	whole    *need // the messages read as one need; nil until somebody asks
	rankings map[caterina.Query]caterina.Ranking

	choice string // the button pressed, if the last input is one
	last   *past  // what was being talked about, nil at the start

	personRule string // why a person is asked for, "" when none is
	called     bool   // a person is being called

	flow    *flow                 // how the citizen stands with appointments; nil until it was read
	picked  string                // the option about appointments that was chosen, "" for none
	street  caterina.StreetsNamed // what they name of the town's streets
	heard   bool                  // the dialogue about an appointment has answered
	instead bool                  // an appointment was wished for something that none can be booked for

	came sent // what came with the words that are answered, and was not read

	worded bool // what is written here is read, each line apart, by whoever words the answer

	corrected bool   // the message takes back what was said before: "no, intendevo la tari"
	sorry     bool   // a kind word comes first
	note      string // said of the card under its name

	lead  string // said before everything else: the numbers above an answer
	alarm alarm  // why lead is there

	reply caterina.Reply
}

// newTalk reads the turn. Inputs without words or choice stay, so that an empty
// message gets its own answer.
func (e *Engine) newTalk(turn caterina.Turn) *talk {
	t := &talk{turn: turn, day: caterina.DateOf(turn.Now), words: wordsFor(turn.Lang), last: lastContext(turn.History), rankings: map[caterina.Query]caterina.Ranking{}}
	var lines []string
	for _, in := range turn.Inputs {
		in.Text = fromSigns(strings.TrimSpace(clean(in.Text)), turn.Lang)
		t.inputs = append(t.inputs, in)
		if in.Choice != "" {
			t.choice = in.Choice
			continue
		}
		t.choice = ""
		if runes := []rune(in.Text); len(runes) > maxRunes {
			t.tooBig = true
			in.Text = string(runes[:min(len(runes), maxScanned)])
		}
		if in.Text != "" {
			lines = append(lines, in.Text)
		}
	}
	t.text = strings.Join(lines, "\n")
	t.tokens = tokenize(t.text)
	return t
}

// say sets the reply's text and outcome, and the rule that decided.
func (t *talk) say(outcome caterina.Outcome, rule, text string) {
	t.reply.Message.Text = text
	t.reply.Message.Outcome = outcome
	t.reply.Trace.Outcome = outcome
	t.reply.Trace.Rule = rule
}

// offer adds next steps, each once.
func (t *talk) offer(options ...caterina.Option) {
	for _, o := range options {
		if !hasOption(t.reply.Message.Options, o.ID) {
			t.reply.Message.Options = append(t.reply.Message.Options, o)
		}
	}
}

func hasOption(options []caterina.Option, id string) bool {
	return slices.ContainsFunc(options, func(o caterina.Option) bool { return o.ID == id })
}

// cite adds a citation, each card and field once.
func (t *talk) cite(c caterina.Citation) {
	for _, have := range t.reply.Message.Citations {
		if have.Card == c.Card && have.Field == c.Field {
			return
		}
	}
	t.reply.Message.Citations = append(t.reply.Message.Citations, c)
}

// rank notes a ranking in the trace.
func (t *talk) rank(r caterina.Ranking) {
	t.reply.Trace.Confidence, t.reply.Trace.Reject = short(r.Confidence), short(r.Reject)
	t.reply.Trace.Ranking = nil
	for _, h := range r.Hits[:min(len(r.Hits), maxHits)] {
		t.reply.Trace.Ranking = append(t.reply.Trace.Ranking,
			caterina.HitTrace{Card: h.Card.Slug, Town: h.Town, Score: short(h.Score), Legs: caterina.Legs{
				Lexical: short(h.Legs.Lexical), Classifier: short(h.Legs.Classifier), Dense: short(h.Legs.Dense),
			}})
	}
}

// short keeps four decimals: a trace is stored with every answer.
func short(score float64) float64 { return math.Round(score*1e4) / 1e4 }

// finish completes what every reply holds.
func (t *talk) finish() caterina.Reply {
	m := &t.reply.Message
	if t.lead != "" {
		m.Text = t.lead + "\n\n" + m.Text
		t.reply.Fixed = true
	}
	if t.sorry && (m.Outcome == caterina.OutcomeAnswer || m.Outcome == caterina.OutcomeClarify || m.Outcome == caterina.OutcomeDecline) {
		m.Text = t.words.sorrow + "\n\n" + m.Text
	}
	t.sayCame()
	m.Text = strings.TrimSpace(m.Text)
	m.Lang = t.words.lang
	t.reply.Trace.Lang = t.words.lang
	t.reply.Trace.Field = m.Field
	return t.reply
}
