package telegram_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

// TestWhatMayHaveArrivedIsSentAgainIfSomebodyNeedsIt: the connection is cut after
// Telegram has acted, and nobody can ask it.
func TestWhatMayHaveArrivedIsSentAgainIfSomebodyNeedsIt(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]telegramtest.Fault{
		"cut": telegramtest.Cutting("sendMessage", telegramtest.AfterActing, 1), "garbled": telegramtest.Garbled("sendMessage", 1),
		"504": {Method: "sendMessage", Status: 504, Acting: true, Times: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			p := w.start("one")
			chat := w.tg.Chat(42)
			fault.Skip = 1 // the greeting
			w.tg.Fail(fault)
			chat.Say("nido")
			w.reads(chat, "Risposta")
			w.settled()
			if times(chat, "Risposta a nido") != 2 || w.sum("SELECT count(*) FROM delivery WHERE state = 'sent' AND unsure") != 1 {
				t.Errorf("an answer: %q", chat.Texts())
			}
			fault.Skip = 0
			w.tg.Fail(fault)
			act := p.taken(chat) // a status line
			w.settled()
			if times(chat, "Ora parli") != 1 || w.sum("SELECT count(*) FROM delivery WHERE state = 'void' AND unsure") != 1 {
				t.Errorf("a status line: %q", chat.Texts())
			}
			w.tg.Fail(fault)
			p.writes(act, "1", "eccomi")
			w.reads(chat, "eccomi")
			w.settled()
			flaws, err := p.store.DeliveryFlaws(t.Context(), act.Town, act.Conversation)
			if times(chat, "eccomi") != 2 || err != nil || len(flaws) != 3 || !slices.ContainsFunc(flaws, func(f caterina.DeliveryFlaw) bool {
				return f.State == caterina.DeliverySent && f.Unsure
			}) {
				t.Errorf("an operator's line: %q, %+v, %v", chat.Texts(), flaws, err)
			}
		})
	}
}

// TestWhatWasNotSentIsSentLater once, and in order.
func TestWhatWasNotSentIsSentLater(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]telegramtest.Fault{
		"502 in HTML": telegramtest.Broken("sendMessage", 502, 2), "429": telegramtest.TooMany("sendMessage", 1, 2),
		"401": {Method: "sendMessage", Status: 401, Times: 1, Description: "Unauthorized"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			w.tg.Fail(fault)
			w.start("one")
			chat := w.tg.Chat(42)
			chat.Say("nido")
			if fault.Status == 401 { // half a minute is not waited for
				w.until("the bot rests", func() bool {
					return w.sum("SELECT count(*) FROM telegram_bot, delivery WHERE next_at > now() AND state = 'due' AND error IS NOT NULL") == 1
				})
				w.exec("UPDATE telegram_bot SET next_at = now()")
				w.exec("UPDATE delivery SET due_at = now() WHERE state = 'due'")
			}
			w.reads(chat, "Risposta a nido")
			w.settled()
			if len(chat.Messages()) != 2 || !strings.Contains(chat.Texts()[0], "Ciao!") {
				t.Errorf("the citizen reads %q", chat.Texts())
			}
			if n := w.sum("SELECT count(*) FROM delivery WHERE unsure OR state <> 'sent'"); n != 0 {
				t.Errorf("%d are not simply sent", n)
			}
		})
	}
}

// TestFormattingThatIsRefusedIsLeftOut, and what is refused for good holds nothing up.
func TestFormattingThatIsRefusedIsLeftOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.tg.Fail(telegramtest.Fault{Method: "sendMessage", Skip: 1, Times: 1, Status: 400, Description: "Bad Request: can't parse entities: whatever"})
	w.tg.Fail(telegramtest.Fault{Method: "sendMessage", Skip: 2, Times: 1, Status: 400, Description: "Bad Request: message is too long"})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("nido")
	m := w.reads(chat, "Risposta a nido")
	w.settled()
	if m.Mode != "" || w.sum("SELECT count(*) FROM delivery WHERE plain AND state = 'sent'") != 1 {
		t.Errorf("sent as %q", m.Mode)
	}
	chat.Say("asilo")
	w.settled()
	chat.Say("scuola")
	w.reads(chat, "Risposta a scuola")
	w.settled()
	if n := w.sum("SELECT count(*) FROM delivery WHERE state = 'failed' AND error = 'message is too long'"); n != 1 || times(chat, "asilo") != 0 {
		t.Errorf("%d failed: %q", n, chat.Texts())
	}
	if r := w.bot.Rates(); r.PerChat > 1 {
		t.Errorf("sent %+v", r)
	}
}

