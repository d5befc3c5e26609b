package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
)

// finishBooking does what an option about appointments stands for, and goes on with
// the dialogue about one after an answer to something else.
func (e *Engine) finishBooking(ctx context.Context, t *talk) error {
	if e.agenda == nil {
		return nil
	}
	if err := e.stepPicked(ctx, t); err != nil {
		return err
	}
	e.sayInstead(t)
	e.offerAnyway(t)
	if err := e.goOnAfter(ctx, t); err != nil {
		return err
	}
	e.markBooked(t)
	return nil
}

// stepPicked does what an option about appointments stands for, whether its button
// was pressed or its name or number written.
func (e *Engine) stepPicked(ctx context.Context, t *talk) error {
	if t.picked == "" {
		return nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil {
		return err
	}
	return f.choose(ctx, t.picked)
}

// choose does what an option about appointments stands for.
func (f *flow) choose(ctx context.Context, id string) error {
	if r := f.heldTooLong(); r != nil && id != choiceEnd {
		return f.refused(ctx, r)
	}
	switch id {
	case choiceKeep:
		return f.orGone(ctx, f.keepOn)
	case choiceYes:
		return f.orGone(ctx, f.yes)
	case choiceTimes:
		return f.orGone(ctx, f.otherTimes)
	case choiceEarlier:
		return f.orGone(ctx, f.earlierTimes)
	case choiceResend:
		return f.orGone(ctx, f.sendCode)
	case choicePersona:
		return f.orGone(ctx, f.askAnew)
	case choiceEnd:
		f.end()
		return nil
	case choiceOffices:
		return f.orGone(ctx, f.otherOffices)
	case choiceFind:
		return f.find(ctx)
	case choiceNew:
		return f.anew(ctx)
	case choiceJoin:
		return f.orGone(ctx, f.join)
	case choiceLeave:
		f.leave()
		return nil
	}
	return f.chooseThing(ctx, id)
}

// chooseThing does what an option stands for that names something: an appointment,
// a time, a service.
func (f *flow) chooseThing(ctx context.Context, id string) error {
	switch {
	case strings.HasPrefix(id, choiceBooking):
		return f.chosen(ctx, id)
	case strings.HasPrefix(id, choiceSlot):
		return f.chosenSlot(ctx, id)
	case strings.HasPrefix(id, choiceBook):
		return f.chosenService(ctx, strings.TrimPrefix(id, choiceBook))
	}
	f.e.sayStale(f.t)
	return nil
}

// orGone goes on with a dialogue, or says that it is over.
func (f *flow) orGone(ctx context.Context, goOn func(context.Context) error) error {
	if f.begun && f.draft.Service != "" {
		return goOn(ctx)
	}
	if f.allSet() {
		return nil
	}
	f.say("booking/over", f.words().over)
	f.t.reply.Message.Flow = ""
	f.offer(f.option(choiceNew, f.words().optionBook))
	return nil
}

// yes agrees to what was asked.
func (f *flow) yes(ctx context.Context) error {
	switch f.draft.Step {
	case caterina.StepConfirm:
		return f.confirm(ctx, "")
	default: // a yes to something else: it cancels nothing
		return f.restate(ctx)
	}
}

// askAnew asks for name and contact once more.
func (f *flow) askAnew(context.Context) error {
	f.draft.Person = caterina.Person{}
	f.draft.Step = f.personStep()
	f.keep()
	f.ask("")
	return nil
}

// anew asks what an appointment is for, or goes straight on where there is only one
// thing to book.
func (f *flow) anew(ctx context.Context) error {
	all := f.bookables()
	switch len(all) {
	case 0:
		f.gone()
		return nil
	case 1:
		return f.start(ctx, target{service: all[0].Service.Slug})
	}
	f.begin("")
	f.askService("", all)
	return nil
}

// chosenService begins with a service, and perhaps an office.
func (f *flow) chosenService(ctx context.Context, path string) error {
	service, office, _ := strings.Cut(path, "/")
	b, ok := f.bookable(service)
	if !ok {
		f.gone()
		return nil
	}
	near := isNear(office)
	if near {
		office = f.nearOffice(b, office)
	}
	if office != "" && office != anyOffice && !hasOffice(b.Offices, office) {
		f.gone()
		return nil
	}
	wish, card := f.draft.When, f.e.cardFor(f.t, service)
	same := f.begun && (f.draft.Service == "" || f.draft.Service == service)
	f.begin(service)
	if same {
		f.draft.When = wish // what was said before the service was chosen
	}
	if said, timed := f.wish(); timed && f.t.choice != "" {
		f.draft.When = said // what was written beside the button
	}
	if card != "" {
		f.draft.Card = card
	}
	if office != "" || near {
		f.draft.Office = office
	}
	return f.place(ctx)
}

// chosenSlot keeps a time. What the rules forbid is refused with the reason, also
// when the time was never offered.
func (f *flow) chosenSlot(ctx context.Context, id string) error {
	slot, ok := slotOf(id)
	if !ok {
		f.e.sayStale(f.t)
		return nil
	}
	b, ok := f.bookable(slot.Service)
	if !ok || !hasOffice(b.Offices, slot.Office) {
		f.gone()
		return nil
	}
	if moving, ok := f.moving(); ok && moving.Service != slot.Service || f.draft.Step == caterina.StepCancel || f.draft.Step == caterina.StepFind {
		f.draft.Moving = 0
	}
	return f.hold(ctx, slot)
}

// goOnAfter goes on with the dialogue after an answer to something else: one line
// says where it was, and what could be chosen can be chosen again. What was not
// understood gets that line in place of a no.
func (e *Engine) goOnAfter(ctx context.Context, t *talk) error {
	m := &t.reply.Message
	if t.heard || !e.inFlow(t) || t.personRule != "" || t.called {
		return nil
	}
	switch m.Outcome {
	case caterina.OutcomeAnswer, caterina.OutcomeClarify, caterina.OutcomeSmalltalk, caterina.OutcomeDecline:
	default:
		return nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil || !f.begun {
		return err
	}
	answered := m.Outcome == caterina.OutcomeAnswer || m.Outcome == caterina.OutcomeSmalltalk || t.choice != "" || f.asks()
	if !answered {
		m.Options, m.Citations, m.Slots, m.Field = nil, nil, nil, ""
		t.lead, t.sorry = "", false
		f.keep()
		f.say("booking/again", f.words().notUnderstood, f.whereWeWere())
		f.offerStep()
		return nil
	}
	if r := f.heldTooLong(); r != nil {
		text := m.Text
		err := f.refused(ctx, r)
		m.Text = paragraphs(text, m.Text)
		return err
	}
	f.shorten()
	card := m.Card
	m.Options = slices.DeleteFunc(m.Options, func(o caterina.Option) bool { return o.ID == choiceBook+f.draft.Service })
	m.Options = m.Options[:min(len(m.Options), 2)]
	m.Text = paragraphs(m.Text, f.whereWeWere())
	m.Flow = caterina.FlowBooking
	f.keep()
	f.offerStep()
	m.Card = card
	return nil
}

// shorten makes short what a no and a question back say within a dialogue: no cards
// that only the words of the question lead to, and no block of an office.
func (f *flow) shorten() {
	m := &f.t.reply.Message
	if m.Outcome == caterina.OutcomeClarify && !f.meant(m.Options) {
		m.Outcome, f.t.reply.Trace.Outcome = caterina.OutcomeDecline, caterina.OutcomeDecline
	}
	if m.Outcome != caterina.OutcomeDecline || f.t.choice != "" || strings.HasPrefix(f.t.reply.Trace.Rule, "language/") {
		return
	}
	m.Options, m.Citations, m.Field = nil, nil, ""
	m.Text = sentences(f.words().ask.noCard, f.askThere(f.draft.Office))
	m.Card = f.draft.Card
	f.t.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
}

// meant says whether a question back offers a card whose name the citizen has said
// a word of.
func (f *flow) meant(options []caterina.Option) bool {
	rest := slices.DeleteFunc(f.e.restOf(f.t.tokens, f.found), func(w string) bool { return isPerson(w) || isGeneric(w) })
	return slices.ContainsFunc(options, func(o caterina.Option) bool {
		slug, isCard := strings.CutPrefix(o.ID, choiceCard)
		slug, _, _ = strings.Cut(slug, "/")
		c, ok := f.e.card(f.t, slug)
		return isCard && ok && slices.ContainsFunc(rest, func(w string) bool { return slices.Contains(labelWords(f.t.title(c.card)), stemOf(single(w))) })
	})
}

// asks says whether the messages ask something, so that the answer is worth giving
// although it is a no or a question back.
func (f *flow) asks() bool {
	if strings.Contains(f.t.text, "?") {
		return true
	}
	return len(f.t.tokens) > 2 && slices.ContainsFunc(f.t.tokens, func(tok token) bool { return isQuestionWord(tok.word) })
}

// sayInstead says before a card that no appointment can be booked for it.
func (e *Engine) sayInstead(t *talk) {
	if m := &t.reply.Message; t.instead && m.Outcome == caterina.OutcomeAnswer {
		m.Text = paragraphs(t.words.book.notBookable, m.Text)
	}
}

// offerAnyway offers an appointment after an answer on how to get one.
func (e *Engine) offerAnyway(t *talk) {
	m := &t.reply.Message
	asks := slices.ContainsFunc(t.tokens, func(tok token) bool {
		return hasPrefix(tok.word, "appuntament", "prenot", "appointment", "book")
	})
	declined := m.Outcome == caterina.OutcomeDecline && strings.HasPrefix(t.reply.Trace.Rule, "none")
	if !asks || m.Outcome != caterina.OutcomeAnswer && !declined || t.instead || !e.books(t.turn.Town) ||
		slices.ContainsFunc(t.tokens, func(tok token) bool { return isHealthWord(tok.word) }) ||
		slices.ContainsFunc(m.Options, func(o caterina.Option) bool { return strings.HasPrefix(o.ID, choiceBook) }) {
		return
	}
	m.Options = append([]caterina.Option{{ID: choiceNew, Label: t.words.book.optionBook}}, m.Options...)
	m.Options = m.Options[:min(len(m.Options), maxSteps)]
}

// offerBooking puts the way to an appointment before the other steps after a card
// for which one can be booked.
func (e *Engine) offerBooking(t *talk, c shown) {
	if e.agenda == nil || c.expired || !hasService(e.agenda.Bookable(t.turn.Town), c.card.Bookable) {
		return
	}
	m := &t.reply.Message
	book := caterina.Option{ID: choiceBook + c.card.Bookable, Label: t.words.book.optionBook}
	if hasOption(m.Options, book.ID) {
		return
	}
	m.Options = append([]caterina.Option{book}, m.Options...)
	m.Options = m.Options[:min(len(m.Options), maxSteps)]
}
