package webchat

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"example.org/caterina"
)

// The most that may wait for a reader. Beyond it the connection is closed with
// 4008 and the client resumes from what it holds.
const (
	maxQueueFrames = 256
	maxQueueBytes  = 1 << 20
)

// conn is one websocket. An idle one costs one goroutine that waits for the
// next frame, with a stack that stays small: the frame is handled by another
// goroutine, which starts a new reader when it is done. There is no writing
// goroutine until something is to be written.
type conn struct {
	wheelPlace

	hub  *Hub
	ws   *websocket.Conn
	addr netip.Addr // counted in Hub.addresses; invalid when it is not

	// Set before hello is answered, read only afterwards.
	origin string // the foreign web origin that hello has to be allowed for
	knock  *knock // who knocked, until hello says that it is a citizen
	handed bool   // the staff's hub has it now
	town   caterina.TownID
	conv   caterina.ConversationID // "" before hello
	lang   string

	pace  int64        // frames of this connection, see pace
	typed int64        // when the citizen was last said to be writing, in nanoseconds; 0 when they are not
	lost  atomic.Int32 // pings in a row without a sign of life

	mu sync.Mutex
	outbox
	feed
	floor floor
}

// outbox is what waits to be written, and who writes it.
type outbox struct {
	queue   [][]byte
	bytes   int
	ping    bool // a ping is due
	pinged  bool // one was sent and its answer not looked for yet
	writing bool // a goroutine is writing, or about to
	corked  bool // whoever set it writes what is queued, in one go
	busy    bool // a frame of the client is being handled: its answer comes before the close
	closing int  // close code that is due, 0 while open
	reason  string
	said    bool // the close frame was written
	dead    bool // nothing can be written any more
}

// send queues a frame and sees to it that somebody writes it.
func (c *conn) send(frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.enqueue(frame)
}

// enqueue is send with c.mu held.
func (c *conn) enqueue(frame []byte) {
	if c.dead || c.said || c.closing == closeSlow || frame == nil {
		return
	}
	if len(c.queue) >= maxQueueFrames || c.bytes+len(frame) > maxQueueBytes {
		c.close(closeSlow, "slow reader")
		return
	}
	c.queue = append(c.queue, frame)
	c.bytes += len(frame)
	c.kick()
}

// kick starts a writer unless there is one. c.mu is held.
func (c *conn) kick() {
	if c.writing || c.corked || c.dead {
		return
	}
	c.writing = true
	go c.write()
}

// cork keeps what is queued from now on for uncork, so that the goroutine that
// already runs writes it and no other is started.
func (c *conn) cork() {
	c.mu.Lock()
	c.corked = true
	c.mu.Unlock()
}

// uncork writes what is queued.
func (c *conn) uncork() {
	c.mu.Lock()
	c.corked = false
	mine := !c.writing && !c.dead
	c.writing = c.writing || mine
	c.mu.Unlock()
	if mine {
		c.write()
	}
}

// shut closes the connection with a code of the protocol, after what is queued.
func (c *conn) shut(code int, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.close(code, reason)
}

// close is shut with c.mu held. The first code stays.
func (c *conn) close(code int, reason string) {
	if c.closing != 0 || c.dead {
		return
	}
	c.closing, c.reason = code, reason
	if code == closeSlow {
		c.queue, c.bytes = nil, 0 // it resumes: nothing of this would be read in time
	}
	c.kick()
}

