package bot

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// fakeAgenda is an agenda that behaves: places are kept, taken and refused as the
// store does it, for one conversation and everybody else ("others").
type fakeAgenda struct {
	services  []caterina.Bookable
	proves    bool
	known     bool // the channel knows who writes
	elsewhere bool // appointments are kept in another system
	now       time.Time

	draft    *caterina.BookingDraft
	held     time.Time          // the place kept for the conversation; zero: none
	others   map[time.Time]bool // starts that others have
	closed   map[string]string  // by day: why
	bookings []caterina.Booking // of the conversation
	foreign  []caterina.Booking // made elsewhere: their contact is the person's
	waits    []caterina.Waitlist
	digits   string                   // the code that was sent last
	sent     int                      // how many codes were
	codes    time.Time                // no more are mailed before; zero: as many as are wished
	tries    int                      // wrong ones since
	keeps    int                      // how often the place was kept longer
	maxKeeps int                      // 0: as often as is wished
	full     bool                     // there is nothing free at all
	limit    *caterina.Booking        // an appointment elsewhere that is one too many
	overlap  *caterina.Booking        // one elsewhere at the same time
	next     *caterina.BookingRefused // refuses the next effect, once
	letters  []caterina.BookingID     // what was sent again
}

// starts are the hours at which the fake's offices receive people.
func starts() []caterina.Clock {
	return []caterina.Clock{9 * 60, 9*60 + 30, 10 * 60, 15 * 60, 15*60 + 30}
}

func (a *fakeAgenda) Bookable(caterina.Town) []caterina.Bookable { return a.services }

// free lists the free times of an office for weeks.
func (a *fakeAgenda) free(q caterina.TimesQuery) []caterina.Slot {
	var free []caterina.Slot
	if a.full {
		return nil
	}
	for day := range 21 {
		date := caterina.DateOf(a.now).AddDays(day + 1)
		if date.Weekday() == time.Sunday || date.Weekday() == time.Saturday || a.closed[date.String()] != "" {
			continue
		}
		for _, c := range starts() {
			from := c.On(date, caterina.Rome())
			if a.others[from] || !q.List && !q.After.IsZero() && !from.After(q.After) {
				continue
			}
			for _, b := range a.services {
				for _, o := range b.Offices {
					if b.Service.Slug == q.Service && (q.Office == "" || q.Office == o.Slug) {
						free = append(free, caterina.Slot{Service: q.Service, Office: o.Slug, From: from, To: from.Add(30 * time.Minute)})
					}
				}
			}
		}
	}
	return free
}

func (a *fakeAgenda) Times(_ context.Context, q caterina.TimesQuery) (caterina.Times, error) {
	all := a.free(q)
	fit := slices.DeleteFunc(slices.Clone(all), func(s caterina.Slot) bool { return !fits(q.When, s.From) })
	times := caterina.Times{Exact: len(fit) > 0, More: len(all) > 3}
	if q.List {
		return partOfList(fit, all, q), nil
	}
	if len(fit) == 0 {
		fit = all
		if d := q.When.Days; len(d) > 0 && a.closed[d[0].First.String()] != "" {
			times.Why = caterina.ProblemDayOff
			times.Off, times.Reason = kindOff(a.closed[d[0].First.String()])
		}
	}
	times.Slots = fit[:min(len(fit), 3)]
	return times, nil
}

// kindOff is why a day is off: "strike: Sciopero generale".
func kindOff(why string) (caterina.DayOffKind, string) {
	if kind, label, ok := strings.Cut(why, ": "); ok {
		return caterina.DayOffKind(kind), label
	}
	return caterina.OffNational, why
}

// partOfList is a part of the list of all times, six at once.
func partOfList(fit, all []caterina.Slot, q caterina.TimesQuery) caterina.Times {
	times := caterina.Times{Exact: len(fit) > 0}
	if !times.Exact {
		fit = all
	}
	first := slices.IndexFunc(fit, func(s caterina.Slot) bool { return s.From.After(q.After) })
	if first < 0 {
		return caterina.Times{Exact: times.Exact, Before: true}
	}
	end := min(first+6, len(fit))
	if !q.Before.IsZero() {
		end = slices.IndexFunc(fit, func(s caterina.Slot) bool { return !s.From.Before(q.Before) })
		first = max(0, end-6)
	}
	times.Slots, times.Before, times.More = fit[first:end], first > 0, end < len(fit)
	return times
}

