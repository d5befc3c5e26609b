package bot

import (
	"context"
	_ "embed"
	"errors"
	"slices"
	"strings"

	"example.org/caterina"
)

// bookingRules say what people want of an appointment.
//
//go:embed rules/booking.txt
var bookingRules string

// The ids of options about appointments. What channels and notices may offer too:
//
//	book/SERVICE            an appointment for a service
//	book/SERVICE/OFFICE     the same at an office; OFFICE "-" is any
//	book/SERVICE/near…      the same at the nearest, see choiceNear
//	book/keep               keep the place longer
//	slot/SERVICE/OFFICE/T   a time, T in seconds of Unix
//	booking/CODE/REV/WHAT   what is to become of an appointment as it was at that
//	                        revision: move, cancel, yes (cancel it), again (send it) or
//	                        come (the citizen will)
//	wait/join, wait/leave   the waiting list
//	flow/WORD               what the dialogue itself offers
const (
	choiceBook    = "book/"
	choiceSlot    = "slot/"
	choiceBooking = "booking/"
	choiceFlow    = "flow/"
	choiceKeep    = choiceBook + "keep"
	choiceJoin    = "wait/join"
	choiceLeave   = "wait/leave"
	choiceYes     = choiceFlow + "yes"
	choiceTimes   = choiceFlow + "times"   // other times
	choiceOffices = choiceFlow + "offices" // another office, where the nearest was taken
	choiceEnd     = choiceFlow + "end"
	choicePersona = choiceFlow + "data" // other name or contact
	choiceResend  = choiceFlow + "code" // six new digits
	choiceFind    = choiceFlow + "find" // an appointment made elsewhere
	choiceNew     = choiceFlow + "new"  // a service to choose
)

// anyOffice stands in a choice for an office that does not matter.
const anyOffice = "-"

// isBookingChoice says whether an option is about appointments.
func isBookingChoice(id string) bool {
	return slices.ContainsFunc([]string{choiceBook, choiceSlot, choiceBooking, choiceFlow, "wait/"}, func(start string) bool {
		return strings.HasPrefix(id, start)
	})
}

// flow is the dialogue about an appointment while one turn of it is answered.
type flow struct {
	e        *Engine
	t        *talk
	standing caterina.Standing
	draft    caterina.BookingDraft
	begun    bool            // there is a draft, of before or of now
	found    []finding       // what the messages want of an appointment
	early    caterina.Person // said before its turn, in these messages
	first    string          // said before everything else
	kept     bool            // the draft goes with the reply already
	others   bool            // the nearest office was taken: the others are offered
}

// inFlow says whether the bot's last message belongs to a dialogue about an
// appointment.
func (e *Engine) inFlow(t *talk) bool {
	return e.agenda != nil && t.last != nil && t.last.bot.Flow == caterina.FlowBooking
}

// flowOf reads how the conversation stands with appointments, once a turn.
func (e *Engine) flowOf(ctx context.Context, t *talk) (*flow, error) {
	if t.flow != nil {
		return t.flow, nil
	}
	standing, err := e.agenda.Standing(ctx, t.turn.Town, t.turn.Conversation)
	if err != nil {
		return nil, err //nolint:wrapcheck // the engine adds nothing to it
	}
	t.street = e.streetsIn(t)
	f := &flow{e: e, t: t, standing: standing, found: e.bookings.read(t.tokens).find()}
	if standing.Draft != nil {
		f.draft, f.begun = *standing.Draft, true
	}
	t.flow = f
	return f, f.recallBooking(ctx)
}

// recallBooking finds the appointment once more that the draft is about and that was
// made elsewhere: who has said its code and contact may go on with it.
func (f *flow) recallBooking(ctx context.Context) error {
	bookings, ok := f.e.agenda.(Bookings)
	d := f.draft
	if !ok || !f.begun || d.Code == "" || d.Moving == 0 && d.Step != caterina.StepFind || f.knows(d.Code) || contactOf(d.Person) == "" {
		return nil
	}
	b, err := bookings.FindBooking(ctx, f.t.turn.Town, f.t.turn.Conversation, d.Code, caterina.Secret(contactOf(d.Person)))
	if err == nil {
		f.standing.Bookings = append(f.standing.Bookings, b)
	}
	if _, refused := refusalOf(err); refused {
		err = nil // it is not to come any more
	}
	return err //nolint:wrapcheck // the engine adds nothing to it
}

// knows says whether an appointment is one of the conversation's.
func (f *flow) knows(code string) bool {
	return slices.ContainsFunc(f.standing.Bookings, func(b caterina.Booking) bool { return b.Code == code })
}

