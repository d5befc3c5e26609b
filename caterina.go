// Package caterina is the vocabulary of the assistant: the towns and what they
// publish (cards, offices, bookable services), the conversations with their
// numbered events, and the turn that leads from a citizen's message to a reply.
//
// It depends on the standard library only, holds no connections and does no
// I/O, so every other package can speak in its words.
package caterina

import (
	"fmt"
	"log/slog"
)

// Secret is a value that must never be printed: a key, a password, a token.
type Secret string

const redacted = "[redacted]"

// String hides the secret from fmt.
func (Secret) String() string { return redacted }

// Format hides it from every verb: fmt asks String of some alone, and shows the value
// where a verb does not fit.
func (Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(redacted)) }

// GoString hides the secret from %#v.
func (Secret) GoString() string { return redacted }

// LogValue hides the secret from slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(redacted) }

// MarshalText hides the secret from encoders.
func (Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Reveal returns the secret itself, for the one call that needs it.
func (s Secret) Reveal() string { return string(s) }
