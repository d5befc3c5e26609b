package bot

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

func TestNamesAndContactsAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"Maria Rossi, maria.rossi@esempio.it":                              "Maria Rossi|maria.rossi@esempio.it|",
		"mi chiamo maria rossi e la mia mail è Maria.Rossi@Esempio.IT":     "Maria Rossi|maria.rossi@esempio.it|",
		"MARIA ROSSI 333 1234567":                                          "Maria Rossi||+393331234567",
		"Sono Giuseppe D'Angelo, tel. 080 5777777":                         "Giuseppe D'Angelo||+390805777777",
		"Anna Maria De Luca\nanna@esempio.it\n+39 333 123 4567":            "Anna Maria De Luca|anna@esempio.it|+393331234567",
		"nome: Fatima Zahra El Idrissi email: fatima@esempio.it":           "Fatima Zahra El Idrissi|fatima@esempio.it|",
		"Nome e cognome: Li Wei; telefono: 3331234567":                     "Li Wei||+393331234567",
		"Ben Ali (ben@esempio.it)":                                         "Ben Ali|ben@esempio.it|",
		"per mia figlia":                                                   "||",
		"maria punto rossi chiocciola esempio punto it":                    "|maria.rossi@esempio.it|",
		"la mail è maria trattino basso rossi chiocciola esempio punto it": "|maria_rossi@esempio.it|",
		"Maria Rossi. maria@esempio.it.":                                   "Maria Rossi|maria@esempio.it|",
		"ok, Olena Kovalenko-Petrenko e olena@esempio.ua":                  "Olena Kovalenko-Petrenko|olena@esempio.ua|",
		"I'm John Smith, my email is john@example.org":                     "John Smith|john@example.org|",
		"My name is Aisha and my phone number is +44 7911 123456":          "Aisha||+447911123456",
		"Domenica Rossi":                                "Domenica Rossi||",
		"Łukasz Żółć lukasz@esempio.pl":                 "Łukasz Żółć|lukasz@esempio.pl|",
		"Maria Rossi RSSMRA80A01H501U maria@esempio.it": "Maria Rossi|maria@esempio.it|",
		"non lo so":             "||",
		"che documenti servono": "||",
		"grazie":                "Grazie||", // what may not be a name alone is told apart by the dialogue
		"aspetta un attimo":     "||",
		"domani mattina":        "||",
		"333 1234567":           "||+393331234567",
		"maria@gmail":           "||",
		"Maria   Rossi":         "Maria Rossi||",
		"È per Luigi Bianchi, il numero è 0577/292353":                               "Luigi Bianchi||+390577292353",
		"a nome di Carla Verdi carla@esempio.it":                                     "Carla Verdi|carla@esempio.it|",
		"Buongiorno, sono Paolo Neri. Email paolo.neri@pec.esempio.it, grazie mille": "Paolo Neri|paolo.neri@pec.esempio.it|",
	} {
		p := readPerson(said)
		if got := p.Name.Reveal() + "|" + p.Email.Reveal() + "|" + p.Phone.Reveal(); got != want && (want != "Grazie||" || got != "||") {
			t.Errorf("%q is read as %q, want %q", said, got, want)
		}
	}
}

func TestATaxCodeIsKeptOnlyWhenItIsOne(t *testing.T) {
	t.Parallel()
	if p := readPerson("Mario Rossi RSS MRA 80A01 H501U mario@esempio.it"); p.TaxCode != "RSSMRA80A01H501U" {
		t.Errorf("read %q", p.TaxCode.Reveal())
	}
	if p := readPerson("Mario Rossi RSSMRA80A01H501A mario@esempio.it"); p.TaxCode != "" {
		t.Errorf("a wrong code is kept: %q", p.TaxCode.Reveal())
	}
}

func TestSixDigitsAreReadInAnyGroups(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"123456": "123456", "123 456": "123456", "12-34-56": "123456", "il codice è 123456.": "123456", "1 2 3 4 5 6": "123456",
		"１２３４５６": "123456", "12345": "", "1234567": "", "il mio numero è 3331234567": "", "": "", "sì": "",
	} {
		if got, _ := readDigits(said); got != want {
			t.Errorf("%q is read as %q, want %q", said, got, want)
		}
	}
	for _, said := range []string{"12345", "1234567"} {
		if _, some := readDigits(said); !some {
			t.Errorf("%q is no try at a code", said)
		}
	}
	if _, some := readDigits("che documenti servono"); some {
		t.Error("a question is a try at a code")
	}
}

