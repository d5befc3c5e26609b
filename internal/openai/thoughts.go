package openai

import "strings"

// Some models that think write their thoughts before the answer, and some servers leave
// them there. They are no part of the answer: nobody is to read or verify them.
const (
	thoughtsBegin = "<think>"
	thoughtsEnd   = "</think>"
)

// thoughts takes the thoughts out of an answer that comes in pieces.
type thoughts struct {
	held   string // what may still turn out to be the beginning or the end of thoughts
	inside bool
	past   bool // the thoughts are over, or there were none
	trim   bool // the answer's first word has not come
}

// answer returns what of the piece belongs to the answer.
func (t *thoughts) answer(piece string) string {
	if t.past {
		return t.start(piece)
	}
	t.held += piece
	if !t.inside && !t.begin() {
		return t.early()
	}
	_, rest, ended := strings.Cut(t.held, thoughtsEnd)
	if !ended {
		t.held = t.held[max(0, len(t.held)-len(thoughtsEnd)):]
		return ""
	}
	t.past, t.trim, t.held = true, true, ""
	return t.start(rest)
}

// start drops the space between the thoughts and the answer.
func (t *thoughts) start(piece string) string {
	if t.trim {
		piece = strings.TrimLeft(piece, " \r\n\t")
		t.trim = piece == ""
	}
	return piece
}

// begin notes that thoughts have begun.
func (t *thoughts) begin() bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(t.held, " \r\n\t"), thoughtsBegin)
	if ok {
		t.inside, t.held = true, rest
	}
	return ok
}

// early returns the answer's first piece once it is clear that it is no thought.
func (t *thoughts) early() string {
	if start := strings.TrimLeft(t.held, " \r\n\t"); strings.HasPrefix(thoughtsBegin, start) {
		return ""
	}
	return t.rest()
}

// rest returns what was held back when the answer ends.
func (t *thoughts) rest() string {
	if t.past || t.inside {
		return ""
	}
	piece := t.held
	t.past, t.held = true, ""
	return piece
}

// withoutThoughts takes them out of a whole answer.
func withoutThoughts(text string) string {
	var t thoughts
	answer := t.answer(text)
	return answer + t.rest()
}
