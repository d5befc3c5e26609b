package openai

import (
	"context"
	"errors"
	"time"

	"example.org/caterina"
)

// Why a context of ours ends, and what the breaker is not to count.
var (
	errLate      = errors.New("no answer in time")
	errStalled   = errors.New("the stream stood still")
	errUncounted = errors.New("says nothing of the server")
)

// How a call is tried again: after a wait between nothing and base, which doubles up
// to most. The caller's patience is short, so the waits are.
const (
	backoffBase = 200 * time.Millisecond
	backoffMost = 4 * time.Second
)

// job is a call before it is made.
type job struct {
	line    *line
	step    caterina.ModelStep
	town    caterina.TownID
	in, out int           // tokens: reckoned, and at most
	first   time.Duration // until the first piece; 0 where nothing is streamed
}

// try makes the call once. What it has used is returned also when it fails.
type try func(ctx context.Context, w *watch) (cost, *Error)

// run makes a call with everything around it, and tells the observer.
func (c *Client) run(ctx context.Context, j job, once try) (caterina.Usage, error) {
	start := time.Now() //nolint:forbidigo // measures, decides nothing: a fixed clock would report 0
	used, err := c.guard(ctx, j, once)
	usage := caterina.Usage{
		Step: j.step, Model: j.line.model, In: used.in, Out: used.out, First: used.first, Took: time.Since(start),
	}
	if err != nil {
		usage.Failure = err.Failure
	}
	c.cfg.Observer.Used(j.town, usage)
	if err != nil {
		return usage, err
	}
	return usage, nil
}

// guard keeps a call within its time, the server's health, the number of calls at once
// and the town's budget, in this order: what costs nothing to ask is asked first.
func (c *Client) guard(ctx context.Context, j job, once try) (used cost, err *Error) {
	if j.line.model == "" {
		return cost{}, fail(j.line.name, caterina.FailedRefused, ReasonNoModel)
	}
	done, err := j.line.allow()
	if err != nil {
		return cost{}, err
	}
	counted := false
	defer func() {
		if !counted {
			done(&Error{Failure: caterina.FailedBusy})
		}
	}()
	ctx, cancel := context.WithTimeoutCause(ctx, c.cfg.Timeout, errLate)
	defer cancel()
	ctx, w := watchFirst(ctx, j.first)
	defer w.end()
	free, err := c.slots.take(ctx, j.line.name)
	if err != nil {
		return cost{}, err
	}
	defer free()
	day, err := c.reserve(ctx, j)
	if err != nil {
		return cost{}, err
	}
	defer func() { c.settle(ctx, j, day, used) }()
	counted = true
	return c.tries(ctx, w, j, once, done)
}

// tries makes the call until it succeeds, or until another try would bring nothing:
// its time is over, the server is left alone, or the failure is one that stays.
func (c *Client) tries(ctx context.Context, w *watch, j job, once try, done func(*Error)) (cost, *Error) {
	var used cost
	for n := 0; ; n++ {
		spent, err := c.attempt(ctx, w, once, done)
		used = used.plus(spent)
		if err == nil || !err.retry.may || n >= c.cfg.Retries {
			return used, err
		}
		if !c.pause(ctx, w, n, err.retry.wait) {
			if gone := ended(ctx, j.line.name); gone != nil && gone.Failure == caterina.FailedLeft {
				return used, gone
			}
			return used, err
		}
		again, open := j.line.allow()
		if open != nil {
			return used, err // why it is left alone says more than that it is
		}
		done = again
	}
}

// attempt makes the call once and tells the breaker, whatever happens.
func (c *Client) attempt(ctx context.Context, w *watch, once try, done func(*Error)) (spent cost, err *Error) {
	defer func() { done(err) }()
	return once(ctx, w)
}

// pause waits before the next try, with full jitter. It says no at once when the wait
// would last beyond the call's time.
func (c *Client) pause(ctx context.Context, w *watch, n int, asked waitFor) bool {
	wait := c.jitter(min(backoffMost, backoffBase<<min(n, 10)))
	if asked.known {
		wait = asked.time + c.jitter(backoffBase)
	}
	if end, ok := w.until(ctx); ok && time.Until(end) <= wait {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// watch ends a stream whose next piece does not come in time. A nil watch watches
// nothing.
type watch struct {
	cancel context.CancelCauseFunc
	start  time.Time
	due    time.Time // of the first piece
	first  *time.Timer
	next   *time.Timer // nil until the first piece is there
}

// watchFirst returns a context that ends when no piece has come for so long.
func watchFirst(ctx context.Context, first time.Duration) (context.Context, *watch) {
	if first == 0 {
		return ctx, nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	start := time.Now() //nolint:forbidigo // a wait is no shorter for a fixed clock
	return ctx, &watch{
		cancel: cancel, start: start, due: start.Add(first),
		first: time.AfterFunc(first, func() { cancel(errLate) }),
	}
}

// came stops the clock because a piece is there. It says no when the piece is too late.
func (w *watch) came() bool {
	if w == nil {
		return true
	}
	if w.next != nil {
		return w.next.Stop()
	}
	return w.first.Stop()
}

// expect starts the clock for the next piece.
func (w *watch) expect(within time.Duration) {
	if w == nil {
		return
	}
	if w.next == nil {
		w.next = time.AfterFunc(within, func() { w.cancel(errStalled) })
		return
	}
	w.next.Reset(within)
}

// since is how long ago the stream was asked for.
func (w *watch) since() time.Duration {
	if w == nil {
		return 0
	}
	return time.Since(w.start)
}

// until is when a call that has brought nothing yet ends.
func (w *watch) until(ctx context.Context) (time.Time, bool) {
	end, ok := ctx.Deadline()
	if w != nil && (!ok || w.due.Before(end)) {
		return w.due, true
	}
	return end, ok
}

// end stops all clocks.
func (w *watch) end() {
	if w == nil {
		return
	}
	w.first.Stop()
	if w.next != nil {
		w.next.Stop()
	}
	w.cancel(nil)
}
