package telegram_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"example.org/caterina"
	"example.org/caterina/channels/telegram"
	"example.org/caterina/internal/telegramtest"
)

func countdown(n int32) *atomic.Int32 {
	var c atomic.Int32
	c.Store(n)
	return &c
}

// TestThePollAcknowledgesOnlyWhatIsStored: nothing is lost when the process fails
// before it has stored something, and nothing is there twice when it fails after.
func TestThePollAcknowledgesOnlyWhatIsStored(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]broken{"before": {refused: countdown(2)}, "after": {lost: countdown(2)}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{store: func(s telegram.Store) telegram.Store { b := fault; b.Store = s; return b }})
			chat := w.tg.Chat(42)
			first := chat.Say("uno")
			chat.Say("due")
			w.start("one")
			w.until("both are there", func() bool { return len(w.said()) == 2 })
			w.settled()
			if got := texts(w.said()); !slices.Equal(got, []string{"uno", "due"}) {
				t.Errorf("the log holds %q", got)
			}
			for _, r := range w.tg.Requests("getUpdates")[:2] {
				if offset, _ := strconv.ParseInt(r.Params["offset"], 10, 64); offset > first.Update {
					t.Errorf("%d was acknowledged before it was stored", offset)
				}
			}
		})
	}
}

// TestNumbersThatBeginAgainAreRead: after a week of silence Telegram counts from a
// number of its choice.
func TestNumbersThatBeginAgainAreRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	update := `{"update_id":%d,"message":{"message_id":%d,"date":1,"chat":{"id":42,"type":"private"},"from":{"id":42,"first_name":"Lia"},"text":"numero %d"}}`
	one := w.start("one")
	w.bot.Inject(900000, fmt.Sprintf(update, 900000, 5, 5))
	w.reads(w.tg.Chat(42), "numero 5")
	w.settled()
	one.stop()
	w.start("two")
	w.bot.Inject(400, fmt.Sprintf(update, 400, 6, 6))
	w.reads(w.tg.Chat(42), "numero 6")
}

// TestAnotherPollerIsSaidAndOutlived.
func TestAnotherPollerIsSaidAndOutlived(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	w.tg.Fail(telegramtest.Fault{Method: "getUpdates", Times: 1, Status: http.StatusConflict, Description: "Conflict: terminated by other getUpdates request"})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	if !strings.Contains(w.log.String(), "another program reads this bot's messages") {
		t.Error("nobody is told of it")
	}
}

// TestThePollOutlivesAnything that Telegram answers.
func TestThePollOutlivesAnything(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]telegramtest.Fault{
		"HTML":             telegramtest.Broken("getUpdates", 502, 1),
		"cut before":       telegramtest.Cutting("getUpdates", telegramtest.BeforeActing, 1),
		"cut after":        telegramtest.Cutting("getUpdates", telegramtest.AfterActing, 1),
		"garbled":          telegramtest.Garbled("getUpdates", 1),
		"wait":             telegramtest.TooMany("getUpdates", 1, 1),
		"no list":          {Method: "getUpdates", Times: 1, Body: `{"ok":true,"result":7}`},
		"no numbers":       {Method: "getUpdates", Times: 1, Body: `{"ok":true,"result":[{"message":{}}]}`},
		"setup fails":      telegramtest.Broken("deleteWebhook", 502, 1),
		"the menu refuses": {Method: "setMyCommands", Status: 400, Description: "Bad Request: BOT_COMMAND_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{})
			strike := w.tg.Fail(f)
			w.start("one")
			chat := w.tg.Chat(42)
			chat.Say("nido")
			w.reads(chat, "Risposta a nido")
			w.settled()
			if n := times(chat, "Risposta a nido"); n != 1 || strike.Count() == 0 {
				t.Errorf("answered %d times, struck %d", n, strike.Count())
			}
		})
	}
}

