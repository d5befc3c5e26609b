package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/caterina"
)

// bookingChoice is the option that does something with an appointment as it is now.
func bookingChoice(b caterina.Booking, what string) string {
	return choiceBooking + b.Code + "/" + strconv.Itoa(b.Revision) + "/" + what
}

// hearBookings hears what is wanted of appointments that were made: when one is,
// moving it, cancelling it, or its code once more.
func (f *flow) hearBookings(ctx context.Context) (bool, error) {
	switch {
	case f.says("unwait"):
		f.leave()
		return true, nil
	case f.says("move"):
		return f.about(ctx, "move")
	case f.says("cancel"):
		return f.about(ctx, "cancel")
	case f.says("resend") && f.draft.Step != caterina.StepCode:
		return f.about(ctx, "again")
	case f.says("when") && !f.says("other"):
		return f.about(ctx, "when")
	case f.says("whenis") && f.begun:
		return f.sayWhen(ctx)
	}
	return false, nil
}

// sayWhen says when the appointment is that the dialogue is about.
func (f *flow) sayWhen(ctx context.Context) (bool, error) {
	b, moves := f.moving()
	switch {
	case moves && f.draft.Step == caterina.StepCancel:
		return true, f.askCancel(ctx, b)
	case moves && f.draft.From.IsZero():
		return true, f.offerTimes(ctx, f.words().moveTo(f.t.words.moment(b.From)))
	case !f.draft.From.IsZero(), f.draft.Step == caterina.StepTime:
		f.keep()
		f.say("booking/again", f.whereWeWere())
		f.offerStep()
		return true, nil
	}
	return false, nil
}

// about does something with the citizen's appointment; of several it is asked
// which, and of one that is not known here its code and contact.
func (f *flow) about(ctx context.Context, what string) (bool, error) {
	live := f.standing.Bookings
	if code := codeIn(f.t.text); code != "" {
		live = slices.DeleteFunc(slices.Clone(live), func(b caterina.Booking) bool { return b.Code != code })
	}
	if named := f.namedBookings(live); len(named) > 0 {
		live = named
	}
	if len(live) == 0 {
		return f.aboutNone(ctx, what)
	}
	switch {
	case what == "when", len(live) == 1 && f.namesOther(live[0]): // then: what there is
		f.tellAll(live)
		f.backToDraft()
		return true, nil
	case len(live) == 1:
		return true, f.change(ctx, live[0], what)
	}
	f.say("booking/which", f.words().which)
	for _, b := range live {
		f.offer(f.option(bookingChoice(b, what), f.words().optionWhich(what, f.t.words.dayHour(b.From))))
	}
	f.t.reply.Message.Flow = ""
	return true, nil
}

// aboutNone answers who wants something of an appointment where none is known.
func (f *flow) aboutNone(ctx context.Context, what string) (bool, error) {
	switch {
	case f.wait() != nil && what != "when":
		return false, nil
	case f.gaveUp():
		return true, nil
	case len(f.strange()) > 0:
		return false, nil // another office's, or nothing that is booked here
	}
	return true, f.find(ctx)
}

// namedBookings are the appointments whose day or service a message names.
func (f *flow) namedBookings(all []caterina.Booking) []caterina.Booking {
	if len(all) < 2 {
		return nil
	}
	if d, ok := dayAskedIn(f.t.tokens, f.t.day); ok {
		return slices.DeleteFunc(slices.Clone(all), func(b caterina.Booking) bool { return caterina.DateOf(b.From.In(caterina.Rome())) != d.date })
	}
	rest := f.e.restOf(f.t.tokens, f.found)
	if len(rest) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(all), func(b caterina.Booking) bool {
		own := f.namesOf(b.Service)
		return slices.ContainsFunc(rest, func(w string) bool { return !slices.Contains(own, stemOf(single(w))) })
	})
}

// namesOther says whether the messages name a service which an appointment is not for.
func (f *flow) namesOther(b caterina.Booking) bool {
	rest := f.e.restOf(f.t.tokens, f.found)
	own := f.namesOf(b.Service)
	return len(rest) > 0 && len(namedServices(rest, f.bookables())) > 0 &&
		slices.ContainsFunc(rest, func(w string) bool { return !slices.Contains(own, stemOf(single(w))) })
}

// strange are the words of a message that speak of something else than an
// appointment at the town's desks.
func (f *flow) strange() []string {
	return slices.DeleteFunc(f.e.restOf(f.t.tokens, f.found), func(word string) bool {
		return caterina.NormalCode(word) != "" || isPerson(word) || len(word) < 4
	})
}

