package bot

import (
	"context"
	"time"

	"example.org/caterina"
)

// hold keeps a time for the citizen and goes on to who they are. A time that
// overlaps the appointment that is being moved cannot be kept beside it: it is
// taken when the move is confirmed.
func (f *flow) hold(ctx context.Context, slot caterina.Slot) error {
	if f.draft.Moving == 0 {
		f.begin(slot.Service)
	}
	f.draft.Service, f.draft.Office, f.draft.From = slot.Service, slot.Office, slot.From
	f.draft.Waits, f.draft.WaitFrom, f.draft.WaitTo = false, time.Time{}, time.Time{}
	if r := f.refusedNow(); r != nil {
		return f.refused(ctx, r)
	}
	v, err := f.vacancy(ctx)
	if refused, ok := refusalOf(err); ok {
		return f.refused(ctx, refused)
	} else if err != nil {
		return err
	}
	asked := f.draft.Step
	f.nextStep()
	f.take(v)
	if f.draft.Step == caterina.StepCode && asked != caterina.StepCode {
		f.effect(caterina.SendCode{})
	}
	return nil
}

// take has the place kept, with the draft, and says what comes next.
func (f *flow) take(v caterina.Vacancy) {
	if f.standing.Unkept {
		f.takeUnkept()
		return
	}
	effect := caterina.Effect(caterina.HoldPlace{Vacancy: v, Draft: f.draft})
	if old, ok := f.moving(); ok && overlaps(old, v) {
		effect = caterina.KeepDraft{Draft: f.draft}
	}
	f.effect(effect)
	f.kept = true
	f.ask(f.words().held(f.t.words.moment(f.draft.From), escape(f.office(f.draft.Office).Name)))
}

// vacancy is the place at the draft's time.
func (f *flow) vacancy(ctx context.Context) (caterina.Vacancy, error) {
	v, err := f.e.agenda.Vacancy(ctx, caterina.VacancyQuery{
		Town: f.t.turn.Town, Service: f.draft.Service, Office: f.draft.Office, From: f.draft.From,
		Conversation: f.t.turn.Conversation, Moving: f.draft.Moving,
	})
	return v, err //nolint:wrapcheck // the engine adds nothing to it
}

// moving is the appointment that the draft moves.
func (f *flow) moving() (caterina.Booking, bool) {
	if f.draft.Moving == 0 {
		return caterina.Booking{}, false
	}
	for _, b := range f.standing.Bookings {
		if b.ID == f.draft.Moving {
			return b, true
		}
	}
	return caterina.Booking{}, false
}

// overlaps says whether an appointment and a place share time, buffers included, at
// one office.
func overlaps(b caterina.Booking, v caterina.Vacancy) bool {
	around := v.Before + v.After
	return b.Office == v.Office && b.From.Add(-around).Before(v.To) && v.From.Before(b.To.Add(around))
}

// nextStep is what the citizen is asked once there is a time. Who was asked
// something already is asked it again.
func (f *flow) nextStep() {
	p := f.draft.Person
	switch {
	case f.draft.Moving != 0:
		f.draft.Step = caterina.StepConfirm
	case !f.complete(p):
		f.draft.Step = caterina.StepPerson
	case f.proves():
		f.draft.Step = caterina.StepCode
	default:
		f.draft.Step = caterina.StepConfirm
	}
}

// proves says whether the contact has still to be proved.
func (f *flow) proves() bool { return f.standing.Proves && !f.draft.Person.Verified }

// complete says whether somebody has said all that is needed of them.
func (f *flow) complete(p caterina.Person) bool {
	if p.Name == "" {
		return false
	}
	return f.standing.Known || p.Email != "" || p.Phone != "" && !f.proves()
}

// ask asks for what the draft's step needs, after a first sentence.
func (f *flow) ask(lead string) {
	w := f.words()
	switch f.draft.Step {
	case caterina.StepPerson, caterina.StepWait:
		f.say("booking/person", lead, f.askPerson(), f.privacy())
	case caterina.StepCode:
		f.say("booking/code", lead, w.askCode(escape(f.draft.Person.Email.Reveal())))
	case caterina.StepConfirm:
		f.say("booking/confirm", lead, f.summary(), f.alsoByMail(), w.askConfirm(f.draft.Moving != 0))
	default:
		f.say("booking/ask", lead)
	}
	f.offerStep()
}

