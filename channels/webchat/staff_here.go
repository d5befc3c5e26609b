package webchat

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"example.org/caterina"
)

// whisper is what one process tells the others of the moment. It holds nothing
// that a citizen has written.
type whisper struct {
	Kind     string                  `json:"k"`
	Town     caterina.TownID         `json:"w,omitempty"`
	Conv     caterina.ConversationID `json:"c"`
	Tab      string                  `json:"t,omitempty"`
	Operator caterina.OperatorID     `json:"o,omitempty"`
	Name     string                  `json:"n,omitempty"`
	On       bool                    `json:"on,omitempty"`
	Typing   bool                    `json:"y,omitempty"`
	For      []caterina.OperatorID   `json:"f,omitempty"`
	Wants    caterina.Wish           `json:"s,omitempty"`
	Office   string                  `json:"p,omitempty"`
}

// The kinds of whisper.
const (
	whisperReader  = "reader"  // a tab has the conversation open, or no longer has
	whisperCitizen = "citizen" // the citizen writes
	whisperWrites  = "writes"  // the owner writes to the citizen
	whisperMention = "mention" // a note names somebody
	whisperWish    = "wish"    // an operator's wish was changed
	whisperHere    = "here"    // the citizen is connected, or was a moment ago
	whisperAgenda  = "agenda"  // something changed at the desks of an office, or a conversation is about an appointment
)

// farStays is how long a reader of another process is believed in without a sign.
const farStays = 45 * time.Second

// farReaders are the tabs of other processes that have a conversation open.
type farReaders map[caterina.ConversationID]map[string]farReader

type farReader struct {
	staffPerson
	typing time.Time // until when they type
	until  time.Time // until when they are believed in
}

// note keeps what a whisper says of a reader, and says whether it is news.
func (f farReaders) note(w *whisper, now time.Time, types time.Duration) (news bool) {
	tabs := f[w.Conv]
	_, known := tabs[w.Tab]
	switch {
	case !w.On:
		delete(tabs, w.Tab)
		if len(tabs) == 0 {
			delete(f, w.Conv)
		}
		return false
	case tabs == nil:
		tabs = make(map[string]farReader)
		f[w.Conv] = tabs
	}
	r := farReader{staffPerson: staffPerson{ID: w.Operator, Name: w.Name}, until: now.Add(farStays)}
	if w.Typing {
		r.typing = now.Add(types)
	}
	tabs[w.Tab] = r
	return !known
}

// forget drops readers of whom nothing was heard for long, and returns what they
// had open.
func (f farReaders) forget(now time.Time) []caterina.ConversationID {
	var gone []caterina.ConversationID
	for conv, tabs := range f {
		for tab, r := range tabs {
			if now.After(r.until) {
				delete(tabs, tab)
				gone = append(gone, conv)
			}
		}
		if len(tabs) == 0 {
			delete(f, conv)
		}
	}
	return gone
}

// whisper tells the other processes.
func (h *StaffHub) whisper(w whisper) { h.cfg.Whisper(string(encode(w))) }

// hear does what other processes tell.
func (h *StaffHub) hear(ctx context.Context) {
	ticker := time.NewTicker(farStays / 3)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			h.mu.Lock()
			gone := h.far.forget(h.cfg.Now())
			h.mu.Unlock()
			for _, conv := range gone {
				h.tellReaders(conv)
			}
		case text := <-h.cfg.Whispers:
			var w whisper
			if json.Unmarshal([]byte(text), &w) == nil {
				h.heard(&w)
			}
		}
	}
}

func (h *StaffHub) heard(w *whisper) {
	switch w.Kind {
	case whisperReader:
		h.mu.Lock()
		news := h.far.note(w, h.cfg.Now(), h.times.typing)
		h.mu.Unlock()
		h.tellReaders(w.Conv)
		if news { // whoever is new there knows nothing of ours
			for _, c := range h.everybody() {
				if c.follows(w.Conv) {
					c.announce(w.Conv, false)
				}
			}
		}
	case whisperCitizen:
		h.showTyping(w.Conv, w.On)
	case whisperWrites:
		h.cfg.Typing(w.Conv, w.On)
	case whisperMention:
		h.showMention(w)
	case whisperWish:
		h.showWish(w)
	case whisperHere:
		h.heardOfCitizen(w.Conv)
	case whisperAgenda:
		h.heardOfAgenda(w)
	}
}

