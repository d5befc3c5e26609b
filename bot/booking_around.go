package bot

import (
	"context"
	"slices"
	"time"

	"example.org/caterina"
)

// aroundIt hears what is said around an appointment: that one is late, that one has
// come, that one takes the place that the waiting list offers, that the code is lost.
func (f *flow) aroundIt(ctx context.Context) (bool, error) {
	switch {
	case f.says("late"):
		return true, f.late(ctx)
	case f.says("queue"):
		return true, f.queue(ctx)
	}
	return f.takesOffer(ctx)
}

// standingOf reads how the conversation stands, if that was not done.
func (f *flow) standingOf(ctx context.Context) error {
	if f.t.flow == f {
		return nil
	}
	read, err := f.e.flowOf(ctx, f.t)
	if err != nil {
		return err
	}
	*f = *read
	f.t.flow = f
	return nil
}

// late says whom to tell, and offers another time.
func (f *flow) late(ctx context.Context) error {
	if err := f.standingOf(ctx); err != nil {
		return err
	}
	w := f.words()
	if len(f.standing.Bookings) == 0 {
		f.say("booking/late", w.ask.lateUnknown, f.phoneOf(f.e.deskSlug(f.t)))
		f.offer(f.option(choiceFind, w.optionFind), caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
		f.atRest()
		return nil
	}
	b := f.standing.Bookings[0]
	phone := f.phoneOf(b.Office)
	if phone != "" {
		phone += "."
	}
	f.say("booking/late", w.ask.late(f.t.words.moment(b.From), phone))
	f.offerChanges(b)
	f.atRest()
	return nil
}

// queue says how to report at the desk.
func (f *flow) queue(ctx context.Context) error {
	if err := f.standingOf(ctx); err != nil {
		return err
	}
	w := f.words()
	if len(f.standing.Bookings) == 0 {
		f.say("booking/queue", w.ask.queueUnknown)
		f.offer(f.option(choiceNew, w.optionBook), f.option(choiceFind, w.optionFind))
		f.atRest()
		return nil
	}
	b := f.standing.Bookings[0]
	f.say("booking/queue", w.ask.queue(f.t.words.moment(b.From), spell(b.Code)))
	f.offerChanges(b)
	f.atRest()
	return nil
}

// atRest leaves the dialogue as it was: on its way, or none.
func (f *flow) atRest() {
	if f.begun {
		f.keep()
		return
	}
	f.t.reply.Message.Flow = ""
}

// takesOffer leads who takes the place that the waiting list offers them, in so many
// words, to the page on which it is taken.
func (f *flow) takesOffer(ctx context.Context) (bool, error) {
	pages, ok := f.e.agenda.(waitPages)
	if !ok || !f.says("takeoffer") || len(f.t.tokens) > 6 || f.begun {
		return false, nil
	}
	if err := f.standingOf(ctx); err != nil {
		return false, err
	}
	w := f.wait()
	if f.begun || w == nil || w.State != caterina.WaitlistOffered || w.UID == "" {
		return false, nil
	}
	f.say("booking/offer", f.words().ask.takeOffer(pages.WaitLink(w.UID)))
	f.t.reply.Message.Flow = ""
	f.offer(f.option(choiceLeave, f.words().optionLeave))
	return true, nil
}

// waitPages is an agenda whose offers of the waiting list have pages.
type waitPages interface {
	// WaitLink is the address where an offer of the waiting list is taken.
	WaitLink(uid string) string
}

// cancelledLast is when the appointment was that was told of last, named by its code
// or not, if it does not stand any more.
func (f *flow) cancelledLast(named string) (string, bool) {
	if f.t.last == nil || f.t.last.booking == nil || f.begun && f.draft.Step != caterina.StepFind {
		return "", false
	}
	b := f.t.last.booking
	if f.knows(b.Code) || named != "" && named != b.Code {
		return "", false
	}
	return f.t.words.moment(b.From), true
}

// gaveUp says that the appointment which something is wanted of is cancelled already,
// when it was in this conversation.
func (f *flow) gaveUp() bool {
	moment, ok := f.cancelledLast(codeIn(f.t.text))
	if !ok || len(f.strange()) > 0 {
		return false
	}
	f.sayCancelled(moment)
	return true
}

// sayCancelled says that an appointment is cancelled already.
func (f *flow) sayCancelled(moment string) {
	f.say("booking/cancelled", f.words().alreadyCancelled(moment))
	f.t.reply.Message.Flow = ""
	again := f.option(choiceNew, f.words().optionBook)
	if f.t.last != nil && f.t.last.rebook != "" {
		again = f.option(f.t.last.rebook, f.words().optionRebook)
	}
	f.offer(again, f.option(choiceFind, f.words().optionFind))
}

// justMade is the appointment that was told of last, if it stands.
func (f *flow) justMade() (caterina.Booking, bool) {
	if f.begun || !f.t.last.ofBooking() || len(f.standing.Bookings) == 0 {
		return caterina.Booking{}, false
	}
	if f.t.last.booking == nil {
		return f.standing.Bookings[0], true
	}
	i := slices.IndexFunc(f.standing.Bookings, func(b caterina.Booking) bool { return b.Code == f.t.last.booking.Code })
	if i < 0 {
		return caterina.Booking{}, false
	}
	return f.standing.Bookings[i], true
}

// alreadySet answers who types the digits again of what is confirmed: the first ones
// have done it.
func (f *flow) alreadySet() bool {
	b, ok := f.justMade()
	if i := slices.IndexFunc(f.standing.Bookings, f.madeHere); !ok && i >= 0 {
		b, ok = f.standing.Bookings[i], true
	}
	if !ok {
		return false
	}
	f.say("booking/already-set", f.words().ask.alreadySet(f.t.words.moment(b.From), spell(b.Code)))
	f.t.reply.Message.Flow = ""
	f.offerChanges(b)
	return true
}

// madeHere says whether an appointment was made in this conversation, not long ago.
func (f *flow) madeHere(b caterina.Booking) bool {
	return b.Conversation == f.t.turn.Conversation && b.Conversation != "" && f.t.turn.Now.Sub(b.CreatedAt) < madeLately
}

// madeLately is for how long six digits are those of an appointment that was made.
const madeLately = 15 * time.Minute

// allSet answers who agrees once more to what is done.
func (f *flow) allSet() bool {
	b, ok := f.justMade()
	if !ok {
		return false
	}
	f.say("booking/all-set", f.words().ask.allSet(f.t.words.moment(b.From)))
	f.t.reply.Message.Flow = ""
	f.offerChanges(b)
	return true
}
