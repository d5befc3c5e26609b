package telegram_test

import (
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

// TestTheFirstQuestionWaitsForTheTown, and what was added to it.
func TestTheFirstQuestionWaitsForTheTown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{all: true})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("buongiorno")
	chat.Say("come iscrivo mio figlio?")
	which := w.reads(chat, "Di quale Comune")
	chat.Press(which, "Siena")
	w.reads(chat, "Risposta a buongiorno come iscrivo mio figlio?")
	w.settled()
	if times(chat, "Sono qui") != 0 || len(chat.Messages()) != 4 {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
	if n := w.sum("SELECT count(*) FROM telegram_chat WHERE waiting <> ''"); n != 0 {
		t.Error("it still waits")
	}
	chat.Say("/comune")
	again, err := chat.Wait(w.patient(), func(all []telegramtest.Message) bool {
		return strings.Contains(all[len(all)-1].Text, "Di quale Comune")
	})
	if err != nil {
		t.Fatal(err)
	}
	chat.Press(again[len(again)-1], "Bari")
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	w.settled()
	if conv := p.conversation(chat); conv.State != caterina.StateClosed {
		t.Errorf("the one in Siena is %s", conv.State)
	}
	if times(chat, "Chiusa") != 0 {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
	if n := w.sum("SELECT count(*) FROM conversation"); n != 2 {
		t.Errorf("there are %d conversations", n)
	}
}

// TestALinkNamesTheTown and answers at once.
func TestALinkNamesTheTown(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{all: true})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Start("bari-nido")
	w.reads(chat, "Risposta a Iscrizione al nido")
	w.settled()
	if n := w.sum("SELECT town_id FROM telegram_chat"); n != int(w.towns[1].ID) {
		t.Errorf("the town is %d", n)
	}
}

func TestTheLanguageIsTheCitizens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	chat := w.tg.Chat(42, telegramtest.Language("en-GB"))
	chat.Say("/language")
	ask := w.reads(chat, "Which language")
	chat.Press(ask, "Italiano")
	w.reads(chat, "ti scrivo in italiano")
	chat.Say("/help")
	w.reads(chat, "Scrivimi che cosa ti serve")
	w.settled()
}

// TestWhatACitizenErasesIsGone: words, files, what waited and what was to be sent.
func TestWhatACitizenErasesIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("SEGRETO uno")
	chat.SendDocument(telegramtest.Upload{Name: "SEGRETO.txt", Bytes: []byte("SEGRETO due")}, "SEGRETO tre", "")
	chat.SendContact("39333SEGRETO", true)
	w.until("all is there", func() bool { return len(w.said()) == 2 })
	w.settled()
	w.exec("UPDATE telegram_chat SET waiting = 'SEGRETO'")
	chat.Say("/cancella")
	ask := w.reads(chat, "Vuoi cancellare")
	chat.Press(ask, "Sì, cancella")
	w.until("it is done", func() bool { return w.sum("SELECT count(*) FROM event WHERE client_id LIKE 'erase:%'") == 1 })
	w.settled()
	for _, table := range []string{"event", "delivery", "telegram_update", "telegram_chat", "attachment", "turn", "audit"} {
		if text := w.all(table); strings.Contains(text, "SEGRETO") {
			t.Errorf("%s still holds it:\n%s", table, text)
		}
	}
	if n := w.sum("SELECT count(*) FROM attachment"); n != 0 {
		t.Errorf("%d files are kept", n)
	}
	if err := p.EraseOwn(t.Context(), w.towns[0], p.conversation(chat).ID, "it"); err != nil {
		t.Errorf("once more: %v", err)
	}
}

