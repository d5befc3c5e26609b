package bot

import (
	"context"
	"strings"

	"example.org/caterina"
)

// sendCode has six digits sent to the draft's address, and asks for them.
func (f *flow) sendCode(ctx context.Context) error {
	if r := f.refusedNow(); r != nil && r.Why != caterina.ProblemCode {
		return f.refused(ctx, r)
	}
	if f.draft.Person.Email == "" { // the one that was given takes no mail
		f.draft.Step = f.personStep()
		f.keep()
		f.ask("")
		return nil
	}
	f.draft.Step = caterina.StepCode
	f.keep()
	f.effect(caterina.SendCode{})
	f.say("booking/code", f.words().codeSent(escape(f.draft.Person.Email.Reveal())), f.summary(), f.words().typeCode)
	f.offerStep()
	return nil
}

// hearCode reads the six digits, or that they did not come.
func (f *flow) hearCode(ctx context.Context) (bool, error) {
	codes, some := f.t.digits()
	switch {
	case len(codes) > 0:
		return true, f.confirm(ctx, strings.Join(codes, " "))
	case f.says("resend"):
		return true, f.sendCode(ctx)
	case f.says("nomail"):
		f.noMail()
		return true, nil
	}
	if said := readPerson(f.t.text); said.Email != "" {
		f.note(caterina.Person{Email: said.Email})
		return true, f.sendCode(ctx)
	}
	if _, slot := f.shownSlot(); some && !slot {
		f.keep()
		f.say("booking/code/short", f.words().sixDigits)
		f.offerStep()
		return true, nil
	}
	return false, nil
}

// hearConfirm reads a yes or a no to the summary, or a correction of it.
func (f *flow) hearConfirm(ctx context.Context) (bool, error) {
	if _, slot := f.shownSlot(); slot {
		return false, nil // the time that was chosen is heard as such
	}
	_, timed := f.wish()
	if f.needsNoMail() {
		return true, f.restate(ctx)
	}
	switch {
	case f.agrees() && !timed && !f.says("move") && !f.says("cancel"):
		return true, f.confirm(ctx, "")
	case f.draft.Moving == 0 && !f.asksSomething():
		said := readPerson(f.t.text)
		if name := f.otherName(); name != "" {
			f.draft.Person.Name = caterina.Secret(name)
			return true, f.afterPerson(ctx, personSaid{})
		}
		if said.Email != "" || said.Phone != "" || said.halfMail {
			f.note(said.Person)
			return true, f.afterPerson(ctx, said)
		}
	}
	if f.refuses() && !timed {
		f.keep()
		f.say("booking/change", f.words().whatToChange)
		f.offerStep()
		return true, nil
	}
	return false, nil
}

// confirm makes the appointment, or moves the one that the draft is about. The
// reply becomes the event that tells of it.
func (f *flow) confirm(ctx context.Context, digits string) error {
	if f.waits() && f.draft.From.IsZero() {
		return f.joinNow(ctx, digits)
	}
	if f.draft.From.IsZero() {
		return f.offerTimes(ctx, f.words().timeFirst)
	}
	if r := f.refusedNow(); r != nil {
		return f.refused(ctx, r)
	}
	v, err := f.placeToConfirm(ctx)
	if refused, ok := refusalOf(err); ok {
		return f.refused(ctx, refused)
	} else if err != nil {
		return err
	}
	f.effect(caterina.ConfirmBooking{Vacancy: v, Draft: f.draft, Digits: digits})
	f.kept = true
	f.tellBooking(f.made(v), f.doneText())
	return nil
}

// doneText is the first sentence of what tells of an appointment that was made.
func (f *flow) doneText() string {
	if f.draft.Moving != 0 {
		return f.words().moved
	}
	return f.words().booked
}

// made is the appointment as it will be once the draft is confirmed.
func (f *flow) made(v caterina.Vacancy) caterina.Booking {
	b, moving := f.moving()
	if !moving {
		b = caterina.Booking{Code: f.draft.Code, UID: f.draft.RequestID, Person: f.draft.Person, Conversation: f.t.turn.Conversation}
	} else {
		b.Revision++
	}
	b.Status, b.Service, b.Office, b.From, b.To = caterina.Booked, v.Service, v.Office, v.From, v.To
	return b
}

