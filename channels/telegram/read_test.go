package telegram_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-telegram/bot/models"

	"example.org/caterina"
	"example.org/caterina/internal/telegramtest"
)

// changed is a change of a message as Telegram reports it.
func (w *world) changed(id int64, chat *telegramtest.Chat, m models.Message) {
	w.t.Helper()
	m.Chat, m.From = models.Chat{ID: chat.ID(), Type: models.ChatTypePrivate}, &models.User{ID: chat.ID(), FirstName: "Ugo"}
	raw, err := json.Marshal(map[string]any{"update_id": id, "edited_message": m})
	if err != nil {
		w.t.Fatal(err)
	}
	w.bot.Inject(id, string(raw))
}

// TestALivePositionIsAnsweredOnce, however often it moves.
func TestALivePositionIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	chat := w.tg.Chat(42)
	place := &models.Location{Latitude: 43.318, Longitude: 11.331, LivePeriod: 900}
	sent := chat.Send(models.Message{Location: place})
	w.reads(chat, "La mia posizione")
	for i := range 5 {
		moved := *place
		moved.Latitude += float64(i) / 100
		w.changed(sent.Update+1+int64(i), chat, models.Message{ID: sent.Message, Location: &moved})
	}
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	w.settled()
	if said := texts(w.said()); strings.Join(said, "|") != "📍 La mia posizione|nido" {
		t.Errorf("the log holds %q", said)
	}
}

// TestCaptionsOfAnAlbumArePutRightOneByOne: two corrections of one album are no album.
func TestCaptionsOfAnAlbumArePutRightOneByOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	chat := w.tg.Chat(42)
	first, second := chat.SendPhoto(aPicture, "fronte", "a1"), chat.SendPhoto(aPicture, "", "a1")
	w.until("the album is there", func() bool { return len(w.said()) == 1 })
	w.settled()
	chat.Edit(first.Message, "il fronte")
	chat.Edit(second.Message, "il retro")
	w.until("both are put right", func() bool { return len(w.said()) == 3 })
	w.settled()
	said := w.said()
	if said[0].Edits != 0 || len(said[0].Files) != 2 || said[1].Text != "il fronte" || said[1].Edits == 0 || said[2].Text != "il retro" {
		t.Errorf("the log holds %+v", said)
	}
}

// TestWhatNobodyMeansForTheBotIsIgnoredAndCounted: it is no message, and holds nothing
// up.
func TestWhatNobodyMeansForTheBotIsIgnoredAndCounted(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	from := `{"id":42,"is_bot":false,"first_name":"Ugo"}`
	for i, kind := range []string{
		`"inline_query":{"id":"1","from":` + from + `,"query":"nido","offset":""}`,
		`"pre_checkout_query":{"id":"1","from":` + from + `,"currency":"EUR","total_amount":1,"invoice_payload":"x"}`,
		`"poll_answer":{"poll_id":"1","user":` + from + `,"option_ids":[0]}`,
		`"message_reaction":{"chat":{"id":42,"type":"private"},"message_id":1,"user":` + from + `,"date":1,"old_reaction":[],"new_reaction":[]}`,
		`"something_of_2030":{"x":1}`,
	} {
		w.bot.Inject(int64(500+i), fmt.Sprintf(`{"update_id":%d,%s}`, 500+i, kind))
	}
	w.until("all are counted", func() bool { return w.counted("update unknown") == 5 })
	if n := w.sum("SELECT count(*) FROM conversation"); n != 0 {
		t.Errorf("%d conversations", n)
	}
	if n := w.sum("SELECT count(*) FROM telegram_update WHERE done_at IS NULL OR raw IS NOT NULL OR failure IS NOT NULL"); n != 0 {
		t.Errorf("%d are not done", n)
	}
}

