package bot

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// placedTown is the town of the tests with its offices on a map: a desk in the middle,
// the school's a kilometre to the north, the library two to the east.
func placedTown(tb testing.TB) *fakeTown {
	tb.Helper()
	f := loadTown(tb)
	for i, at := range [][2]float64{{43.310, 11.330}, {43.319, 11.330}, {43.310, 11.355}} {
		f.Offices[i].Lat, f.Offices[i].Lon = at[0], at[1]
	}
	f.Offices[0].Topics = []string{"famiglia", "isee", "disabilita", "altro"}
	return f
}

// placedChat is a chat in that town.
func placedChat(tb testing.TB) *chat {
	tb.Helper()
	f := placedTown(tb)
	return &chat{engine: New(knowledgeOf{f}, Config{}), town: f.Town}
}

// TestAPlaceIsStoredAsTheOfficesNearIt: with distances of which only the first is
// exact to a hundred metres, and never with the place.
func TestAPlaceIsStoredAsTheOfficesNearIt(t *testing.T) {
	t.Parallel()
	c := placedChat(t)
	for choice, want := range map[string]string{
		"near:43.310,11.330":        "near/sportello-cittadini/0/ufficio-scuola/1000/biblioteca/2000",
		"near:43.312,11.330":        "near/sportello-cittadini/200/ufficio-scuola/1000/biblioteca/2000",
		"near:43.31912345,11.33056": "near/ufficio-scuola/0/sportello-cittadini/1000/biblioteca/2000",
		"near:43.310,11.354":        "near/biblioteca/100/sportello-cittadini/2000/ufficio-scuola/2000",
		"near:43.9,11.33":           "near/-/60", // far from the town
		"near:41.12,16.87":          "near/-/520",
		"near:48.85,2.35":           "near/-", // abroad
		"near:NaN,11.33":            "near/-",
		"near:1e308,-1e308":         "near/-",
		"near:":                     "near/-",
		"near:43.31":                "near/-",
		"near:43.31,11.33,7":        "near/-",
		"near/x/5":                  "near/x/5",
		"person":                    "person",
	} {
		if got := c.engine.WithoutPlace(t.Context(), c.town, "c1", choice); got != want {
			t.Errorf("%s: %s, want %s", choice, got, want)
		}
	}
	f := loadTown(t)
	if got := New(knowledgeOf{f}, Config{}).WithoutPlace(t.Context(), f.Town, "c1", "near:43.31,11.33"); got != "near/-/0" {
		t.Errorf("where no office is on a map: %s", got)
	}
}

// TestWhileAnOfficeIsChosenAPlaceIsForThat: the nearest of the service, and only then.
func TestWhileAnOfficeIsChosenAPlaceIsForThat(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	stored := func() string { return c.engine.WithoutPlace(t.Context(), c.town, "c1", "near:41.080,16.866") }
	if got := stored(); got != "near/-/0" {
		t.Errorf("outside: %s", got)
	}
	r := c.ask(t, "vorrei un appuntamento con l'assistente sociale")
	if r.Trace.Rule != "booking/office" {
		t.Fatalf("the rule is %s", r.Trace.Rule)
	}
	want := "book/colloquio-assistente-sociale/near/municipio-4/400"
	if got := stored(); got != want {
		t.Errorf("while the office is chosen: %s", got)
	}
	if r = c.say(t, caterina.Input{Text: "📍", Choice: want}); r.Trace.Rule != "booking/times" || !strings.Contains(r.Message.Text, "La sede più vicina è **Municipio IV (Carbonara)**, a circa") {
		t.Errorf("%s: %s", r.Trace.Rule, r.Message.Text)
	}
	if got := stored(); got != want {
		t.Errorf("while the time is chosen: %s", got)
	}
	c.say(t, caterina.Input{Choice: r.Message.Slots[0].ID})
	if got := stored(); got != "near/-/0" {
		t.Errorf("once there is a time: %s", got)
	}
	c.agenda.draft = &caterina.BookingDraft{Service: "iscrizioni-scolastiche", Step: caterina.StepOffice}
	if got := stored(); got != "near/-/0" {
		t.Errorf("of a service at one office: %s", got)
	}
}

