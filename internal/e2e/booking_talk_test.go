package e2e

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	domain "example.org/caterina"
)

// talker is a citizen's client of the chat protocol that waits for each answer.
type talker struct {
	t     *testing.T
	ws    *websocket.Conn
	n     int64  // the last number held
	token string // of the session
	last  domain.MessageBody
	kind  string
}

// talk opens the chat of a town. With a token it goes on with a session.
func talk(t *testing.T, s *server, town, token string) *talker {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"caterina.v1"}, HandshakeTimeout: 5 * time.Second}
	ws, resp, err := dialer.DialContext(t.Context(), "ws://"+s.addr+"/v1/ws", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	t.Cleanup(func() { _ = ws.Close() })
	c := &talker{t: t, ws: ws}
	c.write(map[string]any{"type": "hello", "v": 1, "town": town, "lang": "it", "token": token})
	for c.read().Type != "live" {
	}
	return c
}

func (c *talker) write(frame map[string]any) {
	c.t.Helper()
	if err := c.ws.WriteJSON(frame); err != nil {
		c.t.Fatal(err)
	}
}

// read takes one frame and keeps what an event says.
func (c *talker) read() frame {
	c.t.Helper()
	var f frame
	_ = c.ws.SetReadDeadline(time.Now().Add(20 * time.Second)) // a failure shows in the next line
	if err := c.ws.ReadJSON(&f); err != nil {
		c.t.Fatalf("no answer, and the last one was %q: %v", c.last.Text, err)
	}
	switch f.Type {
	case "welcome":
		c.token = f.Token
	case "ev":
		c.n = f.N
		if f.Actor != "citizen" {
			c.last, c.kind = domain.MessageBody{}, f.Kind
			if err := json.Unmarshal(f.Body, &c.last); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	return f
}

// send sends a text or a choice and waits for the answer.
func (c *talker) send(what, words string) {
	c.t.Helper()
	message := map[string]any{"type": "send", "id": rand.Text(), what: words}
	c.write(message)
	said := false
	for {
		f := c.read()
		switch {
		case f.Type == "nak" && string(f.Code) == `"rate"`: // a test types faster than people
			<-time.After(2100 * time.Millisecond)
			c.write(message)
		case f.Type == "nak":
			c.t.Fatalf("%q was refused: %s", words, f.Text)
		case f.Type == "ev" && f.Actor == "citizen":
			said = true
		case f.Type == "ev" && said:
			return
		}
	}
}

func (c *talker) says(text string)  { c.t.Helper(); c.send("text", text) }
func (c *talker) chooses(id string) { c.t.Helper(); c.send("choice", id) }
func (c *talker) picks(slot int)    { c.t.Helper(); c.chooses(c.slots(slot + 1)[slot].ID) }
func (c *talker) offers(id string) bool {
	return slices.ContainsFunc(c.last.Options, func(o domain.Option) bool { return strings.HasPrefix(o.ID, id) })
}

// slots are the free times of the last answer, of which there have to be enough.
func (c *talker) slots(least int) []domain.SlotView {
	c.t.Helper()
	if len(c.last.Slots) < least {
		c.t.Fatalf("only %d times are offered: %s", len(c.last.Slots), c.last.Text)
	}
	return c.last.Slots
}

// hears checks what the last answer says.
func (c *talker) hears(words ...string) {
	c.t.Helper()
	for _, w := range words {
		if !strings.Contains(c.last.Text, w) {
			c.t.Errorf("the answer does not say %q but:\n%s", w, c.last.Text)
		}
	}
}

// waitsFor reads up to an event that says something.
func (c *talker) waitsFor(words string) {
	c.t.Helper()
	for !strings.Contains(c.last.Text, words) {
		c.read()
	}
}

// reaches runs a check until it holds.
func reaches(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatal(what)
		case <-tick.C:
		}
	}
}
