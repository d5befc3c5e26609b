package telegram_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

// corrects puts the first line of an operator's right.
func (p *process) corrects(act caterina.Act, id, text string) {
	p.t.Helper()
	seq := p.sum("SELECT seq FROM event WHERE client_id = '1' AND kind = 'message'")
	_, err := p.Edit(p.t.Context(), caterina.StaffMessage{
		Town: act.Town, Conversation: act.Conversation, Operator: act.Operator, Name: act.Name, Epoch: act.Epoch,
		ClientID: id, Text: text, Edits: int64(seq),
	})
	if err != nil {
		p.t.Fatal(err)
	}
}

// held is a chat whose conversation an operator has, with nothing on its way.
func (w *world) held() (*process, *telegramtest.Chat, caterina.Act) {
	w.t.Helper()
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("persona")
	w.reads(chat, "Risposta")
	act := p.taken(chat)
	w.settled()
	return p, chat, act
}

// shown are the texts of the chat that hold one of the words, as they are now.
func shown(chat *telegramtest.Chat, words ...string) (out []string) {
	for _, text := range chat.Texts() {
		for _, word := range words {
			if strings.Contains(text, word) {
				out = append(out, text)
				break
			}
		}
	}
	return out
}

// TestACorrectionStandsInPlaceOfWhatItCorrects, also one of a correction, and of what
// had not left yet. Nothing is sent anew.
func TestACorrectionStandsInPlaceOfWhatItCorrects(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p, chat, act := w.held()
	gate := make(chan struct{})
	w.tg.Fail(telegramtest.Fault{Method: "sendMessage", Until: gate, Times: 1})
	p.writes(act, "1", "riga uno, ore 9")
	p.writes(act, "2", "riga due")
	p.corrects(act, "3", "riga uno, ore <10>")
	p.corrects(act, "4", "riga uno, ore **11**")
	p.corrects(act, "5", "riga uno, ore **11**")
	close(gate)
	w.settled()
	got := shown(chat, "riga")
	if len(got) != 2 || !strings.HasSuffix(got[0], "riga uno, ore 11") || !strings.Contains(got[0], "Anna (Comune di Siena):") || !strings.HasSuffix(got[1], "riga due") {
		t.Errorf("the citizen reads %q", got)
	}
	for _, m := range chat.Messages() {
		if strings.Contains(m.Text, "riga uno") && (len(m.Edits) != 2 || !strings.HasSuffix(m.Edits[1].Text, "ore <10>") || !m.NoPreview()) {
			t.Errorf("it was edited %+v", m.Edits)
		}
	}
	if n := w.sum("SELECT count(*) FROM delivery WHERE state <> 'sent' OR unsure"); n != 0 || times(chat, "Correzione") != 0 {
		t.Errorf("%d are not simply sent: %q", n, chat.Texts())
	}
	if r := w.bot.Rates(); r.PerChat > 1 {
		t.Errorf("sent %+v", r)
	}
}

// long is a text of three messages.
func long(mark string) string {
	var b strings.Builder
	for i := range 30 {
		fmt.Fprintf(&b, "%s %d %s\n\n", mark, i, strings.Repeat("parole ", 42))
	}
	return b.String()
}

// TestACorrectionMayBeOfAnotherLength: what it has more is sent, and what it has less
// is taken back, or left without words where Telegram refuses that.
func TestACorrectionMayBeOfAnotherLength(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p, chat, act := w.held()
	p.writes(act, "1", "riga breve")
	w.settled()
	p.corrects(act, "2", long("lungo"))
	w.settled()
	got := shown(chat, "lungo")
	if len(got) < 3 || len(shown(chat, "breve")) != 0 || !strings.Contains(got[0], "Anna") || strings.Contains(got[1], "Anna") {
		t.Fatalf("the citizen reads %d parts", len(got))
	}
	if n := w.sum("SELECT cardinality(message_ids) FROM delivery d JOIN event e USING (town_id, conversation_id, seq) WHERE e.client_id = '1'"); n != len(got) {
		t.Errorf("%d messages are known to stand, of %d", n, len(got))
	}
	p.corrects(act, "3", long("nuovo"))
	w.settled()
	if again := shown(chat, "nuovo"); len(again) != len(got) || len(shown(chat, "lungo")) != 0 {
		t.Errorf("then they read %d parts", len(again))
	}
	w.tg.Fail(telegramtest.Fault{Method: "deleteMessage", Times: 1, Status: http.StatusBadRequest, Description: "Bad Request: message can't be deleted for everyone"})
	p.corrects(act, "4", "riga corta")
	w.settled()
	if len(shown(chat, "corta")) != 1 || len(shown(chat, "nuovo")) != 0 || times(chat, "…") != 1 {
		t.Errorf("at last they read %q", chat.Texts())
	}
	p.corrects(act, "5", "riga finale")
	w.settled()
	if len(shown(chat, "finale")) != 1 || len(shown(chat, "corta")) != 0 {
		t.Errorf("and after that %q", chat.Texts())
	}
	if n := w.sum("SELECT count(*) FROM delivery WHERE state <> 'sent' OR unsure"); n != 0 {
		t.Errorf("%d are not simply sent", n)
	}
}

