package webchat

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"example.org/caterina"
)

// waiter is one connection of a citizen who waits for a person.
type waiter struct {
	town caterina.TownID
	conv caterina.ConversationID
	tell func(frame []byte) // must not block

	// Of the goroutine that tells places.
	told caterina.Place
	at   time.Time // zero before the first
}

// queueWatch is everybody in this process who waits for a person.
type queueWatch struct {
	fresh chan struct{} // holds one token when somebody has come

	mu      sync.Mutex
	waiters map[*waiter]bool
}

func (q *queueWatch) add(w *waiter) {
	q.mu.Lock()
	q.waiters[w] = true
	q.mu.Unlock()
	select {
	case q.fresh <- struct{}{}:
	default:
	}
}

func (q *queueWatch) remove(w *waiter) {
	q.mu.Lock()
	defer q.mu.Unlock()
	delete(q.waiters, w)
}

// byTown returns those who wait, by their towns; only those who were told
// nothing yet, when fresh.
func (q *queueWatch) byTown(fresh bool) map[caterina.TownID][]*waiter {
	q.mu.Lock()
	defer q.mu.Unlock()
	towns := make(map[caterina.TownID][]*waiter)
	for w := range q.waiters {
		if !fresh || w.at.IsZero() {
			towns[w.town] = append(towns[w.town], w)
		}
	}
	return towns
}

// tellPlaces tells those who wait their place in the queue: when they have come,
// and then not more often than needed.
func (h *Hub) tellPlaces(ctx context.Context) {
	if h.cfg.Desk == nil {
		return
	}
	ticker := time.NewTicker(h.times.places)
	defer ticker.Stop()
	for {
		fresh := false
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-h.queue.fresh:
			fresh = true
		}
		for town, waiters := range h.queue.byTown(fresh) {
			for len(waiters) > 0 {
				n := min(len(waiters), pollBatch)
				if err := h.tellTown(ctx, town, waiters[:n]); err != nil && ctx.Err() == nil {
					h.cfg.Logger.WarnContext(ctx, "places in the queue not read", slog.String("error", err.Error()))
				}
				waiters = waiters[n:]
			}
		}
	}
}

// tellTown tells the waiters of one town.
func (h *Hub) tellTown(ctx context.Context, town caterina.TownID, waiters []*waiter) error {
	ctx, cancel := context.WithTimeout(ctx, h.times.store)
	defer cancel()
	convs := make([]caterina.ConversationID, len(waiters))
	for i, w := range waiters {
		convs[i] = w.conv
	}
	places, err := h.cfg.Desk.Places(ctx, town, convs)
	if err != nil {
		return err
	}
	now := h.cfg.Now()
	for _, w := range waiters {
		place, waits := places[w.conv]
		if !waits || place == w.told || !w.at.IsZero() && now.Sub(w.at) < h.times.place {
			continue
		}
		w.told, w.at = place, now
		w.tell(encode(queueFrame{Type: "queue", Place: place.Place, WaitingMin: place.WaitMinutes}))
	}
	return nil
}
