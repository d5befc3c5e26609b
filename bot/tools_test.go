package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

// toolsFor is what may be asked for after some words.
func toolsFor(tb testing.TB, c *chat, texts ...string) Tools {
	tb.Helper()
	turn := caterina.Turn{Town: c.town, Now: monday(), Lang: "it"}
	for _, text := range texts {
		turn.Inputs = append(turn.Inputs, caterina.Input{Text: text})
	}
	return c.engine.Tools(turn)
}

// TestToolsAreThereWhereTheCitizenSpeaksOfThem: the hours of offices for who speaks of
// coming or of being open, appointments for who speaks of meeting, a person always.
func TestToolsAreThereWhereTheCitizenSpeaksOfThem(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	c.engine.agenda = newAgenda(t)
	for text, want := range map[string]struct{ hours, slots bool }{
		"ma adesso siete aperti?":                                {true, false},
		"domattina posso passare da voi?":                        {true, true},
		"posso venire a parlarne di persona giovedì?":            {true, true},
		"se passo verso le undici c'è qualcuno?":                 {true, true},
		"ci siete dopo pranzo?":                                  {true, false},
		"preferirei sedermi con qualcuno e spiegare":             {false, true},
		"ho bisogno di guardare queste carte insieme a qualcuno": {false, true},
		"mi dite gli orari dello sportello?":                     {true, false},
		"is anyone there if I drop by tomorrow?":                 {true, true},
		"can I come on Friday?":                                  {true, true},
		"come si fa il ragù alla bolognese":                      {false, false},
		"che tempo fa domani":                                    {false, false},
		"scrivi una poesia sul mare":                             {false, false},
		"raccontami una barzelletta":                             {false, false},
		"quanto costa la mensa?":                                 {false, false},
		"":                                                       {false, false},
	} {
		got := toolsFor(t, c, text)
		if hours, slots := len(got.Offices) > 0, len(got.Services) > 0; hours != want.hours || slots != want.slots || got.Person == "" {
			t.Errorf("%q: hours %v, slots %v, person %q", text, hours, slots, got.Person)
		}
	}
	if got := toolsFor(t, c); got.Person != "" || got.Offices != nil || got.Services != nil {
		t.Errorf("who says nothing is offered %+v", got)
	}
}

// TestTheDeskIsTheFirstOffice, so that a model which takes the first takes the one that
// helps with everything; and no list is endless.
func TestTheDeskIsTheFirstOffice(t *testing.T) {
	t.Parallel()
	f := loadTown(t)
	slices.Reverse(f.Offices)
	for range 2 * maxTools {
		f.Offices = append(f.Offices, caterina.Office{Slug: "x", Name: "X"})
	}
	f.Offices = append(f.Offices, caterina.Office{Slug: "senza-nome"})
	c := &chat{engine: New(knowledgeOf{f}, Config{}), town: f.Town}
	got := toolsFor(t, c, "siete aperti?").Offices
	if len(got) != maxTools || got[0].Slug != c.town.Desk || got[0].Choice != "office/"+c.town.Desk {
		t.Errorf("%d offices, %+v", len(got), got[0])
	}
	if len(toolsFor(t, c, "vorrei venire").Services) > 0 {
		t.Error("where nothing is booked there is something to book")
	}
}

// TestAnOfficeIsToldOfTheDayThatWasAskedFor, by the words that came before the button.
func TestAnOfficeIsToldOfTheDayThatWasAskedFor(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"domattina vi trovo?":    "Domani mattina è chiuso.",
		"mercoledì posso venire": "Mercoledì è aperto dalle 09:00 alle 13:00.",
		"":                       "Adesso è aperto, fino alle 13:00.",
	} {
		got := newChat(t).say(t, caterina.Input{Text: text}, caterina.Input{Choice: "office/sportello-cittadini"})
		if got.Message.Outcome != caterina.OutcomeAnswer || !strings.Contains(got.Message.Text, want) || len(got.Effects) > 0 {
			t.Errorf("%q: %s", text, got.Message.Text)
		}
	}
}