// stepFlow hears what is said in a dialogue about an appointment. What it does not
// understand is answered as any question is, and the dialogue goes on after it.
func (e *Engine) stepFlow(ctx context.Context, t *talk) (bool, error) {
	if !e.inFlow(t) || t.text == "" {
		return false, nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil {
		return false, err
	}
	if !f.begun {
		return f.hearLate(ctx)
	}
	if readPerson(t.text).Person == (caterina.Person{}) { // names and addresses tell no language
		t.useLanguage(e.languages.turned(t.turn.Lang, t.text, t.tokens))
	}
	return f.hear(ctx)
}

// hear does what a message asks for within the dialogue.
func (f *flow) hear(ctx context.Context) (bool, error) {
	if r := f.heldTooLong(); r != nil && !f.ends() {
		if f.draft.Step == caterina.StepPerson {
			f.note(readPerson(f.t.text).Person) // what was typed is kept
		}
		return true, f.refused(ctx, r)
	}
	if f.ends() {
		f.end()
		return true, nil
	}
	if f.givesName() {
		return f.hearPerson(ctx)
	}
	if f.hearEarly() {
		return true, nil
	}
	for _, hear := range []func(context.Context) (bool, error){
		f.hearMoreTime, f.hearAsked, f.aroundIt, f.hearStep, f.hearBookings, f.hearKeep, f.hearTime, f.hearOtherService, f.hearNo,
	} {
		if done, err := hear(ctx); done || err != nil {
			return done, err
		}
	}
	return f.hearBareYes(), nil
}

// hearKeep hears that somebody needs more time.
func (f *flow) hearKeep(ctx context.Context) (bool, error) {
	if _, timed := f.wish(); timed || !f.says("keep") || f.says("other") {
		return false, nil
	}
	return true, f.keepOn(ctx)
}

// hearStep reads an answer to what was asked last.
func (f *flow) hearStep(ctx context.Context) (bool, error) {
	switch f.draft.Step {
	case caterina.StepService:
		return f.hearService(ctx)
	case caterina.StepOffice:
		return f.hearOffice(ctx)
	case caterina.StepPerson, caterina.StepWait:
		return f.hearPerson(ctx)
	case caterina.StepCode:
		return f.hearCode(ctx)
	case caterina.StepConfirm:
		return f.hearConfirm(ctx)
	case caterina.StepCancel:
		return f.hearCancel(ctx)
	case caterina.StepFind:
		return f.hearFind(ctx)
	case caterina.StepTime:
		return f.hearElsewhere(ctx)
	}
	return false, nil
}

// hearLate answers who goes on with a dialogue that is over: a time from the last
// list can still be had, and digits prove nothing any more.
func (f *flow) hearLate(ctx context.Context) (bool, error) {
	if slot, ok := f.shownSlot(); ok {
		return true, f.choose(ctx, choiceSlot+slotPath(slot))
	}
	if done, err := f.hearAsked(ctx); done || err != nil {
		return done, err
	}
	if done, err := f.aroundIt(ctx); done || err != nil {
		return done, err
	}
	if done, err := f.hearOfMade(ctx); done || err != nil {
		return done, err
	}
	if _, digits := f.t.digits(); digits {
		if f.alreadySet() {
			return true, nil
		}
		f.say("booking/over", f.words().over)
		f.offer(f.option(choiceNew, f.words().optionBook))
		f.t.reply.Message.Flow = ""
		return true, nil
	}
	return false, nil
}

// hearOfMade hears what belongs to an appointment that was just made: when it is, the
// next one, a yes once more.
func (f *flow) hearOfMade(ctx context.Context) (bool, error) {
	_, stale := f.picked()
	switch {
	case f.corrects():
		return f.hearOtherService(ctx) // "ora quello con l'assistente sociale"
	case len(f.standing.Bookings) == 0:
		return false, nil
	case f.says("whenis"):
		f.tellAll(f.standing.Bookings)
		return true, nil
	case !stale && (!f.agrees() || len(f.t.tokens) > 4), f.wantsOld():
		return false, nil
	}
	return f.allSet(), nil
}

// says is whether the messages want something of an appointment.
func (f *flow) says(topic string) bool { return says(f.found, topic) }

// says is whether a topic is among some findings.
func says(found []finding, topic string) bool {
	return slices.ContainsFunc(found, func(g finding) bool { return g.topic == topic })
}

// agrees and refuses read a yes and a no.
func (f *flow) agrees() bool {
	return f.says("yes") || f.t.hears(f.e.talk, "yes") || onlyAgrees(f.t.tokens)
}

// onlyAgrees says whether a message is made of words of consent alone: "sì ok".
func onlyAgrees(tokens []token) bool {
	says := func(words ...string) func(token) bool {
		return func(tok token) bool { return slices.Contains(words, tok.word) }
	}
	return slices.ContainsFunc(tokens, says("si", "ok", "okay", "certo", "yes", "sure")) && len(tokens) < 5 &&
		!slices.ContainsFunc(tokens, func(tok token) bool {
			return !says("si", "ok", "okay", "certo", "yes", "sure", "va", "bene", "grazie", "perfetto", "please", "thanks", "thank", "you", "dai", "mille")(tok)
		})
}

// hears says whether a rule book finds something in the messages.
func (t *talk) hears(book *ruleBook, topic string) bool {
	return slices.ContainsFunc(book.read(withoutLead(t.tokens)).find(), func(g finding) bool { return g.topic == topic })
}

// words are the sentences about appointments in the citizen's language.
func (f *flow) words() *bookingWords { return &f.t.words.book }

// say sets the reply, which belongs to the dialogue.
func (f *flow) say(rule string, parts ...string) {
	f.t.say(caterina.OutcomeFlow, rule, paragraphs(slices.Concat([]string{f.first}, parts)...))
	f.first = ""
	f.t.reply.Message.Flow = caterina.FlowBooking
	f.t.reply.Message.Card = f.draft.Card
	f.t.reply.Trace.Confidence = 1
	f.t.heard = true
}

func (f *flow) offer(options ...caterina.Option) { f.t.offer(options...) }

func (f *flow) option(id, label string) caterina.Option { return caterina.Option{ID: id, Label: label} }

// effect has something done together with the reply.
func (f *flow) effect(e caterina.Effect) {
	f.t.reply.Effects = append(f.t.reply.Effects, e)
}

// keep has the draft stored as it is now.
func (f *flow) keep() {
	if !f.kept {
		f.effect(caterina.KeepDraft{Draft: f.draft})
		f.kept = true
	}
}

// begin starts a new draft, or goes on with the one there is when it is about the
// same. What the citizen has said of themselves is not asked again.
func (f *flow) begin(service string) {
	if f.begun && f.draft.Service == service && f.draft.Moving == 0 && f.draft.Step != caterina.StepCancel && f.draft.Step != caterina.StepFind {
		return
	}
	old := f.draft
	if !f.begun && old.Person == (caterina.Person{}) {
		old.Person = f.knownPerson()
	}
	f.draft = f.standing.Fresh
	f.draft.Service, f.begun = service, true
	if old.Moving == 0 {
		f.draft.Person, f.draft.Note = old.Person, old.Note
		if old.Service == "" {
			f.draft.Office, f.draft.Waits = old.Office, old.Waits // said before what for
		}
	}
}

// knownPerson is who the last appointment is for that was made in this conversation.
// Whose address was proved then proves it again.
func (f *flow) knownPerson() caterina.Person {
	for _, b := range f.standing.Bookings {
		if b.Conversation == f.t.turn.Conversation && b.Conversation != "" {
			b.Person.Verified = false
			return b.Person
		}
	}
	return caterina.Person{}
}

// end forgets the draft. An appointment that it was about stays as it is.
func (f *flow) end() {
	w := f.words()
	text := w.ended
	switch {
	case f.draft.Step == caterina.StepCancel:
		text = w.notCancelled
	case f.draft.Moving != 0:
		text = w.notMoved
	case f.draft.Step == caterina.StepFind:
		text = f.t.words.noProblem
	}
	f.effect(caterina.EndDraft{})
	f.say("booking/end", text)
	f.t.reply.Message.Flow = ""
}

// refusalOf returns the refusal that an error is.
func refusalOf(err error) (*caterina.BookingRefused, bool) {
	var refused *caterina.BookingRefused
	ok := errors.As(err, &refused)
	return refused, ok
}

// heldTooLong is the refusal to keep a place any longer, which any message of the
// dialogue can meet.
func (f *flow) heldTooLong() *caterina.BookingRefused {
	if r := f.refusedNow(); r != nil && r.Why == caterina.ProblemHoldEnded && !f.draft.From.IsZero() {
		return r
	}
	return nil
}

// refusedNow is why the reply cannot be carried out that was about to be given, as
// an earlier one to the same messages could not be.
func (f *flow) refusedNow() *caterina.BookingRefused {
	if r := f.t.turn.Refused; r != nil && r.Why != caterina.ProblemChanged {
		return r
	}
	return nil
}
