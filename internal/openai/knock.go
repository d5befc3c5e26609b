package openai

import (
	"context"
	"strings"

	"github.com/sony/gobreaker/v2"

	"example.org/caterina"
)

// LeftAlone says whether the server is left alone at this moment, so that nothing need
// be prepared for a call that would be refused. It is counted as that call. Once the
// server has rested a question of our own tries it, beside the caller, who is told that
// it is left alone until that has gone well: nobody waits for a server that is still
// away.
func (c *Client) LeftAlone(ctx context.Context, town caterina.TownID, step caterina.ModelStep) (caterina.Usage, bool) {
	switch c.chat.breaker.State() {
	case gobreaker.StateClosed:
		return caterina.Usage{}, false
	case gobreaker.StateHalfOpen:
		c.knock(ctx, town)
	case gobreaker.StateOpen:
	}
	usage := caterina.Usage{Step: step, Model: c.chat.model, Failure: caterina.FailedOpen}
	c.cfg.Observer.Used(town, usage)
	return usage, true
}

// knock asks a server that has rested whether it is there, one question at a time and
// on a goroutine that ends with the answer. It goes the way of every stream, so that it
// is late when a citizen's would be.
func (c *Client) knock(ctx context.Context, town caterina.TownID) {
	if !c.knocking.CompareAndSwap(false, true) {
		return
	}
	ask := caterina.Ask{
		Step: caterina.StepWrite, Version: "knock.1", Town: town,
		System: "Rispondi con una parola sola.", Prompt: "Di' sì.", MaxTokens: knockTokens,
	}
	j := c.chatJob(ask)
	j.first = c.cfg.FirstToken
	ctx = context.WithoutCancel(ctx) // the citizen has an answer before the server has
	go func() {
		defer c.knocking.Store(false)
		_, err := c.run(ctx, j, func(ctx context.Context, w *watch) (cost, *Error) {
			s := &reading{watch: w, stall: c.cfg.Stall, most: beyond * knockTokens, each: func(string) error { return nil }, text: new(strings.Builder)}
			used, err := c.stream(ctx, ask, s)
			if !err.counts() {
				err = nil // an answer of any kind says that somebody is there
			}
			return used, err
		})
		if err == nil {
			c.chat.trial.Store(true)
		}
	}()
}

// knockTokens is how long the answer to a knock may be: it may think, for a moment.
const knockTokens = 64
