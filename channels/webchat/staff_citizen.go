package webchat

import (
	"context"
	"time"

	"example.org/caterina"
)

// keptWatch is how long a conversation is remembered that no console here shows
// any more: whoever reloads a page learns at once what it said.
const keptWatch = 30 * time.Second

// citizenWatch is what this process knows of a citizen whose conversation a
// console shows.
type citizenWatch struct {
	seen  time.Time // a socket or stream was open then, in whatever process; or the watch began
	shown time.Time // when a console here showed the conversation last
	away  bool      // the consoles were told that nobody is there
}

// citizenWatches are the citizens whom consoles here show, and those of ours
// whom consoles elsewhere do. StaffHub.mu guards them.
type citizenWatches struct {
	shown map[caterina.ConversationID]*citizenWatch
	said  map[caterina.ConversationID]time.Time // when the others were last told of ours
}

func newCitizenWatches() citizenWatches {
	return citizenWatches{shown: make(map[caterina.ConversationID]*citizenWatch), said: make(map[caterina.ConversationID]time.Time)}
}

// watchCitizens looks every moment at who is there. Nothing is stored, and
// citizens' messages cost nothing more for it.
func (h *StaffHub) watchCitizens(ctx context.Context) {
	if h.cfg.Connected == nil {
		return // nobody is said to be away
	}
	ticker := time.NewTicker(h.times.look)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			h.lookForCitizens()
		}
	}
}

// lookForCitizens tells consoles here who came and who has been away for long,
// and the other processes who is here.
func (h *StaffHub) lookForCitizens() {
	now := h.cfg.Now()
	shown := h.shownCitizens()
	h.mu.Lock()
	var news []caterina.ConversationID
	for conv := range shown {
		if h.citizens.look(conv, h.cfg.Connected(conv), now, h.times.away) {
			news = append(news, conv)
		}
	}
	for conv, w := range h.citizens.shown {
		if now.Sub(w.shown) > keptWatch {
			delete(h.citizens.shown, conv)
		}
	}
	var tell []caterina.ConversationID
	for conv := range h.far {
		if h.citizens.mayTell(conv, h.cfg.Connected(conv), now, h.times.here) {
			tell = append(tell, conv)
		}
	}
	for conv := range h.citizens.said {
		if h.far[conv] == nil {
			delete(h.citizens.said, conv)
		}
	}
	h.mu.Unlock()
	for _, conv := range news {
		h.showCitizen(conv)
	}
	for _, conv := range tell {
		h.whisper(whisper{Kind: whisperHere, Conv: conv})
	}
}

// look notes whether a citizen is connected here, and says whether the consoles
// are to hear of it.
func (c *citizenWatches) look(conv caterina.ConversationID, here bool, now time.Time, away time.Duration) (news bool) {
	w := c.shown[conv]
	if w == nil {
		w = &citizenWatch{seen: now}
		c.shown[conv] = w
	}
	w.shown = now
	if here {
		w.seen = now
	}
	was := w.away
	w.away = now.Sub(w.seen) >= away
	return w.away != was
}

// mayTell says whether the other processes are to be told that a citizen is
// connected here: from time to time while they are, and once when they have gone.
func (c *citizenWatches) mayTell(conv caterina.ConversationID, here bool, now time.Time, every time.Duration) bool {
	at, told := c.said[conv]
	switch {
	case here && (!told || now.Sub(at) >= every):
		c.said[conv] = now
		return true
	case !here && told:
		delete(c.said, conv)
		return true
	}
	return false
}

// heardOfCitizen notes that a citizen was connected to another process just now.
func (h *StaffHub) heardOfCitizen(conv caterina.ConversationID) {
	h.mu.Lock()
	w := h.citizens.shown[conv]
	news := w != nil && w.away
	if w != nil {
		w.seen, w.away = h.cfg.Now(), false
	}
	h.mu.Unlock()
	if news {
		h.showCitizen(conv)
	}
}

// shownCitizens are the conversations on the web that a console here shows: on
// other channels nobody has to be connected.
func (h *StaffHub) shownCitizens() map[caterina.ConversationID]bool {
	shown := make(map[caterina.ConversationID]bool)
	for _, c := range h.everybody() {
		c.mu.Lock()
		for conv, sub := range c.subs {
			if sub.web {
				shown[conv] = true
			}
		}
		c.mu.Unlock()
	}
	return shown
}

// showCitizen tells everybody who has a conversation open whether its citizen is
// there.
func (h *StaffHub) showCitizen(conv caterina.ConversationID) {
	frame := encode(staffCitizen{Type: "citizen", Conv: conv, Here: !h.citizenAway(conv)})
	for _, c := range h.everybody() {
		if c.follows(conv) {
			c.send(frame)
		}
	}
}

// citizenAway says whether a citizen is known to have no socket anywhere.
func (h *StaffHub) citizenAway(conv caterina.ConversationID) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := h.citizens.shown[conv]
	return w != nil && w.away
}

// Connected says whether the conversation's citizen has a socket or a stream
// open in this process.
func (h *Hub) Connected(conv caterina.ConversationID) bool {
	var room [maxPerSession + 1]member
	for _, m := range h.members(conv, room[:0]) {
		if m.counts() {
			return true
		}
	}
	return false
}
