package bot

import (
	"context"
	"slices"
	"time"

	"example.org/caterina"
)

// crowdDays is how many days from now places can be had although too much of the
// next days is kept for people who have not said who they are.
const crowdDays = 5

// refused says why something could not be done, and how to go on: in the same reply,
// with three other times wherever a time is what is missing.
func (f *flow) refused(ctx context.Context, r *caterina.BookingRefused) error {
	w := f.words()
	switch r.Why {
	case caterina.ProblemTaken:
		return f.refusedTime(ctx, w.taken, true)
	case caterina.ProblemHoldEnded:
		return f.keptTooLong(ctx)
	case caterina.ProblemPast, caterina.ProblemSoon, caterina.ProblemFar, caterina.ProblemDayOff, caterina.ProblemClosed, caterina.ProblemOutside:
		return f.refusedTime(ctx, f.whyNotAt(r), true)
	case caterina.ProblemCrowded:
		return f.crowded(ctx)
	case caterina.ProblemLimit:
		f.limit(r.Other)
	case caterina.ProblemOverlap:
		return f.refusedTime(ctx, w.overlap(f.other(r.Other)), false)
	case caterina.ProblemCutoff:
		f.sayCutoff(f.draft.Office)
	case caterina.ProblemMoves:
		b, _ := f.moving()
		f.sayMoves(b)
	case caterina.ProblemCode, caterina.ProblemExpired, caterina.ProblemUnproved:
		f.refusedCode(r)
	case caterina.ProblemCodes:
		return f.refusedCodes(ctx, r)
	case caterina.ProblemStale:
		f.refusedStale(r)
	case caterina.ProblemDown:
		f.down()
	case caterina.ProblemElsewhere:
		f.keptElsewhere()
	case caterina.ProblemUnknown, caterina.ProblemChanged:
		f.unknown()
	}
	return nil
}

// refusedTime says why a time cannot be had and offers three others near it. What
// the citizen has typed is kept; where they were asked something they are asked it
// again once there is a time.
func (f *flow) refusedTime(ctx context.Context, lead string, sameTime bool) error {
	return f.refusedFor(ctx, lead, sameTime, nil)
}

// keptTooLong lets a place go that was kept for as long as can be, and offers others:
// this one is for others first.
func (f *flow) keptTooLong(ctx context.Context) error {
	office, from := f.draft.Office, f.draft.From
	return f.refusedFor(ctx, f.words().holdEnded, true, func(s caterina.Slot) bool { return s.Office == office && s.From.Equal(from) })
}

// refusedFor is refusedTime without some of the others, unless there are none besides.
func (f *flow) refusedFor(ctx context.Context, lead string, sameTime bool, without func(caterina.Slot) bool) error {
	wanted := f.draft.From
	f.draft.From = time.Time{}
	if sameTime && !wanted.IsZero() && !wished(f.draft.When) && wanted.After(f.t.turn.Now) {
		day := caterina.DateOf(wanted.In(caterina.Rome()))
		at := wanted.In(caterina.Rome())
		clock := caterina.Clock(at.Hour()*60 + at.Minute())
		f.draft.When = caterina.When{Days: []caterina.DateRange{{First: day, Last: day}}, Around: &clock}
	}
	times, err := f.timesBut(ctx, wanted, without)
	if err != nil {
		return err
	}
	if len(times.Slots) > 0 {
		lead = sentences(lead, f.words().insteadTimes)
	}
	if old, ok := f.moving(); ok {
		lead = sentences(f.words().oldStays(f.t.words.moment(old.From)), lead)
	}
	f.show(times, lead)
	return nil
}

// timesBut looks for times without some, unless there are no others.
func (f *flow) timesBut(ctx context.Context, wanted time.Time, without func(caterina.Slot) bool) (caterina.Times, error) {
	q := f.query()
	all, err := f.e.agenda.Times(ctx, q)
	if err != nil || without == nil {
		return all, err //nolint:wrapcheck // the engine adds nothing to it
	}
	times := all
	times.Slots = slices.DeleteFunc(slices.Clone(all.Slots), without)
	if len(times.Slots) == 0 {
		q.When, q.After = caterina.When{}, wanted
		times, err = f.e.agenda.Times(ctx, q)
		times.Slots = slices.DeleteFunc(slices.Clone(times.Slots), without)
	}
	if len(times.Slots) == 0 {
		return all, err //nolint:wrapcheck // as above
	}
	return times, err //nolint:wrapcheck // as above
}

// whyNotAt says why one time cannot be had.
func (f *flow) whyNotAt(r *caterina.BookingRefused) string {
	w := f.words()
	day := ""
	if !f.draft.From.IsZero() {
		day = f.t.words.dayDate(caterina.DateOf(f.draft.From.In(caterina.Rome())))
	}
	switch r.Why {
	case caterina.ProblemPast:
		return w.past
	case caterina.ProblemSoon:
		return w.tooSoon
	case caterina.ProblemFar:
		return w.tooFar(f.opens(r.Opens))
	case caterina.ProblemDayOff:
		return w.dayOff(r.Off, day, escape(r.Reason))
	case caterina.ProblemClosed:
		return w.dayClosed(day, escape(r.Reason))
	default:
		return w.outside
	}
}

// crowded offers times after the next days, which are full of places that people
// keep who have not said who they are.
func (f *flow) crowded(ctx context.Context) error {
	q := f.query()
	q.When, q.After = caterina.When{}, f.t.turn.Now.AddDate(0, 0, crowdDays)
	f.draft.From = time.Time{}
	times, err := f.e.agenda.Times(ctx, q)
	if err != nil {
		return err //nolint:wrapcheck // the engine adds nothing to it
	}
	f.show(times, f.words().crowded)
	f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
	return nil
}

