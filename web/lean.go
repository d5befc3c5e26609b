package web

import "bytes"

// lean takes from a module what browsers skip: comments, blank lines, the blanks
// before and after a line, and those between signs that end where the next begins.
// They are more than a third of what would be sent. The inside of template literals
// stays as it is. A module that this reader does not understand to its end is sent
// as written.
func lean(js []byte) []byte {
	out := make([]byte, 0, len(js))
	var r reader
	for _, line := range bytes.SplitAfter(withoutComments(js), []byte("\n")) {
		out = r.squeeze(out, line)
	}
	if !r.sound() {
		return js
	}
	return out
}

// squeeze follows one line, its end included, and appends what must be sent of it.
func (r *reader) squeeze(out, line []byte) []byte {
	start, blank := len(out), false
	for i := 0; i < len(line); i++ {
		c, next := line[i], byte(0)
		if i+1 < len(line) {
			next = line[i+1]
		}
		if !r.block && !r.quoted() && c == '/' && next == '/' {
			i = len(line) - 2 // what is left of the line is a comment: on to its end
			continue
		}
		comment, free := r.block, len(r.stack) == 0 && !r.quoted()
		both := r.sign(c, next)
		switch {
		case (comment || r.block) && c == '\n' && len(out) > start:
			out = append(out, c) // a comment over several lines ends the first of them
		case comment || r.block:
			blank = true
		case free && (c == ' ' || c == '\t'):
			blank = true
		case free && c == '\n' && len(out) == start:
		default:
			if blank && len(out) > start && apart(out[len(out)-1], c) {
				out = append(out, ' ')
			}
			out, blank = append(out, c), false
			if both {
				out = append(out, next)
			}
		}
		if both {
			i++
		}
	}
	return out
}

// apart says whether two signs mean something else without a blank between them.
func apart(a, b byte) bool {
	word := func(c byte) bool {
		return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '$' || c >= 0x80
	}
	if word(a) {
		return word(b) || b == '`'
	}
	return a == b && (a == '+' || a == '-' || a == '/') || a == '/' && b == '*'
}

// reader follows a module as far as it must to know where template literals
// begin and end. It knows strings, comments and regular expressions only as
// places in which a backtick means nothing.
type reader struct {
	stack   []byte // '`' inside a literal, '{' inside one of its ${}, or a block in there
	quote   byte   // of the string that is open
	block   bool   // a comment is open
	regexp  bool   // a regular expression is open
	class   bool   // and in it a class
	last    byte   // the last sign that was no blank: what may stand before a regular expression
	confuse bool   // something ended that had not begun
}

// literal says whether the reader stands in the text of a template literal.
func (r *reader) literal() bool { return len(r.stack) > 0 && r.stack[len(r.stack)-1] == '`' }

// sound says whether all that had begun has ended.
func (r *reader) sound() bool {
	return len(r.stack) == 0 && r.quote == 0 && !r.block && !r.regexp && !r.confuse
}

// quoted says whether the reader stands where signs mean themselves.
func (r *reader) quoted() bool { return r.quote != 0 || r.regexp || r.literal() }

// sign follows one sign and says whether it has used up the next one too.
func (r *reader) sign(c, next byte) (both bool) {
	switch {
	case r.block:
		both = c == '*' && next == '/'
		r.block = !both
	case r.quoted() && c == '\\':
		return true
	case r.quote != 0:
		r.inString(c)
	case r.regexp:
		r.inRegexp(c)
	case r.literal():
		return r.inLiteral(c, next)
	case c == '/' && next == '*':
		r.block = true
		return true
	default:
		r.inCode(c)
	}
	return both
}

func (r *reader) inString(c byte) {
	if c == r.quote {
		r.quote, r.last = 0, c
	}
	if c == '\n' {
		r.confuse = true
	}
}

func (r *reader) inRegexp(c byte) {
	switch {
	case c == '[':
		r.class = true
	case c == ']':
		r.class = false
	case c == '/' && !r.class:
		r.regexp, r.last = false, c
	case c == '\n':
		r.confuse = true
	}
}

func (r *reader) inLiteral(c, next byte) (both bool) {
	switch {
	case c == '`':
		r.stack, r.last = r.stack[:len(r.stack)-1], c
	case c == '$' && next == '{':
		r.stack, r.last = append(r.stack, '{'), '{'
		return true
	}
	return false
}

func (r *reader) inCode(c byte) {
	switch {
	case c == '"' || c == '\'':
		r.quote = c
	case c == '`':
		r.stack = append(r.stack, c)
	case c == '{' && len(r.stack) > 0:
		r.stack = append(r.stack, c)
	case c == '}' && len(r.stack) > 0:
		r.stack = r.stack[:len(r.stack)-1]
	case c == '/' && bytes.IndexByte([]byte("\x00(,=:[!&|?{};~^+-*%<>\n"), r.last) >= 0:
		r.regexp, r.class = true, false
	}
	if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
		r.last = c
	}
}
