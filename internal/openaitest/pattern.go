package openaitest

import (
	"regexp/syntax"
	"strings"
)

// matching returns the plainest text that a pattern matches; "" for one that
// cannot be read.
func matching(pattern string) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	plainest(re.Simplify(), &b)
	return b.String()
}

func plainest(re *syntax.Regexp, b *strings.Builder) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		if len(re.Rune) > 0 {
			b.WriteRune(readable(re.Rune))
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
	case syntax.OpCapture, syntax.OpPlus:
		plainest(re.Sub[0], b)
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			plainest(sub, b)
		}
	case syntax.OpAlternate:
		plainest(re.Sub[0], b)
	case syntax.OpRepeat:
		for range re.Min {
			plainest(re.Sub[0], b)
		}
	default: // anchors, and what may be left out
	}
}

// readable is a letter or a digit of a class, else its first character.
func readable(ranges []rune) rune {
	for _, want := range []rune{'a', 'A', '1'} {
		for i := 0; i+1 < len(ranges); i += 2 {
			if ranges[i] <= want && want <= ranges[i+1] {
				return want
			}
		}
	}
	return ranges[0]
}

// ofFormat is a text in one of the formats of JSON Schema; "" for others.
func ofFormat(format string) string {
	switch format {
	case "date":
		return "2026-01-31"
	case "date-time":
		return "2026-01-31T09:00:00Z"
	case "time":
		return "09:00:00Z"
	case "email":
		return "nessuno@example.org"
	case "uri":
		return "https://example.org/"
	case "uuid":
		return "00000000-0000-4000-8000-000000000000"
	}
	return ""
}
