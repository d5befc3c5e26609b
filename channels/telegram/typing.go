package telegram

import (
	"context"
	"sync"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"example.org/caterina"
)

// When a citizen sees that an answer is being written: an answer that is quick needs
// no sign, and Telegram shows one for five seconds.
const (
	typingAfter = 700 * time.Millisecond
	typingEvery = 4 * time.Second
	typingFor   = 40 * time.Second
)

// typing knows the conversations that wait for an answer of the assistant.
type typing struct {
	mu    sync.Mutex
	waits map[caterina.ConversationID]wait
}

type wait struct {
	chat         caterina.ChatID
	since, shown time.Time
}

func newTyping() *typing { return &typing{waits: make(map[caterina.ConversationID]wait)} }

// begin notes that a conversation waits, in a chat.
func (t *typing) begin(conv caterina.ConversationID, chat caterina.ChatID, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waits[conv] = wait{chat: chat, since: now}
}

// end notes that it has its answer.
func (t *typing) end(conv caterina.ConversationID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.waits, conv)
}

// due returns the chats that are to be shown a sign now.
func (t *typing) due(now time.Time) (chats []caterina.ChatID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for conv, w := range t.waits {
		switch {
		case now.Sub(w.since) > typingFor:
			delete(t.waits, conv)
		case now.Sub(w.since) >= typingAfter && now.Sub(w.shown) >= typingEvery:
			w.shown = now
			t.waits[conv] = w
			chats = append(chats, w.chat)
		}
	}
	return chats
}

// showTyping shows the sign until ctx is done. It is a courtesy: what fails is
// forgotten.
func (l *line) showTyping(ctx context.Context) {
	tick := time.NewTicker(typingAfter)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			for _, chat := range l.typing.due(now) {
				go func() {
					_ = l.api.do(ctx, func(ctx context.Context) error {
						_, err := l.api.calls.SendChatAction(ctx, &bot.SendChatActionParams{ChatID: int64(chat), Action: models.ChatActionTyping})
						return err
					})
				}()
			}
		}
	}
}
