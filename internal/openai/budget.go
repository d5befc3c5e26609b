package openai

import (
	"context"
	"time"
	"unicode/utf8"

	"example.org/caterina"
)

// Budget is what a town may use in a day, in tokens, over all processes. Days are
// Rome's. Whoever keeps it holds one number for each town and day, the tokens used,
// and the town's limit beside it; a town without a limit is always let.
//
// A call reserves what it may cost at most, and settles the difference when it knows
// what it did cost. A process that dies in between leaves its reservation as spent:
// the town then has a little less that day, and never more.
type Budget interface {
	// Reserve adds tokens (more than 0) to what the town has used that day if the sum
	// stays within the limit, and says whether it did: one conditional statement, so
	// that two processes cannot both take the last of it.
	Reserve(ctx context.Context, town caterina.TownID, day caterina.Date, tokens int) (bool, error)
	// Settle adds tokens to what the town has used that day, below 0 to give back. It
	// is never refused, because they have been used; what is used never falls below 0.
	Settle(ctx context.Context, town caterina.TownID, day caterina.Date, tokens int) error
}

// boundless lets everything.
type boundless struct{}

// Reserve lets it.
func (boundless) Reserve(context.Context, caterina.TownID, caterina.Date, int) (bool, error) {
	return true, nil
}

// Settle counts nothing.
func (boundless) Settle(context.Context, caterina.TownID, caterina.Date, int) error { return nil }

const (
	answerTokens  = 1000            // reserved for an answer whose length nobody limits
	settleTimeout = 2 * time.Second // of a call whose own time is over
	maxTokens     = 10_000_000      // more than any server can mean

	// A voice message of Telegram takes about 2,500 bytes a second, and a second of
	// sound is 10 tokens where tokens are what is paid for.
	bytesPerAudioToken = 250
)

// Tokens reckons how many tokens a text is: one for each three and a half characters,
// rounded up. Italian takes more tokens than English; what models that were measured
// on it need lies between 3 and 4 characters.
func Tokens(text string) int { return reckoned(utf8.RuneCountInString(text)) }

func reckoned(runes int) int { return (runes*2 + 6) / 7 }

// cost is what one call has used.
type cost struct {
	in, out int
	first   time.Duration // until the first piece; 0 before there is one
}

func (c cost) plus(more cost) cost {
	return cost{in: c.in + more.in, out: c.out + more.out, first: max(c.first, more.first)}
}

// said takes what a server says of its usage, where it says anything that can be.
func (c cost) said(in, out int) cost {
	if in <= 0 || out < 0 || in > maxTokens || out > maxTokens {
		return c
	}
	c.in, c.out = in, out
	return c
}

// reserve takes what the job may cost from the town's budget of today.
func (c *Client) reserve(ctx context.Context, j job) (caterina.Date, *Error) {
	day := caterina.DateOf(c.cfg.Now().In(caterina.Rome()))
	ok, err := c.cfg.Budget.Reserve(ctx, j.town, day, j.in+j.out)
	if gone := ended(ctx, j.line.name); gone != nil {
		return day, gone
	}
	if err != nil {
		return day, fail(j.line.name, caterina.FailedBudget, ReasonBudgetUnread)
	}
	if !ok {
		return day, fail(j.line.name, caterina.FailedBudget, ReasonBudgetSpent)
	}
	return day, nil
}

// settle corrects what was reserved, also when whoever asked has gone. Where it cannot
// be, the reservation stands.
func (c *Client) settle(ctx context.Context, j job, day caterina.Date, used cost) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTimeout)
	defer cancel()
	if more := used.in + used.out - j.in - j.out; more != 0 {
		_ = c.cfg.Budget.Settle(ctx, j.town, day, more)
	}
}
