package openaitest

import (
	"strings"
	"unicode/utf8"
)

// Answer is what a model says to one request.
type Answer struct {
	Text      string
	Pieces    []string // of which a stream consists; nil for a few letters each
	Finish    string   // why it ended; "" for "stop"
	Null      bool     // its content is null
	Reasoning string   // what it thought aloud beside the content
	Refusal   string   // why it declined, beside a null content
	Change    Change   // the fact that it changed, when it lies
	Order     string   // the injected order that it obeyed
	Err       error    // a mistake of the test: it is reported, and answered with 500
}

const (
	pieceLetters  = 4 // about a token
	bytesOfAToken = 4
)

// tokens reckons how many tokens a text is.
func tokens(text string) int { return (len(text) + bytesOfAToken - 1) / bytesOfAToken }

// within ends an answer where the request wants it to end.
func (a Answer) within(maxTokens int) Answer {
	if maxTokens == 0 || tokens(a.Text) <= maxTokens {
		return a
	}
	end := maxTokens * bytesOfAToken
	for end > 0 && !utf8.RuneStart(a.Text[end]) {
		end--
	}
	a.Text, a.Pieces, a.Finish = a.Text[:end], nil, "length"
	return a
}

// inPieces is an answer as a stream has it. Numbers and words are torn apart, as
// tokens tear them.
func (a Answer) inPieces() []string {
	if a.Pieces != nil {
		return a.Pieces
	}
	var out []string
	letters := []rune(a.Text)
	for start := 0; start < len(letters); start += pieceLetters {
		out = append(out, string(letters[start:min(start+pieceLetters, len(letters))]))
	}
	return out
}

func (a Answer) finish() string {
	if a.Finish == "" {
		return "stop"
	}
	return a.Finish
}

// Behaviour answers chats. It is called by many requests at the same time.
type Behaviour func(Chat) Answer

// Words split a text as a stream of whole words, for Answer.Pieces.
func Words(text string) []string { return strings.SplitAfter(text, " ") }