// TestNothingIsErasedWhileAPersonHasIt, nor when the citizen thinks better of it.
func TestNothingIsErasedWhileAPersonHasIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("/cancella")
	ask := w.reads(chat, "Vuoi cancellare")
	chat.Press(ask, "Sì, cancella")
	w.reads(chat, "Non c'è niente da cancellare")
	chat.Press(ask, "No, tieni")
	w.reads(chat, "non cancello niente")
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	p.taken(chat)
	chat.Press(ask, "Sì, cancella")
	w.reads(chat, "una persona sta seguendo")
	w.settled()
	if got := texts(w.said()); len(got) != 1 || got[0] != "nido" {
		t.Errorf("the log holds %q", got)
	}
}

// linked begins a conversation on the website and returns the link's payload.
func (p *process) linked(t *testing.T) (caterina.ConversationID, string) {
	t.Helper()
	session, err := p.store.OpenSession(t.Context(), caterina.Opening{
		Town: p.towns[0].ID, Channel: caterina.ChannelWeb, Lang: "it", Greeting: caterina.MessageBody{Text: "Ciao!"},
	})
	if err != nil {
		t.Fatal(err)
	}
	word, err := p.store.MakeLink(t.Context(), p.towns[0].ID, session.Conversation.ID)
	if err != nil {
		t.Fatal(err)
	}
	return session.Conversation.ID, "c_siena_" + word.Reveal()
}

// TestCase55AConversationOfTheWebGoesOnHereOnceTheCitizenAgrees: until then there are
// two.
func TestCase55AConversationOfTheWebGoesOnHereOnceTheCitizenAgrees(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("nido") // one is open here, with the assistant: it is in the way
	w.reads(chat, "Risposta a nido")
	own := p.conversation(chat)
	conv, payload := p.linked(t)
	chat.Start(payload)
	ask := w.reads(chat, "Vuoi continuare qui")
	w.settled()
	if got := p.conversation(chat).ID; got != own.ID {
		t.Error("it was joined before the citizen agreed")
	}
	chat.Press(ask, "Sì, continua qui")
	w.reads(chat, "la conversazione continua qui")
	w.settled()
	if got := p.conversation(chat).ID; got != conv {
		t.Errorf("the chat has %s", got)
	}
	if n := w.sum("SELECT count(*) FROM conversation WHERE id = $1 AND state = 'closed'", string(own.ID)); n != 1 {
		t.Error("the other one is still open")
	}
	if times(chat, "Chiusa") != 0 {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
	chat.Say("asilo")
	w.reads(chat, "Risposta a asilo")
	if n := w.sum("SELECT count(*) FROM event WHERE conversation_id = $1 AND actor = 'citizen'", string(conv)); n != 1 {
		t.Error("it does not go on")
	}
	w.tg.Chat(43).Start(payload) // used
	w.reads(w.tg.Chat(43), "non vale più")
	chat.Press(ask, "Sì, continua qui") // once more in the same chat
	w.settled()
	if times(chat, "la conversazione continua qui") != 2 || times(chat, "non vale più") != 0 {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
}

// TestALinkWaitsWhilePeopleHaveTheChat, can be declined, and is nobody's to guess.
func TestALinkWaitsWhilePeopleHaveTheChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	act := p.taken(chat)
	conv, payload := p.linked(t)
	chat.Start(payload)
	ask := w.reads(chat, "Vuoi continuare qui")
	chat.Press(ask, "Sì, continua qui")
	w.reads(chat, "Qui una persona sta già seguendo")
	chat.Press(ask, "No, resto sul sito")
	w.reads(chat, "resta sul sito")
	chat.Start("c_siena_" + strings.Repeat("A", 22))
	w.reads(chat, "non vale più")
	chat.Start("c_roma_x")
	w.settled()
	if got := p.conversation(chat); got.ID != act.Conversation || got.State != caterina.StateAssigned {
		t.Errorf("the chat has %+v", got)
	}
	if n := w.sum("SELECT count(*) FROM conversation WHERE id = $1 AND channel = 'web'", string(conv)); n != 1 {
		t.Error("the one of the website has moved")
	}
	if n := w.sum("SELECT count(*) FROM conversation_link WHERE used_at IS NOT NULL"); n != 0 {
		t.Error("the link is spent")
	}
}
