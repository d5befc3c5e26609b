package bot

import (
	"context"
	"slices"
	"strings"

	"example.org/caterina"
	"example.org/caterina/bot/when"
)

// target is what a wish for an appointment is about.
type target struct {
	service  string              // slug; "" when it has to be asked
	card     string              // slug of the card that led to it
	office   string              // slug, when one was named
	services []caterina.Bookable // to choose from, when service is ""
	named    bool                // the wish names something
	near     []caterina.Bookable // what can be booked instead of the card that fits, which cannot
	instead  bool                // such a card fits: this is its slug and its title
	title    string
}

// none says whether a wish is about nothing that can be booked.
func (g target) none() bool { return g.service == "" && len(g.services) == 0 }

// stepBook hears who wants an appointment, or wants something of one they have.
func (e *Engine) stepBook(ctx context.Context, t *talk) (bool, error) {
	if e.agenda == nil || t.lead != "" || t.text == "" {
		return false, nil
	}
	found := e.bookings.read(t.tokens).find()
	if done, err := e.whichBooking(ctx, t); done || err != nil || len(found) == 0 {
		return done, err
	}
	f := &flow{e: e, t: t, found: found}
	if f.wantsOld() {
		if !f.saysAppointment() && !e.inFlow(t) {
			return false, nil
		}
		if done, err := e.stepOld(ctx, t); done || err != nil {
			return done, err
		}
	}
	if !f.wantsNew() {
		return false, nil
	}
	return e.stepWish(ctx, t, found)
}

// wantsNew says whether an appointment is wanted, or a place that becomes free.
func (f *flow) wantsNew() bool {
	return (f.wishes() || f.says("come") || f.says("wait")) && !f.asksOfCard()
}

// asksOfCard says whether the message asks in so many words for what a card tells:
// then the card answers, and an appointment is offered beside it.
func (f *flow) asksOfCard() bool {
	wants := f.e.askedByRules(f.e.asks.rules.read(f.t.tokens).find(), f.t.tokens)
	return slices.ContainsFunc(wants, func(a asked) bool {
		return slices.Contains([]caterina.Field{caterina.FieldDocuments, caterina.FieldCost, caterina.FieldAmount, caterina.FieldRecipients}, caterina.Field(a.topic))
	})
}

// stepOld does something with an appointment that there is.
func (e *Engine) stepOld(ctx context.Context, t *talk) (bool, error) {
	f, err := e.flowOf(ctx, t)
	if err != nil {
		return false, err
	}
	return f.hearBookings(ctx)
}

// wantsOld says whether something is wanted of an appointment that there is.
func (f *flow) wantsOld() bool {
	return slices.ContainsFunc([]string{"move", "cancel", "when", "resend", "unwait"}, f.says)
}

