package jobs

import (
	"context"
	"log/slog"
	"time"

	"example.org/caterina"
)

// renewEvery is how often the lease of a turn is renewed that takes long: one with a
// model, which may write for longer than a crash should cost.
const renewEvery = leaseTTL / 3

// draft is an answer that is shown while it is written. It is for one goroutine.
type draft struct {
	tell func(caterina.Piece) // nil: nobody is shown any
	at   caterina.Piece
}

func (r *Runner) newDraft(turn caterina.LeasedTurn) *draft {
	d := &draft{at: caterina.Piece{Conversation: turn.Conversation, Turn: turn.Turn}}
	if turn.State == "" || turn.State == caterina.StateBot {
		d.tell = r.cfg.Draft
	}
	return d
}

// show is what the bot writes with, nil where nobody reads it.
func (d *draft) show() func(text string) {
	if d.tell == nil {
		return nil
	}
	return func(text string) {
		d.at.Text = text
		d.tell(d.at)
		d.at.I++
	}
}

// end says that the answer is event n of the conversation, 0 for none: what was shown
// is taken back.
func (d *draft) end(n int64) {
	if d.tell == nil || d.at.I == 0 {
		return
	}
	d.at.Text, d.at.N, d.at.Over = "", n, true
	d.tell(d.at)
	d.at.I = 0
}

// numberOf is the number of the answer among what was stored, 0 for none.
func numberOf(events []caterina.Event) int64 {
	for _, ev := range events {
		if ev.N > 0 {
			return ev.N
		}
	}
	return 0
}

// answered is answer for as long as the turn is this run's: its lease is renewed, and
// when somebody else says something, or takes the conversation, what is being written
// is left.
func (r *Runner) answered(ctx context.Context, turn caterina.LeasedTurn, refused *caterina.BookingRefused, d *draft) (caterina.Reply, *caterina.Transition, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	run := &running{turn: turn, stop: cancel}
	run.again = func() { r.renew(ctx, run) }
	r.running.Store(turn.Conversation, run)
	defer r.running.CompareAndDelete(turn.Conversation, run)
	renew := time.AfterFunc(renewEvery, func() { r.renewing(ctx, run) })
	defer renew.Stop()
	return r.answer(ctx, turn, refused, d)
}

// running is a turn that is being run.
type running struct {
	turn  caterina.LeasedTurn
	stop  context.CancelFunc
	again func() // looks whether it still makes sense
}

// renewing keeps the lease until the run is over.
func (r *Runner) renewing(ctx context.Context, run *running) {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		r.renew(ctx, run)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// renew keeps the lease for a while longer, and ends the run when its answer could not
// be stored any more.
func (r *Runner) renew(ctx context.Context, run *running) {
	if err := r.cfg.Store.RenewTurn(ctx, run.turn, leaseTTL); caterina.CodeOf(err) == caterina.CodeConflict {
		run.stop()
	}
}

// Interrupt tells of an event of this process. If it came after what is being answered,
// from anybody else, what is being written is left, and nobody pays for the rest of it.
func (r *Runner) Interrupt(ev caterina.Event) {
	if ev.Actor == caterina.ActorBot {
		return
	}
	if run := r.at(ev.Conversation); run != nil && ev.Seq > run.turn.UpTo {
		run.stop()
	}
}

// at is the turn of a conversation that is run here, nil for none.
func (r *Runner) at(conv caterina.ConversationID) *running {
	if found, ok := r.running.Load(conv); ok {
		if run, ok := found.(*running); ok {
			return run
		}
	}
	return nil
}

// recheckAfter is how long a run may take before it is looked at: one without a model is
// over by then.
const recheckAfter = 250 * time.Millisecond

// Recheck says that something was stored in a conversation, here or by another process:
// if it is still being answered in a moment, it is looked whether that makes sense.
func (r *Runner) Recheck(conv caterina.ConversationID) {
	run := r.at(conv)
	if run == nil {
		return
	}
	time.AfterFunc(recheckAfter, func() {
		if r.at(conv) == run {
			run.again()
		}
	})
}

// keepRejected keeps what a model wrote and nobody was shown. It is a statistic: what
// cannot be kept is only said.
func (r *Runner) keepRejected(ctx context.Context, turn caterina.LeasedTurn, reply caterina.Reply) {
	if r.cfg.Rejects == nil || len(reply.Rejected) == 0 {
		return
	}
	if err := r.cfg.Rejects.KeepRejected(ctx, turn.Town, turn.Conversation, reply.Rejected); err != nil {
		r.cfg.Logger.WarnContext(ctx, "what a model wrote was not kept", slog.String("error", err.Error()))
	}
}
