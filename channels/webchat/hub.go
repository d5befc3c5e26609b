package webchat

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/netip"
	"runtime/debug"
	"sync"
	"time"

	"example.org/caterina"
)

// How the log is polled: a NOTIFY that got lost costs pollEvery seconds at most.
const (
	pollEvery  = 5 // seconds for a conversation of which nothing is expected
	hotSeconds = 30
	pollBatch  = 1000
	readers    = 8 // of the log, for connections that fell behind

	reconnectWithin = 5 * time.Second // spreads the clients of a process that goes
)

// received is a frame on its way from the goroutine that read it to the one
// that handles it.
type received struct {
	conn *conn
	buf  *[maxFrame + 1]byte
	n    int
}

// Run serves until ctx is done, then says goodbye to everybody, as Shutdown
// does, and returns.
func (h *Hub) Run(ctx context.Context) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx)) // what has begun is finished
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() { h.readLogs(work) })
	}
	wg.Go(func() { h.tick(work) })
	wg.Go(func() { h.tellPlaces(work) })
	ended := make(chan error, 1)
	wg.Go(func() {
		<-ctx.Done()
		grace, cancelGrace := context.WithTimeout(work, h.times.grace)
		defer cancelGrace()
		ended <- h.Shutdown(grace)
	})
	for {
		select {
		case in := <-h.frames:
			wg.Go(func() { h.handleOne(work, in) })
		case err := <-ended:
			close(h.stopped)
			cancel()
			wg.Wait()
			return err
		}
	}
}

// pass hands a frame to Run. It is false when Run has returned.
func (h *Hub) pass(in received) bool {
	select {
	case h.frames <- in:
		return true
	case <-h.stopped:
		return false
	}
}

// handleOne handles a frame and has the connection read the next one.
func (h *Hub) handleOne(ctx context.Context, in received) {
	defer in.conn.handled()
	defer h.buffers.Put(in.buf)
	defer func() {
		if p := recover(); p != nil {
			h.cfg.Logger.ErrorContext(ctx, "frame handler panicked", slog.String("stack", string(debug.Stack())))
			in.conn.shut(closeRestart, "internal error")
		}
	}()
	in.conn.handle(ctx, in.buf[:in.n])
}

// readLogs reads the log for connections that fell behind.
func (h *Hub) readLogs(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.behind.ready:
		}
		for c := h.behind.take(); c != nil; c = h.behind.take() {
			c.fetch(ctx)
		}
	}
}

// tick turns the wheel and polls, every second.
func (h *Hub) tick(ctx context.Context) {
	ticker := time.NewTicker(h.times.second)
	defer ticker.Stop()
	for second := 0; ; second++ {
		all := false
		select {
		case <-ctx.Done():
			return
		case <-h.recheck:
			all = true
		case <-ticker.C:
			h.wheel.turn((*conn).check)
			if second%pollEvery == 0 {
				h.paces.sweep(h.cfg.Now())
				h.copies.sweep(h.cfg.Now())
				h.work.sweep(h.cfg.Now())
			}
		}
		h.poll(ctx, second, all)
	}
}

// Recheck has the log of every conversation with an open socket compared soon.
// Call it when notifications may have been lost.
func (h *Hub) Recheck() {
	select {
	case h.recheck <- struct{}{}:
	default:
	}
}

// poll compares the numbers of the log with what was sent: of all
// conversations, or of those where something is expected and a part of the rest.
func (h *Hub) poll(ctx context.Context, second int, all bool) {
	var convs []caterina.ConversationID
	for i := range h.rooms {
		convs = h.rooms[i].due(convs, all || i%pollEvery == second%pollEvery)
	}
	for len(convs) > 0 {
		n := min(len(convs), pollBatch)
		if err := h.compare(ctx, convs[:n]); err != nil {
			if ctx.Err() == nil {
				h.cfg.Logger.WarnContext(ctx, "poll failed", slog.String("error", err.Error()))
			}
			return
		}
		convs = convs[n:]
	}
}

// due appends the conversations of the shard that are to be polled now.
func (s *roomShard) due(convs []caterina.ConversationID, all bool) []caterina.ConversationID {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conv, left := range s.hot {
		if left <= 1 {
			delete(s.hot, conv)
		} else {
			s.hot[conv] = left - 1
		}
		if !all {
			convs = append(convs, conv)
		}
	}
	if all {
		for conv := range s.rooms {
			convs = append(convs, conv)
		}
	}
	return convs
}

