package telegram_test

import (
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/internal/telegramtest"
)

func TestAButtonThatIsGoodIsWhatItSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("una scelta")
	offer := w.reads(chat, "Risposta")
	pressed := chat.Press(offer, "La seconda")
	w.reads(chat, "Risposta a La seconda")
	if got, err := chat.Answered(w.patient(), pressed.Query); err != nil || got.Text != "" {
		t.Errorf("answered %+v, %v", got, err)
	}
	w.settled()
	if said := w.said(); len(said) != 2 || said[1].Choice != "due" || said[1].Text != "La seconda" {
		t.Errorf("the log holds %+v", said)
	}
}

// TestAButtonThatIsNotGoodDoesNothing and is always answered.
func TestAButtonThatIsNotGoodDoesNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	other := w.tg.Chat(43)
	other.Say("una scelta")
	others := w.reads(other, "Risposta")
	chat := w.tg.Chat(42)
	chat.Say("una scelta")
	old := w.reads(chat, "Risposta")
	w.settled()
	act := p.taken(chat) // and closed: the chat's next conversation has the same numbers
	if _, err := p.Close(t.Context(), act, "risolta"); err != nil {
		t.Fatal(err)
	}
	chat.Say("un'altra scelta")
	w.reads(chat, "altra scelta")
	w.settled()
	before := w.sum("SELECT count(*) FROM event")
	for name, data := range map[string]string{
		"of the conversation before": old.Keyboard[0][0].Data,
		"an index beyond":            telegram.Data(3, 40, 0),
		"a number beyond":            telegram.Data(4000, 0, 0),
		"another epoch":              telegram.Data(3, 0, 77),
		"the greeting":               telegram.Data(1, 0, 0),
		"no number":                  "o:x:y:z",
		"nothing known":              "c:zzz",
		"stars beyond":               "c:r:9",
		"nonsense":                   "DROP TABLE event",
	} {
		pressed := chat.PressData(old.ID, data)
		got, err := chat.Answered(w.patient(), pressed.Query)
		if err != nil || !strings.Contains(got.Text, "non vale più") {
			t.Errorf("%s: answered %+v, %v", name, got, err)
		}
	}
	pressed := chat.PressData(others.ID, others.Keyboard[0][0].Data) // the number of a message in another chat
	if _, err := chat.Answered(w.patient(), pressed.Query); err != nil {
		t.Error(err)
	}
	w.settled()
	if after := w.sum("SELECT count(*) FROM event WHERE actor = 'citizen' AND body::text LIKE '%choice%'"); after != 0 {
		t.Errorf("%d choices came of it", after)
	}
	if after := w.sum("SELECT count(*) FROM event"); after != before {
		t.Errorf("%d events came of it", after-before)
	}
}

// TestAButtonUnderAMessageOfUnknownNumberIsBelieved: nobody was told under which
// number it arrived.
func TestAButtonUnderAMessageOfUnknownNumberIsBelieved(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.tg.Fail(telegramtest.Fault{Method: "sendMessage", Skip: 1, Times: 1, Cut: telegramtest.AfterActing})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("una scelta")
	first := w.reads(chat, "Risposta")
	w.settled()
	if times(chat, "Risposta") != 2 {
		t.Fatalf("the citizen reads %q", chat.Texts())
	}
	chat.Press(first, "La prima")
	w.reads(chat, "Risposta a La prima")
	w.settled()
}

func TestAPressThatFailsForGoodIsAnswered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{store: func(s telegram.Store) telegram.Store { return broken{Store: s, offered: true} }})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("una scelta")
	offer := w.reads(chat, "Risposta")
	pressed := chat.Press(offer, "La prima")
	got, err := chat.Answered(w.patient(), pressed.Query)
	if err != nil || !strings.Contains(got.Text, "non ha funzionato") {
		t.Errorf("answered %+v, %v", got, err)
	}
}

// TestACallBackIsAskedForAndConfirmed by the citizen's own number alone.
func TestACallBackIsAskedForAndConfirmed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.SendContact("393331234567", true)
	ask := w.reads(chat, "+393331234567")
	pressed := chat.Press(ask, "Sì, richiamatemi")
	if _, err := chat.Answered(w.patient(), pressed.Query); err != nil {
		t.Fatal(err)
	}
	w.settled()
	if conv := p.conversation(chat); conv.State != caterina.StateCallback {
		t.Errorf("the conversation is %s\n%q", conv.State, chat.Texts())
	}
	chat.Press(ask, "Sì, richiamatemi") // once more
	w.settled()
	if n := w.sum("SELECT count(*) FROM callback"); n != 1 {
		t.Errorf("%d calls were promised", n)
	}
}

func TestAConversationIsRatedWithStars(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("persona")
	w.reads(chat, "Risposta")
	act := p.taken(chat)
	if _, err := p.Close(t.Context(), act, "risolta"); err != nil {
		t.Fatal(err)
	}
	w.settled()
	closed, err := chat.Wait(w.patient(), func(all []telegramtest.Message) bool { return len(all[len(all)-1].Keyboard) > 0 })
	if err != nil {
		t.Fatal(err)
	}
	last := closed[len(closed)-1]
	chat.PressData(last.ID, last.Keyboard[len(last.Keyboard)-1][0].Data)
	stars := w.reads(chat, "stelle")
	for range 2 {
		chat.Press(stars, "★★★★")
	}
	w.settled()
	if n := w.sum("SELECT count(*) FROM rating WHERE stars = 4"); n != 1 {
		t.Errorf("%d ratings", n)
	}
}
