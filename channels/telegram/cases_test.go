package telegram_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

// TestCase46TheSameUpdateTwice also comes to two processes at once: one event, one
// answer.
func TestCase46TheSameUpdateTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{webhook: true})
	one, two := w.start("one"), w.start("two")
	chat := w.tg.Chat(42)
	raw := `{"update_id":7000,"message":{"message_id":3,"date":1,"chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Lia"},"text":"nido"}}`
	answers := make(chan int)
	for i := range 6 {
		go func() { answers <- post(t, []*process{one, two}[i%2], raw) }()
	}
	for range 6 {
		if status := <-answers; status != http.StatusOK {
			t.Errorf("answered %d", status)
		}
	}
	w.reads(chat, "Risposta a nido")
	w.settled()
	if got := texts(w.said()); !slices.Equal(got, []string{"nido"}) {
		t.Errorf("the log holds %q", got)
	}
	if n := times(chat, "Risposta a nido"); n != 1 || len(chat.Messages()) != 2 {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
	if w.counted("update stored") != 1 || w.counted("update dup") != 5 {
		t.Errorf("counted %v", w.counts)
	}
}

// TestCase47TwoUpdatesAreStoredInOrder comes over the webhook the wrong way round, and
// is worked by two processes.
func TestCase47TwoUpdatesAreStoredInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{webhook: true})
	one, two := w.start("one"), w.start("two")
	update := func(id int) string {
		return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1,"chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Lia"},"text":"numero %d"}}`, id, id, id)
	}
	post(t, one, update(6))
	w.settled()
	for i, id := range []int{8, 7, 10, 9} {
		if status := post(t, []*process{one, two}[i%2], update(id)); status != http.StatusOK {
			t.Errorf("%d: answered %d", id, status)
		}
	}
	w.until("all are there", func() bool { return len(w.said()) == 5 })
	if diff := cmp.Diff([]string{"numero 6", "numero 7", "numero 8", "numero 9", "numero 10"}, texts(w.said())); diff != "" {
		t.Error(diff)
	}
}

// TestCase48ASlowAnswerIsNotWaitedFor: the webhook is answered at once.
func TestCase48ASlowAnswerIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	done := make(chan struct{})
	w := newWorld(t, setup{webhook: true, reply: func(ctx context.Context, turn caterina.Turn) (caterina.Reply, error) {
		select {
		case <-done:
		case <-ctx.Done():
		}
		return answer(ctx, turn)
	}})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("nido")
	if err := w.bot.WaitConfirmed(w.patient()); err != nil { // while the model thinks
		t.Fatal(err)
	}
	if _, err := w.tg.WaitRequests(w.patient(), "sendChatAction", func(all []telegramtest.Request) bool { return len(all) > 0 }); err != nil {
		t.Errorf("nobody sees that an answer is being written: %v", err)
	}
	close(done)
	w.reads(chat, "Risposta a nido")
	w.settled()
	if w.counted("update dup") != 0 || w.counted("update stored") != 1 {
		t.Errorf("counted %v", w.counts)
	}
}

// TestCase49FiveQuickLinesArriveInOrder also while Telegram asks to wait.
func TestCase49FiveQuickLinesArriveInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("persona")
	w.reads(chat, "Risposta")
	act := p.taken(chat)
	w.settled()
	w.tg.Fail(telegramtest.TooMany("sendMessage", 1, 2))
	for i := range 5 {
		p.writes(act, strconv.Itoa(i), fmt.Sprintf("riga %d", i))
	}
	w.reads(chat, "riga 4")
	w.settled()
	var lines []string
	for _, text := range chat.Texts() {
		if _, line, ok := strings.Cut(text, "riga "); ok {
			lines = append(lines, line)
		}
	}
	if !slices.Equal(lines, []string{"0", "1", "2", "3", "4"}) {
		t.Errorf("arrived: %q", lines)
	}
	if r := w.bot.Rates(); r.PerChat > 1 {
		t.Errorf("sent %+v", r)
	}
	if n := w.sum("SELECT count(*) FROM delivery WHERE state <> 'sent' OR unsure"); n != 0 {
		t.Errorf("%d were not simply sent", n)
	}
}

// TestCase50WhoHasBlockedTheBot is known to staff at once, by either way of hearing it.
func TestCase50WhoHasBlockedTheBot(t *testing.T) {
	t.Parallel()
	for name, leave := range map[string]func(*telegramtest.Chat){
		"by its update":  func(c *telegramtest.Chat) { c.Block() },
		"by the refusal": func(c *telegramtest.Chat) { c.DeleteAccount() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			p := w.start("one")
			chat := w.tg.Chat(42)
			chat.Say("persona")
			w.reads(chat, "Risposta")
			act := p.taken(chat)
			w.settled()
			leave(chat)
			p.writes(act, "1", "ci sei?")
			w.until("staff are told", func() bool {
				return w.sum("SELECT count(*) FROM event WHERE kind = 'note' AND body->>'text' LIKE '%altro recapito%'") > 0
			})
			w.settled()
			flaws, err := p.store.DeliveryFlaws(t.Context(), act.Town, act.Conversation)
			if err != nil || len(flaws) != 1 || flaws[0].State != caterina.DeliveryFailed || flaws[0].Error == "" {
				t.Errorf("staff see %+v, %v", flaws, err)
			}
			if n := w.sum("SELECT count(*) FROM telegram_chat WHERE state = 'blocked'"); n != 1 {
				t.Error("the chat is not blocked")
			}
			if times(chat, "ci sei?") != 0 {
				t.Error("it arrived")
			}
		})
	}
}

func TestWhoUnblocksTheBotIsWrittenToAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("persona")
	w.reads(chat, "Risposta")
	act := p.taken(chat)
	w.settled()
	chat.Block()
	w.settled()
	chat.Unblock()
	w.settled()
	p.writes(act, "1", "eccoti")
	w.reads(chat, "eccoti")
	if n := w.sum("SELECT count(*) FROM telegram_chat WHERE state = 'open'"); n != 1 {
		t.Error("the chat is not open")
	}
}

// TestCase51AnEditedMessage leaves both versions in the log.
func TestCase51AnEditedMessage(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	sent := chat.Say("mio figlio ha 3 anni")
	w.reads(chat, "Risposta")
	act := p.taken(chat)
	p.writes(act, "1", "bene, 3 anni")
	w.reads(chat, "bene, 3 anni")
	chat.Edit(sent.Message, "mio figlio ha 4 anni")
	w.until("it is there", func() bool { return len(w.said()) == 2 })
	w.settled()
	said := w.said()
	first := w.sum("SELECT seq FROM event WHERE actor = 'citizen' ORDER BY seq LIMIT 1")
	want := []caterina.MessageBody{
		{Text: "mio figlio ha 3 anni", Lang: "it"}, {Text: "mio figlio ha 4 anni", Lang: "it", Edits: int64(first)},
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Error(diff)
	}
}

// TestCase52AnAlbumOfFour is one event with four files.
func TestCase52AnAlbumOfFour(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	chat := w.tg.Chat(42)
	for i := range 4 {
		caption := ""
		if i == 0 {
			caption = "il modulo"
		}
		chat.SendPhoto(append([]byte("\xff\xd8\xff\xe0 photo "), byte('0'+i)), caption, "album-1")
	}
	w.until("it is there", func() bool { return len(w.said()) > 0 })
	w.settled()
	said := w.said()
	if len(said) != 1 || len(said[0].Files) != 4 || said[0].Text != "il modulo" || said[0].Media != "photo" {
		t.Fatalf("the log holds %+v", said)
	}
	for _, f := range said[0].Files {
		if f.ID == "" || f.MIME != "image/jpeg" || f.Size == 0 || strings.Contains(f.Name, "/") {
			t.Errorf("a file is %+v", f)
		}
	}
	if n := times(chat, "Risposta"); n != 1 {
		t.Errorf("answered %d times", n)
	}
	if n := w.sum("SELECT count(*) FROM attachment"); n != 4 {
		t.Errorf("%d files are kept", n)
	}
}

// TestCase53AButtonOfAnEndedOffer is answered with a sentence and does nothing.
func TestCase53AButtonOfAnEndedOffer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("una scelta")
	offer := w.reads(chat, "Risposta")
	p.taken(chat) // its epoch moves
	w.settled()
	before := w.sum("SELECT count(*) FROM event")
	pressed := chat.Press(offer, "La prima")
	got, err := chat.Answered(w.patient(), pressed.Query)
	if err != nil || !strings.Contains(got.Text, "non vale più") {
		t.Errorf("answered %q, %v", got.Text, err)
	}
	w.settled()
	if after := w.sum("SELECT count(*) FROM event"); after != before {
		t.Errorf("%d events came of it", after-before)
	}
}

// TestCase54ALongTextOfAnOperator arrives in parts, in order.
func TestCase54ALongTextOfAnOperatorArrivesInOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("persona")
	w.reads(chat, "Risposta")
	act := p.taken(chat)
	w.settled()
	var text strings.Builder
	for i := range 30 {
		fmt.Fprintf(&text, "Paragrafo %02d. %s\n\n", i, strings.Repeat("parola ", 41))
	}
	before := len(chat.Messages())
	p.writes(act, "1", text.String())
	w.reads(chat, "Paragrafo 29")
	w.settled()
	parts := chat.Texts()[before:]
	all := strings.Join(parts, "\n")
	if len(parts) < 3 {
		t.Errorf("%d parts", len(parts))
	}
	at := -1
	for i := range 30 {
		next := strings.Index(all, fmt.Sprintf("Paragrafo %02d", i))
		if next <= at || strings.Count(all, fmt.Sprintf("Paragrafo %02d", i)) != 1 {
			t.Errorf("paragraph %d is at %d after %d", i, next, at)
		}
		at = next
	}
	if n := w.sum("SELECT cardinality(message_ids) FROM delivery WHERE part > 1"); n != len(parts) {
		t.Errorf("%d numbers are known of %d parts", n, len(parts))
	}
}
