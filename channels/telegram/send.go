package telegram

import (
	"context"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"example.org/caterina"
	"example.org/caterina/internal/failpoint"
)

// How much is sent. Telegram allows thirty messages a second and one a second in a
// chat; a little less, because they bunch on their way. However they do, there are
// thirty places, and each is free again a second after its call was answered: so two
// calls of one place arrive more than a second apart, and no more than thirty within one.
const (
	sendEvery  = 37 * time.Millisecond
	chatEvery  = 1050 * time.Millisecond
	claimed    = 8  // taken at once
	places     = 30 // for calls that wait for Telegram, or were answered just now
	placeRest  = 1010 * time.Millisecond
	sendLook   = 500 * time.Millisecond
	staleAfter = callTimeout + 5*time.Second // no process is still at it
	staleEvery = 5 * time.Second
	firstWait  = time.Second // what the last one sent is not known
)

// Waits after a failure, and how often a part is tried.
const (
	maxSends  = 8
	maxDoubts = 4 // so many copies are enough
	backoff   = time.Second
	tokenWait = 30 * time.Second
	maxWait   = 5 * time.Minute
)

// sendAll is done by the one process that sends for the bot.
func (l *line) sendAll(ctx context.Context) {
	if !pause(ctx, firstWait) {
		return
	}
	var calls sync.WaitGroup
	defer calls.Wait()
	room := make(chan struct{}, places)
	pace, look, stale := time.NewTicker(sendEvery), time.NewTicker(sendLook), time.NewTicker(staleEvery)
	defer pace.Stop()
	defer look.Stop()
	defer stale.Stop()
	l.settleStale(ctx)
	for {
		free := places - len(room)
		due := l.claim(ctx, min(claimed, free))
		for i := range due {
			// What is claimed is sent even when the process is asked to stop: it is marked.
			<-pace.C
			room <- struct{}{} // there is: what is claimed is sent at once
			calls.Go(func() {
				defer func() { <-room }()
				l.deliver(context.WithoutCancel(ctx), &due[i])
				pause(ctx, placeRest)
			})
		}
		if len(due) == 0 {
			<-pace.C // between looks, too: each message on the website is a reason to look
		}
		if (len(due) > 0 || free == 0) && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-l.send:
		case <-look.C:
		case <-stale.C:
			l.settleStale(ctx)
		}
	}
}

// claim takes what is to be sent now, at most limit.
func (l *line) claim(ctx context.Context, limit int) []caterina.Delivery {
	if limit <= 0 || ctx.Err() != nil {
		return nil
	}
	due, err := l.Store.ClaimDeliveries(ctx, l.api.id, limit, chatEvery)
	if err != nil {
		l.warn(ctx, "telegram: what is to be sent was not read", err)
	}
	return due
}

// deliver sends the next part of a delivery and notes what became of it. One that
// cannot even be written down is given up: it must not take the server with it.
func (l *line) deliver(ctx context.Context, d *caterina.Delivery) {
	defer func() {
		if p := recover(); p != nil {
			l.Logger.ErrorContext(ctx, "telegram: panic", slog.String("stack", string(debug.Stack())))
			l.noted(ctx, "failed", l.Store.EndDelivery(ctx, d, caterina.DeliveryFailed, "a fault of ours", false))
		}
	}()
	failpoint.Hit(failpoint.AfterClaim)
	next, err := l.nextStep(ctx, d)
	if err != nil {
		l.warn(ctx, "telegram: what is put right was not read", err)
		l.again(ctx, d, "what is put right was not read")
		return
	}
	if next == nil {
		l.noted(ctx, "void", l.Store.EndDelivery(ctx, d, caterina.DeliveryVoid, "nothing to say", false))
		return
	}
	number, err := l.do(ctx, d, next)
	// Counted from the answer: a call that has waited on its way must not meet the next.
	if err := l.Store.PaceChat(ctx, l.api.id, d.Chat, chatEvery); err != nil {
		l.warn(ctx, "telegram: a chat's pace was not noted", err)
	}
	if err == nil {
		failpoint.Hit(failpoint.AfterCall)
		l.noted(ctx, "sent", l.done(ctx, d, next, number))
		if !next.last {
			failpoint.Hit(failpoint.AfterPart)
		}
		l.wakeSender()
		return
	}
	l.failed(ctx, d, failureOf(err))
}

