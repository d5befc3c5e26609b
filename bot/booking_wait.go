package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"example.org/caterina"
)

// waitDays is how far a wait reaches that names no day: as far as services can be
// booked at most.
const waitDays = 60

// wait is what the citizen waits for, nil for nothing.
func (f *flow) wait() *caterina.Waitlist {
	i := slices.IndexFunc(f.standing.Waits, isWaiting)
	if i < 0 {
		return nil
	}
	return &f.standing.Waits[i]
}

func isWaiting(w caterina.Waitlist) bool {
	return w.State == caterina.WaitlistWaiting || w.State == caterina.WaitlistOffered
}

// startWait hears who wants to be told of a place, for what is named or for what the
// dialogue is about.
func (f *flow) startWait(ctx context.Context, g target) error {
	if g.service != "" && g.service != f.draft.Service {
		f.begin(g.service)
		f.draft.Service, f.draft.Card, f.draft.Office = g.service, g.card, orWord(g.office, f.draft.Office)
	}
	if wish, ok := f.wish(); ok {
		f.draft.When = wish
	}
	if f.draft.Service == "" && len(g.services) > 1 && len(f.standing.Bookings) != 1 {
		f.begin("")
		f.draft.Office, f.draft.Waits = orWord(g.office, f.draft.Office), true
		f.askService("", g.services)
		return nil
	}
	return f.join(ctx)
}

// join hears who wants to be told of a place that becomes free. Where there is room
// as wished it is offered first; who wants to be told all the same waits for
// something earlier.
func (f *flow) join(ctx context.Context) error {
	w := f.words()
	wish, timed := f.wish()
	if timed && f.t.choice == "" {
		f.draft.When = f.merged(wish)
	}
	seen := f.draft.Step == caterina.StepTime && f.t.last != nil && len(f.t.last.bot.Slots) > 0 && (!timed || f.t.choice != "")
	f.earlierThan()
	switch {
	case f.draft.Service == "":
		f.draft.Waits = true
		f.askService("", f.bookables())
		return nil
	case f.standing.Elsewhere:
		return f.noWait(ctx)
	case !f.draft.From.IsZero() && f.draft.Moving == 0:
		f.keep()
		f.ask(w.waitLater(f.t.words.moment(f.draft.From))) // a place that is kept is not given up for a hope
		return nil
	}
	for i := range f.standing.Waits {
		if have := f.standing.Waits[i]; have.Service == f.draft.Service && isWaiting(have) {
			f.say("booking/wait/already", w.alreadyWaiting(f.waitFor(&have)))
			f.t.reply.Message.Flow = ""
			f.offer(f.option(choiceLeave, w.optionLeave))
			return nil
		}
	}
	f.draft.Waits = true
	times, err := f.e.agenda.Times(ctx, f.query())
	if err != nil {
		return err //nolint:wrapcheck // the engine adds nothing to it
	}
	f.waitOrTake(times, seen)
	return f.goOnWait(ctx)
}

// earlierThan has who has an appointment for the service wait for something earlier:
// also who has only one, and names none.
func (f *flow) earlierThan() {
	if f.draft.Moving != 0 {
		return
	}
	have := slices.DeleteFunc(slices.Clone(f.standing.Bookings), func(b caterina.Booking) bool {
		return b.Status != caterina.Booked || f.draft.Service != "" && b.Service != f.draft.Service
	})
	if len(have) == 0 || f.draft.Service == "" && len(have) > 1 || !f.draft.From.IsZero() {
		return
	}
	b, when := have[0], f.draft.When
	f.draft = caterina.BookingDraft{
		Service: b.Service, Office: b.Office, Step: f.draft.Step, Moving: b.ID, Revision: b.Revision, Person: b.Person,
		Code: b.Code, RequestID: f.standing.Fresh.RequestID, Card: b.Card, When: when,
	}
	f.begun = true
}

