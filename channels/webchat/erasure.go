package webchat

import (
	"example.org/caterina"
)

// The event that tells of an erasure has a number like every other, so whoever
// follows the log meets it, in whatever process and however late: that is what
// says reset, and nothing else need be remembered of erasures. Whoever began
// with an empty log, once the erasure was in it, has nothing to forget.

// erases says whether whoever holds events before this one must forget them.
func erases(ev *caterina.Event) bool {
	return ev.Kind == caterina.KindState && stateOf(ev).Reason == caterina.ReasonErased
}

// lastErasure finds the last erasure beyond a number, nil when there is none.
// number is that by which the reader counts events.
func lastErasure(events []caterina.Event, beyond int64, number func(*caterina.Event) int64) *caterina.Event {
	for i := len(events) - 1; i >= 0; i-- {
		if ev := &events[i]; number(ev) > beyond && erases(ev) {
			return ev
		}
	}
	return nil
}

// heldFrom is up to where erasures are nothing to a client that comes: it either
// holds the log up to after, or nothing, and then reads what the log, which has
// reached last, is now.
func heldFrom(after, last int64) int64 {
	if after == 0 {
		return last
	}
	return after
}

func citizenNumber(ev *caterina.Event) int64 { return ev.N }

func staffNumber(ev *caterina.Event) int64 { return ev.Seq }

// forget has the client forget its log, which is sent anew from its beginning.
// c.mu is held.
func (c *conn) forget(erasure *caterina.Event) {
	c.enqueue(encode(newReset()))
	c.clean, c.cursor, c.sent, c.forgot = erasure.N, 0, 0, true
	c.want = max(c.want, erasure.N)
	c.mode = modeCatching
	c.moves++
	c.floor.since = erasure.N - 1 // who had the conversation before is history
}

// forget has the console forget what it holds of a conversation. c.mu is held.
func (c *staffConn) forget(sub *staffSub, erasure *caterina.Event) {
	c.enqueue(encode(staffLive{Type: "reset", Conv: erasure.Conversation}))
	sub.clean, sub.cursor, sub.live = erasure.Seq, 0, false
	sub.want = max(sub.want, erasure.Seq)
	sub.moves++
}
