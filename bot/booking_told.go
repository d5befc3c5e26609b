package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// stepTold hears what is said of an appointment that was told of: when and where it is,
// what to bring, a yes once more, the digits again. Only words that can be meant so have
// it read how the conversation stands.
func (e *Engine) stepTold(ctx context.Context, t *talk) (bool, error) {
	if !e.mayBeOfTold(t) {
		return false, nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil || f.begun {
		return false, err
	}
	if typesDigits(t) && f.alreadySet() {
		return true, nil
	}
	if done, err := f.hearAsked(ctx); done || err != nil {
		return done, err
	}
	if done, err := f.hearOfMade(ctx); done || err != nil {
		return done, err
	}
	if moment, cancelled := f.cancelledLast(""); cancelled && f.says("whenis") {
		f.sayCancelled(moment)
		return true, nil
	}
	return false, nil
}

// mayBeOfTold says whether the messages can be about an appointment that was told of.
func (e *Engine) mayBeOfTold(t *talk) bool {
	if t.last == nil {
		return false
	}
	said := &flow{e: e, t: t, found: e.bookings.read(t.tokens).find()}
	if !t.last.ofBooking() {
		return said.says("whenis") && t.last.bot.Card == ""
	}
	return said.says("whenis") || len(e.appointment.read(t.tokens).find()) > 0 || said.corrects() || typesDigits(t) ||
		len(t.tokens) <= maxYes && said.agrees()
}

// maxYes is how many words a yes to what is done has at most.
const maxYes = 4

// typesDigits says whether the messages are digits such as those of a code.
func typesDigits(t *talk) bool {
	_, digits := t.digits()
	return digits && len(t.tokens) <= maxYes
}

// recallTold has questions without a subject asked of the card of the appointment that
// was told of.
func (e *Engine) recallTold(ctx context.Context, t *talk) error {
	last := t.last
	known := last.bot.Card != "" && (!last.told || last.bot.Booking != nil)
	if e.agenda == nil || known || !last.ofBooking() {
		return nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil {
		return err
	}
	if b, ok := f.justMade(); ok && !f.hides(subject{service: b.Service}) {
		last.bot.Card, last.bot.Field = f.cardOfBooking(b), ""
	}
	return nil
}

// markBooked has what is said after an appointment was told of go on to belong to it, as
// long as nothing else is spoken of.
func (e *Engine) markBooked(t *talk) {
	m := &t.reply.Message
	own := t.reply.Trace.Rule == "booking/limit" ||
		strings.HasPrefix(t.reply.Trace.Rule, "booking/") && t.flow != nil && len(t.flow.standing.Bookings) > 0
	goesOn := t.last.ofBooking() && m.Card == "" && slices.Contains([]caterina.Outcome{caterina.OutcomeSmalltalk, caterina.OutcomeFlow}, m.Outcome)
	if m.Flow == "" && m.Booking == nil && (own || goesOn) {
		m.Flow = caterina.FlowBooked
	}
}
