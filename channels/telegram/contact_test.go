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
