package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// The tests named after numbers are the cases that appointments are accepted by, as
// far as they are about what is said.

// toConfirm brings a chat to the summary of the first time.
func toConfirm(t *testing.T, c *bookingChat) {
	t.Helper()
	r := c.ask(t, "vorrei un appuntamento per la mensa")
	c.press(t, r.Message.Slots[0].ID)
	c.ask(t, "Maria Rossi, maria@esempio.it")
}

func TestCase01WhoeverIsSecondReadsThatThePlaceWasJustTaken(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	toConfirm(t, c)
	c.agenda.next = &caterina.BookingRefused{Why: caterina.ProblemTaken}
	r := c.ask(t, "sì")
	want(t, r, "booking/times", "è stato appena preso", "più vicini")
	if len(r.Message.Slots) != 3 || len(c.agenda.bookings) != 0 || r.Message.Booking != nil {
		t.Errorf("%d times, %d bookings", len(r.Message.Slots), len(c.agenda.bookings))
	}
}

func TestCase06ADoubleClickSaysTheSameTwice(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	r := c.ask(t, "vorrei un appuntamento per la mensa")
	one := c.press(t, r.Message.Slots[0].ID)
	two := c.press(t, r.Message.Slots[0].ID)
	if one.Message.Text != two.Message.Text {
		t.Errorf("first\n%s\nthen\n%s", one.Message.Text, two.Message.Text)
	}
	first, _ := effect[caterina.HoldPlace](one)
	second, _ := effect[caterina.HoldPlace](two)
	if first.Draft.RequestID != second.Draft.RequestID || !first.Vacancy.From.Equal(second.Vacancy.From) {
		t.Error("the second click is another draft or another place")
	}
}

func TestCase08OnesOwnTimeIsStillThereToChoose(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	r := c.ask(t, "vorrei un appuntamento per la mensa")
	own := r.Message.Slots[0].ID
	c.press(t, own)
	r = c.ask(t, "vorrei tornare indietro, martedì mattina")
	if !slices.ContainsFunc(r.Message.Slots, func(s caterina.SlotView) bool { return s.ID == own }) || !hasOption(r.Message.Options, own) {
		t.Fatalf("%s is not among %v\n%s", own, slotIDs(r), r.Message.Text)
	}
	if c.agenda.held.IsZero() {
		t.Error("looking for other times lost the place")
	}
	want(t, c.press(t, own), "booking/person")
}

func TestCase10WhoTypesSlowlyConfirmsAllTheSame(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	toConfirm(t, c)
	c.agenda.held = time.Time{} // it has run out, and nobody else came
	want(t, c.ask(t, "confermo"), "booking/told", "confermato")
}

func TestCase11WhoLosesThePlaceWhileTypingKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	toConfirm(t, c)
	c.agenda.held = time.Time{}
	c.agenda.others[at(1, 9, 0)] = true
	r := c.ask(t, "confermo")
	want(t, r, "booking/times", "è stato appena preso")
	if len(r.Message.Slots) != 3 {
		t.Fatalf("%d times", len(r.Message.Slots))
	}
	r = c.press(t, r.Message.Slots[0].ID)
	want(t, r, "booking/confirm", "Maria Rossi", "maria@esempio.it")
	want(t, c.ask(t, "sì"), "booking/told")
}

func TestCase11TheProofIsKeptToo(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.agenda.proves = true
	toConfirm(t, c)
	c.agenda.next = &caterina.BookingRefused{Why: caterina.ProblemTaken}
	r := c.ask(t, "111111")
	want(t, r, "booking/times", "è stato appena preso")
	want(t, c.press(t, r.Message.Slots[1].ID), "booking/code", "valgono anche per questo orario")
	want(t, c.ask(t, "111111"), "booking/told")
	if c.agenda.sent != 1 {
		t.Errorf("%d codes were sent", c.agenda.sent)
	}
}

func TestCase12NeverBothASentenceAndAnAppointment(t *testing.T) {
	t.Parallel()
	for _, why := range []caterina.BookingProblem{caterina.ProblemTaken, caterina.ProblemLimit, caterina.ProblemOverlap, caterina.ProblemHoldEnded} {
		c := newBookingChat(t)
		toConfirm(t, c)
		c.agenda.next = &caterina.BookingRefused{Why: why, Other: &caterina.Booking{Code: "B2B2B2B", From: at(1, 9, 0)}}
		r := c.ask(t, "sì")
		if r.Message.Booking != nil || strings.Contains(r.Message.Text, "confermato") || len(c.agenda.bookings) != 0 {
			t.Errorf("%s: told as if it were made:\n%s", why, r.Message.Text)
		}
		if len(r.Message.Options) == 0 {
			t.Errorf("%s: no way on", why)
		}
	}
}

