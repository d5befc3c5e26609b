// Package channels holds what every way of reaching the assistant has in
// common: how a citizen's text is received, whatever carried it. Each channel
// is a package below this one and turns what arrives into a caterina.Inbound.
package channels

import (
	"strings"
	"unicode/utf8"

	"example.org/caterina"
)

// MaxText is the longest message of a citizen, in characters.
const MaxText = 4000

// MaxClientID is the longest identifier a sender may give a message, in bytes.
const MaxClientID = 64

// CleanText returns what is kept of a citizen's text: without the characters
// nobody can see, without space around it. The error is a *caterina.Error with
// CodeInvalid when nothing is left or more than MaxText characters are; its
// Message is for logs, channels say it in the citizen's language.
func CleanText(text string) (string, error) {
	text = strings.TrimSpace(caterina.StripHidden(strings.ToValidUTF8(text, "")))
	switch {
	case text == "":
		return "", ErrEmpty
	case len(text) > MaxText && utf8.RuneCountInString(text) > MaxText:
		return "", ErrTooLong
	}
	return text, nil
}

// The reasons for which CleanText refuses a text.
var (
	ErrEmpty   = caterina.Errorf(caterina.CodeInvalid, "the message is empty")
	ErrTooLong = caterina.Errorf(caterina.CodeInvalid, "the message has more than %d characters", MaxText)
)

// ValidClientID says whether id may name a message: 1 to MaxClientID visible
// ASCII characters.
func ValidClientID(id string) bool {
	if id == "" || len(id) > MaxClientID {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}
