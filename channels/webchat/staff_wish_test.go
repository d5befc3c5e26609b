package webchat

import (
	"strings"
	"testing"
	"time"

	"example.org/caterina"
)

func wished(wants string) func(*consoleFrame) bool {
	return func(f *consoleFrame) bool { return f.Type == "wish" && f.Wants == wants }
}

// TestAWishThatOthersChangeIsShownAndExplained: every tab of the operator in
// every process, and nobody else's.
func TestAWishThatOthersChangeIsShownAndExplained(t *testing.T) {
	t.Parallel()
	here, there := make(chan string, 100), make(chan string, 100)
	one := startOffice(t, func(h *StaffHub) { h.cfg.Whisper, h.cfg.Whispers = func(text string) { there <- text }, here })
	two := startOffice(t, func(h *StaffHub) { h.cfg.Whisper, h.cfg.Whispers = func(text string) { here <- text }, there })
	near, far, bea := one.signIn(t, "ada", 1), two.signIn(t, "ada", 2), two.signIn(t, "bea", 3)
	two.desk.hub.Wished(1, 1, caterina.WantsPause, "Bea")
	for _, tab := range []*staffClient{near, far} {
		if f := tab.until("wish", wished("busy")); f.Why != "Bea ha cambiato il tuo stato: adesso è «In pausa»." {
			t.Errorf("she reads %q", f.Why)
		}
	}
	// What she wants herself needs no explanation, and it can be wanted at once.
	if f := near.deed("wish", "w", 0, map[string]any{"wants": "available"}); f.Type != "ack" {
		t.Errorf("wish: %+v", f)
	}
	if f := far.until("wish", wished("available")); f.Why != "" {
		t.Errorf("the other tab says %q", f.Why)
	}
	bea.say(map[string]any{"type": "ping"})
	bea.until("pong", func(f *consoleFrame) bool {
		if f.Type == "wish" {
			t.Errorf("a colleague was told: %+v", f)
		}
		return f.Type == "pong"
	})
}

// TestWhoLetsItRingIsToldThatTheyPause: nobody but the database knows, for the
// dispatcher of another process has ended the offer.
func TestWhoLetsItRingIsToldThatTheyPause(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	o.desk.set(func() {
		o.desk.wishes[1] = caterina.WantsWork
		head := o.desk.heads[convOne]
		head.Conversation.State, head.Owner, head.OwnerName = caterina.StateOffered, 1, "Ada"
		head.Conversation.Epoch++
	})
	ada := o.signIn(t, "ada", 1)
	o.desk.hub.Wake(convOne)
	ada.until("offer", func(f *consoleFrame) bool { return f.Type == "offer" })
	o.desk.set(func() {
		o.desk.wishes[1] = caterina.WantsPause
		head := o.desk.heads[convOne]
		head.Conversation.State, head.Owner, head.OwnerName = caterina.StateQueued, 0, ""
		head.Conversation.Epoch++
	})
	o.desk.hub.Wake(convOne)
	if f := ada.until("wish", wished("busy")); !strings.Contains(f.Why, "senza risposta") {
		t.Errorf("she reads %q", f.Why)
	}
}

// TestAWishThatNothingTellsOfIsFound: a look every few seconds is the net.
func TestAWishThatNothingTellsOfIsFound(t *testing.T) {
	t.Parallel()
	o := startOffice(t, func(h *StaffHub) { h.times.auth = 50 * time.Millisecond })
	ada := o.signIn(t, "ada", 1)
	o.desk.set(func() { o.desk.wishes[1] = caterina.WantsNothing })
	if f := ada.until("wish", wished("offline")); f.Why != "Il tuo stato è cambiato: adesso è «Fuori turno»." {
		t.Errorf("she reads %q", f.Why)
	}
}

// TestAMessageInAnotherConversationIsTold: the tab follows none, and hears that
// its citizen has written; what a colleague notes there is no message.
func TestAMessageInAnotherConversationIsTold(t *testing.T) {
	t.Parallel()
	o := startOffice(t)
	ada := o.signIn(t, "ada", 1)
	ada.say(map[string]any{"type": "take", "id": "t", "conv": convOne, "epoch": 1}) // its answer may come before the change or after
	ada.until("change of hands", func(f *consoleFrame) bool { return f.Type == "changed" && f.Mine })
	o.desk.set(func() { o.desk.heads[convOne].CitizenAt = time.Now() })
	o.desk.says(convOne, caterina.ActorCitizen, "è ancora lì?")
	ada.until("word", func(f *consoleFrame) bool { return f.Type == "changed" && f.Mine && f.Said && f.Conv == convOne })
	o.desk.says(convTwo, caterina.ActorCitizen, "di un altro Comune, e di nessuno")
	o.desk.says(convOne, caterina.OperatorActor(2), "lo seguo io?")
	if f := ada.until("change", func(f *consoleFrame) bool { return f.Type == "changed" }); f.Said {
		t.Error("a colleague's words are taken for the citizen's")
	}
}
