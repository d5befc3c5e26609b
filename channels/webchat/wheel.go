package webchat

import "sync"

// wheelSlots is one turn of the wheel in seconds. It must be more than the
// longest wait.
const wheelSlots = 32

// wheel holds every connection in the second of its next check. One timer turns
// it for all of them: a timer and a goroutine each would cost more memory than
// the rest of an idle connection.
type wheel struct {
	mu    sync.Mutex
	at    int
	slots [wheelSlots]*conn // heads of doubly linked lists
}

// wheelPlace is a connection's place in the wheel.
type wheelPlace struct {
	next, prev *conn
	slot       int8
	placed     bool
}

// add places c to be checked after the given number of seconds, 1 to wheelSlots-1.
func (w *wheel) add(c *conn, seconds int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.place(c, seconds)
}

func (w *wheel) place(c *conn, seconds int) {
	slot := (w.at + min(max(seconds, 1), wheelSlots-1)) % wheelSlots
	head := w.slots[slot]
	c.wheelPlace = wheelPlace{next: head, slot: int8(slot), placed: true}
	if head != nil {
		head.prev = c
	}
	w.slots[slot] = c
}

// remove takes c out. A connection that is not in the wheel is left alone.
func (w *wheel) remove(c *conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !c.placed {
		return
	}
	if c.prev == nil {
		w.slots[c.slot] = c.next
	} else {
		c.prev.next = c.next
	}
	if c.next != nil {
		c.next.prev = c.prev
	}
	c.wheelPlace = wheelPlace{}
}

// turn moves on by a second and asks check, for each connection that is due,
// after how many seconds to look again. check must not block.
func (w *wheel) turn(check func(*conn) int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = (w.at + 1) % wheelSlots
	due := w.slots[w.at]
	w.slots[w.at] = nil
	for due != nil {
		c := due
		due = c.next
		w.place(c, check(c))
	}
}

// each calls f for every connection. f must not block.
func (w *wheel) each(f func(*conn)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.slots {
		for ; c != nil; c = c.next {
			f(c)
		}
	}
}
