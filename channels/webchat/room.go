package webchat

import (
	"hash/maphash"
	"slices"
	"sync"

	"example.org/caterina"
)

// roomShards is a multiple of pollEvery: each second's poll takes whole shards.
const roomShards = 20

// member is whoever follows a conversation: a websocket, an event stream, a
// page that waits for an answer. Its methods must not block.
type member interface {
	// deliver hands over an event that this process has just committed, with
	// its frame.
	deliver(ev *caterina.Event, frame []byte)
	// advanced says that the log has reached n, or further than n.
	advanced(n int64)
	// tell hands over a frame that is not part of the log, and may be lost.
	tell(frame []byte)
	// number is the last number the member has.
	number() int64
	// replaced says that the session has too many members and this one must go.
	replaced()
	// counts says whether it counts among the session's sockets.
	counts() bool
}

// room is the members of one conversation in this process.
type room struct {
	members []member
}

type roomShard struct {
	mu    sync.Mutex
	rooms map[caterina.ConversationID]*room
	hot   map[caterina.ConversationID]int // seconds for which to poll every second
}

func (h *Hub) shard(conv caterina.ConversationID) *roomShard {
	return &h.rooms[maphash.String(h.seed, string(conv))%roomShards]
}

// join adds m to the conversation's members. The newest sockets win: when there
// are too many, the oldest is told to go.
func (h *Hub) join(conv caterina.ConversationID, m member) {
	oldest := h.addMember(conv, m)
	if oldest != nil {
		oldest.replaced()
	}
}

func (h *Hub) addMember(conv caterina.ConversationID, m member) (oldest member) {
	s := h.shard(conv)
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[conv]
	if r == nil {
		r = &room{}
		s.rooms[conv] = r
	}
	r.members = append(r.members, m)
	counted := 0
	for _, other := range r.members {
		if other.counts() {
			counted++
		}
	}
	if counted <= maxPerSession {
		return nil
	}
	i := slices.IndexFunc(r.members, member.counts)
	oldest = r.members[i]
	r.members = slices.Delete(r.members, i, i+1)
	return oldest
}

// leave takes m out of the conversation's members.
func (h *Hub) leave(conv caterina.ConversationID, m member) {
	s := h.shard(conv)
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.rooms[conv]
	if r == nil {
		return
	}
	r.members = slices.DeleteFunc(r.members, func(other member) bool { return other == m })
	if len(r.members) == 0 {
		delete(s.rooms, conv)
		delete(s.hot, conv)
	}
}

// members returns a copy of the conversation's members.
func (h *Hub) members(conv caterina.ConversationID, into []member) []member {
	s := h.shard(conv)
	s.mu.Lock()
	defer s.mu.Unlock()
	if r := s.rooms[conv]; r != nil {
		return append(into, r.members...)
	}
	return into
}

// heat has the conversation polled every second for a while, because something
// is expected of it; cool takes that back.
func (h *Hub) heat(conv caterina.ConversationID) {
	s := h.shard(conv)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rooms[conv] != nil {
		s.hot[conv] = hotSeconds
	}
}

func (h *Hub) cool(conv caterina.ConversationID) {
	s := h.shard(conv)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.hot, conv)
}

// Push delivers an event that this process has just committed. Events of other
// processes come through Wake.
func (h *Hub) Push(ev caterina.Event) {
	if ev.N == 0 || ev.Kind == caterina.KindNote {
		return // not for citizens
	}
	var room [maxPerSession + 1]member
	members := h.members(ev.Conversation, room[:0])
	if len(members) == 0 {
		return
	}
	frame := encodeEvent(&ev)
	for _, m := range members {
		m.deliver(&ev, frame)
	}
	if !saidByCitizen(&ev) {
		h.cool(ev.Conversation)
	}
}

// Wake says that the conversation's log has reached number n, committed by
// another process.
func (h *Hub) Wake(conv caterina.ConversationID, n int64) {
	var room [maxPerSession + 1]member
	for _, m := range h.members(conv, room[:0]) {
		m.advanced(n)
	}
}

// Typing tells the citizen that an answer is being written, by whoever has the
// conversation, or no longer is. It is never stored.
func (h *Hub) Typing(conv caterina.ConversationID, on bool) {
	var room [maxPerSession + 1]member
	for _, m := range h.members(conv, room[:0]) {
		m.tell(encode(typingFrame{Type: typeTyping, On: on}))
	}
}

// Written shows the citizen an answer while it is written. It is never stored: who was
// away reads the event that replaces it.
func (h *Hub) Written(p caterina.Piece) {
	frame := pieceFrame{Type: typeDelta, Turn: p.Turn, I: p.I, Text: p.Text, N: p.N}
	if p.Over {
		frame.Type, frame.Aborted = typeDeltaEnd, p.N == 0
	}
	var room [maxPerSession + 1]member
	members := h.members(p.Conversation, room[:0])
	if len(members) == 0 {
		return
	}
	encoded := encode(frame)
	for _, m := range members {
		m.tell(encoded)
	}
}
