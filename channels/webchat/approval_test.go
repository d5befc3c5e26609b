package webchat

import (
	"encoding/json"
	"fmt"
	"testing"

	"example.org/caterina"
)

// TestStaffHearOfAnswersToApprove is case 25: every console of the town is told
// when one begins to wait and when it no longer does, also in a conversation that
// never left the bot.
func TestStaffHearOfAnswersToApprove(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada, bea := o.signIn(t, "ada", 1), o.signIn(t, "bea", 2)
	const conv = caterina.ConversationID("00000000-0000-4000-8000-0000000000aa")
	stands := func(seq, pending int64) {
		t.Helper()
		o.desk.set(func() {
			o.desk.heads[conv] = &caterina.Head{LastSeq: seq, Pending: pending, Held: caterina.Held{
				Conversation: caterina.Conversation{ID: conv, Town: 1, State: caterina.StateBot},
			}}
		})
		o.desk.hub.Wake(conv)
	}
	changed := func(f *consoleFrame) bool { return f.Type == "changed" && f.Conv == conv }
	for _, step := range []struct{ seq, pending int64 }{{4, 4}, {6, 6}, {7, 0}} {
		stands(step.seq, step.pending)
		for name, c := range map[string]*staffClient{"ada": ada, "bea": bea} {
			if f := c.until("change", changed); f.N != step.seq || f.State != "bot" || f.Mine {
				t.Errorf("%s is told %+v at %d", name, f, step.seq)
			}
		}
	}
	stands(9, 0) // what the bot and the citizen say changes no list
	stands(10, 10)
	if f := ada.until("change", changed); f.N != 10 {
		t.Errorf("told of %d, want 10", f.N)
	}
}

// TestCitizensNeverHearOfAnAnswerThatWaits, whatever is pushed.
func TestCitizensNeverHearOfAnAnswerThatWaits(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	c := s.open(t)
	conv := c.conv
	body, err := json.Marshal(caterina.PendingBody{MessageBody: caterina.MessageBody{Text: "segreta"}, Queue: "urp"})
	if err != nil {
		t.Fatal(err)
	}
	s.hub.Push(caterina.Event{Conversation: conv, Seq: 99, Kind: caterina.KindPending, Actor: caterina.ActorBot, Body: body})
	s.hub.Push(s.store.as(conv, caterina.ActorSystem, caterina.MessageBody{Text: "si verifica"}))
	if f := c.until("ev"); f.Body.Text != "si verifica" {
		t.Errorf("the citizen is told %+v", f)
	}
}

// TestThePageSaysThatTheAnswerIsBeingChecked: it does not reload by itself, so it
// says how to see the answer.
func TestThePageSaysThatTheAnswerIsBeingChecked(t *testing.T) {
	t.Parallel()
	s := startServer(t, func(s *server) { s.hub.times.answer = 0 })
	v := s.visit(t)
	v.get("/chat/siena")
	v.say("Cosa serve per il nido?")
	conv := v.conv()
	s.store.mu.Lock()
	s.store.append(conv, caterina.ActorSystem, fmt.Sprintf("%s%d", caterina.CheckingPrefix, 2), caterina.MessageBody{Text: "Un operatore sta verificando la risposta."})
	s.store.mu.Unlock()
	v.get("/chat/siena")
	v.shows("Un operatore sta verificando la risposta.", "Guarda se c&#39;è la risposta")
}
