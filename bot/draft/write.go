package draft

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.org/caterina"
	"example.org/caterina/bot/verify"
	"example.org/caterina/prompts"
)

// write has the model word an answer that rests on cards, or returns the answer as it
// is.
func (r *run) write(ctx context.Context, base caterina.Reply, question string) caterina.Reply {
	materials, ok := r.materials(base)
	if !ok || r.acted() {
		return base
	}
	show := r.show
	switch r.degree(ctx, materials) {
	case caterina.AutonomyCards:
		return base
	case caterina.AutonomyApproval:
		show = nil // nobody reads it before a person has
	default:
	}
	var links prompts.Links
	data := r.data(base, materials, &links, question)
	ask, err := prompts.Write(r.turn.Town.ID, data)
	if err != nil {
		return base
	}
	check := verify.New(verify.Check{
		Sources: sources(data.Cards, materials), Citizen: r.citizen(r.question()), Today: data.Today, Lang: data.Lang, Forbidden: []string{ask.System},
	})
	p := &pen{stream: check.Stream(), show: show, links: &links, mask: r.mask}
	if err := r.stream(ctx, ask, p); err != nil && !errors.Is(err, errStopped) {
		return base // late, cut or away: what there is of it is no answer
	}
	text, result, ok := p.end()
	r.reject(result.Rejections, p.wrong, slugs(materials))
	if !ok || len(result.Cards) == 0 {
		return base
	}
	if leavesOut(base.Message.Field, materials, text, data.Lang) {
		r.rejected = append(r.rejected, caterina.Rejected{Reason: string(verify.Empty), Cards: slugs(materials)})
		return base
	}
	return generated(base, materials, text, result.Cards)
}

// reject notes what was not shown. That the model says it does not know is no fault.
func (r *run) reject(all []verify.Rejection, wrong bool, cards []string) {
	for _, x := range all {
		r.rejected = append(r.rejected, caterina.Rejected{Reason: string(x.Reason), Sentence: x.Sentence, Cards: cards})
	}
	if wrong {
		r.rejected = append(r.rejected, caterina.Rejected{Reason: string(verify.URL), Cards: cards})
	}
}

// errStopped ends a stream whose answer is of no use any more.
var errStopped = errors.New("the draft is refused")

// stream has the model write with a pen. The first piece has its time, with all that
// was asked before; a stream that stands still is the model's adapter's to end.
func (r *run) stream(ctx context.Context, ask caterina.Ask, p *pen) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	late := time.AfterFunc(time.Until(r.deadline), func() { cancel(errLate) })
	defer late.Stop()
	done, err := r.cfg.Model.Stream(ctx, ask, func(piece string) error {
		late.Stop()
		return p.take(piece)
	})
	if errors.Is(context.Cause(ctx), errLate) {
		done.Usage.Failure = caterina.FailedLate
	}
	r.usage = append(r.usage, done.Usage.Trace())
	return err //nolint:wrapcheck // what it was is in the usage; the reader of this asks only whether
}

// errLate is a deadline's, so that whoever asks the server knows it for late, and leaves
// alone one that always is.
var errLate = fmt.Errorf("no first word in time: %w", context.DeadlineExceeded)