// offerStep offers what can be chosen at the draft's step.
func (f *flow) offerStep() {
	w := f.words()
	switch f.draft.Step {
	case caterina.StepPerson:
		f.offer(f.option(choiceTimes, w.optionTimes), f.option(choiceKeep, w.optionKeep))
	case caterina.StepCode:
		f.offer(f.option(choiceResend, w.optionResend), f.option(choicePersona, w.optionData), f.option(choiceTimes, w.optionTimes), f.option(choiceKeep, w.optionKeep))
	case caterina.StepConfirm:
		label := w.optionConfirm
		if f.draft.Moving != 0 {
			label = w.optionMoveYes
		}
		f.offer(f.option(choiceYes, label), f.option(choiceTimes, w.optionTimes))
		if f.draft.Moving == 0 {
			f.offer(f.option(choicePersona, w.optionData))
		}
	case caterina.StepService, caterina.StepOffice, caterina.StepTime:
		for _, o := range f.t.last.bot.Options {
			if isBookingChoice(o.ID) {
				f.offer(o)
			}
		}
		f.t.reply.Message.Slots = f.t.last.bot.Slots
		return
	case caterina.StepCancel:
		if b, ok := f.moving(); ok {
			f.offerCancel(b)
			return
		}
	case caterina.StepFind, caterina.StepWait:
	}
	f.offer(f.option(choiceEnd, w.optionEnd))
}

// keepOn keeps the place longer, or takes it again when nobody else has.
func (f *flow) keepOn(ctx context.Context) error {
	w := f.words()
	if f.draft.From.IsZero() {
		f.keep()
		f.ask(w.takeYourTime)
		f.offerStepOnce()
		return nil
	}
	if r := f.refusedNow(); r != nil {
		return f.refused(ctx, r)
	}
	v, err := f.vacancy(ctx)
	if refused, ok := refusalOf(err); ok {
		return f.refused(ctx, refused)
	} else if err != nil {
		return err
	}
	f.draft.Asked = f.t.turn.Now
	f.effect(caterina.HoldPlace{Vacancy: v, Draft: f.draft, Keep: true})
	f.kept = true
	f.ask(w.keptOn(f.t.words.moment(f.draft.From)))
	return nil
}

// offerStepOnce is for steps whose question is not repeated.
func (f *flow) offerStepOnce() {
	if len(f.t.reply.Message.Options) == 0 {
		f.offerStep()
	}
}

// summary sums the draft up: what, when, where and for whom.
func (f *flow) summary() string {
	if f.waits() {
		return f.words().waitList(f.waitSummary())
	}
	w := f.words()
	office := f.office(f.draft.Office)
	var lines []string
	if b, ok := f.bookable(f.draft.Service); ok {
		lines = append(lines, "**"+escape(f.called(b.Service))+"**")
	}
	lines = append(lines, capital(f.t.words.moment(f.draft.From)), nameAndAddress(escape(office.Name), escape(office.Address)))
	if old, ok := f.moving(); ok {
		lines = append(lines, w.insteadOf(f.t.words.moment(old.From)))
	} else if f.draft.Person.Name != "" {
		lines = append(lines, w.forPerson(escape(f.draft.Person.Name.Reveal()), escape(contactOf(f.draft.Person))))
	}
	return bullets(lines)
}

// nameAndAddress joins a name and an address, if there is one.
func nameAndAddress(name, address string) string {
	if address == "" {
		return name
	}
	return name + ", " + address
}

// contactOf is how to reach somebody.
func contactOf(p caterina.Person) string {
	if p.Email != "" {
		return p.Email.Reveal()
	}
	return p.Phone.Reveal()
}

// restate says where the dialogue stands, and offers what can be chosen.
func (f *flow) restate(_ context.Context) error {
	f.keep()
	switch f.draft.Step {
	case caterina.StepService, caterina.StepOffice, caterina.StepTime, caterina.StepCancel, caterina.StepFind:
		f.say("booking/again", f.whereWeWere())
		f.offerStep()
	default:
		f.ask("")
	}
	return nil
}

// whereWeWere is one line that says what the dialogue waits for.
func (f *flow) whereWeWere() string {
	w := f.words()
	if f.waits() && f.draft.Step == caterina.StepCode {
		return w.backWaitCode
	}
	at := ""
	if !f.draft.From.IsZero() {
		at = f.t.words.moment(f.draft.From)
	}
	backPerson, backWait := w.backPerson, w.backWait
	if f.standing.Known {
		backPerson, backWait = w.known.backPerson, w.known.backWait
	}
	line := map[caterina.DraftStep]string{
		caterina.StepService: w.backService, caterina.StepOffice: w.backOffice, caterina.StepTime: w.backTime,
		caterina.StepPerson: backPerson(at), caterina.StepCode: w.backCode(at), caterina.StepConfirm: w.backConfirm(at),
		caterina.StepCancel: w.backCancel, caterina.StepFind: w.backFind, caterina.StepWait: backWait,
	}[f.draft.Step]
	return line
}