// TestEveryUpdateIsOneEventAndOneAnswer however often it is worked: the process dies
// after it has acted and before it notes it.
func TestEveryUpdateIsOneEventAndOneAnswer(t *testing.T) {
	t.Parallel()
	for deaths := range 5 {
		t.Run(fmt.Sprintf("%d deaths", deaths), func(t *testing.T) {
			t.Parallel()
			var d deadly
			w := newWorld(t, setup{all: true, store: func(s telegram.Store) telegram.Store { d.Store, d.times = s, deaths; return &d }})
			w.start("one")
			chats := make(map[string]*telegramtest.Chat)
			for i, name := range slices.Sorted(maps.Keys(onceEach())) {
				chats[name] = w.tg.Chat(int64(100 + i))
				if name != "asked for a town" {
					w.exec("INSERT INTO telegram_chat (bot, chat, town_id) VALUES ($1, $2, $3)", w.bot.ID(), 100+i, int64(w.towns[0].ID))
				}
				onceEach()[name].do(chats[name])
			}
			w.settled()
			for name, c := range onceEach() {
				if got := chats[name].Messages(); len(got) != c.reads || len(w.saidBy(chats[name])) != c.said {
					t.Errorf("%s: the citizen reads %q, and has said %d", name, chats[name].Texts(), len(w.saidBy(chats[name])))
				}
			}
			if n := w.sum("SELECT min(attempts) FROM telegram_update"); n != deaths+1 {
				t.Errorf("%d tries were counted", n)
			}
		})
	}
}

// once is something that a citizen does, how much they read in all, and how much of it
// is their own.
type once struct {
	do          func(*telegramtest.Chat)
	reads, said int
}

func onceEach() map[string]once {
	return map[string]once{
		"text":             {func(c *telegramtest.Chat) { c.Say("nido") }, 2, 1},
		"start":            {func(c *telegramtest.Chat) { c.Start("") }, 1, 0},
		"card":             {func(c *telegramtest.Chat) { c.Start("siena-nido") }, 2, 1},
		"help":             {func(c *telegramtest.Chat) { c.Say("/aiuto") }, 1, 0},
		"photo":            {func(c *telegramtest.Chat) { c.SendPhoto(aPicture, "", "") }, 2, 1},
		"position":         {func(c *telegramtest.Chat) { c.SendLocation(43.3, 11.3) }, 2, 1},
		"unknown":          {func(c *telegramtest.Chat) { c.Say("/pippo") }, 1, 0},
		"language":         {func(c *telegramtest.Chat) { c.PressData(1, "c:l:en") }, 1, 0},
		"town":             {func(c *telegramtest.Chat) { c.PressData(1, "c:t:siena") }, 1, 0},
		"stale":            {func(c *telegramtest.Chat) { c.PressData(1, "o:1:0:0") }, 0, 0},
		"asked for a town": {func(c *telegramtest.Chat) { c.Say("nido") }, 1, 0},
	}
}

// TestScrambledUpdatesAreOneEventEach, in order over polling.
func TestScrambledUpdatesAreOneEventEach(t *testing.T) {
	t.Parallel()
	for name, webhook := range map[string]bool{"polling": false, "webhook": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, setup{webhook: webhook, options: telegramtest.Options{Seed: 7}})
			w.bot.Scramble(5)
			w.bot.Hold()
			chat := w.tg.Chat(42)
			var want []string
			for i := range 20 {
				want = append(want, fmt.Sprintf("numero %02d", i))
				chat.Say(want[i])
			}
			w.bot.Release()
			w.start("one")
			w.until("all are there", func() bool { return w.sum("SELECT count(*) FROM event WHERE actor = 'citizen'") == 20 })
			w.settled()
			got := texts(w.said())
			if slices.Sort(got); webhook && !slices.Equal(got, want) {
				t.Errorf("the log holds %q", got)
			}
			if got := texts(w.said()); !webhook && !slices.Equal(got, want) {
				t.Errorf("the log holds %q", got)
			}
		})
	}
}

// TestAPoisonedMessageDoesNotHoldTheChat: it is set aside after five tries, in a word
// of ours.
func TestAPoisonedMessageDoesNotHoldTheChat(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{store: func(s telegram.Store) telegram.Store { return poisoned{s} }})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.SendDocument(telegramtest.Upload{Name: "a.txt", Bytes: []byte("VELENO")}, "", "")
	chat.Say("nido")
	w.reads(chat, "Risposta a nido")
	w.settled()
	if n := w.sum("SELECT attempts FROM telegram_update WHERE failure = 'internal after 5 tries' AND raw IS NULL"); n != 5 {
		t.Errorf("tried %d times", n)
	}
	if w.counted("update failed") != 1 || !strings.Contains(w.log.String(), "panic") || strings.Contains(w.log.String(), "VELENO") {
		t.Errorf("counted %v, logged\n%s", w.counts, w.log)
	}
}