func TestCase16AskingForAPersonLeavesThePlaceAlone(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.engine.people = openDesk()
	toConfirm(t, c)
	r := c.ask(t, "voglio parlare con una persona")
	if _, ok := effect[caterina.EndDraft](r); ok || r.Message.Outcome != caterina.OutcomeHandoff {
		t.Errorf("outcome %s, effects %v", r.Message.Outcome, r.Effects)
	}
	if _, ok := effect[caterina.RequestPerson](r); !ok || c.agenda.held.IsZero() {
		t.Error("nobody is called, or the place is lost")
	}
}

func TestCase17MoreTimeTenTimesAndAPoliteEnd(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.agenda.maxKeeps = 10
	r := c.ask(t, "vorrei un appuntamento per la mensa")
	c.press(t, r.Message.Slots[0].ID)
	for range 10 {
		r = c.press(t, choiceKeep)
		if hold, ok := effect[caterina.HoldPlace](r); !ok || !hold.Keep {
			t.Fatalf("a time is chosen: %+v", r.Effects)
		}
		want(t, r, "booking/person", "tengo ancora il posto di martedì 24 novembre 2026, ore 9:00", "nome e cognome")
		if !hasOption(r.Message.Options, choiceKeep) {
			t.Fatal("more time cannot be asked for again")
		}
	}
	r = c.press(t, choiceKeep)
	want(t, r, "booking/times", "due ore", "più vicini")
	if len(r.Message.Slots) == 0 || r.Message.Slots[0].Label == "martedì 24 novembre, ore 9:00" || strings.Contains(r.Message.Text, "ore 9:00") {
		t.Errorf("others come first, and offered is %s", r.Message.Text)
	}
}

func TestCase23TheHolidayIsNamedToWhoAsks(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.agenda.now = time.Date(2027, time.September, 27, 10, 0, 0, 0, caterina.Rome())
	c.agenda.closed["2027-10-04"] = "San Francesco"
	r := c.ask(t, "vorrei un appuntamento per la mensa lunedì 4 ottobre")
	want(t, r, "booking/times", "Lunedì 4 ottobre 2027", "San Francesco", "più vicini")
	direct := c.press(t, choiceSlot+slotPath(caterina.Slot{
		Service: "iscrizioni-scolastiche", Office: "ufficio-scuola", From: time.Date(2027, time.October, 4, 9, 0, 0, 0, caterina.Rome()),
	}))
	want(t, direct, "booking/times", "San Francesco")
}

func TestCase33CancellingIsAskedAndASecondTapSaysItIsDone(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	toConfirm(t, c)
	c.ask(t, "sì")
	r := c.press(t, "booking/K7M2XQR/0/cancel")
	want(t, r, "booking/cancel", "Confermi?", "martedì 24 novembre 2026, ore 9:00")
	if c.agenda.bookings[0].Status != caterina.Booked {
		t.Fatal("cancelled without a yes")
	}
	r = c.press(t, "booking/K7M2XQR/0/yes")
	want(t, r, "booking/cancelled", "è disdetto")
	if b := r.Message.Booking; b == nil || b.Status != caterina.CancelledCitizen || b.Revision != 1 {
		t.Errorf("card %+v", r.Message.Booking)
	}
	for _, id := range r.Message.Options {
		if strings.HasPrefix(id.ID, choiceBooking) {
			t.Errorf("%s is still offered", id.ID)
		}
	}
	late := c.press(t, "booking/K7M2XQR/0/yes")
	want(t, late, "booking/cancelled", "è già disdetto")
	if len(late.Effects) > 0 {
		t.Errorf("effects %v", late.Effects)
	}
}

func TestCase33ACancelThatSomebodyElseWasFasterWithSaysSo(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.set("booked", "2026-11-26 15:00")
	c.press(t, "booking/B2B2B2B/0/cancel")
	done := c.agenda.bookings[0]
	done.Status, done.Revision = caterina.CancelledOffice, 1
	c.agenda.next = &caterina.BookingRefused{Why: caterina.ProblemStale, Other: &done}
	want(t, c.press(t, "booking/B2B2B2B/0/yes"), "booking/cancelled", "è già disdetto")
}

func TestCase34AStaleButtonShowsTheAppointmentAsItIs(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"move", "cancel", "yes"} {
		c := newBookingChat(t)
		c.set("booked", "2026-11-26 15:00")
		c.agenda.bookings[0].Revision = 2
		r := c.press(t, "booking/B2B2B2B/1/"+what)
		want(t, r, "booking/stale", "non ho fatto nulla", "Giovedì 26 novembre 2026, ore 15:00")
		if len(r.Effects) > 0 || !hasOption(r.Message.Options, "booking/B2B2B2B/2/cancel") {
			t.Errorf("%s: effects %v, options %v", what, r.Effects, optionIDs(r.Message))
		}
	}
}