// backToDraft goes back to the appointment on its way, after one that stands was told of.
func (f *flow) backToDraft() {
	if !f.begun || f.draft.Moving != 0 || f.draft.Service == "" {
		return
	}
	m := &f.t.reply.Message
	m.Text = paragraphs(m.Text, f.whereWeWere())
	m.Flow, m.Booking, m.Card = caterina.FlowBooking, nil, f.draft.Card
	f.keep()
	f.offerStep()
}

// tellAll says when the citizen's appointments are.
func (f *flow) tellAll(live []caterina.Booking) {
	w := f.words()
	if len(live) == 1 {
		f.tellBooking(live[0], w.yourBooking)
		f.offer(f.option(bookingChoice(live[0], "again"), w.optionAgain))
		f.t.reply.Trace.Rule = "booking/when"
		return
	}
	var lines []string
	for _, b := range live {
		card := f.card(b)
		lines = append(lines, sentences(capital(f.t.words.moment(b.From))+": "+escape(card.Title)+", "+escape(card.Office)+".", w.codeLine(spell(b.Code))+"."))
		f.offer(f.option(bookingChoice(b, "move"), w.optionWhich("move", f.t.words.dayHour(b.From))),
			f.option(bookingChoice(b, "cancel"), w.optionWhich("cancel", f.t.words.dayHour(b.From))))
	}
	f.say("booking/when", w.yourBookings(len(live)), bullets(lines))
	f.t.reply.Message.Flow = ""
}

// chosen does what a button on an appointment says, if the appointment is still as
// it was when the button was made.
func (f *flow) chosen(ctx context.Context, id string) error {
	parts := strings.Split(strings.TrimPrefix(id, choiceBooking), "/")
	if len(parts) != 3 {
		f.e.sayStale(f.t)
		return nil
	}
	code, what := caterina.NormalCode(parts[0]), parts[2]
	revision := numberOf(parts[1])
	if code == "" || revision < 0 {
		f.e.sayStale(f.t)
		return nil
	}
	i := slices.IndexFunc(f.standing.Bookings, func(b caterina.Booking) bool { return b.Code == code })
	if i < 0 {
		f.overOrUnknown(code)
		return nil
	}
	b := f.standing.Bookings[i]
	if b.Revision != revision {
		f.stale(b)
		return nil
	}
	return f.change(ctx, b, what)
}

// numberOf reads a number of an id, -1 for anything else.
func numberOf(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// overOrUnknown answers a button on an appointment that is not to come (any more).
func (f *flow) overOrUnknown(code string) {
	w := f.words()
	if moment, ok := f.cancelledLast(code); ok {
		f.sayCancelled(moment)
		return
	}
	if i := slices.IndexFunc(f.standing.Ended, func(b caterina.Booking) bool { return b.Code == code }); i >= 0 {
		f.stale(f.standing.Ended[i])
		return
	}
	f.say("booking/over-or-cancelled", w.notToCome)
	f.t.reply.Message.Flow = ""
	f.offer(f.option(choiceNew, w.optionBook), f.option(choiceFind, w.optionFind))
}

// stale says how an appointment stands that has changed since a button was made.
func (f *flow) stale(b caterina.Booking) {
	if !b.Status.Live() {
		f.say("booking/cancelled", f.words().alreadyCancelled(f.t.words.moment(b.From)))
		f.t.reply.Message.Flow = ""
		f.offer(f.option(choiceNew, f.words().optionBook))
		return
	}
	f.tellBooking(b, f.words().changedSince)
	f.t.reply.Trace.Rule = "booking/stale"
	f.t.reply.Message.Outcome, f.t.reply.Trace.Outcome = caterina.OutcomeFlow, caterina.OutcomeFlow
}

// change does what is wanted with one appointment.
func (f *flow) change(ctx context.Context, b caterina.Booking, what string) error {
	switch what {
	case "move":
		return f.move(ctx, b)
	case "cancel":
		return f.askCancel(ctx, b)
	case "yes":
		return f.cancel(ctx, b)
	case "again":
		f.again(b)
		return nil
	case "come":
		f.comes(b)
		return nil
	}
	f.e.sayStale(f.t)
	return nil
}

// tooLate says that the office has to be called, when it is.
func (f *flow) tooLate(b caterina.Booking) bool {
	service, ok := f.bookable(b.Service)
	limit := time.Duration(service.Service.CancelBefore) * time.Minute
	if b.Status == caterina.Booked && (!ok || f.t.turn.Now.Before(b.From.Add(-limit))) {
		return false
	}
	f.sayCutoff(b.Office)
	return true
}

func (f *flow) sayCutoff(office string) {
	f.say("booking/cutoff", f.words().cutoff, f.phoneOf(office))
	f.t.reply.Message.Flow = ""
	f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
}

// move looks for another time for an appointment.
func (f *flow) move(ctx context.Context, b caterina.Booking) error {
	service, ok := f.bookable(b.Service)
	switch {
	case f.tooLate(b):
		return nil
	case !ok:
		f.gone()
		return nil
	case b.Moves >= max(service.Service.MaxMoves, 0) && service.Service.MaxMoves > 0:
		f.sayMoves(b)
		return nil
	}
	fresh := f.standing.Fresh
	f.draft = caterina.BookingDraft{
		Service: b.Service, Office: b.Office, Step: caterina.StepTime, Moving: b.ID, Revision: b.Revision, Person: b.Person,
		Code: b.Code, RequestID: fresh.RequestID, Card: f.draft.Card,
	}
	f.begun = true
	if wish, timed := f.wish(); timed && f.t.choice == "" {
		f.draft.When = wish
		return f.offerTimes(ctx, "")
	}
	return f.offerTimes(ctx, f.words().moveTo(f.t.words.moment(b.From)))
}

func (f *flow) sayMoves(b caterina.Booking) {
	f.say("booking/moves", f.words().moves, f.phoneOf(b.Office))
	f.t.reply.Message.Flow = ""
	f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson}, f.option(bookingChoice(b, "cancel"), f.words().optionCancel))
}

