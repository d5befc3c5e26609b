package webchat

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"example.org/caterina"
	"example.org/caterina/channels"
)

// staffConn is one tab of the console. One goroutine reads frames and does what
// they ask, one writes, and one reads the log and looks after the session and
// the lease: staff are few, so each may cost three.
type staffConn struct {
	hub     *StaffHub
	ws      *websocket.Conn
	request *http.Request // with the cookies, to ask again who it is
	since   time.Time

	// Set before the welcome, read only afterwards.
	town caterina.Town
	tab  string
	me   caterina.Act

	pace   int64
	noted  map[caterina.ConversationID]bool // of which the audit log knows that they are read here; the reader's alone
	wake   chan struct{}                    // the log is to be read
	pong   chan struct{}                    // the browser is alive
	ready  chan struct{}                    // something is to be written
	closed chan struct{}                    // the reader has ended

	mu      sync.Mutex
	queue   [][]byte
	bytes   int
	room    chan struct{} // closed when the queue is empty again; nil when nobody waits for that
	closing int
	reason  string
	lost    int // pings in a row without an answer
	subs    map[caterina.ConversationID]*staffSub
	wants   caterina.Wish // what the tab shows that the operator wants
	wishes  int           // how often the tab was told
}

func newStaffConn(h *StaffHub, a arrival) *staffConn {
	return &staffConn{
		hub: h, ws: a.ws, request: a.knock.request, since: h.cfg.Now(),
		wake: make(chan struct{}, 1), pong: make(chan struct{}, 1), ready: make(chan struct{}, 1), closed: make(chan struct{}),
		subs: make(map[caterina.ConversationID]*staffSub), noted: make(map[caterina.ConversationID]bool),
	}
}

// serve lives as long as the socket.
func (c *staffConn) serve(ctx context.Context, hello []byte) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	wg.Go(func() { c.write() })
	if c.greet(ctx, hello) {
		wg.Go(func() { c.tend(ctx) })
	}
	c.read(ctx)
	close(c.closed)
	cancel()
	wg.Wait()
	_ = c.ws.Close() // nobody reads or writes any more
	if c.tab != "" {
		c.hub.leave(c)
		c.gone(ctx)
	}
}

// gone ends the tab's lease, also when the process is ending. It waits for a
// moment, so that whoever goes from one page to the next is not away between them.
func (c *staffConn) gone(ctx context.Context) {
	timer := time.NewTimer(c.hub.times.gone)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.hub.stopped:
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.hub.times.store)
	defer cancel()
	if err := c.hub.cfg.Desk.Gone(ctx, c.town.ID, c.me.Operator, c.tab); err != nil {
		c.hub.cfg.Logger.WarnContext(ctx, "lease not ended", slog.String("error", err.Error()))
	}
}

// uuidForm is what names a tab.
var uuidForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// greet finds out who it is and welcomes them. It is false when the connection
// has been closed instead.
func (c *staffConn) greet(ctx context.Context, hello []byte) bool {
	f, err := decodeStaffFrame(hello)
	town, ok := c.hub.cfg.Towns.Town(f.Town)
	switch {
	case err != nil:
		c.shut(closeProtocol, err.Error())
		return false
	case f.V != 1:
		c.shut(closeVersion, "speak version 1")
		return false
	case !ok || !uuidForm.MatchString(f.Tab):
		c.shut(closeProtocol, "hello names a town and a tab")
		return false
	}
	c.town = town
	act, wants, err := c.introduce(ctx, f.Tab)
	if err != nil {
		c.turnAway(ctx, err)
		return false
	}
	c.me, c.tab, c.wants = act, f.Tab, wants
	_ = c.ws.SetReadDeadline(c.hub.cfg.Now().Add(c.hub.times.ping * 3)) // the reader notices a broken socket
	c.hub.join(c, encode(staffWelcome{
		Type: "welcome", Conn: f.Tab, Now: c.hub.cfg.Now().UTC(), Limits: limits{Text: channels.MaxText},
		Me: staffMe{staffPerson: staffPerson{ID: act.Operator, Name: act.Name}, Role: act.Role, Wants: wants},
	}))
	return true
}

// introduce asks who it is and gives the tab its lease.
func (c *staffConn) introduce(ctx context.Context, tab string) (caterina.Act, caterina.Wish, error) {
	act, err := c.authenticate(ctx)
	if err != nil {
		return act, "", err
	}
	ctx, cancel := context.WithTimeout(ctx, c.hub.times.store)
	defer cancel()
	if err := c.hub.cfg.Desk.Alive(ctx, c.town.ID, act.Operator, tab); err != nil {
		return act, "", err
	}
	wants, err := c.hub.cfg.Log.Wants(ctx, c.town.ID, act.Operator)
	return act, wants, err
}

// authenticate asks anew whether the session stands and what it may do.
func (c *staffConn) authenticate(ctx context.Context) (caterina.Act, error) {
	ctx, cancel := context.WithTimeout(ctx, c.hub.times.store)
	defer cancel()
	return c.hub.cfg.Staff.Authenticate(c.request.WithContext(ctx), c.town.Slug)
}

// turnAway closes a connection that may not go on, or not now.
func (c *staffConn) turnAway(ctx context.Context, err error) {
	if unwelcome(err) {
		c.shut(closeSession, "sign in again")
		return
	}
	if ctx.Err() == nil {
		c.hub.cfg.Logger.WarnContext(ctx, "staff socket not served", slog.String("error", err.Error()))
	}
	c.send(encode(newBye(time.Second + reconnectIn())))
	c.shut(closeRestart, "try again")
}

