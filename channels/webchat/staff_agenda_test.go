package webchat

import (
	"encoding/json"
	"testing"

	"example.org/caterina"
)

func agendaOf(office string) func(*consoleFrame) bool {
	return func(f *consoleFrame) bool { return f.Type == "agenda" && f.Office == office }
}

// silent fails when the console has been told of an agenda.
func (c *staffClient) silent(t *testing.T) {
	t.Helper()
	c.say(map[string]any{"type": "ping"})
	c.until("pong", func(f *consoleFrame) bool {
		if f.Type == "agenda" {
			t.Errorf("was told: %+v", f)
		}
		return f.Type == "pong"
	})
}

// TestDesksHearOfEveryStep: of a place that is held, of one that is let go, of an
// appointment, and of what colleagues do at the desk, in every process.
func TestDesksHearOfEveryStep(t *testing.T) {
	t.Parallel()
	here, there := make(chan string, 100), make(chan string, 100)
	one := startOffice(t, func(h *StaffHub) { h.cfg.Whisper, h.cfg.Whispers = func(text string) { there <- text }, here })
	two := startOffice(t, func(h *StaffHub) { h.cfg.Whisper, h.cfg.Whispers = func(text string) { here <- text }, there })
	near, far := one.signIn(t, "ada", 1), two.signIn(t, "bea", 2)
	push := func(kind caterina.EventKind, actor caterina.Actor, body caterina.MessageBody) {
		data, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		one.desk.hub.Push(caterina.Event{Conversation: convOne, Kind: kind, Actor: actor, Body: data})
	}
	both := func(what, office string) {
		t.Helper()
		near.until(what, agendaOf(office))
		far.until(what, agendaOf(office))
	}
	push(caterina.KindMessage, caterina.ActorBot, caterina.MessageBody{Text: "Tengo il posto", Flow: caterina.FlowBooking})
	both("a place is held", "")
	push(caterina.KindMessage, caterina.ActorCitizen, caterina.MessageBody{Text: "lascia stare"})
	near.silent(t)
	push(caterina.KindMessage, caterina.ActorBot, caterina.MessageBody{Text: "Va bene"})
	both("it is let go", "")
	push(caterina.KindMessage, caterina.ActorBot, caterina.MessageBody{Text: "Altro?"})
	near.silent(t)
	far.silent(t)
	push(caterina.KindBooking, caterina.ActorBot, caterina.MessageBody{Text: "Prenotato"})
	both("it is booked", "")
	push(caterina.KindMessage, caterina.ActorBot, caterina.MessageBody{Text: "Ciao"})
	both("the dialogue has ended", "")
	one.desk.hub.Push(caterina.Event{
		Conversation: convOne, Kind: caterina.KindState, Actor: caterina.OperatorActor(1), Body: []byte(`{"text": "Contenuto cancellato", "reason": "erased"}`),
	})
	both("it was erased, with what it held", "")
	one.desk.hub.AgendaChanged(1, "nord")
	both("somebody was called in", "nord")
	one.desk.hub.AgendaChanged(2, "nord")
	near.silent(t)
	far.silent(t)
}

// TestNobodyToTellLeavesNothingBehind: without a console nothing is gathered.
func TestNobodyToTellLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	o.desk.hub.Push(caterina.Event{Conversation: convOne, Kind: caterina.KindBooking, Actor: caterina.ActorSystem})
	o.desk.hub.heardOfAgenda(&whisper{Kind: whisperAgenda, Conv: "00000000-0000-4000-8000-0000000000a9"})
	if o.desk.hub.isAgenda(convOne) || o.desk.hub.isAgenda("00000000-0000-4000-8000-0000000000a9") {
		t.Error("something was kept for nobody")
	}
}
