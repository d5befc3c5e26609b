package webchat

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"example.org/caterina"
)

// touched gathers the conversations of which something is to be told.
type touched struct {
	ready chan struct{} // holds one token while convs is not empty

	mu    sync.Mutex
	convs map[caterina.ConversationID]bool
}

// add never blocks.
func (t *touched) add(convs ...caterina.ConversationID) {
	if len(convs) == 0 {
		return
	}
	t.mu.Lock()
	for _, conv := range convs {
		t.convs[conv] = true
	}
	t.mu.Unlock()
	select {
	case t.ready <- struct{}{}:
	default:
	}
}

// take returns what was gathered.
func (t *touched) take() []caterina.ConversationID {
	t.mu.Lock()
	defer t.mu.Unlock()
	convs := make([]caterina.ConversationID, 0, len(t.convs))
	for conv := range t.convs {
		convs = append(convs, conv)
	}
	clear(t.convs)
	return convs
}

// standing is what the console shows of a conversation in lists; whoever has
// heard of it hears again when it changes.
type standing struct {
	epoch   int
	seq     int64
	pending int64               // the answer that waits for approval
	rings   caterina.OperatorID // the operator whom the dispatcher asks
	said    time.Time           // the citizen's last message
	alarmed bool                // somebody may be in danger, and no person has looked
}

// news is what has changed in a conversation since the consoles heard of it.
type news struct {
	changed bool                // lists have to be read again
	fresh   bool                // its owner is another one
	said    bool                // the citizen has written
	rang    caterina.OperatorID // whom the dispatcher asked, and asks no more; 0 for nobody
}

// tellChanges tells consoles how conversations stand, as they change and, as a
// net under lost notifications, every few seconds.
func (h *StaffHub) tellChanges(ctx context.Context) {
	ticker := time.NewTicker(h.times.poll)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			h.touched.add(h.followed()...)
		case <-h.recheck:
			h.touched.add(h.followed()...)
		case <-h.touched.ready:
		}
		convs := h.touched.take()
		for len(convs) > 0 {
			n := min(len(convs), pollBatch)
			if err := h.tell(ctx, convs[:n]); err != nil && ctx.Err() == nil {
				h.cfg.Logger.WarnContext(ctx, "the state of conversations was not read", slog.String("error", err.Error()))
			}
			convs = convs[n:]
		}
	}
}

// followed are the conversations that a console shows live.
func (h *StaffHub) followed() []caterina.ConversationID {
	var convs []caterina.ConversationID
	for _, c := range h.everybody() {
		convs = append(convs, c.subscribed()...)
	}
	return convs
}

// tell reads how conversations stand and tells whoever has to know.
func (h *StaffHub) tell(ctx context.Context, convs []caterina.ConversationID) error {
	conns := h.everybody()
	if len(conns) == 0 {
		return nil // nobody to tell; a new console reads the lists anew
	}
	ctx, cancel := context.WithTimeout(ctx, h.times.store)
	defer cancel()
	heads, err := h.cfg.Log.Heads(ctx, convs)
	if err != nil {
		return err
	}
	for conv, head := range heads {
		what := h.changed(&head)
		desks := h.isAgenda(conv)
		if what.rang != 0 && head.Owner != what.rang {
			h.unanswered(ctx, head.Conversation.Town, what.rang)
		}
		for _, c := range conns {
			if c.town.ID != head.Conversation.Town {
				continue
			}
			c.advanced(conv, head.LastSeq)
			if desks {
				c.send(encode(staffAgenda{Type: typeAgenda}))
			}
			if what.changed {
				f := h.newChanged(c, &head)
				f.Said = what.said
				c.send(encode(f))
			}
			if what.fresh && ringsAt(&head, c.me.Operator) {
				c.send(encode(h.newOffer(c, &head)))
			}
		}
	}
	return nil
}

// justNow is how old a message may be at most in a conversation of which nothing
// was known, to be one that has just come.
const justNow = 10 * time.Second

// changed says what is new of a conversation. What the bot and a citizen say to
// each other changes no list.
func (h *StaffHub) changed(head *caterina.Head) news {
	now := standing{epoch: head.Conversation.Epoch, seq: head.LastSeq, pending: head.Pending, said: head.CitizenAt, alarmed: !head.Alarmed.IsZero()}
	if head.Conversation.State == caterina.StateOffered {
		now.rings = head.Owner
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	before, ok := h.known[head.Conversation.ID]
	waits := before.pending != now.pending || before.alarmed != now.alarmed
	if now.epoch == 0 && now.pending == 0 && !now.alarmed && !waits {
		return news{} // it never left the bot
	}
	if len(h.known) >= maxKnown {
		clear(h.known)
	}
	h.known[head.Conversation.ID] = now
	what := news{fresh: !ok || before.epoch != now.epoch, said: now.said.After(before.said)}
	what.changed = what.fresh || waits || before.seq != now.seq && head.Conversation.State != caterina.StateBot
	if !ok {
		what.said = h.cfg.Now().Sub(now.said) < justNow
	}
	if what.fresh {
		what.rang = before.rings
	}
	return what
}

// ringsAt says whether the operator is asked to take the conversation.
func ringsAt(head *caterina.Head, op caterina.OperatorID) bool {
	return head.Conversation.State == caterina.StateOffered && head.Owner == op || head.TransferTo == op
}

func (h *StaffHub) newChanged(c *staffConn, head *caterina.Head) staffChanged {
	f := staffChanged{
		Type: "changed", Conv: head.Conversation.ID, N: head.LastSeq, State: head.Conversation.State,
		Epoch: head.Conversation.Epoch, Queue: head.Queue, Mine: head.Owner == c.me.Operator, Pending: head.Pending,
	}
	if head.Owner != 0 {
		f.Owner = &staffPerson{ID: head.Owner, Name: head.OwnerName}
	}
	return f
}

func (h *StaffHub) newOffer(c *staffConn, head *caterina.Head) staffOffer {
	until := head.OfferedUntil
	if head.TransferTo == c.me.Operator {
		until = head.TransferUntil
	}
	f := staffOffer{Type: "offer", Conv: head.Conversation.ID, Epoch: head.Conversation.Epoch, Until: until.UTC(), Queue: head.Queue, Topic: head.Queue}
	for i := range c.town.Queues {
		if c.town.Queues[i].Slug == head.Queue {
			f.Topic = c.town.Queues[i].Name
		}
	}
	return f
}
