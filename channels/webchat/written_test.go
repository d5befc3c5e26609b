package webchat

import (
	"testing"

	"example.org/caterina"
)

// TestAnAnswerIsShownWhileItIsWritten, and what was shown is taken back or replaced by
// its event, as the protocol says.
func TestAnAnswerIsShownWhileItIsWritten(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c, other := s.open(t), s.open(t)
	at := caterina.Piece{Conversation: c.conv, Turn: 2}
	s.hub.Written(caterina.Piece{Conversation: c.conv, Turn: 2, Text: "Uno. "})
	at.I, at.Over = 1, true
	s.hub.Written(at)
	at.N = 2
	s.hub.Written(at)
	for i, want := range []string{
		`{"type":"delta","turn":2,"i":0,"text":"Uno. "}`,
		`{"type":"delta_end","turn":2,"i":1,"aborted":true}`,
		`{"type":"delta_end","turn":2,"i":1,"n":2}`,
	} {
		_, got, err := c.ws.ReadMessage()
		if err != nil || string(got) != want {
			t.Errorf("frame %d: got %s, %v; want %s", i, got, err, want)
		}
	}
	s.hub.Typing(other.conv, true)
	if f := other.read(); f.Type != "typing" {
		t.Errorf("somebody else's answer: %+v", f)
	}
}