// tellBooking says how an appointment stands, with all that is needed to come.
func (f *flow) tellBooking(b caterina.Booking, lead string) {
	w := f.words()
	card := f.card(b)
	lines := []string{capital(f.t.words.moment(b.From)), nameAndAddress(escape(card.Office), escape(card.Address)), w.codeLine("**" + spell(b.Code) + "**")}
	text := paragraphs(lead, "**"+escape(card.Title)+"**\n\n"+bullets(lines))
	if len(card.Bring) > 0 {
		text = paragraphs(text, w.bring, bullets(card.Bring))
	}
	var links []string
	for _, l := range []caterina.Link{{Label: w.ics, URL: card.ICS}, {Label: w.chart, URL: card.Map}, {Label: w.manage, URL: card.Manage}} {
		if l.URL != "" {
			links = append(links, link(l.Label, l.URL))
		}
	}
	f.say("booking/told", text, bullets(links))
	f.tell(b, card)
	f.offerChanges(b)
}

// tell makes the reply one about an appointment as it stands now. Of a discreet
// service it does not name the card either.
func (f *flow) tell(b caterina.Booking, card caterina.BookingCard) {
	m := &f.t.reply.Message
	m.Flow, m.Booking = "", &card
	if service, ok := f.bookable(b.Service); !ok || service.Service.Discreet {
		m.Card = ""
	}
}

// offerChanges offers what can be done with an appointment.
func (f *flow) offerChanges(b caterina.Booking) {
	f.offer(
		f.option(bookingChoice(b, "move"), f.words().optionMove),
		f.option(bookingChoice(b, "cancel"), f.words().optionCancel))
}

// card is an appointment as an event shows it: with its links, where the agenda
// knows them.
func (f *flow) card(b caterina.Booking) caterina.BookingCard {
	b.Town, b.Lang = f.t.turn.Town.ID, f.t.words.lang
	if cards, ok := f.e.agenda.(Cards); ok {
		return cards.BookingCard(f.t.turn.Town, b, f.cardOf(b.Service))
	}
	return f.plainCard(b)
}

// plainCard is an appointment without links. A discreet service is not named, nor
// what to bring for it.
func (f *flow) plainCard(b caterina.Booking) caterina.BookingCard {
	office := f.office(b.Office)
	card := caterina.BookingCard{
		Code: b.Code, Status: b.Status, Revision: b.Revision, Title: f.words().discreetTitle,
		Office: office.Name, Address: office.Address, From: b.From, To: b.To, Map: mapOf(office),
	}
	service, ok := f.bookable(b.Service)
	if ok && service.Service.Discreet {
		card.Office = f.words().discreetOffice
		if office.Address == "" {
			card.Office = office.Name // there is no other way to say where
		}
		return card
	}
	if ok {
		card.Title = f.called(service.Service)
	}
	card.Bring = f.bring(b.Service)
	return card
}

// cardOf is the card that says what to bring: the one the appointment was wished
// for from, or the one that bears the service's name.
func (f *flow) cardOf(service string) string {
	for _, slug := range []string{f.draft.Card, service} {
		if c, ok := f.e.card(f.t, slug); ok && !c.expired && (slug == service || c.card.Bookable == service) {
			return slug
		}
	}
	return ""
}

// bring is what to bring.
func (f *flow) bring(service string) []string {
	c, ok := f.e.card(f.t, f.cardOf(service))
	if !ok {
		return nil
	}
	if tr := c.card.Translations[f.t.words.lang]; len(tr.Documents) > 0 {
		return tr.Documents
	}
	return c.card.Documents
}

// mapOf is where a map shows an office, "" when nothing is known of where it is.
func mapOf(o caterina.Office) string {
	if o.Lat == 0 && o.Lon == 0 {
		return ""
	}
	at := coordinate(o.Lat) + "/" + coordinate(o.Lon)
	return "https://www.openstreetmap.org/?mlat=" + coordinate(o.Lat) + "&mlon=" + coordinate(o.Lon) + "#map=18/" + at
}

// spell writes a code so that it can be read aloud: "K7M 2XQR".
func spell(code string) string {
	if len(code) != caterina.CodeLength {
		return code
	}
	return code[:3] + " " + code[3:]
}

// lastLetters are the last two characters of a code, enough to know it by and not
// enough to use it.
func lastLetters(code string) string {
	return strings.ToUpper(code[max(0, len(code)-2):])
}
