package openaitest

import (
	"strings"
	"unicode/utf8"
)

// Garble is one way in which a chat's answer is none.
type Garble string

// What is wrong with the answer of the server.
const (
	NotGarbled    Garble = ""
	NotJSON       Garble = "not JSON"       // a sentence of a proxy, with status 200
	OtherShape    Garble = "other shape"    // JSON, of another API
	Truncated     Garble = "truncated"      // it ends in the middle, and the transfer is whole
	Huge          Garble = "huge"           // it does not end for a long while
	NoChoices     Garble = "no choices"     // an empty list of answers
	EmptyContent  Garble = "empty content"  // no words
	NullContent   Garble = "null content"   // not even an empty text
	Filtered      Garble = "content filter" // ended by the provider's filter after some words
	ReasoningOnly Garble = "reasoning only" // all it says is reasoning_content
	Declined      Garble = "refusal"        // a refusal in place of the content
	ErrorInside   Garble = "error inside"   // an error object with status 200, in a stream after some pieces
	BadEvent      Garble = "bad event"      // one event of a stream is not JSON
	Comments      Garble = "comments"       // a lawful stream with comments, CRLF and names of events
)

// What is wrong with what the model says.
const (
	Prose      Garble = "prose"       // a sentence where JSON was asked for
	WrongKeys  Garble = "wrong keys"  // JSON, not of the schema
	HalfJSON   Garble = "half"        // it ends in the middle, for length
	Fenced     Garble = "fenced"      // between ``` fences
	Thinking   Garble = "thinking"    // after <think>…</think>
	TwoObjects Garble = "two objects" // the same JSON twice
)

// Garbles lists every garble.
func Garbles() []Garble {
	return []Garble{
		NotJSON, OtherShape, Truncated, Huge, NoChoices, EmptyContent, NullContent, Filtered, ReasoningOnly, Declined, ErrorInside, BadEvent, Comments,
		Prose, WrongKeys, HalfJSON, Fenced, Thinking, TwoObjects,
	}
}

const (
	hugeBytes = 64 << 20
	fewPieces = 3 // of a stream before an error or a bad event
)

// spoil changes what the model says.
func (g Garble) spoil(a Answer) Answer {
	switch g {
	case EmptyContent:
		a = Answer{}
	case NullContent:
		a = Answer{Null: true}
	case ReasoningOnly:
		a = Answer{Null: true, Reasoning: "Devo capire che cosa chiede la persona. " + a.Text}
	case Declined:
		a = Answer{Null: true, Refusal: "Mi dispiace, non posso aiutarti con questa richiesta."}
	case Filtered:
		a.Text, a.Finish = half(a.Text), "content_filter"
	case Prose:
		a.Text = "Certo! Ecco la risposta che cercavi, spero che ti sia utile."
	case WrongKeys:
		a.Text = `{"risultato":{"valore":[1,2,3],"ok":true}}`
	case HalfJSON:
		a.Text, a.Finish = half(a.Text), "length"
	case Fenced:
		a.Text = "```json\n" + a.Text + "\n```"
	case Thinking:
		a.Text = "<think>\nLa persona chiede qualcosa. Ci sono 42 modi di rispondere.\n</think>\n\n" + a.Text
	case TwoObjects:
		a.Text += "\n" + a.Text
	default:
		return a
	}
	a.Pieces = nil
	return a
}

// half is the first half of a text.
func half(text string) string {
	end := len(text) / 2
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// wrong is the body of an answer that a garble replaces; false when it does not.
func (g Garble) wrong(body string) (string, bool) {
	switch g {
	case NotJSON:
		return "upstream connect error or disconnect/reset before headers", true
	case OtherShape:
		return `{"model":"fake-chat","message":{"role":"assistant","content":"ciao"},"done":true}`, true
	case Truncated:
		return half(body), true
	case ErrorInside:
		return string(wording(500, "").body()), true
	case NoChoices:
		return `{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"fake-chat","choices":[]}`, true
	default:
		return body, false
	}
}

// filler is words that mean nothing.
func filler(n int) string { return strings.Repeat("bla ", n/4) }