// noWait says that the town's own system of appointments has no waiting list, and
// what there is instead.
func (f *flow) noWait(ctx context.Context) error {
	f.draft.Waits = false
	return f.offerTimes(ctx, f.words().noWait)
}

// waitOrTake shows the room that there is, or settles on the time for which the
// citizen waits.
func (f *flow) waitOrTake(times caterina.Times, seen bool) {
	w := f.words()
	room := f.room(times)
	from, to := f.span()
	if len(room) > 0 && seen && room[0].From.Before(to) {
		to = room[0].From
	}
	times.Slots = room
	switch {
	case len(room) > 0 && !seen:
		f.show(times, w.roomNow)
	case !from.Before(to):
		f.show(times, w.nothingEarlier)
	default:
		f.draft.WaitFrom, f.draft.WaitTo = from, to
	}
}

// room are the free times that are as wished: for who has an appointment, those
// before it.
func (f *flow) room(times caterina.Times) []caterina.Slot {
	if !times.Exact {
		return nil
	}
	slots := f.without(times.Slots)
	if b, ok := f.moving(); ok {
		slots = slices.DeleteFunc(slots, func(s caterina.Slot) bool { return !s.From.Before(b.From) })
	}
	slices.SortStableFunc(slots, func(a, b caterina.Slot) int { return a.From.Compare(b.From) })
	return slots
}

// waits says whether the dialogue is about the waiting list, and for which time is
// settled.
func (f *flow) waits() bool { return f.draft.Waits && !f.draft.WaitTo.IsZero() }

// goOnWait asks what is still needed of who is to be told of a place: who they are,
// and the six digits where an address has to be proved. Whose address is known as
// theirs in this conversation is not asked.
func (f *flow) goOnWait(ctx context.Context) error {
	if !f.waits() {
		return nil // the room that there is was shown
	}
	if i := slices.IndexFunc(f.standing.Bookings, func(b caterina.Booking) bool { return b.Person.Verified }); i >= 0 {
		known := f.standing.Bookings[i].Person
		if p := f.draft.Person; p.Email == "" && p.Phone == "" && p.Name == "" || p.Email == known.Email && p.Name == "" {
			f.draft.Person = known
		} else if p.Email == known.Email {
			f.draft.Person.Verified = true
		}
	}
	switch {
	case !f.complete(f.draft.Person) || oneWord(f.draft.Person.Name):
		f.draft.Step = caterina.StepWait
		f.keep()
		f.ask(f.words().waitPerson(f.waitSummary()))
		return nil
	case f.proves():
		return f.sendCode(ctx)
	}
	return f.joinNow(ctx, "")
}

// joinNow puts the citizen on the waiting list.
func (f *flow) joinNow(ctx context.Context, digits string) error {
	if r := f.refusedNow(); r != nil {
		return f.refused(ctx, r)
	}
	wish := f.wishWaited()
	draft := f.draft
	draft.Office = wish.Office
	f.effect(caterina.JoinWaitlist{Draft: draft, Wait: wish, Digits: digits})
	lead := f.waiting(&wish)
	f.draft.Waits, f.draft.WaitFrom, f.draft.WaitTo = false, time.Time{}, time.Time{}
	if !f.draft.From.IsZero() { // a move goes on
		f.nextStep()
		f.keep()
		f.ask(lead)
		f.offer(f.option(choiceLeave, f.words().optionLeave))
		return nil
	}
	f.effect(caterina.EndDraft{})
	f.kept = true
	f.say("booking/wait", lead)
	f.t.reply.Message.Flow = ""
	f.offer(f.option(choiceLeave, f.words().optionLeave))
	return nil
}

