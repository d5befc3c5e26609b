package webchat

import (
	"context"
	"log/slog"
	"time"

	"example.org/caterina"
)

// The most conversations one tab may follow. A console shows one; a wall of
// them in other windows has tabs of its own.
const maxSubs = 50

// staffPage is how much of a log is read at once.
const staffPage = 100

// leaseEvery is the least time between two renewals of a tab's lease.
const leaseEvery = 5 * time.Second

// staffSub is a tab's place in one conversation's log. Events leave in the
// order of their seq and none is left out: cursor only moves by sending the
// next one.
type staffSub struct {
	cursor   int64 // the last seq that was queued
	want     int64 // the highest seq known to be in the log
	live     bool  // live was said
	web      bool  // the citizen writes from a page, which is open or not
	fetching bool
	typing   time.Time // until when the operator types
	clean    int64     // of erasures up to this seq the console holds nothing
	moves    int       // raised when the cursor is moved, so that a page read before is dropped
}

// subscribe follows a conversation from where the client is.
func (c *staffConn) subscribe(ctx context.Context, f *staffFrame) {
	head, ok := c.head(ctx, f)
	if !ok || !c.noteReading(ctx, f, &head) {
		return
	}
	c.mu.Lock()
	sub := c.subs[f.Conv]
	if sub == nil {
		if len(c.subs) >= maxSubs {
			c.enqueue(encode(staffNak{Type: "nak", ID: f.ID, Conv: f.Conv, Code: staffBad, Message: saidTooManyOpen}))
			c.mu.Unlock()
			return
		}
		sub = &staffSub{}
		c.subs[f.Conv] = sub
	}
	sub.cursor, sub.want, sub.live = f.After, head.LastSeq, false
	sub.web = head.Conversation.Channel == caterina.ChannelWeb
	sub.moves++
	if f.After > head.LastSeq {
		c.enqueue(encode(staffLive{Type: "reset", Conv: f.Conv}))
		sub.cursor = 0
	}
	sub.clean = heldFrom(sub.cursor, head.LastSeq)
	c.mu.Unlock()
	c.signal(c.wake)
	c.hub.tellReaders(f.Conv)
	c.announce(f.Conv, false)
	if head.Conversation.Epoch > 0 {
		c.send(encode(c.hub.newChanged(c, &head)))
	}
	if c.hub.citizenAway(f.Conv) {
		c.send(encode(staffCitizen{Type: "citizen", Conv: f.Conv}))
	}
}

// noteReading has the audit log tell that somebody else's conversation is read here:
// its page does so too, but a socket needs no page. Once a connection and conversation;
// without it nothing is shown.
func (c *staffConn) noteReading(ctx context.Context, f *staffFrame, head *caterina.Head) bool {
	if head.Owner == c.me.Operator || ringsAt(head, c.me.Operator) || c.noted[f.Conv] {
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, c.hub.times.store)
	defer cancel()
	if err := c.hub.cfg.Log.Read(ctx, c.town.ID, c.me.Operator, f.Conv); err != nil {
		c.hub.cfg.Logger.WarnContext(ctx, "reading not noted", slog.String("error", err.Error()))
		c.send(encode(staffNak{Type: "nak", ID: f.ID, Conv: f.Conv, Code: staffLater, Message: saidLater, RetryMS: 1000}))
		return false
	}
	if len(c.noted) >= maxSubs {
		clear(c.noted) // the log knows it, and is asked once more
	}
	c.noted[f.Conv] = true
	return true
}

// head reads how the conversation of a frame stands. It answers the frame and
// is false when there is none in this town, or it cannot be read now.
func (c *staffConn) head(ctx context.Context, f *staffFrame) (caterina.Head, bool) {
	ctx, cancel := context.WithTimeout(ctx, c.hub.times.store)
	defer cancel()
	heads, err := c.hub.cfg.Log.Heads(ctx, []caterina.ConversationID{f.Conv})
	head, ok := heads[f.Conv]
	switch {
	case err != nil && caterina.CodeOf(err) != caterina.CodeInvalid:
		c.hub.cfg.Logger.WarnContext(ctx, "conversation not read", slog.String("error", err.Error()))
		c.send(encode(staffNak{Type: "nak", ID: f.ID, Conv: f.Conv, Code: staffLater, Message: saidLater, RetryMS: 1000}))
	case !ok || head.Conversation.Town != c.town.ID:
		c.send(encode(staffNak{Type: "nak", ID: f.ID, Conv: f.Conv, Code: staffBad, Message: saidNoConversation}))
	default:
		return head, true
	}
	return head, false
}

// unsubscribe stops following.
func (c *staffConn) unsubscribe(conv caterina.ConversationID) {
	c.mu.Lock()
	_, ok := c.subs[conv]
	delete(c.subs, conv)
	c.mu.Unlock()
	if ok {
		c.hub.tellReaders(conv)
		c.hub.whisper(whisper{Kind: whisperReader, Conv: conv, Tab: c.tab})
	}
}

// subscribed returns what the tab follows.
func (c *staffConn) subscribed() []caterina.ConversationID {
	c.mu.Lock()
	defer c.mu.Unlock()
	convs := make([]caterina.ConversationID, 0, len(c.subs))
	for conv := range c.subs {
		convs = append(convs, conv)
	}
	return convs
}

func (c *staffConn) follows(conv caterina.ConversationID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.subs[conv] != nil
}