func (a *fakeAgenda) Vacancy(_ context.Context, q caterina.VacancyQuery) (caterina.Vacancy, error) {
	from := q.From.In(caterina.Rome())
	date, clock := caterina.DateOf(from), caterina.Clock(from.Hour()*60+from.Minute())
	switch {
	case from.Before(a.now):
		return caterina.Vacancy{}, &caterina.BookingRefused{Why: caterina.ProblemPast}
	case a.closed[date.String()] != "":
		kind, why := kindOff(a.closed[date.String()])
		return caterina.Vacancy{}, &caterina.BookingRefused{Why: caterina.ProblemDayOff, Reason: why, Off: kind}
	case from.After(a.now.AddDate(0, 0, 21)):
		return caterina.Vacancy{}, &caterina.BookingRefused{Why: caterina.ProblemFar, Opens: from.AddDate(0, 0, -21)}
	case !slices.Contains(starts(), clock):
		return caterina.Vacancy{}, &caterina.BookingRefused{Why: caterina.ProblemOutside}
	case a.others[from]:
		return caterina.Vacancy{}, &caterina.BookingRefused{Why: caterina.ProblemTaken}
	}
	return caterina.Vacancy{Service: q.Service, Office: q.Office, From: from, To: from.Add(30 * time.Minute)}, nil
}

func (a *fakeAgenda) Standing(context.Context, caterina.Town, caterina.ConversationID) (caterina.Standing, error) {
	s := caterina.Standing{
		Draft: a.draft, Held: !a.held.IsZero(), Until: a.now.Add(10 * time.Minute), Waits: a.waits, Proves: a.proves && !a.known, Known: a.known, Mails: a.proves, Elsewhere: a.elsewhere,
		Fresh: caterina.BookingDraft{Code: "K7M2XQR", RequestID: "00000000-0000-4000-8000-000000000001"},
	}
	for _, b := range a.bookings {
		switch {
		case b.Status.Live():
			s.Bookings = append(s.Bookings, b)
		case a.known:
			s.Ended = append(s.Ended, b)
		}
	}
	if s.Draft != nil {
		d := *s.Draft
		s.Draft = &d
	}
	return s, nil
}

func (a *fakeAgenda) WaitLink(uid string) string { return "https://valdoro.example/posti/" + uid }

func (a *fakeAgenda) FindBooking(_ context.Context, _ caterina.Town, _ caterina.ConversationID, code string, contact caterina.Secret) (caterina.Booking, error) {
	for _, b := range a.foreign {
		if b.Code == code && (contact == b.Person.Email || contact == b.Person.Phone) {
			a.bookings = append(a.bookings, b)
			return b, nil
		}
	}
	return caterina.Booking{}, &caterina.BookingRefused{Why: caterina.ProblemUnknown}
}

// apply carries the effects of a reply out, all or none, as the store does.
func (a *fakeAgenda) apply(effects []caterina.Effect) *caterina.BookingRefused {
	kept := *a
	kept.bookings = slices.Clone(a.bookings)
	for _, e := range effects {
		if r := a.applyOne(e); r != nil {
			tries := a.tries
			*a = kept
			a.tries, a.next = tries, nil
			return r
		}
	}
	return nil
}

func (a *fakeAgenda) applyOne(e caterina.Effect) *caterina.BookingRefused {
	_, keeps := e.(caterina.KeepDraft)
	_, ends := e.(caterina.EndDraft)
	if a.next != nil && !keeps && !ends {
		if confirm, ok := e.(caterina.ConfirmBooking); ok && a.next.Why == caterina.ProblemTaken {
			a.others[confirm.Vacancy.From] = true
		}
		return a.next
	}
	switch e := e.(type) {
	case caterina.KeepDraft:
		a.draft = &e.Draft
	case caterina.EndDraft:
		a.draft, a.held = nil, time.Time{}
	case caterina.HoldPlace:
		if a.others[e.Vacancy.From] {
			return &caterina.BookingRefused{Why: caterina.ProblemTaken}
		}
		if a.held.Equal(e.Vacancy.From) {
			if a.keeps++; a.maxKeeps > 0 && a.keeps > a.maxKeeps {
				return &caterina.BookingRefused{Why: caterina.ProblemHoldEnded}
			}
		}
		a.held, a.draft = e.Vacancy.From, &e.Draft
	case caterina.SendCode:
		if !a.codes.IsZero() {
			return &caterina.BookingRefused{Why: caterina.ProblemCodes, Opens: a.codes}
		}
		if a.sent == 3 {
			return &caterina.BookingRefused{Why: caterina.ProblemExpired}
		}
		a.sent++
		a.tries = 0
		a.digits = []string{"", "111111", "222222", "333333"}[a.sent]
	case caterina.ConfirmBooking:
		return a.confirm(e)
	case caterina.CancelBooking:
		return a.cancel(e)
	case caterina.SendBooking:
		a.letters = append(a.letters, e.Booking)
	case caterina.JoinWaitlist:
		return a.join(e)
	case caterina.LeaveWaitlist:
		a.waits = nil
	}
	return nil
}