// wishWaited is the wish that the draft has settled on.
func (f *flow) wishWaited() caterina.Waitlist {
	office := f.draft.Office
	if office == anyOffice {
		office = ""
	}
	w := caterina.Waitlist{
		Town: f.t.turn.Town.ID, Service: f.draft.Service, Office: office, From: f.draft.WaitFrom, To: f.draft.WaitTo,
		Conversation: f.t.turn.Conversation, Booking: f.draft.Moving, State: caterina.WaitlistWaiting, Lang: f.t.words.lang,
		Weekdays: f.draft.When.Weekdays,
	}
	w.HourFrom, w.HourTo = hoursOf(f.draft.When)
	return w
}

// aroundHour is how far from the hour that was named a place may begin.
const aroundHour = 60

// hoursOf is the part of each day that a wish names, both 0 for none. One that has
// different parts for different days is waited for all day.
func hoursOf(w caterina.When) (from, to caterina.Clock) {
	if len(w.Parts) > 0 {
		return 0, 0
	}
	if w.Around != nil {
		return max(0, *w.Around-aroundHour), min(*w.Around+aroundHour, 24*60)
	}
	return w.From, w.To
}

// waiting says for what somebody is on the list now, and where they are told: mail
// goes only where some is sent.
func (f *flow) waiting(wish *caterina.Waitlist) string {
	mail := ""
	if f.standing.Proves {
		mail = escape(f.draft.Person.Email.Reveal())
	}
	return f.words().waiting(f.waitFor(wish), mail)
}

// waitSummary is the wish of the draft in words.
func (f *flow) waitSummary() string {
	wish := f.wishWaited()
	return f.waitFor(&wish)
}

// waitFor says a wish in words: the service, the office and the days.
func (f *flow) waitFor(wish *caterina.Waitlist) string {
	w := f.words()
	service, office := wish.Service, w.anyOffice
	if b, ok := f.bookable(wish.Service); ok {
		service = b.Service.Name
		if len(b.Offices) == 1 {
			office = escape(b.Offices[0].Name)
		}
	}
	if wish.Office != "" {
		office = escape(f.office(wish.Office).Name)
	}
	return "**" + escape(service) + "**, " + office + ", " + f.spanText(wish.From, wish.To) + f.hoursText(wish)
}

// hoursText says on which days of the week and at what time of the day a place would
// suit, "" for any.
func (f *flow) hoursText(wish *caterina.Waitlist) string {
	w, text := f.words(), ""
	if len(wish.Weekdays) > 0 && wish.To.Sub(wish.From) > 24*time.Hour {
		var days []string
		for _, day := range wish.Weekdays {
			days = append(days, f.t.words.weekday(int(day)))
		}
		text = ", " + strings.Join(days, ", ")
	}
	from, to := "", ""
	if wish.HourFrom > 0 {
		from = hourText(wish.HourFrom)
	}
	if wish.HourTo > 0 && wish.HourTo < 24*60 {
		to = hourText(wish.HourTo)
	}
	return text + w.hours(from, to)
}

// hourText is a time of the day as "9:30".
func hourText(c caterina.Clock) string { return strings.TrimPrefix(c.String(), "0") }

// spanText says from when to when somebody waits. A time that does not end with a day
// ends before something that they have, or could have.
func (f *flow) spanText(from, to time.Time) string {
	w, rome := f.words(), caterina.Rome()
	first, last := caterina.DateOf(from.In(rome)), caterina.DateOf(to.Add(-time.Second).In(rome))
	begins := ""
	if f.t.day.Before(first) {
		begins = f.t.words.dayDate(first)
	}
	switch {
	case midnight(last.AddDays(1), rome).Equal(to):
	case begins != "" && first == last:
		return w.beforeOn(begins, clockText(to.In(rome)))
	default:
		return w.before(begins, f.t.words.moment(to))
	}
	if first == last {
		return f.t.words.dayDate(first)
	}
	return w.until(begins, f.t.words.dayDate(last))
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

// personStep asks who somebody is: for the waiting list, or for an appointment.
func (f *flow) personStep() caterina.DraftStep {
	if f.waits() {
		return caterina.StepWait
	}
	return caterina.StepPerson
}
