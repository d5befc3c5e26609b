package webchat

import (
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// Limits of what a client may send.
const (
	maxFrame = 16 << 10 // bytes
	maxDepth = 8        // objects and arrays inside each other; ours need two
)

// The types of frame that a client sends.
const (
	typeHello  = "hello"
	typeSend   = "send"
	typeResume = "resume"
	typeTyping = "typing"
	typeRead   = "read"
	typeLink   = "link"
)

// The types of frame that show an answer while it is written.
const (
	typeDelta    = "delta"
	typeDeltaEnd = "delta_end"
)

// clientFrame is any frame of a client. Fields it does not name are ignored, so
// that a newer client may say more.
type clientFrame struct {
	Type   string          `json:"type"`
	V      int             `json:"v"`
	Town   string          `json:"town"`
	Lang   string          `json:"lang"`
	Role   string          `json:"role"` // of hello: "staff" for the console
	Token  string          `json:"token"`
	Page   string          `json:"page"` // of hello: the address of the page around the chat
	After  *int64          `json:"after"`
	ID     string          `json:"id"`
	Text   string          `json:"text"`
	Choice string          `json:"choice"`
	Form   json.RawMessage `json:"form"`
	Work   *proof          `json:"work"` // that was asked for before
	On     bool            `json:"on"`
	N      int64           `json:"n"`
}

// isForm says whether the frame brings a filled-in form instead of a message.
func (f *clientFrame) isForm() bool { return len(f.Form) > 0 }

// after is the last number the client says it holds, 0 when it says nothing.
func (f *clientFrame) after() int64 {
	if f.After == nil {
		return 0
	}
	return *f.After
}

// Why a frame is refused. None of them repeats what the frame held.
var (
	errNotUTF8     = errors.New("the frame is not UTF-8")
	errTooDeep     = fmt.Errorf("the frame nests deeper than %d levels", maxDepth)
	errBrokenJSON  = errors.New("the frame is not a JSON object of the protocol")
	errUnknownType = errors.New("the frame's type is unknown")
	errBadNumber   = errors.New("the frame holds a negative number")
)

// decodeFrame reads one frame of a client.
func decodeFrame(b []byte) (clientFrame, error) {
	f, err := decodeObject(b)
	if err != nil {
		return clientFrame{}, err
	}
	switch f.Type {
	case typeHello, typeSend, typeResume, typeTyping, typeRead, typeLink:
		return f, nil
	}
	return clientFrame{}, errUnknownType
}

// decodeObject reads the fields of a frame whatever its type, as the fallback
// over HTTP needs, where the address says the type.
func decodeObject(b []byte) (clientFrame, error) {
	var f clientFrame
	if !utf8.Valid(b) {
		return f, errNotUTF8
	}
	if tooDeep(b) {
		return f, errTooDeep
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return clientFrame{}, errBrokenJSON // the decoder's own error quotes the frame
	}
	if f.after() < 0 || f.N < 0 {
		return clientFrame{}, errBadNumber
	}
	return f, nil
}

// tooDeep says whether brackets outside strings nest deeper than maxDepth. It
// runs before the decoder, which would go on for thousands of levels.
func tooDeep(b []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return false
}
