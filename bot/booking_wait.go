package bot

import (
	"slices"
	"time"

	"example.org/caterina"
)

// waitDays is how far a wait reaches that names no day: as far as services can be
// booked at most.
const waitDays = 60

// wait is what the citizen waits for, nil for nothing.
func (f *flow) wait() *caterina.Waitlist {
	i := slices.IndexFunc(f.standing.Waits, func(w caterina.Waitlist) bool {
		return w.State == caterina.WaitlistWaiting || w.State == caterina.WaitlistOffered
	})
	if i < 0 {
		return nil
	}
	return &f.standing.Waits[i]
}

// join puts the citizen on the waiting list for what the draft wishes. Who has not
// said how to be reached is asked first.
func (f *flow) join() error {
	w := f.words()
	if f.draft.Service == "" {
		f.askService("", f.bookables())
		return nil
	}
	if r := f.t.turn.Refused; r != nil && r.Why == caterina.ProblemUnproved {
		f.draft.Person = caterina.Person{} // it is nobody who can be told apart
	}
	for _, have := range f.standing.Waits {
		if have.Service == f.draft.Service && (have.State == caterina.WaitlistWaiting || have.State == caterina.WaitlistOffered) {
			f.say("booking/wait/already", w.alreadyWaiting)
			f.t.reply.Message.Flow = ""
			f.offer(f.option(choiceLeave, w.optionLeave))
			return nil
		}
	}
	if !f.complete(f.draft.Person) {
		f.draft.Step = caterina.StepWait
		f.keep()
		f.ask(w.waitPerson)
		return nil
	}
	from, to := f.span()
	office := f.draft.Office
	if office == anyOffice {
		office = ""
	}
	draft := f.draft
	draft.Office = office
	f.effect(caterina.JoinWaitlist{Draft: draft, Wait: caterina.Waitlist{
		Town: f.t.turn.Town.ID, Service: f.draft.Service, Office: office, From: from, To: to,
		Conversation: f.t.turn.Conversation, Booking: f.draft.Moving, State: caterina.WaitlistWaiting, Lang: f.t.words.lang,
	}})
	if !f.draft.From.IsZero() {
		return f.goOnWaiting()
	}
	f.effect(caterina.EndDraft{})
	f.kept = true
	f.say("booking/wait", w.waiting)
	f.t.reply.Message.Flow = ""
	f.offer(f.option(choiceLeave, w.optionLeave))
	return nil
}

// goOnWaiting goes on with the time that is kept, while something better is waited
// for.
func (f *flow) goOnWaiting() error {
	asked := f.draft.Step
	f.nextStep()
	f.keep()
	if f.draft.Step == caterina.StepCode && asked != caterina.StepCode {
		f.effect(caterina.SendCode{})
	}
	f.ask(f.words().waiting)
	f.offer(f.option(choiceLeave, f.words().optionLeave))
	return nil
}

// span is from when to when a place is waited for.
func (f *flow) span() (from, to time.Time) {
	first, last := f.t.day, f.t.day.AddDays(waitDays)
	if days := f.draft.When.Days; len(days) > 0 {
		first, last = days[0].First, days[0].Last
		for _, r := range days {
			if r.First.Before(first) {
				first = r.First
			}
			if last.Before(r.Last) {
				last = r.Last
			}
		}
	}
	from, to = midnight(first, caterina.Rome()), midnight(last.AddDays(1), caterina.Rome())
	if b, ok := f.moving(); ok && b.From.Before(to) {
		to = b.From // something earlier is wished for
	}
	return later(from, f.t.turn.Now), to
}

// leave ends what the citizen waits for.
func (f *flow) leave() {
	w := f.words()
	if f.wait() == nil {
		f.say("booking/wait/none", w.notWaiting)
		f.t.reply.Message.Flow = ""
		return
	}
	f.effect(caterina.LeaveWaitlist{})
	f.say("booking/wait/left", w.leftWait)
	f.t.reply.Message.Flow = ""
	f.offer(f.option(choiceNew, w.optionBook))
}
