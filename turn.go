package caterina

import "time"

// Outcome says what a reply is.
type Outcome string

// The outcomes of a turn.
const (
	OutcomeAnswer    Outcome = "answer"
	OutcomeClarify   Outcome = "clarify"
	OutcomeDecline   Outcome = "decline"
	OutcomeCrisis    Outcome = "crisis"
	OutcomeFlow      Outcome = "flow"
	OutcomeHandoff   Outcome = "handoff"
	OutcomeSmalltalk Outcome = "smalltalk"
)

// Turn is everything the bot needs to decide what to say: who asks, where,
// when, what was said before, and the messages that wait for an answer.
type Turn struct {
	Town  Town
	Now   time.Time // in Rome's time
	Lang  string    // the language the citizen chose, "" when unknown
	State State     // "" and bot: the bot has the floor; else it may only speak aside
	Queue string    // slug of the queue the conversation waits in, if it does

	Conversation ConversationID
	History      []Message // oldest first, without the inputs
	Inputs       []Input   // at least one, oldest first

	Refused *BookingRefused // why an earlier reply to the same inputs could not be carried out; nil on the first try
}

// Message is one message of the history.
type Message struct {
	Actor Actor
	Body  MessageBody
}

// Input is one citizen's message that waits for an answer.
type Input struct {
	Seq    int64 // its number in the log; 0 where there is no log
	Text   string
	Choice string
	Media  string // what came besides words; see MessageBody
	Heard  bool   // Text is what a program heard in a voice message
	Files  []File
	Edits  int64  // seq of the citizen's message that this one puts right
	Was    string // what that one said before, as far as it was kept
}

// Reply is what the bot decided: one message and the effects that the caller
// commits with it in one transaction.
type Reply struct {
	Message MessageBody
	Effects []Effect
	Trace   Trace

	Heard    string     // what was understood of a voice message, as the message's words say it back; "" for nothing
	Fixed    bool       // the words are vetted ones: no model words them anew
	Rejected []Rejected // what a model wrote and nobody was shown
}

// Piece is part of an answer that is shown while it is written, or its end.
type Piece struct {
	Conversation ConversationID
	Turn         int64
	I            int    // of this piece, from 0
	Text         string // of this piece
	Over         bool   // it is over: the answer is event N, or, with N 0, there is none and what was shown is taken back
	N            int64
}

// Effect is something that must become true together with the reply.
type Effect interface{ effect() }

// FlagCrisis marks the conversation for people: somebody may be in danger.
type FlagCrisis struct{ Category string }

func (FlagCrisis) effect() {}

// RequestPerson puts the conversation into a queue for people. When the message
// beside it has the outcome handoff, it becomes the event that tells of it: the
// citizen reads one sentence, not two.
type RequestPerson struct {
	Queue    string // slug
	Reason   string // ReasonAsked, ReasonCrisis, ReasonFailed
	Priority int    // 9 for danger, else 0
}

func (RequestPerson) effect() {}

// BackToBot ends the wait for a person: the citizen goes on with the assistant.
type BackToBot struct{}

func (BackToBot) effect() {}

// AnswerMeanwhile says that the bot answers in its own name, as it was asked to,
// while the citizen waits for a call. The call stays promised.
type AnswerMeanwhile struct{}

func (AnswerMeanwhile) effect() {}

// SetLang records the language the citizen turned out to speak.
type SetLang struct{ Lang string }

func (SetLang) effect() {}

// Trace says why the bot said it, for operators and for the evaluation. It
// holds no text of the citizen's.
type Trace struct {
	Outcome    Outcome    `json:"outcome"`
	Field      Field      `json:"field,omitempty"`
	Lang       string     `json:"lang,omitempty"`
	Confidence float64    `json:"confidence"` // 0 to 1
	Reject     float64    `json:"reject"`     // 0 to 1, that the town does not do this
	Ranking    []HitTrace `json:"ranking,omitempty"`
	Rule       string     `json:"rule,omitempty"` // which rule of the engine decided
	TookMS     float64    `json:"took_ms"`

	Model []ModelTrace `json:"model,omitempty"` // the calls of a model, in order
}

// HitTrace is one line of the ranking behind an answer.
type HitTrace struct {
	Card  string  `json:"card"`
	Town  string  `json:"town,omitempty"`
	Score float64 `json:"score"`
	Legs  Legs    `json:"legs"`
}

// Query is a question put to what a town knows.
type Query struct {
	Town  TownID
	Text  string
	Lang  string // "it" or "en"
	Day   Date   // decides what is expired
	Limit int    // how many hits at most; 0 means 10
}

// Verdict says how well a ranking fits its question.
type Verdict string

// The verdicts.
const (
	VerdictClear Verdict = "clear" // the first card answers
	VerdictClose Verdict = "close" // one of the first three answers: ask which
	VerdictNone  Verdict = "none"  // nothing fits
)

// Ranking is what retrieval found, best first.
type Ranking struct {
	Hits       []Hit
	Verdict    Verdict
	Confidence float64 // 0 to 1, that the first hit is right
	Reject     float64 // 0 to 1, that the question is out of scope
}

// Hit is one ranked card. Card is shared and must not be changed.
type Hit struct {
	Card    *Card
	Town    string // slug of the town that owns the card
	Score   float64
	Legs    Legs
	Expired bool // the card is no longer, or not yet, valid: it cannot supply amounts or deadlines
}

// Legs are the normalised scores of the retrieval legs, each 0 to 1.
type Legs struct {
	Lexical    float64 `json:"lexical"`
	Classifier float64 `json:"classifier"`
	Dense      float64 `json:"dense"`
}