func TestCase36CancellingAfterTheCutOffGivesTheTelephone(t *testing.T) {
	t.Parallel()
	for _, what := range []string{"move", "cancel", "yes"} {
		c := newBookingChat(t)
		c.set("booked", "2026-11-26 15:00")
		c.agenda.now = at(3, 14, 30)
		r := c.press(t, "booking/B2B2B2B/0/"+what)
		want(t, r, "booking/cutoff", "troppo tardi", "0555/765432")
		if len(r.Effects) > 0 {
			t.Errorf("%s: effects %v", what, r.Effects)
		}
	}
	c := newBookingChat(t)
	c.set("booked", "2026-11-26 15:00")
	c.press(t, "booking/B2B2B2B/0/cancel")
	c.agenda.next = &caterina.BookingRefused{Why: caterina.ProblemCutoff}
	want(t, c.press(t, "booking/B2B2B2B/0/yes"), "booking/cutoff", "0555/765432")
}

func TestCase37WhoLosesTheNewTimeKeepsTheOld(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.set("booked", "2026-11-26 15:00")
	r := c.press(t, "booking/B2B2B2B/0/move")
	c.press(t, r.Message.Slots[0].ID)
	c.agenda.next = &caterina.BookingRefused{Why: caterina.ProblemTaken}
	r = c.ask(t, "confermo")
	want(t, r, "booking/times", "è stato appena preso", "L'appuntamento resta quello di giovedì 26 novembre 2026, ore 15:00")
	if b := c.agenda.bookings[0]; !b.From.Equal(at(3, 15, 0)) || b.Revision != 0 {
		t.Errorf("the old appointment is %+v", b)
	}
}

func TestCase38AMoveOntoItselfIsNotHeldBesideItself(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.set("booked", "2026-11-26 15:15")
	c.press(t, "booking/B2B2B2B/0/move")
	r := c.press(t, choiceSlot+slotPath(caterina.Slot{Service: "iscrizioni-scolastiche", Office: "ufficio-scuola", From: at(3, 15, 0)}))
	want(t, r, "booking/confirm", "Giovedì 26 novembre 2026, ore 15:00")
	if _, ok := effect[caterina.HoldPlace](r); ok {
		t.Error("the place is held beside the one that is moved")
	}
	if keep, ok := effect[caterina.KeepDraft](r); !ok || !keep.Draft.From.Equal(at(3, 15, 0)) {
		t.Error("the time is not kept in the draft")
	}
	r = c.ask(t, "sì")
	if confirm, ok := effect[caterina.ConfirmBooking](r); !ok || confirm.Draft.Moving != 1 || confirm.Draft.Revision != 0 {
		t.Errorf("effects %+v", r.Effects)
	}
}

func TestCase39TheFourthMoveGoesToPeople(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.set("booked", "2026-11-26 15:00")
	c.agenda.bookings[0].Moves = 3
	r := c.press(t, "booking/B2B2B2B/0/move")
	want(t, r, "booking/moves", "0555/765432")
	if !hasOption(r.Message.Options, choicePerson) {
		t.Error("no person is offered")
	}
	c.agenda.bookings[0].Moves = 0
	r = c.press(t, "booking/B2B2B2B/0/move")
	c.press(t, r.Message.Slots[0].ID)
	c.agenda.next = &caterina.BookingRefused{Why: caterina.ProblemMoves}
	want(t, c.ask(t, "sì"), "booking/moves", "0555/765432")
}

func TestCase46ADiscreetServiceIsNotNamedInWhatIsToldOfIt(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{langIT, langEN} {
		c := newBookingChat(t)
		c.lang = lang
		r := c.press(t, "book/colloquio-riservato")
		c.press(t, r.Message.Slots[0].ID)
		c.ask(t, "Anna Bianchi, anna@esempio.it")
		made := c.press(t, choiceYes)
		moving := c.press(t, "booking/K7M2XQR/0/move")
		c.press(t, moving.Message.Slots[1].ID)
		moved := c.press(t, choiceYes)
		c.press(t, "booking/K7M2XQR/1/cancel")
		gone := c.press(t, "booking/K7M2XQR/1/yes")
		for what, told := range map[string]caterina.Reply{"made": made, "moved": moved, "cancelled": gone} {
			card := told.Message.Booking
			if card == nil {
				t.Fatalf("%s: no card\n%s", what, told.Message.Text)
			}
			said := append([]string{told.Message.Text, card.Title, card.Office}, card.Bring...)
			for _, o := range told.Message.Options {
				said = append(said, o.Label)
			}
			all := strings.ToLower(strings.Join(said, " "))
			for _, word := range []string{"riservato", "antiviolenza", "violenza", "sportello cittadini", "maria", "anna"} {
				if strings.Contains(all, word) {
					t.Errorf("%s, %s: names %q\n%s", lang, what, word, told.Message.Text)
				}
			}
			if told.Message.Card != "" && what != "cancelled" && strings.Contains(told.Message.Card, "violenza") {
				t.Errorf("%s: the event names the card %s", what, told.Message.Card)
			}
		}
	}
}