// write writes until nothing is left. Only the goroutine that set c.writing runs it.
func (c *conn) write() {
	for {
		frame, ping, last, ok := c.nextWrite()
		if !ok {
			return
		}
		deadline := c.hub.cfg.Now().Add(c.hub.times.write)
		var err error
		switch {
		case ping:
			err = c.ws.WriteControl(websocket.PingMessage, nil, deadline)
		case last != nil:
			err = c.ws.WriteControl(websocket.CloseMessage, last, deadline)
			c.mu.Lock()
			c.said = true
			// From here on the reader only waits for the peer's own close.
			_ = c.ws.SetReadDeadline(c.hub.cfg.Now().Add(c.hub.times.linger)) // a broken socket is noticed by the reader
			c.mu.Unlock()
		default:
			_ = c.ws.SetWriteDeadline(deadline) // only keeps the value
			err = c.ws.WriteMessage(websocket.TextMessage, frame)
		}
		if err != nil {
			c.kill()
			return
		}
	}
}

// nextWrite takes what is to be written next: a frame, a ping, or the close
// frame. It ends the writer's turn when there is nothing.
func (c *conn) nextWrite() (frame []byte, ping bool, last []byte, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.dead || c.said:
	case len(c.queue) > 0:
		frame = c.queue[0]
		c.queue[0] = nil
		c.queue = c.queue[1:]
		c.bytes -= len(frame)
		return frame, false, nil, true
	case c.closing != 0 && !c.busy:
		return nil, false, websocket.FormatCloseMessage(c.closing, c.reason), true
	case c.ping && c.closing == 0:
		c.ping = false
		return nil, true, nil, true
	}
	c.queue = nil // give the memory back while idle
	c.writing = false
	if c.draining {
		c.draining = false
		c.fetchLater()
	}
	return nil, false, nil, false
}

// kill cuts the connection. The reader notices and tidies up.
func (c *conn) kill() {
	c.mu.Lock()
	c.dead = true
	c.queue, c.bytes = nil, 0
	c.mu.Unlock()
	_ = c.ws.Close() // it is of no use any more, whatever this says
}

// check is called by the wheel: it pings, looks whether the ping was answered,
// and cuts a connection that answered neither of two. It returns in how many
// seconds to look again.
func (c *conn) check() int {
	times := &c.hub.times
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing != 0 || c.dead {
		return times.ping // ends by the deadlines of its own
	}
	lost := c.lost.Load()
	if c.pinged && lost == 0 {
		c.pinged = false
		return times.ping - times.again
	}
	if lost >= 2 {
		go c.kill()
		return times.ping
	}
	c.lost.Add(1)
	c.pinged, c.ping = true, true
	c.kick()
	return times.again
}

// read waits for one frame and passes it on to be handled.
func (c *conn) read() {
	for {
		kind, r, err := c.ws.NextReader()
		if err != nil {
			c.readFailed(err)
			return
		}
		c.lost.Store(0)
		if c.leaving() {
			_, _ = io.Copy(io.Discard, r) // NextReader meets the same error again
			continue
		}
		buf, _ := c.hub.buffers.Get().(*[maxFrame + 1]byte)
		n, err := io.ReadFull(r, buf[:])
		switch {
		case kind != websocket.TextMessage:
			c.shut(closeProtocol, "text frames only")
		case err == nil:
			c.shut(closeProtocol, "frame too large")
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			c.setBusy(true)
			if c.hub.pass(received{conn: c, buf: buf, n: n}) {
				return
			}
			c.kill()
		default: // NextReader meets the same error again
		}
		c.hub.buffers.Put(buf)
	}
}

// handled goes on reading once a frame has been handled.
func (c *conn) handled() {
	if c.handed {
		return
	}
	c.setBusy(false)
	go c.read()
}

func (c *conn) setBusy(busy bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = busy
	if !busy && c.closing != 0 {
		c.kick()
	}
}

func (c *conn) leaving() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing != 0
}

// readFailed ends the connection: it is the one place where this happens.
func (c *conn) readFailed(err error) {
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() && c.conv == "" {
		closed := websocket.FormatCloseMessage(closeProtocol, "no hello in time")
		_ = c.ws.WriteControl(websocket.CloseMessage, closed, c.hub.cfg.Now().Add(time.Second)) // it may be gone
	}
	c.kill()
	c.hub.release(c)
}