func TestACodeIsToldFromWordsAndTelephones(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"B2B2B9X": "B2B2B9X", "b2b 2b9x": "B2B2B9X", "il codice è K7M-2XQR, grazie": "K7M2XQR", "2345678": "", "333 1234": "", "appuntamento": "",
		"BCDFGHJ": "BCDFGHJ", "bcdfghj": "", "quando": "",
	} {
		if got := codeIn(said); got != want {
			t.Errorf("%q holds %q, want %q", said, got, want)
		}
	}
}

func TestWordsOnAppointmentsAreCompleteInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{langIT, langEN} {
		w := reflect.ValueOf(wordsFor(lang).book)
		for i := range w.NumField() {
			if w.Field(i).IsZero() {
				t.Errorf("%s: %s is empty", lang, w.Type().Field(i).Name)
			}
		}
	}
}

func TestAMomentIsSaidWithItsWeekdayAndYear(t *testing.T) {
	t.Parallel()
	it, en := wordsFor(langIT), wordsFor(langEN)
	for _, c := range []struct {
		at          time.Time
		long, short string
		english     string
	}{
		{at(1, 9, 30), "martedì 24 novembre 2026, ore 9:30", "martedì 24 novembre, ore 9:30", "Tuesday 24 November 2026, at 9:30"},
		{at(1, 15, 0), "martedì 24 novembre 2026, ore 15:00", "martedì 24 novembre, ore 15:00", "Tuesday 24 November 2026, at 15:00"},
		{
			time.Date(2027, time.October, 31, 0, 30, 0, 0, time.UTC), "domenica 31 ottobre 2027, ore 2:30 (ora legale)",
			"domenica 31 ottobre, ore 2:30 (ora legale)", "Sunday 31 October 2027, at 2:30 (summer time)",
		},
		{
			time.Date(2027, time.October, 31, 1, 30, 0, 0, time.UTC), "domenica 31 ottobre 2027, ore 2:30 (ora solare)",
			"domenica 31 ottobre, ore 2:30 (ora solare)", "Sunday 31 October 2027, at 2:30 (winter time)",
		},
	} {
		if got := it.moment(c.at); got != c.long {
			t.Errorf("got %q, want %q", got, c.long)
		}
		if got := it.dayHour(c.at); got != c.short {
			t.Errorf("got %q, want %q", got, c.short)
		}
		if got := en.moment(c.at); got != c.english {
			t.Errorf("got %q, want %q", got, c.english)
		}
	}
}

// everyStep brings chats to each step of the dialogue.
func everyStep(t *testing.T) map[caterina.DraftStep]*bookingChat {
	t.Helper()
	play := func(proves bool, said ...string) *bookingChat {
		c := newBookingChat(t)
		c.agenda.proves = proves
		if strings.HasPrefix(said[0], "disdici") { // who has an appointment here is known
			c.set("booked", "2026-11-26 15:00")
		}
		for _, s := range said {
			if s == "#" {
				c.press(t, choiceSlot+slotPath(caterina.Slot{Service: "iscrizioni-scolastiche", Office: "ufficio-scuola", From: at(2, 9, 0)}))
			} else {
				c.ask(t, s)
			}
		}
		return c
	}
	return map[caterina.DraftStep]*bookingChat{
		caterina.StepService: play(false, "prenotare"),
		caterina.StepOffice:  play(false, "vorrei un appuntamento con l'assistente sociale"),
		caterina.StepTime:    play(false, "vorrei un appuntamento per la mensa"),
		caterina.StepPerson:  play(false, "vorrei un appuntamento per la mensa", "#"),
		caterina.StepCode:    play(true, "vorrei un appuntamento per la mensa", "#", "Anna Neri anna@esempio.it"),
		caterina.StepConfirm: play(false, "vorrei un appuntamento per la mensa", "#", "Anna Neri anna@esempio.it"),
		caterina.StepCancel:  play(false, "disdici l'appuntamento"),
		caterina.StepWait:    play(false, "vorrei un appuntamento con l'assistente sociale a Carbonara", "avvisami se si libera un posto"),
	}
}

func TestEveryStepGoesOnAfterAQuestionAndEndsWhenAsked(t *testing.T) {
	t.Parallel()
	for step := range everyStep(t) {
		c := everyStep(t)[step]
		if c.agenda.draft == nil || c.agenda.draft.Step != step {
			t.Errorf("%s: the draft is %+v", step, c.agenda.draft)
			continue
		}
		r := c.ask(t, "quanto vale il bonus luce?")
		if r.Message.Outcome != caterina.OutcomeAnswer || r.Message.Flow != caterina.FlowBooking || !strings.Contains(r.Message.Text, "Torniamo") {
			t.Errorf("%s: %s, flow %q\n%s", step, r.Trace.Rule, r.Message.Flow, r.Message.Text)
		}
		if _, ok := effect[caterina.KeepDraft](r); !ok {
			t.Errorf("%s: the place does not last longer", step)
		}
		if c.agenda.draft.Step != step {
			t.Errorf("%s: a question leads to %s", step, c.agenda.draft.Step)
		}
		if r = c.ask(t, "lascia stare"); r.Trace.Rule != "booking/end" || c.agenda.draft != nil {
			t.Errorf("%s: does not end: %s\n%s", step, r.Trace.Rule, r.Message.Text)
		}
	}
}