// askCancel asks whether an appointment is to be cancelled.
func (f *flow) askCancel(_ context.Context, b caterina.Booking) error {
	if f.tooLate(b) {
		return nil
	}
	f.draft = caterina.BookingDraft{
		Step: caterina.StepCancel, Moving: b.ID, Revision: b.Revision, Service: b.Service, Office: b.Office, Person: b.Person,
		Code: b.Code, RequestID: f.standing.Fresh.RequestID,
	}
	f.begun = true
	f.keep()
	f.say("booking/cancel", f.words().askCancel(f.t.words.moment(b.From), escape(f.office(b.Office).Name)))
	f.offerCancel(b)
	return nil
}

// offerCancel offers what can be answered to whether an appointment is to be cancelled.
func (f *flow) offerCancel(b caterina.Booking) {
	f.offer(f.option(bookingChoice(b, "yes"), f.words().optionCancelYes), f.option(bookingChoice(b, "move"), f.words().optionMove),
		f.option(choiceEnd, f.words().optionKeepIt))
}

// hearCancel reads a yes or a no to cancelling.
func (f *flow) hearCancel(ctx context.Context) (bool, error) {
	b, ok := f.moving()
	switch {
	case !ok:
		f.say("booking/over-or-cancelled", f.words().notToCome)
		f.effect(caterina.EndDraft{})
		f.t.reply.Message.Flow = ""
		return true, nil
	case f.says("move"):
		return true, f.move(ctx, b)
	case f.agrees() || f.says("cancel"):
		if b.Revision != f.draft.Revision {
			f.stale(b)
			return true, nil
		}
		return true, f.cancel(ctx, b)
	case f.refuses(), f.says("keepit"), len(f.t.tokens) <= maxYes && strings.HasPrefix(strings.ToLower(f.t.text), "no "):
		f.end()
		return true, nil
	}
	return false, nil
}

// cancel cancels an appointment. The reply becomes the event that tells of it.
func (f *flow) cancel(ctx context.Context, b caterina.Booking) error {
	if f.tooLate(b) {
		return nil
	}
	if r := f.refusedNow(); r != nil {
		return f.refused(ctx, r)
	}
	f.effect(caterina.CancelBooking{Booking: b.ID, Revision: b.Revision})
	if f.begun {
		f.effect(caterina.EndDraft{})
	}
	card := f.card(b)
	card.Status, card.Bring, card.Map = caterina.CancelledCitizen, nil, ""
	card.Revision++
	f.say("booking/cancelled", f.words().cancelled(f.t.words.moment(b.From)))
	f.tell(b, card)
	f.offer(f.option(choiceBook+b.Service, f.words().optionRebook))
	return nil
}

// again sends what is known of an appointment to its address once more, and says it.
func (f *flow) again(b caterina.Booking) {
	lead := f.words().yourBooking
	if f.refusedNow() == nil && b.Person.Email != "" {
		f.effect(caterina.SendBooking{Booking: b.ID})
		lead = f.words().sentAgain
	}
	f.tellBooking(b, lead)
	f.t.reply.Trace.Rule = "booking/again"
	f.t.reply.Message.Booking = nil // nothing has happened to it
}
