package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"example.org/caterina/internal/telegramtest"
)

// chatter is a citizen who writes a few messages, waits for the answer, and goes on.
type chatter struct {
	s      *storm
	chat   *telegramtest.Chat
	rng    *rand.Rand
	sent   []utterance
	bursts int
}

// utterance is what a citizen has written, and with which others.
type utterance struct {
	id, text string
	burst    int
}

// writes goes on until the storm is over; whatever was written is waited for.
func (c *chatter) writes(storming, ctx context.Context) {
	for storming.Err() == nil {
		for range 1 + c.rng.IntN(3) {
			c.says()
			pause(storming, time.Duration(c.rng.IntN(300))*time.Millisecond)
		}
		c.bursts++
		c.waits(ctx)
		if c.rng.IntN(3) == 0 {
			c.readsLong(ctx)
		}
		pause(storming, time.Duration(c.rng.IntN(1500))*time.Millisecond)
	}
}

// says writes one message.
func (c *chatter) says() {
	text := stressQuestion(c.rng.IntN(100))
	sent := c.chat.Say(text)
	c.sent = append(c.sent, utterance{"tg-m" + strconv.Itoa(sent.Message), text, c.bursts})
	if c.s.courier != nil {
		c.s.courier.takes(sent.Update, c.s.tg.Bot("").Raw(sent.Update))
	}
}

// waits until the log has everything, an answer after it, and little is to be sent.
func (c *chatter) waits(ctx context.Context) {
	for ctx.Err() == nil {
		c.s.mu.Lock()
		st := c.s.now[c.chat.ID()]
		c.s.mu.Unlock()
		if st.said >= len(c.sent) && st.answered && st.pending < 4 {
			return
		}
		pause(ctx, 30*time.Millisecond)
	}
}

// longAnswer is of three parts.
var longAnswer = strings.Repeat(strings.Repeat("Una frase che nessuno legge volentieri. ", 20)+"\n\n", 12)

// readsLong has something said to the citizen that goes in parts.
func (c *chatter) readsLong(ctx context.Context) {
	_, err := c.s.db.Exec(ctx, `SELECT append_event(c.town_id, c.id, NULL, 'bot', 'message', false, 'long-' || c.last_seq, json_build_object('text', $2::text))
		FROM conversation c WHERE c.chat = $1`, fmt.Sprintf("%d/%d", c.s.tg.Bot("").ID(), c.chat.ID()), longAnswer)
	if err != nil && ctx.Err() == nil {
		c.s.t.Error(err)
	}
}