// unwelcome says whether an error means that the session is over, and not that
// it could not be looked up.
func unwelcome(err error) bool {
	switch caterina.CodeOf(err) {
	case caterina.CodeForbidden, caterina.CodeNotFound, caterina.CodeInvalid:
		return true
	default:
		return false
	}
}

// send queues a frame. A reader who does not keep up is closed with 4008 and
// resumes from what it holds.
func (c *staffConn) send(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.enqueue(frame)
}

// enqueue is send with c.mu held.
func (c *staffConn) enqueue(frame []byte) {
	if c.closing != 0 || frame == nil {
		return
	}
	if len(c.queue) >= maxQueueFrames || c.bytes+len(frame) > maxQueueBytes {
		c.closing, c.reason = closeSlow, "slow reader"
		c.queue, c.bytes = nil, 0
	} else {
		c.queue = append(c.queue, frame)
		c.bytes += len(frame)
	}
	c.signal(c.ready)
}

// shut closes the connection after what is queued. The first code stays.
func (c *staffConn) shut(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing == 0 {
		c.closing, c.reason = code, reason
	}
	c.signal(c.ready)
}

func (*staffConn) signal(token chan struct{}) {
	select {
	case token <- struct{}{}:
	default:
	}
}

// write writes until the connection ends, and pings.
func (c *staffConn) write() {
	ticker := time.NewTicker(c.hub.times.ping)
	defer ticker.Stop()
	for {
		select {
		case <-c.closed:
			return
		case <-c.ready:
		case <-ticker.C:
			if !c.ping() {
				_ = c.ws.Close() // the reader notices
				return
			}
		}
		for frame := c.next(); frame != nil; frame = c.next() {
			_ = c.ws.SetWriteDeadline(c.hub.cfg.Now().Add(c.hub.times.write)) // only keeps the value
			if c.ws.WriteMessage(websocket.TextMessage, frame) != nil {
				_ = c.ws.Close() // the reader notices
				return
			}
		}
		if c.sayClose() {
			return
		}
	}
}

// ping asks for a sign of life. It is false when the last two got none.
func (c *staffConn) ping() bool {
	c.mu.Lock()
	c.lost++
	lost := c.lost
	c.mu.Unlock()
	if lost > 2 {
		return false
	}
	return c.ws.WriteControl(websocket.PingMessage, nil, c.hub.cfg.Now().Add(c.hub.times.write)) == nil
}

// next takes the next frame from the queue, nil when it is empty.
func (c *staffConn) next() []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.queue) == 0 {
		c.queue = nil
		if c.room != nil {
			close(c.room)
			c.room = nil
		}
		return nil
	}
	frame := c.queue[0]
	c.queue = c.queue[1:]
	c.bytes -= len(frame)
	return frame
}

// sayClose writes the close frame when one is due and says whether it was.
func (c *staffConn) sayClose() bool {
	c.mu.Lock()
	code, reason := c.closing, c.reason
	c.mu.Unlock()
	if code == 0 {
		return false
	}
	now := c.hub.cfg.Now()
	err := c.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), now.Add(c.hub.times.write))
	// From here on the reader only waits for the peer's own close.
	if err != nil || c.ws.SetReadDeadline(now.Add(c.hub.times.linger)) != nil {
		_ = c.ws.Close() // the reader notices
	}
	return true
}

// read does what the frames of the client ask, one after the other, until the
// connection ends.
func (c *staffConn) read(ctx context.Context) {
	c.ws.SetPongHandler(func(string) error { c.alive(); return nil })
	for {
		kind, r, err := c.ws.NextReader()
		if err != nil {
			return
		}
		b, err := io.ReadAll(io.LimitReader(r, maxStaffFrame+1))
		if err != nil {
			return
		}
		c.alive()
		switch {
		case c.leaving():
		case kind != websocket.TextMessage:
			c.shut(closeProtocol, "text frames only")
		case len(b) > maxStaffFrame:
			c.tooLarge(b, r)
		default:
			c.handle(ctx, b)
		}
		if c.leaving() {
			_, _ = io.Copy(io.Discard, r) // NextReader meets the same error again
		}
	}
}

// tooLarge answers a frame that cannot be looked at whole. What somebody has
// written at length they are told; whoever sends megabytes is no console.
func (c *staffConn) tooLarge(b []byte, rest io.Reader) {
	n, err := io.Copy(io.Discard, io.LimitReader(rest, maxStaffMessage))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return
	case n+int64(len(b)) > maxStaffMessage:
		c.shut(closeProtocol, "frame too large")
	default:
		c.send(encode(staffNak{Type: "nak", ID: frameID(b), Code: staffTooLong, Message: saidTooLong}))
	}
}

// alive notes a sign of life. With it the lease is renewed.
func (c *staffConn) alive() {
	c.mu.Lock()
	c.lost = 0
	if c.closing == 0 {
		_ = c.ws.SetReadDeadline(c.hub.cfg.Now().Add(c.hub.times.ping * 3)) // the reader notices a broken socket
	}
	c.mu.Unlock()
	c.signal(c.pong)
}

func (c *staffConn) leaving() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing != 0
}