// compare wakes whoever is behind the log. Only conversations that moved on
// since their members last heard of them come back from the store: nearly none.
func (h *Hub) compare(ctx context.Context, convs []caterina.ConversationID) error {
	ctx, cancel := context.WithTimeout(ctx, h.times.store)
	defer cancel()
	known := make([]caterina.Mark, len(convs))
	var room [maxPerSession + 1]member
	for i, conv := range convs {
		known[i] = caterina.Mark{Conversation: conv, N: behindMost(h.members(conv, room[:0]))}
	}
	moved, err := h.cfg.Store.Moved(ctx, known)
	if err != nil {
		return fmt.Errorf("read the numbers that moved: %w", err)
	}
	var behind int64
	for _, mark := range moved {
		for _, m := range h.members(mark.Conversation, room[:0]) {
			behind = max(behind, mark.N-m.number())
			m.advanced(mark.N)
		}
	}
	h.cfg.Observer.Behind(behind)
	return nil
}

// behindMost is the number of the member that has seen least.
func behindMost(members []member) int64 {
	var least int64
	for i, m := range members {
		if n := m.number(); i == 0 || n < least {
			least = n
		}
	}
	return least
}

// accept counts a new connection in, or says that it must not be served.
func (h *Hub) accept(c *conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.refusal(c.addr) != 0 {
		return false
	}
	h.count(c.addr, 1)
	h.sockets.Add(1)
	h.wheel.add(c, 1+rand.IntN(h.times.ping)) //nolint:gosec // spreads pings, keeps no secret
	h.cfg.Observer.SocketOpened()
	return true
}

// admit counts an event stream in, or says with which status it is refused; 0
// means that it is in.
func (h *Hub) admit(addr netip.Addr) (status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if status = h.refusal(addr); status == 0 {
		h.count(addr, 1)
	}
	return status
}

// dismiss counts an event stream out.
func (h *Hub) dismiss(addr netip.Addr) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.count(addr, -1)
}

// count changes the number of an address's sockets. h.mu is held.
func (h *Hub) count(addr netip.Addr, by int) {
	if !addr.IsValid() {
		return
	}
	if h.addresses[addr] += by; h.addresses[addr] <= 0 {
		delete(h.addresses, addr)
	}
}

// release takes a connection out of everything, once.
func (h *Hub) release(c *conn) {
	h.wheel.remove(c)
	if c.conv != "" {
		h.leave(c.conv, c)
	}
	h.dismiss(c.addr)
	c.mu.Lock()
	code := c.closing
	c.floor.ends(&h.queue)
	c.mu.Unlock()
	h.cfg.Observer.SocketClosed(code)
	h.sockets.Done()
}

// refuses says with which status a connection from addr cannot be served now;
// 0 means that it can.
func (h *Hub) refuses(addr netip.Addr) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.refusal(addr)
}

// refusal is refuses with h.mu held.
func (h *Hub) refusal(addr netip.Addr) int {
	switch {
	case h.stopping:
		return http.StatusServiceUnavailable
	case addr.IsValid() && h.addresses[addr] >= maxPerAddress:
		return http.StatusTooManyRequests
	}
	return 0
}

// Shutdown stops taking connections, tells each client when to come back,
// writes what is queued and closes with 1012. When ctx ends first, the rest is
// cut: nothing is lost, since clients resume. It may be called again.
func (h *Hub) Shutdown(ctx context.Context) error {
	h.mu.Lock()
	if !h.stopping {
		h.stopping = true
		close(h.stop)
	}
	h.mu.Unlock()
	h.wheel.each(func(c *conn) {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.closing == 0 {
			c.enqueue(encode(newBye(reconnectIn())))
			c.close(closeRestart, "restart")
		}
	})
	done := make(chan struct{})
	go func() {
		h.sockets.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
	}
	h.wheel.each(func(c *conn) { go c.kill() })
	return fmt.Errorf("say goodbye to every socket: %w", ctx.Err())
}

// reconnectIn is how long one client is asked to wait before it comes back.
func reconnectIn() time.Duration {
	return rand.N(reconnectWithin + time.Millisecond) //nolint:gosec // keeps no secret
}