// announce tells the other processes that this tab has the conversation open.
func (c *staffConn) announce(conv caterina.ConversationID, typing bool) {
	c.hub.whisper(whisper{
		Kind: whisperReader, Conv: conv, Tab: c.tab, Operator: c.me.Operator, Name: c.me.Name, On: true, Typing: typing,
	})
}

// typing notes that the operator writes, or no longer does. The citizen is told
// of the owner only.
func (c *staffConn) typing(ctx context.Context, f *staffFrame) {
	c.mu.Lock()
	sub := c.subs[f.Conv]
	if sub != nil {
		sub.typing = time.Time{}
		if f.On {
			sub.typing = c.hub.cfg.Now().Add(c.hub.times.typing)
		}
	}
	c.mu.Unlock()
	if sub == nil {
		return
	}
	c.hub.tellReaders(f.Conv)
	c.announce(f.Conv, f.On)
	head, ok := c.head(ctx, f)
	if ok && head.Conversation.State == caterina.StateAssigned && head.Owner == c.me.Operator {
		c.hub.cfg.Typing(f.Conv, f.On)
		c.hub.whisper(whisper{Kind: whisperWrites, Conv: f.Conv, On: f.On})
	}
}

// CitizenTyping tells those who read a conversation that the citizen writes.
func (h *StaffHub) CitizenTyping(conv caterina.ConversationID, on bool) {
	h.showTyping(conv, on)
	h.mu.Lock()
	_, elsewhere := h.far[conv]
	h.mu.Unlock()
	if elsewhere {
		h.whisper(whisper{Kind: whisperCitizen, Conv: conv, On: on})
	}
}

func (h *StaffHub) showTyping(conv caterina.ConversationID, on bool) {
	frame := encode(staffTyping{Type: typeTyping, Conv: conv, On: on})
	for _, c := range h.everybody() {
		if c.follows(conv) {
			c.send(frame)
		}
	}
}

// mention tells those whom a note names, wherever they are.
func (c *staffConn) mention(conv caterina.ConversationID, names []caterina.OperatorID) {
	if len(names) == 0 {
		return
	}
	w := whisper{Kind: whisperMention, Town: c.town.ID, Conv: conv, Name: c.me.Name, For: names}
	c.hub.showMention(&w)
	c.hub.whisper(w)
}

func (h *StaffHub) showMention(w *whisper) {
	frame := encode(staffMention{Type: "mention", Conv: w.Conv, By: w.Name})
	for _, c := range h.everybody() {
		if c.town.ID == w.Town && slices.Contains(w.For, c.me.Operator) {
			c.send(frame)
		}
	}
}

// tellReaders tells everybody who has a conversation open who else has, and who
// of them writes.
func (h *StaffHub) tellReaders(conv caterina.ConversationID) {
	var with []*staffConn
	var who []staffReader
	now := h.cfg.Now()
	add := func(person staffPerson, typing bool) {
		i := slices.IndexFunc(who, func(r staffReader) bool { return r.ID == person.ID })
		if i < 0 {
			who = append(who, staffReader{staffPerson: person, Typing: typing})
		} else {
			who[i].Typing = who[i].Typing || typing
		}
	}
	for _, c := range h.everybody() {
		c.mu.Lock()
		sub := c.subs[conv]
		typing := sub != nil && now.Before(sub.typing)
		c.mu.Unlock()
		if sub != nil {
			with = append(with, c)
			add(staffPerson{ID: c.me.Operator, Name: c.me.Name}, typing)
		}
	}
	if len(with) == 0 {
		return
	}
	h.mu.Lock()
	for _, r := range h.far[conv] {
		add(r.staffPerson, now.Before(r.typing))
	}
	h.mu.Unlock()
	slices.SortFunc(who, func(a, b staffReader) int { return int(a.ID - b.ID) })
	frame := encode(staffReaders{Type: "presence", Conv: conv, Who: who})
	for _, c := range with {
		c.send(frame)
	}
}
