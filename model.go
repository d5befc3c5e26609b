package caterina

import (
	"encoding/json"
	"log/slog"
	"time"
)

// ModelStep says what a language model is asked for. Usage is counted by it.
type ModelStep string

// The steps.
const (
	StepRewrite    ModelStep = "rewrite"    // a question that stands without what was said before
	StepChoose     ModelStep = "choose"     // what to answer from
	StepWrite      ModelStep = "write"      // the answer
	StepSummary    ModelStep = "summary"    // a conversation, for the operator who takes it
	StepReply      ModelStep = "reply"      // a draft for an operator
	StepVariants   ModelStep = "variants"   // questions that a card answers, for curators
	StepTranslate  ModelStep = "translate"  // words of a conversation, or a card
	StepTranscribe ModelStep = "transcribe" // a voice message
	StepEmbed      ModelStep = "embed"      // vectors
)

// Ask is one question to a language model. It holds no personal data: whoever makes
// it has masked them.
type Ask struct {
	Step      ModelStep
	Version   string          // of the words that ask
	Town      TownID          // whose budget pays for it
	System    string          // what to do
	Prompt    string          // the data it is done with
	Schema    json.RawMessage // JSON Schema of the answer; nil when it is plain text
	MaxTokens int             // of the answer; 0: the server's own limit
}

// LogValue describes the question without its words.
func (a Ask) LogValue() slog.Value {
	return slog.GroupValue(slog.String("step", string(a.Step)), slog.Int("bytes", len(a.System)+len(a.Prompt)))
}

// Completion is a model's answer, as it came: nothing in it has been checked.
type Completion struct {
	Text  string
	Usage Usage
}

// LogValue describes the answer without its words.
func (c Completion) LogValue() slog.Value {
	return slog.GroupValue(slog.String("step", string(c.Usage.Step)), slog.Int("bytes", len(c.Text)))
}

// Usage is what one call of a model cost.
type Usage struct {
	Step    ModelStep
	Version string // of the words that asked
	Model   string
	In, Out int           // tokens; reckoned from the text where the server does not say
	First   time.Duration // until the first word; 0 where nothing was streamed
	Took    time.Duration
	Failure ModelFailure // "" when it went well
}

// ModelFailure is why a call of a model brought nothing.
type ModelFailure string

// The failures.
const (
	FailedLate    ModelFailure = "late"    // no first word, or no answer, in time
	FailedStalled ModelFailure = "stalled" // it stopped in the middle
	FailedCut     ModelFailure = "cut"     // the connection ended in the middle
	FailedRate    ModelFailure = "rate"    // 429, also after waiting
	FailedServer  ModelFailure = "server"  // 5xx, or not reached
	FailedRefused ModelFailure = "refused" // 4xx: a key, a model or a request it does not take
	FailedBusy    ModelFailure = "busy"    // too many calls of ours at once
	FailedOpen    ModelFailure = "open"    // it failed so often that it is left alone for a while
	FailedBudget  ModelFailure = "budget"  // the town has used today's tokens
	FailedBad     ModelFailure = "bad"     // an answer that is none
	FailedLeft    ModelFailure = "left"    // nobody waits for it any more: a newer message, a person who took over; says nothing of the model
)

// ModelTrace is what one call cost, as it is stored with the turn.
type ModelTrace struct {
	Step    ModelStep    `json:"step"`
	Version string       `json:"version"`
	Model   string       `json:"model,omitempty"`
	In      int          `json:"in,omitempty"`
	Out     int          `json:"out,omitempty"`
	FirstMS float64      `json:"first_ms,omitempty"`
	TookMS  float64      `json:"took_ms"`
	Failure ModelFailure `json:"failure,omitempty"`

	Tool   string     `json:"tool,omitempty"`   // what it asked to have done, "slots/urp"; of its own words none
	Became ToolResult `json:"became,omitempty"` // of that
}

// ToolResult is what became of something that a model asked to have done in a citizen's
// place.
type ToolResult string

// What can become of it.
const (
	ToolDone      ToolResult = "done"
	ToolUnknown   ToolResult = "unknown"   // no such tool, office or service was offered, or its words are no question
	ToolNothing   ToolResult = "nothing"   // the engine has nothing to say to it
	ToolForbidden ToolResult = "forbidden" // it would have done more than a model may
)

// ToolResults lists them.
func ToolResults() []ToolResult {
	return []ToolResult{ToolDone, ToolUnknown, ToolNothing, ToolForbidden}
}

// Trace is the usage as it is stored.
func (u Usage) Trace() ModelTrace {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return ModelTrace{
		Step: u.Step, Version: u.Version, Model: u.Model, In: u.In, Out: u.Out, FirstMS: ms(u.First), TookMS: ms(u.Took), Failure: u.Failure,
	}
}

// Rejected is something that a model wrote and no citizen was shown. It holds no
// personal data: the model had none.
type Rejected struct {
	Reason   string   // a word of the verifier's
	Sentence string   // as the model wrote it; "" when the answer as a whole is meant
	Cards    []string // what it was given to answer from
}

// LogValue describes what was rejected without its words.
func (r Rejected) LogValue() slog.Value { return slog.StringValue(r.Reason) }

// Autonomy is how far a town lets a model word answers about a topic.
type Autonomy string

// The degrees.
const (
	AutonomyFull     Autonomy = "automatic" // what the verifier lets through goes out
	AutonomyApproval Autonomy = "approval"  // an operator reads it first
	AutonomyCards    Autonomy = "cards"     // the cards' own words, no model
)

// Autonomies lists the degrees, from the freest.
func Autonomies() []Autonomy { return []Autonomy{AutonomyFull, AutonomyApproval, AutonomyCards} }

// ModelUse is what calls of one kind have cost a town in a day.
type ModelUse struct {
	Town    TownID
	Day     Date // Rome's
	Step    ModelStep
	Model   string
	Failure ModelFailure // "": they went well
	Calls   int64
	In, Out int64 // tokens
	Took    time.Duration
}

// RejectedSentence is something rejected, as it is kept.
type RejectedSentence struct {
	Rejected

	ID           int64
	Conversation ConversationID
	At           time.Time
}