// silentAgenda does not know how a conversation stands.
type silentAgenda struct{ *fakeAgenda }

// Standing fails.
func (silentAgenda) Standing(context.Context, caterina.Town, caterina.ConversationID) (caterina.Standing, error) {
	return caterina.Standing{}, errors.New("the database is away")
}

// TestAPlaceIsNotStoredEither when nobody knows how the conversation stands.
func TestAPlaceIsNotStoredEither(t *testing.T) {
	t.Parallel()
	f := placedTown(t)
	e := New(knowledgeOf{f}, Config{Agenda: silentAgenda{newAgenda(t)}})
	if got := e.WithoutPlace(t.Context(), f.Town, "c1", "near:43.310,11.330"); !strings.HasPrefix(got, "near/sportello-cittadini/0/") {
		t.Errorf("%s", got)
	}
}

// TestTheNearestOfficesAreTold with distance, address, today's hours, whether they are
// open now, what they help with and a map.
func TestTheNearestOfficesAreTold(t *testing.T) {
	t.Parallel()
	c := placedChat(t)
	r := c.say(t, caterina.Input{Text: "📍 La mia posizione", Choice: "near:43.312,11.330"})
	if r.Trace.Rule != "near" || r.Message.Outcome != caterina.OutcomeAnswer || !hasOption(r.Message.Options, choicePerson) {
		t.Fatalf("%s: %+v", r.Trace.Rule, r.Message)
	}
	last := -1
	for _, want := range []string{
		"Questi sono gli uffici più vicini a te:", "**Sportello Cittadini**", "A circa 200 metri in linea d'aria", "Indirizzo: Piazza Grande 1, Valdoro",
		"Oggi è aperto dalle 09:00 alle 13:00.", "Adesso è aperto, fino alle 13:00.", "Si occupa di: famiglia, ISEE, disabilità, altro", "0555 123456",
		"https://www.openstreetmap.org/?mlat=43.31000", "**Ufficio scuola**", "A circa 1 chilometro", "Via dei Maestri 7", "**Biblioteca dei Frati**",
		"Orari: chiuso per lavori fino a nuovo avviso",
	} {
		at := strings.Index(r.Message.Text, want)
		if at < 0 || at < last {
			t.Errorf("%q is not where it belongs in\n%s", want, r.Message.Text)
		}
		last = max(last, at)
	}
	if strings.Contains(r.Message.Text, "Contact center") {
		t.Error("an office that is nowhere is among the nearest")
	}
}

// TestWhatThePlaceWasStoredAsIsTold in the language of the chat, without an office
// that has gone since.
func TestWhatThePlaceWasStoredAsIsTold(t *testing.T) {
	t.Parallel()
	c := placedChat(t)
	c.lang = langEN
	r := c.say(t, caterina.Input{Choice: "near/chiuso/100/sportello-cittadini/1400/ufficio-scuola/x/biblioteca"})
	for _, want := range []string{"These are the offices nearest to you:", "About 1.4 kilometres away", "It helps with: family, ISEE, disability\n", "open"} {
		if !strings.Contains(r.Message.Text, want) {
			t.Errorf("%q is missing in\n%s", want, r.Message.Text)
		}
	}
	for _, no := range []string{"altro", "Ufficio scuola", "Biblioteca"} {
		if strings.Contains(r.Message.Text, no) {
			t.Errorf("%q is in\n%s", no, r.Message.Text)
		}
	}
}

// TestTheSecondOfficeIsNotNearerThanTheFirst: its distance is kept to half a kilometre,
// and reads so.
func TestTheSecondOfficeIsNotNearerThanTheFirst(t *testing.T) {
	t.Parallel()
	c := placedChat(t)
	r := c.say(t, caterina.Input{Choice: "near/sportello-cittadini/100/ufficio-scuola/0"})
	for _, want := range []string{"A circa 100 metri in linea d'aria", "A meno di 300 metri in linea d'aria"} {
		if !strings.Contains(r.Message.Text, want) {
			t.Errorf("%q is missing in\n%s", want, r.Message.Text)
		}
	}
}

