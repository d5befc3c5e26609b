package telegram_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

// row are the labels under a message of the chat, as they are now.
func row(chat *telegramtest.Chat, id int) []string {
	for _, m := range chat.Messages() {
		if m.ID == id {
			return m.Labels()
		}
	}
	return nil
}

// becomes waits until the buttons under a message are these.
func (w *world) becomes(chat *telegramtest.Chat, id int, labels ...string) {
	w.t.Helper()
	if _, err := chat.Wait(w.patient(), func([]telegramtest.Message) bool { return true }); err != nil {
		w.t.Fatal(err)
	}
	w.until("the row is "+strings.Join(labels, ", "), func() bool { return slices.Equal(row(chat, id), labels) })
}

// TestCase33WhatWasChosenReplacesTheRow: a second tap on what is left of it is answered
// and does nothing; one on the buttons that were there is what it always was.
func TestCase33WhatWasChosenReplacesTheRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("una scelta")
	offer := w.reads(chat, "Risposta")
	chat.Press(offer, "La seconda")
	w.reads(chat, "Risposta a La seconda")
	w.becomes(chat, offer.ID, "✓ La seconda")
	w.settled()
	events := w.sum("SELECT count(*) FROM event")
	again := chat.Press(chat.Messages()[1], "✓ La seconda")
	if got, err := chat.Answered(w.patient(), again.Query); err != nil || !strings.Contains(got.Text, "già scelto") {
		t.Errorf("answered %+v, %v", got, err)
	}
	w.settled()
	if n := w.sum("SELECT count(*) FROM event"); n != events {
		t.Errorf("%d events came of it", n-events)
	}
	if got := row(chat, offer.ID); !slices.Equal(got, []string{"✓ La seconda"}) {
		t.Errorf("then the row is %q", got)
	}
}

// TestCase33WhatIsAskedOfAnAppointmentMayBeTappedAgain: the assistant knows how the
// appointment stands, and says so.
func TestCase33WhatIsAskedOfAnAppointmentMayBeTappedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{reply: agenda})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("disdici")
	ask := w.reads(chat, "Confermi?")
	chat.Press(ask, "Sì, disdici")
	w.reads(chat, "ho disdetto")
	w.becomes(chat, ask.ID, "✓ Sì, disdici", "La pagina dell'appuntamento")
	late := chat.Messages()
	i := slices.IndexFunc(late, func(m telegramtest.Message) bool { return m.ID == ask.ID })
	chat.Press(late[i], "✓ Sì, disdici")
	w.reads(chat, "già disdetto")
	w.settled()
	chat.Press(ask, "Sì, disdici") // as it was under the finger
	w.until("it is told again", func() bool { return times(chat, "già disdetto") == 2 })
	w.settled()
}

// TestTheRowOfAStaleButtonIsTakenAway.
func TestTheRowOfAStaleButtonIsTakenAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("una scelta")
	offer := w.reads(chat, "Risposta")
	w.settled()
	p.taken(chat) // another epoch
	pressed := chat.Press(offer, "La prima")
	if got, err := chat.Answered(w.patient(), pressed.Query); err != nil || !strings.Contains(got.Text, "non vale più") {
		t.Errorf("answered %+v, %v", got, err)
	}
	w.becomes(chat, offer.ID)
	w.settled()
}

// TestRowsThatMayBePressedAgainStay: a language, a rating until it was given, and a
// reminder, also when it is pressed.
func TestRowsThatMayBePressedAgainStay(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{reply: agenda})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("/lingua")
	lang := w.reads(chat, "In che lingua")
	chat.Press(lang, "English")
	w.reads(chat, "I will write in English")
	chat.Press(lang, "Italiano")
	w.reads(chat, "ti scrivo in italiano")
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	w.settled()
	conv := p.conversation(chat)
	body, err := json.Marshal(caterina.MessageBody{Text: "Domani hai un appuntamento.", Lang: "it", Options: []caterina.Option{
		{ID: "booking/K7M2XQR/cancel?", Label: "Disdici"}, {ID: "booking/K7M2XQR/move", Label: "Sposta"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.exec("SELECT append_event($1, $2, NULL, 'system', 'booking', false, 'r', $3)", int64(conv.Town), string(conv.ID), body)
	reminder := w.reads(chat, "Domani hai")
	for i, button := range []string{"Disdici", "Sposta"} {
		chat.Press(reminder, button)
		w.until("it is answered", func() bool { return times(chat, "Risposta a ") == i+2 })
	}
	w.settled()
	act := p.taken(chat)
	if _, err := p.Close(t.Context(), act, "risolta"); err != nil {
		t.Fatal(err)
	}
	rate := w.reads(chat, "Ti chiediamo un giudizio")
	w.settled()
	chat.Press(rate, rate.Labels()[0])
	stars := w.reads(chat, "stelle")
	w.settled()
	for id, want := range map[int]int{lang.ID: 2, reminder.ID: 2, rate.ID: len(rate.Labels()), stars.ID: 5} {
		if got := row(chat, id); len(got) != want {
			t.Errorf("a row that may be pressed again is %q", got)
		}
	}
	chat.Press(stars, "★★★★")
	w.becomes(chat, stars.ID, "✓ ★★★★")
	w.settled()
}

// TestARowThatCannotBeChangedIsLeft: it is a courtesy, tried once, and nobody waits
// for it.
func TestARowThatCannotBeChangedIsLeft(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]telegramtest.Fault{
		"refused": {Method: "editMessageReplyMarkup", Status: http.StatusBadRequest, Description: "Bad Request: message can't be edited"},
		"429":     telegramtest.TooMany("editMessageReplyMarkup", 30, 0), "502": telegramtest.Broken("editMessageReplyMarkup", 502, 0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			strike := w.tg.Fail(fault)
			w.start("one")
			chat := w.tg.Chat(42)
			chat.Say("una scelta")
			offer := w.reads(chat, "Risposta")
			pressed := chat.Press(offer, "La prima")
			w.reads(chat, "Risposta a La prima")
			if _, err := chat.Answered(w.patient(), pressed.Query); err != nil {
				t.Error(err)
			}
			w.settled()
			if got := row(chat, offer.ID); strike.Count() != 1 || len(got) != 2 {
				t.Errorf("tried %d times, the row is %q", strike.Count(), got)
			}
		})
	}
}

// agenda answers as the assistant does of an appointment that is cancelled, once.
func agenda(_ context.Context, turn caterina.Turn) (caterina.Reply, error) {
	in := turn.Inputs[len(turn.Inputs)-1]
	body := caterina.MessageBody{Text: "Risposta a " + in.Text}
	switch {
	case in.Text == "disdici":
		body.Text = "Confermi?"
		body.Options = []caterina.Option{
			{ID: "booking/K7M2XQR/cancel", Label: "Sì, disdici"},
			{ID: "booking/K7M2XQR/keep", Label: "No"},
			{ID: "https://famiglia.example.it/a/1", Label: "La pagina dell'appuntamento"},
		}
	case in.Choice == "booking/K7M2XQR/cancel":
		body.Text = "Va bene, ho disdetto."
		for _, line := range turn.History {
			if strings.Contains(line.Body.Text, "ho disdetto") {
				body.Text = "L'appuntamento è già disdetto."
			}
		}
	}
	return caterina.Reply{Message: body, Trace: caterina.Trace{Outcome: caterina.OutcomeAnswer}}, nil
}
