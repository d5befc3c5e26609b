package assist

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"example.org/caterina"
)

// What is remembered, and for how long.
const (
	maxMemo = 500
	memoFor = time.Hour
)

// memo remembers what the model answered to the same question, and lets those who ask it
// at the same time wait for one answer.
type memo struct {
	flights singleflight.Group

	mu    sync.Mutex
	kept  map[string]answered
	order []string // of kept, the oldest first
}

type answered struct {
	text string
	at   time.Time
}

func newMemo() *memo { return &memo{kept: map[string]answered{}} }

// once asks the model a question about a conversation, unless it has answered it. The
// call goes on when the caller has gone: whoever opens a conversation often takes it, and
// then the answer is there.
func (s *Service) once(ctx context.Context, conv caterina.ConversationID, ask caterina.Ask) (string, error) {
	sum := sha256.Sum256([]byte(string(conv) + "\x00" + ask.Version + "\x00" + ask.System + "\x00" + ask.Prompt))
	key := string(sum[:])
	if text, ok := s.memo.get(key, s.cfg.Now()); ok {
		return text, nil
	}
	done := s.memo.flights.DoChan(key, func() (any, error) {
		text, err := s.complete(context.WithoutCancel(ctx), ask)
		if err == nil {
			s.memo.put(key, text, s.cfg.Now())
		}
		return text, err
	})
	select {
	case got := <-done:
		text, _ := got.Val.(string)
		return text, got.Err
	case <-ctx.Done():
		return "", &caterina.Error{Code: caterina.CodeUnavailable, Message: saidFailed, Err: ctx.Err()}
	}
}

func (m *memo) get(key string, now time.Time) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a, ok := m.kept[key]
	return a.text, ok && now.Sub(a.at) < memoFor
}

func (m *memo) put(key, text string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, again := m.kept[key]; !again {
		m.order = append(m.order, key)
	}
	m.kept[key] = answered{text, now}
	for len(m.order) > maxMemo || now.Sub(m.kept[m.order[0]].at) >= memoFor && len(m.order) > 1 {
		delete(m.kept, m.order[0])
		m.order = m.order[1:]
	}
}