func TestCase47AnOverlapIsExplained(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	toConfirm(t, c)
	c.agenda.overlap = &caterina.Booking{Code: "B2B2B2B", From: at(1, 9, 0)}
	r := c.ask(t, "sì")
	want(t, r, "booking/times", "A quell'ora hai già un appuntamento: martedì 24 novembre 2026, ore 9:00, codice che finisce con 2B", "più vicini")
	if strings.Contains(r.Message.Text, "B2B2B2B") || strings.Contains(r.Message.Text, "B2B 2B2B") {
		t.Error("the whole code is told")
	}
	r = c.press(t, r.Message.Slots[1].ID)
	want(t, r, "booking/confirm", "Maria Rossi")
	want(t, c.ask(t, "sì"), "booking/told")
}

func TestCase48TheSecondOfOneServiceIsRefusedWithTheFirst(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	toConfirm(t, c)
	c.agenda.limit = &caterina.Booking{Code: "B2B2B9X", From: at(3, 15, 0)}
	r := c.ask(t, "sì")
	want(t, r, "booking/limit", "giovedì 26 novembre 2026, ore 15:00", "finisce con 9X")
	if strings.Contains(r.Message.Text, "B2B2") || !hasOption(r.Message.Options, choiceFind) {
		t.Errorf("options %v\n%s", optionIDs(r.Message), r.Message.Text)
	}
	c = newBookingChat(t)
	toConfirm(t, c)
	c.agenda.limit = &caterina.Booking{Code: "B2B2B9X", From: at(3, 15, 0), Conversation: "c1", Revision: 4}
	if r := c.ask(t, "sì"); !hasOption(r.Message.Options, "booking/B2B2B9X/4/move") {
		t.Errorf("one's own appointment cannot be moved: %v", optionIDs(r.Message))
	}
}

func TestCase59ACodeIsReadInSpiteOfSpacesAndSmallLetters(t *testing.T) {
	t.Parallel()
	for _, said := range []string{"b2b2b9x anna@esempio.it", "B2B 2B9X, Anna@Esempio.it", "il codice è b2b-2b9x e la mail anna@esempio.it", "codice: B2B.2B9X\nanna@esempio.it"} {
		c := newBookingChat(t)
		c.agenda.foreign = []caterina.Booking{{
			ID: 9, Code: "B2B2B9X", Service: "iscrizioni-scolastiche", Office: "ufficio-scuola", From: at(3, 15, 0), To: at(3, 15, 20),
			Status: caterina.Booked, Person: caterina.Person{Name: "Anna Bianchi", Email: "anna@esempio.it"},
		}}
		want(t, c.ask(t, "quando ho l'appuntamento?"), "booking/find", "codice")
		r := c.ask(t, said)
		want(t, r, "", "L'ho trovato", "Giovedì 26 novembre 2026, ore 15:00", "B2B 2B9X")
		if !hasOption(r.Message.Options, "booking/B2B2B9X/0/cancel") {
			t.Errorf("%q: options %v", said, optionIDs(r.Message))
		}
	}
}

func TestCase59EitherPartAloneIsAskedForTheOther(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.agenda.foreign = []caterina.Booking{{ID: 9, Code: "B2B2B9X", Office: "ufficio-scuola", From: at(3, 15, 0), Status: caterina.Booked, Person: caterina.Person{Phone: "+393331234567"}}}
	c.ask(t, "quando ho l'appuntamento?")
	want(t, c.ask(t, "333 1234567"), "booking/find/code", "codice")
	want(t, c.ask(t, "b2b 2b9x"), "", "L'ho trovato")

	c = newBookingChat(t)
	c.ask(t, "ho perso il codice dell'appuntamento")
	want(t, c.ask(t, "B2B2B9X"), "booking/find/contact")
	r := c.ask(t, "altra@esempio.it")
	want(t, r, "booking/find/unknown", "non trovo", "0555 123456")
	if !hasOption(r.Message.Options, choicePerson) {
		t.Error("no person is offered")
	}
}
