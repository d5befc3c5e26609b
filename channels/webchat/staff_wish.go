package webchat

import (
	"context"
	"log/slog"
	"slices"

	"example.org/caterina"
)

// staffWish tells an operator's tab what they want of the queue, when something
// else than that tab has changed it. Why is a sentence, empty when it was
// themselves.
type staffWish struct {
	Type  string        `json:"type"`
	Wants caterina.Wish `json:"wants"`
	Why   string        `json:"why,omitempty"`
}

// wish notes whether the operator wants work.
func (c *staffConn) wish(ctx context.Context, f *staffFrame) {
	if !slices.Contains([]caterina.Wish{caterina.WantsWork, caterina.WantsPause, caterina.WantsNothing}, f.Wants) {
		c.refuse(f, staffBad, saidBadWish)
		return
	}
	act, ok := c.entitled(ctx, f)
	if !ok {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, c.hub.times.store)
	defer cancel()
	if err := c.hub.cfg.Desk.SetWish(ctx, act.Town, act.Operator, f.Wants); err != nil {
		c.failed(ctx, f, err)
		return
	}
	c.send(encode(staffAck{Type: "ack", ID: f.ID}))
	c.hub.Wished(c.town.ID, act.Operator, f.Wants, "")
}

// Wished says that an operator's wish was changed, by a colleague of that name or,
// with none, by themselves. Their tabs in every process show it: a bar that says
// "available" over a wish that is not leaves them waiting for nothing.
func (h *StaffHub) Wished(town caterina.TownID, op caterina.OperatorID, wants caterina.Wish, by string) {
	w := whisper{Kind: whisperWish, Town: town, Operator: op, Name: by, Wants: wants}
	h.showWish(&w)
	h.whisper(w)
}

func (h *StaffHub) showWish(w *whisper) {
	why := ""
	if w.Name != "" {
		why = saidWishedBy(w.Name, w.Wants)
	}
	for _, c := range h.tabsOf(w.Town, w.Operator) {
		c.mu.Lock()
		c.tellWish(w.Wants, why)
		c.mu.Unlock()
	}
}

// tabsOf are an operator's tabs in this process.
func (h *StaffHub) tabsOf(town caterina.TownID, op caterina.OperatorID) []*staffConn {
	return slices.DeleteFunc(h.everybody(), func(c *staffConn) bool { return c.me.Operator != op || c.town.ID != town })
}

// tellWish sends the tab a wish. c.mu is held.
func (c *staffConn) tellWish(wants caterina.Wish, why string) {
	c.wants = wants
	c.wishes++
	c.enqueue(encode(staffWish{Type: typeWish, Wants: wants, Why: why}))
}

// lookAtWish compares what the tab shows with what is stored: offers that nobody
// answers change it too, in whatever process. why says what is known of the
// cause, "" when nothing is.
func (c *staffConn) lookAtWish(ctx context.Context, why func(caterina.Wish) string) {
	c.mu.Lock()
	told := c.wishes
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, c.hub.times.store)
	defer cancel()
	wants, err := c.hub.cfg.Log.Wants(ctx, c.town.ID, c.me.Operator)
	if err != nil {
		if ctx.Err() == nil {
			c.hub.cfg.Logger.WarnContext(ctx, "wish not read", slog.String("error", err.Error()))
		}
		return // the next look finds it
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if wants != c.wants && told == c.wishes { // else it has been told meanwhile
		c.tellWish(wants, why(wants))
	}
}

// unanswered tells whoever let something ring in vain what has become of it.
func (h *StaffHub) unanswered(ctx context.Context, town caterina.TownID, op caterina.OperatorID) {
	for _, c := range h.tabsOf(town, op) {
		c.lookAtWish(ctx, saidUnanswered)
	}
}