func (a *fakeAgenda) confirm(e caterina.ConfirmBooking) *caterina.BookingRefused {
	switch {
	case a.others[e.Vacancy.From]:
		return &caterina.BookingRefused{Why: caterina.ProblemTaken}
	case a.limit != nil && e.Draft.Moving == 0:
		return &caterina.BookingRefused{Why: caterina.ProblemLimit, Other: a.limit}
	case a.overlap != nil && a.overlap.From.Equal(e.Vacancy.From):
		return &caterina.BookingRefused{Why: caterina.ProblemOverlap, Other: a.overlap}
	case e.Digits == "" && a.proves && !a.known && !e.Draft.Person.Verified && e.Draft.Moving == 0:
		return &caterina.BookingRefused{Why: caterina.ProblemUnproved}
	case e.Digits != "" && a.tries >= 5:
		return &caterina.BookingRefused{Why: caterina.ProblemExpired}
	case e.Digits != "" && !slices.Contains(strings.Fields(e.Digits), a.digits):
		if a.tries++; a.tries >= 5 {
			return &caterina.BookingRefused{Why: caterina.ProblemExpired}
		}
		return &caterina.BookingRefused{Why: caterina.ProblemCode, Left: 5 - a.tries}
	}
	if e.Draft.Moving != 0 {
		for i, b := range a.bookings {
			if b.ID == e.Draft.Moving {
				a.bookings[i].From, a.bookings[i].To = e.Vacancy.From, e.Vacancy.To
				a.bookings[i].Revision++
				a.bookings[i].Moves++
			}
		}
	} else {
		a.bookings = append(a.bookings, caterina.Booking{
			ID: caterina.BookingID(len(a.bookings) + 1), Code: e.Draft.Code, Service: e.Vacancy.Service, Office: e.Vacancy.Office,
			From: e.Vacancy.From, To: e.Vacancy.To, Status: caterina.Booked, Card: e.Draft.Card, Person: e.Draft.Person, Conversation: "c1",
		})
	}
	a.draft, a.held = nil, time.Time{}
	return nil
}

// join waits, once the address is proved.
func (a *fakeAgenda) join(e caterina.JoinWaitlist) *caterina.BookingRefused {
	switch {
	case !a.proves || a.known || e.Draft.Person.Verified:
	case e.Digits == "":
		return &caterina.BookingRefused{Why: caterina.ProblemUnproved}
	case !slices.Contains(strings.Fields(e.Digits), a.digits):
		if a.tries++; a.tries >= 5 {
			return &caterina.BookingRefused{Why: caterina.ProblemExpired}
		}
		return &caterina.BookingRefused{Why: caterina.ProblemCode, Left: 5 - a.tries}
	}
	a.waits = append(a.waits, e.Wait)
	return nil
}

func (a *fakeAgenda) cancel(e caterina.CancelBooking) *caterina.BookingRefused {
	for i, b := range a.bookings {
		if b.ID != e.Booking {
			continue
		}
		if b.Revision != e.Revision || b.Status != caterina.Booked {
			return &caterina.BookingRefused{Why: caterina.ProblemStale, Other: &b}
		}
		a.bookings[i].Status = caterina.CancelledCitizen
		a.bookings[i].Revision++
	}
	return nil
}

// at is a time of the tests' week: day counts from Monday 23 November 2026.
func at(day, hour, minute int) time.Time {
	return time.Date(2026, time.November, 23+day, hour, minute, 0, 0, caterina.Rome())
}

// newAgenda is an agenda for the town of the tests: school matters at one office,
// talks with a social worker at two, and one discreet talk.
func newAgenda(tb testing.TB) *fakeAgenda {
	tb.Helper()
	town := loadTown(tb)
	office := func(slug string) caterina.Office {
		for _, o := range town.Offices {
			if o.Slug == slug {
				return o
			}
		}
		tb.Fatalf("no office %s", slug)
		return caterina.Office{}
	}
	east := caterina.Office{Slug: "municipio-4", Name: "Municipio IV (Carbonara)", Address: "Via Trevisani 3, Valdoro", Lat: 41.0765, Lon: 16.8655}
	west := caterina.Office{Slug: "municipio-1", Name: "Municipio I (Murat)", Address: "Corso Sonnino 5, Valdoro", Lat: 41.1253, Lon: 16.8667, Phones: []string{"0555 111222"}}
	return &fakeAgenda{
		now: monday(), others: map[time.Time]bool{}, closed: map[string]string{},
		services: []caterina.Bookable{
			{
				Service: caterina.Service{Slug: "iscrizioni-scolastiche", Name: "Iscrizioni e tariffe di nido e scuola", Duration: 30, CancelBefore: 60, MaxMoves: 3},
				Offices: []caterina.Office{office("ufficio-scuola")},
			},
			{
				Service: caterina.Service{Slug: "colloquio-assistente-sociale", Name: "Colloquio con l'assistente sociale"},
				Offices: []caterina.Office{west, east},
			},
			{
				Service: caterina.Service{Slug: "colloquio-riservato", Name: "Colloquio riservato antiviolenza", Discreet: true},
				Offices: []caterina.Office{office("sportello-cittadini")},
			},
		},
	}
}