// TestWhereNoOfficeIsNearTheDeskIsTold, with the reason.
func TestWhereNoOfficeIsNearTheDeskIsTold(t *testing.T) {
	t.Parallel()
	for choice, want := range map[string][2]string{
		"near/-/60":          {"near/far", "Sei a circa 60 chilometri da Valdoro"},
		"near/-":             {"near/useless", "non si legge, oppure è fuori dall'Italia"},
		"near/-/0":           {"near/unknown", "Non so dove si trovano gli uffici"},
		"near/sparito/100":   {"near/unknown", "Non so dove si trovano gli uffici"},
		"near/":              {"near/unknown", "Non so dove"},
		"near:48.85,2.35":    {"near/useless", "fuori dall'Italia"},
		"near:43.9,11.33":    {"near/far", "a circa 60 chilometri"},
		"near/-/x":           {"near/unknown", "Non so dove"},
		"near/-/-3":          {"near/unknown", "Non so dove"},
		"near/sparito/x/y/z": {"near/unknown", "Non so dove"},
	} {
		r := placedChat(t).say(t, caterina.Input{Choice: choice})
		if r.Trace.Rule != want[0] || !strings.Contains(r.Message.Text, want[1]) || !strings.Contains(r.Message.Text, "**Sportello Cittadini**") {
			t.Errorf("%s, %s:\n%s", choice, r.Trace.Rule, r.Message.Text)
		}
	}
}

// TestAPlaceInTheMiddleOfAnAppointmentLosesNothing: the dialogue goes on after it.
func TestAPlaceInTheMiddleOfAnAppointmentLosesNothing(t *testing.T) {
	t.Parallel()
	c := newBookingChat(t)
	c.ask(t, "vorrei un appuntamento per la mensa")
	r := c.say(t, caterina.Input{Choice: "near/-/0"})
	if r.Message.Flow != caterina.FlowBooking || !strings.Contains(r.Message.Text, "Torniamo all'appuntamento") {
		t.Errorf("%s", r.Message.Text)
	}
}

// TestOfAHolidayTheHoursAreNotSaid: that it is closed is.
func TestOfAHolidayTheHoursAreNotSaid(t *testing.T) {
	t.Parallel()
	f := placedTown(t)
	r, err := New(knowledgeOf{f}, Config{}).Reply(t.Context(), caterina.Turn{
		Town: f.Town, Now: time.Date(2026, time.December, 8, 10, 0, 0, 0, caterina.Rome()), Inputs: []caterina.Input{{Choice: "near/sportello-cittadini/100"}},
	})
	if err != nil || !strings.Contains(r.Message.Text, "Oggi è chiuso per festa") || strings.Contains(r.Message.Text, "Oggi è aperto") {
		t.Errorf("%v: %s", err, r.Message.Text)
	}
}

// TestAPlaceThatHasANameIsNotWhereTheCitizenIs: the offices are near that place, and it
// is the place that is far.
func TestAPlaceThatHasANameIsNotWhereTheCitizenIs(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, choice, want, never string }{
		{"📍 Scuola *Pascoli*", "near:43.310,11.330", `Questi sono gli uffici più vicini a **Scuola \*Pascoli\***:`, "vicini a te"},
		{"Un luogo", "near:43.310,11.330", "Questi sono gli uffici più vicini a questo luogo:", "vicini a te"},
		{"📍 Colosseo", "near:41.89,12.49", "Quel luogo è a circa", "Sei a circa"},
	} {
		r := placedChat(t).say(t, caterina.Input{Text: tc.text, Choice: tc.choice, Media: mediaVenue})
		if !strings.Contains(r.Message.Text, tc.want) || strings.Contains(r.Message.Text, tc.never) {
			t.Errorf("%s: %s", tc.text, r.Message.Text)
		}
	}
}