// TestAChoiceThatStandsOnNoButtonIsCheckedLikeOneThatDoes: what is not there gets the kind
// sentence.
func TestAChoiceThatStandsOnNoButtonIsCheckedLikeOneThatDoes(t *testing.T) {
	t.Parallel()
	for _, choice := range []string{
		"office/", "office/municipio-3", "office/sportello-cittadini/", "office/../valdoro", "maybe/", "maybe/niente", "maybe/mensa-scolastica/password",
		"maybe/bonus-spesa-2021", "maybe/bonus-futuro", "person/", "person/offer/", "person/now",
	} {
		got := newChat(t).say(t, caterina.Input{Choice: choice})
		if got.Trace.Rule != "choice/gone" || len(got.Effects) > 0 {
			t.Errorf("%s: %s: %s", choice, got.Trace.Rule, got.Message.Text)
		}
	}
}

// TestACardIsHintedAtWithItsButton.
func TestACardIsHintedAtWithItsButton(t *testing.T) {
	t.Parallel()
	for choice, button := range map[string]string{
		MaybeChoice("card/mensa-scolastica"):         "card/mensa-scolastica",
		MaybeChoice("card/mensa-scolastica/summary"): "card/mensa-scolastica",
		MaybeChoice("card/mensa-scolastica/cost"):    "card/mensa-scolastica/cost",
	} {
		got := newChat(t).say(t, caterina.Input{Choice: choice})
		if len(got.Message.Options) != 1 || got.Message.Options[0].ID != button || got.Message.Options[0].Label != "Vedi: Mensa scolastica" {
			t.Errorf("%s: %+v", choice, got.Message.Options)
		}
		if !strings.HasPrefix(got.Message.Text, "Forse ti serve anche questa scheda: **Mensa scolastica**. ") || len(got.Message.Citations) > 0 {
			t.Errorf("%s: %s", choice, got.Message.Text)
		}
	}
	if got := MaybeChoice("person"); got != "" {
		t.Errorf("a hint at a person is %q", got)
	}
}

// TestAPersonIsOfferedAndNotCalled.
func TestAPersonIsOfferedAndNotCalled(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"it", "en"} {
		for desk, buttons := range map[Desk]string{nil: "person", openDesk(): "person callback", shutDesk(caterina.RefusedClosed): "person callback"} {
			c := chatAt(t, desk)
			c.lang = lang
			got := c.say(t, caterina.Input{Choice: "person/offer"})
			var all []string
			for _, o := range got.Message.Options {
				all = append(all, o.ID)
			}
			if strings.Join(all, " ") != buttons || len(got.Effects) > 0 || got.Message.Outcome == caterina.OutcomeHandoff {
				t.Errorf("%s: %v, effects %v: %s", lang, all, got.Effects, got.Message.Text)
			}
			if labels := wordsFor(lang); !strings.Contains(got.Message.Text, labels.optionPerson) || (desk != nil) != strings.Contains(got.Message.Text, labels.optionCallback) {
				t.Errorf("%s: the buttons are called otherwise: %s", lang, got.Message.Text)
			}
		}
	}
}

// TestTheDayWrittenBesideAButtonIsTheDayOfTheTimes: a button and a line that arrive
// together are read together.
func TestTheDayWrittenBesideAButtonIsTheDayOfTheTimes(t *testing.T) {
	t.Parallel()
	c := newChat(t)
	c.engine.agenda = newAgenda(t)
	got := c.say(t, caterina.Input{Text: "venerdì, se si può"}, caterina.Input{Choice: "book/iscrizioni-scolastiche"})
	if len(got.Message.Slots) == 0 || got.Message.Slots[0].From.Weekday() != time.Friday {
		t.Errorf("got %+v", got.Message)
	}
	got = c.say(t, caterina.Input{Choice: "book/iscrizioni-scolastiche"})
	if len(got.Message.Slots) == 0 || got.Message.Slots[0].From.Weekday() == time.Friday {
		t.Errorf("without the line: %+v", got.Message.Slots)
	}
}

// TestDangerIsHeardBeforeAnyTool.
func TestDangerIsHeardBeforeAnyTool(t *testing.T) {
	t.Parallel()
	for _, choice := range []string{"office/sportello-cittadini", "person/offer", "maybe/mensa-scolastica"} {
		got := newChat(t).say(t, caterina.Input{Text: "mio marito mi picchia"}, caterina.Input{Choice: choice})
		if got.Message.Outcome != caterina.OutcomeCrisis {
			t.Errorf("%s: %s", choice, got.Message.Text)
		}
	}
}