// bookingChat is a chat in a town where appointments can be booked.
type bookingChat struct {
	*chat

	agenda  *fakeAgenda
	refused []caterina.BookingProblem // what the store refused, in order
}

func newBookingChat(tb testing.TB) *bookingChat {
	tb.Helper()
	f := loadTown(tb)
	bookable := map[string]string{
		"mensa-scolastica": "iscrizioni-scolastiche", "asilo-nido": "iscrizioni-scolastiche", "centro-antiviolenza": "colloquio-riservato",
		"assistenza-domiciliare": "colloquio-assistente-sociale",
	}
	for i := range f.Cards {
		f.Cards[i].Bookable = bookable[f.Cards[i].Slug]
	}
	agenda := newAgenda(tb)
	e := New(knowledgeOf{f}, Config{PublicURL: "https://valdoro.example", Agenda: agenda})
	return &bookingChat{chat: &chat{engine: e, town: f.Town}, agenda: agenda}
}

// say sends messages, carries the reply out, and asks again when it is refused, as
// the program does.
func (c *bookingChat) say(tb testing.TB, inputs ...caterina.Input) caterina.Reply {
	tb.Helper()
	var refused *caterina.BookingRefused
	for range 3 {
		reply, err := c.engine.Reply(tb.Context(), caterina.Turn{
			Town: c.town, Now: c.agenda.now, Lang: c.lang, Conversation: "c1", History: lastPart(c.history), Inputs: inputs, Refused: refused,
		})
		if err != nil {
			tb.Fatalf("reply to %v: %v", inputs, err)
		}
		if refused = c.agenda.apply(reply.Effects); refused != nil {
			c.refused = append(c.refused, refused.Why)
			continue
		}
		c.remember(inputs, reply)
		return reply
	}
	tb.Fatalf("%v is refused again and again: %v", inputs, c.refused)
	return caterina.Reply{}
}

func (c *bookingChat) remember(inputs []caterina.Input, reply caterina.Reply) {
	for _, in := range inputs {
		c.history = append(c.history, caterina.Message{Actor: caterina.ActorCitizen, Body: caterina.MessageBody{Text: in.Text, Choice: in.Choice}})
	}
	c.history = append(c.history, caterina.Message{Actor: caterina.ActorBot, Body: reply.Message})
	for _, e := range reply.Effects {
		if set, ok := e.(caterina.SetLang); ok {
			c.lang = set.Lang
		}
	}
}

// lastPart is what a turn is given of what was said: from the bot's last message but one
// on.
func lastPart(history []caterina.Message) []caterina.Message {
	bots := 0
	for i, m := range slices.Backward(history) {
		if m.Actor == caterina.ActorBot {
			bots++
		}
		if bots == 2 {
			return history[i:]
		}
	}
	return history
}

func (c *bookingChat) ask(tb testing.TB, text string) caterina.Reply {
	tb.Helper()
	return c.say(tb, caterina.Input{Text: text})
}

func (c *bookingChat) press(tb testing.TB, id string) caterina.Reply {
	tb.Helper()
	return c.say(tb, caterina.Input{Choice: id})
}

// slotIDs are the times that a message offers.
func slotIDs(r caterina.Reply) []string {
	var ids []string
	for _, s := range r.Message.Slots {
		ids = append(ids, s.ID)
	}
	return ids
}

// effect returns the first effect of a kind.
func effect[E caterina.Effect](r caterina.Reply) (E, bool) {
	for _, e := range r.Effects {
		if one, ok := e.(E); ok {
			return one, true
		}
	}
	var none E
	return none, false
}

// want fails the test when a reply lacks words, or the rule.
func want(tb testing.TB, r caterina.Reply, rule string, words ...string) {
	tb.Helper()
	if rule != "" && r.Trace.Rule != rule {
		tb.Errorf("rule %s, want %s\n%s", r.Trace.Rule, rule, r.Message.Text)
	}
	for _, w := range words {
		if !strings.Contains(r.Message.Text, w) {
			tb.Errorf("the answer lacks %q (rule %s)\n%s\noptions %v", w, r.Trace.Rule, r.Message.Text, optionIDs(r.Message))
		}
	}
}
