package telegram_test

import (
	"strings"
	"testing"

	"example.org/caterina"
)

// ends closes the chat's conversation, as silence does, more than a day ago: nobody goes
// on with it any more.
func (w *world) ends(conv caterina.ConversationID) {
	w.t.Helper()
	w.exec("UPDATE conversation SET state = 'closed', closed_at = clock_timestamp() - interval '25 hours', epoch = epoch + 1 WHERE id = $1", string(conv))
}

// TestWhoWritesWithinADayGoesOn in the conversation that was closed, as they were told
// when it was, without a greeting; /start begins anew.
func TestWhoWritesWithinADayGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	w.settled()
	first := p.conversation(chat).ID
	w.exec("UPDATE conversation SET state = 'closed', closed_at = clock_timestamp() - interval '23 hours', epoch = epoch + 1")
	chat.Say("asilo")
	w.reads(chat, "Risposta a asilo")
	w.settled()
	if got := p.conversation(chat).ID; got != first || times(chat, "Conversazione ripresa") != 1 || times(chat, "Ciao") != 1 {
		t.Errorf("it goes on in %s instead of %s: %q", got, first, chat.Texts())
	}
	w.exec("UPDATE conversation SET state = 'closed', closed_at = clock_timestamp(), epoch = epoch + 1")
	chat.Start("")
	w.until("greeted", func() bool { return times(chat, "Ciao!") == 2 })
	if p.conversation(chat).ID == first {
		t.Error("/start goes on with what has ended")
	}
}

// TestWhoComesBackIsGreetedShortly, and with everything at /start, after a month, or in
// another town.
func TestWhoComesBackIsGreetedShortly(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	w.settled()
	w.ends(p.conversation(chat).ID)
	chat.Say("asilo")
	w.reads(chat, "Risposta a asilo")
	w.settled()
	if times(chat, "Ciao!") != 1 || times(chat, "Ciao di nuovo! Ti risponde sempre Caterina, il programma") != 1 || times(chat, "Unione Europea") != 1 {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
	w.ends(p.conversation(chat).ID)
	chat.Start("")
	w.until("greeted", func() bool { return times(chat, "Unione Europea") == 2 })
	w.settled()
	w.ends(p.conversation(chat).ID)
	w.exec("UPDATE conversation SET created_at = created_at - interval '31 days'")
	chat.Say("mensa")
	w.reads(chat, "Risposta a mensa")
	w.settled()
	if times(chat, "Unione Europea") != 3 || times(chat, "Ciao di nuovo!") != 1 {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
}

// TestEverythingOfTheChatIsErased: the conversations that have ended too, of this town
// and not of another. The citizen is told once.
func TestEverythingOfTheChatIsErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{all: true})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Start("bari")
	chat.Say("TIENI questo")
	w.reads(chat, "Risposta a TIENI questo")
	chat.Start("siena")
	for _, text := range []string{"SEGRETO uno", "SEGRETO due"} {
		chat.Say(text)
		w.reads(chat, "Risposta a "+text)
		w.settled()
		w.ends(p.conversation(chat).ID)
	}
	chat.Say("SEGRETO tre")
	w.reads(chat, "Risposta a SEGRETO tre")
	other := w.tg.Chat(43)
	other.Start("siena")
	other.Say("DI UN ALTRO")
	w.reads(other, "Risposta a DI UN ALTRO")
	chat.Say("/cancella")
	ask := w.reads(chat, "Vuoi cancellare tutto quello che hai scritto in questa chat del Comune di Siena")
	chat.Press(ask, "Sì, cancella")
	w.reads(chat, "quello che era scritto in questa chat non c'è più")
	w.settled()
	log := w.all("event")
	if strings.Contains(log, "SEGRETO") || !strings.Contains(log, "TIENI") || !strings.Contains(log, "DI UN ALTRO") {
		t.Errorf("the log holds:\n%s", log)
	}
	if n := times(chat, "Contenuto cancellato"); n != 1 {
		t.Errorf("the citizen is told %d times: %q", n, chat.Texts())
	}
	if n := w.sum("SELECT count(*) FROM audit WHERE action = 'conversation.erase'"); n != 3 {
		t.Errorf("%d erasures are noted", n)
	}
}

// TestWhatAPersonHasIsKeptUntilTheyHaveFinished: what has ended is gone at once.
func TestWhatAPersonHasIsKeptUntilTheyHaveFinished(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("VECCHIO")
	w.reads(chat, "Risposta a VECCHIO")
	w.settled()
	w.ends(p.conversation(chat).ID)
	chat.Say("NUOVO")
	w.reads(chat, "Risposta a NUOVO")
	p.taken(chat)
	chat.Say("/cancella")
	chat.Press(w.reads(chat, "Vuoi cancellare"), "Sì, cancella")
	w.reads(chat, "Ho cancellato le conversazioni finite")
	w.settled()
	if log := w.all("event"); strings.Contains(log, "VECCHIO") || !strings.Contains(log, "NUOVO") {
		t.Errorf("the log holds:\n%s", log)
	}
}

// TestWhatWaitsForATownIsErasedWithoutOne.
func TestWhatWaitsForATownIsErasedWithoutOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{all: true})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("SEGRETO")
	w.reads(chat, "Di quale Comune")
	chat.Say("/cancella")
	ask := w.reads(chat, "Vuoi cancellare tutto quello che hai scritto in questa chat, anche")
	chat.Press(ask, "Sì, cancella")
	w.reads(chat, "Contenuto cancellato")
	w.settled()
	if text := w.all("telegram_chat"); strings.Contains(text, "SEGRETO") {
		t.Errorf("it still waits: %s", text)
	}
	chat.Press(ask, "Sì, cancella")
	w.reads(chat, "Non c'è niente da cancellare")
}

// TestAPersonOfTheTownBeforeStays, and the citizen is told where their words go.
func TestAPersonOfTheTownBeforeStays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{all: true})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Start("siena")
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	act := p.taken(chat)
	chat.Start("bari-nido")
	w.reads(chat, "Una persona del Comune di Siena sta seguendo la tua conversazione, che resta aperta")
	w.reads(chat, "Risposta a Iscrizione al nido")
	p.writes(act, "r1", "Eccomi da Siena")
	w.reads(chat, "Eccomi da Siena")
	w.settled()
	if conv := p.conversation(chat); conv.State != caterina.StateAssigned {
		t.Errorf("the one in Siena is %s", conv.State)
	}
	if times(chat, "che resta aperta") != 1 {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
	chat.Start("siena")
	w.until("back", func() bool { return w.sum("SELECT town_id FROM telegram_chat") == int(w.towns[0].ID) })
	w.settled()
	if n := w.sum("SELECT count(*) FROM conversation WHERE state = 'closed' AND town_id = $1", int64(w.towns[1].ID)); n != 1 {
		t.Error("the one in Bari is still open")
	}
	chat.Say("grazie")
	w.until("it is read by the person", func() bool {
		return w.sum("SELECT count(*) FROM event WHERE conversation_id = $1 AND body ->> 'text' = 'grazie'", string(act.Conversation)) == 1
	})
}
