package e2e

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// How the courier bends what Telegram promises: so many calls at once, so many
// copies of each update, one of so many of the oldest next, but the oldest as soon as
// it has waited so long, and nothing while a call has been on its way for so long:
// what is behind a server that hangs waits, as it does for one that is away.
const (
	calls    = 6
	copies   = 5
	shuffled = 8
	patience = 150 * time.Millisecond
)

// courier is Telegram's side of a webhook: it brings every update one to five times,
// in an order that is not theirs, to any of the processes, until each call was
// answered with 200.
type courier struct {
	t      *testing.T
	secret string
	path   string
	addrs  func() []string // of the processes that live
	client *http.Client

	mu     sync.Mutex
	rng    *rand.Rand
	waits  []*parcel             // what is to be brought, oldest update first
	flying map[*parcel]time.Time // since when
	posted int
	failed int
}

// parcel is one copy of an update.
type parcel struct {
	update int64
	raw    []byte
	since  time.Time
}

// takes has an update brought, with its copies.
func (c *courier) takes(update int64, raw []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for range 1 + c.rng.IntN(copies) {
		c.waits = append(c.waits, &parcel{update, raw, time.Now()})
	}
}

// run brings what there is until ctx is done.
func (c *courier) run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	for range calls {
		wg.Go(func() {
			for ctx.Err() == nil {
				p := c.next()
				if p == nil || !c.brings(ctx, p) {
					pause(ctx, 20*time.Millisecond) // until there is something, or somebody
				}
			}
		})
	}
}

// next is the parcel to bring now, nil for none.
func (c *courier) next() *parcel {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waits) == 0 || c.held() {
		return nil
	}
	i := c.rng.IntN(min(shuffled, len(c.waits)))
	if time.Since(c.waits[0].since) > patience {
		i = 0
	}
	p := c.waits[i]
	c.waits = slices.Delete(c.waits, i, i+1)
	if c.flying == nil {
		c.flying = map[*parcel]time.Time{}
	}
	c.flying[p] = time.Now()
	return p
}

// held says whether a call takes so long that nothing may overtake it any more.
func (c *courier) held() bool {
	for _, since := range c.flying {
		if time.Since(since) > patience {
			return true
		}
	}
	return false
}

// brings makes one call. What was not taken is brought again, before everything else.
func (c *courier) brings(ctx context.Context, p *parcel) bool {
	status := 0
	if addrs := c.addrs(); len(addrs) > 0 {
		status = c.post(ctx, addrs[rand.IntN(len(addrs))], p.raw)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.flying, p)
	c.posted++
	if status == http.StatusOK {
		return true
	}
	if status != 0 && status != http.StatusServiceUnavailable {
		c.t.Errorf("update %d is answered with %d", p.update, status)
		return true
	}
	c.failed++
	c.waits = slices.Insert(c.waits, 0, p)
	return false
}

// post is one call of the webhook; 0 when nobody answered.
func (c *courier) post(ctx context.Context, addr string, raw []byte) int {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+c.path, bytes.NewReader(raw))
	if err != nil {
		c.t.Error(err)
		return http.StatusTeapot
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", c.secret)
	resp, err := c.client.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// idle says that everything has been taken.
func (c *courier) idle() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.waits) == 0 && len(c.flying) == 0
}
