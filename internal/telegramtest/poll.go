package telegramtest

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"
)

const (
	longestPoll = 50 * time.Second
	mostUpdates = 100 // in one answer
)

// getUpdates answers as soon as there is an update, or when its time is over.
// Only one may wait: a second one ends the first.
func getUpdates(c *call) (any, error) {
	b := c.bot
	if b.webhook.url != "" {
		return nil, conflict("can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
	}
	b.endPoll(conflict("terminated by other getUpdates request; make sure that only one bot instance is running"))
	if err := b.allow(c); err != nil {
		return nil, err
	}
	offset := int64(c.number("offset"))
	b.confirm(offset)
	limit := c.number("limit")
	if limit < 1 || limit > mostUpdates {
		limit = mostUpdates
	}
	ended := make(chan error, 1)
	b.poller = ended
	timeout := min(time.Duration(c.number("timeout"))*time.Second, longestPoll)
	err := b.waitForUpdate(c, offset, timeout, ended)
	if b.poller == ended {
		b.poller = nil
	}
	if err != nil {
		return nil, err
	}
	return b.batch(offset, limit), nil
}

// waitForUpdate gives the server's lock away until there is an update.
func (b *Bot) waitForUpdate(c *call, offset int64, timeout time.Duration, ended <-chan error) error {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for len(b.from(offset)) == 0 && timeout > 0 {
		arrived := b.arrived.Rung()
		b.server.mu.Unlock()
		over, err := false, error(nil)
		select {
		case <-arrived:
		case err = <-ended:
		case <-timer.C:
			over = true
		case <-c.ctx:
			err = badRequest("the caller has gone") // nobody reads it; nothing was handed out
		case <-b.server.ended:
			over = true
		}
		b.server.mu.Lock()
		if over || err != nil {
			return err
		}
	}
	select {
	case err := <-ended: // while the lock was given away
		return err
	default:
		return nil
	}
}

// endPoll ends the poll that waits, if one does.
func (b *Bot) endPoll(why error) {
	if b.poller != nil {
		b.poller <- why
		b.poller = nil
	}
}

// confirm forgets the updates below the offset; a negative one leaves only so
// many from the end.
func (b *Bot) confirm(offset int64) {
	if offset < 0 {
		ids := make([]int64, 0, len(b.queue))
		for _, u := range b.queue {
			ids = append(ids, u.id)
		}
		slices.Sort(ids)
		if n := len(ids) + int(offset); n > 0 {
			offset = ids[n]
		}
	}
	b.queue = slices.DeleteFunc(b.queue, func(u *update) bool { return u.id < offset && (!u.forced || u.given) })
	b.server.recorded.Ring()
}

// from lists what a poll with this offset gets: a number below it is not told, though
// it has come since and is not forgotten.
func (b *Bot) from(offset int64) []*update {
	var out []*update
	for _, u := range b.queue {
		if u.forced || offset == 0 || u.id >= offset {
			out = append(out, u)
		}
	}
	return out
}

// batch hands out the first updates of the queue.
func (b *Bot) batch(offset int64, limit int) []json.RawMessage {
	told := b.from(offset)
	told = told[:min(limit, len(told))]
	out := make([]json.RawMessage, 0, len(told))
	for _, u := range told {
		u.given = true
		out = append(out, u.raw)
	}
	if b.copies > 1 {
		b.server.chance.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	}
	return out
}

// allow remembers the kinds of updates the bot wants, until it says otherwise.
func (b *Bot) allow(c *call) error {
	if c.text("allowed_updates") == "" {
		return nil
	}
	var kinds []string
	if err := c.decode("allowed_updates", &kinds); err != nil {
		return err
	}
	if len(kinds) == 0 {
		b.allowed = nil
		return nil
	}
	b.allowed = make(map[string]bool, len(kinds))
	for _, kind := range kinds {
		b.allowed[kind] = true
	}
	return nil
}

// allowedKinds lists what allow remembered.
func (b *Bot) allowedKinds() []string {
	kinds := make([]string, 0, len(b.allowed))
	for kind := range b.allowed {
		kinds = append(kinds, kind)
	}
	slices.SortFunc(kinds, cmp.Compare[string])
	return kinds
}