// whichBooking hears which of several appointments is meant, by its day.
func (e *Engine) whichBooking(ctx context.Context, t *talk) (bool, error) {
	if t.last == nil || len(t.last.bot.Options) < 2 || !strings.HasPrefix(t.last.bot.Options[0].ID, choiceBooking) {
		return false, nil
	}
	d, ok := dayAskedIn(t.tokens, t.day)
	if !ok {
		return false, nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil {
		return false, err
	}
	var fit []string
	for _, o := range t.last.bot.Options {
		code, _, _ := strings.Cut(strings.TrimPrefix(o.ID, choiceBooking), "/")
		if slices.ContainsFunc(f.standing.Bookings, func(b caterina.Booking) bool {
			return b.Code == code && caterina.DateOf(b.From.In(caterina.Rome())) == d.date
		}) {
			fit = append(fit, o.ID)
		}
	}
	if len(fit) != 1 {
		return false, nil
	}
	return true, f.choose(ctx, fit[0])
}

// saysAppointment says whether the message names an appointment: "disdici" alone
// does, where something else was not talked about.
func (f *flow) saysAppointment() bool {
	if f.t.last != nil && f.t.last.bot.Booking != nil {
		return true
	}
	for _, tok := range f.t.tokens {
		if hasPrefix(tok.word, "appuntament", "prenotazion", "appointment", "booking", "codice", "code", "lista", "waiting", "attesa") {
			return true
		}
	}
	return len(f.e.restOf(f.t.tokens, f.found)) == 0
}

func hasPrefix(word string, starts ...string) bool {
	return slices.ContainsFunc(starts, func(s string) bool { return strings.HasPrefix(word, s) })
}

// wishes says whether the citizen wants an appointment. "Devo prenotare" is no wish
// with a question mark behind it.
func (f *flow) wishes() bool {
	return f.says("wish") || f.says("must") && !strings.Contains(f.t.text, "?")
}

// stepWish begins a dialogue for a wish that is about something bookable. Coming at
// a time is such a wish only if there is something to come for.
func (e *Engine) stepWish(ctx context.Context, t *talk, found []finding) (bool, error) {
	g, err := e.bookingTarget(ctx, t, found)
	if err != nil {
		return false, err
	}
	wishes := (&flow{e: e, t: t, found: found}).wishes()
	_, timed := when.Parse(t.text, t.turn.Now)
	instead := g.instead && len(g.near) > 0 && wishes
	switch {
	case g.instead && !instead:
		t.instead = wishes
		return false, nil
	case g.none() && !instead, !wishes && !timed && !(&flow{found: found}).says("wait"):
		return false, nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil {
		return false, err
	}
	switch {
	case instead:
		f.askNear(g)
		return true, nil
	case f.says("wait"):
		return true, f.startWait(g)
	case f.already(g):
		return true, f.restate(ctx)
	}
	return true, f.start(ctx, g)
}

// askNear offers what can be booked near to a card that cannot.
func (f *flow) askNear(g target) {
	f.begin("")
	f.draft.When, _ = f.wish()
	f.askService(f.words().noneFor(escape(g.title)), g.near)
	f.offer(f.option(choiceCard+g.card, f.t.words.optionCard(g.title)))
}

// startWait puts the citizen on the waiting list, for what is named or for what the
// dialogue is about.
func (f *flow) startWait(g target) error {
	if g.service != "" && g.service != f.draft.Service {
		f.begin(g.service)
		f.draft.Service, f.draft.Card = g.service, g.card
	}
	if wish, ok := f.wish(); ok {
		f.draft.When = wish
	}
	return f.join()
}

// already says whether a wish is the one that the dialogue is about.
func (f *flow) already(g target) bool {
	_, timed := f.wish()
	return !g.named && !timed && f.begun && f.draft.Service != "" && f.draft.Moving == 0 && (g.service == "" || g.service == f.draft.Service)
}

// bookingTarget finds out what a wish is about: the card being talked about when it
// names nothing, else a service or an office by its name, else the card it finds.
func (e *Engine) bookingTarget(ctx context.Context, t *talk, found []finding) (target, error) {
	all := e.agenda.Bookable(t.turn.Town)
	if len(all) == 0 {
		return target{}, nil
	}
	rest := e.restOf(t.tokens, found)
	if len(rest) == 0 {
		return e.targetOfTalk(t, all), nil
	}
	if kin := slices.DeleteFunc(slices.Clone(rest), isPerson); len(kin) > 0 && len(namedServices(rest, all)) == 0 && len(namedServices(kin, all)) == 1 {
		rest = kin // "per mia madre"
	}
	if named := namedServices(rest, all); len(named) == 1 {
		return e.targetNamed(ctx, t, rest, named[0].Service.Slug)
	}
	if g, ok := targetOfOffice(t, rest, all); ok {
		return g, nil
	}
	g, err := e.targetFound(ctx, t, rest, all)
	if err != nil || g.service != "" {
		return g, err
	}
	if there, less := withoutOffice(t, rest, all); len(less) > 0 {
		if named := namedServices(less, all); len(named) == 1 {
			return target{service: named[0].Service.Slug, office: there, named: true, card: e.cardFor(t, named[0].Service.Slug)}, nil
		}
		if at, err := e.targetFound(ctx, t, less, all); err != nil || at.service != "" {
			at.office = there
			return at, err
		}
	}
	return g, nil
}

// targetNamed is a service by its name, with the card that the words find if it is
// one of the service's.
func (e *Engine) targetNamed(ctx context.Context, t *talk, rest []string, service string) (target, error) {
	g := target{service: service, named: true, card: e.cardFor(t, service)}
	r, err := e.search(ctx, t, strings.Join(rest, " "))
	if err == nil && r.Verdict == caterina.VerdictClear && len(r.Hits) > 0 && !r.Hits[0].Expired && r.Hits[0].Card.Bookable == service {
		g.card = r.Hits[0].Card.Slug
	}
	return g, err
}

// withoutOffice returns the office that a wish names, and the words that are left
// without its name; none when it names none.
func withoutOffice(t *talk, rest []string, all []caterina.Bookable) (string, []string) {
	offices := officesOfAll(all)
	slug := namedOffice(t.tokens, offices)
	i := slices.IndexFunc(offices, func(o caterina.Office) bool { return o.Slug == slug })
	if i < 0 {
		return "", nil
	}
	own := wordsOfOffice(offices[i])
	return slug, slices.DeleteFunc(slices.Clone(rest), func(word string) bool { return own[stemOf(single(word))] })
}

// officesOfAll are the offices at which something can be booked.
func officesOfAll(all []caterina.Bookable) []caterina.Office {
	var offices []caterina.Office
	for _, b := range all {
		for _, o := range b.Offices {
			if !hasOffice(offices, o.Slug) {
				offices = append(offices, o)
			}
		}
	}
	return offices
}

// cardFor is the card being talked about, when it is for a service.
func (e *Engine) cardFor(t *talk, service string) string {
	if t.last == nil {
		return ""
	}
	if c, ok := e.card(t, t.last.bot.Card); ok && c.card.Bookable == service {
		return c.card.Slug
	}
	return ""
}

// targetOfTalk is what a wish without a subject is about: the card being talked
// about, the only service, or one to choose.
func (e *Engine) targetOfTalk(t *talk, all []caterina.Bookable) target {
	if t.last != nil {
		if c, ok := e.card(t, t.last.bot.Card); ok && !c.expired && hasService(all, c.card.Bookable) {
			return target{service: c.card.Bookable, card: c.card.Slug}
		}
	}
	if len(all) == 1 {
		return target{service: all[0].Service.Slug}
	}
	return target{services: all}
}

func hasService(all []caterina.Bookable, slug string) bool {
	return slug != "" && slices.ContainsFunc(all, func(b caterina.Bookable) bool { return b.Service.Slug == slug })
}

// namedServices are the services whose name holds every word of some.
func namedServices(rest []string, all []caterina.Bookable) []caterina.Bookable {
	var named []caterina.Bookable
	for _, b := range all {
		name := labelWords(b.Service.Name)
		if !slices.ContainsFunc(rest, func(word string) bool { return !slices.Contains(name, stemOf(single(word))) }) {
			named = append(named, b)
		}
	}
	return named
}

// targetOfOffice is what can be booked at the one office that a wish names and says
// nothing else of: "un appuntamento allo sportello di Carbonara".
func targetOfOffice(t *talk, rest []string, all []caterina.Bookable) (target, bool) {
	offices := officesOfAll(all)
	slug := namedOffice(t.tokens, offices)
	i := slices.IndexFunc(offices, func(o caterina.Office) bool { return o.Slug == slug })
	if i < 0 {
		return target{}, false
	}
	own := wordsOfOffice(offices[i])
	if slices.ContainsFunc(rest, func(word string) bool { return !own[stemOf(single(word))] }) {
		return target{}, false
	}
	var there []caterina.Bookable
	for _, b := range all {
		if hasOffice(b.Offices, slug) {
			there = append(there, b)
		}
	}
	if len(there) == 1 {
		return target{service: there[0].Service.Slug, office: slug, named: true}, true
	}
	return target{services: there, office: slug, named: true}, true
}

// nearShare is how near to the first card's score another must be for its service
// to be offered in place of one that cannot be booked.
const nearShare = 0.25

// targetFound searches for what a wish is about.
func (e *Engine) targetFound(ctx context.Context, t *talk, rest []string, all []caterina.Bookable) (target, error) {
	r, err := e.search(ctx, t, strings.Join(rest, " "))
	if err != nil || len(r.Hits) == 0 || r.Verdict == caterina.VerdictNone {
		return target{}, err
	}
	first := r.Hits[0]
	bookable := func(h caterina.Hit) bool { return !h.Expired && hasService(all, h.Card.Bookable) }
	if r.Verdict == caterina.VerdictClear && bookable(first) {
		return target{service: first.Card.Bookable, card: first.Card.Slug, named: true}, nil
	}
	if slices.ContainsFunc(rest, isHealthWord) && !bookable(first) {
		return target{named: true, instead: true}, nil // a doctor's, which no desk of the town books
	}
	services := servicesOf(r.Hits, all)
	switch {
	case r.Verdict == caterina.VerdictClear || !bookable(first):
		return target{named: true, instead: true, near: services, card: first.Card.Slug, title: t.title(first.Card)}, nil
	case len(services) == 1:
		return target{named: true, service: services[0].Service.Slug, card: first.Card.Slug}, nil
	}
	return target{named: true, services: services}, nil
}

// servicesOf are the services that the first of some cards can be booked for, each
// once.
func servicesOf(hits []caterina.Hit, all []caterina.Bookable) []caterina.Bookable {
	var services []caterina.Bookable
	for _, h := range hits[:min(len(hits), 2*maxChoices)] {
		i := slices.IndexFunc(all, func(b caterina.Bookable) bool { return b.Service.Slug == h.Card.Bookable })
		if i < 0 || h.Expired || h.Score < nearShare*hits[0].Score || hasService(services, h.Card.Bookable) || len(services) == maxChoices {
			continue
		}
		services = append(services, all[i])
	}
	return services
}

// restOf returns the words of a message that a wish for an appointment can be about:
// neither the ones that wish, nor times, nor those that only fill the sentence.
func (e *Engine) restOf(tokens []token, found []finding) []string {
	covered := make([]bool, len(tokens))
	for _, g := range found {
		for _, i := range g.words {
			covered[i] = true
		}
	}
	var rest []string
	for i, tok := range tokens {
		if covered[i] && !isThing(tok.word) || isStopword(tok.word) || isNumber(tok.word) || isTimeWord(tok.word) || isChatter(tok.word) || isBookingWord(tok.word) {
			continue
		}
		rest = append(rest, tok.word)
	}
	return rest
}
