package webchat

import (
	"context"
	"log/slog"
	"sync"

	"example.org/caterina"
)

// The size of a page of the log.
const (
	pageEvents = 200
	pageBytes  = 512 << 10 // of frames: a page must fit the queue of a reader who keeps up
)

// mode says how a connection follows its log.
type mode uint8

const (
	modeSilent   mode = iota // before hello, or after "more": the client speaks next
	modeCatching             // everything up to now, then live
	modePage                 // one page, as resume asks
	modeLive                 // events go out as they are committed
)

// feed is a connection's place in its conversation's log. Whatever happens,
// events leave in the order of their numbers and none is left out: cursor only
// moves by sending the next one, or because the client says where it is.
type feed struct {
	mode     mode
	cursor   int64  // the last number that was queued for the client
	want     int64  // the highest number known to be in the log
	clean    int64  // of erasures up to this number the client holds nothing
	forgot   bool   // it was told to forget its log: what it holds is at most what was queued since
	moves    uint32 // raised when the client moves the cursor, so that a page read before is dropped
	sent     int    // events of the page so far
	fetching bool   // one goroutine reads the log, or is about to
	draining bool   // the next page is read when the queue is empty
	failed   bool   // the log could not be read
}

// deliver sends an event that was just committed, when it is the next one;
// otherwise the log is read.
func (c *conn) deliver(ev *caterina.Event, frame []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.want = max(c.want, ev.N)
	if ev.N > c.clean && erases(ev) {
		c.forget(ev)
		c.fetchLater()
		return
	}
	if c.mode == modeLive && !c.fetching && !c.draining && !c.failed && ev.N == c.cursor+1 {
		c.cursor = ev.N
		c.enqueue(frame)
		c.heard(ev)
		c.hub.cfg.Observer.Delivered("push", 1)
		return
	}
	c.fetchLater()
}

// heard follows who has the conversation. c.mu is held.
func (c *conn) heard(ev *caterina.Event) {
	if state := c.floor.news(ev); state != "" {
		c.stands(state)
	}
}

// stands notes who has the conversation now. c.mu is held.
func (c *conn) stands(state caterina.State) {
	if c.dead || c.closing != 0 {
		return // release may have been here
	}
	c.floor.stands(&c.hub.queue, state, func() *waiter {
		w := &waiter{town: c.town, conv: c.conv}
		w.tell = func(frame []byte) {
			c.mu.Lock()
			defer c.mu.Unlock()
			if c.floor.wait == w {
				c.enqueue(frame)
			}
		}
		return w
	})
}

// tell sends what is not part of the log.
func (c *conn) tell(frame []byte) { c.send(frame) }

// advanced reads the log when n is beyond what was sent, or when reading it
// failed before.
func (c *conn) advanced(n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.want = max(c.want, n)
	c.fetchLater()
}

func (c *conn) number() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cursor
}

func (c *conn) replaced() { c.shut(closeTabs, "open in too many tabs") }

func (c *conn) counts() bool { return true }

// follow puts the cursor where the client is and reads on from there, in this
// goroutine unless another is reading already.
func (c *conn) follow(ctx context.Context, after, last int64, m mode) {
	c.mu.Lock()
	if c.forgot {
		after = min(after, c.cursor) // it asked before it heard
	}
	c.mode, c.cursor, c.sent = m, after, 0
	c.want = max(c.want, last)
	c.moves++
	mine := !c.fetching
	c.fetching, c.draining, c.failed = true, false, false
	c.mu.Unlock()
	if mine {
		c.fetch(ctx)
	}
}

// fetchLater has the log read by one of the hub's readers when there is reason
// to. c.mu is held.
func (c *conn) fetchLater() {
	if c.fetching || c.draining || c.dead || c.closing != 0 || c.mode == modeSilent {
		return
	}
	if c.want > c.cursor || c.mode != modeLive || c.failed {
		c.fetching = true
		c.hub.behind.add(c)
	}
}