// other describes the appointment that is in the way: whoever asks may not be who
// made it, so that only its time and the end of its code are told.
func (f *flow) other(b *caterina.Booking) (moment, letters string) {
	if b == nil {
		return "", ""
	}
	return f.t.words.moment(b.From), lastLetters(b.Code)
}

// limit says that somebody has as many appointments as they may.
func (f *flow) limit(b *caterina.Booking) {
	w := f.words()
	if f.begun {
		f.effect(caterina.EndDraft{})
	}
	f.say("booking/limit", w.limit(f.other(b)))
	f.t.reply.Message.Flow = ""
	if b != nil && b.Conversation == f.t.turn.Conversation && b.Conversation != "" {
		f.offerChanges(*b)
		return
	}
	f.offer(f.option(choiceFind, w.optionFind), caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
}

// refusedCode says what became of the six digits.
func (f *flow) refusedCode(r *caterina.BookingRefused) {
	w := f.words()
	asked := f.draft.Step
	f.draft.Step = caterina.StepCode
	switch {
	case r.Why == caterina.ProblemUnproved && f.draft.Person.Email == "":
		f.draft.Step = f.personStep()
		f.draft.Person.Verified = false
		f.keep()
		f.ask("")
		return
	case r.Why == caterina.ProblemUnproved:
		f.draft.Person.Verified = false
		f.keep()
		f.effect(caterina.SendCode{})
		f.say("booking/code", w.codeSent(escape(f.draft.Person.Email.Reveal())), w.typeCode)
		f.offerStep()
		return
	case r.Why == caterina.ProblemCode:
		f.keep()
		f.say("booking/code/wrong", w.wrongCode(r.Left))
		f.offerStep()
		return
	}
	f.keep()
	if _, digits := f.t.digits(); digits && f.t.choice == "" && asked == caterina.StepCode {
		f.say("booking/code/gone", w.codeGone)
		f.offerStep()
		return
	}
	// No more codes are sent: somebody has to help.
	f.say("booking/code/no-more", w.noMoreCodes, f.phoneOf(f.draft.Office))
	f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson}, f.option(choicePersona, w.optionData), f.option(choiceEnd, w.optionEnd))
}

// refusedCodes says from when a code can be sent again, and what else can be done. It
// does not say why: whose address it is may be nobody else's business.
func (f *flow) refusedCodes(ctx context.Context, r *caterina.BookingRefused) error {
	if gone, err := f.takeAgain(ctx); gone || err != nil {
		return err
	}
	f.draft.Step = caterina.StepCode
	f.keep()
	f.say("booking/code/later", f.words().noCodes(f.after(r.Opens)), f.phoneOf(f.draft.Office))
	f.offer(f.option(choiceResend, f.words().optionResend), f.option(choicePersona, f.words().optionData),
		caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson}, f.option(choiceEnd, f.words().optionEnd))
	return nil
}

// takeAgain keeps a place that was just chosen, when the reply that was to do so was
// refused for something else. True when it has gone meanwhile, which was said.
func (f *flow) takeAgain(ctx context.Context) (bool, error) {
	d := f.standing.Draft
	if f.draft.From.IsZero() || f.standing.Unkept || f.draft.Moving != 0 || d != nil && d.From.Equal(f.draft.From) && d.Office == f.draft.Office {
		return false, nil
	}
	v, err := f.vacancy(ctx)
	if refused, ok := refusalOf(err); ok {
		return true, f.refused(ctx, refused)
	} else if err != nil {
		return false, err
	}
	f.draft.Step = caterina.StepCode
	f.effect(caterina.HoldPlace{Vacancy: v, Draft: f.draft})
	f.kept = true
	return false, nil
}

// after is a time from which on something can be done, in whole minutes.
func (f *flow) after(at time.Time) string {
	at = at.In(caterina.Rome()).Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
	if caterina.DateOf(at) == f.t.day {
		return clockText(at)
	}
	return clockText(at) + " (" + f.t.words.dayDate(caterina.DateOf(at)) + ")"
}

// refusedStale says how the appointment stands that was to be changed.
func (f *flow) refusedStale(r *caterina.BookingRefused) {
	if f.begun {
		f.effect(caterina.EndDraft{})
	}
	if r.Other == nil {
		f.say("booking/over-or-cancelled", f.words().notToCome)
		f.t.reply.Message.Flow = ""
		f.offer(f.option(choiceNew, f.words().optionBook))
		return
	}
	f.stale(*r.Other)
	f.t.reply.Message.Booking = nil // nothing has happened to it now
}

// unknown says that there is no such service, office or appointment here.
func (f *flow) unknown() {
	w := f.words()
	if f.draft.Step == caterina.StepFind {
		f.keep()
		f.say("booking/find/unknown", w.findUnknown, f.phoneOf(f.e.deskSlug(f.t)))
		f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson}, f.option(choiceEnd, w.optionEnd))
		return
	}
	moving := f.draft.Moving != 0
	if f.begun {
		f.effect(caterina.EndDraft{})
	}
	if moving {
		f.say("booking/over-or-cancelled", w.notToCome)
		f.t.reply.Message.Flow = ""
		f.offer(f.option(choiceNew, w.optionBook))
		return
	}
	f.gone()
}