// cursor is the last seq the tab has of a conversation, 0 when it follows it not.
func (c *staffConn) cursor(conv caterina.ConversationID) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if sub := c.subs[conv]; sub != nil {
		return sub.cursor
	}
	return 0
}

// deliver sends an event that was just committed, when it is the next one;
// otherwise the log is read.
func (c *staffConn) deliver(ev *caterina.Event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	sub := c.subs[ev.Conversation]
	if sub == nil {
		return
	}
	sub.want = max(sub.want, ev.Seq)
	switch {
	case ev.Seq > sub.clean && erases(ev):
		c.forget(sub, ev)
		c.signal(c.wake)
	case sub.live && !sub.fetching && ev.Seq == sub.cursor+1:
		sub.cursor = ev.Seq
		c.enqueue(encode(newStaffEvent(ev)))
	case sub.want > sub.cursor:
		c.signal(c.wake)
	}
}

// advanced has the log read when seq is beyond what was sent.
func (c *staffConn) advanced(conv caterina.ConversationID, seq int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	sub := c.subs[conv]
	if sub == nil {
		return
	}
	if sub.want = max(sub.want, seq); sub.want > sub.cursor {
		c.signal(c.wake)
	}
}

// tend reads the log for what the tab follows, renews its lease, and looks
// whether its session still stands.
func (c *staffConn) tend(ctx context.Context) {
	session := time.NewTicker(c.hub.times.auth)
	defer session.Stop()
	renewed := c.hub.cfg.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
			c.catchUp(ctx)
		case <-c.pong:
			if now := c.hub.cfg.Now(); now.Sub(renewed) >= min(leaseEvery, c.hub.times.ping) {
				renewed = now
				c.renew(ctx)
			}
		case <-session.C:
			c.stillWelcome(ctx)
		}
	}
}

// renew keeps the operator present for as long as the browser answers.
func (c *staffConn) renew(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, c.hub.times.store)
	defer cancel()
	if err := c.hub.cfg.Desk.Alive(ctx, c.town.ID, c.me.Operator, c.tab); err != nil && ctx.Err() == nil {
		c.hub.cfg.Logger.WarnContext(ctx, "lease not renewed", slog.String("error", err.Error()))
	}
	for _, conv := range c.subscribed() {
		c.announce(conv, false)
	}
}

// stillWelcome closes the connection of whoever was signed out or lost the
// account, and looks at their wish. A database that is away closes nothing.
func (c *staffConn) stillWelcome(ctx context.Context) {
	_, err := c.authenticate(ctx)
	switch {
	case unwelcome(err):
		c.shut(closeSession, "sign in again")
	case err == nil:
		c.lookAtWish(ctx, saidWish)
	}
}

// catchUp reads the log until the tab is up to date with all it follows.
func (c *staffConn) catchUp(ctx context.Context) {
	for {
		conv, sub, after, moves := c.nextBehind()
		if sub == nil {
			return
		}
		read, cancel := context.WithTimeout(ctx, c.hub.times.store)
		events, err := c.hub.cfg.Log.StaffEvents(read, c.town.ID, conv, after, staffPage)
		cancel()
		if err != nil {
			c.mu.Lock()
			sub.fetching = false
			c.mu.Unlock()
			if ctx.Err() == nil {
				c.hub.cfg.Logger.WarnContext(ctx, "log not read", slog.String("error", err.Error()))
			}
			return // the poll tries again
		}
		if room := c.queueEvents(conv, sub, moves, events); room != nil {
			select {
			case <-room:
			case <-ctx.Done():
				return
			}
		}
	}
}

// nextBehind picks a conversation whose log has more than was sent, and marks
// it as being read, from where on and after which move.
func (c *staffConn) nextBehind() (conv caterina.ConversationID, behind *staffSub, after int64, moves int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conv, sub := range c.subs {
		if sub.want > sub.cursor || !sub.live {
			sub.fetching = true
			return conv, sub, sub.cursor, sub.moves
		}
	}
	return "", nil, 0, 0
}

// queueEvents queues a page, and says live when there is nothing after it. What
// it returns is closed when the page has been written.
func (c *staffConn) queueEvents(conv caterina.ConversationID, sub *staffSub, moves int, events []caterina.Event) <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	sub.fetching = false
	if moves != sub.moves {
		return nil // the cursor is elsewhere now
	}
	if erasure := lastErasure(events, sub.clean, staffNumber); erasure != nil {
		c.forget(sub, erasure)
		return nil
	}
	for i := range events {
		ev := &events[i]
		if ev.Seq != sub.cursor+1 {
			continue // the client moved, or it was pushed meanwhile
		}
		if c.bytes > maxQueueBytes/2 || len(c.queue) > maxQueueFrames/2 {
			return c.emptied()
		}
		sub.cursor = ev.Seq
		c.enqueue(encode(newStaffEvent(ev)))
	}
	switch {
	case len(events) == staffPage:
		sub.want = max(sub.want, sub.cursor+1)
		return c.emptied()
	case sub.want > sub.cursor && len(events) == 0:
		sub.want = sub.cursor // what else was announced is not in the log
	}
	if !sub.live && sub.want <= sub.cursor {
		sub.live = true
		c.enqueue(encode(staffLive{Type: "live", Conv: conv, N: sub.cursor}))
	}
	return nil
}

// emptied is closed when the queue has been written. c.mu is held.
func (c *staffConn) emptied() <-chan struct{} {
	if c.room == nil {
		c.room = make(chan struct{})
		c.signal(c.ready)
	}
	return c.room
}