// TestWhoeverDeletesTheirAccountIsNotWrittenToAgain, and staff are told.
func TestWhoeverDeletesTheirAccountIsNotWrittenToAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	act := p.taken(chat)
	w.settled()
	chat.DeleteAccount()
	p.writes(act, "r1", "Eccomi")
	w.until("it has failed", func() bool { return w.sum("SELECT count(*) FROM delivery WHERE state = 'failed'") == 1 })
	w.until("staff are told", func() bool {
		return w.sum("SELECT count(*) FROM event WHERE kind = 'note' AND body ->> 'text' LIKE 'Il cittadino non riceve%'") == 1
	})
	flaws, err := p.store.DeliveryFlaws(t.Context(), w.towns[0].ID, act.Conversation)
	if err != nil || len(flaws) != 1 || flaws[0].State != caterina.DeliveryFailed || !strings.Contains(flaws[0].Error, "deactivated") {
		t.Errorf("the console is told %+v, %v", flaws, err)
	}
}

// TestAChannelIsRefusedOnce, where the bot is an administrator, as it has to be there: at
// the first post, and not for being added.
func TestAChannelIsRefusedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	channel := w.bot.Channel(-200, "Notizie")
	w.bot.Inject(700, `{"update_id":700,"my_chat_member":{"chat":{"id":-200,"type":"channel","title":"Notizie"},"from":{"id":7,"is_bot":false,"first_name":"Ugo"},"date":1,`+
		`"old_chat_member":{"status":"left","user":{"id":1,"is_bot":true,"first_name":"c"}},"new_chat_member":{"status":"administrator","user":{"id":1,"is_bot":true,"first_name":"c"},"can_post_messages":true}}}`)
	w.settled()
	if got := channel.Texts(); len(got) != 0 {
		t.Errorf("for being added it reads %q", got)
	}
	for i, text := range []string{"uno", "due", "tre"} {
		id := int64(701 + i)
		w.bot.Inject(id, fmt.Sprintf(`{"update_id":%d,"channel_post":{"message_id":%d,"date":1,"chat":{"id":-200,"type":"channel","title":"Notizie"},"text":%q}}`, id, id, text))
	}
	w.reads(channel, "una persona alla volta")
	w.settled()
	if got := times(channel, "una persona alla volta"); got != 1 {
		t.Errorf("it is refused %d times", got)
	}
	if n := w.sum("SELECT count(*) FROM conversation"); n != 0 {
		t.Errorf("there are %d conversations", n)
	}
}

// TestTheTopicsOfAGroupAreOneGroup: one refusal for all of them.
func TestTheTopicsOfAGroupAreOneGroup(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.start("one")
	forum := w.bot.Supergroup(-300, "Quartiere")
	for topic := range 3 {
		forum.Send(models.Message{From: &models.User{ID: 7, FirstName: "Ugo"}, Text: "nido?", MessageThreadID: topic + 1, IsTopicMessage: true})
	}
	w.reads(forum, "una persona alla volta")
	w.settled()
	if n := len(forum.Messages()); n != 1 {
		t.Errorf("it reads %q", forum.Texts())
	}
}

// TestAGroupThatWasRefusedIsSoUnderItsNewNumber, also when somebody there was heard
// before the move.
func TestAGroupThatWasRefusedIsSoUnderItsNewNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	p, bot := w.build("one"), caterina.BotID(w.bot.ID())
	for chat, state := range map[caterina.ChatID]caterina.ChatState{-400: caterina.ChatRefused, -1400: caterina.ChatOpen} {
		if _, err := p.store.Chat(t.Context(), bot, chat); err != nil {
			t.Fatal(err)
		}
		if err := p.store.SetChat(t.Context(), caterina.Chat{Bot: bot, ID: chat, State: state}); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.store.MoveChat(t.Context(), bot, -400, -1400); err != nil {
		t.Fatal(err)
	}
	if chat, err := p.store.Chat(t.Context(), bot, -1400); err != nil || chat.State != caterina.ChatRefused {
		t.Errorf("%+v, %v", chat, err)
	}
}
