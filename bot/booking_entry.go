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
	for _, hear := range []func(context.Context, *talk) (bool, error){e.whichBooking, e.stepTold, e.stepOffered, e.stepCode} {
		if done, err := hear(ctx, t); done || err != nil {
			return done, err
		}
	}
	f := &flow{e: e, t: t, found: e.bookings.read(t.tokens).find()}
	if len(f.found) == 0 {
		return false, nil
	}
	t.street = e.streetsIn(t)
	if done, err := f.aroundIt(ctx); done || err != nil {
		return done, err
	}
	if f.wantsOld() {
		if !f.saysAppointment() && !e.inFlow(t) {
			return false, nil
		}
		if done, err := e.stepOld(ctx, t); done || err != nil {
			return done, err
		}
	}
	return e.stepWish(ctx, f)
}

// stepCode hears who writes the code of an appointment and nothing that says what for:
// alone, or with the contact it was made with.
func (e *Engine) stepCode(ctx context.Context, t *talk) (bool, error) {
	code := codeIn(t.text)
	if code == "" {
		return false, nil
	}
	said := readPerson(codeShape.ReplaceAllString(t.text, "\n"))
	if said.Email == "" && said.Phone == "" && caterina.NormalCode(strings.TrimSpace(t.text)) == "" {
		return false, nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil || e.inFlow(t) && f.begun || len(f.found) > 0 && f.wantsOld() {
		return false, err
	}
	return true, f.find(ctx)
}

// wantsNew says whether an appointment is wanted, or a place that becomes free.
func (f *flow) wantsNew() bool {
	return (f.wishes() || f.says("come") || f.says("free") || f.says("talkto") || f.says("wait")) && !f.asksOfCard()
}

// asksOfCard says whether the message asks in so many words for what a card tells:
// then the card answers, and an appointment is offered beside it.
func (f *flow) asksOfCard() bool {
	if f.says("wish") && !f.asks() && !f.namesPapers() {
		return false // "vorrei un appuntamento per un certificato": it is what for
	}
	wants := f.e.askedByRules(f.e.asks.rules.read(f.t.tokens).find(), f.t.tokens)
	return slices.ContainsFunc(wants, func(a asked) bool {
		return slices.Contains([]caterina.Field{caterina.FieldDocuments, caterina.FieldCost, caterina.FieldAmount, caterina.FieldRecipients}, caterina.Field(a.topic))
	})
}

// namesPapers says whether the message speaks of what to bring, and not only of a
// certificate that is wanted.
func (f *flow) namesPapers() bool {
	return slices.ContainsFunc(f.t.tokens, func(tok token) bool {
		return hasPrefix(tok.word, "document", "serv", "port", "occorr", "cost", "pag", "import", "spett", "bring", "need", "paper", "price")
	})
}

// bringFor says in a line what to bring to what is wished for, where the wish speaks of
// papers.
func (f *flow) bringFor() string {
	if !f.says("wish") || !slices.ContainsFunc(f.e.askedByRules(f.e.asks.rules.read(f.t.tokens).find(), f.t.tokens), func(a asked) bool {
		return caterina.Field(a.topic) == caterina.FieldDocuments
	}) {
		return ""
	}
	documents := f.bring(f.draft.Service)
	if b, ok := f.bookable(f.draft.Service); !ok || b.Service.Discreet || len(documents) == 0 {
		return ""
	}
	return f.words().bring + " " + strings.Join(documents, "; ") + "."
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
	if f.t.last.ofBooking() {
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
func (e *Engine) stepWish(ctx context.Context, said *flow) (bool, error) {
	if !said.wantsNew() {
		return false, nil
	}
	t := said.t
	g, err := e.bookingTarget(ctx, t, said.found)
	if err != nil {
		return false, err
	}
	wishes := said.wishes() || said.says("free") // also to hear that there is none
	instead := g.instead && len(g.near) > 0 && wishes
	switch {
	case g.instead && !instead:
		t.instead = wishes
		return false, nil
	case g.none() && !instead, !wishes && !said.mayWish(g):
		return false, nil
	}
	f, err := e.flowOf(ctx, t)
	if err != nil {
		return false, err
	}
	f.noteEarly()
	switch {
	case instead:
		f.askNear(g)
		return true, nil
	case f.says("wait"):
		return true, f.startWait(ctx, g)
	case f.already(g):
		return true, f.restate(ctx)
	}
	return true, f.start(ctx, g)
}

// mayWish says whether what is no wish as such is one for something bookable: coming
// at a time, asking for a free place of something, or to be told of one.
func (f *flow) mayWish(g target) bool {
	_, timed := when.Parse(f.t.timeText(), f.t.turn.Now)
	return timed || f.says("wait") || f.says("free") && g.named || f.says("talkto") && f.namesService()
}

// askNear offers what can be booked near to a card that cannot.
func (f *flow) askNear(g target) {
	f.begin("")
	f.draft.When, _ = f.wish()
	f.draft.Office = orWord(namedOffice(f.t.tokens, officesOfAll(g.near)), f.draft.Office)
	f.askService(f.words().noneFor(escape(g.title)), g.near)
	f.offer(f.option(choiceCard+g.card, f.t.words.optionCard(g.title)))
}

// already says whether a wish is the one that the dialogue is about.
func (f *flow) already(g target) bool {
	_, timed := f.wish()
	return !g.named && !timed && f.begun && f.draft.Service != "" && f.draft.Moving == 0 && (g.service == "" || g.service == f.draft.Service)
}