// TestACorrectionOfWhatDoesNotStandIsSentAndSaysSo: it never came, is not there any
// more, or may not be changed. A correction of the correction edits that one.
func TestACorrectionOfWhatDoesNotStandIsSentAndSaysSo(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]telegramtest.Fault{
		"it failed":      {Method: "sendMessage", Times: 1, Status: 400, Description: "Bad Request: message is too long"},
		"it was deleted": {Method: "editMessageText", Times: 1, Status: 400, Description: "Bad Request: message to edit not found"},
		"it is old":      {Method: "editMessageText", Times: 1, Status: 400, Description: "Bad Request: message can't be edited"},
		"some other":     {Method: "editMessageText", Times: 1, Status: 400, Description: "Bad Request: whatever"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			p, chat, act := w.held()
			w.tg.Fail(fault)
			p.writes(act, "1", "alle 9")
			p.corrects(act, "2", "alle 10")
			w.settled()
			got := shown(chat, "alle 10")
			if len(got) != 1 || !strings.Contains(got[0], "Anna (Comune di Siena):\nCorrezione:\nalle 10") {
				t.Errorf("the citizen reads %q", chat.Texts())
			}
			p.corrects(act, "3", "alle 11")
			w.settled()
			if again := shown(chat, "alle 11"); len(again) != 1 || !strings.Contains(again[0], "Correzione:") || len(shown(chat, "alle 10")) != 0 {
				t.Errorf("then they read %q", chat.Texts())
			}
			if n := w.sum("SELECT count(*) FROM delivery WHERE unsure OR state = 'due'"); n != 0 {
				t.Errorf("%d are unsure", n)
			}
		})
	}
}

// TestACorrectionWhoseAnswerIsLostIsMadeAgain and is never unsure: made twice it is
// made once.
func TestACorrectionWhoseAnswerIsLostIsMadeAgain(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]telegramtest.Fault{
		"cut before":  telegramtest.Cutting("editMessageText", telegramtest.BeforeActing, 1),
		"cut after":   telegramtest.Cutting("editMessageText", telegramtest.AfterActing, 1),
		"garbled":     telegramtest.Garbled("editMessageText", 1),
		"502":         telegramtest.Broken("editMessageText", 502, 1),
		"504 after":   {Method: "editMessageText", Status: 504, Acting: true, Times: 1},
		"429":         telegramtest.TooMany("editMessageText", 1, 1),
		"no entities": {Method: "editMessageText", Times: 1, Status: 400, Description: "Bad Request: can't parse entities: whatever"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			p, chat, act := w.held()
			p.writes(act, "1", "alle 9")
			w.settled()
			strike := w.tg.Fail(fault)
			p.corrects(act, "2", "alle **10**")
			w.settled()
			if got := shown(chat, "alle"); len(got) != 1 || !strings.HasSuffix(got[0], "alle 10") || strike.Count() != 1 {
				t.Errorf("the citizen reads %q", chat.Texts())
			}
			if n := w.sum("SELECT count(*) FROM delivery WHERE state <> 'sent' OR unsure"); n != 0 {
				t.Errorf("%d are not simply sent", n)
			}
			if times(chat, "Correzione") != 0 {
				t.Errorf("it says that it corrects: %q", chat.Texts())
			}
		})
	}
}

// TestAProcessThatDiesWhileItCorrects leaves the edit to the next one, which makes it
// again; a part that it was sending is unsure, as any other.
func TestAProcessThatDiesWhileItCorrects(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p, chat, act := w.held()
	p.writes(act, "1", "riga breve")
	w.settled()
	p.stop()
	p.corrects(act, "2", long("lungo"))
	bot := caterina.BotID(w.bot.ID())
	dies := func() {
		t.Helper()
		var due []caterina.Delivery
		w.until("it is due", func() (found bool) {
			var err error
			if due, err = p.store.ClaimDeliveries(t.Context(), bot, 10, 0); err != nil {
				t.Fatal(err)
			}
			return len(due) == 1
		})
		w.exec("UPDATE delivery SET sending_at = now() - interval '1 hour' WHERE state = 'sending'")
	}
	dies()
	two := w.start("two")
	w.until("a part is sent", func() bool {
		return w.sum("SELECT max(d.part) FROM delivery d JOIN event e USING (town_id, conversation_id, seq) WHERE e.kind = 'edit'") >= 1
	})
	if n := w.sum("SELECT count(*) FROM delivery WHERE unsure"); n != 0 {
		t.Errorf("%d are unsure, that were only edited", n)
	}
	two.stop()
	dies()
	w.start("three")
	w.settled()
	if n := w.sum("SELECT count(*) FROM delivery WHERE unsure AND state = 'sent'"); n != 1 {
		t.Errorf("%d are unsure", n)
	}
	if got := shown(chat, "lungo 29 "); len(got) != 1 {
		t.Errorf("the end is there %d times", len(got))
	}
}

// TestACorrectionThatIsErasedIsNotMade.
func TestACorrectionThatIsErasedIsNotMade(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p, chat, act := w.held()
	p.writes(act, "1", "SEGRETO uno")
	w.settled()
	p.stop()
	p.corrects(act, "2", "SEGRETO due")
	if _, err := p.Close(t.Context(), act, "risolta"); err != nil {
		t.Fatal(err)
	}
	if err := p.EraseOwn(t.Context(), w.towns[0], act.Conversation, "it"); err != nil {
		t.Fatal(err)
	}
	w.start("two")
	w.settled()
	if times(chat, "SEGRETO due") != 0 || strings.Contains(w.all("event"), "SEGRETO") {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
}