// failed notes why a delivery was not sent, and what is to be done.
func (l *line) failed(ctx context.Context, d *caterina.Delivery, f *failure) {
	switch f.what {
	case failSlow:
		l.wait(ctx, d, f.wait, f.why)
	case failToken, failTwo:
		l.wait(ctx, d, tokenWait, f.why)
		l.warn(ctx, "telegram: nothing can be sent", f)
	case failBlocked:
		l.giveUp(ctx, d, f.why, false)
		if err := l.left(ctx, caterina.Chat{Bot: l.api.id, ID: d.Chat}, f.why); err != nil {
			l.warn(ctx, "telegram: a chat that is gone was not noted", err)
		}
	case failMoved:
		if err := l.Store.MoveChat(ctx, l.api.id, d.Chat, f.to); err != nil {
			l.warn(ctx, "telegram: a chat's new number was not noted", err)
			l.again(ctx, d, f.why)
		}
	case failFormat:
		if d.Plain {
			l.giveUp(ctx, d, f.why, false)
			return
		}
		l.noted(ctx, "retry", l.Store.RetryDelivery(ctx, d, caterina.DeliveryRetry{Reason: f.why, Plain: true}))
		l.wakeSender()
	case failEdit:
		l.noted(ctx, "retry", l.Store.RetryDelivery(ctx, d, caterina.DeliveryRetry{Reason: f.why, Own: true}))
		l.wakeSender()
	case failUnsure:
		l.unsure(ctx, d, f.why)
	case failAgain:
		l.again(ctx, d, f.why)
	case failBad:
		l.giveUp(ctx, d, f.why, false)
	}
}

// wait has everything of the bot's sent later: it is no failure of this delivery.
func (l *line) wait(ctx context.Context, d *caterina.Delivery, wait time.Duration, why string) {
	if err := l.Store.PauseBot(ctx, l.api.id, wait); err != nil {
		l.warn(ctx, "telegram: the pause was not noted", err)
	}
	l.noted(ctx, "retry", l.Store.RetryDelivery(ctx, d, caterina.DeliveryRetry{Wait: wait, Reason: why}))
}

// giveUp notes that a delivery cannot be sent. Staff see it beside the message.
func (l *line) giveUp(ctx context.Context, d *caterina.Delivery, why string, unsure bool) {
	l.noted(ctx, "failed", l.Store.EndDelivery(ctx, d, caterina.DeliveryFailed, why, unsure))
	l.warn(ctx, "telegram: a message was given up", &failure{why: why})
}

// again has a delivery sent later: nothing has arrived.
func (l *line) again(ctx context.Context, d *caterina.Delivery, why string) {
	if d.Attempts+1 >= maxSends {
		l.giveUp(ctx, d, why, false)
		return
	}
	l.noted(ctx, "retry", l.Store.RetryDelivery(ctx, d, caterina.DeliveryRetry{
		Wait: min(backoff<<min(d.Attempts, 10), maxWait), Reason: why, Counts: true,
	}))
}

// unsure decides on a message that may have arrived: nobody can ask Telegram. What
// somebody needs is sent again: to read it twice is better than never.
func (l *line) unsure(ctx context.Context, d *caterina.Delivery, why string) {
	switch {
	case Class(&d.Event) == ClassStatus:
		l.noted(ctx, "void", l.Store.EndDelivery(ctx, d, caterina.DeliveryVoid, why, true))
	case d.Doubts+1 >= maxDoubts:
		l.giveUp(ctx, d, why, true)
	default:
		l.noted(ctx, "unsure", l.Store.RetryDelivery(ctx, d, caterina.DeliveryRetry{
			Wait: backoff << min(2*d.Doubts, 10), Reason: why, Unsure: true, Counts: true,
		}))
	}
}

const diedSending = "the process ended while it was sending"

// settleStale decides on what a process was sending that is no more.
func (l *line) settleStale(ctx context.Context) {
	stale, err := l.Store.StaleDeliveries(ctx, l.api.id, staleAfter, chatsAtOnce)
	if err != nil {
		l.warn(ctx, "telegram: what was being sent was not read", err)
	}
	for i := range stale {
		again, err := l.repeats(ctx, &stale[i])
		switch {
		case err != nil:
			l.warn(ctx, "telegram: what is put right was not read", err) // next time
		case again:
			l.again(ctx, &stale[i], diedSending)
		default:
			l.unsure(ctx, &stale[i], diedSending)
		}
	}
}

// noted counts what became of a delivery. That somebody else has settled it is no
// error.
func (l *line) noted(ctx context.Context, state string, err error) {
	if err == nil {
		l.Observer.DeliveryDone(state)
		return
	}
	if caterina.CodeOf(err) != caterina.CodeConflict {
		l.warn(ctx, "telegram: what became of a message was not noted", err)
	}
}
