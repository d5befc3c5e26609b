package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// frame is any frame of the chat protocol.
type frame struct {
	Type  string          `json:"type"`
	ID    string          `json:"id,omitempty"`
	V     int             `json:"v,omitempty"`
	Town  string          `json:"town,omitempty"`
	Lang  string          `json:"lang,omitempty"`
	Token string          `json:"token,omitempty"`
	After *int64          `json:"after,omitempty"`
	Text  string          `json:"text,omitempty"`
	Conv  string          `json:"conv,omitempty"`
	N     int64           `json:"n,omitempty"`
	Last  int64           `json:"last,omitempty"`
	Dup   bool            `json:"dup,omitempty"`
	Code  json.RawMessage `json:"code,omitempty"` // a word in nak, a number in bye
	Kind  string          `json:"kind,omitempty"`
	Actor string          `json:"actor,omitempty"`
	Body  json.RawMessage `json:"body,omitempty"`
	More  bool            `json:"more,omitempty"`
}

// event is one line of a citizen's view.
type event struct {
	N     int64
	Actor string
	Text  string
}

// citizen is a client of the protocol as a careful page is one: it keeps what
// it sent until the ack, and resumes from the last number it holds.
type citizen struct {
	mu      sync.Mutex
	token   string
	conv    string
	view    []event
	outbox  []frame // sent or to be sent, not acknowledged
	acks    map[string]int
	naks    []string // the words of refusals
	sockets int      // opened so far
	bye     bool
	conn    *websocket.Conn
	trouble []string
	changed chan struct{} // something happened; capacity 1
}

func newCitizen() *citizen {
	return &citizen{acks: map[string]int{}, changed: make(chan struct{}, 1)}
}

func (c *citizen) signal() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// connect opens a socket to one of the processes and says hello.
func (c *citizen) connect(ctx context.Context, addr string) error {
	dialer := websocket.Dialer{Subprotocols: []string{"caterina.v1"}, HandshakeTimeout: 5 * time.Second}
	conn, resp, err := dialer.DialContext(ctx, "ws://"+addr+"/v1/ws", nil)
	if err != nil {
		return fmt.Errorf("dial: %w", err)
	}
	resp.Body.Close()
	c.mu.Lock()
	defer c.mu.Unlock()
	hello := frame{Type: "hello", V: 1, Town: "siena", Lang: "it", Token: c.token}
	if c.token != "" {
		after := int64(len(c.view))
		hello.After = &after
	}
	c.conn = conn
	c.sockets++
	return c.write(hello)
}

// write sends a frame; c.mu is held, so frames do not mix.
func (c *citizen) write(f frame) error {
	if c.conn == nil {
		return errors.New("not connected")
	}
	_ = c.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return c.conn.WriteJSON(f)
}

// say puts a message into the outbox and sends it when there is a socket.
func (c *citizen) say(id, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := frame{Type: "send", ID: id, Text: text}
	c.outbox = append(c.outbox, f)
	_ = c.write(f) // without a socket it goes out after the next hello
}

// cut closes the socket without a word, as a tunnel does to a train.
func (c *citizen) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		_ = c.conn.NetConn().Close()
	}
}

// read handles frames until the socket ends.
func (c *citizen) read() error {
	c.mu.Lock()
	conn := c.conn
	c.mu.Unlock()
	defer conn.Close()
	for {
		var f frame
		if err := conn.ReadJSON(&f); err != nil {
			return err
		}
		if err := c.handle(f); err != nil {
			return err
		}
		c.signal()
	}
}

func (c *citizen) handle(f frame) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch f.Type {
	case "welcome":
		c.token, c.conv = f.Token, f.Conv
	case "live":
		for _, out := range c.outbox { // all that was never acknowledged
			if err := c.write(out); err != nil {
				return err
			}
		}
	case "ack":
		c.acks[f.ID]++
		for i, out := range c.outbox {
			if out.ID == f.ID {
				c.outbox = append(c.outbox[:i:i], c.outbox[i+1:]...)
				break
			}
		}
	case "bye":
		c.bye = true
	case "nak":
		var word string
		if err := json.Unmarshal(f.Code, &word); err != nil {
			return fmt.Errorf("read nak: %w", err)
		}
		c.naks = append(c.naks, word)
	case "ev":
		return c.see(f)
	case "more":
		after := int64(len(c.view))
		return c.write(frame{Type: "resume", After: &after})
	}
	return nil
}

// see adds an event to the view. A number seen before is ignored, as a page
// does; a hole asks for the missing ones.
func (c *citizen) see(f frame) error {
	next := int64(len(c.view)) + 1
	if f.N < next {
		return nil
	}
	if f.N > next {
		after := next - 1
		return c.write(frame{Type: "resume", After: &after})
	}
	var body struct {
		Text string `json:"text"`
	}
	if err := json.Unmarshal(f.Body, &body); err != nil {
		c.trouble = append(c.trouble, "event "+strconv.FormatInt(f.N, 10)+" has a broken body")
	}
	c.view = append(c.view, event{N: f.N, Actor: f.Actor, Text: body.Text})
	return nil
}

// stay keeps the citizen connected to one of addrs until ctx is done, with a
// fresh socket after every cut.
func (c *citizen) stay(ctx context.Context, addrs func() []string) {
	stop := context.AfterFunc(ctx, c.cut)
	defer stop()
	for ctx.Err() == nil {
		list := addrs()
		if err := c.connect(ctx, list[rand.IntN(len(list))]); err == nil {
			_ = c.read()
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(5+rand.IntN(45)) * time.Millisecond): // the client's backoff
		}
	}
}

// await waits until ok says of the citizen's view and outbox that all is there.
func (c *citizen) await(ctx context.Context, ok func(view []event, unsent int) bool) error {
	for {
		c.mu.Lock()
		done := ok(c.view, len(c.outbox))
		view := len(c.view)
		unsent := len(c.outbox)
		c.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("gave up with %d events seen and %d messages unsent: %w", view, unsent, ctx.Err())
		case <-c.changed:
		}
	}
}

// awaitRefusal waits until the server has answered "later".
func (c *citizen) awaitRefusal(ctx context.Context) error {
	return c.await(ctx, func([]event, int) bool { return slices.Contains(c.naks, "later") })
}

// resend sends everything that was never acknowledged, as a page does when the
// time that came with "later" is over, until it goes through.
func (c *citizen) resend(ctx context.Context) error {
	for {
		c.mu.Lock()
		before := len(c.naks)
		for _, f := range c.outbox {
			if err := c.write(f); err != nil {
				c.mu.Unlock()
				return err
			}
		}
		c.mu.Unlock()
		if err := c.await(ctx, func(_ []event, unsent int) bool { return unsent == 0 || len(c.naks) > before }); err != nil {
			return err
		}
		c.mu.Lock()
		done := len(c.outbox) == 0
		c.mu.Unlock()
		if done {
			return nil
		}
		pause(ctx, 200*time.Millisecond) // the client's own wait before it tries again
	}
}

// heardBye says whether a server has said goodbye.
func (c *citizen) heardBye() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bye
}

// connections returns how many sockets the citizen has opened.
func (c *citizen) connections() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sockets
}

// snapshot returns a copy of the view.
func (c *citizen) snapshot() []event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]event{}, c.view...)
}
