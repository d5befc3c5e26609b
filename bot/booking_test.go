package bot

import (
	"strings"
	"testing"

	"example.org/caterina"
)

func TestAnAppointmentIsBookedFromTheFirstWordToTheCode(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.agenda.proves = true
	r := c.ask(t, "vorrei un appuntamento per la mensa")
	want(t, r, "booking/times", "Ecco i primi orari liberi (Ufficio scuola)")
	if len(r.Message.Slots) != 3 || r.Message.Slots[0].Label != "martedì 24 novembre, ore 9:00" || r.Message.Flow != caterina.FlowBooking {
		t.Fatalf("slots %+v, flow %q", r.Message.Slots, r.Message.Flow)
	}
	r = c.press(t, r.Message.Slots[0].ID)
	want(t, r, "booking/person", "martedì 24 novembre 2026, ore 9:00", "Ufficio scuola", "nome e cognome", "email")
	if hold, ok := effect[caterina.HoldPlace](r); !ok || !hold.Vacancy.From.Equal(at(1, 9, 0)) || hold.Draft.Step != caterina.StepPerson || hold.Draft.Card != "mensa-scolastica" {
		t.Errorf("hold %+v", hold)
	}
	r = c.ask(t, "Maria Rossi, maria.rossi@esempio.it")
	want(t, r, "booking/code", "maria.rossi@esempio.it", "10 minuti")
	if _, ok := effect[caterina.SendCode](r); !ok {
		t.Error("no code is sent")
	}
	r = c.ask(t, "il codice è 111 111")
	want(t, r, "booking/told", "confermato", "Martedì 24 novembre 2026, ore 9:00", "Via dei Maestri 7", "K7M 2XQR", "Codice fiscale del bambino")
	if b := r.Message.Booking; b == nil || b.Code != "K7M2XQR" || b.Status != caterina.Booked || len(b.Bring) != 2 || r.Message.Flow != "" {
		t.Errorf("card %+v", b)
	}
	if p := c.agenda.bookings[0].Person; p.Name != "Maria Rossi" || p.Email != "maria.rossi@esempio.it" {
		t.Errorf("name %q, e-mail %q", p.Name.Reveal(), p.Email.Reveal())
	}
	for _, id := range []string{"booking/K7M2XQR/0/move", "booking/K7M2XQR/0/cancel"} {
		if !hasOption(r.Message.Options, id) {
			t.Errorf("%s is not offered", id)
		}
	}
}

// TestWhoseAddressTakesNoMailGivesAnother: the store has forgotten it, and said so.
func TestWhoseAddressTakesNoMailGivesAnother(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.agenda.proves = true
	r := c.ask(t, "vorrei un appuntamento per la mensa")
	c.press(t, r.Message.Slots[0].ID)
	c.ask(t, "Maria Rossi maria@esempio.it")
	c.agenda.draft.Person.Email, c.agenda.draft.Step = "", caterina.StepPerson
	c.history = append(c.history, caterina.Message{Actor: caterina.ActorSystem, Body: caterina.MessageBody{Text: "L'indirizzo non riceve posta.", Flow: caterina.FlowBooking}})
	r = c.press(t, choiceResend) // of the message before
	want(t, r, "booking/person", "indirizzo email")
	if _, ok := effect[caterina.SendCode](r); ok || strings.Contains(r.Message.Text, "sei cifre") {
		t.Errorf("a code is sent to nobody: %s", r.Message.Text)
	}
	want(t, c.ask(t, "maria.rossi@esempio.it"), "booking/code", "Ti ho mandato sei cifre a **maria.rossi@esempio.it**")
	want(t, c.ask(t, "222222"), "booking/told", "Fatto")
}

// TestDigitsSentTwiceBeforeTheAnswerAreRight: two messages are answered in one turn.
func TestDigitsSentTwiceBeforeTheAnswerAreRight(t *testing.T) {
	t.Parallel()
	for name, inputs := range map[string][]caterina.Input{
		"the same":       {{Text: "111111"}, {Text: "111111"}},
		"put right":      {{Text: "111112"}, {Text: "111111"}},
		"with a word":    {{Text: "111111"}, {Text: "grazie"}},
		"the wrong last": {{Text: "111 111"}, {Text: "111113"}},
	} {
		c := newBookingChat(t)
		c.agenda.proves = true
		r := c.ask(t, "vorrei un appuntamento per la mensa")
		c.press(t, r.Message.Slots[0].ID)
		c.ask(t, "Maria Rossi maria@esempio.it")
		if r = c.say(t, inputs...); r.Trace.Rule != "booking/told" || c.agenda.tries != 0 {
			t.Errorf("%s: %s after %d tries: %s", name, r.Trace.Rule, c.agenda.tries, r.Message.Text)
		}
		// And once more, also when something else was said in between.
		c.history = append(c.history, caterina.Message{Actor: caterina.ActorBot, Body: caterina.MessageBody{Text: "La mail tarda.", Flow: caterina.FlowBooking}})
		c.agenda.bookings[0].CreatedAt = c.agenda.now
		want(t, c.ask(t, "111111"), "booking/already-set", "è confermato", "martedì 24 novembre 2026, ore 9:00", "K7M 2XQR")
	}
}

func TestWhereNothingIsProvedAYesMakesTheAppointment(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.ask(t, "prenota un appuntamento per la mensa")
	c.ask(t, "la seconda")
	r := c.ask(t, "mi chiamo Ahmed El Idrissi e il mio telefono è 333 1234567")
	want(t, r, "booking/confirm", "Ahmed El Idrissi", "+393331234567", "Martedì 24 novembre 2026, ore 9:30", "Confermi?")
	r = c.ask(t, "sì")
	want(t, r, "booking/told", "confermato", "ore 9:30")
	if len(c.agenda.bookings) != 1 {
		t.Fatalf("%d bookings", len(c.agenda.bookings))
	}
	if strings.Contains(r.Message.Text, "Ahmed") {
		t.Error("the event repeats the name")
	}
}
