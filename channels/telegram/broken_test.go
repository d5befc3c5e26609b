package telegram_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"example.org/caterina"
	"example.org/caterina/channels/telegram"
)

// broken is a store with faults.
type broken struct {
	telegram.Store

	offered bool          // buttons cannot be read
	lost    *atomic.Int32 // so many times what was stored is not said to have been
	refused *atomic.Int32 // so many times nothing is stored
	ends    *atomic.Int32 // so many times the process dies before it notes what it did
}

var errBroken = errors.New("broken")

func spend(n *atomic.Int32) bool { return n != nil && n.Add(-1) >= 0 }

func (b broken) Offered(ctx context.Context, town caterina.TownID, conv caterina.ConversationID, seq, message int64) (caterina.Event, error) {
	if b.offered {
		return caterina.Event{}, errBroken
	}
	return b.Store.Offered(ctx, town, conv, seq, message)
}

func (b broken) StoreUpdates(ctx context.Context, bot caterina.BotID, updates []caterina.ChatUpdate) ([]int64, error) {
	if spend(b.refused) {
		return nil, errBroken
	}
	fresh, err := b.Store.StoreUpdates(ctx, bot, updates)
	if spend(b.lost) {
		return nil, errBroken
	}
	return fresh, err
}

// WorkChat has the work done and forgets what became of it, as a process does that is
// killed in between.
func (b broken) WorkChat(
	ctx context.Context, bot caterina.BotID, chat caterina.ChatID,
	work func(context.Context, []caterina.ChatUpdate) []caterina.UpdateEnd,
) (bool, error) {
	return b.Store.WorkChat(ctx, bot, chat, func(ctx context.Context, updates []caterina.ChatUpdate) []caterina.UpdateEnd {
		ends := work(ctx, updates)
		if spend(b.ends) {
			return nil
		}
		return ends
	})
}

// poisoned panics at a file.
type poisoned struct{ telegram.Store }

func (p poisoned) SaveAttachment(_ context.Context, a *caterina.Attachment) (string, error) {
	panic(string(a.Bytes))
}

// deadly kills each update's try so many times, after it was made.
type deadly struct {
	telegram.Store

	times int
	mu    sync.Mutex
	died  map[int64]int
}

func (d *deadly) WorkChat(
	ctx context.Context, bot caterina.BotID, chat caterina.ChatID,
	work func(context.Context, []caterina.ChatUpdate) []caterina.UpdateEnd,
) (bool, error) {
	return d.Store.WorkChat(ctx, bot, chat, func(ctx context.Context, updates []caterina.ChatUpdate) []caterina.UpdateEnd {
		ends := work(ctx, updates)
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.died == nil {
			d.died = make(map[int64]int)
		}
		if d.died[ends[0].ID] == d.times {
			return ends
		}
		d.died[ends[0].ID]++
		return nil
	})
}