// fetch reads the log from the cursor on and queues what it finds, until the
// client is up to date, or has its page, or must first read what is queued.
// Only one goroutine at a time runs it: the one that set c.fetching.
func (c *conn) fetch(ctx context.Context) {
	for {
		c.mu.Lock()
		after, moves := c.cursor, c.moves
		c.mu.Unlock()
		events, err := c.hub.events(ctx, c.town, c.conv, after)
		if !c.fetched(events, moves, err) {
			continue
		}
		if err != nil {
			c.hub.cfg.Logger.WarnContext(ctx, "log not read",
				slog.String("conversation", string(c.conv)), slog.String("error", err.Error()))
			c.hub.heat(c.conv) // the poll tries again
		}
		return
	}
}

// events reads up to one event more than a page holds, which tells whether
// there are more.
func (h *Hub) events(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, after int64) ([]caterina.Event, error) {
	ctx, cancel := context.WithTimeout(ctx, h.times.store)
	defer cancel()
	return h.cfg.Store.Events(ctx, town, conv, after, pageEvents+1)
}

// fetched queues what was read and says whether reading is over for now.
func (c *conn) fetched(events []caterina.Event, moves uint32, err error) (done bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.dead || c.closing != 0:
		c.fetching = false
		return true
	case moves != c.moves:
		return false // the client moved the cursor meanwhile
	case err != nil:
		c.fetching, c.failed = false, true
		return true
	}
	c.failed = false
	if erasure := lastErasure(events, c.clean, citizenNumber); erasure != nil {
		c.forget(erasure)
		return false
	}
	more := c.queueEvents(events)
	if more {
		c.want = max(c.want, c.cursor+1)
	}
	switch {
	case c.closing != 0: // the queue ran over
		c.fetching = false
		return true
	case more && c.mode == modePage:
		c.enqueue(encode(numberFrame{Type: "more", N: c.cursor}))
		c.mode, c.fetching = modeSilent, false
		return true
	case more && len(c.queue) > 0:
		c.fetching, c.draining = false, true
		c.kick() // when the queue is empty the writer has the next page read
		return true
	case more, c.want > c.cursor && len(events) > 0:
		return false
	}
	c.want = c.cursor // what else was announced is not in the log
	if c.mode != modeLive {
		c.mode = modeLive
		c.enqueue(encode(numberFrame{Type: "live", N: c.cursor}))
	}
	c.fetching = false
	return true
}

// queueEvents queues one page at most, in order, and says whether there is more.
func (c *conn) queueEvents(events []caterina.Event) (more bool) {
	size, n := 0, 0
	for i := range events {
		ev := &events[i]
		if ev.N <= c.cursor {
			continue
		}
		if c.mode == modePage && c.sent >= pageEvents || n >= pageEvents || size >= pageBytes {
			more = true
			break
		}
		frame := encodeEvent(ev)
		c.cursor = ev.N
		c.enqueue(frame)
		c.heard(ev)
		size += len(frame)
		c.sent++
		n++
	}
	if n > 0 {
		c.hub.cfg.Observer.Delivered("log", n)
	}
	return more
}

// backlog is the connections that wait for one of the hub's readers of the log.
type backlog struct {
	ready chan struct{} // holds one token while conns is not empty

	mu    sync.Mutex
	conns []*conn
}

// add never blocks. Each connection is in it once at most.
func (b *backlog) add(c *conn) {
	b.mu.Lock()
	b.conns = append(b.conns, c)
	b.mu.Unlock()
	b.signal()
}

func (b *backlog) signal() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

// take returns the next connection, nil when there is none.
func (b *backlog) take() *conn {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.conns) == 0 {
		b.conns = nil
		return nil
	}
	c := b.conns[0]
	b.conns[0] = nil
	b.conns = b.conns[1:]
	if len(b.conns) > 0 {
		b.signal()
	}
	return c
}
