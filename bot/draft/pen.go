package draft

import (
	"strings"

	"example.org/caterina/bot"
	"example.org/caterina/bot/verify"
	"example.org/caterina/prompts"
)

// pen is an answer while it is written. What the verifier lets through is shown, with
// what the model was not given to see put back.
type pen struct {
	stream *verify.Stream
	show   func(text string) // nil: nobody reads it before it is whole
	links  *prompts.Links
	mask   *bot.Masker
	wrong  bool // an address that no card has: it is the end of the draft
}

// take reads a piece of the model's and shows what has become certain.
func (p *pen) take(piece string) error {
	return p.pass(p.stream.Feed(piece))
}

// pass shows verified text.
func (p *pen) pass(text string) error {
	if text == "" {
		return nil
	}
	text, ok := p.restored(text)
	if !ok {
		p.wrong = true
		return errStopped
	}
	if p.show != nil && strings.TrimSpace(text) != "" {
		p.show(text)
	}
	return nil
}

// end returns what has become of the draft: its text, as the citizen reads it, and
// whether it answers.
func (p *pen) end() (text string, result verify.Result, ok bool) {
	last, result := p.stream.Close()
	if !result.OK || result.Refusal || p.wrong {
		return "", result, false
	}
	if err := p.pass(last); err != nil {
		return "", result, false
	}
	text, ok = p.restored(result.Text)
	return strings.TrimSpace(text), result, ok
}

// restored is a text of the model's with addresses and what is personal. It is false
// when it holds an address that is none of the cards'.
func (p *pen) restored(text string) (string, bool) {
	text, ok := p.links.Show(text)
	return p.links.Contacts(p.mask.Show(text)), ok
}
