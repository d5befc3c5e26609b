package telegramtest

import (
	"context"
	"time"
)

const longestAnswer = 200

// query is a pressed button.
type query struct {
	chat    *Chat
	at      time.Time
	expired bool
	answers []Answer
}

// Answer is what the bot said to a pressed button.
type Answer struct {
	Text  string
	Alert bool // shown in a window, not in passing
	URL   string
	At    time.Time
}

func answerCallbackQuery(c *call) (any, error) {
	q, ok := c.bot.queries[c.text("callback_query_id")]
	now := c.server.options.Now()
	if !ok || q.expired || now.Sub(q.at) >= c.server.options.QueryLife {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	if units(c.text("text")) > longestAnswer {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	q.answers = append(q.answers, Answer{Text: c.text("text"), Alert: c.flag("show_alert"), URL: c.text("url"), At: now})
	q.chat.changed.Ring()
	return true, nil
}

// Answers lists what the bot said to each pressed button, in order; a button the
// bot never answered has none.
func (b *Bot) Answers() map[string][]Answer {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	out := make(map[string][]Answer, len(b.queries))
	for id, q := range b.queries {
		out[id] = append([]Answer{}, q.answers...)
	}
	return out
}

// Expire makes a pressed button too old to be answered.
func (b *Bot) Expire(queryID string) {
	b.server.mu.Lock()
	defer b.server.mu.Unlock()
	if q, ok := b.queries[queryID]; ok {
		q.expired = true
	}
}

// Answered waits until the bot has answered a pressed button.
func (c *Chat) Answered(ctx context.Context, queryID string) (Answer, error) {
	var first Answer
	err := c.changed.Await(ctx, "an answer to the button", func() bool {
		q, ok := c.bot.queries[queryID]
		if ok && len(q.answers) > 0 {
			first = q.answers[0]
		}
		return ok && len(q.answers) > 0
	})
	return first, err
}
