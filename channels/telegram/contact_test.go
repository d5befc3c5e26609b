package telegram_test

import (
	"context"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

// TestATelephoneIsAskedForItsNumberByItsOwnKey: a button under a message cannot, and
// would be answered as one of another time.
func TestATelephoneIsAskedForItsNumberByItsOwnKey(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{reply: func(context.Context, caterina.Turn) (caterina.Reply, error) {
		return caterina.Reply{Message: caterina.MessageBody{
			Text: "Come preferisci?", Options: []caterina.Option{{ID: "callback", Label: "Fatti richiamare"}},
		}}, nil
	}})
	w.start("one")
	chat := w.tg.Chat(42, telegramtest.Named("Lia", "Neri"))
	chat.Say("richiamatemi")
	chat.Press(w.reads(chat, "Come preferisci?"), "Fatti richiamare")
	asked := w.reads(chat, "Mandami il tuo numero")
	const want = `{"keyboard":[[{"text":"Manda il mio numero","request_contact":true}]],"resize_keyboard":true,"one_time_keyboard":true}`
	if asked.Markup != want || len(asked.Labels()) != 0 {
		t.Errorf("the telephone is asked with %s and %q", asked.Markup, asked.Labels())
	}
	chat.SendContact("+393331234567", true)
	w.reads(chat, "+393331234567")
}

// TestWhoRatesTwiceReadsThatTheyHave, and not that it is impossible.
func TestWhoRatesTwiceReadsThatTheyHave(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	act := p.taken(chat)
	if _, err := p.Close(t.Context(), act, "risolta"); err != nil {
		t.Fatal(err)
	}
	chat.Press(w.reads(chat, "ha chiuso la conversazione"), "Dai un voto a questa conversazione")
	stars := w.reads(chat, "Com'è andata?")
	chat.Press(stars, "★★★★")
	w.reads(chat, "Grazie per la valutazione")
	chat.Press(stars, "★")
	w.reads(chat, "Hai già lasciato una valutazione: grazie.")
	if times(chat, " / ") != 0 {
		t.Error("both languages are read at once")
	}
}