// TestAnUpdateThatKillsTheProcessIsSetAsideToo: its tries are counted before.
func TestAnUpdateThatKillsTheProcessIsSetAsideToo(t *testing.T) {
	t.Parallel()
	ends := countdown(20)
	w := newWorld(t, setup{store: func(s telegram.Store) telegram.Store { return broken{Store: s, ends: ends} }})
	w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("/aiuto")
	w.settled()
	if n := w.sum("SELECT count(*) FROM telegram_update WHERE failure IS NOT NULL"); n != 1 {
		t.Error("it was not set aside")
	}
	if n := len(chat.Messages()); n != 1 {
		t.Errorf("the citizen reads %q", chat.Texts())
	}
}

// TestNoTokenAndNoWordIsEverLogged, whatever Telegram and the library answer.
func TestNoTokenAndNoWordIsEverLogged(t *testing.T) {
	t.Parallel()
	w := newWorld(t, setup{})
	token := w.tg.Token()
	_, key, _ := strings.Cut(token, ":")
	leak := "https://api.telegram.org/bot" + token + "/sendMessage Il mio SEGRETO"
	for _, f := range []telegramtest.Fault{
		{Method: "sendMessage", Times: 1, Status: 400, Description: leak},
		{Method: "sendMessage", Times: 1, Status: 418, Description: leak},
		{Method: "sendMessage", Times: 1, Body: leak},
		{Method: "getUpdates", Times: 1, Status: 404, Description: leak},
		{Method: "getUpdates", Times: 1, Body: `{"ok":true,"result":["` + leak + `"]}`},
		{Method: "answerCallbackQuery", Status: 400, Description: leak},
		{Method: "sendChatAction", Body: leak},
		{Method: "getFile", Times: 1, Status: 400, Description: leak},
		{Method: "file", Times: 1, Status: 403, Body: leak},
		{Method: "setMyDescription", Times: 1, Status: 400, Description: leak},
		{Method: "getMe", Times: 1, Status: 400, Description: leak},
		telegramtest.Cutting("sendMessage", telegramtest.BeforeActing, 1),
	} {
		w.tg.Fail(f)
	}
	p := w.start("one")
	chat := w.tg.Chat(42)
	chat.Say("Il mio SEGRETO è una scelta")
	chat.SendPhoto(aPicture, "SEGRETO", "")
	chat.SendPhoto(aPicture, "SEGRETO", "")
	chat.PressData(1, "o:1:0:0")
	w.until("all is there", func() bool { return len(w.said()) == 3 })
	w.settled()
	for what, text := range map[string]string{
		"the log": w.log.String(), "an event": w.all("event"), "a delivery": w.all("delivery"), "an update": w.all("telegram_update"),
		"a file": w.all("attachment"), "a page": page(t, p), "an error": configError(t, w),
	} {
		if strings.Contains(text, key) {
			t.Errorf("%s holds the token:\n%s", what, text)
		}
		if strings.Contains(text, "SEGRETO") && what != "an event" {
			t.Errorf("%s holds what was said:\n%s", what, text)
		}
	}
}

// all is a table as text.
func (w *world) all(table string) string {
	w.t.Helper()
	var text string
	if err := w.db.QueryRow(w.t.Context(), "SELECT coalesce(string_agg(x::text, E'\\n'), '') FROM "+table+" x").Scan(&text); err != nil {
		w.t.Fatal(err)
	}
	return text
}

func page(t *testing.T, p *process) string {
	t.Helper()
	resp, err := http.Get(p.web.URL + "/v1/telegram/" + p.bot.Token())
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// configError is what is said of bots that cannot be.
func configError(t *testing.T, w *world) string {
	t.Helper()
	var said strings.Builder
	for _, bots := range [][]telegram.Bot{
		{{Token: caterina.Secret(w.tg.Token() + " x")}},
		{{Token: caterina.Secret("x" + w.tg.Token())}},
		{{Token: caterina.Secret(w.tg.Token())}, {Token: caterina.Secret(w.tg.Token())}},
	} {
		_, err := telegram.New(telegram.Config{Bots: bots, API: "http://127.0.0.1"})
		if err == nil {
			t.Errorf("%d bots are accepted", len(bots))
			continue
		}
		fmt.Fprintf(&said, "%v %v %+v", err, bots, bots)
	}
	return said.String()
}