func TestDangerAndPeopleWinAtEveryStep(t *testing.T) {
	t.Parallel()
	for step := range everyStep(t) {
		if r := everyStep(t)[step].ask(t, "voglio morire"); r.Message.Outcome != caterina.OutcomeCrisis {
			t.Errorf("%s: danger is answered with %s", step, r.Trace.Rule)
		}
		if r := everyStep(t)[step].ask(t, "voglio parlare con un operatore"); r.Message.Outcome != caterina.OutcomeHandoff {
			t.Errorf("%s: who wants a person gets %s", step, r.Trace.Rule)
		}
	}
}

func TestEveryRefusalHasASentenceAndAWayOn(t *testing.T) {
	t.Parallel()
	other := &caterina.Booking{Code: "B2B2B9X", From: at(3, 15, 0), Office: "ufficio-scuola", Service: "iscrizioni-scolastiche", Status: caterina.Booked, Revision: 7}
	for _, lang := range []string{langIT, langEN} {
		for _, why := range []caterina.BookingProblem{
			caterina.ProblemTaken, caterina.ProblemPast, caterina.ProblemSoon, caterina.ProblemFar, caterina.ProblemDayOff, caterina.ProblemClosed,
			caterina.ProblemOutside, caterina.ProblemUnknown, caterina.ProblemLimit, caterina.ProblemOverlap, caterina.ProblemCutoff,
			caterina.ProblemMoves, caterina.ProblemCode, caterina.ProblemExpired, caterina.ProblemStale, caterina.ProblemCrowded,
			caterina.ProblemUnproved, caterina.ProblemHoldEnded,
		} {
			for _, bare := range []bool{false, true} {
				c := newBookingChat(t)
				c.lang = lang
				c.set("booked", "2026-11-26 15:00")
				r := c.press(t, "book/iscrizioni-scolastiche")
				c.agenda.next = &caterina.BookingRefused{Why: why, Reason: "assemblea", Other: other, Left: 2, Opens: at(7, 8, 0)}
				if bare {
					c.agenda.next = &caterina.BookingRefused{Why: why}
				}
				r = c.press(t, r.Message.Slots[0].ID)
				if len(r.Message.Options) == 0 || len(r.Message.Text) < 20 || r.Message.Booking != nil {
					t.Errorf("%s, %s: options %v\n%s", lang, why, optionIDs(r.Message), r.Message.Text)
				}
			}
		}
	}
}

func TestChangedHoursAreOnlyLookedAtAgain(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	r := c.press(t, "book/iscrizioni-scolastiche")
	c.agenda.next = &caterina.BookingRefused{Why: caterina.ProblemChanged}
	want(t, c.press(t, r.Message.Slots[0].ID), "booking/person", "Tengo per te")
}

func TestWithoutAnAgendaNothingIsBooked(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	for _, text := range []string{"vorrei un appuntamento per la mensa", "disdici l'appuntamento", "quando ho l'appuntamento?"} {
		if r := c.ask(t, text); r.Message.Outcome == caterina.OutcomeFlow {
			t.Errorf("%q begins a dialogue: %s", text, r.Trace.Rule)
		}
	}
	for _, id := range []string{"book/iscrizioni-scolastiche", choiceKeep, choiceYes} {
		if r := c.say(t, caterina.Input{Choice: id}); r.Trace.Rule != "choice/gone" {
			t.Errorf("%s: %s", id, r.Trace.Rule)
		}
	}
}

func FuzzBooking(f *testing.F) {
	for _, s := range []string{"sì", "Maria Rossi maria@esempio.it", "123456", "e venerdì?", "disdici", "slot/iscrizioni-scolastiche/ufficio-scuola/1795507200", "booking/B2B2B2B/0/yes", "\xff", "il 30 febbraio alle 25", "avvisami", "b2b 2b2b"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, text, choice string) {
		for _, c := range everyStep(t) {
			for _, in := range []caterina.Input{{Text: text}, {Choice: choice}} {
				if m := c.say(t, in).Message; strings.TrimSpace(m.Text) == "" || m.Outcome == "" {
					t.Errorf("%q, %q: nothing is said", text, choice)
				}
			}
		}
	})
}
