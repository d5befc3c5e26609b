package webchat

import (
	"context"
	"sync"
	"time"

	"example.org/caterina"
)

// pace is a rate: burst at once, then one every so often. It is the generic
// cell rate algorithm, whose whole state is one instant.
type pace struct {
	every time.Duration
	burst int
}

// The paces of the protocol.
const (
	messageEvery = 2 * time.Second
	messageBurst = 10
	frameEvery   = 50 * time.Millisecond // of any type, per connection; pages of a long log need many
	frameBurst   = 200
	maxStrikes   = 3 // refusals in a row, then 4029
)

// take counts one more at now, in nanoseconds since 1970, against the state at
// *due. When it is too early, nothing is counted and the wait is returned.
func (p pace) take(due *int64, now int64) (wait time.Duration, ok bool) {
	from := max(*due, now)
	if ahead := time.Duration(from - now); ahead > time.Duration(p.burst-1)*p.every {
		return ahead - time.Duration(p.burst-1)*p.every, false
	}
	*due = from + int64(p.every)
	return 0, true
}

// messagePace counts the messages of each session. It lives longer than a
// connection, so that reconnecting gives no new burst; what has come to rest is
// forgotten.
type messagePace struct {
	pace pace

	mu       sync.Mutex
	sessions map[caterina.ConversationID]*messageCount
}

type messageCount struct {
	due     int64
	strikes int
	told    time.Time // when staff were last told of refusals
}

func newMessagePace(p pace) *messagePace {
	return &messagePace{pace: p, sessions: make(map[caterina.ConversationID]*messageCount)}
}

// take counts one message. When it is too early it returns how long to wait and
// whether this was the third refusal in a row.
func (m *messagePace) take(conv caterina.ConversationID, now time.Time) (wait time.Duration, out bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	count := m.sessions[conv]
	if count == nil {
		count = &messageCount{}
		m.sessions[conv] = count
	}
	wait, ok := m.pace.take(&count.due, now.UnixNano())
	if ok {
		count.strikes = 0
		return 0, false
	}
	if count.strikes++; count.strikes >= maxStrikes {
		count.strikes = 0
		return wait, true
	}
	return wait, false
}

// tellEvery is how often staff hear of refused messages.
const tellEvery = time.Minute

// tells says whether staff are to hear that a message was refused: the first
// time, and once a minute at most.
func (m *messagePace) tells(conv caterina.ConversationID, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	count := m.sessions[conv]
	if count == nil || now.Sub(count.told) < tellEvery {
		return false
	}
	count.told = now
	return true
}

// paced counts a message. It is refused when it comes too early, and then staff
// may be told.
func (h *Hub) paced(ctx context.Context, from sender) *refusal {
	now := h.cfg.Now()
	wait, out := h.paces.take(from.conv, now)
	if wait == 0 {
		return nil
	}
	if h.paces.tells(from.conv, now) {
		h.cfg.OnLimited(ctx, from.town, from.conv)
	}
	return &refusal{code: nakRate, retry: wait, out: out}
}

// giveBack uncounts one message that was not stored, or was stored before:
// trying again must not cost the citizen the next message.
func (m *messagePace) giveBack(conv caterina.ConversationID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if count := m.sessions[conv]; count != nil {
		count.due -= int64(m.pace.every)
	}
}

// sweep forgets the sessions that may send a whole burst again, and of whom staff
// have not heard a moment ago.
func (m *messagePace) sweep(now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for conv, count := range m.sessions {
		if count.due <= now.UnixNano() && now.Sub(count.told) >= tellEvery {
			delete(m.sessions, conv)
		}
	}
}