// TestNobodyIsSentTooMuch: one a second to a chat, thirty to all, as Telegram counts.
func TestNobodyIsSentTooMuch(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{options: telegramtest.Options{PerSecond: 30, PerChat: 1}})
	p := w.build("one")
	const chats, each = 40, 2
	for i := range chats * each {
		err := p.store.SayToChat(t.Context(), caterina.BotID(w.bot.ID()), caterina.ChatID(100+i%chats), strconv.Itoa(i), caterina.MessageBody{Text: fmt.Sprintf("riga %d", i/chats)})
		if err != nil {
			t.Fatal(err)
		}
		w.tg.Chat(int64(100 + i%chats))
	}
	w.start("two")
	w.start("three")
	w.settled()
	if r := w.bot.Rates(); r.Sends != chats*each || r.Overall > 30 || r.PerChat > 1 {
		t.Errorf("sent %+v", r)
	}
	for i := range chats {
		if got := w.tg.Chat(int64(100 + i)).Texts(); len(got) != each || !strings.Contains(got[0], "riga 0") || !strings.Contains(got[1], "riga 1") {
			t.Errorf("chat %d reads %q", i, got)
		}
	}
}

// TestAnAccountThatIsGoneHoldsNobodyUp: its messages fail, the others' arrive.
func TestAnAccountThatIsGoneHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.build("one")
	gone, here := w.tg.Chat(42), w.tg.Chat(43)
	gone.DeleteAccount()
	for i := range 6 {
		err := p.store.SayToChat(t.Context(), caterina.BotID(w.bot.ID()), caterina.ChatID(42+i%2), strconv.Itoa(i), caterina.MessageBody{Text: fmt.Sprintf("riga %d", i)})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.start("two")
	w.reads(here, "riga 5")
	w.settled()
	if n := w.sum("SELECT count(*) FROM delivery WHERE state = 'failed' AND chat = 42"); n != 3 {
		t.Errorf("%d have failed", n)
	}
}

// TestAProcessThatDiesWhileItSends leaves what it was sending to the next one, which
// cannot know whether it arrived.
func TestAProcessThatDiesWhileItSends(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.build("dead")
	bot := caterina.BotID(w.bot.ID())
	chat := w.tg.Chat(42)
	for _, text := range []string{"prima", "dopo"} {
		if err := p.store.SayToChat(t.Context(), bot, 42, text, caterina.MessageBody{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	due, err := p.store.ClaimDeliveries(t.Context(), bot, 10, 0)
	if err != nil || len(due) != 1 {
		t.Fatalf("took %+v, %v", due, err)
	}
	w.exec("UPDATE delivery SET sending_at = now() - interval '1 hour' WHERE state = 'sending'")
	w.start("two")
	w.reads(chat, "dopo")
	w.settled()
	if got := chat.Texts(); len(got) != 2 || got[0] != "prima" {
		t.Errorf("the citizen reads %q", got)
	}
	if n := w.sum("SELECT count(*) FROM delivery WHERE unsure"); n != 1 {
		t.Errorf("%d are unsure", n)
	}
	if err := p.store.PartSent(t.Context(), &due[0], 1, true); caterina.CodeOf(err) != caterina.CodeConflict {
		t.Errorf("the dead one may still say how it ended: %v", err)
	}
}

func TestAGroupsTextIsNotKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	group := w.bot.Group(-7, "Mamme")
	group.SayAs(models.User{ID: 9, FirstName: "Pia"}, "/start SEGRETO")
	w.reads(group, "una persona alla volta")
	w.settled()
	if strings.Contains(w.all("telegram_update")+w.all("telegram_chat")+w.all("delivery")+w.all("event"), "SEGRETO") {
		t.Error("it is kept")
	}
}
