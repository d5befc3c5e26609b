package bot

import (
	"context"
	"regexp"
	"strings"

	"example.org/caterina"
)

// codeShape finds what may be a code in a message: seven characters, perhaps in
// groups, not all of them letters.
var codeShape = regexp.MustCompile(`(?i)\b[2-9BCDFGHJKLMNPQRSTVWXYZ](?:[ .\-]?[2-9BCDFGHJKLMNPQRSTVWXYZ]){6}\b`)

// codeIn returns the code that a message holds, "" for none. Seven digits in a row
// are a telephone number.
func codeIn(text string) string {
	for _, found := range codeShape.FindAllString(text, -1) {
		code := caterina.NormalCode(found)
		if code != "" && strings.Trim(code, "23456789") != "" && (strings.ContainsAny(code, "23456789") || found == strings.ToUpper(found)) {
			return code
		}
	}
	return ""
}

// find asks for the code and the contact of an appointment made elsewhere.
func (f *flow) find(ctx context.Context) error {
	w := f.words()
	bookings, ok := f.e.agenda.(Bookings)
	if !ok {
		f.say("booking/find/none", w.findNone, f.phoneOf(f.e.deskSlug(f.t)))
		f.t.reply.Message.Flow = ""
		f.offer(f.option(choiceNew, w.optionBook), caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson})
		return nil
	}
	if f.draft.Step != caterina.StepFind || f.knows(f.draft.Code) {
		f.draft = caterina.BookingDraft{Step: caterina.StepFind, RequestID: f.standing.Fresh.RequestID}
		f.begun = true
	}
	if done, err := f.lookFor(ctx, bookings); done || err != nil {
		return err
	}
	f.keep()
	lost := ""
	if f.says("resend") || f.says("nocode") {
		lost = w.ask.findLost(f.phoneOf(f.e.deskSlug(f.t)))
	}
	f.say("booking/find", lost, w.askFind)
	f.offer(f.option(choiceNew, w.optionBook), f.option(choiceEnd, w.optionEnd))
	return nil
}

// hearFind reads the code and the contact, together or one after the other.
func (f *flow) hearFind(ctx context.Context) (bool, error) {
	bookings, ok := f.e.agenda.(Bookings)
	if !ok {
		return false, nil
	}
	if done, err := f.lookFor(ctx, bookings); done || err != nil {
		return done, err
	}
	if f.says("nocode") || f.refuses() {
		f.keep()
		f.say("booking/find", f.words().ask.findLost(f.phoneOf(f.e.deskSlug(f.t))))
		f.offer(caterina.Option{ID: choicePerson, Label: f.t.words.optionPerson}, f.option(choiceNew, f.words().optionBook), f.option(choiceEnd, f.words().optionEnd))
		return true, nil
	}
	return false, nil
}

// lookFor looks for the appointment when code and contact are there, and asks for
// the other when only one is. It reports false when the message holds neither.
func (f *flow) lookFor(ctx context.Context, bookings Bookings) (bool, error) {
	code, said := codeIn(f.t.text), readPerson(codeShape.ReplaceAllString(f.t.text, "\n"))
	if code == "" && said.Email == "" && said.Phone == "" {
		return false, nil
	}
	if code != "" {
		f.draft.Code = code
	}
	f.note(caterina.Person{Email: said.Email, Phone: said.Phone})
	contact := contactOf(f.draft.Person)
	w := f.words()
	switch {
	case f.draft.Code == "":
		f.keep()
		f.say("booking/find/code", w.findCode)
	case contact == "":
		f.keep()
		f.say("booking/find/contact", w.findContact)
	default:
		b, err := bookings.FindBooking(ctx, f.t.turn.Town, f.t.turn.Conversation, f.draft.Code, caterina.Secret(contact))
		if refused, ok := refusalOf(err); ok {
			f.draft.Code, f.draft.Person = "", caterina.Person{}
			return true, f.refused(ctx, refused)
		} else if err != nil {
			return true, err //nolint:wrapcheck // the engine adds nothing to it
		}
		f.keep() // so that its buttons are known
		f.tellBooking(b, w.found)
		f.offer(f.option(bookingChoice(b, "again"), w.optionAgain))
		f.t.reply.Message.Booking = nil // nothing has happened to it
		return true, nil
	}
	f.offer(f.option(choiceEnd, w.optionEnd))
	return true, nil
}

// deskSlug is the office that helps with everything.
func (e *Engine) deskSlug(t *talk) string {
	desk, _ := e.desk(t.turn.Town)
	return desk.Slug
}
